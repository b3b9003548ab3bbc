"""Damaged contracts are read, reported and never raised over: thousands of random edits, the same in every run.

Most edits are made on a short contract put together from a few declarations of the examples, so that many can be tried;
some are made on whole examples. An edit changes characters, or whole words (deletes, doubles, swaps, replaces one by
another of its kind or of another file), so that faults of form, of names and of types all come up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import pytest

from contractlang.compiler import Library, compile_file
from contractlang.diagnostics import Diagnostic
from contractlang.model import files as f
from contractlang.source import Source, Span
from contractlang.syntax import parse_file
from contractlang.workspace import read_contract
from tests.support import BASE, EXAMPLES

TEXTS = [path.read_text(encoding="utf-8") for path in (*EXAMPLES, BASE)]
WORD = re.compile(r'"[^"\n]*"|[^\W_][\w\'-]*|\d[\d:,-]*|[^\w\s]')
CHARACTERS = [*" \n\t{}()\":,.-#=<≤≥≠+*/%€$0123456789éàeàsx_'’", "\u00a0", "\u0301", "🦊", "\ufeff", '"""', "\r\n"]
DECLARATION = re.compile(r"^(?=\w)", re.MULTILINE)

Edit = Callable[[Random, str], str]


def declarations(text: str) -> list[str]:
    """A file cut where a line begins with a word: one declaration each."""
    return [part for part in DECLARATION.split(text) if part.strip()]


def pool() -> tuple[list[str], list[str]]:
    """Headings (a contract, parties, calendars), and the articles and scenarios that stand below them."""
    parts = [part for text in TEXTS for part in declarations(text) if not part.startswith(("langue", "importe"))]
    below = [part for part in parts if part.startswith(("article", "essai"))]
    return [part for part in parts if part not in below], below


HEADINGS, BELOW = pool()
WORDS = sorted({word for text in TEXTS for word in WORD.findall(text)})


def short_contract(random: Random) -> str:
    """A contract of a few declarations, taken from any of the examples."""
    parts = [*random.sample(HEADINGS, random.choice((0, 1, 2))), *random.sample(BELOW, random.choice((0, 1, 1, 2)))]
    return "langue fr\nimporte stdlib.vocabulaire\n" + "".join(parts)


# --- edits --------------------------------------------------------------------------------------------------


def change_characters(random: Random, text: str) -> str:
    at, length = random.randrange(len(text)), random.choice((0, 0, 1, 1, 2, 8, 40))
    return text[:at] + random.choice(["", *random.choices(CHARACTERS, k=3)]) + text[at + length :]


def a_word(random: Random, text: str) -> re.Match[str]:
    at = random.randrange(len(text))
    return WORD.search(text, at) or next(WORD.finditer(text))


def delete_word(random: Random, text: str) -> str:
    word = a_word(random, text)
    return text[: word.start()] + text[word.end() :]


def double_word(random: Random, text: str) -> str:
    word = a_word(random, text)
    return f"{text[: word.end()]} {word.group()}{text[word.end() :]}"


def replace_word(random: Random, text: str) -> str:
    word = a_word(random, text)
    return text[: word.start()] + random.choice(WORDS) + text[word.end() :]


def replace_word_by_its_like(random: Random, text: str) -> str:
    """A number by a number, a quoted text by another, a word by one of the same text."""
    word = a_word(random, text)
    first = word.group()[0]
    alike = [
        other
        for other in WORD.findall(text)
        if other[0].isdigit() == first.isdigit() and (other[0] == '"') == (first == '"')
    ]
    return text[: word.start()] + random.choice(alike or WORDS) + text[word.end() :]


def swap_words(random: Random, text: str) -> str:
    one, other = sorted((a_word(random, text), a_word(random, text)), key=re.Match.start)
    if one.end() > other.start():
        return text
    return text[: one.start()] + other.group() + text[one.end() : other.start()] + one.group() + text[other.end() :]


def move_line(random: Random, text: str) -> str:
    lines = text.split("\n")
    line = lines[random.randrange(len(lines))]
    if random.random() < 0.5:
        lines.remove(line)
    lines.insert(random.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def graft(random: Random, text: str) -> str:
    """A stretch of another example put in the place of one of this text."""
    other = random.choice(TEXTS)
    start, at = random.randrange(len(other)), random.randrange(len(text))
    return text[:at] + other[start : start + random.randrange(200)] + text[at + random.randrange(200) :]


def cut_off(random: Random, text: str) -> str:
    return text[: random.randrange(len(text))] if random.random() < 0.5 else text[random.randrange(len(text)) :]


EDITS: tuple[Edit, ...] = (
    change_characters,
    change_characters,
    delete_word,
    double_word,
    replace_word,
    replace_word_by_its_like,
    replace_word_by_its_like,
    swap_words,
    move_line,
    graft,
    cut_off,
)


def damaged(seed: int, original: Callable[[Random], str], count: int) -> Iterator[str]:
    """Some damaged texts: one edit each, or now and then a few."""
    for number in range(count):
        random = Random(f"{seed}/{number}")
        text = original(random)
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            text = random.choice(EDITS)(random, text) if WORD.search(text) else text
        yield text


# --- what must hold -----------------------------------------------------------------------------------------


def within(span: Span) -> bool:
    return 0 <= span.start <= span.end <= len(span.source.text)


def assert_sound(text: str, findings: list[Diagnostic]) -> None:
    """Every place lies within its text, and every sentence can be said."""
    for found in findings:
        assert within(found.span), (text, found)
        assert all(within(label.span) for label in found.labels), (text, found)
        assert found.message.say("fr"), text
        assert found.message.say("en"), text
        assert found.help is None or (found.help.say("fr") and found.help.say("en")), text


LIBRARY = Library()


def compiled(text: str) -> list[Diagnostic]:
    """What parsing and compiling a text finds."""
    source = Source("damaged.infog", text)
    file, findings = parse_file(source)
    if isinstance(file, f.File):
        findings = [*findings, *compile_file(file, LIBRARY)[1]]
    return findings


def whole_example(random: Random) -> str:
    return random.choice(TEXTS)


@pytest.mark.parametrize(
    ("original", "seed", "count"),
    [(short_contract, seed, 1_960) for seed in range(5)] + [(whole_example, 5, 240)],
    ids=[*(f"short contracts {seed}" for seed in range(5)), "whole examples"],
)
def test_a_damaged_text_is_reported_and_never_raised_over(
    original: Callable[[Random], str], seed: int, count: int
) -> None:
    codes: Counter[str] = Counter()
    for text in damaged(seed, original, count):
        findings = compiled(text)
        codes.update({found.code for found in findings} or {"none"})
        assert_sound(text, findings)
    # the edits are of every kind: some do no harm, the others are found by every pass
    assert {"none", "S001", "S002", "N101", "N102", "N103", "T201"} <= set(codes), codes


def test_a_damaged_contract_goes_through_every_check() -> None:
    """The checks of the solver run where the text is without error: so most edits here are those of values."""
    solved = 0
    for number in range(350):
        random = Random(f"solver/{number}")
        text = BASE.read_text(encoding="utf-8") if number % 3 else random.choice(TEXTS)
        for _ in range(random.choice((1, 2))):
            text = random.choice((replace_word_by_its_like, replace_word_by_its_like, move_line, delete_word))(
                random, text
            )
        contract = read_contract(text, library=LIBRARY)
        solved += contract.in_order
        assert_sound(text, contract.check())
    assert solved > 30
