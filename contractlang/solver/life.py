"""The life of a contract: the dates on which its clauses can be tried.

It runs from the day on which the contract takes effect to the end of its initial length and one renewal. Where the
contract doesn't say, a **representative window** stands in for it: four years, so that it holds a 29 February, eight
clock changes and every holiday on several days of the week. Which openings exist together hardly depends on
the years; what must be proved for all dates of a life (an order of delays) is not proved on a window in its stead.
"""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from contractlang.calendars import legal_deadline, to_instant
from contractlang.core.program import Path, Program
from contractlang.solver.instants import Window
from contractlang.values import Length, Unit

START: Path = ("duration", "start")
_INITIAL: Path = ("duration", "initial")
_RENEWAL: Path = ("duration", "renewal")

_REPRESENTATIVE_START = date(2026, 1, 1)
_REPRESENTATIVE_LENGTH = Length(Fraction(4), Unit.YEAR)
_ZONE = "Europe/Paris"


def life(program: Program) -> Window | None:
    """The life of a contract; None where it doesn't say when it takes effect.

    A contract without a length lives for the representative length.
    """
    start = _value(program, START)
    if not isinstance(start, date):
        return None
    end = start
    for path in (_INITIAL, _RENEWAL):
        length = _value(program, path)
        if isinstance(length, Length) and length.seconds is None and length.amount.denominator == 1:
            end = legal_deadline(end, length)
    if end <= start:
        end = legal_deadline(start, _REPRESENTATIVE_LENGTH)
    return _window(program, start, end)


def window(program: Program) -> Window:
    """The life of a contract, or the representative window."""
    end = legal_deadline(_REPRESENTATIVE_START, _REPRESENTATIVE_LENGTH)
    return life(program) or _window(program, _REPRESENTATIVE_START, end)


def _value(program: Program, path: Path) -> object:
    term = program.terms.get(path)
    return None if term is None else term.value


def _window(program: Program, start: date, end: date) -> Window:
    """From the first midnight to the last, in the zone of the contract's first calendar."""
    zone = next((calendar.zone for calendar in program.calendars.values()), _ZONE)
    first, _ = to_instant(datetime.combine(start, time.min), zone)
    last, _ = to_instant(datetime.combine(end, time.min), zone)
    return Window(start=first, end=last, zone=zone)
