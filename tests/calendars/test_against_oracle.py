"""Random calendars around clock changes against the minute-by-minute oracle, and the laws that deadlines obey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlang.calendars import Excess, ServiceCalendar, Timing, deadline, worst_excess
from contractlang.values import Length, Unit
from tests.calendars.oracle import Oracle, utc

DAY = 86400
# First days of stretches of six days in which some of the zones change their clocks: by an hour or by half of one
# (Lord Howe), forward or back, by day or at midnight (Cairo); St. John's did so at 00:01, back into the day before.
STRETCHES = (
    *("2026-03-06", "2026-03-27", "2026-04-02", "2026-04-22", "2026-10-02", "2026-10-23", "2026-10-28"),
    *("2010-03-12", "2010-11-04"),
)
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns", "Asia/Kolkata")
SETTINGS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

minute = st.one_of(st.integers(0, 1439), st.integers(0, 10).map(lambda step: step * 30))
interval = st.tuples(minute, st.integers(120, 900)).map(lambda pair: (pair[0], min(2880, pair[0] + pair[1])))
hours = st.lists(interval, min_size=1, max_size=3).map(tuple)


@st.composite
def calendars(draw: st.DrawFn, start: int) -> ServiceCalendar:
    """Weeks of a few hours on most days, some with holidays or a closure."""
    rest = draw(st.sampled_from((2, 1, 0)))
    office = draw(hours)
    weekly = tuple(office if draw(st.booleans()) else draw(hours) for _ in range(7 - rest)) + ((),) * rest
    closures = ()
    if draw(st.booleans()):
        first = date(1970, 1, 1) + timedelta(days=start // DAY + draw(st.integers(0, 8)))
        closures = ((first, first + timedelta(days=draw(st.integers(0, 3)))),)
    return ServiceCalendar(
        "drawn", draw(st.sampled_from(ZONES)), weekly, draw(st.sampled_from(((), ("FR",)))), closures
    )


lengths = st.one_of(
    st.builds(Length, st.integers(1, 1500).map(Fraction), st.just(Unit.MINUTE)),
    st.builds(Length, st.integers(1, 24).map(Fraction), st.just(Unit.HOUR)),
    st.builds(Length, st.integers(1, 4).map(Fraction), st.just(Unit.DAY)),
    st.builds(
        Length,
        st.integers(1, 2).map(Fraction),
        st.sampled_from((Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CLEAR_DAY, Unit.WEEK)),
    ),
)


@settings(SETTINGS, max_examples=40)
@given(st.data(), st.sampled_from(STRETCHES))
def test_open_time_and_days_are_those_counted_minute_by_minute(data: st.DataObject, stretch: str) -> None:
    start = utc(stretch)
    calendar = data.draw(calendars(start))
    oracle = Oracle(calendar, start - 2 * DAY, start + 40 * DAY)
    for _ in range(25):
        trigger = start + data.draw(st.integers(0, 12 * DAY))
        other = start + data.draw(st.integers(0, 12 * DAY))
        length = data.draw(lengths)
        assert calendar.elapsed(trigger, other) == oracle.elapsed_to(other) - oracle.elapsed_to(trigger)
        assert calendar.next_opening(trigger) == oracle.add_open_time(trigger, 1) - 1
        assert deadline(trigger, length, calendar) == oracle.deadlines(length)(trigger)


@settings(SETTINGS, max_examples=30)
@given(st.data(), st.sampled_from(STRETCHES), lengths, lengths, st.booleans())
def test_the_worst_excess_is_the_worst_of_all_seconds(
    data: st.DataObject, stretch: str, first: Length, second: Length, open_only: bool
) -> None:
    start = utc(stretch)
    window = start, start + 6 * DAY
    one = data.draw(calendars(start))
    other = one if data.draw(st.booleans()) else data.draw(calendars(start))
    judges = [Oracle(calendar, start - 2 * DAY, start + 40 * DAY) for calendar in (one, other)]
    first_ends, second_ends = judges[0].deadlines(first), judges[1].deadlines(second)
    opened = set(judges[0].open_minutes)
    allowed: Callable[[int], bool] | None = (lambda t: t // 60 * 60 in opened) if open_only else None

    def excess(trigger: int) -> int:
        if allowed is not None and not allowed(trigger):
            return 0
        return first_ends(trigger) - second_ends(trigger)

    broken, worst, worst_instant = None, 0, 0
    # all edges are whole minutes, so a deadline is linear from the first to the last second after a minute begins
    for begin in range(*window, 60):
        samples = [(begin, excess(begin)), (begin + 1, excess(begin + 1)), (begin + 59, excess(begin + 59))]
        if broken is None and any(size > 0 for _, size in samples):
            broken = next(trigger for trigger in range(begin, begin + 60) if excess(trigger) > 0)
        for trigger, size in samples:
            if size > worst:
                worst, worst_instant = size, trigger
    found = worst_excess(Timing(first, one), Timing(second, other), window, allowed, (one,))
    if broken is None:
        assert found is None
        return
    assert found == Excess(broken, worst_instant, first_ends(worst_instant), second_ends(worst_instant), worst)


@SETTINGS
@given(st.data(), st.integers(0, 60 * DAY), st.integers(1, 30 * DAY))
def test_open_time_added_is_open_time_elapsed(data: st.DataObject, after: int, seconds: int) -> None:
    start = utc(STRETCHES[0]) + after
    calendar = data.draw(calendars(start))
    end = calendar.add_open_time(start, seconds)
    assert calendar.elapsed(start, end) == seconds
    assert calendar.elapsed(start, end - 1) == seconds - 1


@SETTINGS
@given(st.data(), st.integers(0, 60 * DAY), st.integers(0, 5 * DAY), st.integers(0, 30 * DAY))
def test_later_triggers_and_longer_times_never_end_sooner(
    data: st.DataObject, after: int, later: int, seconds: int
) -> None:
    start = utc(STRETCHES[0]) + after
    calendar = data.draw(calendars(start))
    assert calendar.add_open_time(start, seconds) <= calendar.add_open_time(start + later, seconds)
    assert calendar.add_open_time(start, seconds) <= calendar.add_open_time(start, seconds + later)
    assert calendar.elapsed(start, start + later) <= calendar.elapsed(start, start + later + seconds) <= later + seconds
    days = seconds // DAY
    assert calendar.add_open_days(start, days) <= calendar.add_open_days(start, days + 1)


def test_the_oracle_itself_is_right_on_a_day_worked_by_hand() -> None:
    calendar = ServiceCalendar("plain", "Europe/Paris", (((540, 720), (780, 1020)),) * 5 + ((),) * 2)
    oracle = Oracle(calendar, utc("2026-03-01"), utc("2026-04-10"))
    # Friday 27 March 16:30 in Paris is 15:30 UTC; after the clock change 09:00 is 07:00 UTC
    friday = utc("2026-03-27T15:30")
    assert oracle.add_open_time(friday, 3600) == utc("2026-03-30T07:30")
    assert oracle.add_open_days(friday, 1) == utc("2026-03-30T14:30")
    assert oracle.legal_end(friday, Length(Fraction(1), Unit.WORKING_DAY)) == utc("2026-03-30T22:00")
    assert not any(oracle.minute_is_open(date(2026, 3, 28), clock) for clock in range(1440))
