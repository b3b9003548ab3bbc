"""The two scenarios of a new contract: what its own clauses say of a failure, and of an improvement.

They are asked of the contract itself and set down as its answer: what the parties sign is then said in figures, and an
amendment that changes it is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal

from contractlang.calendars import to_datetime
from contractlang.diagnostics import Text
from contractlang.drafting.answers import Draft
from contractlang.evaluation import Verdict
from contractlang.records import frozen

_FAILURE = Text("Un serveur en panne", "A server that fails")
_IMPROVEMENT = Text("Deux heures d'évolution, devis accepté", "Two hours of improvement, quote accepted")
_MILESTONES = {"intervene": "intervention", "restore": "rétablissement"}


@frozen
class NewCase:
    """A case, as the French of a contract writes its facts."""

    title: Text
    facts: Mapping[str, str]


def cases(draft: Draft) -> tuple[NewCase, NewCase]:
    """A failure and an improvement, on the first Tuesday of the contract's second week."""
    opened = datetime.combine(draft.start, time(10)) + timedelta(days=7 + (1 - draft.start.weekday()) % 7)
    opening = {"ouverture": opened.strftime("%Y-%m-%d %H:%M"), "bien": "serveur", "canal": "distance"}
    failure = {"nature": "curative", "gravité": "bloquante", "cause": "panne", "durée": "3 h"}
    improvement = {"nature": "évolutive", "durée": "2 h", "devis_accepté": "oui"}
    return NewCase(_FAILURE, opening | failure), NewCase(_IMPROVEMENT, opening | improvement)


def scenario(case: NewCase, verdict: Verdict, draft: Draft) -> str:
    """A scenario that expects what the contract says of its case."""
    given = "".join(f"    {name} : {value}\n" for name, value in case.facts.items())
    expected = "".join(f"    {name} : {value}\n" for name, value in _expected(verdict).items())
    title = case.title.say(draft.lang)
    return f'essai "{title}" {{\n  soit {{\n{given}  }}\n  attendu {{\n{expected}  }}\n}}'


def _expected(verdict: Verdict) -> dict[str, str]:
    found = {"facturable": "oui" if verdict.billable else "non"}
    if verdict.rule is not None:
        found["règle"] = verdict.rule.name
    if verdict.billable and verdict.amount is not None and verdict.amount.excluded is not None:
        found["prix"] = f"{Decimal(verdict.amount.excluded).scaleb(-2):.2f} €".replace(".", ",")
    for one in verdict.milestones:
        if one.name in _MILESTONES and one.deadline is not None:
            found[_MILESTONES[one.name]] = to_datetime(one.deadline, one.zone).strftime("%Y-%m-%d %H:%M")
    return found
