"""Service calendars: when a service is open, and how open time runs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from fractions import Fraction
from functools import cached_property

from attrs import Attribute, field

from contractlang.calendars.timeline import Table, Timeline, Week, timeline
from contractlang.calendars.zones import edge_instant, local_day
from contractlang.records import frozen


@frozen
class ServiceCalendar:
    """The opening hours of a service in its zone.

    `weekly` holds, from Monday, each day's half-open intervals in local minutes; one that closes after 1440 (24:00)
    crosses midnight, `22:00-06:00` is (1320, 1800). A public holiday of any region in `holidays` (ISO 3166: `FR`,
    `FR-57`) and every date of a closure (both ends included) are closed from 00:00 to 24:00, also to an interval that
    crosses midnight into or out of them. Instants are epoch seconds, lengths whole real seconds. Methods that look for
    an opening raise NeverOpens when ten years hold none, and all raise ValueError where holidays are not known.
    """

    name: str
    zone: str
    weekly: Week = field()
    holidays: tuple[str, ...] = ()
    closures: tuple[tuple[date, date], ...] = field(default=())

    @weekly.validator
    def _check_weekly(self, _: Attribute[Week], weekly: Week) -> None:
        if len(weekly) != 7:
            raise ValueError(f"a week has seven days, not {len(weekly)}")
        for opening, closing in (interval for day in weekly for interval in day):
            if not 0 <= opening < closing <= 2880:
                raise ValueError(f"opening hours from minute {opening} to minute {closing} are not within two days")

    @closures.validator
    def _check_closures(self, _: object, closures: tuple[tuple[date, date], ...]) -> None:
        for first, last in closures:
            if last < first:
                raise ValueError(f"a closure ends on {last}, before it starts on {first}")

    @cached_property
    def timeline(self) -> Timeline:
        """Its openings laid out on the line of instants, shared by calendars of the same hours."""
        return timeline(self.zone, self.weekly, self.holidays, self.closures)

    def opens(self, instant: int) -> bool:
        """Whether the service is open; it is at an opening time and no longer at a closing time."""
        return self.timeline.covering(instant, instant).opens(instant)

    def next_opening(self, instant: int) -> int:
        """The instant itself while open, else the next opening."""
        table = self.timeline.after(instant, 1)
        return instant if table.opens(instant) else table.edges[bisect_right(table.edges, instant)]

    def elapsed(self, start: int, end: int) -> int:
        """Open seconds from `start` to `end`; negative when `end` comes first."""
        table = self.timeline.covering(min(start, end), max(start, end))
        return table.position(end) - table.position(start)

    def add_open_time(self, start: int, seconds: int) -> int:
        """First instant at which that many open seconds have run since `start`.

        Time that ends exactly at a closing ends there, not at the next opening. No time at all ends at the start, or
        at the next opening when that is closed. Raises ValueError for negative time.
        """
        if seconds <= 0:
            _check_sign(seconds)
            return self.next_opening(start)
        table = self.timeline.after(start, seconds)
        return table.reached(table.position(start) + seconds)

    def add_open_days(self, start: int, count: int) -> int:
        """The same clock time on the `count`-th open date after that of `start`.

        Brought back to that date's last closing if later, and forward to its first opening if earlier; a break within
        the day moves nothing. What starts on a closed date starts at the next opening, as for hours: otherwise a day
        that starts on a Sunday would end before two hours do. An open date is a local date with any open time, so the
        Saturday morning of a Friday night shift is one. No days at all end like no time at all. Raises ValueError for
        a negative count.
        """
        if count <= 0:
            _check_sign(count)
            return self.next_opening(start)
        day, clock = local_day(start, self.zone)
        table, index = self.timeline.open_day(day - 1, count + 1)
        if table.days[index - count] != day:
            _, clock = local_day(table.firsts[index - count], self.zone)
        return self._within(table, index, clock)

    def open_day_at(self, day: int, clock: int, count: int) -> int:
        """The `count`-th (from 1) open date after an ordinal date, at a wall clock (seconds), kept within its hours."""
        return self._within(*self.timeline.open_day(day, count), clock)

    def _within(self, table: Table, index: int, clock: int) -> int:
        """A wall clock on an open date, kept within its hours."""
        instant, first, last = (
            edge_instant(table.days[index], clock, self.zone),
            table.firsts[index],
            table.lasts[index],
        )
        return first if instant < first else last if instant > last else instant


def always_open(zone: str) -> ServiceCalendar:
    """The plain clock, open around the clock every day, with the dates of a zone."""
    return ServiceCalendar("24/7", zone, (((0, 1440),),) * 7)


def open_hours(calendar: ServiceCalendar, start: int, end: int) -> Fraction:
    """Exact open hours from one instant to another."""
    return Fraction(calendar.elapsed(start, end), 3600)


def breakpoints(calendar: ServiceCalendar, start: int, end: int) -> list[int]:
    """Instants in `[start, end)` at which the calendar opens or closes, in order."""
    # the bounds of a table are no openings: they are kept out by a table that is wider than the question
    edges = calendar.timeline.covering(start - 1, end).edges
    return edges[bisect_left(edges, start) : bisect_left(edges, end)].tolist()


def _check_sign(amount: int) -> None:
    if amount < 0:
        raise ValueError("a length of time can't be negative")
