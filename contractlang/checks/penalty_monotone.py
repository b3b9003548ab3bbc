"""A tier of a penalty that costs less than the tier below."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.caps import cheaper_tier
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="B106",
    name="penalty-monotone",
    severity=Severity.WARNING,
    title=Text("pénalité qui baisse quand le retard grandit", "penalty that falls as lateness grows"),
    finds=Text(
        "un palier de pénalité qui coûte moins que le palier d'avant, alors que le retard est plus long",
        "a tier of a penalty that costs less than the tier before it, although it is for being later",
    ),
    harm=Text(
        "une fois en retard, le prestataire a intérêt à attendre le palier suivant",
        "once it is late, the provider had better wait for the next tier",
    ),
    source=Text(
        "usage : une pénalité croît avec le retard qu'elle sanctionne",
        "usage: a penalty grows with the lateness that it sanctions",
    ),
    example="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 10 % de redevance, 5 % de redevance au-delà de 2 h
    plafond               : 15 % de redevance par mois
  }
}
""",
    mended="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 5 % de redevance, 10 % de redevance au-delà de 2 h
    plafond               : 15 % de redevance par mois
  }
}
""",
)

_MESSAGE = Text(
    "au-delà de {beyond}, le retard coûte {less}, moins que les {more} du palier d'avant",
    "beyond {beyond} lateness costs {less}, less than the {more} of the tier before",
)
_HELP = Text("ranger les montants du plus petit au plus grand", "sort the amounts, the smallest first")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """The first tier of each penalty that is proved to cost less than the one before, whatever the fee is."""
    for decision in program.decisions.values():
        for rule in decision.rules:
            if (found := cheaper_tier(program, rule)) is not None:
                before, tier = found
                message = _MESSAGE(beyond=tier.beyond, less=tier.amount.text, more=before.amount.text)
                yield PAGE.finding(rule.origin.span, message, help=_HELP())
