"""The names that somebody chose in a program: what they name, where they stand, and the program under other names.

A site, a calendar, an obligation, a word of one's own: their spelling means nothing, only what is said of them. A name
is known by its sort and its spelling, since a site and a calendar may be called alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from contractlang.comparison.matching import VOCABULARY
from contractlang.core.cases import ACT, COMMITMENT, CONSUMED, MILESTONES, PENALTY, PERMISSION, PRIORITY, SEVERITY
from contractlang.core.expressions import IsOneOf
from contractlang.core.origins import Path
from contractlang.core.outcomes import Classified
from contractlang.core.program import Decision, Program, Term
from contractlang.core.schema import FactType, Kind, Vocabulary
from contractlang.records import evolve, fields, has
from contractlang.values import Count, Rate

T = TypeVar("T")
# From the sort of a name and its spelling to its new spelling
Renaming = Callable[[str, str], str]

CALENDAR, FACT, CREDIT, DUTY, GROUP = "calendar", "fact", "credit", "duty", "group"
_PLACE, _LEVEL, _NORM, _SITE, _PARTY = "place", "level", "norm", "site", "performed_by"
_LEVELS = "service_levels"
_NORMS = ("obligation", "permission", "prohibition")
_PARTY_SLOTS = frozenset({"who", "towards", "accrued", "expense"})
# One list of people under two titles
_SAME_LIST = {"party": _PARTY}
# The field of a piece of the core that holds a name, and the sort of that name
_FIELDS = {"calendar": CALENDAR, "fact": FACT, "subject": GROUP}


def sort_of(vocabulary: str) -> str:
    """The sort of the words of a vocabulary."""
    return f"word:{_SAME_LIST.get(vocabulary, vocabulary)}"


def chosen(program: Program) -> Iterator[tuple[str, str]]:
    """Every name that somebody chose, but those of calendars, by its sort and its spelling."""
    for path in (*program.terms, *program.clauses):
        for name, sort in zip(path, _sorts(path, program), strict=True):
            if sort is not None and sort in _OF_PATHS:
                yield sort, name
    for name, vocabulary in program.vocabularies.items():
        if name not in _SAME_LIST:
            yield from ((sort_of(name), word) for word in vocabulary.own)
        if vocabulary.words and vocabulary.own == frozenset(vocabulary.words) and name not in _MADE:
            yield VOCABULARY, name
    yield from ((FACT, name) for name, fact in program.facts.items() if fact.own and not name.startswith(CONSUMED))
    yield from ((DUTY, duty) for decision in program.decisions if (duty := _duty(decision)) is not None)


_OF_PATHS = frozenset({_PLACE, _LEVEL, GROUP, CREDIT})
_MADE = frozenset({_SITE, "zone", "performed_by", "party", _NORM, "requirement_pack"})


def _duty(decision: str) -> str | None:
    """The part of the name of a decision that comes from the first norm that it is about."""
    _, _, rest = decision.partition(".")
    return rest if rest.partition(".")[0] in _NORMS else None


def _sorts(path: Path, program: Program) -> Iterator[str | None]:
    """The sort of each segment of a path; None for those of the language."""
    for place, _ in enumerate(path):
        match path[:place]:
            case ("scope", "site"):
                yield sort_of(_SITE)
            case ("scope", "included" | "excluded"):
                yield GROUP
            case ("scope", "included" | "excluded", _):
                yield sort_of("asset")
            case ("hosting", "site"):
                yield _PLACE
            case ("credit",):
                yield CREDIT
            case ("subcontracting",) if path[place] in _words(program, _PARTY):
                yield sort_of(_PARTY)
            case (*_, clause) if clause == _LEVELS and path[place + 1 : place + 2] and path[place + 1] in MILESTONES:
                yield _level(path[place], program)
            case (*_, clause, "availability") if clause == _LEVELS:
                yield GROUP
            case (kind,) if kind in _NORMS:
                yield sort_of(_NORM)
            case _:
                yield None


def _words(program: Program, vocabulary: str) -> Mapping[str, object]:
    known = program.vocabularies.get(vocabulary)
    return {} if known is None else known.words


def _level(name: str, program: Program) -> str | None:
    """A level is a severity, what holds for all others, or has a name of its own."""
    if name in _words(program, SEVERITY):
        return sort_of(SEVERITY)
    return None if name == "default" else _LEVEL


class Renamer:
    """A program under other names: `new` gives the new spelling of each name, by its sort and its spelling."""

    def __init__(self, program: Program, new: Renaming) -> None:
        self._program = program
        self._new = new

    def path(self, path: Path) -> Path:
        """A path."""
        sorts = _sorts(path, self._program)
        return tuple(name if sort is None else self._new(sort, name) for name, sort in zip(path, sorts, strict=True))

    def calendar(self, name: str) -> str:
        """The name of a calendar."""
        return self._new(CALENDAR, name)

    def fact(self, name: str) -> str:
        """The name of a fact: one that the contract declares, the use of a credit, or an open term under its path."""
        known = self._program.facts.get(name)
        if known is not None and known.open:
            return ".".join(self.path(tuple(name.split("."))))
        _, found, credit = name.partition(f"{CONSUMED}_")
        if found and credit:
            return found + self._new(CREDIT, credit)
        return self._new(FACT, name)

    def word(self, fact: str, word: str) -> str:
        """A word that a fact may be."""
        known = self._program.facts.get(fact)
        vocabulary = known.type.vocabulary if known is not None else None
        return word if vocabulary is None else self._new(sort_of(vocabulary), word)

    def decision_name(self, name: str) -> str:
        """The name of a decision."""
        first, _, rest = name.partition(".")
        if _duty(name) is not None:
            return f"{first}.{self._new(DUTY, rest)}"
        about, _, one = rest.partition(".")
        if one and first in (PERMISSION, PENALTY) and about == ACT:
            return f"{first}.{about}.{self._new(sort_of(ACT), one)}"
        if one and first == COMMITMENT:
            return f"{first}.{about}.{self._new(sort_of(_PARTY), one)}"
        return name

    def decision(self, decision: Decision) -> Decision:
        """A decision; its rules keep their names."""
        return evolve(self.piece(decision), name=self.decision_name(decision.name))

    def piece(self, value: T) -> T:
        """A condition, an outcome, or whatever holds some."""
        return self._piece(value)  # type: ignore[no-any-return]

    def _piece(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(self._piece, value))
        if isinstance(value, IsOneOf):
            return IsOneOf(self.fact(value.fact), tuple(self.word(value.fact, word) for word in value.words))
        if isinstance(value, Classified):
            return evolve(value, word=self.word(PRIORITY, value.word))
        if not has(type(value)) or not type(value).__module__.startswith("contractlang.core."):
            return value
        changes: dict[str, Any] = {}
        for one in fields(type(value)):
            old = getattr(value, one.name)
            if one.name in _FIELDS and isinstance(old, str):
                new: Any = self.fact(old) if one.name == "fact" else self._new(_FIELDS[one.name], old)
            else:
                new = self._piece(old)
            if new is not old and new != old:
                changes[one.name] = new
        return evolve(value, **changes) if changes else value

    def value(self, term: Term) -> object:
        """What a term says, without the spelling of what is counted and the order of a list of words."""
        kind, value = term.type.kind, term.value
        if kind is Kind.CALENDAR:
            return self._new(CALENDAR, str(value))
        if kind is Kind.FORMULA or term.path[-1] == "prevails_over":
            return None if term.means is None else self.piece(term.means)
        if kind is Kind.WORD and isinstance(value, str):
            return self._term_word(term, value)
        if kind is Kind.WORD and isinstance(value, tuple):
            words = tuple(self._term_word(term, word) for word in value)
            return words if term.path[-1] == "precedence" else frozenset(words)
        if kind is Kind.COUNTRY and isinstance(value, tuple):
            return frozenset(value)
        return self._counted(value)

    def _term_word(self, term: Term, word: str) -> str:
        if term.type.vocabulary is not None:
            return self._new(sort_of(term.type.vocabulary), word)
        return self._new(sort_of(_PARTY), word) if term.path[-1] in _PARTY_SLOTS else word

    def _counted(self, value: object) -> object:
        """A value whose units are the shared names of what is counted."""
        if isinstance(value, Count):
            return evolve(value, unit=None if value.unit is None else self._thing(value.unit))
        if isinstance(value, Rate):
            per = self._thing(value.per) if isinstance(value.per, str) else value.per
            return evolve(value, value=self._counted(value.value), per=per)  # type: ignore[arg-type]
        return value

    def _thing(self, spelled: str) -> str:
        counted = self._program.vocabularies.get("counted")
        words = counted.words if counted is not None else {}
        return next((name for name, text in words.items() if spelled in (text.fr, text.en)), spelled)

    def facts(self) -> dict[str, FactType]:
        """The facts of a case."""
        found = {}
        for name, one in self._program.facts.items():
            named = self.fact(name)
            vocabulary = one.type.vocabulary
            type_ = evolve(one.type, vocabulary=None if vocabulary is None else self._new(VOCABULARY, vocabulary))
            found[named] = evolve(one, name=named, type=type_)
        return found

    def vocabularies(self) -> dict[str, Vocabulary]:
        """The vocabularies, by their name."""
        found = {}
        for name, one in self._program.vocabularies.items():
            named = self._new(VOCABULARY, name)
            words = {self._new(sort_of(name), word): text for word, text in one.words.items()}
            found[named] = evolve(one, name=named, words=words)
        return found
