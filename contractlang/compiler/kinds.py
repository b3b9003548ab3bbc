"""Which kind of value something is, and what is said of a value of another kind than the one expected."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from contractlang.compiler.environment import Environment
from contractlang.compiler.pages import TYPE
from contractlang.diagnostics import Fix, Message, Quoted, Text
from contractlang.model.nodes import Literal
from contractlang.model.schema import Holds
from contractlang.syntax import respelled, spelling, spellings
from contractlang.values import Count, Length, Money, Open, Percent, Rate
from contractlang.words import fold

WRONG_KIND = Text("il faut ici {expected}, et non {found}", "{expected} is expected here, not {found}")
_NO_UNIT = Text("il manque une unité après `{found}`", "a unit is missing after `{found}`")
_UNIT = Text("`{found}` s'écrit `{good}`", "`{found}` is written `{good}`")
_REPLACE = Text("remplacer `{found}` par `{good}`", "replace `{found}` by `{good}`")
WRITE = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")

_NAMES: dict[Holds, Text] = {
    Holds.LENGTH: Text("une durée", "a length of time"),
    Holds.MONEY: Text("un montant", "an amount of money"),
    Holds.RATE_OF_MONEY: Text("un montant par unité", "an amount per unit"),
    Holds.RATE_OF_LENGTH: Text("une durée par période", "a length of time per period"),
    Holds.RATE_OF_COUNT: Text("un nombre par période", "a count per period"),
    Holds.RATE_OF_PERCENT: Text("un pourcentage par période", "a percentage per period"),
    Holds.PERCENT: Text("un pourcentage", "a percentage"),
    Holds.COUNT: Text("un nombre", "a count"),
    Holds.DATE: Text("une date", "a date"),
    Holds.TEXT: Text("un texte entre guillemets", "a quoted text"),
    Holds.TRUTH: Text("une valeur de vérité", "a truth value"),
    Holds.WORD: Text("un mot", "a word"),
    Holds.CALENDAR: Text("un calendrier", "a calendar"),
    Holds.COUNTRY: Text("un pays", "a country"),
    Holds.PARTY: Text("une partie", "a party"),
    Holds.RULE: Text("une règle", "a rule"),
    Holds.CURRENCY: Text("une monnaie", "a currency"),
}
SAMPLES: dict[Holds, Quoted] = {
    Holds.LENGTH: Quoted("3 mois", "3 months"),
    Holds.MONEY: Quoted("40 €", "40 €"),
    Holds.RATE_OF_MONEY: Quoted("4 800 € par mois", "4,800 € per month"),
    Holds.RATE_OF_LENGTH: Quoted("10 h par mois", "10 h per month"),
    Holds.RATE_OF_COUNT: Quoted("250 tickets par mois", "250 tickets per month"),
    Holds.PERCENT: Quoted("20 %", "20 %"),
    Holds.COUNT: Quoted("4 personnes", "4 people"),
    Holds.DATE: Quoted("2026-02-01", "2026-02-01"),
    Holds.TEXT: Quoted('"texte"', '"text"'),
    Holds.TRUTH: Quoted("oui", "yes"),
}
_LITERALS: tuple[tuple[type, Text], ...] = (
    (bool, _NAMES[Holds.TRUTH]),
    (Money, _NAMES[Holds.MONEY]),
    (Percent, _NAMES[Holds.PERCENT]),
    (Length, _NAMES[Holds.LENGTH]),
    (Count, _NAMES[Holds.COUNT]),
    (Rate, Text("une valeur par unité", "a value per unit")),
    (Open, Text("une valeur à négocier", "a value to be agreed")),
    (Decimal, Text("un nombre sans unité", "a number without a unit")),
    (date, _NAMES[Holds.DATE]),
    (tuple, Text("un intervalle", "an interval")),
    (str, Text("un texte", "a text")),
)
# Units as they are often spelled: by the keyword that they mean, or by a sign
_UNITS_MEANT = {
    **dict.fromkeys(("sec", "secs"), "second"),
    **dict.fromkeys(("mn", "mns", "mins", "minut", "minuts"), "minute"),
    **dict.fromkeys(("hr", "hrs", "heur", "heurs"), "hour"),
    **dict.fromkeys(("jr", "jrs"), "day"),
    **dict.fromkeys(("sem", "sems"), "week"),
    **dict.fromkeys(("euro", "euros"), "€"),
    **dict.fromkeys(("pourcent", "pourcents", "percent", "pct"), "%"),
}


def fits(kind: Holds, value: object) -> bool:
    """Whether a value object is of a kind."""
    match kind:
        case _ if isinstance(value, Open):
            return _fits_open(kind, value)
        case Holds.LENGTH:
            return isinstance(value, Length)
        case Holds.MONEY:
            return isinstance(value, Money)
        case Holds.PERCENT:
            return isinstance(value, Percent)
        case Holds.COUNT:
            return isinstance(value, Count | Decimal)
        case Holds.DATE:
            return type(value) is date
        case Holds.TEXT:
            return isinstance(value, str)
        case Holds.TRUTH:
            return isinstance(value, bool)
        case Holds.RATE_OF_MONEY:
            return isinstance(value, Rate) and fits(Holds.MONEY, value.value)
        case Holds.RATE_OF_LENGTH:
            return isinstance(value, Rate) and fits(Holds.LENGTH, value.value)
        case Holds.RATE_OF_COUNT:
            return isinstance(value, Rate) and fits(Holds.COUNT, value.value)
        case Holds.RATE_OF_PERCENT:
            return isinstance(value, Rate) and fits(Holds.PERCENT, value.value)
        case _:
            return False


def _fits_open(kind: Holds, value: Open) -> bool:
    """Whether a value to be agreed on may be of a kind: its bounds are, or it has none."""
    return all(bound is None or fits(kind, bound) for bound in (value.low, value.high))


def wrong_kind(env: Environment, kinds: tuple[Holds, ...], literal: Literal) -> None:
    """Report a value of another kind than the one expected; that there is none at all was reported.

    It may lack its unit, have a misspelt one, or be something else.
    """
    span, value = literal.span, literal.value
    if value is None:
        return
    language = span.source.language
    if isinstance(value, Decimal) and kinds[0] in SAMPLES:
        env.report(TYPE, span, _NO_UNIT(found=span.text), help=sample(kinds))
        return
    if isinstance(value, Count) and _digits(span.text) and (unit := _unit_meant(value.unit, language)) is not None:
        written = f"{span.text[: _digits(span.text)]} {unit}"
        message, help = _UNIT(found=span.text, good=written), _REPLACE(found=span.text, good=written)
        env.report(TYPE, span, message, help=help, fix=Fix.of(span, written, "safe"))
        return
    message = WRONG_KIND(expected=expected_kinds(kinds), found=kind_name(value))
    env.report(TYPE, span, message, help=sample(kinds))


def _digits(text: str) -> int:
    """Where the number ends that a text begins with; 0 where a parameter stands in its place."""
    found = re.match(r"[\d \u00a0\u202f.,]*(?<=\d)", text)
    return found.end() if found else 0


def _unit_meant(unit: str | None, language: str) -> str | None:
    """How a unit is written that is spelled as people often do."""
    name = _UNITS_MEANT.get(fold(unit or "").casefold())
    if name is None:
        return respelled(unit, language) if unit and respelled(unit, language) in _time_units(language) else None
    return spelling(name, language) if name.isalpha() else name


def _time_units(language: str) -> set[str]:
    names = ("SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR")
    return {word for name in names for word in spellings(name, language)}


def kind_name(value: object) -> Text:
    """What a value object is, in words."""
    return next((name for kind, name in _LITERALS if isinstance(value, kind)), Text("une valeur", "a value"))


def expected_kinds(kinds: tuple[Holds, ...]) -> Text:
    """The kinds that a label holds, in words."""
    names = [_NAMES[kind] for kind in kinds]
    return Text(" ou ".join(name.fr for name in names), " or ".join(name.en for name in names))


def sample(kinds: tuple[Holds, ...]) -> Message | None:
    """What to write instead, where a sample of a kind says it."""
    samples = [SAMPLES[kind] for kind in kinds if kind in SAMPLES]
    return WRITE(sample=samples[0]) if samples else None
