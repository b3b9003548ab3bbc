"""A case as a scenario states it: the facts of a finding, ready to be pasted into an `essai`."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from contractlang.calendars import to_datetime
from contractlang.core.cases import Case, FactValue, Intervals
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang
from contractlang.evaluation.intervals import intervals_text
from contractlang.evaluation.sentences import fact_title


def literal_case(program: Program, case: Case, lang: Lang) -> dict[str, object]:
    """Every fact under its name in one language, as text that the language reads."""
    names = [name for name in program.facts if name in case]
    return {fact_title(program, name).say(lang): _literal(program, name, case[name], lang) for name in names}


def _literal(program: Program, name: str, value: FactValue, lang: Lang) -> str:
    match program.facts[name].type.kind, value:
        case Kind.TRUTH, _:
            return ("oui" if value else "non") if lang == "fr" else ("yes" if value else "no")
        case Kind.WORD, str():
            words = program.vocabularies[program.facts[name].type.vocabulary or ""].words
            return words[value].say(lang) if value in words else value
        case Kind.INSTANT, int():
            local = to_datetime(value, contract_zone(program))
            return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")
        case Kind.LENGTH, int():
            return _length(value)
        case Kind.INTERVALS, _:
            return intervals_text(program, name, cast(Intervals, value)).say(lang)
        case Kind.MONEY, int():
            amount = f"{Decimal(value) / 100:.2f}"
            return f"{amount.replace('.', ',') if lang == 'fr' else amount} €"
    return str(value)


def _length(seconds: int) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
