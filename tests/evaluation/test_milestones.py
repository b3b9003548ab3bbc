"""Deadlines and penalties of two real contracts (A1, A2), calculated by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contractlang.calendars import deadline
from contractlang.core.expressions import Always, During, Not
from contractlang.core.outcomes import (
    Commitment,
    Formula,
    FormulaConstant,
    FormulaOpenHours,
    FormulaOperation,
    Penalty,
    Tier,
)
from contractlang.core.program import Cap, Decision, Program
from contractlang.evaluation.milestones import Milestone, PenaltyDue, milestones
from contractlang.evaluation.results import Decided
from contractlang.values import Unit
from tests.evaluation.build import HO, capped, commitment, constant, decision, formula, length, paris, program, rule


def only(whole: Program, case: dict[str, str | bool | int]) -> Milestone:
    (found,) = milestones(whole, case)
    return found


def penalised(penalty: Penalty, *, cap: Cap | None = None, calendar: str = "HO") -> Program:
    """Four hours to intervene, and a penalty for being late."""
    return program(
        commitment("intervene", 4, calendar),
        decision("penalty.intervene", rule("P", Always(True), penalty)),
        cap=cap,
    )


def due_of(milestone: Milestone) -> PenaltyDue:
    assert milestone.penalty is not None
    return milestone.penalty


# --- A2 (eoko): 5 x monthly fee / open hours of the month, per hour late, at most the fee ---------------------------

FEE = 30_000  # 300 EUR
FIVE_TIMES = FormulaOperation("*", FormulaConstant(5, 1), FormulaConstant(FEE, 1))
A2 = penalised(
    Penalty(
        currency="EUR",
        amount=formula(FormulaOperation("/", FIVE_TIMES, FormulaOpenHours("HO"))),
        per=Unit.HOUR,
    ),
    cap=capped(FEE),
)
# September 2027 has 22 working days, October 2027 has 21: 21 days x 7 h = 147 h
OPENED = paris("2027-10-01T09:00")  # a Friday; 4 h are 9-12 and 14-15
DUE = paris("2027-10-01T15:00")


@pytest.mark.parametrize(
    ("late_seconds", "before", "after"),
    [
        (0, None, None),
        (3600, 1020, 1020),  # 1500 / 147 = 10.2041 EUR an hour
        (29 * 3600 + 1440, 30000, 30000),  # 29.4 h x 1500 / 147 = 300.00 EUR exactly
        (40 * 3600, 40816, 30000),  # 40 x 10.20408 = 408.163 EUR, capped at the fee
    ],
)
def test_a2_a_penalty_per_hour_late_from_the_open_hours_of_the_month(
    late_seconds: int, before: int | None, after: int | None
) -> None:
    reached = HO.add_open_time(DUE, late_seconds) if late_seconds else DUE
    found = only(A2, {"opened": OPENED, "started": reached})
    assert found.deadline == DUE
    assert found.late_seconds == late_seconds
    assert found.met is (late_seconds == 0)
    if before is None:
        assert found.penalty is None
        return
    due = due_of(found)
    assert (due.before_cap, due.after_cap) == (before, after)


def test_a2_the_penalty_is_exact_until_it_is_rounded_once() -> None:
    due = due_of(only(A2, {"opened": OPENED, "started": HO.add_open_time(DUE, 3600)}))
    assert due.exact == Fraction(5 * FEE, 147)


# --- A1 (ISVTEC): 20 % of the fee when late, 40 % beyond one hour, … 100 % beyond four -------------------------------

MONTHLY = 50_000  # 500 EUR
A1 = penalised(
    Penalty(
        currency="EUR",
        tiers=tuple(Tier(length(hours), constant(MONTHLY * (hours + 1) // 5)) for hours in range(5)),
    ),
    cap=capped(MONTHLY),
    calendar="H24",
)


@pytest.mark.parametrize(
    ("late_seconds", "percent"),
    [(1, 20), (3600, 20), (3601, 40), (7200, 40), (7201, 60), (10801, 80), (14400, 80), (14401, 100), (10**6, 100)],
)
def test_a1_the_highest_tier_that_is_exceeded_counts(late_seconds: int, percent: int) -> None:
    opened = paris("2026-06-01T20:00")
    due = due_of(only(A1, {"opened": opened, "started": opened + 4 * 3600 + late_seconds}))
    assert due.after_cap == MONTHLY * percent // 100


def test_a1_outside_hours_it_is_due_the_next_open_day_before_noon() -> None:
    gold = decision(
        "commitment.restore",
        rule("ouvré", During("opened", "HO"), Commitment(length=length(4), calendar="HO")),
        rule(
            "fermé",
            Not(During("opened", "HO")),
            Commitment(length=length(1, Unit.WORKING_DAY), calendar="HO", by=12 * 60),
        ),
    )
    # Saturday: the next working day is Monday
    assert only(program(gold), {"opened": paris("2026-06-06T10:00")}).deadline == paris("2026-06-08T12:00")
    # Monday evening: Tuesday
    assert only(program(gold), {"opened": paris("2026-06-08T19:00")}).deadline == paris("2026-06-09T12:00")
    # Monday 10:00: 2 h until noon and 2 h from 14:00
    assert only(program(gold), {"opened": paris("2026-06-08T10:00")}).deadline == paris("2026-06-08T16:00")


# --- the rest -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "opened", "by", "due"),
    [
        # open days keep their clock, so the day reached is the day itself, at midnight too
        (Unit.DAY, "2026-06-01T10:00", 720, "2026-06-02T12:00"),
        # a legal count ends at 24:00, which belongs to the day that ends
        (Unit.WORKING_DAY, "2026-06-01T10:00", 720, "2026-06-02T12:00"),
        (Unit.WORKING_DAY, "2026-06-05T10:00", 1440, "2026-06-09T00:00"),
    ],
)
def test_a_time_of_day_is_that_of_the_day_reached(unit: Unit, opened: str, by: int, due: str) -> None:
    assert deadline(paris(opened), length(1, unit), HO, by) == paris(due)


def test_without_an_opening_the_opening_is_asked_for() -> None:
    found = only(program(commitment("restore", 4)), {"restored": paris("2026-06-01T10:00")})
    assert (found.deadline, found.met, found.missing) == (None, None, ("opened",))


def test_not_reached_is_not_late() -> None:
    found = only(program(commitment("restore", 4)), {"opened": paris("2026-06-01T10:00")})
    assert (found.met, found.late_seconds, found.penalty) == (None, None, None)


def test_reached_after_the_deadline_while_closed_is_late_by_no_open_time() -> None:
    # due Monday at 18:00, restored at 20:00
    found = only(
        program(commitment("restore", 4)), {"opened": paris("2026-06-01T14:00"), "restored": paris("2026-06-01T20:00")}
    )
    assert (found.met, found.late_seconds) == (False, 0)
    assert found.note is not None


def test_no_commitment_is_said_and_has_no_deadline() -> None:
    none = decision("commitment.restore", rule("R", Always(True), Commitment(length=None, calendar=None)))
    found = only(program(none), {"opened": paris("2026-06-01T10:00")})
    assert isinstance(found.commitment, Decided)
    assert (found.deadline, found.missing) == (None, ())


def test_a_commitment_without_calendar_runs_on_the_clock() -> None:
    clock = decision("commitment.restore", rule("R", Always(True), Commitment(length=length(4), calendar=None)))
    found = only(program(clock), {"opened": paris("2026-06-06T22:00")})
    assert found.deadline == paris("2026-06-07T02:00")


def test_the_cap_limits_the_penalties_of_a_case_together() -> None:
    def late(milestone: str, cents: int) -> Decision:
        return decision(
            f"penalty.{milestone}", rule("P", Always(True), Penalty(currency="EUR", amount=constant(cents)))
        )

    whole = program(
        commitment("intervene", 1, "H24"),
        commitment("restore", 2, "H24"),
        late("intervene", 700),
        late("restore", 800),
        cap=capped(1000),
    )
    opened = paris("2026-06-01T10:00")
    found = milestones(whole, {"opened": opened, "started": opened + 9000, "restored": opened + 9000})
    # 7 EUR leave 3 of the 10
    assert [due_of(one).after_cap for one in found] == [700, 300]
    assert [due_of(one).before_cap for one in found] == [700, 800]


@pytest.mark.parametrize(
    ("amount", "per", "said"),
    [
        (constant(100), Unit.DAY, "au prorata"),  # a part of an open day is not defined
        (formula(FormulaOperation("/", FormulaConstant(1, 1), FormulaConstant(0, 1))), Unit.HOUR, "divise par zéro"),
    ],
)
def test_a_penalty_that_cannot_be_computed_says_why(amount: Formula, per: Unit, said: str) -> None:
    whole = penalised(Penalty(currency="EUR", amount=amount, per=per), calendar="H24")
    opened = paris("2026-06-01T10:00")
    due = due_of(only(whole, {"opened": opened, "started": opened + 5 * 3600}))
    assert (due.before_cap, due.after_cap) == (None, None)
    assert due.note is not None
    assert said in due.note.say("fr")


def test_a_cap_in_another_currency_is_not_applied() -> None:
    other = Cap(amount=constant(1), currency="CHF", period=None, origin=capped(1).origin)
    whole = penalised(Penalty(currency="EUR", amount=constant(100)), cap=other, calendar="H24")
    opened = paris("2026-06-01T10:00")
    due = due_of(only(whole, {"opened": opened, "started": opened + 5 * 3600}))
    assert due.after_cap == 100
    assert due.note is not None
    assert "CHF" in due.note.say("en")
