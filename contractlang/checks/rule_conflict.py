"""Two rules of one decision apply together, neither wins, and they say something else."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import COMMITMENT
from contractlang.core.claims import Clash
from contractlang.core.program import Program
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Message, Page, Severity, Text
from contractlang.solver import Found, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.matters import clash_key
from contractlang.solver.rules import Conflict, conflicts
from contractlang.solver.terms import may_be_settled
from contractlang.source import Span

PAGE = Page(
    code="R501",
    name="rule-conflict",
    severity=Severity.ERROR,
    title=Text("règles contradictoires", "contradictory rules"),
    finds=Text(
        "deux règles d'une même décision qui s'appliquent au même cas sans que l'une l'emporte, et qui n'en disent pas"
        " la même chose ; les prix sont comparés par ce qu'ils font payer, pas par leur écriture",
        "two rules of one decision that apply to the same case while neither wins, and that don't say the same of it;"
        " prices are compared by what they make somebody pay, not by their spelling",
    ),
    harm=Text(
        "chaque partie invoquera la règle qui l'arrange, et le contrat ne permet pas de trancher",
        "each party will rely on the rule that suits it, and the contract doesn't settle which one holds",
    ),
    source=Text("Code civil, articles 1188 à 1192 (interprétation)", "French Civil Code, articles 1188 to 1192"),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Hors plage de service" {
      si    non (ouverture pendant HO) et canal = sur_site
      alors facturé 140 €/h, par tranche de 30 min
    }
    règle T2 "Mauvaise utilisation" {
      si    cause = mauvaise_utilisation et canal = sur_site
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : inclus
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Hors plage de service" {
      si    non (ouverture pendant HO) et canal = sur_site
      alors facturé 140 €/h, par tranche de 30 min
    }
    règle T2 "Mauvaise utilisation" sauf T1 {
      si    cause = mauvaise_utilisation et canal = sur_site
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : inclus
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : `{first}` ({one}) et `{second}` ({other}) s'appliquent au même cas, et aucune ne l'emporte",
    "{decision}: `{first}` ({one}) and `{second}` ({other}) apply to the same case, and neither wins",
)
_HELP = Text(
    "dire laquelle l'emporte : `{UNLESS} {first}` dans `{second}`, ou l'inverse",
    "say which one wins: `{UNLESS} {first}` in `{second}`, or the other way round",
)
_HELP_ALLOWANCE = Text(
    "dire laquelle l'emporte : `{UNLESS} {first}` dans `{second}`, ou l'inverse (dans un forfait : `{PREVAILS_OVER}`)",
    "say which one wins: `{UNLESS} {first}` in `{second}`, or the other way round (in an allowance: `{PREVAILS_OVER}`)",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si `{first}` et `{second}` peuvent se contredire",
    "{decision}: it is not known whether `{first}` and `{second}` can contradict each other",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of contradictory rules, but for commitments (see `delay-duplicate`).

    A clause may give several rules that are ordered as one (an allowance: within it, across its end, after it); two
    clauses that contradict each other are one finding.
    """
    for decision in program.decisions.values():
        if decision.name.split(".")[0] != COMMITMENT:
            told: set[tuple[Span, Span]] = set()
            for conflict in conflicts(session, decision):
                if may_be_settled(session, clash_key(decision, conflict.first, conflict.second)):
                    continue
                places = conflict.first.origin.span, conflict.second.origin.span
                if places not in told:
                    told.add(places)
                    yield _finding(conflict)


def _finding(conflict: Conflict) -> Diagnostic:
    first, second = conflict.first, conflict.second
    span, labels = second.origin.span, (rule_label(first), rule_label(second))
    names = {"decision": conflict.decision.title, "first": first.name, "second": second.name}
    if not isinstance(conflict.answer, Found):
        return undecided(span, _QUESTION(**names), conflict.answer.reason, labels=labels)
    one, other = outcome_words(first.outcome), outcome_words(second.outcome)
    return PAGE.finding(
        span,
        _MESSAGE(**names, one=one, other=other),
        labels=labels,
        help=_help(conflict),
        case=conflict.answer.case,
    ).claiming(Clash(decision=conflict.decision.name, first=first, second=second))


def _help(conflict: Conflict) -> Message:
    """Exceptions name the clause, of which the rules of an allowance are parts (`assistance.beyond`)."""
    first, second = (rule.name.partition(".")[0] for rule in (conflict.first, conflict.second))
    parted = {group for group, _, part in (rule.name.partition(".") for rule in conflict.decision.rules) if part}
    return (_HELP_ALLOWANCE if parted & {first, second} else _HELP)(first=first, second=second)
