"""The worst excess over some weeks of random calendars, against trying every minute of them.

The weeks hold a change of clocks or a 29 February; lengths run in open hours and in every kind of day, in months, and
to a time of the day. The judge is `oracle`, which knows nothing of edges or pieces.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.calendars import Excess, Timing, worst_excess
from contractlang.values import Length, Unit
from tests.calendars.oracle import Oracle, utc
from tests.calendars.test_against_oracle import SETTINGS, calendars

DAY = 86400
# Three weeks around the changes of Paris, New York and Cairo, and around the end of February of a leap year
WEEKS = ("2026-03-16", "2026-10-19", "2028-02-14")
DAYS = (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY, Unit.CLEAR_DAY)


def lengths(units: tuple[Unit, ...], most: int) -> st.SearchStrategy[Length]:
    return st.builds(Length, st.integers(1, most).map(Fraction), st.sampled_from(units))


# A length, and the minute of the day to which it is brought
delays = st.one_of(
    st.tuples(lengths((Unit.HOUR,), 60), st.none()),
    st.tuples(lengths(DAYS, 5), st.none()),
    st.tuples(lengths((Unit.MONTH,), 1), st.none()),
    st.tuples(lengths((Unit.WEEK,), 3), st.none()),
    st.tuples(lengths(DAYS, 3), st.integers(0, 47).map(lambda step: 30 * step)),
)


@settings(SETTINGS, max_examples=8)
@given(st.data(), st.sampled_from(WEEKS), delays, delays, st.sampled_from((0, 1, 1, 1)))
def test_first_and_worst_are_those_of_every_minute(
    data: st.DataObject,
    start_text: str,
    first: tuple[Length, int | None],
    second: tuple[Length, int | None],
    least: int,
) -> None:
    start = utc(start_text)
    window = start, start + 21 * DAY
    one, other = data.draw(calendars(start)), data.draw(calendars(start))
    judges = [Oracle(calendar, start - 2 * DAY, start + 75 * DAY) for calendar in (one, other)]
    first_ends, second_ends = judges[0].deadlines(*first), judges[1].deadlines(*second)

    def excess(trigger: int) -> int:
        return first_ends(trigger) - second_ends(trigger)

    broken, worst, worst_instant = None, least - 1, 0
    for begin in range(*window, 60):
        # edges are whole minutes, so nothing turns between the second after a minute begins and its last
        tried = [(trigger, excess(trigger)) for trigger in (begin, begin + 1, begin + 59)]
        if broken is None and any(size >= least for _, size in tried):
            broken = next(trigger for trigger in range(begin, begin + 60) if excess(trigger) >= least)
        for trigger, size in tried:
            if size > worst:
                worst, worst_instant = size, trigger
    found = worst_excess(Timing(first[0], one, first[1]), Timing(second[0], other, second[1]), window, least=least)
    if broken is None:
        assert found is None
        return
    assert found == Excess(broken, worst_instant, first_ends(worst_instant), second_ends(worst_instant), worst)
