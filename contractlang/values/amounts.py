"""Money, rates, percentages and counts: Decimal or exact fractions, never binary floats."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from contractlang.records import frozen
from contractlang.values.lengths import Length, Unit

Tax = Literal["excluded", "included"]


def round_half_up(amount: Fraction, places: int = 2) -> Decimal:
    """Round an exact amount half away from zero to `places` decimals (cents by default)."""
    scaled = abs(amount) * 10**places
    units = int(scaled + Fraction(1, 2))
    digits = Decimal(units).scaleb(-places)
    return (-digits if amount < 0 else digits).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@frozen
class Money:
    """An amount in one currency (ISO 4217), before tax unless `tax` says otherwise."""

    amount: Decimal
    currency: str = "EUR"
    tax: Tax = "excluded"


@frozen
class Percent:
    """A percentage; `amount` is 20 for 20 %."""

    amount: Decimal

    @cached_property
    def fraction(self) -> Fraction:
        """The share it stands for: 1/5 for 20 %."""
        return Fraction(self.amount) / 100


def percent_of(fraction: Fraction) -> Percent:
    """The percentage that stands for a share: 99.5 % for 199/200."""
    scaled = fraction * 100
    return Percent(Decimal(scaled.numerator) / Decimal(scaled.denominator))


@frozen
class Count:
    """A number of things; `unit` is the thing's name as written, or its shared English name."""

    amount: Decimal
    unit: str | None = None


Bound = Money | Percent | Count | Length | date


@frozen
class Open:
    """A value left open by a draft: anything from `low` to `high`, both included; None where nothing bounds it."""

    low: Bound | None = None
    high: Bound | None = None

    @property
    def sample(self) -> Bound | None:
        """A bound that shows of what kind the value is; None where there is none."""
        return self.low if self.low is not None else self.high


@frozen
class Rate:
    """Something per unit: 140 EUR per hour, 4 800 EUR per month, 10 hours per month, 99.5 % per month.

    `per` is a unit of time or the name of a thing that is counted (`ticket`).
    """

    value: Money | Percent | Count | Length | Open
    per: Unit | str
