"""Delays that a clause gives as a term (`violation : 24 h sur HO`): how they run, and on which dates one outlasts one.

A length that names no calendar runs on the clock. Its days are then those of the calendar, and its working days leave
out the public holidays of all calendars of the contract. Dates are those of the contract's life as far as it is looked
at (see `core.life`), or of a representative window.
"""

from __future__ import annotations

from contractlang.calendars import Excess, Timing, always_open, worst_excess
from contractlang.core.expressions import IsOneOf
from contractlang.core.life import contract_zone, window
from contractlang.core.origins import Path
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Delay, Program
from contractlang.core.schema import Kind
from contractlang.records import evolve
from contractlang.values import Length, Open, Unit

# The term that gives the delay of a duty of the provider, by its act and its event
_TERMS = {
    ("notification", "data_breach"): ("personal_data", "breach_notice"),
    ("notification", "security_incident"): ("security", "notification"),
}
# Days of which a holiday is none
_COUNTED = (Unit.WORKING_DAY, Unit.BUSINESS_DAY)


def duties_of(path: Path, program: Program) -> tuple[Delay, ...]:
    """The delays of the provider's duties that do what the term at a path speaks of."""
    pairs = [pair for pair, term in _TERMS.items() if term == path]
    if not pairs:
        return ()
    return tuple(
        delay
        for delay in program.delays
        if delay.party is None and any(delay.act == act and event in delay.events for act, event in pairs)
    )


def termed_duties(program: Program) -> tuple[tuple[Path, Delay], ...]:
    """The provider's duties whose delay a term gives too, each with the path of that term."""
    paths = dict.fromkeys(path for path in _TERMS.values() if path in program.terms)
    return tuple((path, delay) for path in paths for delay in duties_of(path, program))


def twice_given(program: Program) -> tuple[tuple[Path, Delay], ...]:
    """The duties that give the delay of a term whatever the case, and so are no exceptions to it."""
    return tuple((path, delay) for path, delay in termed_duties(program) if isinstance(delay.rule.guard, IsOneOf))


def alike(one: object, other: object) -> bool:
    """Whether two delays are one, or a term is still open; 24 h are a day where no calendar is named."""
    if isinstance(one, Length) and isinstance(other, Length) and one.bounds() is not None:
        return one.bounds() == other.bounds()
    return one == other or not isinstance(one, Length | Timing)


def term_value(path: Path, program: Program) -> object:
    """The value of the term at a path; that of a delay on a calendar as a `Timing`, its bounds too while it is open."""
    value = program.terms[path].value
    named = program.terms.get((*path, "window"))
    if named is None or named.type.kind is not Kind.CALENDAR:
        return value
    calendar = program.calendars[str(named.value)]
    if isinstance(value, Open):
        low, high = (Timing(one, calendar) if isinstance(one, Length) else one for one in (value.low, value.high))
        return Open(low, high)  # type: ignore[arg-type]
    return Timing(value, calendar) if isinstance(value, Length) else value


def duty_timing(delay: Delay, program: Program) -> Length | Timing | None:
    """The delay of a duty, as a length where it names no calendar; None where it is still open."""
    outcome = delay.rule.outcome
    if not isinstance(outcome, Commitment) or not isinstance(outcome.length, Length):
        return None
    if outcome.calendar is None:
        return outcome.length
    return Timing(outcome.length, program.calendars[outcome.calendar], outcome.by)


def outlasting(first: Length | Timing, second: Length | Timing, program: Program, *, least: int = 1) -> Excess | None:
    """On which dates a first delay ends `least` seconds or more after a second that starts with it; None on no date.

    Raises NeverOpens, and ValueError where public holidays are not known.
    """
    dates = window(program)
    one, other = (each if isinstance(each, Timing) else _on_the_clock(each, program) for each in (first, second))
    return worst_excess(one, other, (dates.start, dates.end), least=least)


def _on_the_clock(length: Length, program: Program) -> Timing:
    clock = always_open(contract_zone(program))
    if length.unit is Unit.DAY:
        return Timing(evolve(length, unit=Unit.CALENDAR_DAY), clock)
    if length.unit in _COUNTED:
        holidays = sorted({code for calendar in program.calendars.values() for code in calendar.holidays})
        clock = evolve(clock, holidays=tuple(holidays))
    return Timing(length, clock)
