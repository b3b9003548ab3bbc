"""From `grammar/` to parse tables: the only door to Lark.

Lark checks the grammar and computes its LALR(1) table; that takes half a second and the import of Lark, which a
command must not pay. So the table is saved as JSON (`python -m contractlang.syntax.grammar`) and committed; a test
fails when it is older than the grammar. `lark_parser` builds the same language with Lark's own parser and
lexer: the reference against which the saved tables and their driver are tested token for token.

A keyword is read only where what stands behind it can follow it there: a label of a clause is a keyword before a
colon and an ordinary name elsewhere, and `client` opens a party before a name. This is read off the grammar
(`_guards`) and written as a look-ahead, for Lark and for the driver alike.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contractlang.resources import grammar_path
from contractlang.syntax.tables import SAVED
from contractlang.words import fold

if TYPE_CHECKING:
    from lark import Lark
    from lark.lexer import TerminalDef

STARTS = ("start", "value_start", "body_start")
# Terminals that are neither keywords nor punctuation, most specific first. A language has its own form of some.
PATTERNS = ("PROSE", "STRING", "DATETIME", "DATE", "TIME", "NUMBER", "MONEY_PER", "CURRENCY", "LABEL", "NAME")
_WORD_END = r"(?![\w\u0300-\u036f]|['’-]\w)"


def grammar_text(lang: str = "fr") -> str:
    """The grammar: the rules of every topic, and the keywords as one language spells them."""
    rules = [path for path in sorted(grammar_path().glob("*.lark")) if not path.stem.startswith("keywords_")]
    paths = [grammar_path() / f"keywords_{lang}.lark", *rules]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def spellings(lang: str) -> dict[str, tuple[str, ...]]:
    """The spellings of every keyword in one language; the first is the one that is written."""
    text = (grammar_path() / f"keywords_{lang}.lark").read_text(encoding="utf-8")
    found = re.findall(r"^([A-Z_]+)\s*:\s*(\".+)$", text, re.MULTILINE)
    return {name: tuple(re.findall(r'"([^"]+)"', alternatives)) for name, alternatives in found}


def patterns(lang: str) -> dict[str, str]:
    """The terminals of `PATTERNS` as one language writes them."""
    found = dict(re.findall(r"^([A-Z_]+)\s*:\s*/(.+)/$", grammar_text(lang), re.MULTILINE))
    return {name: found[name].replace(r"\/", "/") for name in PATTERNS if name in found}


def lark_parser(lang: str = "fr", *, positions: bool = False) -> Lark:
    """The language as Lark parses it, with the look-aheads and priorities that the driver has."""
    from lark import Lark
    from lark.lexer import PatternRE

    text = grammar_text(lang)
    guards = _guards(Lark(text, parser="lalr", start=list(STARTS), maybe_placeholders=False))
    words = spellings(lang)

    def edit(terminal: TerminalDef) -> None:
        if terminal.name in words:
            by_length = sorted(words[terminal.name], key=len, reverse=True)
            alternatives = "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in by_length)
            guard = guards.get(terminal.name, "")
            terminal.pattern = PatternRE(f"(?:{alternatives}){_WORD_END}{_look_ahead(guard)}")
            terminal.priority = 20 + 10 * max(spelling.count(" ") for spelling in by_length)
        elif terminal.name in PATTERNS:
            terminal.priority = len(PATTERNS) - PATTERNS.index(terminal.name)

    return Lark(
        text,
        parser="lalr",
        start=list(STARTS),
        maybe_placeholders=False,
        edit_terminals=edit,
        propagate_positions=positions,
    )


def _look_ahead(guard: str) -> str:
    if not guard:
        return ""
    return r"(?!\s*:)" if guard == "!" else rf"(?=\s*[{re.escape(guard)}])"


def _guards(parser: Lark) -> dict[str, str]:
    """What must follow a terminal (the characters), or `!` where a colon must not, or nothing."""
    followers: dict[str, set[str | None]] = {}
    for rule in parser.rules:
        for symbol, follower in zip(rule.expansion, [*rule.expansion[1:], None], strict=True):
            if symbol.is_term:
                followers.setdefault(symbol.name, set()).add(None if follower is None else follower.name)
    marks = {"COLON": ":", "LBRACE": "{"}
    guards = {}
    for name, after in followers.items():
        if after <= marks.keys():
            guards[name] = "".join(sorted(marks[symbol] for symbol in after if symbol))
        elif None not in after and "COLON" not in after:
            guards[name] = "!"
    return guards


def build() -> dict[str, Any]:
    """The tables as they are saved; the same on every machine."""
    parser = lark_parser()
    table: Any = parser.parser.parser._parse_table
    rules = sorted(parser.rules, key=lambda rule: (rule.origin.name, [symbol.name for symbol in rule.expansion]))
    index = {rule: number for number, rule in enumerate(rules)}
    numbers = _numbering(table)
    rows: list[dict[str, int]] = []
    seen: dict[str, int] = {}
    states = []
    for state in numbers:
        row = {
            symbol: ~index[target] if action.name == "Reduce" else numbers[target]
            for symbol, (action, target) in sorted(table.states[state].items())
        }
        key = json.dumps(row)
        if key not in seen:
            seen[key] = len(rows)
            rows.append(row)
        states.append(seen[key])
    terminals = {terminal.name: terminal.pattern for terminal in parser.terminals}
    languages = sorted(path.stem.removeprefix("keywords_") for path in grammar_path().glob("keywords_*.lark"))
    words = {lang: spellings(lang) for lang in languages}
    guards = _guards(parser)
    used = {symbol.name for rule in parser.rules for symbol in rule.expansion if symbol.is_term}
    return {
        "rows": rows,
        "states": states,
        "productions": [_production(rule) for rule in rules],
        "starts": {name: numbers[state] for name, state in sorted(table.start_states.items())},
        "ends": {name: numbers[state] for name, state in sorted(table.end_states.items())},
        "patterns": {lang: {name: terminals[name].value for name in PATTERNS} | patterns(lang) for lang in languages},
        "punctuation": {
            spelling: name
            for name, pattern in sorted(terminals.items())
            if name not in words["fr"] and name not in PATTERNS and name not in parser.ignore_tokens
            for spelling in _alternatives(pattern)
        },
        "keywords": {
            lang: _keywords({name: table[name] for name in table if name in used}, guards)
            for lang, table in words.items()
        },
        "spellings": words,
    }


def _numbering(table: Any) -> dict[int, int]:
    """States numbered in the order in which they are reached: Lark numbers them as its sets fall."""
    order = [state for _, state in sorted(table.start_states.items())]
    reached = set(order)
    for state in order:
        for _, (action, target) in sorted(table.states[state].items()):
            if action.name == "Shift" and target not in reached:
                reached.add(target)
                order.append(target)
    return {state: number for number, state in enumerate(order)}


def _production(rule: Any) -> list[object]:
    kept = [place for place, symbol in enumerate(rule.expansion) if not getattr(symbol, "filter_out", False)]
    origin = rule.origin.name
    inline = origin.startswith("_") and rule.alias is None
    transparent = bool(rule.options.expand1) and rule.alias is None
    return [origin, rule.alias or origin, len(rule.expansion), kept, inline, transparent]


def _alternatives(pattern: Any) -> list[str]:
    """The strings that a punctuation terminal stands for."""
    if type(pattern).__name__ == "PatternStr":
        return [pattern.value]
    return [part.replace("\\", "") for part in pattern.value.removeprefix("(?:").removesuffix(")").split("|")]


def _keywords(words: dict[str, tuple[str, ...]], guards: dict[str, str]) -> dict[str, list[list[str]]]:
    """Keywords by their first word without accents; those of several words first, the longest before all."""
    found: dict[str, list[list[str]]] = {}
    for name, alternatives in words.items():
        for spelling in alternatives:
            first, _, rest = fold(spelling).partition(" ")
            found.setdefault(first, []).append([name, rest, guards.get(name, "")])
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[1].split()))
    return dict(sorted(found.items()))


def saved_text() -> str:
    """The text that `tables.json` must hold."""
    return json.dumps(build(), ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    SAVED.write_text(saved_text(), encoding="utf-8")
