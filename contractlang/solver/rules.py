"""The questions about the rules of one decision: conflict, gap, dead rule.

A rule **applies** to a case if its guard holds there, and **wins** if no rule that beats it applies too (`beats` is
transitively closed, so a winner among the beaten changes nothing). Then, as formulas over one case:

- conflict of two rules: both win, neither beats the other, and their outcomes differ;
- gap: no guard holds, and there is no default, in a case that raises the question;
- dead rule: nothing makes it win. It is shown with a smallest set of beaters whose guards cover its own.

Two rules that are ordered, that the index of the decision holds apart, or whose outcomes never differ, are not asked
about; nor does a question name rules that are held apart from those that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from contractlang.core.cases import Case
from contractlang.core.evaluate import holds
from contractlang.core.expressions import Always, And, Condition, negate
from contractlang.core.outcomes import alike, differ
from contractlang.core.program import Decision, Rule
from contractlang.diagnostics import Text
from contractlang.records import frozen
from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.overlap import Overlaps, places
from contractlang.solver.session import Session

# Up to so many conditions go into a question at once; of more, those that a case shows to matter.
_AT_ONCE = 8
# Beyond so many questions about pairs the decision is too tangled to go on.
_MOST_PAIRS = 5_000
# Beyond so many cases a smallest set of shadows is no longer looked for: the set shown is then minimal.
_MOST_CASES = 64

_TANGLED = Text(
    "plus de {number} paires de ses règles se recoupent", "more than {number} pairs of its rules meet in some case"
)


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


class Rules:
    """The rules of one decision, which beat which, and which may apply together."""

    def __init__(self, decision: Decision) -> None:
        self.rules = decision.rules
        self._default = decision.default
        self._place = {rule.name: place for place, rule in enumerate(self.rules)}
        self._beaters: dict[str, tuple[Rule, ...]] = {}
        self._beating = [0] * len(self.rules)
        for place, rule in enumerate(self.rules):
            for other in rule.beats:
                if other in self._place:
                    self._beating[self._place[other]] |= 1 << place

    @cached_property
    def overlaps(self) -> Overlaps:
        """The index of their guards."""
        return Overlaps([rule.guard for rule in self.rules])

    @cached_property
    def alike(self) -> dict[object, int]:
        """The rules of each outcome."""
        found: dict[object, int] = {}
        for place, rule in enumerate(self.rules):
            if (key := alike(rule.outcome)) is not None:
                found[key] = found.get(key, 0) | 1 << place
        return found

    def of(self, mask: int) -> tuple[Rule, ...]:
        """The rules that the bits of a mask stand for, in order."""
        return tuple(self.rules[place] for place in places(mask))

    def beaters(self, rule: Rule) -> tuple[Rule, ...]:
        """The rules that beat one and may apply where it does."""
        if rule.name not in self._beaters:
            place = self._place[rule.name]
            self._beaters[rule.name] = self.of(self._beating[place] & self.overlaps.together(place))
        return self._beaters[rule.name]

    def named(self, name: str) -> Rule:
        """The rule of a name."""
        return self.rules[self._place[name]]

    def among(self, names: Iterable[str]) -> list[Rule]:
        """The rules of some names, as far as there are such rules, in order."""
        return [self.rules[place] for place in sorted(self._place[name] for name in names if name in self._place)]

    def against(self, *rules: Rule) -> tuple[Rule, ...]:
        """The rules that beat one of some rules and may apply where all of them do; all others beat the default."""
        beating, meeting = 0, -1
        for rule in rules:
            is_default = rule == self._default
            beating |= (1 << len(self.rules)) - 1 if is_default else self._beating[self._place[rule.name]]
            meeting &= -1 if is_default else self.overlaps.together(self._place[rule.name])
        return self.of(beating & meeting)

    def may_meet(self, first: Rule, second: Rule) -> bool:
        """Whether the index lets two rules apply to one case."""
        return bool(self.overlaps.together(self._place[first.name]) >> self._place[second.name] & 1)

    def pairs(self) -> Iterator[tuple[Rule, Rule]]:
        """The pairs of rules that may apply together, of which neither beats the other, and that say something else."""
        for place, first in enumerate(self.rules):
            later = self._rivals(first) >> place + 1 << place + 1
            yield from ((first, second) for second in self.of(later))

    def rivals(self, rule: Rule) -> tuple[Rule, ...]:
        """The rules that may apply where one does, that say something else, and of which neither beats the other."""
        return self.of(self._rivals(rule) & ~(1 << self._place[rule.name]))

    def _rivals(self, rule: Rule) -> int:
        place = self._place[rule.name]
        found = self.overlaps.together(place)
        for other in rule.beats:
            found &= ~(1 << self._place[other]) if other in self._place else -1
        return found & ~self._beating[place] & ~self.alike.get(alike(rule.outcome), 0)


def rules_of(session: Session, decision: Decision) -> Rules:
    """The rules of a decision with their index, made once."""
    return session.once((Rules, decision.name, id(decision.rules)), lambda: Rules(decision))


def wins(session: Session, decision: Decision, *rules: Rule) -> tuple[Condition, ...]:
    """What makes some rules win together: their guards, and the guard of no rule that beats one where all may apply."""
    against = rules_of(session, decision).against(*rules)
    return tuple(dict.fromkeys((*(rule.guard for rule in rules), *(negate(other.guard) for other in against))))


def answers(session: Session, decision: Decision, rule: Rule) -> tuple[Condition, ...]:
    """What makes a rule give the answer: it wins, and no rule of equal rank that says something else wins too.

    Where two contradict each other nothing is due that could be compared with anything; that is a finding of its own.
    """
    won = wins(session, decision, rule)
    if rule == decision.default:
        return won
    rivals = ((other, differ(rule.outcome, other.outcome)) for other in rules_of(session, decision).rivals(rule))
    contradicted = (
        And((*wins(session, decision, other), unlike)) for other, unlike in rivals if unlike != Always(False)
    )
    return (*won, *map(negate, contradicted))


def disputes(session: Session, decision: Decision) -> Iterator[tuple[Rule, Rule, Condition]]:
    """The pairs of rules of one decision that could contradict each other, and where they say something else."""
    for first, second in rules_of(session, decision).pairs():
        difference = differ(first.outcome, second.outcome)
        if difference != Always(False):
            yield first, second, difference


def conflicts(session: Session, decision: Decision) -> Iterator[Conflict]:
    """The conflicts of one decision, in the order of its rules."""
    rules = rules_of(session, decision)
    for asked, (first, second, difference) in enumerate(disputes(session, decision), 1):
        if asked > _MOST_PAIRS:
            reason = _TANGLED(number=_MOST_PAIRS)
            yield Conflict(decision=decision, first=first, second=second, answer=GaveUp(reason))
            return
        answer = ask_without(session, (first.guard, second.guard, difference), rules.against(first, second))
        if not isinstance(answer, Impossible):
            yield Conflict(decision=decision, first=first, second=second, answer=answer)


def gap(session: Session, decision: Decision) -> Found | GaveUp | None:
    """A case that a complete decision leaves without an answer; None if there is none."""
    asked = uncovered(decision)
    answer = Impossible() if asked is None else session.ask(*asked)
    return None if isinstance(answer, Impossible) else answer


def uncovered(decision: Decision) -> tuple[Condition, ...] | None:
    """What makes a complete decision leave a case without an answer; None where nothing can."""
    if not decision.complete or decision.default is not None:
        return None
    return tuple(dict.fromkeys((decision.concerns, *(negate(rule.guard) for rule in decision.rules))))


def dead(session: Session, decision: Decision) -> Iterator[Dead]:
    """The rules of one decision that never win, in their order."""
    rules = rules_of(session, decision)
    for rule in decision.rules:
        against = rules.beaters(rule)
        found = possible_without(session, (rule.guard,), against)
        if isinstance(found, GaveUp):
            yield Dead(decision=decision, rule=rule, shadows=against, answer=found)
        elif not found:
            yield Dead(decision=decision, rule=rule, shadows=_shadows(session, rule, against), answer=Impossible())


def ask_without(session: Session, conditions: Sequence[Condition], rules: Iterable[Rule]) -> Answer:
    """A case that makes all conditions true and the guard of no rule.

    Of many rules few matter: those whose guard a case does not make false are added, until a case makes all false.
    """
    guards = dict.fromkeys(rule.guard for rule in rules)
    chosen = dict.fromkeys(guards if len(guards) <= _AT_ONCE else ())
    while True:
        answer = session.ask(*dict.fromkeys((*conditions, *map(negate, chosen))))
        if not isinstance(answer, Found) or len(chosen) == len(guards):
            return answer
        case = answer.case
        missed = [guard for guard in guards if guard not in chosen and may_hold(session, guard, case)]
        if not missed:
            return answer
        # one tells most: with its facts in the case most others are settled
        chosen |= dict.fromkeys(missed[: min(len(chosen) or 1, _AT_ONCE)])


def possible_without(session: Session, conditions: Sequence[Condition], rules: Sequence[Rule]) -> bool | GaveUp:
    """Whether there is a case that makes all conditions true and the guard of no rule."""
    if len(rules) <= _AT_ONCE:
        return session.possible(*dict.fromkeys((*conditions, *(negate(rule.guard) for rule in rules))))
    answer = ask_without(session, conditions, rules)
    return answer if isinstance(answer, GaveUp) else isinstance(answer, Found)


def may_hold(session: Session, condition: Condition, case: Case) -> bool:
    """Whether a condition is true of a case, or reads a fact that the case does not hold."""
    try:
        return holds(condition, case, session.program.calendars)
    except KeyError:
        return True


def _shadows(session: Session, rule: Rule, against: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The smallest set of rules that covers one, the first in order if there are several.

    A case of the rule that a set does not cover must be covered by some other: so each set that fails tells more about
    those that don't, and the smallest that meets all that is known is tried next.
    """
    known: list[frozenset[int]] = []
    while len(known) < _MOST_CASES:
        chosen = _smallest_meeting(known, len(against))
        answer = ask_without(session, (rule.guard,), [against[place] for place in chosen])
        if isinstance(answer, Impossible):
            return tuple(against[place] for place in chosen)
        if isinstance(answer, GaveUp):
            break
        case = answer.case
        known.append(frozenset(n for n, other in enumerate(against) if may_hold(session, other.guard, case)))
    return _minimal(against, lambda fewer: possible_without(session, (rule.guard,), fewer) is False)


def _smallest_meeting(sets: Sequence[frozenset[int]], count: int) -> tuple[int, ...]:
    """The smallest choice of numbers below `count` that meets every set, the first in order if there are several."""
    for size in range(count + 1):
        if (found := _meeting(sets, size, (), 0)) is not None:
            return found
    return tuple(range(count))


def _meeting(sets: Sequence[frozenset[int]], size: int, chosen: tuple[int, ...], least: int) -> tuple[int, ...] | None:
    left = [one for one in sets if one.isdisjoint(chosen)]
    if not left:
        return chosen
    if size == 0:
        return None
    # numbers are taken in order, so one beyond the largest of the narrowest set leaves that set unmet
    most = min(max(one) for one in left)
    for number in sorted({number for one in left for number in one if least <= number <= most}):
        found = _meeting(sets, size - 1, (*chosen, number), number + 1)
        if found is not None:
            return found
    return None


def _minimal(against: tuple[Rule, ...], covers: Callable[[tuple[Rule, ...]], bool]) -> tuple[Rule, ...]:
    """A set of which each rule is needed."""
    kept = against
    for other in against:
        fewer = tuple(one for one in kept if one is not other)
        if covers(fewer):
            kept = fewer
    return kept
