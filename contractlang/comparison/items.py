"""What a program says, taken apart: plain tuples and sets without places, order and words that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from functools import singledispatch
from typing import Any

from contractlang.comparison.matching import Item, Name, Spoken, matched
from contractlang.comparison.names import CALENDAR, Renamer, Renaming, chosen
from contractlang.core.expressions import And, IsOneOf, Or
from contractlang.core.formulas import linear
from contractlang.core.outcomes import Billed, Commitment, Formula, FormulaNode, Penalty
from contractlang.core.program import Decision, Program
from contractlang.records import fields, has
from contractlang.values import Length, Open, Unit

_OPEN, _BETWEEN, _CLOSE = "\x1e", "\x1f", "\x1d"
_TOKEN = re.compile(f"{_OPEN}([^{_BETWEEN}]*){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


def common_names(
    before: Program, after: Program, calendars: tuple[Mapping[str, str], Mapping[str, str]]
) -> dict[Name, str]:
    """For the names of a first program their spelling among those of a second, one to one."""
    names = set(chosen(before)), set(chosen(after))
    first, second = (
        list(items(program, _spoken(own, known)))
        for program, own, known in zip((before, after), names, calendars, strict=True)
    )
    pairs = matched(first, second, names)
    found = {name: new[1] for name, new in pairs.items()}
    taken = {*names[1], *pairs.values()}
    for sort, name in sorted(names[0] - pairs.keys()):
        spelled = name
        while (sort, spelled) in taken:
            spelled += "′"
        taken.add((sort, spelled))
        found[sort, name] = spelled
    return found


def _spoken(own: set[Name], calendars: Mapping[str, str]) -> Renaming:
    """Names marked as such; a calendar is known by what it holds."""

    def new(sort: str, name: str) -> str:
        if sort == CALENDAR:
            return calendars.get(name, name)
        return f"{_OPEN}{sort}{_BETWEEN}{name}{_CLOSE}" if (sort, name) in own else name

    return new


def items(program: Program, new: Renaming) -> Iterator[Item]:
    """All that a program says, piece by piece."""
    to = Renamer(program, new)
    for path, term in program.terms.items():
        yield "term", plain(to.path(path)), plain(to.value(term))
    yield from (("clause", plain(to.path(path))) for path in program.clauses)
    yield from (("party", plain(to.path(path)), name) for path, name in program.parties.items())
    for decision in map(to.decision, program.decisions.values()):
        name = plain(decision.name)
        yield "decision", name, plain(decision.concerns)
        yield from (("rule", name, plain(rule.guard), plain(rule.outcome)) for rule in decision.rules)
        if decision.default is not None:
            yield "default", name, plain(decision.default.outcome)
    for part in (*program.targets, *program.shortfalls, *program.scope, program.cap, program.revision):
        yield "part", plain(to.piece(part))
    yield from (("fact", plain(name), plain(fact.type), fact.bounds) for name, fact in to.facts().items() if fact.own)
    for name, vocabulary in to.vocabularies().items():
        for place, word in enumerate(vocabulary.words if vocabulary.own else ()):
            yield "word", plain(name), plain(word), place if vocabulary.ordered else None


def plain_decision(decision: Decision) -> Item:
    """A decision without the names, places and order of its rules."""
    key = {rule.name: (plain(rule.guard), plain(rule.outcome)) for rule in decision.rules}
    beats = {rule.name: frozenset(key[one] for one in rule.beats if one in key) for rule in decision.rules}
    rules = frozenset((key[name], beats[name]) for name in key)
    default = decision.default and (plain(decision.default.guard), plain(decision.default.outcome))
    return rules, len(decision.rules), default, plain(decision.concerns)


@singledispatch
def plain(value: Any) -> Item:
    """A piece of the core by what it says, as something that can be told equal and kept in a set."""
    if not has(type(value)) or not type(value).__module__.startswith("contractlang.core."):
        return value if isinstance(value, Hashable) else repr(value)
    said = (one.name for one in fields(type(value)) if one.eq and one.name not in ("origin", "text", "title"))
    return type(value).__name__, *((name, plain(getattr(value, name))) for name in said)


@plain.register
def _(value: str) -> Item:
    if _OPEN not in value:
        return value
    parts = _TOKEN.split(value)  # text, sort, name, text, …
    names = [Spoken((parts[at], parts[at + 1])) for at in range(1, len(parts), 3)]
    return names[0] if _TOKEN.fullmatch(value) else ("text", tuple(parts[::3]), tuple(names))


@plain.register
def _(value: tuple) -> Item:  # type: ignore[type-arg]
    return tuple(map(plain, value))


@plain.register
def _(value: frozenset) -> Item:  # type: ignore[type-arg]
    return frozenset(map(plain, value))


@plain.register(And)
@plain.register(Or)
def _(value: And | Or) -> Item:
    return type(value).__name__, frozenset(map(plain, value.operands))


@plain.register
def _(value: IsOneOf) -> Item:
    return "IsOneOf", plain(value.fact), frozenset(map(plain, value.words))


@plain.register
def _(value: Billed) -> Item:
    return "Billed", plain(value.amount), value.currency, value.needs_quote


@plain.register
def _(value: Formula) -> Item:
    return plain_formula(value.tree)


def plain_formula(tree: FormulaNode, per: int = 1) -> Item:
    """A formula by how it counts, divided by a number."""
    total = linear(tree)
    if total is None:
        return "formula", plain_tree(tree), per
    return "sum", frozenset((plain(leaf), factor / per) for leaf, factor in total.items())


def plain_tree(tree: FormulaNode) -> Item:
    """A formula that is no sum, as it is written."""
    return type(tree).__name__, *(plain(getattr(tree, one.name)) for one in fields(type(tree)))


@plain.register
def _(value: Length) -> Item:
    if value.seconds is not None:
        return "seconds", value.seconds
    if value.months is not None and value.amount.denominator == 1:
        return "months", value.months
    return value.unit.value, value.amount


@plain.register
def _(value: Commitment) -> Item:
    length = value.length
    said = plain(length) if isinstance(length, Length | Open) else None
    return "Commitment", said, plain(value.calendar), value.by, value.notice, value.share


@plain.register
def _(value: Penalty) -> Item:
    """A penalty pro rata is the same per minute and per hour."""
    unit: Length | None = None if value.per is None else Length(Fraction(1), value.per)
    seconds = unit.seconds if unit is not None and not value.started else None
    per: Unit | str | None = value.per if seconds is None else "second"
    amount = None if value.amount is None else plain_formula(value.amount.tree, seconds or 1)
    tiers = tuple((plain(tier.beyond), plain(tier.amount)) for tier in value.tiers)
    started = value.started and per is not None
    return "Penalty", value.currency, amount, per, started, tiers, value.capped, value.termination
