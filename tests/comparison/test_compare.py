"""The comparison of two programs agrees with trying every case, and each case shown replays."""

from __future__ import annotations

from hypothesis import given

from contractlang.comparison import compare
from contractlang.comparison.joint import calendar_names
from contractlang.core.life import window
from contractlang.core.program import Decision
from contractlang.evaluation import Conflict, Decided, NoAnswer
from contractlang.evaluation.results import Result
from contractlang.records import evolve
from contractlang.workspace import compare_contracts, open_contract
from tests.solver.build import CALENDARS, program
from tests.solver.test_agreement import SETTINGS, decisions, every_case, winners
from tests.support import ROOT


def said(result: Result | None) -> set[object]:
    match result:
        case Decided(outcome=outcome):
            return {outcome}
        case Conflict(first=first, second=second):
            return {first.outcome, second.outcome}
    assert result == NoAnswer()
    return set()


@SETTINGS
@given(decisions(), decisions())
def test_two_decisions_differ_exactly_if_some_case_does(one: Decision, other: Decision) -> None:
    (effect, *more) = (found for found in compare(program(one), program(other)).effects if found.name == "labour")
    guards = [rule.guard for rule in (*one.rules, *other.rules)]
    differs = any(
        {rule.outcome for rule in winners(one, case)} != {rule.outcome for rule in winners(other, case)}
        for case in every_case(*guards)
    )
    assert effect.state == ("differs" if differs else "same")
    for shown in (effect, *more):
        if shown.case is not None:
            assert shown.before is not None
            assert shown.after is not None
            assert said(shown.before.result) == {rule.outcome for rule in winners(one, shown.case)}
            assert said(shown.after.result) == {rule.outcome for rule in winners(other, shown.case)}
            assert said(shown.before.result) != said(shown.after.result)


@SETTINGS
@given(decisions())
def test_the_order_and_the_names_of_rules_change_nothing(one: Decision) -> None:
    new = {rule.name: f"R{rule.name}" for rule in one.rules}
    rules = [evolve(rule, name=new[rule.name], beats=frozenset(new[b] for b in rule.beats)) for rule in one.rules]
    assert compare(program(one), program(evolve(one, rules=tuple(reversed(rules))))).same


def test_calendars_are_told_apart_by_what_they_hold() -> None:
    other = program(calendars={"A": CALENDARS["H24"], "B": evolve(CALENDARS["HO"], holidays=())})
    first, second = calendar_names(program(), other, window(program()))
    assert first["H24"] == second["A"]
    assert first["HO"] != second["B"]


def test_a_contract_is_the_same_as_itself_and_another_than_its_amendment() -> None:
    signed = open_contract(ROOT / "examples" / "reference.infog")
    assert compare_contracts(signed, signed).same
    found = compare_contracts(signed, open_contract(ROOT / "examples" / "amendment.infog"))
    assert ("price", "fee") in {change.path for change in found.terms}
    # the calendar HO opens on Saturdays, and so every delay on it may end earlier
    assert {effect.state for effect in found.effects if effect.name == "commitment.restore"} == {"differs"}
