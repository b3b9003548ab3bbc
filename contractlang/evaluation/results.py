"""What a decision may come to for a case."""

from __future__ import annotations

from contractlang.core.outcomes import Outcome
from contractlang.core.program import Rule
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
