"""The findings on rules: conflicts, gaps and dead rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from contractlang.checks import delay_duplicate, rule_conflict, rule_dead, rule_gap
from contractlang.core.evaluate import holds
from contractlang.core.expressions import And, Compare, Comparison, During, IsOneOf, Not, NumberFact, Plus, Whole
from contractlang.core.outcomes import Commitment, Included, OutOfContract, Permission
from contractlang.core.program import Decision, Program
from contractlang.diagnostics import Diagnostic, Severity
from contractlang.solver import Session
from tests.solver.build import CALENDARS, by_the_hour, decision, hours, program, rule

MISUSE = IsOneOf("cause", ("misuse",))
FAILURE = IsOneOf("cause", ("failure",))
BLOCKING = IsOneOf("severity", ("blocking",))
OUTSIDE = Not(During("opened", "HO"))
# Two numbers compared: what takes the solver, and so has a budget that can run out.
HARD = Compare(Comparison.GT, Plus((NumberFact("worked"), NumberFact("quantity"))), Whole(7))

Check = Callable[[Program, Session], Iterator[Diagnostic]]


def findings(check: Check, *decisions: Decision, budget: int | None = None) -> list[Diagnostic]:
    """What a check says of a program; with a budget, every question goes to the solver."""
    contract = program(*decisions)
    session = Session(contract) if budget is None else Session(contract, budget=budget, use_quick=False)
    return list(check(contract, session))


CLASH = decision(
    "labour",
    rule("T1", OUTSIDE, by_the_hour(14000, 1800), place=1),
    rule("T2", MISUSE, by_the_hour(9500, 900), place=2),
    rule("T3", FAILURE, Included(), beats=["T1"], place=3),
)


def test_a_conflict_names_both_rules_and_shows_a_case_to_which_both_apply() -> None:
    (finding,) = findings(rule_conflict.check, CLASH)
    assert (finding.code, finding.severity) == ("R501", Severity.ERROR)
    assert [label.span.start for label in finding.labels] == [10, 20]
    assert finding.message.say("en") == (
        "labour: `T1` (14000/h) and `T2` (9500/h) apply to the same case, and neither wins"
    )
    assert finding.case is not None
    case = {name: value for name, value in finding.case.items() if isinstance(value, str | int)}
    assert holds(And((OUTSIDE, MISUSE)), case, CALENDARS)


def test_an_exception_settles_a_conflict() -> None:
    settled = decision(
        "labour",
        rule("T1", OUTSIDE, by_the_hour(14000, 1800)),
        rule("T2", MISUSE, by_the_hour(9500, 900), beats=["T1"]),
    )
    assert findings(rule_conflict.check, settled) == []


def test_a_third_rule_that_beats_one_of_two_settles_their_conflict() -> None:
    def rules(*beaten: str) -> Decision:
        return decision(
            "labour",
            rule("T1", MISUSE, Included()),
            rule("T2", MISUSE, OutOfContract()),
            rule("T3", MISUSE, OutOfContract(), beats=beaten),
        )

    pairs = [finding.message.args["first"] for finding in findings(rule_conflict.check, rules("T1"))]
    assert pairs == []
    pairs = [finding.message.args["first"] for finding in findings(rule_conflict.check, rules("T2"))]
    assert pairs == ["T1"]


def test_one_price_in_two_spellings_is_no_conflict() -> None:
    first, second = by_the_hour(12000, 60), by_the_hour(6000, 60)
    assert second.amount is not None
    doubled = Plus((second.amount, second.amount))
    same = decision(
        "labour",
        rule("T1", OUTSIDE, first),
        # 60 EUR/h twice is 120 EUR/h, to the cent: a minute costs a whole number of cents either way
        rule("T2", MISUSE, type(second)(amount=doubled, quantity=None, currency="EUR", price=second.price)),
    )
    assert findings(rule_conflict.check, same) == []


def test_permissions_contradict_each_other_too() -> None:
    allowed = decision(
        "permission.remote",
        rule("A1", BLOCKING, Permission("permitted")),
        rule("A2", MISUSE, Permission("prohibited")),
    )
    (finding,) = findings(rule_conflict.check, allowed)
    assert finding.case == {"cause": "misuse", "severity": "blocking"}


COMMITMENTS = decision(
    "commitment.restore",
    rule("blocking", BLOCKING, Commitment(length=hours(4), calendar="HO"), place=1),
    rule("misuse", MISUSE, Commitment(length=hours(8), calendar="HO"), place=2),
)


def test_two_delays_of_equal_rank_are_the_finding_of_one_check_only() -> None:
    assert findings(rule_conflict.check, COMMITMENTS) == []
    (finding,) = findings(delay_duplicate.check, COMMITMENTS)
    assert (finding.code, finding.severity) == ("D402", Severity.ERROR)
    assert finding.case == {"cause": "misuse", "severity": "blocking"}
    assert finding.message.say("fr") == (
        "commitment.restore : deux délais valent pour le même cas, 4 h sur `HO` (`blocking`) et 8 h sur `HO` (`misuse`)"
    )
    assert findings(delay_duplicate.check, CLASH) == []


def test_a_gap_shows_an_uncovered_case() -> None:
    rules = (rule("T1", MISUSE, Included(), place=1), rule("T2", BLOCKING, Included(), place=2))
    (finding,) = findings(rule_gap.check, decision("labour", *rules, complete=True))
    assert (finding.code, finding.severity) == ("R502", Severity.ERROR)
    assert finding.case == {"cause": "failure", "severity": "minor"}
    (mild,) = findings(rule_gap.check, decision("commitment.restore", *rules, complete=True))
    assert mild.severity is Severity.WARNING


def test_a_default_or_rules_for_all_cases_leave_no_gap() -> None:
    some = rule("T1", MISUSE, Included())
    rest = rule("D", Not(MISUSE), OutOfContract())
    assert findings(rule_gap.check, decision("labour", some, default=rest, complete=True)) == []
    assert findings(rule_gap.check, decision("labour", some, rest, complete=True)) == []
    assert findings(rule_gap.check, decision("labour", some)) == []


def test_a_dead_rule_is_shown_with_the_fewest_rules_that_shadow_it() -> None:
    shadowed = decision(
        "labour",
        rule("T1", And((MISUSE, BLOCKING)), Included(), place=1),
        rule("T2", OUTSIDE, Included(), beats=["T1"], place=2),
        rule("T3", FAILURE, Included(), beats=["T1"], place=3),
        rule("T4", MISUSE, OutOfContract(), beats=["T1"], place=4),
    )
    (finding,) = findings(rule_dead.check, shadowed)
    assert (finding.code, finding.severity) == ("R503", Severity.WARNING)
    assert [label.span.start for label in finding.labels] == [10, 40]
    assert finding.message.say("en") == "labour: `T1` never decides anything, for `T4` wins whenever it applies"


def test_two_rules_may_shadow_a_third_together() -> None:
    shadowed = decision(
        "labour",
        rule("T1", BLOCKING, Included()),
        rule("T2", MISUSE, Included(), beats=["T1"]),
        rule("T3", FAILURE, Included(), beats=["T1"]),
    )
    (finding,) = findings(rule_dead.check, shadowed)
    assert finding.message.args["shadows"] == ["`T2`", "`T3`"]
    assert "ensemble" in finding.message.say("fr")


def test_an_impossible_condition_shadows_itself() -> None:
    (finding,) = findings(rule_dead.check, decision("labour", rule("T1", And((MISUSE, FAILURE)), Included())))
    assert finding.message.say("en") == "labour: `T1` never applies, for its condition is impossible"


@pytest.mark.parametrize("check", [rule_conflict.check, rule_gap.check, rule_dead.check, delay_duplicate.check])
def test_no_check_passes_because_the_solver_gave_up(check: Check) -> None:
    name = "commitment.restore" if check is delay_duplicate.check else "labour"
    hard = decision(
        name,
        rule("T1", HARD, Included(), place=1),
        rule("T2", MISUSE, OutOfContract(), place=2),
        complete=True,
    )
    said = findings(check, hard, budget=1)
    assert {finding.code for finding in said} == {"U901"}
    for finding in said:
        assert finding.message.say("fr") != finding.message.say("en")
        assert finding.labels
    assert all(finding.code != "U901" for finding in findings(check, hard))
