"""Answering what is asked ends in the verdict of the full case; what it rests on can lose no fact."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from contractlang.core.cases import EVENTS, Case, FactValue
from contractlang.core.expressions import Always, And, Holds, Not, Or, facts_of
from contractlang.core.outcomes import Included, OutOfContract
from contractlang.core.program import Decision, Program
from contractlang.core.schema import Kind
from contractlang.evaluation import Decided, Undetermined, Verdict, decide, verdict
from contractlang.evaluation.regions import words_of
from contractlang.evaluation.sufficient import settling
from contractlang.workspace import open_contract
from tests.evaluation.build import decision, program, rule
from tests.evaluation.test_missing_facts import (
    DOMAINS,
    KNOWN_NUMBERS,
    MOMENTS,
    SETTINGS,
    WHOLE,
    brute,
    completions,
    countries,
    decisions,
    key,
    keys,
    matters,
    numbers,
    openings,
    truths,
    words,
)
from tests.support import ROOT


def interviewed(asked: Decision, full: Case) -> list[dict[str, FactValue]]:
    """The cases of an interview about a decision, each with the fact that was asked for last."""
    whole = program(asked)
    steps: list[dict[str, FactValue]] = [{}]
    while isinstance(result := decide(asked, whole, steps[-1]), Undetermined):
        fact = result.needed[0].fact
        assert fact not in steps[-1]
        steps.append({**steps[-1], fact: full[fact]})
    return steps


def drawn(asked: Decision, data: st.DataObject) -> dict[str, FactValue]:
    facts = sorted({fact for one in asked.rules for fact in facts_of(one.guard)})
    full: dict[str, FactValue] = {
        fact: data.draw(st.sampled_from(KNOWN_NUMBERS if fact in WHOLE else DOMAINS.get(fact, tuple(MOMENTS))))
        for fact in facts
    }
    names = [name for name in EVENTS if name in full]
    return {**full, **dict(zip(names, sorted(int(full[name]) for name in names), strict=True))}


def certain(asked: Decision, case: Case) -> bool:
    return len({brute(asked, full) for full in completions(asked, case)}) == 1


@SETTINGS
@given(decisions(st.one_of(words, truths, numbers, countries, st.booleans().map(Always))), st.data())
def test_each_question_could_change_the_answer_and_the_last_settles_it(asked: Decision, data: st.DataObject) -> None:
    full = drawn(asked, data)
    steps = interviewed(asked, full)
    for before, after in pairwise(steps):
        (fact,) = set(after) - set(before)
        answers = {tuple(sorted(one.items())): brute(asked, one) for one in completions(asked, before)}
        assert matters(fact, answers)
    assert keys(decide(asked, program(asked), steps[-1])) == {brute(asked, full)}
    # before the last answer it was open: nothing was asked once the answer was certain
    assert not any(certain(asked, before) for before in steps[:-1])


@SETTINGS
@given(decisions(st.one_of(words, truths, numbers, countries)), st.data())
def test_no_smaller_set_of_what_the_answer_rests_on_is_enough(asked: Decision, data: st.DataObject) -> None:
    case = interviewed(asked, drawn(asked, data))[-1]
    whole = program(asked)
    kept = settling({asked.name: decide(asked, whole, case)}, whole, case)
    small = {fact: case[fact] for fact in kept}
    assert certain(asked, small)
    assert {brute(asked, one) for one in completions(asked, small)} == keys(decide(asked, whole, case))
    for size in range(len(kept)):
        for facts in combinations(kept, size):
            part = {fact: case[fact] for fact in facts}
            same = {brute(asked, one) for one in completions(asked, part)} == keys(decide(asked, whole, case))
            assert not same


@settings(SETTINGS, max_examples=50)
@given(decisions(st.one_of(words, openings)), st.data())
def test_events_asked_for_settle_the_answer_too(asked: Decision, data: st.DataObject) -> None:
    full = drawn(asked, data)
    assert keys(decide(asked, program(asked), interviewed(asked, full)[-1])) == {brute(asked, full)}


def test_a_fact_that_was_asked_may_turn_out_not_to_matter() -> None:
    # whichever of the two is asked first, there is a case that the other decides alone
    either = Or((Holds("on_site"), Holds("quote_accepted")))
    asked = decision("labour", rule("T0", either, Included()), default=OutOfContract())
    for full in ({"on_site": False, "quote_accepted": True}, {"on_site": True, "quote_accepted": False}):
        case = interviewed(asked, full)[-1]
        whole = program(asked)
        kept = settling({"labour": decide(asked, whole, case)}, whole, case)
        assert [case[fact] for fact in kept] == [True]


def test_where_nothing_needs_to_be_known_nothing_settles() -> None:
    asked = decision("labour", rule("T0", Or((Holds("on_site"), Not(Holds("on_site")))), Included()))
    whole = program(asked)
    case = {"on_site": True}
    assert settling({"labour": decide(asked, whole, case)}, whole, case) == ()


def test_only_the_facts_that_were_asked_for_are_left_out() -> None:
    both = And((Holds("on_site"), Holds("quote_accepted")))
    asked = decision("labour", rule("T0", both, Included()), default=OutOfContract())
    whole = program(asked)
    case = {"on_site": False, "quote_accepted": False}
    result = decide(asked, whole, case)
    assert isinstance(result, Decided)
    assert settling({"labour": result}, whole, case, {"quote_accepted"}) == ()
    assert settling({"labour": result}, whole, case) == ("quote_accepted",)


# --- whole verdicts -----------------------------------------------------------------------------------------

CONTRACTS = ("reference", "real/isvtec", "real/tma_cnc", "real/eoko", "real/carnet_techniconcept")
# what is done, by whom and from where is never asked for unless a case raises it
# nor is what stopped the clock: a case that states none of it has none
NOT_ASKED = {
    "waiting",
    "event",
    "occurred",
    "performed",
    "act",
    "actor",
    "norm",
    "operation",
    "parts_cost",
    "performed_by",
    "country",
}


def value(whole: Program, fact: str, data: st.DataObject) -> FactValue | None:
    match whole.facts[fact].type.kind:
        case Kind.WORD:
            return data.draw(st.sampled_from(words_of(fact, (), whole)), label=fact)
        case Kind.TRUTH:
            return data.draw(st.booleans(), label=fact)
        case Kind.INSTANT:
            return 1780300800 + 1800 * data.draw(st.integers(0, 2000), label=fact)
        case Kind.LENGTH:
            return 600 * data.draw(st.integers(0, 80), label=fact)
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY:
            return data.draw(st.integers(0, 40), label=fact)
    return None


def settled(found: Verdict) -> dict[str, object]:
    """What a verdict says of each question that its case raises."""
    return {
        "labour": [
            (result.outcome, result.refused) for result in found.results.values() if isinstance(result, Decided)
        ],
        "outcome": found.outcome,
        "amount": found.amount and (found.amount.excluded, found.amount.included),
        **{one.name: one.deadline for one in found.milestones},
        **{one.decision.name: one.answer for one in found.permissions},
    }


@pytest.mark.parametrize("name", CONTRACTS)
@settings(SETTINGS, max_examples=25, phases=[Phase.generate])
@given(data=st.data())
def test_answering_all_that_is_asked_gives_the_verdict_of_the_full_case(name: str, data: st.DataObject) -> None:
    whole = open_contract(ROOT / "examples" / f"{name}.infog").program
    assert whole is not None
    facts = [one.name for one in whole.facts.values() if one.name not in NOT_ASKED and not one.open]
    drawn_values = {fact: value(whole, fact, data) for fact in facts}
    full = {fact: found for fact, found in drawn_values.items() if found is not None}
    names = [event for event in EVENTS if event in full]
    full.update(zip(names, sorted(int(full[event]) for event in names), strict=True))  # type: ignore[arg-type]
    case: dict[str, FactValue] = {}
    while (asks := verdict(whole, case).ask_next) and (fact := next((a.fact for a in asks if a.fact in full), None)):
        assert fact not in case
        case[fact] = full[fact]
    assert not asks
    expected = settled(verdict(whole, full))
    found = settled(verdict(whole, case))
    assert found == {question: expected[question] for question in found}


def test_the_keys_of_answers_tell_outcomes_apart() -> None:
    asked = decision("labour", rule("T0", Holds("on_site"), Included()), default=OutOfContract())
    whole = program(asked)
    answers = {key(decide(asked, whole, {"on_site": site})) for site in (True, False)}  # type: ignore[arg-type]
    assert len(answers) == 2
