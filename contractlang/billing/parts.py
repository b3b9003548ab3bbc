"""Tickets divided by contract and billing period: what is decided together, and finished together.

Allowances and caps are used up in order of opening, so that a part holds all that one of them spans: a month where all
of a contract's are monthly, else all tickets of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlang.billing.summary import Billing
from contractlang.calendars import month_range
from contractlang.core.life import contract_zone
from contractlang.values import Unit

if TYPE_CHECKING:
    import pyarrow as pa

# The part of tickets whose contract or opening is not known: each of them is rejected for itself
NOWHERE = "none"
ALL = "all"
_MONTHS_FROM, _MONTHS_TO = date(1970, 1, 1), date(2100, 1, 1)


def monthly(contract: Billing) -> bool:
    """Whether each month of a contract can be decided by itself."""
    periods = [one.period if not one.carries else None for program in contract.programs for one in program.allowances]
    periods += [program.cap.period for program in contract.programs if program.cap is not None]
    return all(period is Unit.MONTH for period in periods)


class Divider:
    """Tells the part of tickets, and writes them there."""

    def __init__(self, contracts: Iterable[Billing], folder: Path) -> None:
        self.contracts = sorted(contracts, key=lambda one: one.reference)
        self.places = {one.reference: place for place, one in enumerate(self.contracts)}
        self.folder = folder
        self.counts: dict[str, int] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Put the tickets of a batch into their parts."""
        import numpy as np
        import pyarrow as pa

        if not batch.num_rows:
            return
        owners, months = self._owners(batch), self._months(batch)
        keys = np.where((owners < 0) | (months < 0), -1, owners * 10_000 + months)
        for key in np.unique(keys):
            rows = np.flatnonzero(keys == key)
            chosen = batch if len(rows) == batch.num_rows else batch.take(pa.array(rows))
            name = self._name(int(key))
            self.counts[name] = self.counts.get(name, 0) + chosen.num_rows
            with (self.folder / f"{name}.arrow").open("ab") as file, pa.ipc.new_stream(file, chosen.schema) as writer:
                writer.write_batch(chosen)

    def _owners(self, batch: pa.RecordBatch) -> Any:
        """The place of each ticket's contract, -1 where it names none of them."""
        import numpy as np
        import pyarrow as pa

        if "contract" not in batch.schema.names:
            return np.full(batch.num_rows, 0 if len(self.contracts) == 1 else -1)
        column = batch.column("contract")
        words = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        places = np.array([*(self.places.get(str(word), -1) for word in words.dictionary.to_pylist()), -1])
        return places[words.indices.fill_null(len(places) - 1).to_numpy(zero_copy_only=False)]

    def _months(self, batch: pa.RecordBatch) -> Any:
        """The month of each opening in the zone of its contract, counted from 1970; -1 without an opening."""
        import numpy as np

        if "opened" not in batch.schema.names:
            return np.full(batch.num_rows, -1)
        opened = batch.column("opened").fill_null(-1).to_numpy(zero_copy_only=False)
        owners = self._owners(batch)
        found = np.full(batch.num_rows, -1)
        for place in np.unique(owners):
            if place >= 0:
                zone = contract_zone(self.contracts[place].programs[0])
                own = (owners == place) & (opened >= 0)
                found[own] = np.searchsorted(np.array(month_starts(zone)), opened[own], side="right") - 1
        return found

    def _name(self, key: int) -> str:
        if key < 0:
            return NOWHERE
        owner, month = divmod(key, 10_000)
        return f"{owner:04d}-{1970 + month // 12}-{month % 12 + 1:02d}"


def parts(counts: Mapping[str, int], contracts: Iterable[Billing], period: str | None = None) -> dict[str, list[str]]:
    """The parts that are decided together, each with the months it holds, in order; `period` leaves other months out.

    Months before a wanted one are decided too where an allowance or a cap spans them.
    """
    known = sorted(contracts, key=lambda one: one.reference)
    found: dict[str, list[str]] = {}
    for name in sorted(counts):
        if name == NOWHERE:
            found[name] = [name]
            continue
        owner, month = name[:4], name[5:]
        if monthly(known[int(owner)]):
            if period in (None, month):
                found[name] = [name]
        elif period is None or month <= period:
            found.setdefault(f"{owner}-{ALL}", []).append(name)
    return found


@lru_cache
def month_starts(zone: str) -> tuple[int, ...]:
    """The first instant of each month from January 1970 on, in a zone."""
    found: list[int] = []
    at = int(datetime(_MONTHS_FROM.year, 1, 15, tzinfo=UTC).timestamp())
    while len(found) < (_MONTHS_TO.year - _MONTHS_FROM.year) * 12:
        start, end = month_range(at, zone)
        found.append(start)
        at = end + 15 * 86_400
    return tuple(found)


def read_part(folder: Path, months: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """The tickets of a part in order of opening, as few batches as their months."""
    import pyarrow as pa

    for month in months:
        batches = list(_stored(folder / f"{month}.arrow"))
        table = pa.Table.from_batches(batches).unify_dictionaries()
        order = [(name, "ascending") for name in ("opened", "line") if name in table.column_names]
        yield from table.sort_by(order).combine_chunks().to_batches()


def _stored(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a file of several streams."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as file:
        while file.tell() < file.size():
            with pa.ipc.open_stream(file) as stream:
                yield from stream
