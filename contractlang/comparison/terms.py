"""The terms of two programs: which say something else, and in whose favour."""

from __future__ import annotations

from collections.abc import Container, Iterator

from contractlang.comparison.directions import term_favours
from contractlang.comparison.favour import Favour
from contractlang.comparison.items import plain
from contractlang.comparison.joint import Joint
from contractlang.core.cases import MILESTONES
from contractlang.core.origins import Origin, Path
from contractlang.core.program import Program, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Message, Text
from contractlang.records import frozen

_LEGAL_NAME = Text("{party} : dénomination", "{party}: legal name")
_TEXT = Type(Kind.TEXT)


@frozen(kw_only=True)
class TermChange:
    """A term with another value; None on the side that has no such term. `path` is in the names of the second.

    `decided`: all that the term says is in a decision, by whose effect the texts are compared.
    """

    path: Path
    title: Message
    before: Term | None
    after: Term | None
    favours: Favour = "unclear"
    decided: bool = False


@frozen(kw_only=True)
class ClauseChange:
    """A clause that only one text has."""

    path: Path
    title: str | Text
    origin: Origin


def term_changes(joint: Joint) -> Iterator[TermChange]:
    """The terms that differ, sorted by their path."""
    sides = [
        {to.path(path): term for path, term in program.terms.items()}
        for program, to in zip(joint.programs, joint.to, strict=True)
    ]
    for path in sorted({*sides[0], *sides[1]}):
        one, other = sides[0].get(path), sides[1].get(path)
        one_value, other_value = (
            None if term is None else to.value(term) for term, to in zip((one, other), joint.to, strict=True)
        )
        if plain(one_value) == plain(other_value) or _same_calendar(joint, one, other):
            continue
        term = other or one
        assert term is not None
        favours = term_favours(path, one_value, other_value, joint.after if other is not None else joint.before)
        decided = _is_decided(path, sides[0]) and _is_decided(path, sides[1])
        yield TermChange(path=path, title=term.title(), before=one, after=other, favours=favours, decided=decided)
    yield from _legal_names(joint)


def _same_calendar(joint: Joint, one: Term | None, other: Term | None) -> bool:
    """Whether both terms name a calendar that is open at the same instants of the contracts' lives."""
    if one is None or other is None or one.type.kind is not Kind.CALENDAR or other.type.kind is not Kind.CALENDAR:
        return False
    return joint.same_openings(str(one.value), str(other.value))


def _is_decided(path: Path, terms: Container[Path]) -> bool:
    """Whether a decision says all that the term at a path does, among the terms of its program."""
    own = path[:-1] if path[-1] in ("window", "by") else path
    if "service_levels" in path and own[-1] in MILESTONES:
        return True
    if own[0] == "obligation" and own[-1] in ("deadline", "every"):
        return True
    return path[0] in ("hotline", "credit") and path[-1] == "beyond" and (*path[:-1], "allowance") in terms


def _legal_names(joint: Joint) -> Iterator[TermChange]:
    """The parties, and the subcontractors of both texts, under another legal name."""
    sides = [
        {to.path(path): path for path in program.parties} for program, to in zip(joint.programs, joint.to, strict=True)
    ]
    for path in sorted({*sides[0], *sides[1]}):
        terms = [
            _legal_name(program, known[path]) if path in known else None
            for program, known in zip(joint.programs, sides, strict=True)
        ]
        if terms[0] is None or terms[1] is None or terms[0].value != terms[1].value:
            title = (terms[1] or terms[0]).title if terms[1] or terms[0] else Text("", "")  # type: ignore[union-attr]
            yield TermChange(path=(*path, "name"), title=title(), before=terms[0], after=terms[1])


def _legal_name(program: Program, path: Path) -> Term:
    known = program.vocabularies["party"].words
    party = known.get(path[-1]) or Text(path[-1], path[-1])
    title = Text(_LEGAL_NAME.fr.format(party=party.fr), _LEGAL_NAME.en.format(party=party.en))
    origin = program.clauses[path]
    return Term(path=(*path, "name"), title=title, type=_TEXT, value=program.parties[path], origin=origin)


def clause_changes(joint: Joint) -> tuple[tuple[ClauseChange, ...], tuple[ClauseChange, ...]]:
    """The clauses that only the second text has, and those that only the first has."""
    sides = [
        {to.path(path): path for path in program.clauses} for program, to in zip(joint.programs, joint.to, strict=True)
    ]
    added = tuple(_clause(joint.after, sides[1][path], path) for path in sorted(sides[1].keys() - sides[0].keys()))
    removed = tuple(_clause(joint.before, sides[0][path], path) for path in sorted(sides[0].keys() - sides[1].keys()))
    return added, removed


def _clause(program: Program, own: Path, path: Path) -> ClauseChange:
    return ClauseChange(path=path, title=_clause_title(program, own), origin=program.clauses[own])


def _clause_title(program: Program, path: Path) -> str | Text:
    """The name of a clause, as the titles of its terms say it."""
    below = next((term.title for own, term in program.terms.items() if own[: len(path)] == path), None)
    if below is None:
        return ".".join(path)
    return Text(*(".".join(title.split(".")[: len(path)]) for title in (below.fr, below.en)))
