"""Single edits of sound contracts, in files that a lawyer can read; the README beside says how they are written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from contractlang.compiler import Library
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Severity
from contractlang.evaluation.replay import replay
from contractlang.records import field, frozen
from contractlang.workspace import Contract, new_contract, open_contract, read_contract
from tests.support import ROOT, texts

HERE = Path(__file__).parent
BASES = {
    "reference": ROOT / "examples" / "reference.infog",
    "managed": ROOT / "examples" / "managed_services.infog",
    **{path.stem: path for path in sorted((HERE / "bases").glob("*.infog"))},
}
NEW = "new"
_ANSWERS = {
    "client": "Ateliers du Ponant",
    "provider": "Infogest",
    "sector": "industrie",
    "start": "2026-02-01",
    "fee": "4800",
}
_HEADINGS = ("finds", "also", "why", "everywhere")
_LIBRARY = Library()


@frozen(kw_only=True)
class Edit:
    """One change of a base: what it must make the tool find (None: nothing), what follows from it, and why."""

    place: str
    title: str
    base: str
    why: str
    code: str | None = None
    names: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
    hunks: tuple[tuple[str, str], ...] = ()
    renamed: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.place}, {self.base}: {self.title}"


@frozen
class Outcome:
    """What an edit made the tool find, beside what its base has."""

    found: tuple[Diagnostic, ...]
    edit: Edit = field(repr=False)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.found)

    @property
    def caught(self) -> bool:
        """Whether the finding that was asked for is there, and names what it must name."""
        return any(one.code == self.edit.code and all(n in _words(one) for n in self.edit.names) for one in self.found)

    @property
    def unasked(self) -> frozenset[str]:
        """The codes that nobody expected."""
        return self.codes - self.edit.also - {self.edit.code}

    def __str__(self) -> str:
        return "\n".join(f"{one.code} {_words(one)}" for one in self.found) or "nothing"


# --- reading ------------------------------------------------------------------------------------------------


def read(folder: str) -> list[Edit]:
    """The edits of the files of a folder, in their order."""
    return [edit for path in sorted((HERE / folder).glob("*.edits")) for edit in _of_file(path)]


def _of_file(path: Path) -> list[Edit]:
    base, edits = "", []
    for block in re.split(r"^(?=== |base: )", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        first, _, rest = block.partition("\n")
        if first.startswith("base: "):
            base = first.removeprefix("base: ").strip()
        elif first.startswith("== "):
            edits.append(_edit(path.stem, first.removeprefix("== ").strip(), base, rest))
    return edits


def _edit(place: str, title: str, base: str, block: str) -> Edit:
    headings: dict[str, str] = {}
    lines = [line for line in block.splitlines() if line.strip()]
    while lines and (parts := lines[0].partition(":"))[0] in _HEADINGS:
        headings[parts[0]] = parts[2].strip()
        lines.pop(0)
    code, _, names = headings.get("finds", "").partition(" ")
    old_name, _, new_name = headings.get("everywhere", "").partition(" -> ")
    return Edit(
        place=place,
        title=title,
        base=base,
        why=headings["why"],
        code=code or None,
        names=tuple(name.strip() for name in names.split(",") if name.strip()),
        also=frozenset(headings.get("also", "").replace(",", " ").split()),
        hunks=tuple(_hunk(part) for part in "\n".join(lines).split("\n@@\n") if part),
        renamed=(old_name, new_name) if new_name else None,
    )


def _hunk(part: str) -> tuple[str, str]:
    lines = part.splitlines()
    strange = [line for line in lines if line[:2] not in {"- ", "+ ", "  ", "-", "+"}]
    assert not strange, strange
    old = [line[2:] for line in lines if not line.startswith("+")]
    new = [line[2:] for line in lines if not line.startswith("-")]
    return "\n".join(old), "\n".join(new)


# --- making -------------------------------------------------------------------------------------------------


@cache
def base_text(base: str) -> str:
    """The text of a base, and behind it those of its other documents."""
    if base == NEW:
        return new_contract(_ANSWERS, defaults=True)
    first, *others = texts(BASES[base].read_text(encoding="utf-8")).items()
    return first[1] + "".join(f"\n# --- {name}\n{text}" for name, text in others)


def places(text: str, old: str) -> list[re.Match[str]]:
    """Where words stand in a text, whatever white space is between them."""
    return list(re.finditer(r"\s+".join(map(re.escape, old.split())), text))


def edited(edit: Edit) -> str:
    """The base with the edit made."""
    text = base_text(edit.base)
    for old, new in edit.hunks:
        (place,) = places(text, old)
        text = text[: place.start()] + new + text[place.end() :]
    if edit.renamed:
        old, new = edit.renamed
        text, count = re.subn(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)
        assert count > 1, edit.name
    return text


def findings(text: str) -> list[Diagnostic]:
    """Every finding on a text, with its other documents and its amendments where it has some."""
    if "\n# --- " not in text and "\navenant " not in text:
        return _replayed(read_contract(text, "contrat.infog", library=_LIBRARY))
    with TemporaryDirectory() as folder:
        for name, words in texts(text).items():
            (Path(folder) / name).write_text(words, encoding="utf-8")
        return _replayed(open_contract(Path(folder) / "contrat.infog", library=_LIBRARY))


def _replayed(contract: Contract) -> list[Diagnostic]:
    """What a contract is told, once an evaluation of each case that is shown confirms what is said of it."""
    made: list[tuple[Program, Diagnostic]] = []
    told = contract.review(made)
    assert [message.say("en") for program, one in made for message in replay(program, one)] == []
    return told


@cache
def known(base: str) -> tuple[Diagnostic, ...]:
    """What a base has by itself: notes at most."""
    found = findings(base_text(base))
    assert all(one.severity is Severity.NOTE for one in found), (base, found)
    return tuple(found)


@cache
def outcome(edit: Edit) -> Outcome:
    """What is found on an edited base and not on the base."""
    before = {(one.code, one.message.say("fr")) for one in known(edit.base)}
    found = findings(edited(edit))
    return Outcome(tuple(one for one in found if (one.code, one.message.say("fr")) not in before), edit)


@frozen(kw_only=True)
class Summary:
    """How many faults were put in and found, and how many harmless edits were made and not left alone."""

    faults: int
    found: int
    harmless: int
    alarms: int
    unasked: int

    @property
    def text(self) -> str:
        return (
            f"edits: {self.found} of {self.faults} faults found (recall {100 * self.found / self.faults:.1f} %), "
            f"{self.unasked} with findings that nobody expected; {self.alarms} false alarms on {self.harmless} "
            "harmless edits"
        )


@cache
def summary() -> Summary:
    """The whole set."""
    faults, harmless = [outcome(edit) for edit in read("faults")], [outcome(edit) for edit in read("harmless")]
    return Summary(
        faults=len(faults),
        found=sum(one.caught for one in faults),
        harmless=len(harmless),
        alarms=sum(bool(one.found) for one in harmless),
        unasked=sum(bool(one.unasked) for one in faults),
    )


def _words(finding: Diagnostic) -> str:
    """What a reader of a finding sees: its sentence, the lines that it shows, and what is said of them."""
    spans = [finding.span, *(label.span for label in finding.labels)]
    shown = [_line(span.source.text, span.start) for span in spans]
    said = [finding.message, *(label.message for label in finding.labels if label.message)]
    return " | ".join([*(message.say("fr") for message in said), *(message.say("en") for message in said), *shown])


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()
