"""ISO 8601 lengths and instants, the forms in which facts stand in JSON."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction

from contractlang.calendars import to_datetime

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SIZES = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


def read_duration(text: str) -> int | None:
    """Seconds of an ISO 8601 duration in days (of 24 hours), hours, minutes, seconds (`PT50M`); None if it is none.

    Weeks, months and years are not lengths of work and are not read. A part of a second is none either.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    found = {name: match[name] for name in _SIZES if match[name]}
    parts = (Fraction(count.replace(",", ".")) * _SIZES[name] for name, count in found.items())
    total = sum(parts, start=Fraction(0))
    if total.denominator != 1:
        return None
    return -total.numerator if match["sign"] else total.numerator


def write_duration(seconds: int) -> str:
    """An ISO 8601 duration in hours, minutes and seconds: `PT26H30M`, `PT0S`."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = "".join(f"{count}{letter}" for count, letter in ((hours, "H"), (minutes, "M"), (left, "S")) if count)
    return ("-" if seconds < 0 else "") + "PT" + (parts or "0S")


def read_moment(text: str) -> datetime | None:
    """A date with a time of day, aware or not; None for a date alone and for anything else."""
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def write_moment(instant: int, zone: str) -> str:
    """An instant with the offset of a zone: `2026-03-09T12:15:00+01:00`."""
    return to_datetime(instant, zone).isoformat()
