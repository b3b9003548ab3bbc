"""A term whose value is not what the requirements in force demand."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import failures
from contractlang.core.program import Program, TermCompare
from contractlang.core.requirements import demand_message, remedy
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="L701",
    name="requirement",
    severity=Severity.ERROR,
    title=Text("exigence non respectée", "requirement not met"),
    finds=Text(
        "un terme dont la valeur n'est pas celle que les référentiels du contrat exigent",
        "a term whose value is not what the contract's requirement packs demand",
    ),
    harm=Text(
        "une clause contraire à la loi est réputée non écrite ou nulle ; contraire à l'usage, elle lèse une partie",
        "a clause against the law is deemed unwritten or void; against usage, it harms one party",
    ),
    source=Text("celle que chaque exigence indique", "the one that each requirement gives"),
    example="""…
article 6 "Sous-traitance" {
  sous-traitance {
    régime : libre
  }
}
""",
    mended="""…
article 6 "Sous-traitance" {
  sous-traitance {
    régime : accord préalable
  }
}
""",
)

_GIVEN_HERE = Text("`{term}` est donné ici", "`{term}` is given here")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every requirement that a value breaks."""
    for requirement in program.requirements:
        failed = failures(requirement, program)
        compared = [part for part in failed if isinstance(part, TermCompare)]
        if not failed or len(compared) != len(failed):
            continue
        paths = [side for part in compared for side in (part.left, part.right) if isinstance(side, tuple)]
        terms = [program.terms[path] for path in dict.fromkeys(paths) if path in program.terms]
        labels = tuple(Label(span=term.origin.span, message=_GIVEN_HERE(term=term.title)) for term in terms)
        span = terms[0].origin.span if terms else program.origin.span
        yield PAGE.finding(
            span,
            demand_message(requirement),
            labels=labels,
            help=remedy(requirement),
            severity=requirement.severity,
        )
