"""Local time and instants.

An instant is an `int`: whole seconds since 1970-01-01T00:00Z. Zone offsets change at a few instants a year, and a
local time near such a change may name two instants or none:

- ambiguous (clocks set back): the first of the two is meant, that is the offset in force before the change
  (PEP 495, `fold=0`);
- missing (clocks set forward), as a **fact**: the offset in force before the change is kept, so that 02:30 on the
  night when 02:00 becomes 03:00 is read as 03:30, one half-hour after the change;
- missing, as an **edge** of opening hours: the instant of the change. Keeping the old offset there would let 02:30
  come after 03:00, and an interval `02:30-03:00` would close before it opens; this way the order of edges is kept
  and such an interval is empty on that night.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

ClockChange = Literal["ambiguous", "missing"]

DAY_SECONDS = 86400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_SECOND = timedelta(seconds=1)


@cache
def zones() -> frozenset[str]:
    """Names of all known time zones (IANA), for nearest-name help."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether a name is that of a time zone (IANA)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # a folder of zones ("America") surfaces as OSError
        return False
    return True


def to_instant(local: datetime, zone: str) -> tuple[int, ClockChange | None]:
    """The instant of a date and time, and what a clock change did to it.

    A naive datetime is read in `zone`, whatever its `fold`: "ambiguous" and "missing" times take the offset in
    force before the change. An aware one keeps its own offset and is never doubtful. Fractions of a second are
    cut off.
    """
    if local.tzinfo is not None:
        return (local - _EPOCH) // _SECOND, None
    placed = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    before, after = _offset(placed), _offset(placed.replace(fold=1))
    instant = (local.replace(tzinfo=UTC) - _EPOCH) // _SECOND - before
    if before == after:
        return instant, None
    return instant, "ambiguous" if before > after else "missing"


def to_datetime(instant: int, zone: str) -> datetime:
    """The aware local date and time of an instant."""
    return (_EPOCH + timedelta(seconds=instant)).astimezone(ZoneInfo(zone))


def local_day(instant: int, zone: str) -> tuple[int, int]:
    """The local date of an instant, as a proleptic ordinal, and the seconds that its wall clock shows."""
    near = instant // DAY_SECONDS + _EPOCH_ORDINAL
    offset = midnight_offset(near - 1, zone)
    if offset == midnight_offset(near + 2, zone):  # no clock change near it, so that whole numbers will do
        days, clock = divmod(instant + offset, DAY_SECONDS)
        return days + _EPOCH_ORDINAL, clock
    local = to_datetime(instant, zone)
    return local.toordinal(), local.hour * 3600 + local.minute * 60 + local.second


def edge_instant(day: int, clock: int, zone: str) -> int:
    """The instant of an edge: `clock` seconds (up to 86400, which is 24:00) on the wall clock of an ordinal date.

    Never decreases as the local time advances; see the module's text for clock changes.
    """
    wall = wall_seconds(day) + clock
    before = midnight_offset(day, zone)
    if before == midnight_offset(day + 1, zone):
        return wall - before
    local = datetime.fromordinal(day).replace(tzinfo=ZoneInfo(zone)) + timedelta(seconds=clock)
    before, after = _offset(local), _offset(local.replace(fold=1))
    if before >= after:
        return wall - before
    return _change_between(wall - after, wall - before, zone)


def clock_change(day: int, zone: str) -> int | None:
    """The instant at which the zone's offset changes on an ordinal date; None on an ordinary day.

    No zone has two changes on one day that cancel out, so comparing both midnights is enough.
    """
    before, after = midnight_offset(day, zone), midnight_offset(day + 1, zone)
    if before == after:
        return None
    return _change_between(wall_seconds(day) - before - 1, wall_seconds(day + 1) - after, zone)


def month_range(instant: int, zone: str) -> tuple[int, int]:
    """The local calendar month that holds an instant: its first instant and that of the next month."""
    local = to_datetime(instant, zone)
    first = date(local.year, local.month, 1)
    following = date(local.year + local.month // 12, local.month % 12 + 1, 1)
    return edge_instant(first.toordinal(), 0, zone), edge_instant(following.toordinal(), 0, zone)


def wall_seconds(day: int) -> int:
    """Seconds from 1970-01-01T00:00 to the start of an ordinal date, both read on the same wall clock."""
    return (day - _EPOCH_ORDINAL) * DAY_SECONDS


@lru_cache(maxsize=1 << 15)
def midnight_offset(day: int, zone: str) -> int:
    """The zone's offset from UTC in seconds at 00:00 of an ordinal date, the one before the change if in doubt."""
    return _offset(datetime.fromordinal(day).replace(tzinfo=ZoneInfo(zone)))


def _change_between(low: int, high: int, zone: str) -> int:
    """First instant in `(low, high]` whose offset is no longer that of `low`."""
    before = _offset(to_datetime(low, zone))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(to_datetime(middle, zone)) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    assert offset is not None, "only called with aware datetimes"
    return offset // _SECOND
