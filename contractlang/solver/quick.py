"""Exact answers without Z3, where there are any: starting Z3 costs a third of the time of a whole `infog check`.

The question is spread out into cubes (see `cubes`), as far as it matters. No cube: impossible, and that is a proof.
Otherwise each cube proposes the case that takes the plainest value left to every fact, and a few neighbours in the
numbers which its sums and `rest` read, events in their order. A proposal counts only if it makes the whole question
true by evaluation. The one with the fewest facts away from the plainest case is found. If no proposal is true, nothing
is known: the question goes on to Z3.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import Case, FactValue
from contractlang.core.evaluate import holds
from contractlang.core.expressions import And, Condition, Not, Or, facts_of
from contractlang.solver.answers import Answer, Found, Impossible
from contractlang.solver.cubes import Choices, Cube, TooManyCubesError, spread, whole
from contractlang.solver.domains import InstantDomain, NumberDomain, Question, TruthDomain, WordDomain
from contractlang.solver.linear import left_to
from contractlang.solver.overlap import places


def answer(question: Question, calendars: Mapping[str, ServiceCalendar]) -> Answer | None:
    """The answer, or None where it takes a solver."""
    try:
        found = _Spreading(question, calendars).case(lambda cases: sorted(cases, key=question.away))
    except TooManyCubesError:
        return None
    return Impossible() if found is False else None if found is None else Found(found)


def exists(question: Question, calendars: Mapping[str, ServiceCalendar]) -> bool | None:
    """Whether there is a case at all; None where it takes a solver."""
    spreading = _Spreading(question, calendars)
    try:
        found = spreading.case()
    except TooManyCubesError:
        return None
    if found is None:
        return True if spreading.has_a_case else None
    return found is not False


class _Spreading:
    """A question spread out condition by condition, as far as its cases need it.

    Conditions that only narrow what is left are taken at once. Of the others, which multiply it, the next is one that
    the proposed case makes false: of many exceptions to a rule few matter to one case. Where it is not the last, twice
    as many are taken each time: a proof may need them all.
    """

    def __init__(self, question: Question, calendars: Mapping[str, ServiceCalendar]) -> None:
        self._question = question
        self._calendars = calendars
        self._taken = [condition for condition in question.conditions if not _multiplies(condition)]
        self._waiting = deque(condition for condition in question.conditions if _multiplies(condition))
        self._cubes: list[Cube] = []

    @property
    def has_a_case(self) -> bool:
        """Whether one of the cubes that are left says all there is to say of its facts."""
        return any(map(self._is_plain, self._cubes))

    def _is_plain(self, cube: Cube) -> bool:
        return not self._question.timed and not cube.sums and not cube.rest

    def case(self, order: Callable[[Iterator[Case]], Iterable[Case]] = iter) -> Case | Literal[False] | None:
        """The first case of those proposed, in some order; False where there is none, None where it takes a solver."""
        cubes = spread(self._taken, [whole(self._question)], self._question)
        at_once = 1
        while True:
            self._cubes = [cube for cube in cubes if not cube.is_crossed and not _is_void(cube, self._question)]
            if not self._cubes:
                return False
            proposed = (case for cube in self._cubes for case in _proposals(cube, self._question))
            # what was taken holds in the cubes by their making, but for sums and whatever else stands beside facts
            tested = self._taken if not all(map(self._is_plain, self._cubes)) else ()
            best = next((case for case in order(proposed) if self._are_true(tested, case)), None)
            if best is not None:
                wrong = (n for n, one in enumerate(self._waiting) if not self._are_true((one,), best))
                if (place := next(wrong, -1)) < 0:
                    return best
                # the next is looked for behind it: rules of one kind stand in a row
                self._waiting.rotate(-place)
            elif not self._waiting:
                return None
            more = [self._waiting.popleft() for _ in range(min(at_once, len(self._waiting)))]
            self._taken += more
            at_once *= 2
            cubes = spread(more, self._cubes, self._question)

    def _are_true(self, conditions: Iterable[Condition], case: Case) -> bool:
        return all(holds(condition, case, self._calendars) for condition in conditions)


@lru_cache(1 << 14)
def _multiplies(condition: Condition) -> bool:
    """Whether a condition leaves alternatives."""
    match condition:
        case Or():
            return True
        case Not(And()):
            return True
        case And(operands):
            return any(map(_multiplies, operands))
    return False


def _is_void(cube: Cube, question: Question) -> bool:
    """Whether no instant has the openings and the limits that are left to one of the facts."""
    return any(
        isinstance(domain, InstantDomain) and _instant(domain, cube.choices[fact], None) is None
        for fact, domain in question.domains.items()
    )


def _proposals(cube: Cube, question: Question) -> Iterator[Case]:
    """The plainest case of a cube, then what differs from it in one of the numbers that the rest reads."""
    plain = {
        fact: _plainest(domain, cube.choices[fact])
        for fact, domain in question.domains.items()
        if not isinstance(domain, InstantDomain)
    }
    # each event no earlier than the one before it; instants that are no events stand by themselves
    floor: int | None = None
    for fact in (*question.events, *sorted(set(question.domains).difference(plain, question.events))):
        domain = question.domains[fact]
        assert isinstance(domain, InstantDomain)
        instant = _instant(domain, cube.choices[fact], floor if fact in question.events else None)
        if instant is None:
            return
        plain[fact] = floor = instant
    plain = {fact: plain[fact] for fact in question.domains}
    yield plain
    yield from _fitted(plain, cube, question)
    for fact in sorted({fact for condition in cube.rest for fact in facts_of(condition)}):
        domain, choices = question.domains[fact], cube.choices[fact]
        if isinstance(domain, NumberDomain):
            for value in domain.ordinary:
                if _within(choices, value) and value != plain[fact]:
                    other = {**plain, fact: value}
                    yield other
                    yield from _fitted(other, cube, question)


def _fitted(plain: Case, cube: Cube, question: Question) -> Iterator[Case]:
    """What differs from the plainest case in one number, chosen so that a sum comes within its limits."""
    for form, within in cube.sums.items():
        for fact, _ in form:
            domain = question.domains[fact]
            if isinstance(domain, NumberDomain):
                values = {name: int(plain[name]) for name, _ in form}
                left = cube.choices[fact].between(*left_to(fact, form, (within.least, within.most), values))
                if not left.is_empty:
                    yield {**plain, fact: _plainest(domain, left)}


def _instant(domain: InstantDomain, choices: Choices, floor: int | None) -> int | None:
    """The most ordinary instant of some choices, not before `floor`."""
    later = choices.between(floor, None)
    window = domain.instants.window
    least = window.start if later.least is None else later.least
    most = window.end - 1 if later.most is None else later.most
    return domain.instants.find(frozenset(places(later.options or 0)), least, most)


def _plainest(domain: WordDomain | TruthDomain | NumberDomain, choices: Choices) -> FactValue:
    """The plainest of the values left to a fact."""
    first = next(places(choices.options or 0), 0)
    match domain:
        case WordDomain(words=words):
            return words[first]
        case TruthDomain():
            return first == 1
        case NumberDomain(ordinary=ordinary, steps=steps):
            fitting = [value for value in ordinary if _within(choices, value)]
            return fitting[0] if fitting else _least(choices, steps)


def _within(choices: Choices, value: int) -> bool:
    above = choices.least is None or choices.least <= value
    return above and (choices.most is None or value <= choices.most)


def _least(choices: Choices, steps: tuple[int, ...]) -> int:
    """The least multiple of the largest step that the limits leave, or the largest one where there is no least."""
    for step in steps:
        above, below = -(-(choices.least or 0) // step) * step, (choices.most or 0) // step * step
        value = below if choices.least is None else above
        if _within(choices, value):
            return value
    raise AssertionError("a non-empty range of whole numbers has a multiple of one")
