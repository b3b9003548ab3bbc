"""Imports: what is found below the root of the project, and what is never read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contractlang.diagnostics import Diagnostic, Severity
from contractlang.documents.project import MAX_FILES
from contractlang.workspace import Contract, open_contract, read_contract

HEAD = 'langue fr\n\nimporte stdlib.vocabulaire\n{imports}\ncontrat "C" {{\n  signature : 2026-01-15\n}}\n'
CALENDAR = 'langue fr\n\ncalendrier HO {\n  fuseau : "Europe/Paris"\n  lundi à vendredi : 09:00-18:00\n}\n'
AUDIT = 'langue fr\n\narticle 1 "Audit" {\n  audit {\n    préavis : 8 jours\n  }\n}\n'
SECRET = "SECRET de l'hôte"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def contract(folder: Path, *imports: str, name: str = "contrat.infog") -> Contract:
    """The contract in a folder that imports these paths."""
    lines = "".join(f"importe {path}\n" for path in imports)
    write(folder, {name: HEAD.format(imports=lines)})
    return open_contract(folder / name)


def only(found: Contract) -> Diagnostic:
    """The one finding of a contract, which has words and a remedy in both languages."""
    (one,) = found.findings
    assert one.help is not None
    assert all(words.say(lang) for words in (one.message, one.help) for lang in ("fr", "en"))
    return one


def said(one: Diagnostic) -> str:
    assert one.help is not None
    return f"{one.code} {one.message.say('fr')} | {one.help.say('fr')}"


# --- what is found ------------------------------------------------------------------------------------------


def test_a_path_is_looked_for_from_the_folder_of_the_entry(tmp_path: Path) -> None:
    write(tmp_path, {"annexes/horaires.infog": CALENDAR})
    opened = contract(tmp_path, "annexes.horaires")
    assert opened.findings == ()
    assert opened.program is not None
    assert set(opened.program.calendars) == {"HO"}


def test_the_root_is_the_folder_with_the_marker(tmp_path: Path) -> None:
    write(tmp_path, {"infog.toml": "", "communs/horaires.infog": CALENDAR})
    assert contract(tmp_path / "clients" / "ponant", "communs.horaires").findings == ()


def test_what_annexes_hold_joins_the_contract(tmp_path: Path) -> None:
    annex = AUDIT + (
        "fait express : vrai_faux\n"
        'article 2 "Facturation" {\n  facturation {\n    règle U "Urgence" {\n      si express\n'
        "      alors facturé 60 €\n    }\n    défaut : hors contrat\n  }\n}\n"
        'essai "Urgent" {\n  soit {\n    express : oui\n  }\n  attendu {\n    règle : U\n    prix : 60 €\n  }\n}\n'
    )
    write(tmp_path, {"annexe.infog": annex})
    opened = contract(tmp_path, "annexe")
    assert opened.findings == ()
    assert opened.program is not None
    term = opened.program.terms["audit", "notice"]
    assert term.origin.article == "1 (annexe)"
    assert term.origin.span.source.name.endswith("annexe.infog")
    (result,) = opened.test()
    assert result.passed
    assert opened.ask({"express": True}).amount is not None


def test_each_file_is_read_once_however_often_it_is_imported(tmp_path: Path) -> None:
    write(tmp_path, {"b.infog": "langue fr\nimporte d\n", "c.infog": "langue fr\nimporte d\n", "d.infog": CALENDAR})
    assert contract(tmp_path, "b", "c", "d").findings == ()


def test_a_link_inside_the_project_may_be_followed(tmp_path: Path) -> None:
    write(tmp_path, {"vrai/horaires.infog": CALENDAR})
    (tmp_path / "lien").symlink_to(tmp_path / "vrai")
    assert contract(tmp_path, "lien.horaires").findings == ()


# --- what is not found --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("annexes.sla", "annexes.SLA"),
        ("Annexes.SLA", "annexes.SLA"),
        ("annexes.penalites", "annexes.pénalités"),
        ("annexes.SLAA", "annexes.SLA"),
    ],
)
def test_a_name_that_is_nearly_right_gets_the_right_one(tmp_path: Path, path: str, meant: str) -> None:
    write(tmp_path, {"annexes/SLA.infog": AUDIT, "annexes/pénalités.infog": AUDIT})
    one = only(contract(tmp_path, path))
    assert one.code == "F002"
    assert meant.split(".", maxsplit=1)[0] in said(one)
    assert one.span.text == path


def test_a_text_without_a_file_imports_from_the_library_only() -> None:
    (one,) = read_contract(HEAD.format(imports="importe annexe\n")).findings
    assert "ce texte n'est pas dans un dossier" in said(one)


def test_a_file_of_the_project_may_not_be_a_contract_or_an_amendment(tmp_path: Path) -> None:
    heading = 'contrat "Autre" {\n}\n'
    amendment = 'avenant 1 "A" {\n  modifie : "contrat.infog"\n  effet : 2027-01-01\n}\n'
    write(tmp_path, {"autre.infog": f"langue fr\n{heading}{amendment}"})
    messages = [said(one) for one in contract(tmp_path, "autre").findings if one.code == "F002"]
    assert any("un fichier importé ne peut pas être un contrat" in message for message in messages)
    assert any("un avenant ne s'importe pas" in message for message in messages)


def test_faults_of_an_imported_file_are_shown_in_that_file(tmp_path: Path) -> None:
    write(tmp_path, {"annexe.infog": AUDIT.replace("préavis", "preavi")})
    one = only(contract(tmp_path, "annexe"))
    assert (one.code, one.span.text) == ("N102", "preavi")
    assert one.span.source.name.endswith("annexe.infog")


# --- circles ------------------------------------------------------------------------------------------------


def test_a_circle_is_shown_link_by_link(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.infog": "langue fr\nimporte b\n", "b.infog": "langue fr\nimporte c\n", "c.infog": "langue fr\nimporte a\n"},
    )
    one = only(contract(tmp_path, "a"))
    assert "import circulaire : a → b → c → a" in said(one)
    assert one.span.source.name.endswith("c.infog")
    assert [label.span.text for label in one.labels] == ["a", "b", "c"]


def test_a_file_that_imports_the_contract_closes_a_circle(tmp_path: Path) -> None:
    write(tmp_path, {"a.infog": "langue fr\nimporte contrat\n"})
    assert "contrat → a → contrat" in said(only(contract(tmp_path, "a")))
    assert "contrat → contrat" in said(only(contract(tmp_path, "contrat")))


# --- hostile files ------------------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file beside the project, whose words must never come up."""
    path = tmp_path / "dehors" / "secret.infog"
    write(tmp_path, {"dehors/secret.infog": f"langue fr\n{SECRET}\n"})
    return path


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path, outside: Path) -> None:
    project = tmp_path / "projet"
    project.mkdir()
    (project / "annexe.infog").symlink_to(outside)
    (project / "dossier").symlink_to(outside.parent)
    for path in ("annexe", "dossier.secret"):
        one = only(contract(project, path))
        assert one.code == "F002"
        assert SECRET not in repr(one)
    assert "mène hors du projet" in said(only(contract(project, "annexe")))


@pytest.mark.parametrize("path", ["..secret", "dehors..secret", "/etc/passwd", '"../secret"', "a/b", "~.secret"])
@pytest.mark.usefixtures("outside")
def test_a_path_is_names_and_nothing_else(tmp_path: Path, path: str) -> None:
    found = contract(tmp_path / "projet", path).findings
    assert {one.code for one in found} == {"S001"}
    assert SECRET not in repr(found)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.infog")
    (tmp_path / "dossier.infog").mkdir()
    (tmp_path / "zero.infog").symlink_to("/dev/zero")
    (tmp_path / "boucle.infog").symlink_to(tmp_path / "boucle.infog")
    (tmp_path / "perdu.infog").symlink_to(tmp_path / "nulle_part")
    reasons = {
        "tube": "n'est pas un fichier ordinaire",
        "dossier": "est un dossier",
        "zero": "mène hors du projet",
        "boucle": "ne peut pas être lu",
        "perdu": "n'existe pas",
    }
    for name, reason in reasons.items():
        assert reason in said(only(contract(tmp_path, name)))


@pytest.mark.parametrize(
    "data", [b"", b"langue fr\n\0", b"langue fr\n\xff", b"# \n" * 3_000_000], ids=["empty", "null", "latin", "large"]
)
def test_a_file_that_is_no_text_is_a_finding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "annexe.infog").write_bytes(data)
    one = only(contract(tmp_path, "annexe"))
    assert one.code == "F001"
    assert one.span.source.name.endswith("annexe.infog")


def test_ten_thousand_imports_are_bounded(tmp_path: Path) -> None:
    write(tmp_path, {f"a{n}.infog": "langue fr\n" for n in range(400)})
    found = contract(tmp_path, *(f"a{n % 400}x" if n >= 400 else f"a{n}" for n in range(10_000))).findings
    (one,) = (finding for finding in found if "plus de" in finding.message.say("fr"))
    assert len(found) == 1
    assert str(MAX_FILES) in said(one)


def test_a_long_chain_of_imports_is_bounded(tmp_path: Path) -> None:
    write(tmp_path, {f"a{n}.infog": f"langue fr\nimporte a{n + 1}\n" for n in range(1_000)})
    assert "fichiers importés" in said(only(contract(tmp_path, "a0")))


def test_the_total_of_what_is_read_is_bounded(tmp_path: Path) -> None:
    text = "langue fr\n" + "# remplissage\n" * 500_000
    write(tmp_path, {f"a{n}.infog": text for n in range(6)})
    found = contract(tmp_path, *(f"a{n}" for n in range(6))).findings
    assert found
    assert all("dépassent 32 Mo" in said(one) for one in found)


def test_a_folder_with_an_awkward_name_is_no_harm(tmp_path: Path) -> None:
    write(tmp_path, {"stdlib/vocabulaire.infog": AUDIT})
    # `stdlib` is always the library
    assert contract(tmp_path).findings == ()
    assert all(one.severity is Severity.ERROR for one in contract(tmp_path, "stdlib.rien").findings)
