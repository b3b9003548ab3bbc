"""Sources and spans: where each piece of a contract stands in its text.

Offsets are code points. Lines and columns (both from 1) are computed only when they are shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

# Possessive: what blanks and comments took is never tried again in other ways, of which there would be very many
FIRST_LINE = re.compile(r"\ufeff?(?:\s++|#[^\n]*+)*+(langue|language)\s+(\w+)")
_ENGLISH = "en"


def _language(text: str) -> str:
    """The language that the first line of a text names; French where it names none that there is."""
    opening = FIRST_LINE.match(text)
    return _ENGLISH if opening is not None and opening.group(2) == _ENGLISH else "fr"


class Source:
    """One text with the name under which it is reported.

    `used_at`: where a template was used, for the text of the template as it holds there.
    """

    def __init__(self, name: str, text: str, language: str | None = None, used_at: Span | None = None) -> None:
        self.name = name
        self.text = text
        self.language = _language(text) if language is None else language
        self.used_at = used_at

    def __repr__(self) -> str:
        return f"Source(name={self.name!r}, language={self.language!r})"

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Text of a line (from 1), without its line end."""
        starts = self.line_starts
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r")


class Span(NamedTuple):
    """A stretch `[start, end)` of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words it covers."""
        return self.source.text[self.start : self.end]

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of another in the same source."""
        return Span(self.source, self.start, other.end)


_HEADING = re.compile(r'[^{"]*(?:"[^"]*"[^{"]*)*')


def heading(span: Span) -> Span:
    """A declaration up to its block: what is shown of it."""
    found = _HEADING.match(span.source.text, span.start, span.end)
    return Span(span.source, span.start, span.start + len(found.group().rstrip())) if found else span
