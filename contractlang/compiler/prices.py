"""What a rule comes to, as an outcome of the core: included, out of contract, or billed at a price."""

from __future__ import annotations

from fractions import Fraction

from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import currency, net_cents, price_number
from contractlang.compiler.kinds import kind_name
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Billed, Included, Outcome, OutOfContract
from contractlang.diagnostics import Message, Text
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.values import Count, Length, Money, Open, Percent, Rate, Unit
from contractlang.words import fold

_PRICE = Text("{price}", "{price}")
_FIRST_PART = Text("{first} pour {length}, puis {price}", "{first} for {length}, then {price}")
_MARKED_UP = Text("{price} + {percent}", "{price} + {percent}")
_ON_QUOTE = Text("sur devis", "on quote")
_TO_BE_AGREED = Text("un prix à négocier", "a price to be agreed")
_NO_DAY_LENGTH = Text("un prix par jour sans longueur de journée", "a price per day without the length of a day")
_ADD_DAY_LENGTH = Text(
    "ajouter `{DAY_LENGTH} : 7 h` à la clause `{PRICE}`", "add `{DAY_LENGTH} : 7 h` to the `{PRICE}` clause"
)
_NO_TIME = Text("{found} ne se compte pas dans ce prix", "{found} does not count in this price")
_USE_HOURS = Text("écrire des heures ou des minutes", "write hours or minutes")
_ZERO_STEP = Text("une tranche doit avoir une longueur", "a step must have a length")

_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}


def lower_outcome(env: Environment, node: d.OutcomeNode, markup: Percent | None = None) -> Outcome | None:
    """What an outcome means, or None after a finding; `markup` is a surcharge on its price per unit."""
    match node:
        case d.IncludedOutcome():
            return Included()
        case d.OutOfContractOutcome():
            return OutOfContract()
        case d.BilledOutcome(price=None):
            return Billed(amount=None, quantity=None, currency=currency(env), price=_ON_QUOTE(), needs_quote=True)
        case d.BilledOutcome(price=m.Literal(value=Open() | Rate(value=Open()))):
            shown = _TO_BE_AGREED()
            return Billed(amount=None, quantity=None, currency=currency(env), price=shown, needs_quote=node.on_quote)
        case d.BilledOutcome(price=m.Literal(value=Rate() as rate) as price):
            return _by_rate(env, node, price, rate, markup)
        case d.BilledOutcome(price=price):
            assert price is not None
            for part in (node.minimum, node.step, node.first):
                if part is not None:
                    env.report(TYPE, part.span, _NOT_BY_TIME(), help=_BY_TIME())
            amount = price_number(env, price)
            if amount is None:
                return None
            shown = _PRICE(price=" ".join(price.span.text.split()))
            return Billed(amount=amount, quantity=None, currency=currency(env), price=shown, needs_quote=node.on_quote)


def _by_rate(
    env: Environment, node: d.BilledOutcome, price: m.Literal, rate: Rate, markup: Percent | None
) -> Outcome | None:
    if not isinstance(rate.value, Money):
        env.report(TYPE, price.span, _NOT_A_PRICE(found=kind_name(rate)), help=_SAMPLE_PRICE())
        return None
    net = net_cents(env, price, rate.value)
    made = None if net is None else _quantity(env, node, price, rate)
    if net is None or made is None:
        return None
    quantity, per, first = made
    factor = 1 + markup.fraction if markup else Fraction(1)
    amount = charge(quantity, net * factor / per)
    if first is not None:
        begun = net_cents(env, first.price, first.price.value) if isinstance(first.price.value, Money) else None
        if begun is None or not isinstance(first.length.value, Length):
            return None
        amount = core.Plus((charge(core.Whole(1), begun * factor), amount))
        quantity = core.Plus((core.Whole(first.length.value.seconds or 0), quantity))
    return Billed(
        amount=amount,
        quantity=quantity,
        currency=rate.value.currency,
        price=_shown(rate, first, markup),
        minimum=_measure(node.minimum),
        step=_measure(node.step),
        needs_quote=node.on_quote,
    )


def _shown(rate: Rate, first: d.FirstPart | None, markup: Percent | None) -> Message:
    shown = _PRICE(price=rate)
    if first is not None:
        shown = _FIRST_PART(first=first.price.value, length=first.length.value, price=shown)
    return _MARKED_UP(price=shown, percent=markup) if markup else shown


def _quantity(
    env: Environment, node: d.BilledOutcome, price: m.Literal, rate: Rate
) -> tuple[core.Number, int, d.FirstPart | None] | None:
    """What is charged beside a first part, how much of it one unit of the rate is, and the first part."""
    size = _counted if isinstance(rate.per, str) else _seconds
    minimum, step = size(env, node.minimum), size(env, node.step)
    if (node.step is not None and step is None) or (node.minimum is not None and minimum is None):
        return None
    if step == 0:
        assert node.step is not None
        env.report(TYPE, node.step.span, _ZERO_STEP(), help=_USE_HOURS())
        return None
    if isinstance(rate.per, str):
        if node.first is not None:
            env.report(TYPE, node.first.span, _NOT_BY_TIME(), help=_BY_TIME())
            return None
        fact = _COUNTED.get(fold(rate.per), cases.QUANTITY)
        return _rounded(core.NumberFact(fact), minimum, step), 1, None
    per = seconds_per(env, price, rate.per)
    if per is None:
        return None
    worked: core.Number = core.NumberFact(cases.WORKED)
    if node.first is not None:
        first = _first(env, node)
        if first is None:
            return None
        worked = core.Largest((core.Plus((worked, core.Whole(-first))), core.Whole(0)))
    return _rounded(worked, minimum, step), per, node.first


def _first(env: Environment, node: d.BilledOutcome) -> int | None:
    """The seconds of the first part of a price, or None after a finding."""
    assert node.first is not None
    if node.minimum is not None:
        env.report(TYPE, node.minimum.span, _TWO_MINIMA(), help=_DROP_MINIMUM())
        return None
    if not isinstance(node.first.price.value, Money):
        message = _NOT_A_PRICE(found=kind_name(node.first.price.value))
        env.report(TYPE, node.first.price.span, message, help=_SAMPLE_FIRST())
        return None
    return _seconds(env, node.first.length)


_COUNTED = {"km": cases.DISTANCE, "kilometre": cases.DISTANCE, "kilometres": cases.DISTANCE}
_NOT_BY_TIME = Text("ce prix ne dépend pas du temps passé", "this price does not depend on the time spent")
_BY_TIME = Text("retirer le minimum ou la tranche, ou écrire un prix par heure", "remove it, or write a price per hour")
_NOT_A_PRICE = Text("un prix est attendu ici, et non {found}", "a price is expected here, not {found}")
_SAMPLE_PRICE = Text("écrire par exemple `140 €/h`", "write for instance `140 €/h`")
_SAMPLE_FIRST = Text("écrire par exemple `{FIRST} 1 h {AT} 60 €`", "write for instance `{FIRST} 1 h {AT} 60 €`")
_TWO_MINIMA = Text(
    "une première durée due entière est déjà un minimum", "a first length that is due whole is a minimum already"
)
_DROP_MINIMUM = Text("retirer le minimum", "remove the minimum")


def charge(quantity: core.Number, per_unit: Fraction) -> core.Number:
    """Quantity times an exact price in the smallest unit, rounded half up."""
    total = core.Times(quantity, per_unit.numerator)
    if per_unit.denominator == 1:
        return total
    return core.Divide(total, per_unit.denominator, core.Rounding.HALF_UP)


def _rounded(quantity: core.Number, minimum: int | None, step: int | None) -> core.Number:
    """The quantity brought up to the next step, then to the minimum."""
    if step:
        quantity = core.Times(core.Divide(quantity, step, core.Rounding.UP), step)
    return core.Largest((quantity, core.Whole(minimum))) if minimum else quantity


def seconds_per(env: Environment, node: m.Node, unit: Unit) -> int | None:
    """Seconds of work in one unit; a day is as long as the `prix` clause says, and a finding where it does not."""
    if unit in _SECONDS:
        return _SECONDS[unit]
    if unit in (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY):
        term = env.terms.get(("price", "day_length"))
        if term is not None and isinstance(term.value, Length) and term.value.seconds:
            return term.value.seconds
        if ("price", "day_length") not in env.faulty_terms:
            env.report(INCOMPLETE, node.span, _NO_DAY_LENGTH(), help=_ADD_DAY_LENGTH())
        return None
    env.report(TYPE, node.span, _NO_TIME(found=Text("cette unité", "this unit")), help=_USE_HOURS())
    return None


def _seconds(env: Environment, node: m.Literal | None) -> int | None:
    if node is None:
        return None
    if isinstance(node.value, Length) and node.value.seconds is not None:
        return node.value.seconds
    env.report(TYPE, node.span, _NO_TIME(found=kind_name(node.value)), help=_USE_HOURS())
    return None


def _counted(env: Environment, node: m.Literal | None) -> int | None:
    if node is None:
        return None
    if isinstance(node.value, Count) and node.value.amount == node.value.amount.to_integral_value():
        return int(node.value.amount)
    env.report(TYPE, node.span, _NOT_BY_TIME(), help=_BY_TIME())
    return None


def _measure(node: m.Literal | None) -> Length | Count | None:
    return node.value if node is not None and isinstance(node.value, Length | Count) else None
