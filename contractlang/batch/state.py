"""What tickets use up together: allowances, and the cap on penalties, each within its period and in order.

The order is that of opening, then that of lines in the source. Periods are those of `evaluation.periods`, by the
opening. What was used up in the period so far is carried from one month to the next.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from contractlang.batch.charges import Charges
from contractlang.batch.lateness import NO_LIMIT, NOT_KNOWN, Milestones
from contractlang.batch.rows import Bools, Column, Ints, Places, Rows
from contractlang.calendars.columns import local_days, months
from contractlang.core.cases import OPENED, WORKED
from contractlang.core.life import contract_zone, first_date
from contractlang.core.program import Allowance, Program
from contractlang.evaluation.periods import kind_of
from contractlang.values import Unit

_MONTHS = {"month": 1, "year": 12}
_LENGTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@define
class State:
    """What was used up so far: per name, the period that runs and how much of it; and what earlier ones left over.

    `left`: per allowance that carries over, amounts that earlier periods left, each with its period.
    """

    used: dict[str, tuple[int, int]] = field(factory=dict)
    left: dict[str, list[tuple[int, int]]] = field(factory=dict)

    def copy(self) -> State:
        """The same, to go on from."""
        return State(dict(self.used), {name: list(parts) for name, parts in self.left.items()})


def periods(opened: Ints, unit: Unit | None, program: Program) -> Ints:
    """The number of the period in which each ticket was opened; consecutive periods have consecutive numbers."""
    zone, kind = contract_zone(program), None if unit is None else kind_of(unit)
    if kind is None:
        return np.zeros(len(opened), np.int64)
    if kind in _MONTHS:
        return months(opened, zone) // _MONTHS[kind]
    day, _ = local_days(opened, zone)
    return (day - 1) // 7 if kind == "week" else day  # ordinal 1 is a Monday


def order_of(opened: Ints, line: Ints) -> Places | None:
    """The order of opening, then that of lines; None where tickets are in it already."""
    if (line[1:] > line[:-1]).all():
        return None if (opened[1:] >= opened[:-1]).all() else stable_order(opened - opened.min())
    order: Places = np.lexsort((line, opened))
    return order


def stable_order(numbers: Ints) -> Places:
    """The order of small numbers, those that are equal as they come: by 16 bits at a time, as numpy counts them."""
    order: Places = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    rest = numbers >> 16
    while rest.any():
        order = order.take(np.argsort((rest & 0xFFFF).astype(np.uint16).take(order), kind="stable"))
        rest >>= 16
    return order


def running(amounts: Ints, period: Ints, before: Callable[[int], int]) -> Ints:
    """The sum of the amounts of earlier tickets of the same period; `before` says what was there when it began."""
    if not len(amounts):
        return np.zeros(0, np.int64)
    total = np.cumsum(amounts) - amounts
    starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), period[1:] != period[:-1])))
    lengths = np.diff(np.append(starts, len(amounts)))
    begun = np.array([before(int(period[start])) for start in starts], np.int64)
    found: Ints = total + np.repeat(begun - total[starts], lengths)
    return found


@define(eq=False)
class Ledger:
    """The allowances of a program, as its tickets use them up."""

    program: Program
    allowances: tuple[Allowance, ...]

    @classmethod
    def of(cls, program: Program, given: frozenset[str]) -> Ledger:
        """Those that the tickets don't bring along themselves."""
        return cls(program, tuple(one for one in program.allowances if one.consumed not in given))

    def fill(self, rows: Rows, bill: Callable[[Rows], Charges], state: State) -> tuple[Rows, Charges]:
        """The tickets with what was used up before each, and their charges; `state` goes on to the end of them.

        Tickets are in order. A first guess is that none uses anything up. Each round puts what the tickets of the last
        one used up. It makes at least one more ticket right, in order, and mostly all; the rounds end when nothing
        changes any more.
        """
        if not self.allowances:
            return rows, bill(rows)
        opened = rows.column(OPENED)
        assert opened is not None
        period = {one.name: periods(opened.values, one.period, self.program) for one in self.allowances}
        drawn = {one.name: np.zeros(rows.count, np.int64) for one in self.allowances}
        while True:
            filled = rows
            for one in self.allowances:
                before = self._before(one, drawn[one.name], period[one.name], state)
                filled = filled.replaced(one.consumed, Column(before))
            charges = bill(filled)
            now = {one.name: self._drawn(one, filled, charges) for one in self.allowances}
            if all(np.array_equal(now[name], drawn[name]) for name in drawn):
                break
            drawn = now
        for one in self.allowances:
            self._go_on(one, drawn[one.name], period[one.name], state)
        return filled, charges

    def _drawn(self, one: Allowance, rows: Rows, charges: Charges) -> Ints:
        """How much of an allowance each ticket uses up: nothing, unless labour falls under one of its rules."""
        table = [said.labour in one.rules for said in charges.said] or [False]
        draws = np.array(table, np.bool_).take(charges.place)
        for refused in charges.refused:
            draws[refused.rows] = False
        if one.counts:
            return draws.astype(np.int64)
        worked = rows.column(WORKED)
        if worked is None:
            return np.zeros(rows.count, np.int64)
        amount: Ints = np.where(draws, worked.values, 0)
        return amount

    def _before(self, one: Allowance, drawn: Ints, period: Ints, state: State) -> Ints:
        known = state.copy()
        if not one.carries or one.period is None:
            last, used = known.used.get(one.name, (-1, 0))
            return running(drawn, period, lambda number: used if number == last else 0)
        found = np.zeros(len(drawn), np.int64)
        for number in np.unique(period).tolist():
            some = np.flatnonzero(period == number)
            begun = self._begin(one, int(number), known)
            found[some] = begun + np.cumsum(drawn[some]) - drawn[some]
            known.used[one.name] = (int(number), begun + int(drawn[some].sum()))
        return found

    def _go_on(self, one: Allowance, drawn: Ints, period: Ints, state: State) -> None:
        for number in np.unique(period).tolist():
            begun = self._begin(one, int(number), state)
            state.used[one.name] = (int(number), begun + int(drawn[period == number].sum()))

    def _begin(self, one: Allowance, number: int, state: State) -> int:
        """What a period has used up when it goes on; what earlier ones left is below nothing."""
        last = state.used.get(one.name)
        if last is not None and last[0] == number:
            return last[1]
        if not one.carries or one.period is None:
            return 0
        return -self._left_over(one, number, last, state)

    def _left_over(self, one: Allowance, number: int, last: tuple[int, int] | None, state: State) -> int:
        """What earlier periods left that still serves, the oldest used up first; periods without tickets leave all."""
        parts, limit = state.left.setdefault(one.name, []), one.limit or 0
        if last is not None:
            spent = last[1] + sum(amount for _, amount in parts)  # all that was used since that period began
            kept: list[tuple[int, int]] = []
            for at, amount in [*parts, (last[0], limit)]:
                used = min(max(spent, 0), amount)
                spent -= used
                kept += [(at, amount - used)] if amount > used else []
            parts[:] = [*kept, *((at, limit) for at in range(last[0] + 1, number))]
        first = first_date(self.program)
        months_each = _LENGTHS.get(one.period) if one.period is not None else None
        if last is None and first is not None and months_each is not None:
            begins = (first.year * 12 + first.month - 1) // months_each
            parts[:] = [(at, limit) for at in range(begins, number)]
        life = _lasting(one)
        parts[:] = [(at, amount) for at, amount in parts if life is None or number - at <= life]
        return sum(amount for _, amount in parts)


def _lasting(one: Allowance) -> int | None:
    """For how many periods after its own something left over serves; None for good."""
    carried = one.carried
    if carried is None or one.period is None:
        return None
    days = {Unit.WEEK: 7, Unit.MONTH: 30, Unit.YEAR: 365}
    if carried.unit in _LENGTHS and one.period in _LENGTHS:
        return int(carried.amount * _LENGTHS[carried.unit] / _LENGTHS[one.period])
    return int(carried.amount * days.get(carried.unit, 1) / days.get(one.period, 1))


# --- the cap on penalties -----------------------------------------------------------------------------------


def capped(
    found: list[Milestones], opened: Ints, refused: Bools, program: Program, state: State
) -> list[tuple[Milestones, Ints, Bools]]:
    """What is due of each penalty after the cap of its period, in order; tickets that were refused use nothing up."""
    result = [(one, one.penalty.copy(), one.penalty_known.copy()) for one in found]
    cap = program.cap
    if cap is None or not found or not any(one.counted.any() for one in found):
        return result
    # a cap without period is that of each ticket
    alone = cap.period is None
    period = np.arange(len(opened)) if alone else periods(opened, cap.period, program)
    counts = [one.counted & one.penalty_known & ~refused for one in found]
    rows = np.flatnonzero(np.logical_or.reduce(counts))
    if not len(rows):
        return result
    counted = np.stack([one.take(rows) for one in counts], axis=1)
    before = np.stack([one.penalty.take(rows) for one in found], axis=1)
    limit = np.stack([one.limit.take(rows) for one in found], axis=1)
    last, used = (-1, 0) if alone else state.used.get("cap", (-1, 0))
    due, known, end = _within(before, counted, limit, period.take(rows), (last, used))
    state.used["cap"] = end
    for place, (_, amount, amount_known) in enumerate(result):
        which = counted[:, place]
        amount[rows[which]] = due[which, place]
        amount_known[rows[which]] = known[which, place]
    return result


def _within(
    before: Ints, counted: Bools, limit: Ints, period: Ints, start: tuple[int, int]
) -> tuple[Ints, Bools, tuple[int, int]]:
    """Penalties within the limit of their period, row after row, and within a row from left to right."""
    flat, counts, limits = (one.reshape(-1) for one in (before, counted, limit))
    when = np.repeat(period, before.shape[1])
    known: NDArray[np.bool_] = np.ones(len(flat), np.bool_)
    used_limits = np.unique(limits[counts])
    if len(used_limits) == 1 and used_limits[0] >= 0:
        most = int(used_limits[0])
        amounts = np.where(counts, flat, 0)
        earlier = running(amounts, when, lambda number: start[1] if number == start[0] else 0)
        due = np.clip(most - earlier, 0, amounts)
        last = int(when[-1])
        total = int(due[when == last].sum()) + (start[1] if last == start[0] else 0)
        return due.reshape(before.shape), known.reshape(before.shape), (last, total)
    due = np.zeros(len(flat), np.int64)
    last, used = start
    for place in np.flatnonzero(counts).tolist():
        if int(when[place]) != last:
            last, used = int(when[place]), 0
        most = int(limits[place])
        amount = int(flat[place])
        if most == NOT_KNOWN:
            known[place], amount = False, 0
        elif most != NO_LIMIT:
            amount = min(amount, max(most - used, 0))
        due[place] = amount
        used += amount
    return due.reshape(before.shape), known.reshape(before.shape), (last, used)
