"""Availability of a group of assets over a period: the share of open time during which it was not down.

It is (open time - time down) / open time, on the calendar of the target (around the clock where it names none), exact.
A group is down while an outage of it lasts, of whichever asset; outages that overlap count once. Time of a cause that
the target leaves out (`hors tiers`) is not time down and stays in the open time, unless another cause had the group
down too.

Planned maintenance that is left out must keep to what the contract asks of it: announced so long before, within its
window, within its quota (open time of the target's calendar). What was not announced in time counts as down, and so
does what nothing says was announced: whoever relies on an exclusion shows that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from contractlang.calendars import (
    NeverOpens,
    ServiceCalendar,
    Stops,
    always_open,
    breakpoints,
    merged_stops,
    notice_limit,
    stopped_time,
)
from contractlang.core.origins import Path
from contractlang.core.program import Program, Target
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.periods import Period, kind_of, periods_between
from contractlang.records import frozen
from contractlang.values import Length, Rate, Unit

PLANNED = "planned_maintenance"
_NOTICE, _QUOTA, _WINDOW = (("service_levels", "planned_maintenance", part) for part in ("notice", "quota", "window"))

_NOT_OPEN = Text(
    "le calendrier n'ouvre pas dans la période : rien n'est mesuré",
    "the calendar does not open in the period: nothing is measured",
)
_GOES_ON = Text("{count} interruption dure encore", "{count} outage goes on")
_NOT_ANNOUNCED = Text(
    "maintenance non annoncée {notice} avant, comptée comme interruption : {count}",
    "maintenance that was not announced {notice} before, counted as an outage: {count}",
)
_OVER_QUOTA = Text(
    "maintenance au-delà du quota de {quota}, comptée comme interruption",
    "maintenance beyond the quota of {quota}, counted as an outage",
)
_NO_QUOTA = Text(
    "le quota de {quota} ne se compte pas en heures par période : il n'est pas appliqué",
    "the quota of {quota} is not in hours per period: it is not applied",
)
_PART_OF_QUOTA = Text(
    "le quota de {quota} vaut pour plus que la période : ce qui en a été pris ailleurs n'est pas connu",
    "the quota of {quota} is for more than the period: what was taken of it elsewhere is not known",
)


@frozen(kw_only=True)
class Outage:
    """A time during which assets did not work: epoch seconds; `end` None while it goes on.

    `assets` are groups of the scope or asset types. `cause` is a word of the vocabulary, None where it is not known (no
    target then leaves it out). `announced`: when a maintenance was announced.
    """

    start: int
    end: int | None
    assets: tuple[str, ...]
    cause: str | None = None
    announced: int | None = None


@frozen(kw_only=True)
class Availability:
    """The availability of a group over a period: seconds of open time, down and left out; `share` is exact.

    `share` and `met` are None where the calendar does not open in the period.
    """

    target: Target
    period: Period
    open_seconds: int
    down_seconds: int
    excluded_seconds: int
    share: Fraction | None
    met: bool | None
    notes: tuple[Message, ...] = ()

    @property
    def missing(self) -> Fraction:
        """What is missing from the target, a fraction of one."""
        return max(self.target.share - self.share, Fraction(0)) if self.share is not None else Fraction(0)


def availability(target: Target, program: Program, period: Period, outages: Iterable[Outage]) -> Availability:
    """What one target comes to; outages of other groups are passed over."""
    calendar = always_open(period.zone) if target.calendar is None else program.calendars[target.calendar]
    group = {target.subject, *_assets(program, target.subject)}
    own = [outage for outage in outages if group.intersection(outage.assets)]
    notes: list[Message] = []
    if going := sum(outage.end is None for outage in own):
        notes.append(_GOES_ON(count=going))
    sorted_out = _sorted_out(target, program, own, period, notes)
    whole = calendar.elapsed(period.start, period.end)
    lost = stopped_time(calendar, merged_stops(sorted_out.counted), period.start, period.end)
    others = merged_stops((*sorted_out.counted, *sorted_out.others))
    either = merged_stops((*others, *sorted_out.planned))
    over = _over_quota(program, calendar, period, (others, either), notes)
    spared = stopped_time(calendar, either, period.start, period.end) - lost - over
    lost += over
    if not whole:
        notes.append(_NOT_OPEN())
    share = Fraction(whole - lost, whole) if whole else None
    return Availability(
        target=target,
        period=period,
        open_seconds=whole,
        down_seconds=lost,
        excluded_seconds=spared,
        share=share,
        met=None if share is None else share >= target.share,
        notes=tuple(notes),
    )


def _assets(program: Program, group: str) -> tuple[str, ...]:
    """The asset types of a group of the scope."""
    term = program.terms.get(("scope", "included", group))
    return term.value if term is not None and isinstance(term.value, tuple) else ()


@frozen(kw_only=True)
class _Sorted:
    """Outages as stops, not joined: those that count, planned maintenance that is left out, other causes that are."""

    counted: tuple[tuple[int, int], ...]
    planned: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


def _sorted_out(
    target: Target, program: Program, own: Sequence[Outage], period: Period, notes: list[Message]
) -> _Sorted:
    counted: list[tuple[int, int]] = []
    planned: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    notice, late = _length(program, _NOTICE), 0
    for outage in own:
        stop = outage.start, period.end if outage.end is None else outage.end
        if outage.cause is None or outage.cause not in target.excluded:
            counted.append(stop)
        elif outage.cause != PLANNED:
            others.append(stop)
        elif notice is not None and not _announced(outage, notice, period.zone):
            counted.append(stop)
            late += 1
        else:
            inside, outside = _within(program, stop)
            planned += inside
            counted += outside
    if late and notice is not None:
        notes.append(_NOT_ANNOUNCED(notice=notice, count=late))
    return _Sorted(counted=tuple(counted), planned=tuple(planned), others=tuple(others))


def _announced(outage: Outage, notice: Length, zone: str) -> bool:
    """Whether a maintenance was announced so long before; days are those of the clock."""
    if outage.announced is None:
        return False
    try:
        return outage.announced <= notice_limit(outage.start, notice, always_open(zone))
    except (NeverOpens, ValueError):
        return False


def _within(program: Program, stop: tuple[int, int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The parts of a maintenance within the window of the contract (all of it without one), and those outside."""
    window = program.terms.get(_WINDOW)
    calendar = program.calendars.get(str(window.value)) if window is not None else None
    if calendar is None:
        return [stop], []
    start, end = stop
    cuts = [start, *(cut for cut in breakpoints(calendar, start, end) if cut > start), end]
    inside: list[tuple[int, int]] = []
    outside: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        (inside if calendar.opens(first) else outside).append((first, last))
    return inside, outside


def _over_quota(
    program: Program, calendar: ServiceCalendar, period: Period, stops: tuple[Stops, Stops], notes: list[Message]
) -> int:
    """Open seconds of planned maintenance beyond the quota; `stops`: down or left out without it, and with it."""
    term = program.terms.get(_QUOTA)
    rate = term.value if term is not None else None
    if not isinstance(rate, Rate) or not isinstance(rate.value, Length) or not isinstance(rate.per, Unit):
        return 0
    kind, most = kind_of(rate.per), rate.value.seconds
    if kind is None or most is None:
        notes.append(_NO_QUOTA(quota=rate))
        return 0
    without, with_ = stops
    over = 0
    for part in periods_between(program, period.start, period.end, kind):
        bounds = max(part.start, period.start), min(part.end, period.end)
        used = stopped_time(calendar, with_, *bounds) - stopped_time(calendar, without, *bounds)
        over += max(used - most, 0)
        if part.start < period.start or part.end > period.end:
            notes.append(_PART_OF_QUOTA(quota=rate))
    if over:
        notes.append(_OVER_QUOTA(quota=rate))
    return over


def _length(program: Program, path: Path) -> Length | None:
    term = program.terms.get(path)
    return term.value if term is not None and isinstance(term.value, Length) else None
