"""Service calendars: hours, holidays, closures, and what they refuse."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction

import pytest

from contractlang.calendars import (
    NeverOpens,
    ServiceCalendar,
    always_open,
    breakpoints,
    holiday_regions,
    is_holiday_region,
    open_hours,
)
from contractlang.records import evolve
from tests.calendars.samples import CALENDARS, H24, HO, NIGHTS, PARIS, at, shown, week


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-03-06 08:29:59", False),
        ("2026-03-06 08:30", True),
        ("2026-03-06 12:30", False),
        ("2026-03-06 13:30", True),
        ("2026-03-06 17:59:59", True),
        ("2026-03-06 18:00", False),
        ("2026-03-07 10:00", False),
        ("2026-04-06 10:00", False),
    ],
)
def test_open_from_the_opening_until_before_the_closing(instant: str, expected: bool) -> None:
    assert HO.opens(at(instant)) is expected


def test_open_hours_of_a_week_and_of_a_week_with_a_holiday() -> None:
    assert open_hours(HO, at("2026-03-02 00:00"), at("2026-03-09 00:00")) == Fraction(85, 2)
    assert open_hours(HO, at("2026-04-06 00:00"), at("2026-04-13 00:00")) == 34
    assert open_hours(HO, at("2026-03-06 12:20"), at("2026-03-06 13:35")) == Fraction(1, 4)
    assert HO.elapsed(at("2026-03-06 18:00"), at("2026-03-06 17:00")) == -3600


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_day_of_a_clock_change_has_23_or_25_hours(day: str, hours: int) -> None:
    following = date.fromisoformat(day).toordinal() + 1
    end = at(f"{date.fromordinal(following)} 00:00")
    assert open_hours(H24, at(f"{day} 00:00"), end) == hours
    assert open_hours(CALENDARS["every day"], at(f"{day} 00:00"), end) == hours


def test_the_clock_is_open_across_years() -> None:
    assert breakpoints(H24, at("2020-01-01 00:00"), at("2031-01-01 00:00")) == []
    assert H24.elapsed(at("2024-01-01 00:00"), at("2025-01-01 00:00")) == 366 * 86400
    assert H24.next_opening(at("2025-12-31 23:59:59")) == at("2025-12-31 23:59:59")


def test_breakpoints_are_openings_and_closings_of_a_half_open_window() -> None:
    window = at("2026-03-06 12:30"), at("2026-03-09 12:30")
    assert [shown(instant)[:16] for instant in breakpoints(HO, *window)] == [
        "2026-03-06 12:30",
        "2026-03-06 13:30",
        "2026-03-06 18:00",
        "2026-03-09 08:30",
    ]


def test_overlapping_and_touching_hours_are_one() -> None:
    pieces = ServiceCalendar("pieces", PARIS, week("08:00-10:00 09:00-11:00 11:00-12:00 22:00-02:00 00:00-01:00"))
    window = at("2026-03-03 03:00"), at("2026-03-04 03:00")
    assert [shown(instant)[:16] for instant in breakpoints(pieces, *window)] == [
        "2026-03-03 08:00",
        "2026-03-03 12:00",
        "2026-03-03 22:00",
        "2026-03-04 02:00",
    ]


def test_hours_may_lie_beyond_midnight_altogether() -> None:
    # 01:00-02:00 of the following day, counted as Friday's
    late = ServiceCalendar("late", PARIS, ((),) * 4 + (((1500, 1560),),) + ((),) * 2)
    assert shown(late.next_opening(at("2026-03-06 00:00")))[:16] == "2026-03-07 01:00"


def test_a_sunday_night_runs_into_monday_and_over_the_turn_of_the_year() -> None:
    sundays = ServiceCalendar("Sundays", PARIS, ((),) * 6 + (((1320, 1800),),))
    assert sundays.elapsed(at("2026-03-08 00:00"), at("2026-03-10 00:00")) == 8 * 3600
    # 31 December 2024 was a Tuesday
    assert NIGHTS.elapsed(at("2024-12-31 21:00"), at("2025-01-01 12:00")) == 8 * 3600
    assert NIGHTS.elapsed(at("2025-01-01 00:00"), at("2025-01-01 12:00")) == 6 * 3600


def test_a_closure_holds_both_its_ends_and_the_turn_of_the_year() -> None:
    closed = evolve(HO, closures=((date(2025, 12, 24), date(2026, 1, 2)),))
    # GLPI, trap c: a range from December to January is a range; 3 and 4 January 2026 are a week-end
    assert shown(closed.next_opening(at("2025-12-23 18:00")))[:16] == "2026-01-05 08:30"
    assert closed.opens(at("2025-12-23 17:59"))


def test_a_closure_counts_for_the_service_and_not_for_an_hour_outside_it() -> None:
    closed = evolve(CALENDARS["every day"], closures=((date(2026, 3, 3), date(2026, 3, 3)),))
    assert closed.elapsed(at("2026-03-02 00:00"), at("2026-03-05 00:00")) == 48 * 3600


def test_a_zone_may_skip_a_whole_day() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011
    apia = ServiceCalendar("Apia", "Pacific/Apia", week("09:00-17:00", days=7))
    thursday = at("2011-12-29 16:00", "Pacific/Apia")
    assert shown(apia.add_open_time(thursday, 7200), "Pacific/Apia")[:16] == "2011-12-31 10:00"
    assert shown(apia.add_open_days(thursday, 1), "Pacific/Apia")[:16] == "2011-12-31 16:00"


def test_order_of_questions_does_not_matter() -> None:
    hours = week("07:00-19:00")
    backward, forward = (ServiceCalendar(name, "Europe/Lisbon", hours) for name in ("backward", "forward"))
    years = [f"{year}-06-15 12:00" for year in range(2020, 2030)]
    found = [backward.add_open_time(at(year), 360000) for year in reversed(years)]
    assert found[::-1] == [forward.add_open_time(at(year), 360000) for year in years]


def test_a_service_that_ends_is_told_from_one_that_rests() -> None:
    rests = evolve(HO, closures=((date(2026, 1, 1), date(2034, 12, 31)),))
    assert shown(rests.next_opening(at("2026-01-01 10:00")))[:10] == "2035-01-02"
    ends = evolve(HO, closures=((date(2026, 1, 1), date(2060, 12, 31)),))
    assert ends.add_open_time(at("2025-12-31 17:00"), 3600) == at("2025-12-31 18:00")
    with pytest.raises(NeverOpens):
        ends.add_open_time(at("2025-12-31 17:00"), 3601)
    with pytest.raises(NeverOpens):
        ends.add_open_days(at("2025-12-31 17:00"), 1)


def test_calendars_are_values() -> None:
    again = ServiceCalendar("HO", PARIS, week("08:30-12:30 13:30-18:00"), ("FR",))
    assert (again, hash(again)) == (HO, hash(HO))
    assert always_open(PARIS) == H24 != always_open("UTC")
    HO.opens(0)
    assert pickle.loads(pickle.dumps(HO)) == HO
    assert pickle.loads(pickle.dumps(HO)).opens(at("2026-03-06 10:00"))


@pytest.mark.parametrize(
    ("weekly", "closures"),
    [
        (((),) * 6, ()),
        ((((600, 600),),) * 7, ()),
        ((((600, 2881),),) * 7, ()),
        ((((-1, 60),),) * 7, ()),
        (((),) * 7, ((date(2026, 1, 2), date(2026, 1, 1)),)),
    ],
)
def test_hours_and_closures_must_make_sense(weekly: tuple, closures: tuple) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match=r"seven days|within two days|before it starts"):
        ServiceCalendar("wrong", PARIS, weekly, (), closures)


def test_regions_are_iso_3166_codes() -> None:
    assert {"FR", "FR-57", "FR-6AE", "FR-974", "GP", "DE-BY", "MA", "GB-SCT"} <= holiday_regions()
    assert is_holiday_region("FR-6AE")
    assert not any(is_holiday_region(code) for code in ("fr", "FR-99", "XX", "", "FR-Zone A", "DE-Augsburg", "FRA"))


def test_a_question_beyond_the_known_holidays_spoils_no_other() -> None:
    own = ServiceCalendar("known", "Europe/Paris", ((), (), (), (), (), (), ((600, 700),)), ("FR",))
    assert not own.opens(at("2026-03-06 10:00"))
    with pytest.raises(ValueError, match="2101"):
        own.opens(at("2101-03-06 10:00"))
    assert own.opens(at("2027-03-07 10:30"))
