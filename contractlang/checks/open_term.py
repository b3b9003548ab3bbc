"""A term that the parties have yet to agree on."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program, Term
from contractlang.diagnostics import Diagnostic, Message, Page, Severity, Text
from contractlang.solver import Session
from contractlang.values import Open, Rate

PAGE = Page(
    code="U902",
    name="open-term",
    severity=Severity.NOTE,
    title=Text("terme encore à négocier", "term still to be agreed"),
    finds=Text(
        "un terme que le projet laisse ouvert par `à négocier`, avec ses bornes s'il en a",
        "a term that the draft leaves open with `à négocier`, with its bounds if it has any",
    ),
    harm=Text(
        "un contrat signé avec un terme ouvert laisse au juge, ou au plus patient, le soin de le fixer",
        "a contract signed with a term left open leaves it to a judge, or to the more patient party, to settle it",
    ),
    example="""…
article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : à négocier entre 15 jours et 30 jours
  }
}
""",
    mended="""…
article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : 15 jours
  }
}
""",
)

_OPEN = Text("{term} est à négocier", "{term} is to be agreed")
_BETWEEN = Text("{term} est à négocier, de {low} à {high}", "{term} is to be agreed, from {low} to {high}")
_AT_LEAST = Text("{term} est à négocier, au moins {low}", "{term} is to be agreed, at least {low}")
_AT_MOST = Text("{term} est à négocier, au plus {high}", "{term} is to be agreed, at most {high}")
_HELP = Text("fixer ce terme avant la signature", "settle this term before signature")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every term that is open."""
    for term in program.terms.values():
        value = term.value.value if isinstance(term.value, Rate) else term.value
        if isinstance(value, Open):
            yield PAGE.finding(term.origin.span, _words(term, value), help=_HELP())


def _words(term: Term, value: Open) -> Message:
    match value:
        case Open(low=None, high=None):
            return _OPEN(term=term.title)
        case Open(low=low, high=None):
            return _AT_LEAST(term=term.title, low=low)
        case Open(low=None, high=high):
            return _AT_MOST(term=term.title, high=high)
    return _BETWEEN(term=term.title, low=value.low, high=value.high)
