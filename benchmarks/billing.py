"""Tickets by the million on the reference contract, from Parquet; beside DuckDB's CASE, and Python's business hours.

Random tickets of 2026, each with every fact. Before anything is timed, all say the same of a sample: rule, amount and
tax beside DuckDB, open time beside the packages for business hours. Each figure is that of a process of its own, so
that its memory can be told; ours reads, decides and makes the columns of the verdicts, which nobody writes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import UTC, datetime, time
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.cold import REFERENCE
from benchmarks.measure import Samples, show
from contractlang.batch import Agreement, Batch
from contractlang.calendars.columns import elapsed
from contractlang.core.program import Program
from contractlang.workspace import open_contract

ROWS = 5_000_000
SAMPLE = 100_000
PEER_ROWS = 2000
RUNS = 3
GROUP = 1 << 18
START, END = 1769900400, 1798758000  # February to December 2026 in Paris
WORDS = ("asset", "kind", "severity", "channel", "cause")
LABOUR = ("opened", *WORDS, "worked", "quote_accepted")
EVENTS = ("acknowledged", "started", "restored")
# What each mode reads
MODES = {
    "decision and amount": (*LABOUR, "consumed"),
    "decision and amount, allowances counted": LABOUR,
    "with deadlines, penalties and their cap": (*LABOUR, "consumed", *EVENTS),
}
_HOLIDAYS = ("04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25")
_SCOPE = ("computer", "smartphone", "server", "router", "internal_network", "backup_solution")
_DAYS = ", ".join(f"'{day}'" for day in _HOLIDAYS)
_DUCK = f"""
with local as (
  select *, timezone('Europe/Paris', to_timestamp(opened)) as moment from read_parquet('{{file}}')
), hours as (
  select *, hour(moment) * 60 + minute(moment) as clock,
    isodow(moment) < 6 and strftime(moment, '%m-%d') not in ({_DAYS}) as workday from local
), decided as (
  select *, case
    when kind = 'evolutive' then 'T3'
    when cause = 'misuse' then 'T2'
    when channel = 'telephone' and consumed + worked <= 36000 then 'assistance'
    when channel = 'telephone' and consumed < 36000 then 'assistance.passage'
    when channel = 'telephone' then 'assistance.au-delà'
    when severity != 'blocking'
      and not (workday and (clock between 510 and 749 or clock between 810 and 1079)) then 'T1'
    when kind in ('preventive', 'corrective') and asset in {_SCOPE} then 'T0'
    else 'défaut' end as rule from hours
), priced as (
  select *, case rule
    when 'T3' then (worked * 325 * 2 + 126) // 252
    when 'T2' then ((worked + 899) // 900 * 900 * 95 * 2 + 36) // 72
    when 'assistance.passage' then (consumed + worked - 36000) * 2
    when 'assistance.au-delà' then worked * 2
    when 'T1' then (greatest((worked + 1799) // 1800 * 1800, 3600) * 35 * 2 + 9) // 18
    else 0 end as excluded from decided
)
select rule, excluded, (excluded * 40 + 100) // 200 as vat from priced
"""


def report() -> None:
    """Write the tickets, check that all say the same, measure and print."""
    program = open_contract(REFERENCE).program
    assert program is not None
    with TemporaryDirectory(prefix="infog-bench-") as folder:
        file, sample = Path(folder) / "tickets.parquet", Path(folder) / "sample.parquet"
        write_tickets(program, file, ROWS)
        write_tickets(program, sample, SAMPLE)
        _check(program, sample)
        rows = [_row(mode, [_apart("ours", mode, file) for _ in range(RUNS)]) for mode in MODES]
        rows.append(_row("DuckDB: CASE, decision and amount", [_apart("duckdb", "", file) for _ in range(RUNS)]))
    notes = (
        f"{ROWS:,} random full tickets from Parquet, two threads, {RUNS} processes each; the most memory of one",
        f"checked first on {SAMPLE:,} others: rule, amount and tax to the cent are those of DuckDB",
    )
    header = ("ours, unless another is named", "M tickets/s", "min–max", "MB")
    show("Tickets billed under the reference contract", header, rows, notes)
    _report_hours(program)


def write_tickets(program: Program, file: Path, count: int) -> None:
    """Random tickets, each word as likely as another; half of the calls within the allowance, half of all late."""
    random = np.random.default_rng(2026)
    writer: Any = None
    for first in range(0, count, GROUP):
        table = _tickets(program, random, min(GROUP, count - first))
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table, row_group_size=GROUP)
    writer.close()


def _tickets(program: Program, random: np.random.Generator, count: int) -> pa.Table:
    opened = random.integers(START // 60, END // 60, count) * 60
    columns: dict[str, Any] = {"opened": opened}
    for fact in WORDS:
        words = list(program.vocabularies[fact].words)
        places = pa.array(random.integers(0, len(words), count).astype(np.int32))
        columns[fact] = pa.DictionaryArray.from_arrays(places, pa.array(words))
    columns["worked"] = random.integers(0, 360, count) * 60
    columns["consumed"] = random.integers(0, 900, count) * 60
    columns["quote_accepted"] = np.ones(count, np.bool_)
    at = opened
    for fact, most in zip(EVENTS, (7200, 20_000, 200_000), strict=True):
        at = columns[fact] = at + random.integers(60, most, count)
    return pa.table(columns)


def ready(mode: str) -> Batch:
    """The engine, with the contract."""
    program = open_contract(REFERENCE).program
    assert program is not None
    pa.array(np.zeros(1))  # where pandas is installed, as for a peer, pyarrow loads it at its first array
    agreement = Agreement(reference=program.reference or "", versions=((None, program),))
    return Batch((agreement,), milestones="restored" in MODES[mode])


def run_ours(batch: Batch, mode: str, file: Path) -> pa.Table | None:
    """Everything that the engine says; of a sample the verdicts, of all tickets their number only."""
    source = pq.ParquetFile(file, read_dictionary=list(WORDS))
    chunks = source.iter_batches(batch_size=1 << 17, columns=list(MODES[mode]), use_threads=False)
    kept, count = [], 0
    for result in batch.run(chunks):
        count += result.read
        if source.metadata.num_rows <= SAMPLE:
            kept.append(result.verdicts.select(["line", "rule", "amount_excl", "vat"]))
    assert count == source.metadata.num_rows
    return pa.Table.from_batches(kept).unify_dictionaries().sort_by("line") if kept else None


def run_duckdb(file: Path) -> pa.Table:
    """What DuckDB says."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    relation = connection.sql(_DUCK.format(file=file))
    assert relation is not None
    return relation.to_arrow_table()


def _check(program: Program, sample: Path) -> None:
    ours, theirs = run_ours(ready("decision and amount"), "decision and amount", sample), run_duckdb(sample)
    assert ours is not None
    assert ours["rule"].cast(pa.string()).to_pylist() == theirs["rule"].to_pylist()
    for name, other in (("amount_excl", "excluded"), ("vat", "vat")):
        cents = pc.fill_null(pc.multiply(ours[name], pa.scalar(100)).cast(pa.int64()), 0)
        assert cents.to_pylist() == theirs[other].cast(pa.int64()).to_pylist(), name
    assert len(set(theirs["rule"].to_pylist())) == 8
    assert program.cap is not None


def _apart(who: str, mode: str, file: Path) -> tuple[float, float]:
    """Tickets a second, and the most memory in MB, of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.billing", who, mode, str(file)]
    rate, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(rate), float(memory)


def _row(name: str, found: list[tuple[float, float]]) -> tuple[str, ...]:
    rates = Samples(tuple(rate for rate, _ in found))
    return (name, *rates.cells(1e-6, 2), f"{max(memory for _, memory in found):,.0f}")


def _timed(who: str, mode: str, file: Path) -> None:
    """Time what is done from opening the file to the last column; what is loaded before is the same for any file."""
    if who == "ours":
        batch = ready(mode)
        start = perf_counter()
        run_ours(batch, mode, file)
    else:
        import duckdb

        connection = duckdb.connect(config={"threads": 2})
        start = perf_counter()
        connection.execute(f"select count(rule), sum(excluded), sum(vat) from ({_DUCK.format(file=file)})").fetchall()
    rate = pq.ParquetFile(file).metadata.num_rows / (perf_counter() - start)
    print(rate, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


# --- business hours -----------------------------------------------------------------------------------------


def _report_hours(program: Program) -> None:
    """Open time between two instants, for the packages that count it one pair at a time."""
    random = np.random.default_rng(7)
    start = random.integers(START // 60, END // 60, 1_000_000) * 60
    end = start + random.integers(1, 3000, len(start)) * 60
    calendar = program.calendars["HO"]
    peers = {"businesstimedelta": _business_time(), "business-duration": _business_duration()}
    zone = ZoneInfo("Europe/Paris")
    local = [
        (datetime.fromtimestamp(int(a), UTC).astimezone(zone), datetime.fromtimestamp(int(b), UTC).astimezone(zone))
        for a, b in zip(start[:PEER_ROWS], end[:PEER_ROWS], strict=True)
    ]
    wanted = elapsed(calendar, start[:PEER_ROWS], end[:PEER_ROWS]).tolist()
    times: dict[str, list[float]] = {"ours": []}
    for _ in range(RUNS):
        begun = perf_counter()
        elapsed(calendar, start, end)
        times["ours"].append(len(start) / (perf_counter() - begun))
    for name, peer in peers.items():
        for _ in range(RUNS):
            begun = perf_counter()
            got = [peer(*pair) for pair in local]
            times.setdefault(name, []).append(len(local) / (perf_counter() - begun))
            assert got == wanted, name
    rows = [(name, *Samples(tuple(found)).cells(1e-6, 4)) for name, found in times.items()]
    notes = (f"Monday to Friday in two parts, holidays of France; checked on {PEER_ROWS:,} pairs: the same seconds",)
    show("Open time between two instants", ("package", "M pairs/s", "min–max"), rows, notes)


def _parts() -> list[tuple[time, time]]:
    return [(time(8, 30), time(12, 30)), (time(13, 30), time(18))]


def _french() -> Any:
    import holidays

    return holidays.country_holidays("FR", years=(2026, 2027))


def _business_time() -> Any:
    import businesstimedelta
    import pytz

    zone = pytz.timezone("Europe/Paris")
    rules = [
        businesstimedelta.WorkDayRule(start_time=a, end_time=b, working_days=[0, 1, 2, 3, 4], tz=zone)
        for a, b in _parts()
    ]
    both = businesstimedelta.Rules([*rules, businesstimedelta.HolidayRule(_french(), zone)])

    def count(start: datetime, end: datetime) -> int:
        found = both.difference(start, end)
        return int(found.hours * 3600 + found.seconds)

    return count


def _business_duration() -> Any:
    from business_duration import businessDuration

    days = _french()

    def count(start: datetime, end: datetime) -> int:
        naive = [one.replace(tzinfo=None) for one in (start, end)]
        found = [businessDuration(*naive, a, b, holidaylist=days, unit="sec") for a, b in _parts()]
        return int(sum(one for one in found if not isnan(one)))

    return count


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _timed(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    else:
        report()
