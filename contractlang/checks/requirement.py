"""A term whose value is not what the requirements in force demand."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import excess, failing_duties, failures
from contractlang.core.packs import TermCompare
from contractlang.core.program import Program
from contractlang.core.requirements import demand_message, remedy
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.findings import breach_words, delay_label

PAGE = Page(
    code="L701",
    name="requirement",
    severity=Severity.ERROR,
    title=Text("exigence non respectée", "requirement not met"),
    finds=Text(
        "un terme dont la valeur n'est pas celle que les référentiels du contrat exigent ; un délai qui court sur un"
        " calendrier est comparé à chaque instant de la vie du contrat : `72 h sur HO` finit bien après 72 h",
        "a term whose value is not what the contract's requirement packs demand; a delay that runs on a calendar is"
        " compared at every instant of the contract's life: `72 h sur HO` end long after 72 h",
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

_ON_DATES = Text("{demand} ; {breach}", "{demand}; {breach}")
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
        labels = [Label(span=term.origin.span, message=_GIVEN_HERE(term=term.title)) for term in terms]
        message = demand_message(requirement)
        for part in compared:
            if (dates := excess(part, program)) is not None:
                message = _ON_DATES(demand=message, breach=breach_words(program, dates))
            labels += [delay_label(duty) for duty in failing_duties(part, program)]
        span = labels[0].span if labels else program.origin.span
        yield PAGE.finding(
            span,
            message,
            labels=tuple(labels),
            help=remedy(requirement),
            severity=requirement.severity,
        )
