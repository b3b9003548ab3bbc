"""A fault costs the item it stands in, and what is not at fault is read: all the faults of a file come in one run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.records import fields, has
from contractlang.syntax import parser, repair
from contractlang.syntax.lexer import Lexer
from contractlang.syntax.parser import MAX_FAULTS
from tests.support import BASE, parse

TEXTS = Path(__file__).with_name("recovery.infog").read_text(encoding="utf-8").split("---\n")
BASE_TEXT = BASE.read_text(encoding="utf-8")
# a label or a keyword, a colon, a value: one item on one line
ITEM = re.compile(r"^(?P<label> +[^\W\d][\w -]*?) *: (?P<value>.*)$")
ITEMS = [number for number, line in enumerate(BASE_TEXT.splitlines()) if ITEM.match(line)]


def nodes(value: object) -> Iterator[m.Node]:
    """Every node of a model."""
    if isinstance(value, tuple):
        for part in value:
            yield from nodes(part)
    elif has(type(value)) and not isinstance(value, m.Word):
        if isinstance(value, m.Node):
            yield value
        for one in fields(type(value)):
            if one.name != "span":
                yield from nodes(getattr(value, one.name))


def lines_read(file: f.File) -> set[int]:
    """The lines (from 1) on which some node of the model begins."""
    return {node.span.source.position(node.span.start)[0] for node in nodes(file.declarations)}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.splitlines()[0].strip("# "))
def test_a_fault_costs_its_item_and_nothing_else(text: str) -> None:
    file, found = parse(text)
    assert file is not None
    assert found
    read = lines_read(file)
    lines = text.splitlines()
    kept = {number for number, line in enumerate(lines, 1) if line.endswith("# gardé")}
    lost = {number for number, line in enumerate(lines, 1) if line.endswith("# perdu")}
    assert kept - read == set()
    assert lost & read == set()


def test_every_item_of_a_contract_may_be_at_fault_and_costs_itself_alone() -> None:
    whole, _ = parse(BASE_TEXT)
    assert whole is not None
    lines = BASE_TEXT.splitlines()
    assert len(ITEMS) > 50
    for number in ITEMS:
        faulty = [*lines]
        faulty[number] = ITEM.sub(r"\g<label> : = = \g<value>", lines[number])
        file, found = parse("\n".join(faulty))
        assert [(one.code, one.span.source.position(one.span.start)[0]) for one in found] == [("S001", number + 1)]
        assert file is not None
        assert lines_read(whole) - lines_read(file) <= {number + 1}, lines[number]


def test_all_items_at_fault_are_all_reported() -> None:
    lines = BASE_TEXT.splitlines()
    for number in ITEMS:
        lines[number] = ITEM.sub(r"\g<label> : = = \g<value>", lines[number])
    file, found = parse("\n".join(lines))
    assert file is not None
    assert [one.span.source.position(one.span.start)[0] for one in found] == [number + 1 for number in ITEMS]


def test_a_sound_text_has_nothing_dropped() -> None:
    file, found = parse(BASE_TEXT)
    assert file is not None
    assert found == []
    assert file.dropped == ()


def test_what_is_dropped_is_the_faulty_item() -> None:
    file, _ = parse(
        'langue fr\narticle 1 "A" {\n  audit {\n    fréquence = = 12 mois\n    préavis : 15 jours\n  }\n}\n'
    )
    assert file is not None
    (dropped,) = file.dropped
    assert dropped.text.strip() == "fréquence = = 12 mois"


@pytest.mark.parametrize("line", [": = 12 mois", "12 mois", ": : 12 mois"])
def test_after_very_many_faults_the_reader_stops_and_says_so(line: str) -> None:
    text = 'langue fr\narticle 1 "A" {\n  audit {\n' + f"    préavis {line}\n" * (3 * MAX_FAULTS) + "  }\n}\n"
    _, found = parse(text)
    assert len(found) == MAX_FAULTS + 1
    last = found[-1]
    assert last.message.say("fr") == "plus de 100 fautes : la lecture s'arrête ici"
    assert last.message.say("en") == "more than 100 faults: reading stops here"
    assert last.span.source.position(last.span.start)[0] == 4 + MAX_FAULTS


@pytest.mark.parametrize(
    ("heading", "meant"),
    [("calendrer X", "calendrier"), ('artcle 1 "T"', "article"), ('referentiell X "T"', "référentiel")],
)
def test_a_misspelt_declaration_gets_the_nearest_keyword_and_is_read(heading: str, meant: str) -> None:
    file, found = parse(f"langue fr\n{heading} {{\n}}\n")
    assert [one.help.say("fr") for one in found if one.help] == [f"vouliez-vous dire `{meant}` ?"]
    assert file is not None
    assert len(file.declarations) == 1


def test_two_lines_without_a_colon_are_two_faults() -> None:
    file, found = parse('langue fr\narticle 1 "A" {\n  audit {\n    préavis 15 jours\n    fréquence 12 mois\n  }\n}\n')
    assert [one.span.source.position(one.span.start)[0] for one in found] == [4, 5]
    assert file is not None
    assert file.dropped == ()


class Counted(Lexer):
    """A lexer that counts its tokens."""

    made = 0

    def __init__(self, text: str, language: str) -> None:
        super().__init__(text, language)
        scan = self.scan

        def counted(text: str, offset: int) -> re.Match[str] | None:
            Counted.made += 1
            return scan(text, offset)

        self.scan = counted


def tokens_cut(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    Counted.made = 0
    monkeypatch.setattr(parser, "Lexer", Counted)
    monkeypatch.setattr(repair, "Lexer", Counted)
    parse(text)
    return Counted.made


@pytest.mark.parametrize("spoil", ["", " : :", " + +"], ids=["in order", "a slip a block", "an item lost a block"])
def test_steps_grow_with_the_text_and_no_faster(spoil: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def text(articles: int, faulty: int) -> str:
        return "langue fr\n" + "".join(
            f'article {number} "A" {{\n  audit {{\n    préavis{spoil if number < faulty else ""} : 3 mois\n  }}\n}}\n'
            for number in range(articles)
        )

    few, many = (tokens_cut(text(articles, articles // 25), monkeypatch) for articles in (200, 2_000))
    assert 9 * few < many < 11 * few


def test_an_item_lost_in_front_of_much_text_is_passed_over_without_reading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tokens_cut("langue fr\nmot " + "mot " * 100_000, monkeypatch) < 1_000
