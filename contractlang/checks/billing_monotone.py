"""An intervention that costs less outside the service hours than within them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from attrs import evolve

from contractlang.calendars import to_datetime
from contractlang.core.cases import LABOUR, OPENED, Case
from contractlang.core.claims import Charged, Cheaper
from contractlang.core.evaluate import number
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Not,
    Number,
    NumberFact,
    Or,
    Whole,
    atoms,
    facts_of,
)
from contractlang.core.outcomes import Billed, Included
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.rules import answers, wins
from contractlang.values import Money

PAGE = Page(
    code="B105",
    name="billing-monotone",
    severity=Severity.WARNING,
    title=Text("moins cher hors de la plage de service", "cheaper outside service hours"),
    finds=Text(
        "une intervention qui coûte moins cher ouverte hors de la plage de service que la même ouverte dans la plage",
        "an intervention that costs less when it is opened outside the service hours than the same opened within them",
    ),
    harm=Text(
        "le client a intérêt à attendre la nuit, et le prestataire travaille à perte quand c'est le plus cher pour lui",
        "the client had better wait for the night, and the provider works at a loss when it costs it most",
    ),
    source=Text(
        "usage : une intervention hors plage est majorée, jamais minorée",
        "usage: an intervention outside service hours costs more, never less",
    ),
    example="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Dans la plage de service" {
      si    ouverture pendant HO
      alors facturé 140 €/h
    }
    règle T2 "Hors plage de service" {
      si    non (ouverture pendant HO)
      alors facturé 95 €/h
    }
  }
}
""",
    mended="""…
article 4 "Prix et facturation" {
  facturation {
    règle T1 "Dans la plage de service" {
      si    ouverture pendant HO
      alors facturé 95 €/h
    }
    règle T2 "Hors plage de service" {
      si    non (ouverture pendant HO)
      alors facturé 140 €/h
    }
  }
}
""",
)

_MESSAGE = Text(
    "la même intervention coûte {dear} ouverte le {inside}, dans `{window}`, et {cheap} ouverte le {outside}, hors de"
    " `{window}`",
    "the same intervention costs {dear} opened on {inside}, within `{window}`, and {cheap} opened on {outside}, outside"
    " `{window}`",
)
_HELP = Text(
    "relever le prix de `{cheap}`, ou abaisser celui de `{dear}`", "raise the price of `{cheap}`, or lower `{dear}`"
)
_QUESTION = Text(
    "on ne sait pas si `{cheap}` peut coûter moins hors de la plage que `{dear}` dans la plage",
    "it is not known whether `{cheap}` can cost less outside the service hours than `{dear}` within them",
)
_WINDOW = ("interventions", "window")
_FREE = Whole(0)
# The same case opened at another time
_OTHER = "opened_outside"


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every pair of rules on labour of which the one outside the service hours may cost less."""
    window, labour = program.terms.get(_WINDOW), program.decisions.get(LABOUR)
    if window is None or labour is None or OPENED not in program.facts:
        return
    if not any(_reads_hours(rule.guard) for rule in labour.rules):
        return
    calendar = str(window.value)
    twice = Session(evolve(program, facts={**program.facts, _OTHER: evolve(program.facts[OPENED], name=_OTHER)}))
    rules = (*labour.rules, *((labour.default,) if labour.default else ()))
    for inside, outside in product(rules, rules):
        yield from _pair(twice, labour, calendar, inside, outside)


def _pair(session: Session, labour: Decision, calendar: str, inside: Rule, outside: Rule) -> Iterator[Diagnostic]:
    dear, cheap = _amount(inside), _amount(outside)
    if inside is outside or dear is None or cheap is None or dear == _FREE:
        return
    within = answers(session, labour, inside)
    elsewhere = tuple(_opened_outside(one) for one in answers(session, labour, outside))
    if not any(_reads_hours(one) for one in (*wins(labour, inside), *wins(labour, outside))):
        return  # neither depends on the hours: both would apply at once
    if any(OPENED in facts_of(condition) for condition in elsewhere):
        return  # a date that is computed with, which is not that of the other time
    hours = (During(OPENED, calendar), Not(During(_OTHER, calendar)))
    conditions = (*within, *elsewhere, *hours, Compare(Comparison.GT, dear, cheap))
    answer = session.ask(*dict.fromkeys(conditions))
    names = {"dear": inside.name, "cheap": outside.name}
    labels = (rule_label(inside), rule_label(outside))
    if isinstance(answer, GaveUp):
        yield undecided(outside.origin.span, _QUESTION(**names), answer.reason, labels=labels)
    elif isinstance(answer, Found):
        case = answer.case
        zone = session.program.calendars[calendar].zone
        assert isinstance(inside.outcome, Billed)
        charged = Charged(rule=inside, amount=number(dear, case), given={OPENED: case[OPENED]})
        less = Charged(rule=outside, amount=number(cheap, case))
        message = _MESSAGE(
            dear=_money(charged.amount, inside.outcome.currency),
            cheap=_money(less.amount, inside.outcome.currency),
            inside=to_datetime(int(case[OPENED]), zone),
            outside=to_datetime(int(case[_OTHER]), zone),
            window=calendar,
        )
        found = PAGE.finding(outside.origin.span, message, labels=labels, help=_HELP(**names), case=_at_night(case))
        yield found.claiming(Cheaper(cheap=less, dear=charged))


def _at_night(case: Case) -> Case:
    """The case as it is opened outside the service hours."""
    return {name: case[_OTHER] if name == OPENED else value for name, value in case.items() if name != _OTHER}


def _amount(rule: Rule) -> Number | None:
    """What a rule makes somebody pay; None where only a quote will tell, or the contract does not."""
    match rule.outcome:
        case Included():
            return _FREE
        case Billed(amount=amount, needs_quote=False):
            return amount
    return None


def _money(cents: int, currency: str) -> Money:
    return Money(Decimal(cents).scaleb(-2), currency)


def _reads_hours(condition: Condition) -> bool:
    return any(isinstance(atom, During) and atom.fact == OPENED for atom in atoms(condition))


def _opened_outside(condition: Condition) -> Condition:
    """A condition on the case as it is opened at the other time."""
    match condition:
        case During(fact, calendar):
            return During(_OTHER, calendar) if fact == OPENED else condition
        case Not(operand):
            return Not(_opened_outside(operand))
        case And(operands):
            return And(tuple(_opened_outside(operand) for operand in operands))
        case Or(operands):
            return Or(tuple(_opened_outside(operand) for operand in operands))
        case Compare(op, NumberFact(fact), right) if fact == OPENED:
            return Compare(op, NumberFact(_OTHER), right)
    return condition
