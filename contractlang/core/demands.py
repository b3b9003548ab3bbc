"""Whether a contract meets what a requirement demands of its terms.

A demand must hold on every date: lengths that only bounds can compare (3 months against 90 days) meet it if their
bounds do. A comparison with a term that the contract does not give is not met; a requirement says by `quand`
when it is about such a term.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contractlang.core.program import Demand, Demanded, Exists, Path, Program, Requirement, TermCompare, TermComparison
from contractlang.values import Count, Length, Money, Percent, Rate

_SIGNATURE = ("contract", "signature")


def failures(requirement: Requirement, program: Program) -> tuple[Exists | TermCompare, ...]:
    """The parts of a requirement that the contract fails; empty where it is met or is not about this contract.

    A requirement is not about a contract that was signed before its source was in force.
    """
    signature = program.terms.get(_SIGNATURE)
    if requirement.since and signature and isinstance(signature.value, date) and signature.value < requirement.since:
        return ()
    if requirement.when is not None and not _met(requirement.when, program):
        return ()
    if _met(requirement.demands, program):
        return ()
    return tuple(_failing(requirement.demands, program))


def given(path: Path, program: Program) -> bool:
    """Whether the contract holds a clause or a term at a path, or below it."""
    size = len(path)
    return path in program.clauses or any(other[:size] == path for other in program.terms)


def _failing(demand: Demanded, program: Program) -> Iterator[Exists | TermCompare]:
    match demand:
        case Demand(how="none", parts=parts):
            for part in parts:
                yield from _leaves(part)
        case Demand(parts=parts):
            for part in parts:
                if not _met(part, program):
                    yield from _failing(part, program)
        case Exists() | TermCompare():
            yield demand


def _leaves(demand: Demanded) -> Iterator[Exists | TermCompare]:
    match demand:
        case Demand(parts=parts):
            for part in parts:
                yield from _leaves(part)
        case Exists() | TermCompare():
            yield demand


def _met(demand: Demanded, program: Program) -> bool:
    match demand:
        case Demand(how="all", parts=parts):
            return all(_met(part, program) for part in parts)
        case Demand(how="any", parts=parts):
            return any(_met(part, program) for part in parts)
        case Demand(parts=parts):
            return not any(_met(part, program) for part in parts)
        case Exists(path=path):
            return given(path, program)
        case TermCompare(op=op, left=left, right=right):
            return _compares(op, _value(left, program), _value(right, program))


def _value(side: object, program: Program) -> object | None:
    """The value of a side: that of a term, by its path, or the value itself."""
    if isinstance(side, tuple):
        term = program.terms.get(side)
        return term.value if term else None
    return side


def _compares(op: TermComparison, left: object, right: object) -> bool:
    if left is None or right is None:
        return False
    first, second = _bounds(left), _bounds(right)
    if first is None or second is None or first[0] != second[0]:
        return (
            op is TermComparison.NE
            if left != right
            else op in (TermComparison.EQ, TermComparison.LE, TermComparison.GE)
        )
    (_, low, high), (_, other_low, other_high) = first, second
    match op:
        case TermComparison.LE:
            return high <= other_low or left == right
        case TermComparison.LT:
            return high < other_low
        case TermComparison.GE:
            return low >= other_high or left == right
        case TermComparison.GT:
            return low > other_high
        case TermComparison.EQ:
            return left == right or low == high == other_low == other_high
        case TermComparison.NE:
            return high < other_low or other_high < low


def _bounds(value: object) -> tuple[str, Fraction, Fraction] | None:
    """What a value measures, and the least and the most that it can be; None where it has no measure."""
    match value:
        case Length():
            bounds = value.bounds()
            return None if bounds is None else ("length", *bounds)
        case Money(amount=amount, currency=currency):
            return currency, Fraction(amount), Fraction(amount)
        case Percent(amount=amount):
            return "percent", Fraction(amount), Fraction(amount)
        case Count(amount=amount) | (Decimal() as amount):
            return "count", Fraction(amount), Fraction(amount)
        case Rate(value=inner):
            return _bounds(inner)
        case date():
            return "date", Fraction(value.toordinal()), Fraction(value.toordinal())
    return None
