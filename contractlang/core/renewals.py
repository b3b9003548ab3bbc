"""Whether the first renewal of a contract can still be refused on the day of its signature."""

from __future__ import annotations

from datetime import date

from contractlang.calendars import legal_deadline
from contractlang.core.life import INITIAL, MODE, START
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.records import frozen
from contractlang.values import Length

SIGNATURE: Path = ("contract", "signature")
REFUSAL: Path = ("duration", "notice")


@frozen(kw_only=True)
class Refusal:
    """The first refusal of a contract of tacit renewal, given on the day of signature.

    `too_late`: it is not over by the eve of `end`, the day of the renewal; `never`: so it would on any day of the
    initial period.
    """

    signed: date
    end: date
    too_late: bool
    never: bool


def first_refusal(program: Program) -> Refusal | None:
    """The first refusal; None where there is no tacit renewal, or one of its dates and lengths is not given."""
    signed, start, initial, notice = (program.value(path) for path in (SIGNATURE, START, INITIAL, REFUSAL))
    if program.value(MODE) != "tacit" or not isinstance(signed, date) or not isinstance(start, date):
        return None
    if not isinstance(initial, Length) or not isinstance(notice, Length):
        return None
    try:
        end, first = legal_deadline(start, initial), legal_deadline(max(signed, start), initial)
        given, whole = legal_deadline(signed, notice), legal_deadline(max(signed, start), notice)
    except (ValueError, OverflowError):
        return None  # hours, or a part of a day: no length of a contract; or beyond all dates
    return Refusal(signed=signed, end=end, too_late=given >= end, never=whole >= first)
