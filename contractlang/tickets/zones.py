"""Local times of a whole column as instants, as `calendars.to_instant` reads one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from contractlang.calendars import to_datetime
from contractlang.records import frozen

Array = np.ndarray[Any, Any]

_YEARS = 4102444800 // 86400 + 800  # days until 2102: facts end with 2099
_DAY = 86400


@frozen(kw_only=True)
class _Changes:
    """Clock changes of a zone, in local seconds: until when the offset before each is taken, and where it is doubtful.

    `offsets` has one more entry than `until`.
    """

    until: Array
    doubtful: Array
    back: Array
    offsets: Array


@cache
def _changes(zone: str) -> _Changes:
    until, doubtful, back = [], [], []
    offsets = [_offset(-800 * _DAY, zone)]
    for day in range(-800, _YEARS):
        if _offset((day + 1) * _DAY, zone) == offsets[-1]:
            continue
        low, high = day * _DAY, (day + 1) * _DAY
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(middle, zone) == offsets[-1] else (low, middle)
        before, after = offsets[-1], _offset((day + 1) * _DAY, zone)
        until.append(high + max(before, after))
        doubtful.append(high + min(before, after))
        back.append(before > after)
        offsets.append(after)
    return _Changes(
        until=np.array(until, np.int64),
        doubtful=np.array(doubtful, np.int64),
        back=np.array(back, bool),
        offsets=np.array(offsets, np.int64),
    )


def _offset(instant: int, zone: str) -> int:
    shift = to_datetime(instant, zone).utcoffset()
    assert shift is not None
    return shift.days * _DAY + shift.seconds


def to_instants(local: Array, zone: str) -> tuple[Array, Array, Array]:
    """Instants of local seconds in a zone, and which of them are ambiguous and which missing (see `calendars.zones`)."""
    changes = _changes(zone)
    none = np.zeros(len(local), bool)
    if not len(changes.until) or not len(local):
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
