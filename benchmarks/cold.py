"""A cold `infog check` as a whole process, beside a bare interpreter: time and peak memory.

No other tool checks such a contract, so there is no peer for the whole. What people accept is shown by two checkers of
other texts on a tiny file (`make bench` puts them into an environment of their own); the last rows show what two usual
building blocks cost by themselves, each doing far less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Samples, show
from benchmarks.shares import written
from contractlang.records import frozen

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "examples" / "reference.infog"
SOLVER = ROOT / "examples" / "real" / "bareme_lavarun.infog"
INFOG = Path(sys.executable).with_name("infog")
LAUNCH = Path(__file__).with_name("launch.py")
PEERS = ROOT / ".venv-bench"
TINY = Path(__file__).with_name("peers")
RUNS = 11

_LARK = """
from pathlib import Path
from lark import Lark
text = "\\n".join(path.read_text(encoding="utf-8") for path in sorted(Path("grammar").glob("*.lark"))
                 if path.name != "keywords_en.lark")
Lark(text, parser="lalr", start=["start"], maybe_placeholders=False, cache="{cache}")
"""
_ZEN = """
from benchmarks.rules import CASE, engine
engine()(CASE)
"""

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "infog check reference.infog": [str(INFOG), "check", str(REFERENCE)],
    "infog check bareme_lavarun.infog (needs the solver)": [str(INFOG), "check", str(SOLVER)],
    "infog check, clean, 500 clauses": [str(INFOG), "check", "{folder}/clean_500.infog"],
    "peer: sqlfluff lint, two lines": [str(PEERS / "bin" / "sqlfluff"), "lint", str(TINY / "tiny.sql")],
    "peer: cfn-lint, five lines": [str(PEERS / "bin" / "cfn-lint"), str(TINY / "tiny.yaml")],
    "less: Lark loads its saved grammar, parses nothing": [sys.executable, "-c", _LARK],
    "less: zen-engine loads eight rules, decides one case": [sys.executable, "-c", _ZEN],
}


@frozen
class Process:
    """What the runs of one command took: seconds, seconds of processor, mebibytes."""

    wall: Samples
    processor: Samples
    memory: Samples


def report() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        cache = str(Path(folder, "grammar.cache"))
        written(folder, 500)
        commands = {
            name: [part.replace("{cache}", cache).replace("{folder}", folder) for part in command]
            for name, command in COMMANDS.items()
            if Path(command[0]).exists()
        }
        found = _race(commands, _environment(folder))
    bare = found["python -c pass"]
    rows: list[tuple[str, ...]] = []
    for name, process in found.items():
        above = (process.wall.median - bare.wall.median) * 1000
        beyond = "" if process is bare else f"{above:+,.0f}"
        memory = process.memory.cells()
        rows.append((name, *process.wall.cells(1000), beyond, process.processor.cells(1000)[0], *memory))
    rows += [(f"{name}: not installed", *[""] * 6) for name in COMMANDS if name not in found]
    header = ("whole process", "ms", "min–max", "beyond bare", "user+sys ms", "peak MiB", "min–max")
    notes = (
        f"{RUNS} runs each in turn after one that compiles all bytecode and brings files into memory",
        "aim: at most 300 ms beyond bare Python and 120 MB for the reference, 900 ms for 500 clauses; no tests",
        "no other tool checks such a contract: peers are what people accept, the rows `less` are common parts of one",
    )
    show("Cold check of a contract", header, rows, notes)


def _environment(folder: str) -> dict[str, str]:
    """Bytecode is written by the first run and kept in a folder of our own, whatever was compiled before, or not."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}


def _race(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, Process]:
    for command in commands.values():
        _once(command, environment)
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            found[name].append(_once(command, environment))
    return {
        name: Process(*(Samples(values) for values in zip(*samples, strict=True))) for name, samples in found.items()
    }


def _once(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float, float]:
    launcher = [sys.executable, "-I", "-S", str(LAUNCH), *command]
    answer = subprocess.run(launcher, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    wall, processor, kibibytes, code = json.loads(answer.stdout)
    found_faults = 1  # the exit code of a check that finds errors: real contracts keep those of their models
    if code != 0 and not (command[0] == str(INFOG) and code == found_faults):
        raise RuntimeError(f"exit code {code}: {' '.join(command)}")
    return wall, processor, kibibytes / 1024
