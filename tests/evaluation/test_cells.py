"""Kept answers are those of each case by itself, and what classes a case is what its conditions can tell of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contractlang.core import evaluate
from contractlang.core.cases import Case
from contractlang.core.expressions import Condition, Number, atoms, facts_of
from contractlang.core.features import features
from contractlang.core.outcomes import Included
from contractlang.core.program import Decision
from contractlang.core.source_code import SCALARS, number_source
from contractlang.evaluation import decide
from contractlang.evaluation.cells import cells
from contractlang.evaluation.partial import holds
from tests.solver.build import decision, program, rule
from tests.solver.test_agreement import EXHAUSTIVE, OFFICE, SETTINGS, conditions, decisions, numbers


def some_case(data: st.DataObject, facts: set[str]) -> Case:
    """Some of the facts, each with some value."""
    known = [fact for fact in sorted(facts) if data.draw(st.integers(0, 3), label=f"{fact} is known")]
    return {fact: data.draw(st.sampled_from(EXHAUSTIVE[fact]), label=fact) for fact in known}


def read_by(asked: Decision) -> set[str]:
    return {fact for rule in asked.rules for fact in facts_of(rule.guard)}


@SETTINGS
@given(decisions(), st.data())
def test_a_decision_asked_often_answers_as_if_it_were_asked_once(asked: Decision, data: st.DataObject) -> None:
    often = program(asked)
    for _ in range(12):
        case = some_case(data, read_by(asked))
        assert decide(asked, often, case) == decide(asked, program(asked), case)


@SETTINGS
@given(st.lists(conditions, min_size=1, max_size=3), st.data())
def test_cases_of_one_class_make_the_same_conditions_true_false_or_open(
    asked: list[Condition], data: st.DataObject
) -> None:
    read = features(asked, OFFICE.calendars)
    facts = {fact for condition in asked for fact in facts_of(condition)}
    assert {fact for one in read for fact in one.facts} == facts
    truths: dict[int, list[bool | None]] = {}
    rules = (rule(f"T{place}", condition, Included(), set()) for place, condition in enumerate(asked))
    numbering = cells(decision("labour", *rules), OFFICE)
    for _ in range(20):
        case = some_case(data, facts)
        seen = [holds(atom, OFFICE, case) for condition in asked for atom in atoms(condition)]
        assert truths.setdefault(numbering.number(case), seen) == seen


@SETTINGS
@given(numbers, st.integers(-6, 6), st.integers(0, 6))
def test_the_source_of_a_number_has_its_value(number: Number, balance: int, worked: int) -> None:
    case = {"balance": balance, "worked": worked}
    source = number_source(number, {fact: fact for fact in case})
    assert eval(source, dict(SCALARS), case) == evaluate.number(number, case)
