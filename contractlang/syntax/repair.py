"""Which frequent slip a fault is: each that fits the text is tried, and the one with which most can be read is taken.

A slip proposes to read some places otherwise (`slips`). Whether that is what was meant is settled by reading: the item,
so mended, is run through the tables without building anything, and must go on beyond the fault. So a fix that is
proposed is one that works, and a fault that is mended has no consequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from contractlang.syntax.lexer import END, Lexer, Token
from contractlang.syntax.overlay import Replacement, replaced
from contractlang.syntax.site import Site, Slip
from contractlang.syntax.tables import load

# An item whose fault is farther from its start is read again from the fault only
_LONGEST_ITEM = 20_000
# How far a trial reads on: to the end of the next line, and no farther than this
_FARTHEST = 500


class Repair(NamedTuple):
    """A slip found: what is to be read otherwise, the place to show, the words of its messages, where to go on."""

    slip: Slip
    edits: tuple[Replacement, ...]
    start: int
    end: int
    args: dict[str, object]
    resume: int
    rewind: bool


class Fault(NamedTuple):
    """An unexpected token: what it was, what could have stood there, and the innermost block left open.

    `label`: a label that only other clauses have. The term is kept: whoever knows the clause's labels reports it.
    `repaired`: a slip, read as it was meant. `too-many`: where the reading stops.
    """

    token: Token
    expected: tuple[str, ...]
    block: Token | None
    kind: Literal["unexpected", "unclosed", "label", "repaired", "too-many"]
    repair: Repair | None = None


def find_repair(
    lexer: Lexer, states: Sequence[int], height: int, item: int, token: Token, before: int, depth: int
) -> Repair | None:
    """The slip at a token that cannot go on, if it is one.

    `states`: the stack; `height`: its height before the item, which begins at `item`; `before`: where the last token
    ends; `depth`: how many blocks are open.
    """
    from contractlang.syntax.slips import SLIPS  # its patterns take a while to compile, and most texts have no fault

    text = lexer.text
    limit = _line_end(text, _line_end(text, token.end))
    whole = token.start - item <= _LONGEST_ITEM
    site = Site(text, lexer.language, token, item if whole else token.start, before, depth)
    after = lexer.skip(token.end)
    best: Repair | None = None
    best_reach = after if after == len(text) else min(after, limit - 1)
    for slip in SLIPS:
        for found in slip.find(site):
            start, end = found.edits[0].start, found.edits[-1].end
            farthest = limit if end < limit else _line_end(text, end)
            tries = [(token.start, states, False)] if start >= token.start else []
            tries += [(item, states[:height], True)] if whole and start >= item else []
            for resume, stack, rewind in tries:
                reach = _reach(lexer, stack, resume, found.edits, farthest, keyword=slip.keyword)
                if found.early and reach > _first_after(lexer, end):
                    return Repair(slip, found.edits, found.start, found.end, found.args, resume, rewind)
                if reach > max(best_reach, min(lexer.skip(end), farthest - 1)):
                    best = Repair(slip, found.edits, found.start, found.end, found.args, resume, rewind)
                    best_reach = reach
        if best is not None and best_reach >= limit:
            break
    return best


def _first_after(lexer: Lexer, offset: int) -> int:
    return lexer.shape(offset).end


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset + 1, offset + _FARTHEST)
    return end if end >= 0 else min(offset + _FARTHEST, len(text))


def _reach(
    lexer: Lexer, states: Sequence[int], start: int, edits: tuple[Replacement, ...], limit: int, *, keyword: bool
) -> int:
    """Where the text from `start` cannot be read any more if it is read with these edits; `limit` if it all can.

    `keyword`: the edit must be read as one.
    """
    tables = load()
    inside = tuple(Replacement(one.start - start, one.end - start, one.text) for one in edits)
    window = replaced(lexer.text[start:limit], inside)
    trial = Lexer(window, lexer.language)
    stack = list(states)
    token = trial.read(trial.shape(0), tables.rows[stack[-1]])
    while token.type != END or limit == len(lexer.text):
        row = tables.rows[stack[-1]]
        action = row.get(token.type)
        if action is None:
            other = trial.read(token, row) if token.type == "NAME" else trial.label(token.start)
            if other is None or other.type == token.type or other.type not in row:
                accepted = token.type == END and stack[-1] in tables.ends.values()
                return limit + accepted - (len(window) - token.start)
            token = other
        elif action < 0:
            production = tables.productions[~action]
            del stack[-production.size :]
            stack.append(tables.rows[stack[-1]][production.origin])
        elif keyword and token.start == inside[0].start and token.type in ("NAME", "LABEL"):
            return start
        else:
            if token.type == END:
                return limit + 1
            stack.append(action)
            token = trial.read(trial.shape(token.end), tables.rows[action])
    return limit
