"""The classes of features over columns, and the numbers of cells: what `core.features` says of each ticket.

The number of a ticket is that of `evaluation.cells.Cells.number` while the numbers of all cells are few. Beyond, those
that occur are counted through anew on the way (`local`), and mean something within their chunk only.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from attrs import define

from contractlang.batch.numbers import values_of
from contractlang.batch.rows import Bools, Column, Ints, Places, Rows
from contractlang.calendars.columns import Steps
from contractlang.core.cases import FactValue
from contractlang.core.features import Bounds, Feature, Labels, Openings

# The most numbers of cells for which a table is kept
MOST = 1 << 20


@define(eq=False)
class Numbered:
    """The number of the cell of each ticket, below `size`; `local` numbers hold for these tickets only."""

    numbers: Places
    size: int
    local: bool


def numbered(features: tuple[Feature, ...], rows: Rows) -> Numbered:
    """The number of the cell of each ticket."""
    numbers: Any = None
    size, local = 1, False
    for feature in features:
        if size * feature.size > MOST and numbers is not None:
            numbers, size = _counted_anew(numbers, size)
            local = True
        part = classes(feature, rows, size)
        if numbers is None:
            numbers = part
        else:
            numbers += part
        size *= feature.size
    if numbers is None:
        numbers = np.zeros(rows.count, np.intp)
    return Numbered(numbers.astype(np.intp, copy=False), size, local or size > MOST)


def _counted_anew(numbers: Places, size: int) -> tuple[Places, int]:
    """The numbers that occur, as 0, 1, 2… in their order."""
    if size > 8 * MOST:
        found, again = np.unique(numbers, return_inverse=True)
        return again.astype(np.intp), max(len(found), 1)
    occurs = np.zeros(size, np.bool_)
    occurs[numbers] = True
    order = np.cumsum(occurs, dtype=np.intp) - 1
    return order.take(numbers), int(order[-1]) + 1 if size else 1


def classes(feature: Feature, rows: Rows, stride: int) -> Places:
    """The class of each ticket, times the stride of its feature, in an array of its own."""
    match feature:
        case Labels(fact, known, other):
            return _labels(rows.column(fact), known, other, stride, rows.count)
        case Openings(fact):
            return _with_missing(_openings(feature, rows.column(fact), stride, rows.count), feature, rows, stride)
        case Bounds():
            return _with_missing(_bounds(feature, rows, stride), feature, rows, stride)


def _labels(column: Column | None, known: Any, other: int, stride: int, count: int) -> Places:
    missing = int(known[None]) * stride
    if column is None:
        return np.full(count, missing, np.intp)
    if column.words is not None:
        table = [known.get(word, other) * stride for word in column.words]
        placed: Places = np.array([*table, missing], np.intp).take(column.values)
        return placed
    values: tuple[FactValue, ...] = (False, True)
    table = [known.get(value, other) * stride for value in values]
    found: Places = np.array(table, np.intp).take(column.values.astype(np.intp))
    if column.missing is not None:
        found[column.missing] = missing
    return found


def _with_missing(found: Places, feature: Bounds | Openings, rows: Rows, stride: int) -> Places:
    for fact in feature.facts:
        missing = rows.missing(fact)
        if missing is not None:
            found[missing] = (feature.size - 1) * stride
    return found


def _bounds(feature: Bounds, rows: Rows, stride: int) -> Places:
    if any(rows.column(fact) is None for fact in feature.facts):
        return np.full(rows.count, (feature.size - 1) * stride, np.intp)
    values = values_of(feature.number, rows)
    if len(feature.bounds) > 4:
        points = np.array(feature.bounds, values.dtype)
        found = np.searchsorted(points, values, side="left") + np.searchsorted(points, values, side="right")
        return cast(Places, found * stride)
    total = np.zeros(rows.count, np.int8)
    for bound in feature.bounds:
        total += (values > bound).astype(np.int8)
        total += (values >= bound).astype(np.int8)
    return total.astype(np.intp) * stride


@define(eq=False)
class _LaidOut:
    """The stretches of some calendars as they were when they were read."""

    starts: Steps
    classes: Ints
    first: int
    last: int


def _openings(feature: Openings, column: Column | None, stride: int, count: int) -> Places:
    if column is None:
        return np.full(count, (feature.size - 1) * stride, np.intp)
    values: Ints = column.values
    if column.missing is not None:
        known = values[~column.missing]
        if not len(known):
            return np.full(count, (feature.size - 1) * stride, np.intp)
        values = np.where(column.missing, known[0], values)
    laid_out = _laid_out(feature, int(values.min()), int(values.max()))
    return (laid_out.classes * stride).take(laid_out.starts.right(values))


_kept: dict[int, tuple[Openings, _LaidOut]] = {}


def _laid_out(feature: Openings, first: int, last: int) -> _LaidOut:
    found = _kept.get(id(feature))
    if found is None or found[0] is not feature or not found[1].first <= first <= last < found[1].last:
        stretches = feature.stretches
        stretches.cover(first, last)
        starts, marks = np.array(stretches.starts, np.int64), np.array([-1, *stretches.classes], np.int64)
        if len(_kept) > 256:
            _kept.clear()
        found = _kept[id(feature)] = (feature, _LaidOut(Steps.of(starts), marks, int(starts[0]), int(starts[-1])))
    return found[1]


def any_missing(rows: Rows, facts: tuple[str, ...]) -> Bools | None:
    """Who lacks one of some facts; None where nobody does."""
    found: Bools | None = None
    for fact in facts:
        missing = rows.missing(fact)
        if missing is not None:
            found = missing.copy() if found is None else found | missing
    return found
