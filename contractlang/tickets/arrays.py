"""Arrow columns as numbers or as the text that people write, and the types of canonical columns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contractlang.core.schema import Kind

PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}


def is_text(given: Any) -> bool:
    if pa.types.is_dictionary(given):
        return is_text(given.value_type)
    return bool(pa.types.is_string(given) or pa.types.is_large_string(given))


def integers(array: pa.Array) -> Any:
    """The whole numbers below a column; 0 where it is missing."""
    given = array.type
    if not pa.types.is_integer(given):
        array = array.view(pa.int64())
    elif given.bit_width < 64 or pa.types.is_uint64(given):
        array = pc.cast(array, pa.int64(), safe=False)
    return pc.fill_null(array, 0).to_numpy(zero_copy_only=False)


def written_values(array: pa.Array) -> pa.Array:
    """Values of a typed column as people write them."""
    from contractlang.tickets.records import as_text

    given = array.type
    if is_text(given):
        return array
    if pa.types.is_integer(given):
        return pc.cast(array, pa.string())
    known: dict[object, str | None] = {None: None}
    per_second = PER_SECOND[given.unit] if pa.types.is_duration(given) else 0
    if per_second:
        counts = array.view(pa.int64()).to_pylist()
        return pa.array([None if one is None else _length(Fraction(one, per_second)) for one in counts], pa.string())
    if pa.types.is_timestamp(given):
        array = pc.cast(array, pa.timestamp("us", given.tz), safe=False)
    for value in array.to_pylist():
        if value.__hash__ is not None and value not in known:
            known[value] = as_text(value)
    return pa.array(
        [known[value] if value.__hash__ is not None else as_text(value) for value in array.to_pylist()], pa.string()
    )


def _length(seconds: Fraction) -> str:
    """ISO 8601; a part of a second makes it none, and it is refused as such."""
    sign, size = "-" if seconds < 0 else "", abs(seconds)
    whole = size.denominator == 1
    return f"{sign}PT{size.numerator if whole else float(size)}S"


def arrow_type(kind: Kind) -> Any:
    """The type of a canonical column."""
    if kind in (Kind.WORD, Kind.COUNTRY):
        return pa.dictionary(pa.int32(), pa.string())
    if kind.value == "intervals":
        return pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("reason", pa.string())]))
    return {Kind.TRUTH: pa.bool_(), Kind.TEXT: pa.string()}.get(kind, pa.int64())
