"""The nearest case that would be decided otherwise: what a desk would have to change to get another answer.

Nearest is the case with the fewest changed facts. One known fact is changed, then two, and so on, each set of facts in
all ways that the decisions tell apart (the classes of `regions`, thresholds of numbers that change together as
`projection` gives them). So the first case found has the fewest changes, and where none is found there is none: a
smaller one would have been found before. Instants are looked for as `regions` describes; where two of them that are
compared with each other change together, one choice of the earlier stands for all of its class.

Of several cases with as few changes the first in the program's order of facts is told, with each value brought as near
to the real one as it can be. At most `MOST_CASES` cases are tried; beyond, `Unsearched` says up to which number of
changes there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from contractlang.core.cases import EVENTS, QUOTE_ACCEPTED, Case, FactValue
from contractlang.core.expressions import Always, Atom, Compare, Holds, atoms, facts_of
from contractlang.core.outcomes import Billed, differ
from contractlang.core.program import Decision, Program
from contractlang.core.schema import Kind
from contractlang.evaluation.decide import decide
from contractlang.evaluation.explore import split_order
from contractlang.evaluation.partial import less
from contractlang.evaluation.projection import Form, TooManyCasesError, project
from contractlang.evaluation.regions import (
    NEAR,
    PERIOD,
    Region,
    event_bounds,
    fact_kind,
    instants,
    number_bounds,
    partition,
    signature,
)
from contractlang.evaluation.results import Decided, Result
from contractlang.records import define, field, frozen

MOST_CASES = 4000
_WORDS = frozenset({Kind.WORD, Kind.COUNTRY, Kind.TEXT})


@frozen(kw_only=True)
class Change:
    """A fact with the value that it has and the one that would change the answer."""

    fact: str
    value: FactValue
    instead: FactValue


@frozen(kw_only=True)
class Unless:
    """The fewest changes that lead to another answer, and that answer, by decision."""

    changes: tuple[Change, ...]
    results: tuple[tuple[str, Decided], ...]


@frozen(kw_only=True)
class Unsearched:
    """There were too many cases to try; none with at most `without` changed facts is decided otherwise."""

    without: int


def nearest_other(results: dict[str, Result], program: Program, case: Case) -> Unless | Unsearched | None:
    """The nearest case that is decided otherwise; None where there is none, or the case itself is not decided."""
    decided = {name: result for name, result in results.items() if isinstance(result, Decided)}
    if not decided or len(decided) < len(results):
        return None
    search = _search(program, case, decided)
    without = 0
    try:
        for size in range(1, len(search.known) + 1):
            for facts in combinations(search.known, size):
                for near in search.cases(facts):
                    if (found := search.otherwise(near)) is not None:
                        return search.told(facts, near, found)
            without = size
    except TooManyCasesError:
        return Unsearched(without=without)
    return None


_Others = tuple[tuple[str, Decided], ...]


def _search(program: Program, case: Case, decided: dict[str, Decided]) -> _Search:
    """A search over what the decisions read of a case."""
    decisions = tuple(program.decisions[name] for name in decided)
    found: dict[str, dict[Atom, None]] = {}
    for rule in (rule for decision in decisions for rule in decision.all_rules):
        for atom in atoms(rule.guard):
            for fact in facts_of(atom):
                found.setdefault(fact, {})[atom] = None
        if isinstance(rule.outcome, Billed) and rule.outcome.needs_quote:
            found.setdefault(QUOTE_ACCEPTED, {})[Holds(QUOTE_ACCEPTED)] = None
    known = sorted((fact for fact in found if fact in case), key=lambda fact: split_order(program, fact))
    read = {fact: tuple(conditions) for fact, conditions in found.items()}
    return _Search(program, case, decisions, decided, read, tuple(known))


@define(eq=False)
class _Search:
    program: Program
    case: Case
    decisions: tuple[Decision, ...]
    decided: dict[str, Decided]
    read: dict[str, tuple[Atom, ...]]
    known: tuple[str, ...]
    tried: int = 0
    classes: dict[object, tuple[Region, ...]] = field(factory=dict)

    # --- the cases of a set of facts --------------------------------------------------------------------------

    def cases(self, facts: tuple[str, ...]) -> Iterator[dict[str, FactValue]]:
        """A case of each class in which all of some facts are changed, the others as they are."""
        start = {name: value for name, value in self.case.items() if name not in facts}
        yield from self.changed(facts, 0, start, start, self.forms(facts, start))

    def changed(
        self,
        facts: tuple[str, ...],
        place: int,
        start: Case,
        near: dict[str, FactValue],
        forms: dict[str, list[Form]],
    ) -> Iterator[dict[str, FactValue]]:
        if place == len(facts):
            self.tried += 1
            if self.tried > MOST_CASES:
                raise TooManyCasesError
            yield near
            return
        fact = facts[place]
        for region in self.regions(fact, facts, start, near, forms):
            # a change within a class is as good as none, and fewer changes have been tried before
            if not self.inside(region, fact, near):
                yield from self.changed(facts, place + 1, start, {**near, fact: region.witness}, forms)

    def forms(self, facts: tuple[str, ...], start: Case) -> dict[str, list[Form]]:
        """Where to cut the numbers that change, those first, and those that the case does not state."""
        compared = {atom for read in self.read.values() for atom in read if isinstance(atom, Compare)}
        linear = [form for atom in compared if (form := less(atom, start)) is not None]
        missing = {name for _, factors in linear for name in factors if name not in facts}
        order = [fact for fact in (*facts, *sorted(missing, key=self.place)) if self.kind(fact) is not Kind.INSTANT]
        order = [fact for fact in order if any(fact in factors for _, factors in linear)]
        numbers = [(constant, factors) for constant, factors in linear if set(factors) <= set(order)]
        numbers.sort(key=repr)
        return project(numbers, order, {fact: number_bounds(self.program, fact) for fact in order})

    def regions(
        self, fact: str, facts: tuple[str, ...], start: Case, near: Case, forms: dict[str, list[Form]]
    ) -> tuple[Region, ...]:
        kind = self.kind(fact)
        if kind in _WORDS or kind is Kind.TRUTH:
            key: object = fact
        elif kind is Kind.INSTANT:
            key = fact, tuple(near.get(name) for name in EVENTS)
        else:
            key = fact, facts, tuple(near.get(name) for name in facts)
        if key not in self.classes:
            given = forms.get(fact, ())
            self.classes[key] = partition(fact, self.read[fact], self.program, near, start, given)
        return self.classes[key]

    def inside(self, region: Region, fact: str, near: Case) -> bool:
        """Whether the class holds the value that the fact has."""
        value = self.case[fact]
        if region.words:
            return value in region.words
        if region.kind is Kind.INSTANT:
            low, high = event_bounds(fact, near)
            at = int(value)
            possible = (low is None or low <= at) and (high is None or at <= high)
            return possible and signature(fact, value, self.read[fact], self.program, near) == region.signature
        if isinstance(value, bool) or region.related:
            return value == region.witness
        assert isinstance(value, int)
        return (region.low is None or region.low <= value) and (region.high is None or value <= region.high)

    def kind(self, fact: str) -> Kind:
        return fact_kind(self.program, fact, self.read.get(fact, ()))

    def place(self, fact: str) -> tuple[int, int, str]:
        return split_order(self.program, fact)

    # --- the answer of a case ---------------------------------------------------------------------------------

    def otherwise(self, near: Case) -> _Others | None:
        """What the decisions come to in another case; None where they are open, or come to the same."""
        if not _in_order(near):
            return None
        found = {one.name: decide(one, self.program, near, quotes=True) for one in self.decisions}
        other = tuple((name, result) for name, result in found.items() if isinstance(result, Decided))
        differs = len(other) == len(found) and any(_differs(self.decided[name], result) for name, result in other)
        return other if differs else None

    def told(self, facts: tuple[str, ...], near: dict[str, FactValue], found: _Others) -> Unless:
        """The changes, each value brought as near to the real one as the others allow."""
        for fact in facts:
            for value in self.nearer(fact, near):
                closer = {**near, fact: value}
                if (other := self.otherwise(closer)) is not None:
                    near, found = closer, other
                    break
        changes = tuple(Change(fact=fact, value=self.case[fact], instead=near[fact]) for fact in facts)
        return Unless(changes=changes, results=found)

    def nearer(self, fact: str, near: Case) -> Iterator[FactValue]:
        """A value of each class that a fact may be in, those nearest to its own value first; never that itself."""
        rest = {name: value for name, value in near.items() if name != fact}
        own = self.case[fact]
        if self.kind(fact) is Kind.INSTANT:
            yield from self.near_instants(fact, rest, NEAR)
            yield from self.near_instants(fact, rest, PERIOD)
            return
        if isinstance(own, bool):
            return
        found = partition(fact, self.read[fact], self.program, rest, rest, self.forms((fact,), rest).get(fact, ()))
        if isinstance(own, str):
            declared = self.program.facts.get(fact)
            vocabulary = self.program.vocabularies.get(declared.type.vocabulary or "") if declared else None
            if vocabulary is not None and vocabulary.ordered and own in vocabulary.words:
                ranks = {word: rank for rank, word in enumerate(vocabulary.words)}
                others = [word for region in found for word in region.words if word != own]
                yield from sorted(others, key=lambda word: (abs(ranks[word] - ranks[own]), ranks[word]))
            return
        at = int(own)
        values = (_closest(region, at) for region in found)
        yield from sorted({value for value in values if value != at}, key=lambda value: (abs(value - at), value))

    def near_instants(self, fact: str, rest: Case, within: int) -> Iterator[int]:
        """The nearest instant of each class around a moment, on a whole minute where the class holds one."""
        current = int(self.case[fact])
        points = [*instants(fact, self.read[fact], self.program, rest, current, within)]
        best: dict[object, int] = {}
        for start, following in zip(points, [*points[1:], None], strict=True):
            found = signature(fact, start, self.read[fact], self.program, rest)
            instant = start
            if following is not None and following <= current:
                instant = max(start, (following - 1) // 60 * 60)
            if found not in best or abs(instant - current) < abs(best[found] - current):
                best[found] = instant
        others = (instant for instant in best.values() if instant != current)
        yield from sorted(others, key=lambda instant: (abs(instant - current), instant))


def _closest(region: Region, value: int) -> int:
    """The value of an interval that is nearest to a number."""
    if region.high is not None and value > region.high:
        return region.high
    return int(region.witness) if region.low is None else max(region.low, value)


def _differs(first: Decided, second: Decided) -> bool:
    return first.refused != second.refused or differ(first.outcome, second.outcome) != Always(False)


def _in_order(case: Case) -> bool:
    events = [int(case[name]) for name in EVENTS if name in case]
    return events == sorted(events)
