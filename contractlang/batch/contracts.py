"""Contracts, made ready for columns; blocks of tickets of one text; what becomes of a block."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from contractlang.batch.charges import Billing, Charges, Refused
from contractlang.batch.faults import faulty
from contractlang.batch.lateness import Judging, Milestones
from contractlang.batch.output import (
    REJECTS,
    Constant,
    Reject,
    rejects_batch,
    verdict_schema,
    verdicts_batch,
)
from contractlang.batch.reasons import refusal
from contractlang.batch.rows import Bools, Ints, Places, Rows, column_of
from contractlang.core.life import contract_zone, first_date, last_date
from contractlang.core.program import Program
from contractlang.diagnostics import Message

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
class ContractText:
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
    texts: list[ContractText]

    @classmethod
    def of(cls, agreement: Agreement, *, milestones: bool = True) -> Engaged:
        """A contract, made ready."""
        signed = agreement.versions[0][1]
        first, end = first_date(signed), last_date(agreement.versions[-1][1])  # amendments may prolong it
        texts = [
            ContractText(
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
class Block:
    """Tickets of one text of one contract, in the order of the source, or of opening where that counts."""

    engaged: Engaged
    text: ContractText
    source: pa.RecordBatch
    rows: Rows
    month: int | None
    rejects: list[Reject] = field(factory=list)
    ends: bool = False


def block_of(engaged: Engaged, text: ContractText, source: pa.RecordBatch, month: int | None) -> Block:
    facts = tuple(name for name in source.schema.names if name in text.program.facts and name not in _BESIDE)
    rows = Rows.of({fact: column_of(source.column(fact)) for fact in facts}, source.num_rows)
    block = Block(engaged, text, source, rows, month)
    wrong = faulty(rows, facts, text.program)
    if wrong:
        for row, errors in sorted(wrong.items()):
            error = errors[0]
            column = rows.column(error.fact)
            value = None if column is None else column.at(row)
            shown = None if value is None else str(value)
            block.rejects += rejected(source, np.array([row]), error.message, error.fact, shown)
        kept = np.ones(rows.count, np.bool_)
        kept[list(wrong)] = False
        block.source, block.rows = source.filter(pa.array(kept)), rows.take(np.flatnonzero(kept))
    return block


def finished(
    block: Block,
    rows: Rows,
    charges: Charges,
    milestones: list[tuple[Milestones, Ints, Bools]],
    slow: int,
) -> Result:
    """A block as verdicts and rejects."""
    program, reference = block.text.program, block.engaged.agreement.reference
    verdicts = verdicts_batch(
        Constant(reference, block.text.amendment, block.engaged.zone, block.month),
        block.source,
        rows,
        charges,
        milestones,
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
        rejects=rejects_batch(named(rejects, reference)),
        agreement=reference,
        month=block.month,
        one_by_one=charges.one_by_one + slow,
    )


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
    return rejected(source, refused.rows, message, column)


def rejected(
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


def named(rejects: list[Reject], reference: str) -> list[Reject]:
    return [one if one.contract else Reject(one.line, one.ticket, reference, *_rest(one)) for one in rejects]


def _rest(reject: Reject) -> tuple[str | None, str | None, Message]:
    return reject.column, reject.value, reject.reason


def only_rejects(rejects: list[Reject]) -> Iterator[Result]:
    if rejects:
        yield Result(verdicts=_nothing("UTC"), rejects=rejects_batch(rejects))


def _nothing(zone: str) -> pa.RecordBatch:
    schema = verdict_schema(zone)
    return pa.RecordBatch.from_arrays([pa.array([], one.type) for one in schema], schema=schema)


def joined(results: list[Result], engaged: Engaged) -> Result:
    if len(results) == 1:
        return results[0]
    reference = engaged.agreement.reference
    verdicts = [one.verdicts for one in results]
    table = pa.Table.from_batches(verdicts, verdict_schema(engaged.zone)).unify_dictionaries().combine_chunks()
    batches = table.to_batches()
    rejects = pa.Table.from_batches([one.rejects for one in results], REJECTS).combine_chunks().to_batches()
    return Result(
        verdicts=batches[0] if batches else _nothing(engaged.zone),
        rejects=rejects[0] if rejects else rejects_batch(()),
        agreement=reference,
        one_by_one=sum(one.one_by_one for one in results),
    )
