"""Where things stand: in the contract, and in its text."""

from __future__ import annotations

from contractlang.records import field, frozen
from contractlang.source import Span

Path = tuple[str, ...]


@frozen(kw_only=True)
class Origin:
    """Where a piece of the program stands in the contract."""

    span: Span = field(eq=False, repr=False)
    article: str | None = None
