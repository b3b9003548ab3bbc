"""The value of a penalty's formula: exact, in the smallest unit of the currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from contractlang.core.outcomes import (
    FormulaConstant,
    FormulaFact,
    FormulaIndex,
    FormulaNode,
    FormulaOpenHours,
    FormulaOperation,
)

Leaf = FormulaOpenHours | FormulaFact | FormulaIndex


def formula_facts(tree: FormulaNode) -> Iterator[str]:
    """The facts that a formula reads, from left to right, with repetitions."""
    match tree:
        case FormulaFact(fact):
            yield fact
        case FormulaOperation(_, left, right):
            yield from formula_facts(left)
            yield from formula_facts(right)


def formula_value(tree: FormulaNode, leaf: Callable[[Leaf], Fraction]) -> Fraction | None:
    """The amount; `leaf` gives open hours, facts and indices their values; None on a division by zero."""
    match tree:
        case FormulaConstant(numerator, denominator):
            return Fraction(numerator, denominator)
        case FormulaOpenHours() | FormulaFact() | FormulaIndex():
            return leaf(tree)
        case FormulaOperation(op, left, right):
            first, second = formula_value(left, leaf), formula_value(right, leaf)
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
