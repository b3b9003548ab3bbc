"""The pipeline as a library: text in, results and findings out."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from contractlang import workspace
from contractlang.diagnostics import Severity
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.as_text import verdict_text
from contractlang.values import Length, Money, Unit
from contractlang.workspace import Contract, RefusedError, contract_files, fact_of, open_contract, read_contract
from tests.support import BASE, EXAMPLES, ROOT

REFERENCE = ROOT / "examples" / "reference.infog"
SOUND = BASE.read_text(encoding="utf-8")

# The second scenario of the reference contract: 50 minutes are four quarters of an hour started, at 95 € an hour
MISUSE = {
    "ouverture": "2026-03-10 10:00",
    "bien": "ordinateur",
    "nature": "curative",
    "gravité": "mineure",
    "canal": "distance",
    "cause": "mauvaise_utilisation",
    "durée": "50 min",
}


@pytest.fixture(scope="module")
def reference() -> Contract:
    return open_contract(REFERENCE)


def test_the_lines_of_the_docstring_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert workspace.__doc__ is not None
    code = workspace.__doc__.partition("\n\n")[2]
    assert len([line for line in code.splitlines() if line.strip()]) == 5
    exec(code, {})
    # the reference is sound, and a failed server under corrective maintenance may still be a call beyond the allowance
    assert capsys.readouterr().out.splitlines()[-1] == "undetermined"


def test_reading_and_checking_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for path in EXAMPLES:
        open_contract(path).check()
    assert capsys.readouterr() == ("", "")


def test_a_contract_is_in_order_unless_its_text_has_an_error() -> None:
    assert read_contract(SOUND).in_order
    assert not read_contract(SOUND.replace("commerce", "commmerce")).in_order
    # what the checks find does not keep it from being asked
    conflicting = open_contract(ROOT / "examples" / "broken.infog")
    assert any(one.severity is Severity.ERROR for one in conflicting.check())
    assert conflicting.in_order


def test_findings_come_in_the_order_of_the_text() -> None:
    places = [one.span.start for one in open_contract(ROOT / "examples" / "broken.infog").check()]
    assert len(places) > 5
    assert places == sorted(places)


def test_a_text_is_read_as_str_or_as_bytes_under_a_name() -> None:
    for text in (SOUND, SOUND.encode()):
        contract = read_contract(text, "projet.infog")
        assert contract.source.name == "projet.infog"
        assert contract.check() == []


def test_folders_give_their_contracts_sorted_and_each_once(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in ("b.infog", "a.infog", "sous/c.infog", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SOUND, encoding="utf-8")
    files, findings = contract_files([tmp_path / "b.infog", tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in files] == ["b.infog", "a.infog", "sous/c.infog"]
    assert findings == []


# --- questions ----------------------------------------------------------------------------------------------


def refusal(contract: Contract, facts: dict[str, object], **options: object) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        contract.ask(facts, **options)  # type: ignore[arg-type]
    for message in refused.value.messages:
        assert message.say("en")
    return [message.say("fr") for message in refused.value.messages]


def test_a_question_is_answered_with_rule_and_price(reference: Contract) -> None:
    verdict = reference.ask(MISUSE)
    assert verdict.outcome == "billed"
    assert verdict.rule is not None
    assert verdict.rule.name == "T2"
    assert verdict.amount is not None
    assert (verdict.amount.excluded, verdict.amount.included) == (95_00, 114_00)  # 95 € and 20 % VAT, in cents


FORMS: dict[str, dict[str, object]] = {
    "value objects": {
        "durée": Length(Fraction(50), Unit.MINUTE),
        "ouverture": datetime(2026, 3, 10, 10, 0),  # noqa: DTZ001 (a fact without zone takes the calendar's)
    },
    "JSON": {"durée": "PT50M", "ouverture": "2026-03-10T10:00:00+01:00"},
    "aware": {"ouverture": datetime(2026, 3, 10, 9, 0, tzinfo=ZoneInfo("UTC"))},  # Paris is an hour ahead in March
    "words with spaces": {"cause": "mauvaise utilisation"},
    "without accents": {"gravite": "mineure", "duree": "50 min"},
    "in English": {
        "opened": "2026-03-10 10:00",
        "asset": "computer",
        "kind": "corrective",
        "severity": "minor",
        "channel": "remote",
        "cause": "misuse",
        "worked": "50 min",
    },
}


@pytest.mark.parametrize("facts", FORMS.values(), ids=FORMS)
def test_facts_are_read_in_every_form_and_language(reference: Contract, facts: dict[str, object]) -> None:
    same = {"gravite": "gravité", "duree": "durée"}
    given = {name: value for name, value in MISUSE.items() if name not in {same.get(other, other) for other in facts}}
    asked = facts if "opened" in facts else {**given, **facts}
    expected = reference.ask(MISUSE)
    verdict = reference.ask(asked)
    assert verdict.case == expected.case
    assert verdict == expected


def test_the_answer_stands_in_either_language_as_text_and_as_json(reference: Contract) -> None:
    verdict = reference.ask(MISUSE)
    assert "Mauvaise utilisation" in verdict_text(verdict, "fr")
    assert verdict_text(verdict, "fr") != verdict_text(verdict, "en")
    french, english = verdict_json(verdict, "fr"), verdict_json(verdict, "en")
    # keys, outcomes and amounts are the same whoever reads; only sentences differ
    assert french.keys() == english.keys()
    for key in ("outcome", "rule", "amount", "quantity", "milestones", "permissions", "contract"):
        assert french[key] == english[key]
    assert french["because"] != english["because"]


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "an unknown fact": ({"graviter": "mineure"}, "aucun fait ne s'appelle `graviter` … `gravité`"),
    "an unknown word": ({"gravité": "blocante"}, "le mot `blocante` est inconnu … `bloquante`"),
    "money for a length": ({"durée": "95 €"}, "`durée` : une durée"),
    "days for a length": ({"durée": "2 jours"}, "en heures ou en minutes"),
    "a bare number for a length": ({"durée": 50}, "`durée` : une durée"),
    "a day for an instant": ({"ouverture": "2026-03-10"}, "`ouverture` : un jour et une heure"),
    "a binary float for money": ({"coût": 0.1}, "`coût` : un montant"),
    "a tenth of a cent": ({"coût": Decimal("0.001")}, "pas plus fin que le centime"),
    "money with tax": ({"coût": Money(Decimal(10), "EUR", "included")}, "hors taxes"),
    "a negative length": ({"durée": "-PT1H"}, "négatif"),
    "an impossible order": (
        {"ouverture": "2026-03-10 10:00", "rétablissement": "2026-03-10 09:59"},
        "ne peut pas précéder",
    ),
    "before the contract starts": ({"ouverture": "2026-01-31 23:59"}, "il prend effet le dim. 1er févr. 2026"),
    "far away": ({"ouverture": "2100-01-01 10:00"}, "l'année doit être entre 1970 et 2099"),
}


@pytest.mark.parametrize(("facts", "words"), REFUSED.values(), ids=REFUSED)
def test_a_question_is_refused_with_what_is_wrong(reference: Contract, facts: dict[str, object], words: str) -> None:
    (message,) = refusal(reference, facts)
    assert all(part in message for part in words.split(" … "))


def test_all_that_is_wrong_is_said_at_once(reference: Contract) -> None:
    assert len(refusal(reference, {"graviter": "mineure", "nature": "curatif", "durée": "95 €"})) == 3


def test_the_first_day_of_the_contract_is_the_first_to_be_asked_about(reference: Contract) -> None:
    # the contract takes effect on 1 February 2026, at midnight in Paris
    assert reference.ask({"ouverture": "2026-02-01 00:00"})
    assert refusal(reference, {"ouverture": "2026-01-31T23:30:00+01:00"})
    assert reference.ask({"ouverture": "2026-01-31T23:30:00+00:00"})  # already February in Paris
    assert refusal(reference, {}, at=date(2026, 1, 31))
    assert reference.ask({}, at=date(2026, 2, 1))


def test_a_contract_with_errors_answers_nothing() -> None:
    contract = read_contract(SOUND.replace("commerce", "commmerce"), "projet.infog")
    assert refusal(contract, {}) == ["le contrat contient des erreurs : `infog check projet.infog` les montre"]
    with pytest.raises(RefusedError, match="the contract has errors"):
        contract.test()


def test_a_file_without_contract_answers_nothing() -> None:
    library = open_contract(ROOT / "stdlib_clauses" / "vocabulaire.infog")
    assert library.check() == []
    (message,) = refusal(library, {})
    assert message.endswith("ne contient pas de contrat")


def test_a_missing_fact_is_asked_for_and_what_is_no_matter_is_not(reference: Contract) -> None:
    verdict = reference.ask({name: value for name, value in MISUSE.items() if name != "cause"})
    assert verdict.outcome == "undetermined"
    # within hours, from a distance, a minor corrective case on a computer is included unless it was misused
    assert [ask.fact for ask in verdict.ask_next if ask.left is not None] == ["cause"]


def test_the_scenarios_of_a_contract_are_run(reference: Contract) -> None:
    results = reference.test()
    assert [result.scenario.title for result in results] == [
        "Serveur en panne le vendredi soir",
        "Mauvaise utilisation d'un poste",
        "Serveur bloqué un samedi soir, rétabli 1 h 10 après l'échéance",
        "Appel dans le forfait",
        "Évolution de deux journées, sur devis accepté",
        "Serveur en panne un samedi, avant l'avenant : hors plage",
        "Serveur en panne un samedi, depuis l'avenant : dans la plage",
        "Imprimante hors périmètre, un dimanche : au nouveau prix",
    ]
    assert all(result.passed for result in results)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50 min", Length(Fraction(50), Unit.MINUTE)),
        ("95,00 €", Money(Decimal("95.00"), "EUR")),
        ("curative", "curative"),
        ("mauvaise utilisation", "mauvaise_utilisation"),
        ("oui", True),
        ("PT50M", "PT50M"),
        ("", ""),
        ("50 min si nature = curative", "50 min si nature = curative"),
        ("3 h, 4 h", "3 h, 4 h"),
    ],
)
def test_a_fact_given_as_text_is_read_as_a_contract_writes_it_or_left_as_it_is(text: str, value: object) -> None:
    assert fact_of(text) == value


def test_an_answer_names_the_text_that_gave_it(reference: Contract) -> None:
    contract = reference.ask(MISUSE).contract
    assert contract.reference == "INF-2026-014"
    assert re.fullmatch(r"[0-9a-f]{64}", contract.digest)
    changed = read_contract(REFERENCE.read_text(encoding="utf-8").replace("95 €/h", "96 €/h"))
    assert changed.ask(MISUSE).contract.digest != contract.digest
