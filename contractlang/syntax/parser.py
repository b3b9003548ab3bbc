"""The driver of the saved LALR(1) tables, with recovery.

One loop: read a token in the light of the state, shift it, or reduce a rule by calling its builder with a span
and the values of its symbols. Nothing is built twice, and no call is nested, so depth costs no stack.

Recovery. A fault costs the item it stands in (a term, a rule, a clause, a declaration), not the file. The driver
remembers where each open block began on its stack. At an unexpected token it reports, drops what it had of the
item (one that was whole on the lines before is kept), and skips to the first token that starts a line and can go on
in the same block, passing over whole nested blocks; or to the brace that closes the block; or to a declaration, which
closes every block that was left open. At the end of the text, open blocks are reported where they were opened, and
closed. What was dropped is remembered, so that names that stand in it are not reported as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from contractlang.source import Source, Span
from contractlang.syntax.lexer import END, Lexer, Token
from contractlang.syntax.tables import Production, Tables, load

Builder = Callable[[Span, list[object]], object]
MAX_FAULTS = 100


class Fault(NamedTuple):
    """An unexpected token: what it was, what could have stood there, and the innermost block left open.

    `label`: a label that only other clauses have. The term is kept: whoever knows the clause's labels reports it.
    """

    token: Token
    expected: tuple[str, ...]
    block: Token | None
    kind: Literal["unexpected", "unclosed", "label"]


class _Inline(list[object]):
    """Values of a rule that has no node of its own: they go up one by one."""


class Parser:
    """One parse of one source."""

    def __init__(self, source: Source, builders: Mapping[str, Builder]) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.dropped: list[Span] = []  # what was not read
        self._tables: Tables = load()
        self._builders = builders
        self._lexer = Lexer(source.text, source.language)
        self._states: list[int] = []
        self._accepting = -1
        self._symbols: list[str] = []
        self._values: list[object] = []
        self._starts: list[int] = []
        self._blocks: list[tuple[int, Token]] = []  # stack height after `{`, and the brace
        self._end = 0
        self._dropped_from = 0
        self._base = 0

    def parse(self, start: str) -> object | None:
        """The value of the start rule, or None where nothing could be saved."""
        tables = self._tables
        self._states = [tables.starts[start]]
        self._accepting = tables.ends[start]
        rows = tables.rows
        self._base = len(self._states)
        offset = self._lexer.skip(0)
        token = self._next(offset)
        while True:
            action = rows[self._states[-1]].get(token.type)
            if action is None and (label := self._as_label(token)) is not None:
                self.faults.append(Fault(token, (), None, "label"))
                token = label
                continue
            if action is None:
                resumed = self._recover(token)
                if resumed is None:
                    return None
                token = resumed
                continue
            if action < 0:
                self._reduce(tables.productions[~action])
                token = self._lexer.read(token, rows[self._states[-1]])
                if token.type == END and self._states[-1] == self._accepting:
                    return self._values[-1]
                continue
            self._shift(token, action)
            if token.type == END:
                return self._values[-2]
            token = self._next(self._lexer.skip(token.end))

    # --- steps ------------------------------------------------------------------------------------------

    def _next(self, offset: int) -> Token:
        return self._lexer.read(self._lexer.shape(offset), self._tables.rows[self._states[-1]])

    def _shift(self, token: Token, state: int) -> None:
        self._states.append(state)
        self._symbols.append(token.type)
        self._values.append(token)
        self._starts.append(token.start)
        self._end = token.end
        if token.type == "LBRACE":
            self._blocks.append((len(self._states), token))
        elif token.type == "RBRACE":
            self._blocks.pop()

    def _reduce(self, production: Production) -> None:
        size = production.size
        values = self._values[-size:]
        start = self._starts[-size]
        kept = _Inline()
        for place in production.kept:
            value = values[place]
            if type(value) is not _Inline:
                kept.append(value)
            elif kept:
                kept.extend(value)
            else:
                kept = value  # a list grows in place: nobody else holds it, and copying would cost its square
        del self._states[-size:], self._symbols[-size:], self._values[-size:], self._starts[-size:]
        value_built: object
        if production.inline:
            value_built = kept
        elif production.transparent and len(kept) == 1:
            value_built = kept[0]
        else:
            value_built = self._builders[production.name](Span(self.source, start, self._end), kept)
        self._states.append(self._tables.rows[self._states[-1]][production.origin])
        self._symbols.append(production.origin)
        self._values.append(value_built)
        self._starts.append(start)

    def _as_label(self, token: Token) -> Token | None:
        """A keyword before a colon as the label that it is where no clause in sight has this keyword."""
        label = self._lexer.label(token.start)
        if label is None or token.type in ("LABEL", "NAME") or not self._viable(label, len(self._states)):
            return None
        return label

    # --- recovery ---------------------------------------------------------------------------------------

    def _recover(self, token: Token) -> Token | None:
        """Report a fault and return the token to go on with, or None at a hopeless end."""
        self._dropped_from = token.start
        resumed = self._resynchronise(token)
        self.dropped.append(Span(self.source, self._dropped_from, resumed.start if resumed else len(self.source.text)))
        return resumed

    def _resynchronise(self, token: Token) -> Token | None:
        block = self._blocks[-1][1] if self._blocks else None
        unclosed = token.type == END and block is not None
        self.faults.append(Fault(token, self._expected(), block, "unclosed" if unclosed else "unexpected"))
        if len(self.faults) >= MAX_FAULTS:
            return None
        if token.type == END or self._begins_line(token):
            self._finish_item()
        self._drop_item()
        token = self._lexer.shape(self._rescan_from(token))  # what it was read as belongs to the dropped item
        nested = 0
        after_block = False
        while token.type != END:
            if nested == 0:
                resumed = self._resume(token, after_block)
                if resumed is not None:
                    return resumed
            after_block = False
            if token.type == "LBRACE":
                nested += 1
            elif token.type == "RBRACE":
                if nested:
                    nested -= 1
                    after_block = nested == 0
                elif self._blocks:
                    self._leave_block()
                    after_block = True
            token = self._lexer.shape(self._lexer.skip(token.end))
        return self._close_all(token)

    def _rescan_from(self, token: Token) -> int:
        """Where to look for the next item: at the fault, or where its line begins if the dropped item is from before.

        The first words of a line may have passed for the last words of a value that nothing ended.
        """
        line = self.source.text.rfind("\n", 0, token.start) + 1
        first = self._lexer.skip(line)
        if self._dropped_from >= line or first > token.start or '"""' in self.source.text[line : token.start]:
            return token.start
        return first

    def _resume(self, token: Token, after_block: bool) -> Token | None:
        """The token as it can go on here, if it can: a closing brace, the start of an item, a declaration."""
        if token.type != "RBRACE" and not (after_block or self._begins_line(token)):
            return None
        read = self._lexer.read(token, self._tables.rows[self._states[-1]])
        if self._viable(read, len(self._states)):
            return read
        if not self._blocks or self._column(token) != 0:
            return None
        read = self._lexer.read(token, self._tables.rows[self._states[self._base_height() - 1]])
        if not self._viable(read, self._base_height()):
            return None
        if self.faults[-1].token.start >= token.start and self.faults[-1].kind == "unexpected":
            self.faults.pop()  # the declaration is not at fault: the block before it is
        self.faults.append(Fault(read, (), self._blocks[-1][1], "unclosed"))
        self._close_blocks()
        if not self._viable(read, len(self._states)):
            self._truncate(self._base_height())
        return read

    def _close_all(self, end: Token) -> Token | None:
        """Close the open blocks at the end of the text."""
        self._close_blocks()
        return end if self._viable(end, len(self._states)) else None

    def _close_blocks(self) -> None:
        """Close the open blocks where the last item ends, keeping what they hold where the grammar allows."""
        while self._blocks:
            brace = Token("RBRACE", "", self._end, self._end)
            if self._viable(brace, len(self._states)):
                self._feed(brace)
            else:
                self._leave_block()

    def _feed(self, token: Token) -> None:
        rows = self._tables.rows
        while (action := rows[self._states[-1]][token.type]) < 0:
            self._reduce(self._tables.productions[~action])
        self._shift(token, action)

    def _finish_item(self) -> None:
        """Keep an item that was whole before the fault: it ends where the next line or declaration begins."""
        after = Token("RBRACE" if self._blocks else "ARTICLE", "", self._end, self._end)
        if not self._viable(after, len(self._states)):
            return
        rows = self._tables.rows
        while (action := rows[self._states[-1]][after.type]) < 0:
            self._reduce(self._tables.productions[~action])

    def _drop_item(self) -> None:
        """Go back to the last point between two items of the innermost block, or of the file."""
        height = self._blocks[-1][0] if self._blocks else self._base_height()
        self._truncate(self._keeping_items(height))

    def _leave_block(self) -> None:
        """Drop the innermost block and the item that it belongs to."""
        self._blocks.pop()
        self._drop_item()

    def _keeping_items(self, height: int) -> int:
        """The height with the list of finished items that follows it."""
        while height < len(self._states) and self._symbols[height - 1].startswith("__"):
            height += 1
        return height

    def _base_height(self) -> int:
        """The height of the stack between two declarations: after `langue fr`, if that was read."""
        height = self._base
        while height < len(self._states) and self._symbols[height - 1] in ("LANGUAGE", "NAME"):
            height += 1
        return self._keeping_items(height)

    def _truncate(self, height: int) -> None:
        self._dropped_from = min([self._dropped_from, *self._starts[height - 1 : height]])
        del self._states[height:], self._symbols[height - 1 :], self._values[height - 1 :], self._starts[height - 1 :]
        while self._blocks and self._blocks[-1][0] > height:
            self._blocks.pop()

    def _expected(self) -> tuple[str, ...]:
        """The terminals that could really go on here, sorted."""
        row = self._tables.rows[self._states[-1]]
        names = (name for name in row if name.isupper() or name == END)
        return tuple(sorted(name for name in names if self._viable(Token(name, "", 0, 0), len(self._states))))

    def _viable(self, token: Token, height: int) -> bool:
        """Whether the token would be shifted, with the stack cut at this height."""
        rows, productions = self._tables.rows, self._tables.productions
        states = self._states[:height]
        while True:
            if token.type == END and states[-1] == self._accepting:
                return True
            action = rows[states[-1]].get(token.type)
            if action is None:
                return False
            if action >= 0:
                return True
            production = productions[~action]
            if production.size >= len(states):
                return False
            del states[-production.size :]
            target = rows[states[-1]].get(production.origin)
            if target is None:
                return False
            states.append(target)

    def _begins_line(self, token: Token) -> bool:
        text, before = self.source.text, token.start - 1
        while before >= 0 and text[before] != "\n" and text[before].isspace():
            before -= 1
        return before < 0 or text[before] == "\n"

    def _column(self, token: Token) -> int:
        return self.source.position(token.start)[1] - 1
