"""What an answer is, whatever the question: what is said, what it rests on, how it was counted, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property

from contractlang.core.cases import Case
from contractlang.core.origins import Origin, Path
from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Message, Text
from contractlang.diagnostics.wording import Sayable, say
from contractlang.evaluation.verdict import Ask, Possible, Verdict, verdict
from contractlang.records import field, frozen
from contractlang.values import Length, Money, Percent

Json = dict[str, object]


@frozen(kw_only=True)
class IndexValue:
    """The value of a price index, as somebody gives it: the last one, or that of a day."""

    name: str
    at: date | None
    value: Decimal


@frozen(kw_only=True)
class Asked:
    """What a question is put to: the program in force, the facts of a case, and whatever else its questions need.

    `day` picks the text and is the day of which dates are told; `about` what the question is narrowed to. `previous` is
    a price in force, in cents. `texts` are the programs through time, each with the day from which it holds.
    """

    program: Program
    case: Case = field(factory=dict)
    day: date | None = None
    about: tuple[str, ...] = ()
    indices: tuple[IndexValue, ...] = ()
    previous: int | None = None
    window: tuple[date, date] | None = None
    texts: tuple[tuple[date | None, Program], ...] = ()
    notes: tuple[Message, ...] = ()

    @cached_property
    def verdict(self) -> Verdict:
        """The whole verdict, of which some questions ask a part."""
        return verdict(self.program, self.case, notes=self.notes)


@frozen(kw_only=True)
class Ground:
    """Where an answer comes from in the text: a term or a rule, with its article and line."""

    what: Text
    origin: Origin

    @property
    def line(self) -> int:
        """The line on which it starts, from 1."""
        return self.origin.span.source.position(self.origin.span.start)[0]


@frozen(kw_only=True)
class Lack:
    """A term that the contract would have to give for the question to have an answer."""

    term: Text


@frozen(kw_only=True)
class Answer:
    """The answer to one question.

    `lines` says more, in a language; `data` is the same for programs. `counting` tells how dates and figures were made,
    with the source of the rule. `decided` is false where terms or facts are missing: `lacks`, `asks`, `possible`.
    """

    said: Sayable
    data: Mapping[str, object]
    lines: Callable[[Lang], Iterable[str]] = lambda _: ()
    decided: bool = True
    grounds: tuple[Ground, ...] = ()
    counting: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    lacks: tuple[Lack, ...] = ()
    asks: tuple[Ask, ...] = ()
    possible: tuple[Possible, ...] = ()


def grounds_of(program: Program, *paths: Path) -> tuple[Ground, ...]:
    """Those terms of some paths that the contract gives."""
    found = (program.terms[path] for path in dict.fromkeys(paths) if path in program.terms)
    return tuple(Ground(what=term.title, origin=term.origin) for term in found)


def distinct(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    """Each ground once, in order."""
    return tuple({(one.what, one.line, one.origin.span.source.name): one for one in grounds}.values())


# --- text -----------------------------------------------------------------------------------------------------


def table(*rows: tuple[object, ...]) -> Callable[[Lang], Iterable[str]]:
    """Rows of values, in columns."""

    def written(lang: Lang) -> Iterator[str]:
        from contractlang.evaluation.as_text import aligned

        yield from aligned([tuple("" if cell is None else say(cell, lang) for cell in row) for row in rows])

    return written


# --- JSON -----------------------------------------------------------------------------------------------------


def plain(value: object, lang: Lang) -> object:
    """A value as JSON: ISO dates, decimal strings, lengths and money as objects, texts in the language."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case Fraction():
            return str(value)
        case Length():
            return {"amount": str(value.amount), "unit": value.unit.value}
        case Money():
            return {"amount": format(value.amount, "f"), "currency": value.currency}
        case Percent():
            return format(value.amount, "f")
        case Enum():
            return value.value
        case Mapping():
            return {str(key): plain(one, lang) for key, one in value.items()}
        case list() | tuple():
            return [plain(one, lang) for one in value]
        case Sayable():
            return value.say(lang)
    raise TypeError(f"no JSON for {type(value).__name__}")
