"""Every fault is reported once, where it stands: the expected findings are in the margin of the faulty texts.

`errors/*.infog` hold texts separated by lines `---`. A comment `# ! CODE words` says that this line has one finding of
this code whose French message holds these words; a second `!` in the comment announces a second finding. What no
margin announces must not be found.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from contractlang.diagnostics import Diagnostic, Severity
from tests.support import compiled, complete

FOLDER = Path(__file__).with_name("errors")
MARGIN = re.compile(r"#\s*! (.*)$", re.MULTILINE)

# Findings for which no remedy can be named, and why
WITHOUT_HELP: dict[str, str] = {}


class Expected(NamedTuple):
    """A finding announced in the margin."""

    line: int
    code: str
    words: str


def chunks() -> list[object]:
    """Every faulty text, named after its file and its first margin."""
    found = []
    for path in sorted(FOLDER.glob("*.infog")):
        for number, text in enumerate(re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE), 1):
            found.append(pytest.param(text.removesuffix("\n"), id=f"{path.stem}-{number}"))
    return found


def announced(text: str) -> list[Expected]:
    """The findings in the margins of a text, in the order of its lines."""
    found = []
    for margin in MARGIN.finditer(text):
        line = text.count("\n", 0, margin.start()) + 1
        for one in re.split(r"\s!\s", margin.group(1)):
            code, _, words = one.strip().partition(" ")
            found.append(Expected(line, code, words))
    return found


def line_of(finding: Diagnostic) -> int:
    return finding.span.source.position(finding.span.start)[0]


CHUNKS = chunks()


@pytest.mark.parametrize("chunk", CHUNKS)
def test_what_the_margins_announce_is_found_and_nothing_else(chunk: str) -> None:
    text = complete(chunk)
    wanted = announced(text)
    assert wanted, "a faulty text without a margin"
    _, found = compiled(text)
    assert sorted((one.line, one.code) for one in wanted) == sorted((line_of(one), one.code) for one in found), [
        f"{line_of(one)}: {one.code} {one.message.say('fr')}" for one in found
    ]
    for one in wanted:
        said = [other.message.say("fr") for other in found if (line_of(other), other.code) == (one.line, one.code)]
        assert any(one.words in message for message in said), said


@pytest.mark.parametrize("chunk", CHUNKS)
def test_every_finding_is_a_sentence_in_both_languages_and_says_what_to_do(chunk: str) -> None:
    _, found = compiled(complete(chunk))
    for one in found:
        assert one.severity is Severity.ERROR
        for said in (one.message, one.help):
            if said is None:
                assert one.code in WITHOUT_HELP
                continue
            french, english = said.say("fr"), said.say("en")
            for sentence in (french, english):
                assert re.match(r"[a-zàâéèêëîïôûç`«\d]", sentence), sentence
                assert not sentence.endswith((".", " ", ":")), sentence
                assert "{" not in re.sub(r"`[^`]*`", "", sentence), sentence
        for label in one.labels:
            assert label.span.source.text[label.span.start : label.span.end]


def test_there_are_enough_texts_and_every_code_up_to_the_program_is_among_them() -> None:
    codes = {one.code for chunk in CHUNKS for one in announced(chunk.values[0])}  # type: ignore[attr-defined]
    assert len(CHUNKS) >= 60
    assert codes == {"S001", "S002", "S003", "S004", "N101", "N102", "N103", "N104", "T201", "T202", "F002"}
