"""Numbers of the core program over columns: the same source as for single cases, bound to numpy.

Columns are of 64 bits. Before one is computed, the extremes of the facts that it reads give a bound on every step of
the way; where 64 bits might not hold one, Python's own whole numbers are taken instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import numpy as np

from contractlang.batch.rows import Ints, Rows
from contractlang.core.expressions import (
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
from contractlang.core.source_code import number_source

_HELD = 1 << 62


def half_up(dividend: Any, divisor: int) -> Any:
    """A division rounded half away from zero, as `core.evaluate.divide` rounds."""
    nearest = (np.abs(dividend) * 2 + divisor) // (2 * divisor)
    return np.where(dividend < 0, -nearest, nearest)


COLUMNS: dict[str, object] = {"max_of": np.maximum, "half_up": half_up}


def values_of(number: Number, rows: Rows) -> Ints:
    """A number for every ticket; those that lack a fact have some value."""
    facts, compute = _function(number)
    found = [rows.column(fact) for fact in facts]
    given: list[Any] = [np.zeros(rows.count, np.int64) if one is None else one.values for one in found]
    kind: Any = np.int64
    if not fits(bound(number, rows)):
        given, kind = [one.astype(object) for one in given], object
    value = compute(*given)
    return cast(Ints, value if np.ndim(value) else np.full(rows.count, value, kind))


def fits(largest: int) -> bool:
    """Whether 64 bits hold all numbers up to one, and a sum of two."""
    return largest < _HELD


@lru_cache(maxsize=4096)
def _function(number: Number) -> tuple[tuple[str, ...], Callable[..., Any]]:
    facts = tuple(dict.fromkeys(facts_of(number)))
    names = {fact: f"f{place}" for place, fact in enumerate(facts)}
    source = f"lambda {', '.join(names.values())}: {number_source(number, names)}"
    return facts, cast(Callable[..., Any], eval(compile(source, "<number>", "eval"), dict(COLUMNS)))  # our own source


def bound(number: Number, rows: Rows) -> int:
    """What no step of computing a number exceeds, up or down."""
    match number:
        case Whole(value):
            return abs(value)
        case NumberFact(fact):
            low, high = rows.extremes(fact)
            return max(abs(low), abs(high))
        case Plus(operands):
            return sum(bound(operand, rows) for operand in operands)
        case Times(operand, factor):
            return bound(operand, rows) * max(1, abs(factor))
        case Divide(operand, divisor, Rounding.UP):
            return bound(operand, rows) + divisor
        case Divide(operand, divisor, Rounding.HALF_UP):
            return 2 * bound(operand, rows) + 2 * divisor
        case Largest(operands):
            return max(bound(operand, rows) for operand in operands)
    raise AssertionError(number)
