"""Rows of a run as they are told: of which file they are, and why they were rejected."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from contractlang.billing.report import Reject
from contractlang.diagnostics import Lang
from contractlang.records import evolve

if TYPE_CHECKING:
    import pyarrow as pa


def with_file(schema: pa.Schema, place: Places | None) -> pa.Schema:
    """The columns of a table, with that of the file where there are several."""
    import pyarrow as pa

    return schema if place is None else schema.insert(0, pa.field("file", pa.dictionary(pa.int32(), pa.string())))


class Places:
    """Lines of several files, read as one: which file each is of, and which line there."""

    def __init__(self, firsts: dict[str, int]) -> None:
        import numpy as np

        self.files = sorted(firsts, key=lambda name: firsts[name])
        self.firsts = np.array([firsts[name] for name in self.files])

    def of(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with the file of each row, and its line there."""
        import numpy as np
        import pyarrow as pa

        line = batch.column("line").to_numpy(zero_copy_only=False)
        which = np.searchsorted(self.firsts, line, side="right") - 1
        names = pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32)), pa.array(self.files, pa.string()))
        columns = [
            pa.array(line - self.firsts[which] + 1) if one == "line" else batch.column(one)
            for one in batch.schema.names
        ]
        return pa.RecordBatch.from_arrays([names, *columns], ["file", *batch.schema.names])


# What tells rows apart that were rejected for one reason
_DETAIL = re.compile(r"\([^()]*\)|\d[\d\s:.,-]*")


class Reasons:
    """Why rows were rejected: how many for each reason, whatever numbers and dates it names, and the first of them."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.firsts: dict[tuple[str, str], Reject] = {}

    def add(self, batch: pa.RecordBatch, lang: Lang) -> None:
        """Count the rejects of a batch."""
        rows = zip(
            *(batch.column(name).to_pylist() for name in ("line", "column", "value", f"reason_{lang}")), strict=True
        )
        for line, column, value, reason in rows:
            key = column or "", _DETAIL.sub("…", reason)
            self.counts[key] += 1
            if key not in self.firsts or line < (self.firsts[key].line or 0):
                self.firsts[key] = Reject(reason=reason, count=0, line=line, value=value)

    def top(self, most: int) -> list[Reject]:
        """The most frequent reasons."""
        ranked = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [evolve(self.firsts[key], count=count) for key, count in ranked[:most]]
