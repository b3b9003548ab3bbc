"""Numbers as Python source, for readers that evaluate one expression very often.

The same source serves single values and numpy columns: what the two spell differently has a name (`max_of`,
`half_up`) that the reader binds. `core.evaluate.number` is what it must come to; the tests hold it against that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import cast

from contractlang.core.cases import Case
from contractlang.core.evaluate import divide
from contractlang.core.expressions import Divide, Largest, Number, NumberFact, Plus, Rounding, Times, Whole, facts_of

# What the source calls, bound for single whole numbers
SCALARS: Mapping[str, object] = {
    "max_of": max,
    "half_up": lambda dividend, divisor: divide(dividend, divisor, Rounding.HALF_UP),
}


def number_source(number: Number, names: Mapping[str, str]) -> str:
    """A number as an expression; `names` says how each fact that it reads is spelt."""
    match number:
        case Whole(value):
            return f"({value})"
        case NumberFact(fact):
            return names[fact]
        case Plus(operands):
            return f"({' + '.join(number_source(operand, names) for operand in operands) or '0'})"
        case Times(operand, factor):
            return f"({number_source(operand, names)} * {factor})"
        case Divide(operand, divisor, Rounding.UP):
            return f"(-(-{number_source(operand, names)} // {divisor}))"
        case Divide(operand, divisor, Rounding.HALF_UP):
            return f"half_up({number_source(operand, names)}, {divisor})"
        case Largest(operands):
            first, *others = (number_source(operand, names) for operand in operands)
            for other in others:
                first = f"max_of({first}, {other})"
            return first
    raise AssertionError(number)


@lru_cache(4096)
def number_of(number: Number) -> Callable[[Case], int]:
    """A function that gives the value of a number for a case; it raises KeyError where a fact is missing."""
    names = {fact: f"case[{fact!r}]" for fact in facts_of(number)}
    source = f"def value(case): return {number_source(number, names)}"
    bound = dict(SCALARS)
    exec(compile(source, "<number>", "exec"), bound)  # our own source, from typed expressions
    return cast(Callable[[Case], int], bound["value"])
