"""Who is on duty when: in the service hours for every case, on call for those that the contract says."""

from __future__ import annotations

from contractlang.core.expressions import ALWAYS, Condition
from contractlang.core.origins import Origin, Path
from contractlang.core.program import Program
from contractlang.records import frozen

_SERVICE_HOURS: Path = ("interventions", "window")
_ON_CALL: Path = ("interventions", "on_call")


@frozen(kw_only=True)
class Shift:
    """Somebody is on duty while a calendar is open, for the cases of a condition."""

    calendar: str
    when: Condition
    origin: Origin
    on_call: bool = False


def shifts(program: Program) -> tuple[Shift, ...]:
    """The service hours and the on-call duty; none where the contract doesn't tell both, as far as it has them."""
    hours, on_call = program.terms.get(_SERVICE_HOURS), program.terms.get(_ON_CALL)
    if hours is None:
        return ()
    found = [Shift(calendar=str(hours.value), when=ALWAYS, origin=hours.origin)]
    if on_call is not None:
        condition = program.terms.get((*_ON_CALL, "condition"))
        when = ALWAYS if condition is None else condition.means
        if when is None:
            return ()
        found.append(Shift(calendar=str(on_call.value), when=when, origin=on_call.origin, on_call=True))
    return tuple(found)
