"""The pictures of the report as plain shapes: where each bar, cell and label stands. The template only draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import MILESTONES
from contractlang.records import frozen

WIDTH = 500
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 6, 10, 34
_PLOT = 200


@frozen(kw_only=True)
class Tick:
    """A line of an axis with its value."""

    at: float
    value: int


@frozen(kw_only=True)
class Bar:
    """A rectangle; `kind` is its colour and `value` what it shows."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    value: int
    label: str = ""


@frozen(kw_only=True)
class Months:
    """Charges upward and penalties downward, one column a month."""

    height: int
    zero: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]


@frozen(kw_only=True)
class Commitment:
    """One line of the picture of commitments: its label, its bars, and counts of met, missed, not reached."""

    milestone: str
    severity: str
    y: float
    bars: tuple[Bar, ...]
    counts: tuple[int, int, int]
    first: bool

    @property
    def share(self) -> float | None:
        """Which share of what was reached was met."""
        met, missed, _ = self.counts
        return met / (met + missed) if met + missed else None


@frozen(kw_only=True)
class Heat:
    """Tickets by day of the week and hour: shaded cells, and the hours of the service as outlines."""

    height: int
    cell: float
    left: float
    cells: tuple[Bar, ...]
    hours: tuple[Bar, ...]
    most: int


def months(periods: Sequence[str], charges: Sequence[int], penalties: Sequence[int]) -> Months:
    """Bars of charges and penalties (cents) by month."""
    up, down = max([*charges, 0]), max([*penalties, 0])
    step = nice_step(up + down)
    top, bottom = -(-up // step) * step or step, -(-down // step) * step
    scale = _PLOT / (top + bottom)
    zero = _TOP + top * scale
    wide = (WIDTH - _LEFT - _RIGHT) / max(len(periods), 1)
    bars: list[Bar] = []
    for place, (net, penalty, label) in enumerate(zip(charges, penalties, periods, strict=True)):
        x, width = round(_LEFT + wide * (place + 0.16), 2), round(wide * 0.68, 2)
        bars.append(_bar(x, zero - net * scale, width, net * scale, "charge", net, label))
        bars.append(_bar(x, zero, width, penalty * scale, "penalty", penalty, label))
    every = -(-len(periods) // 13)
    labels = [(round(_LEFT + wide * (place + 0.5), 2), label) for place, label in enumerate(periods)]
    ticks = [Tick(at=round(zero - value * scale, 2), value=value) for value in range(-bottom, top + 1, step)]
    return Months(
        height=_TOP + _PLOT + _BOTTOM,
        zero=round(zero, 2),
        ticks=tuple(ticks),
        bars=tuple(bar for bar in bars if bar.value),
        labels=tuple(labels[::every]),
    )


def _bar(x: float, y: float, width: float, height: float, kind: str, value: int, label: str) -> Bar:
    return Bar(x=x, y=round(y, 2), width=width, height=round(height, 2), kind=kind, value=value, label=label)


def nice_step(span: int) -> int:
    """A round distance between lines of an axis, so that there are four to ten."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * 7 >= span:
                return digit * power
        power *= 10


def commitments(counted: Mapping[tuple[str, str, str], int], severities: Sequence[str]) -> tuple[list[Commitment], int]:
    """One bar for each milestone and severity (`counted` by severity, milestone and state), and the height of all."""
    found: list[Commitment] = []
    y, left, wide = 8.0, 112.0, WIDTH - 112.0 - 62
    for name in MILESTONES:
        first = True
        for severity in severities:
            met, missed, pending = (counted.get((severity, name, state), 0) for state in ("met", "missed", "pending"))
            if not met + missed + pending:
                continue
            y += 20 if first else 0
            counts = met, missed, pending
            bars = tuple(_shares(counts, left, wide, y))
            found.append(Commitment(milestone=name, severity=severity, y=y, bars=bars, counts=counts, first=first))
            y, first = y + 22, False
        y += 0 if first else 8
    return found, int(y + 8)


def _shares(counts: tuple[int, int, int], left: float, wide: float, y: float) -> Iterator[Bar]:
    whole = sum(counts)
    x = left
    for kind, value in zip(("met", "missed", "pending"), counts, strict=True):
        width = wide * value / whole
        if value:
            yield Bar(x=round(x, 2), y=y, width=round(width, 2), height=16, kind=kind, value=value)
        x += width


def heat(openings: Mapping[tuple[int, int], int], calendar: ServiceCalendar | None) -> Heat:
    """Tickets by day and hour of their opening; the hours of a calendar that is not always open are outlined."""
    left, top = 40.0, 18.0
    cell = round((WIDTH - left - 4) / 24, 2)
    most = max(openings.values(), default=0)
    cells = [
        _bar(round(left + hour * cell, 2), top + day * cell, cell, cell, _shade(openings.get((day, hour), 0), most),
             openings.get((day, hour), 0), "")
        for day in range(7)
        for hour in range(24)
    ]  # fmt: skip
    hours = []
    for day, opening, closing in _week(calendar):
        x, width = left + opening / 60 * cell, (closing - opening) / 60 * cell
        hours.append(_bar(round(x, 2), top + day * cell, round(width, 2), cell, "open", 0, ""))
    return Heat(height=int(top + 7 * cell + 6), cell=cell, left=left, cells=tuple(cells), hours=tuple(hours), most=most)


def _shade(value: int, most: int) -> str:
    """One of six shades, the lightest for none."""
    return f"h{0 if not value else 1 + min(4, value * 5 // (most + 1))}"


def _week(calendar: ServiceCalendar | None) -> Iterator[tuple[int, int, int]]:
    """Day, opening and closing (minutes) of the openings of a week; what crosses midnight is cut there."""
    if calendar is None:
        return
    for day, intervals in enumerate(calendar.weekly):
        for opening, closing in intervals:
            yield day, opening, min(closing, 1440)
            if closing > 1440:
                yield (day + 1) % 7, 0, closing - 1440
