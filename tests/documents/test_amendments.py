"""Amendments: the text in force, what is wrong with one, how they are found, and the consolidated text."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.compiler import Library, compile_file
from contractlang.compiler.amendments import read
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic
from contractlang.documents.consolidate import consolidated
from contractlang.documents.in_force import amendments_in, in_force
from contractlang.model import files as f
from contractlang.workspace import Contract, open_contract, read_contract
from tests.support import ROOT, complete, parse

BASE = complete("""…
article 20 "Audit" {
  # gardé tel quel
  audit {
    préavis : 15 jours   # et ceci aussi
  }
  obligation O1 "Rapport" {
    qui   : prestataire
    quand : incident_de_sécurité
    délai : 48 h
  }
}

essai "Panne" {
  soit {
    ouverture : 2026-03-06 10:00
    bien      : serveur
    nature    : curative
    gravité   : majeure
  }
  attendu {
    règle : T0
  }
}
""")


def amendment(changes: str, number: int = 1, effect: str = "2027-01-01", **options: str) -> str:
    """An amendment as it stands in the contract's own file."""
    signature = options.get("signature", "2026-11-20")
    return (
        f'\navenant {number} "Avenant {number}" {{\n  modifie   : "contrat.infog"\n  signature : {signature}\n'
        f"  effet     : {effect}\n\n{changes}\n}}\n"
    )


def amended(*amendments: str) -> Contract:
    return read_contract(BASE + "".join(amendments))


def at(contract: Contract, day: str) -> Program:
    assert contract.compiled is not None
    program = contract.compiled.at(date.fromisoformat(day)).program
    assert program is not None
    return program


def days(program: Program) -> int | None:
    term = program.terms.get(("audit", "notice"))
    return None if term is None else int(term.value.amount)  # type: ignore[attr-defined]


def errors(contract: Contract) -> list[str]:
    return [f"{one.code} {one.message.say('fr')}" for one in contract.findings]


# --- the text in force --------------------------------------------------------------------------------------

AUDIT = "audit {\n    préavis : 8 jours\n  }"
CHANGES = {
    "a term": "remplace terme audit.préavis : 8 jours",
    "a clause": f"remplace {AUDIT}",
    "a clause in its article": f"remplace à l'article 20 {AUDIT}",
    "an article": f'remplace article 20 "Audit" {{ {AUDIT} }}',
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_replaced_holds_from_the_day_of_effect_and_stands_in_the_amendment(change: str) -> None:
    contract = amended(amendment(change))
    assert errors(contract) == []
    assert days(at(contract, "2026-12-31")) == 15
    assert days(at(contract, "2027-01-01")) == 8
    origin = at(contract, "2027-01-01").terms["audit", "notice"].origin
    assert origin.article == "20"
    assert origin.span.start > len(BASE)


def test_every_kind_of_thing_is_replaced_added_and_removed() -> None:
    contract = amended(
        amendment(
            """
  remplace calendrier HO { fuseau : "Europe/Paris" samedi : 09:00-13:00 }
  remplace règle T0 "Tout" { si nature ≠ évolutive alors inclus }
  remplace obligation O1 "Rapport" { qui : prestataire quand : incident_de_sécurité délai : 24 h }
  remplace essai "Panne" { soit { nature : préventive } attendu { règle : T0 } }
  remplace client Autre "Autre SA" { secteur : commerce }
  remplace terme contrat.référence : "BASE-2"
  ajoute terme audit.fréquence : 12 mois
  ajoute calendrier NUIT { fuseau : "Europe/Paris" lundi : 22:00-06:00 }
  ajoute article 30 "Phases" { phases { audit : 1 mois } }
  ajoute à l'article 30 interdiction I1 "Usage" { qui : prestataire }
  ajoute règle T9 "Neuve" sauf T0 { si coût > 3 € alors inclus }
  ajoute vocabulaire option { standard, gold }
  ajoute fait choix : mot option
  ajoute essai "Neuf" { soit { choix : gold } attendu { } }
  supprime clause conseil
  supprime terme prix.retard
"""
        ),
        amendment("  supprime article 30\n  supprime calendrier NUIT\n  supprime obligation O1", 2, "2027-06-01"),
    )
    assert errors(contract) == []
    first, second = at(contract, "2027-01-01"), at(contract, "2027-06-01")
    assert first.calendars["HO"].weekly[5] == ((540, 780),)
    assert first.reference == "BASE-2"
    assert {rule.name for rule in first.decisions["labour"].rules} >= {"T0", "T9"}
    assert {path[1] for path in first.clauses if path[0] in ("obligation", "prohibition")} == {"O1", "I1"}
    assert first.terms["obligation", "O1", "deadline"].value.amount == 24  # type: ignore[attr-defined]
    assert ("advice", "watch") not in first.terms
    assert ("price", "late") not in first.terms
    assert ("audit", "frequency") in first.terms
    assert "choix" in first.facts
    assert ("obligation", "O1") not in second.clauses
    assert "NUIT" not in second.calendars
    assert ("phases", "audit") not in second.terms


def test_amendments_count_in_order_of_effect_and_then_of_number() -> None:
    contract = amended(
        amendment("  remplace terme audit.préavis : 5 jours", 3, "2028-01-01"),
        amendment("  remplace terme audit.préavis : 7 jours", 1, "2027-01-01"),
        amendment("  remplace terme audit.préavis : 6 jours", 2, "2027-06-01"),
    )
    assert errors(contract) == []
    seen = [days(at(contract, day)) for day in ("2026-06-01", "2027-05-31", "2027-06-01", "2028-01-01")]
    assert seen == [15, 7, 6, 5]


# --- what is wrong ------------------------------------------------------------------------------------------

FAULTS = {
    "nothing there": (["supprime obligation O2"], "A101", "le contrat n'a pas de `obligation O2`"),
    "nothing there to replace": (["remplace hébergement { reprise : 4 h }"], "A101", "n'a pas de `clause hébergement`"),
    "not in that article": (
        ["supprime à l'article 101 clause audit"],
        "A101",
        "l'article 101 n'a pas de `clause audit`",
    ),
    "no such term": (["remplace terme audit.fréquence : 6 mois"], "A101", "le contrat n'a pas de `audit.fréquence`"),
    "no path of a term": (["supprime terme audit"], "A101", "`audit` n'est pas le chemin d'un terme"),
    "there already": (['ajoute article 20 "Autre" { }'], "A101", "le contrat a déjà `article 20`"),
    "term there already": (["ajoute terme audit.préavis : 6 jours"], "A101", "le contrat a déjà `terme préavis`"),
    "removed twice": (["supprime clause audit\n  supprime clause audit"], "A101", "n'a pas de `clause audit`"),
    "the same": (["remplace terme audit.préavis : 15 jours"], "A102", "ce texte est déjà celui du contrat"),
}


@pytest.mark.parametrize(("changes", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_a_change_that_cannot_be_made_is_a_finding(changes: list[str], code: str, words: str) -> None:
    (one,) = amended(*(amendment(f"  {change}") for change in changes)).findings
    assert one.code == code
    assert words in one.message.say("fr")
    assert one.help is not None
    assert one.help.say("en")
    assert one.span.start > len(BASE)


@pytest.mark.parametrize(
    ("change", "meant"),
    [
        ("supprime obligation O11", "obligation O1"),
        ("supprime règle T00", "règle T0"),
        ("supprime calendrier H244", "calendrier H24"),
        ("supprime clause audits", "clause audit"),
        ('supprime essai "Pane"', 'essai "Panne"'),
    ],
)
def test_a_name_that_is_nearly_right_gets_the_right_one(change: str, meant: str) -> None:
    (one,) = amended(amendment(f"  {change}")).findings
    assert one.help is not None
    assert meant in one.help.say("fr")


A, B = "  remplace terme audit.préavis : 8 jours", "  remplace audit {\n    préavis : 5 jours\n  }"
PAIRS = {
    "one day": (amendment(A), amendment(B, 2), ["A103"]),
    "in turn": (amendment(A), amendment(B, 2, "2027-06-01"), []),
    "overtaken": (amendment(A, 1, "2027-06-01"), amendment(B, 2), ["A103"]),
    "one number": (amendment(A), amendment(B, 1, "2027-06-01"), ["A105"]),
    "different things": (amendment(A), amendment("  supprime obligation O1", 2), []),
    "beside": (amendment(A), amendment("  ajoute terme audit.fréquence : 6 mois", 2), []),
}


@pytest.mark.parametrize(("first", "second", "codes"), PAIRS.values(), ids=PAIRS)
def test_two_amendments_of_one_thing(first: str, second: str, codes: list[str]) -> None:
    found = amended(first, second).findings
    assert [one.code for one in found] == codes
    assert all(len(one.labels) == 1 for one in found)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"effect": "2026-11-01"}, "avant sa signature"),
        ({"effect": "2026-01-20", "signature": "2026-01-16"}, "avant le contrat (dim. 1er févr. 2026)"),
    ],
)
def test_a_date_that_surprises_is_a_warning(options: dict[str, str], words: str) -> None:
    (one,) = amended(amendment(A, **options)).findings
    assert (one.code, one.severity.label) == ("A104", "warning")
    assert words in one.message.say("fr")


def test_an_amendment_after_the_end_is_a_warning() -> None:
    # three years from 2026-02-01 end on 2029-02-01; a contract that renews itself does not end
    ends = BASE.replace("    reconduction : tacite 12 mois\n", "")
    assert [one.code for one in read_contract(ends + amendment(A, effect="2029-02-01")).findings] == ["A104"]
    assert read_contract(ends + amendment(A, effect="2029-01-31")).findings == ()
    assert amended(amendment(A, effect="2029-02-01")).findings == ()


def test_what_an_amendment_lacks() -> None:
    text = f'\navenant 1 "A" {{\n{A}\n}}\n'
    assert [one.code for one in read_contract(BASE + text).findings] == ["T202"]
    typed = amendment(A).replace("effet     : 2027-01-01", "effet     : bientôt")
    assert [one.code for one in read_contract(BASE + typed).findings] == ["T201"]
    label = amendment(A).replace("signature", "signatur")
    assert [one.code for one in read_contract(BASE + label).findings] == ["N102"]


# --- questions, scenarios, findings -------------------------------------------------------------------------


def test_a_question_is_answered_by_the_text_in_force_at_its_opening_or_at_a_date() -> None:
    rule = '  remplace règle T0 "Payant" {\n    si    nature = curative\n    alors facturé 60 €\n  }'
    contract = amended(amendment(rule))
    before = contract.ask({"nature": "curative", "bien": "serveur", "ouverture": "2026-12-31 23:30"})
    after = contract.ask({"nature": "curative", "bien": "serveur", "ouverture": "2027-01-01 00:30"})
    assert (before.outcome, after.outcome) == ("included", "billed")
    assert before.contract.amendment is None
    assert after.contract.amendment is not None
    assert (after.contract.amendment.number, after.contract.amendment.effect) == ("1", date(2027, 1, 1))
    assert before.contract.digest != after.contract.digest
    facts = {"nature": "curative", "bien": "serveur"}
    assert contract.ask(facts, at=date(2027, 1, 1)).outcome == "billed"
    undated = contract.ask(facts)
    assert undated.outcome == "included"
    assert any("tel que signé" in step.said.say("fr") for step in undated.because if step.said is not None)


def test_a_scenario_is_tried_on_the_text_in_force_at_its_opening() -> None:
    # `Panne` expects T0 in March 2026, and the amendment removes that rule from 2027 on
    removed = amended(amendment("  supprime règle T0"))
    assert removed.findings == ()
    assert [result.passed for result in removed.test()] == [True]
    early = amended(amendment("  supprime règle T0", effect="2026-03-01", signature="2026-02-15"))
    assert [one.code for one in early.findings] == ["N101"]
    # what an amendment adds for a day before its effect is tried on the text of that day
    late = '  ajoute essai "Avant" {\n    soit {\n      ouverture : 2026-06-01 10:00\n      nature : curative\n'
    late += "      bien : serveur\n    }\n    attendu {\n      règle : T0\n    }\n  }\n"
    results = amended(amendment(f"  supprime règle T0\n{late}")).test()
    assert [(result.scenario.title, result.passed) for result in results] == [("Panne", True), ("Avant", True)]


def test_a_finding_of_all_versions_is_shown_once_and_one_of_a_later_says_from_when() -> None:
    broken = BASE.replace("conseil {\n    veille : 6 mois\n  }", "")
    contract = read_contract(broken + amendment("  supprime clause responsabilité"))
    said = [one.message.say("fr") for one in contract.check()]
    assert len(said) == 2
    assert len([words for words in said if words.startswith("à partir du ven. 1er janv. 2027 : ")]) == 1


# --- files --------------------------------------------------------------------------------------------------


def folder(tmp_path: Path, *amendments: str, **files: str) -> Path:
    (tmp_path / "contrat.infog").write_text(BASE, encoding="utf-8")
    for number, text in enumerate(amendments, 1):
        (tmp_path / f"avenant{number}.infog").write_text(f"langue fr\n{text}", encoding="utf-8")
    for name, text in files.items():
        (tmp_path / f"{name}.infog").write_text(text, encoding="utf-8")
    return tmp_path / "contrat.infog"


def test_amendments_beside_and_below_a_contract_are_found(tmp_path: Path) -> None:
    path = folder(tmp_path, amendment(A))
    (tmp_path / "avenants").mkdir()
    below = amendment("  remplace terme audit.préavis : 5 jours", 2, "2027-06-01")
    text = "langue fr\n" + below.replace('"contrat.infog"', '"../contrat.infog"')
    (tmp_path / "avenants" / "deux.infog").write_text(text, encoding="utf-8")
    contract = open_contract(path)
    assert contract.findings == ()
    assert [days(at(contract, day)) for day in ("2026-06-01", "2027-01-01", "2027-06-01")] == [15, 8, 5]
    term = at(contract, "2027-06-01").terms["audit", "notice"]
    assert term.origin.span.source.name == str(tmp_path / "avenants" / "deux.infog")


def test_other_contracts_amendments_are_not_taken(tmp_path: Path) -> None:
    path = folder(tmp_path, amendment(A).replace("contrat.infog", "autre.infog"), autre=BASE)
    assert [days(at(open_contract(path), "2027-01-01"))] == [15]
    assert [days(at(open_contract(tmp_path / "autre.infog"), "2027-01-01"))] == [8]


def test_an_amendment_is_checked_as_the_contract_in_force_at_its_effect(tmp_path: Path) -> None:
    folder(tmp_path, amendment(A), amendment("  supprime clause responsabilité", 2, "2027-06-01"))
    assert open_contract(tmp_path / "avenant1.infog").check() == []
    second = open_contract(tmp_path / "avenant2.infog").check()
    assert len(second) == 1
    assert second[0].span.source.name == str(tmp_path / "contrat.infog")


WRONG = {
    "missing": ("rien.infog", "n'existe pas"),
    "outside": ("../dehors.infog", "mène hors du projet"),
    "absolute": ("/etc/passwd", "mène hors du projet"),
    "a folder": ("dossier", "est un dossier"),
    "no contract": ("avenant1.infog", "n'est pas un contrat"),
}


@pytest.mark.parametrize(("target", "words"), WRONG.values(), ids=WRONG)
def test_an_amendment_that_leads_to_no_contract(tmp_path: Path, target: str, words: str) -> None:
    project = tmp_path / "projet"
    (project / "dossier").mkdir(parents=True)
    (tmp_path / "dehors.infog").write_text(BASE, encoding="utf-8")
    folder(project, amendment(A).replace("contrat.infog", target))
    contract = open_contract(project / "avenant1.infog")
    (one,) = contract.findings
    assert one.code == "A106"
    assert words in one.message.say("fr")
    assert one.help is not None


def test_an_amendment_alone_as_text_has_no_contract() -> None:
    (one,) = read_contract(f"langue fr\n{amendment(A)}").findings
    assert one.code == "A106"


def test_faults_of_an_amendments_file_are_findings_of_the_contract(tmp_path: Path) -> None:
    contract = open_contract(folder(tmp_path, amendment(f"{A}\n  remplace )")))
    assert [one.code for one in contract.findings] == ["S001"]
    assert contract.findings[0].span.source.name.endswith("avenant1.infog")


def test_hostile_files_beside_a_contract_are_passed_over(tmp_path: Path) -> None:
    project = tmp_path / "projet"
    project.mkdir()
    outside = tmp_path / "dehors.infog"
    outside.write_text(f"langue fr\n{amendment(A)}", encoding="utf-8")
    path = folder(project)
    os.mkfifo(project / "tube.infog")
    (project / "lien.infog").symlink_to(outside)
    (project / "zero.infog").symlink_to("/dev/zero")
    (project / "boucle.infog").symlink_to(project / "boucle.infog")
    (project / "cercle").symlink_to(project)
    (project / "dossier.infog").mkdir()
    contract = open_contract(path)
    assert contract.findings == ()
    assert days(at(contract, "2027-01-01")) == 15


# --- the consolidated text ----------------------------------------------------------------------------------


def model(text: str) -> f.File:
    file, findings = parse(text)
    assert file is not None
    assert findings == []
    return file


def same(text: str, day: date) -> tuple[str, Diagnostic | None]:
    """The consolidated text, after it was compared with the model in force."""
    file = model(text)
    amendments, _ = read((node, file) for node in amendments_in(file))
    shown = consolidated(file, amendments, day)
    assert shown is not None
    inside = in_force(file, amendments, day)
    again = model(shown)
    assert again.declarations == inside.file.declarations
    programs = [compile_file(one, Library())[0] for one in (again, inside.file)]
    assert programs[0] is not None
    assert programs[1] is not None
    for part in ("terms", "facts", "calendars", "decisions", "duties", "cap", "scope", "scenarios"):
        assert getattr(programs[0], part) == getattr(programs[1], part), part
    return shown, None


def test_the_text_says_what_changed_and_keeps_the_rest_as_it_was() -> None:
    shown, _ = same(BASE + amendment(f"{A}\n  supprime obligation O1"), date(2027, 1, 1))
    start, end = BASE.index("    préavis : 15 jours   #"), BASE.index("  obligation O1")
    new = "    # avenant 1, en vigueur depuis le 2027-01-01\n    préavis : 8 jours   # et ceci aussi\n  }\n"
    new += "  # supprimé par l'avenant 1, en vigueur depuis le 2027-01-01 : obligation O1\n"
    after = BASE.index("}\n\nessai")
    assert shown == BASE[:start] + new + BASE[after:]
    assert end > start
    before, _ = same(BASE + amendment(A), date(2026, 12, 31))
    assert before == BASE


def test_the_reference_contract_with_its_amendment() -> None:
    contract = open_contract(ROOT / "examples" / "reference.infog")
    shown = contract.text()
    assert contract.text(date(2026, 12, 31)) == contract.source.text
    consolidated_program = read_contract(shown).program
    assert consolidated_program is not None
    program = at(contract, "2027-01-01")
    assert consolidated_program.terms == program.terms
    assert consolidated_program.decisions == program.decisions
    assert consolidated_program.calendars == program.calendars


_NUMBERS = st.integers(1, 40)
_ONE_CHANGE = st.one_of(
    st.builds("remplace terme audit.préavis : {} jours".format, _NUMBERS),
    st.builds("ajoute terme audit.préavis : {} jours".format, _NUMBERS),
    st.just("supprime terme audit.préavis"),
    st.just("supprime clause audit"),
    st.builds("remplace audit {{ préavis : {} jours }}".format, _NUMBERS),
    st.builds("ajoute à l'article 20 audit {{\n    # neuf\n    préavis : {} jours\n  }}".format, _NUMBERS),
    st.builds('remplace article 20 "Audit" {{ audit {{ préavis : {} jours }} }}'.format, _NUMBERS),
    st.builds(
        'ajoute article 20 "Audit" {{\n    """\n    Prose\n    """\n    phases {{ a : {} mois }}\n  }}'.format, _NUMBERS
    ),
    st.just("supprime article 20"),
    st.builds('remplace règle T0 "R" {{ si nature = curative alors facturé {} € }}'.format, _NUMBERS),
    st.builds(
        'ajoute règle T{} "R" {{\n    si    nature = évolutive\n    alors inclus\n  }}'.format, st.integers(1, 3)
    ),
    st.builds("supprime règle T{}".format, st.integers(0, 3)),
    st.builds('remplace calendrier HO {{ fuseau : "Europe/Paris" lundi : 0{}:00-18:00 }}'.format, st.integers(1, 9)),
    st.builds('remplace obligation O1 "R" {{ délai : {} h }}'.format, _NUMBERS),
    st.just("supprime obligation O1"),
    st.builds('ajoute à l\'article 20 obligation O1 "R" {{ délai : {} h }}'.format, _NUMBERS),
    st.builds('ajoute essai "E{}" {{ soit {{ }} attendu {{ }} }}'.format, st.integers(1, 3)),
    st.builds('supprime essai "E{}"'.format, st.integers(1, 3)),
    st.just("supprime terme prix.retard"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_ONE_CHANGE, max_size=4), min_size=1, max_size=4), st.integers(0, 5))
def test_text_and_model_agree_after_any_changes(changes: list[list[str]], months: int) -> None:
    start = date(2027, 1, 1)
    texts = [
        amendment("\n".join(f"  {one}" for one in several), n, (start + timedelta(days=31 * n)).isoformat())
        for n, several in enumerate(changes)
    ]
    same(BASE + "".join(texts), start + timedelta(days=31 * months))
