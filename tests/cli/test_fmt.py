"""`infog fmt` at the command line: what it writes, what it leaves alone, what it says, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from tests.support import BASE, ROOT

TIDY = 'langue fr\n\narticle 1 "A" {\n  audit {\n    préavis : 15 jours\n  }\n}\n'
UNTIDY = 'langue fr\narticle 1 "A" { audit { preavis:15 jours } }'
ENGLISH = 'language en\n\narticle 1 "A" {\n  audit {\n    notice : 15 days\n  }\n}\n'
FAULTY = 'langue fr\narticle 1 "A" { audit { préavis 15 jours } }'


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["fmt", *arguments], input=stdin)


def test_files_are_written_in_place_and_named_if_they_changed(tmp_path: Path) -> None:
    untidy, tidy = tmp_path / "a.infog", tmp_path / "sous" / "b.infog"
    tidy.parent.mkdir()
    untidy.write_text(UNTIDY, encoding="utf-8")
    tidy.write_text(TIDY, encoding="utf-8")
    done = run(str(tmp_path))
    assert (done.exit_code, done.output) == (0, f"{untidy} : remis en forme\n")
    assert untidy.read_text(encoding="utf-8") == tidy.read_text(encoding="utf-8") == TIDY
    assert run(str(tmp_path)).output == ""


def test_check_names_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.infog"
    path.write_text(UNTIDY, encoding="utf-8")
    done = run("--check", str(path), "--lang", "en")
    assert (done.exit_code, done.output) == (1, f"{path}: would be rewritten\n")
    assert path.read_text(encoding="utf-8") == UNTIDY
    path.write_text(TIDY, encoding="utf-8")
    assert run("--check", str(path)).exit_code == 0
    assert run("--check", "--to", "en", str(path)).exit_code == 1


def test_a_pipe_goes_through() -> None:
    assert run("-", stdin=UNTIDY).output == TIDY
    assert run("-", "--to", "en", stdin=UNTIDY).output == ENGLISH
    assert run("-", "--to", "fr", stdin=ENGLISH).output == TIDY
    assert run("--check", "-", stdin=UNTIDY).exit_code == 1


@pytest.mark.parametrize("text", [FAULTY, "", "contrat", "language de\n", "langue en\n"])
def test_a_file_with_errors_is_left_and_reported_and_the_others_are_written(tmp_path: Path, text: str) -> None:
    faulty, good = tmp_path / "a.infog", tmp_path / "b.infog"
    faulty.write_text(text, encoding="utf-8")
    good.write_text(UNTIDY, encoding="utf-8")
    done = run(str(faulty), str(good))
    assert done.exit_code == 2
    assert "a.infog" in done.stderr
    assert faulty.read_text(encoding="utf-8") == text
    assert good.read_text(encoding="utf-8") == TIDY


def test_what_cannot_be_read_or_be_written_so_ends_with_2(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.infog")).exit_code == 2
    assert run(str(tmp_path)).exit_code == 2
    # what stands in quotation marks becomes a name in English, and `1` is none
    path = tmp_path / "a.infog"
    path.write_text('langue fr\nvocabulaire a { b "1" }\n', encoding="utf-8")
    done = run("--to", "en", "--lang", "en", str(path))
    assert done.exit_code == 2
    assert "a.infog" in done.stderr
    assert path.read_text(encoding="utf-8").startswith("langue fr")


def test_the_english_example_and_a_translated_contract_are_well_formed(tmp_path: Path) -> None:
    assert run("--check", str(ROOT / "examples" / "managed_services.infog")).exit_code == 0
    path = tmp_path / "base.infog"
    path.write_bytes(run("-", "--to", "en", stdin=BASE.read_text(encoding="utf-8")).output.encode())
    assert run("--check", str(path)).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0
