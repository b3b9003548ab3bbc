"""The share of faults that were found, at the end of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.edits import summary


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line, where the whole set was run."""
    names = ("passed", "failed")
    tried = [one.nodeid for name in names for one in terminalreporter.stats.get(name, []) if hasattr(one, "nodeid")]
    if any(Path(name.partition("::")[0]).parent.name == "mutations" and "recall" in name for name in tried):
        terminalreporter.write_line(summary().text)
