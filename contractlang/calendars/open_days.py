"""How much open time some open days hold at least, wherever they start.

`n` open days from an instant of an open date take what the date has left, the open dates between, and the target date
up to the same wall clock. On ordinary dates each weekday has one shape, so the least of it is known from the pairs of
weekdays that stand `n` open dates apart; what the dates between hold is read from the table. The first and the last
part together are linear between the hours at which one of both dates opens or closes, so their least is at one of
these.

**Odd** dates are left out and must be looked at second by second: those whose hours a clock change cuts or stretches,
and as starts those after whose last closing a wall clock may be shown twice. A start on a closed date is one at the
next opening.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import cache, lru_cache

from contractlang.calendars.timeline import Intervals, Table, Timeline
from contractlang.calendars.zones import clock_change, edge_instant, local_day
from contractlang.records import frozen


@frozen
class AtLeast:
    """Open seconds that starts of a window have before some open days end, but for starts in the `odd` stretches.

    `seconds` is None where all starts are odd.
    """

    seconds: int | None
    odd: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def open_time_at_least(timeline: Timeline, count: int, start: int, end: int) -> AtLeast:
    """What `count` (positive) open days hold from any instant of `[start, end)`; raises as counting them does."""
    zone = timeline.zone
    first, last = local_day(start, zone)[0] - 1, local_day(end - 1, zone)[0] + 1
    timeline.open_day(first, 1)  # so that the table begins no later
    table, index = timeline.open_day(last - 2, 1)
    table, _ = timeline.open_day(table.days[index], count)
    days, (before, odd_starts, odd_targets) = table.days, _laid_out(timeline, table)
    low, high = bisect_left(days, first), min(bisect_left(days, last) + 1, len(days) - count)
    odd = sorted(
        {place for place in odd_starts if low <= place < high}
        | {place - count for place in odd_targets if low <= place - count < high}
    )
    found: set[tuple[int, int, int]] = set()
    for begin, finish in zip([low, *(place + 1 for place in odd)], [*odd, high], strict=True):
        found.update(
            (days[place] % 7, days[place + count] % 7, before[place + count] - before[place + 1])
            for place in range(begin, finish)
        )
    hours = timeline.hours
    seconds = (between + _ends(hours[(one - 1) % 7], hours[(other - 1) % 7]) for one, other, between in found)
    near = ((edge_instant(days[place] - 1, 0, zone), edge_instant(days[place] + 2, 0, zone)) for place in odd)
    return AtLeast(
        min(seconds, default=None),
        tuple((max(begin, start), min(finish, end)) for begin, finish in near if begin < end and finish > start),
    )


@lru_cache(maxsize=64)
def _laid_out(timeline: Timeline, table: Table) -> tuple[array[int], frozenset[int], frozenset[int]]:
    """The open time before each open date of a table, and the places of its odd dates, as starts and as targets."""
    before, odd_starts, odd_targets = array("q"), set(), set()
    spans = [hours[-1][1] * 60 - hours[0][0] * 60 if hours else 0 for hours in timeline.hours]
    for place, (day, opens, closes) in enumerate(zip(table.days, table.firsts, table.lasts, strict=True)):
        before.append(table.position(opens))
        # a change between both leaves more or less time between them; so does one that moves an opening
        if closes - opens != spans[(day - 1) % 7]:
            odd_targets.add(place)
            odd_starts.add(place)
        elif (change := clock_change(day, timeline.zone)) is not None and change > opens:
            odd_starts.add(place)
    return before, frozenset(odd_starts), frozenset(odd_targets)


@cache
def _ends(first: Intervals, last: Intervals) -> int:
    """The least open time from a wall clock of one date and up to the same of another, in seconds."""
    turns = {turn for interval in (*first, *last) for turn in interval}
    return 60 * min(
        sum(max(closes - max(opens, turn), 0) for opens, closes in first)
        + sum(max(min(closes, turn) - opens, 0) for opens, closes in last)
        for turn in turns
    )
