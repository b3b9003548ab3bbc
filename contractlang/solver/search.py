"""A question put to Z3, and the most ordinary case that answers it.

**Ties by need.** A model gives an instant a number and openings that may not belong together (see `encode`). Then the
true openings of the stretches around that number are asserted and the check repeated. Every tie is a fact of the
calendar, so a proof stays a proof; each round settles a new stretch of the window, so rounds end; a limit keeps them
few, and beyond it the search gives up and says so.

**Ordinary.** Any model would prove the point, but a reader must recognise the case. First the number of facts away
from the plainest case is made least, by allowing 0, 1, 2, … of them. Then fact after fact takes the first of its values
that the others leave possible: its plainest, the ordinary ones, the next words; or else the least multiple of a
round step. Choices are so defined by the question, not by Z3's ways.
When the budget runs out underway the case at hand is kept: it is true, only less plain.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import Case, FactValue
from contractlang.diagnostics import Text
from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.domains import InstantDomain, NumberDomain, Question, TruthDomain, WordDomain
from contractlang.solver.door import Prover
from contractlang.solver.encode import Encoding

_TIE_ROUNDS = 100

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
        self._encoding = Encoding(question)
        self._prover = Prover(self._encoding.declarations(), budget)
        self._prover.add(self._encoding.assertions())
        self.unknown = False

    def check(self, demand: str = "") -> Case | None:
        """A case that satisfies the question and one more demand; None if there is none, or if it is unknown."""
        for _ in range(_TIE_ROUNDS):
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
                self._prover.add(self._encoding.ties(fact, int(case[fact])))
        raise _TooManyTiesError

    def ordinary(self, case: Case) -> Case:
        """The most ordinary case, given some case."""
        try:
            for most in range(self._question.away(case)):
                nearer = self.check(self._encoding.away_from_plain(most))
                if nearer is not None:
                    case = nearer
                    self._keep(self._encoding.away_from_plain(most))
                    break
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
        """The least multiple of the largest step that has one; of a number without a least value, some multiple."""
        domain = self._question.domains[fact]
        if not isinstance(domain, NumberDomain | InstantDomain):
            return case
        for step in domain.steps:
            found = self.check(self._encoding.multiple(fact, step))
            if found is not None:
                return self._lower(fact, step, found)
        return case

    def _lower(self, fact: str, step: int, case: Case) -> Case:
        """The least multiple of a step, by halving the distance to the least value of the fact."""
        domain = self._question.domains[fact]
        match domain:
            case NumberDomain(least=int(least)):
                low = least
            case InstantDomain(instants=instants):
                low = instants.window.start
            case _:
                return case
        while int(case[fact]) - low >= step:
            middle = low + (int(case[fact]) - low - 1) // 2
            found = self.check(self._encoding.multiple(fact, step, middle))
            if found is None:
                low = middle + 1
            else:
                case = found
        return case
