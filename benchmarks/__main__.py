"""Print every figure: `python -m benchmarks`."""

from __future__ import annotations

from importlib import import_module

from benchmarks.timing import machine

# Whole processes first: a child's peak memory counts that of its parent at the start, so the parent must be small.
SUBJECTS = ("starting", "parsing", "deciding")

if __name__ == "__main__":
    print(machine())
    for subject in SUBJECTS:
        import_module(f"benchmarks.{subject}").run()
