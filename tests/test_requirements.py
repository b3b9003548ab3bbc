"""Every requirement of every pack: a contract that fails it, one that just meets it, and those it is not about.

`requirements/<pack>.infog` holds chunks between lines `---`, each put on top of `base.infog` and of the first chunk,
which makes a sound contract for the pack. A chunk is clauses and declarations, with comments that say what is expected:
`# ! names` the requirements that are not met, and no others; `# = names` those that apply and are met;
`# / names` those that are not about this contract. `# - words` takes the clauses and parties of that name away, and
`contrat { … }` adds to the heading.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from contractlang.compiler import Library, library_packs
from contractlang.core.demands import applies, failures
from contractlang.core.packs import Certainty
from contractlang.core.program import Program
from contractlang.diagnostics import Severity
from tests.support import BASE, compiled, over

FOLDER = Path(__file__).with_name("requirements")
PACKS = {pack.name.fr: pack for pack in library_packs(Library())}
MARGIN = re.compile(r"^\s*# ([!=/-]) (.*)$", re.MULTILINE)
DECLARATIONS = ("contrat ", "client ", "prestataire ", "calendrier ", "article ")
SIGNED = "2027-06-01"  # later than every date of effect


class Chunk(NamedTuple):
    """A text, and the names beside each mark."""

    pack: str
    number: int
    text: str
    expected: dict[str, set[str]]


def blocks(text: str) -> list[str]:
    """The declarations and clauses of a chunk, each whole."""
    found: list[str] = []
    depth = 0
    for line in text.splitlines():
        if depth == 0 and not line.strip():
            continue
        if depth == 0:
            found.append("")
        found[-1] += f"{line}\n"
        bare = re.sub(r'"[^"]*"|#.*', "", line)
        depth += bare.count("{") - bare.count("}")
    assert depth == 0, text
    return [block for block in found if not block.startswith("#")]


def fragment(text: str, number: int) -> str:
    """Declarations as they are, and the clauses in an article."""
    parts = blocks(text)
    declared = [part for part in parts if part.startswith(DECLARATIONS)]
    clauses = [part for part in parts if not part.startswith(DECLARATIONS)]
    return "".join([*declared, f'article {900 + number} "Essai" {{\n', *clauses, "}\n"])


def heading(pack: str, more: str, signed: date | None) -> str:
    """A heading that names the pack; `signed` wins over what `more` says."""
    said = re.search(r"signature\s*: ([\d-]+)\n", more)
    more = more.replace(said.group(0), "") if said else more
    day = signed or (said.group(1) if said else SIGNED)
    return f'contrat "Essai" {{\n  signature : {day}\n  référentiels : {pack}\n{more}}}\n'


def chunks(pack: str) -> list[Chunk]:
    """The chunks of a pack; the first is the sound contract that the others change."""
    texts = re.split(r"^---\n", (FOLDER / f"{pack}.infog").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for number, text in enumerate(texts):
        expected: dict[str, set[str]] = {mark: set() for mark in "!=/-"}
        for mark, names in MARGIN.findall(text):
            expected[mark] |= set(names.replace(",", " ").split())
        found.append(Chunk(pack, number, text, expected))
    return found


def program(chunk: Chunk, signed: date | None = None) -> Program:
    """The program of a chunk on top of the first one of its pack."""
    text = BASE.read_text(encoding="utf-8")
    more = ""
    for part in [CHUNKS[chunk.pack][0], chunk][: chunk.number + 1]:
        own = re.search(r"^contrat \{\n(.*?)^\}\n", part.text, re.MULTILINE | re.DOTALL)
        more = own.group(1) if own else more
        body = part.text.replace(own.group(0), "") if own else part.text
        added = heading(chunk.pack, more, signed) + fragment(body, part.number)
        text = over(text, added, without=part.expected["-"])
    found, findings = compiled(text)
    assert found is not None
    # a clause that is taken away leaves faults in those that need it
    assert chunk.expected["-"] or findings == [], [one.message.say("fr") for one in findings]
    return found


CHUNKS = {name: chunks(name) for name in PACKS}
EVERY = [chunk for several in CHUNKS.values() for chunk in several]


@pytest.mark.parametrize("chunk", EVERY, ids=[f"{chunk.pack}-{chunk.number}" for chunk in EVERY])
def test_a_contract_fails_what_its_chunk_says_and_nothing_else(chunk: Chunk) -> None:
    found = program(chunk)
    by_name = {one.name: one for one in found.requirements}
    assert {one.pack.fr for one in found.requirements} == {chunk.pack}
    assert chunk.expected["!"] | chunk.expected["="] | chunk.expected["/"] <= set(by_name)
    assert {name for name, one in by_name.items() if failures(one, found)} == chunk.expected["!"]
    assert {name for name in chunk.expected["="] if not applies(by_name[name], found)} == set()
    assert {name for name in chunk.expected["/"] if applies(by_name[name], found)} == set()


@pytest.mark.parametrize("name", PACKS)
def test_every_requirement_is_failed_by_one_contract_and_just_met_by_another(name: str) -> None:
    wanted = {one.name for one in PACKS[name].requirements}
    for mark in "!=":
        assert wanted - set().union(*(chunk.expected[mark] for chunk in CHUNKS[name])) == set(), mark


@pytest.mark.parametrize("name", PACKS)
def test_every_conditional_requirement_has_a_contract_that_it_is_not_about(name: str) -> None:
    conditional = {one.name for one in PACKS[name].requirements if one.scope is not None}
    assert conditional - set().union(*(chunk.expected["/"] for chunk in CHUNKS[name])) == set()


DATED = [(name, one.name, one.since) for name, pack in PACKS.items() for one in pack.requirements if one.since]


@pytest.mark.parametrize(("pack", "name", "since"), DATED, ids=[f"{pack}-{name}" for pack, name, _ in DATED])
def test_a_requirement_is_not_about_a_contract_signed_the_day_before(pack: str, name: str, since: date) -> None:
    chunk = next(chunk for chunk in CHUNKS[pack] if name in chunk.expected["!"])
    for day, fails in ((since, True), (since - timedelta(days=1), False)):
        found = program(chunk, day)
        one = next(other for other in found.requirements if other.name == name)
        assert bool(failures(one, found)) == fails


def test_every_requirement_says_what_it_must_in_both_languages() -> None:
    for pack in PACKS.values():
        assert pack.title.fr != pack.title.en or pack.name.fr.startswith("ccag")
        for one in pack.requirements:
            where = f"{pack.name.fr}.{one.name}"
            for text in (one.title, one.message, one.remedy, one.source):
                assert text is None or (text.fr and text.en), where
            assert one.message.fr != one.message.en, where
            assert one.message.fr.endswith("."), where
            assert one.remedy is not None, where
            if pack.name.fr != "essentiel":
                assert one.source is not None, where
                assert one.certainty is not None, where
                assert one.since is not None, where


def test_what_is_from_memory_is_no_error() -> None:
    unsure = [one for pack in PACKS.values() for one in pack.requirements if one.certainty is Certainty.TO_CONFIRM]
    assert unsure
    assert {one.severity for one in unsure} <= {Severity.WARNING, Severity.NOTE}


def test_the_head_of_a_pack_read_alone_is_that_of_the_whole() -> None:
    for name in PACKS:
        head, whole = Library().pack_head(name), Library().load(name)[0]
        assert head is not None
        assert whole is not None
        pack = whole.pack(name)
        assert pack is not None
        assert (head.name, head.title, head.since, head.concerns) == (pack.name, pack.title, pack.since, pack.concerns)
        assert head.requirements == ()
    assert Library().pack_head("vocabulaire") is None
