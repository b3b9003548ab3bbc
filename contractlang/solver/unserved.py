"""Whether one delay can be kept at all: it may run out while its calendar is closed, or while nobody is on duty.

A delay that lies in a stretch without open time lies in it from its beginning too, and its deadline only moves on with
its start. So it is enough to look at the beginning of each stretch, and at the instants within it from which the rule
may hold.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import product, zip_longest

from contractlang.calendars import NeverOpens, ServiceCalendar, Timing, breakpoints, deadline, soonest_end
from contractlang.core.cases import OPENED, Case
from contractlang.core.expressions import (
    Always,
    Compare,
    Comparison,
    Condition,
    NumberFact,
    Whole,
    atoms,
    conjuncts,
    negate,
)
from contractlang.core.life import Window
from contractlang.core.outcomes import Commitment
from contractlang.core.presence import shifts
from contractlang.core.program import Decision, Rule
from contractlang.records import evolve, frozen
from contractlang.solver.answers import Found, GaveUp, Impossible
from contractlang.solver.delays import NO_HOLIDAYS, allowed_starts, calendars_of_start, timing_of
from contractlang.solver.rules import answers, may_hold
from contractlang.solver.session import Session
from contractlang.values import Unit


@frozen(kw_only=True)
class Unserved:
    """A delay that starts and ends while its calendar is closed, in the earliest such case; None: it never ends."""

    start: int | None
    due: int | None
    case: Case
    zone: str


def unserved(session: Session, decision: Decision, rule: Rule, fact: str) -> Unserved | GaveUp | None:
    """The earliest case in which a delay holds no open time of its own calendar; `fact` starts it.

    A delay that lies in a closed stretch lies in it from its beginning too, so only closings need to be looked at.
    """
    outcome = rule.outcome
    timing = timing_of(session, outcome) if isinstance(outcome, Commitment) and not outcome.notice else None
    if timing is None or not timing.length.amount:
        return None
    conditions = answers(session, decision, rule)
    window, dates = session.window, session.dates
    try:
        never = dates is not None and timing.calendar.elapsed(dates.start, dates.end) <= 0
        closed = (
            ((None, None),) if never else _closed_in(evolve(timing, calendar=evolve(timing.calendar, name="")), window)
        )
    except ValueError:
        return GaveUp(NO_HOLIDAYS())
    for start, due in closed:
        at = () if start is None else (Compare(Comparison.EQ, NumberFact(fact), Whole(start)),)
        answer = session.ask(*conditions, *at)
        if isinstance(answer, Found):
            return Unserved(start=start, due=due, case=answer.case, zone=window.zone)
        if isinstance(answer, GaveUp):
            return answer
    return None


@lru_cache(maxsize=256)
def _closed_in(timing: Timing, window: Window) -> tuple[tuple[int | None, int | None], ...]:
    """What `_closed` gives, once for all rules that give one delay, on calendars of the same hours."""
    return tuple(_closed(timing, window))


def _closed(timing: Timing, window: Window) -> Iterator[tuple[int | None, int | None]]:
    """When a delay starts and ends while its calendar is closed; once without dates where it never opens again."""
    calendar, length = timing.calendar, timing.length
    try:
        deadline(window.start, length, calendar, timing.by)
        # open hours and open days hold open time by definition; what the law counts or a time of the day cuts may not
        if timing.by is None and (length.seconds is not None or length.unit is Unit.DAY):
            return
        for start in _closings(calendar, window) if timing.by is not None else _long_closings(calendar, window):
            due = deadline(start, length, calendar, timing.by)
            if calendar.elapsed(start, due) <= 0:
                yield start, due
    except NeverOpens:
        yield None, None


def _closings(calendar: ServiceCalendar, window: Window) -> list[int]:
    """The instants of a window at which a calendar closes."""
    turns = breakpoints(calendar, window.start, window.end)
    return turns[0 if turns and not calendar.opens(turns[0]) else 1 :: 2]


@lru_cache(maxsize=64)
def _long_closings(calendar: ServiceCalendar, window: Window) -> tuple[int, ...]:
    """Those from which the shortest period of the law may end before the calendar opens again, and the last."""
    turns = breakpoints(calendar, window.start, window.end)
    closings = _closings(calendar, window)
    reopenings = turns[turns.index(closings[0]) + 1 :: 2] if closings else []
    return tuple(
        start
        for start, opening in zip_longest(closings, reopenings)
        if opening is None or start == closings[-1] or opening >= soonest_end(start, calendar.zone)
    )


@frozen(kw_only=True)
class Alone:
    """A delay that starts while its calendar is open, and ends before anybody is on duty; in the earliest such case."""

    start: int
    due: int
    case: Case
    zone: str


def unattended(session: Session, decision: Decision, rule: Rule) -> Alone | GaveUp | None:
    """The earliest case in which a delay of an intervention ends before anybody is on duty.

    A delay that some share of tickets may miss is left alone, and so is every delay where duty hours aren't known.
    """
    outcome, known = rule.outcome, shifts(session.program)
    if not known or not isinstance(outcome, Commitment) or outcome.share is not None:
        return None
    timing = timing_of(session, outcome)
    if timing is None or not timing.length.amount:
        return None
    found: list[Alone] = []
    for held in product((False, True), repeat=len(known)):
        present = frozenset(shift.calendar for shift, here in zip(known, held, strict=True) if here)
        whens = tuple(shift.when if here else negate(shift.when) for shift, here in zip(known, held, strict=True))
        # whoever starts the delay on a calendar of those on duty finds somebody there
        if Always(False) in whens or timing.calendar in [session.program.calendars[name] for name in present]:
            continue
        if frozenset() not in session.instants(present).open_in or session.possible(rule.guard, *whens) is False:
            continue
        conditions = tuple(dict.fromkeys((*answers(session, decision, rule), *whens)))
        answer = _unattended(session, timing, conditions, present)
        if isinstance(answer, GaveUp):
            return answer
        found += [answer] if answer else []
    return min(found, key=lambda one: one.start, default=None)


def _unattended(
    session: Session, timing: Timing, conditions: tuple[Condition, ...], present: frozenset[str]
) -> Alone | GaveUp | None:
    """The earliest case where some conditions hold, with somebody on duty in the hours of some calendars only."""
    possible = session.ask(*conditions)
    if not isinstance(possible, Found):
        return None if isinstance(possible, Impossible) else possible
    limits = frozenset(calendars_of_start(session, conditions, OPENED))
    allowed = allowed_starts(session, conditions, limits, OPENED) if limits else lambda _: True
    parts = [part for condition in conditions for part in conjuncts(condition)]
    for start, due in _gaps(session, timing, present, _marks(session, conditions, limits)):
        if not allowed(start) or not all(may_hold(session, part, {OPENED: start}) for part in parts):
            continue
        answer = session.ask(*conditions, Compare(Comparison.EQ, NumberFact(OPENED), Whole(start)))
        if isinstance(answer, Found):
            return Alone(start=start, due=due, case=answer.case, zone=session.window.zone)
        if isinstance(answer, GaveUp):
            return answer
    return None


def _marks(session: Session, conditions: tuple[Condition, ...], limits: frozenset[str]) -> list[int]:
    """The instants at which some conditions on the opening may change: edges of calendars, and dates."""
    dates = {
        atom.right.value + later
        for condition in conditions
        for atom in atoms(condition)
        if isinstance(atom, Compare) and atom.left == NumberFact(OPENED) and isinstance(atom.right, Whole)
        for later in (0, 1)
    }
    return sorted(dates.union(session.instants(limits).breaks if limits else ()))


def _gaps(session: Session, timing: Timing, present: frozenset[str], marks: list[int]) -> Iterator[tuple[int, int]]:
    """When a delay may start, its calendar being open, and end before anybody comes; in the order of time."""
    window = session.window
    duty = session.instants(present)
    for begin, end, code in duty.pieces(window.start, window.end):
        if duty.open_in[code]:
            continue
        for mark in (begin, *marks[bisect_right(marks, begin) : bisect_left(marks, end)]):
            try:
                start = timing.calendar.next_opening(mark)
                due = deadline(start, timing.length, timing.calendar, timing.by) if start < end else end + 1
            except (NeverOpens, ValueError):
                return  # it would end after all that is looked at
            if due > end:
                break
            yield start, due
