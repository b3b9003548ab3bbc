"""A text as tokens, with the structure that the parser found: blocks, their items, comments, what is said twice.

The parser's own stack says all of it when it reduces a rule: what stands between the braces of a rule is a block, the
lists in it are its items. A list of items between commas is no block but one line (`{préventive, curative}`).
"""

from __future__ import annotations

from contractlang.records import define, field, frozen
from contractlang.source import Source
from contractlang.syntax import Parser, Production, Token, rule_names

# Rules in which a name is followed by the same name in the other language
_DECLARED = ("vocabulary", "vocabulary_word", "fact_type")


@frozen
class Gap:
    """What stands before a token: comments on lines of their own, empty where a line is blank; `trailing` is a comment
    on the line of the token before."""

    lines: tuple[str, ...] = ()
    trailing: str | None = None


@define
class Reading:
    """The tokens of a text and what is known of them, by their offsets."""

    source: Source
    sound: bool = True
    tokens: list[Token] = field(factory=list)
    gaps: list[Gap] = field(factory=list)  # before each token, and one at the end
    rules: list[str] = field(factory=list)  # in the order in which they end
    items: set[int] = field(factory=set)  # where an item of a block begins
    openers: set[int] = field(factory=set)  # braces that open a block
    closers: set[int] = field(factory=set)
    pairs: dict[int, int] = field(factory=dict)  # what is said in both languages: the places to be exchanged


def read(source: Source) -> Reading:
    """A text as the formatter sees it."""
    parser = _Reader(source)
    parser.parse("start")
    reading = parser.reading
    reading.sound = all(fault.kind == "label" for fault in parser.faults)
    end = 0
    for token in reading.tokens:
        reading.gaps.append(_gap(source.text[end : token.start], first=end == 0))
        end = token.end
    reading.gaps.append(_gap(source.text[end:], first=False))
    return reading


def _gap(text: str, *, first: bool) -> Gap:
    rest, *lines = (line.strip().strip("\ufeff").strip() for line in text.split("\n"))
    if first:
        rest, lines = "", [rest, *lines]
    kept: list[str] = []
    for number, line in enumerate(lines):
        # the last line is the one on which the token stands
        if line or (number < len(lines) - 1 and kept[-1:] != [""]):
            kept.append(line)
    return Gap(tuple(kept), rest or None)


class _Reader(Parser):
    """The parser, which builds nothing and notes what it reads."""

    watched = True

    def __init__(self, source: Source) -> None:
        super().__init__(source, dict.fromkeys(rule_names(), lambda _span, _values: None))
        self.reading = Reading(source)
        self._lists: dict[tuple[str, int], list[int]] = {}

    def _shift(self, token: Token, state: int) -> None:
        super()._shift(token, state)
        if token.end > token.start:
            self.reading.tokens.append(token)

    def _watch(self, number: int) -> None:
        production = self._tables.productions[number]
        symbols = [self._tables.symbols[state] for state in self._states[-production.size :]]
        starts = self._starts[-production.size :]
        if production.origin.startswith("__"):
            longer = symbols[0] == production.origin
            self._lists.setdefault((production.origin, starts[0]), []).append(starts[1 if longer else 0])
        else:
            if not production.inline:
                self.reading.rules.append(production.name)
            self._note_block(symbols, starts)
            self._note_pairs(production, symbols, starts)

    def _note_block(self, symbols: list[str], starts: list[int]) -> None:
        if production_is_file := symbols[:1] == ["LANGUAGE"]:
            first, last = 2, len(symbols)
        elif "LBRACE" in symbols:
            first, last = symbols.index("LBRACE") + 1, symbols.index("RBRACE")
        else:
            return
        children = list(zip(symbols[first:last], starts[first:last], strict=True))
        if not production_is_file:
            if self._on_one_line(children):
                return
            self.reading.openers.add(starts[first - 1])
            self.reading.closers.add(starts[last])
        before = ""
        for symbol, start in children:
            if symbol.startswith("__"):
                self.reading.items.update(self._lists[symbol, start])
            elif not before.isupper():
                self.reading.items.add(start)  # what follows a keyword stands on its line
            before = symbol

    def _on_one_line(self, children: list[tuple[str, int]]) -> bool:
        lists = [start for symbol, start in children if symbol.startswith("__")]
        text = self.source.text
        return any(text[start] == "," for start in lists) or (len(children) == 1 and not lists)

    def _note_pairs(self, production: Production, symbols: list[str], starts: list[int]) -> None:
        pairs = self.reading.pairs
        if "TRANSLATED" in symbols:  # `"…" en "…"`, `"…" en name "…"`
            pairs[starts[0]] = starts[-1]
            if "NAME" in symbols:
                pairs[self._starts[-production.size - 1]] = starts[symbols.index("NAME")]
        elif production.origin in _DECLARED and "STRING" in symbols:
            text = symbols.index("STRING")
            pairs[starts[text - 1]] = starts[text]
