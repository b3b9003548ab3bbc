"""What is settled without spreading a question out is what trying every case says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contractlang.core.evaluate import holds
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    Divide,
    During,
    Holds,
    IsOneOf,
    Not,
    NumberFact,
    Or,
    Plus,
    Rounding,
    Times,
    Whole,
    negate,
)
from contractlang.solver import Session
from tests.solver.build import WORDS
from tests.solver.test_agreement import OFFICE, SETTINGS, conditions, limits, mirrored, possible, truths, words

alone: st.SearchStrategy[Condition] = st.one_of(words, truths, limits, mirrored)
guards = st.lists(st.one_of(alone, alone.map(negate)), min_size=1, max_size=4).map(tuple).map(And)


@SETTINGS
@given(st.lists(conditions, max_size=4))
def test_what_is_settled_is_so(asked: list[Condition]) -> None:
    assert Session(OFFICE).settled(*asked) in (None, possible(*asked))


@SETTINGS
@given(guards, st.lists(guards, max_size=12))
def test_a_rule_beside_many_others_is_always_settled(guard: Condition, others: list[Condition]) -> None:
    asked = (guard, *map(negate, others))
    assert Session(OFFICE).settled(*asked) is possible(*asked)


factors = st.sampled_from([NumberFact("quantity"), Times(NumberFact("quantity"), -1), Times(NumberFact("quantity"), 2)])
sums = st.builds(
    lambda op, factor, most: Compare(op, Plus((NumberFact("worked"), factor)), Whole(most)),
    st.sampled_from(Comparison),
    factors,
    st.integers(-3, 5),
)


@SETTINGS
@given(st.lists(st.one_of(sums, sums.map(Not), limits, st.tuples(sums, limits).map(Or)), max_size=3))
def test_sums_are_settled_as_trying_all_numbers_says(asked: list[Condition]) -> None:
    # three bounds of at most 5 on sums with factors up to 2: what there is, is below 40
    numbers = [(worked, quantity) for worked in range(40) for quantity in range(40)]
    expected = any(
        all(holds(one, {"worked": worked, "quantity": quantity}, OFFICE.calendars) for one in asked)
        for worked, quantity in numbers
    )
    assert Session(OFFICE).settled(*asked) in (None, expected)


def test_all_words_of_a_closed_list_are_a_proof() -> None:
    none = [Not(IsOneOf("severity", (word,))) for word in WORDS["severity"]]
    assert Session(OFFICE).settled(*none) is False
    assert Session(OFFICE).settled(*none[1:]) is True


def test_a_word_that_a_closed_list_does_not_have_is_left_to_others() -> None:
    assert Session(OFFICE).settled(IsOneOf("severity", ("elsewhere",))) is None


def test_an_open_list_always_has_another_word() -> None:
    assert Session(OFFICE).settled(*(Not(IsOneOf("country", (one,))) for one in ("FR", "DE", "ES"))) is True


def test_two_events_in_order_are_left_to_others() -> None:
    during, never = During("opened", "HO"), During("restored", "HO")
    assert Session(OFFICE).settled(during, Not(never)) is None
    assert Session(OFFICE).settled(during, Not(during), never) is False


def test_two_prices_that_differ_somewhere_are_shown_by_numbers() -> None:
    worked = NumberFact("worked")
    steps = Times(Divide(worked, 900, Rounding.UP), 900)
    assert Session(OFFICE).settled(Compare(Comparison.NE, worked, steps), Holds("on_site")) is True
    # it is never so, which is left to others
    assert Session(OFFICE).settled(Compare(Comparison.GT, worked, steps), Holds("on_site")) is None
