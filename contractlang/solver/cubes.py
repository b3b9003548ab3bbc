"""Conditions spread out into cubes: for each fact the values that are left, every fact apart from the others.

Most guards of a contract are conjunctions over words, truth values, openings and limits of one number. Their
conjunction is a set of **cubes**, each giving every fact the values that it may still take. Facts of a cube don't
depend on one another, so a cube has a case exactly if no fact is left without a value; this needs no solver.

A comparison of several numbers (two prices, a difference of instants) can't be said so. It stays on the cube as a
`rest` which a case of the cube must satisfy too. A cube that is empty without it is empty with it, so proofs by
emptiness stay exact; a cube with a rest only has candidates.

Spreading out multiplies; cubes without a value are dropped as they arise, and beyond a limit the attempt ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from contractlang.core.evaluate import compare, number
from contractlang.core.expressions import (
    Always,
    And,
    Atom,
    Compare,
    Comparison,
    Condition,
    During,
    Holds,
    IsOneOf,
    Not,
    Number,
    NumberFact,
    Or,
    Whole,
    facts_of,
)
from contractlang.solver.domains import Domain, InstantDomain, NumberDomain, Question, TruthDomain, WordDomain

_LIMIT = 256

_CONTRARY = {
    Comparison.LT: Comparison.GE,
    Comparison.LE: Comparison.GT,
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
    Comparison.GE: Comparison.LT,
    Comparison.GT: Comparison.LE,
}
_MIRRORED = {
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.EQ: Comparison.EQ,
    Comparison.NE: Comparison.NE,
    Comparison.GE: Comparison.LE,
    Comparison.GT: Comparison.LT,
}


class TooManyCubesError(Exception):
    """The conditions spread out into more cubes than it pays to look at."""


@frozen
class Choices:
    """What is left to one fact: words, truth values, or combinations of openings as `options`; numbers by limits.

    A number fact has no options; an instant has options and, where its number is read, limits too. Limits are
    inclusive, None where there is none.
    """

    options: frozenset[str | bool | int] | None
    least: int | None = None
    most: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no value is left (for an instant, openings and limits are each judged apart)."""
        crossed = self.least is not None and self.most is not None and self.least > self.most
        return crossed or (self.options is not None and not self.options)

    def among(self, options: frozenset[str | bool | int]) -> Choices:
        """Only these options."""
        return evolve(self, options=options if self.options is None else self.options & options)

    def between(self, least: int | None, most: int | None) -> Choices:
        """Only numbers within these limits."""
        lows = [low for low in (self.least, least) if low is not None]
        highs = [high for high in (self.most, most) if high is not None]
        return evolve(self, least=max(lows, default=None), most=min(highs, default=None))


@frozen
class Cube:
    """The choices of each fact, and what a case must satisfy besides."""

    choices: Mapping[str, Choices]
    rest: tuple[Condition, ...] = field(default=())

    def narrow(self, fact: str, choices: Choices) -> Iterator[Cube]:
        """The cube with fewer choices for one fact; nothing where none is left."""
        if not choices.is_empty:
            yield evolve(self, choices={**self.choices, fact: choices})


def cubes_of(question: Question) -> list[Cube]:
    """The non-empty cubes of all conditions together, without repetition; `TooManyCubesError` beyond the limit."""
    whole = Cube({fact: _all_choices(domain) for fact, domain in question.domains.items()})
    return _spread(And(question.conditions), True, [whole], question)


def _all_choices(domain: Domain) -> Choices:
    match domain:
        case WordDomain(words=words):
            return Choices(frozenset(words))
        case TruthDomain():
            return Choices(frozenset((False, True)))
        case NumberDomain(least=least):
            return Choices(None, least)
        case InstantDomain(instants=instants):
            window = instants.window
            return Choices(frozenset(range(len(instants.open_in))), window.start, window.end - 1)


def _spread(condition: Condition, wanted: bool, cubes: list[Cube], question: Question) -> list[Cube]:
    """The parts of some cubes in which a condition has the wanted truth."""
    match condition:
        case Not(operand):
            return _spread(operand, not wanted, cubes, question)
        case And(operands) if wanted:
            return _each(operands, wanted, cubes, question)
        case Or(operands) if not wanted:
            return _each(operands, wanted, cubes, question)
        case And(operands) | Or(operands):
            spread = [cube for operand in operands for cube in _spread(operand, wanted, cubes, question)]
        case Always(value):
            return cubes if value == wanted else []
        case _:
            spread = [part for cube in cubes for part in _literal(condition, wanted, cube, question)]
    kept = _distinct(spread)
    if len(kept) > _LIMIT:
        raise TooManyCubesError
    return kept


def _each(operands: tuple[Condition, ...], wanted: bool, cubes: list[Cube], question: Question) -> list[Cube]:
    for operand in operands:
        cubes = _spread(operand, wanted, cubes, question)
    return cubes


def _distinct(cubes: list[Cube]) -> list[Cube]:
    kept: list[Cube] = []
    seen: set[tuple[object, ...]] = set()
    for cube in cubes:
        key = (tuple(cube.choices.items()), cube.rest)
        if key not in seen:
            seen.add(key)
            kept.append(cube)
    return kept


def _literal(atom: Atom, wanted: bool, cube: Cube, question: Question) -> Iterator[Cube]:
    """The parts of one cube in which an elementary condition has the wanted truth."""
    match atom:
        case IsOneOf(fact, words):
            domain = question.domains[fact]
            assert isinstance(domain, WordDomain)
            left = frozenset(word for word in domain.words if (word in words) == wanted)
            yield from cube.narrow(fact, cube.choices[fact].among(left))
        case Holds(fact):
            yield from cube.narrow(fact, cube.choices[fact].among(frozenset((wanted,))))
        case During(fact, calendar):
            openings = question.domains[fact]
            assert isinstance(openings, InstantDomain)
            options = frozenset[str | bool | int](openings.instants.where(calendar, wanted))
            yield from cube.narrow(fact, cube.choices[fact].among(options))
        case Compare(op, left_side, right_side):
            yield from _compare(op if wanted else _CONTRARY[op], left_side, right_side, cube)


def _compare(op: Comparison, left: Number, right: Number, cube: Cube) -> Iterator[Cube]:
    """The parts of one cube in which a comparison is true."""
    match left, right:
        case NumberFact(fact), Whole(value):
            for least, most in _limits(op, value):
                yield from cube.narrow(fact, cube.choices[fact].between(least, most))
        case Whole(), NumberFact():
            yield from _compare(_MIRRORED[op], right, left, cube)
        case _:
            condition = Compare(op, left, right)
            if next(facts_of(condition), None) is not None:
                yield evolve(cube, rest=(*cube.rest, condition))
            elif compare(op, number(condition.left, {}), number(condition.right, {})):
                yield cube


def _limits(op: Comparison, value: int) -> list[tuple[int | None, int | None]]:
    match op:
        case Comparison.LT:
            return [(None, value - 1)]
        case Comparison.LE:
            return [(None, value)]
        case Comparison.EQ:
            return [(value, value)]
        case Comparison.NE:
            return [(None, value - 1), (value + 1, None)]
        case Comparison.GE:
            return [(value, None)]
        case Comparison.GT:
            return [(value + 1, None)]
