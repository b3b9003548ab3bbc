"""Terminal cells: how wide a text is on a screen, and how it is shown without disturbing the screen.

A code point takes no cell of its own (a combining accent, a joiner), one, or two (CJK, emoji). A tab runs to the
next stop. What would move the cursor or turn the direction of the text is replaced by a visible sign, so that
a contract can't show its reader other words than it holds.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

TAB_STOP = 4
ELLIPSIS = "…"
_REPLACEMENT = "\ufffd"
# Unicode Standard Annex 9: the embeddings, overrides and isolates, which reorder what follows them
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Cell(NamedTuple):
    """One code point as shown, on the cells `[left, right)` counted from 0; an accent has those of its letter."""

    shown: str
    left: int
    right: int


class Stretch(NamedTuple):
    """What is shown of a line: its text, and the cell of the line on which that text starts and ends."""

    text: str
    start: int
    end: int

    def place(self, left: int, right: int) -> tuple[int, int]:
        """Where cells of the line fall in the text: `(first, last + 1)`, at least one cell, cut at its ends."""
        shift = 1 if self.start else 0  # the `…` in front
        first = max(left, self.start)
        last = min(right, self.end + 1)
        return first - self.start + shift, max(last, first + 1) - self.start + shift


def layout(line: str) -> list[Cell]:
    """The cells of each code point of a line (without its line end)."""
    cells: list[Cell] = []
    at = 0
    for char in line:
        if char == "\t":
            width = TAB_STOP - at % TAB_STOP
            cells.append(Cell(" " * width, at, at + width))
        elif width := _width(char):
            cells.append(Cell(_visible(char), at, at + width))
        else:
            base = cells[-1] if cells else Cell("", 0, 0)
            cells.append(Cell(char, base.left, base.right))
        at = cells[-1].right
    return cells


def cover(cells: list[Cell], start: int, end: int) -> tuple[int, int]:
    """The cells under the code points `[start, end)` of a line: `(left, right)`, at least one, past its end too."""
    total = cells[-1].right if cells else 0
    if start >= len(cells):
        return total, total + 1
    touched = cells[start : max(end, start + 1)]
    left = touched[0].left
    return left, max(left + 1, *(cell.right for cell in touched))


def window(cells: list[Cell], start: int, width: int) -> Stretch:
    """At most `width` cells of a line from `start` on, with `…` on each side where something is cut off."""
    kept = [cell for cell in cells if cell.left >= start and cell.right <= start + width]
    if not kept:
        return Stretch("", 0, 0)
    before = ELLIPSIS if kept[0].left else ""
    after = ELLIPSIS if kept[-1].right < cells[-1].right else ""
    return Stretch(before + "".join(cell.shown for cell in kept) + after, kept[0].left, kept[-1].right)


def width_of(text: str) -> int:
    """The number of cells that a text takes."""
    cells = layout(text)
    return cells[-1].right if cells else 0


def printable(text: str) -> str:
    """A text on one line, with nothing in it that would disturb the screen."""
    return "".join(" " if char in "\t\r\n" else _visible(char) for char in text)


def _width(char: str) -> int:
    if char.isascii():
        return 1
    category = unicodedata.category(char)
    if unicodedata.combining(char) or category in {"Mn", "Me"}:
        return 0
    if category == "Cf":
        return 1 if char in _REORDERING else 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _visible(char: str) -> str:
    if char < " ":
        return chr(0x2400 + ord(char))  # the Control Pictures block shows each control by its name
    if char in _REORDERING or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}:
        return _REPLACEMENT
    return char
