"""What a set of conditions can tell of a case: one small number for each thing that they look at.

Conditions see little of a case: of a word, which of the lists that they name hold it; of a number, between which of
their bounds it lies; of an instant, which of their calendars are open. Each such view is a **feature**, its values are
classes 0, 1, 2…, and one class says that a fact is missing. Cases with the same classes make every condition equally
true, false or open. Single cases and columns classify alike, each in its own way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from operator import xor

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import FactValue
from contractlang.core.expressions import (
    Compare,
    Condition,
    During,
    Holds,
    IsOneOf,
    Number,
    Plus,
    Times,
    Whole,
    atoms,
    facts_of,
)
from contractlang.records import define, field, frozen


@frozen
class Labels:
    """A word or a truth value: the class of each value that matters, of all others, and of None (missing)."""

    fact: str
    classes: Mapping[FactValue | None, int]
    other: int

    @property
    def size(self) -> int:
        """How many classes there are."""
        return self.other + 1

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it looks at."""
        return (self.fact,)


@frozen
class Bounds:
    """A number against bounds: class 2n between bounds n-1 and n, 2n+1 at bound n; the last class is missing."""

    number: Number
    bounds: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return 2 * len(self.bounds) + 2

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that it looks at."""
        return tuple(dict.fromkeys(facts_of(self.number)))

    def of(self, value: int) -> int:
        """The class of a number."""
        return bisect_left(self.bounds, value) + bisect_right(self.bounds, value)


@frozen
class Openings:
    """An instant against calendars: bit n of the class says that calendar n is open; the last class is missing."""

    fact: str
    calendars: tuple[ServiceCalendar, ...]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return (1 << len(self.calendars)) + 1

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it looks at."""
        return (self.fact,)

    @cached_property
    def stretches(self) -> Stretches:
        """The classes laid out on the line of instants."""
        return Stretches(self.calendars)


def _unknown() -> list[int]:
    return [-1]


@define(eq=False)
class Stretches:
    """Stretches of time in which the same calendars are open, laid out when first needed.

    `starts` are sorted instants; `classes[i]` is the class from `starts[i]` on, and -1 at the last one, where what is
    laid out ends. Both lists are changed in place, so that whoever holds them sees them grow.
    """

    calendars: tuple[ServiceCalendar, ...]
    starts: list[int] = field(factory=list)
    classes: list[int] = field(factory=_unknown)

    def of(self, instant: int) -> int:
        """The class of an instant; raises ValueError where holidays are not known."""
        if not self.starts or not self.starts[0] <= instant < self.starts[-1]:
            self.cover(instant, instant)
        return self.classes[bisect_right(self.starts, instant) - 1]

    def cover(self, first: int, last: int) -> None:
        """Lay out what is between two instants, and whatever was laid out before."""
        if self.starts:
            first, last = min(first, self.starts[0]), max(last, self.starts[-1] - 1)
        tables = [one.timeline.covering(first, last) for one in self.calendars]
        begin, finish = max(table.begin for table in tables), min(table.finish for table in tables)
        changes = {begin: sum(int(table.opens(begin)) << bit for bit, table in enumerate(tables))}
        for bit, table in enumerate(tables):
            for edge in table.edges:
                if begin < edge < finish:
                    changes[edge] = changes.get(edge, 0) ^ (1 << bit)
        self.starts[:] = [*sorted(changes), finish]
        self.classes[:] = [*accumulate((changes[start] for start in self.starts[:-1]), xor), -1]


Feature = Labels | Bounds | Openings


def features(conditions: Iterable[Condition], calendars: Mapping[str, ServiceCalendar]) -> tuple[Feature, ...]:
    """Every feature of some conditions, in the order in which these read it first."""
    words: dict[str, dict[tuple[FactValue, ...], None]] = {}
    bounds: dict[Number, set[int]] = {}
    during: dict[str, dict[str, None]] = {}
    order: dict[object, None] = {}
    for condition in conditions:
        for atom in atoms(condition):
            match atom:
                case IsOneOf(fact, listed):
                    words.setdefault(fact, {})[listed] = None
                    order[fact] = None
                case Holds(fact):
                    words.setdefault(fact, {})[(True,)] = None
                    order[fact] = None
                case During(fact, calendar):
                    during.setdefault(fact, {})[calendar] = None
                    order["during", fact] = None
                case Compare():
                    number, bound = _bounded(atom)
                    bounds.setdefault(number, set()).add(bound)
                    order[number] = None
    found: list[Feature] = []
    for key in order:
        match key:
            case str() as fact:
                found.append(_labels(fact, tuple(words[fact])))
            case ("during", str() as fact):
                found.append(Openings(fact, tuple(calendars[name] for name in during[fact])))
            case _:
                found.append(Bounds(key, tuple(sorted(bounds[key]))))  # type: ignore[index, arg-type]
    return tuple(found)


def _bounded(comparison: Compare) -> tuple[Number, int]:
    """A comparison as that of a number with a bound."""
    match comparison.left, comparison.right:
        case number, Whole(bound):
            return number, bound
        case Whole(bound), number:
            return Times(number, -1), -bound
    return Plus((comparison.left, Times(comparison.right, -1))), 0


def _labels(fact: str, lists: tuple[tuple[FactValue, ...], ...]) -> Labels:
    """Values in the same lists share a class; those in none share it with whatever else there may be."""
    within: dict[FactValue, tuple[int, ...]] = {}
    for place, listed in enumerate(lists):
        for value in listed:
            within[value] = (*within.get(value, ()), place)
    numbered = {held: index for index, held in enumerate(dict.fromkeys(within.values()), start=1)}
    classes: dict[FactValue | None, int] = {value: numbered[held] for value, held in within.items()}
    return Labels(fact, {None: 0, **classes}, len(numbered) + 1)
