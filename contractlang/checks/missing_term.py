"""A term that the requirements in force demand and that its clause lacks."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import failures
from contractlang.core.packs import Exists
from contractlang.core.program import Program
from contractlang.core.requirements import demand_message, remedy
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="M302",
    name="missing-term",
    severity=Severity.ERROR,
    title=Text("terme absent", "missing term"),
    finds=Text(
        "un terme que les référentiels du contrat exigent et que sa clause ne donne pas",
        "a term that the contract's requirement packs demand and that its clause does not give",
    ),
    harm=Text(
        "une clause sans son délai, son prix ou son mode promet sans engager",
        "a clause without its delay, its price or its manner promises without binding",
    ),
    example="""…
article 10 "Réversibilité" {
  réversibilité {
    cas     : échéance, résiliation
    préavis : 3 mois
  }
}
""",
    mended="""…
article 10 "Réversibilité" {
  réversibilité {
    cas         : échéance, résiliation
    préavis     : 3 mois
    durée       : 6 mois
    plan        : 3 mois
    restitution : 30 jours
    prix        : inclus
  }
}
""",
)

_MISSING = Text("il manque {terms}", "{terms} missing")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every term that is demanded and missing."""
    for requirement in program.requirements:
        missing = [part for part in failures(requirement, program) if isinstance(part, Exists)]
        if not missing or any(len(part.path) == 1 for part in missing):
            continue
        clause = program.clauses.get(missing[0].path[:1], program.origin)
        names = [f"`{part.title.fr}`" for part in missing], [f"`{part.title.en}`" for part in missing]
        label = Label(span=clause.span, message=_MISSING(terms=Text(", ".join(names[0]), ", ".join(names[1]))))
        yield PAGE.finding(
            clause.span,
            demand_message(requirement),
            labels=(label,),
            help=remedy(requirement),
            severity=requirement.severity,
        )
