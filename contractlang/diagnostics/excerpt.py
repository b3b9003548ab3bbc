"""Excerpts: the lines of a source that a finding speaks of, with its labels drawn under them.

Each mark (a span with its words) becomes a piece on every line that it touches: one piece, or two for a span of
several lines, on its first and its last. The pieces of a line are laid on rows in which none touches another,
the primary one on the first row. The last piece of a row has its words beside it; those of the others hang
below, each under the start of its piece:

    12 |     règle T1 si nature = curative
       |     ^^^^^^^^    ------ ce fait décide
       |     gagne ici

A line that is too long is cut around its pieces; where these lie far apart, it is shown once for each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from contractlang.diagnostics.cells import ELLIPSIS, Cell, Stretch, cover, layout, printable, window
from contractlang.records import evolve, frozen
from contractlang.source import Source, Span

Style = Literal["primary", "secondary", "gutter", "strong"]
Paint = Callable[[str, Style], str]

MAX_CELLS = 100
"""The most cells of a line that are shown; the gutter and the words beside a piece come on top."""
_BEFORE = 20  # cells shown before the first piece of a line that is cut


@frozen(kw_only=True)
class Mark:
    """A place to draw: its span, the words beside it, and whether it is the finding's own place."""

    span: Span
    words: str | None
    primary: bool

    @property
    def style(self) -> Style:
        """The style in which the mark and its words are drawn."""
        return "primary" if self.primary else "secondary"


@frozen(kw_only=True)
class _Piece:
    """What one mark draws on one line, on the cells `[left, right)`; `open` if the mark goes on below."""

    mark: Mark
    left: int
    right: int
    words: str | None = None
    open: bool = False

    @property
    def drawn(self) -> str:
        sign = "^" if self.mark.primary else "-"
        return sign * (self.right - self.left) + (ELLIPSIS if self.open else "")


def inside(span: Span) -> Span:
    """The span kept within its text: a parser may report a place just past the end."""
    length = len(span.source.text)
    start = min(max(span.start, 0), length)
    return Span(span.source, start, min(max(span.end, start), length))


def last_line(marks: Iterable[Mark]) -> int:
    """The greatest line number that an excerpt of these marks shows."""
    return max(_last_position(inside(mark.span))[0] for mark in marks)


def excerpt(source: Source, marks: Iterable[Mark], gutter: int, paint: Paint) -> Iterator[str]:
    """The rows that show these marks of one source; `gutter` is the width of the line numbers."""
    layouts: dict[int, list[Cell]] = {}
    lines: defaultdict[int, list[_Piece]] = defaultdict(list)
    for mark in marks:
        for number, start, end, last in _stretches(inside(mark.span)):
            cells = layouts.setdefault(number, layout(source.line(number)))
            left, right = cover(cells, start, end)
            words = mark.words if last else None
            lines[number].append(_Piece(mark=mark, left=left, right=right, words=words, open=not last))
    before = 0
    for number in sorted(lines):
        if before and number > before + 1:
            yield paint(f"{ELLIPSIS:>{gutter}} |", "gutter")
        before = number
        for start, pieces in _views(layouts[number], lines[number]):
            shown = window(layouts[number], start, MAX_CELLS)
            yield _row(paint(f"{number:>{gutter}} |", "gutter"), shown.text)
            for row in _marker_rows(shown, pieces, paint):
                yield _row(paint(f"{'':>{gutter}} |", "gutter"), row)


def _row(gutter: str, text: str) -> str:
    return f"{gutter} {text}".rstrip()


def _last_position(span: Span) -> tuple[int, int]:
    """Line and column (from 1) of the last character covered: a line end belongs to the line that it ends."""
    return span.source.position(max(span.start, span.end - 1))


def _stretches(span: Span) -> Iterator[tuple[int, int, int, bool]]:
    """Line, first and last + 1 code point in it, and whether the span ends there: one or two lines of a span."""
    source = span.source
    first, start = source.position(span.start)
    last, end = _last_position(span)
    if first == last:
        yield first, start - 1, end, True
        return
    yield first, start - 1, len(source.line(first)), False
    text = source.line(last)
    indent = len(text) - len(text.lstrip())
    yield last, min(indent, end - 1), end, True


def _views(cells: list[Cell], pieces: list[_Piece]) -> Iterator[tuple[int, list[_Piece]]]:
    """The windows on a line, each with the cell on which it starts and the pieces that it shows."""
    total = cells[-1].right if cells else 0
    if total <= MAX_CELLS:
        yield 0, pieces
        return
    group: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.left, piece.right)):
        if group and max(piece.right, *(p.right for p in group)) - group[0].left > MAX_CELLS - _BEFORE:
            yield _window_start(group, total), group
            group = []
        group.append(piece)
    yield _window_start(group, total), group


def _window_start(group: list[_Piece], total: int) -> int:
    return max(0, min(group[0].left - _BEFORE, total - MAX_CELLS))


def _marker_rows(shown: Stretch, pieces: list[_Piece], paint: Paint) -> Iterator[str]:
    placed = []
    for piece in pieces:
        left, right = shown.place(piece.left, piece.right)
        placed.append(evolve(piece, left=left, right=right))
    for row in _rows(placed):
        drawn = [(piece.left, piece.drawn, piece.mark.style) for piece in row]
        last = row[-1]
        if last.words:
            drawn.append((last.left + len(last.drawn) + 1, printable(last.words), last.mark.style))
        yield _spaced(drawn, paint)
        hanging = [piece for piece in row[:-1] if piece.words]
        while hanging:
            lowest = hanging.pop()
            drawn = [(piece.left, "|", piece.mark.style) for piece in hanging]
            drawn.append((lowest.left, printable(lowest.words or ""), lowest.mark.style))
            yield _spaced(drawn, paint)


def _spaced(parts: list[tuple[int, str, Style]], paint: Paint) -> str:
    """Parts, each `(cell, text, style)`, from left to right on one row."""
    row, at = "", 0
    for left, text, style in parts:
        row += " " * (left - at) + paint(text, style)
        at = left + len(text)
    return row


def _rows(pieces: list[_Piece]) -> list[list[_Piece]]:
    """The pieces of a line spread over rows, in each of which a blank cell parts any two."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (not piece.mark.primary, piece.left, piece.right)):
        for row in rows:
            if all(piece.left + len(piece.drawn) < p.left or p.left + len(p.drawn) < piece.left for p in row):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]
