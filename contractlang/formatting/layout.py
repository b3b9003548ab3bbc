"""Tokens set in lines: two spaces a level, colons of neighbouring lines below one another, at most 120 columns.

An item of a block is one line where it fits, else it goes on below its value. Comments stay above what they precede or
at the end of their line. One blank line separates declarations; inside a block a blank line stays where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.diagnostics.cells import width_of
from contractlang.formatting.reading import Reading
from contractlang.formatting.words import Piece, Writer
from contractlang.records import define, field

WIDTH = 120
_DEEPEST = 60  # a label that ends further right is not lined up, and its value may stand below it
MAX_DEPTH = 1000
_INDENT = "  "
_BREAK_BEFORE = ("AND", "OR", "TRANSLATED")


@define
class _Part:
    """A piece on a line, the comments before it, and the comment behind it."""

    piece: Piece
    space: str
    above: tuple[str, ...] = ()
    behind: str | None = None
    breaks: bool = False  # a line may end before it


@define
class _Line:
    """An item, or the head or the end of one, before it is set."""

    level: int
    above: tuple[str, ...]
    parts: list[_Part] = field(factory=list)
    opens: bool = False
    colon: int | None = None  # the part that is the colon of a label
    pad: int = 0

    @property
    def head(self) -> str:
        """What stands before the colon."""
        return _joined(self.parts[: self.colon])

    @property
    def deep(self) -> bool:
        """Whether its label is too long to be lined up with others."""
        return self.colon is not None and width_of(_INDENT * self.level + self.head) > _DEEPEST


def layout(reading: Reading, writer: Writer) -> str:
    """The whole text."""
    lines = _spread(_lines(reading, writer))
    _separate(lines)
    _align(lines)
    written = [text for line in lines for text in _set(line, writer)]
    end = writer.gap(len(reading.tokens))
    if end.trailing and written:
        written[-1] += f"  {end.trailing}"
    written += end.lines[:-1] if end.lines[-1:] == ("",) else end.lines
    newline = "\r\n" if "\r\n" in reading.source.text else "\n"
    return newline.join(written) + newline


# --- from tokens to lines -----------------------------------------------------------------------------------


def _lines(reading: Reading, writer: Writer) -> list[_Line]:
    """The tokens cut where an item begins, a block opens or closes."""
    lines: list[_Line] = []
    level, fresh, index = 0, True, 0
    sets: list[bool] = []  # the open braces on one line: whether a set (`parmi {a, b}`)
    before: _Part | None = None
    while index < len(reading.tokens):
        token, gap = reading.tokens[index], writer.gap(index)
        if gap.trailing and before is not None:
            before.behind = gap.trailing
        closes = token.start in reading.closers
        level -= closes
        piece = writer.piece(index)
        if fresh or closes or token.start in reading.items:
            lines.append(_Line(level, gap.lines))
            part = _Part(piece, "")
            fresh = False
        else:
            assert before is not None
            tight = bool(sets) and sets[-1]
            space = _space(before.piece.type, piece.type, tight=tight)
            part = _Part(piece, space, above=tuple(line for line in gap.lines if line))
            part.breaks = before.piece.type == "COMMA" or piece.type in _BREAK_BEFORE
        line = lines[-1]
        line.parts.append(part)
        if piece.type == "COLON" and line.colon is None:
            line.colon = len(line.parts) - 1
        if token.start in reading.openers:
            line.opens, fresh, level = True, True, level + 1
        elif closes:
            fresh = True
        elif piece.type == "LBRACE":
            sets.append(before is not None and before.piece.type == "IN")
        elif piece.type == "RBRACE":
            sets.pop()
        before = part
        index += piece.size
    return lines


def _space(before: str, after: str, *, tight: bool) -> str:
    """What stands between two pieces of one line."""
    if after in ("COMMA", "RPAR", "DOT") or before in ("LPAR", "DOT", "MONEY_PER"):
        return ""
    if (after == "LPAR" and before == "NAME") or (before, after) in (("TIME", "MINUS"), ("MINUS", "TIME")):
        return ""
    if tight and (before == "LBRACE" or after == "RBRACE"):
        return ""
    return " "


def _spread(lines: list[_Line]) -> list[_Line]:
    """Lists in braces that are too long for a line, or that hold comments, in lines of their own."""
    found: list[_Line] = []
    for line in lines:
        braces = [number for number, part in enumerate(line.parts) if part.piece.type == "LBRACE"]
        if line.opens or not braces or line.parts[braces[0] - 1].piece.type == "IN":
            found.append(line)
            continue
        first, last = braces[0], len(line.parts) - 1
        if line.parts[last].piece.type != "RBRACE" or not _too_long(line):
            found.append(line)
            continue
        inside = _Line(line.level + 1, line.parts[first + 1].above, line.parts[first + 1 : last])
        end = _Line(line.level, line.parts[last].above, line.parts[last:])
        inside.parts[0].space = inside.parts[0].space and ""
        end.parts[0].space = ""
        inside.parts[0].above = end.parts[0].above = ()
        found += [_Line(line.level, line.above, line.parts[: first + 1], opens=True), inside, end]
    return found


def _too_long(line: _Line) -> bool:
    commented = any(part.above or part.behind for part in line.parts[:-1])
    return commented or width_of(_INDENT * line.level + _joined(line.parts)) > WIDTH


# --- between lines ------------------------------------------------------------------------------------------


def _separate(lines: list[_Line]) -> None:
    """One blank line between declarations (short ones may stand together), none at the ends of a block."""
    for number, line in enumerate(lines):
        above = line.above
        if number == 0 or lines[number - 1].opens:
            while above[:1] == ("",):
                above = above[1:]
        elif line.level == 0 and not _ends(line) and above[:1] != ("",) and _apart(lines, number):
            above = ("", *above)
        if _ends(line):
            while above[-1:] == ("",):
                above = above[:-1]
            while above[:1] == ("",) and lines[number - 1].opens:
                above = above[1:]
        line.above = above


def _ends(line: _Line) -> bool:
    return line.parts[0].piece.type == "RBRACE"


def _apart(lines: list[_Line], number: int) -> bool:
    """Whether a declaration is set apart from the one before: it or that one is longer than a line, or the first."""
    return number == 1 or lines[number].opens or _ends(lines[number - 1])


def _align(lines: list[_Line]) -> None:
    """Give the lines of a run the place of their colon: neighbours of one block without a blank line between."""
    run: list[_Line] = []
    for line in [*lines, None]:
        alone = line is None or line.opens or line.colon is None
        ends = line is None or (alone or (bool(run) and (line.level != run[0].level or "" in line.above)))
        if ends:
            widest = max((width_of(one.head) for one in run), default=0)
            for one in run:
                one.pad = widest - width_of(one.head)
            run = []
        if line is not None and not alone and not line.deep:
            run.append(line)


# --- from lines to text -------------------------------------------------------------------------------------


def _joined(parts: list[_Part]) -> str:
    return "".join((part.space if number else "") + part.piece.text for number, part in enumerate(parts))


def _set(line: _Line, writer: Writer) -> Iterator[str]:
    """A line as text, cut where it is too long and where a comment ends it."""
    indent = _INDENT * line.level
    for comment in line.above:
        yield indent + comment if comment else ""
    hanging = " " * _hanging(line, writer)
    text, empty = indent, True
    stretches = list(_stretches(line, writer, deepest=0))
    if any(width_of(hanging + words.strip()) > WIDTH for words, _, _ in stretches):
        stretches = list(_stretches(line, writer, deepest=MAX_DEPTH))
    for words, above, behind in stretches:
        # of prose only the line on which it is joined counts
        ends = width_of(text.rpartition("\n")[2] + words.rstrip().partition("\n")[0]) > WIDTH
        if not empty and (above or ends):
            yield text.rstrip()
            text, empty = hanging, True
        for comment in above:
            yield hanging + comment
        text += words.lstrip() if empty else words
        empty = False
        if behind:
            yield f"{text.rstrip()}  {behind}"
            text, empty = hanging, True
    if not empty:
        yield text.rstrip()


def _hanging(line: _Line, writer: Writer) -> int:
    """The column where the further lines of an item begin: below its value."""
    start = width_of(_INDENT * line.level)
    if line.colon is not None and not line.opens and not line.deep:
        return start + width_of(line.head) + line.pad + 3
    first = line.parts[0].piece.type
    if first in ("IF", "THEN"):
        return start + _guard_width(writer) + 1
    return start if _is_list(line) else start + 4


def _is_list(line: _Line) -> bool:
    """Whether a line is the inside of a list in braces, which has no label and no keyword."""
    return line.parts[0].piece.type == "NAME"


def _guard_width(writer: Writer) -> int:
    return max(width_of(writer.keyword(name)) for name in ("IF", "THEN"))


def _stretches(line: _Line, writer: Writer, *, deepest: int) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """The text of a line between the places where it may be cut, with the comments before and behind.

    It may be cut inside parentheses and sets down to a depth.
    """
    words: str = ""
    above: tuple[str, ...] = ()
    depth = 0
    for number, part in enumerate(line.parts):
        cut = part.breaks or (line.deep and number - 1 == line.colon)
        if part.above or (cut and depth <= deepest and words):
            if words:
                yield words, above, None
            words, above = "", part.above
        text = part.piece.text
        if number == line.colon:
            text = " " * line.pad + text
        if number == 0 and part.piece.type in ("IF", "THEN"):
            text += " " * (_guard_width(writer) - width_of(text))
        words += (part.space if number else "") + text
        depth += (part.piece.type in ("LPAR", "LBRACE")) - (part.piece.type in ("RPAR", "RBRACE"))
        if part.behind:
            yield words, above, part.behind
            words, above = "", ()
    if words:
        yield words, above, None
