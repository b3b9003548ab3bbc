"""Verdicts and rejects as Arrow: the columns that every writer of results takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from contractlang.batch.charges import Charges, Said
from contractlang.batch.lateness import Milestones
from contractlang.batch.rows import Bools, Column, Ints, Rows
from contractlang.calendars.columns import months
from contractlang.core.cases import MILESTONES, OPENED, SEVERITY
from contractlang.diagnostics import Message

MONEY = pa.decimal128(18, 2)
_WORD = pa.dictionary(pa.int32(), pa.string())

REJECTS = pa.schema(
    [
        ("line", pa.int64()),
        ("ticket", pa.string()),
        ("contract", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason_fr", pa.string()),
        ("reason_en", pa.string()),
    ]
)


def verdict_schema(zone: str, milestones: Sequence[str] = tuple(MILESTONES)) -> pa.Schema:
    """The columns of verdicts of contracts in one zone."""
    instant = pa.timestamp("s", tz=zone)
    fields = [
        ("line", pa.int64()),
        ("ticket", pa.string()),
        ("contract", _WORD),
        ("amendment", _WORD),
        ("period", _WORD),
        ("opened", instant),
        ("severity", _WORD),
        ("outcome", _WORD),
        ("rule", _WORD),
        ("article", _WORD),
        ("reported", pa.int64()),
        ("charged", pa.int64()),
        ("consumed", pa.int64()),
        ("currency", _WORD),
        ("amount_excl", MONEY),
        ("vat", MONEY),
        ("amount_incl", MONEY),
    ]
    for name in milestones:
        fields += [
            (f"{name}_deadline", instant),
            (f"{name}_reached", instant),
            (f"{name}_met", pa.bool_()),
            (f"{name}_late_seconds", pa.int64()),
            (f"{name}_penalty", MONEY),
            (f"{name}_penalty_due", MONEY),
        ]
    return pa.schema([*fields, ("note", _WORD)])


@frozen
class Reject:
    """Why a ticket has no verdict; `column` and `value` say on account of which fact, where there is one."""

    line: int
    ticket: str | None
    contract: str | None
    column: str | None
    value: str | None
    reason: Message


def rejects_batch(rejects: Iterable[Reject]) -> pa.RecordBatch:
    """Rejects, in the order of their lines."""
    found = sorted(rejects, key=lambda one: one.line)
    columns: list[list[Any]] = [
        [one.line for one in found],
        [one.ticket for one in found],
        [one.contract for one in found],
        [one.column for one in found],
        [one.value for one in found],
        [one.reason.say("fr") for one in found],
        [one.reason.say("en") for one in found],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, REJECTS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=REJECTS)


@frozen
class Constant:
    """What is the same for all tickets of a block; `month` is None where they are not of one."""

    contract: str
    amendment: str | None
    zone: str
    month: int | None


def verdicts_batch(
    constant: Constant,
    source: pa.RecordBatch,
    rows: Rows,
    charges: Charges,
    milestones: Sequence[tuple[Milestones, Ints, Bools]],
    consumed: tuple[Ints, Bools],
) -> pa.RecordBatch:
    """The verdicts of a block, one row a ticket; what is due of each penalty stands beside its milestone."""
    opened = rows.column(OPENED)
    assert opened is not None
    schema = verdict_schema(constant.zone)
    instant = pa.timestamp("s", tz=constant.zone)
    said = charges.said or [Said("undetermined", None, None, None)]
    place = charges.place
    known = charges.excluded_known
    included = charges.tax_known
    arrays = [
        source.column("line"),
        source.column("ticket"),
        _same(constant.contract, rows.count),
        _same(constant.amendment, rows.count),
        _periods(opened.values, constant),
        _instants(opened.values, None, instant),
        _severity(rows.column(SEVERITY), rows.count),
        _words(place, [one.outcome for one in said]),
        _words(place, [one.rule for one in said]),
        _words(place, [one.article for one in said]),
        _numbers(charges.reported, charges.reported_known),
        _numbers(charges.charged, charges.charged_known),
        _numbers(*consumed),
        _words(place, [one.currency for one in said]),
        money(charges.excluded, known),
        money(charges.tax, included),
        money(charges.excluded + charges.tax, included),
    ]
    by_name = {one[0].name: one for one in milestones}
    for name in MILESTONES:
        if name not in by_name:
            arrays += [nulls(field.type, rows.count) for field in schema if field.name.startswith(f"{name}_")]
            continue
        one, amount, amount_known = by_name[name]
        arrays += [
            _instants(one.deadline, one.deadline_known, instant),
            _instants(one.reached, one.reached_known, instant),
            pa.array(one.met, mask=~one.met_known),
            _numbers(one.late, one.late_known),
            money(one.penalty, one.penalty_known),
            money(amount, amount_known),
        ]
    arrays.append(_words(place, [one.note for one in said]))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


@lru_cache(maxsize=64)
def nulls(kind: pa.DataType, count: int) -> pa.Array:
    """A column of which nothing is known."""
    return pa.nulls(count, kind)


def money(cents: Ints, known: Bools) -> pa.Array:
    """Amounts in the smallest unit as decimals of two places; null where they are not known."""
    if cents.dtype == object:
        cents = cents.astype(np.int64)
    pairs = np.empty((len(cents), 2), np.int64)
    pairs[:, 0] = cents
    if len(cents) and cents.min() >= 0:
        pairs[:, 1] = 0
    else:
        np.right_shift(cents, 63, out=pairs[:, 1])
    return pa.Array.from_buffers(MONEY, len(cents), [_valid(known), pa.py_buffer(pairs)])


def _valid(known: Bools) -> pa.Buffer | None:
    return None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))


def _numbers(values: Ints, known: Bools) -> pa.Array:
    values = np.ascontiguousarray(values, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [_valid(known), pa.py_buffer(values)])


def _instants(values: Ints, known: Bools | None, kind: pa.DataType) -> pa.Array:
    values = np.ascontiguousarray(values, np.int64)
    return pa.Array.from_buffers(kind, len(values), [None if known is None else _valid(known), pa.py_buffer(values)])


def _periods(opened: Ints, constant: Constant) -> pa.Array:
    """The month of each opening."""
    if constant.month is not None or not len(opened):
        return _same(_month_name(constant.month or 0), len(opened))
    month = months(opened, constant.zone)
    low, high = int(month.min()), int(month.max())
    names = [_month_name(one) for one in range(low, high + 1)]
    return pa.DictionaryArray.from_arrays(pa.array((month - low).astype(np.int32)), pa.array(names))


def _month_name(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _same(word: str | None, count: int) -> pa.Array:
    if word is None:
        return pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), pa.array([], pa.string()))
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([word]))


def _words(place: Any, words: list[str | None]) -> pa.Array:
    """One word a ticket, by its place in a list that may hold a word twice, or None."""
    distinct = list(dict.fromkeys(word for word in words if word is not None))
    table = np.array([distinct.index(word) if word is not None else -1 for word in words], np.int32)
    found = table.take(place)
    valid = None if (table >= 0).all() else _valid(found >= 0)
    indices = pa.Array.from_buffers(pa.int32(), len(found), [valid, pa.py_buffer(found)])
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, pa.string()))


def _severity(column: Column | None, count: int) -> pa.Array:
    if column is None or column.words is None:
        return _same(None, count)
    return _words(column.values, [*column.words, None])
