"""Shares of tickets in time over a period: `intervention 1 h pour 95 % des tickets par mois`.

A ticket counts towards a target when the commitment that holds for it is the one that sets the target. It counts in
the period in which it was opened. Left out are tickets of a cause that exempts the provider (`exonérations`), and those
that cannot be judged yet: not reached, and not yet due at the end of the period. A ticket that is overdue by then is
not in time. The share is exact; without a ticket nothing is measured and no target is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from contractlang.core.cases import CAUSE, Case
from contractlang.core.expressions import ALWAYS, Condition
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Program, Target
from contractlang.evaluation.milestones import Milestone
from contractlang.evaluation.partial import holds
from contractlang.evaluation.periods import Period
from contractlang.evaluation.results import Decided
from contractlang.records import frozen

_EXEMPTIONS = ("penalties", "exemptions")


@frozen(kw_only=True)
class TicketResult:
    """What a period needs of one ticket: its number, its opening (epoch seconds), its case and its milestones."""

    ticket: str
    opened: int
    case: Case
    milestones: tuple[Milestone, ...]


@frozen(kw_only=True)
class Punctuality:
    """How many tickets count towards a target, and how many were in time; `open` and `exempt` ones do not count.

    `share` is exact, None without a ticket; `met` is then None too.
    """

    target: Target
    period: Period
    counted: int
    in_time: int
    open: int
    exempt: int
    share: Fraction | None
    met: bool | None

    @property
    def missing(self) -> Fraction:
        """What is missing from the target, a fraction of one."""
        return max(self.target.share - self.share, Fraction(0)) if self.share is not None else Fraction(0)


def punctuality(
    target: Target, program: Program, period: Period, tickets: Iterable[TicketResult], *, of: Condition = ALWAYS
) -> Punctuality:
    """What one target comes to; `of` narrows it to some of its tickets (those that a penalty is about)."""
    counted = in_time = still_open = exempt = 0
    for ticket in tickets:
        milestone = _concerned(target, period, ticket)
        if milestone is None or not holds(of, program, ticket.case):
            continue
        in_time_or_not = _in_time(milestone, period)
        if exempted(program, ticket.case):
            exempt += 1
        elif in_time_or_not is None:
            still_open += 1
        else:
            counted += 1
            in_time += in_time_or_not
    return counts(target, period, counted, in_time, still_open=still_open, exempt=exempt)


def counts(
    target: Target, period: Period, counted: int, in_time: int, *, still_open: int = 0, exempt: int = 0
) -> Punctuality:
    """The same from numbers of tickets, for whoever has counted them in columns."""
    share = Fraction(in_time, counted) if counted else None
    return Punctuality(
        target=target,
        period=period,
        counted=counted,
        in_time=in_time,
        open=still_open,
        exempt=exempt,
        share=share,
        met=None if share is None else share >= target.share,
    )


def exempted(program: Program, case: Case) -> bool:
    """Whether the cause of a ticket is one for which nothing is due."""
    term = program.terms.get(_EXEMPTIONS)
    return term is not None and isinstance(term.value, tuple) and case.get(CAUSE) in term.value


def _concerned(target: Target, period: Period, ticket: TicketResult) -> Milestone | None:
    """The milestone of a ticket of the period whose commitment sets the target."""
    if not period.holds(ticket.opened):
        return None
    return next((one for one in ticket.milestones if one.name == target.subject and _sets(one, target)), None)


def _sets(milestone: Milestone, target: Target) -> bool:
    if not isinstance(milestone.commitment, Decided):
        return False
    rule = milestone.commitment.rule
    share = rule.outcome.share if isinstance(rule.outcome, Commitment) else None
    return share is not None and rule.guard == target.guard and share.share == target.share


def _in_time(milestone: Milestone, period: Period) -> bool | None:
    if milestone.met is None and milestone.reached is None and milestone.deadline is not None:
        return False if milestone.deadline < period.end else None
    return milestone.met
