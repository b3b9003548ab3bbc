"""Scenarios: the verdict that the parties expect, held against the one that the contract gives."""

from __future__ import annotations

from datetime import datetime

from contractlang.calendars import to_datetime, to_instant
from contractlang.core.cases import COMMITMENT, PENALTY, PERFORMED, PRIORITY
from contractlang.core.duties import TITLES
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import Classified
from contractlang.core.program import Decision, Expectation, NotAfter, Program, Scenario, Settled
from contractlang.core.wording import PERMISSIONS
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.answers import OUTCOMES, answer_text
from contractlang.evaluation.decide import decide
from contractlang.evaluation.facts import FactError, read_case
from contractlang.evaluation.milestones import Milestone
from contractlang.evaluation.results import Answer, Conflict, Decided, NoAnswer, Result, Undetermined
from contractlang.evaluation.sentences import cents
from contractlang.evaluation.verdict import Verdict, verdict
from contractlang.records import frozen
from contractlang.values import Money
from contractlang.words import fold

_DIFFERS = Text("{what} : attendu {expected}, obtenu {got}", "{what}: {expected} expected, {got} found")
_UNKNOWN = Text("`{name}` n'est pas une attente connue", "`{name}` is not a known expectation")
_NOTHING = Text("rien", "nothing")
_SETTLED = Text("une réponse", "an answer")
_NOT_AFTER = Text("pas après {other} ({limit})", "not after {other} ({limit})")
_OPEN = Text("indéterminé", "undetermined")
_TITLES = {
    "billable": Text("facturable", "billable"),
    "price": Text("prix", "price"),
    "rule": Text("règle", "rule"),
    "penalty": Text("pénalité", "penalty"),
    "priority": Text("priorité", "priority"),
}


@frozen(kw_only=True)
class Mismatch:
    """An expectation that the verdict does not meet, both values, and the sentence that says so."""

    expectation: Expectation
    expected: object
    got: object
    message: Message


@frozen(kw_only=True)
class ScenarioResult:
    """What came of a scenario: the verdict and the mismatches; or errors in its facts, and no verdict."""

    scenario: Scenario
    verdict: Verdict | None
    mismatches: tuple[Mismatch, ...] = ()
    errors: tuple[FactError, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the contract says what the parties expect."""
        return not self.mismatches and not self.errors


def run_scenario(program: Program, scenario: Scenario) -> ScenarioResult:
    """The verdict on a scenario's case, held against each of its expectations."""
    reading = read_case(program, scenario.case, core=True)
    if reading.errors:
        return ScenarioResult(scenario=scenario, verdict=None, errors=reading.errors)
    given = verdict(program, reading.case, notes=reading.notes)
    found = (compare(expectation, given) for expectation in scenario.expected)
    return ScenarioResult(scenario=scenario, verdict=given, mismatches=tuple(one for one in found if one is not None))


def run_scenarios(program: Program) -> tuple[ScenarioResult, ...]:
    """The results of all scenarios of a program, in their order."""
    return tuple(run_scenario(program, scenario) for scenario in program.scenarios)


def compare(expectation: Expectation, given: Verdict) -> Mismatch | None:
    """How a verdict misses one expectation; None where it meets it.

    A price is the amount excluding tax, a penalty the sum of those of all milestones after the cap. A rule may be any
    that gives the answer: of labour, of parts, or another that applies and gives the same.
    """
    if isinstance(expectation.value, Settled):
        return _compare_settled(expectation, given)
    if isinstance(expectation.value, NotAfter):
        return _compare_order(expectation, expectation.value.other, given)
    expected = _expected(expectation, given.program)
    match expectation.name:
        case "billable":
            return _unless_equal(expectation, expected, given.billable)
        case "rule":
            return _compare_rule(expectation, str(expected), given)
        case "price":
            amount = given.amount
            got = None if amount is None else _money(amount.excluded, amount.currency)
            return _unless_equal(expectation, expected, got)
        case "penalty":
            return _unless_equal(expectation, expected, _penalty(given, expected))
        case "priority":
            outcome = given.priority.outcome if isinstance(given.priority, Decided) else None
            return _unless_equal(expectation, expected, outcome.word if isinstance(outcome, Classified) else None)
        case name if name in _duties(given.program):
            return _compare_deadline(expectation, expected, given)
    if expectation.name in given.program.vocabularies["norm"].words:
        return _compare_norm(expectation, expected, given)
    message = _UNKNOWN(name=expectation.name)
    return Mismatch(expectation=expectation, expected=expected, got=None, message=message)


def _expected(expectation: Expectation, program: Program) -> object:
    """The expected value in the form of a verdict: instants as epoch seconds."""
    if isinstance(expectation.value, datetime):
        return to_instant(expectation.value, contract_zone(program))[0]
    return expectation.value


def _unless_equal(expectation: Expectation, expected: object, got: object) -> Mismatch | None:
    return None if expected == got else _mismatch(expectation, expected, got, expected, got)


def _compare_rule(expectation: Expectation, expected: str, given: Verdict) -> Mismatch | None:
    names = [
        step.rule.name for step in given.because if step.rule is not None and _decides(step.state, step.decision, given)
    ]
    wanted = fold(expected).casefold()
    # a clause that lowers to several rules is expected by its own name: `assistance` for `assistance.passage`
    if any(fold(name).casefold().split(".")[0] == wanted or fold(name).casefold() == wanted for name in names):
        return None
    got = given.rule.name if given.rule else None
    return _mismatch(expectation, expected, got, expected, got)


def _decides(state: str, decision: str | None, given: Verdict) -> bool:
    return state in ("won", "same") and decision in given.results


def _compare_deadline(expectation: Expectation, expected: object, given: Verdict) -> Mismatch | None:
    milestone = next((one for one in given.milestones if one.name == expectation.name), None)
    got = None if milestone is None else milestone.deadline
    if expected == got:
        return None
    what = _duties(given.program)[expectation.name]
    return _mismatch(expectation, expected, got, _at(expected, milestone, given), _at(got, milestone, given), what)


def _compare_norm(expectation: Expectation, expected: object, given: Verdict) -> Mismatch | None:
    """Hold a norm's own answer against the one expected: its deadline, or what it says of an act."""
    name, zone = expectation.name, contract_zone(given.program)
    got: object = None
    for milestone in given.milestones:
        if _decided_by(milestone.commitment, name):
            got, zone = milestone.deadline, milestone.zone
    for permission in given.permissions:
        if _decided_by(permission.result, name) and (got is None or isinstance(expected, str)):
            got = permission.answer
    if expected == got:
        return None
    shown, found = (_answer(one, zone) for one in (expected, got))
    return _mismatch(expectation, expected, got, shown, found, Text(f"`{name}`", f"`{name}`"))


def _compare_settled(expectation: Expectation, given: Verdict) -> Mismatch | None:
    """That each decision about something is answered, whatever the facts that the case does not state."""
    decisions = _decisions_about(expectation.name, given)
    got: Answer | Text | None = None if decisions else _NOTHING
    for decision in decisions:
        result = given.results.get(decision.name) or decide(decision, given.program, given.case)
        if isinstance(result, Undetermined) and not result.exact:
            got = got or _OPEN
        answers = [one.answer for one in result.possible] if isinstance(result, Undetermined) else [result]
        owed = decision.complete or expectation.name != "penalty"
        refused = (one for one in answers if isinstance(one, Conflict) or (owed and isinstance(one, NoAnswer)))
        got = got or next(refused, None)
    if got is None:
        return None
    shown = got if isinstance(got, Text) else answer_text(got)
    return _mismatch(expectation, Settled(), got, _SETTLED, shown, _title(expectation.name, given.program))


def _decisions_about(name: str, given: Verdict) -> list[Decision]:
    """The decisions that an expectation of an answer is about; those of a norm are all that hold a rule of its name."""
    known = given.program.decisions
    if name == "billable":
        return [known[one] for one in given.results]
    if name == "penalty":
        return [one for one in known.values() if one.name.split(".")[0] == PENALTY]
    if name == "priority" or name in _duties(given.program):
        one = known.get(PRIORITY if name == "priority" else f"{COMMITMENT}.{name}")
        return [] if one is None else [one]
    return [one for one in known.values() if any(rule.name.split(".")[0] == name for rule in one.rules)]


def _compare_order(expectation: Expectation, other: str, given: Verdict) -> Mismatch | None:
    """That a deadline is not after another; both must be known."""
    due, limit = _milestone(expectation.name, given), _milestone(other, given)
    at, most = (None if one is None else one.deadline for one in (due, limit))
    if at is not None and most is not None and at <= most:
        return None
    expected = _NOT_AFTER(other=_title(other, given.program), limit=_shown(_at(most, limit, given)))
    what = _title(expectation.name, given.program)
    return _mismatch(expectation, expectation.value, at, expected, _at(at, due, given), what)


def _milestone(name: str, given: Verdict) -> Milestone | None:
    """That of a name, or whose delay the norm of that name gives."""
    return next((one for one in given.milestones if one.name == name or _decided_by(one.commitment, name)), None)


def _title(name: str, program: Program) -> Text:
    return _TITLES.get(name) or _duties(program).get(name) or Text(f"`{name}`", f"`{name}`")


def _answer(value: object, zone: str) -> object:
    if isinstance(value, int):
        return to_datetime(value, zone)
    return PERMISSIONS.get(value, value)


def _decided_by(result: Result, name: str) -> bool:
    if not isinstance(result, Decided):
        return False
    return any(rule.name.split(".")[0] == name for rule in (result.rule, *result.also))


def _at(instant: object, milestone: Milestone | None, given: Verdict) -> object:
    zone = contract_zone(given.program) if milestone is None else milestone.zone
    return to_datetime(instant, zone) if isinstance(instant, int) else instant


def _penalty(given: Verdict, expected: object) -> Money | None:
    """The sum of all penalties; without any, zero in the currency that is expected. None while one is open."""
    penalties = [one.penalty for one in given.milestones if one.penalty is not None]
    if PERFORMED in given.case:
        broken = (one.sanction for one in given.permissions if one.answer == "prohibited")
        penalties += [due for due in broken if due is not None]
    due = [penalty.after_cap for penalty in penalties if penalty.after_cap is not None]
    if len(due) < len(penalties):
        return None
    currency = penalties[0].currency if penalties else expected.currency if isinstance(expected, Money) else None
    return _money(sum(due), currency)


def _money(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else cents(amount, currency)


def _duties(program: Program) -> dict[str, Text]:
    """What may be expected of a deadline: every duty, and the milestones that the contract leaves without one."""
    return {**TITLES, **{duty.name: duty.title for duty in program.duties}}


def _mismatch(
    expectation: Expectation, expected: object, got: object, shown: object, found: object, what: Text | None = None
) -> Mismatch:
    what = what or _TITLES[expectation.name]
    words = _DIFFERS(what=what, expected=_shown(shown), got=_shown(found))
    return Mismatch(expectation=expectation, expected=expected, got=got, message=words)


def _shown(value: object) -> object:
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        return next((text for name, text in OUTCOMES.items() if name == value), f"`{value}`")
    return value
