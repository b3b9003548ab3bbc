"""Parsing generated lines: our driver to model nodes, beside Lark's LALR parser on the same grammar; lengths.

Lark's full path is its tree with positions and a Transformer that calls the same builders as ours, so that both end
with the same model; that they do is checked first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import lark

from benchmarks.generate import contract
from benchmarks.measure import race, show
from contractlang.model.files import File
from contractlang.source import Source, Span
from contractlang.syntax import parse_file
from contractlang.syntax.build_files import FileBuilder
from contractlang.syntax.grammar import lark_parser
from contractlang.syntax.kids import Kids
from contractlang.syntax.lexer import Token

RUNS = 7
LENGTHS = (1_000, 10_000, 100_000)
FAULTS = 90


class _Build(lark.Transformer[lark.Token, Any]):
    """Lark's tree to our model, by our builders."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._builder = FileBuilder(source)
        self._methods: dict[str, Callable[[Span, Kids], object]] = {}

    def __default__(self, data: str, children: list[Any], meta: Any) -> object:
        method = self._methods.get(data)
        if method is None:
            method = self._methods[data] = getattr(self._builder, "import_" if data == "import" else data)
        return method(Span(self._source, meta.start_pos, meta.end_pos), Kids(self._source, children))

    def __default_token__(self, token: lark.Token) -> Token:
        assert token.start_pos is not None
        assert token.end_pos is not None
        return Token(token.type, str(token), token.start_pos, token.end_pos)


def report() -> None:
    """Check that both read the same model, measure and print."""
    text = contract()
    lines = text.count("\n")
    bare, placed = lark_parser(), lark_parser(positions=True)

    def ours() -> File | None:
        return parse_file(Source("generated.infog", text))[0]

    def through_lark() -> object:
        return _Build(Source("generated.infog", text)).transform(placed.parse(text, start="start"))

    mine, other = ours(), through_lark()
    assert mine is not None
    assert isinstance(other, File)
    assert mine.declarations == other.declarations, "the two parsers read different models"
    assert [one.span[1:] for one in mine.declarations] == [one.span[1:] for one in other.declarations]

    found = race(
        {
            "ours: model with spans": ours,
            "Lark: tree with positions, Transformer to the same model": through_lark,
            "Lark: tree with positions": lambda: placed.parse(text, start="start"),
            "Lark: bare tree": lambda: bare.parse(text, start="start"),
        },
        runs=RUNS,
    )
    base = found["ours: model with spans"].median
    rows = [
        (name, f"{lines / one.median:,.0f}", *one.cells(1000), f"{one.median / base:.2f}")
        for name, one in found.items()
    ]
    notes = (
        f"{RUNS} runs each in turn, parsers built beforehand, tables loaded; Lark {lark.__version__}, LALR",
        "checked first: both paths read equal models with the same spans of declarations",
    )
    header = ("parser", "lines/s", "ms", "min–max", "time ÷ ours")
    show(f"Parse of {lines:,} generated lines ({len(text):,} characters)", header, rows, notes)
    _report_lengths()


def _report_lengths() -> None:
    """Lines a second of texts ten and a hundred times as long, in order and with ninety faults."""
    rows = []
    for lines in LENGTHS:
        text = contract(lines)
        count = text.count("\n")
        step = count // FAULTS
        faulty = "\n".join(
            line.replace(" : ", " : : ", 1) if number % step == 0 else line
            for number, line in enumerate(text.split("\n"), 1)
        )
        sources = {"in order": text, "with faults": faulty}
        found = race(
            {name: partial(parse_file, Source("generated.infog", text)) for name, text in sources.items()},
            runs=3,
        )
        rows.append((f"{count:,}", *(f"{count / min(one.values):,.0f}" for one in found.values())))
    notes = (
        f"lines/s of the fastest of 3 runs; a second colon on one line in {FAULTS}th of the text, where it has one",
    )
    show("Parse by length", ("lines", "in order", "with faults"), rows, notes)
