"""Parameters of templates: their types, their defaults, and the arguments of a use, written for the template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contractlang.diagnostics import Diagnostic, Label, Message, Quoted, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.pages import DUPLICATE, UNKNOWN
from contractlang.documents.pages_documents import TEMPLATE
from contractlang.model import nodes as m
from contractlang.model import templates as t
from contractlang.records import frozen
from contractlang.source import Span
from contractlang.syntax import spelling, spellings
from contractlang.values import Length, Money, Percent, Unit
from contractlang.words import fold, nearest

# What a template's words are replaced by, by parameter without accents
Arguments = Mapping[str, str]

_UNKNOWN_TYPE = Text("`{word}` n'est pas une sorte de paramètre", "`{word}` is not a kind of parameter")
_KINDS = Text("sortes : {words}", "kinds: {words}")
_TWICE = Text("le paramètre `{name}` est déjà donné", "the parameter `{name}` is already given")
_FIRST = Text("donné ici d'abord", "first given here")
_KEEP_ONE = Text("ne garder que l'un des deux", "keep one of the two")
_NO_PARAMETER = Text("`{template}` n'a pas de paramètre `{name}`", "`{template}` has no parameter `{name}`")
_PARAMETERS = Text("paramètres : {names}", "parameters: {names}")
_TAKES_NONE = Text("ce modèle n'a pas de paramètre : retirer l'argument", "this template has none: remove the argument")
_MISSING = Text("`{template}` demande `{name}`", "`{template}` needs `{name}`")
_GIVE = Text("ajouter `{name} = …`", "add `{name} = …`")
_DECLARED = Text("paramètre déclaré ici", "parameter declared here")
_WRONG = Text("`{name}` doit être {expected}", "`{name}` must be {expected}")
_WRITE = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")

# The types by their shared names: what their values are called, and a sample
_TYPES: dict[str, tuple[Text, str | Quoted]] = {
    "type_integer": (Text("un nombre entier", "a whole number"), "3"),
    "type_count": (Text("un nombre sans unité", "a number without a unit"), "3"),
    "type_length": (Text("une durée", "a length of time"), "30 jours"),
    "type_money": (Text("un montant", "an amount of money"), "95 €"),
    "type_percent": (Text("un pourcentage", "a percentage"), "5 %"),
    "type_date": (Text("une date", "a date"), "2026-02-01"),
    "type_text": (Text("un texte entre guillemets", "a quoted text"), '"texte"'),
    "type_truth": (Text("`{YES}` ou `{NO}`", "`{YES}` or `{NO}`"), Quoted("oui", "yes")),
    "type_word": (Text("un mot", "a word"), "bloquante"),
    "type_calendar": (Text("le nom d'un calendrier", "the name of a calendar"), "HO"),
}
_UNITS = {
    Unit.SECOND: ("second",),
    Unit.MINUTE: ("minute",),
    Unit.HOUR: ("hour",),
    Unit.DAY: ("day",),
    Unit.WORKING_DAY: ("day", "working"),
    Unit.BUSINESS_DAY: ("day", "business"),
    Unit.CLEAR_DAY: ("day", "clear"),
    Unit.CALENDAR_DAY: ("day", "plain"),
    Unit.WEEK: ("week",),
    Unit.MONTH: ("month",),
    Unit.YEAR: ("year",),
}


@frozen
class Declared:
    """A template with the types of its parameters, by their names without accents; None where a type is unknown."""

    node: t.Template
    types: Mapping[str, str | None]

    def arguments(self, use: t.Use, findings: list[Diagnostic]) -> Arguments | None:
        """What a use puts in the place of each parameter; None, with findings, where it cannot be used so."""
        before = len(findings)
        given: dict[str, t.Argument] = {}
        for argument in use.arguments:
            name = fold(argument.name.text)
            if name in given:
                labels = (Label(span=given[name].span, message=_FIRST()),)
                message = _TWICE(name=argument.name.text)
                findings.append(DUPLICATE.finding(argument.name.span, message, labels=labels, help=_KEEP_ONE()))
            elif name not in self.types:
                findings.append(self._no_parameter(argument))
            else:
                given[name] = argument
        written: dict[str, str] = {}
        faulty = False
        for parameter in self.node.parameters:
            name = fold(parameter.name.text)
            value = given[name].value if name in given else parameter.default
            if value is None:
                findings.append(self._missing(use, parameter))
                continue
            text = _written(value, self.types[name], self.node.span.source.language)
            if text is not None:
                written[name] = text
            elif name in given and self.types[name] is not None:
                findings.append(self._wrong(parameter, given[name].value, name))
            else:
                faulty = True  # reported where the template was declared
        return None if faulty or len(findings) > before else written

    def _no_parameter(self, argument: t.Argument) -> Diagnostic:
        names = [parameter.name.text for parameter in self.node.parameters]
        meant = nearest(argument.name.text, names)
        listed = _PARAMETERS(names=[f"`{name}`" for name in names]) if names else _TAKES_NONE()
        message = _NO_PARAMETER(template=self.node.name.text, name=argument.name.text)
        labels = (Label(span=self.node.name.span),)
        return UNKNOWN.finding(argument.name.span, message, labels=labels, help=MEANT(word=meant) if meant else listed)

    def _missing(self, use: t.Use, parameter: t.Parameter) -> Diagnostic:
        message = _MISSING(template=self.node.name.text, name=parameter.name.text)
        labels = (Label(span=parameter.span, message=_DECLARED()),)
        return TEMPLATE.finding(use.span, message, labels=labels, help=_GIVE(name=parameter.name.text))

    def _wrong(self, parameter: t.Parameter, value: m.Phrase, name: str) -> Diagnostic:
        labels = (Label(span=parameter.span, message=_DECLARED()),)
        problem, help = _wrong_type(parameter, self.types[name] or "type_word")
        return TEMPLATE.finding(value.span, problem, labels=labels, help=help)


def declared(node: t.Template, findings: list[Diagnostic]) -> Declared:
    """A template with the types of its parameters; reports unknown types, duplicates, defaults that do not fit."""
    types: dict[str, str | None] = {}
    first: dict[str, Span] = {}
    for parameter in node.parameters:
        name = fold(parameter.name.text)
        if name in types:
            labels = (Label(span=first[name], message=_FIRST()),)
            message = _TWICE(name=parameter.name.text)
            findings.append(DUPLICATE.finding(parameter.name.span, message, labels=labels, help=_KEEP_ONE()))
            continue
        language = node.span.source.language
        kind = next(
            (kind for kind in _TYPES if fold(parameter.type.text) in map(fold, spellings(kind, language))), None
        )
        types[name], first[name] = kind, parameter.name.span
        if kind is None:
            known = [spelling(name, language) for name in _TYPES]
            meant = nearest(parameter.type.text, known)
            help = MEANT(word=meant) if meant else _KINDS(words=[f"`{word}`" for word in known])
            message = _UNKNOWN_TYPE(word=parameter.type.text)
            findings.append(UNKNOWN.finding(parameter.type.span, message, help=help))
        elif parameter.default is not None and _written(parameter.default, kind, language) is None:
            problem, help = _wrong_type(parameter, kind)
            findings.append(TEMPLATE.finding(parameter.default.span, problem, help=help))
            types[name] = None
    return Declared(node, types)


def _wrong_type(parameter: t.Parameter, kind: str) -> tuple[Message, Message]:
    expected, sample = _TYPES[kind]
    return _WRONG(name=parameter.name.text, expected=expected()), _WRITE(sample=sample)


def _written(phrase: m.Phrase, kind: str | None, language: str) -> str | None:
    """A value of a type as a language writes it; None where it is of another type."""
    if phrase.measure is None:
        alone = len(phrase.words) == 1 and kind in ("type_word", "type_calendar")
        several = len(phrase.words) > 1 and kind == "type_word"
        return " ".join(word.text for word in phrase.words) if alone or several else None
    value = phrase.measure.value
    if phrase.words or phrase.tail or value is None:
        return None
    match kind, value:
        case "type_truth", bool():
            return spelling("yes" if value else "no", language)
        case "type_integer", Decimal() if value == value.to_integral_value():
            return _number(value, language)
        case "type_count", Decimal():
            return _number(value, language)
        case "type_length", Length():
            return f"{_number(_decimal(value.amount), language)} {_unit(value.unit, language)}"
        case "type_money", Money():
            tax = f" {spelling('tax_included', language)}" if value.tax == "included" else ""
            return f"{_number(value.amount, language)} {value.currency}{tax}"
        case "type_percent", Percent():
            return f"{_number(value.amount, language)} %"
        case "type_date", date() if type(value) is date:
            return value.isoformat()
        case "type_text", str():
            return f'"{value}"'
    return None


def _number(value: Decimal, language: str) -> str:
    return f"{value:f}".replace(".", "," if language == "fr" else ".")


def _decimal(value: Fraction) -> Decimal:
    """The decimal that a fraction is: lengths are read from decimals."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _unit(unit: Unit, language: str) -> str:
    return " ".join(spelling(name, language) for name in _UNITS[unit])
