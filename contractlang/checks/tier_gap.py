"""Steps of one quantity that leave some of its values out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from contractlang.core.claims import Uncovered
from contractlang.core.expressions import And, Compare, Comparison, Condition, NumberFact, Whole, negate
from contractlang.core.program import Decision, Kind, Program, Rule
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.records import frozen
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.findings import rule_label, undecided

PAGE = Page(
    code="T204",
    name="tier-gap",
    severity=Severity.WARNING,
    title=Text("trou entre deux paliers", "gap between two tiers"),
    finds=Text(
        "deux règles qui sont les paliers d'une même quantité, et des valeurs entre elles qu'aucune règle ne vise ; la"
        " réponse par défaut y vaut, ou aucune",
        "two rules that are tiers of one quantity, and values between them that no rule is about; the default holds"
        " there, or nothing does",
    ),
    harm=Text(
        "une quantité entre les deux paliers change de prix ou de pénalité sans que personne l'ait voulu",
        "a quantity between the two tiers gets another price or penalty, which nobody meant",
    ),
    source=Text(
        "usage : des paliers sont contigus, chacun commence où finit le précédent",
        "usage: tiers are contiguous, each begins where the one before ends",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Jusqu'à une heure" {
      si    durée ≤ 1 h
      alors facturé 60 €
    }
    règle T2 "Plus de deux heures" {
      si    durée > 2 h
      alors facturé 180 €
    }
    défaut : inclus
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Jusqu'à deux heures" {
      si    durée ≤ 2 h
      alors facturé 60 €
    }
    règle T2 "Plus de deux heures" {
      si    durée > 2 h
      alors facturé 180 €
    }
    défaut : inclus
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : entre `{first}` et `{second}`, des valeurs de `{fact}` ne sont d'aucun palier",
    "{decision}: between `{first}` and `{second}`, some values of `{fact}` are of no tier",
)
_HELP = Text(
    "faire commencer `{second}` où finit `{first}` (`≤` puis `>`)",
    "make `{second}` begin where `{first}` ends (`≤`, then `>`)",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si `{first}` et `{second}` laissent des valeurs de côté",
    "{decision}: it is not known whether `{first}` and `{second}` leave values out",
)
_MIRROR = {
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}
# What comes in tiers; the steps of dates are periods, which may well be apart
_QUANTITIES = frozenset({Kind.LENGTH, Kind.MONEY, Kind.COUNT, Kind.NUMBER})


@frozen
class _Tier:
    """A rule about the values of a fact from `low` to `high` (None without a bound), and the rest of its condition."""

    rule: Rule
    fact: str
    low: int | None
    high: int | None
    rest: frozenset[Condition]


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every gap between neighbouring tiers of one decision; one that leaves no answer at all is a gap of the rules."""
    for decision in program.decisions.values():
        if decision.complete and decision.default is None:
            continue
        families: dict[tuple[str, frozenset[Condition]], list[_Tier]] = {}
        for rule in decision.rules:
            for tier in _tiers(rule):
                if program.facts[tier.fact].type.kind in _QUANTITIES:
                    families.setdefault((tier.fact, tier.rest), []).append(tier)
        for family in families.values():
            for lower, upper in pairwise(sorted(family, key=_start)):
                yield from _between(program, session, decision, lower, upper)


def _between(
    program: Program, session: Session, decision: Decision, lower: _Tier, upper: _Tier
) -> Iterator[Diagnostic]:
    """The gap between two tiers, where no other rule fills it."""
    if lower.high is None or upper.low is None or upper.low <= lower.high + 1:
        return
    value = NumberFact(lower.fact)
    hole = (
        Compare(Comparison.GT, value, Whole(lower.high)),
        Compare(Comparison.LT, value, Whole(upper.low)),
        *sorted(lower.rest, key=repr),
    )
    answer = session.ask(*dict.fromkeys((*hole, *(negate(rule.guard) for rule in decision.rules))))
    names = {"decision": decision.title, "first": lower.rule.name, "second": upper.rule.name}
    labels = (rule_label(lower.rule), rule_label(upper.rule))
    span = upper.rule.origin.span
    if isinstance(answer, GaveUp):
        yield undecided(span, _QUESTION(**names), answer.reason, labels=labels)
    elif isinstance(answer, Found):
        message = _MESSAGE(**names, fact=program.facts[lower.fact].title)
        found = PAGE.finding(span, message, labels=labels, help=_HELP(**names), case=answer.case)
        yield found.claiming(Uncovered(decision=decision.name, default=True))


def _start(tier: _Tier) -> tuple[int, int]:
    return (0, 0) if tier.low is None else (1, tier.low)


def _tiers(rule: Rule) -> Iterator[_Tier]:
    """A rule as a tier of each number that its condition bounds by constants."""
    parts = tuple(_parts(rule.guard))
    bounds = {part: bound for part in parts if (bound := _bound(part)) is not None}
    for fact in dict.fromkeys(fact for fact, _, _ in bounds.values()):
        own = {part: bound for part, bound in bounds.items() if bound[0] == fact}
        low = max((least for _, least, _ in own.values() if least is not None), default=None)
        high = min((most for _, _, most in own.values() if most is not None), default=None)
        yield _Tier(rule, fact, low, high, frozenset(part for part in parts if part not in own))


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
