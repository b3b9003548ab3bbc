"""Local times, months and names of zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import is_zone, month_range, regions, to_datetime, to_instant, zones
from contractlang.calendars.zones import local_day
from tests.calendars.oracle import utc
from tests.calendars.samples import PARIS, shown


@pytest.mark.parametrize(
    ("local", "instant", "change"),
    [
        ("2026-01-15T12:00", "2026-01-15T11:00", None),
        ("2026-07-15T12:00", "2026-07-15T10:00", None),
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59", None),
        ("2026-03-29T02:00", "2026-03-29T01:00", "missing"),
        ("2026-03-29T02:30", "2026-03-29T01:30", "missing"),
        ("2026-03-29T03:00", "2026-03-29T01:00", None),
        ("2026-10-25T01:59", "2026-10-24T23:59", None),
        ("2026-10-25T02:00", "2026-10-25T00:00", "ambiguous"),
        ("2026-10-25T02:59", "2026-10-25T00:59", "ambiguous"),
        ("2026-10-25T03:00", "2026-10-25T02:00", None),
        ("1950-01-01T00:00:00.999", "1949-12-31T23:00", None),
    ],
)
def test_a_naive_time_takes_the_zone_and_the_earlier_offset(local: str, instant: str, change: str | None) -> None:
    naive = datetime.fromisoformat(local)
    assert to_instant(naive, PARIS) == (utc(instant), change)
    assert to_instant(naive.replace(fold=1), PARIS) == (utc(instant), change)


def test_an_aware_time_keeps_its_own_offset() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert to_instant(datetime(2026, 10, 25, 2, 30, tzinfo=tokyo), PARIS) == (utc("2026-10-24T17:30"), None)
    assert to_instant(datetime(2026, 10, 25, 2, 30, tzinfo=UTC), PARIS) == (utc("2026-10-25T02:30"), None)


def test_an_instant_is_shown_in_its_zone() -> None:
    assert to_datetime(0, PARIS).isoformat() == "1970-01-01T01:00:00+01:00"
    assert to_datetime(utc("2026-10-25T01:30"), PARIS).isoformat() == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    ("instant", "start", "end"),
    [
        ("2026-03-31T21:59:59", "2026-03-01 00:00:00+01:00", "2026-04-01 00:00:00+02:00"),
        ("2026-03-31T22:00", "2026-04-01 00:00:00+02:00", "2026-05-01 00:00:00+02:00"),
        ("2026-12-31T22:59", "2026-12-01 00:00:00+01:00", "2027-01-01 00:00:00+01:00"),
    ],
)
def test_a_month_is_local(instant: str, start: str, end: str) -> None:
    assert [shown(edge) for edge in month_range(utc(instant), PARIS)] == [start, end]


def test_a_month_may_open_with_a_clock_change() -> None:
    # Gaza set its clocks forward on 1 April 2011 at 00:01
    start, end = month_range(utc("2011-04-15T00:00"), "Asia/Gaza")
    assert (shown(start, "Asia/Gaza"), shown(end, "Asia/Gaza")) == (
        "2011-04-01 00:00:00+02:00",
        "2011-05-01 00:00:00+03:00",
    )


def test_names_of_zones() -> None:
    assert {PARIS, "UTC", "Indian/Reunion"} <= zones()
    assert all(is_zone(name) for name in zones())
    assert not any(is_zone(name) for name in ("Europe/Pari", "Paris", "", "America", "../UTC", "a\0b"))


def test_saved_holidays_are_those_of_the_package() -> None:
    assert regions.SAVED.read_text(encoding="utf-8") == regions.saved_text(), "run `make tables`"


# a half-hour clock change, one at midnight, a skipped date, a date line, and two within a month of each other
ODD_ZONES = ("Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", PARIS)


@given(st.integers(-(10**9), 4 * 10**9), st.sampled_from(ODD_ZONES))
def test_the_local_date_of_an_instant_is_what_the_zone_says(instant: int, zone: str) -> None:
    local = datetime.fromtimestamp(instant, ZoneInfo(zone))
    assert local_day(instant, zone) == (local.toordinal(), local.hour * 3600 + local.minute * 60 + local.second)


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_the_local_date_is_right_at_every_hour_of_some_years(zone: str) -> None:
    for instant in range(utc("2010-01-01T00:00"), utc("2013-01-01T00:00"), 1800):
        local = datetime.fromtimestamp(instant, ZoneInfo(zone))
        assert local_day(instant, zone) == (local.toordinal(), local.hour * 3600 + local.minute * 60)
