"""Calendars and notations that the tests share."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from contractlang.calendars import ServiceCalendar, always_open, to_datetime, to_instant
from contractlang.values import Length, Unit

PARIS = "Europe/Paris"
UNITS = {
    "s": Unit.SECOND,
    "min": Unit.MINUTE,
    "h": Unit.HOUR,
    "d": Unit.DAY,
    "wd": Unit.WORKING_DAY,
    "bd": Unit.BUSINESS_DAY,
    "cd": Unit.CLEAR_DAY,
    "every": Unit.CALENDAR_DAY,
    "w": Unit.WEEK,
    "m": Unit.MONTH,
    "y": Unit.YEAR,
}


def week(text: str, days: int = 5) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The first `days` of a week with the hours `08:30-12:30 22:00-06:00`; an end before its start is the next day."""
    hours = []
    for interval in text.split():
        opening, closing = (int(part[:2]) * 60 + int(part[3:]) for part in interval.split("-"))
        hours.append((opening, closing if closing > opening else closing + 1440))
    return (tuple(hours),) * days + ((),) * (7 - days)


def length(text: str) -> Length:
    amount, unit = text.split()
    return Length(Fraction(amount), UNITS[unit])


def at(text: str, zone: str = PARIS) -> int:
    """An instant from `2026-03-06 17:45`, local, or with its offset."""
    return to_instant(datetime.fromisoformat(text), zone)[0]


def shown(instant: int, zone: str = PARIS) -> str:
    """An instant as `2026-03-06 17:45:00+01:00`."""
    return to_datetime(instant, zone).isoformat(" ")


HO = ServiceCalendar("HO", PARIS, week("08:30-12:30 13:30-18:00"), ("FR",))
H24 = always_open(PARIS)
GLPI = ServiceCalendar("GLPI", PARIS, week("08:00-12:00 14:00-18:00"))
NIGHTS = ServiceCalendar("nights", PARIS, week("22:00-06:00"))
CALENDARS = {calendar.name: calendar for calendar in (HO, H24, GLPI, NIGHTS)} | {
    "midnight": ServiceCalendar("midnight", PARIS, week("18:00-24:00")),
    "every day": ServiceCalendar("every day", PARIS, week("00:00-24:00", days=7)),
    "French nights": ServiceCalendar("French nights", PARIS, week("22:00-06:00", days=7), ("FR",)),
    "Moselle": ServiceCalendar("Moselle", PARIS, week("09:00-17:00"), ("FR-57",)),
    "Alsace": ServiceCalendar("Alsace", PARIS, week("09:00-17:00"), ("FR-6AE",)),
    "France": ServiceCalendar("France", PARIS, week("09:00-17:00"), ("FR",)),
    "France, Germany": ServiceCalendar("France, Germany", PARIS, week("09:00-17:00"), ("FR", "DE")),
    "small hours": ServiceCalendar("small hours", PARIS, week("02:15-02:45 04:00-05:00", days=7)),
    "till half past two": ServiceCalendar("till half past two", PARIS, week("00:00-02:30", days=7)),
    "from half past two": ServiceCalendar("from half past two", PARIS, week("02:30-05:00", days=7)),
}
