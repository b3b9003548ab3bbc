"""A renewal that can no longer be refused when the contract is signed."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program
from contractlang.core.renewals import REFUSAL, SIGNATURE, first_refusal
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="D407",
    name="renewal-unrefusable",
    severity=Severity.WARNING,
    title=Text("reconduction déjà acquise à la signature", "renewal that signature already brings"),
    finds=Text(
        "une tacite reconduction dont le dernier jour pour la refuser est passé quand le contrat est signé",
        "a tacit renewal of which the last day to refuse it has passed when the contract is signed",
    ),
    harm=Text(
        "la période initiale n'est qu'apparente : le contrat engage d'emblée pour la période suivante aussi",
        "the initial period is only apparent: the contract binds for the next period too from the outset",
    ),
    source=Text(
        "Code civil, articles 1214 et 1215 (renouvellement, tacite reconduction)",
        "French Civil Code, articles 1214 and 1215 (renewal, tacit renewal)",
    ),
    example="""…
article 1 "Durée" {
  durée {
    début        : 2025-07-01
    initiale     : 9 mois
    reconduction : tacite 12 mois
    préavis      : 3 mois
  }
}
""",
    mended="""…
article 1 "Durée" {
  durée {
    début        : 2025-07-01
    initiale     : 9 mois
    reconduction : tacite 12 mois
    préavis      : 1 mois
  }
}
""",
)

_MESSAGE = Text(
    "signé le {signed}, le contrat se renouvelle le {end} : le préavis de {notice} devait être donné avant le {signed}",
    "signed on {signed}, the contract is renewed on {end}: the notice of {notice} had to be given before {signed}",
)
_SIGNED, _NOTICE = Text("signature", "signature"), Text("préavis", "notice")
_HELP = Text(
    "raccourcir le préavis, allonger la période initiale, ou faire partir le contrat plus tard",
    "shorten the notice, lengthen the initial period, or let the contract start later",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """The first renewal, where a notice given on the day of signature runs beyond the initial period."""
    refusal = first_refusal(program)
    if refusal is None or not refusal.too_late or refusal.never:  # where no period leaves room, that is said as such
        return
    term = program.terms[REFUSAL]
    labels = (
        Label(span=program.terms[SIGNATURE].origin.span, message=_SIGNED()),
        Label(span=term.origin.span, message=_NOTICE()),
    )
    message = _MESSAGE(signed=refusal.signed, end=refusal.end, notice=term.value)
    yield PAGE.finding(term.origin.span, message, labels=labels, help=_HELP())
