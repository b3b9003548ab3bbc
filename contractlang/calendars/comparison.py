"""Which of two delays ends first, on every possible trigger.

Two delays that start together are ordered if the first never ends after the second, whatever the second at which they
are triggered. Lengths don't tell when calendars differ, and sampling proves nothing. But each deadline, as a function
of the trigger in whole seconds, consists of finitely many pieces `value + slope * (t - start)` on `start <= t < next
start`, whose slope is 0 or 1:

- **open time**: while the calendar is closed the deadline stands still; while it is open the deadline advances with the
  trigger until it reaches a closing time, and one second later it is one second past the next opening. Pieces start at
  the openings and closings, and one second after each trigger whose deadline is a closing. Both lists are in order, so
  one walk over the table finds them (`_open_time`).
- **open days**: on one local date the target date is fixed. The deadline stands at its first opening, then has the
  trigger's wall clock, then stands at its last closing. Pieces start at local midnights, at the two clock times where
  the target day's first opening and last closing take over, and around clock changes, of the trigger's day (the wall
  clock jumps) and of the target's (the instant of a wall clock jumps, or stands).
- **legal counts**: the deadline depends on the local date alone. Pieces start at local midnights and clock changes.
- **a time of the day that a count of days reaches**: the same, and where the calendar opens or closes.

For the last two, and for open days near a clock change, a superset of the starts is listed and the deadline is
evaluated there and one second later: a start too many only cuts a piece in two, and between starts two values fix a
line.

On the common refinement of both lists the excess, first deadline less second, is linear on whole seconds, so its
largest value on a piece is at one of the ends, and it becomes positive at the start or at a second found by a division.
Nothing is approximated, so an order not found broken is kept at every second of the window.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from contractlang.calendars.delays import deadline
from contractlang.calendars.legal import legal_end, whole
from contractlang.calendars.open_days import open_time_at_least
from contractlang.calendars.service import ServiceCalendar, breakpoints
from contractlang.calendars.zones import clock_change, local_day, midnight_offset, wall_seconds
from contractlang.records import frozen
from contractlang.values import Length, Unit


@frozen
class Timing:
    """A length of time on a calendar, brought to a time of the day it reaches if `by` (minutes) is given."""

    length: Length
    calendar: ServiceCalendar
    by: int | None = None

    def deadline(self, trigger: int) -> int:
        """When it has run out, in epoch seconds."""
        return deadline(trigger, self.length, self.calendar, self.by)


@frozen
class Excess:
    """How one deadline can end after another, in epoch seconds.

    `first_instant` is the earliest trigger on which it does; `worst_instant` is the earliest on which it does by most,
    with both deadlines and the seconds between.
    """

    first_instant: int
    worst_instant: int
    first_deadline: int
    second_deadline: int
    excess_seconds: int


class _Pieces(NamedTuple):
    """A piecewise linear function on whole seconds; the last start is a bound without a value."""

    starts: list[int]
    values: list[int]
    slopes: list[int]


def worst_excess(
    first: Timing,
    second: Timing,
    window: tuple[int, int],
    allowed: Callable[[int], bool] | None = None,
    also: tuple[ServiceCalendar, ...] = (),
    *,
    least: int = 1,
) -> Excess | None:
    """Where in a window a first delay ends after a second one that starts with it; None if it never does.

    With `least` 0 it must end before the second, and ending together counts too; with more, seconds up to it don't.
    The window is half-open, in epoch seconds. `allowed` restricts the triggers; its value may change only where a
    calendar of `also` opens or closes. Raises what `deadline` raises.
    """
    start, end = window
    if start >= end or (least > 0 and _never_later(first, second, start, end)):
        return None
    return _swept(first, second, window, allowed, also, least=least)


def _swept(
    first: Timing,
    second: Timing,
    window: tuple[int, int],
    allowed: Callable[[int], bool] | None = None,
    also: tuple[ServiceCalendar, ...] = (),
    *,
    least: int = 1,
) -> Excess | None:
    """The same, piece by piece."""
    start, end = window
    pieces = _pieces(first, start, end), _pieces(second, start, end)
    extra = (instant for calendar in also for instant in breakpoints(calendar, start, end))
    broken: int | None = None
    worst, worst_instant = least - 1, start
    for trigger, last, excess, slope in _differences(*pieces, extra):
        peak, at = (excess + slope * (last - trigger), last) if slope > 0 else (excess, trigger)
        if peak > worst and (allowed is None or allowed(trigger)):
            if broken is None:
                broken = trigger if excess >= least else trigger + (least - excess) // slope
            worst, worst_instant = peak, at
    if broken is None:
        return None
    return Excess(broken, worst_instant, first.deadline(worst_instant), second.deadline(worst_instant), worst)


def _never_later(first: Timing, second: Timing, start: int, end: int) -> bool:
    """Whether the order is kept for a plain reason: same calendar, and counts that compare."""
    if first.calendar != second.calendar or first.by is not None or second.by is not None:
        return False
    if (one := first.length.seconds) is not None and (other := second.length.seconds) is not None:
        return one <= other
    if one is not None and second.length.unit is Unit.DAY and (count := whole(second.length)):
        held = open_time_at_least(first.calendar.timeline, count, start, end)
        kept = held.seconds is None or one <= held.seconds
        return kept and all(_swept(first, second, stretch) is None for stretch in held.odd)
    return first.length.unit is second.length.unit and first.length.amount <= second.length.amount


def _differences(first: _Pieces, second: _Pieces, extra: Iterable[int]) -> Iterator[tuple[int, int, int, int]]:
    """Pieces of the excess, cut at extra instants: first and last trigger, excess at the first, slope."""
    cuts = sorted({*first.starts, *second.starts, *extra})
    i = j = 0
    for trigger, following in pairwise(cuts):
        if first.starts[i + 1] == trigger:
            i += 1
        if second.starts[j + 1] == trigger:
            j += 1
        one, other = first.slopes[i], second.slopes[j]
        excess = first.values[i] + one * (trigger - first.starts[i])
        excess -= second.values[j] + other * (trigger - second.starts[j])
        yield trigger, following - 1, excess, one - other


@lru_cache(maxsize=64)
def _pieces(timing: Timing, start: int, end: int) -> _Pieces:
    """Deadlines of all triggers in `[start, end)`."""
    calendar, length = timing.calendar, timing.length
    if timing.by is not None:
        turns = (*_day_starts(calendar, None, start, end), *breakpoints(calendar, start, end))
        return _through(timing.deadline, turns, start, end)
    if seconds := length.seconds:
        return _open_time(calendar, seconds, start, end)
    count = whole(length) if length.unit is Unit.DAY else None
    if seconds == 0 or count == 0:
        return _through(calendar.next_opening, breakpoints(calendar, start, end), start, end)
    if count is not None:
        return _open_days(calendar, count, start, end)
    starts = _day_starts(calendar, None, start, end)

    @cache
    def ends(day: int) -> int:
        return legal_end(date.fromordinal(day), length, calendar.zone, calendar.holidays)

    return _through(lambda trigger: ends(local_day(trigger, calendar.zone)[0]), starts, start, end)


def _open_time(calendar: ServiceCalendar, seconds: int, start: int, end: int) -> _Pieces:
    """Deadlines of some open time, by one walk over the table; see the module's text."""
    table = calendar.timeline.after(start, calendar.elapsed(start, end) + seconds)
    edges, run = table.edges, table.run
    pieces = _Pieces([], [], [])
    trigger = start
    opening = bisect_right(edges, start) // 2 * 2
    due = bisect_left(run, table.position(start) + seconds)
    while trigger < end:
        opens, closes = edges[opening], edges[opening + 1]
        # `due` is the closing that the deadline has not passed; while closed, time runs from the next opening
        position = run[opening] + max(trigger - opens, 0) + seconds
        while run[due] < position:
            due += 2
        pieces.starts.append(trigger)
        pieces.values.append(edges[due] - (run[due] - position))
        if trigger < opens:
            pieces.slopes.append(0)
            trigger = opens
        else:
            pieces.slopes.append(1)
            trigger = min(closes, trigger + run[due] - position + 1)
            if trigger == closes:
                opening += 2
    pieces.starts.append(end)
    return pieces


def _open_days(calendar: ServiceCalendar, count: int, start: int, end: int) -> _Pieces:
    """Deadlines of some open days: of an ordinary date they are known, near clock changes they are evaluated."""
    zone = calendar.zone
    pieces = _Pieces([], [], [])
    for day in range(local_day(start, zone)[0] - 1, local_day(end, zone)[0] + 2):
        midnight, following = (wall_seconds(near) - midnight_offset(near, zone) for near in (day, day + 1))
        low, high = max(midnight, start), min(following, end)
        if low >= high:
            continue
        part = _ordinary_day(calendar, count, day, low, high)
        if part is None:
            starts = _day_starts(calendar, count, low, high)
            part = _through(lambda trigger: calendar.add_open_days(trigger, count), starts, low, high)
        pieces.starts.extend(part.starts[:-1])
        pieces.values.extend(part.values)
        pieces.slopes.extend(part.slopes)
    pieces.starts.append(end)
    return pieces


def _ordinary_day(calendar: ServiceCalendar, count: int, day: int, low: int, high: int) -> _Pieces | None:
    """Deadlines of some open days for triggers of one date, from `low` to before `high`; None near a clock change."""
    table, index = calendar.timeline.open_day(day - 1, 1)
    if table.days[index] != day:
        return None if _changes(day, calendar.zone) else _Pieces([low, high], [calendar.add_open_days(low, count)], [0])
    table, index = calendar.timeline.open_day(day, count)
    target = table.days[index]
    if _changes(day, calendar.zone) or _changes(target, calendar.zone):
        return None
    # from the wall clock of the trigger to the same on the target date
    shift = wall_seconds(target) - midnight_offset(target, calendar.zone)
    shift -= wall_seconds(day) - midnight_offset(day, calendar.zone)
    opens, closes = table.firsts[index], table.lasts[index]
    # before the first opening, between it and the last closing, after that
    early, late = max(opens - shift, low), max(closes - shift, low)
    parts = ((low, early, opens, 0), (early, late, early + shift, 1), (late, high, closes, 0))
    kept = [(begin, value, slope) for begin, finish, value, slope in parts if begin < min(finish, high)]
    return _Pieces([*(begin for begin, _, _ in kept), high], [value for _, value, _ in kept], [s for _, _, s in kept])


@lru_cache(maxsize=1 << 14)
def _changes(day: int, zone: str) -> bool:
    """Whether the zone's offset changes on a date or on one beside it."""
    return len({midnight_offset(near, zone) for near in range(day - 1, day + 3)}) > 1


def _through(evaluate: Callable[[int], int], candidates: Iterable[int], start: int, end: int) -> _Pieces:
    """A function known to be linear between the candidates, found by evaluating it."""
    starts = sorted({start, *(instant for instant in candidates if start < instant < end)})
    starts.append(end)
    values = [evaluate(instant) for instant in starts[:-1]]
    slopes = [
        evaluate(instant + 1) - value if following - instant > 1 else 0
        for value, (instant, following) in zip(values, pairwise(starts), strict=True)
    ]
    return _Pieces(starts, values, slopes)


def _day_starts(calendar: ServiceCalendar, count: int | None, start: int, end: int) -> Iterator[int]:
    """A superset of the triggers at which a count of open days, or a legal count (None), changes its course."""
    zone = calendar.zone
    for day in range(local_day(start, zone)[0] - 1, local_day(end, zone)[0] + 2):
        clocks = {0} if count is None else {0, *_turns(calendar, day, count)}
        # a change just after midnight may reach back into the day before: the offsets of both midnights don't do
        for offset in {midnight_offset(near, zone) for near in (day, day + 1, day + 2)}:
            for clock in clocks:
                yield wall_seconds(day) + clock - offset
        if (change := clock_change(day, zone)) is not None:
            yield change


def _turns(calendar: ServiceCalendar, day: int, count: int) -> Iterator[int]:
    """Wall clocks of a date at which the deadline some open days later changes its course, in seconds."""
    table, index = calendar.timeline.open_day(day, count)
    target = table.days[index]
    instants = [table.firsts[index], table.lasts[index]]
    if (change := clock_change(target, calendar.zone)) is not None:
        instants.append(change)
    for offset in {midnight_offset(near, calendar.zone) for near in (target, target + 1)}:
        for instant in instants:
            yield instant + offset - wall_seconds(target)
