"""Whom a difference favours, and by how much two results are apart."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from contractlang.calendars import NeverOpens, Timing, always_open
from contractlang.core.cases import ACTOR, Case
from contractlang.core.evaluate import number
from contractlang.core.expressions import facts_of
from contractlang.core.formulas import linear
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import Billed, Commitment, Formula, Included, Outcome, Penalty, Permission, Tier
from contractlang.core.program import Program
from contractlang.evaluation import Decided
from contractlang.evaluation.money import half_up
from contractlang.evaluation.results import Result
from contractlang.records import frozen
from contractlang.values import Length

Favour = Literal["client", "provider", "unclear"]
_OTHER: dict[str, Favour] = {"client": "provider", "provider": "client"}
_FREEDOM = {"prohibited": 0, "prior_approval": 1, "permitted": 2}


@frozen(kw_only=True)
class Gap:
    """The second result less the first: money in the smallest unit of `currency`, else seconds."""

    amount: int
    currency: str | None = None


def outcome_of(result: Result | None) -> Outcome | None:
    """What a decision came to, where one rule says it."""
    return result.outcome if isinstance(result, Decided) else None


def cents_of(outcome: Outcome | None, case: Case) -> tuple[int, str | None] | None:
    """What is to pay, in the smallest unit, where the case tells; nothing is to pay where nothing is said."""
    match outcome:
        case None | Included():
            return 0, None
        case Billed(amount=amount, currency=currency) if amount is not None and set(facts_of(amount)) <= set(case):
            return number(amount, case), currency
        case Penalty(amount=None, tiers=()):
            return 0, None
        case Penalty(amount=None, tiers=(Tier(beyond=beyond, amount=formula),)) if not beyond.amount:
            return constant(formula, outcome.currency)
        case Penalty(amount=formula, per=None, tiers=()) if formula is not None:
            return constant(formula, outcome.currency)
    return None


def constant(formula: Formula, currency: str) -> tuple[int, str | None] | None:
    """What a formula comes to, in the smallest unit, where it depends on nothing."""
    total = linear(formula.tree)
    if total is None or total.keys() - {None}:
        return None
    return half_up(sum(total.values(), Fraction(0))), currency


def due_of(outcome: Outcome | None, case: Case, start: str, program: Program) -> int | None:
    """When something is due that starts with a fact of the case, in epoch seconds."""
    started = case.get(start)
    if not isinstance(outcome, Commitment) or not isinstance(outcome.length, Length) or not isinstance(started, int):
        return None
    clock = always_open(contract_zone(program))
    calendar = clock if outcome.calendar is None else program.calendars[outcome.calendar]
    try:
        return None if outcome.notice else Timing(outcome.length, calendar, outcome.by).deadline(started)
    except (NeverOpens, ValueError):
        return None


def money_gap(first: tuple[int, str | None] | None, second: tuple[int, str | None] | None) -> Gap | None:
    """The difference of two amounts in one currency."""
    if first is None or second is None:
        return None
    currencies = {currency for _, currency in (first, second) if currency is not None}
    return Gap(amount=second[0] - first[0], currency=currencies.pop()) if len(currencies) == 1 else None


def against(debtor: str | None) -> Favour:
    """Whom it favours that a party owes more: the other one; a subcontractor's duties are on the provider's side."""
    if debtor is None or debtor == "both":
        return "unclear"
    return _OTHER.get(debtor, "client")


def opposite(favour: Favour) -> Favour:
    """The other party."""
    return _OTHER.get(favour, "unclear")


def by_freedom(before: Outcome | None, after: Outcome | None, case: Case, bearer: str | None) -> Favour:
    """Whom a change of permission favours: who may do more, or the other party of who must do more."""
    one, other = (outcome.answer if isinstance(outcome, Permission) else None for outcome in (before, after))
    actor = case.get(ACTOR, bearer)
    who = str(actor) if actor is not None else None
    if "required" in (one, other):
        more = against(who)
        return more if other == "required" else opposite(more)
    # what nothing forbids is permitted
    free = [_FREEDOM[answer or "permitted"] for answer in (one, other)]
    if free[0] == free[1]:
        return "unclear"
    less = against(who)
    return less if free[1] < free[0] else opposite(less)


def by_penalty(before: Outcome | None, after: Outcome | None, debtor: str | None) -> Favour:
    """Whom another penalty favours, where the amounts of each unit or tier are all more, or all less."""
    one, other = _sums(before), _sums(after)
    if one is None or other is None or one.keys() != other.keys():
        if one == {} or other == {}:
            return against(debtor) if one == {} else opposite(against(debtor))
        return "unclear"
    signs = {(other[key] > one[key]) - (other[key] < one[key]) for key in one} - {0}
    if signs == {1}:
        return against(debtor)
    return opposite(against(debtor)) if signs == {-1} else "unclear"


def _sums(outcome: Outcome | None) -> dict[object, Fraction] | None:
    """The constant amounts of a penalty by what each is for; nothing where none is due; None where they vary."""
    if outcome is None:
        return {}
    if not isinstance(outcome, Penalty):
        return None
    found: dict[object, Fraction] = {"termination": Fraction(1)} if outcome.termination else {}
    amounts: list[tuple[object, Formula]] = [(tier.beyond, tier.amount) for tier in outcome.tiers]
    if outcome.amount is not None:
        amounts.append(((outcome.per, outcome.started), outcome.amount))
    for key, formula in amounts:
        total = linear(formula.tree)
        if total is None or total.keys() - {None}:
            return None
        found[key, outcome.currency] = sum(total.values(), Fraction(0))
    return found
