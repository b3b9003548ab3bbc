"""Conditions spread out into cubes: for each fact the values that are left, every fact apart from the others.

Most guards of a contract are conjunctions over words, truth values, openings and limits of one number. Their
conjunction is a set of **cubes**, each giving every fact the values that it may still take. Facts of a cube don't
depend on one another, so a cube has a case exactly if no fact is left without a value; this needs no solver.

A limit on a sum of facts (`consumed + worked`, a difference of instants) stays on the cube beside them, and any other
comparison (of two rounded prices) as a `rest`; a case of the cube must satisfy them too. A cube that is empty without
them is empty with them, and so is one in which the limits of the facts leave a sum no value, so proofs by emptiness
stay exact; a cube with sums or a rest otherwise only has candidates.

Spreading out multiplies; cubes without a value are dropped as they arise, and beyond a limit the attempt ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

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
    Or,
)
from contractlang.records import field, frozen
from contractlang.solver.domains import Domain, InstantDomain, NumberDomain, Question, TruthDomain, WordDomain
from contractlang.solver.linear import CONTRARY, Form, compared, reach

_LIMIT = 256


class TooManyCubesError(Exception):
    """The conditions spread out into more cubes than it pays to look at."""


@frozen
class Choices:
    """What is left to one fact: words, truth values, or combinations of openings as `options`; numbers by limits.

    Options are the bits of one number, by their place (no is 0, yes is 1), the plainest the lowest. A number fact has
    none; an instant has some and, where its number is read, limits too. Limits are inclusive, None where there is none.
    """

    options: int | None
    least: int | None = None
    most: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no value is left (for an instant, openings and limits are each judged apart)."""
        crossed = self.least is not None and self.most is not None and self.least > self.most
        return crossed or (self.options is not None and not self.options)

    def among(self, options: int) -> Choices:
        """Only these options."""
        return Choices(options if self.options is None else self.options & options, self.least, self.most)

    def between(self, least: int | None, most: int | None) -> Choices:
        """Only numbers within these limits."""
        lows = [low for low in (self.least, least) if low is not None]
        highs = [high for high in (self.most, most) if high is not None]
        return Choices(self.options, max(lows, default=None), min(highs, default=None))


_EITHER = Choices(0b11)


@frozen
class Cube:
    """The choices of each fact, the limits of sums of facts, and what a case must satisfy besides."""

    choices: Mapping[str, Choices]
    sums: Mapping[Form, Choices] = field(factory=dict)
    rest: tuple[Condition, ...] = field(default=())

    def narrow(self, fact: str, choices: Choices) -> Iterator[Cube]:
        """The cube with fewer choices for one fact (itself where they are no fewer); nothing where none is left."""
        if choices == self.choices[fact]:
            yield self
        elif not choices.is_empty:
            yield Cube({**self.choices, fact: choices}, self.sums, self.rest)

    @property
    def is_crossed(self) -> bool:
        """Whether the limits of the facts leave some sum no value."""
        limits = {fact: (choices.least, choices.most) for fact, choices in self.choices.items()}
        return any(within.between(*reach(form, limits)).is_empty for form, within in self.sums.items())


def whole(question: Question) -> Cube:
    """The cube of all cases of a question, whatever its conditions."""
    return Cube({fact: _all_choices(domain) for fact, domain in question.domains.items()})


def spread(conditions: Iterable[Condition], cubes: list[Cube], question: Question) -> list[Cube]:
    """The parts of some cubes in which conditions hold, without repetition; `TooManyCubesError` beyond the limit."""
    return _each(conditions, True, cubes, question)


def _all_choices(domain: Domain) -> Choices:
    match domain:
        case WordDomain():
            return Choices((1 << len(domain.words)) - 1)
        case TruthDomain():
            return _EITHER
        case NumberDomain(least=least, most=most):
            return Choices(None, least, most)
        case InstantDomain(instants=instants):
            window = instants.window
            return Choices((1 << len(instants.open_in)) - 1, window.start, window.end - 1)


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
            spread = [part for cube in cubes for part in _any_of(operands, wanted, cube, question)]
        case Always(value):
            return cubes if value == wanted else []
        case _:
            spread = [part for cube in cubes for part in _literal(condition, wanted, cube, question)]
    kept = _distinct(spread) if len(spread) > 1 else spread
    if len(kept) > _LIMIT:
        raise TooManyCubesError
    return kept


def _any_of(operands: tuple[Condition, ...], wanted: bool, cube: Cube, question: Question) -> list[Cube]:
    """The parts of one cube in which some operand has the wanted truth: all of it where one of them always does."""
    parts: list[Cube] = []
    for operand in operands:
        found = _spread(operand, wanted, [cube], question)
        if len(found) == 1 and found[0] is cube:
            return found
        parts += found
    return parts


def _each(operands: Iterable[Condition], wanted: bool, cubes: list[Cube], question: Question) -> list[Cube]:
    for operand in operands:
        cubes = _spread(operand, wanted, cubes, question)
    return cubes


def _distinct(cubes: list[Cube]) -> list[Cube]:
    kept: list[Cube] = []
    seen: set[tuple[object, ...]] = set()
    for cube in cubes:
        key = (tuple(cube.choices.items()), frozenset(cube.sums.items()), cube.rest)
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
            named = sum({1 << domain.ranks[word] for word in words})
            yield from cube.narrow(fact, cube.choices[fact].among(named if wanted else ~named))
        case Holds(fact):
            yield from cube.narrow(fact, cube.choices[fact].among(0b10 if wanted else 0b01))
        case During(fact, calendar):
            openings = question.domains[fact]
            assert isinstance(openings, InstantDomain)
            options = sum(1 << index for index in openings.instants.where(calendar, wanted))
            yield from cube.narrow(fact, cube.choices[fact].among(options))
        case Compare(op, left_side, right_side):
            yield from _compare(op if wanted else CONTRARY[op], left_side, right_side, cube)


def _compare(op: Comparison, left: Number, right: Number, cube: Cube) -> Iterator[Cube]:
    """The parts of one cube in which a comparison is true."""
    sums = compared(op, left, right)
    if sums is None:
        yield Cube(cube.choices, cube.sums, (*cube.rest, Compare(op, left, right)))
        return
    form, parts = sums
    for least, most in parts:
        if len(form) > 1:
            limits = cube.sums.get(form, Choices(None)).between(least, most)
            if limits == cube.sums.get(form):
                yield cube
            elif not limits.is_empty:
                yield Cube(cube.choices, {**cube.sums, form: limits}, cube.rest)
        elif form:
            ((fact, _),) = form
            yield from cube.narrow(fact, cube.choices[fact].between(least, most))
        elif (least is None or least <= 0) and (most is None or most >= 0):
            yield cube
