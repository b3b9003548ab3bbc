"""What a decision may come to for a case."""

from __future__ import annotations

from typing import Literal

from contractlang.core.cases import Case, FactValue
from contractlang.core.outcomes import Outcome
from contractlang.core.program import Rule
from contractlang.diagnostics import Message
from contractlang.evaluation.reasons import Choice
from contractlang.records import frozen


@frozen(kw_only=True)
class Decided:
    """The answer of a rule.

    `over` are the applicable rules that it beats. `also` are rules that give the same outcome, where several apply or
    where missing facts decide only which of them does. `refused`: the quote that the rule needs was refused.
    """

    rule: Rule
    over: tuple[Rule, ...] = ()
    also: tuple[Rule, ...] = ()
    refused: bool = False

    @property
    def outcome(self) -> Outcome:
        """What the rule gives."""
        return self.rule.outcome


@frozen
class Conflict:
    """Two rules apply, neither beats the other, and they give different outcomes."""

    first: Rule
    second: Rule


@frozen
class NoAnswer:
    """No rule applies and there is no default."""


Answer = Decided | Conflict | NoAnswer


@frozen(kw_only=True)
class Possibility:
    """An answer still possible, and a short list of conditions on missing facts that leads to it."""

    answer: Answer
    when: tuple[Choice, ...]


@frozen(kw_only=True)
class Need:
    """A missing fact that can change the answer, and how many answers can be left at most once it is known."""

    fact: str
    left: int


@frozen(kw_only=True)
class Undetermined:
    """The answer depends on missing facts; `needed` is ranked, the fact that narrows most first.

    `exact` is False beyond the budget of `explore`: then `possible` holds the answers of all rules that the known
    facts don't exclude, and `needed` all missing facts that these rules read.
    """

    possible: tuple[Possibility, ...]
    needed: tuple[Need, ...]
    exact: bool = True


Result = Answer | Undetermined


State = Literal["won", "same", "beaten", "false", "open", "conflict", "none", "note"]


@frozen(kw_only=True)
class Step:
    """One step of an explanation.

    `guard` is the truth of the rule's condition, None while it is open. `over` are the rules that it prevails over,
    `by` those that prevail over it. A step without rule says that none applies, that two contradict each other, or
    notes something (`decision` None). A step holds for all cases of a cell; `trace.sentence` says it of one of them.
    """

    state: State
    said: Message | None = None
    decision: str | None = None
    rule: Rule | None = None
    guard: bool | None = None
    over: tuple[Rule, ...] = ()
    by: tuple[Rule, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that the condition of the rule reads."""
        return self.rule.reads if self.rule is not None else ()

    def facts(self, case: Case) -> tuple[tuple[str, FactValue], ...]:
        """Those of them that a case holds, with their values."""
        return tuple((fact, case[fact]) for fact in self.reads if fact in case)
