"""Applying fixes: a text once its findings are mended, and the line that shows what a fix does."""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.diagnostics.diagnostic import Diagnostic, Edit, Fix
from contractlang.source import Span

# Characters shown on either side of an edit
_WIDEST = 50


def apply_safe_fixes(text: str, findings: Iterable[Diagnostic]) -> str:
    """The text with the safe fixes of its findings; of two that touch one place the first in the text is applied."""
    fixes = [one.fix for one in findings if one.fix is not None and one.fix.applicability == "safe"]
    chosen: list[Edit] = []
    end = -1
    for fix in sorted(fixes, key=lambda fix: fix.edits[0].span.start):
        if fix.edits[0].span.start > end:
            chosen += fix.edits
            end = fix.edits[-1].span.end
    return _edited(text, chosen)


def mended_line(fix: Fix) -> str:
    """The first line that a fix changes, as it will be."""
    first = fix.edits[0].span
    source = first.source
    start = source.text.rfind("\n", 0, first.start) + 1
    last = fix.edits[-1].span.end
    end = source.text.find("\n", last)
    stretch = source.text[start : end if end >= 0 else len(source.text)]
    moved = [
        Edit(span=Span(source, edit.span.start - start, edit.span.end - start), text=edit.text) for edit in fix.edits
    ]
    lines = _edited(stretch, moved).strip().splitlines()
    return _shortened(lines[0].strip(), first.start - start) if lines else ""


def _shortened(line: str, place: int) -> str:
    """A line, or the part of it around a place if it is long."""
    if len(line) <= 2 * _WIDEST:
        return line
    start = max(0, place - _WIDEST)
    return f"{'…' if start else ''}{line[start : start + 2 * _WIDEST]}…"


def _edited(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
