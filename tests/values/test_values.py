"""Values, against the calendar and by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from contractlang.values import Length, Unit, round_half_up


def spans(months: int) -> set[int]:
    """Days in so many months, from the first of every month of one cycle of leap years."""
    starts = [(year, month) for year in range(2021, 2025) for month in range(12)]
    ends = [divmod(year * 12 + month + months, 12) for year, month in starts]
    return {
        (date(y, m + 1, 1) - date(year, month + 1, 1)).days for (year, month), (y, m) in zip(starts, ends, strict=True)
    }


@pytest.mark.parametrize("months", range(1, 61))
def test_the_bounds_of_months_hold_on_every_date(months: int) -> None:
    found = Length.of(months, Unit.MONTH).bounds()
    assert found is not None
    low, high = (bound / 86400 for bound in found)
    assert low <= min(spans(months))
    assert max(spans(months)) <= high
    # a bound that held by being far off would decide nothing
    assert high - low <= 5


def test_three_months_cannot_be_told_from_ninety_days() -> None:
    # February to April holds 89 days in a common year, July to September 92
    assert Length.of(3, Unit.MONTH).bounds() == (Fraction(89 * 86400), Fraction(92 * 86400))
    assert Length.of(90, Unit.DAY).bounds() == (Fraction(90 * 86400), Fraction(90 * 86400))


def test_a_year_is_twelve_months() -> None:
    assert Length.of(2, Unit.YEAR).bounds() == Length.of(24, Unit.MONTH).bounds()


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("1/200", "0.01"), ("-1/200", "-0.01"), ("1/201", "0.00"), ("5/3", "1.67"), ("100", "100.00")],
)
def test_half_a_cent_goes_away_from_zero(exact: str, rounded: str) -> None:
    found = round_half_up(Fraction(exact))
    assert found == Decimal(rounded)
    assert found.as_tuple().exponent == -2
