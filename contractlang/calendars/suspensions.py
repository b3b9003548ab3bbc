"""Deadlines and lateness while a clock is stopped at times: waiting for the client, a third party, a window.

Stops are half-open, `[from, to)`, in order and apart (`merged_stops`). What a stop does depends on how a length counts:

- **hours, minutes, seconds**: open time that is stopped does not run. The deadline is the first instant at which so
  much open time has run unstopped; one that falls exactly on a closing stays there.
- **open days**, also up to a time of the day (`by`): the deadline moves by the open time that was stopped before it.
- **legal counts** (working, business, calendar and clear days, weeks, months, years): a day at whose end, 24:00, the
  clock is stopped does not count, and the period ends so many days of its own kind later (calendar days for weeks,
  months and years). A stop that begins and ends on one day moves nothing: time that is counted in days has no smaller
  part, and a suspension leaves the days that have run (Code civil, article 2230).

A stop that begins at the deadline or later does not move it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from contractlang.calendars.delays import deadline, late_units
from contractlang.calendars.legal import counted_days, legal_deadline, whole
from contractlang.calendars.service import ServiceCalendar
from contractlang.calendars.timeline import merged
from contractlang.calendars.zones import DAY_SECONDS, edge_instant, local_day
from contractlang.values import Length, Unit

Stops = tuple[tuple[int, int], ...]

# moved by calendar days
_COUNTED_IN_DAYS = (Unit.WEEK, Unit.MONTH, Unit.YEAR)


def merged_stops(stops: Iterable[tuple[int, int]]) -> Stops:
    """Stops in order, those that overlap or touch joined, those that take no time left out."""
    return merged((first, last) for first, last in stops if first < last)


def stopped_time(calendar: ServiceCalendar, stops: Stops, start: int, end: int) -> int:
    """Open seconds between two instants during which the clock is stopped."""
    parts = ((max(first, start), min(last, end)) for first, last in stops)
    return sum(calendar.elapsed(first, last) for first, last in parts if first < last)


def running_deadline(start: int, length: Length, calendar: ServiceCalendar, stops: Stops, by: int | None = None) -> int:
    """`deadline` on a clock that stops; what ends by the start stops nothing. Raises as `deadline` does."""
    due = deadline(start, length, calendar, by)
    taken: list[tuple[int, int]] = []
    for first, last in stops:
        if first >= due:
            break
        if last > start:
            taken.append((max(first, start), last))
            due = _moved(start, length, calendar, tuple(taken), by)
    return due


def _moved(start: int, length: Length, calendar: ServiceCalendar, stops: Stops, by: int | None) -> int:
    stopped = sum(calendar.elapsed(first, last) for first, last in stops)
    if by is None and length.seconds is not None:
        return calendar.add_open_time(start, length.seconds + stopped)
    if length.unit is Unit.DAY:
        return delayed(deadline(start, length, calendar, by), stopped, calendar)
    day = _last_day(local_day(start, calendar.zone)[0], length, calendar, stops)
    return edge_instant(day, DAY_SECONDS if by is None else by * 60, calendar.zone)


def delayed(due: int, seconds: int, calendar: ServiceCalendar) -> int:
    """A deadline moved by some open time; one that is moved by none stays where it is, also on a closing."""
    return calendar.add_open_time(due, seconds) if seconds else due


def _last_day(start: int, length: Length, calendar: ServiceCalendar, stops: Stops) -> int:
    """The last day of a legal count whose stopped days do not count, as an ordinal date."""
    holidays, first = calendar.holidays, date.fromordinal(start)
    lost = 0
    while True:
        last = _legal_day(first, length, lost, holidays)
        again = stopped_days(length.unit, calendar, stops, start, last)
        if again == lost:
            return last
        lost = again


def _legal_day(first: date, length: Length, more: int, holidays: tuple[str, ...]) -> int:
    if length.unit in _COUNTED_IN_DAYS:
        return legal_deadline(first, length, holidays).toordinal() + more
    return legal_deadline(first, Length(Fraction(whole(length) + more), length.unit), holidays).toordinal()


def stopped_days(unit: Unit, calendar: ServiceCalendar, stops: Stops, after: int, last: int) -> int:
    """Days that a unit counts, later than one ordinal date and up to another, at whose end the clock is stopped."""
    count = 0
    for begin, end in stops:
        # the ends of days `from .. to - 1` lie in the stop, the second bound included
        low, high = local_day(begin, calendar.zone)[0], local_day(end, calendar.zone)[0]
        count += _days(unit, calendar, max(low, after + 1), min(high, last + 1))
    return count


def _days(unit: Unit, calendar: ServiceCalendar, low: int, high: int) -> int:
    """Days that a unit counts from one ordinal date up to another, which is left out."""
    if high <= low:
        return 0
    if unit not in (Unit.WORKING_DAY, Unit.BUSINESS_DAY):
        return high - low
    days = counted_days(unit, calendar.holidays).covering(_noon(low - 1), _noon(high + 1)).days
    return bisect_left(days, high) - bisect_left(days, low)


def _noon(day: int) -> int:
    return edge_instant(day, DAY_SECONDS // 2, "UTC")


def running_late_units(
    due: int, actual: int, unit: Unit, calendar: ServiceCalendar, stops: Stops
) -> tuple[int, Fraction | None]:
    """`late_units` on a clock that stops: stopped open time is not late, nor are days at whose end it is stopped."""
    if not stops or actual <= due:
        return late_units(due, actual, unit, calendar)
    if unit is Unit.DAY or Length(Fraction(1), unit).seconds is not None:
        return late_units(due, running_end(due, actual, calendar, stops), unit, calendar)
    before = tuple((first, min(last, actual)) for first, last in stops if first < actual)
    # the first day late is the one that a deadline at midnight opens, else the one after it
    lost = stopped_days(
        unit, calendar, before, local_day(due - 1, calendar.zone)[0], local_day(actual, calendar.zone)[0]
    )
    if unit in _COUNTED_IN_DAYS:
        day, clock = local_day(actual, calendar.zone)
        return late_units(due, edge_instant(day - lost, clock, calendar.zone), unit, calendar)
    return late_units(due, actual, unit, calendar)[0] - lost, None


def running_end(due: int, actual: int, calendar: ServiceCalendar, stops: Stops) -> int:
    """When something would have happened, as late as it was, if the clock had not stopped since a deadline."""
    stopped = stopped_time(calendar, stops, due, actual)
    late = calendar.elapsed(due, actual) - stopped
    if not stopped:
        return actual
    return calendar.add_open_time(due, late) if late else due
