"""What open days hold at least, against every piece of both deadlines."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import NeverOpens, ServiceCalendar, Timing, worst_excess
from contractlang.calendars.comparison import _swept
from contractlang.calendars.open_days import open_time_at_least
from contractlang.values import Length, Unit
from tests.calendars.oracle import utc
from tests.calendars.samples import H24, PARIS, at, week
from tests.calendars.test_against_oracle import DAY, SETTINGS, STRETCHES, calendars

SATURDAYS = ServiceCalendar("Saturdays", PARIS, (*week("08:00-19:00")[:5], ((540, 780),), ()), ("FR",))


@SETTINGS
@given(st.data(), st.sampled_from(STRETCHES), st.integers(1, 6), st.integers(1, 40))
def test_the_order_is_that_found_piece_by_piece(data: st.DataObject, stretch: str, count: int, days: int) -> None:
    start = utc(stretch) + data.draw(st.integers(0, DAY))
    calendar, window = data.draw(calendars(start)), (start, start + days * DAY)
    try:
        held = open_time_at_least(calendar.timeline, count, *window)
    except NeverOpens:
        return
    second = Timing(Length.of(count, Unit.DAY), calendar)
    least = held.seconds or 0
    for seconds in {data.draw(st.integers(0, 3 * least + 3600)), least, least + 1}:
        first = Timing(Length(Fraction(seconds), Unit.SECOND), calendar)
        assert worst_excess(first, second, window) == _swept(first, second, window)


def test_a_short_saturday_is_the_least_of_a_day() -> None:
    window = at("2026-02-01 00:00"), at("2030-02-01 00:00")
    # Friday from 19:00 to Saturday 13:00: 4 h
    assert open_time_at_least(SATURDAYS.timeline, 1, *window).seconds == 4 * 3600
    # Friday from 19:00 to Monday 19:00 and Thursday from 19:00 to Saturday 13:00: 15 h each
    assert open_time_at_least(SATURDAYS.timeline, 2, *window).seconds == 15 * 3600
    assert not open_time_at_least(SATURDAYS.timeline, 2, *window).odd


def test_around_the_clock_the_dates_of_clock_changes_are_odd() -> None:
    held = open_time_at_least(H24.timeline, 1, at("2026-03-01 00:00"), at("2026-05-01 00:00"))
    # as a start and as a target the 29th of March: the days of both triggers, each with its neighbours
    assert held.seconds == DAY
    assert held.odd == (
        (at("2026-03-27 00:00"), at("2026-03-30 00:00")),
        (at("2026-03-28 00:00"), at("2026-03-31 00:00")),
    )
