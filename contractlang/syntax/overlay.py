"""A text with some of its places replaced, read as if it had been written so, and the way back to what is written.

The parser repairs a slip by reading on in such a text. All that it hands out (tokens, spans) stands in the original.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

from contractlang.syntax.lexer import Token


class Replacement(NamedTuple):
    """What is read instead of the characters `[start, end)` of a text."""

    start: int
    end: int
    text: str


def replaced(text: str, replacements: tuple[Replacement, ...]) -> str:
    """The text with its replacements, which are sorted and do not overlap."""
    parts: list[str] = []
    done = 0
    for one in replacements:
        parts += text[done : one.start], one.text
        done = one.end
    return "".join([*parts, text[done:]])


class Overlay:
    """The replacements made so far in one original text; `text` is what is read."""

    def __init__(self, original: str) -> None:
        self.text = original
        self.made: tuple[Replacement, ...] = ()
        self._original = original
        self._starts: list[int] = []  # where each replacement begins in `text`

    def add(self, more: tuple[Replacement, ...]) -> bool:
        """Make some replacements, given where they stand in the original; False where others stand there already."""
        both = sorted((*self.made, *more))
        if any(two.start < one.end or two[:2] == one[:2] for one, two in pairwise(both)):
            return False
        self.made = tuple(both)
        self._starts = []
        shift = 0
        for one in both:
            self._starts.append(one.start + shift)
            shift += len(one.text) - (one.end - one.start)
        self.text = replaced(self._original, self.made)
        return True

    def start(self, offset: int) -> int:
        """Where in the original something begins that begins here in the text."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return offset
        one, inside = self.made[place], offset - self._starts[place]
        return one.start if inside < len(one.text) else one.end + inside - len(one.text)

    def end(self, offset: int) -> int:
        """Where in the original something ends that ends here in the text."""
        place = bisect_left(self._starts, offset) - 1
        if place < 0:
            return offset
        one, inside = self.made[place], offset - self._starts[place]
        return one.end if inside <= len(one.text) else one.end + inside - len(one.text)

    def back(self, one: Replacement) -> Replacement:
        """A replacement in the text as one in the original."""
        end = self.end(one.end)
        return Replacement(min(self.start(one.start), end), end, one.text)

    def token(self, token: Token) -> Token:
        """A token as it stands in the original."""
        if not self.made:
            return token
        start = self.start(token.start)
        return Token(token.type, token.text, start, max(start, self.end(token.end)))
