"""Which outcomes of two decisions are unlike, as conditions and as delays that end apart on some date.

A decision **differs** on a case if some outcome wins on one side and no equal outcome wins on the other. So each rule
of each side is asked about once: it wins, and no rule of the other side wins with an equal outcome. Rules that stand
alike on both sides (same condition, outcome, and conditions that beat them) need no question, nor do rules that the
index holds apart; so the work grows with what was changed.

Delays are equal if they end together on every date, however they are written. So rules with delays that run on
calendars are compared pair by pair, by `solver.delays.outrun`, and leave the questions on conditions alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from contractlang.calendars import Timing
from contractlang.comparison.items import plain
from contractlang.core.cases import Case
from contractlang.core.expressions import Always, Compare, Comparison, Condition, NumberFact, Or, Whole, negate
from contractlang.core.outcomes import Commitment, Outcome, differ
from contractlang.core.program import Decision, Rule
from contractlang.records import frozen
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.delays import Broken, Unsettled, outrun, timing_of
from contractlang.solver.overlap import Overlaps
from contractlang.solver.rules import Rules
from contractlang.values import Length

# Seconds of the steps to which a case is rounded
_ROUND = (3600, 900, 60)


@frozen
class Differing:
    """A case that is decided otherwise."""

    case: Case


class Side:
    """One decision with what its rules come to."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        default = () if decision.default is None else (decision.default,)
        self.rules: tuple[Rule, ...] = (*decision.rules, *default)
        self._indexed = Rules(decision)

    def wins(self, rule: Rule) -> tuple[Condition, ...]:
        """What makes a rule win in a case that raises the question."""
        return tuple(dict.fromkeys((self.decision.concerns, rule.guard, *map(negate, self.beating(rule)))))

    def beating(self, rule: Rule) -> tuple[Condition, ...]:
        """The conditions under which another rule beats one."""
        against = self.decision.rules if rule is self.decision.default else self._indexed.beaters(rule)
        return tuple(dict.fromkeys(other.guard for other in against))

    @cached_property
    def keys(self) -> Mapping[str, object]:
        """What each rule says, and where it wins, by its name; the default comes last."""
        found: dict[str, object] = {}
        for place, rule in enumerate(self.rules):
            beating = frozenset(map(plain, self.beating(rule)))
            key = plain(rule.guard), plain(rule.outcome), beating, plain(self.decision.concerns)
            found[f"{place}"] = key
        return found


def differing(session: Session, first: Side, second: Side, start: str | None) -> Iterator[Differing | GaveUp]:
    """The cases that two decisions answer otherwise, or what could not be told; `start` sets delays running."""
    places = Overlaps([rule.guard for rule in (*first.rules, *second.rules)])
    shift = len(first.rules)
    pairs: dict[tuple[int, int], None] = {}
    for own, other, mine, theirs in ((first, second, 0, shift), (second, first, shift, 0)):
        known = set(other.keys.values())
        for place, rule in enumerate(own.rules):
            if own.keys[f"{place}"] in known:
                continue
            together = places.together(place + mine)
            met = [(at, one) for at, one in enumerate(other.rules) if together >> at + theirs & 1]
            found = session.ask(*own.wins(rule), *_none_alike(rule, other, met, start))
            if isinstance(found, Found):
                yield Differing(found.case)
            elif isinstance(found, GaveUp):
                yield found
            timed = (at for at, one in met if _both_timed(rule.outcome, one.outcome, start))
            pairs |= dict.fromkeys((place, at) if own is first else (at, place) for at in timed)
    if start is not None:
        for place, at in pairs:
            yield from _apart(session, (first, first.rules[place]), (second, second.rules[at]), start)


def _none_alike(rule: Rule, other: Side, met: list[tuple[int, Rule]], start: str | None) -> Iterator[Condition]:
    """That no rule of the other side wins with an outcome equal to that of one."""
    for _, against in met:
        unlike = _unlike(rule.outcome, against.outcome, start)
        if unlike != Always(True):
            yield Or((*map(negate, other.wins(against)), unlike))


def _unlike(first: Outcome, second: Outcome, start: str | None) -> Condition:
    if plain(first) == plain(second) or _both_timed(first, second, start):
        return Always(False)
    return differ(first, second)


def _both_timed(first: Outcome, second: Outcome, start: str | None) -> bool:
    """Whether two outcomes are delays that end on dates, and otherwise say the same."""
    if start is None or not isinstance(first, Commitment) or not isinstance(second, Commitment):
        return False
    timed = all(isinstance(one.length, Length) and not one.notice for one in (first, second))
    return timed and first.share == second.share and plain(first) != plain(second)


def _apart(
    session: Session, first: tuple[Side, Rule], second: tuple[Side, Rule], start: str
) -> Iterator[Differing | GaveUp]:
    """A case in which one of two delays ends before the other, whichever it is."""
    (one, rule), (other, against) = first, second
    assert isinstance(rule.outcome, Commitment)
    assert isinstance(against.outcome, Commitment)
    theirs, ours = timing_of(session, rule.outcome), timing_of(session, against.outcome)
    assert theirs is not None
    assert ours is not None
    # an equal delay on the other side answers a rule, whatever else wins there too
    alone = [*_unanswered(rule, other), *_unanswered(against, one)]
    conditions = tuple(dict.fromkeys((*one.wins(rule), *other.wins(against), *alone)))
    if not session.possible(*conditions):
        return
    for late, early in ((theirs, ours), (ours, theirs)):
        found = outrun(session, late, early, conditions, start)
        if isinstance(found, Broken):
            yield Differing(_rounder(session, found, (late, early), conditions))
        elif isinstance(found, Unsettled):
            yield GaveUp(found.reason)


def _rounder(
    session: Session, found: Broken, timings: tuple[Timing, Timing], conditions: tuple[Condition, ...]
) -> Case:
    """The case of a broken order, at a rounder instant close by if it is broken there by half as much at least."""
    worst = found.excess.worst_instant
    for step in _ROUND:
        for at in (-(-worst // step) * step, worst // step * step):
            late, early = (timing.deadline(at) for timing in timings)
            if 2 * (late - early) >= found.excess.excess_seconds and session.window.start <= at < session.window.end:
                started = Compare(Comparison.EQ, NumberFact(found.start), Whole(at))
                answer = session.ask(*conditions, started)
                if isinstance(answer, Found):
                    return answer.case
    return found.case


def _unanswered(rule: Rule, other: Side) -> Iterator[Condition]:
    for against in other.rules:
        if plain(against.outcome) == plain(rule.outcome):
            yield Or(tuple(map(negate, other.wins(against))))
