"""Combinations of openings, and instants that are read as numbers."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.calendars import ServiceCalendar, to_datetime, to_instant
from contractlang.core.evaluate import holds
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Not,
    NumberFact,
    Or,
    Plus,
    Times,
    Whole,
)
from contractlang.core.life import Window
from contractlang.solver import Found, GaveUp, Impossible, Session
from contractlang.solver.instants import combine
from tests.solver.build import H24, HO, program

ZONE = "Europe/Paris"
NIGHT = ServiceCalendar("N", ZONE, (((1320, 1800),),) * 7)
EARLY = ServiceCalendar("E", ZONE, (((120, 180),),) * 7)
NOON = ServiceCalendar("NOON", ZONE, (((750, 810),),) * 7)
OFFICE = program()
SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text), ZONE)[0]


def window(start: str, end: str) -> Window:
    return Window(start=instant(start), end=instant(end), zone=ZONE)


def test_the_combinations_are_those_that_every_minute_of_the_window_has() -> None:
    # ten days around a clock change and Easter, on four calendars, one of them open in the hour that is left out
    calendars = {"HO": HO, "H24": H24, "N": NIGHT, "E": EARLY}
    days = window("2026-03-27", "2026-04-07")
    instants = combine(calendars, days)
    scanned = {
        frozenset(name for name, one in calendars.items() if one.opens(minute))
        for minute in range(days.start, days.end, 60)
    }
    assert set(instants.open_in) == scanned
    for index, witness in enumerate(instants.witnesses):
        assert days.start <= witness < days.end
        assert instants.at(witness) == index
        assert instants.open_in[index] == {name for name, one in calendars.items() if one.opens(witness)}


@SETTINGS
@given(st.integers(0, 300 * 86400), st.integers(0, 20 * 86400))
def test_every_instant_has_the_combination_that_the_calendars_give_it(offset: int, length: int) -> None:
    days = window("2026-02-01", "2027-02-01")
    calendars = {"HO": HO, "N": NIGHT}
    instants = combine(calendars, days)
    start = days.start + offset
    assert instants.open_in[instants.at(start)] == {n for n, one in calendars.items() if one.opens(start)}
    pieces = list(instants.pieces(start, start + length + 1))
    assert pieces[0][0] <= start < pieces[0][1]
    assert pieces[-1][1] > start + length
    assert all(one[1] == following[0] for one, following in pairwise(pieces))
    assert all(instants.at(first) == instants.at(last - 1) == code for first, last, code in pieces)


def test_a_combination_is_shown_on_a_weekday_at_a_round_hour_that_is_usual_for_it() -> None:
    # the contract starts on a holiday, whose morning is closed but no usual closed time
    instants = combine({"HO": HO, "H24": H24}, window("2026-01-01", "2027-01-01"))
    shown = [to_datetime(witness, ZONE).strftime("%a %H:%M") for witness in instants.witnesses]
    assert instants.open_in == (frozenset({"HO", "H24"}), frozenset({"H24"}))
    assert shown == ["Fri 10:00", "Thu 20:00"]


def test_a_combination_of_a_single_minute_is_found() -> None:
    minute = ServiceCalendar("M", ZONE, (((601, 602),),) + ((),) * 6)
    instants = combine({"M": minute}, window("2026-02-03", "2026-02-10"))
    assert instants.open_in == (frozenset({"M"}), frozenset())
    assert instants.witnesses[0] == instant("2026-02-09T10:01")


def test_openings_that_no_instant_has_are_impossible() -> None:
    session = Session(OFFICE)
    assert session.ask(Not(During("opened", "H24"))) == Impossible()
    assert isinstance(session.ask(During("opened", "H24"), Not(During("opened", "HO"))), Found)


def _difference(later: str, earlier: str) -> Plus:
    return Plus((NumberFact(later), Times(NumberFact(earlier), -1)))


def test_events_happen_in_order_in_every_case() -> None:
    for use_quick in (False, True):
        session = Session(OFFICE, use_quick=use_quick)
        before = Compare(Comparison.LT, NumberFact("restored"), NumberFact("started"))
        assert session.ask(before) == Impossible()
        assert session.ask(Not(before), During("started", "HO"), Not(During("restored", "HO"))) != Impossible()


def test_openings_and_differences_of_instants_are_told_apart_exactly() -> None:
    for use_quick in (False, True):
        session = Session(OFFICE, use_quick=use_quick)
        noon = Compare(Comparison.LE, _difference("started", "opened"), Whole(1))
        found = session.ask(Not(During("opened", "HO")), During("started", "HO"), noon)
        assert isinstance(found, Found)
        assert int(found.case["started"]) - int(found.case["opened"]) == 1
        assert HO.opens(int(found.case["started"]))
        assert not HO.opens(int(found.case["opened"]))
        same = Compare(Comparison.LE, _difference("started", "opened"), Whole(0))
        assert session.ask(Not(During("opened", "HO")), During("started", "HO"), same) == Impossible()
        # the longest closed time, three nights and three days at Easter or so, is shorter than a week
        week = Compare(Comparison.GE, _difference("started", "opened"), Whole(7 * 86400))
        assert isinstance(session.ask(During("opened", "HO"), During("started", "HO"), week), Found)


def test_what_no_date_of_the_whole_life_has_is_impossible() -> None:
    # a break at noon is an hour: nothing that opens in one on HO can start in it an hour later
    session = Session(program(calendars={"HO": HO, "NOON": NOON}))
    hour = Compare(Comparison.EQ, _difference("started", "opened"), Whole(3600))
    assert session.ask(During("opened", "NOON"), During("started", "NOON"), hour) == Impossible()


EDGES = [instant(f"2026-04-0{day}T{clock}") for day in (2, 3, 4, 6, 7) for clock in ("08:30", "12:30", "18:00")]
dates = st.builds(
    Compare,
    st.sampled_from([Comparison.LT, Comparison.LE, Comparison.GE, Comparison.GT, Comparison.EQ]),
    st.sampled_from([NumberFact("opened"), NumberFact("started")]),
    st.sampled_from(EDGES).map(Whole),
)
openings = st.sampled_from([During(fact, name) for fact in ("opened", "started") for name in ("HO", "H24")])
gaps = st.builds(
    Compare,
    st.sampled_from([Comparison.LE, Comparison.GE]),
    st.just(_difference("started", "opened")),
    st.sampled_from([0, 1, 3600, 7200, 86400]).map(Whole),
)
literals = st.one_of(dates, openings, openings.map(Not), gaps)
timed = st.lists(
    st.one_of(literals, st.lists(literals, min_size=1, max_size=2).map(tuple).map(Or)), min_size=1, max_size=5
)
GRID = sorted({edge + step for edge in EDGES for step in (-3600, -1, 0, 1, 3600)})


@SETTINGS
@given(timed, st.booleans())
def test_conditions_on_instants_are_answered_by_a_true_case_or_by_none_at_all(
    asked: list[Condition], use_quick: bool
) -> None:
    answer = Session(OFFICE, use_quick=use_quick).ask(*asked)
    if isinstance(answer, Found):
        assert all(holds(condition, answer.case, OFFICE.calendars) for condition in asked)
        assert answer.case.get("opened", 0) <= answer.case.get("started", 2**40)  # type: ignore[operator]
        return
    assert answer == Impossible()
    whole = And(tuple(asked))
    for opened in GRID:
        for started in GRID:
            assert started < opened or not holds(whole, {"opened": opened, "started": started}, OFFICE.calendars)


def test_both_ways_of_answering_give_one_verdict() -> None:
    for moment in EDGES:
        limit = Compare(Comparison.GE, NumberFact("opened"), Whole(moment))
        until = Compare(Comparison.LT, NumberFact("opened"), Whole(moment + 1800))
        for opening in (During("opened", "HO"), Not(During("opened", "HO"))):
            answers = [Session(OFFICE, use_quick=quick).ask(limit, until, opening) for quick in (True, False)]
            assert type(answers[0]) is type(answers[1])
            assert isinstance(answers[0], Found) == (HO.opens(moment) == isinstance(opening, During))


def test_too_small_a_budget_is_said_for_instants_too() -> None:
    session = Session(OFFICE, budget=1, use_quick=False)
    gap = Compare(Comparison.GE, _difference("started", "opened"), Whole(1))
    assert isinstance(session.ask(gap, During("opened", "HO")), GaveUp)
