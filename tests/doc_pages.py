"""The pages of the docs: their blocks, their commands, and the English that `make docs` writes into the reference.

Below every example of the reference that is in order stands the same in English, as the formatter translates it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from contractlang.compiler import Library
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.workspace import format_source
from tests.support import ROOT, texts

TUTORIAL = ROOT / "docs" / "tutorial.md"
REFERENCE = [ROOT / "docs" / "language.md", *sorted((ROOT / "docs" / "language").glob("*.md"))]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_ELIDED = "…"
_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TWIN = re.compile(
    r"\n\n<details><summary>In English</summary>\n\n```infog\n.*?^```\n\n</details>", re.MULTILINE | re.DOTALL
)
_LIBRARY = Library()


class Block(NamedTuple):
    """A fenced block of a page: its language, what stands beside it, its text."""

    page: str
    line: int
    language: str
    info: str
    text: str


def blocks_of(path: Path) -> list[Block]:
    """The blocks of a page, without the English ones that are written below others."""
    page = path.read_text(encoding="utf-8")
    twins = [(twin.start(), twin.end()) for twin in _TWIN.finditer(page)]
    found = []
    for fence in _FENCE.finditer(page):
        if any(start < fence.start() < end for start, end in twins):
            continue
        line = page.count("\n", 0, fence.start()) + 1
        name = path.relative_to(ROOT).as_posix()
        found.append(Block(name, line, fence.group(1), fence.group(2).strip(), fence.group(3)))
    return found


def blocks(language: str) -> list[Block]:
    """The blocks of a language, of all pages but the tutorial, whose blocks are one story."""
    return [block for path in DOCS if path != TUTORIAL for block in blocks_of(path) if block.language == language]


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a console block, each with what it is said to print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        typed, _, shown = part.replace("\\\n", "").partition("\n")
        yield shlex.split(typed), shown


def agrees(shown: str, printed: str) -> bool:
    """Whether what is printed is what is shown; a line `…` stands for any lines, and a space for one that holds."""
    printed = printed.replace("\u00a0", " ").replace("\u202f", " ")
    lines = (".*" if line == _ELIDED else re.escape(line) for line in shown.rstrip("\n").split("\n"))
    return re.fullmatch("\n".join(lines), printed.rstrip("\n"), re.DOTALL) is not None


def translated(text: str) -> str:
    """A whole file in English; one with faults of syntax has no translation."""
    result = format_source(Source("contrat.infog", text), "en", library=_LIBRARY).text
    assert result is not None, text
    return result


def english_files(text: str) -> dict[str, str]:
    """The files of an example in English, each whole: its own first."""
    return {name: translated(words) for name, words in texts(text).items()}


def english(text: str) -> str:
    """An example in English; of a fragment (`…`) the fragment alone."""
    (_, whole), *others = english_files(text).items()
    first = f"…\n{_tail(whole, _size(text))}" if text.startswith("…") else whole
    return "".join([first, *(f"# --- {name}\n{words}" for name, words in others)])


def _size(fragment: str) -> int:
    """How many declarations a fragment has."""
    first = re.split("^# --- ", fragment.removeprefix("…"), flags=re.MULTILINE)[0]
    file, _ = parse_file(Source("x", f"langue fr\n{first}"))
    assert file is not None
    return len(file.declarations)


def _tail(whole: str, size: int) -> str:
    """The last declarations of a text, each with the comments above it."""
    file, _ = parse_file(Source("x", whole))
    assert file is not None
    lines = whole.splitlines(keepends=True)
    first = whole.count("\n", 0, file.declarations[-size].span.start)
    while lines[first - 1].startswith("#"):
        first -= 1
    return "".join(lines[first:])


def with_twins(page: str) -> str:
    """A page of the reference with an English twin below each example that is in order."""

    def twinned(fence: re.Match[str]) -> str:
        if fence.group(1) != "infog" or fence.group(2).startswith(" error") or fence.group(3).startswith("language en"):
            return fence.group(0)
        twin = f"```infog\n{english(fence.group(3))}```"
        return f"{fence.group(0)}\n\n<details><summary>In English</summary>\n\n{twin}\n\n</details>"

    return _FENCE.sub(twinned, _TWIN.sub("", page))


# --- the tutorial -------------------------------------------------------------------------------------------


def with_declarations(text: str, added: str) -> str:
    """A file with more declarations: each in the place of the one that begins alike, else at the end."""
    parts = {_beginning(part): part for part in [*_declarations(text), *_declarations(added)]}
    return "\n".join(parts.values())


def _declarations(text: str) -> list[str]:
    """The declarations of a file: each begins at the margin, with the comments above it."""
    starts = [match.start() for match in re.finditer(r"^(?:#[^\n]*\n)*[^\s#}]", text, re.MULTILINE)]
    ends = [*starts[1:], len(text)][: len(starts)]
    return [f"{text[start:end].rstrip()}\n" for start, end in zip(starts, ends, strict=True)]


def _beginning(declaration: str) -> str:
    """What a declaration is known by: `article 1`, `contrat`, `client Ponant`; a scenario by its title."""
    first = next(line for line in declaration.splitlines() if not line.startswith("#"))
    return first if first.startswith("essai") else re.split(r' *["({]', first)[0]
