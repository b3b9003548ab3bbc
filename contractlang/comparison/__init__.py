"""Two texts of a contract compared: by their terms, and by what their decisions come to."""

from contractlang.comparison.compare import Comparison, Effect, TermChange, compare
from contractlang.comparison.report import comparison_json, comparison_text

__all__ = ["Comparison", "Effect", "TermChange", "compare", "comparison_json", "comparison_text"]
