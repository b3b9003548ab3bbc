"""The facts of some tickets as columns of numpy, read from Arrow, and any one of them as an ordinary case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field
from numpy.typing import NDArray

from contractlang.core.cases import Case, FactValue

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Places = NDArray[np.intp]


@define(eq=False)
class Column:
    """One fact of some tickets.

    Words are places in `words`, the place behind the last one for a ticket that lacks the fact. Numbers and truth
    values stand in `values`; `missing` says who lacks the fact (None: nobody). Intervals stay Arrow's (`nested`).
    """

    values: Any
    missing: Bools | None = None
    words: tuple[str, ...] | None = None
    nested: pa.Array | None = None

    def take(self, rows: Places) -> Column:
        """The fact of some of the tickets."""
        missing = None if self.missing is None else self.missing[rows]
        nested = None if self.nested is None else self.nested.take(pa.array(rows))
        values = None if self.values is None else self.values.take(rows)
        return Column(values, missing, self.words, nested)

    def given(self) -> Any:
        """Whose fact is not missing."""
        return True if self.missing is None else ~self.missing

    def filled(self) -> Bools:
        """Whose fact is neither missing nor empty nor 0."""
        if self.nested is None:
            found: Bools = self.values != 0
        else:
            lengths = pc.fill_null(pc.list_value_length(self.nested), 0)
            found = lengths.to_numpy(zero_copy_only=False) > 0
        return found if self.missing is None else found & ~self.missing

    def at(self, row: int) -> FactValue | None:
        """The fact of one ticket, as a case holds it; None where it is missing."""
        if self.missing is not None and self.missing[row]:
            return None
        if self.nested is not None:
            return cast(FactValue, tuple(tuple(one.values()) for one in self.nested[row].as_py()))
        if self.words is not None:
            return self.words[int(self.values[row])]
        value = self.values[row]
        return bool(value) if self.values.dtype == np.bool_ else int(value)


@define(eq=False)
class Rows:
    """Some tickets, by the columns of their facts; `parent` and `places` say of which they are some."""

    count: int
    _columns: dict[str, Column]
    _names: frozenset[str]
    _parent: Rows | None = None
    _places: Places | None = None
    _extremes: dict[str, tuple[int, int]] = field(factory=dict)

    @classmethod
    def of(cls, columns: Mapping[str, Column], count: int) -> Rows:
        """All of a chunk."""
        return cls(count, dict(columns), frozenset(columns))

    def column(self, fact: str) -> Column | None:
        """A fact; None where no ticket has it."""
        found = self._columns.get(fact)
        if found is None and fact in self._names and self._parent is not None and self._places is not None:
            whole = self._parent.column(fact)
            assert whole is not None
            found = self._columns[fact] = whole.take(self._places)
        return found

    def take(self, places: Places) -> Rows:
        """Some of the tickets; their columns are made when they are read."""
        return Rows(len(places), {}, self._names, self, places)

    def replaced(self, fact: str, column: Column) -> Rows:
        """The same tickets, with one fact as it is given."""
        return Rows(self.count, {**self._columns, fact: column}, self._names | {fact}, self._parent, self._places)

    def missing(self, fact: str) -> Bools | None:
        """Who lacks a fact; None where nobody does."""
        found = self.column(fact)
        if found is None:
            return np.ones(self.count, np.bool_)
        return found.missing

    def extremes(self, fact: str) -> tuple[int, int]:
        """The least and the greatest value of a number, among what stands for a missing one too."""
        known = self._extremes.get(fact)
        if known is None:
            found = self.column(fact)
            values = None if found is None else found.values
            known = (0, 0) if values is None or not len(values) else (int(values.min()), int(values.max()))
            self._extremes[fact] = known
        return known

    def case(self, row: int) -> Case:
        """One ticket as an ordinary case."""
        found = ((fact, column.at(row)) for fact in sorted(self._names) if (column := self.column(fact)) is not None)
        return {fact: value for fact, value in found if value is not None}

    def values(self, facts: Iterable[str], row: int) -> tuple[FactValue | None, ...]:
        """Some facts of one ticket."""
        columns = (self.column(fact) for fact in facts)
        return tuple(None if column is None else column.at(row) for column in columns)


def column_of(array: pa.Array | pa.ChunkedArray) -> Column:
    """A column of Arrow, in the form of canonical tickets; a type that none has raises TypeError."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        array = array.cast(pa.string()).dictionary_encode()
    if pa.types.is_dictionary(array.type):
        return _words(array)
    missing = None
    if array.null_count:
        missing = array.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_list(kind):
        return Column(None, missing, nested=array)
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("s"), safe=False).cast(pa.int64())
    if missing is not None:
        array = array.fill_null(False if pa.types.is_boolean(kind) else 0)
    values = array.to_numpy(zero_copy_only=False)
    if pa.types.is_boolean(kind):
        return Column(values, missing)
    if not pa.types.is_integer(array.type):
        raise TypeError(f"a fact can't be a column of {kind}")
    return Column(values.astype(np.int64, copy=False), missing)


def _words(array: pa.Array) -> Column:
    words = tuple(array.dictionary.to_pylist())
    places, missing = array.indices, None
    if array.null_count:
        missing = array.is_null().to_numpy(zero_copy_only=False)
        places = places.fill_null(len(words))
    return Column(places.to_numpy(zero_copy_only=False).astype(np.intp), missing, words)
