"""Whether more time is given for a graver incident than for a lesser one, on some date of the contract's life.

Two delays on one milestone are compared on cases that differ in one fact of an ordered scale alone: the program is
taken once for each word of the scale, with the fact settled, and the delays of two words by `solver.delays`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from contractlang.calendars import NeverOpens, Timing, worst_excess
from contractlang.core.cases import PRIORITY, SEVERITY, Case
from contractlang.core.expressions import Always, And, Condition, IsOneOf, Not, Or, facts_of
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Decision, Delay, Program, Rule
from contractlang.records import evolve, frozen
from contractlang.solver.answers import Found
from contractlang.solver.delays import Broken, Pair, Unsettled, compare
from contractlang.solver.overlap import Overlaps, places
from contractlang.solver.rules import answers, rules_of
from contractlang.solver.session import Session
from contractlang.values import Length


@frozen(kw_only=True)
class Wrong:
    """A graver delay that ends after a milder one, where `fact` is `high` or `low`.

    `broken` None: the graver one promises nothing. `case` is of the graver.
    """

    fact: str
    high: str
    low: str
    broken: Broken | None
    case: Case


class Scale:
    """One ordered fact with its words, from the least to the gravest, and the program at each of them."""

    def __init__(self, session: Session, fact: str, words: tuple[str, ...]) -> None:
        self.fact = fact
        self._session = session
        self._words = words
        program = session.program
        held = {word: _given(program, fact, word) for word in words}
        decisions = {_of(name, word): one for word, known in held.items() for name, one in known.items()}
        self._split = Session(evolve(program, decisions=decisions))

    def pairs(self) -> Iterator[tuple[Delay, Delay]]:
        """The pairs of delays on one milestone that may be compared, but those that hold for one case, in order.

        That is two delays for one milestone, which is said elsewhere.
        """
        for one, other in _comparable(self._session.program, self.fact, self._words):
            if self._session.possible(*_answers(self._session, one), *_answers(self._session, other)) is not True:
                yield one, other

    def wrong(self, graver: Delay, milder: Delay) -> Wrong | Unsettled | None:
        """The first two words for which a graver and a milder delay are in the wrong order."""
        split = self._split
        seen: set[tuple[Condition, Condition]] = set()
        for low, high in combinations(self._words, 2):
            guards = (_guard(split, graver, high), _guard(split, milder, low))
            if Always(False) in guards or guards in seen:
                continue
            seen.add(guards)
            if not _promises_nothing(graver) and _kept(self._session, graver, milder):
                return None
            upper, lower = _delay(split, graver, high), _delay(split, milder, low)
            if _promises_nothing(graver):
                found = split.ask(*_answers(split, upper), *_answers(split, lower))
                if isinstance(found, Found) and not _promises_nothing(milder):
                    return Wrong(fact=self.fact, high=high, low=low, broken=None, case={**found.case, self.fact: high})
                continue
            answer = compare(split, Pair(earlier=upper, later=lower))
            if isinstance(answer, Broken):
                case = {**answer.case, self.fact: high}
                return Wrong(fact=self.fact, high=high, low=low, broken=answer, case=case)
            if isinstance(answer, Unsettled) and not answer.lacks_start:
                return answer
        return None


def scales(session: Session) -> tuple[Scale, ...]:
    """The scales on which some delay depends."""
    return session.once(Scale, lambda: tuple(_scales(session)))


def _scales(session: Session) -> Iterator[Scale]:
    program = session.program
    for fact in (SEVERITY, PRIORITY):
        known = program.facts.get(fact)
        scale = program.vocabularies.get(known.type.vocabulary or "") if known else None
        if scale is not None and scale.ordered and any(fact in delay.rule.reads for delay in program.delays):
            yield Scale(session, fact, tuple(scale.words))


def _comparable(program: Program, fact: str, words: tuple[str, ...]) -> list[tuple[Delay, Delay]]:
    """The pairs of delays on one milestone that may meet on cases that differ in the fact alone, in their order."""
    groups: dict[tuple[str, str | None], list[Delay]] = {}
    for delay in program.delays:
        groups.setdefault((delay.decision, delay.party), []).append(delay)
    pairs = []
    for delays in groups.values():
        if any(fact in delay.rule.reads for delay in delays):
            whatever = [Or(tuple(_condition(delay.rule.guard, fact, word) for word in words)) for delay in delays]
            index = Overlaps(whatever)
            for place, one in enumerate(delays):
                later = places(index.together(place) >> place + 1 << place + 1)
                pairs += [(one, delays[n]) for n in later if fact in {*one.rule.reads, *delays[n].rule.reads}]
    order = {id(delay): place for place, delay in enumerate(program.delays)}
    return sorted(pairs, key=lambda pair: (order[id(pair[0])], order[id(pair[1])]))


def _promises_nothing(delay: Delay) -> bool:
    return isinstance(delay.rule.outcome, Commitment) and delay.rule.outcome.length is None


def _answers(session: Session, delay: Delay) -> tuple[Condition, ...]:
    return answers(session, session.program.decisions[delay.decision], delay.rule)


def _kept(session: Session, graver: Delay, milder: Delay) -> bool:
    """Whether the order is kept for a plain reason: the graver delay would be no later even on the other's calendar.

    That settles it for open time on a calendar that is open whenever the other one is.
    """
    first, second = graver.rule.outcome, milder.rule.outcome
    if not isinstance(first, Commitment) or not isinstance(second, Commitment):
        return True
    if not isinstance(first.length, Length) or not isinstance(second.length, Length):
        return True  # none, or one still to be agreed
    if first.calendar is None or second.calendar is None or first.by is not None or first.length.seconds is None:
        return False
    either = session.instants(frozenset((first.calendar, second.calendar)))
    if not all(first.calendar in names for names in either.open_in if second.calendar in names):
        return False
    calendar = session.program.calendars[second.calendar]
    moved, other = Timing(first.length, calendar), Timing(second.length, calendar, second.by)
    try:
        return worst_excess(moved, other, (session.window.start, session.window.end)) is None
    except (NeverOpens, ValueError):
        return False


# --- the program at one word of the scale -------------------------------------------------------------------


def _of(decision: str, word: str) -> str:
    return f"{decision}@{word}"


def _delay(session: Session, delay: Delay, word: str) -> Delay:
    rule = evolve(delay.rule, guard=_guard(session, delay, word))
    return evolve(delay, decision=_of(delay.decision, word), rule=rule)


def _guard(session: Session, delay: Delay, word: str) -> Condition:
    decision = session.program.decisions[_of(delay.decision, word)]
    return rules_of(session, decision).named(delay.rule.name).guard


def _given(program: Program, fact: str, word: str) -> dict[str, Decision]:
    """The decisions on delays once the fact is a word."""
    names = dict.fromkeys(delay.decision for delay in program.delays)
    return {name: _decision_given(program.decisions[name], fact, word) for name in names}


def _decision_given(decision: Decision, fact: str, word: str) -> Decision:
    guards = [_condition(rule.guard, fact, word) for rule in decision.rules]
    rules: list[Rule] = [
        rule if guard is rule.guard else evolve(rule, guard=guard)
        for rule, guard in zip(decision.rules, guards, strict=True)
    ]
    return evolve(decision, name=_of(decision.name, word), rules=tuple(rules))


def _condition(condition: Condition, fact: str, word: str) -> Condition:
    """A condition once a fact is a word, as far as that settles it."""
    if fact not in facts_of(condition):
        return condition
    match condition:
        case IsOneOf(read, words) if read == fact:
            return Always(word in words)
        case Not(operand):
            inner = _condition(operand, fact, word)
            return Always(not inner.value) if isinstance(inner, Always) else Not(inner)
        case And(operands):
            parts = [part for one in operands if (part := _condition(one, fact, word)) != Always(True)]
            return Always(False) if Always(False) in parts else And(tuple(parts)) if parts else Always(True)
        case Or(operands):
            parts = [part for one in operands if (part := _condition(one, fact, word)) != Always(False)]
            return Always(True) if Always(True) in parts else Or(tuple(parts)) if parts else Always(False)
    return condition
