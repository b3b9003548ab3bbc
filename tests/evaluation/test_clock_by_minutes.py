"""Random tickets with random suspensions, judged as their minutes are counted; intervals written and read again."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.core.cases import as_value, intervals
from contractlang.diagnostics import Lang
from contractlang.evaluation import read_case, write_case
from contractlang.evaluation.literals import literal_case
from contractlang.evaluation.milestones import milestones
from tests.evaluation.test_delays_in_contracts import at
from tests.support import complete, program_of

SETTINGS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=120)
CLAUSES = """…
article 20 "Niveaux" {
  niveaux de service {
    défaut     : rétablissement 5 h sur HO
    suspension : attente_client, observation
  }
  pénalités {
    retard rétablissement : 50 € par heure entamée
    plafond               : 100 000 € par mois
  }
}
"""
PROGRAM = program_of(complete(CLAUSES))
ADMITTED = ("client_wait", "observation")


def runs(minute: int, stops: list[tuple[int, int | None, str]]) -> bool:
    """Whether a minute is within the base contract's hours (Easter Monday is closed) and not suspended."""
    local = datetime.fromtimestamp(minute, ZoneInfo("Europe/Paris"))
    clock = local.hour * 60 + local.minute
    is_open = local.weekday() < 5 and local.date() != date(2026, 4, 6) and (510 <= clock < 750 or 810 <= clock < 1080)
    return is_open and not any(
        start <= minute and (end is None or minute < end) for start, end, reason in stops if reason in ADMITTED
    )


moments = st.integers(0, 10 * 1440).map(lambda minute: at("2026-03-26 08:00") + 60 * minute)
reasons = st.sampled_from(("client_wait", "observation", "third_party_wait", "unspecified"))


@st.composite
def tickets(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int | None, str]]]:
    opened = draw(moments)
    stops = []
    for _ in range(draw(st.integers(0, 4))):
        start = opened + 60 * draw(st.integers(0, 3000))
        end = start + 60 * draw(st.integers(0, 2000))
        stops.append((start, None if draw(st.integers(0, 9)) == 0 else end, draw(reasons)))
    return opened, opened + 60 * draw(st.integers(0, 8000)), stops


@SETTINGS
@given(tickets())
def test_a_ticket_is_judged_as_its_minutes_are_counted(
    ticket: tuple[int, int, list[tuple[int, int | None, str]]],
) -> None:
    opened, restored, stops = ticket
    (found,) = milestones(PROGRAM, {"opened": opened, "restored": restored, "suspensions": as_value(tuple(stops))})
    left, due, late = 5 * 60, None, 0
    for minute in range(opened, restored, 60):
        if due is None:
            left -= runs(minute, stops)
            due = minute + 60 if not left else None
        else:
            late += runs(minute, stops)
    if due is None:  # its time had not run out when it was restored
        assert found.met is True
        assert found.penalty is None
        return
    assert found.deadline == due
    assert found.met is (restored <= due)
    assert found.late_seconds == 60 * late
    if late:
        assert found.penalty is not None
        assert found.penalty.before_cap == 5000 * -(-late // 60)


@SETTINGS
@given(tickets(), st.sampled_from(("fr", "en")))
def test_intervals_that_are_written_are_read_again(
    ticket: tuple[int, int, list[tuple[int, int | None, str]]], lang: Lang
) -> None:
    """In JSON and in the words of the language, also in the hour that exists twice."""
    shift = at("2026-10-25 00:00") - at("2026-03-26 08:00")
    opened, _, stops = ticket
    in_order = sorted(stops, key=lambda one: (one[0], one[1] is None, one[1] or 0, one[2]))
    moved = tuple((start + shift, None if end is None else end + shift, word) for start, end, word in in_order)
    case = {"opened": opened + shift, "suspensions": as_value(moved)}
    for written in (write_case(PROGRAM, case, lang), literal_case(PROGRAM, {"suspensions": as_value(moved)}, lang)):
        reading = read_case(PROGRAM, written)
        assert not reading.errors
        assert intervals(reading.case, "suspensions") == moved
