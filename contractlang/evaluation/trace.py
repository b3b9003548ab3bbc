"""Why a case is decided as it is: each rule tried, in order, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import QUOTE_ACCEPTED, Case
from contractlang.core.expressions import ALWAYS, And, Condition, Or, negate
from contractlang.core.outcomes import Billed
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Lang, Message, Text
from contractlang.evaluation.cells import cells
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Conflict, Decided, NoAnswer, Result, State, Step, Undetermined
from contractlang.evaluation.sentences import both, condition_text, fact_title

_APPLIES = Text("`{rule}` s'applique : {guard}", "`{rule}` applies: {guard}")
_APPLIES_ALWAYS = Text("`{rule}` s'applique", "`{rule}` applies")
_PREVAILS = Text(
    "`{rule}` s'applique ({guard}) et prévaut sur {over}", "`{rule}` applies ({guard}) and prevails over {over}"
)
_ALSO = Text(
    "`{rule}` s'applique aussi ({guard}) et dit la même chose", "`{rule}` applies too ({guard}) and says the same"
)
_BEATEN = Text(
    "`{rule}` s'appliquerait ({guard}), mais {by} prévaut", "`{rule}` would apply ({guard}), but {by} prevails"
)
_NOT = Text("`{rule}` ne s'applique pas : {why}", "`{rule}` does not apply: {why}")
_OPEN = Text("`{rule}` reste à déterminer : {guard}", "`{rule}` is still open: {guard}")
_SUBJECT = Text(
    "`{rule}` s'applique ({guard}), sous réserve de ce qui reste à déterminer",
    "`{rule}` applies ({guard}), subject to what is still open",
)
_QUOTE = Text(
    "`{rule}` s'applique ({guard}), si le devis est accepté", "`{rule}` applies ({guard}) if the quote is accepted"
)
_EITHER = Text(
    "`{rule}` : la réponse est la même, quels que soient les faits qui manquent",
    "`{rule}`: the answer is the same whatever the missing facts are",
)
_DEFAULT = Text(
    "aucune règle ne s'applique : c'est la réponse par défaut du contrat",
    "no rule applies: this is the contract's default answer",
)
_NO_DEFAULT = Text(
    "aucune règle ne s'applique, et le contrat ne prévoit pas de réponse par défaut",
    "no rule applies, and the contract gives no default answer",
)
_CONFLICT = Text(
    "`{first}` et `{second}` s'appliquent toutes deux, se contredisent, et aucune ne prévaut sur l'autre",
    "`{first}` and `{second}` both apply, contradict each other, and neither prevails",
)


def note(message: Message) -> Step:
    """A step that notes something."""
    return Step(state="note", said=message)


def sentence(step: Step, program: Program, case: Case) -> Message:
    """A step as a sentence on a case."""
    if step.said is not None:
        return step.said
    assert step.rule is not None
    return _sentence(step.state, step.rule, step.guard, step.over or step.by, program, case)


def article_of(rule: Rule) -> str | None:
    """The article in which a rule stands."""
    return rule.origin.article


def line_of(rule: Rule) -> int:
    """The line on which a rule starts, from 1."""
    span = rule.origin.span
    return span.source.position(span.start)[0]


def explain(
    decision: Decision, result: Result, program: Program, case: Case, *, quotes: bool = False
) -> tuple[Step, ...]:
    """The steps of one decision: its rules in order, then its default or what is wrong; `quotes` as it was decided."""
    steps: tuple[Step, ...] | None = program.kept.get(-id(result))  # below zero, apart from the numbers of cells
    if steps is None:
        steps = tuple(_steps(decision, result, program, case))
        if cells(decision, program, quotes).keeps(case, result):
            program.kept[-id(result)] = steps
    return steps


def _steps(decision: Decision, result: Result, program: Program, case: Case) -> Iterator[Step]:
    for rule in decision.rules:
        yield _rule_step(rule, decision, result, program, case)
    match result:
        case NoAnswer():
            yield Step(state="none", said=_NO_DEFAULT(), decision=decision.name)
        case Conflict(first, second):
            said = _CONFLICT(first=first.name, second=second.name)
            yield Step(state="conflict", said=said, decision=decision.name)
        case Decided(rule=rule) if rule is decision.default:
            yield Step(state="won", said=_DEFAULT(), decision=decision.name, rule=rule, guard=True)


def _rule_step(rule: Rule, decision: Decision, result: Result, program: Program, case: Case) -> Step:
    guard = holds(rule.guard, program, case)
    won = isinstance(result, Decided) and result.rule is rule
    over = result.over if isinstance(result, Decided) and won else ()
    by = _by(rule, decision, program, case) if guard and not won else ()
    state = _state(guard, won, by, result)
    return Step(state=state, decision=decision.name, rule=rule, guard=guard, over=over, by=by)


def _by(rule: Rule, decision: Decision, program: Program, case: Case) -> tuple[Rule, ...]:
    """The rules that prevail over one."""
    above = (other for other in decision.rules if rule.name in other.beats)
    return tuple(other for other in above if holds(other.guard, program, case) is True)


def _state(guard: bool | None, won: bool, by: tuple[Rule, ...], result: Result) -> State:
    if guard is False:
        return "false"
    if won:
        return "won"
    if guard is None:
        return "open"
    if by:
        return "beaten"
    match result:
        case Conflict():
            return "conflict"
        case Undetermined():
            return "open"
    return "same"


def _sentence(
    state: State, rule: Rule, guard: bool | None, others: tuple[Rule, ...], program: Program, case: Case
) -> Message:
    if state == "false":
        return _NOT(rule=rule.name, why=_why_not(rule.guard, program, case))
    words = condition_text(rule.guard, program)
    match state:
        case "won" if guard is None:
            return _EITHER(rule=rule.name)
        case "won" if others:
            return _PREVAILS(rule=rule.name, guard=words, over=_names(others))
        case "won" if rule.guard == ALWAYS:
            return _APPLIES_ALWAYS(rule=rule.name)
        case "beaten":
            return _BEATEN(rule=rule.name, guard=words, by=_names(others))
        case "same":
            return _ALSO(rule=rule.name, guard=words)
        case "open" if guard is None:
            return _OPEN(rule=rule.name, guard=words)
        case "open":
            waits = isinstance(rule.outcome, Billed) and rule.outcome.needs_quote and QUOTE_ACCEPTED not in case
            return (_QUOTE if waits else _SUBJECT)(rule=rule.name, guard=words)
    return _APPLIES(rule=rule.name, guard=words)


def _names(rules: tuple[Rule, ...]) -> Text:
    def said(lang: Lang) -> str:
        *first, last = (f"`{rule.name}`" for rule in rules)
        return f"{', '.join(first)}{Text(' et ', ' and ').say(lang)}{last}" if first else last

    return both(said)


def _why_not(guard: Condition, program: Program, case: Case) -> Text:
    """The part of a guard that fails, said as it is: `gravité = bloquante` fails `gravité ≠ bloquante`."""
    failing = tuple(_failing(guard, program, case))
    return condition_text(And(tuple(negate(part) for part in failing)), program)


def _failing(guard: Condition, program: Program, case: Case) -> Iterator[Condition]:
    match guard:
        case And(operands):
            for operand in operands:
                if holds(operand, program, case) is False:
                    yield from _failing(operand, program, case)
        case Or(operands) if len(operands) == 1:
            yield from _failing(operands[0], program, case)
        case Or(operands):
            for operand in operands:
                yield from _failing(operand, program, case)
        case _:
            yield guard


def missing_titles(program: Program, facts: tuple[str, ...]) -> Text:
    """The names of facts, one after the other."""
    titles = [fact_title(program, fact) for fact in facts]
    return both(lambda lang: ", ".join(title.say(lang) for title in titles))
