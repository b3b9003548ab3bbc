"""What several tests share: the examples, a sound contract to put a fragment into, and its findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from contractlang.compiler import Library, compile_file
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic
from contractlang.model import files as f
from contractlang.model.templates import Template
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.workspace import Contract, open_contract, read_contract

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").rglob("*.infog"))
LIBRARY = sorted((ROOT / "stdlib_clauses").glob("*.infog"))
BASE = ROOT / "tests" / "base.infog"


def parse(text: str, name: str = "test.infog") -> tuple[f.File | None, list[Diagnostic]]:
    """The model of a text."""
    return parse_file(Source(name, text))


def compiled(text: str) -> tuple[Program | None, list[Diagnostic]]:
    """The program of a text, and every finding up to it."""
    file, findings = parse(text)
    if file is None:
        return None, findings
    program, more = compile_file(file, Library())
    return program, [*findings, *more]


def program_of(text: str) -> Program:
    """The program of a text that is in order."""
    program, findings = compiled(text)
    assert program is not None
    assert not findings, findings
    return program


def complete(fragment: str) -> str:
    """A whole file: a fragment that starts with `…` replaces what the base contract says on the same subjects."""
    if not fragment.startswith("…"):
        return fragment
    return over(BASE.read_text(encoding="utf-8"), fragment.removeprefix("…").lstrip("\n"))


def over(text: str, added: str, without: Collection[str] = ()) -> str:
    """A contract with a fragment put on top: it replaces what the contract says on the same subjects.

    `without`: the first words of clauses and declarations that the contract loses.
    """
    base, _ = parse(text)
    own, _ = parse(f"langue fr\n{added}")
    assert base is not None
    subjects = {_subject(node) for node in _parts(own)} if own else set()
    for node in sorted(_parts(base), key=lambda node: -node.span.start):
        if _subject(node) in subjects or node.span.text.split()[0] in without:
            text = text[: node.span.start] + text[node.span.end :]
    return f"{text}\n{added}"


# A text may carry others: each begins at a line that names its file
_COMPANION = re.compile(r"^# --- (\S+)\n", re.MULTILINE)


def texts(text: str, name: str = "contrat.infog") -> dict[str, str]:
    """The files that a text holds, its own first: what follows a line `# --- NAME` is the text of another file."""
    first, *rest = _COMPANION.split(text)
    return {name: complete(first), **dict(zip(rest[::2], rest[1::2], strict=True))}


def opened(text: str, folder: Path) -> Contract:
    """A text and its companion files as a contract in a folder."""
    return opened_files(texts(text), folder)


def opened_files(files: Mapping[str, str], folder: Path) -> Contract:
    """Files by their names as a contract in a folder; that of the contract is `contrat.infog`."""
    for name, words in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return open_contract(folder / "contrat.infog")


def checked(text: str) -> list[Diagnostic]:
    """Every finding on a text with its companion files."""
    if not _COMPANION.search(text):
        return read_contract(complete(text)).check()
    with TemporaryDirectory() as folder:
        return opened(text, Path(folder)).check()


def _parts(file: f.File) -> list[object]:
    owners = (node for node in file.declarations if isinstance(node, f.Article | Template))
    clauses = [clause for node in owners for clause in node.clauses]
    return [*clauses, *(node for node in file.declarations if isinstance(node, f.Contract | f.Party | f.Calendar))]


def _subject(node: object) -> tuple[str, str]:
    match node:
        case f.Contract():
            return "contract", ""
        case f.Party(role=role):
            return "party", role
        case f.Calendar(name=name):
            return "calendar", name.text
    return "clause", type(node).__name__
