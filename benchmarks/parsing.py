"""Text to model nodes with spans: our driver beside Lark's own parser with positions and a Transformer."""

from __future__ import annotations

from statistics import median

import lark

from benchmarks.generate import long_contract
from benchmarks.timing import per_call, spread, table
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.syntax.grammar import lark_parser

LINES = 5_000


class _Nodes(lark.Transformer[lark.Token, object]):
    """One tuple a rule, with where it starts and ends: less than what our builders make."""

    @lark.v_args(meta=True)
    def __default__(self, data: object, children: list[object], meta: lark.tree.Meta) -> object:
        return (str(data), getattr(meta, "start_pos", None), getattr(meta, "end_pos", None), children)


def run() -> None:
    """Print lines a second."""
    text = long_contract(LINES)
    lines = text.count("\n")
    file, findings = parse_file(Source("long.infog", text))
    assert file is not None
    assert findings == [], findings[0]
    bare, placed = lark_parser(), lark_parser(positions=True)
    ways = (
        ("contractlang: model nodes with spans", lambda: parse_file(Source("long.infog", text))),
        ("lark: tree with positions, Transformer", lambda: _Nodes().transform(placed.parse(text, start="start"))),
        ("lark: bare tree", lambda: bare.parse(text, start="start")),
    )
    times = [(name, per_call(way, calls=1)) for name, way in ways]
    ours = median(times[0][1])
    rows = [
        (name, f"{spread(seconds, 1000, 'ms')}  {lines / median(seconds):9,.0f} lines/s") for name, seconds in times
    ]
    rows.append(("lark with Transformer / contractlang", f"{median(times[1][1]) / ours:10.2f} times as long"))
    table(f"Parse of a generated contract, {lines:,} lines", rows)
