"""Milestones: when each duty is due, whether it was met, and what lateness costs.

A duty is due when its commitment's length has run on its calendar from the fact that starts it, less the time for which
its clock stood still (`clock`). Lateness is the open time of the same calendar from the deadline on, less the same. A
ticket that was reopened has cycles: each is judged by itself, from its own start; the duty is met if all are, and what
they cost is added. What it costs is computed exactly, in fractions of a cent, and
rounded half up to the cent once, at the end. The cap then limits the sum of the penalties of a case, in the order
acknowledge, intervene, restore; what earlier cases of the period have used up of it is the batch's affair.
"""

from __future__ import annotations

from fractions import Fraction

from contractlang.calendars import (
    NeverOpens,
    ServiceCalendar,
    Stops,
    always_open,
    deadline,
    month_range,
    notice_limit,
    open_hours,
    running_late_units,
    stopped_time,
)
from contractlang.core.cases import CYCLES, OPENED, PERFORMED, Case, is_intervention
from contractlang.core.duties import Duty
from contractlang.core.formulas import Leaf, formula_facts, formula_value
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import (
    Commitment,
    Formula,
    FormulaFact,
    FormulaNode,
    FormulaOpenHours,
    FormulaOperation,
    Penalty,
    Tier,
)
from contractlang.core.program import Cap, Program
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.clock import RUNNING, Clock, clock_of, cycles_of, standing_still, told
from contractlang.evaluation.decide import decide, decide_if_raised
from contractlang.evaluation.money import half_up
from contractlang.evaluation.results import Decided, NoAnswer, Result
from contractlang.evaluation.sentences import fact_title
from contractlang.records import evolve, frozen
from contractlang.values import Open, percent_of

_NEVER_OPENS = Text("`{calendar}` n'ouvre plus jamais : pas d'échéance", "`{calendar}` never opens again: no deadline")
_NO_DEADLINE = Text(
    "l'échéance ne peut pas être calculée sur `{calendar}`", "the deadline can't be computed on `{calendar}`"
)
_NO_PRORATA = Text(
    "une pénalité au prorata ne se calcule qu'en heures, minutes ou secondes",
    "a pro-rata penalty can only be computed in hours, minutes or seconds",
)
_NO_HOURS = Text(
    "la formule de pénalité divise par zéro : aucune heure ouverte dans le mois de l'échéance",
    "the penalty formula divides by zero: the month of the deadline holds no open hour",
)
_NO_FACT = Text(
    "`{fact}` n'est pas renseigné : la pénalité ne peut pas être calculée",
    "`{fact}` is not given: the penalty can't be computed",
)
_SHARE = Text(
    "un ticket en retard ne suffit pas : l'engagement porte sur {share} des tickets",
    "one late ticket breaks nothing: the commitment is about {share} of tickets",
)
_TO_BE_AGREED = Text("ce délai est encore à négocier", "this delay is still to be agreed")
_NO_MONTH = Text("selon le mois de l'acte", "depending on the month of the act")
_OTHER_CURRENCY = Text(
    "le plafond est en {currency} : il n'est pas appliqué", "the cap is in {currency}: it is not applied"
)
_LATE_WHILE_CLOSED = Text(
    "atteint après l'échéance, mais sans heure ouverte entre les deux",
    "reached after the deadline, but with no open time in between",
)


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


def milestones(program: Program, case: Case) -> tuple[Milestone, ...]:
    """All duties that concern the case, in the program's order, penalties capped."""
    found: list[Milestone] = []
    used = Fraction(0)
    intervention = is_intervention(case)
    for duty in program.duties:
        if duty.start == OPENED and not intervention:
            continue
        result = decide_if_raised(program.decisions[duty.commitment], program, case)
        if result is not None:
            milestone = _milestone(duty, result, program, case, used)
            if milestone.penalty is not None and milestone.penalty.counted:
                used += milestone.penalty.after_cap or 0
            found.append(milestone)
    return tuple(found)


def _milestone(duty: Duty, result: Result, program: Program, case: Case, used: Fraction) -> Milestone:
    clock = clock_of(duty, program, case)
    cycles = cycles_of(duty, case) if duty.start == OPENED and CYCLES in case else ()
    if not cycles:
        run = _Run(_instant(case, duty.start), _instant(case, duty.reached), clock)
        return _judged(duty, program, case, result, run, used)
    judged: list[Milestone] = []
    for start, end, _ in cycles:
        one = _judged(duty, program, case, result, _Run(start, end, clock), used)
        judged.append(one)
        if one.penalty is not None and one.penalty.counted:
            used += one.penalty.after_cap or 0
    return _together(judged, tuple(start for start, _, _ in cycles))


def _instant(case: Case, fact: str) -> int | None:
    found = case.get(fact)
    return None if found is None else int(found)


@frozen
class _Run:
    """From when to when the clock of a duty is looked at."""

    start: int | None
    reached: int | None
    clock: Clock


def _judged(duty: Duty, program: Program, case: Case, result: Result, run: _Run, used: Fraction) -> Milestone:
    commitment = result.outcome if isinstance(result, Decided) else None
    assert commitment is None or isinstance(commitment, Commitment)
    calendar, clock, at = _calendar(commitment, program), run.clock, run.reached
    due, note = _due(commitment, calendar, run.start, clock)
    still = (
        due is None and note is None and clock.still is not None and _committed(commitment) and run.start is not None
    )
    met = None if due is None or at is None else at <= due
    if still:
        note = standing_still(clock, program)
        met = True if at is not None else None  # its time had not run out when the clock stopped
    lateness = None if due is None or at is None or at <= due else _Lateness(due, at, calendar, clock.until(at))
    late = None if due is None or at is None else lateness.seconds if lateness is not None else 0
    penalty = None
    if lateness is not None and clock.blurred:
        met, late = None, None
    elif commitment is not None and commitment.share is not None and late:
        note = _SHARE(share=percent_of(commitment.share.share))
    elif lateness is not None:
        penalty = _penalty_due(duty, program, case, lateness, used)
        note = _LATE_WHILE_CLOSED() if not late else note
    off = 0 if due is None or run.start is None or clock is RUNNING else clock.taken_off(run.start, due, calendar)
    return Milestone(
        duty=duty,
        commitment=result,
        zone=calendar.zone,
        deadline=due,
        reached=at,
        met=met,
        late_seconds=late,
        penalty=penalty,
        missing=(duty.start,) if _committed(commitment) and run.start is None else (),
        note=note,
        stopped=off,
        clock=() if clock is RUNNING else told(clock, duty, off),
    )


def _committed(commitment: Commitment | None) -> bool:
    return commitment is not None and commitment.length is not None


def _together(judged: list[Milestone], starts: tuple[int, ...]) -> Milestone:
    """The cycles of one milestone as one: met if all are, lateness and penalties added."""
    states = [one.met for one in judged]
    lates = [one.late_seconds for one in judged if one.late_seconds is not None]
    clock: list[Message] = []
    for note in (note for one in judged for note in one.clock):
        clock += [] if note in clock else [note]
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


def deadline_of(commitment: Commitment, program: Program, start: int) -> tuple[int | None, ServiceCalendar]:
    """When something is due that runs from an instant (None: never, or not to be said), and its calendar."""
    calendar = _calendar(commitment, program)
    return _due(commitment, calendar, start, RUNNING)[0], calendar


def _calendar(commitment: Commitment | None, program: Program) -> ServiceCalendar:
    """The calendar of a commitment; one that names none runs on the clock, in the contract's zone."""
    if commitment is not None and commitment.calendar is not None:
        return program.calendars[commitment.calendar]
    return always_open(contract_zone(program))


def _due(
    commitment: Commitment | None, calendar: ServiceCalendar, start: int | None, clock: Clock
) -> tuple[int | None, Message | None]:
    if commitment is None or commitment.length is None or start is None:
        return None, None
    if isinstance(commitment.length, Open):
        return None, _TO_BE_AGREED()
    try:
        if commitment.notice:
            return notice_limit(start, commitment.length, calendar), None
        return clock.deadline(start, commitment.length, calendar, commitment.by), None
    except NeverOpens:
        return None, _NEVER_OPENS(calendar=calendar.name)
    except ValueError:
        return None, _NO_DEADLINE(calendar=calendar.name)


def sanction(name: str, program: Program, case: Case) -> PenaltyDue | None:
    """What doing an act that is not allowed costs, or failing a duty without a date; None where nothing says so.

    It is a fixed amount, outside the cap; one that counts open hours counts those of the month of the act.
    """
    decision = program.decisions.get(name)
    if decision is None:
        return None
    result = decide(decision, program, case)
    if isinstance(result, NoAnswer):
        return None
    if not isinstance(result, Decided) or not isinstance(result.outcome, Penalty):
        return PenaltyDue(result=result, currency=None, exact=None, before_cap=None, after_cap=None)
    currency, tiers = result.outcome.currency, result.outcome.tiers
    if missing := _unstated(result.outcome, program, case):
        return _not_stated(result, currency, missing, program)
    if tiers and PERFORMED not in case and _counts_hours(tiers[0].amount.tree):
        note: Message | None = _NO_MONTH()
        exact = None
    else:
        exact = amount_at(tiers[0].amount, int(case.get(PERFORMED, 0)), program, case) if tiers else Fraction(0)
        note = _NO_HOURS() if exact is None else None
    if exact is None:
        return PenaltyDue(result=result, currency=currency, exact=None, before_cap=None, after_cap=None, note=note)
    due = half_up(exact)
    return PenaltyDue(result=result, currency=currency, exact=exact, before_cap=due, after_cap=due)


def _counts_hours(tree: FormulaNode) -> bool:
    match tree:
        case FormulaOperation(left=left, right=right):
            return _counts_hours(left) or _counts_hours(right)
    return isinstance(tree, FormulaOpenHours)


# --- penalties ----------------------------------------------------------------------------------------------


@frozen
class _Lateness:
    due: int
    reached: int
    calendar: ServiceCalendar
    stops: Stops = ()

    @property
    def seconds(self) -> int:
        late = self.calendar.elapsed(self.due, self.reached)
        return late - stopped_time(self.calendar, self.stops, self.due, self.reached) if self.stops else late


def _penalty_due(duty: Duty, program: Program, case: Case, lateness: _Lateness, used: Fraction) -> PenaltyDue | None:
    decision = program.decisions.get(duty.penalty)
    if decision is None:
        return None
    result = decide(decision, program, case)
    if isinstance(result, NoAnswer):
        return None
    if not isinstance(result, Decided) or not isinstance(result.outcome, Penalty):
        return PenaltyDue(result=result, currency=None, exact=None, before_cap=None, after_cap=None)
    currency = result.outcome.currency
    if missing := _unstated(result.outcome, program, case):
        return _not_stated(result, currency, missing, program)
    exact = _exact(result.outcome, lateness, program, case)
    if isinstance(exact, Message):
        return PenaltyDue(result=result, currency=currency, exact=None, before_cap=None, after_cap=None, note=exact)
    before = half_up(exact)
    cap = program.cap if result.outcome.capped else None
    after, note = _capped(before, currency, lateness, used, cap, program, case)
    return PenaltyDue(result=result, currency=currency, exact=exact, before_cap=before, after_cap=after, note=note)


def _not_stated(result: Result, currency: str, missing: tuple[str, ...], program: Program) -> PenaltyDue:
    note = _NO_FACT(fact=fact_title(program, missing[0]))
    return PenaltyDue(
        result=result, currency=currency, exact=None, before_cap=None, after_cap=None, note=note, missing=missing
    )


def _unstated(penalty: Penalty, program: Program, case: Case) -> tuple[str, ...]:
    """The facts that the amount of a penalty or the cap reads and the case does not state, each once."""
    formulas = [formula for formula in (penalty.amount, *(tier.amount for tier in penalty.tiers)) if formula]
    formulas += [program.cap.amount] if program.cap and penalty.capped else []
    read = dict.fromkeys(fact for formula in formulas for fact in formula_facts(formula.tree))
    return tuple(fact for fact in read if fact not in case)


def _capped(
    before: int,
    currency: str,
    lateness: _Lateness,
    used: Fraction,
    cap: Cap | None,
    program: Program,
    case: Case,
) -> tuple[int | None, Message | None]:
    """A penalty within what is left of the cap, and what is to be said of it."""
    if cap is None:
        return before, None
    if cap.currency != currency:
        return before, _OTHER_CURRENCY(currency=cap.currency)
    most = amount_at(cap.amount, lateness.due, program, case)
    if most is None:
        return None, _NO_HOURS()
    return min(before, half_up(max(most - used, Fraction(0)))), None


def _exact(penalty: Penalty, lateness: _Lateness, program: Program, case: Case) -> Fraction | Message:
    """The exact penalty in cents for a lateness, or why it can't be computed."""
    tier = _tier(penalty.tiers, lateness)
    formula = tier.amount if tier is not None else penalty.amount
    if formula is None:
        return Fraction(0)
    amount = amount_at(formula, lateness.due, program, case)
    if amount is None:
        return _NO_HOURS()
    if penalty.per is None or tier is not None:
        return amount
    started, exact = running_late_units(lateness.due, lateness.reached, penalty.per, lateness.calendar, lateness.stops)
    if penalty.started:
        return amount * started
    return _NO_PRORATA() if exact is None else amount * exact


def _tier(tiers: tuple[Tier, ...], lateness: _Lateness) -> Tier | None:
    """The highest tier whose bound the lateness exceeds, as lengths run on the calendar."""
    reached = [tier for tier in tiers if _beyond(tier, lateness)]
    return max(reached, key=lambda tier: _bound(tier, lateness), default=None)


def _beyond(tier: Tier, lateness: _Lateness) -> bool:
    seconds = tier.beyond.seconds
    return lateness.seconds > seconds if seconds is not None else lateness.reached > _bound(tier, lateness)


def _bound(tier: Tier, lateness: _Lateness) -> int:
    return deadline(lateness.due, tier.beyond, lateness.calendar)


def amount_at(formula: Formula, due: int, program: Program, case: Case) -> Fraction | None:
    """The exact value of a formula in cents, None where it divides by zero; open hours are those of the local month."""

    def leaf(node: Leaf) -> Fraction:
        match node:
            case FormulaOpenHours(calendar):
                found = program.calendars[calendar]
                return open_hours(found, *month_range(due, found.zone))
            case FormulaFact(fact):
                return Fraction(int(case[fact]))
        raise AssertionError(node)  # a penalty reads no index

    return formula_value(formula.tree, leaf)
