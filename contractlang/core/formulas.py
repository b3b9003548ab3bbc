"""The value of a penalty's formula: exact, in the smallest unit of the currency."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from contractlang.core.outcomes import FormulaConstant, FormulaNode, FormulaOpenHours, FormulaOperation


def formula_value(tree: FormulaNode, open_hours: Callable[[str], Fraction]) -> Fraction | None:
    """The amount; `open_hours` gives those of a calendar in the month that counts; None on a division by zero."""
    match tree:
        case FormulaConstant(numerator, denominator):
            return Fraction(numerator, denominator)
        case FormulaOpenHours(calendar):
            return open_hours(calendar)
        case FormulaOperation(op, left, right):
            first, second = formula_value(left, open_hours), formula_value(right, open_hours)
            if first is None or second is None or (op == "/" and second == 0):
                return None
            return _operation(op, first, second)


def _operation(op: str, first: Fraction, second: Fraction) -> Fraction:
    match op:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case _:
            return first / second
