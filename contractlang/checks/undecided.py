"""Delays that can't be compared, because the contract doesn't say when it takes effect.

Every check yields a finding of this kind where the solver gave up (`solver.findings.undecided`). A missing date of
effect would make each comparison of delays say the same once more, so it is said here, once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.life import START, life
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Label, Text
from contractlang.solver import Session
from contractlang.solver.delays import Unsettled, compare, ordered_pairs, subcontractor_pairs
from contractlang.solver.findings import UNDECIDED, delay_label, undecided

PAGE = UNDECIDED

_QUESTION = Text(
    "on ne sait pas si des délais finissent dans l'ordre qui convient",
    "it is not known whether some delays end in their due order",
)
_HELP = Text(
    "donner la date d'effet du contrat : `{DURATION} { {START} : … }`",
    "give the contract's date of effect: `{DURATION} { {START} : … }`",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """One finding for all delays that only the contract's dates could order."""
    if life(program) is not None:
        return
    labels: list[Label] = []
    reason = None
    for pair in (*ordered_pairs(session), *subcontractor_pairs(session)):
        compared = compare(session, pair)
        if isinstance(compared, Unsettled) and compared.lacks_start:
            reason = reason or compared.reason
            labels += [label for label in map(delay_label, (pair.earlier, pair.later)) if label not in labels]
    if reason is not None:
        start = program.terms.get(START)
        origin = start.origin if start else program.clauses.get(START[:1], program.origin)
        yield undecided(origin.span, _QUESTION(), reason, labels=tuple(labels), help=_HELP())
