"""A condition of a rule that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.idle import Redundant, redundant

PAGE = Page(
    code="R504",
    name="rule-redundant",
    severity=Severity.NOTE,
    title=Text("condition sans effet", "condition without effect"),
    finds=Text(
        "une condition d'une règle sans laquelle chaque cas serait décidé de même, parce que les autres conditions la"
        " contiennent ou que les règles qui l'emportent ont déjà les cas qu'elle écarte",
        "a condition of a rule without which every case would be decided alike, because the other conditions contain"
        " it or because the rules that prevail already have the cases that it keeps out",
    ),
    harm=Text(
        "qui l'a obtenue croit avoir restreint la règle, et qui la lira cherchera ce qu'elle restreint",
        "who obtained it believes that it limits the rule, and who reads it will look for what it limits",
    ),
    source=Text(
        "Code civil, article 1191 : le sens qui donne effet à une clause est préféré",
        "French Civil Code, article 1191: the meaning that gives a clause effect is preferred",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Usage" {
      si    cause = mauvaise_utilisation et cause ≠ panne
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : inclus
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Usage" {
      si    cause = mauvaise_utilisation
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : inclus
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : dans `{rule}`, la condition {conditions} ne change rien, car sans elle chaque cas serait décidé de"
    " même",
    "{decision}: in `{rule}` the condition {conditions} changes nothing, for without it every case would be decided"
    " alike",
)
_SEVERAL = Text(
    "{decision} : dans `{rule}`, les conditions {conditions} ne changent rien, car sans l'une ou l'autre chaque cas"
    " serait décidé de même",
    "{decision}: in `{rule}` the conditions {conditions} change nothing, for without either every case would be"
    " decided alike",
)
_HELP = Text(
    "retirer cette condition, ou corriger la règle si elle devait écarter des cas",
    "remove this condition, or mend the rule if it was meant to keep cases out",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si la condition {conditions} de `{rule}` change quelque chose",
    "{decision}: it is not known whether the condition {conditions} of `{rule}` changes anything",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every rule with a condition that changes nothing."""
    for decision in program.decisions.values():
        for found in redundant(session, decision):
            yield _finding(program, found)


def _finding(program: Program, found: Redundant) -> Diagnostic:
    from contractlang.evaluation.sentences import condition_text

    rule = found.rule
    said = (condition_text(condition, program) for condition in found.conditions)
    conditions = [Text(f"« {text.fr} »", f"“{text.en}”") for text in said]
    names = {"decision": found.decision.title, "rule": rule.name, "conditions": conditions}
    if found.unknown is not None:
        return undecided(rule.origin.span, _QUESTION(**names), found.unknown.reason, labels=(rule_label(rule),))
    message = _MESSAGE if len(conditions) == 1 else _SEVERAL
    return PAGE.finding(rule.origin.span, message(**names), labels=(rule_label(rule),), help=_HELP())
