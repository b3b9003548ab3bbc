"""Expectations that give no value: that something is decided, and that one deadline is not after another."""

from __future__ import annotations

import pytest

from contractlang.diagnostics import Diagnostic
from contractlang.source import Source
from contractlang.workspace import format_source, read_contract
from tests.support import complete

LEVELS = """
  niveaux de service {
    gravité bloquante : prise_en_charge 30 min sur H24, intervention 1 h sur H24, rétablissement 4 h sur H24
    gravité majeure   : intervention 4 h sur HO, rétablissement 8 h sur H24
    gravité mineure   : intervention sans engagement, rétablissement 16 h sur HO
  }
"""
RULES = """
  facturation {
    règle T1 "Curative" {
      si    nature = curative
      alors inclus
    }
    règle T2 "Usage" {
      si    cause = mauvaise_utilisation
      alors facturé 95 €/h
    }
  }
"""


def mismatches(given: str, expected: str, clauses: str = LEVELS + RULES) -> list[tuple[str, str]]:
    """What the contract misses of some expectations, in both languages."""
    text = complete(
        f'…\narticle 3 "Service et prix" {{{clauses}}}\n\n'
        f'essai "Essai" {{\n  soit {{\n{given}\n  }}\n  attendu {{\n{expected}\n  }}\n}}\n'
    )
    contract = read_contract(text)
    assert [one.message.say("fr") for one in contract.findings] == []
    (result,) = contract.test()
    assert not result.errors
    return [(one.message.say("fr"), one.message.say("en")) for one in result.mismatches]


ANSWERED = [
    ("nature : curative\ncause : panne", "facturable : décidé"),
    ("nature : évolutive\ncause : mauvaise_utilisation", "facturable : décidé"),
    ("gravité : bloquante", "prise_en_charge : décidé\nintervention : décidé\nrétablissement : décidé"),
    ("gravité : mineure", "intervention : décidé"),  # that nothing is promised is an answer, too
    ("gravité : majeure", "pénalité : décidé"),
]


@pytest.mark.parametrize(("given", "expected"), ANSWERED)
def test_any_one_answer_is_decided(given: str, expected: str) -> None:
    assert mismatches(given, expected) == []


OPEN = [
    (
        "nature : curative\ncause : mauvaise_utilisation",
        "facturable : décidé",
        "facturable : attendu une réponse, obtenu conflit entre `T1` et `T2`",
        "billable: an answer expected, conflict between `T1` and `T2` found",
    ),
    (
        "nature : évolutive\ncause : panne",
        "facturable : décidé",
        "facturable : attendu une réponse, obtenu aucune règle ne s'applique",
        "billable: an answer expected, no rule applies found",
    ),
    # the cause is not stated: with one of them two rules contradict each other
    (
        "nature : curative",
        "facturable : décidé",
        "facturable : attendu une réponse, obtenu conflit entre `T1` et `T2`",
        "billable: an answer expected, conflict between `T1` and `T2` found",
    ),
    (
        "gravité : majeure",
        "prise_en_charge : décidé",
        "prise en charge : attendu une réponse, obtenu aucune règle ne s'applique",
        "acknowledgement: an answer expected, no rule applies found",
    ),
    (
        "gravité : majeure",
        "priorité : décidé",
        "priorité : attendu une réponse, obtenu rien",
        "priority: an answer expected, nothing found",
    ),
]


@pytest.mark.parametrize(("given", "expected", "french", "english"), OPEN)
def test_no_answer_and_a_contradiction_are_not(given: str, expected: str, french: str, english: str) -> None:
    assert mismatches(given, expected) == [(french, english)]


def test_a_fact_that_is_not_stated_and_changes_nothing_leaves_it_decided() -> None:
    rules = RULES.replace("nature = curative", "cause ≠ mauvaise_utilisation")
    assert mismatches("nature : évolutive", "facturable : décidé", LEVELS + rules) == []


NORMS = """
  permission P1 "Copier" %s {
    qui : prestataire
    quoi : copie_de_données
  }
  interdiction I1 "Ne pas copier" {
    qui : prestataire
    quoi : copie_de_données
    si gravité = bloquante
  }
"""


# Friday 6 March 2026, 17:45. HO is 08:30-12:30 and 13:30-18:00 on working days: 4 h of HO leave 15 min on Friday and
# end on Monday 9 at 13:15 + the lunch break counted out: 08:30-12:15. 8 h of H24 end on Saturday at 01:45.
FRIDAY = "ouverture : 2026-03-06 17:45\ngravité : majeure"
# Monday 9 March 2026, 08:30: 4 h of HO end at 12:30, 8 h of H24 at 16:30
MONDAY = "ouverture : 2026-03-09 08:30\ngravité : majeure"


def test_one_deadline_is_held_against_another() -> None:
    order = "intervention : pas après rétablissement"
    assert mismatches(MONDAY, order) == []
    (french, english), *others = mismatches(FRIDAY, order)
    assert others == []
    assert french == (
        "intervention : attendu pas après rétablissement (sam. 7 mars 2026 01:45), obtenu lun. 9 mars 2026 12:15"
    )
    assert english == "intervention: not after restoration (Sat 7 Mar 2026 01:45) expected, Mon 9 Mar 2026 12:15 found"


def test_deadlines_that_fall_together_are_in_order_both_ways() -> None:
    levels = "niveaux de service { défaut : intervention 4 h sur HO, rétablissement 4 h sur HO }"
    both = "intervention : pas après rétablissement\nrétablissement : pas après intervention"
    assert mismatches(MONDAY, both, levels + RULES) == []


def test_a_deadline_that_does_not_exist_is_in_no_order() -> None:
    undated = "gravité : majeure"
    assert len(mismatches(undated, "intervention : pas après rétablissement")) == 1
    nothing = mismatches(MONDAY, "prise_en_charge : pas après intervention")
    assert nothing[0][1].endswith("expected, nothing found")
    assert len(mismatches(MONDAY, "intervention : pas après prise_en_charge")) == 1


def faults(expected: str) -> list[Diagnostic]:
    text = complete(
        f'…\nessai "E" {{\n  soit {{\n    gravité : mineure\n  }}\n  attendu {{\n    {expected}\n  }}\n}}\n'
    )
    return list(read_contract(text).findings)


FAULTY = [
    ("intervention : pas après rétablisement", "N101", "vouliez-vous dire `rétablissement` ?"),
    ("facturable : pas après rétablissement", "T201", "écrire par exemple `oui`"),
    ("prix : décidé", "T201", "écrire par exemple `95,00 €`"),
    ("intervention : décidé demain", "T201", "écrire par exemple `2026-03-09 12:15`"),
    ("intervention : pas avant rétablissement", "T201", "écrire par exemple `2026-03-09 12:15`"),
    ("intervention : décidé, décidé", "T201", "n'en garder qu'une, sans condition"),
]


@pytest.mark.parametrize(("expected", "code", "help"), FAULTY)
def test_what_is_not_meant_so_is_told(expected: str, code: str, help: str) -> None:
    (found,) = faults(expected)
    assert found.code == code
    assert found.help is not None
    assert found.help.say("fr") == help


def test_both_forms_are_translated_and_read_in_english() -> None:
    text = complete(
        '…\nessai "E" {\n  soit {\n    gravité : mineure\n  }\n  attendu {\n'
        "    facturable     : décidé\n    intervention   : pas après rétablissement\n"
        "    prise_en_charge : pas après prise en charge\n    rétablissement : décidé\n  }\n}\n"
    )
    english = format_source(Source("x", text), "en").text
    assert english is not None
    said = english[english.index("expected {") :]
    assert [" ".join(line.split()) for line in said.splitlines()[1:5]] == [
        "billable : decided",
        "intervention : not after restoration",
        "acknowledgement : not after acknowledgement",
        "restoration : decided",
    ]
    assert read_contract(english).findings == ()
    there = read_contract(english).test()
    here = read_contract(text).test()
    assert [[one.message.say("fr") for one in result.mismatches] for result in there] == [
        [one.message.say("fr") for one in result.mismatches] for result in here
    ]
