"""Demands on terms that cannot all be met."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.constraints import Constraint
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.findings import undecided
from contractlang.solver.term_words import FEWER, SPENT, cause_labels, listed
from contractlang.solver.terms import findings

PAGE = Page(
    code="T206",
    name="terms-unsatisfiable",
    severity=Severity.ERROR,
    title=Text("exigences qui ne peuvent tenir ensemble", "demands that cannot hold together"),
    finds=Text(
        "des exigences et des clauses qu'aucune valeur des termes ne respecte toutes : deux référentiels qui se"
        " contredisent, ou les bornes d'un projet ; chaque ensemble est le plus petit, sans lequel le reste tient",
        "demands and clauses that no values of the terms meet all at once: two requirement packs that contradict each"
        " other, or the bounds of a draft; each set is a smallest one: without any of its members the others hold",
    ),
    harm=Text(
        "quoi que les parties écrivent, une exigence est violée : la corriger en viole une autre",
        "whatever the parties write, one demand is broken: to mend it breaks another",
    ),
    source=Text(
        "Code civil, articles 1189 et 1191 (les clauses s'interprètent les unes par les autres, dans un sens qui leur"
        " donne effet)",
        "French Civil Code, articles 1189 and 1191 (clauses are read together, in a sense that gives them effect)",
    ),
    example="""…
référentiel maison "Règles de la maison" {
  exigence audit_annoncé "Audit annoncé" {
    exige : audit.préavis ≥ 30 jours
    sinon : erreur "Un audit s'annonce 30 jours avant."
  }
  exigence audit_rapide "Audit rapide" {
    exige : audit.préavis ≤ 15 jours
    sinon : erreur "Un audit peut avoir lieu sous 15 jours."
  }
}

contrat "Audit" {
  référentiels : maison
}

article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : 30 jours
  }
}
""",
    mended="""…
référentiel maison "Règles de la maison" {
  exigence audit_annoncé "Audit annoncé" {
    exige : audit.préavis ≥ 15 jours
    sinon : erreur "Un audit s'annonce 15 jours avant."
  }
  exigence audit_rapide "Audit rapide" {
    exige : audit.préavis ≤ 30 jours
    sinon : erreur "Un audit peut avoir lieu sous 30 jours."
  }
}

contrat "Audit" {
  référentiels : maison
}

article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : 30 jours
  }
}
""",
)

_MESSAGE = Text(
    "aucune valeur ne respecte à la fois : {demands}",
    "no values meet all of these: {demands}",
)
_ALONE = Text("aucune valeur ne respecte : {demands}", "no value meets: {demands}")
_HELP = Text("assouplir ou retirer l'une de ces exigences", "loosen or drop one of these demands")
_QUESTION = Text(
    "on ne sait pas si les exigences sur {terms} peuvent tenir ensemble",
    "it is not known whether the demands on {terms} can hold together",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every smallest set of demands that no values meet, where no finding on one demand says so."""
    found = findings(session)
    for conflict in found.conflicts:
        yield _finding(program, conflict)
    if found.unsettled:
        terms = [program.terms[path] for path in found.unsettled]
        question = _QUESTION(terms=[term.title for term in terms])
        yield undecided(terms[0].origin.span, question, SPENT(), help=FEWER())


def _finding(program: Program, conflict: tuple[Constraint, ...]) -> Diagnostic:
    labels = cause_labels(program, conflict)
    paths = sorted({path for one in conflict for path in one.reads} & program.terms.keys())
    span = program.terms[paths[0]].origin.span if paths else program.origin.span
    text = _MESSAGE if len(conflict) > 1 else _ALONE
    return PAGE.finding(
        span,
        text(demands=listed(program, conflict)),
        labels=labels,
        help=_HELP(),
        severity=min(one.severity for one in conflict),
    )
