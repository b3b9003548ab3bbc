"""Random decisions and numbers over columns, beside each of their tickets alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from contractlang.batch import numbers as columns
from contractlang.batch.deciding import decider, truth
from contractlang.batch.numbers import values_of
from contractlang.batch.rows import Rows, column_of
from contractlang.core import evaluate
from contractlang.core.cases import Case
from contractlang.core.expressions import Condition, Number, NumberFact, Times
from contractlang.core.program import Decision
from contractlang.evaluation import decide
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Decided, Undetermined
from tests.evaluation.test_cells import read_by, some_case
from tests.solver.build import program
from tests.solver.test_agreement import OFFICE, SETTINGS, conditions, decisions, facts_of, numbers


def rows_of(cases: list[Case]) -> Rows:
    facts = sorted({fact for case in cases for fact in case})
    arrays = {fact: pa.array([case.get(fact) for case in cases]) for fact in facts}
    return Rows.of({fact: column_of(array) for fact, array in arrays.items()}, len(cases))


def said(result: Any) -> object:
    """What of a result a batch keeps: the rule, or the facts that are missing."""
    match result:
        case Decided():
            return result.rule.name, result.refused
        case Undetermined():
            return tuple(need.fact for need in result.needed)
    return result


@SETTINGS
@given(decisions(), st.data())
def test_a_column_is_decided_as_each_of_its_tickets(asked: Decision, data: st.DataObject) -> None:
    cases = [some_case(data, read_by(asked)) for _ in range(12)]
    one = decider(asked, program(asked))
    for some in (cases[:4], cases):
        found = one.decide(rows_of(some))
        got = [said(found.results[place]) for place in found.places]
        assert got == [said(decide(asked, program(asked), case)) for case in some]


@SETTINGS
@given(conditions, st.data())
def test_a_condition_holds_where_it_is_true(asked: Condition, data: st.DataObject) -> None:
    cases = [some_case(data, set(facts_of(asked))) for _ in range(12)]
    found = truth(asked, OFFICE).holds(rows_of(cases))
    wanted = [holds(asked, OFFICE, case) is True for case in cases]
    assert (wanted == [True] * 12) if found is None else found.tolist() == wanted


@SETTINGS
@given(numbers, st.lists(st.tuples(st.integers(-6, 6), st.integers(0, 6)), min_size=1, max_size=8))
def test_a_number_of_a_column(number: Number, pairs: list[tuple[int, int]]) -> None:
    cases: list[Case] = [{"balance": balance, "worked": worked} for balance, worked in pairs]
    assert values_of(number, rows_of(cases)).tolist() == [evaluate.number(number, case) for case in cases]


def test_numbers_beyond_64_bits_are_still_exact() -> None:
    number = Times(Times(NumberFact("worked"), 10**9), 10**9)
    cases: list[Case] = [{"worked": 7}, {"worked": 10**9}]
    assert values_of(number, rows_of(cases)).tolist() == [7 * 10**18, 10**27]
    assert columns.bound(number, rows_of(cases)) >= 10**27


def test_half_up_is_away_from_zero() -> None:
    assert columns.half_up(np.array([5, -5, 4, -4, 15]), 10).tolist() == [1, -1, 0, 0, 2]
