"""The revised price: what the formula of a contract gives for some values of its indices, step by step.

The formula gives a coefficient: what it comes to over the price that it names. The coefficient is rounded as the
contract says (a contract that says nothing rounds nothing), the bounds then hold one revision against the price in
force before it, and the price is rounded half up to the cent once, at the end. Whether the parties negotiate is told
from the rise before any cap: that is the rise which the cap hides.

An index that is no longer published gives way to its substitute in the whole formula: the ratio of two different series
means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from attrs import evolve

from contractlang.calendars import legal_deadline
from contractlang.core.formulas import Leaf, formula_facts, formula_value
from contractlang.core.outcomes import FormulaIndex, FormulaNode, FormulaOperation
from contractlang.core.program import Program, Revision
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.money import VAT, half_up
from contractlang.evaluation.sentences import cents, contract_currency
from contractlang.records import frozen
from contractlang.values import Length, Percent, Unit, percent_of, round_half_up
from contractlang.words import fold

Indices = Mapping[FormulaIndex, Decimal]

_NO_REVISION = Text(
    "le contrat ne donne pas de formule de révision (`prix.révision`)",
    "the contract gives no formula of revision (`price.revision`)",
)
_NO_VALUE = Text("il manque la valeur de {indices}", "the value of {indices} is missing")
_NOT_POSITIVE = Text("l'indice {index} doit être positif", "the index {index} must be positive")
_ZERO = Text("la formule de révision divise par zéro", "the formula of revision divides by zero")
_READS_FACT = Text(
    "la formule de révision lit un montant qui est encore à négocier",
    "the formula of revision reads an amount that is still to be agreed",
)
_INDEX = Text("indice {index} : {value}", "index {index}: {value}")
_INDEX_AT = Text("indice {index} au {day} : {value}", "index {index} on {day}: {value}")
_LATEST = Text("{index} (dernière valeur)", "{index} (last value)")
_AT = Text("{index} au {day}", "{index} on {day}")
_SUBSTITUTED = Text(
    "{index} n'est pas donné : {substitute} le remplace dans toute la formule",
    "{index} is not given: {substitute} takes its place in the whole formula",
)
_BASE = Text("prix à réviser : {amount}", "price to be revised: {amount}")
_COEFFICIENT = Text("coefficient : {value}", "coefficient: {value}")
_ROUNDED = Text(
    "coefficient arrondi à {decimals} décimales ({how}) : {value}",
    "coefficient rounded to {decimals} decimals ({how}): {value}",
)
_NOT_ROUNDED = Text(
    "le contrat ne dit pas comment arrondir le coefficient : il ne l'est pas",
    "the contract does not say how the coefficient is rounded: it is not",
)
_CAPPED = Text("plafond {share} sur {before} : {amount}", "cap of {share} on {before}: {amount}")
_FLOORED = Text("plancher {share} sur {before} : {amount}", "floor of {share} on {before}: {amount}")
_UNBOUNDED = Text(
    "le plafond, le plancher et la renégociation se prennent sur le prix en vigueur, qui n'est pas donné",
    "cap, floor and renegotiation are taken on the price in force, which is not given",
)
_ON_ORIGINAL = Text(
    "plafond, plancher et renégociation sont pris sur le prix d'origine : donner le prix en vigueur s'il a déjà été"
    " révisé",
    "cap, floor and renegotiation are taken on the original price: give the price in force if it was revised before",
)
_RENEGOTIATE = Text(
    "hausse de {rise} avant plafond, plus de {share} : les parties renégocient",
    "a rise of {rise} before any cap, more than {share}: the parties renegotiate",
)
_PRICE = Text("prix révisé : {amount} hors taxes", "revised price: {amount} excluding tax")
_NOT_YET = Text(
    "première révision le {day} : jusque-là le prix ne change pas",
    "first revised on {day}: until then the price stands",
)
_HOW = {
    "up": Text("au supérieur", "up"),
    "down": Text("à l'inférieur", "down"),
    "nearest": Text("au plus proche", "nearest"),
}
_RHYTHMS = {"yearly": Length(Fraction(1), Unit.YEAR), "quarterly": Length(Fraction(3), Unit.MONTH)}
_START, _FIRM = ("duration", "start"), ("price", "firm")


@frozen(kw_only=True)
class RevisedPrice:
    """A revised price: `exact` in cents, bounds applied; `rounded` and `included` (with tax) in whole cents.

    `coefficient` is exact and `applied` the one that was rounded; both are None where the formula names no price, or
    several. `bound` says which bound changed the price. `due` is false before the first revision: the price stands.
    """

    exact: Fraction
    rounded: int
    included: int | None
    currency: str | None
    coefficient: Fraction | None
    applied: Fraction | None
    bound: Literal["cap", "floor"] | None
    renegotiation: bool
    due: bool
    substituted: tuple[str, ...]
    steps: tuple[Message, ...]


@frozen(kw_only=True)
class NotRevised:
    """Why there is no revised price; `missing` are the indices whose values are needed."""

    message: Message
    missing: tuple[FormulaIndex, ...] = ()


def needed_indices(program: Program) -> tuple[FormulaIndex, ...]:
    """The indices that the formula reads, each with its date (None: the last value), in the order of the formula."""
    return tuple(dict.fromkeys(_indices(program.revision.tree))) if program.revision is not None else ()


def revised_price(
    program: Program, on: date, indices: Indices, *, previous: int | None = None
) -> RevisedPrice | NotRevised:
    """The price at a date; `indices` are the values known then, `previous` the price in force before, in cents.

    Without `previous` the bounds hold the original price, and a step says so once that can matter.
    """
    revision = program.revision
    if revision is None:
        return NotRevised(message=_NO_REVISION())
    base = None if revision.base is None else _value(revision.base, {})
    first = _first(program, revision)
    if base is not None and first is not None and on < first:
        return _standing(program, base, first)
    values, substituted = _with_substitute(revision, {_key(index): value for index, value in indices.items()})
    wanted = tuple(dict.fromkeys(_indices(revision.tree)))
    if missing := tuple(index for index in wanted if _key(index) not in values):
        named = [_named(index) for index in missing]
        return NotRevised(message=_NO_VALUE(indices=named), missing=missing)
    if (wrong := next((index for index in wanted if values[_key(index)] <= 0), None)) is not None:
        return NotRevised(message=_NOT_POSITIVE(index=wrong.name))
    tree = _value(revision.tree, values)
    if isinstance(tree, Message) or isinstance(base, Message):
        return NotRevised(message=tree if isinstance(tree, Message) else _READS_FACT())
    steps = [_SUBSTITUTED(index=index, substitute=revision.substitute) for index in substituted]
    steps += [_index_step(index, values[_key(index)]) for index in wanted]
    bounded = (revision.cap, revision.floor, revision.renegotiation) != (None, None, None)
    if bounded and previous is None and first is not None and on >= _second(first, revision):
        steps.append(_ON_ORIGINAL())
    found = _revised(program, revision, tree, base, previous)
    return evolve(found, substituted=substituted, steps=(*steps, *found.steps))


def _revised(
    program: Program, revision: Revision, tree: Fraction, base: Fraction | None, previous: int | None
) -> RevisedPrice:
    currency = contract_currency(program)
    coefficient = tree / base if base else None
    applied, price = coefficient, tree
    steps: list[Message] = []
    if coefficient is not None and base is not None:
        steps += [_BASE(amount=_money(base, currency)), _COEFFICIENT(value=_shown(coefficient))]
        applied, said = _rounded(coefficient, revision)
        steps.append(said)
        price = base * applied
    before = Fraction(previous) if previous is not None else base
    bounded, bound, said_bounds, renegotiation = _bounded(revision, price, before, currency)
    steps += said_bounds
    steps.append(_PRICE(amount=_money(bounded, currency)))
    return RevisedPrice(
        exact=bounded,
        rounded=half_up(bounded),
        included=_with_tax(program, half_up(bounded)),
        currency=currency,
        coefficient=coefficient,
        applied=applied,
        bound=bound,
        renegotiation=renegotiation,
        due=True,
        substituted=(),
        steps=tuple(steps),
    )


def _standing(program: Program, base: Fraction | Message, first: date) -> RevisedPrice | NotRevised:
    if isinstance(base, Message):
        return NotRevised(message=_READS_FACT())
    currency = contract_currency(program)
    return RevisedPrice(
        exact=base,
        rounded=half_up(base),
        included=_with_tax(program, half_up(base)),
        currency=currency,
        coefficient=None,
        applied=None,
        bound=None,
        renegotiation=False,
        due=False,
        substituted=(),
        steps=(_NOT_YET(day=first), _PRICE(amount=_money(base, currency))),
    )


def _rounded(coefficient: Fraction, revision: Revision) -> tuple[Fraction, Message]:
    """The coefficient that is applied, and what is to be said of it."""
    if revision.decimals is None:
        return coefficient, _NOT_ROUNDED()
    scale, how = 10**revision.decimals, revision.rounding or "nearest"
    scaled = coefficient * scale
    whole = {"up": ceil, "down": floor}.get(how, lambda value: floor(value + Fraction(1, 2)))(scaled)
    applied = Fraction(whole, scale)
    return applied, _ROUNDED(decimals=revision.decimals, how=_HOW[how], value=_shown(applied))


def _bounded(
    revision: Revision, price: Fraction, before: Fraction | None, currency: str | None
) -> tuple[Fraction, Literal["cap", "floor"] | None, list[Message], bool]:
    """The price within its bounds, which of them changed it, what is to be said, whether to negotiate."""
    if not before:
        unsaid = (revision.cap, revision.floor, revision.renegotiation) == (None, None, None)
        return price, None, [] if unsaid else [_UNBOUNDED()], False
    steps: list[Message] = []
    rise, threshold = price / before - 1, revision.renegotiation
    renegotiation = threshold is not None and rise > threshold
    if renegotiation and threshold is not None:
        steps.append(_RENEGOTIATE(rise=Percent(round_half_up(rise * 100)), share=percent_of(threshold)))
    shown = _money(before, currency)
    if revision.cap is not None and rise > revision.cap:
        price = before * (1 + revision.cap)
        steps.append(_CAPPED(share=percent_of(revision.cap), before=shown, amount=_money(price, currency)))
        return price, "cap", steps, renegotiation
    if revision.floor is not None and rise < revision.floor:
        price = before * (1 + revision.floor)
        steps.append(_FLOORED(share=percent_of(revision.floor), before=shown, amount=_money(price, currency)))
        return price, "floor", steps, renegotiation
    return price, None, steps, renegotiation


# --- indices ------------------------------------------------------------------------------------------------

_Key = tuple[str, str | None]


def _key(index: FormulaIndex) -> _Key:
    return fold(index.name), index.at


def _named(index: FormulaIndex) -> Message:
    if index.at is None:
        return _LATEST(index=index.name)
    return _AT(index=index.name, day=date.fromisoformat(index.at[:10]))


def _index_step(index: FormulaIndex, value: Decimal) -> Message:
    if index.at is None:
        return _INDEX(index=index.name, value=value)
    return _INDEX_AT(index=index.name, day=date.fromisoformat(index.at[:10]), value=value)


def _with_substitute(
    revision: Revision, values: Mapping[_Key, Decimal]
) -> tuple[Mapping[_Key, Decimal], tuple[str, ...]]:
    """The values that the formula reads, and the indices that gave way to their substitute."""
    if revision.substitute is None:
        return values, ()
    leaves = tuple(dict.fromkeys(_indices(revision.tree)))
    gone = {index.name for index in leaves if _key(index) not in values}
    other = fold(revision.substitute)
    replaced = {
        name
        for name in gone
        if fold(name) != other and all((other, index.at) in values for index in leaves if index.name == name)
    }
    put = {_key(index): values[other, index.at] for index in leaves if index.name in replaced}
    return {**values, **put}, tuple(sorted(replaced))


def _indices(tree: FormulaNode) -> Iterator[FormulaIndex]:
    match tree:
        case FormulaIndex():
            yield tree
        case FormulaOperation(left=left, right=right):
            yield from _indices(left)
            yield from _indices(right)


def _value(tree: FormulaNode, values: Mapping[_Key, Decimal]) -> Fraction | Message:
    """A formula in cents, or why it has no value."""

    if next(formula_facts(tree), None) is not None:
        return _READS_FACT()

    def leaf(node: Leaf) -> Fraction:
        assert isinstance(node, FormulaIndex), "a price reads no calendar"
        return Fraction(values[_key(node)])

    found = formula_value(tree, leaf)
    return _ZERO() if found is None else found


# --- dates and amounts --------------------------------------------------------------------------------------


def _first(program: Program, revision: Revision) -> date | None:
    """The day of the first revision: the rhythm after the start, after a firm period; None if unsaid."""
    start, firm = (program.terms.get(path) for path in (_START, _FIRM))
    if start is None or not isinstance(start.value, date):
        return None
    day = start.value.date() if isinstance(start.value, datetime) else start.value
    lengths = [_RHYTHMS.get(revision.rhythm), firm.value if firm is not None else None]
    ends = [legal_deadline(day, one) for one in lengths if isinstance(one, Length) and one.seconds is None]
    return max(ends, default=None)


def _second(first: date, revision: Revision) -> date:
    return legal_deadline(first, _RHYTHMS.get(revision.rhythm, _RHYTHMS["yearly"]))


def _with_tax(program: Program, excluded: int) -> int | None:
    rate = program.terms.get(VAT)
    if rate is None or not isinstance(rate.value, Percent):
        return None
    return excluded + half_up(excluded * rate.value.fraction)


def _money(value: Fraction, currency: str | None) -> object:
    rounded = half_up(value)
    return cents(rounded, currency) if currency is not None else Decimal(rounded).scaleb(-2)


def _shown(value: Fraction) -> Decimal:
    """A coefficient to six decimals, for the reader."""
    return round_half_up(value, 6).normalize()
