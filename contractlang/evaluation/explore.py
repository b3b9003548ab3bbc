"""Every answer that a decision may still come to, as one decision diagram over the missing facts.

With all facts known a decision is simple: a rule wins if its guard holds and no applicable rule beats it. With facts
missing, three-valued logic says too little: it calls `p or not p` open. So where it leaves a decision open, one missing
fact is split into the classes of `regions`, and the same question is put again in each:

    settle(case):   the answer, if three-valued logic gives one
    explore(case):  settle(case), else split the first missing fact that an open condition reads

Facts are split in one fixed order, equal branches are shared, and a branch whose edges all lead to the same place is
replaced by that place. This is a reduced ordered decision diagram (Bryant 1986), and such a diagram speaks of exactly
the facts on which the answer depends: a fact that can't change the answer isn't in it, whatever the guards mention.
Words, truth values and numbers come first, events last and in the order in which they happen (see `regions`).

Missing numbers that are compared with one another (`consumed + worked <= 10 h`) are split exactly, see `projection`.
A comparison of two or more missing instants (`restored - opened > 4 h`), and one of two prices whose quantity is
missing, is split as if it were a fact of its own, true or false. That is sound, no possible answer is lost; but an
answer may be called possible that the facts together exclude.

At most `BUDGET` cases are looked at. Beyond, `TooManyCasesError` is raised: the caller says less, but nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import Literal

from contractlang.core.cases import EVENTS, QUOTE_ACCEPTED, Case, FactValue
from contractlang.core.expressions import (
    Always,
    Atom,
    Compare,
    Condition,
    Holds,
    atoms,
    facts_of,
)
from contractlang.core.outcomes import Billed, Outcome, differ
from contractlang.core.program import Decision, Program, Rule
from contractlang.core.schema import Kind
from contractlang.evaluation.partial import compared, less, truth
from contractlang.evaluation.projection import Form, TooManyCasesError, project
from contractlang.evaluation.regions import Region, fact_kind, number_bounds, partition
from contractlang.records import define, field, frozen

BUDGET = 4000


@frozen
class Leaf:
    """One answer: an outcome (by its place in `Diagram.outcomes`), none, or two rules in conflict."""

    kind: Literal["decided", "refused", "none", "conflict"]
    outcome: int = -1
    rules: tuple[str, ...] = ()


@frozen(eq=False)
class Branch:
    """A missing fact, or a comparison of several, with what follows each class of its values."""

    variable: str | Compare
    edges: tuple[tuple[tuple[Region | bool, ...], Node], ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts to ask in order to follow this branch."""
        return (self.variable,) if isinstance(self.variable, str) else tuple(facts_of(self.variable))


Node = Leaf | Branch


@frozen
class Diagram:
    """All answers still possible; `rules` names the rules that win in some case, by outcome."""

    root: Node
    outcomes: tuple[Outcome, ...]
    rules: dict[int, tuple[Rule, ...]]


def explore(decision: Decision, program: Program, case: Case, *, quotes: bool = False) -> Diagram:
    """The diagram of a decision for a case; `quotes` makes a rule that needs a quote wait for its acceptance.

    Raises TooManyCasesError beyond the budget.
    """
    explorer = _Explorer(decision, program, case, quotes)
    root = explorer.explore(dict(case), {})
    order = {rule.name: place for place, rule in enumerate(decision.all_rules)}
    winners = {
        index: tuple(sorted(found.values(), key=lambda rule: order[rule.name]))
        for index, found in explorer.winners.items()
    }
    return Diagram(root, tuple(explorer.outcomes), winners)


@define(eq=False)
class _Explorer:
    decision: Decision
    program: Program
    start: Case
    quotes: bool
    outcomes: list[Outcome] = field(factory=list)
    winners: dict[int, dict[str, Rule]] = field(factory=dict)
    looked_at: int = 0
    shared: dict[object, Branch] = field(factory=dict)
    free: dict[Compare, bool] = field(factory=dict)
    classes: dict[object, tuple[Region, ...]] = field(factory=dict)

    @cached_property
    def by_fact(self) -> dict[str, tuple[Atom, ...]]:
        """The conditions on each fact; needed only where a fact is missing."""
        found: dict[str, dict[Atom, None]] = {}
        for rule in self.decision.rules:
            for atom in atoms(rule.guard):
                if not (isinstance(atom, Compare) and self.is_free(atom)):
                    for fact in facts_of(atom):
                        found.setdefault(fact, {})[atom] = None
        return {fact: tuple(read) for fact, read in found.items()}

    @cached_property
    def forms(self) -> dict[str, list[Form]]:
        """Where to cut each missing number; needed only where one is missing."""
        return self.projected({atom for read in self.by_fact.values() for atom in read if isinstance(atom, Compare)})

    def projected(self, comparisons: set[Compare]) -> dict[str, list[Form]]:
        """Where to cut the missing numbers."""
        forms = [form for atom in comparisons if (form := less(atom, self.start)) is not None]
        read = {fact for _, factors in forms for fact in factors}
        numbers = sorted(
            (fact for fact in read if self.kind(fact) is not Kind.INSTANT),
            key=lambda fact: split_order(self.program, fact),
        )
        return project(forms, numbers, {fact: number_bounds(self.program, fact) for fact in numbers})

    def kind(self, fact: str) -> Kind:
        """The kind of a fact that conditions read."""
        return fact_kind(self.program, fact, self.by_fact.get(fact, ()))

    # --- one case -------------------------------------------------------------------------------------------

    def is_free(self, comparison: Compare) -> bool:
        """Whether a comparison is split as a whole: it is not linear, or compares several missing instants."""
        if comparison not in self.free:
            form = less(comparison, self.start)
            events = form is not None and any(fact_kind(self.program, fact, ()) is Kind.INSTANT for fact in form[1])
            self.free[comparison] = form is None or (len(form[1]) > 1 and events)
        return self.free[comparison]

    def truth(self, condition: Condition, case: Case, assumed: dict[Compare, bool]) -> bool | None:
        """The truth of a condition, open comparisons of several facts as assumed."""

        def settle(comparison: Compare) -> bool | None:
            return assumed.get(comparison) if self.is_free(comparison) else compared(comparison, case)

        return truth(condition, case, self.program.calendars, settle)

    def settle(self, case: Case, assumed: dict[Compare, bool]) -> Leaf | tuple[Condition, ...]:
        """The answer, else the open conditions that it waits for."""
        applies: list[Rule] = []
        unsure: list[Rule] = []
        for rule in self.decision.rules:
            state = self.truth(rule.guard, case, assumed)
            if state is not False:
                (applies if state else unsure).append(rule)
        if not applies and not unsure:
            return self.won((self.decision.default,) if self.decision.default else (), case)
        certain = [rule for rule in applies if not _beaten(rule, (*applies, *unsure))]
        possible = [rule for rule in (*applies, *unsure) if not _beaten(rule, applies)]
        if len(certain) < len(possible):
            return tuple(rule.guard for rule in unsure if not _beaten(rule, applies))
        return self.agreed(certain, case, assumed)

    def agreed(self, winners: list[Rule], case: Case, assumed: dict[Compare, bool]) -> Leaf | tuple[Condition, ...]:
        """What winners come to together: one outcome, a conflict, or a comparison of prices still open."""
        winners = sorted(winners, key=lambda rule: rule.name)
        waits: list[Condition] = []
        for first, second in combinations(winners, 2):
            condition = differ(first.outcome, second.outcome)
            if isinstance(condition, Compare) and any(fact not in self.start for fact in facts_of(condition)):
                self.free[condition] = True
            state = self.truth(condition, case, assumed)
            if state:
                return Leaf("conflict", rules=(first.name, second.name))
            if state is None:
                waits.append(condition)
        return tuple(waits) or self.won(tuple(winners), case)

    def won(self, winners: tuple[Rule, ...], case: Case) -> Leaf | tuple[Condition, ...]:
        """The answer that winners of one outcome give."""
        if not winners:
            return Leaf("none")
        outcome = winners[0].outcome
        accepted: FactValue | None = True
        if self.quotes and isinstance(outcome, Billed) and outcome.needs_quote:
            accepted = case.get(QUOTE_ACCEPTED)
            if accepted is None:
                return (Holds(QUOTE_ACCEPTED),)
        index = self.index(outcome)
        self.winners.setdefault(index, {}).update({rule.name: rule for rule in winners})
        return Leaf("decided" if accepted is True else "refused", index)

    def index(self, outcome: Outcome) -> int:
        """The place of an outcome among those met; two that never differ are one."""
        for place, known in enumerate(self.outcomes):
            if differ(known, outcome) == Always(False):
                return place
        self.outcomes.append(outcome)
        return len(self.outcomes) - 1

    # --- all cases ------------------------------------------------------------------------------------------

    def explore(self, case: dict[str, FactValue], assumed: dict[Compare, bool]) -> Node:
        """The diagram below a case in which some missing facts have the value of their class."""
        self.looked_at += 1
        if self.looked_at > BUDGET:
            raise TooManyCasesError
        answer = self.settle(case, assumed)
        if isinstance(answer, Leaf):
            return answer
        variable = self.next_variable(answer, case, assumed)
        if isinstance(variable, str):
            followed: list[tuple[Region | bool, Node]] = [
                (region, self.explore({**case, variable: region.witness}, assumed))
                for region in self.regions(variable, case)
            ]
        else:
            followed = [(value, self.explore(case, {**assumed, variable: value})) for value in (True, False)]
        return self.branch(variable, followed)

    def next_variable(
        self, conditions: tuple[Condition, ...], case: Case, assumed: dict[Compare, bool]
    ) -> str | Compare:
        """What to split next: the first missing fact in order, else the first comparison of several."""
        read = [atom for condition in conditions for atom in atoms(condition)]
        free = [atom for atom in read if isinstance(atom, Compare) and self.is_free(atom)]
        rest = [atom for atom in read if not (isinstance(atom, Compare) and self.is_free(atom))]
        missing = {fact for atom in rest for fact in facts_of(atom) if fact not in case}
        if missing:
            return min(missing, key=lambda fact: split_order(self.program, fact))
        return next(atom for atom in free if atom not in assumed)

    def regions(self, fact: str, case: Case) -> tuple[Region, ...]:
        """The classes of a missing fact, computed once for the same facts that they depend on."""
        read = self.by_fact.get(fact, (Holds(fact),))
        kind = self.kind(fact)
        depends = EVENTS if kind is Kind.INSTANT else self.forms if kind is not Kind.WORD else ()
        key = fact, tuple(case.get(name) for name in depends)
        if key not in self.classes:
            known = {**self.start, **{name: case[name] for name in depends if name in case}}
            self.classes[key] = partition(fact, read, self.program, known, self.start, self.forms.get(fact, ()))
        return self.classes[key]

    def branch(self, variable: str | Compare, followed: list[tuple[Region | bool, Node]]) -> Node:
        """A branch with edges to the same place joined; the place itself, if there is only one."""
        joined: dict[object, tuple[list[Region | bool], Node]] = {}
        for label, child in followed:
            joined.setdefault(_identity(child), ([], child))[0].append(label)
        if len(joined) == 1:
            return followed[0][1]
        edges = tuple((tuple(labels), child) for labels, child in joined.values())
        key = variable, tuple((labels, _identity(child)) for labels, child in edges)
        return self.shared.setdefault(key, Branch(variable, edges))


def _identity(node: Node) -> object:
    return node if isinstance(node, Leaf) else id(node)


def _beaten(rule: Rule, others: list[Rule] | tuple[Rule, ...]) -> bool:
    return any(rule.name in other.beats for other in others)


def split_order(program: Program, fact: str) -> tuple[int, int, str]:
    """Where a fact stands when facts are split: in the program's order, events last and as they happen."""
    if fact in EVENTS:
        return 1, EVENTS.index(fact), fact
    names = list(program.facts)
    return 0, names.index(fact) if fact in names else len(names), fact


def fact_order(program: Program, fact: str) -> tuple[int, str]:
    """Where a fact stands when facts are listed: in the program's order."""
    names = list(program.facts)
    return names.index(fact) if fact in names else len(names), fact


def leaves(node: Node) -> Iterator[Leaf]:
    """The answers below a node, each once, in order."""
    seen: set[object] = set()
    stack: list[Node] = [node]
    while stack:
        at = stack.pop()
        if _identity(at) in seen:
            continue
        seen.add(_identity(at))
        if isinstance(at, Leaf):
            yield at
        else:
            stack.extend(child for _, child in reversed(at.edges))


def branches(node: Node) -> Iterator[Branch]:
    """The branches at and below a node, each once."""
    seen: set[int] = set()
    stack: list[Node] = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, Branch) and id(at) not in seen:
            seen.add(id(at))
            yield at
            stack.extend(child for _, child in at.edges)
