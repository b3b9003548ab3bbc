"""Options, channels, hours and matrices that change a delay, in the terms of real contracts, by hand."""

from __future__ import annotations

import pytest

from contractlang.workspace import Contract, open_contract, read_contract
from tests.evaluation.test_delays_in_contracts import at, milestone
from tests.support import ROOT, complete

REAL = ROOT / "examples" / "real"


def contract(levels: str, more: str = "") -> Contract:
    found = read_contract(complete(f'…\narticle 20 "Niveaux" {{\n{more}\nniveaux de service {{\n{levels}\n}}\n}}\n'))
    assert found.in_order, found.findings
    return found


# A1 (ISVTEC): 2 h or 4 h around the clock; the standard option 4 h if reported in its hours, Monday to Friday 9 to 19,
# else by noon of the next working day, Saturday included
@pytest.mark.parametrize(
    ("option", "opened", "due"),
    [
        ("premium", "2026-03-07 23:30", "2026-03-08 01:30"),
        ("gold", "2026-03-07 23:30", "2026-03-08 03:30"),
        ("standard", "2026-03-06 18:59", "2026-03-06 22:59"),
        ("standard", "2026-03-06 19:00", "2026-03-07 12:00"),  # hours are half-open
        ("standard", "2026-03-07 10:00", "2026-03-09 12:00"),  # a Saturday: Monday
        ("standard", "2026-04-04 10:00", "2026-04-07 12:00"),  # before Easter Monday
        ("standard", "2026-03-06 08:59", "2026-03-07 12:00"),
        ("standard", "2026-03-06 09:00", "2026-03-06 13:00"),
    ],
)
def test_the_option_of_the_client_sets_the_delay(option: str, opened: str, due: str) -> None:
    facts = {"symptôme": "panne_totale", "constat": "PT15M", "option": option, "ouverture": opened}
    assert milestone(open_contract(REAL / "isvtec.infog").ask(facts), "restore").deadline == at(due)


def test_a_failure_that_was_not_observed_for_a_quarter_of_an_hour_has_no_commitment() -> None:
    facts = {"symptôme": "panne_totale", "constat": "PT14M", "option": "premium", "ouverture": "2026-03-06 10:00"}
    assert milestone(open_contract(REAL / "isvtec.infog").ask(facts), "restore").deadline is None


def test_observation_stops_the_clock_of_a_failure() -> None:
    """Two hours, of which one is observed."""
    facts = {"symptôme": "panne_totale", "constat": "PT15M", "option": "premium", "ouverture": "2026-03-06 20:00"}
    observed = {**facts, "suspensions": "2026-03-06 20:30 à 2026-03-06 21:30 observation"}
    assert milestone(open_contract(REAL / "isvtec.infog").ask(observed), "restore").deadline == at("2026-03-06 23:00")


# A2 (eoko): two hours in its hours, Monday to Friday 9-12 and 14-18; outside them four hours of the clock
@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-04-08 17:30", "2026-04-09 10:30"),
        ("2026-04-08 11:30", "2026-04-08 15:30"),
        ("2026-04-08 12:00", "2026-04-08 16:00"),  # the break is outside its hours
        ("2026-04-08 18:00", "2026-04-08 22:00"),
        ("2026-04-11 10:00", "2026-04-11 14:00"),
    ],
)
def test_the_hours_of_the_opening_set_the_delay(opened: str, due: str) -> None:
    facts = {"gravité": "bloquante", "ouverture": opened}
    assert milestone(open_contract(REAL / "eoko.infog").ask(facts), "intervene").deadline == at(due)


# Anetys: 30 min, 2 h, 4 h, 8 h by priority; a ticket by e-mail has 4 h whatever it is
CHANNELS = """
priorité P1 si canal ≠ courriel : prise_en_charge 30 min sur H24
priorité P2 si canal ≠ courriel : prise_en_charge 2 h sur H24
priorité P3 si canal ≠ courriel : prise_en_charge 4 h sur H24
priorité P4 si canal ≠ courriel : prise_en_charge 8 h sur H24
niveau courriel si canal = courriel : prise_en_charge 4 h sur H24
"""


@pytest.mark.parametrize(
    ("priority", "channel", "due"),
    [
        ("P1", "téléphone", "10:30"),
        ("P2", "portail", "12:00"),
        ("P4", "téléphone", "18:00"),
        ("P1", "courriel", "14:00"),
        ("P4", "courriel", "14:00"),
    ],
)
def test_the_channel_changes_the_delay(priority: str, channel: str, due: str) -> None:
    facts = {"priorité": priority, "canal": channel, "ouverture": "2026-03-10 10:00"}
    assert milestone(contract(CHANNELS).ask(facts), "acknowledge").deadline == at(f"2026-03-10 {due}")


MATRIX = """
priorités selon impact, urgence {
  I1     : U1 P1, U2 P2, U3 P3
  I2     : U1 P2, U2 P3, U3 P4
  défaut : P4
}
"""


@pytest.mark.parametrize(
    ("impact", "urgency", "due"),
    [
        ("I1", "U1", "10:30"),
        ("I1", "U3", "14:00"),
        ("I2", "U1", "12:00"),
        ("I3", "U1", "18:00"),
    ],
)
def test_a_matrix_of_priorities_sets_the_delay(impact: str, urgency: str, due: str) -> None:
    facts = {"impact": impact, "urgence": urgency, "canal": "téléphone", "ouverture": "2026-03-10 10:00"}
    assert milestone(contract(CHANNELS, MATRIX).ask(facts), "acknowledge").deadline == at(f"2026-03-10 {due}")


def test_a_matrix_and_the_channel_together() -> None:
    facts = {"impact": "I1", "urgence": "U1", "canal": "courriel", "ouverture": "2026-03-10 10:00"}
    assert milestone(contract(CHANNELS, MATRIX).ask(facts), "acknowledge").deadline == at("2026-03-10 14:00")
