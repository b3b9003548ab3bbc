"""Sentences that findings of several kinds share."""

from __future__ import annotations

from contractlang.diagnostics.text import Text

MEANT = Text("vouliez-vous dire `{word}` ?", "did you mean `{word}`?")
