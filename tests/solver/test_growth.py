"""How many questions a contract raises: in step with its clauses, not with their square. Counted, not timed."""

from __future__ import annotations

import pytest

from benchmarks.clean import clean
from contractlang.checks import CHECKS
from contractlang.core.expressions import Condition
from contractlang.solver import Session, quick
from contractlang.solver.domains import Question
from contractlang.solver.existence import Existence
from contractlang.workspace import read_contract


def counted(clauses: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Questions that are asked of a contract, the conditions in them, and those that go on to Z3."""
    program = read_contract(clean(clauses)).program
    assert program is not None
    asked: list[tuple[Condition, ...]] = []
    hard: list[Question] = []
    answer, settled, search = quick.answer, Existence.settled, Session._search

    def noted_settled(existence: Existence, *conditions: Condition) -> bool | None:
        asked.append(conditions)
        return settled(existence, *conditions)

    def noted_search(session: Session, question: Question) -> object:
        hard.append(question)
        return search(session, question)

    with monkeypatch.context() as patch:
        patch.setattr(
            quick,
            "answer",
            lambda question, calendars: asked.append(question.conditions) or answer(question, calendars),
        )
        patch.setattr(Existence, "settled", noted_settled)
        patch.setattr(Session, "_search", noted_search)
        session = Session(program)
        for check in CHECKS:
            assert list(check.check(program, session)) == [], check.PAGE.name
    return len(asked), sum(map(len, asked)), len(hard)


def test_questions_grow_with_the_clauses_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    few, more, most = (counted(clauses, monkeypatch) for clauses in (100, 200, 400))
    # each step adds twice as many clauses as the one before: so many questions and conditions at most
    for first, second, third in zip(few[:2], more[:2], most[:2], strict=True):
        assert third - second <= 2.2 * (second - first)
    # none of a clean contract needs the solver
    assert (few[2], more[2], most[2]) == (0, 0, 0)
