"""The same milestone has two delays of equal rank."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import Timing
from contractlang.core.cases import COMMITMENT
from contractlang.core.claims import Clash
from contractlang.core.expressions import IsOneOf
from contractlang.core.program import Delay, Program, Term
from contractlang.core.timings import duty_timing, term_value, termed_duties
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Found, Session
from contractlang.solver.findings import delay_label, delay_words, rule_label, term_words, undecided
from contractlang.solver.matters import clash_key
from contractlang.solver.rules import Conflict, conflicts
from contractlang.solver.terms import may_be_settled
from contractlang.values import Length

PAGE = Page(
    code="D402",
    name="delay-duplicate",
    severity=Severity.ERROR,
    title=Text("deux délais pour une même échéance", "two delays for one milestone"),
    finds=Text(
        "deux engagements de délai sur la même échéance (prise en charge, intervention, rétablissement, obligation"
        " d'une même partie sur un même objet) qui valent pour le même cas, sans que l'un l'emporte ; ou un terme"
        " (`violation`, `notification`) et une obligation qui donnent à la même notification deux délais",
        "two delay commitments on the same milestone (acknowledge, intervene, restore, a duty of one party about"
        " one thing) that hold for the same case, while neither wins; or a term (`breach-notice`, `notification`)"
        " and a duty that give the same notification two delays",
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


_TERM_MESSAGE = Text(
    "« {duty} » et {term} donnent deux délais à la même notification",
    '"{duty}" and {term} give the same notification two delays',
)
_TERM_HELP = Text(
    "donner le délai une seule fois, ou le même aux deux endroits", "give the delay once, or twice the same"
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of delays that hold together on one milestone, and every term that a duty contradicts."""
    for decision in program.decisions.values():
        if decision.name.split(".")[0] == COMMITMENT:
            for conflict in conflicts(session, decision):
                if may_be_settled(session, clash_key(decision, conflict.first, conflict.second)):
                    continue
                yield _finding(conflict)
    for path, delay in termed_duties(program):
        always = isinstance(delay.rule.guard, IsOneOf)  # after its event, whatever the case: no exception to the term
        if always and not _alike(term_value(path, program), duty_timing(delay, program)):
            yield _contradicted(program, program.terms[path], delay)


def _alike(one: object, other: object) -> bool:
    """Whether two delays are one, or a term is still open; 24 h are a day where no calendar is named."""
    if isinstance(one, Length) and isinstance(other, Length) and one.bounds() is not None:
        return one.bounds() == other.bounds()
    return one == other or not isinstance(one, Length | Timing)


def _contradicted(program: Program, term: Term, delay: Delay) -> Diagnostic:
    origin = delay.rule.origin
    message = _TERM_MESSAGE(duty=delay_words(delay), term=term_words(program, term))
    labels = (Label(span=term.origin.span), delay_label(delay))
    return PAGE.finding(origin.span, message, labels=labels, help=_TERM_HELP())


def _finding(conflict: Conflict) -> Diagnostic:
    first, second = conflict.first, conflict.second
    span, labels = second.origin.span, (rule_label(first), rule_label(second))
    names = {"decision": conflict.decision.title, "first": first.name, "second": second.name}
    if not isinstance(conflict.answer, Found):
        return undecided(span, _QUESTION(**names), conflict.answer.reason, labels=labels)
    one, other = outcome_words(first.outcome), outcome_words(second.outcome)
    message = _MESSAGE(**names, one=one, other=other)
    found = PAGE.finding(span, message, labels=labels, help=_HELP(), case=conflict.answer.case)
    return found.claiming(Clash(decision=conflict.decision.name, first=first, second=second))
