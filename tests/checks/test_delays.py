"""The findings on delays, on scope, and on what the contract's dates leave open."""

from __future__ import annotations

from datetime import datetime

from contractlang.calendars import ServiceCalendar, deadline, to_instant
from contractlang.checks import CHECKS, delay_order, flow_down, scope_overlap, undecided
from contractlang.core.expressions import And, Compare, Comparison, During, Not, NumberFact, Plus, Whole
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Decision, Delay, Program, ScopeItem
from contractlang.diagnostics import Diagnostic, Severity
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.syntax import in_file_language
from contractlang.values import Length, Unit
from tests.solver.build import CALENDARS, H24, HO, LIFE, delay, hours, origin, program

Pair = tuple[Decision, Delay]


def contract(*pairs: Pair, start: bool = True) -> Program:
    return program(*(one for one, _ in pairs), delays=tuple(two for _, two in pairs), terms=LIFE if start else LIFE[1:])


def guarded(pair: Pair, *conditions: During | Not | Compare) -> Pair:
    """The same delay under more conditions."""
    decision, one = pair
    rule = evolve(one.rule, guard=And((one.rule.guard, *conditions)))
    return evolve(decision, rules=(rule,)), evolve(one, rule=rule)


def order(*pairs: Pair, start: bool = True) -> list[Diagnostic]:
    asked = contract(*pairs, start=start)
    return list(delay_order.check(asked, Session(asked)))


def instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text), "Europe/Paris")[0]


INTERVENE = delay("intervene", hours(4), "HO", place=1)
RESTORE = delay("restore", hours(8), "H24", place=2)


def test_delays_on_two_calendars_are_compared_on_every_date() -> None:
    (finding,) = order(INTERVENE, RESTORE)
    assert (finding.code, finding.severity) == ("D401", Severity.ERROR)
    assert [label.span.start for label in finding.labels] == [10, 20]
    assert finding.case is not None
    assert finding.case["severity"] == "blocking"
    opened = finding.case["opened"]
    assert isinstance(opened, int)
    gap = deadline(opened, hours(4), HO) - deadline(opened, hours(8), H24)
    window = range(instant("2026-02-01"), instant("2030-02-01"), 1800)
    sampled = max(deadline(moment, hours(4), HO) - deadline(moment, hours(8), H24) for moment in window)
    assert gap >= sampled > 0
    assert finding.message.say("fr") != finding.message.say("en")


def test_the_finding_says_when_opened_both_deadlines_and_the_gap() -> None:
    (finding,) = order(INTERVENE, RESTORE)
    # the first time that All Saints' Day is a Monday; the clocks are set back in between
    assert finding.message.say("en") == (
        '"intervention, 4 h on `HO`" can end after "restoration, 8 h on `H24`": opened on Fri 29 Oct 2027 14:00:01,'
        " one ends on Tue 2 Nov 2027 08:30:01 and the other on Fri 29 Oct 2027 22:00:01, 83 h 30 min earlier"
        " (the first time: opened on Sun 1 Feb 2026 00:00)"
    )


def test_delays_that_keep_their_order_pass() -> None:
    assert order(INTERVENE, delay("restore", hours(8), "HO")) == []
    assert order(delay("intervene", hours(1), "H24"), delay("restore", hours(4), "HO")) == []
    assert order(INTERVENE, delay("restore", hours(8), "H24", severity="minor")) == []
    assert order(INTERVENE, delay("restore", hours(8), "H24", party="Hébergeo")) == []


def test_only_instants_at_which_both_conditions_can_hold_are_compared() -> None:
    by_day = guarded(INTERVENE, During("opened", "EARLY"))
    early = ServiceCalendar("EARLY", "Europe/Paris", (((510, 600),),) * 4 + ((),) * 3, ("FR",))
    asked = evolve(contract(by_day, RESTORE), calendars={**CALENDARS, "EARLY": early})
    # from Monday to Thursday, opened before 10:00: four open hours end by 15:00, eight hours after 16:30
    assert list(delay_order.check(asked, Session(asked))) == []
    late = guarded(INTERVENE, Not(During("opened", "EARLY")))
    asked = evolve(contract(late, RESTORE), calendars={**CALENDARS, "EARLY": early})
    (finding,) = delay_order.check(asked, Session(asked))
    assert finding.case is not None
    opened = finding.case["opened"]
    assert isinstance(opened, int)
    assert not early.opens(opened)


def test_conditions_that_limit_the_date_otherwise_leave_the_order_undecided() -> None:
    last_day = Compare(Comparison.GE, NumberFact("opened"), Whole(instant("2030-01-31")))
    (finding,) = order(guarded(INTERVENE, last_day), RESTORE)
    assert finding.code == "U901"


def test_a_delay_until_a_time_of_day_is_not_passed_over() -> None:
    decision, one = RESTORE
    rule = evolve(one.rule, outcome=Commitment(length=Length(hours(24).amount / 24, Unit.DAY), calendar="HO", by=720))
    (finding,) = order(INTERVENE, (evolve(decision, rules=(rule,)), evolve(one, rule=rule)))
    # 4 h from the close of Monday 2 February end on Tuesday at 12:30, half an hour after noon
    assert finding.code == "D401"
    assert "Tue 3 Feb 2026 12:30" in finding.message.say("en")
    assert "Tue 3 Feb 2026 12:00" in finding.message.say("en")


def test_a_calendar_that_never_opens_is_not_passed_over() -> None:
    never = ServiceCalendar("NEVER", "Europe/Paris", ((),) * 7)
    asked = contract(delay("intervene", hours(4), "NEVER"), RESTORE)
    asked = evolve(asked, calendars={**CALENDARS, "NEVER": never})
    (finding,) = delay_order.check(asked, Session(asked))
    assert finding.code == "U901"


def test_without_a_date_of_effect_one_finding_says_which_delays_stay_open() -> None:
    asked = contract(INTERVENE, RESTORE, delay("restore", hours(3), "HO", party="Hébergeo", place=3), start=False)
    session = Session(asked)
    found = [finding for one in CHECKS for finding in one.check(asked, session)]
    assert [finding.code for finding in found] == ["U901"]
    assert [label.span.start for label in found[0].labels] == [10, 20, 30]
    help = in_file_language(found[0]).help
    assert "début" in (help.say("fr") if help else "")
    with_start = contract(INTERVENE, RESTORE)
    assert list(undecided.check(with_start, Session(with_start))) == []


def test_without_a_date_of_effect_lengths_on_one_calendar_are_compared_all_the_same() -> None:
    assert order(INTERVENE, delay("restore", hours(8), "HO"), start=False) == []
    (finding,) = order(INTERVENE, delay("restore", hours(3), "HO"), start=False)
    assert finding.code == "D401"


def test_the_solver_giving_up_leaves_the_order_undecided() -> None:
    total = Plus((NumberFact("worked"), NumberFact("quantity")))
    asked = contract(guarded(INTERVENE, Compare(Comparison.GT, total, Whole(7))), RESTORE)
    for check in (delay_order, flow_down):
        pairs = (
            asked
            if check is delay_order
            else evolve(asked, delays=(evolve(asked.delays[0], party="Hébergeo", milestone="restore"), asked.delays[1]))
        )
        (finding,) = check.check(pairs, Session(pairs, budget=1, use_quick=False))
        assert finding.code == "U901"


def test_a_subcontractor_is_held_to_what_the_contract_owes() -> None:
    own = delay("restore", hours(4), "H24", place=1)

    def said(length: int, calendar: str) -> list[Diagnostic]:
        asked = contract(own, delay("restore", hours(length), calendar, party="Hébergeo", place=2))
        return list(flow_down.check(asked, Session(asked)))

    assert said(3, "H24") == []
    assert said(4, "H24") == []
    for weaker in (said(5, "H24"), said(3, "HO")):
        (finding,) = weaker
        assert (finding.code, finding.span.start) == ("D403", 20)
        assert "`Hébergeo`" in finding.message.say("fr")
        assert finding.case is not None
        assert finding.case["severity"] == "blocking"


def test_an_asset_is_included_or_excluded() -> None:
    def item(asset: str, included: bool, place: int) -> ScopeItem:
        return ScopeItem(asset=asset, included=included, origin=origin(place))

    asked = program(scope=(item("desktop", True, 1), item("printer", True, 2), item("printer", False, 3)))
    (finding,) = scope_overlap.check(asked, Session(asked))
    assert (finding.code, finding.span.start) == ("P601", 30)
    assert [label.span.start for label in finding.labels] == [20, 30]
    assert finding.message.say("fr") == "`printer` est à la fois inclus et exclu"
    apart = program(scope=(item("desktop", True, 1), item("printer", False, 2)))
    assert list(scope_overlap.check(apart, Session(apart))) == []


def test_a_default_delay_holds_only_where_no_rule_does() -> None:
    (decision, blocking), (_, fallback) = INTERVENE, delay("intervene", hours(10), "H24", severity="minor")
    rule = evolve(fallback.rule, guard=And(()))
    asked = evolve(
        contract(RESTORE, (evolve(decision, default=rule), blocking)),
        delays=(evolve(fallback, rule=rule), RESTORE[1]),
    )
    # ten hours around the clock come after eight, but the default never meets a blocking case
    assert list(delay_order.check(asked, Session(asked))) == []
    minor = delay("restore", hours(8), "H24", severity="minor")
    asked = evolve(asked, decisions={**asked.decisions, minor[0].name: minor[0]}, delays=(asked.delays[0], minor[1]))
    (finding,) = delay_order.check(asked, Session(asked))
    assert finding.case is not None
    assert finding.case["severity"] == "minor"
