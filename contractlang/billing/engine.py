"""A part decided by the column engine, and kept whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from contractlang.billing.contracts import Billable
from contractlang.billing.files import TableFile
from contractlang.billing.parts import read_part
from contractlang.billing.work import make_whole
from contractlang.core.life import contract_zone
from contractlang.records import frozen

if TYPE_CHECKING:
    import pyarrow as pa

    from contractlang.batch import Batch

TABLES = {"verdicts": "verdicts.arrow", "rejects": "rejects.arrow"}


@frozen(kw_only=True)
class Part:
    """Tickets that are decided together: the months that it holds, and the only one to be kept (None: all)."""

    name: str
    months: tuple[str, ...]
    period: str | None = None


def engine_of(contracts: Iterable[Billable]) -> Batch:
    """The column engine for some contracts."""
    from contractlang.batch import Agreement, Batch

    found = []
    for one in contracts:
        compiled = one.contract.compiled
        assert compiled is not None
        versions = [(text.since, text.program) for text in compiled.versions if text.program is not None]
        found.append(Agreement(reference=one.billing.reference, versions=tuple(versions)))
    return Batch(tuple(found))


def decide_part(engine: Batch, part: Part, work: Path) -> int:
    """Decide a part and keep its verdicts and rejects below the work folder; gives its number of rows."""
    counts = {"accepted": 0, "rejected": 0}

    def fill(folder: Path) -> None:
        from contractlang.batch import REJECTS

        verdicts: TableFile | None = None
        with TableFile(folder / TABLES["rejects"], "arrow", REJECTS) as rejects:
            try:
                for result in engine.run(read_part(work / "tickets", part.months)):
                    kept, refused = _of_period(part, work, result.verdicts, result.rejects)
                    rejects.write(refused)
                    counts["rejected"] += refused.num_rows
                    if kept.num_rows:
                        verdicts = verdicts or TableFile(folder / TABLES["verdicts"], "arrow", kept.schema)
                        verdicts.write(kept)
                        counts["accepted"] += kept.num_rows
            finally:
                if verdicts is not None:
                    verdicts.close()
        (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")

    make_whole(work / "done" / part.name, fill)
    return sum(counts.values())


def _of_period(
    part: Part, work: Path, verdicts: pa.RecordBatch, rejects: pa.RecordBatch
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The rows of the month that is asked for, where earlier ones were decided for what they use up."""
    if part.period is None or len(part.months) == 1:
        return verdicts, rejects
    import pyarrow as pa
    import pyarrow.compute as pc

    last = part.months[-1]
    lines = pa.array([], pa.int64())
    if last.endswith(part.period):
        lines = pa.chunked_array(
            [batch.column("line") for batch in read_part(work / "tickets", [last])]
        ).combine_chunks()
    kept = [one.filter(pc.is_in(one.column("line"), lines)) for one in (verdicts, rejects)]
    return kept[0], kept[1]


def stored(folder: Path, table: str) -> Iterator[pa.RecordBatch]:
    """The batches of a table that was kept."""
    import pyarrow as pa

    path = folder / TABLES[table]
    if path.exists():
        with pa.memory_map(str(path)) as file, pa.ipc.open_stream(file) as stream:
            yield from stream


def verdict_schema_of(contracts: Iterable[Billable]) -> pa.Schema:
    """The columns of verdicts on all contracts: instants in their zone, in UTC where they have several."""
    from contractlang.batch import verdict_schema

    zones = sorted({contract_zone(one.billing.programs[0]) for one in contracts})
    return verdict_schema(zones[0] if len(zones) == 1 else "UTC")
