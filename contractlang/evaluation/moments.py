"""An instant of the life of a contract."""

from __future__ import annotations

from datetime import date, datetime

from contractlang.calendars import to_instant
from contractlang.core.cases import EVENTS, Case
from contractlang.core.life import contract_zone
from contractlang.core.program import Program

_START = ("duration", "start")
_NEW_YEAR_2026 = 1767225600


def reference_instant(program: Program, case: Case) -> int:
    """An instant at which the contract is in force: a known event, else its start, else the start of 2026."""
    if (event := next((name for name in EVENTS if name in case), None)) is not None:
        return int(case[event])
    term = program.terms.get(_START)
    if term is not None and isinstance(term.value, date):
        start = term.value
        if not isinstance(start, datetime):
            start = datetime.combine(start, datetime.min.time())
        return to_instant(start, contract_zone(program))[0]
    return _NEW_YEAR_2026
