"""Timings and the tables that show them.

Contenders take turns, run by run, so that a slow moment of the machine falls on all of them. The collector of garbage
stays on, as in use, and runs once before each timing so that nobody pays for what another left behind.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from time import perf_counter

from contractlang.records import frozen


@frozen
class Samples:
    """One figure, measured several times."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    def cells(self, scale: float = 1, digits: int = 0) -> tuple[str, str]:
        """The median, and the least and the most, after multiplication by `scale`."""
        low, mid, high = (f"{one * scale:,.{digits}f}" for one in (min(self.values), self.median, max(self.values)))
        return mid, f"{low}–{high}"


def race(contenders: Mapping[str, Callable[[], object]], *, runs: int, seconds: float = 0) -> dict[str, Samples]:
    """Seconds a call of each contender; a run repeats its call for about `seconds` and takes the mean."""
    repeats = {name: _repeats(call, seconds) for name, call in contenders.items()}
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, call in contenders.items():
            gc.collect()
            found[name].append(_seconds(call, repeats[name]) / repeats[name])
    return {name: Samples(tuple(values)) for name, values in found.items()}


def _repeats(call: Callable[[], object], seconds: float) -> int:
    """How many calls fill the time; the first call, which fills caches, is not counted."""
    call()
    return max(1, round(seconds / max(_seconds(call, 1), 1e-9)))


def _seconds(call: Callable[[], object], repeats: int) -> float:
    start = perf_counter()
    for _ in range(repeats):
        call()
    return perf_counter() - start


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], notes: Iterable[str] = ()) -> None:
    """A table with its title above and its notes below; the first column is text, the others figures."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}\n")
    for place, line in enumerate(lines):
        first, *others = (
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  " + "  ".join((first, *others)).rstrip())
        if place == 0:
            print("  " + "  ".join("-" * width for width in widths))
    for note in notes:
        print(f"  · {note}")
