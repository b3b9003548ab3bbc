"""A lower bound above its upper bound."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.caps import CAP, LEAST_PENALTY, floor_above_cap
from contractlang.core.demands import holds
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.core.relations import BOUNDS
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="T203",
    name="bounds-crossed",
    severity=Severity.ERROR,
    title=Text("bornes croisées", "crossed bounds"),
    finds=Text(
        "une borne basse qui dépasse la borne haute qui va avec elle : le plancher d'une révision et son plafond, le"
        " minimum des pénalités et leur plafond, la durée d'une période et la durée maximale",
        "a lower bound above the upper bound that goes with it: the floor of a revision and its cap, the least of the"
        " penalties and the cap on them, the length of a period and the longest duration",
    ),
    harm=Text(
        "aucune valeur ne respecte les deux bornes : chaque partie invoquera celle qui l'arrange",
        "no value keeps to both bounds: each party will rely on the one that suits it",
    ),
    source=Text(
        "Code civil, articles 1189 et 1191 (les clauses s'interprètent les unes par les autres, dans un sens qui leur"
        " donne effet)",
        "French Civil Code, articles 1189 and 1191 (clauses are read together, in a sense that gives them effect)",
    ),
    example="""…
article 4 "Prix" {
  prix {
    redevance : 4 800 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : annuelle selon redevance * indice(Syntec_révisé) / indice(Syntec_révisé, durée.début),
                plafond 3 %, plancher 5 %, substitut ICHTrev_TS
  }
}
""",
    mended="""…
article 4 "Prix" {
  prix {
    redevance : 4 800 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : annuelle selon redevance * indice(Syntec_révisé) / indice(Syntec_révisé, durée.début),
                plafond 5 %, plancher 3 %, substitut ICHTrev_TS
  }
}
""",
)

_MESSAGE = Text("{low} ({least}) dépasse {high} ({most})", "{low} ({least}) is above {high} ({most})")
_LOW, _HIGH = Text("borne basse", "lower bound"), Text("borne haute", "upper bound")
_HELP = Text("abaisser l'une ou relever l'autre", "lower the one or raise the other")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every pair of bounds that no value lies between."""
    for relation in BOUNDS:
        given = relation.first in program.terms and relation.second in program.terms
        if given and holds(relation.broken(program), program, certainly=True):
            yield _finding(program, relation.first, relation.second)
    if floor_above_cap(program):
        yield _finding(program, LEAST_PENALTY, CAP)


def _finding(program: Program, low: Path, high: Path) -> Diagnostic:
    least, most = program.terms[low], program.terms[high]
    labels = (
        Label(span=least.origin.span, message=_LOW()),
        Label(span=most.origin.span, message=_HIGH()),
    )
    message = _MESSAGE(low=least.title, least=least.value, high=most.title, most=most.value)
    return PAGE.finding(least.origin.span, message, labels=labels, help=_HELP())
