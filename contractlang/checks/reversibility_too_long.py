"""A reversibility that doesn't fit into what remains of the contract after notice of termination."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import Excess
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.core.relations import reversibility
from contractlang.core.timings import term_value
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.delays import Unsettled, outlasts
from contractlang.solver.findings import breach_words, term_words, undecided

PAGE = Page(
    code="D410",
    name="reversibility-too-long",
    severity=Severity.WARNING,
    title=Text("réversibilité plus longue que ce qui reste", "reversibility longer than what remains"),
    finds=Text(
        "une réversibilité qui, même demandée le jour où la résiliation est notifiée, peut durer au-delà de la fin"
        " du contrat, ou qui se demande plus longtemps à l'avance que le prestataire n'annonce son départ. Un"
        " contrat qui prévoit `prolongation` ou `transition` règle ce qui suit sa fin, et rien n'y est cherché",
        "a reversibility that, even if asked for on the day of the notice of termination, can go on beyond the end"
        " of the contract, or that has to be asked for longer ahead than the provider announces its leaving. A"
        " contract with `extension` or `transition` settles what comes after its end, and nothing is looked for in"
        " it",
    ),
    harm=Text(
        "le client se retrouve sans contrat au milieu de la reprise de son système",
        "the client is left without a contract in the middle of taking back its system",
    ),
    example="""…
article 1 "Durée" {
  résiliation {
    client : préavis 3 mois
  }
  réversibilité {
    cas         : échéance, résiliation, défaillance
    préavis     : 3 mois
    durée       : 6 mois
    plan        : 3 mois
    restitution : 30 jours
    destruction : 60 jours
    prix        : inclus
  }
}
""",
    mended="""…
article 1 "Durée" {
  résiliation {
    client : préavis 6 mois
  }
  réversibilité {
    cas         : échéance, résiliation, défaillance
    préavis     : 3 mois
    durée       : 6 mois
    plan        : 3 mois
    restitution : 30 jours
    destruction : 60 jours
    prix        : inclus
  }
}
""",
)

_MESSAGE = Text("{long} peut finir après {notice} : {breach}", "{long} can end after {notice}: {breach}")
_HELP = Text(
    "allonger le préavis, raccourcir la réversibilité, ou prévoir qu'elle prolonge le contrat : `{EXTENSION} : {YES}`",
    "lengthen the notice, shorten the reversibility, or let it extend the contract: `{EXTENSION} : {YES}`",
)
_QUESTION = Text(
    "on ne sait pas si {long} peut finir après {notice}", "it is not known whether {long} can end after {notice}"
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every length of the reversibility that a notice of termination may be too short for."""
    for relation in reversibility(program):
        if relation.first in program.terms and relation.second in program.terms:
            yield from _compare(program, relation.first, relation.second)


def _compare(program: Program, long: Path, notice: Path) -> Iterator[Diagnostic]:
    first, second = program.terms[long], program.terms[notice]
    found = outlasts(program, term_value(long, program), term_value(notice, program))
    if found is None:
        return
    names = {"long": term_words(program, first), "notice": term_words(program, second)}
    labels = (Label(span=first.origin.span), Label(span=second.origin.span))
    match found:
        case Excess() as excess:
            message = _MESSAGE(**names, breach=breach_words(program, excess))
            yield PAGE.finding(first.origin.span, message, labels=labels, help=_HELP())
        case Unsettled(reason=reason, help=help):
            yield undecided(first.origin.span, _QUESTION(**names), reason, labels=labels, help=help)
