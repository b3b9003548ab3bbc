"""Runs every benchmark: about two minutes."""

from __future__ import annotations

import os
import platform

from benchmarks import asking, billing, cold, deciding, parsing, shares


def main() -> None:
    """The machine, then one table a subject."""
    name = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{os.cpu_count()} CPUs, {name}, {platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.1f}")
    print("Figures are medians; none is asserted, and all belong to this machine and this run.")
    for subject in (parsing, cold, shares, asking, deciding, billing):
        subject.report()


if __name__ == "__main__":
    main()
