"""Comparisons of sums say the same in their common form, and settle what a contract's allowances ask."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.core.evaluate import compare, number
from contractlang.core.expressions import (
    Compare,
    Comparison,
    Condition,
    Divide,
    Largest,
    Number,
    NumberFact,
    Plus,
    Rounding,
    Times,
    Whole,
)
from contractlang.solver import Answer, Found, Impossible, Session, quick
from contractlang.solver.domains import calendars_of, question
from contractlang.solver.linear import Limits, compared, left_to, never_above, reach
from tests.solver.build import program

OFFICE = program()
FACTS = ("balance", "quantity", "worked")
SETTINGS = settings(max_examples=300, deadline=None, derandomize=True)

sums: st.SearchStrategy[Number] = st.recursive(
    st.one_of(st.integers(-20, 20).map(Whole), st.sampled_from(FACTS).map(NumberFact)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(Plus), st.builds(Times, inner, st.integers(-4, 4))
    ),
    max_leaves=6,
)
values = st.fixed_dictionaries({fact: st.integers(-30, 30) for fact in FACTS})


def within(value: int, limits: Limits) -> bool:
    least, most = limits
    return (least is None or least <= value) and (most is None or value <= most)


@SETTINGS
@given(st.sampled_from(Comparison), sums, sums, values)
def test_a_comparison_of_sums_is_true_exactly_within_the_limits_of_its_form(
    op: Comparison, left: Number, right: Number, case: dict[str, int]
) -> None:
    common = compared(op, left, right)
    assert common is not None
    form, parts = common
    total = sum(factor * case[fact] for fact, factor in form)
    assert any(within(total, limits) for limits in parts) == compare(op, number(left, case), number(right, case))


@SETTINGS
@given(sums, sums, values, st.integers(-50, 50), st.integers(0, 40))
def test_what_a_sum_can_reach_and_what_it_leaves_to_one_fact(
    left: Number, right: Number, case: dict[str, int], least: int, width: int
) -> None:
    common = compared(Comparison.EQ, left, right)
    assert common is not None
    form, _ = common
    total = sum(factor * case[fact] for fact, factor in form)
    exact = reach(form, {fact: (value, value) for fact, value in case.items()})
    assert exact == (total, total)
    assert within(total, reach(form, {fact: (value - 3, None) for fact, value in case.items()}))
    for fact, _ in form:
        left_over = left_to(fact, form, (least, least + width), case)
        assert within(case[fact], left_over) == (least <= total <= least + width)


def test_rounded_numbers_are_no_sums() -> None:
    assert compared(Comparison.LE, Divide(NumberFact("worked"), 60, Rounding.UP), Whole(1)) is None


def ask(*conditions: Condition) -> Answer | None:
    instants = Session(OFFICE).instants(calendars_of(conditions))
    return quick.answer(question(OFFICE, conditions, instants), OFFICE.calendars)


def test_an_allowance_is_settled_without_the_solver() -> None:
    used = NumberFact("quantity")
    total = Plus((used, NumberFact("worked")))
    inside = Compare(Comparison.LE, total, Whole(36000))
    beyond = Compare(Comparison.GT, NumberFact("worked"), Plus((Whole(36000), Times(used, -1))))
    assert ask(inside, beyond) == Impossible()
    assert ask(inside, Compare(Comparison.GT, used, Whole(36000))) == Impossible()
    assert ask(beyond) == Found({"quantity": 32401, "worked": 3600})
    assert ask(beyond, Compare(Comparison.LT, used, Whole(36000))) == Found({"quantity": 32401, "worked": 3600})


# Prices as contracts write them: so much an hour, by steps, at least so much
prices = st.builds(
    lambda step, factor, divisor, rounding, least: Divide(
        Times(Largest((Times(Divide(NumberFact("worked"), step, Rounding.UP), step), Whole(least))), factor),
        divisor,
        rounding,
    ),
    st.sampled_from((1, 900, 1800)),
    st.integers(0, 40),
    st.integers(1, 40),
    st.sampled_from(Rounding),
    st.sampled_from((0, 3600)),
)
amounts = st.one_of(
    prices,
    st.integers(-100, 100).map(Whole),
    st.builds(Times, st.just(NumberFact("worked")), st.integers(-3, 3)),
    st.builds(
        Divide,
        st.builds(Times, st.just(NumberFact("worked")), st.integers(-3, 9)),
        st.integers(1, 9),
        st.sampled_from(Rounding),
    ),
)


@SETTINGS
@given(amounts, amounts, st.lists(st.integers(0, 20_000), min_size=1))
def test_what_is_never_above_is_below_at_every_quantity(first: Number, second: Number, worked: list[int]) -> None:
    if never_above(first, second, lambda fact: fact == "worked"):
        for quantity in worked:
            case = {"worked": quantity}
            assert number(first, case) <= number(second, case)


def test_a_price_by_steps_is_above_a_lower_one_by_the_same_steps() -> None:
    def price(euros: int, divisor: int) -> Number:
        return Divide(
            Times(Times(Divide(NumberFact("worked"), 900, Rounding.UP), 900), euros), divisor, Rounding.HALF_UP
        )

    # 95 € and 100 € an hour, in cents a second
    assert never_above(price(95, 36), price(25, 9), lambda _: True)
    assert not never_above(price(25, 9), price(95, 36), lambda _: True)
    assert not never_above(price(95, 36), price(25, 9), lambda _: False)


def test_a_price_by_started_steps_is_above_a_lower_one_by_the_second() -> None:
    worked = NumberFact("worked")
    by_the_second = Divide(Times(worked, 95), 36, Rounding.HALF_UP)
    steps = Times(Divide(worked, 900, Rounding.UP), 900)
    assert never_above(by_the_second, Divide(Times(steps, 95), 36, Rounding.HALF_UP), lambda _: True)
    assert not never_above(by_the_second, Divide(Times(steps, 90), 36, Rounding.HALF_UP), lambda _: True)
    # what is rounded up is not below, and what is rounded half up may be
    assert not never_above(Divide(Times(steps, 95), 36, Rounding.HALF_UP), by_the_second, lambda _: True)
