"""What the text of a decision says without effect: conditions that change nothing, exceptions that settle nothing.

- A **condition** of a rule is redundant if the rule wins the same cases without it: wherever it would then apply too,
  another prevails. Only rules count that prevail over it somewhere as it stands; over one that the condition itself
  keeps apart from it, either the condition or the order is needed (if both are there, the exception is idle). That
  another rule says the same there does not count either: cells of a table may be alike.
- An **exception** is idle if the two rules never apply to one case, or never say something else there; and if leaving
  it out takes no effect from other exceptions, which may follow from it (T3 over T2 and T2 over T1: T3 over T1). One
  with a rule that never applies is left out: that rule is the fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.core.expressions import Always, Condition, conjuncts, facts_of, negate
from contractlang.core.outcomes import differ
from contractlang.core.program import Decision, Exceptional, Rule
from contractlang.records import frozen
from contractlang.solver.answers import GaveUp
from contractlang.solver.rules import Rules, possible_without, rules_of
from contractlang.solver.session import Session


@frozen(kw_only=True)
class Redundant:
    """Conditions of a rule, each of which changes nothing; or, with a reason, one of which that is not known."""

    decision: Decision
    rule: Rule
    conditions: tuple[Condition, ...]
    unknown: GaveUp | None = None


def redundant(session: Session, decision: Decision) -> Iterator[Redundant]:
    """The rules with conditions that change nothing, in the order of the decision.

    Left out: rules that never win, and those of which others take over the condition (surcharges; shares of tickets
    are measured under it).
    """
    rules = rules_of(session, decision)
    taken = {rule.name.rpartition(".")[0] for rule in decision.rules}
    for rule in decision.rules:
        if rule.name in taken or getattr(rule.outcome, "share", None) is not None:
            continue
        found: list[Condition] = []
        for condition in rule.stated:
            wins_more = _wins_more(session, rules, rule, condition)
            if isinstance(wins_more, GaveUp):
                yield Redundant(decision=decision, rule=rule, conditions=(condition,), unknown=wins_more)
            elif not wins_more:
                found.append(condition)
        if found and possible_without(session, (rule.guard,), rules.beaters(rule)) is True:
            yield Redundant(decision=decision, rule=rule, conditions=tuple(found))


def _wins_more(session: Session, rules: Rules, rule: Rule, condition: Condition) -> bool | GaveUp:
    """Whether a rule would win more cases without a condition; so it is taken to be where it is none on a case.

    It may be none any more, where it speaks of a priority that the matrix gives in every case or in none.
    """
    rest = list(conjuncts(rule.guard))
    if condition not in rest or not any(facts_of(condition)):
        return True
    rest.remove(condition)
    more = (*rest, negate(condition))
    beaters = rules.beaters(rule)
    answer = possible_without(session, more, beaters)
    if answer is not False or not beaters:
        return answer
    return possible_without(session, more, [one for one in beaters if session.possible(rule.guard, one.guard)])


@frozen(kw_only=True)
class Idle:
    """An exception that changes nothing, or with a reason, one of which that is not known.

    The `rules` never `meet`, or where they meet they say the same.
    """

    exception: Exceptional
    decision: Decision
    rules: tuple[Rule, ...]
    meet: bool
    unknown: GaveUp | None = None


def idle(session: Session, decision: Decision) -> Iterator[Idle]:
    """The exceptions of a decision that change nothing in it, in the order of the text."""
    rules = rules_of(session, decision)
    named = {rule.name: rule for rule in decision.rules}
    for exception in decision.exceptions:
        pairs = [(rule, loser) for rule in rules.among(exception.winners) for loser in rules.among(exception.losers)]
        needed = _any(_opposed(session, rules, first, second) for first, second in pairs)
        if needed is False:
            lost = _lost(decision, exception, named)
            needed = _any(_settled(session, rules, pair, lost) for pair in lost)
        if needed is True:
            continue
        if not all(any(session.possible(rule.guard) for rule in side) for side in zip(*pairs, strict=True)):
            continue
        found = dict.fromkeys(rule.name for pair in pairs for rule in pair)
        yield Idle(
            exception=exception,
            decision=decision,
            rules=tuple(named[name] for name in found),
            meet=any(rules.may_meet(*pair) and session.possible(*(rule.guard for rule in pair)) for pair in pairs),
            unknown=needed if isinstance(needed, GaveUp) else None,
        )


def _any(answers: Iterator[bool | GaveUp]) -> bool | GaveUp:
    """Whether any is true; else that some is not known, else that none is."""
    unknown: bool | GaveUp = False
    for answer in answers:
        if answer is True:
            return True
        unknown = answer or unknown
    return unknown


def _opposed(session: Session, rules: Rules, first: Rule, second: Rule) -> bool | GaveUp:
    """Whether two rules apply to some case and say something else of it."""
    difference = differ(first.outcome, second.outcome)
    if difference == Always(False) or not rules.may_meet(first, second):
        return False
    return session.possible(*dict.fromkeys((first.guard, second.guard, difference)))


def _settled(session: Session, rules: Rules, pair: tuple[Rule, Rule], lost: list[tuple[Rule, Rule]]) -> bool | GaveUp:
    """Whether two rules would contradict each other without the order that is lost."""
    first, second = pair
    if (opposed := _opposed(session, rules, first, second)) is False:
        return opposed
    gone = {(one.name, other.name) for one, other in lost}
    against = [other for rule in pair for other in rules.beaters(rule) if (other.name, rule.name) not in gone]
    return possible_without(session, (first.guard, second.guard, differ(first.outcome, second.outcome)), against)


def _lost(decision: Decision, exception: Exceptional, named: Mapping[str, Rule]) -> list[tuple[Rule, Rule]]:
    """The pairs of rules that are no longer ordered once an exception is left out."""
    members: dict[str, frozenset[str]] = {}
    direct: dict[str, set[str]] = {}
    for one in decision.exceptions:
        members |= {one.winner: one.winners, one.loser: one.losers}
        if one is not exception:
            direct.setdefault(one.winner, set()).add(one.loser)
    above = [name for name in members if name == exception.winner or exception.winner in _below(direct, name)]
    under = {exception.loser, *_below(direct, exception.loser)}
    return [
        (named[winner], named[loser])
        for high in above
        for low in sorted(under - _below(direct, high))
        for winner in sorted(members[high])
        for loser in sorted(members[low])
    ]


def _below(direct: Mapping[str, set[str]], start: str) -> set[str]:
    """All over which one prevails, transitively."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in direct.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
