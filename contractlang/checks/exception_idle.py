"""An exception between two rules that never need one."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import LABOUR
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.idle import Idle, idle
from contractlang.source import Span

PAGE = Page(
    code="R505",
    name="exception-idle",
    severity=Severity.NOTE,
    title=Text("exception sans effet", "exception without effect"),
    finds=Text(
        "un `sauf` ou un `prime sur` entre deux règles qui ne s'appliquent jamais au même cas, ou qui en disent"
        " toujours la même chose",
        "a `sauf` or `prime sur` between two rules that never apply to one case, or that always say the same of it",
    ),
    harm=Text(
        "l'exception devait départager deux règles : si elles ne se rencontrent pas, une de leurs conditions ne dit"
        " sans doute pas ce que les parties ont voulu",
        "the exception was to decide between two rules: if they never meet, one of their conditions probably does not"
        " say what the parties wanted",
    ),
    source=Text(
        "Code civil, article 1191 : le sens qui donne effet à une clause est préféré",
        "French Civil Code, article 1191: the meaning that gives a clause effect is preferred",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Pannes" {
      si    cause = panne
      alors inclus
    }
    règle T2 "Mauvaise utilisation" sauf T1 {
      si    cause = mauvaise_utilisation
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : hors contrat
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Pannes" {
      si    cause = panne
      alors inclus
    }
    règle T2 "Mauvaise utilisation" {
      si    cause = mauvaise_utilisation
      alors facturé 95 €/h, par tranche de 15 min
    }
    défaut : hors contrat
  }
}
""",
)

_APART = Text(
    "{decision} : `{winner}` n'a pas à l'emporter sur `{loser}`, car aucun cas ne relève des deux",
    "{decision}: `{winner}` has no need to win over `{loser}`, for no case falls under both",
)
_SAME = Text(
    "{decision} : `{winner}` n'a pas à l'emporter sur `{loser}`, car là où les deux s'appliquent elles disent la même"
    " chose",
    "{decision}: `{winner}` has no need to win over `{loser}`, for where both apply they say the same",
)
_HELP = Text(
    "retirer cette exception, ou corriger la condition de l'une des deux",
    "remove this exception, or mend the condition of one of the two",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si `{winner}` et `{loser}` peuvent se contredire",
    "{decision}: it is not known whether `{winner}` and `{loser}` can contradict each other",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every exception without effect in all decisions that hold both rules.

    Outside billing only rules that never meet count: what lateness costs is read off the order of norms, too. And of
    the exceptions of one rule, those that say the same count only where none of the others is needed: who lists all
    over which a rule wins means no more by each.
    """
    found: dict[Span, Idle] = {}
    at_work: dict[Span, str] = {}
    for decision in program.decisions.values():
        without_effect = {one.exception.origin.span: one for one in idle(session, decision)}
        for exception in decision.exceptions:
            span = exception.origin.span
            one = without_effect.get(span)
            if one is None or (one.meet and decision.name != LABOUR):
                at_work[span] = exception.winner
            else:
                found.setdefault(span, one)
    for span, one in found.items():
        if span not in at_work and not (one.meet and one.exception.winner in at_work.values()):
            yield _finding(one)


def _finding(found: Idle) -> Diagnostic:
    exception = found.exception
    names = {"decision": found.decision.title, "winner": exception.winner, "loser": exception.loser}
    span, labels = exception.origin.span, tuple(map(rule_label, found.rules))
    if found.unknown is not None:
        return undecided(span, _QUESTION(**names), found.unknown.reason, labels=labels)
    return PAGE.finding(span, (_SAME if found.meet else _APART)(**names), labels=labels, help=_HELP())
