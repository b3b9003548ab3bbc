"""What the solver answers."""

from __future__ import annotations

from contractlang.core.cases import Case
from contractlang.diagnostics import Message
from contractlang.records import frozen


@frozen
class Found:
    """A well-formed case that makes every condition true, as ordinary as there is one."""

    case: Case


@frozen
class Impossible:
    """No well-formed case makes every condition true: a proof, not a failure to find one."""


@frozen
class GaveUp:
    """Neither a case nor a proof within the budget; `reason` says on what."""

    reason: Message


Answer = Found | Impossible | GaveUp
