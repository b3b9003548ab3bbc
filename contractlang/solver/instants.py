"""Which combinations of openings some instant really has, each with an instant that has it.

`opening during HO` is a truth value of an instant. Seen by the rules, two instants are the same if the same
calendars are open, so time comes down to a short list of combinations. The list is exact: openings change only at
the breakpoints of the calendars, so one sweep over the breakpoints of a window meets every combination that any
instant of the window has, holidays and clock changes included, and meets no other.

A combination is shown to a reader by one of its instants, its **witness**. The most usual one is taken: a round
hour at which, in most weeks, that combination stands (so `closed` is shown by an evening, not by the one Tuesday
that is a holiday), on a weekday if there is one, and the first such instant of the window.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from contractlang.calendars import ServiceCalendar, breakpoints, to_datetime, to_instant
from contractlang.core.life import Window
from contractlang.records import evolve, frozen

# Hours in the order in which they look ordinary: in office hours first, then clearly outside them.
_HOURS = (10, 15, 20, 22, 7, 13, 2, 6, 4, 0)
_WEEKDAY_RANK = (0, 0, 0, 0, 0, 1, 2)
# Days over which the usual hours of a combination are counted: a month of weeks.
_SAMPLE_DAYS = 28


@frozen(kw_only=True)
class Instants:
    """The combinations of openings that instants of a window have.

    `open_in[i]` holds the calendars that are open in combination `i`, `witnesses[i]` an instant of it. The
    combination of every instant is read from `breaks`, sorted, and `codes`: instants from `breaks[n]` to before
    `breaks[n + 1]` have combination `codes[n]`. Combinations stand from the plainest (most calendars open) down.
    """

    window: Window
    open_in: tuple[frozenset[str], ...]
    witnesses: tuple[int, ...]
    breaks: tuple[int, ...]
    codes: tuple[int, ...]

    def at(self, instant: int) -> int:
        """The combination of an instant of the window."""
        return self.codes[bisect_right(self.breaks, instant) - 1]

    def renamed(self, names: Mapping[str, str]) -> Instants:
        """The same of calendars of other names."""
        return evolve(self, open_in=tuple(frozenset(names[name] for name in one) for one in self.open_in))

    def where(self, calendar: str, is_open: bool) -> frozenset[int]:
        """The combinations in which a calendar is open, or closed."""
        return frozenset(i for i, names in enumerate(self.open_in) if (calendar in names) == is_open)

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The stretches of one combination that meet `[start, end)`, as `(from, to, combination)`."""
        first = max(bisect_right(self.breaks, start) - 1, 0)
        for n in range(first, len(self.breaks)):
            if self.breaks[n] >= end:
                return
            stop = self.breaks[n + 1] if n + 1 < len(self.breaks) else self.window.end
            yield self.breaks[n], stop, self.codes[n]

    def find(self, options: frozenset[int], least: int, most: int) -> int | None:
        """The most ordinary instant between two limits (inclusive) that has one of these combinations, if any."""
        for index in sorted(options):
            if least <= self.witnesses[index] <= most:
                return self.witnesses[index]
        month = [when for when in _round_hours(self.window, least, _SAMPLE_DAYS) if when[0] <= most]
        usual = _usual(month, self.at)
        for index in sorted(options.intersection(usual)):
            return usual[index]
        pieces = self.pieces(least, most + 1)
        return next((max(start, least) for start, _, code in pieces if code in options), None)


def combine(calendars: Mapping[str, ServiceCalendar], window: Window) -> Instants:
    """Sweep the breakpoints of some calendars over a window."""
    names = sorted(calendars)
    mask = sum(1 << bit for bit, name in enumerate(names) if calendars[name].opens(window.start))
    toggles: dict[int, int] = {}
    for bit, name in enumerate(names):
        for instant in breakpoints(calendars[name], window.start + 1, window.end):
            toggles[instant] = toggles.get(instant, 0) ^ (1 << bit)
    breaks, masks = [window.start], [mask]
    for instant in sorted(toggles):
        mask ^= toggles[instant]
        if masks[-1] != mask:
            breaks.append(instant)
            masks.append(mask)
    order = sorted(set(masks), key=lambda mask: (-mask.bit_count(), mask))
    code = {mask: index for index, mask in enumerate(order)}
    codes = tuple(code[mask] for mask in masks)
    return Instants(
        window=window,
        open_in=tuple(frozenset(n for bit, n in enumerate(names) if mask >> bit & 1) for mask in order),
        witnesses=_witnesses(window, tuple(breaks), codes, len(order)),
        breaks=tuple(breaks),
        codes=codes,
    )


def _witnesses(window: Window, breaks: tuple[int, ...], codes: tuple[int, ...], count: int) -> tuple[int, ...]:
    """The most usual instant of each combination; where no round hour has it, its first instant."""

    def at(instant: int) -> int:
        return codes[bisect_right(breaks, instant) - 1]

    chosen = _usual(_round_hours(window, window.start, _SAMPLE_DAYS), at)
    for n, code in enumerate(codes):
        if code not in chosen:
            stop = breaks[n + 1] if n + 1 < len(breaks) else window.end
            inside = [when for when in _round_hours(window, breaks[n], 3) if when[0] < stop]
            chosen |= _usual(inside, at) or {code: breaks[n]}
    return tuple(chosen[index] for index in range(count))


@lru_cache(maxsize=256)
def _round_hours(window: Window, start: int, days: int) -> tuple[tuple[int, datetime], ...]:
    """The instants of the ordinary round hours of some days, each with its local time."""
    first = to_datetime(start, window.zone).replace(hour=0, minute=0, second=0, tzinfo=None)
    moments: list[tuple[int, datetime]] = []
    for day in range(days):
        for hour in _HOURS:
            local = first + timedelta(days=day, hours=hour)
            instant, doubt = to_instant(local, window.zone)
            if start <= instant < window.end and doubt is None:
                moments.append((instant, local))
    return tuple(moments)


def _usual(moments: Iterable[tuple[int, datetime]], at: Callable[[int], int]) -> dict[int, int]:
    """For each combination met, the first instant of its most usual kind of day and hour."""
    kinds = [(instant, at(instant), _WEEKDAY_RANK[local.weekday()], local.hour) for instant, local in moments]
    seen = Counter((code, day, hour) for _, code, day, hour in kinds)
    best: dict[int, tuple[tuple[int, int, int, int], int]] = {}
    for instant, code, day, hour in kinds:
        rank = (day, -seen[code, day, hour], _HOURS.index(hour), instant)
        if code not in best or rank < best[code][0]:
            best[code] = (rank, instant)
    return {code: instant for code, (_, instant) in best.items()}
