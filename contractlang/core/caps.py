"""Amounts of penalties against one another and against their cap: what the checks on them ask.

All are about what is proved of every value that an amount may have (see `formulas.at_least`).
"""

from __future__ import annotations

from itertools import pairwise

from contractlang.core.formulas import at_least, linear
from contractlang.core.origins import Path
from contractlang.core.outcomes import Formula, FormulaConstant, Penalty, Tier
from contractlang.core.program import Program, Rule, Shortfall
from contractlang.values import Money

CAP: Path = ("penalties", "cap")
LEAST_PENALTY: Path = ("penalties", "floor")
EXEMPT_UP_TO: Path = ("penalties", "threshold")


def first_unit_at_cap(program: Program, rule: Rule) -> Formula | None:
    """What the first unit of a penalty costs, where that is no less than the cap."""
    outcome, cap = rule.outcome, program.cap
    if not isinstance(outcome, Penalty) or not outcome.capped or cap is None or outcome.currency != cap.currency:
        return None
    first = outcome.tiers[0].amount if outcome.tiers else outcome.amount
    capped = first is not None and linear(cap.amount.tree) and at_least(first.tree, cap.amount.tree, program.most)
    return first if capped else None


def missed_at_cap(program: Program, missed: Shortfall) -> bool:
    """Whether the first missing part of a target costs no less than the cap."""
    cap = program.cap
    if cap is None or missed.currency != cap.currency or not linear(cap.amount.tree):
        return False
    return at_least(missed.amount.tree, cap.amount.tree, program.most)


def tier_beyond_cap(program: Program, rule: Rule) -> Tier | None:
    """The first tier of a penalty that begins where the cap is reached already."""
    outcome, cap = rule.outcome, program.cap
    if not isinstance(outcome, Penalty) or not outcome.capped or cap is None or outcome.currency != cap.currency:
        return None
    if not linear(cap.amount.tree):
        return None
    reached = (
        tier for before, tier in pairwise(outcome.tiers) if at_least(before.amount.tree, cap.amount.tree, program.most)
    )
    return next(reached, None)


def cheaper_tier(program: Program, rule: Rule) -> tuple[Tier, Tier] | None:
    """The first tier of a penalty that is proved to cost less than the one before, with that."""
    for before, tier in pairwise(rule.outcome.tiers if isinstance(rule.outcome, Penalty) else ()):
        more, less = before.amount.tree, tier.amount.tree
        if at_least(more, less, program.most) and not at_least(less, more, program.most):
            return before, tier
    return None


def threshold_at_cap(program: Program) -> bool:
    """Whether penalties never exceed the threshold below which none is due, since the cap on all of them does not."""
    cap, threshold = program.cap, program.terms.get(EXEMPT_UP_TO)
    if cap is None or cap.period is not None or threshold is None or not isinstance(threshold.value, Money):
        return False
    if threshold.value.currency != cap.currency or not linear(cap.amount.tree):
        return False
    return at_least(_cents(threshold.value), cap.amount.tree, program.most)


def floor_above_cap(program: Program) -> bool:
    """Whether the least that is due as a penalty is more than the most."""
    cap, least_due = program.cap, program.terms.get(LEAST_PENALTY)
    if cap is None or least_due is None or not isinstance(least_due.value, Money) or CAP not in program.terms:
        return False
    most_due, floor = linear(cap.amount.tree), linear(_cents(least_due.value))
    same = least_due.value.currency == cap.currency
    return bool(same and floor and most_due and most_due.keys() == {None} and floor[None] > most_due[None])


def _cents(money: Money) -> FormulaConstant:
    return FormulaConstant(*(money.amount * 100).as_integer_ratio())
