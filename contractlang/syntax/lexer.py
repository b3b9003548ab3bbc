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
_BLANK = r"\s*+(?:(?:\ufeff|\#[^\n]*+)\s*+)*+"


class Token(NamedTuple):
    """A terminal, its words, and where they stand."""

    type: str
    text: str
    start: int
    end: int


new_tuple = tuple.__new__  # makes a NamedTuple without the detour through its own constructor


@cache
def _scanner(language: str) -> re.Pattern[str]:
    """Blanks, then one shape; the last group that matches is its name. A word before a colon is a LABEL."""
    tables = load()
    patterns = tables.patterns[language]
    shapes = {name: f"(?P<{name}>{pattern})" for name, pattern in patterns.items()}
    del shapes["LABEL"]
    # marks and words are most of a text: they come first, and the only other shapes that begin with a letter before
    money = "|".join(patterns[name] for name in ("MONEY_PER", "CURRENCY"))
    word = rf"(?P<NAME>(?!{money}){patterns['NAME']})(?P<LABEL>(?=\s*+:))?+"
    singles = "".join(re.escape(mark) for mark in sorted(tables.punctuation) if len(mark) == 1)
    doubles = [re.escape(mark) for mark in sorted(tables.punctuation) if len(mark) > 1]
    mark = f"(?P<MARK>{'|'.join([*doubles, f'[{singles}]'])})"
    del shapes["NAME"]
    return re.compile(f"{_BLANK}(?:{'|'.join([mark, word, *shapes.values()])})")


MARK = 1  # the group of marks
_blank = re.compile(_BLANK).match
_ahead = re.compile(r"\s*+(\S)").match
_plain = re.compile(r'[^{}"#]+').match
_plain_line = re.compile(r'[^{}"#\n]+').match
WORDS = frozenset({"NAME", "LABEL", "CURRENCY"})
_word = re.compile(r"[^\W\d_]")


class Lexer:
    """Cuts one text into tokens."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        scanner = _scanner(language)
        own = load().own
        self.scan = scanner.match
        self.kinds = ["", *(own.get(name, name) for name in scanner.groupindex)]
        self._keywords = keywords(language)
        self.marks = load().punctuation
        self._meanings: dict[str, tuple[Keyword, ...]] = {}  # the keywords that a word may begin
        # The terminal of a word in a state, by its shape, where it does not depend on what stands behind it
        self.readings: dict[tuple[int, str, str], str] = {}

    def skip(self, offset: int) -> int:
        """The offset after blanks and comments."""
        found = _blank(self.text, offset)
        return found.end() if found else offset

    def next(self, offset: int, awaited: Container[str]) -> Token:
        """The next token as a terminal that is awaited, or as its shape."""
        token = self.shape(offset)
        return self.read(token, awaited) if token[0] in WORDS else token

    def shape(self, offset: int) -> Token:
        """The next token by its shape alone; a word is a NAME or, before a colon, a LABEL, an unknown sign is `?`."""
        found = self.scan(self.text, offset)
        if found is None:
            offset = self.skip(offset)
            if offset >= len(self.text):
                return Token(END, "", len(self.text), len(self.text))
            return Token("?", self.text[offset], offset, offset + 1)
        index: int = found.lastindex  # type: ignore[assignment]
        words = found[index]
        if index == MARK:
            kind = self.marks[words]
        else:
            kind = self.kinds[index]
            if not words:  # what makes a word a LABEL stands behind it
                words = found["NAME"]
        end = found.end()
        return new_tuple(Token, (kind, words, end - len(words), end))

    def pass_over(self, offset: int, *, lines: bool) -> int:
        """The offset of the next sign that opens or closes something, on this line or (`lines`) on any.

        For skipping what cannot be read: token by token it would take a hundred times as long.
        """
        found = (_plain if lines else _plain_line)(self.text, offset)
        return found.end() if found else offset

    def label(self, offset: int) -> Token | None:
        """The word at an offset as a label, where a colon follows it."""
        token = self.shape(offset)
        return token if token.type == "LABEL" else None

    def read(self, token: Token, awaited: Container[str]) -> Token:
        """A token of `shape` as the terminal that is awaited, or as its shape where none of its readings is."""
        kind = token.type
        if kind not in WORDS:
            return token
        if kind == "CURRENCY":
            if "CURRENCY" in awaited or not _word.match(token.text):
                return token
            token = token._replace(type="NAME")
        meanings = self._meanings.get(token.text)
        if meanings is None:
            meanings = self._meanings[token.text] = self._keywords.get(fold(token.text), ())
        for keyword in meanings:
            if keyword.terminal in awaited and (end := self._keyword_end(keyword, token)):
                text = token.text if end == token.end else self.text[token.start : end]
                return new_tuple(Token, (keyword.terminal, text, token.start, end))
        if kind == "LABEL" and "LABEL" not in awaited and "NAME" in awaited:
            return new_tuple(Token, ("NAME", token.text, token.start, token.end))
        return token

    def read_in(self, state: int, token: Token, awaited: Container[str]) -> Token:
        """A token of `shape` as `read` reads it in a state, noted in `readings` if it can be."""
        read = self.read(token, awaited)
        meanings = self._meanings.get(token.text, ())
        if not any(keyword.terminal in awaited and keyword.looks_ahead for keyword in meanings):
            self.readings[state, token.type, token.text] = read.type
        return read

    def _keyword_end(self, keyword: Keyword, token: Token) -> int | None:
        """Where the keyword ends if it stands at this token with what must follow it, else None."""
        end = token.end
        label = token.type == "LABEL"
        if keyword.rest:
            for word in keyword.rest.split():
                following = self.shape(end)
                if following.type not in ("NAME", "LABEL") or fold(following.text) != word:
                    return None
                end = following.end
                label = following.type == "LABEL"
        guard = keyword.guard
        if not guard:
            return end
        if guard == "!":
            return None if label else end
        if guard == ":":
            return end if label else None
        ahead = _ahead(self.text, end)
        return end if ahead and ahead.group(1) in guard else None
