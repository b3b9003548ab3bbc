"""How fast files of tickets are read, and in how much memory: `python -m benchmarks.tickets [MILLION_ROWS]`.

Four million rows of ten columns are a CSV of about 500 MB. Each file is read in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PIECE = 500_000
_START = 1_767_225_600  # 2026-01-01


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "--read":
        _read(Path(sys.argv[2]))
        return
    if len(sys.argv) > 1 and sys.argv[1] == "--write":
        _write(Path(sys.argv[2]) / "tickets.csv", Path(sys.argv[2]) / "tickets.parquet", int(sys.argv[3]))
        return
    rows = int(float(sys.argv[1]) * 1_000_000) if len(sys.argv) > 1 else 4_000_000
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "tickets.csv", Path(folder) / "tickets.parquet"
        _again("--write", folder, str(rows))
        for path in paths:
            print(f"{path.name}: {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB", flush=True)
            _again("--read", str(path))


def _again(*arguments: str) -> None:
    """A step in a process of its own, whose memory is its own."""
    subprocess.run([sys.executable, "-m", "benchmarks.tickets", *arguments], check=True, cwd=ROOT)


def _read(path: Path) -> None:
    """Reads a file and says how many rows a second of processor time, and how much memory at most."""
    from contractlang.tickets import open_tickets
    from contractlang.workspace import open_contract

    program = open_contract(str(ROOT / "examples" / "reference.infog")).readable()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    tickets = open_tickets(path, program)
    for _ in tickets.batches():
        pass
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    most, read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, tickets.report.read
    print(f"  {read / cpu / 1e6:.2f} M rows/s of processor time, {read / wall / 1e6:.2f} M rows/s")
    print(f"  {most / 1024:.0f} MB at most, {before / 1024:.0f} MB before the first row", flush=True)


def _write(text: Path, typed: Path, rows: int) -> None:
    import numpy as np
    import pyarrow.csv
    import pyarrow.parquet

    rng = np.random.default_rng(1)
    writers: list[Any] = []
    for first in range(0, rows, _PIECE):
        piece = _piece(rng, first, min(_PIECE, rows - first))
        for place, table in enumerate(piece):
            if len(writers) < 2:
                maker = pyarrow.parquet.ParquetWriter if place else pyarrow.csv.CSVWriter
                writers.append(maker(typed if place else text, table.schema))
            writers[place].write_table(table)
    for writer in writers:
        writer.close()


def _piece(rng: Any, first: int, count: int) -> tuple[Any, Any]:
    """Some rows as text and as typed columns."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    opened = _START + rng.integers(0, 300 * 86400, count) // 60 * 60
    times = [pa.array(opened + shift).cast(pa.timestamp("s")) for shift in (0, 900, 7200)]
    words = {
        "kind": ["corrective", "assistance"],
        "severity": ["minor", "major", "blocking"],
        "channel": ["remote", "on_site", "telephone"],
        "cause": ["failure", "misuse"],
        "asset": ["server", "computer", "router"],
    }
    chosen = {name: pa.array(np.array(known)[rng.integers(0, len(known), count)]) for name, known in words.items()}
    minutes = rng.integers(1, 60, count) * 5
    ticket = pc.binary_join_element_wise("INC", pa.array(np.arange(first, first + count)).cast(pa.string()), "")
    names = ("opened", "started", "restored")
    shown = dict(zip(names, (pc.strftime(one, "%Y-%m-%d %H:%M") for one in times), strict=True))
    lengths = pc.binary_join_element_wise(pa.array(minutes).cast(pa.string()), pa.scalar("min"), " ")
    text = pa.table({"ticket": ticket, **shown, **chosen, "worked": lengths})
    coded = {name: column.dictionary_encode() for name, column in chosen.items()}
    spent = pa.array(minutes * 60).cast(pa.duration("s"))
    return text, pa.table({"ticket": ticket, **dict(zip(names, times, strict=True)), **coded, "worked": spent})


if __name__ == "__main__":
    main()
