"""An intervention that costs less outside the service hours than within them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contractlang.calendars import to_datetime
from contractlang.core.cases import LABOUR, OPENED, QUOTE_ACCEPTED, Case
from contractlang.core.claims import Charged, Cheaper
from contractlang.core.evaluate import number
from contractlang.core.expressions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Holds,
    Not,
    Number,
    NumberFact,
    Or,
    Whole,
    atoms,
    facts_of,
    negate,
)
from contractlang.core.outcomes import Billed, Included
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.records import evolve
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.linear import never_above
from contractlang.solver.overlap import Overlaps, places
from contractlang.solver.rules import rules_of
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


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of rules on labour of which the one outside the service hours may cost less.

    A price on quote is what it comes to once the quote is accepted. Cases in which rules contradict each other have no
    price, and are left to that finding.
    """
    window, labour = program.terms.get(_WINDOW), program.decisions.get(LABOUR)
    if window is None or labour is None or OPENED not in program.facts:
        return
    if not any(_reads_hours(rule.guard) for rule in labour.rules):
        return
    twice = session.beside(evolve(program, facts={**program.facts, _OTHER: evolve(program.facts[OPENED], name=_OTHER)}))
    times = _Times(session, labour, str(window.value))
    for inside, outside in times.pairs(twice):
        yield from _compared(twice, times, inside, outside)


class _Times:
    """The rules on labour twice, within the service hours and outside them; each is known by its place.

    Of two rules that contradict each other neither answers where both apply: each is taken to beat the other.
    """

    def __init__(self, session: Session, labour: Decision, calendar: str) -> None:
        self.calendar = calendar
        self.rules = (*labour.rules, *((labour.default,) if labour.default else ()))
        self._within = [rule.guard for rule in self.rules]
        self._outside = [_opened_outside(guard) for guard in self._within]
        self.hours = During(OPENED, calendar), Not(During(_OTHER, calendar))
        opened, closed = self.hours
        inside = [And((guard, opened)) for guard in self._within]
        self._overlaps = Overlaps([*inside, *(And((guard, closed)) for guard in self._outside)])
        self._steady = sum(1 << place for place, guard in enumerate(self._within) if not _reads_hours(guard))
        self._beating = [0] * len(self.rules)
        known = {rule.name: place for place, rule in enumerate(labour.rules)}
        for place, rule in enumerate(labour.rules):
            for name in rule.beats:
                if name in known:
                    self._beating[known[name]] |= 1 << place
        for first, second in rules_of(session, labour).pairs():
            self._beating[known[first.name]] |= 1 << known[second.name]
            self._beating[known[second.name]] |= 1 << known[first.name]
        if labour.default:
            self._beating[-1] = (1 << len(labour.rules)) - 1

    def pairs(self, session: Session) -> Iterator[tuple[int, int]]:
        """The rules that may apply to one case at both times, where neither is bound to beat the other at one time."""
        for inside, rule in enumerate(self.rules):
            dear = _amount(rule)
            if dear is None or dear == _FREE:
                continue
            later = self._overlaps.together(inside) >> len(self.rules) & ~(1 << inside)
            later &= ~(self._beating[inside] & self._steady)
            if self._steady >> inside & 1:
                later &= sum(1 << place for place in places(later) if not self._beating[place] >> inside & 1)
            if later and session.possible(*self.within(inside), self.hours[0]) is not False:
                yield from (
                    (inside, outside)
                    for outside in places(later)
                    if _may_be_less(session.program, self.rules[outside], dear)
                )

    def within(self, inside: int, where: int = -1) -> list[Condition]:
        """What makes a rule win within the hours; `where` are the rules that may apply in the cases looked at."""
        against = self._beating[inside] & self._overlaps.together(inside) & where
        return [self._within[inside], *(negate(self._within[place]) for place in places(against))]

    def conditions(self, inside: int, outside: int) -> tuple[list[Condition], list[Condition]]:
        """What makes one rule win within the hours, and another outside them."""
        count = len(self.rules)
        where = self._overlaps.together(inside) & self._overlaps.together(count + outside)
        against = self._beating[outside] & where >> count
        elsewhere = [self._outside[outside], *(negate(self._outside[place]) for place in places(against))]
        return self.within(inside, where), elsewhere


def _may_be_less(program: Program, rule: Rule, dear: Number) -> bool:
    """Whether a rule may make somebody pay less than an amount."""
    cheap = _amount(rule)
    return cheap is not None and not never_above(dear, cheap, lambda fact: program.facts[fact].bounds[0] == 0)


def _compared(session: Session, times: _Times, inside: int, outside: int) -> Iterator[Diagnostic]:
    one, other = times.rules[inside], times.rules[outside]
    dear, cheap = _amount(one), _amount(other)
    assert dear is not None
    assert cheap is not None
    within, elsewhere = times.conditions(inside, outside)
    if not any(_reads_hours(condition) for condition in (*within, *elsewhere)):
        return  # neither depends on the hours: both would apply at once
    if any(OPENED in facts_of(condition) for condition in elsewhere):
        return  # a date that is computed with, which is not that of the other time
    accepted = (Holds(QUOTE_ACCEPTED),) if _on_quote(one) or _on_quote(other) else ()
    conditions = (*within, *elsewhere, *times.hours, *accepted, Compare(Comparison.GT, dear, cheap))
    answer = session.ask(*dict.fromkeys(conditions))
    names = {"dear": one.name, "cheap": other.name}
    labels = (rule_label(one), rule_label(other))
    if isinstance(answer, GaveUp):
        yield undecided(other.origin.span, _QUESTION(**names), answer.reason, labels=labels)
    elif isinstance(answer, Found):
        case = answer.case
        zone = session.program.calendars[times.calendar].zone
        assert isinstance(one.outcome, Billed)
        charged = Charged(rule=one, amount=number(dear, case), given={OPENED: case[OPENED]})
        less = Charged(rule=other, amount=number(cheap, case))
        message = _MESSAGE(
            dear=_money(charged.amount, one.outcome.currency),
            cheap=_money(less.amount, one.outcome.currency),
            inside=to_datetime(int(case[OPENED]), zone),
            outside=to_datetime(int(case[_OTHER]), zone),
            window=times.calendar,
        )
        found = PAGE.finding(other.origin.span, message, labels=labels, help=_HELP(**names), case=_at_night(case))
        yield found.claiming(Cheaper(cheap=less, dear=charged))


def _at_night(case: Case) -> Case:
    """The case as it is opened outside the service hours."""
    return {name: case[_OTHER] if name == OPENED else value for name, value in case.items() if name != _OTHER}


def _amount(rule: Rule) -> Number | None:
    """What a rule makes somebody pay; None where only a quote will tell, or the contract does not."""
    match rule.outcome:
        case Included():
            return _FREE
        case Billed(amount=amount):
            return amount
    return None


def _on_quote(rule: Rule) -> bool:
    return isinstance(rule.outcome, Billed) and rule.outcome.needs_quote


def _money(cents: int, currency: str) -> Money:
    return Money(Decimal(cents).scaleb(-2), currency)


def _reads_hours(condition: Condition) -> bool:
    return any(isinstance(atom, During) and atom.fact in (OPENED, _OTHER) for atom in atoms(condition))


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
