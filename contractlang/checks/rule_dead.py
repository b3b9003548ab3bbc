"""A rule that never decides anything."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.rules import Dead, dead

PAGE = Page(
    code="R503",
    name="rule-dead",
    severity=Severity.WARNING,
    title=Text("règle sans effet", "rule without effect"),
    finds=Text(
        "une règle qui ne l'emporte dans aucun cas, parce que sa condition est impossible ou que d'autres règles"
        " l'emportent chaque fois qu'elle s'applique ; le plus petit groupe de celles-ci est montré",
        "a rule that wins in no case, because its condition is impossible or because other rules win whenever it"
        " applies; the smallest set of them is shown",
    ),
    harm=Text(
        "une partie croit avoir obtenu une clause qui ne s'appliquera jamais",
        "a party believes that it obtained a clause which will never apply",
    ),
    source=Text(
        "Code civil, article 1191 : le sens qui donne effet à une clause est préféré",
        "French Civil Code, article 1191: the meaning that gives a clause effect is preferred",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Pannes bloquantes" {
      si    cause = panne et gravité = bloquante
      alors inclus
    }
    règle T2 "Pannes" sauf T1 {
      si    cause = panne
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : hors contrat
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Pannes bloquantes" sauf T2 {
      si    cause = panne et gravité = bloquante
      alors inclus
    }
    règle T2 "Pannes" {
      si    cause = panne
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : hors contrat
  }
}
""",
)

_SHADOWED = Text(
    "{decision} : `{rule}` ne décide jamais rien, car {shadows} l'emporte chaque fois qu'elle s'applique",
    "{decision}: `{rule}` never decides anything, for {shadows} wins whenever it applies",
)
_SHADOWED_BY_SEVERAL = Text(
    "{decision} : `{rule}` ne décide jamais rien, car {shadows} l'emportent ensemble dans tous ses cas",
    "{decision}: `{rule}` never decides anything, for {shadows} together win in all of its cases",
)
_IMPOSSIBLE = Text(
    "{decision} : `{rule}` ne s'applique jamais, car sa condition est impossible",
    "{decision}: `{rule}` never applies, for its condition is impossible",
)
_REORDER = Text(
    "si `{rule}` est l'exception, écrire `{UNLESS} {shadow}` dans `{rule}` et non l'inverse ; sinon supprimer `{rule}`",
    "if `{rule}` is the exception, write `{UNLESS} {shadow}` in `{rule}`, not the reverse; otherwise delete `{rule}`",
)
_REWRITE = Text("corriger la condition de `{rule}`, ou la supprimer", "mend the condition of `{rule}`, or delete it")
_QUESTION = Text(
    "{decision} : on ne sait pas si `{rule}` s'applique jamais",
    "{decision}: it is not known whether `{rule}` ever applies",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every rule that never wins."""
    for decision in program.decisions.values():
        for found in dead(session, decision):
            yield _finding(found)


def _finding(found: Dead) -> Diagnostic:
    span = found.rule.origin.span
    labels = tuple(rule_label(rule) for rule in (found.rule, *found.shadows))
    names: dict[str, object] = {"decision": found.decision.title, "rule": found.rule.name}
    if isinstance(found.answer, GaveUp):
        return undecided(span, _QUESTION(**names), found.answer.reason, labels=labels)
    if not found.shadows:
        return PAGE.finding(span, _IMPOSSIBLE(**names), labels=labels, help=_REWRITE(rule=found.rule.name))
    message = _SHADOWED if len(found.shadows) == 1 else _SHADOWED_BY_SEVERAL
    return PAGE.finding(
        span,
        message(**names, shadows=[f"`{rule.name}`" for rule in found.shadows]),
        labels=labels,
        help=_REORDER(rule=found.rule.name, shadow=found.shadows[0].name),
    )
