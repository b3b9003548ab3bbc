"""Builders of values and expressions: one method a rule of `values.lark` and `expressions.lark`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar, cast

from contractlang.model import nodes as m
from contractlang.source import Source, Span
from contractlang.syntax.kids import Kids
from contractlang.syntax.lexer import Token
from contractlang.syntax.tables import load
from contractlang.values import Bound, Count, Length, Money, Open, Percent, Rate, Unit

MAX_NESTING = 200
# Figures of a number, with the spaces between them: the budget of a state has fewer
MAX_DIGITS = 30
# No contract binds for longer, and the calendar ends with the year 9999
MAX_YEARS = 100
EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
_MARK = re.compile(r"[A-Z]{3}|[€$£]")
CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP"}
STARTED_UNITS = {f"STARTED_{unit.name}": unit for unit in Unit}
_UNITS = {unit.name: unit for unit in Unit} | STARTED_UNITS
# How many of each unit a year may hold; of days 366
_A_YEAR = {Unit.SECOND: 31_622_400, Unit.MINUTE: 527_040, Unit.HOUR: 8_784, Unit.WEEK: 53, Unit.MONTH: 12, Unit.YEAR: 1}
_OPERATORS = {"EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GE": ">=", "GT": ">", "PLUS": "+", "MINUS": "-"}
_OPERATORS |= {"STAR": "*", "SLASH": "/"}
COMPARISONS = ("EQ", "NE", "LT", "LE", "GE", "GT")

_EXPRESSIONS = (m.Composite, m.Literal, m.PathRef, m.Existence)

T = TypeVar("T", bound=m.Node)
ValueObject = Money | Percent | Length | Count | Open


def _length(amount: Fraction, terminal: str) -> tuple[Length, bool]:
    """A length in the unit of a terminal, and whether it may be so long; of one unit where it may not."""
    unit = _UNITS[terminal]
    allowed = amount.numerator <= MAX_YEARS * _A_YEAR.get(unit, 366) * amount.denominator
    return Length(amount if allowed else Fraction(1), unit), allowed


@lru_cache(maxsize=1024)
def _whole_length(digits: str, terminal: str) -> tuple[Length, bool]:
    """A length of a whole number of units: most are, and the same ones come again and again."""
    return _length(Fraction(int(digits)), terminal)


class ValueBuilder:
    """Builds nodes, and notes what is well formed but means nothing (`2026-02-30`)."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[tuple[str, Span]] = []
        self._too_deep: m.Literal | None = None

    def problem(self, kind: str, span: Span) -> None:
        """Note a piece of text that no value can be made of."""
        self.problems.append((kind, span))

    # --- literals ---------------------------------------------------------------------------------------

    def number_of(self, token: Token) -> Decimal:
        """The number that a NUMBER token writes, in the source's language; 1 after a finding where it is too long."""
        if len(token.text) > MAX_DIGITS:
            self.problem("number-too-long", Span(self.source, token.start, token.end))
            return Decimal(1)
        if token.text.isdecimal():
            return Decimal(token.text)
        digits = "".join(token.text.split())
        return Decimal(digits.replace(",", "." if self.source.language == "fr" else ""))

    def unit_of(self, kids: Kids) -> Unit | None:
        """The unit of time among the values of a rule."""
        for value in kids.values:
            if type(value) is Token and value[0] in _UNITS:
                return _UNITS[value[0]]
        return None

    def money(self, span: Span, kids: Kids) -> m.Literal:
        mark = kids.word("CURRENCY").text
        amount = self.number_of(kids.token("NUMBER"))
        currency = CURRENCIES.get(mark, mark)
        return m.Literal(
            span=span, value=Money(amount, currency, "included" if kids.has("TAX_INCLUDED") else "excluded")
        )

    def percent_of(self, kids: Kids) -> Percent:
        """The percentage that the number among the values of a rule is."""
        return Percent(self.number_of(kids.token("NUMBER")))

    def percent(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=self.percent_of(kids))

    def length(self, span: Span, kids: Kids) -> m.Literal:
        number, unit = kids.values
        assert isinstance(number, Token)
        assert isinstance(unit, Token)
        text = number.text
        if text.isdecimal() and len(text) < MAX_DIGITS:
            length, allowed = _whole_length(text, unit.type)
        else:
            length, allowed = _length(Fraction(self.number_of(number)), unit.type)
        if not allowed:
            self.problem("length-too-long", span)
        return m.Literal(span=span, value=length)

    def count(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=Count(self.number_of(kids.token("NUMBER")), kids.word("NAME").text))

    def number(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=self.number_of(kids.token("NUMBER")))

    def rate(self, span: Span, kids: Kids) -> m.Literal:
        value = cast(ValueObject, kids.one(m.Literal).value)
        return m.Literal(span=span, value=Rate(value, self.unit_of(kids) or kids.word("NAME").text))

    def slash_rate(self, span: Span, kids: Kids) -> m.Literal:
        written = kids.word("MONEY_PER").text.rstrip("/").strip()
        included = written.endswith(tuple(load().spellings[self.source.language]["TAX_INCLUDED"]))
        mark = _MARK.match(written)
        assert mark is not None
        number = self.number_of(kids.token("NUMBER"))
        currency = CURRENCIES.get(mark.group(), mark.group())
        amount = Money(number, currency, "included" if included else "excluded")
        return m.Literal(span=span, value=Rate(amount, self.unit_of(kids) or kids.word("NAME").text))

    def open(self, span: Span, _kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=Open())

    def open_between(self, span: Span, kids: Kids) -> m.Literal:
        low, high = self._bounds(kids)
        return m.Literal(span=span, value=Open(low, high))

    def open_at_most(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=Open(high=self._bounds(kids)[0]))

    def open_at_least(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=Open(low=self._bounds(kids)[0]))

    def _bounds(self, kids: Kids) -> list[Bound | None]:
        return [cast(Bound | None, bound.value) for bound in kids.all(m.Literal)]

    def text(self, span: Span, kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=kids.strings()[0])

    def date(self, span: Span, kids: Kids) -> m.Literal:
        return self._moment(span, date.fromisoformat, kids.token("DATE").text)

    def instant(self, span: Span, kids: Kids) -> m.Literal:
        return self._moment(span, datetime.fromisoformat, kids.token("DATETIME").text)

    def stretch(self, span: Span, kids: Kids) -> m.Literal:
        ends = [self._moment(span, datetime.fromisoformat, token.text).value for token in kids.tokens("DATETIME")]
        return m.Literal(span=span, value=None if None in ends else (*ends, None)[:2])

    stretch_since = stretch

    def time_of_day(self, span: Span, token: Token) -> m.Literal:
        """A time of the day."""
        return self._moment(span, time.fromisoformat, token.text.zfill(5), "no-such-time")

    def _moment(
        self, span: Span, read: Callable[[str], object], text: str, otherwise: str = "no-such-date"
    ) -> m.Literal:
        try:
            value = read(text)
        except ValueError:
            self.problem(otherwise, span)
            return m.Literal(span=span, value=None)
        if isinstance(value, date) and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            self.problem("date-out-of-reach", span)
            return m.Literal(span=span, value=None)
        return m.Literal(span=span, value=value)

    def yes(self, span: Span, _kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=True)

    def no(self, span: Span, _kids: Kids) -> m.Literal:
        return m.Literal(span=span, value=False)

    # --- values -----------------------------------------------------------------------------------------

    def phrase(self, span: Span, kids: Kids) -> m.Phrase:
        if len(kids.values) == 1:  # as most have
            (only,) = kids.values
            if type(only) is Token:
                return m.Phrase(span=span, words=(kids.as_word(only),))
            return m.Phrase(span=span, measure=only if type(only) is m.Literal else None)
        before: list[m.Word] = []
        after: list[m.Word] = []
        measure: m.Literal | None = None
        for value in kids.values:
            if type(value) is m.Literal:
                measure = value
            elif type(value) is Token:
                (before if measure is None else after).append(kids.as_word(value))
        return m.Phrase(span=span, words=tuple(before), measure=measure, tail=tuple(after))

    def timed_phrase(self, span: Span, kids: Kids) -> m.Phrase:
        *words, calendar = kids.tokens("NAME")
        before = tuple(kids.as_word(word) for word in words)
        return m.Phrase(span=span, words=before, measure=kids.maybe(m.Literal), calendar=kids.as_word(calendar))

    def condition(self, _span: Span, kids: Kids) -> m.Expression:
        return self.expressions(kids)[0]

    def value(self, span: Span, kids: Kids) -> m.Value:
        phrases = kids.all(m.Phrase)
        condition = self.expressions(kids)[0] if len(phrases) < len(kids.values) else None
        return m.Value(span=span, phrases=phrases, condition=condition)

    def value_start(self, _span: Span, kids: Kids) -> m.Value:
        return kids.one(m.Value)

    def term(self, span: Span, kids: Kids) -> m.Term:
        return m.Term(span=span, label=kids.word(), value=kids.one(m.Value))

    # --- expressions ------------------------------------------------------------------------------------

    def expressions(self, kids: Kids) -> tuple[m.Expression, ...]:
        """The expressions among the values of a rule."""
        return cast(
            tuple[m.Expression, ...], tuple([value for value in kids.values if isinstance(value, _EXPRESSIONS)])
        )

    def _composite(self, kind: Callable[..., T], span: Span, parts: tuple[m.Expression, ...], **fields: object) -> T:
        depth = 1
        for part in parts:
            if part is self._too_deep:
                self._too_deep = m.Literal(span=span, value=None)  # was reported when it came to that depth
                return cast(T, self._too_deep)
            if isinstance(part, m.Composite) and part.depth >= depth:
                depth = part.depth + 1
        if depth > MAX_NESTING:
            self.problem("too-deep", span)
            self._too_deep = m.Literal(span=span, value=None)
            return cast(T, self._too_deep)
        return kind(span=span, depth=depth, **fields)

    def literal(self, _span: Span, kids: Kids) -> m.Literal:
        return kids.one(m.Literal)

    def path(self, span: Span, kids: Kids) -> m.PathRef:
        return m.PathRef(span=span, parts=kids.words("NAME", "LABEL"))

    def call(self, span: Span, kids: Kids) -> m.Call:
        arguments = self.expressions(kids)
        return self._composite(m.Call, span, arguments, function=kids.word("NAME"), arguments=arguments)

    def share(self, span: Span, kids: Kids) -> m.Share:
        number = kids.token("NUMBER")
        percent = m.Literal(span=kids.span(number), value=self.percent_of(kids))
        (of,) = self.expressions(kids)
        return self._composite(m.Share, span, (of,), percent=percent, of=of)

    def existence(self, span: Span, kids: Kids) -> m.Existence:
        return m.Existence(span=span, path=kids.one(m.PathRef))

    def contrary(self, span: Span, kids: Kids) -> m.Negation:
        (operand,) = self.expressions(kids)
        return self._composite(m.Negation, span, (operand,), operand=operand)

    def both(self, span: Span, kids: Kids) -> m.Conjunction:
        left, right = self.expressions(kids)
        return self._composite(m.Conjunction, span, (left, right), left=left, right=right)

    def either(self, span: Span, kids: Kids) -> m.Disjunction:
        left, right = self.expressions(kids)
        return self._composite(m.Disjunction, span, (left, right), left=left, right=right)

    def comparing(self, span: Span, kids: Kids) -> m.Comparison:
        left, right = self.expressions(kids)
        op = _OPERATORS[kids.token(*COMPARISONS).type]
        return self._composite(m.Comparison, span, (left, right), op=op, left=left, right=right)

    def operation(self, span: Span, kids: Kids) -> m.Operation:
        left, right = self.expressions(kids)
        op = _OPERATORS[kids.token("PLUS", "MINUS", "STAR", "SLASH").type]
        return self._composite(m.Operation, span, (left, right), op=op, left=left, right=right)

    def one_of(self, span: Span, kids: Kids) -> m.Membership:
        (operand,) = self.expressions(kids)
        return self._composite(m.Membership, span, (operand,), operand=operand, words=kids.words("NAME", "LABEL"))

    def during(self, span: Span, kids: Kids) -> m.WithinCalendar:
        (operand,) = self.expressions(kids)
        return self._composite(m.WithinCalendar, span, (operand,), operand=operand, calendar=kids.word("NAME", "LABEL"))

    def within_scope(self, span: Span, kids: Kids) -> m.WithinScope:
        (operand,) = self.expressions(kids)
        return self._composite(m.WithinScope, span, (operand,), operand=operand)
