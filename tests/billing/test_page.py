"""What is shown of billing is true: its commands print it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from contractlang.cli import main
from tests.billing.support import CONTRACT
from tests.doc_pages import agrees, blocks_of, commands
from tests.support import ROOT

PAGES = (ROOT / "README.md", ROOT / "docs" / "billing.md")
SESSIONS = [block for page in PAGES for block in blocks_of(page) if block.language == "session"]


@pytest.mark.parametrize("block", SESSIONS, ids=lambda block: f"{block.page}:{block.line}")
def test_a_command_prints_what_is_shown(block: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    draft = CONTRACT.read_text(encoding="utf-8").replace("95 €/h", "100 €/h").replace("95,00 €", "100,00 €")
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "reference.infog").write_text(draft, "utf-8")
    amendment = ROOT / "examples" / "amendment.infog"
    (tmp_path / "draft" / "amendment.infog").write_bytes(amendment.read_bytes())
    monkeypatch.chdir(tmp_path)
    for (program, *arguments), shown in commands(block.text):  # type: ignore[attr-defined]
        assert program == "infog"
        result = CliRunner().invoke(main, arguments)
        assert agrees(shown, result.output), result.output


def test_the_tickets_of_the_example_are_those_that_its_script_writes(tmp_path: Path) -> None:
    script = tmp_path / "make_tickets.py"
    script.write_bytes((ROOT / "examples" / "billing" / "make_tickets.py").read_bytes())
    runpy.run_path(str(script), run_name="__main__")
    assert (tmp_path / "tickets.csv").read_bytes() == (ROOT / "examples" / "billing" / "tickets.csv").read_bytes()
