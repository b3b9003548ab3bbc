"""A clause that the requirements in force demand and that the contract lacks."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import failures
from contractlang.core.packs import Exists
from contractlang.core.program import Program
from contractlang.core.requirements import demand_message, remedy
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="M301",
    name="missing-clause",
    severity=Severity.ERROR,
    title=Text("clause absente", "missing clause"),
    finds=Text(
        "une clause que les référentiels du contrat exigent et qu'il ne contient pas",
        "a clause that the contract's requirement packs demand and that it does not hold",
    ),
    harm=Text(
        "là où le contrat se tait, la partie faible découvre à la fin ce qui n'a pas été prévu : sans réversibilité, le"
        " client ne reprend ni ses données ni son système",
        "where the contract is silent, the weaker party finds out at the end what was not provided for: without"
        " reversibility the client takes back neither its data nor its system",
    ),
    example="""langue fr

importe stdlib.vocabulaire

contrat "Maintenance d'un poste" {
  référentiels : essentiel
}
""",
    mended="…\n",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every clause that is demanded and missing."""
    for requirement in program.requirements:
        failed = failures(requirement, program)
        if any(isinstance(part, Exists) and len(part.path) == 1 for part in failed):
            yield PAGE.finding(
                program.origin.span,
                demand_message(requirement),
                help=remedy(requirement),
                severity=requirement.severity,
            )
