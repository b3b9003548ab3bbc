"""The values of a comparison in words of the contract, and as JSON has them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contractlang.comparison.favour import Gap
from contractlang.comparison.joint import Joint
from contractlang.core.cases import Case
from contractlang.core.origins import Origin
from contractlang.core.program import Program, Term
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import Sayable, say, span_of_time
from contractlang.evaluation import write_case
from contractlang.evaluation.iso import write_duration
from contractlang.evaluation.literals import literal_case
from contractlang.values import Count, Length, Money, Open, Percent, Rate, Unit

_OPEN = Text("à négocier", "to be agreed")
_BETWEEN = Text("à négocier, de {low} à {high}", "to be agreed, from {low} to {high}")


def place(origin: Origin) -> str:
    """A file and a line."""
    line, _ = origin.span.source.position(origin.span.start)
    return f"{origin.span.source.name}:{line}"


def term_words(term: Term, program: Program, lang: Lang) -> str:
    """What a term says; its words as the contract spells them."""
    listed = "country" if term.type.kind is Kind.COUNTRY else term.type.vocabulary
    vocabulary = program.vocabularies.get(listed or "")
    words = vocabulary.words if vocabulary is not None else {}

    def written(value: object) -> str:
        match value:
            case str():
                return (words[value].say(lang) if value in words else value).replace(
                    "_", " " if value in words else "_"
                )
            case tuple():
                return ", ".join(map(written, value))
            case Open(low=low, high=high):
                if low is None or high is None:
                    return _OPEN.say(lang)
                return _BETWEEN(low=low, high=high).say(lang)
            case None:
                return " ".join(term.origin.span.text.split())
        return say(value, lang)

    return written(term.value)


def term_json(value: object) -> object:
    """A value that does not depend on the language: numbers with their unit, ISO dates, shared names of words."""
    match value:
        case bool() | None:
            return value
        case tuple() | frozenset():
            return [term_json(one) for one in value]
        case Money(amount=amount, currency=currency):
            return f"{amount:.2f} {currency}"
        case Percent(amount=amount):
            return f"{amount:f} %"
        case Length(amount=amount, unit=unit):
            return f"{Decimal(amount.numerator) / Decimal(amount.denominator):f} {unit.value}"
        case Count(amount=amount, unit=thing):
            return f"{amount:f} {thing or ''}".rstrip()
        case Rate(value=inner, per=per):
            return f"{term_json(inner)} / {per.value if isinstance(per, Unit) else per}"
        case Open(low=low, high=high):
            return {"low": term_json(low), "high": term_json(high)}
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return value.say("en") if isinstance(value, Sayable) and not isinstance(value, str) else str(value)


def gap_words(gap: Gap, lang: Lang) -> str:
    """A difference with its sign."""
    sign = "+" if gap.amount >= 0 else "-"
    if gap.currency is None:
        return sign + span_of_time(gap.amount, lang)
    return sign + say(Money(Decimal(abs(gap.amount)).scaleb(-2), gap.currency), lang)


def gap_json(gap: Gap) -> dict[str, str]:
    """A difference in money as a decimal string, in time as an ISO 8601 duration."""
    if gap.currency is None:
        return {"time": write_duration(gap.amount)}
    return {"money": f"{Decimal(gap.amount).scaleb(-2):.2f}", "currency": gap.currency}


def case_words(joint: Joint, case: Case, lang: Lang) -> dict[str, object]:
    """A case as a scenario states it."""
    return {
        name: value
        for program, own in _by_program(joint, case)
        for name, value in literal_case(program, own, lang).items()
    }


def case_json(joint: Joint, case: Case) -> dict[str, object]:
    """A case as `infog ask` reads it."""
    return {
        name: value
        for program, own in _by_program(joint, case)
        for name, value in write_case(program, own, "en").items()
    }


def _by_program(joint: Joint, case: Case) -> list[tuple[Program, Case]]:
    """Each fact in the names of a program that knows it and its word; of the second where both do."""
    found: list[tuple[Program, Case]] = []
    known = joint.own_case(0, case), joint.own_case(1, case)
    strange = joint.strange(0, case), joint.strange(1, case)
    for fact in sorted(case, key=lambda fact: _place(joint, fact)):
        side = 1 if fact in joint.to[1].facts() and fact not in strange[1] else 0
        own = {name: value for name, value in known[side].items() if joint.to[side].fact(name) == fact}
        if own:
            found.append((joint.programs[side], own))
    return found


def _place(joint: Joint, fact: str) -> tuple[int, str]:
    order = list(joint.to[1].facts())
    return (order.index(fact) if fact in order else len(order)), fact
