"""Cases written as JSON says them, in one language; `facts.read_case` gives them back."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from contractlang.core.cases import Case, FactValue, Intervals
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang
from contractlang.evaluation.facts import vocabulary_of
from contractlang.evaluation.intervals import write_intervals
from contractlang.evaluation.iso import write_duration, write_moment


def write_case(program: Program, case: Case, lang: Lang) -> dict[str, object]:
    """A case for JSON in one language; `read_case` gives it back."""
    names = [*(name for name in program.facts if name in case), *sorted(set(case) - set(program.facts))]
    return {
        program.facts[name].title.say(lang) if name in program.facts else name: write_value(
            program, name, case[name], lang
        )
        for name in names
    }


def write_value(program: Program, name: str, value: FactValue, lang: Lang) -> object:
    """One value for JSON: words as the language spells them, ISO 8601, decimal strings, whole numbers."""
    declared = program.facts.get(name)
    if declared is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        vocabulary = vocabulary_of(program, declared)
        spelled = vocabulary.words.get(value) if vocabulary else None
        return spelled.say(lang) if spelled else value
    match declared.type.kind:
        case Kind.INTERVALS:
            return write_intervals(program, name, cast(Intervals, value), lang)
        case Kind.INSTANT:
            return write_moment(value, contract_zone(program))
        case Kind.LENGTH:
            return write_duration(value)
        case Kind.MONEY:
            return str(Decimal(value).scaleb(-2))
    return value
