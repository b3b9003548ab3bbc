"""Amounts, by hand: step, then minimum, then the cent; VAT once on the sum; parts; quotes; the hotline's allowance."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contractlang.evaluation import Verdict, verdict
from contractlang.workspace import Contract, read_contract
from tests.support import complete

PRICE = """
  prix {
    redevance : 1 000 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : aucune
    journée   : 7 h
    %s
  }
"""


def contract(rules: str, *, vat: str = "tva : 20 %", more: str = "") -> Contract:
    """The base contract with these billing rules."""
    billing = f"facturation {{\n{rules}\ndéfaut : hors contrat\n}}"
    found = read_contract(complete(f'…\narticle 20 "Prix" {{\n{PRICE % vat}\n{billing}\n{more}\n}}\n'))
    assert found.in_order, found.findings
    return found


def charged(found: Verdict) -> tuple[int | None, int | None]:
    assert found.amount is not None
    return found.amount.excluded, found.amount.included


def asked_for(found: Verdict) -> list[str]:
    """The missing facts that labour needs; delays need others."""
    return [one.fact for one in found.ask_next if "labour" in one.serves]


def billed(outcome: str, **facts: object) -> tuple[int | None, int | None]:
    """What a rule with this outcome charges, before and with VAT, in cents."""
    asked = contract(f'règle R "Règle" {{ si nature = évolutive alors {outcome} }}')
    return charged(asked.ask({"nature": "évolutive", **facts}))


@pytest.mark.parametrize(
    ("outcome", "worked", "excluded", "included"),
    [
        # 50 min are four quarters of an hour: 1 h
        ("facturé 95 €/h, par tranche de 15 min", "50 min", 9500, 11400),
        # 61 min are five quarters: 1.25 h x 95
        ("facturé 95 €/h, par tranche de 15 min", "61 min", 11875, 14250),
        # a step that is just reached is not exceeded
        ("facturé 95 €/h, par tranche de 15 min", "60 min", 9500, 11400),
        # 20 min are one step of 30 min, less than the minimum of 1 h
        ("facturé 140 €/h, minimum 1 h, par tranche de 30 min", "20 min", 14000, 16800),
        # 95 min are four steps of 30 min: 2 h, beyond the minimum
        ("facturé 140 €/h, minimum 1 h, par tranche de 30 min", "95 min", 28000, 33600),
        # nothing worked: the minimum is still due
        ("facturé 140 €/h, minimum 1 h", "0 min", 14000, 16800),
        # without step or minimum, to the second: 650 EUR for 7 h, 100 min = 154.7619 EUR
        ("facturé 650 €/jour", "100 min", 15476, 18571),
        # half a cent goes up: 1 min at 0.30 EUR/h is 0.005 EUR
        ("facturé 0,30 €/h", "1 min", 1, 1),
        # a price finer than the cent is not rounded before it is multiplied: 100 min x 0.125 EUR
        ("facturé 0,125 €/min", "100 min", 1250, 1500),
        # `par heure` is `/h`
        ("facturé 95 € par heure, par tranche de 15 min", "50 min", 9500, 11400),
        # 120 EUR with 20 % of tax are 100 EUR before it
        ("facturé 120 € TTC/h", "90 min", 15000, 18000),
        ("facturé 60 € TTC", "1 h", 5000, 6000),
        # a flat price asks for no duration
        ("facturé 60 €", "3 h", 6000, 7200),
    ],
)
def test_labour(outcome: str, worked: str, excluded: int, included: int) -> None:
    assert billed(outcome, durée=worked) == (excluded, included)


def test_vat_that_the_contract_does_not_give_is_not_assumed() -> None:
    asked = contract('règle R "R" { si nature = évolutive alors facturé 60 € }', vat="")
    assert charged(asked.ask({"nature": "évolutive"})) == (6000, None)


def test_a_price_by_the_hour_without_the_hours_is_billed_for_an_unknown_amount() -> None:
    asked = contract('règle R "R" { si nature = évolutive alors facturé 60 €/h }')
    found = asked.ask({"nature": "évolutive"})
    assert found.outcome == "billed"
    assert charged(found) == (None, None)
    assert asked_for(found) == ["worked"]


QUOTE = 'règle R "R" { si nature = évolutive alors facturé 60 €/h, sur devis }'


@pytest.mark.parametrize(
    ("facts", "outcome", "billable", "excluded"),
    [
        ({"devis_accepté": "oui", "durée": "2 h"}, "billed", True, 12000),
        ({"devis_accepté": "non", "durée": "2 h"}, "billed", False, 0),
        ({"durée": "2 h"}, "undetermined", None, None),
    ],
)
def test_a_price_on_quote_is_due_once_the_quote_is_accepted(
    facts: Mapping[str, object], outcome: str, billable: bool | None, excluded: int | None
) -> None:
    found = contract(QUOTE).ask({"nature": "évolutive", **facts})
    assert (found.outcome, found.billable) == (outcome, billable)
    if outcome == "undetermined":
        assert asked_for(found) == ["quote_accepted"]
    else:
        assert charged(found)[0] == excluded


def test_parts_are_charged_beside_labour_where_the_case_speaks_of_them() -> None:
    asked = contract('règle R "R" { si nature = curative alors facturé 60 € }')
    labour = asked.ask({"nature": "curative"})
    # 125.50 EUR + 8 % = 135.54 EUR, with labour 195.54 EUR; VAT 39.108 EUR
    parts = asked.ask({"nature": "curative", "opération": "remplacement", "coût": "125,50 €"})
    assert charged(labour) == (6000, 7200)
    assert charged(parts) == (19554, 23465)
    assert [line.decision for line in parts.lines] == ["labour", "parts"]


HOTLINE = """assistance { plage : HO forfait : 10 h par mois au-delà : 1,20 €/min prime sur : R }"""


@pytest.mark.parametrize(
    ("consumed", "worked", "rule", "excluded"),
    [
        ("2 h", "30 min", "assistance", 0),
        ("9 h", "1 h", "assistance", 0),  # the allowance is just used up
        ("9 h", "90 min", "assistance.passage", 3600),  # 30 min beyond: 30 x 1.20
        ("10 h", "20 min", "assistance.au-delà", 2400),
        ("12 h", "1 min", "assistance.au-delà", 120),
    ],
)
def test_a_call_that_crosses_the_allowance_is_split_there(consumed: str, worked: str, rule: str, excluded: int) -> None:
    asked = contract('règle R "R" { si nature = curative alors facturé 500 € }', more=HOTLINE)
    found = asked.ask({"nature": "curative", "canal": "téléphone", "consommé": consumed, "durée": worked})
    assert found.rule is not None
    assert (found.rule.name, charged(found)[0]) == (rule, excluded)


def test_two_rules_that_contradict_each_other_are_named_and_neither_is_chosen() -> None:
    asked = contract(
        'règle R "R" { si nature = curative alors inclus }\nrègle S "S" { si cause = panne alors facturé 60 € }'
    )
    found = asked.ask({"nature": "curative", "cause": "panne"})
    assert found.outcome == "conflict"
    assert found.conflict is not None
    assert {found.conflict.first.name, found.conflict.second.name} == {"R", "S"}
    assert found.billable is None


def test_what_no_rule_covers_is_out_of_contract_by_the_default() -> None:
    found = contract('règle R "R" { si nature = curative alors inclus }').ask({"nature": "préventive"})
    assert (found.outcome, found.billable) == ("out_of_contract", False)


def test_the_nearest_other_case_changes_one_fact() -> None:
    asked = contract(
        'règle R "R" { si nature = curative et gravité = bloquante alors inclus }\n'
        'règle S "S" sauf R { si cause = mauvaise_utilisation alors facturé 60 € }'
    )
    found = asked.ask({"nature": "curative", "gravité": "bloquante", "cause": "panne", "canal": "distance"})
    assert found.unless is not None
    near = dict(found.case) | {one.fact: one.instead for one in found.unless.changes}
    assert len(found.unless.changes) == 1
    assert verdict(found.program, near).outcome != found.outcome
