"""The closings from which a period of the law may end before a calendar opens again, against all closings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import Timing, breakpoints, deadline
from contractlang.core.life import Window
from contractlang.solver.unserved import _closed
from contractlang.values import Length, Unit
from tests.calendars.oracle import utc
from tests.calendars.test_against_oracle import DAY, SETTINGS, STRETCHES, calendars

_UNITS = (Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY, Unit.CLEAR_DAY, Unit.WEEK)


@SETTINGS
@given(st.data(), st.sampled_from(STRETCHES), st.integers(1, 3), st.sampled_from(_UNITS), st.integers(1, 40))
def test_no_closing_is_passed_over(data: st.DataObject, stretch: str, count: int, unit: Unit, days: int) -> None:
    start = utc(stretch) + data.draw(st.integers(0, DAY))
    calendar, length = data.draw(calendars(start)), Length.of(count, unit)
    window = Window(start=start, end=start + days * DAY, zone=calendar.zone)
    closings = [one for one in breakpoints(calendar, window.start, window.end) if not calendar.opens(one)]
    ends = [(one, deadline(one, length, calendar)) for one in closings]
    expected = [(one, due) for one, due in ends if calendar.elapsed(one, due) <= 0]
    assert list(_closed(Timing(length, calendar), window)) == expected
