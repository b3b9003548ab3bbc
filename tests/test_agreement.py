"""The readers of one program agree: what the solver finds possible is what the evaluator decides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import to_datetime
from contractlang.core.cases import Case
from contractlang.core.expressions import (
    Compare,
    Comparison,
    Condition,
    Holds,
    IsOneOf,
    Not,
    NumberFact,
    Whole,
    facts_of,
)
from contractlang.core.program import Decision
from contractlang.diagnostics.wording import moment
from contractlang.evaluation import Conflict, Decided, NoAnswer, decide, verdict
from contractlang.solver import Found, Session
from contractlang.solver.rules import conflicts, gap, wins
from contractlang.workspace import open_contract
from tests.solver.build import program
from tests.solver.test_agreement import EXHAUSTIVE, SETTINGS, decisions
from tests.support import ROOT


def fixed(case: Case) -> list[Condition]:
    """The conditions that only this case meets."""
    found: list[Condition] = []
    for fact, value in case.items():
        match value:
            case bool():
                found.append(Holds(fact) if value else Not(Holds(fact)))
            case str():
                found.append(IsOneOf(fact, (value,)))
            case int():
                found.append(Compare(Comparison.EQ, NumberFact(fact), Whole(value)))
    return found


@SETTINGS
@given(decisions(), st.data(), st.booleans())
def test_solver_and_evaluator_decide_a_case_alike(asked: Decision, data: st.DataObject, use_quick: bool) -> None:
    facts = sorted({fact for rule in asked.rules for fact in facts_of(rule.guard)})
    case = {fact: data.draw(st.sampled_from(EXHAUSTIVE[fact]), label=fact) for fact in facts}
    whole = program(asked)
    session = Session(whole, use_quick=use_quick)
    winners = [
        rule for rule in asked.rules if isinstance(session.ask(*wins(session, asked, rule), *fixed(case)), Found)
    ]
    match decide(asked, whole, case):
        case Decided(rule=rule):
            assert rule in winners
            assert {winner.outcome for winner in winners} == {rule.outcome}
        case Conflict(first=first, second=second):
            assert first in winners
            assert second in winners
            assert first.outcome != second.outcome
        case NoAnswer():
            assert winners == []
        case other:
            raise AssertionError(other)


@SETTINGS
@given(decisions())
def test_what_the_solver_finds_is_what_the_evaluator_replays(asked: Decision) -> None:
    whole = program(asked)
    session = Session(whole)
    for conflict in conflicts(session, asked):
        assert isinstance(conflict.answer, Found)
        replayed = decide(asked, whole, conflict.answer.case)
        assert isinstance(replayed, Conflict)
    uncovered = gap(session, asked)
    if uncovered is not None:
        assert isinstance(uncovered, Found)
        assert isinstance(decide(asked, whole, uncovered.case), NoAnswer)


def test_the_cases_of_the_broken_example_replay() -> None:
    contract = open_contract(ROOT / "examples" / "broken.infog")
    assert contract.program is not None
    zone = contract.program.calendars["HO"].zone
    cases = {(finding.name, finding.span.start): finding for finding in contract.check() if finding.case}
    assert {name for name, _ in cases} == {"rule-conflict", "delay-order", "flow-down", "scenario-failed"}
    for (name, _), finding in cases.items():
        assert finding.case is not None
        answer = verdict(contract.program, finding.case)
        due = {milestone.name: milestone.deadline for milestone in answer.milestones}
        if name == "rule-conflict":
            assert answer.outcome == "conflict"
            assert answer.conflict is not None
            assert {answer.conflict.first.name, answer.conflict.second.name} == {"T0", "T1"}
        elif name == "delay-order":
            # the finding's dates are those of the verdict
            first = "acknowledge" if "prise en charge" in finding.message.say("fr") else "intervene"
            assert due[first] is not None
            assert due["restore"] is not None
            assert due[first] > due["restore"]
            for instant in (due[first], due["restore"]):
                assert moment(to_datetime(instant, zone), "fr") in finding.message.say("fr")
        elif name == "flow-down":
            theirs = decide(contract.program.decisions["commitment.restore.Hébergeo"], contract.program, finding.case)
            assert isinstance(theirs, Decided)
            hours = theirs.outcome.length.seconds  # type: ignore[union-attr]
            assert finding.case["opened"] + hours > (due["restore"] or 0)
