"""Comparison of two delays, by hand."""

from __future__ import annotations

import pytest

from contractlang.calendars import Excess, ServiceCalendar, Timing, always_open, worst_excess
from tests.calendars.samples import CALENDARS, GLPI, H24, HO, PARIS, at, length, week


def timing(text: str, calendar: ServiceCalendar) -> Timing:
    return Timing(length(text), calendar)


def test_four_service_hours_end_after_eight_hours_of_the_clock() -> None:
    # within one ordinary week: the first Monday second is closed, so 4 h end at 12:30 and 8 h at 08:00
    window = at("2026-03-02 00:00"), at("2026-03-09 00:00")
    found = worst_excess(timing("4 h", HO), timing("8 h", H24), window)
    # Friday 14:00:01 leaves one second for Monday; the clock has run out at 22:00:01
    monday, friday_night = at("2026-03-09 08:30:01"), at("2026-03-06 22:00:01")
    worst = at("2026-03-06 14:00:01")
    assert found == Excess(window[0], worst, monday, friday_night, monday - friday_night)


def test_the_order_is_first_broken_to_the_second() -> None:
    window = at("2026-03-03 08:00"), at("2026-03-03 10:00")
    found = worst_excess(timing("4 h", GLPI), timing("270 min", H24), window)
    # 4 h from 08:00 end at noon exactly; one second later, one second is left for 14:00
    start = at("2026-03-03 08:00:01")
    assert found == Excess(start, start, at("2026-03-03 14:00:01"), at("2026-03-03 12:30:01"), 5400)


def test_an_order_is_broken_inside_a_slope() -> None:
    # closed until 08:00: 1 h is due at 09:00 while 2 h of clock advance; it is late only for triggers before 07:00
    window = at("2026-03-03 06:00"), at("2026-03-03 09:00")
    found = worst_excess(timing("2 h", H24), timing("1 h", GLPI), window)
    # 2 h after t pass 09:00 for t > 07:00, and 1 h behind them is the most, from 08:00 on
    assert found is not None
    assert found.first_instant == at("2026-03-03 07:00:01")
    assert (found.worst_instant, found.excess_seconds) == (at("2026-03-03 08:00"), 3600)


def test_a_window_is_half_open() -> None:
    first, second = timing("2 h", H24), timing("1 h", GLPI)
    assert worst_excess(first, second, (at("2026-03-03 06:00"), at("2026-03-03 07:00:01"))) is None
    assert worst_excess(first, second, (at("2026-03-03 07:00:01"), at("2026-03-03 07:00:01"))) is None
    found = worst_excess(first, second, (at("2026-03-03 06:00"), at("2026-03-03 07:00:02")))
    assert found is not None
    assert found.excess_seconds == 1


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ("4 h", "8 h", False),
        ("4 h", "240 min", False),
        ("8 h", "4 h", True),
        ("0 h", "0 h", False),
        ("1 s", "0 h", True),
        ("1 d", "1 d", False),
        ("2 d", "1 d", True),
        ("0 d", "0 h", False),
        ("0 d", "1 h", False),
        ("5 wd", "5 bd", True),
        ("5 bd", "5 wd", False),
        ("1 w", "8 cd", False),
        ("30 cd", "1 m", True),
        ("28 d", "28 wd", True),  # from a Sunday: days of service start on Monday, legal ones count it
        ("1 m", "4 w", True),
        ("4 w", "1 m", False),
    ],
)
def test_lengths_on_one_calendar(first: str, second: str, broken: bool) -> None:
    window = at("2026-02-01 00:00"), at("2028-03-01 00:00")
    assert (worst_excess(timing(first, HO), timing(second, HO), window) is not None) is broken


def test_the_longer_of_two_lengths_on_one_calendar_is_worst_over_the_longest_closure() -> None:
    window = at("2026-03-02 00:00"), at("2026-03-09 00:00")
    found = worst_excess(timing("2 h", GLPI), timing("1 h", GLPI), window)
    # Friday 16:00:01: one second is left for Monday, while 1 h ends on Friday 17:00:01
    assert found == Excess(
        window[0],
        at("2026-03-06 16:00:01"),
        at("2026-03-09 08:00:01"),
        at("2026-03-06 17:00:01"),
        at("2026-03-09 08:00:01") - at("2026-03-06 17:00:01"),
    )


def test_holidays_of_one_calendar_break_an_order_that_hours_keep() -> None:
    first, second = timing("1 h", CALENDARS["Moselle"]), timing("1 h", CALENDARS["France"])
    found = worst_excess(first, second, (at("2026-01-05 00:00"), at("2027-01-01 00:00")))
    assert found is not None
    # Maundy Thursday after 16:00, when an hour no longer fits; Good Friday, Easter Monday
    assert found.first_instant == found.worst_instant == at("2026-04-02 16:00:01")
    assert found.first_deadline == at("2026-04-07 09:00:01")
    assert found.second_deadline == at("2026-04-03 09:00:01")
    assert worst_excess(second, first, (at("2026-01-05 00:00"), at("2027-01-01 00:00"))) is None


def test_a_clock_change_breaks_an_order_on_one_day_a_year() -> None:
    # one day of clock time against 24 hours: the same but in spring, when 24 h go an hour further, and in autumn
    window = at("2026-01-01 00:00"), at("2026-12-31 00:00")
    spring = worst_excess(timing("24 h", H24), timing("1 d", H24), window)
    assert spring is not None
    # 02:00 and after are missing on 29 March: they are the change, 01:00 before 24 hours, from 02:00 on
    assert (spring.first_instant, spring.worst_instant) == (at("2026-03-28 02:00:01"), at("2026-03-28 03:00"))
    assert spring.excess_seconds == 3600
    autumn = worst_excess(timing("1 d", H24), timing("24 h", H24), window)
    assert autumn is not None
    assert (autumn.first_instant, autumn.excess_seconds) == (at("2026-10-24 03:00"), 3600)


def test_the_second_pass_of_a_repeated_hour_is_another_start() -> None:
    # on 25 October a day lasts 25 hours from a start in the first pass of 02:00-03:00, and 24 from the second pass on
    window = at("2026-10-25 00:00"), at("2026-10-26 00:00")
    found = worst_excess(timing("25 h", H24), timing("1 d", H24), window)
    assert found is not None
    assert (found.first_instant, found.excess_seconds) == (at("2026-10-25 02:00+01:00"), 3600)


def test_a_repeated_hour_may_reach_back_into_the_day_before() -> None:
    # St. John's, 7 November 2010: at 00:01 (UTC-2:30) clocks went back to 23:01 of the day before (UTC-3:30)
    zone = "America/St_Johns"
    late = ServiceCalendar("late", zone, week("09:00-23:30", days=7))
    window = at("2010-11-06 23:01-03:30"), at("2010-11-07 00:00-03:30")
    found = worst_excess(timing("48 h", always_open(zone)), timing("2 d", late), window)
    # two days from 23:30 on are brought back to 23:30, while 48 hours advance with the start until the date changes
    assert found is not None
    assert found.first_instant == at("2010-11-06 23:30:01-03:30")
    assert (found.worst_instant, found.excess_seconds) == (at("2010-11-06 23:59:59-03:30"), 1799)


def test_only_allowed_triggers_count() -> None:
    window = at("2026-03-02 00:00"), at("2026-03-09 00:00")
    first, second = timing("4 h", HO), timing("24 h", H24)
    open_only = worst_excess(first, second, window, allowed=HO.opens, also=(HO,))
    assert open_only is not None
    assert open_only.first_instant == at("2026-03-06 14:00:01")
    night_only = worst_excess(first, second, window, allowed=lambda instant: not HO.opens(instant), also=(HO,))
    assert night_only is not None
    assert night_only.first_instant == at("2026-03-06 18:00")
    assert worst_excess(first, second, window, allowed=lambda _: False, also=(HO,)) is None


def test_zones_may_differ() -> None:
    # 09:00-17:00 in Paris and in New York: an hour from Paris' closing on, against an hour from New York's opening on
    york = ServiceCalendar("York", "America/New_York", week("09:00-17:00"))
    paris = ServiceCalendar("Paris", PARIS, week("09:00-17:00"))
    window = at("2026-03-03 00:00"), at("2026-03-04 00:00")
    found = worst_excess(timing("1 h", paris), timing("1 h", york), window)
    assert found is not None
    # Tuesday 16:00:01 in Paris is 10:00:01 in New York
    assert found.first_instant == found.worst_instant == at("2026-03-03 16:00:01")
    assert found.excess_seconds == 16 * 3600
    assert worst_excess(timing("1 h", always_open("UTC")), timing("1 h", york), window) is None


@pytest.mark.parametrize("calendar", [HO, GLPI])
def test_hours_within_a_day_of_service_never_end_after_it(calendar: ServiceCalendar) -> None:
    # every open day of these calendars has the same open time, so a day's worth of hours is due within a day
    window = at("2026-02-01 00:00"), at("2026-06-01 00:00")
    day = sum(closing - opening for opening, closing in calendar.weekly[0])
    assert worst_excess(timing(f"{day} min", calendar), timing("1 d", calendar), window) is None
    assert worst_excess(timing(f"{day + 1} min", calendar), timing("1 d", calendar), window) is not None


def test_a_clock_change_in_open_hours_is_seen() -> None:
    # 24 h of a day around the clock do not fit into the 23 h of 29 March 2026
    everyday = ServiceCalendar("everyday", PARIS, (((0, 1440),),) * 7)
    window = at("2026-03-20 00:00"), at("2026-04-05 00:00")
    assert worst_excess(timing("24 h", everyday), timing("1 d", everyday), window) is not None


NOON = Timing(length("1 d"), HO, by=12 * 60)


def test_a_time_of_the_day_is_compared_to_the_second() -> None:
    window = at("2026-02-01 00:00"), at("2026-03-01 00:00")
    found = worst_excess(timing("4 h", HO), NOON, window)
    # from Monday 17:30 on, 4 h pass the noon of Tuesday; from the close on they end at 12:30
    first, worst = at("2026-02-02 17:30:01"), at("2026-02-02 18:00:00")
    assert found == Excess(first, worst, at("2026-02-03 12:30"), at("2026-02-03 12:00"), 1800)


def test_a_time_of_the_day_is_compared_as_trying_every_minute_does() -> None:
    # around Easter and the change of clocks; both ways, against hours and against another time of the day
    window = at("2026-03-26 00:00"), at("2026-04-09 00:00")
    others = (timing("4 h", HO), timing("30 h", H24), Timing(length("2 wd"), GLPI, by=9 * 60), timing("2 d", GLPI))
    for other in others:
        for first, second in ((NOON, other), (other, NOON)):
            # every edge is a whole minute, so the excess is linear within one
            tried = [t + s for t in range(*window, 60) for s in (0, 1, 59)]
            worst = max(first.deadline(t) - second.deadline(t) for t in tried)
            found = worst_excess(first, second, window)
            assert (found.excess_seconds if found else 0) == max(worst, 0)
