"""Each way in which a check fires, and near misses in which it must stay silent.

`ways/NAME.infog` is about the check NAME: texts separated by lines `---`. A margin `# ! words` says that this line has
one finding of the check whose French message holds these words; what no margin announces must not be found. A text
without a margin is a near miss, and its first line says of what.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contractlang.checks import CHECKS
from contractlang.workspace import page_of
from tests.support import checked, complete

FOLDER = Path(__file__).with_name("ways")
MARGIN = re.compile(r"#\s*! (.*)$", re.MULTILINE)
FILES = sorted(FOLDER.glob("*.infog"))


def texts(path: Path) -> list[str]:
    return re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


CASES = [
    pytest.param(path.stem, text, id=f"{path.stem}-{number}")
    for path in FILES
    for number, text in enumerate(texts(path), 1)
]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_check_finds_what_the_margins_announce_and_nothing_else(name: str, text: str) -> None:
    page = page_of(name)
    assert page is not None
    whole = complete(text.rstrip("\n") + "\n")
    wanted = {whole.count("\n", 0, margin.start()) + 1: margin[1].strip() for margin in MARGIN.finditer(whole)}
    every = checked(whole)
    faults = [one.message.say("fr") for one in every if one.code[0] in "SN" or one.code in ("T201", "T202", "F002")]
    assert faults == []  # else the checks did not run
    found = [one for one in every if one.code == page.code]
    said = {one.span.source.position(one.span.start)[0]: one.message.say("fr") for one in found}
    assert sorted(said) == sorted(wanted), said
    assert len(found) == len(wanted)
    for line, words in wanted.items():
        assert words in said[line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_of_a_check_and_has_both_kinds(path: Path) -> None:
    assert path.stem in {check.PAGE.name for check in CHECKS}
    kinds = {bool(MARGIN.search(text)) for text in texts(path)}
    assert kinds == {True, False}
