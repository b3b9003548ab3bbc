"""The whole verdict: as a value, as JSON, as text; what would change it; scenarios."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from contractlang.core.cases import FactValue
from contractlang.core.expressions import (
    Always,
    And,
    Compare,
    Comparison,
    Condition,
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
from contractlang.core.outcomes import Included, OutOfContract, Penalty, Permission
from contractlang.core.program import Expectation, Program, Scenario
from contractlang.diagnostics import Lang, Text
from contractlang.evaluation import run_scenario, verdict
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.as_text import verdict_text
from contractlang.evaluation.nearest import Unsearched
from contractlang.evaluation.sentences import condition_text
from contractlang.values import Money, Unit
from tests.evaluation.build import capped, commitment, constant, decision, hourly, origin, paris, program, rule

HERE = Path(__file__).parent
LABOUR = decision(
    "labour",
    rule("T0", IsOneOf("kind", ("preventive", "corrective")), Included(), line=10, title="Maintenance incluse"),
    rule(
        "T1",
        And((Not(During("opened", "HO")), Not(IsOneOf("severity", ("blocking",))))),
        hourly(14000, step=30, minimum=60),
        beats=("T0",),
        line=20,
        title="Hors plage de service",
    ),
    rule(
        "T2", IsOneOf("cause", ("misuse",)), hourly(9500, step=15), ("T0", "T1"), line=30, title="Mauvaise utilisation"
    ),
    default=OutOfContract(),
    title=Text("facturation", "billing"),
)
CONTRACT = program(
    LABOUR,
    commitment("restore", 4),
    decision(
        "penalty.restore",
        rule("P1", Always(True), Penalty(currency="EUR", amount=constant(15000), per=Unit.HOUR, started=True), line=40),
    ),
    decision(
        "permission.remote",
        rule("A", Always(True), Permission("prior_approval")),
        title=Text("à distance", "remote"),
    ),
    cap=capped(20000),
)
MISUSE: dict[str, FactValue] = {
    "opened": paris("2026-06-02T10:00"),
    "restored": paris("2026-06-03T10:30"),
    "kind": "corrective",
    "severity": "minor",
    "cause": "misuse",
    "worked": 3000,
}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_text_of_a_verdict(lang: Lang) -> None:
    # due 10-12 and 14-16 on Tuesday; late 16-18 and 9-10:30, 3 h 30 min: 4 hours begun at 150 EUR, capped at 200
    shown = verdict_text(verdict(CONTRACT, MISUSE), lang).replace("\u00a0", " ").replace("\u202f", " ")
    assert shown == (HERE / f"verdict.{lang}.txt").read_text(encoding="utf-8")


def test_the_text_says_first_what_is_possible_and_what_to_ask() -> None:
    found = verdict(CONTRACT, {"kind": "corrective", "severity": "minor"})
    assert (
        verdict_text(found, "en").replace("\u00a0", " ").partition("\n\nDeadlines")[0]
        == """\
UNDETERMINED

Answers still possible
  billed €95.00/h (T2), if cause = misuse
  included (T0), if cause = failure and opened during HO
  billed €140.00/h (T1), if cause = failure and opened outside HO

What to find out, in this order
  1. opened — billing, commitment.restore
  2. cause (failure, misuse) — billing"""
    )


def test_the_json_of_a_verdict() -> None:
    data = verdict_json(verdict(CONTRACT, MISUSE), "en")
    assert list(data) == [
        "outcome",
        "rule",
        "amount",
        "quantity",
        "priority",
        "milestones",
        "permissions",
        "sanctions",
        "because",
        "unless",
        "possible",
        "ask_next",
        "contract",
    ]
    assert json.loads(json.dumps(data)) == data
    assert (data["outcome"], data["rule"], data["quantity"]) == ("billed", "T2", "PT1H")
    assert data["amount"] == {"excl_vat": "95.00", "incl_vat": "114.00", "currency": "EUR"}
    assert data["milestones"] == {
        "restore": {
            "deadline": "2026-06-02T16:00:00+02:00",
            "met": False,
            "late_seconds": 12600,
            "penalty": "200.00",
            "termination": False,
        }
    }
    assert data["permissions"] == {"remote": "prior_approval"}
    because = data["because"]
    assert isinstance(because, list)
    assert because[2] == {
        "decision": "labour",
        "rule": "T2",
        "title": "Mauvaise utilisation",
        "state": "won",
        "guard": True,
        "facts": {"cause": "misuse"},
        "missing": [],
        "over": ["T0"],
        "article": "4",
        "line": 30,
        "text": "`T2` applies (cause = misuse) and prevails over `T0`",
    }
    assert data["unless"] == {
        "facts": {"cause": "failure"},
        "outcome": "included",
        "rule": "T0",
        "text": "if cause = failure (instead of misuse): included",
        "none_within": 0,
    }


def test_facts_and_words_in_json_are_those_of_the_language() -> None:
    data = verdict_json(verdict(CONTRACT, {"kind": "corrective", "severity": "minor"}), "fr")
    asks = data["ask_next"]
    assert isinstance(asks, list)
    assert (asks[1]["fact"], asks[1]["words"]) == ("cause", ["panne", "mauvaise_utilisation"])
    possible = data["possible"]
    assert isinstance(possible, list)
    assert possible[0]["when"] == "cause = mauvaise utilisation"


def test_two_rules_of_which_neither_prevails_are_a_conflict_that_names_both() -> None:
    clash = program(
        decision("labour", rule("T0", Always(True), Included()), rule("T1", Holds("on_site"), OutOfContract()))
    )
    found = verdict(clash, {"on_site": True})
    assert (found.outcome, found.rule, found.billable, found.amount) == ("conflict", None, None, None)
    assert found.conflict is not None
    assert (found.conflict.first.name, found.conflict.second.name) == ("T0", "T1")
    for lang in ("fr", "en"):
        text = verdict_text(found, lang)
        assert "T0" in text
        assert "T1" in text


# --- the nearest other case ---------------------------------------------------------------------------------


def changes(whole: Program, case: dict[str, FactValue]) -> dict[str, FactValue] | None:
    found = verdict(whole, case).unless
    assert not isinstance(found, Unsearched)
    return None if found is None else {change.fact: change.instead for change in found.changes}


def test_one_change_is_nearer_than_two() -> None:
    assert changes(CONTRACT, MISUSE) == {"cause": "failure"}


def test_two_changes_are_found_where_one_does_not_do() -> None:
    both = Or((Holds("on_site"), Holds("quote_accepted")))
    whole = program(decision("labour", rule("T0", both, Included()), default=OutOfContract()))
    assert changes(whole, {"on_site": True, "quote_accepted": True}) == {"on_site": False, "quote_accepted": False}


def test_a_number_changes_by_no_more_than_it_must() -> None:
    short = Compare(Comparison.LE, NumberFact("worked"), Whole(7200))
    whole = program(decision("labour", rule("T0", short, Included()), default=OutOfContract()))
    assert changes(whole, {"worked": 3600}) == {"worked": 7201}
    assert changes(whole, {"worked": 36000}) == {"worked": 7200}


@pytest.mark.parametrize(
    ("opened", "instead"),
    [("2026-06-05T18:30", "2026-06-05T17:59"), ("2026-06-05T13:55", "2026-06-05T14:00")],
)
def test_an_instant_moves_to_the_nearest_opening(opened: str, instead: str) -> None:
    whole = program(decision("labour", rule("T0", During("opened", "HO"), Included()), default=OutOfContract()))
    assert changes(whole, {"opened": paris(opened)}) == {"opened": paris(instead)}


def test_an_answer_that_nothing_changes_has_no_nearest_other() -> None:
    whole = program(decision("labour", rule("T0", Always(True), Included())))
    assert changes(whole, {"on_site": True}) is None


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "fr", "en"),
    [
        (
            And((IsOneOf("kind", ("preventive", "corrective")), During("opened", "HO"))),
            "nature parmi {préventive, curative} et ouverture pendant HO",
            "kind in {preventive, corrective} and opened during HO",
        ),
        (Not(IsOneOf("severity", ("blocking",))), "gravité ≠ bloquante", "severity ≠ blocking"),
        (Not(During("opened", "HO")), "ouverture hors de HO", "opened outside HO"),
        (
            And((Or((Holds("on_site"), Not(Holds("quote_accepted")))), Holds("on_site"))),
            "(sur place ou non devis accepté) et sur place",
            "(on site or not quote accepted) and on site",
        ),
        (Compare(Comparison.GT, NumberFact("worked"), Whole(5400)), "durée > 1 h 30 min", "worked > 1 h 30 min"),
        (
            Compare(Comparison.LE, Plus((NumberFact("consumed"), NumberFact("worked"))), Whole(36000)),
            "consommé + durée ≤ 10 h",
            "consumed + worked ≤ 10 h",
        ),
        (
            Compare(Comparison.GT, Plus((NumberFact("restored"), Times(NumberFact("opened"), -1))), Whole(4 * 3600)),
            "rétablissement - ouverture > 4 h",
            "restored - opened > 4 h",
        ),
        (Not(And((Holds("on_site"), Always(True)))), "non (sur place et toujours)", "not (on site and always)"),
    ],
)
def test_conditions_in_words(condition: Condition, fr: str, en: str) -> None:
    said = condition_text(condition, CONTRACT)
    assert (said.fr, said.en) == (fr, en)


# --- scenarios ----------------------------------------------------------------------------------------------


def expected(**values: object) -> tuple[Expectation, ...]:
    return tuple(Expectation(name=name, value=value, origin=origin()) for name, value in values.items())


def scenario(case: dict[str, FactValue], **values: object) -> Scenario:
    return Scenario(title="essai", case=case, expected=expected(**values), origin=origin())


def test_a_scenario_that_is_met_passes() -> None:
    met = scenario(
        MISUSE,
        billable=True,
        price=Money(Decimal("95.00")),
        rule="t2",
        restore=paris("2026-06-02T16:00"),
        penalty=Money(Decimal(200)),
    )
    assert run_scenario(CONTRACT, met).passed


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("billable", False, "facturable : attendu non, obtenu oui"),
        ("price", Money(Decimal(90)), "prix : attendu 90,00 €, obtenu 95,00 €"),
        ("rule", "T0", "règle : attendu `T0`, obtenu `T2`"),
        ("penalty", Money(Decimal(1)), "pénalité : attendu 1,00 €, obtenu 200,00 €"),
        (
            "restore",
            paris("2026-06-02T17:00"),
            "rétablissement : attendu mar. 2 juin 2026 17:00, obtenu mar. 2 juin 2026 16:00",
        ),
        ("intervene", paris("2026-06-02T17:00"), "intervention : attendu mar. 2 juin 2026 17:00, obtenu rien"),
    ],
)
def test_a_scenario_that_is_missed_says_what_was_expected_and_what_was_found(
    name: str, value: object, message: str
) -> None:
    result = run_scenario(CONTRACT, scenario(MISUSE, **{name: value}))
    (mismatch,) = result.mismatches
    assert mismatch.message.say("fr").replace("\u00a0", " ").replace("\u202f", " ") == message
    assert not result.passed


def test_a_scenario_with_wrong_facts_has_no_verdict() -> None:
    result = run_scenario(CONTRACT, scenario({"kind": "autre"}, billable=True))
    assert result.verdict is None
    assert [error.fact for error in result.errors] == ["kind"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_kind_of_verdict_can_be_said(lang: Lang) -> None:
    for case in ({}, {"kind": "evolutive"}, MISUSE, {**MISUSE, "cause": "failure"}):
        text = verdict_text(verdict(CONTRACT, case), lang)
        assert "{price" not in text
        assert "{rule" not in text
        assert verdict_json(verdict(CONTRACT, case), lang)
