"""Conditions and facts in words of the contract, French and English alike.

Conditions are written as the language writes them (`gravité ≠ bloquante`, `ouverture pendant HO`): the reader finds
them again in the contract. Underscores of names become spaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from contractlang.calendars import to_datetime
from contractlang.core.cases import ASSET, FactValue
from contractlang.core.expressions import (
    Always,
    And,
    Atom,
    Compare,
    Comparison,
    Condition,
    Divide,
    During,
    Holds,
    IsOneOf,
    Largest,
    Not,
    Number,
    NumberFact,
    Or,
    Plus,
    Times,
    Whole,
    facts_of,
    negate,
)
from contractlang.core.life import contract_zone
from contractlang.core.outcomes import Billed
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang, Text, verbatim
from contractlang.diagnostics.wording import moment, money, number, span_of_time
from contractlang.evaluation.reasons import Choice
from contractlang.evaluation.regions import OTHER_WORD, Region, fact_kind
from contractlang.records import evolve
from contractlang.values import Money

_SHOWN_WORDS = 8
_NEGATED = {
    Comparison.LT: Comparison.GE,
    Comparison.LE: Comparison.GT,
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
    Comparison.GE: Comparison.LT,
    Comparison.GT: Comparison.LE,
}
_SIGNS = {
    Comparison.LT: "<",
    Comparison.LE: "≤",
    Comparison.EQ: "=",
    Comparison.NE: "≠",
    Comparison.GE: "≥",
    Comparison.GT: ">",
}


def both(write: Callable[[Lang], str]) -> Text:
    """A text made by one function for both languages."""
    return Text(write("fr"), write("en"))


def fact_title(program: Program, fact: str) -> Text:
    """The name of a fact, as a reader says it."""
    declared = program.facts.get(fact)
    return both(lambda lang: (declared.title.say(lang) if declared else fact).replace("_", " "))


def word_text(program: Program, fact: str, word: str) -> Text:
    """A word of a fact's vocabulary."""
    if word == OTHER_WORD:
        return Text("une autre valeur", "another value")
    declared = program.facts.get(fact)
    vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
    spelled = vocabulary.words.get(word) if vocabulary else None
    return both(lambda lang: (spelled.say(lang) if spelled else word).replace("_", " "))


def value_text(program: Program, fact: str, value: FactValue) -> Text:
    """The value of a fact: a word, yes or no, a date and time in the contract's zone, a length, an amount."""
    if isinstance(value, str):
        return word_text(program, fact, value)
    if isinstance(value, bool):
        return Text("oui", "yes") if value else Text("non", "no")
    return number_value(program, fact_kind(program, fact), value)


def number_value(program: Program, kind: Kind, value: int) -> Text:
    """A whole number as what it counts."""
    match kind:
        case Kind.INSTANT:
            local = to_datetime(value, contract_zone(program))
            return both(lambda lang: moment(local, lang))
        case Kind.LENGTH:
            return both(lambda lang: ("-" if value < 0 else "") + span_of_time(value, lang))
        case Kind.MONEY:
            currency = contract_currency(program)
            if currency is None:
                return both(lambda lang: number(Decimal(value).scaleb(-2), lang))
            amount = cents(value, currency)
            return both(lambda lang: money(amount, lang))
    return both(lambda lang: number(value, lang))


def cents(value: int, in_currency: str) -> Money:
    """An amount in the smallest unit, the hundredth, as money."""
    return Money(Decimal(value).scaleb(-2), in_currency)


def contract_currency(program: Program) -> str | None:
    """The currency of the contract: that of its first amount or its cap; None where it names none."""
    for term in program.terms.values():
        found = getattr(term.value, "value", term.value)
        if isinstance(found, Money):
            return found.currency
    if program.cap is not None:
        return program.cap.currency
    outcomes = (rule.outcome for decision in program.decisions.values() for rule in decision.all_rules)
    return next((outcome.currency for outcome in outcomes if isinstance(outcome, Billed)), None)


# --- conditions ---------------------------------------------------------------------------------------------


def condition_text(condition: Condition, program: Program) -> Text:
    """A condition in words: `nature parmi {préventive, curative} et ouverture pendant HO`."""
    match condition:
        case Always(value):
            return Text("toujours", "always") if value else Text("jamais", "never")
        case IsOneOf(fact, words):
            return _words_text(program, fact, words, inside=True)
        case Holds(fact):
            return fact_title(program, fact)
        case During(fact, calendar):
            return _joined(fact_title(program, fact), Text(" pendant ", " during "), verbatim(calendar))
        case Compare():
            return _compare_text(condition, program)
        case Not(operand):
            return _negated_text(operand, program)
        case And(operands):
            return _operands_text(operands, program, Text(" et ", " and "), Text("toujours", "always"), Or)
        case Or(operands):
            return _operands_text(operands, program, Text(" ou ", " or "), Text("jamais", "never"), And)


def _negated_text(operand: Condition, program: Program) -> Text:
    match operand:
        case IsOneOf(fact, words):
            return _words_text(program, fact, words, inside=False)
        case During(fact, calendar):
            return _joined(fact_title(program, fact), Text(" hors de ", " outside "), verbatim(calendar))
        case Compare(op, left, right):
            return _compare_text(Compare(_NEGATED[op], left, right), program)
        case Always() | Not():
            return condition_text(negate(operand), program)
        case Holds(fact):
            return _joined(Text("non ", "not "), fact_title(program, fact))
    inner = condition_text(operand, program)
    return Text(f"non ({inner.fr})", f"not ({inner.en})")


def _operands_text(
    operands: tuple[Condition, ...], program: Program, between: Text, empty: Text, other: type[And] | type[Or]
) -> Text:
    if not operands:
        return empty
    parts = []
    for operand in operands:
        part = condition_text(operand, program)
        grouped = isinstance(operand, other) and len(operands) > 1 and len(operand.operands) > 1
        parts.append(Text(f"({part.fr})", f"({part.en})") if grouped else part)
    return both(lambda lang: between.say(lang).join(part.say(lang) for part in parts))


def _words_text(program: Program, fact: str, words: tuple[str, ...], *, inside: bool) -> Text:
    title = fact_title(program, fact)
    if fact == ASSET and _is_scope(program, words):
        if inside:
            return _joined(title, Text(" dans le périmètre", " within the scope"))
        return _joined(title, Text(" hors du périmètre", " outside the scope"))
    if len(words) == 1:
        return _joined(title, verbatim(" = " if inside else " ≠ "), word_text(program, fact, words[0]))
    said = [word_text(program, fact, word) for word in words[:_SHOWN_WORDS]]
    more = ", …" if len(words) > _SHOWN_WORDS else ""
    relation = Text(" parmi ", " in ") if inside else Text(" hors de ", " not in ")
    return both(
        lambda lang: f"{title.say(lang)}{relation.say(lang)}{{{', '.join(word.say(lang) for word in said)}{more}}}"
    )


def _is_scope(program: Program, words: tuple[str, ...]) -> bool:
    excluded = {item.asset for item in program.scope if not item.included}
    included = {item.asset for item in program.scope if item.included} - excluded
    return bool(included) and included == set(words)


def _compare_text(comparison: Compare, program: Program) -> Text:
    facts = [*facts_of(comparison.left), *facts_of(comparison.right)]
    kind = fact_kind(program, facts[0]) if facts else Kind.NUMBER
    # a difference of two instants is a length
    if kind is Kind.INSTANT and len(facts) > 1 and (_constant(comparison.left) or _constant(comparison.right)):
        kind = Kind.LENGTH
    left, right = _number_text(comparison.left, program, kind), _number_text(comparison.right, program, kind)
    return _joined(left, verbatim(f" {_SIGNS[comparison.op]} "), right)


def _constant(expression: Number) -> bool:
    return not any(True for _ in facts_of(expression))


def _number_text(expression: Number, program: Program, kind: Kind) -> Text:
    match expression:
        case Whole(value):
            return number_value(program, kind, value)
        case NumberFact(fact):
            return fact_title(program, fact)
        case Plus(operands):
            return _sum_text(operands, program, kind)
        case Times(operand, factor):
            inner = _number_text(operand, program, kind)
            return both(lambda lang: f"{number(factor, lang)} × {inner.say(lang)}")
        case Divide(operand, divisor, _):
            inner = _number_text(operand, program, kind)
            return both(lambda lang: f"{inner.say(lang)} / {number(divisor, lang)}")
        case Largest(operands):
            parts = [_number_text(operand, program, kind) for operand in operands]
            name = Text("le plus grand de", "the largest of")
            return both(lambda lang: f"{name.say(lang)} ({'; '.join(part.say(lang) for part in parts)})")


def _sum_text(operands: tuple[Number, ...], program: Program, kind: Kind) -> Text:
    parts: list[Text] = []
    for operand in operands:
        minus = isinstance(operand, Times) and operand.factor == -1
        inner = _number_text(operand.operand if isinstance(operand, Times) and minus else operand, program, kind)
        sign = (" - " if minus else " + ") if parts else ("-" if minus else "")
        parts.append(_joined(verbatim(sign), inner))
    return _joined(*parts)


def _joined(*parts: Text) -> Text:
    return both(lambda lang: "".join(part.say(lang) for part in parts))


# --- choices on missing facts -------------------------------------------------------------------------------


def choices_text(choices: Iterable[Choice], program: Program) -> Text:
    """Several choices, all of them made."""
    return _all_of([choice_text(choice, program) for choice in choices])


def choice_text(choice: Choice, program: Program) -> Text:
    """What a missing fact must be: one of some words, yes or no, within bounds, during a calendar."""
    if isinstance(choice.variable, Compare):
        return condition_text(choice.variable if True in choice.among else Not(choice.variable), program)
    regions = [region for region in choice.among if isinstance(region, Region)]
    every = [region for region in choice.every if isinstance(region, Region)]
    fact, kind = choice.variable, regions[0].kind
    if kind is Kind.TRUTH:
        title = fact_title(program, fact)
        return _joined(title, Text(" : ", ": "), value_text(program, fact, regions[0].witness))
    if kind is Kind.INSTANT or regions[0].related:
        return _signatures_text(regions, every, program)
    if regions[0].words:
        return _chosen_words(fact, regions, every, program)
    return _any_of([_interval_text(region, program) for region in _contiguous(regions)])


def _chosen_words(fact: str, regions: list[Region], every: list[Region], program: Program) -> Text:
    words = tuple(word for region in regions for word in region.words)
    others = tuple(word for region in every for word in region.words if word not in words)
    # the shorter list says it better
    if len(others) < len(words):
        return _words_text(program, fact, others, inside=False)
    return _words_text(program, fact, words, inside=True)


def _contiguous(regions: list[Region]) -> list[Region]:
    """Intervals, those that touch joined."""
    joined: list[Region] = []
    for region in sorted(regions, key=lambda one: (one.low is not None, one.low)):
        last = joined[-1] if joined else None
        if last is not None and last.high is not None and region.low == last.high + 1:
            joined[-1] = evolve(last, high=region.high)
        else:
            joined.append(region)
    return joined


def _interval_text(region: Region, program: Program) -> Text:
    title = fact_title(program, region.fact)
    low = None if region.low is None else number_value(program, region.kind, region.low)
    high = None if region.high is None else number_value(program, region.kind, region.high)
    if low is not None and region.low == region.high:
        return _joined(title, verbatim(" = "), low)
    if high is None:
        return _joined(title, verbatim(" ≥ "), low or Text("tout nombre", "any number"))
    if low is None or region.low == 0:
        return _joined(title, verbatim(" ≤ "), high)
    return _joined(title, Text(" de ", " from "), low, Text(" à ", " to "), high)


def _signatures_text(regions: list[Region], every: list[Region], program: Program) -> Text:
    """What is true of classes: the fewest common conditions if these tell them from all others, else class by class."""
    common = [part for part in regions[0].signature if all(part in region.signature for region in regions)]
    if _alike(common, every) != set(regions):
        return _any_of([_signature_text(region.signature, program) for region in regions])
    for part in list(common):
        without = [other for other in common if other != part]
        if _alike(without, every) == set(regions):
            common = without
    return _signature_text(common, program)


def _alike(parts: list[tuple[Atom, bool]], every: list[Region]) -> set[Region]:
    return {region for region in every if set(parts) <= set(region.signature)}


def _signature_text(signature: Iterable[tuple[Atom, bool]], program: Program) -> Text:
    said = [condition_text(atom if true else Not(atom), program) for atom, true in signature]
    return _all_of(list({part.en: part for part in said}.values()))


def _all_of(parts: list[Text]) -> Text:
    return both(lambda lang: Text(" et ", " and ").say(lang).join(part.say(lang) for part in parts))


def _any_of(parts: list[Text]) -> Text:
    if len(parts) == 1:
        return parts[0]
    return both(lambda lang: "(" + Text(" ou ", " or ").say(lang).join(part.say(lang) for part in parts) + ")")


def length_text(seconds: int) -> Text:
    """A length in hours and minutes."""
    return both(lambda lang: span_of_time(seconds, lang))
