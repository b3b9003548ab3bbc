"""Deadlines on a calendar, and lateness after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from contractlang.calendars.legal import legal_end, whole
from contractlang.calendars.service import ServiceCalendar
from contractlang.calendars.timeline import SEARCH_SECONDS, NeverOpens
from contractlang.calendars.zones import DAY_SECONDS, edge_instant, local_day
from contractlang.values import Length, Unit


def deadline(start: int, length: Length, calendar: ServiceCalendar, by: int | None = None) -> int:
    """The instant at which a length that starts at an instant has run out on a calendar.

    With `by` (minutes after local midnight), it is that time of the day which the length reaches.

    Hours, minutes and seconds are open time; days are open days of the calendar; weeks, months, years and working,
    business and clear days are legal counts in the calendar's zone with its holidays (not its closures, which bind the
    service and not the law), and end at 24:00. Raises NeverOpens, and ValueError for a part of a day: a service that
    breaks for lunch has no half of a day that the parties could be taken to mean.
    """
    if by is not None:
        due = deadline(start, length, calendar)
        # open days end at a clock time of their own day; a length that ends at 24:00 reaches the day before
        day, _ = local_day(due if length.unit is Unit.DAY or due == start else due - 1, calendar.zone)
        return edge_instant(day, by * 60, calendar.zone)
    if (seconds := length.seconds) is not None:
        return calendar.add_open_time(start, seconds)
    if length.unit is Unit.DAY:
        return calendar.add_open_days(start, whole(length))
    day, _ = local_day(start, calendar.zone)
    return legal_end(date.fromordinal(day), length, calendar.zone, calendar.holidays)


def notice_limit(event: int, length: Length, calendar: ServiceCalendar) -> int:
    """The last instant from which a whole length still runs out on a calendar by an event: so long before it.

    It is `deadline` read backwards, so that legal counts leave out the day of the notice and the day of the event; what
    a midnight cuts off is told as that midnight, as periods end at 24:00. A clock change by which `deadline` repeats an
    hour gives the last such instant before or after it. Raises as `deadline` does, and NeverOpens where no instant of
    ten years before would do.
    """
    back = DAY_SECONDS
    while deadline(event - back, length, calendar) > event:
        back *= 2
        if back > SEARCH_SECONDS:
            raise NeverOpens(f"no notice within ten years before {event}")
    low, high = event - back, event + 1
    while high - low > 1:
        middle = (low + high) // 2
        if deadline(middle, length, calendar) <= event:
            low = middle
        else:
            high = middle
    return high if local_day(high, calendar.zone)[1] == 0 else low


def late_units(due: int, actual: int, unit: Unit, calendar: ServiceCalendar) -> tuple[int, Fraction | None]:
    """Units begun between a deadline and what happened, and the exact quantity where the unit is one of open time.

    Both are 0 when `actual` is no later than `due`. In hours, minutes and seconds only open time is late: none has
    begun while the service stays closed. In other units the first begins at once, and `n` have begun until the `n`-th
    ends (for days, `add_open_days` from the deadline); the quantity is then None. A deadline at midnight is the end
    of the day before, so that the first day late is the one that it opens.
    """
    if (per_unit := Length(Fraction(1), unit).seconds) is not None:
        late = calendar.elapsed(due, actual) if actual > due else 0
        return -(-late // per_unit), Fraction(late, per_unit)
    if actual <= due:
        return 0, None
    day, clock = local_day(due, calendar.zone)
    if clock == 0:
        day, clock = day - 1, DAY_SECONDS
    if unit is Unit.DAY:
        return _begun(lambda count: calendar.open_day_at(day, clock, count) >= actual), None
    # clear days set the end of a period apart; those of a lateness are calendar days
    counted = Unit.DAY if unit is Unit.CLEAR_DAY else unit
    start = date.fromordinal(day)

    def ended(count: int) -> bool:
        return legal_end(start, Length(Fraction(count), counted), calendar.zone, calendar.holidays) >= actual

    return _begun(ended), None


def _begun(ended: Callable[[int], bool]) -> int:
    """Smallest count from 1 that holds, given that all larger ones do."""
    high = 1
    while not ended(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if ended(middle):
            high = middle
        else:
            low = middle
    return high
