"""What a case costs: one line each for labour, parts and travel, and value added tax on their sum.

Rounding to steps and minimums is part of each price (`core.outcomes.Billed.amount`), in whole cents. Tax is computed
once on the sum of the lines of its rate and rounded half up to the cent. Nothing has a default: without a tax rate in
the contract there is no amount including tax, without a reported quantity no amount at all.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from contractlang.core.cases import LABOUR, OPERATION, PARTS, PARTS_COST, TRAVEL, Case
from contractlang.core.evaluate import divide
from contractlang.core.expressions import Rounding
from contractlang.core.outcomes import Billed, Included
from contractlang.core.program import Program, Rule
from contractlang.core.schema import Kind
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.partial import holds, known
from contractlang.evaluation.regions import fact_kind
from contractlang.evaluation.results import Decided, Result
from contractlang.evaluation.sentences import contract_currency, fact_title
from contractlang.records import frozen
from contractlang.values import Count, Length, Percent

VAT = ("price", "vat")

_REFUSED = Text("devis refusé : rien n'est dû", "quote refused: nothing is due")
_QUOTE_ALONE = Text("le devis seul fixe le prix", "the quote alone sets the price")
_NO_QUANTITY = Text(
    "`{fact}` n'est pas renseigné : le montant ne peut pas être calculé",
    "`{fact}` is not given: the amount can't be computed",
)
_NO_VAT = Text(
    "le contrat ne fixe pas de taux de TVA (`prix.tva`) : pas de montant TTC",
    "the contract sets no VAT rate (`price.vat`): no amount including VAT",
)
_CURRENCIES = Text(
    "les lignes sont en monnaies différentes : pas de total", "the lines are in different currencies: no total"
)


@frozen(kw_only=True)
class Line:
    """What one decision charges.

    `reported` is the quantity as the case gives it and `charged` the one that is paid, after step and minimum: seconds
    (`kind` LENGTH), cents (MONEY) or a count. `amount` is in cents; None where it can't be known, and `note` says why.
    """

    decision: str
    rule: Rule
    price: Message
    currency: str
    kind: Kind
    reported: int | None
    charged: int | None
    minimum: Length | Count | None
    step: Length | Count | None
    amount: int | None
    note: Message | None = None
    missing: tuple[str, ...] = ()


@frozen(kw_only=True)
class Amount:
    """The sum of the lines in cents; None where a line, or the tax, is not known."""

    excluded: int | None
    included: int | None
    tax: int | None
    rate: Percent | None
    currency: str | None
    notes: tuple[Message, ...] = ()


def reported_parts(case: Case) -> bool:
    """Whether a case speaks of parts: an operation on hardware, or a cost."""
    return OPERATION in case or PARTS_COST in case


def billing_decisions(program: Program, case: Case) -> tuple[str, ...]:
    """The decisions whose lines make the amount of a case."""
    names = (LABOUR, PARTS) if reported_parts(case) else (LABOUR,)
    travel = program.decisions.get(TRAVEL)
    if travel is not None and holds(travel.concerns, program, case):
        names = (*names, TRAVEL)
    return tuple(name for name in names if name in program.decisions)


def bill_line(name: str, result: Result, program: Program, case: Case) -> Line | None:
    """The line of a decision; None where it charges nothing: included, out of contract, or not decided."""
    if not isinstance(result, Decided) or not isinstance(result.outcome, Billed):
        return None
    outcome = result.outcome
    missing = () if result.refused else tuple([fact for fact in outcome.reads if fact not in case])
    main = outcome.measure
    amount, note = _amount(result, outcome, program, case, missing)
    return Line(
        decision=name,
        rule=result.rule,
        price=outcome.price,
        currency=outcome.currency,
        kind=fact_kind(program, main) if main is not None else Kind.COUNT,
        reported=int(case[main]) if main is not None and main in case else None,
        charged=None if outcome.quantity is None else known(outcome.quantity, case),
        minimum=outcome.minimum,
        step=outcome.step,
        amount=amount,
        note=note,
        missing=missing,
    )


def _amount(
    result: Decided, outcome: Billed, program: Program, case: Case, missing: tuple[str, ...]
) -> tuple[int | None, Message | None]:
    if result.refused:
        return 0, _REFUSED()
    if outcome.amount is None:
        return None, _QUOTE_ALONE()
    if missing:
        return None, _NO_QUANTITY(fact=fact_title(program, missing[0]))
    return known(outcome.amount, case), None


def total(lines: tuple[Line, ...], results: tuple[Result, ...], program: Program) -> Amount | None:
    """The amount of a verdict; None where its decisions are open, or the work is out of contract.

    Work that is included costs 0 in the currency of the contract, tax and all.
    """
    decided = [result for result in results if isinstance(result, Decided)]
    if not decided or len(decided) < len(results):
        return None
    if not lines:
        if not any(isinstance(result.outcome, Included) for result in decided):
            return None
        return Amount(excluded=0, included=0, tax=0, rate=None, currency=contract_currency(program))
    currency = lines[0].currency
    if any(line.currency != currency for line in lines):
        return Amount(excluded=None, included=None, tax=None, rate=None, currency=None, notes=(_CURRENCIES(),))
    sums = [line.amount for line in lines if line.amount is not None]
    return taxed(sum(sums) if len(sums) == len(lines) else None, currency, program)


def taxed(excluded: int | None, currency: str, program: Program) -> Amount:
    term = program.terms.get(VAT)
    rate = term.value if term is not None and isinstance(term.value, Percent) else None
    if excluded == 0:
        return Amount(excluded=0, included=0, tax=0, rate=rate, currency=currency)
    if rate is None:
        return Amount(excluded=excluded, included=None, tax=None, rate=None, currency=currency, notes=(_NO_VAT(),))
    if excluded is None:
        return Amount(excluded=None, included=None, tax=None, rate=rate, currency=currency)
    share = rate.fraction
    tax = divide(excluded * share.numerator, share.denominator, Rounding.HALF_UP)
    return Amount(excluded=excluded, included=excluded + tax, tax=tax, rate=rate, currency=currency)


def half_up(exact: Fraction) -> int:
    """An exact number of cents rounded half away from zero to a whole one."""
    return divide(exact.numerator, exact.denominator, Rounding.HALF_UP)


def decimal_string(value: int | None) -> str | None:
    """Cents as a decimal string: `95.00`."""
    return None if value is None else f"{Decimal(value).scaleb(-2):.2f}"
