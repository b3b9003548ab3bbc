"""What the text of a decision says without effect: conditions that change nothing, exceptions that settle nothing.

- A **condition** of a rule is redundant if the rule wins the same cases without it: wherever it would then apply too,
  another prevails. Only rules count that prevail over it somewhere as it stands; over one that the condition itself
  keeps apart from it, either the condition or the order is needed (if both are there, the exception is idle). That
  another rule says the same there does not count either: cells of a table may be alike.
- An **exception** is idle if the two rules never apply to one case, or never say something else there; and if leaving
  it out takes no effect from other exceptions, which may follow from it (T3 over T2 and T2 over T1: T3 over T1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from contractlang.core.expressions import Always, Condition, conjuncts, negate
from contractlang.core.outcomes import differ
from contractlang.core.program import Decision, Exceptional, Rule
from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.rules import Rules, ask_without, rules_of
from contractlang.solver.session import Session


@frozen(kw_only=True)
class Redundant:
    """Conditions of a rule, each of which changes nothing; or one of which that is not known."""

    decision: Decision
    rule: Rule
    conditions: tuple[Condition, ...]
    answer: Impossible | GaveUp


def redundant(session: Session, decision: Decision) -> Iterator[Redundant]:
    """The rules with conditions that change nothing, in the order of the decision.

    Left out: rules that never apply, and those of which others take over the condition (surcharges; shares of tickets
    are measured under it).
    """
    rules = rules_of(session, decision)
    taken = {rule.name.rpartition(".")[0] for rule in decision.rules}
    for rule in decision.rules:
        if rule.name in taken or getattr(rule.outcome, "share", None) is not None:
            continue
        found: list[Condition] = []
        for condition in rule.stated:
            answer = _more(session, rules, rule, condition)
            if isinstance(answer, GaveUp):
                yield Redundant(decision=decision, rule=rule, conditions=(condition,), answer=answer)
            elif isinstance(answer, Impossible):
                found.append(condition)
        if found and isinstance(session.ask(rule.guard), Found):
            yield Redundant(decision=decision, rule=rule, conditions=tuple(found), answer=Impossible())


def _more(session: Session, rules: Rules, rule: Rule, condition: Condition) -> Answer | None:
    """A case that a rule wins only without one of its conditions; None for what is no condition on a case."""
    rest = list(conjuncts(rule.guard))
    if isinstance(condition, Always) or condition not in rest:
        return None
    rest.remove(condition)
    more = (*rest, negate(condition))
    beaters = rules.beaters(rule)
    answer = ask_without(session, more, beaters)
    if not isinstance(answer, Impossible) or not beaters:
        return answer
    meeting = (one for one in beaters if not isinstance(session.ask(rule.guard, one.guard), Impossible))
    return ask_without(session, more, tuple(meeting))


@frozen(kw_only=True)
class Idle:
    """An exception that changes nothing: the rules never `meet`, or where they meet they say the same."""

    exception: Exceptional
    decision: Decision
    rules: tuple[Rule, ...]
    meet: bool
    answer: Impossible | GaveUp


def idle(session: Session, decision: Decision) -> Iterator[Idle]:
    """The exceptions of a decision that change nothing in it, in the order of the text."""
    rules = rules_of(session, decision)
    named = {rule.name: rule for rule in decision.rules}
    for exception in decision.exceptions:
        pairs = _pairs(exception, named)
        answer = _first(_opposed(session, rules, first, second) for first, second in pairs)
        if isinstance(answer, Impossible):
            lost = _lost(decision, exception, named)
            answer = _first(_settled(session, rules, pair, lost) for pair in lost)
        if isinstance(answer, Found):
            continue
        found = tuple(dict.fromkeys(rule.name for pair in pairs for rule in pair))
        meet = not all(isinstance(_meeting(session, rules, first, second), Impossible) for first, second in pairs)
        yield Idle(
            exception=exception,
            decision=decision,
            rules=tuple(named[name] for name in found),
            meet=meet,
            answer=answer,
        )


def _pairs(exception: Exceptional, named: Mapping[str, Rule]) -> list[tuple[Rule, Rule]]:
    """Every rule that prevails by an exception, beside every rule over which it does."""
    losers = [rule for rule in named.values() if rule.name in exception.losers]
    return [(rule, loser) for rule in named.values() if rule.name in exception.winners for loser in losers]


def _first(answers: Iterator[Answer]) -> Answer:
    """The first case that is found; else that some answer is not known; else that there is none."""
    unknown: Answer = Impossible()
    for answer in answers:
        if isinstance(answer, Found):
            return answer
        unknown = answer if isinstance(answer, GaveUp) else unknown
    return unknown


def _meeting(session: Session, rules: Rules, first: Rule, second: Rule) -> Answer:
    return session.ask(first.guard, second.guard) if rules.may_meet(first, second) else Impossible()


def _opposed(session: Session, rules: Rules, first: Rule, second: Rule) -> Answer:
    """A case to which both rules apply and of which they say something else."""
    difference = differ(first.outcome, second.outcome)
    if difference == Always(False) or not rules.may_meet(first, second):
        return Impossible()
    return session.ask(*dict.fromkeys((first.guard, second.guard, difference)))


def _settled(session: Session, rules: Rules, pair: tuple[Rule, Rule], lost: list[tuple[Rule, Rule]]) -> Answer:
    """A case that a pair contradicts itself on, were it not for the order that is lost."""
    first, second = pair
    if isinstance(answer := _opposed(session, rules, first, second), Impossible):
        return answer
    gone = {(one.name, other.name) for one, other in lost}
    against = [other for rule in pair for other in rules.beaters(rule) if (other.name, rule.name) not in gone]
    return ask_without(session, (first.guard, second.guard, differ(first.outcome, second.outcome)), against)


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
