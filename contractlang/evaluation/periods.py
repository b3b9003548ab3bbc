"""Periods over which a contract counts: shares of tickets, availability, caps, allowances, credits.

`par mois` is a calendar month in the contract's zone, `par an` a calendar year. A contract that counts from its own
first day is counted in `contract_month` and `contract_year`, which begin on the same day of the month as it (the last
day of a month that has no such day). A ticket belongs to the period in which it was opened.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from contractlang.calendars import legal_deadline, to_datetime, to_instant
from contractlang.core.life import START, contract_zone
from contractlang.core.program import Program
from contractlang.records import frozen
from contractlang.values import Length, Unit

PeriodKind = Literal["day", "week", "month", "quarter", "year", "contract_month", "contract_quarter", "contract_year"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "contract_month": 1, "contract_quarter": 3, "contract_year": 12}
_KINDS: dict[Unit, PeriodKind] = {
    Unit.DAY: "day",
    Unit.CALENDAR_DAY: "day",
    Unit.WEEK: "week",
    Unit.MONTH: "month",
    Unit.YEAR: "year",
}


@frozen(kw_only=True)
class Period:
    """A period of local days, `first` to `last` (both included); instants `start <= instant < end` in `zone`."""

    kind: PeriodKind
    first: date
    last: date
    start: int
    end: int
    zone: str

    @property
    def name(self) -> str:
        """A name that sorts by date: `2026-03`, `2026-Q1`, `2026`, or both days of any other."""
        match self.kind:
            case "month":
                return f"{self.first:%Y-%m}"
            case "quarter":
                return f"{self.first.year}-Q{self.first.month // 3 + 1}"
            case "year":
                return f"{self.first.year}"
            case "day":
                return self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def holds(self, instant: int) -> bool:
        """Whether an instant lies in the period."""
        return self.start <= instant < self.end


def kind_of(unit: Unit) -> PeriodKind | None:
    """The period that a unit of a contract names (`par mois`); None for one that is no period."""
    return _KINDS.get(unit)


def period_of(program: Program, instant: int, kind: PeriodKind) -> Period:
    """The period that holds an instant. Raises ValueError for a contract's own where it does not say when it starts."""
    zone = contract_zone(program)
    first, following = _bounds(program, to_datetime(instant, zone).date(), kind)
    return Period(
        kind=kind,
        first=first,
        last=following - timedelta(days=1),
        start=_midnight(first, zone),
        end=_midnight(following, zone),
        zone=zone,
    )


def periods_between(program: Program, start: int, end: int, kind: PeriodKind) -> tuple[Period, ...]:
    """Every period that holds an instant of `start <= instant < end`, in order."""
    found: list[Period] = []
    while start < end:
        found.append(period_of(program, start, kind))
        start = found[-1].end
    return tuple(found)


def _bounds(program: Program, day: date, kind: PeriodKind) -> tuple[date, date]:
    """The first day of the period of a day, and that of the next."""
    if kind == "day":
        return day, day + timedelta(days=1)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = _MONTHS[kind]
    if kind.startswith("contract"):
        return _from(contract_start(program), day, months)
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, legal_deadline(first, Length(Fraction(months), Unit.MONTH))


def contract_start(program: Program) -> date:
    """The day on which a contract takes effect; raises ValueError where it does not say."""
    term = program.terms.get(START)
    if term is None or not isinstance(term.value, date):
        raise ValueError("the contract does not say when it starts")
    return term.value


def _from(anchor: date, day: date, months: int) -> tuple[date, date]:
    count = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months
    while _after(anchor, count * months) > day:
        count -= 1
    while _after(anchor, (count + 1) * months) <= day:
        count += 1
    return _after(anchor, count * months), _after(anchor, (count + 1) * months)


def _after(anchor: date, months: int) -> date:
    """The same day of the month so many months later, or before; the month's last where it has no such day."""
    if months >= 0:
        return legal_deadline(anchor, Length(Fraction(months), Unit.MONTH))
    years, month = divmod(anchor.month - 1 + months, 12)
    first = date(anchor.year + years, month + 1, 1)
    last = legal_deadline(first, Length(Fraction(1), Unit.MONTH)) - timedelta(days=1)
    return first.replace(day=min(anchor.day, last.day))


def _midnight(day: date, zone: str) -> int:
    return to_instant(datetime.combine(day, time.min), zone)[0]
