"""Where a check begins and ends: a text that it finds, beside the nearest that it must leave alone."""

from __future__ import annotations

import pytest

from contractlang.core.formulas import at_least
from contractlang.core.outcomes import FormulaConstant, FormulaFact, FormulaOperation
from contractlang.workspace import read_contract
from tests.support import complete

RENEWAL = """…
article 1 "Durée" {{
  durée {{
    début        : 2026-02-01
    initiale     : 24 mois
    {renewal}
    préavis      : 3 mois
  }}
  résiliation {{
    client     : préavis {notice}
    manquement : mise en demeure 30 jours
  }}
}}
"""

HOURS = """…
article 4 "Facturation" {{
  facturation {{
    règle A "Évolutions" {{
      si    nature = évolutive
      alors facturé {day}
    }}
    règle B "Évolutions de nuit" {beats} {{
      si    nature = évolutive et non (ouverture pendant HO)
      alors facturé {night}
    }}
    défaut : inclus
  }}
}}
"""

ORDER = """…
article 4 "Facturation" {{
  facturation {{
    règle A "Pannes" {{
      si    nature = curative
      alors inclus
    }}
    règle B "Mauvaise utilisation" sauf A {{
      si    nature = curative et {condition}
      alors facturé 95 €/h
    }}
    défaut : hors contrat
  }}
}}
"""

MATRIX = """…
vocabulaire impact restreint ordonné {{ faible "low", fort "high" }}

article 3 "Priorités" {{
  priorités selon impact {{
    fort   : {high}
    faible : P2
  }}
  niveaux de service {{
    défaut : intervention 4 h sur HO, rétablissement 8 h sur HO
  }}
  pénalités {{
    retard rétablissement si priorité = P1 : 100 € par heure entamée
    retard rétablissement si priorité ≠ P1 : 10 € par heure entamée
    plafond                                : 50 % de redevance par mois
  }}
}}
"""

CAP = """…
article 4 "Prix" {{
  prix {{
    redevance : à négocier {bounds} par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : aucune
    tva       : 20 %
  }}
  pénalités {{
    retard rétablissement : 200 € par heure entamée
    plafond               : 10 % de redevance par mois
  }}
}}
"""


def codes(text: str) -> list[str]:
    return [one.code for one in read_contract(complete(text)).check()]


@pytest.mark.parametrize(
    ("renewal", "notice", "found"),
    [
        ("reconduction : aucune", "24 mois", True),
        ("reconduction : aucune", "23 mois", False),
        ("reconduction : expresse 12 mois", "24 mois", False),  # the period that follows may be ended
    ],
)
def test_a_notice_as_long_as_a_contract_that_says_it_is_not_renewed(renewal: str, notice: str, found: bool) -> None:
    assert ("D406" in codes(RENEWAL.format(renewal=renewal, notice=notice))) is found


@pytest.mark.parametrize(
    ("day", "night", "found"),
    [
        ("140 €/h", "90 €/h, sur devis", True),
        ("90 €/h", "140 €/h, sur devis", False),
        ("140 €/h, sur devis", "90 €/h", True),
        ("140 €/h", "sur devis", False),  # the quote alone will tell
    ],
)
def test_a_price_on_quote_is_compared_as_once_accepted(day: str, night: str, found: bool) -> None:
    assert ("B105" in codes(HOURS.format(day=day, night=night, beats="sauf A"))) is found


def test_what_contradictory_rules_cost_at_night_is_left_to_the_conflict() -> None:
    """Without an order nobody knows what a night costs: that is the finding, and not that it is cheap."""
    found = codes(HOURS.format(day="140 €/h", night="90 €/h", beats=""))
    assert "R501" in found
    assert "B105" not in found


@pytest.mark.parametrize("condition", ["cause = panne et cause = usure", "gravité > bloquante"])
def test_a_rule_that_never_applies_has_no_idle_exceptions_beside(condition: str) -> None:
    found = codes(ORDER.format(condition=condition))
    assert "R503" in found
    assert "R505" not in found


def test_a_rule_that_never_wins_has_no_idle_conditions_beside() -> None:
    # B is within A: A, which prevails, leaves it nothing
    dead = ORDER.format(condition="cause = mauvaise_utilisation")
    dead = dead.replace('règle A "Pannes" {', 'règle A "Pannes" sauf B {').replace(
        'règle B "Mauvaise utilisation" sauf A {', 'règle B "Mauvaise utilisation" {'
    )
    assert [code for code in codes(dead) if code.startswith("R")] == ["R503"]


def test_a_condition_on_a_priority_that_the_matrix_never_gives_is_not_idle() -> None:
    assert not {"R503", "R504"} & set(codes(MATRIX.format(high="P1")))
    found = codes(MATRIX.format(high="P2"))
    assert "R503" in found
    assert "R504" not in found


@pytest.mark.parametrize(
    ("bounds", "found"),
    [("entre 900 € et 2 000 €", True), ("entre 900 € et 2 500 €", False), ("au moins 900 €", False)],
)
def test_a_cap_on_a_fee_to_be_agreed_is_reached_at_once_if_it_is_for_every_fee(bounds: str, found: bool) -> None:
    assert ("B102" in codes(CAP.format(bounds=bounds))) is found


def test_a_formula_is_at_least_another_within_the_bounds_of_its_facts() -> None:
    fee = FormulaFact("fee")
    tenth = FormulaOperation("*", FormulaConstant(1, 10), fee)
    assert at_least(FormulaConstant(20, 1), tenth, {"fee": 200})
    assert not at_least(FormulaConstant(20, 1), tenth, {"fee": 201})
    assert not at_least(FormulaConstant(20, 1), tenth, {})
    assert at_least(fee, tenth, {})
    assert not at_least(tenth, FormulaConstant(1, 1), {"fee": 10_000})


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("The notice period is 6 months.", True),
        ("A notice period of 3 months applies.", False),
        ("The initial period is 24 months.", True),
        ("A period of 6 months follows.", False),  # of what?
    ],
)
def test_a_period_of_notice_is_a_notice(prose: str, found: bool) -> None:
    text = f"""language en

import stdlib.vocabulary

contract "Upkeep" {{
  signature : 2026-01-15
}}

article 1 "Term" {{
  \"\"\"{prose}\"\"\"
  duration {{
    start   : 2026-02-01
    initial : 36 months
    renewal : tacit 12 months
    notice  : 3 months
  }}
}}
"""
    assert ("X101" in [one.code for one in read_contract(text).check()]) is found
