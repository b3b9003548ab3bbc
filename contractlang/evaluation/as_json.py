"""A verdict as JSON: stable English keys, decimal strings, ISO 8601 instants, sentences in the asked language."""

from __future__ import annotations

from collections.abc import Callable

from contractlang.core.cases import Case, FactValue
from contractlang.core.outcomes import Classified
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang
from contractlang.evaluation.answers import answer_name, answer_text, unless_text
from contractlang.evaluation.fulfilment import Cycle, Milestone, PenaltyDue
from contractlang.evaluation.iso import write_duration, write_moment
from contractlang.evaluation.money import Amount, Line, decimal_string
from contractlang.evaluation.nearest import Unless, Unsearched
from contractlang.evaluation.regions import words_of
from contractlang.evaluation.results import Conflict, Decided, Result, Step
from contractlang.evaluation.sentences import choices_text, fact_title
from contractlang.evaluation.trace import article_of, line_of, sentence
from contractlang.evaluation.verdict import Ask, ContractId, Possible, Verdict
from contractlang.evaluation.written import write_value

Json = dict[str, object]


def verdict_json(verdict: Verdict, lang: Lang) -> Json:
    """The JSON form of a verdict; facts stand in it under their names and words in the asked language."""
    program = verdict.program
    return {
        "outcome": verdict.outcome,
        "rule": verdict.rule.name if verdict.rule else None,
        "amount": amount_json(verdict.amount),
        "quantity": quantity_json(verdict.lines),
        "priority": _priority(verdict.priority),
        "milestones": {milestone.name: milestone_json(milestone) for milestone in verdict.milestones},
        "permissions": {permission.name: permission.answer for permission in verdict.permissions},
        "sanctions": {one.name: sanction_json(one.sanction) for one in verdict.permissions if one.sanction is not None},
        "because": [_step(step, program, verdict.case, lang) for step in verdict.because],
        "unless": _unless(verdict.unless, program, lang),
        "possible": [possible_json(possible, program, lang) for possible in verdict.possible],
        "ask_next": [ask_json(ask, program, lang) for ask in verdict.ask_next],
        "contract": contract_json(verdict.contract),
    }


def contract_json(contract: ContractId) -> Json:
    """Which text answered."""
    amendment = contract.amendment
    return {
        "reference": contract.reference,
        "title": contract.title,
        "digest": contract.digest,
        "amendment": None
        if amendment is None
        else {"number": amendment.number, "title": amendment.title, "effect": amendment.effect.isoformat()},
    }


def amount_json(amount: Amount | None) -> Json | None:
    """An amount in decimal strings."""
    if amount is None:
        return None
    return {
        "excl_vat": decimal_string(amount.excluded),
        "incl_vat": decimal_string(amount.included),
        "currency": amount.currency,
    }


def quantity_json(lines: tuple[Line, ...]) -> str | int | None:
    """What the first billed line charges: an ISO 8601 duration, a decimal string, a count."""
    charged = next((line for line in lines if line.charged is not None), None)
    if charged is None or charged.charged is None:
        return None
    write: dict[Kind, Callable[[int], str | None]] = {Kind.LENGTH: write_duration, Kind.MONEY: decimal_string}
    return write[charged.kind](charged.charged) if charged.kind in write else charged.charged


def _priority(result: Result | None) -> str | None:
    outcome = result.outcome if isinstance(result, Decided) else None
    return outcome.word if isinstance(outcome, Classified) else None


def milestone_json(milestone: Milestone) -> Json:
    """A milestone: when it is due, whether it was met, what lateness costs."""
    penalty = milestone.penalty
    clock: Json = {"stopped_seconds": milestone.stopped} if milestone.stopped else {}
    if milestone.cycles:
        clock["cycles"] = [_cycle(cycle, milestone.zone) for cycle in milestone.cycles]
    return {
        "deadline": None if milestone.deadline is None else write_moment(milestone.deadline, milestone.zone),
        "met": milestone.met,
        "late_seconds": milestone.late_seconds,
        "penalty": None if penalty is None else decimal_string(penalty.after_cap),
        "termination": penalty is not None and penalty.termination,
        **clock,
    }


def _cycle(cycle: Cycle, zone: str) -> Json:
    return {
        "start": write_moment(cycle.start, zone),
        "deadline": None if cycle.deadline is None else write_moment(cycle.deadline, zone),
        "reached": None if cycle.reached is None else write_moment(cycle.reached, zone),
        "met": cycle.met,
        "late_seconds": cycle.late_seconds,
    }


def sanction_json(due: PenaltyDue) -> Json:
    """What breaking a norm costs."""
    return {"penalty": decimal_string(due.after_cap), "termination": due.termination}


def _step(step: Step, program: Program, case: Case, lang: Lang) -> Json:
    rule = step.rule
    return {
        "decision": step.decision,
        "rule": rule.name if rule else None,
        "title": rule.title.say(lang) if rule else None,
        "state": step.state,
        "guard": step.guard,
        "facts": {_name(program, fact, lang): _value(program, fact, value, lang) for fact, value in step.facts(case)},
        "missing": [_name(program, fact, lang) for fact in step.reads if fact not in case],
        "over": [other.name for other in step.over],
        "article": article_of(rule) if rule else None,
        "line": line_of(rule) if rule else None,
        "text": sentence(step, program, case).say(lang),
    }


def _unless(unless: Unless | Unsearched | None, program: Program, lang: Lang) -> Json | None:
    """The nearest other case; null where there is none, without outcome where the search was too large."""
    if unless is None:
        return None
    if isinstance(unless, Unsearched):
        said = unless_text(unless, program).say(lang)
        return {"facts": {}, "outcome": None, "rule": None, "text": said, "none_within": unless.without}
    return {
        "facts": {
            _name(program, change.fact, lang): _value(program, change.fact, change.instead, lang)
            for change in unless.changes
        },
        "outcome": answer_name(_leading(unless)),
        "rule": _leading(unless).rule.name,
        "text": unless_text(unless, program).say(lang),
        "none_within": len(unless.changes) - 1,
    }


def _leading(unless: Unless) -> Decided:
    billed = (result for _, result in unless.results if answer_name(result) == "billed")
    return next(billed, unless.results[0][1])


def possible_json(possible: Possible, program: Program, lang: Lang) -> Json:
    """An answer that is still possible, and what leads to it."""
    answer = possible.possibility.answer
    rules = [answer.first.name, answer.second.name] if isinstance(answer, Conflict) else []
    if isinstance(answer, Decided):
        rules = [rule.name for rule in (answer.rule, *answer.also)]
    return {
        "decision": possible.decision,
        "outcome": answer_name(answer),
        "rules": rules,
        "text": answer_text(answer).say(lang),
        "when": choices_text(possible.possibility.when, program).say(lang),
    }


def ask_json(ask: Ask, program: Program, lang: Lang) -> Json:
    """A fact to find out, and what it can be."""
    declared = program.facts.get(ask.fact)
    words = words_of(ask.fact, (), program) if declared is not None and declared.type.kind is Kind.WORD else ()
    return {
        "fact": _name(program, ask.fact, lang),
        "title": fact_title(program, ask.fact).say(lang),
        "kind": declared.type.kind.value if declared else None,
        "words": [_value(program, ask.fact, word, lang) for word in words],
        "serves": list(ask.serves),
        "outcomes_left": ask.left,
    }


def _name(program: Program, fact: str, lang: Lang) -> str:
    return program.facts[fact].title.say(lang) if fact in program.facts else fact


def _value(program: Program, fact: str, value: FactValue, lang: Lang) -> object:
    return write_value(program, fact, value, lang)
