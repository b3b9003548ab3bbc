"""Periods, availability and shares of tickets: hand calculations, and minutes counted one by one."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.core.program import Program
from contractlang.evaluation import read_case
from contractlang.evaluation.availability import Availability, Outage, availability
from contractlang.evaluation.milestones import milestones
from contractlang.evaluation.periods import Period, PeriodKind, period_of, periods_between
from contractlang.evaluation.punctuality import Punctuality, TicketResult, punctuality
from contractlang.workspace import read_contract
from tests.evaluation.test_delays_in_contracts import at
from tests.support import complete

SETTINGS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=60)


def program(levels: str, penalties: str = "", calendars: str = "") -> Program:
    scope = "inclus serveurs : serveur, serveur_virtuel"
    clauses = f"périmètre {{\n{scope}\n}}\nniveaux de service {{\n{levels}\n}}\npénalités {{\n{penalties}\n}}"
    found = read_contract(complete(f'…\n{calendars}article 20 "Niveaux" {{\n{clauses}\n}}\n'))
    assert found.program is not None
    assert not [one for one in found.findings if one.severity.name == "ERROR"], found.findings
    return found.program


# --- periods ------------------------------------------------------------------------------------------------

BASE = program("défaut : intervention sans engagement")  # it takes effect on 1 February 2026


@pytest.mark.parametrize(
    ("moment", "kind", "first", "last", "name"),
    [
        ("2026-03-31 23:59", "month", "2026-03-01", "2026-03-31", "2026-03"),
        ("2026-04-01 00:00", "month", "2026-04-01", "2026-04-30", "2026-04"),
        ("2028-02-10 12:00", "month", "2028-02-01", "2028-02-29", "2028-02"),
        ("2026-12-31 12:00", "quarter", "2026-10-01", "2026-12-31", "2026-Q4"),
        ("2026-03-31 12:00", "quarter", "2026-01-01", "2026-03-31", "2026-Q1"),
        ("2026-03-31 12:00", "year", "2026-01-01", "2026-12-31", "2026"),
        ("2026-03-29 12:00", "week", "2026-03-23", "2026-03-29", "2026-03-23/2026-03-29"),
        ("2026-03-29 12:00", "day", "2026-03-29", "2026-03-29", "2026-03-29"),
        ("2027-01-31 12:00", "contract_year", "2026-02-01", "2027-01-31", "2026-02-01/2027-01-31"),
        ("2027-02-01 00:00", "contract_year", "2027-02-01", "2028-01-31", "2027-02-01/2028-01-31"),
        ("2026-01-15 12:00", "contract_month", "2026-01-01", "2026-01-31", "2026-01-01/2026-01-31"),
    ],
)
def test_the_period_of_an_instant(moment: str, kind: PeriodKind, first: str, last: str, name: str) -> None:
    found = period_of(BASE, at(moment), kind)
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (first, last, name)
    assert found.holds(at(moment))


def test_months_of_a_contract_that_begins_on_the_31st() -> None:
    text = complete('…\narticle 30 "Durée" {\ndurée {\ndébut : 2026-01-31\ninitiale : 12 mois\n}\n}\n')
    whole = read_contract(text).program
    assert whole is not None
    starts = [
        one.first for one in periods_between(whole, at("2026-01-31 00:00"), at("2026-05-01 00:00"), "contract_month")
    ]
    assert starts == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_the_month_of_a_clock_change_has_an_hour_less() -> None:
    march = period_of(BASE, at("2026-03-10 10:00"), "month")
    assert march.end - march.start == 743 * 3600


# --- availability -------------------------------------------------------------------------------------------


def down(
    start: str, end: str | None, cause: str | None = None, asset: str = "server", told: str | None = None
) -> Outage:
    return Outage(
        start=at(start),
        end=None if end is None else at(end),
        assets=(asset,),
        cause=cause,
        announced=None if told is None else at(told),
    )


def measured(text: str, *outages: Outage, month: str = "2026-04-10 10:00", more: str = "") -> Availability:
    whole = program(f"défaut : intervention sans engagement\ndisponibilité serveurs : {text}\n{more}")
    (target,) = whole.targets
    return availability(target, whole, period_of(whole, at(month), "month"), outages)


# A host allows 7.2 h, 3.6 h or 43 min a month (of thirty days: April)
@pytest.mark.parametrize(
    ("share", "minutes", "met"),
    [
        ("99", 432, True),
        ("99", 433, False),
        ("99,5", 216, True),
        ("99,5", 217, False),
        ("99,9", 43, True),
        ("99,9", 44, False),
    ],
)
def test_what_a_host_may_be_down(share: str, minutes: int, met: bool) -> None:
    start = at("2026-04-10 10:00")
    outage = Outage(start=start, end=start + 60 * minutes, assets=("server",))
    found = measured(f"{share} % par mois sur H24", outage)
    assert found.met is met
    assert found.share == 1 - Fraction(minutes, 43200)


def test_only_open_time_counts_and_overlapping_outages_count_once() -> None:
    """HO in April 2026: 21 days (Monday 6 is a holiday) of 8.5 h. Down on the 10th from 12:00 to 14:00: 1 h open."""
    found = measured(
        "99 % par mois sur HO",
        down("2026-04-10 12:00", "2026-04-10 14:00"),
        down("2026-04-10 12:15", "2026-04-10 13:45", asset="serveurs"),
        down("2026-04-10 15:00", "2026-04-10 16:00", asset="computer"),  # of another group
    )
    assert (found.open_seconds, found.down_seconds) == (21 * 8 * 3600 + 21 * 1800, 3600)


def test_time_of_a_cause_that_is_left_out_is_not_down_unless_another_cause_was_there_too() -> None:
    found = measured(
        "99 % par mois sur H24 hors tiers",
        down("2026-04-10 10:00", "2026-04-10 14:00", "third_party"),
        down("2026-04-10 13:00", "2026-04-10 15:00", "failure"),
        down("2026-04-11 13:00", "2026-04-11 14:00"),
    )
    assert (found.down_seconds, found.excluded_seconds) == (3 * 3600, 3 * 3600)


NOTICE = "maintenance programmée : préavis 7 jours"
PLANNED = f"{NOTICE}, quota 4 h par mois"


@pytest.mark.parametrize(
    ("told", "hours", "lost"),
    [
        ("2026-04-03 22:00", 4, 0),  # seven days before, to the minute
        ("2026-04-03 22:01", 4, 4),
        (None, 4, 4),  # nobody shows that it was announced
        ("2026-04-01 10:00", 6, 2),  # two hours beyond the quota
    ],
)
def test_planned_maintenance_is_left_out_if_it_was_announced_and_within_its_quota(
    told: str | None, hours: int, lost: int
) -> None:
    start = at("2026-04-10 22:00")
    outage = Outage(
        start=start,
        end=start + 3600 * hours,
        assets=("server",),
        cause="planned_maintenance",
        announced=None if told is None else at(told),
    )
    found = measured("99 % par mois sur H24 hors maintenance_programmée", outage, more=PLANNED)
    assert (found.down_seconds, found.excluded_seconds) == (3600 * lost, 3600 * (hours - lost))
    assert bool(found.notes) is bool(lost)


def test_planned_maintenance_outside_its_window_counts() -> None:
    """The window is HO, to 18:00: announced maintenance from 17:00 to 20:00 is down for two hours."""
    found = measured(
        "99 % par mois sur H24 hors maintenance_programmée",
        down("2026-04-10 17:00", "2026-04-10 20:00", "planned_maintenance", told="2026-04-01 10:00"),
        more="maintenance programmée : préavis 7 jours, plage HO",
    )
    assert (found.down_seconds, found.excluded_seconds) == (2 * 3600, 3600)


def test_an_outage_that_goes_on_lasts_to_the_end_of_the_period_and_begins_with_it() -> None:
    april = measured("99 % par mois sur H24", down("2026-03-31 20:00", None))
    assert april.down_seconds == april.open_seconds
    assert april.share == 0
    assert april.notes
    march = measured("99 % par mois sur H24", down("2026-03-31 20:00", None), month="2026-03-10 10:00")
    assert march.down_seconds == 4 * 3600


outages = st.lists(
    st.tuples(
        st.integers(-1440, 31 * 1440),
        st.integers(1, 4000),
        st.sampled_from(("failure", "third_party", "planned_maintenance", None)),
    ),
    max_size=6,
)


@SETTINGS
@given(outages)
def test_availability_is_that_counted_minute_by_minute(drawn: list[tuple[int, int, str | None]]) -> None:
    """HO of the base contract in April 2026; third parties and announced maintenance are left out."""
    month = at("2026-04-01 00:00")
    given_ = [
        Outage(
            start=month + 60 * start, end=month + 60 * (start + length), assets=("server",), cause=cause, announced=0
        )
        for start, length, cause in drawn
    ]
    found = measured("99 % par mois sur HO hors tiers, maintenance_programmée", *given_, more=NOTICE)
    whole = lost = spared = 0
    for minute in range(month, at("2026-05-01 00:00"), 60):
        local = datetime.fromtimestamp(minute, ZoneInfo("Europe/Paris"))
        clock = local.hour * 60 + local.minute
        if local.weekday() > 4 or local.date() == date(2026, 4, 6):
            continue
        if not (510 <= clock < 750 or 810 <= clock < 1080):
            continue
        whole += 1
        causes = {one.cause for one in given_ if one.start <= minute < (one.end or 0)}
        lost += bool(causes & {"failure", None})
        spared += bool(causes) and not causes & {"failure", None}
    assert (found.open_seconds, found.down_seconds, found.excluded_seconds) == (60 * whole, 60 * lost, 60 * spared)
    assert found.share == 1 - Fraction(lost, whole)


# --- shares of tickets --------------------------------------------------------------------------------------

SHARES = """
gravité bloquante : intervention 1 h pour 95 % des tickets par mois sur H24
gravité majeure : intervention 2 h pour 90 % des tickets par mois sur H24
défaut : intervention sans engagement
"""


def tickets(whole: Program, *rows: tuple[str, str, str | None, str]) -> list[TicketResult]:
    """Tickets of severity, opening, intervention, cause."""
    found = []
    for number, (severity, opened, started, cause) in enumerate(rows):
        facts = {"severity": severity, "opened": opened, "cause": cause} | ({"started": started} if started else {})
        case = read_case(whole, facts).case
        result = TicketResult(
            ticket=f"{number:03}", opened=int(case["opened"]), case=case, milestones=milestones(whole, case)
        )
        found.append(result)
    return found


def shares(whole: Program, rows: list[TicketResult]) -> list[Punctuality]:
    month = period_of(whole, at("2026-04-10 10:00"), "month")
    return [punctuality(target, whole, month, rows) for target in whole.targets]


IN_TIME = ("blocking", "2026-04-10 10:00", "2026-04-10 11:00", "failure")
LATE = ("blocking", "2026-04-10 10:00", "2026-04-10 11:01", "failure")


def test_a_share_of_tickets_in_time() -> None:
    """Nineteen of twenty are 95 %; eighteen are not. Each level counts its own tickets."""
    whole = program(SHARES)
    nineteen = tickets(whole, *[IN_TIME] * 19, LATE, ("major", "2026-04-10 10:00", "2026-04-10 11:01", "failure"))
    blocking, major = shares(whole, nineteen)
    assert (blocking.counted, blocking.in_time, blocking.share, blocking.met) == (20, 19, Fraction(19, 20), True)
    assert (major.counted, major.in_time, major.met) == (1, 1, True)
    missed = shares(whole, tickets(whole, *[IN_TIME] * 18, LATE, LATE))[0]
    assert (missed.met, missed.missing) == (False, Fraction(5, 100))


def test_which_tickets_count() -> None:
    whole = program(SHARES, "exonérations : tiers\nplafond : 10 % de redevance par mois")
    rows = tickets(
        whole,
        IN_TIME,
        ("blocking", "2026-04-10 10:00", "2026-04-10 19:00", "third_party"),  # nothing is due for it
        ("blocking", "2026-03-31 23:30", "2026-04-10 19:00", "failure"),  # of March
        ("blocking", "2026-04-20 10:00", None, "failure"),  # overdue at the end of the month
        ("blocking", "2026-04-30 23:30", None, "failure"),  # not due yet
    )
    found = shares(whole, rows)[0]
    assert (found.counted, found.in_time, found.exempt, found.open) == (2, 1, 1, 1)
    nothing = shares(whole, rows)[1]
    assert (nothing.counted, nothing.share, nothing.met, nothing.missing) == (0, None, None, Fraction(0))


def test_a_period_holds_its_first_instant_and_not_that_of_the_next() -> None:
    month: Period = period_of(BASE, at("2026-04-10 10:00"), "month")
    assert month.holds(at("2026-04-01 00:00"))
    assert not month.holds(at("2026-05-01 00:00"))
