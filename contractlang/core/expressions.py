"""Typed expressions of the core program, read alike by the solver, the evaluator and the batch.

Numbers are whole: money in the smallest unit of its currency, lengths of time in seconds, instants in epoch
seconds, counts as they are. Every operation keeps them whole, so that no reader rounds where another does not:
`Multiply` and `Divide` take a constant, and `Divide` says how it rounds. Words belong to a vocabulary and carry
their shared name.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from contractlang.records import frozen


class Comparison(Enum):
    """An order or an equality between two numbers."""

    LT = "<"
    LE = "<="
    EQ = "="
    NE = "!="
    GE = ">="
    GT = ">"


class Rounding(Enum):
    """How a division rounds."""

    UP = "up"
    HALF_UP = "half_up"


@frozen
class Always:
    """A truth that depends on no fact."""

    value: bool


@frozen(cache_hash=True)
class IsOneOf:
    """The fact is one of these words; an empty tuple is never true."""

    fact: str
    words: tuple[str, ...]


@frozen
class Holds:
    """A fact that is a truth value."""

    fact: str


@frozen
class During:
    """The instant falls in an opening interval of the calendar."""

    fact: str
    calendar: str


@frozen(cache_hash=True)
class Compare:
    """Two numbers compared."""

    op: Comparison
    left: Number
    right: Number


@frozen(cache_hash=True)
class Not:
    """The contrary."""

    operand: Condition


@frozen(cache_hash=True)
class And:
    """All of them; an empty tuple is true."""

    operands: tuple[Condition, ...]


@frozen(cache_hash=True)
class Or:
    """At least one of them; an empty tuple is false."""

    operands: tuple[Condition, ...]


@frozen
class Whole:
    """A constant number."""

    value: int


@frozen
class NumberFact:
    """A fact that is a number."""

    fact: str


@frozen(cache_hash=True)
class Plus:
    """A sum; a difference is a sum with a `Times` -1."""

    operands: tuple[Number, ...]


@frozen(cache_hash=True)
class Times:
    """A number times a constant."""

    operand: Number
    factor: int


@frozen(cache_hash=True)
class Divide:
    """A number divided by a positive constant and rounded."""

    operand: Number
    divisor: int
    rounding: Rounding


@frozen(cache_hash=True)
class Largest:
    """The largest of some numbers."""

    operands: tuple[Number, ...]


Condition = Always | IsOneOf | Holds | During | Compare | Not | And | Or
Number = Whole | NumberFact | Plus | Times | Divide | Largest
Atom = IsOneOf | Holds | During | Compare


ALWAYS = Always(True)


def negate(condition: Condition) -> Condition:
    """The contrary, without doubling a negation."""
    match condition:
        case Always(value):
            return Always(not value)
        case Not(operand):
            return operand
    return Not(condition)


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """The conditions of which a condition is the conjunction, from left to right."""
    match condition:
        case And(operands):
            for operand in operands:
                yield from conjuncts(operand)
        case _:
            yield condition


# The same conditions are taken apart by many questions
_KEPT = 1 << 16


@lru_cache(_KEPT)
def atoms(expression: Condition) -> tuple[Atom, ...]:
    """Every elementary condition, from left to right."""
    match expression:
        case Not(operand):
            return atoms(operand)
        case And(operands) | Or(operands):
            return tuple(atom for operand in operands for atom in atoms(operand))
        case IsOneOf() | Holds() | During() | Compare():
            return (expression,)
        case Always():
            return ()


@lru_cache(_KEPT)
def facts_of(expression: Condition | Number) -> tuple[str, ...]:
    """The name of every fact that is read, from left to right, with repetitions."""
    match expression:
        case Always() | Whole():
            return ()
        case IsOneOf(fact) | Holds(fact) | During(fact) | NumberFact(fact):
            return (fact,)
        case Compare(_, left, right):
            return facts_of(left) + facts_of(right)
        case Not(operand) | Times(operand) | Divide(operand):
            return facts_of(operand)
        case And(operands) | Or(operands) | Plus(operands) | Largest(operands):
            return tuple(fact for operand in operands for fact in facts_of(operand))
