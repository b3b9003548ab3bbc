"""The consolidated text of a contract: as signed, with what its amendments changed in place.

Each change is made on the text as it was before, found there by the same means as in the model (`changes.apply`), so
that text and model cannot differ. What no change touches stays as it was written, comments included.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contractlang.diagnostics import Text
from contractlang.diagnostics.wording import Lang
from contractlang.documents.changes import Edit, apply
from contractlang.documents.in_force import Amended, missing_imports
from contractlang.model import amendments as a
from contractlang.model import files as f
from contractlang.source import Source, heading
from contractlang.syntax import parse_file

_CHANGED = Text("# avenant {number}, en vigueur depuis le {day}", "# amendment {number}, in force since {day}")
_REMOVED = Text(
    "# supprimé par l'avenant {number}, en vigueur depuis le {day} : {what}",
    "# removed by amendment {number}, in force since {day}: {what}",
)


def consolidated(file: f.File, amendments: Iterable[Amended], day: date | None) -> str | None:
    """The text in force on a day; None where it would be in two languages."""
    text = _without_amendments(file)
    for amendment in amendments:
        if day is None or amendment.effect > day:
            break
        if amendment.file.language != file.language:
            return None
        text = _with_imports(text, file, amendment)
        for change in amendment.node.changes:
            current, _ = parse_file(Source(file.source.name, text, file.language))
            assert current is not None
            outcome = apply(current, change)
            if outcome.edit is not None:
                text = _edited(text, outcome.edit, amendment, change)
    return text


def _without_amendments(file: f.File) -> str:
    """The text less the amendments that stand in it."""
    text = file.source.text
    for node in reversed([node for node in file.declarations if isinstance(node, a.Amendment)]):
        text = text[: node.span.start].rstrip() + "\n" + text[node.span.end :].lstrip("\n")
    return text


def _with_imports(text: str, file: f.File, amendment: Amended) -> str:
    current, _ = parse_file(Source(file.source.name, text, file.language))
    assert current is not None
    missing = missing_imports(current, amendment.file)
    if not missing:
        return text
    first = current.declarations[0].span.start if current.declarations else len(text)
    lines = "".join(f"{node.span.text}\n" for node in missing)
    return f"{text[:first]}{lines}{text[first:]}"


def _edited(text: str, edit: Edit, amendment: Amended, change: a.Change) -> str:
    """The text with one change made, below a comment that says by which amendment."""
    start, end = edit.at.start, edit.at.end
    lang: Lang = "en" if amendment.file.language == "en" else "fr"
    values: dict[str, object] = {"number": amendment.node.number.text, "day": amendment.effect.isoformat()}
    line = text.rfind("\n", 0, start) + 1
    alone = not text[line:start].strip()
    opening = text[:start] if alone else f"{text[:start]}\n"
    margin = text[line:start] if alone else ""
    if edit.by is None:
        what = " ".join(heading(change.subject.span).text.split())
        comment = _REMOVED(**values, what=what).say(lang)
        rest = text[end:].lstrip(" \t").removeprefix("\n")
        return f"{opening}{comment}\n{rest}"
    comment = _CHANGED(**values).say(lang)
    new = _shifted(edit.by.text, _indentation(edit.by.source.text, edit.by.start))
    if start < end:
        return f"{opening}{comment}\n{margin}{_indented(new, margin)}{text[end:]}"
    if start == len(text):
        return f"{text.rstrip()}\n\n{comment}\n{new}\n"
    # before the brace that closes a block
    inner = f"{margin}  "
    before = text[:line] if alone else opening
    return f"{before}{inner}{comment}\n{inner}{_indented(new, inner)}\n{margin}{text[start:]}"


def _indentation(text: str, at: int) -> int:
    """How far the line is indented on which something stands."""
    line = text[text.rfind("\n", 0, at) + 1 :]
    return len(line) - len(line.lstrip(" "))


def _shifted(text: str, by: int) -> str:
    """A text whose further lines are indented less; prose, where spaces may matter, stays as it is."""
    if '"""' in text:
        return text
    first, *rest = text.split("\n")
    return "\n".join([first, *(line[min(by, len(line) - len(line.lstrip(" "))) :] for line in rest)])


def _indented(text: str, margin: str) -> str:
    if '"""' in text:
        return text
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{margin}{line}" if line.strip() else line for line in rest)])
