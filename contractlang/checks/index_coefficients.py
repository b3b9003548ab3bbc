"""A revision that moves the price although no index moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from contractlang.core.formulas import Leaf, formula_value
from contractlang.core.outcomes import FormulaIndex, FormulaNode, FormulaOperation
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.values import percent_of

PAGE = Page(
    code="B104",
    name="index-coefficients",
    severity=Severity.WARNING,
    title=Text("coefficients de révision dont la somme n'est pas 1", "coefficients of a revision that do not sum to 1"),
    finds=Text(
        "une formule de révision qui change le prix alors qu'aucun indice n'a varié, parce que ses coefficients ne font"
        " pas 1 ensemble",
        "a formula of revision that changes the price although no index has moved, because its coefficients do not sum"
        " to 1",
    ),
    harm=Text(
        "le prix monte ou baisse à la première révision sans aucune cause économique",
        "the price rises or falls at the first revision without any economic cause",
    ),
    source=Text(
        "usage : la part fixe et les parts indexées d'une formule de révision font 1 ensemble",
        "usage: the fixed and the indexed parts of a formula of revision sum to 1",
    ),
    example="""…
article 4 "Prix" {
  prix {
    redevance : 4 800 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : annuelle selon redevance * (0,25 + 0,85 * indice(Syntec_révisé) / indice(Syntec_révisé, durée.début)),
                plafond 3 %, substitut ICHTrev_TS
  }
}
""",
    mended="""…
article 4 "Prix" {
  prix {
    redevance : 4 800 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : annuelle selon redevance * (0,15 + 0,85 * indice(Syntec_révisé) / indice(Syntec_révisé, durée.début)),
                plafond 3 %, substitut ICHTrev_TS
  }
}
""",
)

_RISES = Text(
    "sans qu'aucun indice ne varie, la formule augmente le prix de {share} : ses coefficients font {sum}, et non 1",
    "although no index moves, the formula raises the price by {share}: its coefficients sum to {sum}, not to 1",
)
_FALLS = Text(
    "sans qu'aucun indice ne varie, la formule baisse le prix de {share} : ses coefficients font {sum}, et non 1",
    "although no index moves, the formula lowers the price by {share}: its coefficients sum to {sum}, not to 1",
)
_HELP = Text(
    "ajuster la part fixe ou une part indexée pour que leur somme fasse 1",
    "change the fixed part or an indexed part so that they sum to 1",
)
# Two levels at which no index moves. A formula of ratios gives one price at both; one that holds the value of an
# index as a mere number does not, and says nothing of what its coefficients sum to.
_LEVELS = (Fraction(100), Fraction(257))


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """The formula of revision, at levels that its indices keep."""
    revision = program.revision
    if revision is None or revision.base is None or not any(_indices(revision.tree)):
        return
    base = formula_value(revision.base, _leaf(_LEVELS[0]))
    prices = {formula_value(revision.tree, _leaf(level)) for level in _LEVELS}
    if not base or len(prices) > 1 or None in prices:
        return
    total = (prices.pop() or Fraction(0)) / base
    if total != 1:
        message = (_RISES if total > 1 else _FALLS)(share=percent_of(abs(total - 1)), sum=total)
        yield PAGE.finding(revision.origin.span, message, help=_HELP())


def _indices(tree: FormulaNode) -> Iterator[bool]:
    match tree:
        case FormulaIndex():
            yield True
        case FormulaOperation(_, left, right):
            yield from _indices(left)
            yield from _indices(right)


def _leaf(level: Fraction) -> Callable[[Leaf], Fraction]:
    """What the leaves of a formula are worth while all indices keep a level; any price will do for one still open."""

    def value(leaf: Leaf) -> Fraction:
        return level if isinstance(leaf, FormulaIndex) else Fraction(1)

    return value
