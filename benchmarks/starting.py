"""`infog check` as a whole process, from a cold start: time beyond bare Python, and peak memory."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.timing import process, spread, table

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
AIM_MS, AIM_MB = 300, 120
MAIN = "import sys; from contractlang.cli import main; sys.argv[0] = 'infog'; main()"
# The peer starts, compiles one expression and evaluates it: the least that it can do.
PEER = "import zen; zen.evaluate_expression('a > 1', {'a': 2})"


def run() -> None:
    """Print wall time, processor time and peak memory."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "infog check reference.infog": [sys.executable, "-c", MAIN, "check", str(EXAMPLES / "reference.infog")],
        "infog check isvtec.infog (findings, solver)": [
            sys.executable,
            "-c",
            MAIN,
            "check",
            str(EXAMPLES / "isvtec.infog"),
        ],
        "zen-engine: start and one expression": [sys.executable, "-c", PEER],
    }
    runs = {name: process(command) for name, command in commands.items()}
    bare = median(one.wall for one in runs["python -c pass"])
    rows = []
    for name, found in runs.items():
        beyond = (median(one.wall for one in found) - bare) * 1000
        peak = max(one.peak for one in found) / 1e6
        wall = spread([one.wall for one in found], 1000, "ms")
        cpu = median(one.cpu for one in found) * 1000
        rows.append((name, f"{wall}  processor {cpu:4.0f} ms  beyond bare {beyond:4.0f} ms  peak {peak:4.0f} MB"))
    table(f"Cold start (aim for the reference: {AIM_MS} ms beyond bare Python, {AIM_MB} MB)", rows)
