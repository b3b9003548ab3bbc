"""Values of terms as whole numbers: cents, hundredths of a percent, seconds, days of the calendar, units of a length.

An open term takes the values of its grid. Those that an agreement could name are all on it, so that whatever is proved
for the whole numbers is proved for them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from contractlang.values import Bound, Count, Length, Money, Percent, Rate, Unit

_CLOCK = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}
# A hundred years, in the units that are no part of a day
_CENTURY = {
    Unit.WEEK: 5_218,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}
_CENTURY_DAYS = 36_525
_HUNDREDTHS = 100
_VAST = 10**15


@frozen
class Grid:
    """The values of one kind, unit and currency, each a whole number; `sample` is one of them.

    `per`: what they are counted by, where the term is a rate.
    """

    sample: Bound
    per: Unit | str | None = None

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
            case Length(unit=unit):
                return _CENTURY.get(unit, _CENTURY_DAYS) * (86400 if unit in _CLOCK else 1)
            case date():
                return date.max.toordinal()
        return _VAST

    @property
    def fine(self) -> bool:
        """Whether a bound is told better by the value that is just left out (`less than 24 h`)."""
        return isinstance(self.sample, Money | Percent) or (
            isinstance(self.sample, Length) and self.sample.unit in _CLOCK
        )

    def value(self, number: int) -> object:
        """The value of a term that a number stands for."""
        bound = self.bound(number)
        return bound if self.per is None or isinstance(bound, date) else Rate(bound, self.per)

    def bound(self, number: int) -> Bound:
        """The same without what it is counted by."""
        match self.sample:
            case Length(unit=unit):
                return Length(Fraction(number, _CLOCK.get(unit, 1)), unit)
            case Money(currency=currency, tax=tax):
                return Money(Decimal(number).scaleb(-2), currency, tax)
            case Percent():
                return Percent(Decimal(number).scaleb(-2))
            case Count(unit=unit):
                return Count(Decimal(number), unit)
            case date():
                return date.fromordinal(number)

    def places(self, value: object) -> tuple[int, int] | None:
        """The numbers at or around a value of the same kind and unit; None for any other."""
        inner = as_bound(value)
        if inner is None or not self.alike(inner):
            return None
        match inner:
            case Length(amount=amount, unit=unit):
                exact = amount * _CLOCK.get(unit, 1)
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
