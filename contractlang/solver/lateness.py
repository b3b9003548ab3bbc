"""A case in which a duty is late by very little, so that its penalty is due."""

from __future__ import annotations

from fractions import Fraction

from contractlang.calendars import NeverOpens, deadline
from contractlang.core.cases import Case
from contractlang.core.duties import Duty
from contractlang.core.expressions import Compare, Comparison, NumberFact, Whole
from contractlang.core.formulas import formula_facts
from contractlang.core.outcomes import Commitment, Formula
from contractlang.core.program import Rule
from contractlang.solver.answers import Found
from contractlang.solver.rules import answers
from contractlang.solver.session import Session
from contractlang.values import Length, Unit

_LITTLE = Length(Fraction(1), Unit.MINUTE)


def barely_late(session: Session, duty: Duty, penalty: Rule, amounts: tuple[Formula, ...]) -> Case | None:
    """A case in which a duty is a minute of open time late and a penalty applies; None where none can be shown.

    The facts that the `amounts` read are stated too.
    """
    program = session.program
    promised, penalties = program.decisions.get(duty.commitment), program.decisions.get(duty.penalty)
    if promised is None or penalties is None:
        return None
    read = dict.fromkeys(fact for amount in amounts for fact in formula_facts(amount.tree) if fact in program.facts)
    late = answers(session, penalties, penalty)
    stated = [Compare(Comparison.GT, NumberFact(fact), Whole(0)) for fact in (duty.start, *read)]
    for rule in (*promised.rules, *((promised.default,) if promised.default else ())):
        outcome = rule.outcome
        if not isinstance(outcome, Commitment) or outcome.share is not None or outcome.notice:
            continue
        if not isinstance(outcome.length, Length) or outcome.calendar is None:
            continue
        answer = session.ask(*dict.fromkeys((*late, *answers(session, promised, rule), *stated)))
        if isinstance(answer, Found):
            calendar = program.calendars[outcome.calendar]
            try:
                due = deadline(int(answer.case[duty.start]), outcome.length, calendar, outcome.by)
                return {**answer.case, duty.reached: deadline(due, _LITTLE, calendar)}
            except (NeverOpens, ValueError):
                continue
    return None
