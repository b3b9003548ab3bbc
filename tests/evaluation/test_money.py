"""Amounts: steps, minimums, tax, quotes and parts, calculated by hand."""

from __future__ import annotations

from contractlang.core.expressions import Always, Divide, IsOneOf, NumberFact, Rounding, Times, Whole
from contractlang.core.outcomes import Billed, Included, OutOfContract
from contractlang.core.program import Decision, Program
from contractlang.diagnostics import Text
from contractlang.evaluation import verdict
from contractlang.evaluation.trace import sentence
from contractlang.evaluation.verdict import Verdict
from tests.evaluation.build import FEE, decision, hourly, program, rule


def labour(price: Billed) -> Decision:
    return decision("labour", rule("T1", Always(True), price))


def amounts(found: Verdict) -> tuple[int | None, int | None]:
    assert found.amount is not None
    return found.amount.excluded, found.amount.included


def test_a_quantity_goes_up_to_its_step_then_to_its_minimum() -> None:
    whole = program(labour(hourly(9000, step=15, minimum=60)))
    # 62 min are five quarters of an hour: 75 min x 90 EUR/h = 112.50, with 20 % 135.00
    assert amounts(verdict(whole, {"worked": 62 * 60})) == (11250, 13500)
    # 10 min are one quarter, and one hour at least
    assert amounts(verdict(whole, {"worked": 600})) == (9000, 10800)
    (line,) = verdict(whole, {"worked": 600}).lines
    assert (line.reported, line.charged) == (600, 3600)


def test_cents_and_tax_are_rounded_half_up() -> None:
    # 1 s at 18.18 EUR/h is 0.505 cents: 1 cent; 20 % of it is 0.2 cents: none
    assert amounts(verdict(program(labour(hourly(1818))), {"worked": 1})) == (1, 1)
    # 0.13 EUR: tax is 2.6 cents, 3 rounded
    assert amounts(verdict(program(labour(hourly(13))), {"worked": 3600})) == (13, 16)


def test_without_a_tax_rate_no_amount_includes_tax() -> None:
    found = verdict(program(labour(hourly(9000)), terms=(FEE,)), {"worked": 3600})
    assert amounts(found) == (9000, None)
    assert any("TVA" in sentence(step, found.program, found.case).say("fr") for step in found.because)


def test_without_the_quantity_it_is_billed_for_an_unknown_amount() -> None:
    found = verdict(program(labour(hourly(9000))), {})
    assert (found.outcome, amounts(found)) == ("billed", (None, None))
    assert [ask.fact for ask in found.ask_next] == ["worked"]


def test_a_quote_alone_has_no_amount() -> None:
    quote = Billed(amount=None, quantity=None, currency="EUR", price=Text("sur devis", "on quote")(), needs_quote=True)
    found = verdict(program(labour(quote)), {"quote_accepted": True})
    assert (found.outcome, amounts(found)) == ("billed", (None, None))


def test_a_refused_quote_leaves_nothing_due() -> None:
    whole = program(labour(hourly(9000, quote=True)))
    found = verdict(whole, {"quote_accepted": False, "worked": 3600})
    assert (found.outcome, found.billable, amounts(found)) == ("billed", False, (0, 0))
    assert verdict(whole, {"quote_accepted": True, "worked": 3600}).billable
    unknown = verdict(whole, {"worked": 3600})
    assert (unknown.outcome, unknown.billable, unknown.amount) == ("undetermined", None, None)
    assert [ask.fact for ask in unknown.ask_next] == ["quote_accepted"]


def parts() -> Program:
    """Labour is included, a repair too, a replacement costs its parts and 8 %."""
    plus_8 = Divide(Times(NumberFact("parts_cost"), 108), 100, Rounding.HALF_UP)
    price = Billed(amount=plus_8, quantity=None, currency="EUR", price=Text("coût + 8 %", "cost + 8%")())
    return program(
        decision("labour", rule("T0", Always(True), Included())),
        decision(
            "parts",
            rule("réparation", IsOneOf("operation", ("repair",)), Included()),
            rule("remplacement", IsOneOf("operation", ("replacement",)), price),
        ),
    )


def test_parts_are_decided_only_if_the_case_has_any() -> None:
    found = verdict(parts(), {})
    assert (found.outcome, amounts(found), set(found.results)) == ("included", (0, 0), {"labour"})


def test_parts_make_a_case_billed() -> None:
    # 150.05 EUR + 8 % = 162.054, so 162.05; 20 % of it is 32.41
    found = verdict(parts(), {"operation": "replacement", "parts_cost": 15005})
    assert (found.outcome, amounts(found)) == ("billed", (16205, 19446))
    assert found.rule is not None
    assert found.rule.name == "remplacement"
    (line,) = found.lines
    assert (line.decision, line.reported) == ("parts", 15005)
    assert verdict(parts(), {"operation": "repair"}).outcome == "included"


def test_parts_of_unknown_operation_leave_the_outcome_open() -> None:
    found = verdict(parts(), {"parts_cost": 15005})
    assert found.outcome == "undetermined"
    assert [(ask.fact, ask.serves) for ask in found.ask_next] == [("operation", ("parts",))]


def test_a_fixed_charge_has_no_quantity() -> None:
    fixed = Billed(amount=Whole(10000), quantity=None, currency="EUR", price=Text("100 €", "100 €")())
    assert amounts(verdict(program(labour(fixed)), {})) == (10000, 12000)


def test_lines_in_two_currencies_have_no_total() -> None:
    francs = Billed(amount=Whole(100), quantity=None, currency="CHF", price=Text("1 CHF", "1 CHF")())
    whole = program(labour(hourly(9000)), decision("parts", rule("P", Always(True), francs)))
    assert amounts(verdict(whole, {"worked": 3600, "operation": "repair"})) == (None, None)


def test_out_of_contract_has_no_amount() -> None:
    found = verdict(program(decision("labour", default=OutOfContract())), {})
    assert (found.outcome, found.amount, found.billable) == ("out_of_contract", None, False)


def test_a_case_that_no_rule_covers_is_undetermined_and_asks_nothing() -> None:
    found = verdict(
        program(decision("labour", rule("T0", IsOneOf("kind", ("preventive",)), Included()))), {"kind": "evolutive"}
    )
    assert (found.outcome, found.rule, found.ask_next) == ("undetermined", None, ())


def test_a_contract_without_billing_says_so() -> None:
    found = verdict(program(), {})
    assert found.outcome == "undetermined"
    assert [sentence(step, found.program, found.case).say("en") for step in found.because] == [
        "the contract contains no billing rules"
    ]
