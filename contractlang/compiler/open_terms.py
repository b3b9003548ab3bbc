"""Terms that a draft leaves open (`à négocier`), as unknowns of the core.

An open term that is a number becomes a fact that no case states, with the bounds that the draft gives it. Guards and
formulas that name it read that fact: the solver takes all its values, the evaluation says that the answer depends on
it, and anybody may ask what the answer would be for one value. One that is no number (a word, a text, months) is a
term with an `Open` value, of which every reader knows that it is not settled.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from contractlang.compiler.environment import Environment
from contractlang.compiler.pages import TYPE
from contractlang.core.open_facts import open_fact, whole
from contractlang.core.origins import Path
from contractlang.core.schema import FactType, Kind, Type
from contractlang.diagnostics import Text
from contractlang.model.nodes import Literal
from contractlang.model.schema import Holds
from contractlang.values import Bound, Count, Length, Money, Open, Percent, Rate

_KINDS_APART = Text("les deux bornes ne sont pas de même sorte", "the two bounds are not of one kind")
_BOUNDS_CROSSED = Text("la borne basse dépasse la borne haute", "the lower bound is above the upper one")
_WRITE_BOUNDS = Text(
    "écrire deux valeurs de même unité, la plus petite d'abord", "write two values of one unit, the smaller first"
)


def open_value(value: object) -> Open | None:
    """The open value that a term holds, be it alone or per unit; None for a settled one."""
    found = value.value if isinstance(value, Rate) else value
    return found if isinstance(found, Open) else None


def declare_open(env: Environment, path: Path, holds: Holds, value: Open) -> None:
    """Enter the fact that an open term is, where it is a number of the core."""
    kind = _core_kind(holds, value)
    if kind is None:
        return
    name = open_fact(path)
    least, most = (None if bound is None else whole(bound) for bound in (value.low, value.high))
    env.facts[name] = FactType(name=name, title=env.path_text(path), type=Type(kind), least=least, most=most, open=True)


def check_bounds(env: Environment, literal: Literal, value: Open) -> bool:
    """Whether bounds can bound one value; a finding where they cannot."""
    low, high = value.low, value.high
    if low is None or high is None:
        return True
    if type(low) is not type(high):
        env.report(TYPE, literal.span, _KINDS_APART(), help=_WRITE_BOUNDS())
        return False
    if _size(low) > _size(high):
        env.report(TYPE, literal.span, _BOUNDS_CROSSED(), help=_WRITE_BOUNDS())
        return False
    return True


def _size(bound: Bound) -> Fraction:
    """What two bounds of one kind are compared by: the shortest that they last, their amount, their day."""
    match bound:
        case Length():
            bounds = bound.bounds()
            return bounds[0] if bounds else bound.amount
        case Money(amount=amount) | Percent(amount=amount) | Count(amount=amount):
            return Fraction(amount)
        case date():
            return Fraction(bound.toordinal())


def _core_kind(holds: Holds, value: Open) -> Kind | None:
    """The kind of the fact; None where the term is no whole number of the core.

    A length without bounds may be one of months, which have no number of seconds.
    """
    if holds in (Holds.MONEY, Holds.RATE_OF_MONEY):
        return Kind.MONEY
    if holds in (Holds.COUNT, Holds.RATE_OF_COUNT):
        return Kind.COUNT
    bounded = isinstance(value.sample, Length) and value.sample.seconds is not None
    return Kind.LENGTH if bounded else None
