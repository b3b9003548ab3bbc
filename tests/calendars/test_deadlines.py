"""Deadlines and lateness, by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from contractlang.calendars import NeverOpens, ServiceCalendar, always_open, deadline, late_units
from contractlang.values import Unit
from tests.calendars.samples import CALENDARS, GLPI, H24, HO, PARIS, UNITS, at, length, shown, week

LINES = Path(__file__).with_name("deadlines.txt").read_text(encoding="utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("case", CASES)
def test_deadline(case: str) -> None:
    calendar, start, text, expected = (part.strip() for part in case.split("|"))
    assert shown(deadline(at(start), length(text), CALENDARS[calendar])) == expected


@pytest.mark.parametrize("text", ["1/2 d", "1/2 wd", "1/3 m", "-1 h", "-1 d", "-1 w"])
def test_no_meaning_is_made_up_for_a_part_of_a_day_or_a_negative_length(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a whole number|negative"):
        deadline(at("2026-03-02 10:00"), length(text), HO)


def test_a_calendar_that_never_opens_has_no_deadline() -> None:
    never = ServiceCalendar("never", PARIS, ((),) * 7)
    for text in ("1 h", "0 h", "1 d"):
        with pytest.raises(NeverOpens, match="no opening within ten years after 2026-03-02"):
            deadline(at("2026-03-02 10:00"), length(text), never)


# due | actual | unit | calendar | begun, quantity
LATENESS = """
2026-03-06 17:00 | 2026-03-06 17:00 | h   | HO   | 0 0
2026-03-06 17:00 | 2026-03-06 16:00 | h   | HO   | 0 0
2026-03-06 17:00 | 2026-03-06 17:01 | h   | HO   | 1 1/60
2026-03-06 17:00 | 2026-03-06 18:00 | h   | HO   | 1 1
2026-03-06 17:00 | 2026-03-09 08:45 | h   | HO   | 2 5/4
2026-03-06 17:00 | 2026-03-09 08:45 | min | HO   | 75 75
2026-03-06 18:00 | 2026-03-07 10:00 | h   | HO   | 0 0
2026-03-28 20:00 | 2026-03-29 20:00 | h   | 24/7 | 23 23
2026-03-06 17:00 | 2026-03-06 17:00 | d   | HO   | 0
2026-03-06 17:00 | 2026-03-06 17:01 | d   | HO   | 1
2026-03-06 17:00 | 2026-03-09 17:00 | d   | HO   | 1
2026-03-06 17:00 | 2026-03-09 17:01 | d   | HO   | 2
2026-03-06 17:00 | 2026-03-20 17:00 | d   | HO   | 10
2026-03-07 00:00 | 2026-03-07 01:00 | wd  | HO   | 1
2026-03-06 00:00 | 2026-03-07 01:00 | wd  | HO   | 2
2026-03-06 10:00 | 2026-03-14 00:00 | w   | HO   | 1
2026-03-06 10:00 | 2026-03-14 00:01 | w   | HO   | 2
2026-03-06 10:00 | 2026-03-08 00:01 | cd  | HO   | 2
2026-01-31 10:00 | 2026-03-01 00:01 | m   | HO   | 2
"""


@pytest.mark.parametrize("case", LATENESS.strip().splitlines())
def test_lateness(case: str) -> None:
    due, actual, unit, calendar, expected = (part.strip() for part in case.split("|"))
    begun, *quantity = expected.split()
    result = late_units(at(due), at(actual), UNITS[unit], CALENDARS[calendar])
    assert result == (int(begun), Fraction(quantity[0]) if quantity else None)


def test_a_day_late_after_midnight_is_the_day_that_midnight_opens() -> None:
    whole_days = ServiceCalendar("whole days", PARIS, week("00:00-24:00"))
    friday_night = at("2026-03-07 00:00")
    assert late_units(friday_night, at("2026-03-09 08:00"), Unit.DAY, whole_days) == (1, None)
    assert late_units(friday_night, at("2026-03-10 00:01"), Unit.DAY, whole_days) == (2, None)
    assert late_units(friday_night, at("2026-03-08 00:00"), Unit.DAY, H24) == (1, None)


def test_lateness_in_days_follows_the_count_of_open_days() -> None:
    due = at("2026-03-06 13:00")
    for count in range(1, 30):
        end = GLPI.add_open_days(due, count)
        assert late_units(due, end, Unit.DAY, GLPI) == (count, None)
        assert late_units(due, end + 1, Unit.DAY, GLPI) == (count + 1, None)


def test_the_plain_clock_counts_every_second() -> None:
    clock = always_open("America/New_York")
    assert deadline(12345, length("100 h"), clock) == 12345 + 360000
