"""Periods counted in whole days, months and years, as the law counts them.

The day of the act does not count (Code de procédure civile, article 641; Code civil, article 2228) and a period ends
at 24:00 of its last day (CPC 642, Code civil 2229). No period is prolonged because its last day is a holiday or falls
on a week-end: CPC 642 does so for procedure, a contract only where it says so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from contractlang.calendars.service import ServiceCalendar
from contractlang.calendars.timeline import Timeline
from contractlang.calendars.zones import DAY_SECONDS, edge_instant, local_day
from contractlang.values import Length, Unit

# Monday to Friday (`ouvrés`), Monday to Saturday (`ouvrables`: Code du travail, article L3133-1 and following)
_DAYS_A_WEEK = {Unit.WORKING_DAY: 5, Unit.BUSINESS_DAY: 6}


def legal_deadline(start: date, length: Length, holidays: Sequence[str] = ()) -> date:
    """The last day of a period that an act on `start` sets running.

    Days and weeks are calendar days; working and business days leave out the holidays of the given regions (ISO 3166);
    clear days leave out the last day as well as the first, so that one more is left. Months and years end on the same
    day of the month, else on its last day (CPC 641). Raises ValueError for hours, for a negative length and for a part
    of a day or month.
    """
    match length.unit:
        case Unit.DAY | Unit.CALENDAR_DAY:
            return start + timedelta(days=whole(length))
        case Unit.CLEAR_DAY:
            return start + timedelta(days=whole(length) + 1)
        case Unit.WEEK:
            return start + timedelta(days=whole(length, 7))
        case Unit.MONTH:
            return _add_months(start, whole(length))
        case Unit.YEAR:
            return _add_months(start, whole(length, 12))
        case Unit.WORKING_DAY | Unit.BUSINESS_DAY:
            count = whole(length)
            if not count:
                return start
            table, index = counted_days(length.unit, tuple(holidays)).open_day(start.toordinal(), count)
            return date.fromordinal(table.days[index])
        case _:
            raise ValueError(f"a length in {length.unit.value}s is not counted in days")


def legal_end(start: date, length: Length, zone: str, holidays: Sequence[str] = ()) -> int:
    """The instant at which a period ends: 24:00 of its `legal_deadline` in a zone."""
    return edge_instant(legal_deadline(start, length, holidays).toordinal(), DAY_SECONDS, zone)


def soonest_end(start: int, zone: str) -> int:
    """When the shortest period that is counted from an instant ends, other than none: at 24:00 of the next date."""
    return edge_instant(local_day(start, zone)[0] + 1, DAY_SECONDS, zone)


def whole(length: Length, parts: int = 1) -> int:
    """A length as a whole number of the `parts` of its unit; raises ValueError where it is not one, or negative."""
    amount = length.amount if parts == 1 else length.amount * parts
    if amount.numerator < 0:
        raise ValueError("a length of time can't be negative")
    if amount.denominator != 1:
        raise ValueError(f"{length.amount} {length.unit.value} is not a whole number of days or months")
    return amount.numerator


def _add_months(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def counted_days(unit: Unit, holidays: tuple[str, ...]) -> Timeline:
    """The days that count, as the openings of a calendar."""
    counted = _DAYS_A_WEEK[unit]
    weekly = (((0, 1440),),) * counted + ((),) * (7 - counted)
    return ServiceCalendar(unit.value, "UTC", weekly, holidays).timeline
