"""Exact answers without Z3, where there are any: starting Z3 costs a third of the time of a whole `infog check`.

The question is spread out into cubes (see `cubes`). No cube: impossible, and that is a proof. Otherwise each cube
proposes the case that takes the plainest value left to every fact, and a few neighbours in the numbers which its
sums and `rest` read, events in their order. A proposal counts only if it makes the whole question true by evaluation.
The one with the fewest facts away from the plainest case is found. If no proposal is true, nothing is known: the
question goes on to Z3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import Case, FactValue
from contractlang.core.evaluate import holds
from contractlang.core.expressions import facts_of
from contractlang.solver.answers import Answer, Found, Impossible
from contractlang.solver.cubes import Choices, Cube, TooManyCubesError, cubes_of
from contractlang.solver.domains import InstantDomain, NumberDomain, Question, TruthDomain, WordDomain
from contractlang.solver.linear import left_to


def answer(question: Question, calendars: Mapping[str, ServiceCalendar]) -> Answer | None:
    """The answer, or None where it takes a solver."""
    try:
        cubes = [cube for cube in cubes_of(question) if not _is_void(cube, question)]
    except TooManyCubesError:
        return None
    if not cubes:
        return Impossible()
    best: Case | None = None
    for case in (case for cube in cubes for case in _proposals(cube, question)):
        if (best is None or question.away(case) < question.away(best)) and _is_true(case, question, calendars):
            best = case
    return None if best is None else Found(best)


def exists(question: Question, calendars: Mapping[str, ServiceCalendar]) -> bool | None:
    """Whether there is a case at all; None where it takes a solver."""
    try:
        cubes = [cube for cube in cubes_of(question) if not _is_void(cube, question)]
    except TooManyCubesError:
        return None
    if not cubes:
        return False
    if not question.timed and any(not cube.sums and not cube.rest for cube in cubes):
        return True
    proposed = (case for cube in cubes for case in _proposals(cube, question))
    return True if any(_is_true(case, question, calendars) for case in proposed) else None


def _is_true(case: Case, question: Question, calendars: Mapping[str, ServiceCalendar]) -> bool:
    return all(holds(condition, case, calendars) for condition in question.conditions)


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
    return domain.instants.find(frozenset(int(option) for option in later.options or ()), least, most)


def _plainest(domain: WordDomain | TruthDomain | NumberDomain, choices: Choices) -> FactValue:
    """The plainest of the values left to a fact."""
    options = choices.options or frozenset()
    match domain:
        case WordDomain(words=words):
            return next(word for word in words if word in options)
        case TruthDomain():
            return False not in options
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
