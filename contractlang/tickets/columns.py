"""Columns as they stand in a file made canonical: whole numbers, shared words, truth values.

Text is read by the one reader of facts, each distinct value once; dates and typed columns are read by whole columns,
and whatever does not go through there is given to the one reader, so that it says why. So a value means here what it
means to `infog ask`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contractlang.calendars import to_instant
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.facts import Reading, read_case, read_fact
from contractlang.evaluation.iso import read_moment
from contractlang.evaluation.sentences import fact_title
from contractlang.records import frozen
from contractlang.syntax.given import fact_of
from contractlang.tickets.arrays import PER_SECOND, arrow_type, integers, is_text, written_values
from contractlang.tickets.dates import ISO, read_moments
from contractlang.tickets.errors import WITH_HELP
from contractlang.tickets.plan import LOOKS_MISSING, ColumnPlan
from contractlang.tickets.zones import to_instants

Array = np.ndarray[Any, Any]
LATEST = 4102444800
_KEPT = 1 << 17

_NOT_THE_FORM = Text(
    "`{fact}` : une date de la forme `{form}` est attendue", "`{fact}`: a date of the form `{form}` is expected"
)
_UNDECLARED_NUMBER = Text(
    '`{fact}` : un nombre sans unité ; la dire dans la correspondance, `unit = "minutes"`',
    '`{fact}`: a number without a unit; say it in the mapping, `unit = "minutes"`',
)
_NO_NUMBER = Text("`{fact}` : un nombre est attendu", "`{fact}`: a number is expected")
_UNMAPPED = Text(
    "`{fact}` : la correspondance ne dit rien de la valeur `{value}` ; l'ajouter à `values` ou à `missing`",
    "`{fact}`: the mapping says nothing of the value `{value}`; add it to `values` or to `missing`",
)
_TOO_LARGE = Text("`{fact}` : ce nombre est trop grand", "`{fact}`: this number is too large")
_NOT_SINCE = Text(
    "`{fact}` : une durée depuis 1970 est attendue, `1970-01-01 00:50:00`",
    "`{fact}`: a length since 1970 is expected, `1970-01-01 00:50:00`",
)
_PARTIAL = Text("`{fact}` : pas plus fin que la seconde", "`{fact}`: no finer than the second")
_LOOKS_MISSING = Text(
    "`{fact}` : `{value}` semble vouloir dire que la valeur manque ; si oui, l'écrire dans la correspondance, "
    '`missing = ["{value}"]`',
    "`{fact}`: `{value}` seems to mean that the value is missing; if so, write it in the mapping, "
    '`missing = ["{value}"]`',
)
_TYPE = Text(
    "`{fact}` : une colonne de type `{type}` ne peut pas être ce fait",
    "`{fact}`: a column of type `{type}` can't be this fact",
)
_SIZES = {"milliseconds": Fraction(1, 1000), "seconds": Fraction(1), "minutes": Fraction(60), "hours": Fraction(3600)}
# Text that no contract reads as anything but itself, which saves reading it as one
_ITSELF = re.compile(r"P[0-9TDHMS]+|[0-9]+\.[0-9]{2}")
_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@frozen(kw_only=True)
class Cell:
    """What one text is: a value, or missing (None), or wrong; and what a clock change did to its time."""

    value: object = None
    wrong: Message | None = None
    change: str | None = None


@frozen(kw_only=True)
class Column:
    """A canonical column. `faults`: 0 where a row is well, else the place (from 1) of what is wrong in `messages`."""

    array: pa.Array
    faults: Array
    messages: tuple[Message, ...]
    ambiguous: int = 0
    skipped: int = 0


class ColumnReader:
    """Reads the columns of one fact for the contracts that share a vocabulary and a zone."""

    def __init__(self, program: Program, plan: ColumnPlan) -> None:
        self.program, self.plan = program, plan
        self.fact: FactType = program.facts[plan.fact]
        self.title = fact_title(program, plan.fact)
        self.zone = plan.zone or contract_zone(program)
        self.cells: dict[str, Cell] = {}
        vocabulary = program.vocabularies.get(self.fact.type.vocabulary or "")
        self.closed = vocabulary is not None and bool(vocabulary.words)
        self.words = {word: place for place, word in enumerate(vocabulary.words)} if vocabulary else {}

    def read(self, array: pa.Array) -> Column:
        """One column of a chunk."""
        kind, given = self.plan.kind, array.type
        if pa.types.is_dictionary(given) and not is_text(given.value_type):
            array, given = array.dictionary_decode(), given.value_type
        if pa.types.is_null(given):
            return self.built([], np.full(len(array), -1, np.int64))
        text = is_text(given)
        if pa.types.is_dictionary(given):
            return self.distinct(array)
        if text and kind is Kind.INSTANT and not self.plan.values and self.plan.unit is None:
            return self.moments(array)
        if text:
            return self.distinct(array.dictionary_encode())
        vectorised = None if self.plan.values else self.typed(array)
        return vectorised if vectorised is not None else self.distinct(written_values(array).dictionary_encode())

    # --- text, each distinct value once

    def distinct(self, array: pa.Array) -> Column:
        texts = array.dictionary.to_pylist()
        codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return self.built([self.cell(one) for one in texts], codes)

    def cell(self, text: str | None) -> Cell:
        if text is None:
            return Cell()
        if (known := self.cells.get(text)) is None:
            if len(self.cells) >= _KEPT:
                self.cells.clear()
            known = self.cells[text] = self.read_text(text)
        return known

    def read_text(self, written: str) -> Cell:
        """What one text is, as the mapping and the one reader of facts have it."""
        plan, text = self.plan, written.strip()
        if text in plan.values or written in plan.values:
            found = self.given(fact_of(plan.values.get(text, plan.values.get(written))))
        elif text in plan.missing or written in plan.missing or (plan.values and plan.unmapped_missing):
            return Cell()
        elif text in LOOKS_MISSING:
            return Cell(wrong=_LOOKS_MISSING(fact=self.title, value=text))
        elif plan.unit is not None:
            found = self.number(text)
        elif plan.kind is Kind.INSTANT:
            found = self.moment(text)
        elif plan.kind is Kind.LENGTH and _DIGITS.fullmatch(text):
            return Cell(wrong=_UNDECLARED_NUMBER(fact=self.title))
        else:
            comma = plan.decimal == "," and plan.kind in (Kind.MONEY, Kind.COUNT, Kind.NUMBER)
            text = text.replace(",", ".") if comma else text
            found = self.given(text if _ITSELF.fullmatch(text) else fact_of(text))
        if found.wrong is not None and plan.values:
            return Cell(wrong=_UNMAPPED(fact=self.title, value=text))
        return found

    def given(self, value: object) -> Cell:
        """A value as `infog ask` takes it."""
        name = self.plan.fact
        reading = read_fact(self.program, name, value)
        case = read_case(self.program, {name: value})
        if case.errors:
            error = case.errors[0]
            return Cell(wrong=WITH_HELP(problem=error.message, help=error.help) if error.help else error.message)
        assert isinstance(reading, Reading)
        if isinstance(reading.value, int) and reading.value >= 1 << 62:
            return Cell(wrong=_TOO_LARGE(fact=self.title))
        moment = value if isinstance(value, datetime) else read_moment(value) if isinstance(value, str) else None
        change = to_instant(moment, self.zone)[1] if moment is not None and reading.note is not None else None
        return Cell(value=case.case[name], change=change)

    def moment(self, text: str) -> Cell:
        """A date: of the declared form, or as the language and ISO 8601 have it; bare ones in the zone of the plan."""
        read = read_moments(pa.array([text]), self.plan.form)
        if read.fits[0]:
            local = datetime(1970, 1, 1) + timedelta(seconds=int(read.local[0]))  # noqa: DTZ001
            if read.zoned[0]:
                return self.given(fact_of(text))
        elif self.plan.form is not ISO:
            return Cell(wrong=_NOT_THE_FORM(fact=self.title, form=self.plan.form.written))
        else:
            value = fact_of(text)
            found = read_moment(value) if isinstance(value, str) else value
            if not isinstance(found, datetime) or found.tzinfo is not None:
                return self.given(value)
            local = found
        instant, change = to_instant(local, self.zone)
        read_in = self.given(datetime.fromtimestamp(instant, _utc()))
        return Cell(value=read_in.value, wrong=read_in.wrong, change=change)

    def number(self, text: str) -> Cell:
        """A number in the declared unit, as whole seconds or cents; parts of a second are cut from milliseconds."""
        if self.plan.unit == "since_1970":
            read = read_moments(pa.array([text]), ISO)
            if read.fits[0] and not read.zoned[0]:
                return self.given(f"PT{read.local[0]}S")
            return Cell(wrong=_NOT_SINCE(fact=self.title))
        try:
            amount = Fraction(Decimal(text.replace(",", ".") if self.plan.decimal == "," else text))
        except (InvalidOperation, ValueError, OverflowError):
            return Cell(wrong=_NO_NUMBER(fact=self.title))
        return self.whole(amount)

    def whole(self, amount: Fraction) -> Cell:
        unit = self.plan.unit or ""
        if unit == "cents":
            return self.given(Decimal(amount.numerator) / Decimal(amount.denominator * 100))
        seconds = amount * _SIZES[unit]
        if unit == "milliseconds":
            seconds = Fraction(seconds.numerator // seconds.denominator)
        if seconds.denominator != 1:
            return Cell(wrong=_PARTIAL(fact=self.title))
        if self.plan.kind is Kind.INSTANT:
            if not 0 <= seconds < LATEST:
                seconds = Fraction(-1) if seconds < 0 else Fraction(LATEST)
            return self.given(datetime.fromtimestamp(int(seconds), _utc()))
        sign, count = "-" if seconds < 0 else "", abs(seconds.numerator)
        return self.given(f"{sign}PT{count}S")

    def built(self, cells: Sequence[Cell], codes: Array) -> Column:
        """A column from its distinct cells; code -1 is a missing value."""
        messages = [cell.wrong for cell in cells if cell.wrong is not None]
        fault_of, place = np.zeros(len(cells) + 1, np.int32), 0
        for at, cell in enumerate(cells):
            if cell.wrong is not None:
                place += 1
                fault_of[at] = place
        changes = {"ambiguous": 0, "missing": 0}
        if any(cell.change for cell in cells):
            counts = np.bincount(codes[codes >= 0], minlength=len(cells))
            for cell, count in zip(cells, counts, strict=True):
                if cell.change:
                    changes[cell.change] += int(count)
        known = np.array([*(cell.value is not None and cell.wrong is None for cell in cells), False])
        absent = ~known[codes]
        return Column(
            array=self.array([cell.value if cell.wrong is None else None for cell in cells], codes, absent),
            faults=fault_of[codes],
            messages=tuple(messages),
            ambiguous=changes["ambiguous"],
            skipped=changes["missing"],
        )

    def array(self, values: Sequence[object], codes: Array, absent: Array) -> pa.Array:
        kind = self.plan.kind
        if kind in (Kind.WORD, Kind.COUNTRY):
            return self.word_array(values, codes, absent)
        if kind is Kind.TRUTH:
            flags = np.array([*(value is True for value in values), False])
            return pa.array(flags[codes], pa.bool_(), mask=absent)
        if kind is Kind.TEXT or kind.value == "intervals":
            lut = pa.array([*(_structs(value) for value in values), None], arrow_type(kind))
            return lut.take(pa.array(np.where(absent, len(values), codes)))
        numbers = np.array([*(value if isinstance(value, int) else 0 for value in values), 0], np.int64)
        return pa.array(numbers[codes], pa.int64(), mask=absent)

    def word_array(self, values: Sequence[object], codes: Array, absent: Array) -> pa.Array:
        words = (
            self.words
            if self.closed
            else {str(one): at for at, one in enumerate(sorted({str(one) for one in values if one is not None}))}
        )
        places = np.array([*(words[str(value)] if value is not None else 0 for value in values), 0], np.int32)
        indices = pa.array(places[codes], pa.int32(), mask=absent)
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.string()))

    # --- dates in text

    def moments(self, array: pa.Array) -> Column:
        read = read_moments(array, self.plan.form)
        instants, ambiguous, skipped = to_instants(read.local, self.zone)
        if read.zoned.any():
            instants = np.where(read.zoned, read.local - read.offset, instants)
        good = read.fits & (instants >= 0) & (instants < LATEST)
        bare = good & ~read.zoned
        rest = np.flatnonzero(~good)
        return self.patched(array, instants, rest, int((ambiguous & bare).sum()), int((skipped & bare).sum()))

    def patched(self, array: pa.Array, numbers: Array, rest: Array, ambiguous: int, skipped: int) -> Column:
        """Numbers that were read by the column, with the `rest` of its rows read one by one."""
        faults = np.zeros(len(array), np.int32)
        if not rest.size:
            return Column(
                array=pa.array(numbers, pa.int64()), faults=faults, messages=(), ambiguous=ambiguous, skipped=skipped
            )
        other = self.distinct(written_values(array.take(pa.array(rest))).dictionary_encode())
        absent = np.zeros(len(array), bool)
        absent[rest] = other.array.is_null().to_numpy(zero_copy_only=False)
        numbers[rest] = other.array.fill_null(0).to_numpy()
        faults[rest] = other.faults
        return Column(
            array=pa.array(numbers, pa.int64(), mask=absent),
            faults=faults,
            messages=other.messages,
            ambiguous=ambiguous + other.ambiguous,
            skipped=skipped + other.skipped,
        )

    # --- typed columns

    def typed(self, array: pa.Array) -> Column | None:
        """A typed column by whole columns; None where its values are to be written and read as text."""
        kind, given = self.plan.kind, array.type
        if pa.types.is_boolean(given) and kind is Kind.TRUTH:
            return Column(array=array, faults=np.zeros(len(array), np.int32), messages=())
        if kind.value == "intervals":
            return self.intervals(array)
        if pa.types.is_timestamp(given) and kind is Kind.INSTANT:
            return self.timestamps(array)
        if pa.types.is_duration(given) and kind is Kind.LENGTH:
            return self.numbers(array, Fraction(1, PER_SECOND[given.unit]))
        if pa.types.is_integer(given):
            if kind in (Kind.COUNT, Kind.NUMBER):
                return self.numbers(array, Fraction(1))
            if kind is Kind.MONEY:
                return self.numbers(array, Fraction(1 if self.plan.unit == "cents" else 100))
            if kind in (Kind.LENGTH, Kind.INSTANT) and self.plan.unit in _SIZES:
                return self.numbers(array, _SIZES[self.plan.unit])
        if pa.types.is_decimal(given) and kind is Kind.MONEY and given.scale <= 2 and given.precision <= 16:
            cents = pc.cast(pc.multiply(array, pa.scalar(Decimal(100))), pa.int64(), safe=False)
            return self.checked(array, cents, np.zeros(len(array), bool))
        return None

    def timestamps(self, array: pa.Array) -> Column:
        whole = (
            np.where(array.is_valid().to_numpy(zero_copy_only=False), integers(array), 0) // PER_SECOND[array.type.unit]
        )
        valid = array.is_valid().to_numpy(zero_copy_only=False)
        none = np.zeros(len(array), bool)
        zoned = array.type.tz is not None
        # those without a zone are local times
        instants, ambiguous, skipped = (whole, none, none) if zoned else to_instants(whole, self.zone)
        rest = np.flatnonzero(~(valid & (instants >= 0) & (instants < LATEST)))
        return self.patched(array, instants, rest, int((ambiguous & valid).sum()), int((skipped & valid).sum()))

    def numbers(self, array: pa.Array, size: Fraction) -> Column:
        """Whole numbers times `size`; what is no whole number then, or out of bounds, is wrong."""
        raw = integers(array)
        scaled = raw * np.int64(size.numerator) if size.numerator != 1 else raw
        cut = self.plan.unit == "milliseconds"
        partial = np.zeros(len(array), bool) if size.denominator == 1 or cut else scaled % size.denominator != 0
        overflow = np.abs(raw) >= (1 << 62) // size.numerator
        whole = scaled // size.denominator if size.denominator != 1 else scaled
        return self.checked(array, pa.array(whole), partial | overflow)

    def checked(self, array: pa.Array, numbers: pa.Array, wrong: Array) -> Column:
        least, most = self.fact.bounds
        least = 0 if self.plan.kind is not Kind.INSTANT and least is None else least
        values = numbers.fill_null(0).to_numpy(zero_copy_only=False)
        bad = wrong | (values < (least or 0)) | (False if most is None else values > most)
        if self.plan.kind is Kind.INSTANT:
            bad = wrong | (values < 0) | (values >= LATEST)
        valid = array.is_valid().to_numpy(zero_copy_only=False)
        rest = np.flatnonzero(bad & valid)
        clean = rest.size == 0
        if clean:
            found = numbers if array.null_count == 0 else pa.array(values, pa.int64(), mask=~valid)
            return Column(array=found, faults=np.zeros(len(array), np.int32), messages=())
        rest = np.flatnonzero(bad | ~valid)
        return self.patched(array, values.copy(), rest, 0, 0)

    def intervals(self, array: pa.Array) -> Column:
        """Lists of starts, ends and reasons, one by one: most tickets have none."""
        cells, codes = [], np.arange(len(array), dtype=np.int64)
        for value in array.to_pylist():
            if value is None:
                cells.append(Cell())
                continue
            parts = [{name: one for name, one in part.items() if one is not None} for part in value]
            cells.append(self.given([{name: _plain(one) for name, one in part.items()} for part in parts]))
        return self.built(cells, codes)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _structs(value: object) -> object:
    if not isinstance(value, tuple):
        return value
    return [{"start": start, "end": end, "reason": word} for start, end, word in value]


def _utc() -> Any:
    from datetime import UTC

    return UTC


__all__ = ["LATEST", "Cell", "Column", "ColumnReader"]
