"""Opening hours laid out on the line of instants.

The hours of a week, less holidays and closures, become one sorted array of instants that alternates openings and
closings (`edges`), beside an array of the open seconds cumulated up to each of them (`run`). Touching intervals are
merged, so that a calendar open around the clock is one interval. With these two arrays

- open time between two instants is the difference of two positions, one bisection of `edges` each;
- the instant by which some open time has run is one bisection of `run`. A closing and the opening after it have the
  same cumulated time, and bisecting to the left finds the closing: work that fills the day is due when the day
  closes, not when the next one opens.

Edges come from local times date by date: what an interval has beyond 24:00 belongs to the next date, and a holiday or
a named closure empties its own date from 00:00 to 24:00, so that a night shift begun the evening before stops at
midnight and one that begins on a holiday's evening starts at 24:00. Lengths are real seconds also across clock changes.

Years are laid out when first needed. A `Table` never changes: a wider one replaces it, so readers need no lock.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from itertools import accumulate

from attrs import define, field

from contractlang.calendars.regions import holidays_in
from contractlang.calendars.zones import (
    DAY_SECONDS,
    clock_change,
    edge_instant,
    midnight_offset,
    to_datetime,
    wall_seconds,
)
from contractlang.records import frozen

Intervals = tuple[tuple[int, int], ...]
Week = tuple[Intervals, ...]

# How far the next open second is looked for: no closure of a service lasts ten years.
SEARCH_SECONDS = 10 * 366 * DAY_SECONDS


class NeverOpens(Exception):  # noqa: N818 (it says what a calendar does, and is read as such where it is caught)
    """A calendar has no opening within ten years after an instant, so no deadline on it can be told."""


@frozen(eq=False)
class Table:
    """Edges of the openings of consecutive years, in instants; `begin` and `finish` bound what it knows.

    `run[i]` is the open time from `begin` to `edges[i]`, `total` that up to `finish`. `days` are the ordinal dates from
    `first_day` on that have open time, `firsts` and `lasts` their first opening and last closing.
    """

    first_day: int
    begin: int
    finish: int
    edges: array[int]
    run: array[int]
    days: array[int]
    firsts: array[int]
    lasts: array[int]
    total: int

    def opens(self, instant: int) -> bool:
        """Whether the calendar is open."""
        return bisect_right(self.edges, instant) % 2 == 1

    def position(self, instant: int) -> int:
        """Open seconds from `begin` to an instant."""
        index = bisect_right(self.edges, instant)
        if index % 2:
            return self.run[index - 1] + instant - self.edges[index - 1]
        return self.run[index - 1] if index else 0

    def reached(self, position: int) -> int:
        """First instant at which some positive open time has run since `begin`."""
        index = bisect_left(self.run, position)
        return self.edges[index] - (self.run[index] - position)


@define(eq=False)
class Timeline:
    """The openings of one calendar, laid out on demand."""

    zone: str
    hours: Week
    holidays: tuple[str, ...]
    closures: tuple[tuple[date, date], ...]
    _years: dict[int, list[tuple[int, Intervals]]] = field(factory=dict, init=False)
    _span: tuple[int, int] = field(default=(0, 0), init=False)
    _table: Table | None = field(default=None, init=False)

    def covering(self, start: int, end: int) -> Table:
        """A table that knows both instants and all between: `begin <= start <= end < finish`."""
        table = self._table
        if table is None or start < table.begin or end >= table.finish:
            first, last = to_datetime(start, self.zone).year, to_datetime(end, self.zone).year
            if table is not None:
                first, last = min(first, self._span[0]), max(last, self._span[1])
            # laid out before the span is noted: where holidays are not known, what was known stays as it was
            table = self._lay_out(first, last)
            self._span, self._table = (first, last), table
        return table

    def after(self, start: int, seconds: int) -> Table:
        """A table in which that much open time runs after an instant; raises NeverOpens."""
        table = self._table
        if table is not None and table.begin <= start < table.finish and table.position(start) + seconds <= table.total:
            return table
        return self._search(start, lambda table: table.position(start) + seconds <= table.total)

    def open_day(self, day: int, count: int) -> tuple[Table, int]:
        """The `count`-th open date after an ordinal date, as an index in the `days` of a table; raises NeverOpens."""
        table = self._table
        if table is not None and day + 1 >= table.first_day:
            index = bisect_right(table.days, day) + count
            if index <= len(table.days):
                return table, index - 1
        start = edge_instant(day + 1, 0, self.zone)
        table = self._search(start, lambda table: bisect_right(table.days, day) + count <= len(table.days))
        return table, bisect_right(table.days, day) + count - 1

    def _search(self, start: int, found: Callable[[Table], bool]) -> Table:
        """Widen the table year by year until it holds what is looked for, or ten years hold no opening."""
        table = self.covering(start, start)
        while not found(table):
            last_open = max(start, table.edges[-1]) if table.edges else start
            if table.finish - last_open > SEARCH_SECONDS:
                raise NeverOpens(f"no opening within ten years after {to_datetime(last_open, self.zone).date()}")
            table = self.covering(start, table.finish)
        return table

    def _lay_out(self, first: int, last: int) -> Table:
        """Join the open dates of some years into one table."""
        edges, days, firsts, lasts = (array("q") for _ in range(4))
        for year in range(first, last + 1):
            if year not in self._years:
                self._years[year] = self._open_dates(year)
            for day, intervals in self._years[year]:
                days.append(day)
                firsts.append(intervals[0][0])
                lasts.append(intervals[-1][1])
                for opening, closing in intervals:
                    if edges and opening == edges[-1]:
                        edges[-1] = closing
                    else:
                        edges.extend((opening, closing))
        run = array("q", accumulate(edges[i] - edges[i - 1] if i % 2 else 0 for i in range(len(edges))))
        first_day = date(first, 1, 1).toordinal()
        return Table(
            first_day=first_day,
            begin=edge_instant(first_day, 0, self.zone),
            finish=edge_instant(date(last + 1, 1, 1).toordinal(), 0, self.zone),
            edges=edges,
            run=run,
            days=days,
            firsts=firsts,
            lasts=lasts,
            total=run[-1] if run else 0,
        )

    def _open_dates(self, year: int) -> list[tuple[int, Intervals]]:
        """Ordinal dates of a year that have open time, each with its intervals in instants."""
        first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        closed = {day for code in self.holidays for day in holidays_in(code, year)}
        for opening, closing in self.closures:
            closed.update(range(max(first, opening.toordinal()), min(end, closing.toordinal() + 1)))
        found = []
        for day in range(first, end):
            # ordinal 1, the first of January of year 1, is a Monday
            hours = self.hours[(day - 1) % 7]
            if hours and day not in closed and (intervals := self._instants(day, hours)):
                found.append((day, intervals))
        return found

    def _instants(self, day: int, hours: Intervals) -> Intervals:
        """Opening hours of a date (local minutes) as instants, without those that a clock change swallows."""
        if clock_change(day, self.zone) is None:
            base = wall_seconds(day) - midnight_offset(day, self.zone)
            return tuple((base + opening * 60, base + closing * 60) for opening, closing in hours)
        placed = (tuple(edge_instant(day, minute * 60, self.zone) for minute in interval) for interval in hours)
        return merged((opening, closing) for opening, closing in placed if opening < closing)


@lru_cache(maxsize=256)
def timeline(zone: str, weekly: Week, holidays: tuple[str, ...], closures: tuple[tuple[date, date], ...]) -> Timeline:
    """The openings of a calendar, shared by all calendars of the same hours."""
    return Timeline(zone, _by_date(weekly), holidays, closures)


def _by_date(weekly: Week) -> Week:
    """Hours of each weekday by the date they fall on: what lies beyond 24:00 moves to the next day."""
    return tuple(
        merged(
            [(opening, min(closing, 1440)) for opening, closing in weekly[weekday] if opening < 1440]
            + [
                (max(opening, 1440) - 1440, closing - 1440)
                for opening, closing in weekly[weekday - 1]
                if closing > 1440
            ]
        )
        for weekday in range(7)
    )


def merged(intervals: Iterable[tuple[int, int]]) -> Intervals:
    """Sort intervals and join those that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for opening, closing in sorted(intervals):
        if joined and opening <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closing)
        else:
            joined.append((opening, closing))
    return tuple(joined)
