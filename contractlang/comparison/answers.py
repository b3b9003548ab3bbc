"""What a comparison answers for each question, and what goes into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from contractlang.comparison.favour import Favour, Gap, money_gap
from contractlang.core.cases import Case
from contractlang.core.expressions import Atom, atoms, facts_of
from contractlang.core.origins import Origin
from contractlang.core.program import Decision
from contractlang.diagnostics import Message
from contractlang.evaluation.results import Result
from contractlang.records import frozen

State = Literal["same", "differs", "undecided"]
Area = Literal["billing", "amount", "deadline", "permission", "duty", "penalty", "priority", "scope", "revision"]


@frozen(kw_only=True)
class Answer:
    """What one text comes to for a case: the result, in words, and where it stands.

    `due`: when something is due, in epoch seconds. `paid`: what is to pay, in the smallest unit, with its currency.
    """

    result: Result | None
    words: Message
    due: int | None = None
    paid: tuple[int, str | None] | None = None
    origin: Origin | None = None


@frozen(kw_only=True)
class Effect:
    """What the two texts come to for one decision; `case` is one that is decided otherwise, in names of the second.

    Where some cases favour one party and others the other, there is one effect for each. `notes` say what a text does
    with a word that it does not know; `reason` why something is undecided.
    """

    name: str
    area: Area
    title: Message
    state: State = "same"
    case: Case | None = None
    before: Answer | None = None
    after: Answer | None = None
    gap: Gap | None = None
    favours: Favour = "unclear"
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def gap_of(before: Answer, after: Answer) -> Gap | None:
    """How far two answers are apart."""
    if before.due is not None and after.due is not None:
        return Gap(amount=after.due - before.due)
    return money_gap(before.paid, after.paid)


def by_fact(decision: Decision) -> Iterator[tuple[str, Atom]]:
    """Each fact that the conditions of a decision read, with an elementary condition that reads it."""
    guards = (decision.concerns, *(rule.guard for rule in decision.rules))
    seen: set[str] = set()
    for atom in (atom for guard in guards for atom in atoms(guard)):
        for fact in facts_of(atom):
            if fact not in seen:
                seen.add(fact)
                yield fact, atom
