"""A run over a file of tickets: chunk by chunk from its columns to the canonical ones, and what is rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contractlang.calendars import to_datetime
from contractlang.core.cases import EVENTS, OPENED, REOPENINGS, WAITING, FactValue, as_value
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.facts import check_case, read_case
from contractlang.records import frozen
from contractlang.syntax.given import fact_of
from contractlang.tickets.arrays import arrow_type, written_values
from contractlang.tickets.columns import ColumnReader
from contractlang.tickets.duplicates import Seen
from contractlang.tickets.errors import TicketsError
from contractlang.tickets.plan import CONTRACT, LINE, TICKET, ColumnPlan, Plan
from contractlang.tickets.report import Reject, Rejects, Report
from contractlang.tickets.sources import Chunk
from contractlang.words import nearest

Array = np.ndarray[Any, Any]

_NO_NUMBER = Text("ce ticket n'a pas de numéro", "this ticket has no number")
_AGAIN = Text(
    "ce numéro de ticket est déjà celui de la ligne {line}", "this ticket number is already that of row {line}"
)
_NO_CONTRACT = Text(
    "ce ticket ne dit pas de quel contrat il relève", "this ticket does not say under which contract it is"
)
_OTHER_CONTRACT = Text(
    "aucun contrat `{name}` n'est donné ; ceux donnés sont {known}",
    "no contract `{name}` is given; those given are {known}",
)
_OUT_OF_LIFE = Text(
    "ouvert le {opened}, hors de la vie du contrat (du {start} au {end})",
    "opened on {opened}, outside the life of the contract (from {start} to {end})",
)
_NOTHING_FITS = Text(
    "colonne `{column}` : aucune des {count} premières valeurs ne convient ({sample}) : {reason}",
    "column `{column}`: none of the first {count} values fits ({sample}): {reason}",
)
PREVIEW = 10_000

Life = Mapping[str | None, tuple[int, int]]


@frozen(kw_only=True)
class Group:
    """Contracts that read values alike: the same facts, vocabularies and zone."""

    program: Program
    names: frozenset[str | None]


def grouped(programs: Mapping[str | None, Program]) -> tuple[Group, ...]:
    """The contracts by how they read values."""
    found: dict[object, tuple[Program, set[str | None]]] = {}
    for name, program in programs.items():
        facts = tuple((fact.name, fact.title, fact.type, fact.bounds) for fact in program.facts.values())
        words = tuple((one.name, tuple(one.words.items())) for one in program.vocabularies.values())
        found.setdefault((facts, words, contract_zone(program)), (program, set()))[1].add(name)
    return tuple(Group(program=program, names=frozenset(names)) for program, names in found.values())


class Run:
    """One reading of a file; its report is filled as the chunks are read."""

    def __init__(self, plan: Plan, programs: Mapping[str | None, Program], life: Life, report: Report) -> None:
        self.plan, self.programs, self.life, self.report = plan, programs, life, report
        self.groups = grouped(programs)
        self.facts: dict[str, FactType] = {}
        for program in programs.values():
            self.facts = {**program.facts, **self.facts}
        self.readers: dict[tuple[int, str], ColumnReader] = {}
        self.constants = [self._constants(group.program) for group in self.groups]
        self.seen = Seen()
        names = {one.fact for one in plan.columns} | set(plan.constants)
        self.order = [name for name in self.facts if name in names]
        fields = [(LINE, pa.int64()), (TICKET, pa.string())]
        fields += [(CONTRACT, pa.string())] if plan.contract else []
        self.schema = pa.schema([*fields, *((name, arrow_type(self.facts[name].type.kind)) for name in self.order)])

    def _constants(self, program: Program) -> dict[str, object]:
        given = {name: fact_of(value) for name, value in self.plan.constants.items() if name in program.facts}
        return dict(read_case(program, given).case)

    # --- a whole chunk

    def chunk(self, chunk: Chunk) -> tuple[pa.RecordBatch, Rejects]:
        """The accepted rows of a chunk as canonical columns, and the others."""
        tickets = self._tickets(chunk)
        marks = _Marks(chunk, tickets)
        self._numbers(chunk, tickets, marks)
        self._rules(chunk, marks)
        contracts = self._contracts(chunk, marks)
        batch = self._columns(chunk, tickets, contracts, marks)
        rejects = marks.rejects()
        accepted = batch.filter(pa.array(~marks.bad)) if marks.bad.any() else batch
        report = self.report
        report.read += len(marks.bad) + len(chunk.broken)
        report.accepted += accepted.num_rows
        report.rejected += len(rejects)
        for row in rejects:
            report.reasons[row.column, row.reason.text] += 1
        return accepted, rejects

    def _tickets(self, chunk: Chunk) -> pa.Array:
        if self.plan.ticket is None:
            return pa.array(chunk.lines).cast(pa.string())
        array = chunk.batch.column(self.plan.ticket)
        return _as_strings(array)

    def _numbers(self, chunk: Chunk, tickets: pa.Array, marks: _Marks) -> None:
        """Rejects tickets without a number, and those whose number came before."""
        if self.plan.ticket is None:
            return
        empty = tickets.is_null().to_numpy(zero_copy_only=False)
        if empty.any():
            marks.mark(empty, self.plan.ticket, _NO_NUMBER())
        before = self.seen.repeated(tickets, chunk.lines)
        for row in np.flatnonzero(before):
            marks.one(int(row), self.plan.ticket, _AGAIN(line=str(before[row])))

    def _rules(self, chunk: Chunk, marks: _Marks) -> None:
        for rule in self.plan.rejects:
            texts = _as_strings(chunk.batch.column(rule.column))
            hit = pc.is_in(texts, value_set=pa.array(sorted(rule.values), pa.string()))
            marks.mark(hit.to_numpy(zero_copy_only=False), rule.column, rule.reason())

    def _contracts(self, chunk: Chunk, marks: _Marks) -> pa.Array | None:
        if self.plan.contract is None:
            return None
        names = _as_strings(chunk.batch.column(self.plan.contract))
        marks.mark(names.is_null().to_numpy(zero_copy_only=False), self.plan.contract, _NO_CONTRACT())
        known = [name for name in self.programs if name is not None]
        if not known:
            return names
        encoded = names.dictionary_encode()
        for place, name in enumerate(encoded.dictionary.to_pylist()):
            if name not in self.programs:
                near = nearest(name, known)
                message = _OTHER_CONTRACT(name=name, known=[near] if near else known[:5])
                marks.mark(_equal(encoded.indices, place), self.plan.contract, message)
        return names

    def _columns(self, chunk: Chunk, tickets: pa.Array, contracts: pa.Array | None, marks: _Marks) -> pa.RecordBatch:
        parts, places = [], []
        for at, group in enumerate(self.groups):
            rows = self._rows_of(group, contracts)
            if rows is None:
                return self._canonical(chunk, at, np.arange(len(marks.bad)), tickets, contracts, marks)
            if rows.size:
                taken = Chunk(batch=chunk.batch.take(pa.array(rows)), lines=chunk.lines[rows])
                own = contracts.take(pa.array(rows)) if contracts is not None else None
                parts.append(self._canonical(taken, at, rows, tickets.take(pa.array(rows)), own, marks))
                places.append(rows)
        if not parts:
            return _blank(self.schema, len(marks.bad))
        table = pa.Table.from_batches(parts).unify_dictionaries().combine_chunks()
        where = np.full(len(marks.bad), -1, np.int64)
        where[np.concatenate(places)] = np.arange(sum(len(one) for one in places))
        taken_rows = table.take(pa.array(where, mask=where < 0)).combine_chunks()
        return pa.RecordBatch.from_arrays(
            [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in taken_rows.columns],
            schema=self.schema,
        )

    def _rows_of(self, group: Group, contracts: pa.Array | None) -> Array | None:
        """The rows of the contracts of a group; None for all rows."""
        if contracts is None or group.names == {None} or len(self.groups) == 1:
            return None
        names = pa.array(sorted(name for name in group.names if name is not None), pa.string())
        return np.flatnonzero(pc.is_in(contracts, value_set=names).to_numpy(zero_copy_only=False))

    # --- the facts of one group of contracts

    def _canonical(
        self, chunk: Chunk, group: int, rows: Array, tickets: pa.Array, contracts: pa.Array | None, marks: _Marks
    ) -> pa.RecordBatch:
        program, count = self.groups[group].program, len(chunk.lines)
        arrays: dict[str, pa.Array] = {LINE: pa.array(chunk.lines), TICKET: tickets}
        if contracts is not None:
            arrays[CONTRACT] = contracts
        for plan in self.plan.columns:
            if plan.fact in program.facts:
                arrays[plan.fact] = self._fact(chunk, group, rows, plan, marks)
        for name, value in self.constants[group].items():
            arrays[name] = _repeated(value, self.facts[name].type.kind, count)
        self._order(program, arrays, rows, marks)
        self._intervals(program, arrays, rows, marks)
        self._life(program, arrays, contracts, rows, marks)
        columns = [arrays[one.name] if one.name in arrays else pa.nulls(count, one.type) for one in self.schema]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _fact(self, chunk: Chunk, group: int, rows: Array, plan: ColumnPlan, marks: _Marks) -> pa.Array:
        reader = self.readers.get((group, plan.fact))
        if reader is None:
            reader = self.readers[group, plan.fact] = ColumnReader(self.groups[group].program, plan)
        source = chunk.batch.column(plan.column)
        column = reader.read(source)
        self.report.clock_changes[plan.column, "ambiguous"] += column.ambiguous
        self.report.clock_changes[plan.column, "missing"] += column.skipped
        if column.messages:
            wrong = np.flatnonzero(column.faults)
            if plan.kind in (Kind.WORD, Kind.COUNTRY, Kind.TRUTH):
                texts = _as_strings(source.take(pa.array(wrong))).value_counts()
                for one in texts.to_pylist():
                    self.report.count_value(plan.column, str(one["values"]), one["counts"])
            for row in wrong:
                marks.one(int(rows[row]), plan.column, column.messages[column.faults[row] - 1])
        return column.array

    def _order(self, program: Program, arrays: Mapping[str, pa.Array], rows: Array, marks: _Marks) -> None:
        """Rejects tickets whose events come in an order that is impossible."""
        present = [name for name in EVENTS if name in arrays]
        for earlier, later in combinations(present, 2):
            wrong = pc.fill_null(pc.less(arrays[later], arrays[earlier]), False).to_numpy(zero_copy_only=False)
            for row in np.flatnonzero(wrong):
                case = {name: arrays[name][int(row)].as_py() for name in (earlier, later)}
                for error in check_case(program, case)[:1]:
                    marks.one(int(rows[row]), self._column_of(later), error.message)

    def _intervals(self, program: Program, arrays: Mapping[str, pa.Array], rows: Array, marks: _Marks) -> None:
        """Rejects tickets whose intervals contradict one another, or the opening: one by one, as few have any."""
        named = [
            name for name in arrays if name in program.facts and program.facts[name].type.kind.value == "intervals"
        ]
        others = [name for name in (OPENED, WAITING, REOPENINGS) if name in arrays]
        for row in sorted({int(one) for name in named for one in np.flatnonzero(arrays[name].is_valid())}):
            case = {name: arrays[name][row].as_py() for name in (*others, *named)}
            known = {name: _core(value) for name, value in case.items() if value is not None}
            for error in check_case(program, known)[:1]:
                marks.one(int(rows[row]), self._column_of(error.fact), error.message)

    def _column_of(self, fact: str) -> str | None:
        return next((one.column for one in self.plan.columns if one.fact == fact), None)

    def _life(
        self, program: Program, arrays: Mapping[str, pa.Array], contracts: pa.Array | None, rows: Array, marks: _Marks
    ) -> None:
        if not self.life or OPENED not in arrays:
            return
        opened, zone = arrays[OPENED], contract_zone(program)
        for name, (start, end) in self.life.items():
            outside = pc.or_(pc.less(opened, start), pc.greater_equal(opened, end))
            if contracts is not None and name is not None:
                outside = pc.and_(outside, pc.equal(contracts, name))
            for row in np.flatnonzero(pc.fill_null(outside, False).to_numpy(zero_copy_only=False)):
                days = {"start": to_datetime(start, zone).date(), "end": to_datetime(end - 1, zone).date()}
                at = to_datetime(opened[int(row)].as_py(), zone).date()
                marks.one(int(rows[row]), self._column_of(OPENED), _OUT_OF_LIFE(opened=at, **days))

    # --- before any work

    def preview(self, chunks: Iterator[Chunk]) -> None:
        """Refuses a file with a column of which nothing fits, seen from its first rows."""
        first = next(chunks, None)
        if first is None:
            return
        next(chunks, None)  # what is wrong at the end of a short file
        sample = Chunk(batch=first.batch.slice(0, PREVIEW), lines=first.lines[:PREVIEW])
        problems: list[Message] = []
        for plan in self.plan.columns:
            if plan.kind in (Kind.WORD, Kind.COUNTRY):
                continue
            for group in self.groups:
                if plan.fact not in group.program.facts:
                    continue
                source = sample.batch.column(plan.column)
                column = ColumnReader(group.program, plan).read(source)
                wrong = np.flatnonzero(column.faults)
                if wrong.size and wrong.size == len(source) - int(
                    (column.array.is_null().to_numpy(zero_copy_only=False) & (column.faults == 0)).sum()
                ):
                    shown = [
                        f"`{one}`" for one in dict.fromkeys(_as_strings(source.take(pa.array(wrong[:50]))).to_pylist())
                    ][:3]
                    reason = column.messages[column.faults[wrong[0]] - 1]
                    count = str(wrong.size)
                    problems.append(_NOTHING_FITS(column=plan.column, count=count, sample=shown, reason=reason))
                    break
        if problems:
            raise TicketsError(problems)


class _Marks:
    """The rows of a chunk that are rejected: for each the first thing that is wrong."""

    def __init__(self, chunk: Chunk, tickets: pa.Array) -> None:
        self.chunk, self.tickets = chunk, tickets
        self.bad = np.zeros(len(chunk.lines), bool)
        self.found: dict[int, tuple[str | None, Message]] = {}

    def mark(self, wrong: Array, column: str | None, reason: Message) -> None:
        for row in np.flatnonzero(wrong):
            self.one(int(row), column, reason)

    def one(self, row: int, column: str | None, reason: Message) -> None:
        if not self.bad[row]:
            self.bad[row] = True
            self.found[row] = column, reason

    def rejects(self) -> Rejects:
        rows = [self._reject(row, *self.found[row]) for row in sorted(self.found)]
        rows += [
            Reject(line=one.line, ticket=None, column=None, value=one.text, reason=one.reason)
            for one in self.chunk.broken
        ]
        return Rejects(rows=tuple(sorted(rows, key=lambda one: one.line)))

    def _reject(self, row: int, column: str | None, reason: Message) -> Reject:
        value = None
        if column is not None:
            value = _as_strings(self.chunk.batch.column(column).slice(row, 1))[0].as_py()
        ticket = self.tickets[row].as_py()
        return Reject(line=int(self.chunk.lines[row]), ticket=ticket, column=column, value=value, reason=reason)


def _equal(indices: pa.Array, place: int) -> Any:
    return pc.fill_null(pc.equal(indices, place), False).to_numpy(zero_copy_only=False)


def _as_strings(array: pa.Array) -> pa.Array:
    """A column as text without blanks around it; empty text is missing."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return array.cast(pa.string())
    texts = written_values(array)
    if pa.types.is_large_string(texts.type):
        texts = texts.cast(pa.string())
    if _has_blanks(texts):
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return texts


def _has_blanks(texts: pa.Array) -> bool:
    """Whether a text is empty, or has a blank at an end."""
    _valid, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    if data is None or len(texts) == 0:
        return len(texts) > 0
    raw = np.frombuffer(data, np.uint8)
    full = places[:-1] < places[1:]
    starts, ends = places[:-1][full], places[1:][full] - 1
    # letters beyond ASCII may be blanks too
    odd = (raw[starts] <= 32) | (raw[ends] <= 32) | (raw[starts] >= 0xC2) | (raw[ends] >= 0x80)
    return bool(odd.any()) or int(full.sum()) < len(texts) - texts.null_count


def _repeated(value: object, kind: Kind, count: int) -> pa.Array:
    """A constant as a column."""
    if kind in (Kind.WORD, Kind.COUNTRY):
        indices = pa.array(np.zeros(count, np.int32))
        return pa.DictionaryArray.from_arrays(indices, pa.array([value], pa.string()))
    return pa.repeat(pa.scalar(value, arrow_type(kind)), count)


def _core(value: Any) -> FactValue:
    """A canonical value as the evaluation takes it."""
    if not isinstance(value, list):
        return value  # type: ignore[no-any-return]
    return as_value(tuple((one["start"], one["end"], one["reason"]) for one in value))


def _blank(schema: Any, count: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.nulls(count, one.type) for one in schema], schema=schema)
