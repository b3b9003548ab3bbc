"""A case that no rule of a decision covers."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import COMMITMENT, PENALTY, PERMISSION
from contractlang.core.claims import Uncovered
from contractlang.core.program import Decision, Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.matters import gap_key
from contractlang.solver.rules import gap
from contractlang.solver.terms import may_be_settled

PAGE = Page(
    code="R502",
    name="rule-gap",
    severity=Severity.ERROR,
    title=Text("cas sans règle", "case without a rule"),
    finds=Text(
        "un cas auquel aucune règle d'une décision ne s'applique, alors qu'elle n'a pas de défaut ; pour un prix c'est"
        " une erreur, pour un délai un avertissement",
        "a case to which no rule of a decision applies, while it has no default; for a price this is an error, for a"
        " delay a warning",
    ),
    harm=Text(
        "le contrat ne dit pas ce qui est dû : le prestataire facturera, le client refusera",
        "the contract doesn't say what is due: the provider will bill, the client will refuse",
    ),
    source=Text("Code civil, article 1163 (objet déterminé)", "French Civil Code, article 1163 (certain content)"),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Maintenance" {
      si    nature parmi {préventive, curative}
      alors inclus
    }
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Maintenance" {
      si    nature parmi {préventive, curative}
      alors inclus
    }
    défaut : hors contrat
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : aucune règle ne s'applique à ce cas, et il n'y a pas de défaut",
    "{decision}: no rule applies to this case, and there is no default",
)
_HELP = Text("ajouter `{DEFAULT} : …`, ou une règle pour ce cas", "add `{DEFAULT} : …`, or a rule for this case")
_QUESTION = Text(
    "{decision} : on ne sait pas si les règles couvrent tous les cas",
    "{decision}: it is not known whether the rules cover all cases",
)
# What may be left unsaid at a loss, but not in contradiction with the rest of the contract.
_MILD = (COMMITMENT, PENALTY, PERMISSION)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every decision that leaves a case without an answer."""
    for decision in program.decisions.values():
        answer = gap(session, decision)
        if answer is not None and not may_be_settled(session, gap_key(decision)):
            yield _finding(program, decision, answer)


def _finding(program: Program, decision: Decision, answer: Found | GaveUp) -> Diagnostic:
    span = decision.rules[0].origin.span if decision.rules else program.origin.span
    labels = tuple(rule_label(rule) for rule in decision.rules)
    if not isinstance(answer, Found):
        return undecided(span, _QUESTION(decision=decision.title), answer.reason, labels=labels)
    mild = decision.name.split(".")[0] in _MILD
    return PAGE.finding(
        span,
        _MESSAGE(decision=decision.title),
        labels=labels,
        help=_HELP(),
        case=answer.case,
        severity=Severity.WARNING if mild else Severity.ERROR,
    ).claiming(Uncovered(decision=decision.name))
