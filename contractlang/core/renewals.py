"""Whether the first renewal of a contract can still be refused on the day of its signature."""

from __future__ import annotations

from datetime import date

from contractlang.calendars import legal_deadline
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.records import frozen
from contractlang.values import Length

SIGNATURE: Path = ("contract", "signature")
START: Path = ("duration", "start")
INITIAL: Path = ("duration", "initial")
REFUSAL: Path = ("duration", "notice")
MODE: Path = ("duration", "renewal", "mode")


@frozen(kw_only=True)
class Refusal:
    """The first refusal of a contract of tacit renewal, given on the day of signature.

    `too_late`: it runs beyond `end`, that of the initial period; `never`: so it would on any day of that period.
    """

    signed: date
    end: date
    too_late: bool
    never: bool


def first_refusal(program: Program) -> Refusal | None:
    """The first refusal; None where there is no tacit renewal, or one of its dates and lengths is not given."""
    signed, start, initial, notice = (_value(program, path) for path in (SIGNATURE, START, INITIAL, REFUSAL))
    if _value(program, MODE) != "tacit" or not isinstance(signed, date) or not isinstance(start, date):
        return None
    if not isinstance(initial, Length) or not isinstance(notice, Length):
        return None
    try:
        end, first = legal_deadline(start, initial), legal_deadline(max(signed, start), initial)
        given, whole = legal_deadline(signed, notice), legal_deadline(max(signed, start), notice)
    except (ValueError, OverflowError):
        return None  # hours, or a part of a day: no length of a contract; or beyond all dates
    return Refusal(signed=signed, end=end, too_late=given > end, never=whole >= first)


def _value(program: Program, path: Path) -> object:
    term = program.terms.get(path)
    return None if term is None else term.value
