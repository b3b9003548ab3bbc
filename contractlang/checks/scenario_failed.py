"""A scenario of the contract that does not come out as the parties expect."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.claims import Failing
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.evaluation import ScenarioResult, run_scenarios
from contractlang.solver import Session

PAGE = Page(
    code="E801",
    name="scenario-failed",
    severity=Severity.ERROR,
    title=Text("essai en échec", "scenario that fails"),
    finds=Text(
        "un essai du contrat dont le verdict n'est pas celui que les parties attendent",
        "a scenario of the contract whose verdict is not the one that the parties expect",
    ),
    harm=Text(
        "le texte ne dit pas ce que les parties croient avoir convenu",
        "the text does not say what the parties believe that they agreed",
    ),
    example="""…
essai "Poste en panne" {
  soit {
    ouverture : 2026-03-10 10:00
    bien      : ordinateur
    nature    : curative
    gravité   : mineure
    canal     : distance
    cause     : panne
  }
  attendu {
    facturable : oui
  }
}
""",
    mended="""…
essai "Poste en panne" {
  soit {
    ouverture : 2026-03-10 10:00
    bien      : ordinateur
    nature    : curative
    gravité   : mineure
    canal     : distance
    cause     : panne
  }
  attendu {
    facturable : non
  }
}
""",
)

_FAILED = Text(
    "l'essai « {title} » n'aboutit pas au verdict attendu", "the scenario “{title}” does not come out as expected"
)
_HELP = Text(
    "mettre l'essai en accord avec le contrat, ou le contrat avec ce que les parties veulent",
    "bring the scenario in line with the contract, or the contract with what the parties want",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every scenario that fails, with each expectation that is not met."""
    for result in session.once("scenarios", lambda: run_scenarios(program)):
        if not result.passed:
            yield _finding(result)


def _finding(result: ScenarioResult) -> Diagnostic:
    span = result.scenario.origin.span
    labels = [Label(span=one.expectation.origin.span, message=one.message) for one in result.mismatches]
    labels += [Label(span=span, message=error.message) for error in result.errors]
    message = _FAILED(title=result.scenario.title)
    found = PAGE.finding(span, message, labels=tuple(labels), help=_HELP(), case=result.scenario.case)
    return found.claiming(Failing(scenario=result.scenario))
