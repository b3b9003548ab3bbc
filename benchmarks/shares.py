"""What a check spends its time on: imports, parsing, compiling, the checks, Z3.

Run as `python -m benchmarks.shares CONTRACT` it checks one contract in its own process and prints what each part took.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from benchmarks.measure import show

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("imports", "parsing", "compiling", "checks", "Z3")
# Contracts, and how often each is checked
CONTRACTS: Mapping[str, tuple[int | Path, int]] = {
    "reference.infog": (ROOT / "examples" / "reference.infog", 5),
    "bareme_lavarun.infog": (ROOT / "examples" / "real" / "bareme_lavarun.infog", 5),
    "clean, 500 clauses": (500, 5),
    "clean, 5,000 clauses": (5_000, 1),
}


def report() -> None:
    """Measure and print."""
    rows: list[tuple[str, ...]] = []
    took: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        for name, (which, runs) in CONTRACTS.items():
            path = which if isinstance(which, Path) else written(folder, which)
            found = [_measured(path) for _ in range(runs)]
            parts = [median(one[part] for one in found) for part in PARTS]
            took[name] = sum(parts)
            shares = (f"{part / sum(parts):.0%}" for part in parts)
            counts = (f"{found[0][which]:,}" for which in ("questions", "to Z3"))
            rows.append((name, f"{sum(parts) * 1000:,.0f}", *shares, *counts))
    growth = took["clean, 5,000 clauses"] / took["clean, 500 clauses"]
    notes = (
        "user+sys time of a process, from its start to the last finding; median of five runs, of one for the longest",
        "a question that alternatives settle does not go to Z3, whose import counts as Z3",
        f"ten times the clauses take {growth:.1f} times the time; aim: at most fifteen",
    )
    show("What a check spends its time on", ("contract", "ms", *PARTS, "questions", "to Z3"), rows, notes)


def written(folder: str, clauses: int) -> Path:
    """A clean contract of so many clauses as a file."""
    from benchmarks.clean import clean

    path = Path(folder, f"clean_{clauses}.infog")
    path.write_text(clean(clauses), encoding="utf-8")
    return path


def _measured(path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.shares", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _check(path: Path) -> dict[str, float]:
    """Seconds of each part, and how many questions there were and went to Z3."""
    from contractlang import checks, workspace  # noqa: F401 (what a command loads)
    from contractlang.cli import main  # noqa: F401
    from contractlang.solver import Session
    from contractlang.solver.existence import Existence
    from contractlang.syntax import parser

    imports = process_time()
    inner: dict[str, list[float]] = {"parsing": [], "Z3": [], "questions": []}

    def timed(part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            start = process_time()
            try:
                return call(*given)
            finally:
                inner[part].append(process_time() - start)

        return run

    parser.Parser.parse = timed("parsing", parser.Parser.parse)  # type: ignore[method-assign]
    Session._search = timed("Z3", Session._search)  # type: ignore[method-assign]
    Session.ask = timed("questions", Session.ask)  # type: ignore[method-assign]
    Existence.settled = timed("questions", Existence.settled)  # type: ignore[method-assign]
    contract = workspace.open_contract(path)
    opened = process_time()
    contract.check()
    checked = process_time()
    parsing, proving = sum(inner["parsing"]), sum(inner["Z3"])
    return {
        "imports": imports,
        "parsing": parsing,
        "compiling": opened - imports - parsing,
        "checks": checked - opened - proving,
        "Z3": proving,
        "questions": len(inner["questions"]),
        "to Z3": len(inner["Z3"]),
    }


if __name__ == "__main__":
    print(json.dumps(_check(Path(sys.argv[1]))))
