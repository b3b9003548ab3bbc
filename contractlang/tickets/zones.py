"""Local times of a whole column as instants, as `calendars.to_instant` reads one."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np

from contractlang.calendars import to_datetime
from contractlang.records import frozen

Array = np.ndarray[Any, Any]

_DAY = 86400
_FIRST, _LAST = 1968, 2102  # facts stand between 1970 and 2099


@frozen(kw_only=True)
class _Changes:
    """Clock changes of a zone, in local seconds: until when the offset before each is taken, and where it is doubtful.

    `offsets` has one more entry than `until`.
    """

    until: Array
    doubtful: Array
    back: Array
    offsets: Array


@lru_cache(maxsize=256)
def _changes(zone: str, first: int, last: int) -> _Changes:
    """The clock changes from the start of a year to the end of another."""
    until, doubtful, back = [], [], []
    offsets = [_offset(_new_year(first), zone)]
    for year in range(first, last + 1):
        for instant, before, after in _changes_of(zone, year):
            until.append(instant + max(before, after))
            doubtful.append(instant + min(before, after))
            back.append(before > after)
            offsets.append(after)
    return _Changes(
        until=np.array(until, np.int64),
        doubtful=np.array(doubtful, np.int64),
        back=np.array(back, bool),
        offsets=np.array(offsets, np.int64),
    )


@cache
def _changes_of(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The instants of a year (UTC) at which the offset changes, with the offsets before and after."""
    found = []
    before = _offset(_new_year(year), zone)
    for day in range(_new_year(year), _new_year(year + 1), _DAY):
        after = _offset(day + _DAY, zone)
        if after != before:
            low, high = day, day + _DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
            found.append((high, before, after))
            before = after
    return tuple(found)


def _new_year(year: int) -> int:
    return (date(year, 1, 1) - date(1970, 1, 1)).days * _DAY


def _year(local: int) -> int:
    """The year of local seconds, near enough and within those that are known."""
    return min(max(1970 + local // (365 * _DAY + _DAY // 4), _FIRST + 1), _LAST - 1)


def _offset(instant: int, zone: str) -> int:
    shift = to_datetime(instant, zone).utcoffset()
    assert shift is not None
    return shift.days * _DAY + shift.seconds


def to_instants(local: Array, zone: str) -> tuple[Array, Array, Array]:
    """Instants of local seconds in a zone, which are ambiguous, and which missing (see `calendars.zones`)."""
    none = np.zeros(len(local), bool)
    if not len(local):
        return local, none, none
    changes = _changes(zone, _year(int(local.min())) - 1, _year(int(local.max())) + 1)
    if not len(changes.until):
        return local - changes.offsets[0], none, none
    first = int(np.searchsorted(changes.until, local.min(), "right"))
    last = int(np.searchsorted(changes.until, local.max(), "right"))
    if first == last and (last == len(changes.until) or local.max() < changes.doubtful[last]):
        return local - changes.offsets[first], none, none
    near = changes.until[first : last + 1]
    at = np.searchsorted(near, local, "right") + first
    next_one = np.minimum(at, len(changes.until) - 1)
    doubt = (at < len(changes.until)) & (local >= changes.doubtful[next_one])
    back = changes.back[next_one]
    return local - changes.offsets[at], doubt & back, doubt & ~back
