"""Deadlines, lateness and penalties, by hand, on the calendars HO (08:30-12:30, 13:30-18:00, holidays) and H24."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from contractlang.evaluation import Verdict
from contractlang.evaluation.fulfilment import Milestone
from contractlang.workspace import Contract, read_contract
from tests.support import complete

PARIS = ZoneInfo("Europe/Paris")


def contract(levels: str, penalties: str = "") -> Contract:
    clauses = f"niveaux de service {{\n{levels}\n}}\npénalités {{\n{penalties}\n}}"
    found = read_contract(complete(f'…\narticle 20 "Niveaux" {{\n{clauses}\n}}\n'))
    assert found.in_order, found.findings
    return found


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


def milestone(verdict: Verdict, name: str) -> Milestone:
    return next(one for one in verdict.milestones if one.name == name)


@pytest.mark.parametrize(
    ("level", "opened", "due"),
    [
        ("rétablissement 4 h sur HO", "2026-03-06 17:45", "2026-03-09 12:15"),  # 15 min on Friday, the rest on Monday
        ("rétablissement 4 h sur H24", "2026-03-06 17:45", "2026-03-06 21:45"),
        ("rétablissement 1 jour sur HO", "2026-03-06 17:45", "2026-03-09 17:45"),
        ("rétablissement 1 jour sur HO", "2026-03-07 10:00", "2026-03-10 08:30"),  # Saturday counts from Monday 08:30
        ("rétablissement 2 jours ouvrés sur HO", "2026-03-06 17:45", "2026-03-11 00:00"),  # Tuesday 24:00
        ("rétablissement 3 mois sur HO", "2026-11-30 10:00", "2027-03-01 00:00"),  # 28 February 24:00
        # the next open day before noon, whatever the hour of opening
        ("rétablissement 1 jour avant 12:00 sur HO", "2026-03-06 17:45", "2026-03-09 12:00"),
        ("rétablissement 1 jour avant 12:00 sur HO", "2026-03-06 09:00", "2026-03-09 12:00"),
        # Easter Monday, 6 April 2026, is a holiday
        ("rétablissement 2 h sur HO", "2026-04-04 11:00", "2026-04-07 10:30"),
    ],
)
def test_deadlines(level: str, opened: str, due: str) -> None:
    found = contract(f"gravité majeure : {level}").ask({"gravité": "majeure", "ouverture": opened})
    assert milestone(found, "restore").deadline == at(due)


def test_a_line_takes_the_calendar_at_its_end() -> None:
    found = contract("gravité majeure : intervention 1 h, rétablissement 4 h sur H24").ask(
        {"gravité": "majeure", "ouverture": "2026-03-07 10:00"}
    )
    assert milestone(found, "intervene").deadline == at("2026-03-07 11:00")
    assert milestone(found, "restore").deadline == at("2026-03-07 14:00")


def test_a_line_without_calendar_takes_the_service_hours() -> None:
    found = contract("gravité majeure : intervention 1 h").ask({"gravité": "majeure", "ouverture": "2026-03-07 10:00"})
    assert milestone(found, "intervene").deadline == at("2026-03-09 09:30")


def penalty(level: str, clause: str, opened: str, restored: str, **facts: str) -> tuple[int | None, int | None]:
    """The penalty for a late restoration, before and after the cap, in cents."""
    asked = contract(f"gravité majeure : rétablissement {level}", clause)
    found = asked.ask({"gravité": "majeure", "ouverture": opened, "rétablissement": restored, **facts})
    due = milestone(found, "restore").penalty
    return (None, None) if due is None else (due.before_cap, due.after_cap)


LATE = "retard rétablissement : "


@pytest.mark.parametrize(
    ("clause", "restored", "amounts"),
    [
        # due at 14:00 on Monday 9 March, around the clock
        (LATE + "150 € par heure entamée", "2026-03-09 14:00", (None, None)),  # on time: nothing is due
        (LATE + "150 € par heure entamée", "2026-03-09 14:01", (15000, 15000)),
        (LATE + "150 € par heure entamée", "2026-03-09 15:00", (15000, 15000)),
        (LATE + "150 € par heure entamée", "2026-03-09 15:01", (30000, 30000)),
        (LATE + "60 € par heure", "2026-03-09 14:10", (1000, 1000)),  # a sixth of an hour
        (LATE + "2 % de redevance par jour entamé", "2026-03-10 13:00", (2000, 2000)),  # 2 % of 1 000 EUR, one day
        (LATE + "2 % de redevance par jour entamé", "2026-03-10 14:01", (4000, 4000)),
        (LATE + "150 € par heure entamée plafond : 15 % de redevance par mois", "2026-03-09 16:30", (45000, 15000)),
        (LATE + "20 € , 50 € au-delà de 1 h, 90 € au-delà de 2 h", "2026-03-09 14:01", (2000, 2000)),
        (LATE + "20 € , 50 € au-delà de 1 h, 90 € au-delà de 2 h", "2026-03-09 15:00", (2000, 2000)),
        (LATE + "20 € , 50 € au-delà de 1 h, 90 € au-delà de 2 h", "2026-03-09 15:01", (5000, 5000)),
        (LATE + "20 € , 50 € au-delà de 1 h, 90 € au-delà de 2 h", "2026-03-12 15:01", (9000, 9000)),
    ],
)
def test_penalties(clause: str, restored: str, amounts: tuple[int | None, int | None]) -> None:
    assert penalty("4 h sur H24", clause, "2026-03-09 10:00", restored) == amounts


def test_lateness_is_counted_in_the_open_hours_of_the_commitment() -> None:
    # due Friday 17:00; restored Monday 09:00: 1 h on Friday and 30 min on Monday are late, so two hours begun
    found = penalty("2 h sur HO", LATE + "10 € par heure entamée", "2026-03-06 15:00", "2026-03-09 09:00")
    assert found == (2000, 2000)


def test_an_exempted_cause_owes_nothing_and_an_unknown_one_is_asked_for() -> None:
    clause = LATE + "150 € par heure entamée exonérations : force_majeure, tiers"
    levels = "gravité majeure : rétablissement 4 h sur H24"
    late = {"gravité": "majeure", "ouverture": "2026-03-09 10:00", "rétablissement": "2026-03-09 16:00"}
    asked = contract(levels, clause)
    exempt = milestone(asked.ask({**late, "cause": "tiers"}), "restore").penalty
    assert exempt is None or exempt.after_cap is None
    due = milestone(asked.ask({**late, "cause": "panne"}), "restore").penalty
    assert due is not None
    assert due.after_cap == 30000
    open_ = asked.ask(late)
    unknown = milestone(open_, "restore").penalty
    assert unknown is not None
    assert unknown.after_cap is None
    assert "cause" in [one.fact for one in open_.ask_next]
