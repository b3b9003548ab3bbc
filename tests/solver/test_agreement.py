"""The solver agrees with brute force: on small domains every case is tried by evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from math import ceil

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.core.cases import Case
from contractlang.core.evaluate import divide, holds
from contractlang.core.expressions import (
    Always,
    And,
    Compare,
    Comparison,
    Condition,
    Divide,
    During,
    Holds,
    IsOneOf,
    Largest,
    Not,
    Number,
    NumberFact,
    Or,
    Plus,
    Rounding,
    Times,
    Whole,
    facts_of,
)
from contractlang.core.outcomes import Included, Outcome, OutOfContract
from contractlang.core.program import Decision, Rule
from contractlang.solver import Found, Impossible, Session, quick
from contractlang.solver.domains import calendars_of, question
from contractlang.solver.rules import conflicts, dead, gap
from contractlang.values import round_half_up
from tests.solver.build import HO, WORDS, decision, program, rule

OFFICE = program()
# Openings of the life of the contract, tried at one instant of each combination, found here by scanning.
SCANNED = range(1769900400, 1769900400 + 14 * 86400, 1800)
MOMENTS: dict[bool, int] = {}
for moment in SCANNED:
    MOMENTS.setdefault(HO.opens(moment), moment)

EXHAUSTIVE: dict[str, tuple[str | bool | int, ...]] = {
    **WORDS,
    "quote_accepted": (False, True),
    "on_site": (False, True),
    "opened": tuple(MOMENTS.values()),
    # every condition on them below is settled by these values, since it has no constant beyond 3
    "worked": tuple(range(8)),
    "quantity": tuple(range(8)),
}

words = st.sampled_from(sorted(WORDS)).flatmap(
    lambda fact: st.lists(st.sampled_from(WORDS[fact]), max_size=2, unique=True).map(
        lambda some: IsOneOf(fact, tuple(some))
    )
)
truths = st.sampled_from([Holds("quote_accepted"), Holds("on_site"), During("opened", "HO"), During("opened", "H24")])
limits = st.builds(
    Compare,
    st.sampled_from(Comparison),
    st.sampled_from([NumberFact("worked"), NumberFact("quantity")]),
    st.integers(0, 3).map(Whole),
)
mirrored = limits.map(lambda limit: Compare(limit.op, limit.right, limit.left))
two_numbers = st.builds(
    Compare,
    st.sampled_from(Comparison),
    st.sampled_from([NumberFact("worked"), Plus((NumberFact("worked"), Whole(1)))]),
    st.just(NumberFact("quantity")),
)
leaves = st.one_of(words, truths, limits, mirrored, two_numbers, st.booleans().map(Always))


def _compound(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(some.map(And), some.map(Or), inner.map(Not))


conditions = st.recursive(leaves, _compound, max_leaves=8)
SETTINGS = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def every_case(*asked: Condition) -> Iterator[Case]:
    """Every case over the facts of some conditions."""
    facts = sorted({fact for condition in asked for fact in facts_of(condition)})
    for values in product(*(EXHAUSTIVE[fact] for fact in facts)):
        yield dict(zip(facts, values, strict=True))


def possible(*asked: Condition) -> bool:
    return any(all(holds(one, case, OFFICE.calendars) for one in asked) for case in every_case(*asked))


@SETTINGS
@given(st.lists(conditions, min_size=1, max_size=3), st.booleans())
def test_a_case_is_found_exactly_if_there_is_one(asked: list[Condition], use_quick: bool) -> None:
    answer = Session(OFFICE, use_quick=use_quick).ask(*asked)
    if possible(*asked):
        assert isinstance(answer, Found)
        assert set(answer.case) == {fact for condition in asked for fact in facts_of(condition)}
        assert all(holds(condition, answer.case, OFFICE.calendars) for condition in asked)
    else:
        assert answer == Impossible()


alone: st.SearchStrategy[Condition] = st.one_of(words, truths, limits, mirrored)


@SETTINGS
@given(st.lists(st.one_of(alone, alone.map(Not), st.lists(alone, max_size=3).map(tuple).map(Or)), max_size=4))
def test_what_is_said_of_each_fact_apart_takes_no_solver(asked: list[Condition]) -> None:
    together = tuple(asked)
    instants = Session(OFFICE).instants(calendars_of(together))
    answer = quick.answer(question(OFFICE, together, instants), OFFICE.calendars)
    assert isinstance(answer, Found) == possible(*asked)
    assert answer is not None


numbers = st.recursive(
    st.one_of(st.integers(-3, 3).map(Whole), st.sampled_from([NumberFact("balance"), NumberFact("worked")])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(tuple).map(Plus),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(Largest),
        st.builds(Times, inner, st.integers(-3, 3)),
        st.builds(Divide, inner, st.integers(1, 4), st.sampled_from(Rounding)),
    ),
    max_leaves=4,
)


@SETTINGS
@given(numbers, st.integers(-6, 6), st.integers(0, 6))
def test_a_number_has_in_the_solver_the_value_that_evaluation_gives_it(
    number: Number, balance: int, worked: int
) -> None:
    from contractlang.core.evaluate import number as value

    case = {"balance": balance, "worked": worked}
    fixed = [Compare(Comparison.EQ, NumberFact(fact), Whole(case[fact])) for fact in sorted(case)]
    session = Session(OFFICE, use_quick=False)
    due = Whole(value(number, case))
    assert session.ask(*fixed, Compare(Comparison.EQ, number, due)) == Found(case)
    assert session.ask(*fixed, Compare(Comparison.NE, number, due)) == Impossible()


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """A few rules, each of which may beat some that come before it; closed under transitivity."""
    outcomes: list[Outcome] = [Included(), OutOfContract()]
    rules: list[Rule] = []
    for n in range(draw(st.integers(1, 4))):
        beats: set[str] = set()
        for other in rules:
            if draw(st.booleans()):
                beats |= {other.name, *other.beats}
        rules.append(rule(f"T{n}", draw(conditions), draw(st.sampled_from(outcomes)), beats))
    return decision("labour", *rules, complete=True)


def winners(asked: Decision, case: Case) -> list[Rule]:
    """The rules that win a case, by evaluation alone."""
    applying = [rule for rule in asked.rules if holds(rule.guard, case, OFFICE.calendars)]
    return [rule for rule in applying if not any(rule.name in other.beats for other in applying)]


@SETTINGS
@given(decisions(), st.booleans())
def test_conflicts_gaps_and_dead_rules_are_those_that_trying_every_case_finds(asked: Decision, use_quick: bool) -> None:
    session = Session(program(asked), use_quick=use_quick)
    clashes, winning, uncovered = set(), set(), False
    for case in every_case(*(one.guard for one in asked.rules)):
        won = winners(asked, case)
        winning |= {one.name for one in won}
        uncovered = uncovered or not won
        clashes |= {
            (one.name, two.name) for n, one in enumerate(won) for two in won[n + 1 :] if one.outcome != two.outcome
        }
    found = list(conflicts(session, asked))
    assert {(one.first.name, one.second.name) for one in found} == clashes
    for one in found:
        assert isinstance(one.answer, Found)
        missing = {fact: EXHAUSTIVE[fact][0] for rule in asked.rules for fact in facts_of(rule.guard)}
        # a rule that isn't read is ordered below both, or doesn't matter to either: any value of its facts will do
        assert {one.first.name, one.second.name} <= {
            rule.name for rule in winners(asked, {**missing, **one.answer.case})
        }
    assert isinstance(gap(session, asked), Found) == uncovered
    assert {one.rule.name for one in dead(session, asked)} == {r.name for r in asked.rules} - winning


@SETTINGS
@given(decisions())
def test_the_rules_shown_for_a_dead_rule_are_the_fewest_that_shadow_it(asked: Decision) -> None:
    session = Session(program(asked))
    for one in dead(session, asked):
        against = [other for other in asked.rules if one.rule.name in other.beats]
        assert {rule.name for rule in one.shadows} <= {rule.name for rule in against}
        assert not possible(one.rule.guard, *(Not(other.guard) for other in one.shadows))
        for size in range(len(one.shadows)):
            for fewer in combinations(against, size):
                assert possible(one.rule.guard, *(Not(other.guard) for other in fewer))


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
def test_division_rounds_as_money_does(dividend: int, divisor: int) -> None:
    exact = Fraction(dividend, divisor)
    assert divide(dividend, divisor, Rounding.HALF_UP) == round_half_up(exact, 0)
    assert divide(dividend, divisor, Rounding.UP) == ceil(exact)
