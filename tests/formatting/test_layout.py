"""One layout: what it looks like, that it changes no meaning, and that what has it keeps it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from contractlang.formatting import UnwritableError
from contractlang.formatting.reading import read
from contractlang.source import Source
from contractlang.workspace import format_source
from tests.support import BASE, EXAMPLES, LIBRARY, ROOT, parse, program_of

FILES = [*EXAMPLES, *LIBRARY, BASE, ROOT / "tests" / "syntax" / "forms.infog"]
CASES = Path(__file__).with_name("layout.infog").read_text(encoding="utf-8").split("=====\n")


def tidy(text: str) -> str:
    written = format_source(Source("test.infog", text)).text
    assert written is not None
    return written


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.splitlines()[0].strip("# "))
def test_a_text_is_set_as_by_hand(case: str) -> None:
    title, _, rest = case.partition("\n")
    assert title.startswith("#")
    written, expected = rest.split("-----\n")
    assert tidy(written) == expected
    assert tidy(expected) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_layout_keeps_the_meaning_and_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written = tidy(text)
    assert tidy(written) == written
    before, _ = parse(text)
    after, found = parse(written)
    assert found == []
    assert before is not None
    assert after is not None
    assert after.declarations == before.declarations


def comments(text: str) -> list[str]:
    """The comments of a text in order: what of the gaps between its tokens is not blank."""
    return [line for gap in read(Source("x", text)).gaps for line in (gap.trailing, *gap.lines) if line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_comment_is_lost_and_none_moves_before_another(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert comments(tidy(text)) == comments(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_what_cannot_be_cut_is_wider_than_the_page(path: Path) -> None:
    for line in re.sub(r'"""[^"]*"""', "", tidy(path.read_text(encoding="utf-8"))).splitlines():
        assert len(line) <= 120 or line.count('"') >= 2 or line.lstrip().startswith("#"), line


# --- any white space, any comments --------------------------------------------------------------------------

TEXT = BASE.read_text(encoding="utf-8")
TOKENS = read(Source("base.infog", TEXT)).tokens
MODEL, _ = parse(TEXT)
BLANKS = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", "\u202f ", "\n    "])
COMMENTS = st.sampled_from(["", "", "", " # là\n", "\n# dessus\n", "\n\n\n", "\n# une\n\n# deux\n", " #\n"])


def scattered(gaps: list[str]) -> str:
    """The base contract with other white space; no comment before a colon or a brace, nor on the first line."""
    text = ""
    for number, (token, gap) in enumerate(zip(TOKENS, gaps, strict=True)):
        bare = number < 2 or token.type in ("COLON", "LBRACE")
        text += (re.sub(r"#[^\n]*|\n", " ", gap) if bare else gap) + token.text
    return text + "\n"


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(BLANKS, min_size=len(TOKENS), max_size=len(TOKENS)))
def test_white_space_says_nothing(blanks: list[str]) -> None:
    # blank lines apart, which stay where they are: so neither text has any
    assert tidy(scattered(blanks)) == tidy(scattered([" "] * len(TOKENS)))


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(
        st.builds(lambda blank, comment: comment + blank, BLANKS, COMMENTS), min_size=len(TOKENS), max_size=len(TOKENS)
    )
)
def test_comments_may_stand_anywhere(gaps: list[str]) -> None:
    text = scattered(gaps)
    written = tidy(text)
    model, found = parse(written)
    assert found == []
    assert model is not None
    assert MODEL is not None
    assert model.declarations == MODEL.declarations
    assert tidy(written) == written
    assert sorted(comments(written)) == sorted(comments(text))


NUMBER = re.compile(r"(?<=: )\d[\d ]*(?= (?:€|mois|h|%))")


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_numbers_keep_their_value(data: st.DataObject) -> None:
    places = data.draw(st.integers(0, 3))
    large, small = (st.decimals(0, most, places=places, allow_nan=False) for most in (10**9, 90))

    def other(number: re.Match[str]) -> str:
        money = TEXT[number.end() :].lstrip().startswith("€")  # no length of time is so large
        return str(data.draw(large if money else small)).replace(".", ",")

    text = NUMBER.sub(other, TEXT)
    before, _ = parse(text)
    after, _ = parse(tidy(text))
    assert before is not None
    assert after is not None
    assert before.declarations == after.declarations


# --- words --------------------------------------------------------------------------------------------------


def test_keywords_labels_and_words_of_vocabularies_get_their_accents() -> None:
    plain = TEXT.translate(str.maketrans("éèêàûôîç", "eeeauoic"))
    titles = re.compile(r'"[^"]*"')
    # what somebody chose stays as it was written: titles, names
    assert titles.sub('""', tidy(plain)).replace("Infogerant", "Infogérant") == titles.sub('""', tidy(TEXT))
    assert program_of(tidy(plain)).terms.keys() == program_of(TEXT).terms.keys()


def test_a_text_with_faults_is_not_written() -> None:
    result = format_source(Source("x", TEXT.replace("reconduction : tacite", "reconduction tacite")))
    assert result.text is None
    assert [one.code for one in result.findings]


def test_a_name_that_the_other_language_takes_for_a_keyword_is_refused() -> None:
    text = 'langue fr\n\narticle 1 "A" {\n  audit {\n    préavis : 15 jours if\n  }\n}\n'
    assert tidy(text) == text
    with pytest.raises(UnwritableError, match="read alike"):
        format_source(Source("x", text), "en")
