"""Tokens: one regular expression for the shapes, one look-up for the words.

What shape a piece of text has (a date, a number, a word) does not depend on where it stands; which keyword a word
is does. So the lexer cuts the text by shape, and `read` tells the terminal of a token once the parser's state
says which are awaited: a keyword if one is, else a label, else a name. That is what Lark's contextual lexer does
with one scanner a state; here there is one scanner in all, and nothing is compiled for states never reached.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from typing import NamedTuple

from contractlang.syntax.tables import Keyword, keywords, load
from contractlang.words import fold

END = "$END"
_BLANK = r"(?:[\s\u00a0\u202f\ufeff]+|\#[^\n]*)+"


class Token(NamedTuple):
    """A terminal, its words, and where they stand."""

    type: str
    text: str
    start: int
    end: int


@cache
def _scanner(language: str) -> re.Pattern[str]:
    tables = load()
    shapes = [f"(?P<{name}>{pattern})" for name, pattern in tables.patterns[language].items() if name != "LABEL"]
    marks = sorted(tables.punctuation, key=lambda mark: (-len(mark), mark))
    return re.compile("|".join([*shapes, f"(?P<MARK>{'|'.join(map(re.escape, marks))})"]))


_blank = re.compile(_BLANK).match
_ahead = re.compile(r"\s*(\S)").match
_colon_follows = re.compile(r"\s*:").match
_word = re.compile(r"[^\W\d_]")


class Lexer:
    """Cuts one text into tokens."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self._scan = _scanner(language).match
        self._keywords = keywords(language)
        self._punctuation = load().punctuation

    def skip(self, offset: int) -> int:
        """The offset after blanks and comments."""
        found = _blank(self.text, offset)
        return found.end() if found else offset

    def shape(self, offset: int) -> Token:
        """The token at an offset by its shape alone; a word is a NAME, an unknown character is `?`."""
        if offset >= len(self.text):
            return Token(END, "", offset, offset)
        found = self._scan(self.text, offset)
        if found is None:
            return Token("?", self.text[offset], offset, offset + 1)
        words = found.group()
        kind = found.lastgroup or "?"
        return Token(self._punctuation[words] if kind == "MARK" else kind, words, offset, found.end())

    def label(self, offset: int) -> Token | None:
        """The word at an offset as a label, where a colon follows it."""
        token = self.shape(offset)
        if token.type != "NAME" or not _colon_follows(self.text, token.end):
            return None
        return token._replace(type="LABEL")

    def read(self, token: Token, awaited: Container[str]) -> Token:
        """The token as the terminal that is awaited, or as its shape where none of its readings is."""
        if token.type == "CURRENCY" and "CURRENCY" not in awaited and _word.match(token.text):
            token = token._replace(type="NAME")
        if token.type != "NAME":
            return token
        for keyword in self._keywords.get(fold(token.text), ()):
            if keyword.terminal in awaited and (end := self._keyword_end(keyword, token)):
                return Token(keyword.terminal, self.text[token.start : end], token.start, end)
        if _colon_follows(self.text, token.end) and ("LABEL" in awaited or "NAME" not in awaited):
            return token._replace(type="LABEL")
        return token

    def _keyword_end(self, keyword: Keyword, token: Token) -> int | None:
        """Where the keyword ends if it stands at this token with what must follow it, else None."""
        end = token.end
        for word in keyword.rest.split():
            following = self.shape(self.skip(end))
            if following.type != "NAME" or fold(following.text) != word:
                return None
            end = following.end
        guard = keyword.guard
        if not guard:
            return end
        if guard == "!":
            return None if _colon_follows(self.text, end) else end
        ahead = _ahead(self.text, end)
        return end if ahead and ahead.group(1) in guard else None
