"""The truth of conditions while facts may be missing: true, false, or open (`None`), as Kleene has it.

Where every fact is known this is `core.evaluate`. What is open here may still be certain (`p or not p`): exactness
is the business of `explore`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import Case
from contractlang.core.evaluate import compare, number
from contractlang.core.expressions import (
    Always,
    And,
    Compare,
    Condition,
    During,
    Holds,
    IsOneOf,
    Not,
    Number,
    NumberFact,
    Or,
    Plus,
    Times,
    facts_of,
)
from contractlang.core.program import Program
from contractlang.core.source_code import number_of

Linear = tuple[int, dict[str, int]]
Settle = Callable[[Compare], bool | None]


def holds(condition: Condition, program: Program, case: Case) -> bool | None:
    """Whether a condition is true of a case; None where the facts that are known leave it open."""
    return truth(condition, case, program.calendars, lambda comparison: compared(comparison, case))


def truth(condition: Condition, case: Case, calendars: Mapping[str, ServiceCalendar], settle: Settle) -> bool | None:
    """The same, with comparisons of numbers left to `settle`."""
    match condition:
        case Always(value):
            return value
        case IsOneOf(fact, words):
            return case[fact] in words if fact in case else None
        case Holds(fact):
            return case[fact] is True if fact in case else None
        case During(fact, calendar):
            return calendars[calendar].opens(int(case[fact])) if fact in case else None
        case Compare():
            return settle(condition)
        case Not(operand):
            inner = truth(operand, case, calendars, settle)
            return None if inner is None else not inner
        case And(operands):
            return _all(operands, case, calendars, settle, decisive=False)
        case Or(operands):
            return _all(operands, case, calendars, settle, decisive=True)


def _all(
    operands: tuple[Condition, ...],
    case: Case,
    calendars: Mapping[str, ServiceCalendar],
    settle: Settle,
    *,
    decisive: bool,
) -> bool | None:
    """A conjunction (one false operand decides it) or a disjunction (one true operand does)."""
    result: bool | None = not decisive
    for operand in operands:
        inner = truth(operand, case, calendars, settle)
        if inner is decisive:
            return decisive
        if inner is None:
            result = None
    return result


def compared(comparison: Compare, case: Case) -> bool | None:
    """Whether a comparison is true of a case; None while a fact that counts in it is missing."""
    difference = less(comparison, case)
    if difference is None or difference[1]:
        return None
    return compare(comparison.op, difference[0], 0)


def less(comparison: Compare, case: Case) -> Linear | None:
    """Left less right, as a constant and the factor of each missing fact; None where it is not linear in them."""
    left, right = linear(comparison.left, case), linear(comparison.right, case)
    return None if left is None or right is None else _add(left, right, -1)


def linear(expression: Number, case: Case) -> Linear | None:
    """A number as a constant and the (non-zero) factor of each missing fact; None where it is not linear in them."""
    if all(fact in case for fact in facts_of(expression)):
        return number(expression, case), {}
    match expression:
        case NumberFact(fact):
            return 0, {fact: 1}
        case Plus(operands):
            total: Linear | None = (0, {})
            for operand in operands:
                part = linear(operand, case)
                total = None if total is None or part is None else _add(total, part, 1)
            return total
        case Times(operand, factor):
            part = linear(operand, case)
            return None if part is None else _add((0, {}), part, factor)
    return None


def known(expression: Number, case: Case) -> int | None:
    """The value of a number, or None while a fact that it reads is missing."""
    try:
        return number_of(expression)(case)
    except KeyError:
        return None


def _add(first: Linear, second: Linear, factor: int) -> Linear:
    factors = dict(first[1])
    for fact, own in second[1].items():
        factors[fact] = factors.get(fact, 0) + own * factor
    return first[0] + second[0] * factor, {fact: own for fact, own in factors.items() if own}
