"""Timing: medians of several runs, in one process or of whole processes, and tables that show them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Process(NamedTuple):
    """One finished command: seconds on the wall and on the processor, and its peak memory in bytes."""

    wall: float
    cpu: float
    peak: int


def per_call(call: Callable[[], object], *, calls: int, rounds: int = 7) -> list[float]:
    """Seconds a call, once a round."""
    call()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        found.append((time.perf_counter() - start) / calls)
    return found


def process(command: Sequence[str], *, rounds: int = 7) -> list[Process]:
    """A command run several times after one warm-up; its output is thrown away and its exit code not judged."""
    return [_once(command) for _ in range(rounds + 1)][1:]


def _once(command: Sequence[str]) -> Process:
    # compiled modules are kept, as an installed package keeps them
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, _, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = 0  # it was waited for here
    return Process(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def spread(values: Sequence[float], scale: float, unit: str) -> str:
    """Median, and least to most."""
    low, middle, high = min(values) * scale, median(values) * scale, max(values) * scale
    return f"{middle:10.4g} {unit}  ({low:.4g} to {high:.4g})"


def table(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Print rows under a title."""
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")


def machine() -> str:
    """What the figures were measured on."""
    return f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {sys.platform}"
