"""The cases of findings as scenarios: they fail on the faulty contract and pass on the mended one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from contractlang.diagnostics import Page
from contractlang.source import Source
from contractlang.workspace import format_source, open_contract, page_of, read_contract
from tests.support import ROOT, complete

# The checks on whose cases something must be expected once they are mended
WRITTEN = ("rule-conflict", "rule-gap", "delay-order", "delay-duplicate")
# The other checks that show a case: no verdict of theirs follows, or none that a scenario can expect
SILENT = (
    *("flow-down", "severity-order", "delay-unserved", "penalty-unreachable", "penalty-cliff", "billing-monotone"),
    *("scope-unserved", "out-of-scope-term", "tier-gap", "scenario-failed"),
)


def page(name: str) -> Page:
    found = page_of(name)
    assert found is not None
    return found


def check(path: Path, into: Path, lang: str = "fr") -> Result:
    return CliRunner().invoke(main, ["check", str(path), "--write-scenarios", str(into), "--lang", lang])


def in_english(text: str) -> str:
    written = format_source(Source("x", text), "en").text
    assert written is not None
    return written


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_fails_now_and_passes_once_mended(name: str, language: str, tmp_path: Path) -> None:
    example, mended = (complete(text) for text in (page(name).example, page(name).mended))
    if language == "en":
        example, mended = in_english(example), in_english(mended)
    path = tmp_path / "contrat.infog"
    path.write_text(example, encoding="utf-8")
    assert check(path, path).exit_code == 1
    text = path.read_text(encoding="utf-8")
    assert text.startswith(example)
    added = text.removeprefix(example)
    of_check = [result for result in open_contract(path).test() if result.scenario.title.startswith(page(name).code)]
    assert of_check
    assert not any(result.passed for result in of_check)
    code = page(name).code  # the mended examples of delays leave gaps between their levels
    results = [one for one in read_contract(mended + added).test() if one.scenario.title.startswith(code)]
    assert len(results) == len(of_check)
    assert all(result.passed for result in results)


@pytest.mark.parametrize("name", SILENT)
def test_where_no_verdict_follows_nothing_is_written(name: str, tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    example = complete(page(name).example)
    path.write_text(example, encoding="utf-8")
    codes = {finding.code for finding in open_contract(path).check()}
    check(path, tmp_path / "essais.infog")
    written = tmp_path / "essais.infog"
    if written.exists():  # other findings of the example may give some
        assert f'"{page(name).code}' not in written.read_text(encoding="utf-8")
    assert page(name).code in codes


def test_twice_writes_nothing_new_whatever_the_layout_the_language_and_the_title(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(complete(page("rule-conflict").example), encoding="utf-8")
    assert "essai ajouté" in check(path, path).stderr or "essais ajoutés" in check(path, path).stderr
    once = path.read_text(encoding="utf-8")
    assert "aucun essai à ajouter" in check(path, path).stderr
    assert path.read_text(encoding="utf-8") == once
    renamed = once.replace('"R501 : facturation', '"Le cas de la nuit : facturation').replace("    ", "\t")
    for text in (renamed, in_english(once)):
        path.write_text(text, encoding="utf-8")
        assert "no scenario to add" in check(path, path, "en").stderr
        assert path.read_text(encoding="utf-8") == text


def test_a_title_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(complete(page("rule-gap").example), encoding="utf-8")
    check(path, path)
    text = path.read_text(encoding="utf-8")
    other = text.replace("nature : évolutive", "nature : administration", 1)
    assert other != text
    path.write_text(other, encoding="utf-8")
    check(path, path)
    titles = [one.scenario.title for one in open_contract(path).test()]
    assert len(titles) == len(set(titles))
    assert "R502 : facturation de l'intervention (2)" in titles


def test_a_file_of_its_own_gets_a_head_and_counts_once_it_is_imported(tmp_path: Path) -> None:
    path, into = tmp_path / "contrat.infog", tmp_path / "essais.infog"
    text = complete(page("rule-gap").example)
    path.write_text(text, encoding="utf-8")
    result = check(path, into)
    assert "ajouter `importe essais` à" in result.stderr
    assert into.read_text(encoding="utf-8").startswith('langue fr\n\nimporte stdlib.vocabulaire\n\nessai "R502')
    assert CliRunner().invoke(main, ["check", str(into)]).exit_code == 0
    assert CliRunner().invoke(main, ["fmt", "--check", str(into)]).exit_code == 0
    first, rest = text.split("\n", 1)
    path.write_text(f"{first}\nimporte essais\n{rest}", encoding="utf-8")
    assert [result.passed for result in open_contract(path).test()].count(False) == 1
    result = check(path, into)
    assert "aucun essai" in result.stderr
    assert "importe" not in result.stderr
    # written in the language of the file, whatever that of the contract
    path.write_text(in_english(text), encoding="utf-8")
    into.write_text("langue fr\n\nimporte stdlib.vocabulaire\n", encoding="utf-8")
    check(path, into, "en")
    assert "attendu {\n    facturable : décidé" in into.read_text(encoding="utf-8")


def test_what_the_text_ignores_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    text = complete(page("rule-gap").example)
    path.write_text(
        text.replace("    règle T1", "    # infog: ignorer R502 parce que c'est voulu\n    règle T1"), "utf-8"
    )
    check(path, path)
    assert '"R502' not in path.read_text(encoding="utf-8")


def test_findings_are_printed_and_counted_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(complete(page("rule-conflict").example), encoding="utf-8")
    plain = CliRunner().invoke(main, ["check", str(path)])
    result = check(path, tmp_path / "e.infog")
    assert (result.exit_code, result.stdout) == (plain.exit_code, plain.stdout)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_cannot_be_written_to_is_said_without_harm(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(complete(page("rule-conflict").example), encoding="utf-8")
    faulty = tmp_path / "faulty.infog"
    faulty.write_text("langue fr\n\nessai {\n", encoding="utf-8")
    for into in (tmp_path, faulty, tmp_path / "nowhere" / "e.infog"):
        result = check(path, into, lang)
        assert result.exit_code == 2
        assert ("erreur : `" if lang == "fr" else "error: `") in result.stderr
        assert "Traceback" not in result.stderr
    assert faulty.read_text(encoding="utf-8") == "langue fr\n\nessai {\n"
    both = CliRunner().invoke(main, ["check", str(path), str(path.with_name("b.infog")), "--write-scenarios", "x"])
    assert both.exit_code == 2


def test_the_broken_example_gives_a_scenario_for_its_conflict_and_its_delays(tmp_path: Path) -> None:
    into = tmp_path / "essais.infog"
    check(ROOT / "examples" / "broken.infog", into)
    text = into.read_text(encoding="utf-8")
    assert 'essai "R501 : facturation de l\'intervention (T0, T1)"' in text
    assert 'essai "D401 : ' in text
