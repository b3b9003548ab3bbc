"""The conditions that only one case meets."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import Case
from contractlang.core.expressions import Compare, Comparison, Condition, Holds, IsOneOf, NumberFact, Whole, negate


def fixed(case: Case) -> Iterator[Condition]:
    """That each fact has the value that it has in a case."""
    for fact, value in case.items():
        match value:
            case bool():
                yield Holds(fact) if value else negate(Holds(fact))
            case str():
                yield IsOneOf(fact, (value,))
            case int():
                yield Compare(Comparison.EQ, NumberFact(fact), Whole(value))
