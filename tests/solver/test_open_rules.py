"""Values of an open number for which conditions have a case, against all values and all cases, tried one by one."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.core.evaluate import holds
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    Divide,
    Largest,
    Not,
    Number,
    NumberFact,
    Or,
    Plus,
    Rounding,
    Times,
    Whole,
)
from contractlang.core.schema import FactType, Kind, Type
from contractlang.diagnostics import Text
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.solver.open_rules import forbidden
from tests.support import BASE, program_of

MOST = 6
NAMES = ("v", "x", "y")


def fact(name: str) -> FactType:
    return FactType(name=name, title=Text(name, name), type=Type(Kind.COUNT), least=0, most=MOST, open=name == "v")


BASE_PROGRAM = program_of(BASE.read_text(encoding="utf-8"))
PROGRAM = evolve(BASE_PROGRAM, facts={name: fact(name) for name in NAMES})

leaves = st.one_of(st.integers(0, MOST).map(Whole), st.sampled_from(NAMES).map(NumberFact))
numbers: st.SearchStrategy[Number] = st.one_of(
    leaves,
    st.tuples(leaves, leaves).map(Plus),
    st.tuples(leaves, leaves).map(Largest),
    st.builds(Times, leaves, st.sampled_from((-2, -1, 2, 3))),
    st.builds(Divide, leaves, st.sampled_from((2, 3)), st.sampled_from(tuple(Rounding))),
)
compares: st.SearchStrategy[Condition] = st.builds(Compare, st.sampled_from(tuple(Comparison)), numbers, numbers)
conditions: st.SearchStrategy[Condition] = st.recursive(
    compares,
    lambda inner: st.one_of(inner.map(Not), st.tuples(inner, inner).map(And), st.tuples(inner, inner).map(Or)),
    max_leaves=3,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3))
def test_forbidden_values_are_those_that_have_a_case(asked: list[Condition]) -> None:
    found = forbidden(Session(PROGRAM), tuple(asked), "v")
    told = {value for low, high in found for value in range(low, high + 1)}
    tried = range(MOST + 1)
    cases = ({"v": v, "x": x, "y": y} for v, x, y in product(tried, tried, tried))
    assert told == {case["v"] for case in cases if all(holds(one, case, {}) for one in asked)}
