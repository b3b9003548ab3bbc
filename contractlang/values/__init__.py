"""Exact, immutable values that a contract speaks of: money, rates, percentages, lengths of time, counts."""

from contractlang.values.amounts import Bound, Count, Money, Open, Percent, Rate, percent_of, round_half_up
from contractlang.values.lengths import Length, Unit

__all__ = ["Bound", "Count", "Length", "Money", "Open", "Percent", "Rate", "Unit", "percent_of", "round_half_up"]
