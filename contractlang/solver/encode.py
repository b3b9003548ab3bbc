"""A question as SMT-LIB text, in integers only.

- A word is its place in the list of words, bounded by the length of the list; a truth value is 0 or 1.
- A number is itself, not below its least value. Division is by positive constants, for which SMT-LIB's `div` rounds
  down, so rounding up and half up are sums before it.
- An instant is one of the **combinations** of openings that exist (`instants`), as an index; `During` is the list of
  indices in which the calendar is open. So no date arithmetic gets inside the solver.
- An instant whose number matters too (`Question.timed`) has a second constant, bounded by the window, and events
  stand in their order. What ties number and index is the whole calendar, thousands of stretches, so it is told only
  by need: `ties` gives the stretches around one instant, and `search` asks for those on which a model is wrong. What
  is told at once is that one instant has one combination, whatever the facts that name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from contractlang.core.cases import FactValue
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
from contractlang.solver.domains import InstantDomain, NumberDomain, Question, TruthDomain, WordDomain


class Encoding:
    """The constants of one question and its text."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._value = {fact: f"f{n}" for n, fact in enumerate(question.domains)}
        self._index = {
            fact: f"k{n}"
            for n, (fact, domain) in enumerate(question.domains.items())
            if isinstance(domain, InstantDomain)
        }

    @property
    def constants(self) -> list[str]:
        """Every constant, for reading a model."""
        return [*self._value.values(), *self._index.values()]

    def declarations(self) -> str:
        """What declares the constants."""
        return "".join(f"(declare-const {name} Int)" for name in self.constants)

    def assertions(self) -> str:
        """That the case is well formed and makes every condition true."""
        conditions = (self.condition(condition) for condition in self._question.conditions)
        return "".join(f"(assert {text})" for text in (*self._well_formed(), *conditions))

    def _well_formed(self) -> Iterator[str]:
        for fact, domain in self._question.domains.items():
            name = self._value[fact]
            match domain:
                case WordDomain(words=words):
                    yield f"(and (<= 0 {name}) (< {name} {len(words)}))"
                case TruthDomain():
                    yield f"(and (<= 0 {name}) (<= {name} 1))"
                case NumberDomain(least=least, most=most):
                    if least is not None:
                        yield f"(<= {_whole(least)} {name})"
                    if most is not None:
                        yield f"(<= {name} {_whole(most)})"
                case InstantDomain(instants=instants):
                    index, window = self._index[fact], instants.window
                    yield f"(and (<= 0 {index}) (< {index} {len(instants.open_in)}))"
                    yield f"(and (<= {_whole(window.start)} {name}) (< {name} {_whole(window.end)}))"
        for one, other in combinations(sorted(self._question.timed), 2):
            same = f"(= {self._index[one]} {self._index[other]})"
            yield f"(=> (= {self._value[one]} {self._value[other]}) {same})"
        for earlier, later in pairwise(self._question.events):
            yield f"(<= {self._value[earlier]} {self._value[later]})"

    def condition(self, condition: Condition) -> str:
        """A condition as a term of sort Bool."""
        match condition:
            case Always(value):
                return "true" if value else "false"
            case IsOneOf(fact, words):
                domain = self._question.domains[fact]
                assert isinstance(domain, WordDomain)
                return _one_of(self._value[fact], [n for n, word in enumerate(domain.words) if word in words])
            case Holds(fact):
                return f"(= {self._value[fact]} 1)"
            case During(fact, calendar):
                openings = self._question.domains[fact]
                assert isinstance(openings, InstantDomain)
                return _one_of(self._index[fact], sorted(openings.instants.where(calendar, True)))
            case Compare(Comparison.NE, left, right):
                return f"(not (= {self.number(left)} {self.number(right)}))"
            case Compare(op, left, right):
                return f"({op.value} {self.number(left)} {self.number(right)})"
            case Not(operand):
                return f"(not {self.condition(operand)})"
            case And(operands):
                return f"(and true {' '.join(map(self.condition, operands))})"
            case Or(operands):
                return f"(or false {' '.join(map(self.condition, operands))})"

    def number(self, number: Number) -> str:
        """A number as a term of sort Int."""
        match number:
            case Whole(value):
                return _whole(value)
            case NumberFact(fact):
                return self._value[fact]
            case Plus(operands):
                return f"(+ 0 {' '.join(map(self.number, operands))})"
            case Times(operand, factor):
                return f"(* {_whole(factor)} {self.number(operand)})"
            case Divide(operand, divisor, Rounding.UP):
                return f"(div (+ {self.number(operand)} {divisor - 1}) {divisor})"
            case Divide(operand, divisor, Rounding.HALF_UP):
                away = f"(div (+ (* 2 (abs x)) {divisor}) {2 * divisor})"
                return f"(let ((x {self.number(operand)})) (ite (>= x 0) {away} (- {away})))"
            case Largest(operands):
                first, *others = map(self.number, operands)
                for other in others:
                    first = f"(let ((x {first}) (y {other})) (ite (>= x y) x y))"
                return first
        raise AssertionError(number)

    def equals(self, fact: str, value: FactValue) -> str:
        """That a fact has a value; of an instant whose number doesn't matter, that it has its openings."""
        domain = self._question.domains[fact]
        match domain:
            case WordDomain(words=words):
                return f"(= {self._value[fact]} {words.index(str(value))})"
            case InstantDomain(instants=instants):
                openings = f"(= {self._index[fact]} {instants.at(int(value))})"
                if fact not in self._question.timed:
                    return openings
                return f"(and {openings} (= {self._value[fact]} {_whole(int(value))}))"
        return f"(= {self._value[fact]} {_whole(int(value))})"

    def multiple(self, fact: str, step: int, least: int | None = None, most: int | None = None) -> str:
        """That a number is a multiple of a step, within limits (inclusive) where there are any."""
        name = self._value[fact]
        above = "true" if least is None else f"(<= {_whole(least)} {name})"
        below = "true" if most is None else f"(<= {name} {_whole(most)})"
        return f"(and (= 0 (mod {name} {step})) {above} {below})"

    def away_from_plain(self, most: int) -> str:
        """That at most so many facts have another than their plainest value."""
        others = [f"(not {self._is_plain(fact)})" for fact in self._question.domains]
        return f"((_ at-most {most}) {' '.join(others)})" if most < len(others) else "true"

    def _is_plain(self, fact: str) -> str:
        if fact in self._index:
            return f"(= {self._index[fact]} 0)"
        return self.equals(fact, self._question.plain(fact))

    def ties(self, fact: str, instant: int, around: int) -> str:
        """Which openings the instants have that are up to so many seconds from one."""
        domain = self._question.domains[fact]
        assert isinstance(domain, InstantDomain)
        name, index = self._value[fact], self._index[fact]
        pieces = domain.instants.pieces(instant - around, instant + around)
        return "".join(
            f"(assert (=> (and (<= {_whole(start)} {name}) (< {name} {_whole(end)})) (= {index} {code})))"
            for start, end, code in pieces
        )

    def read(self, values: dict[str, int]) -> tuple[dict[str, FactValue], list[str]]:
        """The case of a model, and the instants whose number and openings don't belong together in it."""
        case: dict[str, FactValue] = {}
        wrong: list[str] = []
        for fact, domain in self._question.domains.items():
            value = values[self._value[fact]]
            match domain:
                case WordDomain(words=words):
                    case[fact] = words[value]
                case TruthDomain():
                    case[fact] = value == 1
                case NumberDomain():
                    case[fact] = value
                case InstantDomain(instants=instants):
                    index = values[self._index[fact]]
                    case[fact] = value if fact in self._question.timed else instants.witnesses[index]
                    if fact in self._question.timed and instants.at(value) != index:
                        wrong.append(fact)
        return case, wrong


def _one_of(name: str, values: list[int]) -> str:
    return f"(or false {' '.join(f'(= {name} {value})' for value in values)})"


def _whole(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"
