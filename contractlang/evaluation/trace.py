"""Why a case is decided as it is: each rule tried, in order, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from contractlang.core.cases import Case, FactValue
from contractlang.core.expressions import And, Condition, Or, facts_of, negate
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Lang, Message, Text
from contractlang.evaluation.decide import Conflict, Decided, NoAnswer, Result, Undetermined
from contractlang.evaluation.partial import holds
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

State = Literal["won", "same", "beaten", "false", "open", "conflict", "none", "note"]


@frozen(kw_only=True)
class Step:
    """One step of an explanation.

    `guard` is the truth of the rule's condition (None while it is open) and `facts` those that it read. A step without
    rule says that none applies, that two contradict each other, or notes something (`decision` None).
    """

    state: State
    message: Message
    decision: str | None = None
    rule: Rule | None = None
    guard: bool | None = None
    facts: tuple[tuple[str, FactValue], ...] = ()
    missing: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


def note(message: Message) -> Step:
    """A step that notes something."""
    return Step(state="note", message=message)


def article_of(rule: Rule) -> str | None:
    """The article in which a rule stands."""
    return rule.origin.article


def line_of(rule: Rule) -> int:
    """The line on which a rule starts, from 1."""
    span = rule.origin.span
    return span.source.position(span.start)[0]


def explain(decision: Decision, result: Result, program: Program, case: Case) -> Iterator[Step]:
    """The steps of one decision: its rules in order, then its default or what is wrong."""
    for rule in decision.rules:
        yield _rule_step(rule, decision, result, program, case)
    match result:
        case NoAnswer():
            yield Step(state="none", message=_NO_DEFAULT(), decision=decision.name)
        case Conflict(first, second):
            message = _CONFLICT(first=first.name, second=second.name)
            yield Step(state="conflict", message=message, decision=decision.name)
        case Decided(rule=rule) if rule is decision.default:
            yield Step(state="won", message=_DEFAULT(), decision=decision.name, rule=rule, guard=True)


def _rule_step(rule: Rule, decision: Decision, result: Result, program: Program, case: Case) -> Step:
    guard = holds(rule.guard, program, case)
    read = tuple(dict.fromkeys(facts_of(rule.guard)))
    over = tuple(other.name for other in result.over) if isinstance(result, Decided) and result.rule is rule else ()
    state, message = _said(rule, guard, decision, result, program, case)
    return Step(
        state=state,
        message=message,
        decision=decision.name,
        rule=rule,
        guard=guard,
        facts=tuple((fact, case[fact]) for fact in read if fact in case),
        missing=tuple(fact for fact in read if fact not in case),
        over=over,
    )


def _said(
    rule: Rule, guard: bool | None, decision: Decision, result: Result, program: Program, case: Case
) -> tuple[State, Message]:
    words = condition_text(rule.guard, program)
    if guard is False:
        return "false", _NOT(rule=rule.name, why=_why_not(rule.guard, program, case))
    if isinstance(result, Decided) and result.rule is rule:
        if guard is None:
            return "won", _EITHER(rule=rule.name)
        if result.over:
            return "won", _PREVAILS(rule=rule.name, guard=words, over=_names(result.over))
        if words.en == "always":
            return "won", _APPLIES_ALWAYS(rule=rule.name)
        return "won", _APPLIES(rule=rule.name, guard=words)
    if guard is None:
        return "open", _OPEN(rule=rule.name, guard=words)
    by = tuple(
        other for other in decision.rules if rule.name in other.beats and holds(other.guard, program, case) is True
    )
    if by:
        return "beaten", _BEATEN(rule=rule.name, guard=words, by=_names(by))
    if isinstance(result, Decided):
        return "same", _ALSO(rule=rule.name, guard=words)
    state: State = (
        "conflict" if isinstance(result, Conflict) else "open" if isinstance(result, Undetermined) else "same"
    )
    return state, _APPLIES(rule=rule.name, guard=words)


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
