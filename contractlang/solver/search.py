"""A question put to Z3, and the most ordinary case that answers it.

**Ties by need.** A model gives an instant a number and openings that may not belong together (see `encode`). Then the
true openings of the stretches around that number are asserted and the check repeated. Every tie is a fact of the
calendar, so a proof stays a proof. Stretches grow as rounds go on, so that before the rounds run out the whole window
is told.

**Ordinary.** Any model would prove the point, but a reader must recognise the case. First the number of facts away
from the plainest case is made least, by allowing 0, 1, 2, … of them. Then fact after fact takes the first of its values
that the others leave possible: its plainest, the ordinary ones, the next words; or else the least multiple of a
round step (an instant keeps to its day). So choices are defined by the question, hardly by Z3's ways.
A small part of the budget does for this; what can't be had for it is given up, and the case is true, only less plain.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import Case, FactValue
from contractlang.diagnostics import Text
from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.domains import InstantDomain, NumberDomain, Question, TruthDomain, WordDomain
from contractlang.solver.door import Prover
from contractlang.solver.encode import Encoding

_TIE_ROUNDS = 64
_HALF_WEEK = 302_400
_DAY = 86_400
# What part of the budget each check may take that only makes a case more ordinary.
_POLISH = 20

_BUDGET = Text(
    "le budget de calcul ({budget} unités) est épuisé avant la réponse",
    "the computing budget ({budget} units) ran out before the answer",
)
_ROUNDS = Text(
    "les conditions sur la date et l'heure de {facts} se recoupent trop souvent pour être départagées",
    "the conditions on the date and time of {facts} meet too often to be told apart",
)


class _TooManyTiesError(Exception):
    """Ties were needed again and again."""


def search(question: Question, budget: int) -> Answer:
    """Answer by Z3; `budget` is in its resource units for each check."""
    attempt = _Attempt(question, budget)
    try:
        case = attempt.check()
    except _TooManyTiesError:
        return GaveUp(_ROUNDS(facts=[f"`{fact}`" for fact in sorted(question.timed)]))
    if attempt.unknown:
        return GaveUp(_BUDGET(budget=budget))
    return Impossible() if case is None else Found(attempt.ordinary(case))


class _Attempt:
    """One prover and what is known about its question."""

    def __init__(self, question: Question, budget: int) -> None:
        self._question = question
        self._budget = budget
        self._encoding = Encoding(question)
        self._prover = Prover(self._encoding.declarations(), budget)
        self._prover.add(self._encoding.assertions())
        self.unknown = False

    def check(self, demand: str = "") -> Case | None:
        """A case that satisfies the question and one more demand; None if there is none, or if it is unknown."""
        for round_ in range(_TIE_ROUNDS):
            self._prover.push()
            if demand:
                self._prover.add(f"(assert {demand})")
            verdict = self._prover.check()
            values = self._prover.values(self._encoding.constants) if verdict == "sat" else {}
            self._prover.pop()
            self.unknown = verdict == "unknown"
            if verdict != "sat":
                return None
            case, wrong = self._encoding.read(values)
            if not wrong:
                return case
            for fact in wrong:
                # half a week to each side settles a run of nights and week-ends, and rounds on end call for more
                self._prover.add(self._encoding.ties(fact, int(case[fact]), _HALF_WEEK << round_ // 4))
        raise _TooManyTiesError

    def ordinary(self, case: Case) -> Case:
        """The most ordinary case, given some case."""
        self._prover.limit(self._budget // _POLISH)
        try:
            for most in range(self._question.away(case)):
                nearer = self.check(self._encoding.away_from_plain(most))
                if nearer is not None:
                    case = nearer
                    break
            self._keep(self._encoding.away_from_plain(self._question.away(case)))
            for fact in self._question.domains:
                case = self._settle(fact, case)
        except _TooManyTiesError:
            return case
        return case

    def _settle(self, fact: str, case: Case) -> Case:
        """Give a fact its most ordinary value and keep it."""
        for value in self._preferred(fact):
            demand = self._encoding.equals(fact, value)
            found = case if case[fact] == value else self.check(demand)
            if found is not None:
                self._keep(demand)
                return found
        case = self._round(fact, case)
        self._keep(self._encoding.equals(fact, case[fact]))
        return case

    def _keep(self, demand: str) -> None:
        self._prover.add(f"(assert {demand})")

    def _preferred(self, fact: str) -> Iterator[FactValue]:
        match self._question.domains[fact]:
            case WordDomain(words=words):
                yield from words
            case TruthDomain():
                yield from (False, True)
            case NumberDomain(ordinary=ordinary):
                yield from ordinary
            case InstantDomain(instants=instants):
                yield from instants.witnesses

    def _round(self, fact: str, case: Case) -> Case:
        """The least multiple of the largest step that has one; of an instant, one less than a day away."""
        near: tuple[int | None, int | None] = None, None
        match self._question.domains[fact]:
            case NumberDomain(least=least, steps=steps):
                pass
            case InstantDomain(steps=steps):
                least, near = None, (int(case[fact]) - _DAY, int(case[fact]) + _DAY)
            case _:
                return case
        for step in steps:
            found = self.check(self._encoding.multiple(fact, step, *near))
            if found is not None:
                return found if least is None else self._lower(fact, step, least, found)
        return case

    def _lower(self, fact: str, step: int, least: int, case: Case) -> Case:
        """The least multiple of a step, by halving the distance to the least value of the fact."""
        while int(case[fact]) - least >= step:
            middle = least + (int(case[fact]) - least - 1) // 2
            found = self.check(self._encoding.multiple(fact, step, None, middle))
            if found is None:
                least = middle + 1
            else:
                case = found
        return case
