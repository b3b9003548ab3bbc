"""The value of a formula (a penalty, a revised price), exact and in the smallest unit; which of two is the greater."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


def linear(tree: FormulaNode) -> dict[Leaf | None, Fraction] | None:
    """A formula as a sum of leaves, each times a constant (the key None holds the constant); None where it is no sum.

    Leaves that count nothing are left out, so that two formulas that count alike are equal.
    """
    match tree:
        case FormulaConstant(numerator, denominator):
            return {None: Fraction(numerator, denominator)} if numerator else {}
        case FormulaOpenHours() | FormulaFact() | FormulaIndex():
            return {tree: Fraction(1)}
        case FormulaOperation(op, left, right):
            first, second = linear(left), linear(right)
            return None if first is None or second is None else _combined(op, first, second)


def at_least(first: FormulaNode, second: FormulaNode, most: Mapping[str, int]) -> bool:
    """Whether one formula is proved to be no less than another, whatever its leaves, none of which is negative.

    `most`: the facts that have an upper bound (an amount still to be agreed), with it.
    """
    more, less = linear(first), linear(second)
    if more is None or less is None:
        return False
    least = more.get(None, Fraction(0)) - less.get(None, Fraction(0))
    for leaf in {**more, **less}:
        factor = more.get(leaf, Fraction(0)) - less.get(leaf, Fraction(0))
        if leaf is None or factor >= 0:
            continue
        if not isinstance(leaf, FormulaFact) or leaf.fact not in most:
            return False
        least += factor * most[leaf.fact]
    return least >= 0


def _combined(
    op: str, first: dict[Leaf | None, Fraction], second: dict[Leaf | None, Fraction]
) -> dict[Leaf | None, Fraction] | None:
    if op in ("+", "-"):
        sign = 1 if op == "+" else -1
        total = {
            leaf: first.get(leaf, Fraction(0)) + sign * second.get(leaf, Fraction(0)) for leaf in {**first, **second}
        }
        return {leaf: factor for leaf, factor in total.items() if factor}
    if op == "*" and second.keys() - {None}:
        first, second = second, first
    if second.keys() - {None} or (op == "/" and not second):
        return None
    by = second.get(None, Fraction(0))
    factor = by if op == "*" else 1 / by
    return {leaf: each * factor for leaf, each in first.items() if each * factor}
