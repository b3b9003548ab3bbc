"""Verdicts on norms: dates and amounts are worked out by hand, beside each expectation."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from contractlang.evaluation import run_scenario
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.as_text import verdict_text
from contractlang.evaluation.verdict import Verdict
from contractlang.workspace import read_contract
from tests.support import complete, program_of

ARTICLE = """…
vocabulaire acte { revente_du_matériel "resale" }

article 20 "Normes" {
  obligation O1 "Notification d'une violation de données" {
    qui    : prestataire
    envers : client
    objet  : notification
    quand  : violation_de_données
    délai  : 48 h
    défaut : pénalité 500 € par heure entamée
  }
  obligation O2 "Maintenance annoncée" {
    qui    : prestataire
    quand  : maintenance_programmée
    délai  : au moins 7 jours avant
    si gravité ≠ bloquante
    défaut : résiliation
  }
  obligation O3 "Attestation d'assurance" {
    qui      : prestataire
    objet    : attestation_d_assurance
    quand    : signature, chaque 6 mois
    délai    : 15 jours
    défaut   : pénalité 100 € par jour entamé
    plafonné : oui
  }
  obligation O4 "Remplacement d'un intervenant" {
    qui   : prestataire
    quand : départ_d_intervenant
    délai : 15 jours ouvrés sur HO
  }
  obligation O5 "Registre des accès" {
    qui    : prestataire
    objet  : "un registre des accès à jour"
    défaut : pénalité 1 000 €
  }
  interdiction I1 "Communication à un tiers" {
    qui    : parties
    objet  : communication_à_un_tiers
    défaut : pénalité 5 000 €
    défaut : résiliation si gravité = bloquante
  }
  permission P1 "Sous-traitant ultérieur" sauf I1 {
    qui    : prestataire
    objet  : communication_à_un_tiers
    quand  : incident_de_sécurité
    accord : préalable
  }
  interdiction I2 "Usage des données" {
    qui   : prestataire
    objet : "toute fin étrangère au contrat"
  }
  permission P2 "Revente" {
    qui   : client
    objet : revente_du_matériel
  }
}
"""
TEXT = complete(ARTICLE)
CONTRACT = read_contract(TEXT)


def ask(**facts: str) -> Verdict:
    return CONTRACT.ask(facts)


def at(text: str) -> int:
    """Epoch seconds of a time in Paris."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp())


def test_the_contract_is_in_order() -> None:
    assert [finding.message.say("fr") for finding in CONTRACT.check()] == []


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        # 48 h around the clock: Friday 17:45 to Sunday 17:45
        ({"événement": "violation_de_données", "survenance": "2026-03-06 17:45"}, "2026-03-08 17:45"),
        # over the change to summer time (29 March 2026) 48 h end an hour later by the wall clock
        ({"événement": "violation_de_données", "survenance": "2026-03-28 12:00"}, "2026-03-30 13:00"),
        # 7 days before 20 March 22:00: 13 March 22:00
        (
            {"événement": "maintenance_programmée", "survenance": "2026-03-20 22:00", "gravité": "mineure"},
            "2026-03-13 22:00",
        ),
        # 15 days after the signature, at the same time
        ({"événement": "signature", "survenance": "2026-01-15 10:00"}, "2026-01-30 10:00"),
        # six months from 20 March end at 24:00 of 20 September
        ({"événement": "échéance_périodique", "survenance": "2026-03-20 09:00"}, "2026-09-21 00:00"),
        # 15 working days after Monday 27 April: 28-30 April (3), 4-7 (7), 11-13 (10), 15 (11), 18-21 May (15)
        # without the holidays of 1, 8 and 14 May
        ({"événement": "départ_d_intervenant", "survenance": "2026-04-27 10:00"}, "2026-05-22 00:00"),
    ],
)
def test_due_by_when(facts: dict[str, str], due: str) -> None:
    answer = ask(**facts)
    assert answer.outcome == "no_intervention"
    (milestone,) = answer.milestones
    assert milestone.deadline == at(due)
    assert milestone.met is None


def test_lateness_costs_what_the_norm_says_and_the_cap_leaves_it_alone() -> None:
    # one hour and a quarter after Sunday 17:45 are two hours started, 2 × 500 €; the cap is 15 % of 1 000 €
    breach = {"événement": "violation_de_données", "survenance": "2026-03-06 17:45"}
    (late,) = ask(**breach, exécution="2026-03-08 19:00").milestones
    assert (late.met, late.late_seconds) == (False, 75 * 60)
    assert late.penalty is not None
    assert (late.penalty.before_cap, late.penalty.after_cap) == (100_000, 100_000)
    (met,) = ask(**breach, exécution="2026-03-08 17:45").milestones
    assert (met.met, met.penalty) == (True, None)


def test_a_sanction_that_says_so_counts_toward_the_cap() -> None:
    # due at the end of 20 September; on the 22nd at 10:00 the second day has begun: 200 €, and the cap is 150 €
    recurs = {"événement": "échéance_périodique", "survenance": "2026-03-20 09:00"}
    (late,) = ask(**recurs, exécution="2026-09-22 10:00").milestones
    assert late.penalty is not None
    assert (late.penalty.before_cap, late.penalty.after_cap) == (20_000, 15_000)


def test_a_notice_is_late_when_it_is_given_less_than_its_length_before() -> None:
    works = {"événement": "maintenance_programmée", "survenance": "2026-03-20 22:00", "gravité": "mineure"}
    (met,) = ask(**works, exécution="2026-03-13 21:59").milestones
    assert (met.met, met.penalty) == (True, None)
    (late,) = ask(**works, exécution="2026-03-15 10:00").milestones
    assert late.met is False
    assert late.penalty is not None
    assert late.penalty.termination
    assert late.penalty.after_cap == 0


def test_an_intervention_does_not_raise_a_norm_nor_a_norm_an_intervention() -> None:
    plain = ask(ouverture="2026-03-06 10:00", gravité="majeure", nature="curative")
    assert {milestone.name for milestone in plain.milestones} == {"intervene", "restore"}
    both = ask(
        ouverture="2026-03-06 10:00",
        gravité="majeure",
        nature="curative",
        événement="violation_de_données",
        survenance="2026-03-06 17:45",
    )
    assert both.outcome == plain.outcome != "no_intervention"
    assert [one.name for one in both.milestones] == [*(one.name for one in plain.milestones), "obligation.O1"]


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"acte": "communication_à_un_tiers", "auteur": "client"}, "prohibited"),
        ({"acte": "communication_à_un_tiers", "auteur": "prestataire", "événement": "aucun"}, "prohibited"),
        (
            {"acte": "communication_à_un_tiers", "auteur": "prestataire", "événement": "incident_de_sécurité"},
            "prior_approval",
        ),
        # the exception is the provider's alone
        ({"acte": "communication_à_un_tiers", "auteur": "client", "événement": "incident_de_sécurité"}, "prohibited"),
        ({"acte": "revente_du_matériel", "auteur": "client"}, "permitted"),
        ({"acte": "revente_du_matériel", "auteur": "prestataire"}, None),
        ({"acte": "communication_à_un_tiers"}, None),
        ({"norme": "I2"}, "prohibited"),
        ({"norme": "O5"}, "required"),
    ],
)
def test_what_is_permitted(facts: dict[str, str], answer: str | None) -> None:
    (permission,) = ask(**facts).permissions
    assert permission.answer == answer


def test_what_is_missing_is_asked_for() -> None:
    open_ = ask(acte="communication_à_un_tiers", auteur="prestataire")
    assert [one.fact for one in open_.ask_next] == ["event"]
    assert len(open_.possible) == 2
    assert [one.fact for one in ask(événement="violation_de_données").ask_next] == ["occurred"]
    notice = ask(événement="maintenance_programmée", survenance="2026-03-20 22:00")
    assert [one.fact for one in notice.ask_next] == ["severity"]


def test_the_nearest_case_that_is_decided_otherwise() -> None:
    answer = ask(acte="communication_à_un_tiers", auteur="prestataire", événement="incident_de_sécurité")
    assert answer.unless is not None
    assert [change.fact for change in answer.unless.changes] == ["event"]


def test_the_sanction_of_a_prohibition() -> None:
    act = {"acte": "communication_à_un_tiers", "auteur": "client"}
    answer = ask(**act, gravité="bloquante", exécution="2026-03-06 10:00")
    assert json.loads(json.dumps(verdict_json(answer, "en")))["sanctions"] == {
        "act.disclosure": {"penalty": "5000.00", "termination": True}
    }
    assert "5 000,00 €, résiliation possible" in verdict_text(answer, "fr").replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    only_asked = verdict_text(ask(**act, gravité="mineure"), "en")
    assert "if broken: €5,000.00" in only_asked
    assert "termination" not in only_asked


def test_the_explanation_names_norm_article_and_line() -> None:
    answer = ask(événement="violation_de_données", survenance="2026-03-06 17:45", exécution="2026-03-08 19:00")
    line = TEXT[: TEXT.index("obligation O1")].count("\n") + 1
    place = {"fr": f"(article 20, ligne {line})", "en": f"(article 20, line {line})"}
    for lang, words in (("fr", "`O1` s'applique : événement = violation de données"), ("en", "`O1` applies")):
        said = verdict_text(answer, lang)  # type: ignore[arg-type]
        assert words in said
        assert said.count(place[lang]) == 2  # the delay, and what lateness costs
    milestones = verdict_json(answer, "en")["milestones"]
    assert milestones == {
        "obligation.O1": {
            "deadline": "2026-03-08T17:45:00+01:00",
            "met": False,
            "late_seconds": 4500,
            "penalty": "1000.00",
            "termination": False,
        }
    }


def test_obligations_on_one_thing_are_one_duty_in_which_one_prevails() -> None:
    two = read_contract(
        complete(
            """…
article 20 "Normes" {
  obligation O1 "Notification" {
    qui    : prestataire
    objet  : notification
    quand  : violation_de_données, incident_de_sécurité
    délai  : 72 h
    défaut : pénalité 100 €
  }
  obligation O2 "Notification d'urgence" sauf O1 {
    qui   : prestataire
    objet : notification
    quand : violation_de_données
    délai : 24 h
    si gravité = bloquante
  }
  permission P1 "Pas de notification d'un incident mineur" sauf O1 {
    qui   : prestataire
    quand : incident_de_sécurité
    si gravité = mineure
  }
}
"""
        )
    )
    assert list(two.check()) == []
    breach = {"survenance": "2026-03-02 10:00", "exécution": "2026-03-09 10:00"}

    def due(event: str, severity: str) -> tuple[int | None, int | None]:
        (one,) = two.ask({**breach, "événement": event, "gravité": severity}).milestones
        return one.deadline, one.penalty.after_cap if one.penalty else None

    assert due("violation_de_données", "mineure") == (at("2026-03-05 10:00"), 10_000)
    assert due("incident_de_sécurité", "bloquante") == (at("2026-03-05 10:00"), 10_000)
    # the urgent one prevails, and has no sanction of its own
    assert due("violation_de_données", "bloquante") == (at("2026-03-03 10:00"), None)
    # the permission takes the delay away
    assert due("incident_de_sécurité", "mineure") == (None, None)


# --- scenarios ----------------------------------------------------------------------------------------------


def outcome(given: str, expected: str) -> list[str]:
    program = program_of(f'{TEXT}\nessai "Norme" {{ soit {{ {given} }} attendu {{ {expected} }} }}')
    (scenario,) = program.scenarios
    return [one.message.say("fr") for one in run_scenario(program, scenario).mismatches]


LATE = "événement : violation_de_données survenance : 2026-03-06 17:45 exécution : 2026-03-08 19:00"
BAN = "acte : communication_à_un_tiers auteur : client gravité : mineure"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (LATE, "O1 : 2026-03-08 17:45 pénalité : 1 000 €"),
        (BAN, "I1 : interdit"),
        # asked only, nothing is due; done, the sanction is
        (BAN, "pénalité : 0 €"),
        (f"{BAN} exécution : 2026-03-06 10:00", "pénalité : 5 000 €"),
        ("norme : O5", "O5 : exigé"),
        (
            "acte : communication_à_un_tiers auteur : prestataire événement : incident_de_sécurité",
            "P1 : accord_préalable",
        ),
    ],
)
def test_a_scenario_that_holds(given: str, expected: str) -> None:
    assert outcome(given, expected) == []


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        (LATE, "O1 : 2026-03-08 18:00", "`O1` : attendu dim. 8 mars 2026 18:00, obtenu dim. 8 mars 2026 17:45"),
        (LATE, "O2 : 2026-03-08 17:45", "`O2` : attendu dim. 8 mars 2026 17:45, obtenu rien"),
        (BAN, "I1 : permis", "`I1` : attendu permis, obtenu interdit"),
        (BAN, "P1 : accord_préalable", "`P1` : attendu soumis à accord préalable, obtenu rien"),
    ],
)
def test_a_scenario_that_fails_says_what_was_found(given: str, expected: str, said: str) -> None:
    assert [one.replace("\u00a0", " ").replace("\u202f", " ") for one in outcome(given, expected)] == [said]
