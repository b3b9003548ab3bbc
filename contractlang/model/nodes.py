"""Nodes of the model: words, literals, values, expressions. Spans tell where; equality means meaning."""

from __future__ import annotations

from attrs import field, frozen

from contractlang.source import Span


@frozen(kw_only=True)
class Node:
    """Anything that stands somewhere in a text."""

    span: Span = field(eq=False, repr=False)


@frozen(kw_only=True)
class Word(Node):
    """A name as it is written; several words of one name are joined by single spaces."""

    text: str


@frozen(kw_only=True)
class Literal(Node):
    """A value object, a Decimal, a date, a datetime, a time, a text or a truth value; None where it is no value."""

    value: object


@frozen(kw_only=True)
class Phrase(Node):
    """One part of a value: words, a measure, words; any of the three may be missing (not all)."""

    words: tuple[Word, ...] = ()
    measure: Literal | None = None
    tail: tuple[Word, ...] = ()


@frozen(kw_only=True)
class Value(Node):
    """What stands behind a colon: phrases, and the condition under which they hold."""

    phrases: tuple[Phrase, ...]
    condition: Expression | None = None


@frozen(kw_only=True)
class Term(Node):
    """A label and its value."""

    label: Word
    value: Value


# --- expressions --------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Composite(Node):
    """An expression made of others; `depth` counts how far they are nested."""

    depth: int = field(default=1, eq=False, repr=False)


@frozen(kw_only=True)
class PathRef(Node):
    """A name, or the path of a term."""

    parts: tuple[Word, ...]


@frozen(kw_only=True)
class Comparison(Composite):
    """Two expressions compared; `op` is one of `= != < <= > >=`."""

    op: str
    left: Expression
    right: Expression


@frozen(kw_only=True)
class Operation(Composite):
    """An arithmetic operation; `op` is one of `+ - * /`."""

    op: str
    left: Expression
    right: Expression


@frozen(kw_only=True)
class Share(Composite):
    """A percentage of something."""

    percent: Literal
    of: Expression


@frozen(kw_only=True)
class Call(Composite):
    """A function of the language, with its arguments."""

    function: Word
    arguments: tuple[Expression, ...]


@frozen(kw_only=True)
class Negation(Composite):
    """The contrary."""

    operand: Expression


@frozen(kw_only=True)
class Conjunction(Composite):
    """Both."""

    left: Expression
    right: Expression


@frozen(kw_only=True)
class Disjunction(Composite):
    """One or the other, or both."""

    left: Expression
    right: Expression


@frozen(kw_only=True)
class Membership(Composite):
    """One of some words."""

    operand: Expression
    words: tuple[Word, ...]


@frozen(kw_only=True)
class WithinCalendar(Composite):
    """An instant falls in the opening hours of a calendar."""

    operand: Expression
    calendar: Word


@frozen(kw_only=True)
class WithinScope(Composite):
    """An asset is of a type that the scope includes, or a site is one of its sites."""

    operand: Expression


@frozen(kw_only=True)
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
