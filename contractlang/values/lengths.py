"""Lengths of time, as contracts state them.

Lengths are not interchangeable. Hours and minutes run on the clock or on a service calendar; days are calendar
days unless they are working days (`ouvrés`, Monday to Friday), business days (`ouvrables`, Monday to Saturday)
or clear days (`francs`); months and years are calendar arithmetic (Code civil, articles 2228 and 2229).
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from functools import cached_property

from contractlang.records import frozen


class Unit(Enum):
    """A unit of time; the value is its stable English name."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    BUSINESS_DAY = "business_day"
    CLEAR_DAY = "clear_day"
    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
# Shortest and longest calendar span of one unit, in days. Working days: five in a row hold a week-end, and
# holidays may add more, so only a lower bound is used for comparisons that must hold on every date.
_DAY_BOUNDS = {
    Unit.DAY: (1, 1),
    Unit.CALENDAR_DAY: (1, 1),
    Unit.WEEK: (7, 7),
}


@frozen
class Length:
    """A quantity of one unit of time; `amount` is exact and may be a fraction (half a working day)."""

    amount: Fraction
    unit: Unit

    @classmethod
    def of(cls, amount: int, unit: Unit) -> Length:
        """A whole number of units."""
        return cls(Fraction(amount), unit)

    @cached_property
    def seconds(self) -> int | None:
        """Whole seconds of a length in hours, minutes or seconds; None for days, months and years."""
        per_unit = _SECONDS.get(self.unit)
        return None if per_unit is None else int(self.amount * per_unit)

    @property
    def months(self) -> int | None:
        """Whole months of a length in months or years; None otherwise."""
        per_unit = _MONTHS.get(self.unit)
        return None if per_unit is None else int(self.amount * per_unit)

    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """Shortest and longest real length in seconds, on any date; None where the dates alone decide.

        `n` months hold between 28 and 31 days each: 3 months last 89 to 92 days.
        """
        if (seconds := self.seconds) is not None:
            return Fraction(seconds), Fraction(seconds)
        if (months := self.months) is not None:
            shortest, longest = _month_days(months)
            return Fraction(shortest * 86400), Fraction(longest * 86400)
        if self.unit in _DAY_BOUNDS:
            low, high = _DAY_BOUNDS[self.unit]
            return self.amount * low * 86400, self.amount * high * 86400
        return None


def _month_days(months: int) -> tuple[int, int]:
    """Fewest and most days in `months` consecutive months, over one cycle of leap years."""
    years, rest = divmod(months, 12)
    low, high = {
        0: (0, 0),
        1: (28, 31),
        2: (59, 62),
        3: (89, 92),
        4: (120, 123),
        5: (150, 153),
        6: (181, 184),
        7: (212, 215),
        8: (242, 245),
        9: (273, 276),
        10: (303, 306),
        11: (334, 337),
    }[rest]
    # a span of y years holds at least (y // 4) and at most ceil(y / 4) leap days
    return low + 365 * years + max(0, (years // 4)), high + 365 * years + -(-years // 4)
