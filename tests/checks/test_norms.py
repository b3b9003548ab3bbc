"""What the checks find in norms, and the nearest text in which they find nothing."""

from __future__ import annotations

import pytest

from contractlang.core.evaluate import holds
from contractlang.diagnostics import Diagnostic
from contractlang.evaluation import verdict
from contractlang.workspace import read_contract
from tests.support import complete, program_of

ALERT = "qui : prestataire objet : notification quand : violation_de_données"


def contract(*norms: str) -> str:
    return complete('…\narticle 20 "Normes" {\n' + "\n".join(norms) + "\n}\n")


def found(*norms: str) -> list[Diagnostic]:
    return list(read_contract(contract(*norms)).check())


def codes(*norms: str) -> list[str]:
    return [one.code for one in found(*norms)]


CLASHES = [
    pytest.param(
        'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers }',
        'permission P1 "Oui" %s { qui : prestataire objet : communication_à_un_tiers si gravité = bloquante }',
        "R501",
        id="a permission that meets a prohibition",
    ),
    pytest.param(
        'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers }',
        'obligation O1 "Oui" %s '
        "{ qui : prestataire objet : communication_à_un_tiers quand : signature délai : 2 jours }",
        "R501",
        id="an obligation to do what is prohibited",
    ),
    pytest.param(
        'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers }',
        'permission P1 "Oui" %s { qui : prestataire objet : communication_à_un_tiers accord : préalable }',
        "R501",
        id="a prior approval that meets a prohibition",
    ),
    pytest.param(
        f'obligation I1 "Vite" {{ {ALERT} délai : 24 h }}',
        f'obligation O1 "Plus tard" %s {{ {ALERT} délai : 48 h si gravité = mineure }}',
        "D402",
        id="two delays on one thing",
    ),
]


@pytest.mark.parametrize(("first", "second", "code"), CLASHES)
def test_norms_that_meet_are_a_conflict_unless_one_prevails(first: str, second: str, code: str) -> None:
    (finding,) = found(first, second % "")
    assert finding.code == code
    assert finding.case is not None
    assert [label.span.text.split()[1] for label in finding.labels] in (["I1", "P1"], ["I1", "O1"])
    settled = codes(first, second % "sauf I1")
    # the obligation or permission without a condition takes everything from the other, which is said of it
    assert set(settled) <= {"R503"}


@pytest.mark.parametrize(("first", "second", "code"), CLASHES)
def test_the_case_of_a_conflict_replays(first: str, second: str, code: str) -> None:
    text = contract(first, second % "")
    (finding,) = read_contract(text).check()
    program = program_of(text)
    assert finding.case is not None
    case = {fact: value for fact, value in finding.case.items() if isinstance(value, str | int)}
    both = [rule for one in program.decisions.values() for rule in one.rules if rule.name in ("I1", "O1", "P1")]
    assert any(holds(rule.guard, case, program.calendars) for rule in both if set(rule.reads) <= set(case))
    answer = verdict(program, case)
    assert "conflict" in {step.state for step in answer.because}, code


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers }',
            'permission P1 "Oui" { qui : client objet : communication_à_un_tiers }',
        ),
        (
            'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers }',
            'permission P1 "Oui" { qui : prestataire objet : accès_aux_données }',
        ),
        (
            'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers si gravité ≠ bloquante }',
            'permission P1 "Oui" { qui : prestataire objet : communication_à_un_tiers si gravité = bloquante }',
        ),
        (
            'interdiction I1 "Non" { qui : prestataire objet : communication_à_un_tiers quand : signature }',
            'obligation O1 "Oui" '
            "{ qui : prestataire objet : communication_à_un_tiers quand : demande_du_client délai : 2 h }",
        ),
        (
            f'obligation O1 "Vite" {{ {ALERT} délai : 24 h }}',
            f'obligation O2 "Même délai, écrit autrement" {{ {ALERT} délai : 24 h si gravité = bloquante }}',
        ),
        (
            f'obligation O1 "Vite" {{ {ALERT} délai : 24 h }}',
            f'obligation O2 "Autre débiteur" {{ {ALERT.replace("prestataire", "client")} délai : 48 h }}',
        ),
        (
            f'obligation O1 "Vite" {{ {ALERT} délai : 24 h }}',
            f'obligation O2 "Autre objet" {{ {ALERT.replace("notification", "accès_aux_données")} délai : 48 h }}',
        ),
        (
            f'obligation O1 "Vite" {{ {ALERT} délai : 24 h }}',
            f'obligation O2 "Autre événement" {{ {ALERT.replace("violation_de_données", "signature")} délai : 48 h }}',
        ),
    ],
    ids=["parties", "acts", "conditions", "events", "same delay", "debtors", "objects", "triggers"],
)
def test_norms_that_do_not_meet_or_agree_are_no_conflict(first: str, second: str) -> None:
    assert codes(first, second) == []


def test_a_prohibition_that_never_applies_is_dead() -> None:
    ban = 'interdiction I1 "Non" { qui : prestataire objet : débauchage }'
    dead = found(ban, 'permission P1 "Toujours" sauf I1 { qui : prestataire objet : débauchage }')
    assert [(one.code, one.span.text.split()[1]) for one in dead] == [("R503", "I1")]
    near = 'permission P1 "Parfois" sauf I1 { qui : prestataire objet : débauchage si gravité = mineure }'
    assert codes(ban, near) == []


def test_two_sanctions_of_one_prohibition_are_a_conflict() -> None:
    ban = 'interdiction %s "Non" { qui : prestataire objet : débauchage défaut : pénalité %s € }'
    assert codes(ban % ("I1", "1 000"), ban % ("I2", "2 000")) == ["R501"]
    assert codes(ban % ("I1", "1 000"), ban % ("I2", "1 000")) == []


def duty(delay: str) -> str:
    return f'obligation O1 "Compte rendu" {{ qui : prestataire quand : incident_de_sécurité délai : {delay} }}'


@pytest.mark.parametrize(
    "delay", ["2 jours calendaires sur HO", "1 jour calendaire avant 08:00 sur HO", "1 semaine sur CLOS"]
)
def test_a_delay_that_its_calendar_cannot_serve(delay: str) -> None:
    closed = """
calendrier CLOS "Fermé en août" {
  fuseau : "Europe/Paris"
  lundi à vendredi : 09:00-12:00
  fermé : 2026-08-01 au 2026-08-31
}
"""
    text = contract(duty(delay)) + (closed if "CLOS" in delay else "")
    (finding,) = read_contract(text).check()
    assert finding.code == "D404"
    assert finding.case is not None
    program = program_of(text)
    (answer,) = verdict(program, {k: v for k, v in finding.case.items() if isinstance(v, str | int)}).milestones
    calendar = program.calendars["CLOS" if "CLOS" in delay else "HO"]
    assert answer.deadline is not None
    assert calendar.elapsed(int(str(finding.case["occurred"])), answer.deadline) <= 0


@pytest.mark.parametrize("delay", ["2 jours sur HO", "5 jours calendaires sur HO", "2 h sur HO", "2 jours calendaires"])
def test_a_delay_that_its_calendar_can_serve(delay: str) -> None:
    assert codes(duty(delay)) == []
