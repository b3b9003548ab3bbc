"""Whether one delay can end after another that must not end before it, on some date of the contract's life.

Two delays meet where both rules win on one case. They start together, when the case is opened, and their deadlines are
compared by `calendars.worst_excess`, which is exact over a window. What is done here is to give it the right
instants: the rules may hold only at certain openings (`on call, outside service hours`), so each combination of
openings that exists is put to the solver with the rules, and only instants of a possible one are compared. The worst
instant is put to the solver once more, now with its number, and gives the case that the finding shows.

Nothing passes unsaid: what can't be compared comes back as `Unsettled` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations

from attrs import frozen

from contractlang.calendars import Excess, NeverOpens, ServiceCalendar, Timing, breakpoints, deadline, worst_excess
from contractlang.core.cases import OPENED, Case
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
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Decision, Delay, Program, Rule
from contractlang.diagnostics import Message, Text
from contractlang.solver.answers import Found, GaveUp, Impossible
from contractlang.solver.instants import Window
from contractlang.solver.life import life
from contractlang.solver.overlap import may_meet
from contractlang.solver.rules import wins
from contractlang.solver.session import Session
from contractlang.values import Length, Unit

# Milestones in the order in which they are reached, two by two.
_ORDERED = frozenset(combinations(("acknowledge", "intervene", "restore"), 2))

_NO_START = Text(
    "le contrat ne dit pas quand il prend effet, or sur deux calendriers seules les dates départagent les délais",
    "the contract doesn't say when it takes effect, and on two calendars only dates can order delays",
)
_NOT_COUNTED = Text(
    "l'un des délais ne peut pas courir sur son calendrier",
    "one of the delays can't run on its calendar",
)
_NO_HOLIDAYS = Text(
    "les jours fériés de son calendrier ne sont pas connus pour ces années",
    "the public holidays of its calendar are not known for these years",
)
_GUARDED = Text(
    "leurs conditions limitent la date d'ouverture autrement que par un calendrier",
    "their conditions limit the opening date in another way than by a calendar",
)


@frozen(kw_only=True)
class Pair:
    """Two delays of which `earlier` must never end after `later`."""

    earlier: Delay
    later: Delay


@frozen(kw_only=True)
class Broken:
    """On the dates of `excess`, `earlier` ends after `later`; `case` is opened on the worst one, `zone` reads them."""

    excess: Excess
    case: Case
    zone: str


@frozen(kw_only=True)
class Unsettled:
    """It is not known whether the order is kept; `lacks_start` where the contract's date of effect would settle it."""

    reason: Message
    lacks_start: bool = False


def milestone_pairs(program: Program) -> Iterator[Pair]:
    """For each party: acknowledge before intervene before restore."""
    for earlier, later in _meeting(program):
        if earlier.party == later.party and (earlier.milestone, later.milestone) in _ORDERED:
            yield Pair(earlier=earlier, later=later)


def subcontractor_pairs(program: Program) -> Iterator[Pair]:
    """Each delay of a subcontractor before that of the provider (whose party is None) on the same milestone."""
    for theirs, own in _meeting(program):
        if theirs.party is not None and own.party is None and theirs.milestone == own.milestone:
            yield Pair(earlier=theirs, later=own)


def _meeting(program: Program) -> Iterator[tuple[Delay, Delay]]:
    """Any two delays that may run on one case, both ways round."""
    delays = program.delays
    return ((delays[one], delays[other]) for one, other in may_meet([delay.rule for delay in delays]))


def compare(session: Session, pair: Pair) -> Broken | Unsettled | None:
    """Where the order of a pair is broken; None if it is kept on all dates on which both delays meet."""
    first, second = pair.earlier.rule.outcome, pair.later.rule.outcome
    if not isinstance(first, Commitment) or not isinstance(second, Commitment):
        return None
    timings = _timing(session, first), _timing(session, second)
    if timings[0] is None or timings[1] is None:
        return None
    conditions = tuple(dict.fromkeys((*_wins(session, pair.earlier), *_wins(session, pair.later))))
    meeting = session.ask(*conditions)
    if isinstance(meeting, Impossible):
        return None
    if isinstance(meeting, GaveUp):
        return Unsettled(reason=meeting.reason)
    return _compare(session, timings[0], timings[1], conditions)


def _compare(
    session: Session, first: Timing, second: Timing, conditions: tuple[Condition, ...]
) -> Broken | Unsettled | None:
    """Compare two timings where some conditions hold together."""
    dates = life(session.program)
    if dates is None:
        if not _lengths_decide(first, second):
            return Unsettled(reason=_NO_START(), lacks_start=True)
        dates = session.window
    calendars = _calendars(session, conditions)
    try:
        excess = worst_excess(
            first,
            second,
            (dates.start, dates.end),
            _allowed(session, conditions, frozenset(calendars)) if calendars else None,
            tuple(calendars.values()),
        )
    except (NeverOpens, ValueError):
        return Unsettled(reason=_NOT_COUNTED())
    return None if excess is None else _broken(session, conditions, excess, dates)


def _broken(session: Session, conditions: tuple[Condition, ...], excess: Excess, dates: Window) -> Broken | Unsettled:
    """The case of the worst instant, where the conditions allow that instant."""
    opened = Compare(Comparison.EQ, NumberFact(OPENED), Whole(excess.worst_instant))
    answer = session.ask(*conditions, opened)
    match answer:
        case Found(case):
            return Broken(excess=excess, case=case, zone=dates.zone)
        case GaveUp(reason):
            return Unsettled(reason=reason)
        case Impossible():
            return Unsettled(reason=_GUARDED())


def _wins(session: Session, delay: Delay) -> tuple[Condition, ...]:
    return wins(session.program.decisions[delay.decision], delay.rule)


def _timing(session: Session, commitment: Commitment) -> Timing | None:
    if not isinstance(commitment.length, Length) or commitment.calendar is None:
        return None
    return Timing(commitment.length, session.program.calendars[commitment.calendar], commitment.by)


def _lengths_decide(first: Timing, second: Timing) -> bool:
    """Whether the order of two delays is that of their lengths, on any date."""
    counted_alike = first.length.unit is second.length.unit
    open_time = first.length.seconds is not None and second.length.seconds is not None
    whole_lengths = first.by is None and second.by is None
    return whole_lengths and first.calendar == second.calendar and (counted_alike or open_time)


def _calendars(session: Session, conditions: tuple[Condition, ...]) -> dict[str, ServiceCalendar]:
    """The calendars by which some conditions limit the opening of a case."""
    every = (atom for condition in conditions for atom in atoms(condition))
    names = sorted({atom.calendar for atom in every if isinstance(atom, During) and atom.fact == OPENED})
    return {name: session.program.calendars[name] for name in names}


def _allowed(session: Session, conditions: tuple[Condition, ...], calendars: frozenset[str]) -> Callable[[int], bool]:
    """Whether the conditions can hold together on a case that is opened at an instant."""
    instants = session.instants(calendars)
    possible = set()
    for index, open_in in enumerate(instants.open_in):
        during = (During(OPENED, name) for name in sorted(calendars))
        openings = And(tuple(one if one.calendar in open_in else negate(one) for one in during))
        # where the solver gives up the instants stay in: the worst of them is asked about by itself
        if not isinstance(session.ask(*conditions, openings), Impossible):
            possible.add(index)
    return lambda instant: instants.at(instant) in possible


@frozen(kw_only=True)
class Unserved:
    """A delay that starts and ends while its calendar is closed, in the earliest such case; None: it never ends."""

    start: int | None
    due: int | None
    case: Case
    zone: str


def unserved(session: Session, decision: Decision, rule: Rule, fact: str) -> Unserved | GaveUp | None:
    """The earliest case in which a delay holds no open time of its own calendar; `fact` starts it.

    A delay that lies in a closed stretch lies in it from its beginning too, so only closings need to be looked at.
    """
    outcome = rule.outcome
    timing = _timing(session, outcome) if isinstance(outcome, Commitment) and not outcome.notice else None
    if timing is None or not timing.length.amount:
        return None
    conditions = wins(decision, rule)
    window = session.window
    try:
        closed = _closed_in(timing, window)
    except ValueError:
        return GaveUp(_NO_HOLIDAYS())
    for start, due in closed:
        at = () if start is None else (Compare(Comparison.EQ, NumberFact(fact), Whole(start)),)
        answer = session.ask(*conditions, *at)
        if isinstance(answer, Found):
            return Unserved(start=start, due=due, case=answer.case, zone=window.zone)
        if isinstance(answer, GaveUp):
            return answer
    return None


@lru_cache(maxsize=256)
def _closed_in(timing: Timing, window: Window) -> tuple[tuple[int | None, int | None], ...]:
    """What `_closed` gives, once for all rules that give one delay."""
    return tuple(_closed(timing, window))


def _closed(timing: Timing, window: Window) -> Iterator[tuple[int | None, int | None]]:
    """When a delay starts and ends while its calendar is closed; once without dates where it never opens again."""
    calendar, length = timing.calendar, timing.length
    try:
        deadline(window.start, length, calendar, timing.by)
        # open hours and open days hold open time by definition; what the law counts or a time of the day cuts may not
        if timing.by is None and (length.seconds is not None or length.unit is Unit.DAY):
            return
        for start in _closings(calendar, window):
            due = deadline(start, length, calendar, timing.by)
            if calendar.elapsed(start, due) <= 0:
                yield start, due
    except NeverOpens:
        yield None, None


def _closings(calendar: ServiceCalendar, window: Window) -> list[int]:
    """The instants of a window at which a calendar closes."""
    return [instant for instant in breakpoints(calendar, window.start, window.end) if not calendar.opens(instant)]


def may_exceed(first: Length, second: Length) -> bool | None:
    """Whether a first length can be longer than a second on some date; None where neither unit nor bounds tell.

    `3 months` against `90 days`: on some dates, since three months may hold 92 days.
    """
    if first.unit is second.unit:
        return first.amount > second.amount
    if first.months is not None and second.months is not None:
        return first.months > second.months
    bounds = first.bounds(), second.bounds()
    if bounds[0] is None or bounds[1] is None:
        return None
    return bounds[0][1] > bounds[1][0]
