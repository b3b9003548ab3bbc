"""Decisions over columns: each cell is decided once by the single evaluator, and kept for all tickets in it.

A cell that was not met yet is decided on one of its tickets. What missing facts leave open, and what prices have to be
compared for, is decided ticket by ticket, and kept by the exact facts that it depends on.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from contractlang.batch.classes import Numbered, numbered
from contractlang.batch.rows import Bools, Places, Rows
from contractlang.core.cases import EVENTS
from contractlang.core.expressions import ALWAYS, Condition, facts_of
from contractlang.core.features import Feature, features
from contractlang.core.program import Decision, Program
from contractlang.evaluation import decide
from contractlang.evaluation.cells import Cells, cells, conditions_of
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Conflict, Decided, Result, Undetermined

_UNMET, _ONE_BY_ONE = -2, -1
_KEPT = 1 << 17


@define(eq=False)
class Answers:
    """What a decision came to for each ticket: places in `results`."""

    places: Places
    results: list[Result]
    one_by_one: int = 0


@define(eq=False)
class Decider:
    """One decision of a program, over columns."""

    decision: Decision
    program: Program
    quotes: bool
    cells: Cells
    facts: tuple[str, ...]
    results: list[Result] = field(factory=list)
    _places: dict[object, int] = field(factory=dict)  # of answers, by what they say
    _table: NDArray[np.int32] | None = None
    _kept: dict[object, Result] = field(factory=dict)
    _lock: Any = field(factory=RLock)

    def decide(self, rows: Rows) -> Answers:
        """What the decision comes to for each ticket."""
        if not rows.count:
            return Answers(np.zeros(0, np.intp), self.results)
        found = numbered(self.cells.features, rows)
        places = self._by_table(found, rows) if not found.local else self._by_number(found, rows)
        alone = np.flatnonzero(places == _ONE_BY_ONE)
        if len(alone):
            with self._lock:
                places[alone] = [self._place(self._one(rows, row)) for row in alone.tolist()]
        return Answers(places, self.results, len(alone))

    def _by_table(self, found: Numbered, rows: Rows) -> Places:
        if self._table is None:
            with self._lock:
                if self._table is None:
                    self._table = np.full(found.size, _UNMET, np.int32)
        places = self._table.take(found.numbers)
        unmet = np.flatnonzero(places == _UNMET)
        if len(unmet):
            with self._lock:
                numbers, first = np.unique(found.numbers[unmet], return_index=True)
                for number, row in zip(numbers.tolist(), unmet[first].tolist(), strict=True):
                    if self._table[number] == _UNMET:
                        self._table[number] = self._met(rows, row)
            places = self._table.take(found.numbers)
        return places.astype(np.intp)

    def _by_number(self, found: Numbered, rows: Rows) -> Places:
        numbers, first, back = np.unique(found.numbers, return_index=True, return_inverse=True)
        with self._lock:
            places = [self._met(rows, row) for row in first.tolist()]
        return np.array(places, np.intp).take(back) if len(numbers) else np.zeros(0, np.intp)

    def _met(self, rows: Rows, row: int) -> int:
        """The place of the answer of a cell, found on one of its tickets."""
        case = rows.case(row)
        cell = self.cells.of(case)
        if cell.answer is None and cell.settled:
            decide(self.decision, self.program, case, quotes=self.quotes)
        if cell.answer is None:
            return _ONE_BY_ONE
        return self._place(cell.answer)

    def _place(self, answer: Result) -> int:
        """The place of a result, shared by all that name the same rules, or lack the same facts."""
        key: object = "none"
        match answer:
            case Decided(rule=rule, refused=refused):
                key = rule.name, refused
            case Conflict(first=first, second=second):
                key = first.name, second.name, "conflict"
            case Undetermined(needed=needed):
                key = tuple(need.fact for need in needed), "open"
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.results)
            self.results.append(answer)
        return place

    def _one(self, rows: Rows, row: int) -> Result:
        key = rows.values(self.facts, row)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[key] = decide(self.decision, self.program, rows.case(row), quotes=self.quotes)
        return found


def decider(decision: Decision, program: Program, *, quotes: bool = False) -> Decider:
    """One decision of a program, over columns.

    What it can depend on are the facts of its conditions, and the events, in the order in which they happen.
    """
    conditions = conditions_of(decision, quotes=quotes)
    amounts = (rule.outcome for rule in decision.all_rules)
    priced = (fact for outcome in amounts for fact in getattr(outcome, "reads", ()))
    facts = dict.fromkeys((*(fact for one in conditions for fact in facts_of(one)), *priced, *EVENTS))
    return Decider(decision, program, quotes, cells(decision, program, quotes=quotes), tuple(facts))


@define(eq=False)
class Truth:
    """A condition over columns: where it is true; neither false nor open counts."""

    condition: Condition
    program: Program
    read: tuple[Feature, ...]
    _table: NDArray[np.int8] | None = None
    _lock: Any = field(factory=RLock)

    def holds(self, rows: Rows) -> Bools | None:
        """Of which tickets it is true; None for all."""
        if self.condition == ALWAYS or not rows.count:
            return None
        found = numbered(self.read, rows)
        with self._lock:
            if self._table is None or found.local:
                self._table = np.full(found.size, -1, np.int8)
            unmet = np.flatnonzero(self._table.take(found.numbers) < 0)
            numbers, first = np.unique(found.numbers[unmet], return_index=True)
            for number, row in zip(numbers.tolist(), unmet[first].tolist(), strict=True):
                self._table[number] = holds(self.condition, self.program, rows.case(row)) is True
            return self._table.take(found.numbers) > 0


def truth(condition: Condition, program: Program) -> Truth:
    """A condition of a program, over columns."""
    return Truth(condition, program, features((condition,), program.calendars))
