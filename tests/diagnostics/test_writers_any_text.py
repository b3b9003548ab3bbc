"""Whatever the text and the spans, the writers answer, and carets stand under what they speak of."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contractlang.diagnostics import Diagnostic, Label, Severity, verbatim
from contractlang.diagnostics.cells import TAB_STOP, cover, layout
from contractlang.diagnostics.excerpt import MAX_CELLS
from contractlang.diagnostics.json_writer import as_json, write_json
from contractlang.diagnostics.text_writer import write_text
from contractlang.source import Source, Span

ODD = "aé\u0301🙂契\t \r\n\u200d\u202e\ufe0f\x1b\x00\x85\u2028\ud800"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=60) | st.builds(
    lambda piece, times: piece * times, st.text(st.sampled_from(ODD), min_size=1, max_size=8), st.integers(1, 80)
)


@st.composite
def spans(draw: st.DrawFn, source: Source) -> Span:
    # a parser may report a place just past the end
    start = draw(st.integers(0, len(source.text) + 1))
    return Span(source, start, draw(st.integers(start, len(source.text) + 2)))


@st.composite
def findings(draw: st.DrawFn) -> Diagnostic:
    sources = [Source(name, draw(TEXTS)) for name in ("a.infog", "b.infog")]
    places = st.sampled_from(sources).flatmap(spans)
    words = st.none() | st.text(st.sampled_from(ODD + "xyz"), max_size=8).map(lambda text: verbatim(text)())
    labels = st.lists(st.builds(lambda span, message: Label(span=span, message=message), places, words), max_size=4)
    return Diagnostic(
        code="R501",
        name="rule-conflict",
        severity=draw(st.sampled_from(Severity)),
        message=verbatim(draw(TEXTS))(),
        span=draw(places),
        labels=tuple(draw(labels)),
        help=draw(words),
        case=draw(st.none() | st.dictionaries(st.text("abé", min_size=1), TEXTS, max_size=3)),
    )


@given(findings(), st.sampled_from(["fr", "en"]))
def test_every_finding_can_be_written(found: Diagnostic, lang: str) -> None:
    plain = write_text([found], lang, color=False)  # type: ignore[arg-type]
    colored = write_text([found], lang, color=True)  # type: ignore[arg-type]
    assert re.sub(r"\033\[[\d;]*m", "", colored) == plain
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in plain.replace("\n", ""))
    assert json.loads(write_json([found], lang)) == as_json([found], lang)  # type: ignore[arg-type]


LINES = st.text(st.sampled_from("abcé契🙂\t \u0301"), max_size=300).filter(lambda line: line[:1] != "\u0301")


@given(LINES, st.data())
def test_the_carets_of_a_line_stand_under_the_words_they_mean(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    found = Diagnostic(
        code="R501",
        name="rule-conflict",
        severity=Severity.ERROR,
        message=verbatim("m")(),
        span=Span(Source("a.infog", line), start, end),
    )
    text, carets = (row[4:] for row in write_text([found], "fr", color=False).splitlines()[3:5])
    columns = screen(text)
    marked = "".join(columns[at] for at, sign in enumerate(carets) if sign == "^" and at < len(columns))
    meant = words_and_accents(line, start, max(end, start + 1))
    if len(line) <= MAX_CELLS // TAB_STOP:
        assert marked.split() == meant.split()
    else:
        assert "".join(meant.split()).startswith("".join(marked.replace("…", "").split()))
    assert marked.strip() or not meant.strip()
    assert len(columns) <= MAX_CELLS + 2


@given(st.text(st.sampled_from("aé契🙂\te\u0301\u200d"), max_size=40))
def test_cells_follow_one_another_and_every_code_point_has_a_place(line: str) -> None:
    cells = layout(line)
    assert len(cells) == len(line)
    for earlier, later in pairwise(cells):
        assert later.left in (earlier.right, earlier.left)
        assert later.right - later.left <= TAB_STOP
    for place in range(len(line) + 1):
        left, right = cover(cells, place, place)
        assert left < right


def screen(text: str) -> list[str]:
    """What a terminal has in each column: a letter with its accents, or nothing behind a wide one."""
    columns: list[str] = []
    for char in text:
        if unicodedata.combining(char):
            at = max(at for at, held in enumerate(columns) if held)
            columns[at] += char
        else:
            columns += [char, ""] if unicodedata.east_asian_width(char) == "W" else [char]
    return columns


def words_and_accents(line: str, start: int, end: int) -> str:
    """The characters `[start, end)` with the letter that an accent at the start belongs to, and its accents."""
    while 0 < start < len(line) and unicodedata.combining(line[start]):
        start -= 1
    while end < len(line) and unicodedata.combining(line[end]):
        end += 1
    return line[start:end]
