"""Steps of one quantity that leave some of its values out."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.claims import Uncovered
from contractlang.core.program import Decision, Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.tiers import Hole, holes

PAGE = Page(
    code="T204",
    name="tier-gap",
    severity=Severity.WARNING,
    title=Text("trou entre deux paliers", "gap between two tiers"),
    finds=Text(
        "deux règles qui sont les paliers d'une même quantité, et des valeurs entre elles qu'aucune règle ne vise ; la"
        " réponse par défaut y vaut, ou aucune",
        "two rules that are tiers of one quantity, and values between them that no rule is about; the default holds"
        " there, or nothing does",
    ),
    harm=Text(
        "une quantité entre les deux paliers change de prix ou de pénalité sans que personne l'ait voulu",
        "a quantity between the two tiers gets another price or penalty, which nobody meant",
    ),
    source=Text(
        "usage : des paliers sont contigus, chacun commence où finit le précédent",
        "usage: tiers are contiguous, each begins where the one before ends",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Jusqu'à une heure" {
      si    durée ≤ 1 h
      alors facturé 60 €
    }
    règle T2 "Plus de deux heures" {
      si    durée > 2 h
      alors facturé 180 €
    }
    défaut : inclus
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Jusqu'à deux heures" {
      si    durée ≤ 2 h
      alors facturé 60 €
    }
    règle T2 "Plus de deux heures" {
      si    durée > 2 h
      alors facturé 180 €
    }
    défaut : inclus
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : entre `{first}` et `{second}`, des valeurs de `{fact}` ne sont d'aucun palier",
    "{decision}: between `{first}` and `{second}`, some values of `{fact}` are of no tier",
)
_HELP = Text(
    "faire commencer `{second}` où finit `{first}` (`≤` puis `>`)",
    "make `{second}` begin where `{first}` ends (`≤`, then `>`)",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si `{first}` et `{second}` laissent des valeurs de côté",
    "{decision}: it is not known whether `{first}` and `{second}` leave values out",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every gap between neighbouring tiers of one decision."""
    for decision in program.decisions.values():
        for hole in holes(session, decision):
            yield _finding(program, decision, hole)


def _finding(program: Program, decision: Decision, hole: Hole) -> Diagnostic:
    lower, upper = hole.lower, hole.upper
    names = {"decision": decision.title, "first": lower.rule.name, "second": upper.rule.name}
    labels = (rule_label(lower.rule), rule_label(upper.rule))
    span = upper.rule.origin.span
    if isinstance(hole.answer, GaveUp):
        return undecided(span, _QUESTION(**names), hole.answer.reason, labels=labels)
    message = _MESSAGE(**names, fact=program.facts[lower.fact].title)
    found = PAGE.finding(span, message, labels=labels, help=_HELP(**names), case=hole.answer.case)
    return found.claiming(Uncovered(decision=decision.name, default=True))
