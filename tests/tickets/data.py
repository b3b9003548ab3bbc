"""Where data lies that is too large for the project."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_data(name: str) -> Path:
    """A file beside the project; the test is skipped, saying so, where it is not there."""
    for folder in (_SHARED, _SHARED.parents[2] / "shared" / "data"):
        if (folder / name).exists():
            return folder / name
    pytest.skip(f"{name} is not beside the project: its tests need that data")
