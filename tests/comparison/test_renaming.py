"""Layout, order, comments, names and language change nothing: every example is the same as itself so rewritten."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.comparison import Comparison, compare
from contractlang.comparison.matching import VOCABULARY
from contractlang.comparison.names import DUTY, chosen
from contractlang.compiler import Library, compile_file
from contractlang.core.program import Program
from contractlang.model.files import File
from contractlang.model.nodes import Node
from contractlang.records import evolve, fields
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.syntax.tables import load
from contractlang.words import fold
from contractlang.workspace import format_source
from tests.support import BASE, EXAMPLES

CONTRACTS = [path for path in (*EXAMPLES, BASE) if path.name != "amendment.infog"]
SHARED = Library()
SETTINGS = settings(
    max_examples=2, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# What may stand in any order in the model of a text
UNORDERED = {"declarations", "clauses", "terms", "rules", "groups", "sites", "levels", "subcontractors", "rights"}

every_contract = pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)


def read(text: str) -> Program | None:
    file, findings = parse_file(Source("x.infog", text))
    if file is None or findings:
        return None
    return made(file)


def made(file: File) -> Program | None:
    program, findings = compile_file(file, SHARED)
    return None if findings else program


def differences(found: Comparison) -> list[object]:
    terms = [(one.path, one.before and one.before.value, one.after and one.after.value) for one in found.terms]
    clauses = [one.path for one in (*found.added, *found.removed)]
    return [*terms, *clauses, *(one.name for one in found.effects if one.state != "same")]


@every_contract
def test_a_translation_is_the_same(path: Path) -> None:
    source = Source("x.infog", path.read_text(encoding="utf-8"))
    translated = format_source(source, "fr" if source.language == "en" else "en", library=SHARED).text
    assert translated is not None
    before, after = read(source.text), read(translated)
    assert before is not None
    assert after is not None
    found = compare(before, after)
    assert differences(found) == []
    assert found.same


@every_contract
def test_layout_and_comments_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before, after = read(text), read(re.sub(r"(?m)^(\s+\S.*)$", r"\n  # ligne\n   \1  # fin", text.split('"""')[0]))
    if before is None or after is None:  # the text has prose, in which a comment is text
        after = read(text.replace("\n\n", "\n\n# commentaire\n\n"))
    assert before is not None
    assert after is not None
    assert differences(compare(before, after)) == []


@every_contract
@SETTINGS
@given(seed=st.integers(0, 10_000))
def test_the_order_of_clauses_and_lines_changes_nothing(path: Path, seed: int) -> None:
    file, _ = parse_file(Source("x.infog", path.read_text(encoding="utf-8")))
    assert file is not None
    before, after = made(file), made(shuffled(file, random.Random(seed)))
    assert before is not None
    assert after is not None
    assert differences(compare(before, after)) == []


def shuffled(node: File, chance: random.Random) -> File:
    """A model with the pieces of every unordered list in another order."""

    def moved(value: object) -> object:
        if type(value) is tuple:
            return tuple(map(moved, value))
        if not isinstance(value, Node | File):
            return value
        changes = {}
        for one in fields(type(value)):
            new = moved(getattr(value, one.name))
            if one.name in UNORDERED and isinstance(new, tuple):
                new = tuple(chance.sample(new, len(new)))
            changes[one.name] = new
        return evolve(value, **changes)

    found = moved(node)
    assert isinstance(found, File)
    return found


@every_contract
@SETTINGS
@given(seed=st.integers(0, 10_000))
def test_names_that_somebody_chose_mean_nothing(path: Path, seed: int) -> None:
    text = path.read_text(encoding="utf-8")
    before = read(text)
    assert before is not None
    chance = random.Random(seed)
    keywords = {said for words in load().spellings.values() for spelled in words.values() for said in spelled}
    language = {fold(part) for keyword in keywords for part in (keyword, *keyword.split())}
    chosen_here = {name for name in _spelled(before) if re.fullmatch(r"[\w'’-]+", name) and fold(name) not in language}
    names = {name: f"{name}_{chance.randint(10, 99)}" for name in sorted(chosen_here)}
    after = read(_renamed(text, names)) if names else before
    assert after is not None
    assert differences(compare(before, after)) == []


def _spelled(program: Program) -> list[str]:
    """Every name as it stands in the text."""
    shared = [one.words[word] for one in program.vocabularies.values() for word in one.words.keys() - one.own]
    titles = [fact.title for fact in program.facts.values() if not fact.own]
    taken = {said for text in (*shared, *titles) for said in (text.fr, text.en)}
    words = [one.words[word].fr for one in program.vocabularies.values() for word in one.own]
    names = [name for sort, name in chosen(program) if sort not in (DUTY, VOCABULARY) and "word" not in sort]
    rules = [rule.name for one in program.decisions.values() for rule in one.rules]
    return [name for name in (*words, *names, *program.calendars, *rules) if name not in taken]


def _renamed(text: str, names: dict[str, str]) -> str:
    """A text with names in other words, outside of strings on one line."""
    name = re.compile(r"(?<![\w'’-])((?:consommé_)?)(" + "|".join(map(re.escape, names)) + r")(?![\w'’-])")
    parts = re.split(r'(?<!")("(?!"")[^"\n]*")(?!")', text)
    return "".join(
        part if n % 2 else name.sub(lambda found: found[1] + names[found[2]], part) for n, part in enumerate(parts)
    )


def test_swapped_names_mean_nothing() -> None:
    text = BASE.read_text(encoding="utf-8")
    lines = 'obligation O8 "x" {\n    qui : client\n    délai : 3 h\n    quand : signature\n  }\n'
    more = 'obligation O9 "y" {\n    qui : prestataire\n    délai : 9 h\n    quand : signature\n  }\n'
    whole = f'{text}\narticle 98 "z" {{\n  {lines}  {more}}}\n'
    before, after = read(whole), read(_renamed(whole, {"O8": "O9", "O9": "O8"}))
    assert before is not None
    assert after is not None
    assert differences(compare(before, after)) == []
