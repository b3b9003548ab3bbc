"""What a start loads: heavy libraries only where a contract needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.workspace import open_contract
from tests.support import ROOT

SAME = "examples/reference.infog"
HEAVY = ("attr", "attrs", "lark", "z3", "holidays", "babel", "numpy", "pyarrow", "rich", "icalendar")


def loaded(command: str) -> set[str]:
    """The heavy libraries that a command has loaded when it ends."""
    program = f"""
import sys
from contractlang.cli import main
sys.argv = ["infog", *{command.split()!r}]
try:
    main()
except SystemExit:
    pass
print("\\n" + " ".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("command", ["--help", "check examples/reference.infog", f"diff {SAME} {SAME}"])
def test_a_clean_contract_needs_no_heavy_library(command: str) -> None:
    assert loaded(command) & set(HEAVY) == set()


def test_a_question_that_cannot_be_settled_by_hand_starts_the_solver() -> None:
    assert "z3" in loaded("check examples/real/bareme_lavarun.infog")
    assert "lark" not in loaded("check examples/real/bareme_lavarun.infog")


def test_a_contract_that_uses_no_template_of_the_library_reads_none(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def parse(source: Source) -> object:
        read.append(source.name)
        return parse_file(source)

    monkeypatch.setattr("contractlang.documents.files.parse_file", parse)
    open_contract(ROOT / "examples" / "reference.infog").check()
    assert any("vocabulaire" in name for name in read)
    assert [name for name in read if "modeles" in name] == []
