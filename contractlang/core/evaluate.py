"""The meaning of conditions and numbers on a complete case: the one definition that every reader is tested against.

Evaluation with missing facts, the solver and the batch each read expressions in their own way, because each asks
another question of them; where all facts are known they must all say what this module says.
"""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import Case
from contractlang.core.expressions import (
    Always,
    And,
    Compare,
    Comparison,
    Condition,
    Divide,
    During,
    Holds,
    IsOneOf,
    Largest,
    Not,
    Number,
    NumberFact,
    Or,
    Plus,
    Rounding,
    Times,
    Whole,
)


def holds(condition: Condition, case: Case, calendars: Mapping[str, ServiceCalendar]) -> bool:
    """Whether a condition is true of a case that holds every fact it reads; a missing one raises `KeyError`."""
    match condition:
        case Always(value):
            return value
        case IsOneOf(fact, words):
            return case[fact] in words
        case Holds(fact):
            return case[fact] is True
        case During(fact, calendar):
            return calendars[calendar].opens(int(case[fact]))
        case Compare(op, left, right):
            return compare(op, number(left, case), number(right, case))
        case Not(operand):
            return not holds(operand, case, calendars)
        case And(operands):
            return all(holds(operand, case, calendars) for operand in operands)
        case Or(operands):
            return any(holds(operand, case, calendars) for operand in operands)


def number(expression: Number, case: Case) -> int:
    """The value of a number on a case that holds every fact it reads; a missing one raises `KeyError`."""
    match expression:
        case Whole(value):
            return value
        case NumberFact(fact):
            return int(case[fact])
        case Plus(operands):
            return sum(number(operand, case) for operand in operands)
        case Times(operand, factor):
            return number(operand, case) * factor
        case Divide(operand, divisor, rounding):
            return divide(number(operand, case), divisor, rounding)
        case Largest(operands):
            return max(number(operand, case) for operand in operands)


def compare(op: Comparison, left: int, right: int) -> bool:
    """Two whole numbers compared."""
    match op:
        case Comparison.LT:
            return left < right
        case Comparison.LE:
            return left <= right
        case Comparison.EQ:
            return left == right
        case Comparison.NE:
            return left != right
        case Comparison.GE:
            return left >= right
        case Comparison.GT:
            return left > right


def divide(dividend: int, divisor: int, rounding: Rounding) -> int:
    """A division by a positive number: up is toward more, half up is away from zero (as `round_half_up`)."""
    match rounding:
        case Rounding.UP:
            return -(-dividend // divisor)
        case Rounding.HALF_UP:
            nearest = (2 * abs(dividend) + divisor) // (2 * divisor)
            return nearest if dividend >= 0 else -nearest
