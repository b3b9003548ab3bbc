"""Legal periods, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from contractlang.calendars import legal_deadline, legal_end
from tests.calendars.samples import length, shown

# start, length, regions, last day
PERIODS = """
2026-03-02 | 10 d  |       | 2026-03-12
2026-03-02 | 0 d   |       | 2026-03-02
2026-02-20 | 10 d  |       | 2026-03-02
2028-02-20 | 10 d  |       | 2028-03-01
2026-03-02 | 2 w   |       | 2026-03-16
2026-03-02 | 3 cd  |       | 2026-03-06
2026-03-06 | 1 wd  |       | 2026-03-09
2026-03-06 | 1 bd  |       | 2026-03-07
2026-03-06 | 2 bd  |       | 2026-03-09
2026-03-07 | 1 wd  |       | 2026-03-09
2026-03-07 | 0 wd  |       | 2026-03-07
2026-04-02 | 1 wd  | FR    | 2026-04-03
2026-04-02 | 2 wd  | FR    | 2026-04-07
2026-04-02 | 1 wd  | FR-57 | 2026-04-07
2026-04-02 | 1 bd  | FR-57 | 2026-04-04
2025-12-24 | 1 wd  | FR    | 2025-12-26
2025-12-24 | 1 wd  | FR-57 | 2025-12-29
2026-04-30 | 5 wd  | FR    | 2026-05-11
2026-01-31 | 1 m   |       | 2026-02-28
2028-01-31 | 1 m   |       | 2028-02-29
2026-02-28 | 1 m   |       | 2026-03-28
2026-08-31 | 3 m   |       | 2026-11-30
2026-11-30 | 3 m   |       | 2027-02-28
2026-12-15 | 1 m   |       | 2027-01-15
2028-02-29 | 1 y   |       | 2029-02-28
2028-02-29 | 4 y   |       | 2032-02-29
2026-02-01 | 36 m  |       | 2029-02-01
2026-08-31 | 1/2 y |       | 2027-02-28
2026-05-01 | 1 d   | FR    | 2026-05-02
"""


@pytest.mark.parametrize("case", PERIODS.strip().splitlines())
def test_last_day_of_a_period(case: str) -> None:
    start, text, regions, expected = (part.strip() for part in case.split("|"))
    last = legal_deadline(date.fromisoformat(start), length(text), tuple(regions.split()))
    assert last == date.fromisoformat(expected)


def test_a_period_ends_at_24_00_of_its_last_day_in_the_zone() -> None:
    # 28 March 2026 ends as the night of the clock change begins
    assert shown(legal_end(date(2026, 3, 27), length("1 d"), "Europe/Paris")) == "2026-03-29 00:00:00+01:00"
    end = legal_end(date(2026, 3, 28), length("1 d"), "Indian/Reunion")
    assert shown(end, "Indian/Reunion") == "2026-03-30 00:00:00+04:00"


def test_hours_are_not_counted_in_days() -> None:
    with pytest.raises(ValueError, match="hours is not counted in days"):
        legal_deadline(date(2026, 3, 2), length("48 h"))


def test_a_long_count_of_working_days_needs_no_end_of_the_search() -> None:
    # 52 weeks of 5 days, no holidays
    assert legal_deadline(date(2026, 3, 2), length("5200 wd")) == date(2026, 3, 2).replace(year=2046, month=2, day=5)


def test_years_without_a_list_of_holidays_are_refused() -> None:
    with pytest.raises(ValueError, match="`FR` are not known for 2101"):
        legal_deadline(date(2101, 3, 2), length("1 wd"), ("FR",))
    with pytest.raises(ValueError, match="`FR-99` are not known"):
        legal_deadline(date(2026, 3, 2), length("1 wd"), ("FR-99",))


def test_a_period_whose_holidays_are_not_known_spoils_no_other() -> None:
    five, start = length("5 wd"), date(2026, 3, 2)
    before = legal_deadline(start, five, ("FR",))
    with pytest.raises(ValueError, match="not known for"):
        legal_deadline(date(2100, 12, 30), five, ("FR",))
    assert legal_deadline(start, five, ("FR",)) == before == date(2026, 3, 9)
    assert legal_deadline(date(2035, 3, 1), five, ("FR",)) == date(2035, 3, 8)
