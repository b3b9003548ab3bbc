"""Steps of one quantity in the rules of a decision, and the values that they leave out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from contractlang.core.expressions import And, Compare, Comparison, Condition, NumberFact, Whole, negate
from contractlang.core.program import Decision, Rule
from contractlang.core.schema import Kind
from contractlang.records import frozen
from contractlang.solver.answers import Found, GaveUp, Impossible
from contractlang.solver.session import Session

_MIRROR = {
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}
# What comes in tiers; the steps of dates are periods, which may well be apart
_QUANTITIES = frozenset({Kind.LENGTH, Kind.MONEY, Kind.COUNT, Kind.NUMBER})


@frozen
class Tier:
    """A rule about the values of a fact from `low` to `high` (None without a bound), and the rest of its condition."""

    rule: Rule
    fact: str
    low: int | None
    high: int | None
    rest: frozenset[Condition]


@frozen(kw_only=True)
class Hole:
    """Values between two neighbouring tiers that no rule is about, with a case, where that is known."""

    lower: Tier
    upper: Tier
    answer: Found | GaveUp


def holes(session: Session, decision: Decision) -> Iterator[Hole]:
    """Every gap between neighbouring tiers of one decision; one that leaves no answer at all is a gap of the rules."""
    if decision.complete and decision.default is None:
        return
    families: dict[tuple[str, frozenset[Condition]], list[Tier]] = {}
    for rule in decision.rules:
        for tier in _tiers(rule):
            if session.program.facts[tier.fact].type.kind in _QUANTITIES:
                families.setdefault((tier.fact, tier.rest), []).append(tier)
    for family in families.values():
        for lower, upper in pairwise(sorted(family, key=_start)):
            answer = _between(session, decision, lower, upper)
            if not isinstance(answer, Impossible):
                yield Hole(lower=lower, upper=upper, answer=answer)


def _between(session: Session, decision: Decision, lower: Tier, upper: Tier) -> Found | GaveUp | Impossible:
    """A case between two tiers, where no other rule fills the gap."""
    if lower.high is None or upper.low is None or upper.low <= lower.high + 1:
        return Impossible()
    value = NumberFact(lower.fact)
    hole = (
        Compare(Comparison.GT, value, Whole(lower.high)),
        Compare(Comparison.LT, value, Whole(upper.low)),
        *sorted(lower.rest, key=repr),
    )
    return session.ask(*dict.fromkeys((*hole, *(negate(rule.guard) for rule in decision.rules))))


def _start(tier: Tier) -> tuple[int, int]:
    return (0, 0) if tier.low is None else (1, tier.low)


def _tiers(rule: Rule) -> Iterator[Tier]:
    """A rule as a tier of each number that its condition bounds by constants."""
    parts = tuple(_parts(rule.guard))
    bounds = {part: bound for part in parts if (bound := _bound(part)) is not None}
    for fact in dict.fromkeys(fact for fact, _, _ in bounds.values()):
        own = {part: bound for part, bound in bounds.items() if bound[0] == fact}
        low = max((least for _, least, _ in own.values() if least is not None), default=None)
        high = min((most for _, _, most in own.values() if most is not None), default=None)
        yield Tier(rule, fact, low, high, frozenset(part for part in parts if part not in own))


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, And):
        for operand in condition.operands:
            yield from _parts(operand)
    else:
        yield condition


def _bound(condition: Condition) -> tuple[str, int | None, int | None] | None:
    """The fact that a condition bounds, from where and to where; None where it is no such condition."""
    match condition:
        case Compare(op, NumberFact(fact), Whole(value)) if op in _MIRROR:
            pass
        case Compare(op, Whole(value), NumberFact(fact)) if op in _MIRROR:
            op = _MIRROR[op]
        case _:
            return None
    low = {Comparison.GT: value + 1, Comparison.GE: value}.get(op)
    high = {Comparison.LT: value - 1, Comparison.LE: value}.get(op)
    return fact, low, high
