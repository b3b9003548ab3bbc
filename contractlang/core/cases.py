"""Cases: the facts of one intervention, as the three readers take them.

A value is a word (its shared name), a truth value, or a whole number: an instant in epoch seconds, a length in
seconds, money in the smallest unit, a count. Intervals (suspensions, cycles) are a tuple of starts and ends, each with
the word that says what it is about; an end that has not come is None. A fact that is not known is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

FactValue = str | bool | int
Case = Mapping[str, FactValue]
# Starts and ends of suspensions and cycles, each with a word. No condition reads one, so none is a `FactValue` to those
# who read conditions: `intervals` takes them out of a case and `as_value` puts them in.
Interval = tuple[int, int | None, str]
Intervals = tuple[Interval, ...]

# Shared names of the facts that every contract knows (evaluation gives them a role beside the rules).
OPENED = "opened"
ACKNOWLEDGED = "acknowledged"
STARTED = "started"
RESTORED = "restored"
CLOSED = "closed"
KIND = "kind"
SEVERITY = "severity"
PRIORITY = "priority"
CHANNEL = "channel"
CAUSE = "cause"
ASSET = "asset"
COUNTRY = "country"
WORKED = "worked"
QUANTITY = "quantity"
DISTANCE = "distance"
ZONE = "zone"
NO_SHOW = "no_show"
QUOTE_ACCEPTED = "quote_accepted"
PARTS_COST = "parts_cost"
OPERATION = "operation"
CONSUMED = "consumed"

# How the clock of a ticket ran: when it stood still, or how long in all; its cycles, or how often it was reopened.
SUSPENSIONS = "suspensions"
WAITING = "waiting"
CYCLES = "cycles"
REOPENINGS = "reopenings"

# What happens beside interventions: an event and when, what was done about it and when, an act and by whom.
EVENT = "event"
OCCURRED = "occurred"
PERFORMED = "performed"
ACT = "act"
ACTOR = "actor"
NORM = "norm"

# Instants in the only order in which they can happen.
EVENTS = (OPENED, ACKNOWLEDGED, STARTED, RESTORED, CLOSED)

# Milestone of a commitment, and the fact that says when it was reached.
MILESTONES = {"acknowledge": ACKNOWLEDGED, "intervene": STARTED, "restore": RESTORED}

# Whoever states one of these facts and none of an intervention asks about duties and permissions only.
_SUBJECTS = frozenset({EVENT, ACT, NORM})
_INTERVENTION = frozenset({*EVENTS, KIND, CHANNEL, ASSET, WORKED, QUANTITY, OPERATION, CONSUMED, PARTS_COST})


def intervals(case: Case, fact: str) -> Intervals:
    """The intervals of a fact, none where it is not known."""
    return cast(Intervals, case.get(fact, ()))


def as_value(found: Intervals) -> FactValue:
    """Intervals as a value of a case."""
    return cast(FactValue, found)


def is_intervention(case: Case) -> bool:
    """Whether a case is about an intervention, so that its price and its milestones are asked for."""
    return _SUBJECTS.isdisjoint(case) or not _INTERVENTION.isdisjoint(case)


# Names of the decisions that every reader knows.
LABOUR = "labour"
PARTS = "parts"
TRAVEL = "travel"
COMMITMENT = "commitment"  # `commitment.restore`
PENALTY = "penalty"  # `penalty.restore`
PERMISSION = "permission"  # `permission.remote`
