"""How far two results are apart, and which party the second one favours."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from contractlang.calendars import NeverOpens, deadline
from contractlang.core.cases import OPENED, Case
from contractlang.core.evaluate import number
from contractlang.core.expressions import facts_of
from contractlang.core.outcomes import Billed, Commitment, FormulaConstant, Included, Outcome, Penalty, Permission
from contractlang.core.program import Program
from contractlang.evaluation import Decided
from contractlang.evaluation.decide import Result
from contractlang.values import Length

Favour = Literal["client", "provider", "unclear"]
_FREEDOM = {"permitted": 2, "prior_approval": 1, "prohibited": 0}


@frozen(kw_only=True)
class Gap:
    """The second result less the first: money in the smallest unit of `currency`, else seconds."""

    amount: int
    currency: str | None = None


def gap_of(before: Result, after: Result, case: Case, programs: tuple[Program, Program]) -> Gap | None:
    """The difference, where the case holds what it is counted from."""
    if not isinstance(before, Decided) or not isinstance(after, Decided):
        return None
    one, other = before.outcome, after.outcome
    currency = next((out.currency for out in (one, other) if isinstance(out, Billed)), None)
    if currency is not None:
        paid = _paid(one, case, currency), _paid(other, case, currency)
        return None if None in paid else Gap(amount=(paid[1] or 0) - (paid[0] or 0), currency=currency)
    if isinstance(one, Commitment) and isinstance(other, Commitment) and not (one.notice or other.notice):
        due = _due(one, case, programs[0]), _due(other, case, programs[1])
        if due[0] is not None and due[1] is not None:
            return Gap(amount=due[1] - due[0])
        if one.calendar is not None and other.calendar is not None and one.by == other.by:
            hours = programs[0].calendars[one.calendar], programs[1].calendars[other.calendar]
            lengths = [out.length.seconds if isinstance(out.length, Length) else None for out in (one, other)]
            same = hours[0].timeline is hours[1].timeline
            if same and lengths[0] is not None and lengths[1] is not None:
                return Gap(amount=int(lengths[1] - lengths[0]))
    return None


def _paid(outcome: Outcome, case: Case, currency: str) -> int | None:
    if isinstance(outcome, Included):
        return 0
    if not isinstance(outcome, Billed) or outcome.amount is None or outcome.currency != currency:
        return None
    return number(outcome.amount, case) if set(facts_of(outcome.amount)) <= set(case) else None


def _due(commitment: Commitment, case: Case, program: Program) -> int | None:
    opened = case.get(OPENED)
    if not isinstance(opened, int) or not isinstance(commitment.length, Length) or commitment.calendar is None:
        return None
    try:
        return deadline(opened, commitment.length, program.calendars[commitment.calendar], commitment.by)
    except (NeverOpens, ValueError):
        return None


def favour_of(before: Result, after: Result, case: Case, programs: tuple[Program, Program]) -> Favour:
    """Whom the second result favours: the provider where it is paid more, has longer, owes less or may do more."""
    if not isinstance(before, Decided) or not isinstance(after, Decided):
        return "unclear"
    gap = gap_of(before, after, case, programs)
    if gap is not None and gap.amount:
        return "provider" if gap.amount > 0 else "client"
    match before.outcome, after.outcome:
        case Included(), Billed():
            return "provider"
        case Billed(), Included():
            return "client"
        case Penalty() as one, Penalty() as other:
            return _less_owed(one, other)
        case Permission(one_answer), Permission(other_answer) if {one_answer, other_answer} <= _FREEDOM.keys():
            return "provider" if _FREEDOM[other_answer] > _FREEDOM[one_answer] else "client"
    return "unclear"


def _less_owed(one: Penalty, other: Penalty) -> Favour:
    """Which penalty is the lower, where both are counted alike with fixed amounts."""
    alike = (one.per, one.started, one.currency, one.tiers) == (other.per, other.started, other.currency, other.tiers)
    if not alike or one.amount is None or other.amount is None or one.termination != other.termination:
        return "unclear"
    left, right = one.amount.tree, other.amount.tree
    if not isinstance(left, FormulaConstant) or not isinstance(right, FormulaConstant):
        return "unclear"
    more = right.numerator * left.denominator > left.numerator * right.denominator
    return "client" if more else "provider"
