"""Calendars counted minute by minute, slowly and without cleverness, to judge the real ones.

Each minute of a stretch of time is given its local date and clock by `zoneinfo`, and is open or not. Nothing here
knows of edges, merging or bisection. All hours are whole minutes; triggers may be any second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from contractlang.calendars import ServiceCalendar
from contractlang.values import Length, Unit

DAY = timedelta(days=1)

# France, the months that the random tests visit, from the list of article L3133-1 of the Code du travail
FRENCH_HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        *("2010-04-05", "2010-05-01", "2010-05-08", "2010-05-13", "2010-11-01", "2010-11-11", "2010-12-25"),
        *("2028-04-17", "2028-05-01"),
        *("2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-11-01", "2026-11-11", "2026-12-25"),
    )
}


class Minutes:
    """The minutes of a stretch in one zone.

    `local` holds the date and clock of each, `deciding` those that decide whether it is open. They differ in the second
    pass of a repeated hour: edges belong to the first pass, so the second is as its last minute was.
    """

    def __init__(self, zone: str, start: int, end: int) -> None:
        place = ZoneInfo(zone)
        self.instants = range(start, end, 60)
        times = [datetime.fromtimestamp(instant, place) for instant in self.instants]
        self.local = [(time.date(), clock(time)) for time in times]
        self.deciding = list(self.local)
        for index in reversed(range(len(times) - 1)):
            if times[index].fold and times[index + 1].fold:
                self.deciding[index] = self.deciding[index + 1]
        self.by_day: dict[date, list[tuple[int, int]]] = {}
        self.first_pass: dict[tuple[date, int], int] = {}
        for instant, (day, minute) in zip(self.instants, self.local, strict=True):
            self.by_day.setdefault(day, []).append((minute, instant))
            self.first_pass.setdefault((day, minute), instant)


minutes = cache(Minutes)


def clock(local: datetime) -> int:
    return local.hour * 60 + local.minute


class Oracle:
    """One calendar over one stretch of whole minutes; IndexError or KeyError when an answer lies beyond."""

    def __init__(self, calendar: ServiceCalendar, start: int, end: int) -> None:
        self.calendar, self.start = calendar, start
        self.minutes = minutes(calendar.zone, start, end)
        self.open_minutes: list[int] = []
        self.hours_of: dict[date, tuple[int, int]] = {}
        self.legal_ends: dict[tuple[date, Length], int] = {}
        self.last_days: dict[tuple[date, Length], date] = {}
        opened = {
            day: {minute for minute in range(1440) if self.minute_is_open(day, minute)} for day in self.minutes.by_day
        }
        for instant, (day, minute) in zip(self.minutes.instants, self.minutes.deciding, strict=True):
            if minute in opened[day]:
                self.open_minutes.append(instant)
                self.hours_of[day] = self.hours_of.get(day, (instant, 0))[0], instant + 60
        self.days = sorted(self.hours_of)

    def is_holiday(self, day: date) -> bool:
        return "FR" in self.calendar.holidays and day in FRENCH_HOLIDAYS

    def minute_is_open(self, day: date, minute: int) -> bool:
        if self.is_holiday(day) or any(first <= day <= last for first, last in self.calendar.closures):
            return False
        today, yesterday = self.calendar.weekly[day.weekday()], self.calendar.weekly[day.weekday() - 1]
        return any(o <= minute < c for o, c in today) or any(o <= minute + 1440 < c for o, c in yesterday)

    def elapsed_to(self, instant: int) -> int:
        """Open seconds since the start of the stretch."""
        passed = bisect_left(self.open_minutes, instant - 59)
        open_now = passed < len(self.open_minutes) and self.open_minutes[passed] <= instant
        return 60 * passed + (instant - self.open_minutes[passed] if open_now else 0)

    def add_open_time(self, start: int, seconds: int) -> int:
        last_second = self.elapsed_to(start) + seconds - 1
        return self.open_minutes[last_second // 60] + last_second % 60 + 1

    def local(self, instant: int) -> tuple[date, int]:
        """Local date and clock in seconds."""
        day, minute = self.minutes.local[(instant - self.start) // 60]
        return day, minute * 60 + instant % 60

    def start_of(self, day: date) -> int:
        return self.minutes.by_day[day][0][1]

    def add_open_days(self, start: int, count: int) -> int:
        day, seconds = self.local(start)
        if day not in self.hours_of:
            day, seconds = self.local(self.hours_of[self.days[bisect_right(self.days, day)]][0])
        target = self.days[bisect_right(self.days, day) + count - 1]
        opening, closing = self.hours_of[target]
        return min(max(self.same_clock(target, seconds), opening), closing)

    def same_clock(self, day: date, seconds: int) -> int:
        """The first time that the wall clock of a date shows this, or a later time where this is missing."""
        if (instant := self.minutes.first_pass.get((day, seconds // 60))) is not None:
            return instant + seconds % 60
        later = (instant for minute, instant in self.minutes.by_day[day] if minute > seconds // 60)
        return next(later, self.start_of(day + DAY))

    def legal_end(self, start: int, length: Length) -> int:
        day, _ = self.local(start)
        if (day, length) not in self.legal_ends:
            self.legal_ends[day, length] = self.start_of(self.day_after_period(day, length))
        return self.legal_ends[day, length]

    def day_after_period(self, day: date, length: Length) -> date:
        if length.unit in (Unit.MONTH, Unit.YEAR):
            return same_day_of_a_later_month(day, int(length.amount) * (12 if length.unit is Unit.YEAR else 1)) + DAY
        left = int(length.amount) * (7 if length.unit is Unit.WEEK else 1)
        last_weekday = {Unit.WORKING_DAY: 4, Unit.BUSINESS_DAY: 5}.get(length.unit, 6)
        while left:
            day += timedelta(days=1)
            if day.weekday() <= last_weekday and not (last_weekday < 6 and self.is_holiday(day)):
                left -= 1
        return day + timedelta(days=2 if length.unit is Unit.CLEAR_DAY else 1)

    def deadlines(self, length: Length, by: int | None = None) -> Callable[[int], int]:
        """The deadline of a length, as a function of its start; `by`: that minute of the day on which it ends."""
        if by is not None:
            return lambda start: self.same_clock(self.last_day(start, length), by * 60)
        if (seconds := length.seconds) is not None:
            return lambda start: self.add_open_time(start, seconds)
        if length.unit is Unit.DAY:
            count = int(length.amount)
            return lambda start: self.add_open_days(start, count)
        return lambda start: self.legal_end(start, length)

    def last_day(self, start: int, length: Length) -> date:
        """The date on which a count of days ends."""
        if length.unit is Unit.DAY:
            return self.local(self.add_open_days(start, int(length.amount)))[0]
        day, _ = self.local(start)
        if (day, length) not in self.last_days:
            self.last_days[day, length] = self.day_after_period(day, length) - DAY
        return self.last_days[day, length]


def same_day_of_a_later_month(day: date, months: int) -> date:
    """So many months later, on the last day where the month has no such day."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + 31 * DAY).replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return min(first + (day.day - 1) * DAY, last)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
