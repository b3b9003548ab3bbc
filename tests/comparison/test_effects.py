"""What an edit of a contract comes to: expected by hand, and every case replayed by its conditions alone."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from contractlang.calendars import Timing, always_open
from contractlang.comparison import Comparison, Effect, compare
from contractlang.comparison.joint import Joint
from contractlang.core.evaluate import holds, number
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import Billed, Commitment, Outcome
from contractlang.core.program import Decision, Program, Rule
from contractlang.values import Length
from tests.support import BASE, EXAMPLES, compiled, program_of

TEXT = BASE.read_text(encoding="utf-8")
RULE = "    défaut : hors contrat\n"
PRICED = TEXT.replace(
    RULE, '    règle T1 "Évolutions" {\n      si    nature = évolutive\n      alors facturé 100 €/h\n    }\n' + RULE
)
DUTY = (
    '\narticle 107 "Devoirs" {\n  obligation O1 "Compte rendu" {\n    qui   : prestataire\n    quand : signature\n'
    "    délai : 48 h\n    défaut : pénalité 50 € par jour entamé\n  }\n}\n"
)

# What is replaced, by what; then the question, whom its case favours, and by how much the texts are apart
EDITS = [
    # one open hour more over the weekend of 30 October 2027, with the end of summer time and a holiday on Monday
    # Friday 18:00 to Tuesday 08:30 is 86 h 30 min, an hour more by the clock change, and the open hour itself
    ("rétablissement 8 h sur HO", "rétablissement 9 h sur HO", "commitment.restore", "provider", 318_600),
    ("rétablissement 4 h sur H24", "rétablissement 3 h sur H24", "commitment.restore", "client", -3600),
    ("facturé 100 €/h", "facturé 110 €/h", "labour", "provider", 1000),
    ("facturé 100 €/h", "facturé 90 €/h", "labour", "client", -1000),
    ("coût + 8 %", "coût + 10 %", "parts", "provider", 200),
    ("100 € par heure entamée", "120 € par heure entamée", "penalty.restore", "client", 2000),
    ("100 € par heure entamée", "80 € par heure entamée", "penalty.restore", "provider", -2000),
    ("plafond               : 15 %", "plafond               : 10 %", "cap", "provider", -5000),
    ("inclus serveurs    : serveur\n", "", "labour", "unclear", None),
    ("inclus serveurs    : serveur\n", "", "scope.server", "provider", None),
    ("délai : 48 h", "délai : 72 h", "commitment.obligation.O1", "provider", 86400),
    ("    délai : 48 h\n    défaut : pénalité 50 € par jour entamé\n", "", "permission.obligation.O1", "client", None),
    ("50 € par jour", "60 € par jour", "penalty.obligation.O1", "client", 1000),
]


def compared(before: str, after: str) -> Comparison:
    return compare(program_of(before), program_of(after))


def whole() -> str:
    return PRICED + DUTY


def effect(found: Comparison, name: str) -> Effect:
    return next(one for one in found.effects if one.name == name)


@pytest.mark.parametrize(("old", "new", "name", "favours", "gap"), EDITS)
def test_an_edit_has_its_effect(old: str, new: str, name: str, favours: str, gap: int | None) -> None:
    assert old in whole()
    found = compared(whole(), whole().replace(old, new))
    assert not found.same
    one = effect(found, name)
    assert (one.state, one.favours, one.gap and one.gap.amount) == ("differs", favours, gap)
    back = effect(compared(whole().replace(old, new), whole()), name)
    other = {"client": "provider", "provider": "client"}.get(favours, "unclear")
    assert (back.state, back.favours, back.gap and -back.gap.amount) == ("differs", other, gap)
    for each in (found, compared(whole().replace(old, new), whole())):
        replayed(each)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rétablissement 8 h sur HO", "rétablissement 480 min sur HO"),
        ("facturé 100 €/h", "facturé 100 €/h, minimum 0 h"),
        ("initiale     : 36 mois", "initiale     : 3 ans"),
        ("téléphone, distance, sur_site", "sur_site, téléphone, distance"),
        (
            "nature parmi {préventive, curative} et bien dans périmètre",
            "bien dans périmètre et nature parmi {curative, préventive}",
        ),
        ("  sauf fériés      : FR\n", "  sauf fériés      : FR\n  fermé            : 2070-05-04\n"),
        ('règle T0 "Maintenance incluse"', 'règle M "Autre titre"'),
        ('client Client "Client', 'client Acheteur "Client'),
    ],
)
def test_an_edit_without_effect_is_proved_to_have_none(old: str, new: str) -> None:
    assert old in whole()
    found = compared(whole(), whole().replace(old, new))
    assert [one.name for one in found.effects if one.state != "same"] == []
    assert found.same


def test_what_is_said_of_a_party_is_a_term() -> None:
    found = compared(TEXT, TEXT.replace("Client Exemple SARL", "Autre Client SARL"))
    assert [change.path for change in found.terms] == [("client", "name")]
    assert not found.same


@pytest.mark.parametrize(
    ("old", "new", "favours"),
    [
        ("redevance : 1 000 €", "redevance : 1 100 €", "provider"),
        ("paiement  : 30 jours", "paiement  : 45 jours", "client"),
        ("client     : préavis 6 mois", "client     : préavis 9 mois", "provider"),
        ("plafond : 100 000 €", "plafond : 50 000 €", "provider"),
        ("destruction  : 60 jours", "destruction  : 30 jours", "client"),
        ("préavis      : 3 mois", "préavis      : 2 mois", "unclear"),
    ],
)
def test_the_direction_of_a_term(old: str, new: str, favours: str) -> None:
    found = compared(TEXT, TEXT.replace(old, new, 1))
    assert [change.favours for change in found.terms] == [favours]


@pytest.mark.parametrize(("who", "favours"), [("prestataire", "client"), ("client", "provider")])
def test_a_new_duty_favours_the_other_party(who: str, favours: str) -> None:
    duty = DUTY.replace("prestataire", who)
    found = compared(TEXT, TEXT + duty)
    assert effect(found, "commitment.obligation.O1").favours == favours
    assert effect(compared(TEXT + duty, TEXT), "commitment.obligation.O1").favours != favours
    assert [change.path for change in found.added] == [("obligation", "O1")]


def test_a_word_that_one_text_does_not_know_is_said_to_be_unknown() -> None:
    more = TEXT.replace("calendrier HO", 'vocabulaire bien {\n  caméra "camera"\n}\n\ncalendrier HO', 1)
    more = more.replace("inclus serveurs    : serveur", "inclus serveurs    : serveur, caméra")
    found = effect(compared(TEXT, more), "labour")
    assert found.case is not None
    assert found.case["asset"] == "camera"
    assert [note.say("fr") for note in found.notes] == [
        "`caméra` n'est pas un mot du texte d'avant, qui n'en dit donc rien de particulier"
    ]


def test_a_subcontractor_that_one_text_accepts_is_a_third_party_to_the_other() -> None:
    regime = "  sous-traitance {\n    régime : accord préalable\n"
    accepted = '    autorisé Nuage "Nuage SA" {\n      objet : hébergement\n    }\n'
    more = TEXT.replace(regime, regime + accepted)
    found = effect(compared(TEXT, more), "permission.subcontractor")
    assert found.case == {"performed_by": "Nuage"}
    assert found.before is not None
    assert found.after is not None
    assert [one.words.say("en") for one in (found.before, found.after)] == ["subject to prior approval", "permitted"]
    assert found.favours == "provider"


def test_a_fact_of_another_type_leaves_undecided_only_what_reads_it() -> None:
    fact = 'fait urgence_client "client_urgency" : {kind}\n\ncalendrier HO'
    rule = '    règle U "Urgence" {{\n      si    {guard}\n      alors hors contrat\n    }}\n' + RULE
    one = TEXT.replace("calendrier HO", fact.format(kind="vrai_faux"), 1).replace(
        RULE, rule.format(guard="urgence_client")
    )
    other = TEXT.replace("calendrier HO", fact.format(kind="nombre"), 1)
    other = other.replace(RULE, rule.format(guard="urgence_client > 2"))
    found = compared(one, other.replace("rétablissement 8 h", "rétablissement 9 h"))
    assert effect(found, "labour").state == "undecided"
    assert effect(found, "commitment.restore").state == "differs"
    assert effect(found, "parts").state == "same"


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.stem != "amendment"], ids=lambda path: path.stem)
def test_every_case_of_an_edited_example_replays(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("\nessai")[0].split("\nscenario")[0]
    before, _ = compiled(text)
    assert before is not None
    # numbers of the text, not of its titles and comments
    left_out = [found.span() for found in re.finditer(r'"[^"\n]*"|#[^\n]*', text)]
    every = re.finditer(r"(?<= )(\d{1,3})(?= (min|h|jours?|days?|€|%|mois|months?)\b)", text)
    numbers = [one for one in every if not any(start < one.start() < end for start, end in left_out)]
    for one in random.Random(path.stem).sample(numbers, min(6, len(numbers))):
        after, findings = compiled(f"{text[: one.start()]}{int(one[1]) + 1}{text[one.end() :]}")
        if after is not None and not findings:
            found = compare(before, after)
            assert not found.same, one
            replayed(found)


WHOLE = [path for path in (*EXAMPLES, BASE) if path.stem != "amendment"]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_every_case_of_two_unlike_contracts_replays(path: Path) -> None:
    other = WHOLE[(WHOLE.index(path) + 1) % len(WHOLE)]
    before, after = (compiled(one.read_text(encoding="utf-8"))[0] for one in (path, other))
    assert before is not None
    assert after is not None
    replayed(compare(before, after))
    replayed(compare(after, before))


# --- replay -------------------------------------------------------------------------------------------------


def replayed(found: Comparison) -> None:
    """Each case is decided otherwise by the conditions of both texts, read one by one."""
    for one in found.effects:
        if one.case is None:
            continue
        answers = [_answers(found.joint, side, one) for side in (0, 1)]
        assert answers[0] != answers[1], one.name


def _answers(joint: Joint, side: int, one: Effect) -> set[object]:
    """What the winning rules of one text come to: money, a date, or the outcome itself."""
    pair = joint.decisions[side].get(one.name)
    if pair is None:
        return set()
    assert one.case is not None
    case = joint.own_case(side, one.case)
    program = joint.programs[side]
    return {_come_to(rule.outcome, case, program) for rule in _winners(pair.own, case, program)}


def _winners(decision: Decision, case: Mapping[str, str | bool | int], program: Program) -> list[Rule]:
    if not holds(decision.concerns, case, program.calendars):
        return []
    applying = [rule for rule in decision.rules if holds(rule.guard, case, program.calendars)]
    best = [rule for rule in applying if not any(rule.name in other.beats for other in applying)]
    return best or ([decision.default] if decision.default is not None else [])


def _come_to(outcome: Outcome, case: Mapping[str, str | bool | int], program: Program) -> object:
    if isinstance(outcome, Billed) and outcome.amount is not None:
        return number(outcome.amount, case)
    if isinstance(outcome, Billed):
        return "on quote", outcome.currency
    if isinstance(outcome, Commitment) and isinstance(outcome.length, Length):
        clock = always_open(contract_zone(program))
        calendar = clock if outcome.calendar is None else program.calendars[outcome.calendar]
        start = case.get("opened", case.get("occurred"))
        if outcome.notice or not isinstance(start, int):
            return outcome
        return Timing(outcome.length, calendar, outcome.by).deadline(start)
    return outcome
