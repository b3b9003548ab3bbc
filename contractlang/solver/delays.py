"""Whether one delay can end after another that must not end before it, on some date of the contract's life.

Two delays meet where both rules win on one case. They start together, with one fact of it (a milestone when the case
is opened, a duty when its event occurs), and their deadlines are compared by `calendars.worst_excess`, which is exact
over a window. What is done here is to give it the right instants: the rules may hold only at certain openings (`on
call, outside service hours`), so each combination of openings that exists is put to the solver with the rules, and
only instants of a possible one are compared. The worst instant is put to the solver once more, now with its number,
and gives the case that the finding shows.

Nothing passes unsaid: what can't be compared comes back as `Unsettled` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from contractlang.calendars import (
    Excess,
    NeverOpens,
    ServiceCalendar,
    Timing,
    always_open,
    worst_excess,
)
from contractlang.core.cases import Case
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    NumberFact,
    Whole,
    atoms,
    negate,
)
from contractlang.core.life import START, contract_zone
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Delay, Program
from contractlang.core.timings import outlasting
from contractlang.diagnostics import Message, Text
from contractlang.records import frozen
from contractlang.solver.answers import Found, GaveUp, Impossible
from contractlang.solver.overlap import Overlaps, places
from contractlang.solver.rules import answers
from contractlang.solver.session import Session
from contractlang.values import Length

# Milestones in the order in which they are reached, two by two.
_ORDERED = frozenset(combinations(("acknowledge", "intervene", "restore"), 2))
_NOTIFICATION, _CLIENT = "notification", "client"
# What the provider can't have done before its subcontractor has
_RELAYED = (_NOTIFICATION, "data_deletion")

_NO_START = Text(
    "le contrat ne dit pas quand il prend effet, or sur deux calendriers seules les dates départagent les délais",
    "the contract doesn't say when it takes effect, and on two calendars only dates can order delays",
)
_NOT_COUNTED = Text(
    "l'un des délais ne peut pas courir sur son calendrier",
    "one of the delays can't run on its calendar",
)
_OPEN = Text("nommer un calendrier qui ouvre", "name a calendar that opens")
_SOONER = Text("raccourcir le délai ou la durée du contrat", "shorten the delay or the contract's life")
NO_HOLIDAYS = Text(
    "les jours fériés de son calendrier ne sont pas connus pour ces années",
    "the public holidays of its calendar are not known for these years",
)
_GUARDED = Text(
    "leurs conditions limitent la date d'où ils courent autrement que par un calendrier",
    "their conditions limit the date from which they run in another way than by a calendar",
)


@frozen(kw_only=True)
class Pair:
    """Two delays of which `earlier` must never end after `later`."""

    earlier: Delay
    later: Delay


@frozen(kw_only=True)
class Broken:
    """On the dates of `excess`, `earlier` ends after `later`; both run from the fact `start` of the case."""

    excess: Excess
    case: Case
    start: str


@frozen(kw_only=True)
class Unsettled:
    """It is not known whether the order is kept; `lacks_start` where the contract's date of effect would settle it."""

    reason: Message
    lacks_start: bool = False
    help: Message | None = None


def ordered_pairs(session: Session) -> Iterator[Pair]:
    """For each party acknowledge before intervene before restore; the provider notifies before the client has to."""

    def wanted(earlier: Delay, of: _Delays) -> int:
        later = (other for first, other in _ORDERED if first == earlier.milestone)
        due = (of.milestones.get((earlier.party, milestone), 0) for milestone in later)
        told = of.acts.get((_CLIENT, _NOTIFICATION), 0) if earlier.party is None and earlier.act == _NOTIFICATION else 0
        return sum(due) | told

    for earlier, later in _meeting(session, wanted):
        milestones = earlier.party == later.party and (earlier.milestone, later.milestone) in _ORDERED
        told = earlier.party is None and later.party == _CLIENT and _same_act(earlier, later, (_NOTIFICATION,))
        if milestones or told:
            yield Pair(earlier=earlier, later=later)


def subcontractor_pairs(session: Session) -> Iterator[Pair]:
    """Each delay of a subcontractor before that of the provider on the same milestone, or on what it passes on."""

    def wanted(theirs: Delay, of: _Delays) -> int:
        if theirs.party in (None, _CLIENT):
            return 0
        passed_on = of.acts.get((None, theirs.act), 0) if theirs.act in _RELAYED else 0
        return of.milestones.get((None, theirs.milestone), 0) | passed_on

    for theirs, own in _meeting(session, wanted):
        if theirs.milestone == own.milestone or _same_act(theirs, own, _RELAYED):
            yield Pair(earlier=theirs, later=own)


class _Delays:
    """The places of the delays of each party as bits, by milestone and by act, and which may run on one case."""

    def __init__(self, delays: Sequence[Delay]) -> None:
        self.milestones: dict[tuple[str | None, str], int] = {}
        self.acts: dict[tuple[str | None, str | None], int] = {}
        for place, delay in enumerate(delays):
            milestone, act = (delay.party, delay.milestone), (delay.party, delay.act)
            self.milestones[milestone] = self.milestones.get(milestone, 0) | 1 << place
            self.acts[act] = self.acts.get(act, 0) | 1 << place
        self.index = Overlaps([delay.rule.guard for delay in delays])


def _meeting(session: Session, wanted: Callable[[Delay, _Delays], int]) -> Iterator[tuple[Delay, Delay]]:
    """Each delay with those wanted beside it, as bits by their place, that may run on one case with it."""
    delays = session.program.delays
    of = session.once(_Delays, lambda: _Delays(delays))
    for place, delay in enumerate(delays):
        if beside := wanted(delay, of):
            yield from ((delay, delays[n]) for n in places(beside & of.index.together(place)) if n != place)


def _same_act(first: Delay, second: Delay, acts: tuple[str, ...]) -> bool:
    """Whether two duties are to do the same of some acts after the same event."""
    return first.act == second.act and first.act in acts and not set(first.events).isdisjoint(second.events)


def compare(session: Session, pair: Pair) -> Broken | Unsettled | None:
    """Where the order of a pair is broken; None if it is kept on all dates on which both delays meet."""
    first, second = pair.earlier.rule.outcome, pair.later.rule.outcome
    if not isinstance(first, Commitment) or not isinstance(second, Commitment):
        return None
    timings = timing_of(session, first), timing_of(session, second)
    if timings[0] is None or timings[1] is None:
        return None
    conditions = tuple(dict.fromkeys((*_answers(session, pair.earlier), *_answers(session, pair.later))))
    meeting = session.possible(*conditions)
    if meeting is False:
        return None
    if isinstance(meeting, GaveUp):
        return Unsettled(reason=meeting.reason)
    return _compare(session, timings[0], timings[1], conditions, pair.earlier.start)


def _compare(
    session: Session, first: Timing, second: Timing, conditions: tuple[Condition, ...], start: str
) -> Broken | Unsettled | None:
    """Compare two timings that run from one fact, where some conditions hold together."""
    if session.dates is None and not _lengths_decide(first, second):
        given = START in session.program.terms
        return Unsettled(reason=NO_HOLIDAYS(), help=_SOONER()) if given else _NO_DATES
    return outrun(session, first, second, conditions, start)


def outrun(
    session: Session, first: Timing, second: Timing, conditions: tuple[Condition, ...], start: str
) -> Broken | Unsettled | None:
    """Where a first timing ends after a second, in the session's window and where some conditions hold together."""
    dates = session.window
    calendars = calendars_of_start(session, conditions, start)
    try:
        excess = worst_excess(
            first,
            second,
            (dates.start, dates.end),
            allowed_starts(session, conditions, frozenset(calendars), start) if calendars else None,
            tuple(calendars.values()),
        )
    except (NeverOpens, ValueError) as fault:
        return _uncounted(fault)
    return None if excess is None else _broken(session, conditions, excess, start)


def _broken(session: Session, conditions: tuple[Condition, ...], excess: Excess, start: str) -> Broken | Unsettled:
    """The case of the worst instant, where the conditions allow that instant."""
    started = Compare(Comparison.EQ, NumberFact(start), Whole(excess.worst_instant))
    answer = session.ask(*conditions, started)
    match answer:
        case Found(case):
            return Broken(excess=excess, case=case, start=start)
        case GaveUp(reason):
            return Unsettled(reason=reason)
        case Impossible():
            return Unsettled(reason=_GUARDED())


def _answers(session: Session, delay: Delay) -> tuple[Condition, ...]:
    return answers(session, session.program.decisions[delay.decision], delay.rule)


def timing_of(session: Session, commitment: Commitment) -> Timing | None:
    """How a commitment runs: on the clock, with the dates of the contract's zone, where it names no calendar."""
    if not isinstance(commitment.length, Length):
        return None
    name = commitment.calendar
    calendar = always_open(contract_zone(session.program)) if name is None else session.program.calendars[name]
    return Timing(commitment.length, calendar, commitment.by)


def _lengths_decide(first: Timing, second: Timing) -> bool:
    """Whether the order of two delays is that of their lengths, on any date."""
    counted_alike = first.length.unit is second.length.unit
    open_time = first.length.seconds is not None and second.length.seconds is not None
    whole_lengths = first.by is None and second.by is None
    return whole_lengths and first.calendar == second.calendar and (counted_alike or open_time)


def calendars_of_start(session: Session, conditions: tuple[Condition, ...], start: str) -> dict[str, ServiceCalendar]:
    """The calendars by which some conditions limit a fact."""
    every = (atom for condition in conditions for atom in atoms(condition))
    names = sorted({atom.calendar for atom in every if isinstance(atom, During) and atom.fact == start})
    return {name: session.program.calendars[name] for name in names}


def allowed_starts(
    session: Session, conditions: tuple[Condition, ...], calendars: frozenset[str], start: str
) -> Callable[[int], bool]:
    """Whether the conditions can hold together on a case whose fact is an instant."""
    instants = session.instants(calendars)
    possible = set()
    for index, open_in in enumerate(instants.open_in):
        during = (During(start, name) for name in sorted(calendars))
        openings = And(tuple(one if one.calendar in open_in else negate(one) for one in during))
        # where the solver gives up the instants stay in: the worst of them is asked about by itself
        if session.possible(*conditions, openings) is not False:
            possible.add(index)
    return lambda instant: instants.at(instant) in possible


_NO_DATES = Unsettled(reason=_NO_START(), lacks_start=True)


def outlasts(program: Program, first: object, second: object) -> Excess | Unsettled | None:
    """On which dates the first of two delays that clauses give ends after the second; None where one is still open."""
    if not isinstance(first, Length | Timing) or not isinstance(second, Length | Timing):
        return None
    try:
        return outlasting(first, second, program)
    except (NeverOpens, ValueError) as fault:
        return _uncounted(fault)


def _uncounted(fault: NeverOpens | ValueError) -> Unsettled:
    if isinstance(fault, NeverOpens):
        return Unsettled(reason=_NOT_COUNTED(), help=_OPEN())
    return Unsettled(reason=NO_HOLIDAYS(), help=_SOONER())
