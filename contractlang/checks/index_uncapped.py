"""A price that follows an index without a limit."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="B103",
    name="index-uncapped",
    severity=Severity.WARNING,
    title=Text("indexation sans plafond", "indexation without a cap"),
    finds=Text(
        "un prix révisé selon un indice, sans plafond à la hausse ni seuil au-delà duquel les parties renégocient",
        "a price that is revised by an index, with neither a cap on the rise nor a threshold beyond which the parties"
        " renegotiate",
    ),
    harm=Text(
        "le client suit une hausse dont rien ne borne l'ampleur, et que son budget ne peut pas prévoir",
        "the client follows a rise that nothing bounds, and that no budget can foresee",
    ),
    source=Text(
        "usage : clause butoir ou clause de sauvegarde d'une révision de prix",
        "usage: cap or safeguard clause of a price revision",
    ),
    example="""…
article 4 "Prix" {
  prix {
    redevance : 4 800 € par mois
    paiement  : 30 jours date de facture
    retard    : 3 fois taux légal, recouvrement 40 €
    révision  : annuelle selon redevance * (0,15 + 0,85 * indice(Syntec_révisé) / indice(Syntec_révisé, durée.début)),
                substitut ICHTrev_TS
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

_MESSAGE = Text(
    "le prix suit un indice sans plafond : rien ne borne la hausse d'une révision",
    "the price follows an index without a cap: nothing bounds the rise of a revision",
)
_INDEX = Text("indice", "index")
_HELP = Text(
    "ajouter à `{REVISION}` un plafond (`{CAP} 3 %`) ou un seuil de renégociation (`{RENEGOTIATION} 5 %`)",
    "add a cap to `{REVISION}` (`{CAP} 3 %`), or a threshold of renegotiation (`{RENEGOTIATION} 5 %`)",
)
_REVISION = ("price", "revision")
_INDICES = ("price", "index")
_BOUNDS = ("cap", "renegotiation")
_NEVER = "none"


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """The revision of the price, where it follows an index and nothing limits it."""
    revision, index = program.terms.get(_REVISION), program.terms.get(_INDICES)
    if revision is None or index is None or revision.value == _NEVER:
        return
    if any((*_REVISION, bound) in program.terms for bound in _BOUNDS):
        return
    labels = () if index.origin.span == revision.origin.span else (Label(span=index.origin.span, message=_INDEX()),)
    yield PAGE.finding(revision.origin.span, _MESSAGE(), labels=labels, help=_HELP())
