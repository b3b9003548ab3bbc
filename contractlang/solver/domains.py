"""The values that each fact of a question may take, and which of them look ordinary.

A question is some conditions that must hold together. It speaks only of the facts that they read; each has a finite
list of words, a truth value, a whole number within its limits, or an instant of the window. Words that no
condition of the question names are alike to it, but all of a vocabulary are kept, so that the plainest can be shown.

The **plainest case** takes the first value of every list here: the first word of the vocabulary, `no`, one hour,
the most usual instant in opening hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count

from contractlang.core.cases import EVENTS, Case, FactValue
from contractlang.core.expressions import Compare, Condition, During, IsOneOf, atoms, facts_of
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.records import frozen
from contractlang.solver.instants import Instants

# Values that people would use in an example, most usual first, in the whole units of core cases.
_ORDINARY = {
    Kind.LENGTH: (3600, 1800, 7200, 900, 5400, 10800, 14400, 28800, 60, 0),
    Kind.MONEY: (10_000, 5_000, 20_000, 50_000, 100_000, 1_000, 100, 0),
    Kind.COUNT: (1, 2, 3, 5, 10, 0),
    Kind.NUMBER: (1, 2, 3, 5, 10, 0),
}
# Where no ordinary value will do, the least multiple of the first step that has one.
_STEPS = {
    Kind.LENGTH: (3600, 1800, 900, 300, 60, 1),
    Kind.MONEY: (10_000, 1_000, 100, 1),
    Kind.COUNT: (1,),
    Kind.NUMBER: (1,),
    Kind.INSTANT: (3600, 900, 60, 1),
}
_COUNTRIES = ("FR", "DE", "ES", "US")


@frozen(kw_only=True)
class WordDomain:
    """One of some words, the plainest first."""

    words: tuple[str, ...]

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The place of each word."""
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def all(self) -> frozenset[str]:
        """The words as a set."""
        return frozenset(self.words)


@frozen(kw_only=True)
class TruthDomain:
    """Yes or no; no is the plainest."""


@frozen(kw_only=True)
class NumberDomain:
    """A whole number within limits (None without one); `ordinary` is tried first, then multiples of `steps`."""

    least: int | None
    most: int | None
    ordinary: tuple[int, ...]
    steps: tuple[int, ...]


@frozen(kw_only=True)
class InstantDomain:
    """An instant of the window, with the combinations of openings that exist there."""

    instants: Instants
    steps: tuple[int, ...] = _STEPS[Kind.INSTANT]


Domain = WordDomain | TruthDomain | NumberDomain | InstantDomain


@frozen(kw_only=True)
class Question:
    """Conditions that must hold together, and the domain of each fact that they read, by name in sorted order.

    `timed` holds the instants whose number matters, beside whether calendars are open then: those that a condition
    reads as a number, and all events as soon as there are two, since events happen in order.
    """

    conditions: tuple[Condition, ...]
    domains: Mapping[str, Domain]
    timed: frozenset[str]
    events: tuple[str, ...]

    def plain(self, fact: str) -> FactValue:
        """The plainest value of a fact."""
        match self.domains[fact]:
            case WordDomain(words=words):
                return words[0]
            case TruthDomain():
                return False
            case NumberDomain(ordinary=ordinary):
                return ordinary[0]
            case InstantDomain(instants=instants):
                return instants.witnesses[0]

    def away(self, case: Case) -> int:
        """How many facts of a case are not the plainest; an instant counts by what is open then."""
        return sum(not self._is_plain(fact, case[fact]) for fact in self.domains)

    def _is_plain(self, fact: str, value: FactValue) -> bool:
        match self.domains[fact]:
            case InstantDomain(instants=instants):
                return instants.at(int(value)) == 0
        return value == self.plain(fact)


def calendars_of(conditions: Iterable[Condition]) -> frozenset[str]:
    """The calendars that some conditions name."""
    return frozenset(atom.calendar for condition in conditions for atom in atoms(condition) if isinstance(atom, During))


def question(
    program: Program, conditions: tuple[Condition, ...], instants: Instants, kept: dict[str, Domain] | None = None
) -> Question:
    """Gather the facts that some conditions read, with their domains; `kept` holds those that are always alike."""
    kept = {} if kept is None else kept
    named: dict[str, set[str]] = {}
    numbers: set[str] = set()
    for atom in (atom for condition in conditions for atom in atoms(condition)):
        if isinstance(atom, Compare):
            numbers.update(facts_of(atom))
        for fact in facts_of(atom):
            named.setdefault(fact, set()).update(atom.words if isinstance(atom, IsOneOf) else ())
    domains = {fact: _domain(program, fact, words, instants, kept) for fact, words in sorted(named.items())}
    events = tuple(event for event in EVENTS if event in domains)
    timed = {fact for fact in numbers if isinstance(domains[fact], InstantDomain)}
    return Question(
        conditions=conditions,
        domains=domains,
        timed=frozenset(timed | set(events if len(events) > 1 else ())),
        events=events,
    )


def _numbers(fact: FactType, ordinary: tuple[int, ...], steps: tuple[int, ...]) -> NumberDomain:
    least, most = fact.bounds
    within = tuple(
        number for number in ordinary if (least is None or number >= least) and (most is None or number <= most)
    )
    ends = tuple(end for end in (least, most) if end is not None)
    return NumberDomain(least=least, most=most, ordinary=within or ends[:1], steps=steps)


def _domain(program: Program, fact: str, named: set[str], instants: Instants, kept: dict[str, Domain]) -> Domain:
    """The domain of a fact; `named` are the words that the question gives it."""
    known = kept.get(fact)
    if known is None:
        known = _lasting(program, fact)
        if known is not None:
            kept[fact] = known
    if isinstance(known, WordDomain):
        return known if named <= known.all else WordDomain(words=known.words + tuple(sorted(named - known.all)))
    if known is not None:
        return known
    kind = program.facts[fact].type.kind
    return InstantDomain(instants=instants) if kind is Kind.INSTANT else WordDomain(words=_open_words(kind, named))


def _lasting(program: Program, fact: str) -> WordDomain | TruthDomain | NumberDomain | None:
    """The domain of a fact that does not depend on the question: all but instants and open lists of words."""
    type_ = program.facts[fact].type
    match type_.kind:
        case Kind.TRUTH:
            return TruthDomain()
        case Kind.INSTANT:
            return None
        case Kind.LENGTH | Kind.MONEY | Kind.COUNT | Kind.NUMBER as kind:
            return _numbers(program.facts[fact], _ORDINARY[kind], _STEPS[kind])
    vocabulary = program.vocabularies.get(type_.vocabulary or "")
    return None if vocabulary is None else WordDomain(words=tuple(vocabulary.words))


def _open_words(kind: Kind, named: set[str]) -> tuple[str, ...]:
    """Words of an open list: one that the question doesn't name, which stands for all such, then the named."""
    likely = _COUNTRIES if kind is Kind.COUNTRY else ("other",)
    rest = next((word for word in likely if word not in named), None)
    if rest is None:
        rest = next(code for code in _country_codes(kind) if code not in named)
    return (rest, *sorted(named))


def _country_codes(kind: Kind) -> Iterable[str]:
    """Further words, enough for any finite list of named ones."""
    from string import ascii_uppercase

    if kind is Kind.COUNTRY:
        yield from (a + b for a in ascii_uppercase for b in ascii_uppercase)
    yield from (f"other_{n}" for n in count(1))
