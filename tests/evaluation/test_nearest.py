"""No case with fewer changed facts is decided otherwise: all cases of small programs are tried."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import EVENTS, Case, FactValue
from contractlang.core.expressions import (
    Always,
    And,
    Compare,
    Comparison,
    During,
    Holds,
    IsOneOf,
    Not,
    NumberFact,
    Or,
    Plus,
    Whole,
    facts_of,
)
from contractlang.core.outcomes import Included, OutOfContract
from contractlang.core.program import Decision
from contractlang.diagnostics import verbatim
from contractlang.evaluation import Decided, decide, nearest, verdict
from contractlang.evaluation.answers import unless_text
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.nearest import Unless, Unsearched
from contractlang.records import evolve
from tests.evaluation.build import decision, hourly, paris, program, rule
from tests.evaluation.test_missing_facts import (
    DOMAINS,
    KNOWN_NUMBERS,
    MOMENTS,
    SETTINGS,
    WHOLE,
    Key,
    brute,
    completions,
    countries,
    decisions,
    numbers,
    openings,
    truths,
    words,
)

SEVERITIES = {word: verbatim(word) for word in ("minor", "major", "blocking")}


def settled(asked: Decision, case: Case) -> Key | None:
    """What all completions of a case agree on; None where they do not."""
    found = {brute(asked, full) for full in completions(asked, case)}
    return found.pop() if len(found) == 1 else None


def fewest(asked: Decision, case: Case) -> int | None:
    """How many facts have to change for another answer, by trying all cases; None where no change does."""
    own = settled(asked, case)
    names = sorted(case)
    best: int | None = None
    for values in product(*(DOMAINS.get(name, tuple(MOMENTS)) for name in names)):
        near = dict(zip(names, values, strict=True))
        changed = sum(1 for name in names if near[name] != case[name])
        events = [int(near[name]) for name in EVENTS if name in near]
        if not changed or events != sorted(events) or (best is not None and changed >= best):
            continue
        other = settled(asked, near)
        if other is not None and other[0] == "decided" and other != own:
            best = changed
    return best


def drawn(asked: Decision, data: st.DataObject, *, some: bool) -> dict[str, FactValue]:
    facts = sorted({fact for one in asked.rules for fact in facts_of(one.guard)})
    known = [fact for fact in facts if not some or data.draw(st.integers(0, 3), label=fact)]
    return {
        fact: data.draw(st.sampled_from(KNOWN_NUMBERS if fact in WHOLE else DOMAINS.get(fact, tuple(MOMENTS))))
        for fact in known
    }


def in_order(case: dict[str, FactValue]) -> dict[str, FactValue]:
    names = [name for name in EVENTS if name in case]
    return {**case, **dict(zip(names, sorted(int(case[name]) for name in names), strict=True))}


def check(asked: Decision, case: dict[str, FactValue]) -> None:
    whole = program(asked)
    if not isinstance(decide(asked, whole, case), Decided):
        return
    found = verdict(whole, case).unless
    assert not isinstance(found, Unsearched)
    assert (None if found is None else len(found.changes)) == fewest(asked, case)
    if found is not None:
        near = case | {one.fact: one.instead for one in found.changes}
        assert all(case[one.fact] == one.value != one.instead for one in found.changes)
        assert settled(asked, near) not in (None, settled(asked, case))


@settings(SETTINGS, max_examples=150)
@given(decisions(st.one_of(words, truths, numbers, countries, st.booleans().map(Always))), st.data())
def test_no_case_with_fewer_changes_is_decided_otherwise(asked: Decision, data: st.DataObject) -> None:
    check(asked, drawn(asked, data, some=False))


@settings(SETTINGS, max_examples=150)
@given(decisions(st.one_of(words, truths, numbers)), st.data())
def test_nor_where_facts_are_missing_that_do_not_matter(asked: Decision, data: st.DataObject) -> None:
    check(asked, drawn(asked, data, some=True))


@settings(SETTINGS, max_examples=60)
@given(decisions(st.one_of(words, openings)), st.data())
def test_nor_with_instants_on_calendars(asked: Decision, data: st.DataObject) -> None:
    check(asked, in_order(drawn(asked, data, some=False)))


# --- by name ------------------------------------------------------------------------------------------------


def test_three_changes_are_found_where_two_do_not_do() -> None:
    any_of = Or((Holds("on_site"), Holds("quote_accepted"), IsOneOf("kind", ("preventive",))))
    whole = program(decision("labour", rule("T0", any_of, Included()), default=OutOfContract()))
    found = verdict(whole, {"on_site": True, "quote_accepted": True, "kind": "preventive"}).unless
    assert isinstance(found, Unless)
    assert [one.fact for one in found.changes] == ["kind", "quote_accepted", "on_site"]


def test_two_numbers_that_are_added_change_together() -> None:
    # 3 + 3 h of 10 h; neither may go beyond 5 h without being out of contract anyway
    total = Compare(Comparison.GT, Plus((NumberFact("worked"), NumberFact("consumed"))), Whole(10 * 3600))
    small = And(tuple(Compare(Comparison.LE, NumberFact(fact), Whole(6 * 3600)) for fact in ("worked", "consumed")))
    whole = program(decision("labour", rule("T0", And((total, small)), OutOfContract()), default=Included()))
    found = verdict(whole, {"worked": 3 * 3600, "consumed": 3 * 3600}).unless
    assert isinstance(found, Unless)
    values = {one.fact: int(one.instead) for one in found.changes}
    assert set(values) == {"worked", "consumed"}
    assert sum(values.values()) == 10 * 3600 + 1


def test_an_instant_moves_to_the_nearest_holiday_however_far() -> None:
    week = (((0, 1440),),) * 5 + ((),) * 2
    calendars = {
        "week": ServiceCalendar("week", "Europe/Paris", week),
        "worked": ServiceCalendar("worked", "Europe/Paris", week, ("FR",)),
    }
    holiday = And((During("opened", "week"), Not(During("opened", "worked"))))
    asked = decision("labour", rule("T0", holiday, OutOfContract()), default=Included())
    found = verdict(program(asked, calendars=calendars), {"opened": paris("2026-06-10T10:00")}).unless
    assert isinstance(found, Unless)
    # Whit Monday, 25 May 2026, is nearer to 10 June than 14 July; its last minute is the nearest
    assert [one.instead for one in found.changes] == [paris("2026-05-25T23:59")]


def test_a_refused_quote_is_another_answer() -> None:
    whole = program(decision("labour", rule("T3", Always(True), hourly(9000, quote=True))))
    found = verdict(whole, {"quote_accepted": True}).unless
    assert isinstance(found, Unless)
    assert [(one.fact, one.instead) for one in found.changes] == [("quote_accepted", False)]


def test_of_ordered_words_the_nearest_is_told() -> None:
    severe = IsOneOf("severity", ("minor", "major"))
    whole = program(decision("labour", rule("T0", severe, Included()), default=OutOfContract()))
    ordered = evolve(whole.vocabularies["severity"], words=SEVERITIES, ordered=True)
    whole = evolve(whole, vocabularies={**whole.vocabularies, "severity": ordered})
    found = verdict(whole, {"severity": "blocking"}).unless
    assert isinstance(found, Unless)
    assert [(one.fact, one.instead) for one in found.changes] == [("severity", "major")]


@pytest.mark.parametrize(("most", "without"), [(0, 0), (3, 1)])
def test_a_search_that_is_too_large_says_how_far_it_went(
    monkeypatch: pytest.MonkeyPatch, most: int, without: int
) -> None:
    monkeypatch.setattr(nearest, "MOST_CASES", most)
    any_of = Or((Holds("on_site"), Holds("quote_accepted"), Holds("urgent")))
    whole = program(decision("labour", rule("T0", any_of, Included()), default=OutOfContract()))
    answer = verdict(whole, {"on_site": True, "quote_accepted": True, "urgent": True})
    assert answer.unless == Unsearched(without=without)
    said = verdict_json(answer, "en")["unless"]
    assert isinstance(said, dict)
    assert (said["outcome"], said["none_within"]) == (None, without)
    assert "too many cases to try" in str(said["text"])
    assert "trop de cas" in unless_text(answer.unless, whole).fr
