"""Findings for a program: one JSON object each, the same from the command line, HTTP and the editor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal

from contractlang.diagnostics.diagnostic import Diagnostic, Fix, Label, Suppression
from contractlang.diagnostics.excerpt import inside
from contractlang.diagnostics.wording import Lang, say
from contractlang.source import Span


def write_json(diagnostics: Iterable[Diagnostic], lang: Lang) -> str:
    """The findings as an indented JSON array that ends with a line end; accents stand as they are."""
    return json.dumps(as_json(diagnostics, lang), ensure_ascii=False, indent=2) + "\n"


def as_json(diagnostics: Iterable[Diagnostic], lang: Lang) -> list[dict[str, object]]:
    """The findings in the order of their files and places, as plain values.

    Lines and columns count code points from 1; `end` is the place after the last character. `help`, `case`
    and `fix` are null where there is none, as is the `message` of a label without words. `suppressed` is null unless
    the text says to ignore the finding: then it holds the reason and the place of the comment.
    """
    return [_finding(found, lang) for found in sorted(diagnostics, key=lambda found: found.sort_key)]


def _finding(found: Diagnostic, lang: Lang) -> dict[str, object]:
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity.label,
        "message": found.message.say(lang),
        **_place(found.span),
        "labels": [_label(label, lang) for label in found.labels],
        "help": found.help.say(lang) if found.help else None,
        "case": None if found.case is None else _plain(found.case, lang),
        "fix": _fix(found.fix) if found.fix else None,
        "suppressed": _suppressed(found.suppressed) if found.suppressed else None,
    }


def _fix(fix: Fix) -> dict[str, object]:
    edits = [{**_place(edit.span), "text": edit.text} for edit in fix.edits]
    return {"applicability": fix.applicability, "edits": edits}


def _suppressed(said: Suppression) -> dict[str, object]:
    return {"reason": said.reason, **_place(said.span)}


def _label(label: Label, lang: Lang) -> dict[str, object]:
    return {**_place(label.span), "message": label.message.say(lang) if label.message else None}


def _place(span: Span) -> dict[str, object]:
    span = inside(span)
    return {
        "file": span.source.name,
        "start": _position(span, span.start),
        "end": _position(span, span.end),
    }


def _position(span: Span, offset: int) -> dict[str, int]:
    line, column = span.source.position(offset)
    return {"line": line, "column": column}


def _plain(value: object, lang: Lang) -> object:
    """A fact as JSON has it: amounts as decimal strings and instants as ISO 8601, never as binary floats."""
    match value:
        case None | str() | bool() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(item, lang) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item, lang) for item in value]
    return say(value, lang)
