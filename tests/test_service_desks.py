"""The table of docs/clock.md on deadlines that GLPI counts otherwise: what stands in the column “here” is computed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from contractlang.calendars import ServiceCalendar, deadline, running_deadline
from contractlang.records import evolve
from contractlang.values import Length, Unit
from tests.calendars.samples import CALENDARS, GLPI, at, shown
from tests.support import ROOT

PAGE = (ROOT / "docs" / "clock.md").read_text(encoding="utf-8")
TABLE = PAGE[PAGE.index("<!-- desks -->") : PAGE.index("<!-- end -->")]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("|")][
    2:
]
UNITS = {"h": Unit.HOUR, "day": Unit.DAY, "month": Unit.MONTH}
WAIT = (at("2026-03-02 17:00"), at("2026-03-03 09:00"))


def calendar_of(case: str) -> ServiceCalendar:
    if "7 days" in case:
        return CALENDARS["every day"]
    if "closure" in case:
        return evolve(GLPI, closures=((date(2026, 12, 24), date(2027, 1, 2)),))
    return GLPI


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_what_stands_here_is_what_is_computed(row: list[str]) -> None:
    case, starts, delay, _, here, _ = row
    amount, unit = delay.split()
    length = Length(Fraction(amount), UNITS[unit])
    stops = (WAIT,) if "waiting" in case else ()
    assert shown(running_deadline(at(starts), length, calendar_of(case), stops))[:16] == here


# What GLPI 10.0.22 gives, by its code and a port of its algorithm: end of day, clock changes, days
GIVEN = {
    ("2026-03-02 14:00", "4 h"): "2026-03-03 08:00",
    ("2026-03-02 08:00", "4 h"): "2026-03-02 12:00",
    ("2026-03-06 17:00", "1 h"): "2026-03-09 08:00",
    ("2026-03-28 23:30", "24 h"): "2026-03-30 23:30",
    ("2026-10-25 00:15", "48 h"): "2026-10-26 00:30",
    ("2026-03-02 17:50", "1 day"): "2026-03-03 17:50",
}


def test_the_figures_of_the_tool_are_those_that_were_found() -> None:
    stated = {(row[1], row[2]): row[3] for row in ROWS}
    assert {key: stated[key] for key in GIVEN} == GIVEN


def test_what_the_tool_gives_follows_from_what_it_is_said_to_do() -> None:
    """A closure that is never true is none; a month of thirty open days; a wait in open time behind the target."""
    stated = {row[1]: row[3] for row in ROWS}
    two_hours = deadline(at("2026-12-23 17:00"), Length(Fraction(2), Unit.HOUR), GLPI)
    assert shown(two_hours)[:16] == stated["2026-12-23 17:00"]
    thirty = deadline(at("2026-01-30 10:00"), Length(Fraction(30), Unit.DAY), GLPI)
    assert shown(thirty)[:16] == stated["2026-01-30 10:00"]
    target = deadline(at("2026-03-02 17:00"), Length(Fraction(1), Unit.DAY), GLPI)
    assert shown(GLPI.add_open_time(target, GLPI.elapsed(*WAIT)))[:16] == stated["2026-03-02 17:00"]
