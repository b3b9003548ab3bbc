"""Dates in columns of text, read by whole columns.

A **form** says how a date and its time are written: `d/m/yyyy HH:MM`. Lower case is the date (`d` or `dd`, `m` or `mm`,
`yyyy`), upper case the time (`H` or `HH`, `MM`, `SS`); `h` or `hh` with `AM` is a clock of twelve hours. A letter that
stands once takes one digit or two. ISO 8601 is a form too, and needs no declaration.

A form has a few layouts of fixed width. The texts of one width that fit a layout are taken apart together; whatever
fits none is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import field

from contractlang.records import frozen

Array = np.ndarray[Any, Any]

_TOKEN = re.compile(r"yyyy|dd?|mm?|HH?|hh?|MM|SS|AM|[^A-Za-z0-9]|T")
_NAMES = {"y": "year", "m": "month", "d": "day", "H": "hour", "h": "twelve", "M": "minute", "S": "second"}
_DATE = ("year", "month", "day", "minute")


@frozen(kw_only=True)
class Layout:
    """Where the parts of a date stand in a text of one width; `literals` are the bytes allowed at other places."""

    width: int
    parts: dict[str, tuple[int, int]]
    literals: tuple[tuple[int, bytes], ...]
    noon: int | None = None
    offset: int | None = None
    ignored: tuple[tuple[int, int], ...] = ()


@frozen(kw_only=True)
class Form:
    """A way to write dates: its layouts, and as it was declared."""

    written: str
    layouts: tuple[Layout, ...] = field(repr=False)


@frozen(kw_only=True)
class Moments:
    """Dates that were read: `local` seconds as the clock shows them, `offset` of those that state one (else 0).

    `fits` marks the texts that were read, `zoned` those that state their offset.
    """

    local: Array
    offset: Array
    fits: Array
    zoned: Array


@cache
def form(written: str) -> Form | None:
    """The form that somebody declared; None where it is none, or leaves out a part of the date or its time."""
    tokens, at = [], 0
    while at < len(written):
        found = _TOKEN.match(written, at)
        if found is None:
            return None
        tokens.append(found.group())
        at = found.end()
    names = [_NAMES[token[0]] for token in tokens if token[0] in _NAMES]
    hours = [name for name in names if name in ("hour", "twelve")]
    complete = all(names.count(name) == 1 for name in _DATE) and len(hours) == 1 and names.count("second") <= 1
    if not complete or tokens.count("AM") != (hours == ["twelve"]):
        return None
    loose = [place for place, token in enumerate(tokens) if len(token) == 1 and token in _NAMES]
    return Form(
        written=written,
        layouts=tuple(
            _layout(tokens, dict(zip(loose, widths, strict=True))) for widths in product((2, 1), repeat=len(loose))
        ),
    )


def _layout(tokens: list[str], widths: dict[int, int]) -> Layout:
    at, parts, literals, noon = 0, {}, [], None
    for place, token in enumerate(tokens):
        if token == "AM":
            noon, width = at, 2
        elif token[0] in _NAMES:
            width = widths.get(place, len(token))
            parts[_NAMES[token[0]]] = at, width
        else:
            raw = token.encode()
            literals += [(at + shift, bytes([byte])) for shift, byte in enumerate(raw)]
            width = len(raw)
        at += width
    return Layout(width=at, parts=parts, literals=tuple(literals), noon=noon)


def _iso_layouts() -> Iterator[Layout]:
    """`2026-03-10T10:00` with or without seconds, their fraction, and an offset."""
    parts = {"year": (0, 4), "month": (5, 2), "day": (8, 2), "hour": (11, 2), "minute": (14, 2)}
    literals = ((4, b"-"), (7, b"-"), (10, b"T "), (13, b":"))
    for seconds, fraction in ((False, 0), (True, 0), (True, 3), (True, 6)):
        width = 19 if seconds else 16
        own = {**parts, "second": (17, 2)} if seconds else parts
        marks = (*literals, (16, b":")) if seconds else literals
        ignored: tuple[tuple[int, int], ...] = ()
        if fraction:
            marks, ignored, width = (*marks, (19, b".")), ((20, fraction),), 20 + fraction
        yield Layout(width=width, parts=own, literals=marks, ignored=ignored)
        yield Layout(width=width + 1, parts=own, literals=(*marks, (width, b"Z")), ignored=ignored, offset=-1)
        zone = (*marks, (width, b"+-"), (width + 3, b":"))
        yield Layout(width=width + 6, parts=own, literals=zone, ignored=ignored, offset=width)


ISO = Form(written="ISO 8601", layouts=tuple(_iso_layouts()))


def read_moments(texts: pa.Array, written: Form) -> Moments:
    """The dates of a column of text; a missing text fits nothing."""
    count = len(texts)
    local, offset = np.zeros(count, np.int64), np.zeros(count, np.int64)
    fits, zoned = np.zeros(count, bool), np.zeros(count, bool)
    starts, data = _bytes(texts)
    widths = np.diff(starts)
    if texts.null_count:
        widths = np.where(texts.is_valid().to_numpy(zero_copy_only=False), widths, -1)
    for layout in written.layouts:
        rows = np.flatnonzero((widths == layout.width) & ~fits)
        if not rows.size:
            continue
        if rows.size == count:
            block = data[starts[0] : starts[-1]].reshape(count, layout.width)
        else:
            block = data[starts[rows][:, None] + np.arange(layout.width)]
        seconds, shift, good = _take_apart(block, layout)
        rows = rows[good]
        local[rows], offset[rows], fits[rows], zoned[rows] = seconds[good], shift[good], True, layout.offset is not None
    return Moments(local=local, offset=offset, fits=fits, zoned=zoned)


def _bytes(texts: pa.Array) -> tuple[Array, Array]:
    """Where each text of a column starts (and the last one ends), and the bytes of all."""
    wide = pa.types.is_large_string(texts.type)
    _valid, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64 if wide else np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return starts, np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)


def _take_apart(block: Array, layout: Layout) -> tuple[Array, Array, Array]:
    """Local seconds and offset of texts of one width, and which of them are dates at all."""
    good = np.ones(len(block), bool)
    for at, allowed in layout.literals:
        column = block[:, at]
        found = column == allowed[0]
        for other in allowed[1:]:
            found |= column == other
        good &= found
    read = {name: _number(block, at, width, good) for name, (at, width) in layout.parts.items()}
    for at, width in layout.ignored:
        _number(block, at, width, good)
    hour, minute = read["hour"] if "hour" in read else _noon(block, layout, read["twelve"], good), read["minute"]
    second = read.get("second", 0)
    year, month, day = read["year"], read["month"], read["day"]
    good &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour <= 23) & (minute <= 59) & (second <= 59)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _LAST[np.where(good, month, 1)] + (leap & (month == 2))
    good &= day <= last
    shift = np.zeros(len(block), np.int64)
    if layout.offset is not None and layout.offset >= 0:
        at = layout.offset
        hours, minutes = _number(block, at + 1, 2, good), _number(block, at + 4, 2, good)
        good &= (hours <= 23) & (minutes <= 59)
        shift = (hours * 3600 + minutes * 60).astype(np.int64) * np.where(block[:, at] == ord("-"), -1, 1)
    seconds = days_since_epoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    return seconds, shift, good


_LAST = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int32)


def _number(block: Array, at: int, width: int, good: Array) -> Array:
    total = np.zeros(len(block), np.int32)
    for place in range(at, at + width):
        digit = block[:, place] - np.uint8(48)
        np.logical_and(good, digit <= 9, out=good)
        total = total * 10 + digit
    return total


def _noon(block: Array, layout: Layout, twelve: Array, good: Array) -> Array:
    """The hour of a clock of twelve hours: 12 AM is midnight, 12 PM is noon."""
    assert layout.noon is not None
    letter = block[:, layout.noon] & 0xDF
    good &= ((letter == ord("A")) | (letter == ord("P"))) & ((block[:, layout.noon + 1] & 0xDF) == ord("M"))
    good &= (twelve >= 1) & (twelve <= 12)
    return twelve % 12 + np.where(letter == ord("P"), 12, 0)


def days_since_epoch(year: Array, month: Array, day: Array) -> Any:
    """Days from 1970-01-01 of dates of the Gregorian calendar (years of 365.25 days from March on, less centuries)."""
    year = (year - (month <= 2)).astype(np.int64)
    century = year // 400
    of_century = year - century * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return century * 146097 + of_century * 365 + of_century // 4 - of_century // 100 + of_year - 719468
