"""Amounts of money: prices as whole numbers over facts, penalties as exact formulas over terms.

A price may read facts (`coût + 8 %`) and is compared by the solver for all cases, so it becomes a linear number
of the core, rounded once at its end. A penalty reads terms and calendars only (`5 * redevance /
heures_ouvertes(HO)`) and is known once lateness is; it becomes a formula of exact fractions.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from contractlang.compiler.environment import Environment
from contractlang.compiler.kinds import kind_name
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.compiler.terms import label_name
from contractlang.core import expressions as core
from contractlang.core.open_facts import open_fact
from contractlang.core.origins import Path
from contractlang.core.outcomes import (
    Formula,
    FormulaConstant,
    FormulaFact,
    FormulaIndex,
    FormulaNode,
    FormulaOpenHours,
    FormulaOperation,
)
from contractlang.core.schema import Kind
from contractlang.diagnostics import Text, verbatim
from contractlang.documents.pages import UNKNOWN
from contractlang.model import nodes as m
from contractlang.syntax import spelling, spellings
from contractlang.values import Count, Length, Money, Open, Percent, Rate

_UNKNOWN_AMOUNT = Text("aucun terme ni fait ne s'appelle `{word}`", "no term and no fact is called `{word}`")
_NOT_GIVEN = Text("le contrat ne donne pas `{word}`", "the contract does not give `{word}`")
_GIVE_IT = Text("ajouter ce terme à la clause `{PRICE}`", "add this term to the `{PRICE}` clause")
_NOT_MONEY = Text("un montant est attendu ici, et non {found}", "an amount of money is expected here, not {found}")
_PER_UNIT = Text("écrire par exemple `140 €/h` ou `60 €`", "write for instance `140 €/h` or `60 €`")
_NOT_LINEAR = Text("ce calcul n'est pas possible dans un prix", "this calculation is not possible in a price")
_SIMPLIFY = Text(
    "un prix additionne des montants et en prend des pourcentages", "a price adds amounts and takes percentages of them"
)
_UNKNOWN_FUNCTION = Text("aucune fonction ne s'appelle `{word}` ici", "no function is called `{word}` here")
_CURRENCIES_DIFFER = Text(
    "ce montant est en {found}, le contrat en {expected}", "this amount is in {found}, the contract in {expected}"
)
_ONE_CURRENCY = Text("tenir tout le contrat dans une monnaie", "keep the whole contract in one currency")
_NO_VAT = Text(
    "ce prix est TTC et le contrat ne donne pas la TVA", "this price includes tax and the contract gives no VAT"
)
_GIVE_VAT = Text("ajouter `{VAT} : 20 %` à la clause `{PRICE}`", "add `{VAT} : 20 %` to the `{PRICE}` clause")
_PENALTY_WITH_TAX = Text("une pénalité n'est pas soumise à la TVA", "no VAT is due on a penalty")
_WITHOUT_TAX = Text("écrire le montant sans `{TAX_INCLUDED}`", "write the amount without `{TAX_INCLUDED}`")
_ZERO_DIVISION = Text("division par zéro", "division by zero")

# Amounts by the fact that multiplies them; None holds the constant. In the smallest unit of the currency.
Linear = dict[str | None, Fraction]


def cents(money: Money) -> Fraction:
    """An amount in the smallest unit of its currency, exact."""
    return Fraction(money.amount) * 100


def net_cents(env: Environment, node: m.Node, money: Money) -> Fraction | None:
    """A price before tax in the smallest unit, exact, in the contract's currency; None after a finding.

    A price with tax is divided by the contract's rate of VAT; without that rate it means nothing.
    """
    if not same_currency(env, node, money):
        return None
    if money.tax == "excluded":
        return cents(money)
    vat = env.terms.get(("price", "vat"))
    if vat is None or not isinstance(vat.value, Percent):
        env.report(INCOMPLETE, node.span, _NO_VAT(), help=_GIVE_VAT())
        return None
    return cents(money) / (1 + vat.value.fraction)


def currency(env: Environment) -> str:
    """The currency of the contract: the one it names, else that of its fee, else the euro's."""
    named = env.terms.get(("price", "currency_of_account"))
    if named is not None:
        return str(named.value)
    fee = env.terms.get(("price", "fee"))
    if fee is not None and isinstance(fee.value, Rate) and isinstance(fee.value.value, Money):
        return fee.value.value.currency
    return "EUR"


def same_currency(env: Environment, node: m.Node, money: Money) -> bool:
    """Whether an amount is in the contract's currency; a finding where it is not."""
    expected = currency(env)
    if money.currency == expected:
        return True
    env.report(TYPE, node.span, _CURRENCIES_DIFFER(found=money.currency, expected=expected), help=_ONE_CURRENCY())
    return False


# --- prices over facts --------------------------------------------------------------------------------------


def price_number(env: Environment, node: m.Expression) -> core.Number | None:
    """A price that reads facts, as a whole number rounded half up once; None after a finding."""
    linear = _linear(env, node)
    if linear is None:
        return None
    divisor = lcm(*(factor.denominator for factor in linear.values()))
    parts: list[core.Number] = []
    for fact, factor in sorted(linear.items(), key=lambda item: item[0] or ""):
        whole = int(factor * divisor)
        parts.append(core.Whole(whole) if fact is None else core.Times(core.NumberFact(fact), whole))
    total = parts[0] if len(parts) == 1 else core.Plus(tuple(parts))
    return core.Divide(total, divisor, core.Rounding.HALF_UP) if divisor > 1 else total


def _linear(env: Environment, node: m.Expression) -> Linear | None:
    match node:
        case m.Literal(value=Money() as money):
            net = net_cents(env, node, money)
            return None if net is None else {None: net}
        case m.PathRef():
            return _named_amount(env, node)
        case m.Share(percent=percent, of=of):
            inner = _linear(env, of)
            known = isinstance(percent.value, Percent)  # else it was reported that the number is missing
            return _scaled(inner, percent.value.fraction) if inner is not None and known else None  # type: ignore[attr-defined]
        case m.Operation(op="+" | "-" as op, left=left, right=m.Literal(value=Percent() as percent)):
            inner = _linear(env, left)
            share = percent.fraction if op == "+" else -percent.fraction
            return None if inner is None else _scaled(inner, 1 + share)
        case m.Operation(op="+" | "-" as op, left=left, right=right):
            first, second = _linear(env, left), _linear(env, right)
            if first is None or second is None:
                return None
            sign = 1 if op == "+" else -1
            return {
                key: first.get(key, Fraction(0)) + sign * second.get(key, Fraction(0)) for key in {**first, **second}
            }
        case m.Operation(op="*", left=left, right=m.Literal(value=Decimal() as factor)):
            inner = _linear(env, left)
            return None if inner is None else _scaled(inner, Fraction(factor))
        case m.Literal(value=None):
            return None
        case m.Literal():
            env.report(TYPE, node.span, _NOT_MONEY(found=kind_name(node.value)), help=_PER_UNIT())
            return None
    env.report(TYPE, node.span, _NOT_LINEAR(), help=_SIMPLIFY())
    return None


def _scaled(linear: Linear, factor: Fraction) -> Linear:
    return {key: value * factor for key, value in linear.items()}


def _named_amount(env: Environment, node: m.PathRef) -> Linear | None:
    fact = env.fact(node.parts[0]) if len(node.parts) == 1 else None
    if fact is not None and fact.type.kind is Kind.MONEY:
        return {fact.name: Fraction(1)}
    path = env.resolve_path(node.parts) or _price_path(env, node)
    unknown = _open_amount(env, path)
    if path is not None and unknown is not None and not _with_tax(env, path):
        return {unknown: Fraction(1)}
    amount = _term_amount(env, node)
    return None if amount is None else {None: amount}


def _open_amount(env: Environment, path: Path | None) -> str | None:
    """The fact that an open amount is."""
    fact = None if path is None else env.facts.get(open_fact(path))
    return fact.name if fact is not None and fact.open and fact.type.kind is Kind.MONEY else None


def _with_tax(env: Environment, path: Path) -> bool:
    """Whether an open amount is agreed on with tax, so that what it is without depends on a rate."""
    value = env.terms[path].value
    bounds = value.value if isinstance(value, Rate) else value
    return isinstance(bounds, Open) and isinstance(bounds.sample, Money) and bounds.sample.tax == "included"


def _term_amount(env: Environment, node: m.PathRef) -> Fraction | None:
    """The money of a term, in the smallest unit; a word alone is looked for in the `prix` clause too."""
    path = env.resolve_path(node.parts) or _price_path(env, node)
    term = env.terms.get(path) if path else None
    if term is None and path in env.faulty_terms:
        return None
    if term is None:
        word = m.Word(span=node.span, text=".".join(part.text for part in node.parts))
        if len(node.parts) == 1 and label_name(env, word, _PRICE_WORDS) is not None:
            env.report(INCOMPLETE, node.span, _NOT_GIVEN(word=word.text), help=_GIVE_IT())
        else:
            prices = [spelling(path[1], env.language) for path in env.terms if len(path) == 2 and path[0] == "price"]
            env.unknown(word, _UNKNOWN_AMOUNT, [*prices, *(env.said(known.title) for known in env.terms.values())])
        return None
    value = term.value.value if isinstance(term.value, Rate) else term.value
    if isinstance(value, Open):
        env.report(TYPE, node.span, _STILL_OPEN(word=term.title), help=_SETTLE_IT())
        return None
    if not isinstance(value, Money):
        env.report(TYPE, node.span, _NOT_MONEY(found=kind_name(value)), help=_PER_UNIT())
        return None
    return net_cents(env, node, value)


_STILL_OPEN = Text(
    "`{word}` est à négocier : ce calcul ne peut pas en dépendre", "`{word}` is to be agreed: this cannot depend on it"
)
_SETTLE_IT = Text("fixer ce terme, ou laisser ce prix à négocier lui aussi", "settle it, or leave this price open too")
_PRICE_WORDS = ("fee",)


def _price_path(env: Environment, node: m.PathRef) -> tuple[str, str] | None:
    if len(node.parts) != 1:
        return None
    names = (path[1] for path in (*env.terms, *sorted(env.faulty_terms)) if len(path) == 2 and path[0] == "price")
    name = label_name(env, node.parts[0], names)
    return None if name is None else ("price", name)


# --- penalties over terms -----------------------------------------------------------------------------------


def lower_formula(env: Environment, node: m.Expression) -> Formula | None:
    """An amount of money that depends on no fact, or None after a finding."""
    tree = _formula(env, node)
    return None if tree is None else Formula(verbatim(" ".join(node.span.text.split())), tree)


def _formula(env: Environment, node: m.Expression) -> FormulaNode | None:
    match node:
        case m.Literal(value=Money() as money):
            if money.tax == "included":
                env.report(TYPE, node.span, _PENALTY_WITH_TAX(), help=_WITHOUT_TAX())
                return None
            return _constant(cents(money)) if same_currency(env, node, money) else None
        case m.Literal(value=Decimal() as number):
            return _constant(Fraction(number))
        case m.Literal(value=Percent() as percent):
            return _constant(percent.fraction)
        case m.Share(percent=m.Literal(value=Percent() as percent), of=of):
            inner = _formula(env, of)
            return None if inner is None else FormulaOperation("*", _constant(percent.fraction), inner)
        case m.Share(of=of):  # the share is a parameter of a template, or was reported; what it is of has a name
            _formula(env, of)
            return None
        case m.PathRef():
            return _amount(env, node)
        case m.Call():
            return _open_hours(env, node)
        case m.Operation(op=op, left=left, right=right):
            first, second = _formula(env, left), _formula(env, right)
            if first is None or second is None:
                return None
            if op == "/" and isinstance(second, FormulaConstant) and second.numerator == 0:
                env.report(TYPE, right.span, _ZERO_DIVISION(), help=_SIMPLIFY())
                return None
            return FormulaOperation(op, first, second)  # type: ignore[arg-type]
        case m.Literal(value=Length() | Count() | Rate() as value):
            env.report(TYPE, node.span, _NOT_MONEY(found=kind_name(value)), help=_PER_UNIT())
            return None
        case m.Literal(value=None):
            return None
    env.report(TYPE, node.span, _NOT_LINEAR(), help=_SIMPLIFY())
    return None


def _amount(env: Environment, node: m.PathRef) -> FormulaNode | None:
    """The money of a fact that the case states, of a term that is open, or of a term."""
    fact = env.fact(node.parts[0]) if len(node.parts) == 1 else None
    if fact is not None and fact.type.kind is Kind.MONEY:
        return FormulaFact(fact.name)
    path = env.resolve_path(node.parts) or _price_path(env, node)
    if (unknown := _open_amount(env, path)) is not None:
        return FormulaFact(unknown)
    amount = _term_amount(env, node)
    return None if amount is None else _constant(amount)


def _open_hours(env: Environment, node: m.Call) -> FormulaNode | None:
    if label_name(env, node.function, ("open_hours_function",)) is None:
        known = spellings("open_hours_function", env.language_of(node.function))
        env.unknown(node.function, _UNKNOWN_FUNCTION, known)
        return None
    match node.arguments:
        case (m.PathRef(parts=(word,)),):
            name = env.calendar(word)
            return FormulaOpenHours(name) if name else None
    env.report(UNKNOWN, node.span, _UNKNOWN_FUNCTION(word=node.span.text), help=_ONE_CALENDAR())
    return None


_ONE_CALENDAR = Text(
    "donner un calendrier : `{OPEN_HOURS_FUNCTION}(HO)`", "give one calendar: `{OPEN_HOURS_FUNCTION}(HO)`"
)


def _constant(value: Fraction) -> FormulaConstant:
    return FormulaConstant(value.numerator, value.denominator)


# --- price revision -----------------------------------------------------------------------------------------


def price_formula(env: Environment, node: m.Expression) -> FormulaNode | None:
    """A revised price; its indices have values only when the price is revised. None after a finding."""
    match node:
        case m.PathRef():
            return _amount(env, node)
        case m.Operation(op=op, left=left, right=right):
            first, second = price_formula(env, left), price_formula(env, right)
            if first is None or second is None:
                return None
            return FormulaOperation(op, first, second)  # type: ignore[arg-type]
        case m.Share(percent=m.Literal(value=Percent() as percent), of=of):
            inner = price_formula(env, of)
            return None if inner is None else FormulaOperation("*", _constant(percent.fraction), inner)
        case m.Call(function=function, arguments=arguments):
            if label_name(env, function, ("index_function",)) is None:
                env.unknown(function, _UNKNOWN_FUNCTION, spellings("index_function", env.language_of(function)))
                return None
            return _index(env, node, arguments)
        case m.Literal(value=Decimal() as number):
            return _constant(Fraction(number))
        case m.Literal(value=Percent() as percent):
            return _constant(percent.fraction)
        case m.Literal(value=None):
            return None
        case m.Literal():
            env.report(TYPE, node.span, _NOT_MONEY(found=kind_name(node.value)), help=_PER_UNIT())
            return None
    env.report(TYPE, node.span, _NOT_LINEAR(), help=_SIMPLIFY())
    return None


def _index(env: Environment, node: m.Call, arguments: tuple[m.Expression, ...]) -> FormulaNode | None:
    match arguments:
        case (m.PathRef(parts=(name,)),):
            return FormulaIndex(name.text)
        case (m.PathRef(parts=(name,)), m.Literal(value=date() as day)):
            return FormulaIndex(name.text, day.isoformat())
        case (m.PathRef(parts=(name,)), m.PathRef() as at):
            path = env.resolve_path(at.parts)
            term = env.terms.get(path) if path else None
            if term is not None and isinstance(term.value, date):
                return FormulaIndex(name.text, term.value.isoformat())
            if path not in env.faulty_terms and (term is None or term.type.kind is not Kind.DATE):
                word = m.Word(span=at.span, text=".".join(part.text for part in at.parts))
                known = [env.said(known.title) for known in env.terms.values() if known.type.kind is Kind.DATE]
                env.unknown(word, _UNKNOWN_DATE, known)
            return None
    env.report(TYPE, node.span, _INDEX_FORM(), help=_INDEX_SAMPLE())
    return None


_UNKNOWN_DATE = Text("`{word}` n'est pas une date du contrat", "`{word}` is not a date of the contract")
_INDEX_FORM = Text(
    "un indice prend son nom, et une date s'il y a lieu", "an index takes its name, and a date if need be"
)
_INDEX_SAMPLE = Text(
    "écrire par exemple `{INDEX_FUNCTION}(Syntec_révisé, {DURATION}.{START})`",
    "write for instance `{INDEX_FUNCTION}(Syntec_révisé, {DURATION}.{START})`",
)
