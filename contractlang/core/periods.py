"""The periods of a contract: the initial one, those that renew it, and until when each can be refused.

A contract takes effect at the start of a day, and that day counts: a period lasts to the eve of the day on which the
next one starts, which has the same number in its month, else is the month's last (Code de procédure civile, article
641). All periods are counted from the day of effect, so that 31 January does not drift to the 28th. A notice is given
by an act, whose day does not count (Code civil, article 2228); it has to be over by the period's last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from contractlang.calendars import legal_deadline, legal_start
from contractlang.core.life import ENDING, INITIAL, MAXIMUM, MODE, RENEWAL, START
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.core.renewals import REFUSAL as NOTICE
from contractlang.core.renewals import SIGNATURE
from contractlang.records import frozen
from contractlang.values import Length, Open, Unit

__all__ = [
    "ENDING",
    "INITIAL",
    "MAXIMUM",
    "MODE",
    "NOTICE",
    "RENEWAL",
    "SIGNATURE",
    "START",
    "Period",
    "period_at",
    "periods",
    "public_holidays",
    "term_day",
    "term_length",
    "term_value",
]

_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Period:
    """A period of the contract, both days included; `number` counts the renewals, from 0 for the initial one.

    `refuse_by`: the last day to refuse the renewal that follows; None where none follows by itself, or where the
    contract does not say how long before it is refused.
    """

    number: int
    start: date
    last: date
    renewed: bool
    refuse_by: date | None


def term_day(program: Program, path: Path) -> date | None:
    """The date that stands at a path."""
    value = term_value(program, path)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def term_length(program: Program, path: Path) -> Length | None:
    """The length in whole days, weeks, months or years that stands at a path."""
    value = term_value(program, path)
    countable = isinstance(value, Length) and value.seconds is None and value.amount.denominator == 1
    return value if countable and isinstance(value, Length) else None


def term_value(program: Program, path: Path) -> object:
    """What stands at a path; None where the contract says nothing, or where it is still to be agreed."""
    value = program.value(path)
    return None if isinstance(value, Open) else value


def public_holidays(program: Program) -> tuple[str, ...]:
    """The regions whose holidays working days leave out: those of all calendars of the contract."""
    return tuple(sorted({code for calendar in program.calendars.values() for code in calendar.holidays}))


def periods(program: Program) -> Iterator[Period]:
    """The periods of a contract in order, those of tacit renewal as long as dates can be counted.

    There are none where the contract lacks its day of effect or its initial length.
    """
    start, initial = term_day(program, START), term_length(program, INITIAL)
    if start is None or initial is None:
        return
    tacit = term_value(program, MODE) == "tacit"
    renewal = term_length(program, RENEWAL) if tacit else None
    maximum, notice = term_length(program, MAXIMUM), term_length(program, NOTICE)
    try:
        end = None if maximum is None else legal_deadline(start, maximum)
        first, number = start, 0
        while True:
            following = _after(start, initial, renewal, number, first)
            over = end is not None and following >= end
            if over and end is not None:
                following = end
            last, renewed = following - _ONE_DAY, renewal is not None and not over
            refuse = legal_start(last, notice, public_holidays(program)) if renewed and notice is not None else None
            yield Period(number=number, start=first, last=last, renewed=renewed, refuse_by=refuse)
            if not renewed or following <= first:
                return
            first, number = following, number + 1
    except (ValueError, OverflowError):
        return  # beyond the dates, or the holidays, that are known


def period_at(program: Program, day: date) -> Period | None:
    """The period that a day falls into: the first before the contract starts, the last after it has ended."""
    found: Period | None = None
    for period in periods(program):
        found = period
        if day <= period.last:
            break
    return found


def _after(start: date, initial: Length, renewal: Length | None, number: int, first: date) -> date:
    """The first day after a period that starts on a day."""
    if number == 0 or renewal is None:
        return legal_deadline(start, initial)
    if initial.months is None or renewal.months is None:
        return legal_deadline(first, renewal)
    return legal_deadline(start, Length(Fraction(initial.months + number * renewal.months), Unit.MONTH))
