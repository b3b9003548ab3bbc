"""What the terms of any contract have to be to one another, whoever wrote them: a floor below its cap, a notice shorter
than the period that it ends, a plan before the notice that it serves.

The checks on such terms read their pairs here, and so does the search for values of terms that are still to be agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from contractlang.core.origins import Path
from contractlang.core.packs import Demand, Demanded, Exists, TermCompare, TermComparison
from contractlang.core.program import Program
from contractlang.diagnostics import Message, Severity, Text
from contractlang.records import frozen

_INITIAL: Path = ("duration", "initial")
_RENEWED: Path = ("duration", "renewal")
_REFUSAL: Path = ("duration", "notice")
_MODE: Path = ("duration", "renewal", "mode")
_ENDINGS: tuple[Path, ...] = (("termination", "client", "notice"), ("termination", "provider", "notice"))
_PLAN: Path = ("reversibility", "plan")
_LENGTH: Path = ("reversibility", "term")
_ASKED: Path = ("reversibility", "notice")
_RETURN: Path = ("reversibility", "restitution")
_DESTROYED: tuple[Path, ...] = (("reversibility", "destruction"), ("personal_data", "fate", "deletion"))
_CASES: Path = ("reversibility", "cases")
# What says that the service goes on after the end
_SETTLED: tuple[Path, ...] = (("reversibility", "extension"), ("reversibility", "transition"))

# What a subcontractor owes within some time (`sous-traitance.Hébergeo.restitution`), beside the same of the provider
_OF_A_SUBCONTRACTOR = 3
WITHIN: Mapping[str, Path] = {"restitution": _RETURN, "destruction": ("reversibility", "destruction")}
SECRECY: Path = ("confidentiality", "term")

_SHORTER = Text("{first} doit être plus court que {second}", "{first} has to be shorter than {second}")
_AT_MOST = Text("{first} ne peut dépasser {second}", "{first} can't be above {second}")
_BEFORE = Text("{first} ne peut finir après {second}", "{first} can't end after {second}")


@frozen
class Relation:
    """What a first term has to be to a second one.

    `shorter`: not certainly as long or longer; `at_most`: not certainly above; `before`: on no date does the first
    delay end after the second.
    """

    how: Literal["shorter", "at_most", "before"]
    first: Path
    second: Path
    severity: Severity = Severity.ERROR

    def broken(self, program: Program) -> TermCompare:
        """The comparison that breaks it (`shorter`, `at_most`: if it is certain)."""
        above = TermComparison.GE if self.how == "shorter" else TermComparison.GT
        return TermCompare(above, self.first, self.second, _title(program, self.first))

    def demand(self, program: Program) -> Demanded:
        """The same as a demand on the terms, which is met where one of the two is not given."""
        title = _title(program, self.first)
        if self.how == "before":
            kept: Demanded = TermCompare(TermComparison.LE, self.first, self.second, title)
        else:
            kept = Demand("none", (self.broken(program),))
        absent = (Demand("none", (Exists(path, title),)) for path in (self.first, self.second))
        return Demand("any", (kept, *absent))

    def words(self, program: Program) -> Message:
        """What it says, with the names of both terms."""
        text = {"shorter": _SHORTER, "at_most": _AT_MOST, "before": _BEFORE}[self.how]
        return text(first=_title(program, self.first), second=_title(program, self.second))


def _title(program: Program, path: Path) -> Text:
    term = program.terms.get(path)
    return term.title if term is not None else Text(".".join(path), ".".join(path))


def relations(program: Program) -> Iterator[Relation]:
    """All of them whose two terms the contract gives, in the order of the checks."""
    every = (*BOUNDS, *notices(program), PLAN, *reversibility(program), *RETURNS, *flowed_down(program))
    return (one for one in every if one.first in program.terms and one.second in program.terms)


BOUNDS = (
    Relation("at_most", ("price", "revision", "floor"), ("price", "revision", "cap")),
    Relation("at_most", _INITIAL, ("duration", "maximum")),
    Relation("at_most", _RENEWED, ("duration", "maximum")),
)
PLAN = Relation("before", _PLAN, _ASKED)
RETURNS = tuple(Relation("before", _RETURN, destroyed) for destroyed in _DESTROYED)


def notices(program: Program) -> Iterator[Relation]:
    """Notices, and the periods that they end: those that are renewed, or the only one."""
    mode = program.terms.get(_MODE)
    if mode is not None and mode.value == "tacit":
        yield from (Relation("shorter", _REFUSAL, period) for period in (_INITIAL, _RENEWED))
    if _RENEWED not in program.terms and (mode is None or mode.value == "none"):
        yield from (Relation("shorter", notice, _INITIAL) for notice in _ENDINGS)


def reversibility(program: Program) -> Iterator[Relation]:
    """The reversibility that follows a termination, and the notices within which it has to fit."""
    cases = program.terms.get(_CASES)
    after_termination = cases is None or (isinstance(cases.value, tuple) and "termination" in cases.value)
    if not after_termination or any(path in program.terms for path in _SETTLED):
        return
    client, provider = _ENDINGS
    for long, notice in ((_LENGTH, client), (_LENGTH, provider), (_ASKED, provider)):
        yield Relation("before", long, notice, Severity.WARNING)


def flowed_down(program: Program) -> Iterator[Relation]:
    """What a subcontractor owes within some time, and what the provider does; secrecy the other way round."""
    for path in program.terms:
        if path[0] == "subcontracting" and len(path) == _OF_A_SUBCONTRACTOR:
            if path[-1] in WITHIN:
                yield Relation("before", path, WITHIN[path[-1]])
            elif path[-1] == "confidentiality":
                yield Relation("before", SECRECY, path)
