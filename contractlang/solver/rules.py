"""The three questions about the rules of one decision: conflict, gap, dead rule.

A rule **applies** to a case if its guard holds there, and **wins** if no rule that beats it applies too (`beats` is
transitively closed, so a winner among the beaten changes nothing). Then, as formulas over one case:

- conflict of two rules: both win, neither beats the other, and their outcomes differ;
- gap: no guard holds, and there is no default, in a case that raises the question;
- dead rule: nothing makes it win. It is shown with a smallest set of beaters whose guards cover its own.

Two rules that are ordered, or whose outcomes never differ, are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from attrs import frozen

from contractlang.core.expressions import Always, And, Condition, negate
from contractlang.core.outcomes import differ
from contractlang.core.program import Decision, Rule
from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.session import Session

# Beyond so many beaters the subsets are too many to try: the set shown is then minimal, but perhaps not the smallest.
_SMALLEST_UP_TO = 8


@frozen(kw_only=True)
class Conflict:
    """Two rules of a decision that may win together and say something else; or it is not known whether they may."""

    decision: Decision
    first: Rule
    second: Rule
    answer: Found | GaveUp


@frozen(kw_only=True)
class Dead:
    """A rule that never wins, and the rules that shadow it: none where its own condition can't hold."""

    decision: Decision
    rule: Rule
    shadows: tuple[Rule, ...]
    answer: Impossible | GaveUp


def beaters(decision: Decision, rule: Rule) -> tuple[Rule, ...]:
    """The rules of a decision that beat one of them; all of them beat its default."""
    if rule == decision.default:
        return decision.rules
    return tuple(other for other in decision.rules if rule.name in other.beats)


def wins(decision: Decision, rule: Rule) -> tuple[Condition, ...]:
    """What makes a rule win: its guard, and the guard of no rule that beats it."""
    return (rule.guard, *(negate(other.guard) for other in beaters(decision, rule)))


def conflicts(session: Session, decision: Decision) -> Iterator[Conflict]:
    """The conflicts of one decision, in the order of its rules."""
    for first, second in combinations(decision.rules, 2):
        if second.name in first.beats or first.name in second.beats:
            continue
        difference = differ(first.outcome, second.outcome)
        if difference == Always(False):
            continue
        conditions = dict.fromkeys((*wins(decision, first), *wins(decision, second), difference))
        answer = session.ask(*conditions)
        if not isinstance(answer, Impossible):
            yield Conflict(decision=decision, first=first, second=second, answer=answer)


def gap(session: Session, decision: Decision) -> Found | GaveUp | None:
    """A case that a complete decision leaves without an answer; None if there is none."""
    if not decision.complete or decision.default is not None:
        return None
    asked = dict.fromkeys((decision.concerns, *(negate(rule.guard) for rule in decision.rules)))
    answer = session.ask(*asked)
    return None if isinstance(answer, Impossible) else answer


def dead(session: Session, decision: Decision) -> Iterator[Dead]:
    """The rules of one decision that never win, in their order."""
    for rule in decision.rules:
        against = beaters(decision, rule)
        answer = _covered(session, rule, against)
        if isinstance(answer, GaveUp):
            yield Dead(decision=decision, rule=rule, shadows=against, answer=answer)
        elif isinstance(answer, Impossible):
            yield Dead(decision=decision, rule=rule, shadows=_shadows(session, rule, against), answer=answer)


def _covered(session: Session, rule: Rule, others: tuple[Rule, ...]) -> Answer:
    """Impossible if the guards of some rules cover that of one."""
    return session.ask(And((rule.guard, *(negate(other.guard) for other in others))))


def _shadows(session: Session, rule: Rule, against: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The smallest set of rules that covers one, the first in order if there are several."""
    if len(against) <= _SMALLEST_UP_TO:
        for size in range(len(against)):
            for chosen in combinations(against, size):
                if isinstance(_covered(session, rule, chosen), Impossible):
                    return chosen
        return against
    kept = against
    for other in against:
        fewer = tuple(one for one in kept if one is not other)
        if isinstance(_covered(session, rule, fewer), Impossible):
            kept = fewer
    return kept
