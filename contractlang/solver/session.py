"""One program and the questions that are put to it."""

from __future__ import annotations

from functools import cached_property

from contractlang.core import life
from contractlang.core.expressions import Condition
from contractlang.core.life import Window
from contractlang.core.program import Program
from contractlang.solver import quick
from contractlang.solver.answers import Answer, Found, GaveUp
from contractlang.solver.domains import Question, WordDomain, calendars_of, question
from contractlang.solver.instants import Instants, combine

# Z3's resource units for one check: a question of a real contract takes some thousands, a second is about a million.
BUDGET = 2_000_000


class Session:
    """Answers questions about the cases of one program.

    `budget` is in Z3's resource units for each of its checks, so that an answer doesn't depend on the machine.
    Answers don't depend on one another or on their order either. `use_quick` False sends every question to Z3.
    """

    def __init__(self, program: Program, *, budget: int = BUDGET, use_quick: bool = True) -> None:
        self.program = program
        self.budget = budget
        self._use_quick = use_quick
        self._instants: dict[frozenset[str], Instants] = {}
        self._domains: dict[str, WordDomain] = {}
        self.indexes: dict[str, object] = {}  # what is made once for a decision, by its name (see `rules`)

    def ask(self, *conditions: Condition) -> Answer:
        """Whether some well-formed case makes all conditions true, with the most ordinary one.

        The case holds exactly the facts that the conditions read, under their shared names.
        """
        asked = self._question(conditions)
        if self._use_quick and (answer := quick.answer(asked, self.program.calendars)) is not None:
            return answer
        return self._search(asked)

    def possible(self, *conditions: Condition) -> bool | GaveUp:
        """Whether some well-formed case makes all conditions true: as `ask`, where the case itself does not matter."""
        asked = self._question(conditions)
        if self._use_quick and (known := quick.exists(asked, self.program.calendars)) is not None:
            return known
        answer = self._search(asked)
        return answer if isinstance(answer, GaveUp) else isinstance(answer, Found)

    def _question(self, conditions: tuple[Condition, ...]) -> Question:
        return question(self.program, conditions, self.instants(calendars_of(conditions)), self._domains)

    def _search(self, asked: Question) -> Answer:
        from contractlang.solver.search import search

        return search(asked, self.budget)

    @cached_property
    def window(self) -> Window:
        """The instants that cases are taken from: the life of the contract, or the representative window."""
        return life.window(self.program)

    def instants(self, calendars: frozenset[str]) -> Instants:
        """The combinations of openings of some calendars that instants of the window have."""
        if calendars not in self._instants:
            chosen = {name: self.program.calendars[name] for name in calendars}
            self._instants[calendars] = combine(chosen, self.window)
        return self._instants[calendars]
