"""Exact, immutable values that a contract speaks of: money, rates, percentages, lengths of time, counts."""

from contractlang.values.amounts import Count, Money, Percent, Rate, round_half_up
from contractlang.values.lengths import Length, Unit

__all__ = ["Count", "Length", "Money", "Percent", "Rate", "Unit", "round_half_up"]
