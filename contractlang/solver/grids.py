"""Values of terms as whole numbers: cents, hundredths of a percent, seconds, days of the calendar, units of a length.

An open term takes the values of its grid. Those that an agreement could name are all on it, so that whatever is proved
for the whole numbers is proved for them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from contractlang.records import frozen
from contractlang.values import Bound, Count, Length, Money, Percent, Rate, Unit

_CLOCK = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}
# A hundred years, in the units that are no part of a day
_CENTURY = {
    Unit.WEEK: 5_218,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}
_CENTURY_DAYS = 36_525
_TWO_YEARS = 730
_HUNDREDTHS = 100
_VAST = 10**15


@frozen
class Grid:
    """The values of one kind, unit and currency, each a whole number; `sample` is one of them.

    `per`: what they are counted by, where the term is a rate. `timed`: a delay that runs on a calendar, which is looked
    at in whole units, and for two years: longer ones are not served by hours.
    """

    sample: Bound
    per: Unit | str | None = None
    timed: bool = False

    @property
    def least(self) -> int:
        """The least number: lengths, amounts and counts are never negative."""
        match self.sample:
            case Percent():
                return -_VAST
            case date():
                return date.min.toordinal()
        return 0

    @property
    def most(self) -> int:
        """The greatest number that is looked at: a hundred years, the last date, an amount beyond all measure."""
        match self.sample:
            case Length(unit=unit) if self.timed:
                return _TWO_YEARS * 86400 // _CLOCK[unit] if unit in _CLOCK else min(self._century(unit), _TWO_YEARS)
            case Length(unit=unit):
                return self._century(unit) * (86400 if unit in _CLOCK else 1)
            case date():
                return date.max.toordinal()
        return _VAST

    @staticmethod
    def _century(unit: Unit) -> int:
        return _CENTURY.get(unit, _CENTURY_DAYS)

    @property
    def fine(self) -> bool:
        """Whether a bound is told better by the value that is just left out (`less than 24 h`)."""
        return isinstance(self.sample, Money | Percent) or (
            isinstance(self.sample, Length) and self._steps(self.sample.unit) > 1
        )

    def value(self, number: int) -> object:
        """The value of a term that a number stands for."""
        bound = self.bound(number)
        return bound if self.per is None or isinstance(bound, date) else Rate(bound, self.per)

    def bound(self, number: int) -> Bound:
        """The same without what it is counted by."""
        match self.sample:
            case Length(unit=unit):
                return Length(Fraction(number, self._steps(unit)), unit)
            case Money(currency=currency, tax=tax):
                return Money(Decimal(number).scaleb(-2), currency, tax)
            case Percent():
                return Percent(Decimal(number).scaleb(-2))
            case Count(unit=unit):
                return Count(Decimal(number), unit)
            case date():
                return date.fromordinal(number)

    def _steps(self, unit: Unit) -> int:
        """How many numbers one unit of a length holds."""
        return 1 if self.timed else _CLOCK.get(unit, 1)

    def places(self, value: object) -> tuple[int, int] | None:
        """The numbers at or around a value of the same kind and unit; None for any other."""
        inner = as_bound(value)
        if inner is None or not self.alike(inner):
            return None
        match inner:
            case Length(amount=amount, unit=unit):
                exact = amount * self._steps(unit)
            case Money(amount=amount) | Percent(amount=amount):
                exact = Fraction(amount) * _HUNDREDTHS
            case Count(amount=amount):
                exact = Fraction(amount)
            case date():
                exact = Fraction(inner.toordinal())
        return exact.__floor__(), exact.__ceil__()

    def alike(self, other: Bound) -> bool:
        """Whether values are of one kind, unit and currency."""
        match self.sample, other:
            case Length(unit=one), Length(unit=another):
                return one is another
            case Money(currency=one), Money(currency=another):
                return one == another
        return type(self.sample) is type(other)


def as_bound(value: object) -> Bound | None:
    """What a value of a term is as the end of an interval; None for words and truth values."""
    inner = value.value if isinstance(value, Rate) else value
    if isinstance(inner, Decimal | Fraction):
        return Count(Decimal(inner.numerator) / inner.denominator if isinstance(inner, Fraction) else inner)
    return inner if isinstance(inner, Length | Money | Percent | Count | date) else None
