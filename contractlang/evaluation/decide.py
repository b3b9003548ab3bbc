"""One decision over one case: its answer, or what it may still come to and what to ask.

`explore` finds every answer still possible. Here they are put in the words of the program: rules that won and over
which, rules in conflict, or possibilities with the facts that lead to each. Missing facts are ranked by how far each
narrows the question: by the most answers that can be left once it is known, then in the program's order.
"""

from __future__ import annotations

from contractlang.core.cases import Case
from contractlang.core.expressions import facts_of
from contractlang.core.program import Decision, Program
from contractlang.evaluation.cells import Cell, cells
from contractlang.evaluation.explore import Branch, Diagram, Leaf, branches, explore, fact_order, leaves
from contractlang.evaluation.partial import holds
from contractlang.evaluation.projection import TooManyCasesError
from contractlang.evaluation.reasons import every_label, reasons, within
from contractlang.evaluation.results import Answer, Conflict, Decided, Need, NoAnswer, Possibility, Result, Undetermined


def decide(decision: Decision, program: Program, case: Case, *, quotes: bool = False) -> Result:
    """What a decision comes to for a case; with `quotes`, a price on quote waits for `quote_accepted`."""
    return _answered(cells(decision, program, quotes).of(case), decision, program, case, quotes)


def decide_if_raised(decision: Decision, program: Program, case: Case) -> Result | None:
    """The same, None where the case does not say that the decision concerns it."""
    cell = cells(decision, program).of(case)
    return _answered(cell, decision, program, case, quotes=False) if cell.concerns else None


def _answered(cell: Cell, decision: Decision, program: Program, case: Case, quotes: bool) -> Result:
    if cell.answer is not None:
        return cell.answer
    found = _explored(decision, program, case, quotes)
    if cell.settled and not isinstance(found, Undetermined):
        cell.answer = found
    return found


def _explored(decision: Decision, program: Program, case: Case, quotes: bool) -> Result:
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
    rules = decision.all_rules
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
        remaining += [rule for rule in decision.all_rules if rule is decision.default]
    facts = {fact for rule in open_rules for fact in facts_of(rule.guard) if fact not in case}
    return Undetermined(
        possible=tuple(Possibility(answer=Decided(rule=rule), when=()) for rule in remaining),
        needed=tuple(
            Need(fact=fact, left=len(remaining)) for fact in sorted(facts, key=lambda one: fact_order(program, one))
        ),
        exact=False,
    )
