"""`infog diff`: exit status, what is printed in which language and form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from contractlang.comparison import compare
from contractlang.comparison.effects import DisagreementError
from contractlang.source import Source
from contractlang.workspace import format_source
from tests.support import BASE, ROOT

REFERENCE = ROOT / "examples" / "reference.infog"
AMENDMENT = ROOT / "examples" / "amendment.infog"
TEXT = BASE.read_text(encoding="utf-8")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def pair(tmp_path: Path, after: str) -> tuple[Path, Path]:
    paths = tmp_path / "a.infog", tmp_path / "b.infog"
    for path, text in zip(paths, (TEXT, after), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_a_text_and_its_translation_have_one_effect(tmp_path: Path) -> None:
    translated = format_source(Source("b.infog", TEXT), "en").text
    assert translated is not None
    result = run(*pair(tmp_path, translated), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("No case is decided otherwise")
    assert len(result.output.splitlines()) == 1


def test_a_difference_names_the_case_both_results_and_both_places(tmp_path: Path) -> None:
    result = run(*pair(tmp_path, TEXT.replace("rétablissement 4 h sur H24", "rétablissement 6 h sur H24")))
    line = TEXT[: TEXT.index("gravité bloquante :")].count("\n") + 1
    assert result.exit_code == 1
    for part in (
        "délai de rétablissement : décidé autrement, en faveur du prestataire",
        "gravité : bloquante",
        "avant : 4 h sur `H24`, dû le",
        "après : 6 h sur `H24`, dû le",
        "écart : +2 h",
        f"a.infog:{line}",
        f"b.infog:{line}",
    ):
        assert part in result.output


def test_json_has_stable_keys_and_values_without_a_language(tmp_path: Path) -> None:
    files = pair(tmp_path, TEXT.replace("redevance : 1 000 €", "redevance : 1 200 €"))
    french, english = (json.loads(run(*files, "--json", "--lang", lang).output) for lang in ("fr", "en"))
    (term,) = french["terms"]
    assert (term["path"], term["favours"]) == ("price.fee", "provider")
    assert [term[side]["value"] for side in ("before", "after")] == ["1000.00 EUR / month", "1200.00 EUR / month"]
    cap = next(one for one in french["effects"] if one["question"] == "cap")
    assert cap["difference"] == {"money": "30.00", "currency": "EUR"}
    assert [one["case"] for one in french["effects"]] == [one["case"] for one in english["effects"]]


def test_only_what_favours_one_party(tmp_path: Path) -> None:
    text = TEXT.replace("rétablissement 4 h", "rétablissement 3 h").replace("redevance : 1 000", "redevance : 1 200")
    files = pair(tmp_path, text)
    client, provider = (run(*files, "--favours", party).output for party in ("client", "provider"))
    assert "délai de rétablissement" in client
    assert "prix.redevance" not in client
    assert "délai de rétablissement" not in provider
    assert "prix.redevance" in provider


def test_a_contract_and_its_amendment_are_compared_around_its_effect() -> None:
    result = run(REFERENCE, AMENDMENT)
    assert result.exit_code == 1
    assert "prix.redevance : 4 800,00 €/mois → 5 300,00 €/mois" in re.sub(r"[\u00a0\u202f]", " ", result.output)
    assert run(AMENDMENT, AMENDMENT).exit_code == 0


def test_a_date_says_which_text_is_compared(tmp_path: Path) -> None:
    for path in (REFERENCE, AMENDMENT):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "signed.infog").write_text(REFERENCE.read_text(encoding="utf-8"), encoding="utf-8")
    contracts = tmp_path / "reference.infog", other / "signed.infog"
    assert run(*contracts).exit_code == 1  # one was amended since
    assert run(*contracts, "--at", "2026-06-01").exit_code == 0


def test_what_cannot_be_read_cannot_be_compared(tmp_path: Path) -> None:
    assert run(tmp_path / "none.infog", BASE).exit_code == 2
    faulty = run(*pair(tmp_path, TEXT.replace("gravité majeure ", "gravité majuere ")))
    assert faulty.exit_code == 2
    assert "majuere" in faulty.stderr


def test_a_contradiction_of_solver_and_evaluation_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def contradicting(*_: object) -> None:
        raise DisagreementError("labour", {"kind": "corrective"})

    monkeypatch.setattr("contractlang.comparison.compare", contradicting)
    result = run(BASE, BASE)
    assert result.exit_code == 2
    assert "erreur interne" in result.stderr
    assert compare is not contradicting
