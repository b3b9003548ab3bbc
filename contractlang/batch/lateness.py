"""Milestones over columns: deadlines, lateness and penalties of `evaluation.milestones`.

Commitments on a calendar and penalties by the unit or by tier are computed for whole columns. A ticket whose clock
stopped or that was reopened, a notice, and a penalty that the case itself has to state are left to the single
evaluator, ticket by ticket, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from attrs import define

from contractlang.batch.charges import groups
from contractlang.batch.deciding import Decider, Truth, decider, truth
from contractlang.batch.numbers import fits, half_up
from contractlang.batch.rows import Bools, Ints, Places, Rows
from contractlang.calendars import NeverOpens, ServiceCalendar
from contractlang.calendars.columns import deadlines, elapsed, late_columns, months
from contractlang.core.cases import CYCLES, MILESTONES, OPENED, REOPENINGS, SUSPENSIONS, WAITING
from contractlang.core.duties import Duty
from contractlang.core.formulas import formula_facts
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import Commitment, Formula, Penalty
from contractlang.core.program import Program
from contractlang.evaluation.milestones import amount_at, calendar_of, counts_hours, milestones
from contractlang.evaluation.money import half_up as half_up_exact
from contractlang.evaluation.results import Decided, NoAnswer
from contractlang.values import Length

# Facts that change how the clock of a ticket runs, unless they are empty or 0
_CLOCK = (SUSPENSIONS, WAITING, CYCLES, REOPENINGS)
# The limit of a penalty that the cap on penalties doesn't limit, and of one for which it can't be computed
NO_LIMIT, NOT_KNOWN = -1, -2


@define(eq=False)
class Milestones:
    """One milestone of some tickets; each number has a mark where it is known.

    `penalty` is before the cap, in the smallest unit of `currency`; `limit` is what the cap leaves to all penalties of
    its period together (or NO_LIMIT, NOT_KNOWN), and `counted` says whether this one uses it up.
    """

    name: str
    deadline: Ints
    deadline_known: Bools
    reached: Ints
    reached_known: Bools
    met: Bools
    met_known: Bools
    late: Ints
    late_known: Bools
    penalty: Ints
    penalty_known: Bools
    limit: Ints
    counted: Bools
    currency: str | None = None

    @classmethod
    def empty(cls, name: str, count: int) -> Milestones:
        """Nothing known of anyone."""
        numbers = [np.zeros(count, np.int64) for _ in range(5)]
        known = [np.zeros(count, np.bool_) for _ in range(7)]
        numbers[4][:] = NO_LIMIT
        return cls(
            name,
            deadline=numbers[0],
            deadline_known=known[0],
            reached=numbers[1],
            reached_known=known[1],
            met=known[2],
            met_known=known[3],
            late=numbers[2],
            late_known=known[4],
            penalty=numbers[3],
            penalty_known=known[5],
            limit=numbers[4],
            counted=known[6],
        )


@define(eq=False)
class _Judge:
    """One milestone of a program, over columns."""

    duty: Duty
    program: Program
    concerned: Truth
    commitment: Decider
    penalty: Decider | None

    def judge(self, rows: Rows, plain: Bools | None, alone: set[int]) -> Milestones:
        """Whatever columns can tell; the tickets that they can't tell of join `alone`."""
        found = Milestones.empty(self.duty.name, rows.count)
        concerned = self.concerned.holds(rows)
        if concerned is not None:
            plain = concerned if plain is None else plain & concerned
        asked = np.arange(rows.count) if plain is None else np.flatnonzero(plain)
        some = rows if plain is None else rows.take(asked)
        reached = some.column(self.duty.reached)
        if reached is not None:
            found.reached[asked] = reached.values
            found.reached_known[asked] = True if reached.missing is None else ~reached.missing
        decided = self.commitment.decide(some)
        for place, members in groups(decided.places, len(decided.results)):
            result = decided.results[place]
            outcome = result.outcome if isinstance(result, Decided) else None
            if isinstance(outcome, Commitment) and isinstance(outcome.length, Length):
                self._due(found, rows, asked[members], outcome, outcome.length, alone)
        return found

    def _due(
        self, found: Milestones, rows: Rows, places: Places, commitment: Commitment, length: Length, alone: set[int]
    ) -> None:
        calendar = calendar_of(commitment, self.program)
        if commitment.notice:
            alone.update(places.tolist())
            return
        opened = rows.column(OPENED)
        assert opened is not None
        try:
            due = deadlines(opened.values.take(places), length, calendar, commitment.by)
            known = found.reached_known.take(places)
            whole = bool(known.all())
            done, due_of_done = (places, due) if whole else (places[known], due[known])
            reached = found.reached.take(done)
            late = reached > due_of_done
            which = np.flatnonzero(late)
            missed = done.take(which)
            seconds = elapsed(calendar, due_of_done.take(which), reached.take(which))
        except (NeverOpens, ValueError):
            alone.update(places.tolist())
            return
        found.deadline[places], found.deadline_known[places] = due, True
        found.met[done], found.met_known[done] = ~late, True
        found.late[missed], found.late_known[done] = seconds, True
        if self.penalty is not None and len(missed):
            costly = missed if commitment.share is None else missed[seconds == 0]
            if len(costly):
                self._penalties(found, rows, costly, calendar, alone)

    def _penalties(
        self, found: Milestones, rows: Rows, places: Places, calendar: ServiceCalendar, alone: set[int]
    ) -> None:
        assert self.penalty is not None
        decided = self.penalty.decide(rows.take(places))
        for place, members in groups(decided.places, len(decided.results)):
            result = decided.results[place]
            if isinstance(result, NoAnswer) or not isinstance(result, Decided):
                continue
            if isinstance(result.outcome, Penalty):
                some = places[members]
                if _read_facts(result.outcome, self.program) or not self._cost(found, some, result.outcome, calendar):
                    alone.update(some.tolist())

    def _cost(self, found: Milestones, places: Places, penalty: Penalty, calendar: ServiceCalendar) -> bool:
        """Put the cost of lateness; whether columns could tell it."""
        due, actual, late = found.deadline[places], found.reached[places], found.late[places]
        try:
            parts = list(_costs(penalty, due, actual, late, calendar, self.program))
            limits = self._limits(penalty, due)
        except (NeverOpens, ValueError, _OneByOneError):
            return False
        for some, cents in parts:
            where = places[some]
            found.penalty[where], found.penalty_known[where] = cents, True
        found.counted[places] = penalty.capped
        found.limit[places] = limits
        found.currency = found.currency or penalty.currency
        return True

    def _limits(self, penalty: Penalty, due: Ints) -> Ints:
        limits = np.full(len(due), NO_LIMIT, np.int64)
        cap = self.program.cap if penalty.capped else None
        if cap is None or cap.currency != penalty.currency:
            return limits
        for some, most in _amounts(cap.amount, due, self.program):
            limits[some] = NOT_KNOWN if most is None else half_up_exact(max(most, Fraction(0)))
        return limits


@define(eq=False)
class Judging:
    """The milestones of a program, over columns."""

    program: Program
    judges: tuple[_Judge, ...]
    one_by_one: int = 0

    @classmethod
    def of(cls, program: Program) -> Judging:
        """Those of a program."""
        duties = (duty for duty in program.duties if duty.start == OPENED and duty.name in MILESTONES)
        return cls(program, tuple(_judge(duty, program) for duty in duties))

    def judge(self, rows: Rows) -> tuple[list[Milestones], int]:
        """Each milestone of the tickets, and how many tickets were judged one by one."""
        clocked = clock_changed(rows)
        alone = set() if clocked is None else set(np.flatnonzero(clocked).tolist())
        plain = None if clocked is None else ~clocked
        found = [judge.judge(rows, plain, alone) for judge in self.judges]
        for row in sorted(alone):
            self._alone(found, rows, row)
        return found, len(alone)

    def _alone(self, found: list[Milestones], rows: Rows, row: int) -> None:
        """What the single evaluator says of a ticket."""
        case = rows.case(row)
        judged = {one.name: one for one in milestones(self.program, case)}
        for columns in found:
            one = judged.get(columns.name)
            for known in (
                columns.deadline_known,
                columns.reached_known,
                columns.met_known,
                columns.late_known,
                columns.penalty_known,
                columns.counted,
            ):
                known[row] = False
            if one is None:
                continue
            if one.deadline is not None:
                columns.deadline[row], columns.deadline_known[row] = one.deadline, True
            if one.reached is not None:
                columns.reached[row], columns.reached_known[row] = one.reached, True
            columns.met[row], columns.met_known[row] = bool(one.met), one.met is not None
            columns.late[row], columns.late_known[row] = one.late_seconds or 0, one.late_seconds is not None
            if one.penalty is not None and one.penalty.before_cap is not None:
                columns.penalty[row], columns.penalty_known[row] = one.penalty.before_cap, True
                columns.counted[row] = one.penalty.counted
                columns.currency = columns.currency or one.penalty.currency
                columns.limit[row] = self._limit(one.deadline, one.penalty.currency, one.penalty.counted, row, rows)

    def _limit(self, due: int | None, currency: str | None, counted: bool, row: int, rows: Rows) -> int:
        cap = self.program.cap if counted else None
        if cap is None or cap.currency != currency or due is None:
            return NO_LIMIT
        most = amount_at(cap.amount, due, self.program, rows.case(row))
        return NOT_KNOWN if most is None else half_up_exact(max(most, Fraction(0)))


def clock_changed(rows: Rows) -> Bools | None:
    """Whose clock stopped, or ran in cycles; None where nobody's did."""
    found: Bools | None = None
    for fact in _CLOCK:
        column = rows.column(fact)
        if column is not None:
            given = column.filled()
            if given.any():
                found = given if found is None else found | given
    return found


class _OneByOneError(Exception):
    """What columns can't tell."""


def _judge(duty: Duty, program: Program) -> _Judge:
    commitment, penalty = program.decisions[duty.commitment], program.decisions.get(duty.penalty)
    return _Judge(
        duty,
        program,
        truth(commitment.concerns, program),
        decider(commitment, program),
        None if penalty is None else decider(penalty, program),
    )


def _read_facts(penalty: Penalty, program: Program) -> bool:
    """Whether an amount, or the cap, is one that the case states."""
    formulas = [formula for formula in (penalty.amount, *(tier.amount for tier in penalty.tiers)) if formula]
    formulas += [program.cap.amount] if program.cap and penalty.capped else []
    return any(True for formula in formulas for _ in formula_facts(formula.tree))


def _costs(
    penalty: Penalty, due: Ints, actual: Ints, late: Ints, calendar: ServiceCalendar, program: Program
) -> Iterator[tuple[Places, Ints]]:
    """Cents for tickets whose penalty can be computed, part by part."""
    every = np.arange(len(due))
    bounds = [tier.beyond.seconds for tier in penalty.tiers]
    if any(bound is None for bound in bounds):
        raise _OneByOneError
    ordered = sorted(range(len(bounds)), key=lambda at: (bounds[at], -at))
    reached = np.searchsorted(np.array([bounds[at] for at in ordered], np.int64), late, side="left")
    for tier, some in groups(reached.astype(np.intp), len(bounds) + 1):
        formula = penalty.amount if tier == 0 else penalty.tiers[ordered[tier - 1]].amount
        whole = penalty.per is None or tier > 0
        yield from _tier_costs(penalty, formula, whole, every[some], (due[some], actual[some]), calendar, program)


def _tier_costs(
    penalty: Penalty,
    formula: Formula | None,
    whole: bool,
    rows: Places,
    instants: tuple[Ints, Ints],
    calendar: ServiceCalendar,
    program: Program,
) -> Iterator[tuple[Places, Ints]]:
    due, actual = instants
    if formula is None:
        yield rows, np.zeros(len(rows), np.int64)
        return
    units, per = np.ones(len(rows), np.int64), 1
    if not whole:
        assert penalty.per is not None
        begun, late, seconds = late_columns(due, actual, penalty.per, calendar)
        if penalty.started:
            units = begun
        elif seconds is None:
            return  # pro rata of a day: no amount
        else:
            units, per = late, seconds
    for some, amount in _amounts(formula, due, program):
        if amount is not None:
            top, bottom = amount.numerator, amount.denominator * per
            most = int(units[some].max()) if len(some) else 0
            wide = units[some] if fits(2 * abs(top) * most + 2 * bottom) else units[some].astype(object)
            yield rows[some], half_up(wide * top, bottom).astype(np.int64)


def _amounts(formula: Formula, due: Ints, program: Program) -> Iterator[tuple[Places, Fraction | None]]:
    """The exact value of a formula, for the tickets of each local month of their deadline."""
    if not len(due):
        return
    if not counts_hours(formula.tree):
        yield np.arange(len(due)), amount_at(formula, int(due[0]), program, {})
        return
    zones = {calendar.zone for calendar in program.calendars.values()}
    if len(zones) > 1:
        raise _OneByOneError
    month = months(due, next(iter(zones), contract_zone(program)))
    for value in np.unique(month):
        some = np.flatnonzero(month == value)
        yield some, amount_at(formula, int(due[some[0]]), program, {})
