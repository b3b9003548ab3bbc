"""Clocks that stop and tickets that are reopened, in contracts: deadlines, lateness and penalties by hand."""

from __future__ import annotations

import pytest

from contractlang.evaluation import Verdict
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.as_text import verdict_text
from contractlang.evaluation.milestones import Milestone
from contractlang.workspace import Contract, RefusedError, read_contract
from tests.evaluation.test_delays_in_contracts import at, milestone
from tests.support import complete

LEVELS = "gravité majeure : prise_en_charge 1 h, rétablissement 4 h sur HO"
PENALTIES = "retard rétablissement : 50 € par heure entamée\nplafond : 300 € par mois"
# HO is 08:30-12:30 and 13:30-18:00; 10 March 2026 is a Tuesday
OPENED = "2026-03-10 09:00"


def contract(clock: str = "suspension : attente_client", levels: str = LEVELS) -> Contract:
    clauses = f"niveaux de service {{\n{levels}\n{clock}\n}}\npénalités {{\n{PENALTIES}\n}}"
    found = read_contract(complete(f'…\narticle 20 "Niveaux" {{\n{clauses}\n}}\n'))
    assert found.in_order, found.findings
    return found


def ask(contract: Contract, **facts: object) -> Verdict:
    return contract.ask({"severity": "major", "opened": OPENED, **facts})


def restoration(contract: Contract, **facts: object) -> Milestone:
    return milestone(ask(contract, **facts), "restore")


def said(found: Verdict, lang: str = "en") -> str:
    return verdict_text(found, "fr" if lang == "fr" else "en")


WAIT = "2026-03-10 10:00 to 2026-03-10 11:30 client_wait"


@pytest.mark.parametrize(
    ("suspensions", "due"),
    [
        ("", "2026-03-10 14:00"),  # 3 h 30 to 12:30, half an hour after the break
        (WAIT, "2026-03-10 15:30"),
        # overlapping stops count once: 10:00 to 12:00
        (f"{WAIT}, 2026-03-10 11:00 to 2026-03-10 12:00 client_wait", "2026-03-10 16:00"),
        # the contract does not admit it
        ("2026-03-10 10:00 to 2026-03-10 11:30 third_party_wait", "2026-03-10 14:00"),
        # only the half hour before the break is open
        ("2026-03-10 12:00 to 2026-03-10 13:30 client_wait", "2026-03-10 14:30"),
        ("2026-03-10 14:00 to 2026-03-10 15:00 client_wait", "2026-03-10 14:00"),
    ],
)
def test_the_deadline_of_a_clock_that_stops(suspensions: str, due: str) -> None:
    assert restoration(contract(), suspensions=suspensions).deadline == at(due)


def test_lateness_leaves_out_what_is_suspended() -> None:
    """Due at 15:30; suspended from 16:00 to 17:00; reached at 17:30: one hour late, one hour begun."""
    late = restoration(
        contract(),
        suspensions=f"{WAIT}, 2026-03-10 16:00 to 2026-03-10 17:00 client_wait",
        restored="2026-03-10 17:30",
    )
    assert (late.deadline, late.late_seconds, late.met) == (at("2026-03-10 15:30"), 3600, False)
    assert late.penalty is not None
    assert late.penalty.after_cap == 5000


def test_a_milestone_reached_while_the_clock_stands_still() -> None:
    """One hour had run when it stopped, so it is met; after the deadline it is as late as when the clock stopped."""
    met = restoration(contract(), suspensions="since 2026-03-10 10:00 client_wait", restored="2026-03-10 17:00")
    assert (met.deadline, met.met, met.penalty) == (None, True, None)
    late = restoration(contract(), suspensions="since 2026-03-10 15:00 client_wait", restored="2026-03-10 17:00")
    assert (late.deadline, late.met, late.late_seconds) == (at("2026-03-10 14:00"), False, 3600)
    still = ask(contract(), suspensions="since 2026-03-10 10:00 client_wait")
    assert milestone(still, "restore").met is None
    assert "the clock stands still since Tue 10 Mar 2026 10:00" in said(still)
    # an hour to acknowledge had run out just as it stopped
    assert milestone(still, "acknowledge").deadline == at("2026-03-10 10:00")


def test_a_contract_that_says_nothing_stops_no_clock_and_the_verdict_says_so() -> None:
    found = ask(contract(clock=""), suspensions=WAIT)
    assert milestone(found, "restore").deadline == at("2026-03-10 14:00")
    assert "the contract says of no reason that it stops the clock" in said(found)
    assert "le contrat ne dit d'aucun motif qu'il arrête l'horloge" in said(found, "fr")
    other = ask(contract(), suspensions="2026-03-10 10:00 to 2026-03-10 11:30 third_party_wait")
    assert "does not stop the clock: third_party_wait" in said(other)
    assert "stop the clock" not in said(ask(contract(clock="")))


def test_a_total_of_waiting_moves_the_restoration() -> None:
    found = ask(contract(), waiting="PT90M", restored="2026-03-10 16:00")
    assert milestone(found, "restore").deadline == at("2026-03-10 15:30")
    assert milestone(found, "restore").late_seconds == 1800
    assert milestone(found, "acknowledge").deadline == at("2026-03-10 10:00")
    assert "nothing says when it took place" in said(found)
    silent = ask(contract(clock=""), waiting="PT90M")
    assert milestone(silent, "restore").deadline == at("2026-03-10 14:00")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"suspensions": "2026-03-10 11:00 to 2026-03-10 10:00 client_wait"}, "ends"),
        ({"suspensions": "2026-03-10 08:45 to 2026-03-10 10:00 client_wait"}, "starts"),
        ({"suspensions": WAIT, "waiting": "PT1H"}, "not both"),
        ({"suspensions": "2026-03-10 11:00 to 2026-03-10 12:00 holidays"}, "unknown"),
        ({"suspensions": "11:00 to 12:00 client_wait"}, "intervals are expected"),
        ({"suspensions": [{"start": "2026-03-10 11:00"}, 3]}, "intervals are expected"),
        ({"suspensions": [{"start": "2026-03-10 11:00", "stopped": True}]}, "intervals are expected"),
        ({"suspensions": [{"start": "2026-03-10 11:00", "début": "2026-03-10 11:00"}]}, "intervals are expected"),
        ({"cycles": "2026-03-10 09:00 to 2026-03-10 10:00"}, "intervals are expected"),
        (
            {"cycles": "2026-03-10 09:00 to 2026-03-10 11:00 restore, 2026-03-10 10:00 to 2026-03-10 12:00 restore"},
            "overlap",
        ),
        ({"cycles": "2026-03-10 09:00 to 2026-03-10 11:00 restore", "reopenings": "2"}, "3 cycles"),
    ],
)
def test_what_cannot_be_is_refused(facts: dict[str, object], words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(contract(), **facts)
    assert any(words in message.say("en") for message in refused.value.messages), refused.value.messages


# --- cycles -------------------------------------------------------------------------------------------------


def test_each_cycle_of_a_reopened_ticket_is_judged_by_itself() -> None:
    """Restored in 2 h; reopened on Wednesday at 09:00, due at 14:00, restored at 15:10: two hours begun."""
    cycles = "2026-03-10 09:00 to 2026-03-10 11:00 restore, 2026-03-11 09:00 to 2026-03-11 15:10 restore"
    found = restoration(contract(), cycles=cycles, restored="2026-03-11 15:10")
    assert [one.deadline for one in found.cycles] == [at("2026-03-10 14:00"), at("2026-03-11 14:00")]
    assert [one.met for one in found.cycles] == [True, False]
    assert (found.met, found.late_seconds, found.deadline) == (False, 4200, at("2026-03-11 14:00"))
    assert found.penalty is not None
    assert found.penalty.after_cap == 10000


def test_penalties_of_cycles_are_added_within_the_cap() -> None:
    """Four hours begun late in each cycle, 200 € each; the cap leaves 100 € for the second."""
    cycles = "2026-03-10 09:00 to 2026-03-10 17:30 restore, 2026-03-11 09:00 to 2026-03-11 17:30 restore"
    found = restoration(contract(), cycles=cycles)
    assert found.penalty is not None
    assert (found.penalty.before_cap, found.penalty.after_cap) == (40000, 30000)


def test_a_cycle_that_goes_on_is_not_judged_yet() -> None:
    cycles = [
        {"start": "2026-03-10T09:00", "end": "2026-03-10T11:00", "milestone": "restore"},
        {"start": "2026-03-11T09:00", "end": None, "milestone": "restore"},
    ]
    found = ask(contract(), cycles=cycles)
    assert milestone(found, "restore").met is None
    written = verdict_json(found, "en")["milestones"]
    assert isinstance(written, dict)
    assert [one["met"] for one in written["restore"]["cycles"]] == [True, None]
    # other milestones are those of the ticket
    assert not milestone(found, "acknowledge").cycles


def test_suspensions_stop_the_clock_of_the_cycle_that_they_fall_into() -> None:
    cycles = "2026-03-10 09:00 to 2026-03-10 11:00 restore, 2026-03-11 09:00 to 2026-03-11 15:10 restore"
    found = restoration(contract(), cycles=cycles, suspensions="2026-03-11 10:00 to 2026-03-11 12:00 client_wait")
    assert [one.deadline for one in found.cycles] == [at("2026-03-10 14:00"), at("2026-03-11 16:00")]
    assert found.met is True


def test_a_count_of_reopenings_without_their_dates_judges_only_what_is_met_anyway() -> None:
    """Restored for good by the first deadline: then every cycle was. Later than that, nobody can say."""
    met = restoration(contract(), reopenings="1", restored="2026-03-10 13:45")
    assert met.met is True
    found = ask(contract(), reopenings="1", restored="2026-03-11 10:00")
    unknown = milestone(found, "restore")
    assert (unknown.met, unknown.late_seconds, unknown.penalty) == (None, None, None)
    assert "reopenings: 1, without" in said(found)
