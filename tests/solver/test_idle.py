"""Conditions and exceptions without effect are those that trying every case finds; so is what the index holds apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contractlang.core.cases import Case
from contractlang.core.evaluate import holds
from contractlang.core.expressions import And, Condition, Holds, IsOneOf, Not, conjuncts, facts_of
from contractlang.core.outcomes import Included, Outcome, OutOfContract
from contractlang.core.program import Decision, Exceptional, Rule
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.solver.idle import idle, redundant
from contractlang.solver.overlap import Overlaps, places
from tests.solver.build import WORDS, decision, origin, program, rule
from tests.solver.test_agreement import OFFICE, SETTINGS, conditions, every_case, possible, winners

some_words = st.sampled_from(["severity", "kind"]).flatmap(
    lambda fact: st.lists(st.sampled_from(WORDS[fact]), min_size=1, max_size=2, unique=True).map(
        lambda some: IsOneOf(fact, tuple(some))
    )
)
named: st.SearchStrategy[Condition] = st.one_of(
    some_words,
    st.sampled_from(["on_site", "quote_accepted"]).map(Holds).flatmap(lambda it: st.sampled_from([it, Not(it)])),
)


@SETTINGS
@given(st.lists(conditions, min_size=1, max_size=5))
def test_conditions_that_can_hold_together_are_never_held_apart(asked: list[Condition]) -> None:
    index = Overlaps(asked)
    together = [set(places(index.together(place))) for place in range(len(asked))]
    for case in every_case(*asked):
        true = {place for place, condition in enumerate(asked) if holds(condition, case, OFFICE.calendars)}
        for place in true:
            assert true <= together[place]


@SETTINGS
@given(st.lists(st.lists(named, min_size=1, max_size=3).map(tuple).map(And), min_size=2, max_size=4))
def test_conjunctions_that_contradict_each_other_on_one_fact_are_held_apart(asked: list[And]) -> None:
    index = Overlaps(asked)
    for one in range(len(asked)):
        for other in range(len(asked)):
            contradict = any(
                not possible(first, second)
                for first in asked[one].operands
                for second in asked[other].operands
                if set(facts_of(first)) == set(facts_of(second))
            )
            if contradict:
                assert other not in set(places(index.together(one)))


@st.composite
def texts(draw: st.DrawFn) -> Decision:
    """A few rules, with the conditions and the exceptions that their text states."""
    outcomes: list[Outcome] = [Included(), OutOfContract()]
    direct = {n: {m for m in range(n) if draw(st.booleans())} for n in range(draw(st.integers(1, 4)))}
    rules = []
    for n in direct:
        parts = tuple(conjuncts(And(tuple(draw(st.lists(conditions, min_size=1, max_size=3))))))
        plain = rule(f"T{n}", And(parts), draw(st.sampled_from(outcomes)), closed(direct, n))
        rules.append(evolve(plain, stated=parts))
    stated = tuple(
        Exceptional(
            winner=f"T{n}", loser=f"T{m}", winners=frozenset({f"T{n}"}), losers=frozenset({f"T{m}"}), origin=origin(n)
        )
        for n, losers in direct.items()
        for m in sorted(losers)
    )
    return evolve(decision("labour", *rules), exceptions=stated)


def closed(direct: dict[int, set[int]], start: int) -> set[str]:
    """All over which a rule prevails, by its own exceptions and those of the rules that it beats."""
    return {f"T{m}" for m in direct[start]} | {name for m in direct[start] for name in closed(direct, m)}


@SETTINGS
@given(texts())
def test_a_redundant_condition_is_one_without_which_the_rule_wins_the_same_cases(asked: Decision) -> None:
    session = Session(program(asked))
    found = {one.rule.name: one for one in redundant(session, asked)}
    cases = list(every_case(*(one.guard for one in asked.rules)))
    for one in asked.rules:
        meeting = [other for other in asked.rules if one.name in other.beats and possible(one.guard, other.guard)]
        parts = one.guard.operands if isinstance(one.guard, And) else ()
        dropped = []
        for place, part in enumerate(parts):
            rest = And(parts[:place] + parts[place + 1 :])
            same = all(
                holds(one.guard, case, OFFICE.calendars) == holds(rest, case, OFFICE.calendars)
                for case in cases
                if not any(holds(other.guard, case, OFFICE.calendars) for other in meeting)
            )
            dropped += [part] if same and any(facts_of(part)) else []
        if not dropped or not any(one in winners(asked, case) for case in cases):
            assert one.name not in found
            continue
        assert found[one.name].unknown is None
        # the same words twice are one condition of which either may go
        assert set(found[one.name].conditions) == set(dropped)
        for condition in dropped:
            assert answers(asked, cases) == answers(_without_condition(asked, one, condition), cases)


def _without_condition(asked: Decision, one: Rule, condition: Condition) -> Decision:
    """The decision with one condition less."""
    assert isinstance(one.guard, And)
    parts = list(one.guard.operands)
    parts.remove(condition)
    shorter = evolve(one, guard=And(tuple(parts)))
    return evolve(asked, rules=tuple(shorter if other is one else other for other in asked.rules))


def answers(asked: Decision, cases: list[Case]) -> list[frozenset[Outcome]]:
    """What each case comes to: all outcomes of its winners."""
    return [frozenset(rule.outcome for rule in winners(asked, case)) for case in cases]


@SETTINGS
@given(texts())
def test_an_idle_exception_is_one_without_which_every_case_is_decided_alike(asked: Decision) -> None:
    session = Session(program(asked))
    found = {(one.exception.winner, one.exception.loser): one for one in idle(session, asked)}
    named = {one.name: one for one in asked.rules}
    cases = list(every_case(*(one.guard for one in asked.rules)))
    for exception in asked.exceptions:
        winner, loser = named[exception.winner], named[exception.loser]
        met = possible(winner.guard, loser.guard)
        others = tuple(one for one in asked.exceptions if one is not exception)
        same = answers(asked, cases) == answers(_reordered(asked, others), cases)
        alive = possible(winner.guard) and possible(loser.guard)
        needless = alive and (not met or winner.outcome == loser.outcome) and same
        assert ((winner.name, loser.name) in found) == needless
        if needless:
            assert found[winner.name, loser.name].meet == met
            assert found[winner.name, loser.name].unknown is None


def _reordered(asked: Decision, exceptions: tuple[Exceptional, ...]) -> Decision:
    """The decision under some of its exceptions."""
    direct = {n: {int(e.loser[1:]) for e in exceptions if e.winner == f"T{n}"} for n in range(len(asked.rules))}
    rules = (evolve(one, beats=frozenset(closed(direct, n))) for n, one in enumerate(asked.rules))
    return evolve(asked, rules=tuple(rules), exceptions=exceptions)
