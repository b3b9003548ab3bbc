"""What came of the duties of a case: when each was due, whether it was met, what lateness costs."""

from __future__ import annotations

from fractions import Fraction

from contractlang.calendars import to_datetime
from contractlang.core.duties import Duty
from contractlang.core.outcomes import Penalty
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.results import Decided, Result
from contractlang.records import evolve, frozen

_CYCLE = Text(
    "{duty}, cycle du {start} : échéance {deadline}, constaté {reached}",
    "{duty}, cycle of {start}: due {deadline}, reached {reached}",
)
_NOT_YET = Text("inconnu", "not known")


@frozen(kw_only=True)
class PenaltyDue:
    """What lateness costs, in cents, before and after the cap; both None where `note` says why.

    `missing`: the facts that the amount reads and the case does not state.
    """

    result: Result
    currency: str | None
    exact: Fraction | None
    before_cap: int | None
    after_cap: int | None
    note: Message | None = None
    missing: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether the cap on penalties counts it."""
        outcome = self.result.outcome if isinstance(self.result, Decided) else None
        return isinstance(outcome, Penalty) and outcome.capped

    @property
    def termination(self) -> bool:
        """Whether the other party may end the contract."""
        outcome = self.result.outcome if isinstance(self.result, Decided) else None
        return isinstance(outcome, Penalty) and outcome.termination


@frozen(kw_only=True)
class Cycle:
    """One cycle of a milestone: from its start to when it was reached."""

    start: int
    deadline: int | None
    reached: int | None
    met: bool | None
    late_seconds: int | None


@frozen(kw_only=True)
class Milestone:
    """One duty in a case; instants are epoch seconds, shown in `zone`.

    `met` is None while the milestone is not reached or its deadline not known; `late_seconds` is open time of the
    commitment's calendar. `penalty` is None where nothing is late or no clause speaks of it. `stopped` are the open
    seconds for which the clock stood still before the deadline, `clock` what is to be said of it. With `cycles`,
    deadline and `reached` are those of the last, `met` says whether all are, lateness and penalty are added.
    """

    duty: Duty
    commitment: Result
    zone: str
    deadline: int | None
    reached: int | None
    met: bool | None
    late_seconds: int | None
    penalty: PenaltyDue | None = None
    missing: tuple[str, ...] = ()
    note: Message | None = None
    stopped: int = 0
    clock: tuple[Message, ...] = ()
    cycles: tuple[Cycle, ...] = ()

    @property
    def name(self) -> str:
        """The name of the duty."""
        return self.duty.name


def together(judged: list[Milestone], starts: tuple[int, ...]) -> Milestone:
    """The cycles of one milestone as one: met if all are, lateness and penalties added."""
    states = [one.met for one in judged]
    lates = [one.late_seconds for one in judged if one.late_seconds is not None]
    clock: list[Message] = []
    for note in (note for one in judged for note in one.clock):
        clock += [] if note in clock else [note]
    clock += [_cycle_text(start, one) for start, one in zip(starts, judged, strict=True)]
    return evolve(
        judged[-1],
        met=False if False in states else None if None in states else True,
        late_seconds=sum(lates) if lates else None,
        penalty=_sum([one.penalty for one in judged if one.penalty is not None]),
        stopped=sum(one.stopped for one in judged),
        clock=tuple(clock),
        cycles=tuple(
            Cycle(
                start=start,
                deadline=one.deadline,
                reached=one.reached,
                met=one.met,
                late_seconds=one.late_seconds,
            )
            for start, one in zip(starts, judged, strict=True)
        ),
    )


def _cycle_text(start: int, one: Milestone) -> Message:
    def said(instant: int | None) -> object:
        return _NOT_YET if instant is None else to_datetime(instant, one.zone)

    return _CYCLE(duty=one.duty.title, start=said(start), deadline=said(one.deadline), reached=said(one.reached))


def _sum(found: list[PenaltyDue]) -> PenaltyDue | None:
    """What several cycles cost together; that which is not known is not added, and leaves the sum unknown."""
    if not found:
        return None
    unknown = next((one for one in found if one.after_cap is None), None)
    if unknown is not None:
        return unknown
    return evolve(
        found[0],
        exact=sum((one.exact or Fraction(0) for one in found), start=Fraction(0)),
        before_cap=sum(one.before_cap or 0 for one in found),
        after_cap=sum(one.after_cap or 0 for one in found),
    )
