"""Time on service calendars for whole columns of instants: the arrays of `timeline`, read by numpy.

Each function says of every instant of a column what its namesake says of one (`ServiceCalendar`, `delays`, `zones`);
the tests hold the one against the other, and what is raised for one instant is raised for its column. Where an instant
lies among the edges of a calendar is looked up in a table of equal steps, as wide as the greatest number that divides
all distances between edges: a quarter of an hour, mostly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
from attrs import define
from numpy.typing import NDArray

from contractlang.calendars.delays import late_units
from contractlang.calendars.legal import legal_end, whole
from contractlang.calendars.service import ServiceCalendar
from contractlang.calendars.timeline import Table
from contractlang.calendars.zones import (
    DAY_SECONDS,
    clock_change,
    edge_instant,
    local_day,
    midnight_offset,
    wall_seconds,
)
from contractlang.values import Length, Unit

Ints = NDArray[np.int64]
Places = NDArray[np.intp]

# The widest table of steps: beyond it, bisection takes less than the table would cost
_WIDEST = 1 << 21
_EPOCH_ORDINAL = -wall_seconds(0) // DAY_SECONDS


@define(eq=False)
class Steps:
    """Sorted numbers, and how many of them are no greater than each of a column."""

    points: Ints
    base: int
    width: int
    table: Places | None

    @classmethod
    def of(cls, points: Ints) -> Steps:
        """The table for some sorted numbers."""
        if not len(points):
            return cls(points, 0, 1, None)
        base = int(points[0])
        width = int(np.gcd.reduce(points - base)) or 1
        count = (int(points[-1]) - base) // width + 1
        if count > _WIDEST:
            return cls(points, base, width, None)
        inner = np.searchsorted(points, base + width * np.arange(count, dtype=np.int64), side="right")
        return cls(points, base, width, np.concatenate((np.zeros(1, np.intp), inner)).astype(np.intp))

    def right(self, column: Ints) -> Places:
        """`bisect_right` of each number."""
        if self.table is None:
            return np.searchsorted(self.points, column, side="right")
        step = column - (self.base - self.width)
        step //= self.width
        return self.table.take(step, mode="clip")


@define(eq=False)
class Line:
    """A table of openings, ready for columns: `Table.position` and `Table.reached`."""

    table: Table
    edges: Ints
    days: Ints
    firsts: Ints
    lasts: Ints
    among: Steps
    constant: Ints
    slope: Ints
    ran: Steps
    back: Ints

    def opens(self, column: Ints) -> NDArray[np.bool_]:
        """Whether the calendar is open at each instant."""
        return (self.among.right(column) & 1).astype(np.bool_)

    def position(self, column: Ints) -> Ints:
        """Open seconds from the start of the table to each instant."""
        place = self.among.right(column)
        found = self.slope.take(place)
        found *= column
        found += self.constant.take(place)
        return found

    def reached(self, column: Ints) -> Ints:
        """First instant at which each positive open time has run."""
        return column + self.back.take(self.ran.right(column - 1), mode="clip")

    def next_opening(self, column: Ints) -> Ints:
        """Each instant itself while open, else the next opening."""
        place = self.among.right(column)
        return np.where(place & 1, column, self.edges.take(place, mode="clip"))


@lru_cache(maxsize=256)
def line_of(table: Table) -> Line:
    """A table, ready for columns."""
    edges, run = np.array(table.edges, np.int64), np.array(table.run, np.int64)
    before = np.concatenate((np.zeros(1, np.int64), run))
    slope = np.arange(len(edges) + 1, dtype=np.int64) & 1
    anchor = np.concatenate((np.zeros(1, np.int64), edges))
    return Line(
        table=table,
        edges=edges,
        days=np.array(table.days, np.int64),
        firsts=np.array(table.firsts, np.int64),
        lasts=np.array(table.lasts, np.int64),
        among=Steps.of(edges),
        constant=before - slope * anchor,
        slope=slope,
        ran=Steps.of(run),
        back=edges - run,
    )


def elapsed(calendar: ServiceCalendar, start: Ints, end: Ints) -> Ints:
    """Open seconds from each start to each end; negative where the end comes first."""
    if not len(start):
        return np.zeros(0, np.int64)
    low, high = min(int(start.min()), int(end.min())), max(int(start.max()), int(end.max()))
    line = line_of(calendar.timeline.covering(low, high))
    return line.position(end) - line.position(start)


def deadlines(start: Ints, length: Length, calendar: ServiceCalendar, by: int | None = None) -> Ints:
    """When a length has run out on a calendar, from each start; `delays.deadline` for a column."""
    if not len(start):
        return np.zeros(0, np.int64)
    if by is not None:
        due = deadlines(start, length, calendar)
        kept = np.ones(len(due), np.bool_) if length.unit is Unit.DAY else due == start
        day, _ = local_days(np.where(kept, due, due - 1), calendar.zone)
        return by_day(day, lambda one: edge_instant(one, by * 60, calendar.zone))
    if (seconds := length.seconds) is not None:
        return _add_open_time(start, seconds, calendar)
    if length.unit is Unit.DAY:
        return _add_open_days(start, whole(length), calendar)
    day, _ = local_days(start, calendar.zone)
    return by_day(day, lambda one: legal_end(date.fromordinal(one), length, calendar.zone, calendar.holidays))


def _line_after(start: Ints, seconds: int, calendar: ServiceCalendar) -> Line:
    """A line that holds all starts, and so much open time after each."""
    timeline = calendar.timeline
    timeline.covering(int(start.min()), int(start.max()))
    return line_of(timeline.after(int(start.max()), seconds))


def _add_open_time(start: Ints, seconds: int, calendar: ServiceCalendar) -> Ints:
    if seconds < 0:
        raise ValueError("a length of time can't be negative")
    line = _line_after(start, max(seconds, 1), calendar)
    return line.reached(line.position(start) + seconds) if seconds else line.next_opening(start)


def _add_open_days(start: Ints, count: int, calendar: ServiceCalendar) -> Ints:
    if count <= 0:
        return _add_open_time(start, count, calendar)
    day, clock = local_days(start, calendar.zone)
    timeline = calendar.timeline
    table, place_of_last = timeline.open_day(int(day.max()) - 1, 1)  # where the last one starts, if on a closed date
    timeline.open_day(table.days[place_of_last], count)
    line = line_of(timeline.covering(int(start.min()), int(start.max())))
    place = np.searchsorted(line.days, day, side="left")
    closed = line.days.take(place) != day
    if closed.any():
        opening = line.firsts.take(place[closed])
        _, clock[closed] = local_days(opening, calendar.zone)
    return open_days_at(line, place + count, clock, calendar.zone)


def open_days_at(line: Line, place: Places, clock: Ints, zone: str) -> Ints:
    """A wall clock on each of some open dates of a line, kept within its hours."""
    found = edge_instants(line.days.take(place), clock, zone)
    return np.minimum(np.maximum(found, line.firsts.take(place)), line.lasts.take(place))


def late_columns(due: Ints, actual: Ints, unit: Unit, calendar: ServiceCalendar) -> tuple[Ints, Ints, int | None]:
    """Units begun between each deadline and what happened after it, open seconds late, and the seconds of a unit.

    The seconds are None for a unit that is no open time; `delays.late_units` for a column of `actual > due`.
    """
    late = elapsed(calendar, due, actual)
    if (per_unit := Length.of(1, unit).seconds) is not None:
        return -(-late // per_unit), late, per_unit
    if unit is Unit.DAY:
        return _open_days_begun(due, actual, calendar), late, None
    pairs, back = np.unique(np.stack((due, actual), axis=1), axis=0, return_inverse=True)
    begun = [late_units(int(first), int(second), unit, calendar)[0] for first, second in pairs]
    return np.array(begun, np.int64).reshape(-1)[back.reshape(-1)], late, None


def _open_days_begun(due: Ints, actual: Ints, calendar: ServiceCalendar) -> Ints:
    if not len(due):
        return np.zeros(0, np.int64)
    day, clock = local_days(due, calendar.zone)
    midnight = clock == 0
    day, clock = day - midnight, np.where(midnight, DAY_SECONDS, clock)
    calendar.timeline.covering(int(due.min()) - DAY_SECONDS, int(actual.max()))
    end, _ = local_day(int(actual.max()), calendar.zone)
    calendar.timeline.open_day(end, 2)  # days on which the last lateness may end
    line = line_of(calendar.timeline.covering(int(due.min()) - DAY_SECONDS, int(actual.max())))
    first = np.searchsorted(line.days, day, side="right")
    place = np.maximum(first, np.searchsorted(line.lasts, actual, side="left"))
    place += open_days_at(line, place, clock, calendar.zone) < actual
    begun: Ints = (place - first + 1).astype(np.int64)
    return begun


# --- local time ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _offsets(zone: str, first: int, last: int) -> tuple[Steps, Ints]:
    """The instants at which the offset of a zone changes between two dates, and the offset from each on."""
    changes = [(at, midnight_offset(day + 1, zone)) for day in range(first, last) if (at := clock_change(day, zone))]
    offsets = [midnight_offset(first, zone), *(offset for _, offset in changes)]
    return Steps.of(np.array([at for at, _ in changes], np.int64)), np.array(offsets, np.int64)


def _span(low: int, high: int) -> tuple[int, int]:
    """Ordinal dates around two instants, in steps of a year, so that few are asked for."""
    first = (low // DAY_SECONDS - 2) // 366 * 366
    last = ((high // DAY_SECONDS + 2) // 366 + 1) * 366
    return first + _EPOCH_ORDINAL, last + _EPOCH_ORDINAL


def local_days(column: Ints, zone: str) -> tuple[Ints, Ints]:
    """The local date of each instant, as a proleptic ordinal, and the seconds that its wall clock shows."""
    if not len(column):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    changes, offsets = _offsets(zone, *_span(int(column.min()), int(column.max())))
    local = column + offsets.take(changes.right(column))
    day = local // DAY_SECONDS
    local -= day * DAY_SECONDS
    day += _EPOCH_ORDINAL
    return day, local


def edge_instants(day: Ints, clock: Ints, zone: str) -> Ints:
    """The instant of each edge; `zones.edge_instant` for a column."""
    if not len(day):
        return np.zeros(0, np.int64)
    first, last = int(day.min()), int(day.max())
    offset = np.array([midnight_offset(one, zone) for one in range(first, last + 2)], np.int64)
    place = day - first
    found = (day - _EPOCH_ORDINAL) * DAY_SECONDS + clock - offset.take(place)
    changed = np.flatnonzero((offset[1:] != offset[:-1]).take(place))
    if len(changed):
        pairs, back = np.unique(day[changed] * (2 * DAY_SECONDS) + clock[changed], return_inverse=True)
        exact = [edge_instant(int(one) // (2 * DAY_SECONDS), int(one) % (2 * DAY_SECONDS), zone) for one in pairs]
        found[changed] = np.array(exact, np.int64)[back]
    return found


def by_day(day: Ints, value: Callable[[int], int]) -> Ints:
    """What a function says of each ordinal date, asked once for each that occurs."""
    if not len(day):
        return np.zeros(0, np.int64)
    first = int(day.min())
    place = day - first
    known = np.zeros(int(place.max()) + 1, np.int64)
    for one in np.flatnonzero(np.bincount(place)):
        known[one] = value(first + int(one))
    return known.take(place)


def months(column: Ints, zone: str) -> Ints:
    """The local month of each instant, counted from January of year 0."""
    if not len(column):
        return np.zeros(0, np.int64)
    first, starts = _months(zone, *_span(int(column.min()), int(column.max())))
    if starts is None:
        day, _ = local_days(column, zone)
        return by_day(day, lambda one: (found := date.fromordinal(one)).year * 12 + found.month - 1)
    return starts.right(column) + first


@lru_cache(maxsize=256)
def _months(zone: str, first: int, last: int) -> tuple[int, Steps | None]:
    """The month before that of an ordinal date, and where months start from then on to another date.

    None where clocks change on the first day of one, so that a month may not be one stretch of time.
    """
    begin, end = date.fromordinal(first), date.fromordinal(last)
    number = begin.year * 12 + begin.month - 1
    days = [date(one // 12, one % 12 + 1, 1).toordinal() for one in range(number, end.year * 12 + end.month)]
    if any(clock_change(day, zone) is not None for day in days):
        return number - 1, None
    return number - 1, Steps.of(np.array([edge_instant(day, 0, zone) for day in days], np.int64))
