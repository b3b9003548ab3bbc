"""The parse tables that `syntax.grammar` computed with Lark, loaded without it."""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from contractlang.records import frozen

SAVED = Path(__file__).with_name("tables.json")


class Production(NamedTuple):
    """One rule of the grammar: what it builds, how many symbols it pops, which of their values it keeps."""

    origin: str
    name: str
    size: int
    kept: tuple[int, ...]
    inline: bool
    transparent: bool


class Keyword(NamedTuple):
    """A keyword as the lexer meets it: its terminal, its further words, what must or must not come next."""

    terminal: str
    rest: str
    guard: str

    @property
    def looks_ahead(self) -> bool:
        """Whether more than the word and a colon behind it decides if it is the keyword."""
        return bool(self.rest) or self.guard not in ("", "!", ":")


@frozen
class Tables:
    """All that the driver needs; `rows[state]` maps a symbol to a state to go to, or to `~production`."""

    rows: tuple[dict[str, int], ...]
    productions: tuple[Production, ...]
    starts: dict[str, int]
    ends: dict[str, int]
    patterns: dict[str, dict[str, str]]
    punctuation: dict[str, str]
    spellings: dict[str, dict[str, list[str]]]
    saved_keywords: dict[str, dict[str, list[list[str]]]]
    symbols: tuple[str, ...]  # what leads to each state
    own: dict[str, str]  # each symbol as the string that the rows have

    @cached_property
    def steps(self) -> list[tuple[str, str, int, tuple[int, ...], bool, bool]]:
        """The productions for the loop of the driver: plain tuples, which are taken apart much faster."""
        return [(one.origin, one.name, one.size, one.kept, one.inline, one.transparent) for one in self.productions]

    @cached_property
    def lifts(self) -> list[str]:
        """The origin of each production whose one value goes up as it is, nothing for the others."""
        return [
            one.origin if one.size == 1 and one.kept and (one.inline or one.transparent) else ""
            for one in self.productions
        ]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a file may be written."""
        return tuple(self.spellings)


@cache
def load() -> Tables:
    """The saved tables."""
    data = json.loads(SAVED.read_text(encoding="utf-8"))
    different = data["rows"]
    rows = tuple(different[index] for index in data["states"])
    symbols = [""] * len(rows)
    for row in different:
        for symbol, action in row.items():
            if action >= 0:
                symbols[action] = symbol
    # one string a symbol: a look-up that finds the very string compares no characters
    own = {symbol: symbol for symbol in symbols}
    return Tables(
        rows=rows,
        symbols=tuple(symbols),
        productions=tuple(
            Production(own.get(origin, origin), name, size, tuple(kept), inline, transparent)
            for origin, name, size, kept, inline, transparent in data["productions"]
        ),
        starts=data["starts"],
        ends=data["ends"],
        patterns=data["patterns"],
        punctuation={mark: own[name] for mark, name in data["punctuation"].items()},
        spellings=data["spellings"],
        saved_keywords=data["keywords"],
        own=own,
    )


@cache
def keywords(language: str) -> dict[str, tuple[Keyword, ...]]:
    """The keywords of one language by their first word: a file needs those of its own alone."""
    saved, own = load().saved_keywords[language], load().own
    return {
        word: tuple([Keyword(own.get(terminal, terminal), rest, guard) for terminal, rest, guard in entries])
        for word, entries in saved.items()
    }


def shifted(tables: Tables, states: list[int], terminal: str, accepting: int = -1) -> bool:
    """Whether a terminal can follow on a stack of states, which is changed to the one after it (or left in between).

    At the end of the text, that is whether the stack comes to the state that accepts.
    """
    rows, productions = tables.rows, tables.productions
    while True:
        if states[-1] == accepting:
            return True
        action = rows[states[-1]].get(terminal)
        if action is None:
            return False
        if action >= 0:
            states.append(action)
            return True
        production = productions[~action]
        if production.size >= len(states):
            return False
        del states[-production.size :]
        target = rows[states[-1]].get(production.origin)
        if target is None:
            return False
        states.append(target)
