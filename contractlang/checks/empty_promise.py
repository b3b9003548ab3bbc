"""A promise that nothing is left of: every cause is excluded, or its penalty is worth nothing."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.outcomes import FormulaConstant
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="L704",
    name="empty-promise",
    severity=Severity.ERROR,
    title=Text("engagement vidé de sa substance", "promise emptied of its substance"),
    finds=Text(
        "une disponibilité ou des pénalités dont toutes les causes sont exclues, un plafond de pénalités égal à zéro",
        "an availability or penalties of which every cause is excluded, a cap on penalties of zero",
    ),
    harm=Text(
        "l'engagement n'oblige à rien : la clause qui le prive de sa substance est réputée non écrite",
        "the promise binds to nothing: the clause that empties it is deemed not written",
    ),
    source=Text("Code civil, article 1170", "French Civil Code, article 1170"),
    example="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 150 € par heure entamée
    plafond               : 0 €
  }
}
""",
    mended="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 150 € par heure entamée
    plafond               : 15 % de redevance par mois
  }
}
""",
)

_AVAILABILITY = Text(
    "toutes les causes d'indisponibilité de `{group}` sont exclues", "every cause of outage of `{group}` is excluded"
)
_EXEMPT = Text("toutes les causes de retard exonèrent le prestataire", "every cause of lateness exempts the provider")
_NO_CAP = Text("le plafond des pénalités est nul", "the cap on penalties is zero")
_FEWER = Text("n'exclure que des causes étrangères au prestataire", "exclude only causes that are not the provider's")
_RAISE = Text("donner un plafond, ou le supprimer", "give a cap, or remove it")
_EXEMPTIONS = ("penalties", "exemptions")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every promise that is empty."""
    causes = set(program.vocabularies["cause"].words) if "cause" in program.vocabularies else set()
    for target in program.targets:
        if causes and causes <= set(target.excluded):
            yield PAGE.finding(target.origin.span, _AVAILABILITY(group=target.subject), help=_FEWER())
    exempt = program.terms.get(_EXEMPTIONS)
    if exempt is not None and isinstance(exempt.value, tuple) and causes and causes <= set(exempt.value):
        yield PAGE.finding(exempt.origin.span, _EXEMPT(), help=_FEWER())
    if program.cap is not None and program.cap.amount.tree == FormulaConstant(0, 1):
        yield PAGE.finding(program.cap.origin.span, _NO_CAP(), help=_RAISE())
