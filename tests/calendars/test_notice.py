"""Notice before an event: the last instant from which a whole delay still runs out by then."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import NeverOpens, ServiceCalendar, always_open, deadline, notice_limit
from contractlang.values import Length, Unit

HO = ServiceCalendar("HO", "Europe/Paris", (((510, 750), (810, 1080)),) * 5 + ((),) * 2, ("FR",))
CLOCK = always_open("Europe/Paris")
PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


@pytest.mark.parametrize(
    ("event", "amount", "unit", "calendar", "limit"),
    [
        # Friday 20 March 22:00, seven days of the clock before
        ("2026-03-20 22:00", 7, Unit.DAY, CLOCK, "2026-03-13 22:00"),
        # seven calendar days: neither the day of the notice nor that of the event counts, so 13 to 19 March lie between
        ("2026-03-20 22:00", 7, Unit.CALENDAR_DAY, CLOCK, "2026-03-13 00:00"),
        # Wednesday 10:00, two open days before
        ("2026-03-11 10:00", 2, Unit.DAY, HO, "2026-03-09 10:00"),
        # Monday 09:30, four open hours before: one on Monday, three on Friday afternoon before 18:00
        ("2026-03-09 09:30", 4, Unit.HOUR, HO, "2026-03-06 15:00"),
        # a month before 31 March: a month from 28 February ends on 28 March, from 1 March on 1 April
        ("2026-03-31 12:00", 1, Unit.MONTH, CLOCK, "2026-03-01 00:00"),
    ],
)
def test_a_notice(event: str, amount: int, unit: Unit, calendar: ServiceCalendar, limit: str) -> None:
    assert notice_limit(at(event), Length.of(amount, unit), calendar) == at(limit)


@given(
    st.integers(at("2026-01-01 00:00"), at("2027-12-31 00:00")),
    st.integers(0, 40),
    st.sampled_from([Unit.HOUR, Unit.DAY, Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.CLEAR_DAY, Unit.WEEK, Unit.MONTH]),
    st.sampled_from([HO, CLOCK]),
)
def test_a_delay_from_the_limit_is_over_by_the_event_and_one_second_later_it_is_not(
    event: int, amount: int, unit: Unit, calendar: ServiceCalendar
) -> None:
    length = Length(Fraction(amount), unit)
    limit = notice_limit(event, length, calendar)
    midnight = datetime.fromtimestamp(limit, PARIS).strftime("%H%M%S") == "000000"
    assert deadline(limit - 1 if midnight else limit, length, calendar) <= event
    assert deadline(limit + 1, length, calendar) > event


def test_a_calendar_that_was_never_open_before_the_event_gives_no_notice() -> None:
    shut = ServiceCalendar("shut", "Europe/Paris", ((),) * 7)
    with pytest.raises(NeverOpens):
        notice_limit(at("2026-03-20 22:00"), Length.of(1, Unit.HOUR), shut)
