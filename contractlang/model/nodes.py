"""Nodes of the model: words, literals, values, expressions. Spans tell where; equality means meaning."""

from __future__ import annotations

from typing import TypeVar, dataclass_transform

from attrs import evolve, field, fields, frozen

from contractlang.diagnostics import Text
from contractlang.source import Span

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def node(cls: type[T]) -> type[T]:
    """An attrs class of the model: frozen, by keyword, without the methods that nobody calls.

    There are a hundred of them, and writing methods is what a start would spend its time on.
    """
    return frozen(cls, kw_only=True, eq=False, repr=False, unsafe_hash=False, getstate_setstate=False)


@node
class Node:
    """Anything that stands somewhere in a text."""

    span: Span = field(eq=False)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        names = (one.name for one in fields(type(self)) if one.eq)  # type: ignore[arg-type]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        parts = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(type(self)) if one.eq)  # type: ignore[arg-type]
        return f"{type(self).__name__}({parts})"


def changed(node: T, **parts: object) -> T:
    """The node with other parts."""
    return evolve(node, **parts)  # type: ignore[misc]


@node
class Word(Node):
    """A name as it is written; several words of one name are joined by single spaces."""

    text: str


_set_span, _set_text = Node.__dict__["span"].__set__, Word.__dict__["text"].__set__


def word_at(span: Span, text: str) -> Word:
    """A word, made in half the time that its constructor takes: no other node is so frequent."""
    word = object.__new__(Word)
    _set_span(word, span)
    _set_text(word, text)
    return word


@node
class Literal(Node):
    """A value object, a Decimal, a date, a datetime, a time, a text or a truth value; None where it is no value.

    A stretch of time is a pair of datetimes, the second None where it has no end yet.

    `name`: in a template, the parameter that stands for the value or for its number.
    """

    value: object
    name: Word | None = None


@node
class Phrase(Node):
    """One part of a value: words, a measure, words; any of the three may be missing (not all).

    `calendar`: that on which the measure, a length of time, runs.
    """

    words: tuple[Word, ...] = ()
    measure: Literal | None = None
    tail: tuple[Word, ...] = ()
    calendar: Word | None = None


@node
class Value(Node):
    """What stands behind a colon: phrases, and the condition under which they hold."""

    phrases: tuple[Phrase, ...]
    condition: Expression | None = None


@node
class Term(Node):
    """A label and its value."""

    label: Word
    value: Value


# --- expressions --------------------------------------------------------------------------------------------


@node
class Composite(Node):
    """An expression made of others; `depth` counts how far they are nested."""

    depth: int = field(default=1, eq=False)


@node
class PathRef(Node):
    """A name, or the path of a term."""

    parts: tuple[Word, ...]


@node
class Comparison(Composite):
    """Two expressions compared; `op` is one of `= != < <= > >=`."""

    op: str
    left: Expression
    right: Expression


@node
class Operation(Composite):
    """An arithmetic operation; `op` is one of `+ - * /`."""

    op: str
    left: Expression
    right: Expression


@node
class Share(Composite):
    """A percentage of something."""

    percent: Literal
    of: Expression


@node
class Call(Composite):
    """A function of the language, with its arguments."""

    function: Word
    arguments: tuple[Expression, ...]


@node
class Negation(Composite):
    """The contrary."""

    operand: Expression


@node
class Conjunction(Composite):
    """Both."""

    left: Expression
    right: Expression


@node
class Disjunction(Composite):
    """One or the other, or both."""

    left: Expression
    right: Expression


@node
class Membership(Composite):
    """One of some words."""

    operand: Expression
    words: tuple[Word, ...]


@node
class WithinCalendar(Composite):
    """An instant falls in the opening hours of a calendar."""

    operand: Expression
    calendar: Word


@node
class WithinScope(Composite):
    """An asset is of a type that the scope includes, or a site is one of its sites."""

    operand: Expression


@node
class Existence(Node):
    """The contract holds this clause or term."""

    path: PathRef


Expression = (
    Literal
    | PathRef
    | Comparison
    | Operation
    | Share
    | Call
    | Negation
    | Conjunction
    | Disjunction
    | Membership
    | WithinCalendar
    | WithinScope
    | Existence
)


def both_languages(span: Span, own: str, translation: str) -> Text:
    """What a file says there in its own language, and its translation into the other."""
    return Text(translation, own) if span.source.language == "en" else Text(own, translation)
