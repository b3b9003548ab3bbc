"""Clocks that stop: minutes and days counted one by one, random stops, and cases by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.calendars import (
    ServiceCalendar,
    deadline,
    merged_stops,
    running_deadline,
    running_late_units,
    stopped_time,
)
from contractlang.values import Length, Unit
from tests.calendars.samples import GLPI, H24, HO, NIGHTS, UNITS, at, length, shown

SETTINGS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=150)
FIXED_HOLIDAYS = {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)}


def open_at(calendar: ServiceCalendar, instant: int) -> bool:
    """Whether the wall clock of a minute lies within the hours of its date; no hour here falls in a clock change."""
    local = datetime.fromtimestamp(instant, ZoneInfo(calendar.zone))
    day, minute = local.date(), local.hour * 60 + local.minute
    if calendar.holidays and day in FIXED_HOLIDAYS:
        return False
    today, before = calendar.weekly[day.weekday()], calendar.weekly[(day - timedelta(days=1)).weekday()]
    return any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in before)


def stopped_at(stops: list[tuple[int, int]], instant: int) -> bool:
    return any(first <= instant < last for first, last in stops)


def counted(calendar: ServiceCalendar, start: int, minutes: int, stops: list[tuple[int, int]]) -> int:
    """The end of the last of so many minutes that are open and not stopped, stepping one by one."""
    instant = start
    while minutes:
        minutes -= open_at(calendar, instant) and not stopped_at(stops, instant)
        instant += 60
    return instant


moments = st.integers(0, 12 * 1440).map(lambda minute: at("2026-03-24 00:00") + 60 * minute)
stop_lists = st.lists(
    st.tuples(moments, st.integers(0, 3 * 1440)).map(lambda pair: (pair[0], pair[0] + 60 * pair[1])), max_size=5
)


@SETTINGS
@given(st.sampled_from((HO, GLPI, H24, NIGHTS)), moments, st.integers(1, 1200), stop_lists)
def test_minutes_are_those_counted_one_by_one(
    calendar: ServiceCalendar, start: int, minutes: int, stops: list[tuple[int, int]]
) -> None:
    """Around the clock change of 29 March, and Easter Monday."""
    found = running_deadline(start, Length(Fraction(minutes), Unit.MINUTE), calendar, merged_stops(stops))
    assert found == counted(calendar, start, minutes, stops)


@SETTINGS
@given(st.sampled_from((HO, GLPI, H24, NIGHTS)), moments, st.integers(0, 6 * 1440), stop_lists)
def test_stopped_and_late_time_are_those_counted_one_by_one(
    calendar: ServiceCalendar, start: int, minutes: int, stops: list[tuple[int, int]]
) -> None:
    end = start + 60 * minutes
    open_minutes = [instant for instant in range(start, end, 60) if open_at(calendar, instant)]
    stopped = sum(stopped_at(stops, instant) for instant in open_minutes)
    merged = merged_stops(stops)
    assert stopped_time(calendar, merged, start, end) == 60 * stopped
    late = len(open_minutes) - stopped
    assert running_late_units(start, end, Unit.MINUTE, calendar, merged) == (late, Fraction(late))
    assert running_late_units(start, end, Unit.HOUR, calendar, merged) == (-(-late // 60), Fraction(late, 60))


def midnight(day: date) -> int:
    return int(datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/Paris")).timestamp())


def counts(unit: Unit, day: date) -> bool:
    last = {Unit.WORKING_DAY: 4, Unit.BUSINESS_DAY: 5}.get(unit, 6)
    return day.weekday() <= last and not (last < 6 and day in FIXED_HOLIDAYS)


@SETTINGS
@given(
    st.sampled_from((Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY, Unit.CLEAR_DAY, Unit.WEEK)),
    moments,
    st.integers(1, 12),
    stop_lists,
)
def test_days_are_those_at_whose_end_the_clock_runs(
    unit: Unit, start: int, count: int, stops: list[tuple[int, int]]
) -> None:
    """Every day after that of the start is asked whether it counts and whether its 24:00 lies in a stop."""
    left = {Unit.CLEAR_DAY: count + 1, Unit.WEEK: 7 * count}.get(unit, count)
    day = datetime.fromtimestamp(start, ZoneInfo("Europe/Paris")).date()
    while left:
        day += timedelta(days=1)
        ends = midnight(day + timedelta(days=1))
        left -= counts(unit, day) and not any(first < ends <= last for first, last in merged_stops(stops))
    found = running_deadline(start, Length(Fraction(count), unit), HO, merged_stops(stops))
    assert found == midnight(day + timedelta(days=1))


@SETTINGS
@given(st.sampled_from((HO, GLPI, H24)), st.sampled_from(sorted(UNITS)), moments, st.integers(1, 5), stop_lists)
def test_a_stop_never_brings_a_deadline_forward_and_none_changes_nothing(
    calendar: ServiceCalendar, unit: str, start: int, count: int, stops: list[tuple[int, int]]
) -> None:
    whole = length(f"{count} {unit}")
    assert running_deadline(start, whole, calendar, ()) == deadline(start, whole, calendar)
    merged = merged_stops(stops)
    due = running_deadline(start, whole, calendar, merged)
    assert due >= deadline(start, whole, calendar)
    # what stops at the deadline or later doesn't move it, nor what had ended at the start
    before = tuple(stop for stop in merged if stop[0] < due and stop[1] > start)
    assert running_deadline(start, whole, calendar, before) == due


# GLPI is open from Monday to Friday, 8-12 and 14-18; 2 March 2026 is a Monday
@pytest.mark.parametrize(
    ("start", "limit", "stops", "by", "due"),
    [
        ("2026-03-02 08:00", "4 h", ["10:00-11:00"], None, "2026-03-02 15:00"),
        # an hour of which half an hour is open
        ("2026-03-02 08:00", "4 h", ["11:30-12:30"], None, "2026-03-02 14:30"),
        # all of it while closed
        ("2026-03-02 08:00", "4 h", ["12:00-14:00"], None, "2026-03-02 12:00"),
        # the time ran out as the clock stopped, and at a closing
        ("2026-03-02 08:00", "2 h", ["10:00-11:00"], None, "2026-03-02 10:00"),
        ("2026-03-02 14:00", "3 h", ["15:00-16:00"], None, "2026-03-02 18:00"),
        # the first stop moves the deadline behind the beginning of the second
        ("2026-03-02 08:00", "2 h", ["09:00-10:00", "10:30-11:30"], None, "2026-03-02 12:00"),
        # the clock is stopped when the ticket is opened
        ("2026-03-02 09:00", "1 h", ["08:00-10:00"], None, "2026-03-02 11:00"),
        # one open day, two hours longer: Tuesday 17:00 + 2 h
        ("2026-03-02 17:00", "1 d", ["17:00-18:00", "2026-03-03 09:00-10:00"], None, "2026-03-04 09:00"),
        # by noon of the next open day, two hours longer
        ("2026-03-02 17:00", "1 d", ["2026-03-03 09:00-11:00"], 720, "2026-03-03 16:00"),
        # two working days; a stop within one day moves nothing, one over a midnight loses its day
        ("2026-03-02 10:00", "2 wd", ["2026-03-03 09:00-17:00"], None, "2026-03-05 00:00"),
        ("2026-03-02 10:00", "2 wd", ["2026-03-03 17:00-2026-03-04 09:00"], None, "2026-03-06 00:00"),
        # Friday evening to Monday morning: Friday's end is lost, the week-end never counted
        ("2026-03-05 10:00", "1 wd", ["2026-03-06 18:00-2026-03-09 09:00"], None, "2026-03-10 00:00"),
        # a month that is stopped for three days ends three days later; by noon of that day
        ("2026-01-31 10:00", "1 m", ["2026-02-10 08:00-2026-02-13 08:00"], None, "2026-03-04 00:00"),
        ("2026-03-02 10:00", "1 wd", ["2026-03-03 10:00-2026-03-04 10:00"], 720, "2026-03-04 12:00"),
    ],
)
def test_by_hand(start: str, limit: str, stops: list[str], by: int | None, due: str) -> None:
    found = running_deadline(at(start), length(limit), GLPI, merged_stops(map(stop, stops)), by)
    assert shown(found)[:16] == due


def stop(text: str) -> tuple[int, int]:
    """`10:00-11:00` on 2 March, `2026-03-03 09:00-11:00`, or two whole moments."""
    if len(text) == 11:
        return at(f"2026-03-02 {text[:5]}"), at(f"2026-03-02 {text[6:]}")
    first, last = text[:16], text[17:]
    return at(first), at(last if len(last) > 5 else f"{text[:10]} {last}")


# lateness from Tuesday 24:00 to Friday 12:00: Wednesday, Thursday and Friday have begun
@pytest.mark.parametrize(
    ("unit", "stops", "begun"),
    [
        (Unit.CALENDAR_DAY, [], 3),
        (Unit.CALENDAR_DAY, ["2026-03-05 09:00-17:00"], 3),
        (Unit.CALENDAR_DAY, ["2026-03-05 17:00-2026-03-06 09:00"], 2),
        # reached while stopped: Wednesday had begun
        (Unit.CALENDAR_DAY, ["2026-03-04 10:00-2026-03-09 10:00"], 1),
        (Unit.WORKING_DAY, ["2026-03-05 17:00-2026-03-06 09:00"], 2),
        (Unit.WEEK, ["2026-03-05 17:00-2026-03-06 09:00"], 1),
        # 8 + 8 + 4 open hours
        (Unit.HOUR, [], 20),
        (Unit.HOUR, ["2026-03-05 17:00-2026-03-06 09:00"], 18),
    ],
)
def test_lateness_leaves_out_what_is_stopped(unit: Unit, stops: list[str], begun: int) -> None:
    due, actual = at("2026-03-04 00:00"), at("2026-03-06 12:00")
    assert running_late_units(due, actual, unit, GLPI, merged_stops(map(stop, stops)))[0] == begun


def test_weeks_late_lose_the_days_that_are_stopped() -> None:
    """Eight days late are two weeks begun; with two days stopped they are one."""
    due, actual = at("2026-03-02 00:00"), at("2026-03-09 12:00")
    assert running_late_units(due, actual, Unit.WEEK, GLPI, ())[0] == 2
    assert running_late_units(due, actual, Unit.WEEK, GLPI, (stop("2026-03-03 12:00-2026-03-05 12:00"),))[0] == 1
