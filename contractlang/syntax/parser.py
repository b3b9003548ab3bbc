"""The driver of the saved LALR(1) tables, with recovery.

One loop: read a token in the light of the state, shift it, or reduce a rule by calling its builder with a span
and the values of its symbols. Nothing is built twice, and no call is nested, so depth costs no stack.

Recovery. A fault that is a frequent slip (`repair`) is reported, and the text is read on as if it had been written
rightly, from the start of the item if need be: nothing is lost. Another fault costs the item it stands in (a term, a
rule, a clause, a declaration), not the file. The driver remembers where each open block began on its stack. At an
unexpected token it reports, drops what it had of the item (one that was whole on the lines before is kept), and skips
to the first token that starts a line and can go on in the same block, passing over whole nested blocks; or to the brace
that closes the block; or to a declaration, which closes every block that was left open. At the end of the text, open
blocks are reported where they were opened, and closed. What was dropped is remembered, so that names that stand in it
are not reported as unknown.

Offsets on the stack are those of the text that is read, which repairs change; tokens, spans and faults that leave the
driver stand in the text as it is written (`overlay`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

from contractlang.source import Source, Span
from contractlang.syntax.kids import Kids
from contractlang.syntax.lexer import END, MARK, WORDS, Lexer, Token, new_tuple
from contractlang.syntax.overlay import Overlay
from contractlang.syntax.repair import Fault, Repair, find_repair
from contractlang.syntax.site import may_begin_item
from contractlang.syntax.tables import Tables, load, shifted
from contractlang.words import fold

# A list goes up value by value, as the values of a rule that has no node of its own: so no builder makes one
Builder = Callable[[Span, Kids], object]
MAX_FAULTS = 100
_SPECIAL = frozenset({END, "LBRACE", "RBRACE"})
# Lines at which a skip may look for a slip: each look costs some trial readings
_MAX_LOOKS = 300


class Parser:
    """One parse of one source."""

    watched: ClassVar[bool] = False  # whether somebody looks on at each step: then none is cut short

    def __init__(self, source: Source, builders: Mapping[str, Builder]) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.dropped: list[Span] = []  # what was not read
        self._tables: Tables = load()
        self._builders = builders
        self._kids = Kids(source, [])  # the same for all builders: none calls another's rule
        self._overlay = Overlay(source.text)
        self._lexer = Lexer(source.text, source.language)
        self._states: list[int] = []
        self._accepting = -1
        self._values: list[object] = []
        self._starts: list[int] = []
        self._blocks: list[tuple[int, Token]] = []  # stack height after `{`, and the brace
        self._end = 0
        self._dropped_from = 0
        self._base = 0
        self._looks = 0

    def parse(self, start: str) -> object | None:
        """The value of the start rule, or None where nothing could be saved."""
        self._states = [self._tables.starts[start]]
        self._accepting = self._tables.ends[start]
        self._base = len(self._states)
        if self._run(self._next(0)) is None:
            return None
        return self._values[-1]

    # Most of the time of a parse goes here: no call is made that most tokens and rules would pay for, hence the length
    def _run(self, token: Token, *, reducing: bool = False) -> int | None:  # noqa: C901, PLR0912, PLR0915
        """Read on to the end, or (`reducing`) to where the token can be shifted: the state then, None at a loss."""
        rows, steps, builders = self._tables.rows, self._tables.steps, self._builders
        lifts = [""] * len(steps) if self.watched else self._tables.lifts
        states, values, starts = self._states, self._values, self._starts
        watched, lexer, source, kids = self.watched, self._lexer, self.source, self._kids
        usual = not (watched or reducing or self._overlay.made)
        scan, kinds, marks, readings = lexer.scan, lexer.kinds, lexer.marks, lexer.readings
        kind, state, end = token[0], states[-1], self._end
        while True:
            try:
                action = rows[state][kind]
            except KeyError:
                self._end = end
                if kind == END and state == self._accepting:
                    return state
                followed = self._otherwise(token, rows[state])
                if followed is None:
                    return None
                token = followed
                kind, state, end = token[0], states[-1], self._end
                lexer, usual = self._lexer, not (watched or self._overlay.made)
                scan, readings = lexer.scan, lexer.readings
                continue
            if action < 0:
                number = ~action
                origin = lifts[number]
                if origin and type(values[-1]) is not list:
                    state = states[-1] = rows[states[-2]][origin]
                    continue
                if watched:
                    self._watch(number)
                origin, name, size, places, inline, transparent = steps[number]
                if size == 1:
                    value = values[-1]
                    kept = value if type(value) is list else [value] if places else []
                elif size == 2 and len(places) == 2:
                    states.pop()
                    starts.pop()
                    value, last = values[-2], values.pop()
                    kept = value if type(value) is list else [value]  # a list grows in place: nobody else holds it
                    if type(last) is list:
                        kept += last
                    else:
                        kept.append(last)
                else:
                    parts = values[-size:]
                    del states[1 - size :], values[1 - size :], starts[1 - size :]
                    kept = []
                    for place in places:
                        value = parts[place]
                        if type(value) is not list:
                            kept.append(value)
                        elif kept:
                            kept += value
                        else:
                            kept = value
                if inline:
                    values[-1] = kept
                elif transparent and len(kept) == 1:
                    values[-1] = kept[0]
                else:
                    kids.values = kept
                    span = new_tuple(Span, (source, starts[-1], end)) if usual else self._span(starts[-1], end)
                    values[-1] = builders[name](span, kids)
                state = states[-1] = rows[states[-2]][origin]
            elif reducing:
                self._end = end
                return action
            else:
                state = action
                if usual and kind not in _SPECIAL:  # what `_shift` does, for most tokens of most texts
                    states.append(state)
                    values.append(token)
                    starts.append(token[2])
                else:
                    self._shift(token, state)
                end = token[3]
                found = scan(lexer.text, end)
                if found is None:
                    token = lexer.shape(end)
                    kind = token[0]
                    continue
                index: int = found.lastindex  # type: ignore[assignment]  # here on as in `Lexer.shape`
                words, after = found[index] or found["NAME"], found.end()
                kind = marks[words] if index == MARK else kinds[index]
                token = new_tuple(Token, (kind, words, after - len(words), after))
                if kind in WORDS:
                    known = readings.get((state, kind, token[1]))
                    if known is None:
                        token = lexer.read_in(state, token, rows[state])
                        kind = token[0]
                    elif known != kind:
                        kind = known
                        token = new_tuple(Token, (kind, token[1], token[2], token[3]))

    def _watch(self, number: int) -> None:
        """A rule is about to be reduced, for who looks on."""

    def _otherwise(self, token: Token, row: Mapping[str, int]) -> Token | None:
        """The token as another terminal that can go on, else where to go on after a fault; None at a hopeless end."""
        if token.type == "NAME":
            # what followed the last rule was awaited, and now is what follows the rule around it
            other = self._lexer.read(token, row)
            if other.type != "NAME":
                return other
        if (label := self._as_label(token)) is not None:
            self.faults.append(Fault(self._overlay.token(token), (), None, "label"))
            return label
        return self._recover(token)

    # --- steps ------------------------------------------------------------------------------------------

    def _next(self, offset: int) -> Token:
        return self._lexer.next(offset, self._tables.rows[self._states[-1]])

    def _shift(self, token: Token, state: int) -> None:
        self._states.append(state)
        self._starts.append(token[2])
        self._end = token[3]
        if self._overlay.made:
            token = self._overlay.token(token)
        self._values.append(token)
        kind = token[0]
        if kind == "LBRACE":
            self._blocks.append((len(self._states), token))
        elif kind == "RBRACE":
            self._blocks.pop()

    def _span(self, start: int, end: int) -> Span:
        """A stretch of the text that is read as it stands in the source."""
        begins = self._overlay.start(start)
        return Span(self.source, begins, max(begins, self._overlay.end(end)))

    def _as_label(self, token: Token) -> Token | None:
        """A keyword before a colon as the label that it is where no clause in sight has this keyword."""
        label = self._lexer.label(token.start)
        if label is None or token.type in ("LABEL", "NAME") or not self._viable(label, len(self._states)):
            return None
        return label

    # --- recovery ---------------------------------------------------------------------------------------

    def _recover(self, token: Token) -> Token | None:
        """Report a fault and return the token to go on with, or None at a hopeless end."""
        if sum(fault.kind != "label" for fault in self.faults) >= MAX_FAULTS:
            self.faults.append(Fault(self._overlay.token(token), (), None, "too-many"))
            return None
        if (found := self._find_repair(token)) is not None and (repaired := self._repair(token, found)) is not None:
            return repaired
        self._dropped_from = token.start
        resumed = self._resynchronise(token)
        start = self._overlay.start(self._dropped_from)
        end = self._overlay.start(resumed.start) if resumed else len(self.source.text)
        self.dropped.append(Span(self.source, start, max(start, end)))
        return resumed

    def _find_repair(self, token: Token) -> Repair | None:
        height = self._item_height()
        start = self._starts[height - 1] if height < len(self._states) else token.start
        unclosed = len(self._blocks) if token.type != END else 0
        return find_repair(self._lexer, self._states, height, start, token, self._end, unclosed)

    def _repair(self, token: Token, found: Repair) -> Token | None:
        """Report a slip and go on in the repaired text, from the start of the item if the slip is before the fault."""
        place = self._overlay
        made = tuple(place.back(one) for one in found.edits)
        shown = found._replace(edits=made, start=place.start(found.start), end=place.end(found.end))
        block = self._blocks[-1][1] if self._blocks else None
        fault = Fault(place.token(token), (), block, "repaired", shown)
        if not place.add(made):
            return None
        self.faults.append(fault)
        self._lexer = Lexer(place.text, self.source.language)
        if found.resume < token.start or found.rewind:
            self._truncate(self._item_height())
        return self._next(found.resume)

    def _resynchronise(self, token: Token) -> Token | None:
        block = self._blocks[-1][1] if self._blocks else None
        unclosed = token.type == END and block is not None
        kind: Literal["unclosed", "unexpected"] = "unclosed" if unclosed else "unexpected"
        self.faults.append(Fault(self._overlay.token(token), self._expected(), block, kind))
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
            token = self._lexer.shape(self._lexer.pass_over(token.end, lines=nested > 0))
        return self._close_all(token)

    def _rescan_from(self, token: Token) -> int:
        """Where to look for the next item: at the fault, or where its line begins if the dropped item is from before.

        The first words of a line may have passed for the last words of a value that nothing ended.
        """
        line = self._lexer.text.rfind("\n", 0, token.start) + 1
        first = self._lexer.skip(line)
        if self._dropped_from >= line or first > token.start or '"""' in self._lexer.text[line : token.start]:
            return token.start
        return first

    def _resume(self, token: Token, after_block: bool) -> Token | None:
        """The token as it can go on here, if it can: a closing brace, the start of an item, a declaration."""
        if token.type != "RBRACE" and not (after_block or self._begins_line(token)):
            return None
        read = self._lexer.read(token, self._tables.rows[self._states[-1]])
        if self._viable(read, len(self._states)) or self._begins_with_slip(token):
            return read
        if not self._blocks or self._column(token) != 0:
            return None
        read = self._lexer.read(token, self._tables.rows[self._states[self._base_height() - 1]])
        if not self._viable(read, self._base_height()):
            return None
        placed = self._overlay.token(read)
        if self.faults[-1].token.start >= placed.start and self.faults[-1].kind == "unexpected":
            self.faults.pop()  # the declaration is not at fault: the block before it is
        self.faults.append(Fault(placed, (), self._blocks[-1][1], "unclosed"))
        self._close_blocks()
        if not self._viable(read, len(self._states)):
            self._truncate(self._base_height())
        return read

    def _begins_with_slip(self, token: Token) -> bool:
        """Whether a line that cannot go on here begins an item with a slip of its own, which reading it will report."""
        if self._looks >= _MAX_LOOKS or token.type not in ("NAME", "LABEL"):
            return False
        word = fold(token.text).casefold()
        if word not in may_begin_item(self.source.language) and (self._blocks or self._column(token) != 0):
            return False
        self._looks += 1
        return self._find_repair(token) is not None

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
        state = self._run(token, reducing=True)
        assert state is not None
        self._shift(token, state)

    def _finish_item(self) -> None:
        """Keep an item that was whole before the fault: it ends where the next line or declaration begins."""
        after = Token("RBRACE" if self._blocks else "ARTICLE", "", self._end, self._end)
        if self._viable(after, len(self._states)):
            self._run(after, reducing=True)

    def _drop_item(self) -> None:
        """Go back to the last point between two items of the innermost block, or of the file."""
        self._truncate(self._item_height())

    def _item_height(self) -> int:
        """The height of the stack before the item that is being read."""
        return self._keeping_items(self._blocks[-1][0]) if self._blocks else self._base_height()

    def _leave_block(self) -> None:
        """Drop the innermost block and the item that it belongs to."""
        self._blocks.pop()
        self._drop_item()

    def _symbol(self, height: int) -> str:
        return self._tables.symbols[self._states[height]]

    def _keeping_items(self, height: int) -> int:
        """The height with the list of finished items that follows it."""
        while height < len(self._states) and self._symbol(height).startswith("__"):
            height += 1
        return height

    def _base_height(self) -> int:
        """The height of the stack between two declarations: after `langue fr`, if that was read."""
        height = self._base
        while height < len(self._states) and self._symbol(height) in ("LANGUAGE", "NAME"):
            height += 1
        return self._keeping_items(height)

    def _truncate(self, height: int) -> None:
        self._dropped_from = min([self._dropped_from, *self._starts[height - 1 : height]])
        del self._states[height:], self._values[height - 1 :], self._starts[height - 1 :]
        while self._blocks and self._blocks[-1][0] > height:
            self._blocks.pop()

    def _expected(self) -> tuple[str, ...]:
        """The terminals that could really go on here, sorted."""
        names = (name for name in self._tables.rows[self._states[-1]] if name.isupper() or name == END)
        return tuple(sorted(name for name in names if self._viable(Token(name, "", 0, 0), len(self._states))))

    def _viable(self, token: Token, height: int) -> bool:
        """Whether the token would be shifted, with the stack cut at this height."""
        return shifted(self._tables, self._states[:height], token.type, self._accepting if token.type == END else -1)

    def _begins_line(self, token: Token) -> bool:
        text, before = self._lexer.text, token.start - 1
        while before >= 0 and text[before] != "\n" and text[before].isspace():
            before -= 1
        return before < 0 or text[before] == "\n"

    def _column(self, token: Token) -> int:
        return self.source.position(self._overlay.start(token.start))[1] - 1
