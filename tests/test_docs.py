"""The docs are true: their examples hold, their commands print what is shown, their tables are those of the code."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from contractlang.cli import main, requirements_page, templates_page
from contractlang.diagnostics import Severity
from contractlang.syntax import spelling
from tests.doc_pages import (
    DOCS,
    REFERENCE,
    TUTORIAL,
    Block,
    agrees,
    blocks,
    blocks_of,
    commands,
    english_files,
    with_declarations,
    with_twins,
)
from tests.doc_tables import CONSTRUCTS, TABLES, Construct, anchor_of, headings, section
from tests.support import BASE, ROOT, checked, opened_files, program_of


def each(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", blocks(language), ids=lambda block: f"{block.page}:{block.line}")


# --- examples -----------------------------------------------------------------------------------------------


@each("infog")
def test_an_example_is_in_order_or_shows_the_finding_beside_it(block: Block) -> None:
    # an example shows one construct, and its scenarios need not try all the others
    found = [finding for finding in checked(block.text) if finding.name != "scenario-coverage"]
    said = [f"{finding.code} {finding.message.say('fr')}" for finding in found]
    if block.info:
        name, _, code = block.info.partition("=")
        assert name in ("error", "note"), block.info
        assert code in {finding.code for finding in found}, said
        if name == "note":
            assert {finding.severity for finding in found} == {Severity.NOTE}, said
    else:
        assert said == []


IN_FRENCH = [
    block
    for block in blocks("infog")
    if ROOT / block.page in REFERENCE and block.info != "error=S001" and "language en" not in block.text
]


@pytest.mark.parametrize("block", IN_FRENCH, ids=lambda block: f"{block.page}:{block.line}")
def test_an_example_of_the_reference_says_the_same_in_english(block: Block, tmp_path: Path) -> None:
    found = opened_files(english_files(block.text), tmp_path).check()
    assert Counter(one.code for one in found) == Counter(one.code for one in checked(block.text))


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_the_english_below_an_example_is_its_translation(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == with_twins(page), "run `make docs`"


@each("console")
def test_a_command_prints_what_is_shown(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ran = 0
    for (program, *arguments), shown in commands(block.text):
        assert program == "infog"
        result = CliRunner().invoke(main, arguments)
        assert agrees(shown, result.output), result.output
        ran += 1
    assert ran


def test_the_tutorial_is_followed_to_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks_of(TUTORIAL):
        where = f"{block.page}:{block.line}"
        if block.language == "infog":
            path = tmp_path / block.info
            known = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(with_declarations(known, block.text), encoding="utf-8")
            continue
        assert block.language == "console", where
        for (program, *arguments), shown in commands(block.text):
            assert program == "infog", where
            result = CliRunner().invoke(main, arguments)
            assert agrees(shown, result.output), (where, result.output)


@each("python")
def test_a_program_runs(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block.text, f"{block.page}:{block.line}", "exec"), {})


def test_a_declaration_takes_the_place_of_the_one_that_begins_alike() -> None:
    known = 'langue fr\n\narticle 1 "A" {\n}\n\n# a day\nessai "Un" {\n}\n'
    changed = with_declarations(known, 'essai "Deux" {\n}\n\narticle 1 "B" {\n  # b\n}\n')
    assert changed == 'langue fr\n\narticle 1 "B" {\n  # b\n}\n\n# a day\nessai "Un" {\n}\n\nessai "Deux" {\n}\n'


def test_an_elision_stands_for_lines_and_for_nothing_else() -> None:
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n")
    assert agrees("…\nd\n", "a\nd\n")
    assert agrees("a\n…\n", "a\nb\n")
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
    assert not agrees("a\n", "a\nb\n")
    assert not agrees("a.c\n", "abc\n")


# --- tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "name"), TABLES, ids=[name for _, name in TABLES])
def test_a_table_is_what_the_code_says(page: str, name: str) -> None:
    assert section(page, name) == TABLES[page, name](), "run `make docs`"


@pytest.mark.parametrize("row", CONSTRUCTS, ids=lambda row: row.title)
def test_a_construct_has_an_example_in_order_and_one_that_is_not(row: Construct) -> None:
    own, owner = spelling(row.path[-1], "fr"), spelling(row.path[0], "fr")
    good = [block.text for block in row.blocks() if not block.info.startswith("error")]
    bad = [block.text for block in row.blocks() if block.info.startswith("error")]
    assert any(own in text for text in good)
    assert any(owner in text for text in bad)


def test_the_page_of_the_requirement_packs_is_what_the_packs_say() -> None:
    written = requirements_page.PAGE.read_text(encoding="utf-8")
    assert written == requirements_page.page(), "run `make requirements`"


def test_the_page_of_the_templates_is_what_the_templates_say() -> None:
    written = templates_page.PAGE.read_text(encoding="utf-8")
    assert written == templates_page.page(), "run `make templates`"


def test_the_layers_are_those_that_the_linter_keeps() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kept = next(one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    rows = re.findall(r"^\| (`.+?`) \|", section("architecture.md", "layers"), re.MULTILINE)
    assert [re.findall(r"`(\w+)`", row) for row in rows] == [layer.split(" | ") for layer in kept["layers"]]


def glossary() -> list[tuple[str, ...]]:
    rows = [line.strip("| ").split(" | ") for line in section("glossary.md", "terms").splitlines()]
    return [tuple(cell.strip() for cell in row) for row in rows[2:]]


NAMES = sorted({name for row in glossary() for name in re.findall(r"`([\w.:]+)`", row[2])})


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_glossary_is_in_the_code(name: str) -> None:
    vocabulary, colon, word = name.partition(":")
    if colon:
        assert word in program_of(BASE.read_text(encoding="utf-8")).vocabularies[vocabulary].words
        return
    module, _, attribute = name.rpartition(".")
    owner, _, parent = module.rpartition(".")
    if parent[:1].isupper():  # a member of a class
        assert hasattr(getattr(importlib.import_module(f"contractlang.{owner}"), parent), attribute)
    else:
        assert hasattr(importlib.import_module(f"contractlang.{module}"), attribute)


def test_links_between_pages_lead_somewhere() -> None:
    for path in DOCS:
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", path.read_text(encoding="utf-8")):
            other = path.parent / target if target else path
            assert other.exists(), (path.name, target)
            if anchor:
                known = {anchor_of(title) for _, title in headings(other.read_text(encoding="utf-8"))}
                assert anchor in known, (path.name, target, anchor)
