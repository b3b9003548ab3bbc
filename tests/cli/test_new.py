"""`infog new`: files, options, questions on a terminal, refusals."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from contractlang.cli.new import new
from contractlang.compiler import Library
from contractlang.drafting import questions

ALL = ["--client", "A", "--provider", "B", "--sector", "industrie", "--start", "2026-02-01", "--fee", "4800", "--yes"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments])


def on_a_terminal(typed: str, *arguments: str) -> tuple[int, str, str]:
    """What a person sees who types that into a terminal."""
    terminal, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", "from contractlang.cli import main; main()", "new", *arguments],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.write(terminal, typed.encode())
        out, err = process.communicate(timeout=120)
    finally:
        os.close(theirs)
        os.close(terminal)
    return process.returncode, out.decode(), err.decode()


def test_a_contract_is_written_and_checks_clean(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    result = run(str(path), *ALL)
    assert result.exit_code == 0, result.output
    assert "contrat écrit" in result.stderr
    checked = CliRunner().invoke(main, ["check", str(path), "--fail-on", "note"])
    assert (checked.exit_code, checked.output) == (0, "rien à signaler\n")
    assert CliRunner().invoke(main, ["test", str(path)]).exit_code == 0
    assert CliRunner().invoke(main, ["fmt", "--check", str(path)]).exit_code == 0


def test_without_a_file_the_contract_is_all_of_the_standard_output() -> None:
    result = run(*ALL)
    assert result.exit_code == 0
    assert result.stdout.startswith("langue fr\n")
    assert result.stderr == ""


def test_a_file_is_not_written_over_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text("à moi", encoding="utf-8")
    refused = run(str(path), *ALL)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert path.read_text(encoding="utf-8") == "à moi"
    assert run(str(path), *ALL, "--force").exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("langue fr\n")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = run(str(tmp_path / "nulle" / "part.infog"), *ALL)
    assert result.exit_code == 2
    assert "ne peut pas être écrit" in result.stderr
    assert run(str(tmp_path), *ALL, "--force").exit_code == 2


def test_without_a_terminal_nothing_is_asked() -> None:
    result = run("--client", "A", "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "missing: `--title`, `--provider`, `--sector`" in result.stderr
    assert "`--yes` takes the default answers" in result.stderr


def test_a_bad_option_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    result = run(str(path), *ALL, "--start", "2026-02-30", "--fee=-4", "--lang", "en")
    assert result.exit_code == 2
    assert "`--start`: `2026-02-30` is no date" in result.stderr
    assert "`--fee`: `-4` is no amount" in result.stderr
    assert not path.exists()


def test_several_trades_and_no_personal_data() -> None:
    result = run(*ALL, "--trade", "TMA", "--trade", "BPO", "--no-personal-data")
    assert "métiers      : TMA, BPO" in result.stdout
    assert "rgpd" not in result.stdout


def test_every_question_has_its_option() -> None:
    options = {option for parameter in new.params for option in parameter.opts}
    assert {question.option for question in questions(Library().vocabularies())} <= options


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_on_a_terminal_everything_is_asked_and_what_is_wrong_again(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    typed = [lang, "", "Ponant", "Infogest", "indusrie", "public", "", "State", "TMA", "client", "no"]
    typed += ["2026-02-30", "2026-02-01", "24", "-4", "4800", "", ""]
    code, out, err = on_a_terminal("".join(f"{line}\n" for line in typed), str(path))
    assert (code, out) == (0, ""), err
    assert "langue du contrat / language of the contract" in err
    known = {"fr": ("vouliez-vous dire", "n'est pas une date"), "en": ("answers:", "is no date")}[lang]
    assert all(words in err for words in known)
    text = path.read_text(encoding="utf-8")
    assert 'client Client "Ponant"' in text
    assert {"fr": "initiale     : 24 mois", "en": "initial : 24 months"}[lang] in text
    assert CliRunner().invoke(main, ["check", str(path), "--fail-on", "note"]).exit_code == 0


def test_on_a_terminal_a_bad_option_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    code, _, err = on_a_terminal("2026-03-01\n", str(path), *ALL, "--start", "2026-02-30")
    assert code == 0, err
    assert "`2026-02-30` n'est pas une date" in err
    assert "2026-03-01" in path.read_text(encoding="utf-8")


def test_a_terminal_that_ends_ends_the_command(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    code, _, err = on_a_terminal("\x04", str(path))
    assert code == 1
    assert "Traceback" not in err
    assert not path.exists()
