"""What a session answers: ordinary cases, the same each time, and an honest end of the budget."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    During,
    Holds,
    IsOneOf,
    Not,
    NumberFact,
    Or,
    Plus,
    Times,
    Whole,
)
from contractlang.core.outcomes import Included, differ
from contractlang.solver import Answer, Found, GaveUp, Impossible, Session
from tests.solver.build import by_the_hour, decision, program, rule

OFFICE = program()
CURATIVE = IsOneOf("kind", ("curative", "preventive"))
MISUSE = IsOneOf("cause", ("misuse",))
OUTSIDE = And((Not(During("opened", "HO")), Not(IsOneOf("severity", ("blocking",)))))
LABOUR = decision(
    "labour",
    rule("T0", CURATIVE, Included()),
    rule("T1", OUTSIDE, by_the_hour(14000, 1800), beats=["T0"]),
    rule("T2", MISUSE, by_the_hour(9500, 900), beats=["T0"]),
)
# Monday 2026-02-02, the first evening of a working day in the life of the contract, 20:00 in Paris.
EVENING = 1770058800
MORNING = EVENING - 10 * 3600


@pytest.fixture(params=[True, False], ids=["quick", "z3"])
def session(request: pytest.FixtureRequest) -> Session:
    return Session(OFFICE, use_quick=request.param)


def test_a_case_holds_only_the_facts_that_are_read_at_their_plainest(session: Session) -> None:
    assert session.ask(MISUSE) == Found({"cause": "misuse"})
    assert session.ask(Or((MISUSE, CURATIVE))) == Found({"cause": "failure", "kind": "curative"})
    assert session.ask(Not(Holds("on_site")), During("opened", "HO")) == Found({"on_site": False, "opened": MORNING})


def test_as_few_facts_as_possible_are_away_from_the_plainest(session: Session) -> None:
    both = And((Holds("on_site"), Holds("quote_accepted")))
    assert session.ask(Or((both, MISUSE))) == Found({"cause": "misuse", "on_site": False, "quote_accepted": False})


def test_numbers_are_round(session: Session) -> None:
    def more(fact: str, limit: int) -> Compare:
        return Compare(Comparison.GT, NumberFact(fact), Whole(limit))

    assert session.ask(more("worked", 0)) == Found({"worked": 3600})
    assert session.ask(more("worked", 3600)) == Found({"worked": 7200})
    assert session.ask(more("worked", 30001)) == Found({"worked": 32400})
    assert session.ask(more("quantity", 41)) == Found({"quantity": 42})
    narrow = Compare(Comparison.LT, NumberFact("worked"), Whole(100))
    assert session.ask(more("worked", 61), narrow) == Found({"worked": 62})


def test_a_country_that_no_condition_names_stands_for_all_others(session: Session) -> None:
    assert session.ask(Not(IsOneOf("country", ("FR", "DE")))) == Found({"country": "ES"})
    assert session.ask(IsOneOf("country", ("FR",))) == Found({"country": "FR"})
    assert session.ask(IsOneOf("country", ("FR",)), IsOneOf("country", ("DE",))) == Impossible()


def test_two_spellings_of_one_price_never_differ() -> None:
    session = Session(OFFICE)
    by_the_minute = by_the_hour(12000, 60)
    assert session.ask(differ(by_the_minute, by_the_hour(12000, 60))) == Impossible()
    assert by_the_minute.amount is not None
    spelt_otherwise = Plus((Times(by_the_minute.amount, 3), Times(by_the_minute.amount, -2)))
    assert session.ask(Compare(Comparison.NE, by_the_minute.amount, spelt_otherwise)) == Impossible()


def test_prices_that_differ_in_the_step_alone_differ_where_the_step_counts() -> None:
    answer = Session(OFFICE).ask(differ(by_the_hour(12000, 1800), by_the_hour(12000, 900)))
    assert answer == Found({"worked": 900})


def test_an_empty_budget_is_no_answer() -> None:
    answer = Session(OFFICE, budget=1, use_quick=False).ask(OUTSIDE, MISUSE)
    assert isinstance(answer, GaveUp)
    assert "1" in answer.reason.say("fr")
    assert answer.reason.say("fr") != answer.reason.say("en")


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    asked: list[tuple[Compare | And | IsOneOf, ...]] = [(OUTSIDE, MISUSE), (MISUSE, CURATIVE), (OUTSIDE,)]
    session = Session(OFFICE, use_quick=False)
    one_by_one: list[Answer] = [Session(OFFICE, use_quick=False).ask(*conditions) for conditions in asked]
    assert [session.ask(*conditions) for conditions in reversed(asked)] == one_by_one[::-1]


PROBE = """
import sys
from contractlang.solver import Session
from contractlang.solver.rules import conflicts
from tests.solver.test_session import LABOUR, program
for use_quick in (True, False):
    session = Session(program(LABOUR), use_quick=use_quick)
    for one in conflicts(session, LABOUR):
        print(one.first.name, one.second.name, one.answer)
    print("z3" in sys.modules)
"""


def _probe(seed: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", PROBE], env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_cases_are_the_same_in_every_process_and_plain_questions_do_not_start_z3() -> None:
    said = _probe("1")
    assert said == _probe("2")
    lines = said.splitlines()
    clash = f"T1 T2 Found(case={{'cause': 'misuse', 'opened': {EVENING}, 'severity': 'minor', 'worked': 3600}})"
    assert lines == [clash, "False", clash, "True"]
