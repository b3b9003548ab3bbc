"""The saved tables are those of the grammar, and their driver reads what Lark's own parser reads."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import levels as lv
from contractlang.source import Source, Span
from contractlang.syntax import grammar, spellings, tables
from contractlang.syntax.build_files import FileBuilder
from contractlang.syntax.lexer import Token
from contractlang.syntax.parser import Builder, Parser
from tests.support import BASE, EXAMPLES, LIBRARY

FILES = [*EXAMPLES, *LIBRARY, BASE, Path(__file__).with_name("forms.infog")]


@cache
def reference_for(lang: str) -> lark.Lark:
    return grammar.lark_parser(lang)


@pytest.fixture(scope="module")
def reference() -> lark.Lark:
    return reference_for("fr")


def leaves(text: str) -> list[tuple[str, int, int]] | None:
    """Every token that the driver keeps, in order; None where it finds a fault."""

    def build(_span: Span, values: list[object]) -> object:
        return [leaf for value in values for leaf in (value if isinstance(value, list) else [value])]

    parser = Parser(Source("x", text), dict.fromkeys({p.name for p in tables.load().productions}, build))
    result = parser.parse("start")
    if parser.faults:
        return None
    assert isinstance(result, list)
    return [(leaf.type, leaf.start, leaf.end) for leaf in result if isinstance(leaf, Token)]


def lark_leaves(reference: lark.Lark, text: str) -> list[tuple[str, int, int]] | None:
    """The same from Lark."""
    try:
        tree = reference.parse(text, start="start")
    except lark.exceptions.UnexpectedInput:
        return None
    return [(t.type, t.start_pos, t.end_pos) for t in tree.scan_values(lambda v: isinstance(v, lark.Token))]


def test_the_saved_tables_are_those_of_the_grammar() -> None:
    assert tables.SAVED.read_text(encoding="utf-8") == grammar.saved_text(), "run `make tables`"


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    lark.logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
            lark.Lark(grammar.grammar_text(), parser="lalr", start=list(grammar.STARTS), debug=True)
    finally:
        lark.logger.setLevel(logging.CRITICAL)
    assert [record for record in caplog.messages if "conflict" in record.lower()] == []


def test_every_rule_has_a_builder() -> None:
    names = {p.name for p in tables.load().productions if not p.inline and not p.origin.startswith("__")}
    missing = {name for name in names if not hasattr(FileBuilder, {"import": "import_"}.get(name, name))}
    # rules that only choose between others build nothing: each of their alternatives has a builder of its own
    assert missing == {p.name for p in tables.load().productions if p.transparent}


def test_every_rule_has_a_case() -> None:
    used: set[str] = set()
    names = {p.name for p in tables.load().productions if not p.inline and not p.origin.startswith("__")}

    def noting(name: str) -> Builder:
        return lambda _span, _values: used.add(name)

    builders = {name: noting(name) for name in names}
    for path in FILES:
        parser = Parser(Source(path.name, path.read_text(encoding="utf-8")), builders)
        parser.parse("start")
        assert parser.faults == []
    choices = {p.name for p in tables.load().productions if p.transparent}
    assert names - used - choices == {"value_start", "body_start"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_driver_reads_what_lark_reads(path) -> None:
    text = path.read_text(encoding="utf-8")
    found = leaves(text)
    assert found is not None
    assert found == lark_leaves(reference_for(Source("x", text).language), text)


TEXT = BASE.read_text(encoding="utf-8")
WORDS = sorted({word for word in TEXT.split() if word})


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 12), st.sampled_from(["", " ", ":", "{", "}", ",", *WORDS]))
def test_a_changed_text_is_accepted_by_both_or_by_neither(
    reference: lark.Lark, start: int, length: int, words: str
) -> None:
    text = TEXT[:start] + words + TEXT[start + length :]
    assert leaves(text) == lark_leaves(reference, text)


def test_every_keyword_is_spelled_in_every_language() -> None:
    french, english = grammar.spellings("fr"), grammar.spellings("en")
    assert sorted(set(french) - set(english)) == [], "give these keywords a spelling in grammar/keywords_en.lark"
    assert sorted(set(english) - set(french)) == [], "give these keywords a spelling in grammar/keywords_fr.lark"
    assert set(grammar.patterns("fr")) == set(grammar.patterns("en"))


def test_a_label_is_one_word_where_the_grammar_awaits_one() -> None:
    # a label of several words is a keyword of the grammar (`_label`), and the others are single words
    used = {name for name, *_ in (entry for words in tables.load().saved_keywords["en"].values() for entry in words)}
    slots = [
        kind.slots for kind in [*vars(c).values(), *vars(d).values(), *vars(lv).values()] if hasattr(kind, "slots")
    ]
    for lang in ("fr", "en"):
        for name in {name for one in slots for name in one}:
            several = [spelled for spelled in spellings(name, lang) if " " in spelled]
            assert not several or name.upper() in used, (name, several)


def test_another_language_is_another_spelling_and_not_another_grammar() -> None:
    # Lark reads the English spelling with the same rules
    text = 'language en\narticle 1 "A" { audit { notice : 3 working days } }\n'
    tree = grammar.lark_parser("en").parse(text, start="start")
    assert [node.data for node in tree.iter_subtrees_topdown()] == [
        "start", "article", "audit", "term", "value", "phrase", "length",
    ]  # fmt: skip
