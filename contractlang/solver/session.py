"""One program and the questions that are put to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

from contractlang.core import life
from contractlang.core.expressions import Condition
from contractlang.core.life import Window
from contractlang.core.program import Program
from contractlang.solver import quick
from contractlang.solver.answers import Answer, Found, GaveUp
from contractlang.solver.domains import Domain, Question, calendars_of, question
from contractlang.solver.instants import Instants, combine

# Z3's resource units for one check: a question of a real contract takes some thousands, a second is about a million.
BUDGET = 2_000_000

T = TypeVar("T")


class Session:
    """Answers questions about the cases of one program.

    `budget` is in Z3's resource units for each of its checks, so that an answer doesn't depend on the machine.
    Answers don't depend on one another or on their order either. `use_quick` False sends every question to Z3.
    `window` stands in for the life of the contract: two texts are compared over both of their lives.
    """

    def __init__(
        self, program: Program, *, budget: int = BUDGET, use_quick: bool = True, window: Window | None = None
    ) -> None:
        self.program = program
        self.budget = budget
        self._use_quick = use_quick
        self._window = window
        self._instants: dict[frozenset[str], Instants] = {}
        self._by_hours: dict[tuple[int, ...], frozenset[str]] = {}
        self._domains: dict[str, Domain] = {}
        # checks ask some questions one after the other, each for a reason of its own
        self._answers: dict[tuple[Condition, ...], Answer] = {}
        self._possible: dict[tuple[Condition, ...], bool | GaveUp] = {}
        self._made: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What several checks need of this program, made for the first of them."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    def ask(self, *conditions: Condition) -> Answer:
        """Whether some well-formed case makes all conditions true, with the most ordinary one.

        The case holds exactly the facts that the conditions read, under their shared names.
        """
        if (known := self._answers.get(conditions)) is not None:
            return known
        asked = self._question(conditions)
        answer = quick.answer(asked, self.program.calendars) if self._use_quick else None
        answer = self._answers[conditions] = answer or self._search(asked)
        return answer

    def possible(self, *conditions: Condition) -> bool | GaveUp:
        """Whether some well-formed case makes all conditions true: as `ask`, where the case itself does not matter."""
        if conditions not in self._possible:
            self._possible[conditions] = self._exists(conditions)
        return self._possible[conditions]

    def _exists(self, conditions: tuple[Condition, ...]) -> bool | GaveUp:
        answer = self._answers.get(conditions)
        if answer is None:
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
    def dates(self) -> Window | None:
        """The life of the contract, where its dates are known."""
        return life.life(self.program)

    @cached_property
    def window(self) -> Window:
        """The instants that cases are taken from: the life of the contract, or the representative window."""
        return self._window or life.window(self.program)

    def instants(self, calendars: frozenset[str]) -> Instants:
        """The combinations of openings of some calendars that instants of the window have."""
        if calendars not in self._instants:
            names = sorted(calendars)
            chosen = {name: self.program.calendars[name] for name in names}
            # calendars of the same hours differ in their names alone
            hours = tuple(id(calendar.timeline) for calendar in chosen.values())
            known = self._by_hours.setdefault(hours, calendars)
            if known == calendars:
                self._instants[calendars] = combine(chosen, self.window)
            else:
                named = dict(zip(sorted(known), names, strict=True))
                self._instants[calendars] = self._instants[known].renamed(named)
        return self._instants[calendars]
