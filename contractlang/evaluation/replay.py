"""Replaying a finding: does the evaluation of its case come to what the finding claims of it?

The evaluator reads the same core program as the solver, but in its own way, so that a fault of either shows. A claim
may be about a case that lacks facts which other rules read: then it must be true whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.core.cases import COMMITMENT, LABOUR, MILESTONES, Case
from contractlang.core.claims import (
    Answered,
    AtCap,
    Charged,
    Cheaper,
    Clash,
    Due,
    Failing,
    Given,
    Holding,
    Outlasts,
    OutOfScope,
    Unattended,
    Uncommitted,
    Uncovered,
    Unopened,
    Unpromised,
)
from contractlang.core.life import window
from contractlang.core.outcomes import Commitment, OutOfContract, differ
from contractlang.core.presence import shifts
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Claim, Diagnostic, Message, Text
from contractlang.evaluation.decide import decide
from contractlang.evaluation.facts import check_case
from contractlang.evaluation.milestones import deadline_of, milestones
from contractlang.evaluation.money import bill_line
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Answer, Conflict, Decided, NoAnswer, Undetermined
from contractlang.evaluation.scenarios import run_scenario
from contractlang.records import frozen

_DISAGREES = Text(
    "{code} {name} : l'évaluation du cas montré ne confirme pas « {claim} »",
    "{code} {name}: evaluating the case shown does not confirm “{claim}”",
)
_IMPOSSIBLE = Text(
    "{code} {name} : le cas montré est impossible, {why}", "{code} {name}: its case is impossible, {why}"
)
_UNCLAIMED = Text("{code} {name} : rien n'est dit du cas montré", "{code} {name}: nothing is claimed of its case")
_LONG = 100 * 24 * 3600


def replay(program: Program, finding: Diagnostic) -> Iterator[Message]:
    """Where the evaluation of a finding's case disagrees with the finding; nothing where it confirms it.

    `program`: the one on which it was found, its case being in core form.
    """
    if finding.case is None:
        return
    names = {"code": finding.code, "name": finding.name}
    case: dict[str, object] = dict(finding.case)
    if not finding.claims:
        yield _UNCLAIMED(**names)
    if not any(isinstance(claim, Failing) for claim in finding.claims):  # a scenario may state what can't be
        for error in check_case(program, case):  # type: ignore[arg-type]
            yield _IMPOSSIBLE(**names, why=error.message)
    replayed = _Replay(program, finding.case)
    for claim in finding.claims:
        if not replayed.confirms(claim):
            said = _words(claim)
            yield _DISAGREES(**names, claim=said)


def _words(claim: Claim) -> Text:
    """A claim as those read it who are asked to look for the fault: by the names of the code."""
    parts = {name: getattr(claim, name) for name in type(claim).__slots__ if not name.startswith("_")}  # type: ignore[attr-defined]
    shown = ", ".join(f"{name}={_short(value)}" for name, value in parts.items() if name != "scenario")
    return Text(*(f"{type(claim).__name__}({shown})",) * 2)


def _short(value: object) -> str:
    if isinstance(value, Rule):
        return value.name
    return _words(value).en if isinstance(value, Claim) else repr(value)


@frozen
class _Replay:
    """The evaluation of one case."""

    program: Program
    case: Case

    def confirms(self, claim: Claim) -> bool:
        """Whether a claim is true of the case."""
        name = getattr(claim, "decision", None)
        if name is not None and name not in self.program.decisions:
            return False
        match claim:
            case Clash(decision=name, first=first, second=second):
                return self._clash(self.program.decisions[name], first, second)
            case Uncovered(decision=name, default=default):
                return self._uncovered(self.program.decisions[name], default=default)
            case Answered(decision=name, rule=rule, given=given):
                return self._answers(name, rule, given)
            case Due():
                return self._due(claim)
            case Outlasts(earlier=earlier, later=later):
                both = earlier.at is not None and later.at is not None and earlier.at > later.at
                return both and self._due(earlier) and self._due(later)
            case Unopened(delay=delay):
                return self._due(delay) and self._unopened(delay)
            case Unattended(delay=delay):
                return self._due(delay) and self._unattended(delay)
            case Unpromised(milestone=milestone):
                return not any(self._promised(f"{COMMITMENT}.{milestone}"))
            case Uncommitted():
                return self._uncommitted()
            case OutOfScope(asset=asset):
                items = [item for item in self.program.scope if item.asset == asset]
                return self.case.get("asset") == asset and not (items and all(item.included for item in items))
            case Holding(conditions=conditions):
                return all(holds(condition, self.program, self.case) for condition in conditions)
            case Charged():
                return self._charged(claim)
            case Cheaper(cheap=cheap, dear=dear):
                return cheap.amount < dear.amount and self._charged(cheap) and self._charged(dear)
            case AtCap(duty=duty, rule=rule):
                return self._at_cap(duty, rule)
            case Failing(scenario=scenario):
                return not run_scenario(self.program, scenario).passed
        return False

    def _with(self, given: Given) -> Mapping[str, str | bool | int]:
        return {**self.case, **given}

    def _answers(self, name: str, rule: Rule, given: Given) -> bool:
        decision = self.program.decisions[name]
        answers = _possible(decision, self.program, self._with(given))
        return all(isinstance(one, Decided) and rule in _rules(one) for one in answers)

    def _clash(self, decision: Decision, first: Rule, second: Rule) -> bool:
        """Both rules apply, none that applies beats either, what they come to differs: so does the evaluator say."""
        for rule in (first, second):
            if rule not in decision.rules:
                return False
            if holds(rule.guard, self.program, self.case) is not True:
                return False
            if any(holds(other.guard, self.program, self.case) is not False for other in decision.beaters[rule.name]):
                return False
        if holds(differ(first.outcome, second.outcome), self.program, self.case) is not True:
            return False
        return all(isinstance(one, Conflict) for one in _possible(decision, self.program, self.case))

    def _uncovered(self, decision: Decision, *, default: bool) -> bool:
        if any(holds(rule.guard, self.program, self.case) is not False for rule in decision.rules):
            return False
        answers = _possible(decision, self.program, self.case)
        return all(
            isinstance(one, NoAnswer) or (default and isinstance(one, Decided) and one.rule == decision.default)
            for one in answers
        )

    def _due(self, due: Due) -> bool:
        if not self._answers(due.decision, due.rule, due.given) or not isinstance(due.rule.outcome, Commitment):
            return False
        start = self._with(due.given).get(due.start, window(self.program).start if due.at is None else None)
        return start is not None and deadline_of(due.rule.outcome, self.program, int(start))[0] == due.at

    def _unopened(self, due: Due) -> bool:
        if due.at is None:
            return True
        assert isinstance(due.rule.outcome, Commitment)
        start = int(self._with(due.given)[due.start])
        _, calendar = deadline_of(due.rule.outcome, self.program, start)
        return calendar.elapsed(start, due.at) <= 0

    def _unattended(self, due: Due) -> bool:
        known = shifts(self.program)
        if not known or due.at is None:
            return False
        assert isinstance(due.rule.outcome, Commitment)
        start = int(self._with(due.given)[due.start])
        _, calendar = deadline_of(due.rule.outcome, self.program, start)
        here = [shift for shift in known if holds(shift.when, self.program, self.case) is not False]
        served = (self.program.calendars[shift.calendar].elapsed(start, due.at) > 0 for shift in here)
        return calendar.opens(start) and not any(served)

    def _promised(self, name: str) -> Iterator[bool]:
        """For each answer that a decision on a delay may come to: whether something is due by a date."""
        decision = self.program.decisions.get(name)
        if decision is not None:
            for one in _possible(decision, self.program, self.case):
                outcome = one.outcome if isinstance(one, Decided) else None
                yield isinstance(outcome, Commitment) and outcome.length is not None and outcome.share is None

    def _uncommitted(self) -> bool:
        labour = self.program.decisions.get(LABOUR)
        answers = _possible(labour, self.program, self.case) if labour is not None else ()
        priced = any(not (isinstance(one, NoAnswer) or _out_of_contract(one)) for one in answers)
        return not priced and not any(any(self._promised(f"{COMMITMENT}.{name}")) for name in MILESTONES)

    def _charged(self, charge: Charged) -> bool:
        case = self._with(charge.given)
        decision = self.program.decisions[LABOUR]
        result = decide(decision, self.program, case)
        if not isinstance(result, Decided) or charge.rule not in _rules(result):
            return False
        line = bill_line(LABOUR, result, self.program, case)
        return charge.amount == (line.amount if line is not None else 0)

    def _at_cap(self, name: str, rule: Rule) -> bool:
        """What a duty costs is the same a hundred days later."""
        duty = next(duty for duty in self.program.duties if duty.name == name)
        reached = int(self.case[duty.reached])
        costs = []
        for at in (reached, reached + _LONG):
            found = milestones(self.program, {**self.case, duty.reached: at})
            penalty = next(one.penalty for one in found if one.name == name)
            if penalty is None or not isinstance(penalty.result, Decided) or rule not in _rules(penalty.result):
                return False
            costs.append(penalty.after_cap)
        return costs[0] is not None and costs[0] == costs[1]


def _possible(decision: Decision, program: Program, case: Case) -> tuple[Answer, ...]:
    """Every answer that a decision may come to, whatever the facts that the case lacks."""
    result = decide(decision, program, case)
    if isinstance(result, Undetermined):
        return tuple(possibility.answer for possibility in result.possible)
    return (result,)


def _rules(answer: Decided) -> tuple[Rule, ...]:
    return (answer.rule, *answer.also)


def _out_of_contract(answer: Answer) -> bool:
    return isinstance(answer, Decided) and isinstance(answer.outcome, OutOfContract)
