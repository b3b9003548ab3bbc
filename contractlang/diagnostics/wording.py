"""How values are written for a reader: the only place where money, dates and lengths become text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol, runtime_checkable

from contractlang.values import Count, Length, Money, Percent, Rate, Unit

Lang = Literal["fr", "en"]

# (singular, plural) as written after a number
_UNITS: dict[Unit, dict[Lang, tuple[str, str]]] = {
    Unit.SECOND: {"fr": ("s", "s"), "en": ("s", "s")},
    Unit.MINUTE: {"fr": ("min", "min"), "en": ("min", "min")},
    Unit.HOUR: {"fr": ("h", "h"), "en": ("h", "h")},
    Unit.DAY: {"fr": ("jour", "jours"), "en": ("day", "days")},
    Unit.WORKING_DAY: {"fr": ("jour ouvré", "jours ouvrés"), "en": ("working day", "working days")},
    Unit.BUSINESS_DAY: {"fr": ("jour ouvrable", "jours ouvrables"), "en": ("business day", "business days")},
    Unit.CLEAR_DAY: {"fr": ("jour franc", "jours francs"), "en": ("clear day", "clear days")},
    Unit.CALENDAR_DAY: {"fr": ("jour calendaire", "jours calendaires"), "en": ("calendar day", "calendar days")},
    Unit.WEEK: {"fr": ("semaine", "semaines"), "en": ("week", "weeks")},
    Unit.MONTH: {"fr": ("mois", "mois"), "en": ("month", "months")},
    Unit.YEAR: {"fr": ("an", "ans"), "en": ("year", "years")},
}
_TAX_INCLUDED: dict[Lang, str] = {"fr": "TTC", "en": "incl. tax"}
_TRUTH: dict[Lang, tuple[str, str]] = {"fr": ("non", "oui"), "en": ("no", "yes")}


@runtime_checkable
class Sayable(Protocol):
    """What has words of its own in each language: a text, a message."""

    def say(self, lang: Lang) -> str:
        """The words in one language."""


def say(value: object, lang: Lang) -> str:
    """Write any value that a message may hold, in one language."""
    match value:
        case str():
            return value
        case bool():
            return _TRUTH[lang][value]
        case int() | Decimal():
            return number(value, lang)
        case Fraction():
            return number(_decimal(value), lang)
        case Money():
            return money(value, lang)
        case Percent():
            return f"{number(value.amount, lang)} %" if lang == "fr" else f"{number(value.amount, lang)}%"
        case Length():
            return length(value, lang)
        case Count():
            return number(value.amount, lang) + (f" {value.unit}" if value.unit else "")
        case Rate():
            per = unit_name(value.per, lang) if isinstance(value.per, Unit) else value.per
            return f"{say(value.value, lang)}/{per}"
        case datetime():
            return moment(value, lang)
        case date():
            return day(value, lang)
        case time():
            return value.strftime("%H:%M")
        case list() | tuple():
            return ", ".join(say(item, lang) for item in value)
        case Sayable():
            return value.say(lang)
    raise TypeError(f"no wording for {type(value).__name__}")


def number(value: int | Decimal, lang: Lang) -> str:
    """A number with the separators of the language."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=lang, decimal_quantization=False)


def money(value: Money, lang: Lang) -> str:
    """An amount with its currency, to the cent, and its tax basis where that is included."""
    from babel.numbers import format_currency

    words = format_currency(value.amount, value.currency, locale="fr_FR" if lang == "fr" else "en_IE")
    return words if value.tax == "excluded" else f"{words} {_TAX_INCLUDED[lang]}"


def length(value: Length, lang: Lang) -> str:
    """A length of time with its unit."""
    singular, plural = _UNITS[value.unit][lang]
    # French counts 0 and 1.5 as singular, English counts only 1
    alone = abs(value.amount) < 2 if lang == "fr" else value.amount == 1
    return f"{number(_decimal(value.amount), lang)} {singular if alone else plural}"


def unit_name(unit: Unit, lang: Lang) -> str:
    """The name of one unit of time."""
    return _UNITS[unit][lang][0]


def day(value: date, lang: Lang) -> str:
    """A date with its day of the week: what looks right as figures is often wrong as a Saturday."""
    from babel.dates import format_date

    # babel has no ordinal: French writes the first of a month `1er`
    pattern = "EEE d'er' MMM y" if lang == "fr" and value.day == 1 else "EEE d MMM y"
    return format_date(value, pattern, locale="fr" if lang == "fr" else "en_GB")


def moment(value: datetime, lang: Lang) -> str:
    """A date and a time of day, in the zone that the value carries."""
    clock = value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return f"{day(value, lang)} {clock}"


def span_of_time(seconds: int, lang: Lang) -> str:
    """A difference between two instants, in hours and minutes: `13 h 30 min`."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, Unit.HOUR), (minutes, Unit.MINUTE), (left, Unit.SECOND)]
    words = [length(Length(Fraction(n), unit), lang) for n, unit in parts if n]
    return " ".join(words) or length(Length(Fraction(0), Unit.MINUTE), lang)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
