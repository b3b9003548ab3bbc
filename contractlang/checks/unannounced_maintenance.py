"""Planned maintenance that does not count, and that nobody has to announce."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import given
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Quoted, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="M303",
    name="unannounced-maintenance",
    severity=Severity.WARNING,
    title=Text("maintenance programmée sans préavis", "planned maintenance without notice"),
    finds=Text(
        "une disponibilité qui ne compte pas la maintenance programmée, sans préavis à donner au client",
        "an availability that does not count planned maintenance, with no notice to be given to the client",
    ),
    harm=Text(
        "toute coupure peut être dite programmée après coup, et ne compte alors plus",
        "any outage can be called planned afterwards, and then no longer counts",
    ),
    example="""…
article 20 "Niveaux de service" {
  niveaux de service {
    défaut                 : intervention 4 h sur HO, rétablissement 8 h sur HO
    disponibilité serveurs : 99,5 % par mois hors maintenance_programmée
  }
}
""",
    mended="""…
article 20 "Niveaux de service" {
  niveaux de service {
    défaut                 : intervention 4 h sur HO, rétablissement 8 h sur HO
    disponibilité serveurs : 99,5 % par mois hors maintenance_programmée
    maintenance programmée : préavis 7 jours
  }
}
""",
)

_MESSAGE = Text(
    "la maintenance programmée ne compte pas dans la disponibilité de `{group}`, et rien n'oblige à l'annoncer",
    "planned maintenance does not count in the availability of `{group}`, and nobody has to announce it",
)
_HELP = Text(
    "ajouter `{sample}` aux niveaux de service",
    "add `{sample}` to the service levels",
)
_SAMPLE = Quoted("maintenance programmée : préavis 7 jours", "planned maintenance : notice 7 days")
_NOTICE = ("service_levels", "planned_maintenance", "notice")
_CAUSE = "planned_maintenance"


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every availability that leaves out planned maintenance, where nothing says how that is announced."""
    if given(_NOTICE, program):
        return
    for target in program.targets:
        if target.kind == "availability" and _CAUSE in target.excluded:
            yield PAGE.finding(target.origin.span, _MESSAGE(group=target.subject), help=_HELP(sample=_SAMPLE))
