"""A whole run of `infog bill` by the embedded engine and by Spark, as they are: `python -m benchmarks.spark [TICKETS]`.

Reading, deciding and writing are in both figures; Spark's holds the start of its own machine too.
"""

from __future__ import annotations

import csv
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
_RUN = "import sys; from contractlang.cli import main; main(sys.argv[1:])"


def main() -> None:
    """One line for each engine."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    absent = _absent()
    with tempfile.TemporaryDirectory() as folder:
        tickets = Path(folder) / "tickets.csv"
        rows = _write(tickets, wanted)
        for engine in ("columns", "spark"):
            if engine == "spark" and absent:
                print(f"spark: {absent}")
                continue
            seconds = _seconds(tickets, Path(folder) / engine, engine)
            print(f"{engine}: {rows:,} tickets in {seconds:.1f} s, {rows / seconds:,.0f} a second")


def _absent() -> str | None:
    """Why Spark can't run, if it can't."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed (the extra `spark`)"
    return None if shutil.which("java") else "there is no Java"


def _seconds(tickets: Path, out: Path, engine: str) -> float:
    arguments = ["bill", "examples/reference.infog", str(tickets), "-o", str(out), "--engine", engine]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _RUN, *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 2:
        raise RuntimeError(done.stderr.decode())
    return time.perf_counter() - start


def _write(path: Path, wanted: int) -> int:
    """The example's tickets as often as it takes, under numbers of their own."""
    with (ROOT / "examples" / "billing" / "tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    times = -(-wanted // len(rows))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for turn in range(times):
            writer.writerows({**row, "ticket": f"{row['ticket']}-{turn}"} for row in rows)
    return times * len(rows)


if __name__ == "__main__":
    main()
