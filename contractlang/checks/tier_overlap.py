"""Two penalties for one missing share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from contractlang.core.duties import TITLES
from contractlang.core.program import Program, Shortfall
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.findings import undecided

PAGE = Page(
    code="T205",
    name="tier-overlap",
    severity=Severity.ERROR,
    title=Text("paliers qui se chevauchent", "overlapping tiers"),
    finds=Text(
        "deux montants pour une même part manquante, de disponibilité ou de tickets à temps, qui valent ensemble",
        "two amounts for one missing share, of availability or of tickets in time, that hold together",
    ),
    harm=Text(
        "on ne sait pas si les deux montants s'ajoutent, ni lequel est dû",
        "nobody can say whether the two amounts add up, nor which one is due",
    ),
    source=Text("Code civil, articles 1188 à 1192 (interprétation)", "French Civil Code, articles 1188 to 1192"),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    défaut                 : intervention 4 h sur HO, rétablissement 8 h sur HO
    disponibilité serveurs : 99,5 % par mois sur HO
  }
  pénalités {
    indisponibilité serveurs : 1 % de redevance par 0,1 % manquant
    indisponibilité serveurs : 5 % de redevance par 1 % manquant
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    défaut                 : intervention 4 h sur HO, rétablissement 8 h sur HO
    disponibilité serveurs : 99,5 % par mois sur HO
  }
  pénalités {
    indisponibilité serveurs : 1 % de redevance par 0,1 % manquant
  }
}
""",
)

_MESSAGE = Text(
    "deux montants valent pour la même part manquante de « {subject} », {one} et {other}",
    "two amounts hold for the same missing share of “{subject}”, {one} and {other}",
)
_AMOUNT = Text("{amount}", "{amount}")
_HELP = Text(
    "garder un seul montant, ou réserver chacun à ses cas par `{IF}`",
    "keep one amount, or keep each to its own cases by `{IF}`",
)
_QUESTION = Text(
    "on ne sait pas si deux montants peuvent valoir pour la même part manquante de « {subject} »",
    "it is not known whether two amounts can hold for the same missing share of “{subject}”",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of amounts for one missed target whose conditions can hold together."""
    for first, second in combinations(program.shortfalls, 2):
        if (first.kind, first.subject) == (second.kind, second.subject):
            answer = session.ask(first.guard, second.guard)
            subject = TITLES.get(first.subject, first.subject)
            labels = (_label(first), _label(second))
            if isinstance(answer, GaveUp):
                yield undecided(second.origin.span, _QUESTION(subject=subject), answer.reason, labels=labels)
            elif isinstance(answer, Found):
                message = _MESSAGE(subject=subject, one=first.amount.text, other=second.amount.text)
                case = answer.case or None
                yield PAGE.finding(second.origin.span, message, labels=labels, help=_HELP(), case=case)


def _label(missed: Shortfall) -> Label:
    return Label(span=missed.origin.span, message=_AMOUNT(amount=missed.amount.text))
