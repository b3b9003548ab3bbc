"""Columns of instants are told what each of them is told by itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from contractlang.calendars import ServiceCalendar, deadline, to_datetime
from contractlang.calendars.columns import (
    Steps,
    deadlines,
    edge_instants,
    elapsed,
    late_columns,
    line_of,
    local_days,
    months,
)
from contractlang.calendars.delays import late_units
from contractlang.calendars.zones import edge_instant, local_day
from contractlang.values import Length, Unit

OFFICE = ServiceCalendar("office", "Europe/Paris", (((510, 750), (810, 1080)),) * 5 + ((),) * 2, ("FR",))
AUGUST = ((date(2026, 8, 1), date(2026, 8, 15)),)
NIGHT = ServiceCalendar("night", "Europe/Paris", (((1320, 1800),),) * 7, ("FR",), AUGUST)
CLOCK = ServiceCalendar("clock", "America/St_Johns", (((0, 1440),),) * 7)
ODD = ServiceCalendar("odd", "Australia/Lord_Howe", (((61, 137), (150, 1439)),) * 3 + ((),) * 3 + (((100, 200),),))
CALENDARS = (OFFICE, NIGHT, CLOCK, ODD)
LENGTHS = [
    (Length.of(4, Unit.HOUR), None),
    (Length.of(0, Unit.HOUR), None),
    (Length.of(1, Unit.DAY), None),
    (Length.of(5, Unit.DAY), None),
    (Length.of(0, Unit.DAY), None),
    (Length.of(90, Unit.MINUTE), 720),
    (Length.of(1, Unit.DAY), 720),
    (Length.of(3, Unit.WORKING_DAY), None),
    (Length.of(2, Unit.MONTH), None),
    (Length.of(3, Unit.BUSINESS_DAY), 600),
]
each = pytest.mark.parametrize("calendar", CALENDARS, ids=lambda one: one.name)


def instants(calendar: ServiceCalendar, seed: int) -> np.ndarray:
    """Any instants, edges of openings, and the hours around clock changes."""
    random = Random(seed)
    edges = calendar.timeline.covering(1767225600, 1790000000).edges
    found = [random.randrange(1735689600, 1830000000) for _ in range(150)]
    found += [edge + shift for edge in random.sample(list(edges), min(50, len(edges))) for shift in (-1, 0, 1)]
    found += [change + shift for change in (1774746000, 1792890000, 1775314800) for shift in range(-8000, 8000, 777)]
    return np.array(found, np.int64)


@each
def test_local_time(calendar: ServiceCalendar) -> None:
    column = instants(calendar, 1)
    day, clock = local_days(column, calendar.zone)
    assert list(zip(day, clock, strict=True)) == [local_day(int(one), calendar.zone) for one in column]
    assert months(column, calendar.zone).tolist() == [
        local.year * 12 + local.month - 1 for local in (to_datetime(int(one), calendar.zone) for one in column)
    ]
    clocks = np.array([Random(2).randrange(0, 86401) for _ in column], np.int64)
    wanted = [edge_instant(int(one), int(at), calendar.zone) for one, at in zip(day, clocks, strict=True)]
    assert edge_instants(day, clocks, calendar.zone).tolist() == wanted


def test_a_month_that_begins_with_a_clock_change_goes_by_dates() -> None:
    # clocks went back at 00:01 on the first of November 2009, so that October had an hour after its end
    column = np.arange(1257030000, 1257060000, 300, dtype=np.int64)
    assert months(column, "America/St_Johns").tolist() == [
        local.year * 12 + local.month - 1 for local in (to_datetime(int(one), "America/St_Johns") for one in column)
    ]


@each
def test_openings(calendar: ServiceCalendar) -> None:
    column = instants(calendar, 3)
    table = calendar.timeline.covering(int(column.min()), int(column.max()))
    line = line_of(table)
    assert line.opens(column).tolist() == [calendar.opens(int(one)) for one in column]
    assert line.position(column).tolist() == [table.position(int(one)) for one in column]
    assert line.next_opening(column).tolist() == [calendar.next_opening(int(one)) for one in column]
    back = column[::-1].copy()
    wanted = [calendar.elapsed(int(first), int(second)) for first, second in zip(column, back, strict=True)]
    assert elapsed(calendar, column, back).tolist() == wanted


@each
@pytest.mark.parametrize(("length", "by"), LENGTHS, ids=str)
def test_deadlines(calendar: ServiceCalendar, length: Length, by: int | None) -> None:
    column = instants(calendar, 4)
    assert deadlines(column, length, calendar, by).tolist() == [
        deadline(int(one), length, calendar, by) for one in column
    ]


@each
@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.SECOND], ids=lambda unit: unit.value)
def test_units_begun(calendar: ServiceCalendar, unit: Unit) -> None:
    random = Random(5)
    due = instants(calendar, 6)
    day, _ = local_days(due[:30], calendar.zone)
    due[:30] = edge_instants(day, np.zeros(30, np.int64), calendar.zone)
    actual = due + np.array([random.choice((1, 3600, 86400, random.randrange(1, 3000000))) for _ in due])
    begun, late, per = late_columns(due, actual, unit, calendar)
    for row in range(len(due)):
        exact = None if per is None else Fraction(int(late[row]), per)
        assert (begun[row], exact) == late_units(int(due[row]), int(actual[row]), unit, calendar)


def test_steps_are_bisection() -> None:
    random = np.random.default_rng(7)
    for width, count in ((1, 50), (900, 50), (7, 1), (1_000_003, 9000)):
        points = np.sort(random.integers(-50, 5000, count)) * width + 13
        column = random.integers(int(points[0]) - 3 * width, int(points[-1]) + 3 * width, 500)
        assert (Steps.of(points).right(column) == np.searchsorted(points, column, side="right")).all()
    assert Steps.of(np.zeros(0, np.int64)).right(np.arange(3)).tolist() == [0, 0, 0]
