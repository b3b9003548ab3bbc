"""Duties: what is due within a delay, from the fact that starts its clock to the fact that says it was done.

The milestones of an intervention are duties that start when the case is opened; others start with their own event.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property

from attrs import field

from contractlang.core.cases import COMMITMENT, MILESTONES, OPENED, PENALTY
from contractlang.diagnostics import Text
from contractlang.records import frozen

TITLES = {
    "acknowledge": Text("prise en charge", "acknowledgement"),
    "intervene": Text("intervention", "intervention"),
    "restore": Text("rétablissement", "restoration"),
}


@frozen(kw_only=True)
class Duty:
    """Something that is due; `start` and `reached` are facts, both instants.

    `commitment` names the decision on its delay, which says too which cases the duty concerns; `penalty` the decision
    on what lateness costs, which a program need not hold.
    """

    name: str
    title: Text = field(eq=False)
    start: str
    reached: str

    @cached_property
    def commitment(self) -> str:
        """The name of the decision on its delay."""
        return f"{COMMITMENT}.{self.name}"

    @cached_property
    def penalty(self) -> str:
        """The name of the decision on what lateness costs."""
        return f"{PENALTY}.{self.name}"


def milestone_duties(decisions: Container[str]) -> tuple[Duty, ...]:
    """The milestones of an intervention for which there is a commitment, in the order of events."""
    duties = (Duty(name=name, title=TITLES[name], start=OPENED, reached=fact) for name, fact in MILESTONES.items())
    return tuple(duty for duty in duties if duty.commitment in decisions)
