"""Tickets set apart by contract and month, in memory up to a limit and beyond that on disk.

What tickets use up together is counted in the order of their opening, and they come in any order. So all of a month are
gathered before the first is decided; the memory that this takes is that of the fullest month.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import pyarrow as pa
from attrs import define, field

# Bytes of tickets that wait in memory
WAITING = 48 << 20

Key = tuple[int, int]


@define(eq=False)
class Partitions:
    """Tickets by key; a context, at whose end what is on disk is removed."""

    waiting: int = WAITING
    _kept: dict[Key, list[pa.RecordBatch]] = field(factory=dict)
    _files: dict[Key, list[Path]] = field(factory=dict)
    _bytes: int = 0
    _folder: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Partitions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, key: Key, batch: pa.RecordBatch) -> None:
        """Set some tickets apart."""
        self._kept.setdefault(key, []).append(batch)
        self._bytes += batch.nbytes
        if self._bytes > self.waiting:
            self._spill()

    def all(self) -> list[Key]:
        """The keys, in order."""
        return sorted({*self._kept, *self._files})

    def take(self, key: Key) -> pa.RecordBatch:
        """All tickets of a key, which are then forgotten."""
        batches: list[pa.RecordBatch] = []
        for path in self._files.pop(key, ()):
            with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as reader:
                batches += list(reader)
            path.unlink()
        for batch in self._kept.pop(key, ()):
            self._bytes -= batch.nbytes
            batches.append(batch)
        return one_batch(batches)

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="infog-")
        for key, batches in self._kept.items():
            paths = self._files.setdefault(key, [])
            path = Path(self._folder.name) / f"{key[0]}-{key[1]}-{len(paths)}.arrow"
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, batches[0].schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            paths.append(path)
        self._kept.clear()
        self._bytes = 0


def one_batch(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Some batches as one, their dictionaries too."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).unify_dictionaries().combine_chunks()
    return table.to_batches()[0]
