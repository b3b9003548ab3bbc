"""The examples: what they are said to show is what is found, and their figures are those that one computes by hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contractlang.calendars import to_instant
from contractlang.evaluation.as_json import verdict_json
from contractlang.evaluation.verdict import Verdict
from contractlang.workspace import Contract, open_contract
from tests.support import EXAMPLES, ROOT

PARIS = ZoneInfo("Europe/Paris")


def example(name: str) -> Contract:
    return open_contract(next((ROOT / "examples").rglob(f"{name}.infog")))


@pytest.fixture(scope="module")
def isvtec() -> Contract:
    return example("isvtec")


@pytest.fixture(scope="module")
def eoko() -> Contract:
    return example("eoko")


# --- what is found ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_in_order(path: Path) -> None:
    contract = open_contract(path)
    assert contract.findings == ()
    assert contract.program is not None


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.stem != "broken"], ids=lambda path: path.stem)
def test_the_scenarios_of_every_sound_example_pass(path: Path) -> None:
    for result in open_contract(path).test():
        assert [one.message.say("fr") for one in result.mismatches] == []
        assert result.passed


def test_the_reference_contract_is_clean() -> None:
    assert example("reference").check() == []


@pytest.mark.parametrize(
    "path", [one for one in EXAMPLES if one.stem != "managed_services"], ids=lambda path: path.stem
)
def test_every_example_names_the_packs_that_it_comes_under_or_sets_them_aside(path: Path) -> None:
    assert [one.message.say("en") for one in open_contract(path).check() if one.name == "pack-suggested"] == []


# The defects that comments in `broken.infog` number, and the kind of finding that shows each
DEFECTS = {
    1: "delay-order",
    2: "rule-conflict",
    3: "flow-down",
    4: "scope-overlap",
    5: "missing-clause",
    6: "scenario-failed",
    7: "missing-term",
}


def test_every_numbered_defect_of_the_broken_example_is_found_and_nothing_else() -> None:
    contract = example("broken")
    numbered = {int(number) for number in re.findall(r"défaut n° (\d)", contract.source.text)}
    assert numbered == set(DEFECTS)
    found = Counter(one.name for one in contract.check())
    assert set(found) == set(DEFECTS.values())
    # n° 1 makes two delays come too late (acknowledge and intervene after restore), and a scenario fail beside n° 6
    assert {name: count for name, count in found.items() if count > 1} == {"delay-order": 2, "scenario-failed": 2}


def test_each_defect_stands_at_its_comment() -> None:
    contract = example("broken")
    lines = contract.source.text.splitlines()
    for number, name in DEFECTS.items():
        if name in ("missing-clause", "missing-term"):
            continue  # what is missing stands nowhere: it is shown where it should be
        comment = next(at for at, line in enumerate(lines, 1) if f"# défaut n° {number}" in line)
        places = [
            contract.source.position(span.start)[0]
            for one in contract.check()
            if one.name == name
            for span in (one.span, *(label.span for label in one.labels))
        ]
        assert comment + 1 in places, name


# --- A1, ISVTEC: restoration and tiers ----------------------------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text), "Europe/Paris")[0]


def outage(option: str, opened: datetime, restored: datetime | None = None, **more: object) -> dict[str, object]:
    case: dict[str, object] = {
        "ouverture": opened,
        "option": option,
        "symptôme": "panne_totale",
        "constat": "15 min",
        "nature": "curative",
        "bien": "serveur",
        "cause": "panne",
        "canal": "portail",
        **more,
    }
    return case if restored is None else {**case, "rétablissement": restored}


def milestone(verdict: Verdict, name: str):  # type: ignore[no-untyped-def]
    return next(one for one in verdict.milestones if one.name == name)


def penalty(verdict: Verdict, name: str) -> str | None:
    """The penalty after the cap, as a decimal string."""
    return verdict_json(verdict, "fr")["milestones"][name]["penalty"]  # type: ignore[index]


# Late by, and the share of the 500 € fee that is due: > GTR 20 %, > +1 h 40 %, > +2 h 60 %, > +3 h 80 %, > +4 h 100 %.
# "More than" leaves the full hour in the lower step.
TIERS = [
    (timedelta(seconds=1), "100.00"),
    (timedelta(minutes=30), "100.00"),
    (timedelta(hours=1), "100.00"),
    (timedelta(hours=1, seconds=1), "200.00"),
    (timedelta(hours=1, minutes=30), "200.00"),
    (timedelta(hours=2), "200.00"),
    (timedelta(hours=2, seconds=1), "300.00"),
    (timedelta(hours=3), "300.00"),
    (timedelta(hours=3, seconds=1), "400.00"),
    (timedelta(hours=4), "400.00"),
    (timedelta(hours=4, seconds=1), "500.00"),
    (timedelta(days=30), "500.00"),
]


@pytest.mark.parametrize(("option", "hours"), [("premium", 2), ("gold", 4), ("standard", 4)])
@pytest.mark.parametrize(("late", "due"), TIERS, ids=[str(late) for late, _ in TIERS])
def test_lateness_costs_its_step_of_the_fee(
    isvtec: Contract, option: str, hours: int, late: timedelta, due: str
) -> None:
    # a Tuesday within hours, and no clock change in the month that follows
    opened = at("2026-02-10 10:00")
    deadline = opened + timedelta(hours=hours)
    verdict = isvtec.ask(outage(option, opened, deadline + late))
    found = milestone(verdict, "restore")
    assert (found.deadline, found.met, found.late_seconds) == (int(deadline.timestamp()), False, late.total_seconds())
    assert penalty(verdict, "restore") == due


def test_on_time_to_the_second_costs_nothing(isvtec: Contract) -> None:
    opened = at("2026-02-10 10:00")
    for restored in (opened + timedelta(hours=2), opened + timedelta(hours=2, seconds=-1)):
        verdict = isvtec.ask(outage("premium", opened, restored))
        assert milestone(verdict, "restore").met is True
        assert penalty(verdict, "restore") is None


def test_planned_maintenance_owes_nothing(isvtec: Contract) -> None:
    opened = at("2026-02-10 10:00")
    late = outage("premium", opened, opened + timedelta(hours=9), cause="maintenance_programmée")
    verdict = isvtec.ask(late)
    assert milestone(verdict, "restore").met is False
    assert penalty(verdict, "restore") in (None, "0.00")


# Opened, and due. 2026: Easter Monday 6 April, Labour Day Friday 1 May, Ascension Thursday 14 May, 25 December Friday.
STANDARD = {
    "Friday within hours: 4 h": ("2026-03-06 18:59", "2026-03-06 22:59"),
    "Friday at closing is out of hours: Saturday is a business day (ouvrable)": (
        "2026-03-06 19:00",
        "2026-03-07 12:00",
    ),
    "Friday night": ("2026-03-06 20:00", "2026-03-07 12:00"),
    "Saturday: Sunday is none, Monday is": ("2026-03-07 10:00", "2026-03-09 12:00"),
    "Sunday": ("2026-03-08 10:00", "2026-03-09 12:00"),
    "Monday before opening: the day that follows": ("2026-03-09 08:59", "2026-03-10 12:00"),
    "Saturday before Easter Monday": ("2026-04-04 20:00", "2026-04-07 12:00"),
    "Friday before Easter: Saturday": ("2026-04-03 20:00", "2026-04-04 12:00"),
    "the night before Labour Day": ("2026-04-30 20:00", "2026-05-02 12:00"),
    "the night before Ascension": ("2026-05-13 19:30", "2026-05-15 12:00"),
    "Christmas Eve, then Saturday": ("2026-12-24 20:00", "2026-12-26 12:00"),
    "over the clock change of 29 March": ("2026-03-28 20:00", "2026-03-30 12:00"),
}


@pytest.mark.parametrize(("opened", "due"), STANDARD.values(), ids=STANDARD)
def test_the_standard_option_restores_by_noon_of_the_next_business_day(isvtec: Contract, opened: str, due: str) -> None:
    assert milestone(isvtec.ask(outage("standard", at(opened))), "restore").deadline == instant(due)


def test_the_other_options_run_around_the_clock(isvtec: Contract) -> None:
    # in the night to 29 March 2026 the clock goes from 02:00 to 03:00: two hours from 01:00 end at 04:00
    assert milestone(isvtec.ask(outage("premium", at("2026-03-29 01:00"))), "restore").deadline == instant(
        "2026-03-29 04:00"
    )
    assert milestone(isvtec.ask(outage("gold", at("2026-04-04 20:00"))), "restore").deadline == instant(
        "2026-04-05 00:00"
    )


def test_what_is_no_outage_is_outside_the_guarantee(isvtec: Contract) -> None:
    opened = at("2026-02-10 10:00")
    case = outage("premium", opened, opened + timedelta(days=9)) | {"symptôme": "dysfonctionnement"}
    verdict = isvtec.ask(case)
    assert milestone(verdict, "restore").deadline is None
    assert penalty(verdict, "restore") is None


@pytest.mark.parametrize(
    ("used", "worked", "outcome"),
    [("0 min", "15 min", "included"), ("10 min", "5 min", "included"), ("10 min", "6 min", "billed")],
)
def test_a_quarter_of_an_hour_a_month_of_administration_is_included(
    isvtec: Contract, used: str, worked: str, outcome: str
) -> None:
    case = {
        "nature": "administration",
        "consommé_admin": used,
        "durée": worked,
        "canal": "portail",
        "cause": "inconnue",
    }
    assert isvtec.ask({**case, "devis_accepté": True}).outcome == outcome
    # beyond, there must be an order: without a word on the quote nothing can be said
    undecided = isvtec.ask(case)
    assert undecided.outcome == ("included" if outcome == "included" else "undetermined")
    assert ("quote_accepted" in {ask.fact for ask in undecided.ask_next}) == (outcome == "billed")


# An hour begun is an hour due, at 80 €
@pytest.mark.parametrize(("worked", "due"), [(1, 80), (60, 80), (61, 160), (70, 160), (120, 160), (121, 240)])
def test_occasional_work_is_paid_by_the_indivisible_hour(isvtec: Contract, worked: int, due: int) -> None:
    case = {"nature": "assistance", "canal": "portail", "bien": "serveur", "cause": "inconnue"}
    verdict = isvtec.ask({**case, "durée": f"{worked} min"})
    assert verdict.amount is not None
    assert verdict.amount.excluded == due * 100


# --- A2, eoko: open hours, pro rata and cap -----------------------------------------------------------------

# Public holidays from Monday to Friday, by hand from a calendar of 2026: 1 January (Thursday), Easter Monday 6 April,
# 1 May (Friday), 8 May (Friday), Ascension 14 May (Thursday), Whit Monday 25 May, 14 July (Tuesday), 11 November
# (Wednesday), 25 December (Friday); 15 August is a Saturday and 1 November a Sunday.
WEEKDAY_HOLIDAYS = {
    1: [1],
    4: [6],
    5: [1, 8, 14, 25],
    7: [14],
    11: [11],
    12: [25],
}


def working_days(month: int) -> int:
    days = (date(2026, month, 1) + timedelta(days=n) for n in range(31))
    return sum(
        day.month == month and day.weekday() < 5 and day.day not in WEEKDAY_HOLIDAYS.get(month, []) for day in days
    )


def test_which_months_of_2026_have_21_working_days() -> None:
    # January: 22 weekdays less New Year's Day; April: 22 less Easter Monday; August: 21, its holiday being a Saturday;
    # November: 21 weekdays less the 11th; so it has 20
    assert [month for month in range(1, 13) if working_days(month) == 21] == [1, 4, 8]


def late_by(eoko: Contract, opened: datetime, started: datetime, **more: object) -> Verdict:
    return eoko.ask({"ouverture": opened, "intervention": started, "gravité": "mineure", "cause": "panne", **more})


@pytest.mark.parametrize("month", range(2, 13))
def test_the_hour_of_lateness_costs_five_fees_over_the_open_hours_of_its_month(eoko: Contract, month: int) -> None:
    # opened at 9:00 on a Tuesday: 8 h of HO (7 h a day) end on Wednesday at 10:00; intervened at 11:00
    holidays = WEEKDAY_HOLIDAYS.get(month, [])
    tuesday = next(
        day
        for day in (date(2026, month, number) for number in range(8, 28))
        if day.weekday() == 1 and not {day.day, day.day + 1} & set(holidays)
    )
    opened = datetime(2026, month, tuesday.day, 9, tzinfo=PARIS)
    verdict = late_by(eoko, opened, datetime(2026, month, tuesday.day + 1, 11, tzinfo=PARIS))
    found = milestone(verdict, "intervene")
    assert found.deadline == int(datetime(2026, month, tuesday.day + 1, 10, tzinfo=PARIS).timestamp())
    assert found.late_seconds == 3600
    due = Decimal(5 * 300) / (working_days(month) * 7)
    assert penalty(verdict, "intervene") == str(due.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_a_month_of_21_working_days_has_147_open_hours_and_an_hour_costs_10_2041(eoko: Contract) -> None:
    # A2: 21 x 7 h = 147 h; 5 x 300 / 147 = 10.20408… € an hour
    opened = at("2026-04-14 09:00")  # Tuesday; 8 h of HO end on Wednesday 15 at 10:00
    assert penalty(late_by(eoko, opened, at("2026-04-15 11:00")), "intervene") == "10.20"
    # ten hours late: 10:00 to 12:00 and 14:00 to 18:00 (6 h) on Wednesday, 9:00 to 12:00 and 14:00 to 15:00 on Thursday
    verdict = late_by(eoko, opened, at("2026-04-16 15:00"))
    assert milestone(verdict, "intervene").late_seconds == 10 * 3600
    assert penalty(verdict, "intervene") == "102.04"
    # 1 minute: 10.20408 / 60 = 0.17007
    assert penalty(late_by(eoko, opened, at("2026-04-15 10:01")), "intervene") == "0.17"


def test_29_hours_24_minutes_late_is_the_whole_fee_and_more_is_no_more(eoko: Contract) -> None:
    # 300 / (1500 / 147) = 29.4 h. From Wednesday 15 April 10:00: 6 h that day (6), Thursday 7 (13), Friday 7 (20),
    # Monday 20 April 7 (27), Tuesday 2 h 24 min from 9:00 (29.4)
    opened = at("2026-04-14 09:00")
    verdict = late_by(eoko, opened, at("2026-04-21 11:24"))
    found = milestone(verdict, "intervene")
    assert found.late_seconds == 29.4 * 3600
    assert found.penalty.before_cap == found.penalty.after_cap == 300_00
    # a minute less is 17 cents less
    assert penalty(late_by(eoko, opened, at("2026-04-21 11:23")), "intervene") == "299.83"
    # a minute more is capped
    more = milestone(late_by(eoko, opened, at("2026-04-21 11:25")), "intervene")
    assert more.penalty.before_cap == 300_17
    assert more.penalty.after_cap == 300_00
    assert penalty(late_by(eoko, opened, at("2026-06-30 18:00")), "intervene") == "300.00"


@pytest.mark.parametrize(
    "cause",
    ["force_majeure", "maintenance_programmée", "tiers", "logiciel_client", "modification_non_autorisée", "saturation"],
)
def test_an_excluded_cause_owes_nothing(eoko: Contract, cause: str) -> None:
    verdict = late_by(eoko, at("2026-04-14 09:00"), at("2026-04-21 18:00"), cause=cause)
    assert milestone(verdict, "intervene").met is False
    assert penalty(verdict, "intervene") in (None, "0.00")


# Opened, gravity, due. HO: 9-12 and 14-18.
INTERVENTION = {
    "critical, across lunch: 30 min before noon, 90 after 14:00": ("2026-04-14 11:30", "bloquante", "2026-04-14 15:30"),
    "critical, in the morning": ("2026-04-14 09:15", "bloquante", "2026-04-14 11:15"),
    "critical, from 10:00, ends at the closing of the morning": ("2026-04-14 10:00", "bloquante", "2026-04-14 12:00"),
    "critical, across the evening: 30 min and 90": ("2026-04-14 17:30", "bloquante", "2026-04-15 10:30"),
    "critical, across the weekend": ("2026-04-17 17:30", "bloquante", "2026-04-20 10:30"),
    "critical at lunch is out of hours: 4 h on the clock": ("2026-04-14 12:30", "bloquante", "2026-04-14 16:30"),
    "critical at noon sharp is out of hours": ("2026-04-14 12:00", "bloquante", "2026-04-14 16:00"),
    "critical at night: 4 h on the clock": ("2026-04-14 23:00", "bloquante", "2026-04-15 03:00"),
    "critical on Easter Monday: 4 h on the clock": ("2026-04-06 10:00", "bloquante", "2026-04-06 14:00"),
    "urgent: 8 h of HO are a day and an hour": ("2026-04-14 09:00", "majeure", "2026-04-15 10:00"),
    "urgent on Friday at 16:00: 2 h, then 6 h of Monday": ("2026-04-17 16:00", "mineure", "2026-04-20 17:00"),
    "urgent at night starts at opening": ("2026-04-14 22:00", "majeure", "2026-04-16 10:00"),
    # one hour on Good Friday, seven on Tuesday: a delay that ends at closing time ends then, not at the next opening
    "urgent before Easter Monday": ("2026-04-03 17:00", "majeure", "2026-04-07 18:00"),
}


@pytest.mark.parametrize(("opened", "gravity", "due"), INTERVENTION.values(), ids=INTERVENTION)
def test_the_time_to_intervene(eoko: Contract, opened: str, gravity: str, due: str) -> None:
    verdict = eoko.ask({"ouverture": at(opened), "gravité": gravity})
    assert milestone(verdict, "intervene").deadline == instant(due)
