"""Comparisons of sums, brought to one form: so many of each fact, together within limits.

`consumed + worked <= 10 h` and `worked > 10 h - consumed` speak of the same sum. A comparison without division or
maximum is `sum of factor * fact` against a constant; divided by the common factor, and with the first factor positive,
equal sums get equal forms, so that limits on them add up like those on one fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd

from contractlang.core.expressions import (
    Comparison,
    Divide,
    Largest,
    Number,
    NumberFact,
    Plus,
    Rounding,
    Times,
    Whole,
    facts_of,
)

# Factor of each fact, by name in sorted order; no factor is zero, the first is positive, and they share no divisor.
Form = tuple[tuple[str, int], ...]
Limits = tuple[int | None, int | None]

# The comparison that is true where another is not
CONTRARY = {
    Comparison.LT: Comparison.GE,
    Comparison.LE: Comparison.GT,
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
    Comparison.GE: Comparison.LT,
    Comparison.GT: Comparison.LE,
}


def compared(op: Comparison, left: Number, right: Number) -> tuple[Form, list[Limits]] | None:
    """A comparison as a sum that lies within one of some limits (inclusive); None if it is no comparison of sums."""
    total: dict[str, int] = {}
    constant = _add(left, 1, total)
    other = _add(right, -1, total)
    if constant is None or other is None:
        return None
    factors = sorted((fact, factor) for fact, factor in total.items() if factor)
    divisor = gcd(*(factor for _, factor in factors))
    if factors and factors[0][1] < 0:
        divisor = -divisor
    bound = -(constant + other)
    form = tuple((fact, factor // divisor) for fact, factor in factors)
    return form, _limits(op, bound, divisor or 1)


def _add(number: Number, times: int, total: dict[str, int]) -> int | None:
    """Add a number so many times to a total; returns its constant part, None if it is no sum."""
    match number:
        case Whole(value):
            return value * times
        case NumberFact(fact):
            total[fact] = total.get(fact, 0) + times
            return 0
        case Times(operand, factor):
            return _add(operand, times * factor, total)
        case Plus(operands):
            constants = [_add(operand, times, total) for operand in operands]
            return None if None in constants else sum(part for part in constants if part is not None)
        case Divide() | Largest():
            return None


def _limits(op: Comparison, bound: int, divisor: int) -> list[Limits]:
    """Where `divisor * form op bound` is true of whole numbers."""
    if divisor < 0:
        mirrored = {
            Comparison.LT: Comparison.GT,
            Comparison.LE: Comparison.GE,
            Comparison.GE: Comparison.LE,
            Comparison.GT: Comparison.LT,
        }
        return _limits(mirrored.get(op, op), -bound, -divisor)
    below, above = bound // divisor, -(-bound // divisor)
    match op:
        case Comparison.LT:
            return [(None, above - 1)]
        case Comparison.LE:
            return [(None, below)]
        case Comparison.EQ:
            return [(above, below)]
        case Comparison.NE:
            # where the bound is no multiple both parts together leave nothing out
            return [(None, above - 1), (below + 1, None)]
        case Comparison.GE:
            return [(above, None)]
        case Comparison.GT:
            return [(below + 1, None)]


def reach(form: Form, limits: Mapping[str, Limits]) -> Limits:
    """The least and the most that a sum can be, given the limits of its facts."""
    lows: list[int | None] = []
    highs: list[int | None] = []
    for fact, factor in form:
        ends = tuple(None if end is None else end * factor for end in limits[fact])
        low, high = ends if factor > 0 else ends[::-1]
        lows.append(low)
        highs.append(high)
    return _sum(lows), _sum(highs)


def _sum(ends: list[int | None]) -> int | None:
    return None if None in ends else sum(end for end in ends if end is not None)


def left_to(fact: str, form: Form, within: Limits, values: Mapping[str, int]) -> Limits:
    """The limits of one fact of a sum when the others have given values."""
    factor = dict(form)[fact]
    others = sum(other * values[name] for name, other in form if name != fact)
    low, high = (None if end is None else end - others for end in within)
    if factor < 0:
        low, high, factor = (None if high is None else -high), (None if low is None else -low), -factor
    return (None if low is None else -(-low // factor)), (None if high is None else high // factor)


def never_above(first: Number, second: Number, positive: Callable[[str], bool]) -> bool:
    """Whether their form shows that a number is at most another on every case; `positive` facts are never below 0.

    It compares multiples of one number, each divided and rounded the same way: prices by the same steps, or a price
    beside one by started steps.
    """
    if first == second:
        return True
    if isinstance(first, Whole) and isinstance(second, Whole):
        return first.value <= second.value
    (low, divisor, rounding), (high, other, alike) = _divided(first), _divided(second)
    (one, factor), (two, times) = _multiple(low), _multiple(high)
    while one != two and isinstance(two, Divide) and two.rounding is Rounding.UP:
        other *= two.divisor  # what is rounded up is not below what was
        two, more = _multiple(two.operand)
        times *= more
    if one != two or (None not in (rounding, alike) and rounding is not alike):
        return False
    return all(map(positive, facts_of(one))) and _grows(one) and factor * other <= times * divisor


def _divided(number: Number) -> tuple[Number, int, Rounding | None]:
    """A number as another that is divided and rounded; what is not is divided by one, whatever the rounding."""
    match number:
        case Divide(operand, divisor, rounding):
            return operand, divisor, rounding
    return number, 1, None


def _multiple(number: Number) -> tuple[Number, int]:
    """A number as so many times one that is no multiple."""
    if not isinstance(number, Times):
        return number, 1
    operand, factor = _multiple(number.operand)
    return operand, factor * number.factor


def _grows(number: Number) -> bool:
    """Whether a number is never below 0 where its facts are not."""
    match number:
        case NumberFact():
            return True
        case Whole(value):
            return value >= 0
        case Times(operand, factor):
            return factor >= 0 and _grows(operand)
        case Divide(operand, _, _):
            return _grows(operand)
        case Plus(operands) | Largest(operands):
            return all(map(_grows, operands))
