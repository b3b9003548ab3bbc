"""The same milestone has two delays of equal rank."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import COMMITMENT
from contractlang.core.program import Program
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Found, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.rules import Conflict, conflicts

PAGE = Page(
    code="D402",
    name="delay-duplicate",
    severity=Severity.ERROR,
    title=Text("deux délais pour une même échéance", "two delays for one milestone"),
    finds=Text(
        "deux engagements de délai sur la même échéance (prise en charge, intervention, rétablissement) qui valent pour"
        " le même cas, sans que l'un l'emporte",
        "two delay commitments on the same milestone (acknowledge, intervene, restore) that hold for the same case,"
        " while neither wins",
    ),
    harm=Text(
        "on ne sait pas quand le prestataire est en retard, ni donc quand une pénalité est due",
        "nobody can say when the provider is late, nor so when a penalty is due",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante                    : rétablissement 4 h sur HO
    gravité bloquante si canal = sur_site : rétablissement 8 h sur HO
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante si canal ≠ sur_site : rétablissement 4 h sur HO
    gravité bloquante si canal = sur_site : rétablissement 8 h sur HO
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : deux délais valent pour le même cas, {one} (`{first}`) et {other} (`{second}`)",
    "{decision}: two delays hold for the same case, {one} (`{first}`) and {other} (`{second}`)",
)
_HELP = Text(
    "réserver chacun à ses cas par `{IF}`, ou dire lequel l'emporte par `{UNLESS}`",
    "keep each to its own cases by `{IF}`, or say which one wins by `{UNLESS}`",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si `{first}` et `{second}` peuvent valoir pour le même cas",
    "{decision}: it is not known whether `{first}` and `{second}` can hold for the same case",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of delays that hold together on one milestone."""
    for decision in program.decisions.values():
        if decision.name.split(".")[0] == COMMITMENT:
            for conflict in conflicts(session, decision):
                yield _finding(conflict)


def _finding(conflict: Conflict) -> Diagnostic:
    first, second = conflict.first, conflict.second
    span, labels = second.origin.span, (rule_label(first), rule_label(second))
    names = {"decision": conflict.decision.title, "first": first.name, "second": second.name}
    if not isinstance(conflict.answer, Found):
        return undecided(span, _QUESTION(**names), conflict.answer.reason, labels=labels)
    one, other = outcome_words(first.outcome), outcome_words(second.outcome)
    message = _MESSAGE(**names, one=one, other=other)
    return PAGE.finding(span, message, labels=labels, help=_HELP(), case=conflict.answer.case)
