"""Tickets by the million: chunks of columns in, verdicts and rejects out, none of them lost.

What a contract says of each ticket by itself is computed for one block of tickets after another, several blocks at a
time. Where tickets use something up together (`state`), they are first set apart by contract and month (`partitions`),
and blocks are finished in the order of opening.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from contractlang.batch import output
from contractlang.batch.contracts import (
    Agreement,
    Block,
    Engaged,
    Result,
    block_of,
    finished,
    joined,
    named,
    only_rejects,
    rejected,
)
from contractlang.batch.lateness import Milestones
from contractlang.batch.output import Reject
from contractlang.batch.partitions import Partitions
from contractlang.batch.reasons import (
    AFTER_END,
    BEFORE_START,
    NO_CONTRACT,
    NO_OPENING,
    UNKNOWN_CONTRACT,
)
from contractlang.batch.rows import Bools, Places, column_of
from contractlang.batch.state import Ledger, State, capped, order_of, stable_order
from contractlang.calendars.columns import local_days, months
from contractlang.calendars.zones import edge_instant
from contractlang.core.cases import OPENED
from contractlang.records import define, field

BLOCK = 1 << 17


@define(eq=False)
class Batch:
    """Contracts, and what they say of tickets.

    `milestones=False` leaves deadlines and penalties out. `threads` blocks are worked on at a time.
    """

    agreements: tuple[Agreement, ...]
    milestones: bool = True
    block: int = BLOCK
    threads: int = field(factory=lambda: max(1, len(os.sched_getaffinity(0))))
    _engaged: list[Engaged] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._engaged = [Engaged.of(one, milestones=self.milestones) for one in self.agreements]

    def run(self, chunks: Iterable[pa.RecordBatch]) -> Iterator[Result]:
        """The verdicts on all tickets; of those that can't have one, why."""
        chunks = iter(chunks)
        first = next(chunks, None)
        if first is None:
            return
        chunks = chain((first,), chunks)
        if self.needs_order(frozenset(first.schema.names)):
            yield from self._in_order(chunks)
        else:
            yield from self._streamed(chunks)

    def needs_order(self, given: frozenset[str]) -> bool:
        """Whether tickets use something up together that they don't bring along themselves."""
        programs = [text.program for one in self._engaged for text in one.texts]
        capped_ = self.milestones and any(program.cap is not None for program in programs)
        return capped_ or any(one.consumed not in given for program in programs for one in program.allowances)

    # --- as they come -------------------------------------------------------------------------------------------

    def _streamed(self, chunks: Iterable[pa.RecordBatch]) -> Iterator[Result]:
        pieces = (chunk.slice(start, self.block) for chunk in chunks for start in range(0, chunk.num_rows, self.block))

        def work(piece: tuple[pa.RecordBatch, int]) -> list[Result]:
            parts, rejects = self.split(*piece)
            found = [self._alone(part, source) for part, source in parts]
            return [*found, *only_rejects(rejects)]

        for results in self._ahead(_numbered(pieces), work):
            yield from results

    def _alone(self, part: int, source: pa.RecordBatch) -> Result:
        """The verdicts on tickets of one contract that use nothing up together."""
        engaged = self._engaged[part]
        done = []
        for block in self._blocks(engaged, source, None, ordered=False):
            charges = block.text.billing.charges(block.rows)
            milestones, slow = block.text.judging.judge(block.rows)
            uncapped = [(one, one.penalty, one.penalty_known) for one in milestones]
            done.append(finished(block, block.rows, charges, uncapped, slow))
        return joined(done, engaged)

    # --- in order -----------------------------------------------------------------------------------------------

    def _in_order(self, chunks: Iterable[pa.RecordBatch]) -> Iterator[Result]:
        with Partitions() as partitions:
            for months_, rejects in self._ahead(_numbered(chunks), self._apart):
                for part, month, source in months_:
                    partitions.add((part, month), source)
                yield from only_rejects(rejects)
            states: dict[int, State] = {}
            for part, month in partitions.all():
                state = states.setdefault(part, State())
                yield from self.month(part, month, partitions.take((part, month)), state)
                pa.default_memory_pool().release_unused()

    def _apart(self, piece: tuple[pa.RecordBatch, int]) -> tuple[list[tuple[int, int, pa.RecordBatch]], list[Reject]]:
        parts, rejects = self.split(*piece)
        return list(self._by_month(parts)), rejects

    def month(self, part: int, month: int, source: pa.RecordBatch, state: State) -> Iterator[Result]:
        """The verdicts on all tickets of a contract and month; `state` goes on to their end."""
        engaged = self._engaged[part]

        def work(block: Block) -> tuple[Block, list[Milestones], int]:
            return block, *block.text.judging.judge(block.rows)

        blocks = self._blocks(engaged, source, month, ordered=True)
        for block, milestones, slow in self._ahead(blocks, work):
            program = block.text.program
            ledger = Ledger.of(program, frozenset(source.schema.names))
            rows, charges = ledger.fill(block.rows, block.text.billing.charges, state)
            refused = np.zeros(rows.count, np.bool_)
            for one in charges.refused:
                refused[one.rows] = True
            opened = rows.column(OPENED)
            assert opened is not None
            due = capped(milestones, opened.values, refused, program, state)
            yield finished(block, rows, charges, due, slow)

    # --- pieces -------------------------------------------------------------------------------------------------

    def split(self, chunk: pa.RecordBatch, line: int = 1) -> tuple[list[tuple[int, pa.RecordBatch]], list[Reject]]:
        """The tickets of each contract that were opened while it was in force; and those that have none.

        `line` is the line of the first ticket where the tickets don't bring one.
        """
        chunk = _with_lines(chunk, line)
        rejects: list[Reject] = []
        found = []
        for part, places in self._chosen(chunk, rejects):
            mine = chunk if places is None else chunk.take(pa.array(places))
            opened = mine.column(OPENED) if OPENED in mine.schema.names else pa.nulls(mine.num_rows, pa.int64())
            if opened.null_count:
                missing = np.asarray(opened.is_null())
                own = rejected(mine, np.flatnonzero(missing), NO_OPENING(), OPENED)
                rejects += named(own, self._engaged[part].agreement.reference)
                mine = mine.filter(opened.is_valid())
            mine = self._alive(self._engaged[part], mine, rejects)
            if mine.num_rows:
                found.append((part, mine))
        return found, rejects

    def _chosen(self, chunk: pa.RecordBatch, rejects: list[Reject]) -> Iterator[tuple[int, Places | None]]:
        """The tickets of each contract; a batch of one contract takes tickets that name none."""
        if "contract" not in chunk.schema.names:
            if len(self._engaged) == 1:
                yield 0, None
            else:
                rejects += rejected(chunk, np.arange(chunk.num_rows), NO_CONTRACT(), "contract")
            return
        column = column_of(chunk.column("contract"))
        assert column.words is not None
        known = {one.agreement.reference: place for place, one in enumerate(self._engaged)}
        alone = 0 if len(self._engaged) == 1 else -2
        table = np.array([*(known.get(word, -1) for word in column.words), alone], np.intp)
        part = table.take(column.values)
        for place in np.unique(part).tolist():
            places = np.flatnonzero(part == place)
            if place >= 0:
                yield place, None if len(places) == chunk.num_rows else places
            elif place == -2:
                rejects += rejected(chunk, places, NO_CONTRACT(), "contract")
            else:
                for row in places.tolist():
                    word = column.words[column.values[row]]
                    rejects += rejected(chunk, np.array([row]), UNKNOWN_CONTRACT(contract=word), "contract")

    def _alive(self, engaged: Engaged, source: pa.RecordBatch, rejects: list[Reject]) -> pa.RecordBatch:
        """The tickets that were opened while the contract was in force."""
        if not source.num_rows:
            return source
        opened = column_of(source.column(OPENED)).values
        kept: Bools | None = None
        for limit, message in ((engaged.first, BEFORE_START), (engaged.end, AFTER_END)):
            if limit is not None:
                midnight = edge_instant(limit, 0, engaged.zone)
                out = opened < midnight if message is BEFORE_START else opened >= midnight
                if out.any():
                    own = rejected(source, np.flatnonzero(out), message(day=date.fromordinal(limit)), OPENED)
                    rejects += named(own, engaged.agreement.reference)
                    kept = ~out if kept is None else kept & ~out
        return source if kept is None else source.filter(pa.array(kept))

    def _by_month(self, parts: list[tuple[int, pa.RecordBatch]]) -> Iterator[tuple[int, int, pa.RecordBatch]]:
        for part, source in parts:
            month = months(column_of(source.column(OPENED)).values, self._engaged[part].zone)
            low, high = int(month.min()), int(month.max())
            if low == high:
                yield part, low, source
                continue
            month -= low
            counts = np.bincount(month)
            ordered = source.take(pa.array(stable_order(month)))
            ends = np.cumsum(counts)
            for place in np.flatnonzero(counts).tolist():
                count = int(counts[place])
                yield part, low + place, ordered.slice(int(ends[place]) - count, count)

    def _blocks(self, engaged: Engaged, source: pa.RecordBatch, month: int | None, *, ordered: bool) -> Iterator[Block]:
        """The tickets of each text of a contract, block by block, without those that are no well-formed cases."""
        if ordered:
            opened = column_of(source.column(OPENED)).values
            order = order_of(opened, np.asarray(source.column("line")))
            source = source if order is None else source.take(pa.array(order))
        for place, mine in self._texts(engaged, source):
            for start in range(0, mine.num_rows, self.block):
                yield block_of(engaged, engaged.texts[place], mine.slice(start, self.block), month)

    def _texts(self, engaged: Engaged, source: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The tickets under each text of a contract."""
        if len(engaged.texts) == 1:
            yield 0, source
            return
        days, _ = local_days(column_of(source.column(OPENED)).values, engaged.zone)
        which = np.zeros(len(days), np.intp)
        for place, text in enumerate(engaged.texts):
            which[days >= text.since] = place
        for place in np.unique(which).tolist():
            yield place, source.filter(pa.array(which == place))

    def _ahead(self, items: Iterable[Any], work: Callable[[Any], Any]) -> Iterator[Any]:
        """The results of some work, in order, of which a few are done ahead of time."""
        if self.threads == 1:
            yield from map(work, items)
            return
        waiting: deque[Future[Any]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                for item in items:
                    waiting.append(pool.submit(work, item))
                    if len(waiting) > self.threads + 1:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for one in waiting:
                    one.cancel()


def _numbered(chunks: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Chunks, each with the line of its first ticket."""
    line = 1
    for chunk in chunks:
        yield chunk, line
        line += chunk.num_rows


def _with_lines(chunk: pa.RecordBatch, line: int) -> pa.RecordBatch:
    """A chunk whose tickets have lines and names."""
    names, arrays = list(chunk.schema.names), list(chunk.columns)
    if "line" not in names:
        names.append("line")
        arrays.append(pa.array(np.arange(line, line + chunk.num_rows)))
    if "ticket" not in names:
        names.append("ticket")
        arrays.append(output.nulls(pa.string(), chunk.num_rows))
    return chunk if len(names) == len(chunk.schema.names) else pa.RecordBatch.from_arrays(arrays, names)
