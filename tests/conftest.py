"""Random tests draw anew on a developer's machine, and the same examples every time in CI: red there means a change."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
