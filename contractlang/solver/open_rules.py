"""The values of one open number for which some case makes conditions true, as intervals, with a proof of each.

The solver gives a value with a case. The same case, and the case whose numbers go along with the value, make the
conditions true for more values around it: that is read off the comparisons, each of which changes where its two sides
meet. What is left is asked about again, until the solver proves that no value in it has a case. So every value is
settled, one way or the other; the work is counted, since each case may bring one value only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from contractlang.core.cases import Case
from contractlang.core.evaluate import holds, number
from contractlang.core.expressions import (
    Compare,
    Comparison,
    Condition,
    Divide,
    Largest,
    Number,
    NumberFact,
    Plus,
    Times,
    Whole,
    atoms,
    facts_of,
)
from contractlang.core.schema import Kind
from contractlang.solver.answers import Found, GaveUp
from contractlang.solver.choices import SpentError
from contractlang.solver.linear import compared
from contractlang.solver.session import Session

Interval = tuple[int, int]
# Beyond so many cases the values are too scattered to be told.
_MOST_CASES = 100
_VAST = 10**15
_NUMBERS = frozenset({Kind.LENGTH, Kind.MONEY, Kind.COUNT, Kind.NUMBER})


def forbidden(session: Session, conditions: tuple[Condition, ...], fact: str) -> list[Interval]:
    """The values of an open fact, within its bounds, for which some case makes all conditions true, in order.

    Raises SpentError where they are not known.
    """
    least, most = session.program.facts[fact].bounds
    waiting = [(-_VAST if least is None else least, _VAST if most is None else most)]
    found: list[Interval] = []
    for _ in range(_MOST_CASES):
        if not waiting:
            return _joined(found)
        low, high = waiting[-1]
        value = NumberFact(fact)
        within = Compare(Comparison.GE, value, Whole(low)), Compare(Comparison.LE, value, Whole(high))
        answer = session.ask(*conditions, *within)
        if isinstance(answer, GaveUp):
            raise SpentError
        waiting.pop()
        if isinstance(answer, Found):
            first, last = _around(session, conditions, fact, answer.case, (low, high))
            found.append((first, last))
            waiting += [part for part in ((last + 1, high), (low, first - 1)) if part[0] <= part[1]]
    raise SpentError


def _joined(found: list[Interval]) -> list[Interval]:
    """Intervals in order, those that touch as one."""
    joined: list[Interval] = []
    for low, high in sorted(found):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined


def _around(session: Session, conditions: tuple[Condition, ...], fact: str, case: Case, within: Interval) -> Interval:
    """The widest interval around the value of a case that the case proves, be it with numbers that go along."""
    numbers = [name for name in case if name != fact and session.program.facts[name].type.kind in _NUMBERS]
    widest = (int(case[fact]), int(case[fact]))
    for along in ((), *((name,) for name in numbers), *((tuple(numbers),) if len(numbers) > 1 else ())):
        line = _Line(session, fact, case, along)
        low, high = line.around(conditions, within)
        if high - low > widest[1] - widest[0]:
            widest = low, high
    return widest


class _Line:
    """The cases that one case becomes as an open fact takes its values, and the numbers `along` move with it."""

    def __init__(self, session: Session, fact: str, case: Case, along: tuple[str, ...]) -> None:
        self._session = session
        self._case = case
        self._start = int(case[fact])
        self._moving = frozenset((fact, *along))

    def _at(self, value: int) -> Case:
        return {
            name: int(one) + value - self._start if name in self._moving else one for name, one in self._case.items()
        }

    def around(self, conditions: tuple[Condition, ...], within: Interval) -> Interval:
        """The interval around the start on which all conditions stay true, and all numbers within their bounds."""
        low, high = within
        for name in self._moving:
            least, most = self._session.program.facts[name].bounds
            shift = self._start - int(self._case[name])
            low = low if least is None else max(low, least + shift)
            high = high if most is None else min(high, most + shift)
        compares = (one for condition in conditions for one in atoms(condition) if isinstance(one, Compare))
        changes = {self._start}
        for one in dict.fromkeys(compares):
            if self._moving.isdisjoint(facts_of(one)):
                continue
            found = self._changes(one, (low, high))
            if found is None:
                return self._start, self._start
            changes.update(found)
        places = sorted({*changes, low, high + 1})
        true = {
            place: all(holds(one, self._at(place), self._session.program.calendars) for one in conditions)
            for place in places
            if low <= place <= high
        }
        return _stretch(places, true, self._start)

    def _changes(self, one: Compare, within: Interval) -> Iterator[int] | None:
        """The first values from which the two sides stand differently; None where that can't be told."""

        def gap(value: int) -> int:
            case = self._at(value)
            return number(one.left, case) - number(one.right, case)

        if compared(one.op, one.left, one.right) is not None:  # a sum rises or falls by as much at each step
            slope: int | None = gap(self._start + 1) - gap(self._start)
        else:
            slope = _added(self._slope(one.left), _opposite(self._slope(one.right)))
        if slope is None:
            return None
        sign = -1 if slope < 0 else 1
        return (_first(lambda value: sign * gap(value), least, within) for least in (0, 1))

    def _slope(self, expression: Number) -> int | None:
        """Whether a number never falls (1), never rises (-1), stays (0), or neither is plain (None)."""
        match expression:
            case Whole():
                return 0
            case NumberFact(fact):
                return int(fact in self._moving)
            case Times(operand, factor):
                inner = self._slope(operand)
                return inner if factor > 0 or inner is None else -inner if factor else 0
            case Divide(operand):
                return self._slope(operand)
            case Plus(operands) | Largest(operands):
                total: int | None = 0
                for operand in operands:
                    total = _added(total, self._slope(operand))
                return total


def _added(one: int | None, other: int | None) -> int | None:
    if one is None or other is None or one * other < 0:
        return None
    return one or other


def _opposite(slope: int | None) -> int | None:
    return None if slope is None else -slope


def _first(rising: Callable[[int], int], least: int, within: Interval) -> int:
    """The first value for which a number that never falls reaches another; one beyond the last where none does."""
    low, high = within[0], within[1] + 1
    while low < high:
        middle = (low + high) // 2
        if rising(middle) >= least:
            high = middle
        else:
            low = middle + 1
    return low


def _stretch(places: list[int], true: Mapping[int, bool], start: int) -> Interval:
    """The values around the start between two places of change, or beyond those that change nothing."""
    at = places.index(start)
    low = high = at
    while low > 0 and true.get(places[low - 1], False):
        low -= 1
    while high + 1 < len(places) and true.get(places[high + 1], False):
        high += 1
    last = places[high + 1] - 1 if high + 1 < len(places) else start
    return places[low], last
