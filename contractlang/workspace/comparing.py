"""Two texts of contracts, compared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from contractlang.core.program import Program
from contractlang.diagnostics import Text
from contractlang.workspace.contracts import NOT_IN_ORDER, Contract, RefusedError

if TYPE_CHECKING:
    from contractlang.comparison import Comparison

_DISAGREEMENT = Text(
    "erreur interne, à signaler : sur `{decision}`, la preuve et l'évaluation se contredisent pour le cas {case}",
    "internal error, to be reported: on `{decision}` the proof and the evaluation contradict each other for {case}",
)


def compare_contracts(before: Contract, after: Contract, *, at: date | None = None) -> Comparison:
    """Compare two texts of contracts, as their last amendment left each, or as in force on a date; raises RefusedError.

    Of a contract and an amendment to it, the contract just before the effect of the amendment, and as amended.
    """
    from contractlang.comparison import DisagreementError, compare

    first, second = _text_of(before, after, at), _text_of(after, before, at)
    try:
        return compare(first, second)
    except DisagreementError as error:
        raise RefusedError([_DISAGREEMENT(decision=error.decision, case=str(dict(error.case)))]) from error


def _text_of(contract: Contract, other: Contract, at: date | None) -> Program:
    """The text of a contract that is compared with another."""
    signed = contract.readable()
    compiled, against = contract.compiled, other.compiled
    if compiled is None:
        return signed
    day = compiled.focus or at or compiled.versions[-1].since
    amended = against is not None and against.signed.source.text == compiled.signed.source.text
    if against is not None and amended and compiled.focus is None and against.focus is not None:
        day = against.focus - timedelta(days=1)
    program = compiled.at(day).program
    if program is None:
        raise RefusedError([NOT_IN_ORDER(file=contract.source.name)])
    return program
