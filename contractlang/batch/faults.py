"""Tickets that are no well-formed cases: found by column, and told by the one check of cases."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from contractlang.batch.rows import Bools, Column, Rows
from contractlang.core.cases import EVENTS, WAITING, Case
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.diagnostics import Text
from contractlang.evaluation.facts import LATEST, FactError, check_case
from contractlang.evaluation.sentences import fact_title

# Beyond it (in seconds, cents or pieces) amounts might not fit the columns of verdicts
LARGEST = 10**12
_TOO_LARGE = Text("`{fact}` : ce nombre est trop grand", "`{fact}`: this number is too large")
_WORDS = frozenset({Kind.WORD, Kind.COUNTRY, Kind.TEXT})


def faulty(rows: Rows, facts: tuple[str, ...], program: Program) -> dict[int, list[FactError]]:
    """What is wrong with each ticket that is not well formed."""
    suspect = np.zeros(rows.count, np.bool_)
    for fact in facts:
        column = rows.column(fact)
        if column is not None:
            found = _suspect(column, program.facts[fact], program)
            if found is not None:
                suspect |= found
    for earlier, later in combinations((fact for fact in EVENTS if fact in facts), 2):
        first, second = rows.column(earlier), rows.column(later)
        assert first is not None
        assert second is not None
        if first.words is None and second.words is None:
            suspect |= _given(first, _given(second, second.values < first.values))
    nested = [column for fact in facts if (column := rows.column(fact)) is not None and column.nested is not None]
    waiting = rows.column(WAITING)
    for column in nested:
        suspect |= column.filled() if waiting is None else _given(column, column.filled() | waiting.given())
    checked = ((row, _errors(rows.case(row), program)) for row in np.flatnonzero(suspect).tolist())
    return {row: errors for row, errors in checked if errors}


def _errors(case: Case, program: Program) -> list[FactError]:
    """What is wrong with a case, and numbers of which amounts would no longer fit their columns."""
    found = check_case(program, case)
    large = (fact for fact, value in case.items() if type(value) is int and abs(value) > LARGEST)
    return found or [FactError(fact=fact, message=_TOO_LARGE(fact=fact_title(program, fact))) for fact in large]


def _given(column: Column, found: Any) -> Any:
    return found if column.missing is None else found & ~column.missing


def _suspect(column: Column, fact: FactType, program: Program) -> Bools | None:
    """Which values might not do; None for none."""
    if column.nested is not None:
        return None
    kind = fact.type.kind
    if column.words is not None:
        if kind not in _WORDS:
            return _given(column, np.ones(len(column.values), np.bool_))  # type: ignore[no-any-return]
        vocabulary = program.vocabularies.get(fact.type.vocabulary or "")
        if vocabulary is None or not vocabulary.words:
            return None
        known = [word in vocabulary.words for word in column.words]
        return None if all(known) else ~np.array([*known, True]).take(column.values)
    if kind is Kind.TRUTH:
        return None if column.values.dtype == np.bool_ else np.ones(len(column.values), np.bool_)
    if kind in _WORDS or column.values.dtype == np.bool_:
        return _given(column, np.ones(len(column.values), np.bool_))  # type: ignore[no-any-return]
    least, most = (0, LATEST - 1) if kind is Kind.INSTANT else fact.bounds
    least = -LARGEST if least is None else least
    most = LARGEST if most is None else min(most, LARGEST)
    found = (column.values < least) | (column.values > most)
    return _given(column, found) if found.any() else None
