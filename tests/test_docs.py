"""The docs are true: their examples hold, their commands print what is shown, their tables are those of the code."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from contractlang.cli import main, requirements_page, templates_page
from contractlang.diagnostics import Severity
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import plain as p
from contractlang.model.schema import Holds, Slot
from contractlang.syntax import spelling
from contractlang.workspace import pages
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
    with_twins,
)
from tests.support import BASE, ROOT, checked, opened_files, program_of

def each(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", blocks(language), ids=lambda block: f"{block.page}:{block.line}")


# --- examples -----------------------------------------------------------------------------------------------


@each("infog")
def test_an_example_is_in_order_or_shows_the_finding_beside_it(block: Block) -> None:
    found = checked(block.text)
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
    if Path(block.page).parent.name == "language" and block.info != "error=S001" and "language en" not in block.text
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


@each("python")
def test_a_program_runs(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block.text, f"{block.page}:{block.line}", "exec"), {})


def test_an_elision_stands_for_lines_and_for_nothing_else() -> None:
    assert agrees("a\n…\nd\n", "a\nb\nc\nd\n")
    assert agrees("…\nd\n", "a\nd\n")
    assert agrees("a\n…\n", "a\nb\n")
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
    assert not agrees("a\n", "a\nb\n")
    assert not agrees("a.c\n", "abc\n")


# --- tables -------------------------------------------------------------------------------------------------


def section(page: str, name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- end -->` of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.split(f"<!-- {name} -->\n", 1)[1].split("<!-- end -->", 1)[0].strip("\n")


def table(*rows: tuple[str, ...]) -> str:
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def findings_table() -> str:
    rows = [
        (f"`{page.code}`", f"`{page.name}`", page.severity.label, page.title.en, page.title.fr)
        for page in pages().values()
    ]
    return table(("code", "name", "severity", "what it finds", "en français"), *rows)


_KINDS = {
    Holds.LENGTH: "length",
    Holds.MONEY: "money",
    Holds.RATE_OF_MONEY: "money per unit",
    Holds.RATE_OF_LENGTH: "length per period",
    Holds.RATE_OF_COUNT: "count per period",
    Holds.PERCENT: "percentage",
    Holds.COUNT: "count",
    Holds.DATE: "date",
    Holds.TEXT: "text",
    Holds.TRUTH: "`oui` or `non`",
    Holds.WORD: "word",
    Holds.CALENDAR: "calendar",
    Holds.COUNTRY: "country",
    Holds.PARTY: "party",
    Holds.RULE: "rule",
    Holds.CURRENCY: "currency",
}


def slots_text(slots: Mapping[str, Slot]) -> str:
    return " · ".join(f"`{spelling(name, 'fr')}` {slot_text(slot)}" for name, slot in slots.items())


def slot_text(slot: Slot) -> str:
    kinds = " or ".join(dict.fromkeys(_KINDS[kind] for kind in slot.kinds))
    text = f"{kinds}, …" if slot.many else kinds
    if slot.parts:
        parts = ", ".join(f"`{spelling(name, 'fr')}`" for name in slot.parts)
        text = f"{text} with {parts}" if text else parts
    return f"({text}{', may end in `si`' if slot.conditional else ''})"


def labels_table() -> str:
    """Every clause and declaration with labels, as the model's schema gives them."""
    owners = {"contract": f.Contract.slots, "client": f.Party.slots, "provider": f.Party.slots}
    kinds = [one for module in (c, d, p) for one in vars(module).values() if isinstance(one, type)]
    owners |= {kind.name: kind.slots for kind in kinds if issubclass(kind, c.Clause) and kind.slots}
    rows = [(f"`{spelling(name, 'fr')}`", slots_text(slots)) for name, slots in owners.items() if name != "norm"]
    rows.append(("`autorisé` (in `sous-traitance`)", slots_text(d.Subcontractor.slots)))
    rows.append(("a grant of rights (in `propriété`)", slots_text(c.Rights.slots)))
    rows.append(("`obligation`, `permission`, `interdiction`", slots_text(d.Norm.slots)))
    return table(("declaration or clause", "labels"), *rows)


def facts_table() -> str:
    program = program_of(BASE.read_text(encoding="utf-8"))
    rows = []
    for fact in program.facts.values():
        vocabulary = program.vocabularies.get(fact.type.vocabulary or "")
        kind = f"word of `{vocabulary.title.fr}`" if vocabulary else fact.type.kind.value
        rows.append((f"`{fact.title.fr}`", f"`{fact.title.en}`", kind))
    return table(("French name", "English name", "kind"), *rows)


# The keywords with which declarations, clauses and their items begin, and the words between values
KEYWORDS = """
language import contract client provider calendar article scenario given expected vocabulary ordered fact pack
requirement source since when demands otherwise remedy
timezone except_holidays closed
duration termination assignment phases services scope site included excluded interventions service_levels severity
level acknowledge intervene restore availability penalties late outage cap price billing rule unless if then billed
minimum step on_quote out_of_contract default hardware hotline prevails_over advice subcontracting authorised
hosting ownership confidentiality personal_data remote audit liability obligation permission prohibition reversibility
and or not yes no in during within_scope exists of per on
working_day business_day clear_day calendar_day started_hour
""".split()  # noqa: SIM905 (a list of eighty lines says no more)  # noqa: SIM905 (a list of so many words is read better so)


def keywords_table() -> str:
    rows = [(f"`{spelling(name, 'fr')}`", f"`{spelling(name, 'en')}`", f"`{name}`") for name in KEYWORDS]
    return table(("French", "English", "shared name"), *rows)


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("checks.md", "findings", findings_table()),
        ("language/words.md", "labels", labels_table()),
        ("evaluation.md", "facts", facts_table()),
        ("language/words.md", "keywords", keywords_table()),
    ],
    ids=["findings", "labels", "facts", "keywords"],
)
def test_a_table_is_what_the_code_says(page: str, name: str, text: str) -> None:
    assert section(page, name) == text


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


@pytest.mark.parametrize("name", sorted({name for row in glossary() for name in re.findall(r"`([\w.]+)`", row[2])}))
def test_a_name_of_the_glossary_is_in_the_code(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    owner, _, parent = module.rpartition(".")
    if parent[:1].isupper():  # a member of a class
        assert hasattr(getattr(importlib.import_module(f"contractlang.{owner}"), parent), attribute)
    else:
        assert hasattr(importlib.import_module(f"contractlang.{module}"), attribute)


def test_links_between_pages_lead_somewhere() -> None:
    for path in DOCS:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (Path(path.parent) / target).exists(), (path.name, target)
