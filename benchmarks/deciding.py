"""One decision and one whole verdict, beside zen-engine on the same rules.

The peer decides by a decision table with the guards of the reference contract's billing rules, in the order of
their precedence, and computes no deadline, no explanation and no missing fact. Both are asked the same random cases
first, and must agree on the rule.
"""

from __future__ import annotations

import json
from random import Random
from statistics import median
from typing import Any

import zen

from benchmarks.starting import EXAMPLES
from benchmarks.timing import per_call, spread, table
from contractlang.core.evaluate import holds
from contractlang.core.program import Program
from contractlang.evaluation import Decided, decide, verdict
from contractlang.workspace import open_contract

Facts = dict[str, str | bool | int]

# first match wins: each rule stands above those over which it prevails
RULES = (
    ("T3", "kind == 'evolutive'"),
    ("T2", "cause == 'misuse'"),
    ("assistance", "channel == 'telephone' and consumed + worked <= 36000"),
    ("assistance.passage", "channel == 'telephone' and consumed < 36000 and consumed + worked > 36000"),
    ("assistance.au-delà", "channel == 'telephone' and consumed >= 36000 and worked > 0"),
    ("T1", "not open and severity != 'blocking'"),
    ("T0", "kind in ['preventive', 'corrective'] and asset in ASSETS"),
    ("défaut", "true"),
)


def run() -> None:
    """Check that both decide alike, then print time a decision and a verdict."""
    program = open_contract(EXAMPLES / "reference.infog").program
    assert program is not None
    peer = _peer(program)
    random = Random(2026)
    cases = [_case(program, random) for _ in range(300)]
    for case in cases:
        ours = decide(program.decisions["labour"], program, case, quotes=False)
        theirs = peer.evaluate(_context(program, case))["result"]["rule"]
        assert isinstance(ours, Decided)
        assert theirs in {rule.name for rule in (ours.rule, *ours.also)}, (case, theirs)
    case = dict(program.scenarios[1].case)
    context = _context(program, case)
    labour = program.decisions["labour"]
    guards = [rule.guard for rule in labour.rules]
    ways: tuple[tuple[str, Any, int], ...] = (
        ("contractlang: guards alone", lambda: [holds(one, _full(case), program.calendars) for one in guards], 2000),
        ("contractlang: decision, with what it prevails over", lambda: decide(labour, program, case), 2000),
        ("zen-engine: decision table", lambda: peer.evaluate(context), 2000),
        (
            "contractlang: verdict (3 deadlines, money, explanation)",
            lambda: verdict(program, case, nearest=False),
            200,
        ),
        ("contractlang: the same, with the nearest other case", lambda: verdict(program, case), 40),
    )
    rows = []
    for name, way, calls in ways:
        seconds = per_call(way, calls=calls)
        rows.append((name, f"{spread(seconds, 1e6, 'µs')}  {1 / median(seconds):9,.0f}/s"))
    table("One case of the reference contract, eight rules (both agreed on 300 random cases)", rows)


def _full(case: Facts) -> Facts:
    return {"consumed": 0, **case}


def _case(program: Program, random: Random) -> Facts:
    """A whole case: words of each vocabulary, an opening in 2026, some work."""
    words = {name: list(program.vocabularies[name].words) for name in ("kind", "severity", "channel", "cause", "asset")}
    chosen: Facts = {name: random.choice(options) for name, options in words.items()}
    return chosen | {
        "opened": 1_770_000_000 + random.randrange(20_000_000),
        "worked": random.randrange(1, 40_000),
        "consumed": random.randrange(50_000),
    }


def _context(program: Program, case: Facts) -> dict[str, Any]:
    opened = program.calendars["HO"].opens(int(case["opened"]))
    return {"consumed": 0, **case, "open": opened}


def _peer(program: Program) -> Any:
    """The same rules as a JSON decision model."""
    assets = json.dumps(sorted(name for name in program.vocabularies["asset"].words if _included(program, name)))
    table_rules = [
        {"_id": name, "guard": guard.replace("ASSETS", assets), "rule": json.dumps(name, ensure_ascii=False)}
        for name, guard in RULES
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "guard", "name": "guard", "type": "expression"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule", "type": "expression"}],
        "rules": table_rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False))


def _included(program: Program, asset: str) -> bool:
    listed = [item for item in program.scope if item.asset == asset]
    return bool(listed) and all(item.included for item in listed)
