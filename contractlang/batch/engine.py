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
from attrs import define, field, frozen

from contractlang.batch import output
from contractlang.batch.charges import Billing, Charges, Refused
from contractlang.batch.faults import faulty
from contractlang.batch.lateness import Judging, Milestones
from contractlang.batch.output import Constant, Reject, rejects_batch, verdicts_batch
from contractlang.batch.partitions import Partitions
from contractlang.batch.reasons import (
    AFTER_END,
    BEFORE_START,
    NO_CONTRACT,
    NO_OPENING,
    UNKNOWN_CONTRACT,
    refusal,
)
from contractlang.batch.rows import Bools, Ints, Places, Rows, column_of
from contractlang.batch.state import Ledger, State, capped
from contractlang.calendars.columns import local_days, months
from contractlang.core.cases import OPENED
from contractlang.core.life import contract_zone, first_date, last_date
from contractlang.core.program import Program
from contractlang.diagnostics import Message

BLOCK = 1 << 16
_BESIDE = frozenset({"ticket", "contract", "line"})


@frozen(kw_only=True)
class Agreement:
    """A contract under the reference by which tickets choose it: its texts, each from the date on which it is in force.

    The first is the contract as signed (None).
    """

    reference: str
    versions: tuple[tuple[date | None, Program], ...]


@frozen(kw_only=True)
class Result:
    """Verdicts and rejects of some tickets, and how many of them were decided or judged one by one.

    `agreement` and `month` (counted from January of year 0) say of which contract and month all of them are, where
    tickets were set apart.
    """

    verdicts: pa.RecordBatch
    rejects: pa.RecordBatch
    agreement: str | None = None
    month: int | None = None
    one_by_one: int = 0

    @property
    def read(self) -> int:
        """How many tickets these are."""
        return int(self.verdicts.num_rows + self.rejects.num_rows)


@define(eq=False)
class _Text:
    """One text of a contract, ready for columns."""

    since: int
    program: Program
    billing: Billing
    judging: Judging
    amendment: str | None


@define(eq=False)
class Engaged:
    """One contract, ready for columns."""

    agreement: Agreement
    zone: str
    first: int | None
    end: int | None
    texts: list[_Text]

    @classmethod
    def of(cls, agreement: Agreement, *, milestones: bool = True) -> Engaged:
        """A contract, made ready."""
        signed = agreement.versions[0][1]
        first, end = first_date(signed), last_date(signed)
        texts = [
            _Text(
                since=0 if since is None else since.toordinal(),
                program=program,
                billing=Billing.of(program),
                judging=Judging.of(program) if milestones else Judging(program, ()),
                amendment=program.amendments[-1].number if program.amendments else None,
            )
            for since, program in agreement.versions
        ]
        days = [None if day is None else day.toordinal() for day in (first, end)]
        return cls(agreement, contract_zone(signed), days[0], days[1], texts)


@define(eq=False)
class _Block:
    """Tickets of one text of one contract, in the order of the source, or of opening where that counts."""

    engaged: Engaged
    text: _Text
    source: pa.RecordBatch
    rows: Rows
    month: int | None
    rejects: list[Reject] = field(factory=list)
    ends: bool = False


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
        def pieces() -> Iterator[tuple[pa.RecordBatch, int]]:
            line = 1
            for chunk in chunks:
                for start in range(0, chunk.num_rows, self.block):
                    piece = chunk.slice(start, self.block)
                    yield piece, line
                    line += piece.num_rows

        def work(piece: tuple[pa.RecordBatch, int]) -> list[Result]:
            parts, rejects = self.split(*piece)
            found = [self._alone(part, source) for part, _, source in parts]
            return [*found, *_only_rejects(rejects)]

        for results in self._ahead(pieces(), work):
            yield from results

    def _alone(self, part: int, source: pa.RecordBatch) -> Result:
        """The verdicts on tickets of one contract that use nothing up together."""
        engaged = self._engaged[part]
        done = []
        for block in self._blocks(engaged, source, None, ordered=False):
            charges = block.text.billing.charges(block.rows)
            milestones, slow = block.text.judging.judge(block.rows)
            due = [(one.penalty, one.penalty_known) for one in milestones]
            done.append(_finished(block, block.rows, charges, milestones, due, slow))
        return _joined(done, engaged)

    # --- in order -----------------------------------------------------------------------------------------------

    def _in_order(self, chunks: Iterable[pa.RecordBatch]) -> Iterator[Result]:
        with Partitions() as partitions:
            line = 1
            for chunk in chunks:
                parts, rejects = self.split(chunk, line)
                line += chunk.num_rows
                for part, month, source in self._by_month(parts):
                    partitions.add((part, month), source)
                yield from _only_rejects(rejects)
            states: dict[int, State] = {}
            for part, month in partitions.all():
                state = states.setdefault(part, State())
                yield from self.month(part, month, partitions.take((part, month)), state)

    def month(self, part: int, month: int, source: pa.RecordBatch, state: State) -> Iterator[Result]:
        """The verdicts on all tickets of a contract and month; `state` goes on to their end."""
        engaged = self._engaged[part]

        def work(block: _Block) -> tuple[_Block, list[Milestones], int]:
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
            yield _finished(block, rows, charges, milestones, due, slow)

    # --- pieces -------------------------------------------------------------------------------------------------

    def split(
        self, chunk: pa.RecordBatch, line: int = 1
    ) -> tuple[list[tuple[int, Ints, pa.RecordBatch]], list[Reject]]:
        """The tickets of each contract, with the ordinal date of each opening; and those that have none.

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
                rejects += _rejected(mine, np.flatnonzero(missing), NO_OPENING(), OPENED)
                mine = mine.filter(opened.is_valid())
            mine, days = self._alive(self._engaged[part], mine, rejects)
            if mine.num_rows:
                found.append((part, days, mine))
        return found, rejects

    def _chosen(self, chunk: pa.RecordBatch, rejects: list[Reject]) -> Iterator[tuple[int, Places | None]]:
        """The tickets of each contract; a batch of one contract takes tickets that name none."""
        if "contract" not in chunk.schema.names:
            if len(self._engaged) == 1:
                yield 0, None
            else:
                rejects += _rejected(chunk, np.arange(chunk.num_rows), NO_CONTRACT(), "contract")
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
                rejects += _rejected(chunk, places, NO_CONTRACT(), "contract")
            else:
                for row in places.tolist():
                    word = column.words[column.values[row]]
                    rejects += _rejected(chunk, np.array([row]), UNKNOWN_CONTRACT(contract=word), "contract")

    def _alive(self, engaged: Engaged, source: pa.RecordBatch, rejects: list[Reject]) -> tuple[pa.RecordBatch, Ints]:
        """The tickets that were opened while the contract was in force."""
        opened = column_of(source.column(OPENED)).values
        days, _ = local_days(opened, engaged.zone)
        kept: Bools = np.ones(len(days), np.bool_)
        for limit, message in ((engaged.first, BEFORE_START), (engaged.end, AFTER_END)):
            if limit is not None:
                out = days < limit if message is BEFORE_START else days >= limit
                if out.any():
                    rejects += _rejected(source, np.flatnonzero(out), message(day=date.fromordinal(limit)), OPENED)
                    kept &= ~out
        if kept.all():
            return source, days
        return source.filter(pa.array(kept)), days[kept]

    def _by_month(self, parts: list[tuple[int, Ints, pa.RecordBatch]]) -> Iterator[tuple[int, int, pa.RecordBatch]]:
        for part, _, source in parts:
            month = months(column_of(source.column(OPENED)).values, self._engaged[part].zone)
            found = np.unique(month).tolist()
            for one in found:
                yield part, int(one), source if len(found) == 1 else source.filter(pa.array(month == one))

    def _blocks(
        self, engaged: Engaged, source: pa.RecordBatch, month: int | None, *, ordered: bool
    ) -> Iterator[_Block]:
        """The tickets of each text of a contract, block by block, without those that are no well-formed cases."""
        if ordered:
            opened = column_of(source.column(OPENED)).values
            source = source.take(pa.array(np.lexsort((np.asarray(source.column("line")), opened))))
        days, _ = local_days(column_of(source.column(OPENED)).values, engaged.zone)
        which = np.zeros(len(days), np.intp)
        for place, text in enumerate(engaged.texts):
            which[days >= text.since] = place
        for place in np.unique(which).tolist():
            mine = source if len(engaged.texts) == 1 else source.filter(pa.array(which == place))
            for start in range(0, mine.num_rows, self.block):
                yield _block(engaged, engaged.texts[place], mine.slice(start, self.block), month)

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


def _block(engaged: Engaged, text: _Text, source: pa.RecordBatch, month: int | None) -> _Block:
    facts = tuple(name for name in source.schema.names if name in text.program.facts and name not in _BESIDE)
    rows = Rows.of({fact: column_of(source.column(fact)) for fact in facts}, source.num_rows)
    block = _Block(engaged, text, source, rows, month)
    wrong = faulty(rows, facts, text.program)
    if wrong:
        for row, errors in sorted(wrong.items()):
            error = errors[0]
            column = rows.column(error.fact)
            value = None if column is None else column.at(row)
            shown = None if value is None else str(value)
            block.rejects += _rejected(source, np.array([row]), error.message, error.fact, shown)
        kept = np.ones(rows.count, np.bool_)
        kept[list(wrong)] = False
        block.source, block.rows = source.filter(pa.array(kept)), rows.take(np.flatnonzero(kept))
    return block


def _finished(
    block: _Block,
    rows: Rows,
    charges: Charges,
    milestones: list[Milestones],
    due: list[tuple[Ints, Bools]],
    slow: int,
) -> Result:
    """A block as verdicts and rejects."""
    program, reference = block.text.program, block.engaged.agreement.reference
    verdicts = verdicts_batch(
        Constant(reference, block.text.amendment, block.engaged.zone),
        block.source,
        rows,
        charges,
        milestones,
        due,
        _periods(rows, block),
        _consumed(rows, charges, program),
    )
    rejects = list(block.rejects)
    if charges.refused:
        kept = np.ones(rows.count, np.bool_)
        for one in charges.refused:
            kept[one.rows] = False
            rejects += _refused(block.source, one, program)
        verdicts = verdicts.filter(pa.array(kept))
    return Result(
        verdicts=verdicts,
        rejects=rejects_batch(_named(rejects, reference)),
        agreement=reference,
        month=block.month,
        one_by_one=charges.one_by_one + slow,
    )


def _periods(rows: Rows, block: _Block) -> tuple[Places, list[str]]:
    opened = rows.column(OPENED)
    assert opened is not None
    if block.month is not None or not rows.count:
        month = np.full(rows.count, block.month or 0, np.int64)
    else:
        month = months(opened.values, block.engaged.zone)
    low = int(month.min()) if rows.count else 0
    high = int(month.max()) if rows.count else 0
    return month - low, [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(low, high + 1)]


def _consumed(rows: Rows, charges: Charges, program: Program) -> tuple[Ints, Bools]:
    """What had been used up of the allowance under which each ticket falls."""
    values, known = np.zeros(rows.count, np.int64), np.zeros(rows.count, np.bool_)
    for one in program.allowances:
        column = rows.column(one.consumed)
        if column is None:
            continue
        table = np.array([said.labour in one.rules for said in charges.said] or [False])
        under = table.take(charges.place)
        if column.missing is not None:
            under &= ~column.missing
        values, known = np.where(under, column.values, values), known | under
    return values, known


def _refused(source: pa.RecordBatch, refused: Refused, program: Program) -> list[Reject]:
    column, message = refusal(refused.outcome, refused.results, program)
    return _rejected(source, refused.rows, message, column)


def _rejected(
    source: pa.RecordBatch, rows: Places, reason: Message, column: str | None, value: str | None = None
) -> list[Reject]:
    """Rejects of some tickets for one reason."""
    places = pa.array(rows)
    lines = source.column("line").take(places).to_pylist()
    tickets = source.column("ticket").take(places).to_pylist()
    named = "contract" in source.schema.names
    contracts = source.column("contract").take(places).to_pylist() if named else [None] * len(lines)
    return [
        Reject(line, ticket, contract, column, value, reason)
        for line, ticket, contract in zip(lines, tickets, contracts, strict=True)
    ]


def _named(rejects: list[Reject], reference: str) -> list[Reject]:
    return [one if one.contract else Reject(one.line, one.ticket, reference, *_rest(one)) for one in rejects]


def _rest(reject: Reject) -> tuple[str | None, str | None, Message]:
    return reject.column, reject.value, reject.reason


def _only_rejects(rejects: list[Reject]) -> Iterator[Result]:
    if rejects:
        yield Result(verdicts=_nothing("UTC"), rejects=rejects_batch(rejects))


def _nothing(zone: str) -> pa.RecordBatch:
    schema = output.verdict_schema(zone)
    return pa.RecordBatch.from_arrays([pa.array([], one.type) for one in schema], schema=schema)


def _joined(results: list[Result], engaged: Engaged) -> Result:
    if len(results) == 1:
        return results[0]
    reference = engaged.agreement.reference
    verdicts = [one.verdicts for one in results]
    table = pa.Table.from_batches(verdicts, output.verdict_schema(engaged.zone)).unify_dictionaries().combine_chunks()
    batches = table.to_batches()
    rejects = pa.Table.from_batches([one.rejects for one in results], output.REJECTS).combine_chunks().to_batches()
    return Result(
        verdicts=batches[0] if batches else _nothing(engaged.zone),
        rejects=rejects[0] if rejects else rejects_batch(()),
        agreement=reference,
        one_by_one=sum(one.one_by_one for one in results),
    )


def _with_lines(chunk: pa.RecordBatch, line: int) -> pa.RecordBatch:
    """A chunk whose tickets have lines and names."""
    names, arrays = list(chunk.schema.names), list(chunk.columns)
    if "line" not in names:
        names.append("line")
        arrays.append(pa.array(np.arange(line, line + chunk.num_rows)))
    if "ticket" not in names:
        names.append("ticket")
        arrays.append(pa.nulls(chunk.num_rows, pa.string()))
    return chunk if len(names) == len(chunk.schema.names) else pa.RecordBatch.from_arrays(arrays, names)
