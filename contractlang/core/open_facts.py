"""Open terms as facts: an open number is a fact under the path of its term, in the whole units of cases."""

from __future__ import annotations

from contractlang.core.origins import Path
from contractlang.values import Count, Length, Money, Rate


def open_fact(path: Path) -> str:
    """The name of the fact that an open term is."""
    return ".".join(path)


def whole(value: object) -> int | None:
    """A value of a term as the number of a fact: seconds, cents, a count; None where it is none of these."""
    match value:
        case Rate(value=inner):
            return whole(inner)
        case Length():
            return value.seconds
        case Money(amount=amount):
            return int(amount.scaleb(2))
        case Count(amount=amount):
            return int(amount)
    return None
