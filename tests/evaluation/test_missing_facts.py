"""With facts missing, the answers said to be possible are those of all completions of the case, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.calendars import breakpoints
from contractlang.core.cases import EVENTS, Case, FactValue
from contractlang.core.evaluate import holds
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
    Not,
    NumberFact,
    Or,
    Plus,
    Rounding,
    Times,
    Whole,
    facts_of,
)
from contractlang.core.outcomes import Included, Outcome, OutOfContract, Permission
from contractlang.core.program import Decision, Rule
from contractlang.evaluation import Conflict, Decided, NoAnswer, Undetermined, decide
from contractlang.evaluation import explore as exploring
from contractlang.evaluation.partial import holds as known_truth
from contractlang.evaluation.reasons import Choice
from contractlang.evaluation.regions import OTHER_WORD, Region
from tests.evaluation.build import CALENDARS, HO, SATURDAY, VOCABULARIES, decision, hourly, paris, program, rule

WEEKS = paris("2026-06-01T00:00"), paris("2026-06-15T00:00")  # two weeks from a Monday
MOMENTS = sorted({WEEKS[0], *(instant for calendar in (HO, SATURDAY) for instant in breakpoints(calendar, *WEEKS))})
# Conditions compare a number, or two, with up to 3: where one is at most 3, nothing changes beyond 7 for the other
NUMBERS = tuple(range(9))
KNOWN_NUMBERS = tuple(range(4))
DOMAINS: dict[str, tuple[FactValue, ...]] = {
    "kind": tuple(VOCABULARIES["kind"]),
    "severity": tuple(VOCABULARIES["severity"]),
    "quote_accepted": (True, False),
    "on_site": (True, False),
    "worked": NUMBERS,
    "consumed": NUMBERS,
    "country": ("FR", "DE", OTHER_WORD),
}

WHOLE = ("worked", "consumed")

words = st.sampled_from(["kind", "severity"]).flatmap(
    lambda fact: st.lists(st.sampled_from(list(VOCABULARIES[fact])), max_size=2, unique=True).map(
        lambda some: IsOneOf(fact, tuple(some))
    )
)
countries = st.sampled_from([IsOneOf("country", ("FR",)), IsOneOf("country", ("FR", "DE"))])
truths = st.sampled_from([Holds("quote_accepted"), Holds("on_site")])
sides = st.sampled_from(
    [
        NumberFact("worked"),
        NumberFact("consumed"),
        Plus((NumberFact("worked"), NumberFact("consumed"))),
        Plus((NumberFact("worked"), Times(NumberFact("consumed"), -1))),
    ]
)
numbers = st.builds(Compare, st.sampled_from(Comparison), sides, st.integers(0, 3).map(Whole))
openings = st.builds(During, st.sampled_from(["opened", "restored"]), st.sampled_from(["HO", "samedi"]))
OUTCOMES: tuple[Outcome, ...] = (Included(), OutOfContract(), Permission("prohibited"))
SETTINGS = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def guards(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def compound(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        some = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(some.map(And), some.map(Or), inner.map(Not))

    return st.recursive(leaves, compound, max_leaves=6)


@st.composite
def decisions(draw: st.DrawFn, leaves: st.SearchStrategy[Condition]) -> Decision:
    rules: list[Rule] = []
    for place in range(draw(st.integers(1, 4))):
        beaten: set[str] = set()
        for other in rules:
            if draw(st.booleans()):
                beaten |= {other.name, *other.beats}
        rules.append(rule(f"T{place}", draw(guards(leaves)), draw(st.sampled_from(OUTCOMES)), beaten))
    return decision("labour", *rules, default=draw(st.sampled_from([None, *OUTCOMES])))


Key = tuple[str, ...]


def brute(asked: Decision, case: Case) -> Key:
    """The answer of a complete case, straight from the definition."""
    applies = [one for one in asked.rules if holds(one.guard, case, CALENDARS)]
    winners = [one for one in applies if not any(one.name in other.beats for other in applies)]
    for first, second in combinations(sorted(winners, key=lambda one: one.name), 2):
        if first.outcome != second.outcome:
            return "conflict", first.name, second.name
    if not winners and asked.default is None:
        return ("none",)
    return "decided", repr(winners[0].outcome if winners else asked.default and asked.default.outcome)


def key(answer: Decided | Conflict | NoAnswer) -> Key:
    match answer:
        case Conflict(first, second):
            return "conflict", first.name, second.name
        case NoAnswer():
            return ("none",)
    return "decided", repr(answer.outcome)


def keys(result: object) -> set[Key]:
    if isinstance(result, Undetermined):
        assert result.exact
        return {key(one.answer) for one in result.possible}
    assert isinstance(result, Decided | Conflict | NoAnswer)
    return {key(result)}


def completions(asked: Decision, case: Case) -> Iterator[dict[str, FactValue]]:
    """All complete cases that agree with a case, events in order."""
    read = {fact for one in asked.rules for fact in facts_of(one.guard)} | set(case)
    facts = sorted(read)
    choices = [[case[fact]] if fact in case else list(DOMAINS.get(fact, MOMENTS)) for fact in facts]
    for values in product(*choices):
        full = dict(zip(facts, values, strict=True))
        events = [int(full[name]) for name in EVENTS if name in full]
        if events == sorted(events):
            yield full


def chosen(choice: Choice, full: Case) -> bool:
    """Whether a complete case makes a choice."""
    assert isinstance(choice.variable, str)
    value = full[choice.variable]
    for region in choice.among:
        assert isinstance(region, Region)
        if region.words:
            inside = value in region.words
        elif isinstance(value, bool):
            inside = value == region.witness
        elif region.low is not None or region.high is not None:
            inside = (region.low or 0) <= int(value) <= (region.high if region.high is not None else int(value))
        else:
            inside = all(holds(atom, full, CALENDARS) is true for atom, true in region.signature)
        if inside:
            return True
    return False


@SETTINGS
@given(decisions(st.one_of(words, truths, numbers, countries, st.booleans().map(Always))), st.data())
def test_the_possible_answers_are_those_of_all_completions(asked: Decision, data: st.DataObject) -> None:
    facts = sorted({fact for one in asked.rules for fact in facts_of(one.guard)})
    known = [fact for fact in facts if data.draw(st.booleans(), label=fact)]
    case = {fact: data.draw(st.sampled_from(KNOWN_NUMBERS if fact in WHOLE else DOMAINS[fact])) for fact in known}
    result = decide(asked, program(asked), case)
    full = {tuple(sorted(one.items())): brute(asked, one) for one in completions(asked, case)}
    assert keys(result) == set(full.values())
    if not isinstance(result, Undetermined):
        return
    # what is asked for is what some completion depends on, and nothing else
    assert {need.fact for need in result.needed} == {fact for fact in facts if fact not in case and matters(fact, full)}
    # and the facts said to lead to an answer lead there
    for possibility in result.possible:
        leads = {found for one, found in full.items() if all(chosen(choice, dict(one)) for choice in possibility.when)}
        assert leads == {key(possibility.answer)}


def matters(fact: str, full: dict[tuple[tuple[str, FactValue], ...], Key]) -> bool:
    found: dict[object, Key] = {}
    return any(
        found.setdefault(tuple(item for item in one if item[0] != fact), answer) != answer
        for one, answer in full.items()
    )


@settings(SETTINGS, max_examples=50)
@given(decisions(st.one_of(words, openings)), st.data())
def test_events_are_completed_in_the_order_in_which_they_happen(asked: Decision, data: st.DataObject) -> None:
    # each known event leaves the oracle a week of missing ones, with all their combinations, before and after it
    middle = [instant for instant in MOMENTS if WEEKS[0] + 6 * 86400 < instant < WEEKS[0] + 8 * 86400]
    case: dict[str, FactValue] = {}
    if data.draw(st.booleans()):
        case[data.draw(st.sampled_from(["opened", "restored"]))] = data.draw(st.sampled_from(middle))
    result = decide(asked, program(asked), case)
    assert keys(result) == {brute(asked, full) for full in completions(asked, case)}


@SETTINGS
@given(decisions(st.one_of(words, truths, numbers, openings)), st.data())
def test_answering_what_is_asked_leads_to_the_answer_of_the_full_case(asked: Decision, data: st.DataObject) -> None:
    whole = program(asked)
    facts = sorted({fact for one in asked.rules for fact in facts_of(one.guard)})
    full = {fact: data.draw(st.sampled_from(DOMAINS.get(fact, tuple(MOMENTS)))) for fact in facts}
    if full.get("restored", WEEKS[1]) < full.get("opened", WEEKS[0]):  # type: ignore[operator]
        full["opened"], full["restored"] = full["restored"], full["opened"]
    case: dict[str, FactValue] = {}
    while isinstance(result := decide(asked, whole, case), Undetermined):
        asked_for = result.needed[0].fact
        assert asked_for not in case
        case[asked_for] = full[asked_for]
    assert keys(result) == {brute(asked, full)}


# --- by name ------------------------------------------------------------------------------------------------


def test_a_fact_that_cannot_change_the_answer_is_not_asked_for() -> None:
    either = Or((Holds("on_site"), Not(Holds("on_site"))))
    asked = decision("labour", rule("T0", either, Included()))
    assert isinstance(decide(asked, program(asked), {}), Decided)


def test_rules_that_say_the_same_leave_nothing_to_ask() -> None:
    asked = decision(
        "labour",
        rule("T0", IsOneOf("kind", ("preventive",)), Included()),
        rule("T1", Not(IsOneOf("kind", ("preventive",))), Included()),
    )
    result = decide(asked, program(asked), {})
    assert isinstance(result, Decided)
    assert [one.name for one in (result.rule, *result.also)] == ["T0", "T1"]


def test_the_fact_that_narrows_most_is_asked_first() -> None:
    # on_site alone decides between two answers; kind may leave three
    asked = decision(
        "labour",
        rule("T0", Holds("on_site"), Included()),
        rule("T1", And((Not(Holds("on_site")), IsOneOf("kind", ("evolutive",)))), OutOfContract()),
        rule("T2", And((Not(Holds("on_site")), Not(IsOneOf("kind", ("evolutive",))))), Permission("prohibited")),
    )
    result = decide(asked, program(asked), {})
    assert isinstance(result, Undetermined)
    assert [(need.fact, need.left) for need in result.needed] == [("kind", 2), ("on_site", 2)]
    assert [len(possibility.when) for possibility in result.possible] == [1, 2, 2]


def test_calendars_that_never_open_together_are_known_not_to() -> None:
    both = And((During("opened", "HO"), During("opened", "samedi")))
    asked = decision("labour", rule("T0", both, OutOfContract()), default=Included())
    assert isinstance(decide(asked, program(asked), {}), Decided)


def test_an_event_between_two_known_ones_can_only_be_between_them() -> None:
    asked = decision("labour", rule("T0", During("started", "HO"), OutOfContract()), default=Included())
    evening = {"opened": paris("2026-06-01T19:00"), "restored": paris("2026-06-01T22:00")}
    result = decide(asked, program(asked), evening)
    assert isinstance(result, Decided)
    assert result.outcome == Included()
    assert isinstance(decide(asked, program(asked), {**evening, "restored": paris("2026-06-02T09:30")}), Undetermined)


def test_a_length_is_never_negative() -> None:
    asked = decision("labour", rule("T0", Compare(Comparison.GE, NumberFact("worked"), Whole(0)), Included()))
    assert isinstance(decide(asked, program(asked), {}), Decided)


def test_prices_that_differ_for_some_quantity_may_conflict() -> None:
    asked = decision("labour", rule("T0", Always(True), hourly(9500, step=15)), rule("T1", Always(True), hourly(14000)))
    result = decide(asked, program(asked), {})
    assert isinstance(result, Undetermined)
    assert {need.fact for need in result.needed} == {"worked"}
    assert isinstance(decide(asked, program(asked), {"worked": 3600}), Conflict)
    # nothing worked costs nothing at either price
    assert isinstance(decide(asked, program(asked), {"worked": 0}), Decided)


def test_a_comparison_of_missing_instants_loses_no_answer() -> None:
    late = Plus((NumberFact("restored"), Times(NumberFact("opened"), -1)))
    asked = decision(
        "labour", rule("T0", Compare(Comparison.GT, late, Whole(14400)), OutOfContract()), default=Included()
    )
    result = decide(asked, program(asked), {})
    assert isinstance(result, Undetermined)
    assert len(result.possible) == 2
    assert [need.fact for need in result.needed] == ["opened", "restored"]
    opened = paris("2026-06-01T10:00")
    assert isinstance(decide(asked, program(asked), {"opened": opened}), Undetermined)
    assert key(decide(asked, program(asked), {"opened": opened, "restored": opened + 14400})) == (  # type: ignore[arg-type]
        "decided",
        repr(Included()),
    )


def test_beyond_the_budget_all_facts_read_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "BUDGET", 2)
    asked = decision(
        "labour",
        rule("T0", And((Holds("on_site"), IsOneOf("kind", ("evolutive",)))), OutOfContract()),
        default=Included(),
    )
    result = decide(asked, program(asked), {})
    assert isinstance(result, Undetermined)
    assert not result.exact
    assert [need.fact for need in result.needed] == ["kind", "on_site"]
    assert len(result.possible) == 2


def test_a_quote_is_waited_for_only_where_it_is_asked_to() -> None:
    asked = decision("labour", rule("T3", Always(True), hourly(9000, quote=True)))
    assert isinstance(decide(asked, program(asked), {}), Decided)
    waiting = decide(asked, program(asked), {}, quotes=True)
    assert isinstance(waiting, Undetermined)
    assert [need.fact for need in waiting.needed] == ["quote_accepted"]
    refused = decide(asked, program(asked), {"quote_accepted": False}, quotes=True)
    assert isinstance(refused, Decided)
    assert refused.refused


@pytest.mark.parametrize(
    ("condition", "case", "expected"),
    [
        (And((Holds("on_site"), Always(False))), {}, False),
        (Or((Holds("on_site"), Always(True))), {}, True),
        (And((Holds("on_site"), Always(True))), {}, None),
        (Not(Holds("on_site")), {}, None),
        (Not(Holds("on_site")), {"on_site": False}, True),
        (And(()), {}, True),
        (Or(()), {}, False),
        # what cancels out is not needed
        (Compare(Comparison.LT, NumberFact("worked"), Plus((NumberFact("worked"), Whole(1)))), {}, True),
        (Compare(Comparison.EQ, Divide(NumberFact("worked"), 60, Rounding.UP), Whole(2)), {"worked": 61}, True),
        (Compare(Comparison.EQ, Divide(NumberFact("worked"), 60, Rounding.UP), Whole(2)), {}, None),
    ],
)
def test_three_valued_truth(condition: Condition, case: Case, expected: bool | None) -> None:
    assert known_truth(condition, program(), case) is expected
