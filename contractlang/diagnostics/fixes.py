"""Applying fixes: the text as it is once findings are mended without anybody looking."""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.diagnostics.diagnostic import Diagnostic, Edit


def apply_safe_fixes(text: str, findings: Iterable[Diagnostic]) -> str:
    """The text with the safe fixes of its findings; of two that touch one place the first in the text is applied."""
    fixes = [one.fix for one in findings if one.fix is not None and one.fix.applicability == "safe"]
    chosen: list[Edit] = []
    end = -1
    for fix in sorted(fixes, key=lambda fix: fix.edits[0].span.start):
        if fix.edits[0].span.start > end:
            chosen += fix.edits
            end = fix.edits[-1].span.end
    for edit in reversed(chosen):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
