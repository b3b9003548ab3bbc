"""The life of a contract: the dates on which its clauses are tried, and how far they are looked at.

It runs from the day on which the contract takes effect to the end of its initial length and one renewal, or to its
maximum length. A contract that may go on after that (tacit renewal, no term) has no last day: it is looked at for four
years at least, so that they hold a 29 February, eight clock changes and every holiday on several days of the week. No
life is looked at for more than thirty years, nor beyond the years whose public holidays are known. `outlives` says
whether the contract may go on after what was looked at, so that a finding can say until when it holds.

Where the contract doesn't say when it takes effect, a **representative window** of four years stands in for its life.
Which openings exist together hardly depends on the years; what must be proved for all dates of a life (an order of
delays) is not proved on a window in its stead.
"""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from contractlang.calendars import holidays_known, legal_deadline, to_instant
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.records import frozen
from contractlang.values import Length, Unit

START: Path = ("duration", "start")
INITIAL: Path = ("duration", "initial")
RENEWAL: Path = ("duration", "renewal")
MODE: Path = ("duration", "renewal", "mode")
MAXIMUM: Path = ("duration", "maximum")
ENDING: Path = ("duration", "ending")

_REPRESENTATIVE_START = date(2026, 1, 1)
_REPRESENTATIVE_LENGTH = Length(Fraction(4), Unit.YEAR)
_LONGEST = Length(Fraction(30), Unit.YEAR)


@frozen(kw_only=True)
class Window:
    """The instants that are considered: `start <= instant < end`, in epoch seconds, with the dates of a zone."""

    start: int
    end: int
    zone: str


def contract_zone(program: Program) -> str:
    """The zone in which a contract reads a time without zone: that of its first calendar, UTC without one."""
    return next((calendar.zone for calendar in program.calendars.values()), "UTC")


def life(program: Program) -> Window | None:
    """The life of a contract as far as it is looked at; None where it doesn't say when it takes effect."""
    start = program.value(START)
    if not isinstance(start, date):
        return None
    end = min(_end(program, start), legal_deadline(start, _LONGEST))
    last = _last_known(program, start, end)
    return None if last is None else _window(program, start, last)


def window(program: Program) -> Window:
    """The life of a contract, or the representative window."""
    end = legal_deadline(_REPRESENTATIVE_START, _REPRESENTATIVE_LENGTH)
    return life(program) or _window(program, _REPRESENTATIVE_START, end)


def outlives(program: Program) -> bool:
    """Whether a contract may go on after the life that is looked at."""
    start, dates = program.value(START), life(program)
    if not isinstance(start, date) or dates is None:
        return True
    return _may_go_on(program) or _midnight(_end(program, start), dates.zone) > dates.end


def last_date(program: Program) -> date | None:
    """The date on which a contract has come to its end; None where it may go on, or doesn't say since when it runs."""
    start = program.value(START)
    return None if not isinstance(start, date) or _may_go_on(program) else _end(program, start)


def first_date(program: Program) -> date | None:
    """The date on which a contract takes effect; None where it doesn't say."""
    start = program.value(START)
    return start if isinstance(start, date) else None


def _end(program: Program, start: date) -> date:
    """When a contract ends after one renewal; where it may go on, no sooner than the representative length."""
    if (maximum := _after(program, start, MAXIMUM)) > start:
        return maximum
    end = _after(program, _after(program, start, INITIAL), RENEWAL)
    return max(end, legal_deadline(start, _REPRESENTATIVE_LENGTH)) if end <= start or _may_go_on(program) else end


def _may_go_on(program: Program) -> bool:
    """Whether no clause sets a last day: without a term, or renewed again and again."""
    length = program.value(INITIAL)
    if isinstance(program.value(MAXIMUM), Length):
        return False
    endless = program.value(ENDING) in ("open_ended", "perpetual")
    return endless or not isinstance(length, Length) or program.value(MODE) == "tacit"


def _after(program: Program, start: date, path: Path) -> date:
    """The date when a length has run that stands at a path; the start where none does."""
    length = program.value(path)
    if isinstance(length, Length) and length.seconds is None and length.amount.denominator == 1:
        return legal_deadline(start, length)
    return start


def _last_known(program: Program, start: date, end: date) -> date | None:
    """The end, or the last New Year before it up to which all holidays are known; None if they never are."""
    codes = sorted({code for calendar in program.calendars.values() for code in calendar.holidays})
    if not holidays_known(codes, start.year) or not holidays_known(codes, start.year - 1):
        return None
    year = end.year
    while not holidays_known(codes, year):
        year -= 1
    return end if year == end.year else date(year, 12, 31)


def _window(program: Program, start: date, end: date) -> Window:
    """From the first midnight to the last, in the contract's zone."""
    zone = contract_zone(program)
    return Window(start=_midnight(start, zone), end=_midnight(end, zone), zone=zone)


def _midnight(day: date, zone: str) -> int:
    return to_instant(datetime.combine(day, time.min), zone)[0]
