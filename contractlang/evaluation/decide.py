"""One decision over one case: its answer, or what it may still come to and what to ask.

`explore` finds every answer still possible. Here they are put in the words of the program: rules that won and over
which, rules in conflict, or possibilities with the facts that lead to each. Missing facts are ranked by how far each
narrows the question: by the most answers that can be left once it is known, then in the program's order.
"""

from __future__ import annotations

from contractlang.core.cases import Case
from contractlang.core.expressions import facts_of
from contractlang.core.outcomes import Outcome
from contractlang.core.program import Decision, Program, Rule
from contractlang.evaluation.explore import (
    Branch,
    Diagram,
    Leaf,
    all_rules,
    branches,
    explore,
    fact_order,
    leaves,
)
from contractlang.evaluation.partial import holds
from contractlang.evaluation.projection import TooManyCasesError
from contractlang.evaluation.reasons import Choice, every_label, reasons, within
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


def decide(decision: Decision, program: Program, case: Case, *, quotes: bool = False) -> Result:
    """What a decision comes to for a case; with `quotes`, a price on quote waits for `quote_accepted`."""
    try:
        diagram = explore(decision, program, case, quotes=quotes)
    except TooManyCasesError:
        return _beyond_budget(decision, program, case)
    if isinstance(diagram.root, Leaf):
        return _answer(diagram.root, diagram, decision, program, case)
    paths = reasons(diagram.root)
    possible = tuple(
        Possibility(answer=_answer(leaf, diagram, decision, program, case), when=paths[leaf])
        for leaf in leaves(diagram.root)
    )
    return Undetermined(
        possible=tuple(sorted(possible, key=lambda possibility: _place(possibility, decision))),
        needed=_ranked(diagram.root, program, case),
    )


def _answer(leaf: Leaf, diagram: Diagram, decision: Decision, program: Program, case: Case) -> Answer:
    if leaf.kind == "none":
        return NoAnswer()
    if leaf.kind == "conflict":
        named = {rule.name: rule for rule in decision.rules}
        return Conflict(named[leaf.rules[0]], named[leaf.rules[1]])
    winners = sorted(diagram.rules[leaf.outcome], key=lambda rule: (rule is decision.default, rule.name))
    rule, *also = winners
    over = tuple(other for other in decision.rules if other.name in rule.beats and holds(other.guard, program, case))
    return Decided(rule=rule, over=over, also=tuple(also), refused=leaf.kind == "refused")


def _place(possibility: Possibility, decision: Decision) -> tuple[int, int]:
    """Few conditions first, then the order of the rules."""
    rules = all_rules(decision)
    match possibility.answer:
        case Decided(rule=rule) | Conflict(first=rule):
            return len(possibility.when), rules.index(rule)
    return len(possibility.when), len(rules)


def _ranked(root: Branch, program: Program, case: Case) -> tuple[Need, ...]:
    facts = {fact for branch in branches(root) for fact in branch.facts if fact not in case}
    needs = [Need(fact=fact, left=_left(root, fact)) for fact in facts]
    return tuple(sorted(needs, key=lambda need: (need.left, fact_order(program, need.fact))))


def _left(root: Branch, fact: str) -> int:
    """The most answers that are left once a fact is known, whatever it is."""
    labels = every_label(root).get(fact)
    if not labels:
        return sum(1 for _ in leaves(root))
    return max(len(within(root, {fact: frozenset((label,))})) for label in labels)


def _beyond_budget(decision: Decision, program: Program, case: Case) -> Undetermined:
    states = [(rule, holds(rule.guard, program, case)) for rule in decision.rules]
    applies = [rule for rule, state in states if state]
    open_rules = [rule for rule, state in states if state is None]
    remaining = [rule for rule in (*applies, *open_rules) if not any(rule.name in winner.beats for winner in applies)]
    if not applies:
        remaining += [rule for rule in all_rules(decision) if rule is decision.default]
    facts = {fact for rule in open_rules for fact in facts_of(rule.guard) if fact not in case}
    return Undetermined(
        possible=tuple(Possibility(answer=Decided(rule=rule), when=()) for rule in remaining),
        needed=tuple(
            Need(fact=fact, left=len(remaining)) for fact in sorted(facts, key=lambda one: fact_order(program, one))
        ),
        exact=False,
    )


__all__ = [
    "Answer",
    "Choice",
    "Conflict",
    "Decided",
    "Need",
    "NoAnswer",
    "Possibility",
    "Result",
    "Undetermined",
    "decide",
    "holds",
]
