"""Two texts of a contract compared: by their terms, and by what their decisions come to."""

from contractlang.comparison.answers import Effect
from contractlang.comparison.compare import Comparison, compare
from contractlang.comparison.effects import DisagreementError
from contractlang.comparison.report import comparison_json, comparison_text
from contractlang.comparison.terms import ClauseChange, TermChange

__all__ = [
    "ClauseChange",
    "Comparison",
    "DisagreementError",
    "Effect",
    "TermChange",
    "compare",
    "comparison_json",
    "comparison_text",
]
