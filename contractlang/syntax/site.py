"""A fault as a slip sees it, and how a slip is recognised there: by a pattern, or word by word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from contractlang.diagnostics import Applicability, Text
from contractlang.records import field, frozen
from contractlang.syntax.lexer import Token
from contractlang.syntax.overlay import Replacement
from contractlang.syntax.tables import load
from contractlang.words import fold

# The part of a text before a fault in which a pattern may begin
_BACK = 300
# How far a pattern of several lines may reach
_FAR = 5000
# Words before a fault that are looked at one by one, and how many may be one keyword
_MOST_WORDS = 12
_LONGEST = 4
WORD = r"[^\W\d_][\w\u0300-\u036f]*(?:['’-][\w\u0300-\u036f]+)*"
_WORDS = re.compile(WORD)


class Site(NamedTuple):
    """A fault: the token that cannot go on, where its item begins and the last token ends, and the depth of blocks."""

    text: str
    language: str
    token: Token
    item: int
    before: int
    depth: int

    @property
    def first(self) -> int:
        """Where a pattern may begin: with the line on which the item begins, if that is near."""
        near = max(0, self.token.start - _BACK)
        return max(near, self.text.rfind("\n", near, self.item) + 1)

    @property
    def line_end(self) -> int:
        """Where the line of the fault ends."""
        end = self.text.find("\n", self.token.end, self.token.end + 2 * _BACK)
        return end if end >= 0 else min(len(self.text), self.token.end + 2 * _BACK)

    @property
    def line_start(self) -> int:
        """Where the line of the fault begins."""
        return self.text.rfind("\n", max(0, self.token.start - 2 * _BACK), self.token.start) + 1


class Found(NamedTuple):
    """What is to be read otherwise, the place to show, and the words of the messages.

    `early`: other faults may stand between, so that it need not be read on to the fault and beyond.
    """

    edits: tuple[Replacement, ...]
    start: int
    end: int
    args: dict[str, object]
    early: bool = False


Finder = Callable[[Site], Iterator[Found]]


@frozen(kw_only=True)
class Slip:
    """One frequent slip.

    `unclosed`: it is a block that was not closed. `keyword`: what is read instead must be read as a keyword.
    """

    message: Text
    help: Text
    applicability: Applicability = "safe"
    find: Finder = field(eq=False)
    unclosed: bool = False
    keyword: bool = False


def by_pattern(
    pattern: str,
    write: str | Callable[[re.Match[str]], str | None],
    languages: tuple[str, ...] = (),
    where: Literal["line", "lines", "fault"] = "line",
) -> Finder:
    """Where a pattern matches at the fault: its group `cut` (or all of it) is read as the template `write`.

    The place shown is the group `shown`, else what is cut, else the fault itself. It matches on the line
    of the fault, or from there on some `lines`, or begins with the `fault`.
    """
    compiled = re.compile(pattern, re.MULTILINE)

    def find(site: Site) -> Iterator[Found]:
        if languages and site.language not in languages:
            return
        first = site.token.start if where == "fault" else site.first
        end = min(len(site.text), site.token.end + _FAR) if where == "lines" else site.line_end
        for match in compiled.finditer(site.text, first, end):
            if match.start() > (site.token.start if where == "fault" else site.token.end):
                return
            if match.end() >= site.token.start:
                written = write(match) if callable(write) else spelled(match.expand(write), site.language)
                if written is not None:
                    groups = match.re.groupindex
                    start, end = match.span("cut" if "cut" in groups else 0)
                    yield found(site, start, end, written, match.span("shown") if "shown" in groups else None)

    return find


def found(site: Site, start: int, end: int, written: str, shown: tuple[int, int] | None = None) -> Found:
    """A stretch to be read otherwise; `shown` is the place of the finding, else the stretch, else the fault."""
    first, last = shown or (start, end)
    if first == last:
        first, last = site.token.start, site.token.end
    words = site.text[first:last].strip()
    return Found((Replacement(start, end, written),), first, last, {"found": short(words), "good": short(written)})


def short(words: str) -> str:
    """Some words on one line, cut if they are many."""
    words = " ".join(words.split())
    return words if len(words) <= 40 else words[:39] + "…"


def spelled(template: str, language: str) -> str:
    """A template in which `<AND>` is the keyword of that name."""
    words = load().spellings[language]
    return re.sub(r"<([A-Z_]+)>", lambda match: words[match[1]][0], template)


# --- word by word -------------------------------------------------------------------------------------------


@cache
def known(language: str) -> dict[str, str]:
    """Every spelling of a keyword of a language, without accents and capitals, as it is written."""
    return {fold(word).casefold(): word for words in load().spellings[language].values() for word in words}


@cache
def first_words(language: str) -> frozenset[str]:
    """The first words of every keyword of a language, without accents."""
    return frozenset(fold(word).partition(" ")[0] for words in load().spellings[language].values() for word in words)


@cache
def may_begin_item(language: str) -> frozenset[str]:
    """The first words of keywords of this language and the others, without accents and capitals."""
    return frozenset(word.partition(" ")[0] for word in (*known(language), *foreign(language)))


@cache
def foreign(language: str) -> dict[str, str]:
    """Every spelling of a keyword in the other languages, as this language writes the keyword."""
    table = load().spellings
    own = known(language)
    return {
        fold(word).casefold(): table[language][name][0]
        for other in sorted(table)
        if other != language
        for name, words in sorted(table[other].items())
        for word in words
        if fold(word).casefold() not in own and name in table[language]
    }


def by_word(write: Callable[[str, str], str | None]) -> Finder:
    """Where some words before the fault or at it, on its line or the line before, are to be read as others.

    `write` is given the words, joined by single spaces, and the language.
    """

    def find(site: Site) -> Iterator[Found]:
        line = site.text.rfind("\n", max(0, site.line_start - _BACK), max(0, site.line_start - 1)) + 1
        words = list(_WORDS.finditer(site.text, max(line, site.item), site.line_end))
        words = [word for word in words if word.start() <= site.token.start][-_MOST_WORDS:]
        more = _WORDS.finditer(site.text, site.token.start + 1, site.line_end) if words else iter(())
        words += [word for _, word in zip(range(_LONGEST - 1), more, strict=False) if word.start() > words[-1].start()]
        for place in range(len(words)):
            for last in range(min(place + _LONGEST, len(words)) - 1, place - 1, -1):
                start, end = words[place].start(), words[last].end()
                if start > site.token.start:
                    return
                written = write(" ".join(site.text[start:end].split()), site.language)
                if written is not None:
                    yield found(site, start, end, written)

    return find
