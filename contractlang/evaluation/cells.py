"""Answers kept by cell, so that a decision is thought through once for all cases that it cannot tell apart.

A **cell** is a class of each feature of a decision's conditions (`core.features`), packed into one number. What
three-valued logic says of every rule is the same in a whole cell. Where that settles the answer, it is kept with the
cell; where missing facts leave it open, or prices have to be compared that depend on a quantity, each case is explored
anew. So a kept answer is always one that `explore` gave.

The number of a case is found by a function that is written for the decision and compiled once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import combinations
from typing import cast

from contractlang.core.cases import QUOTE_ACCEPTED, Case
from contractlang.core.expressions import Always, Condition, Holds
from contractlang.core.features import Bounds, Feature, Labels, Openings, features
from contractlang.core.outcomes import Billed, differ
from contractlang.core.program import Decision, Program
from contractlang.core.source_code import SCALARS, number_source
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Answer, Result
from contractlang.records import define


@define(eq=False)
class Cell:
    """Cases that a decision cannot tell apart: whether it concerns them, and its answer once that is known."""

    concerns: bool | None
    settled: bool
    answer: Answer | None = None


@define(eq=False)
class Cells:
    """The cells of one decision that were met so far; with `quotes`, a price on quote waits for its acceptance.

    `find` gives the cell of a case if it was met, and `number` its number.
    """

    decision: Decision
    program: Program
    features: tuple[Feature, ...]
    met: dict[int, Cell]
    find: Callable[[Case], Cell | None]
    number: Callable[[Case], int]

    def of(self, case: Case) -> Cell:
        """The cell of a case."""
        cell = self.find(case)
        if cell is None:
            concerns = holds(self.decision.concerns, self.program, case)
            cell = self.met[self.number(case)] = Cell(concerns, settled(self.decision, self.program, case))
        return cell

    def keeps(self, case: Case, result: Result) -> bool:
        """Whether a result is that which is kept for a case, as long as the program lasts."""
        return self.program.decisions.get(self.decision.name) is self.decision and self.of(case).answer is result


def cells(decision: Decision, program: Program, quotes: bool = False) -> Cells:
    """The cells of a decision of a program, made once."""
    name = (id(decision) << 1) + quotes  # the cells keep their decision, so that its identity stays its own
    found: Cells | None = program.kept.get(name)
    if found is None:
        read = features(conditions_of(decision, quotes=quotes), program.calendars)
        met: dict[int, Cell] = {}
        find, number = _functions(read, met)
        found = Cells(decision, program, read, met, find, number)
        if program.decisions.get(decision.name) is decision:
            program.kept[name] = found
    return found


def conditions_of(decision: Decision, *, quotes: bool) -> tuple[Condition, ...]:
    """All conditions on which it depends whether a decision concerns a case, which rules apply, and which is asked."""
    guards = (decision.concerns, *(rule.guard for rule in decision.rules))
    outcomes = (rule.outcome for rule in decision.all_rules)
    waits = quotes and any(isinstance(outcome, Billed) and outcome.needs_quote for outcome in outcomes)
    return (*guards, Holds(QUOTE_ACCEPTED)) if waits else guards


def settled(decision: Decision, program: Program, case: Case) -> bool:
    """Whether three-valued logic settles which rules win a case, and their outcomes can be told apart without it."""
    states = [(rule, holds(rule.guard, program, case)) for rule in decision.rules]
    applies = [rule for rule, state in states if state]
    beaten = {name for rule in applies for name in rule.beats}
    if any(state is None and rule.name not in beaten for rule, state in states):
        return False
    winners = [rule for rule in applies if rule.name not in beaten]
    pairs = combinations(winners, 2)
    return all(isinstance(differ(first.outcome, second.outcome), Always) for first, second in pairs)


def _functions(
    read: tuple[Feature, ...], met: dict[int, Cell]
) -> tuple[Callable[[Case], Cell | None], Callable[[Case], int]]:
    """`Cells.find`, which is quick where a case holds every fact that is read, and `Cells.number`.

    The number of a cell is the sum of its classes, each times the sizes of all features before it.
    """
    facts = {fact: f"f{place}" for place, fact in enumerate(dict.fromkeys(fact for one in read for fact in one.facts))}
    bound: dict[str, object] = {
        **SCALARS,
        "bisect_left": bisect_left,
        "bisect_right": bisect_right,
        "met_get": met.get,
    }
    whole, partial, stride = [], [], 1
    for place, feature in enumerate(read):
        term = _term(feature, facts, f"k{place}", stride, bound)
        absent = " or ".join(f"{facts[fact]} is None" for fact in feature.facts)
        missing = f"{(feature.size - 1) * stride} if {absent} else "
        whole.append(term)
        partial.append(term if isinstance(feature, Labels) or not absent else f"({missing}{term})")
        stride *= feature.size
    lines = [
        "def number(case):",
        "    get = case.get",
        *(f"    {name} = get({fact!r})" for fact, name in facts.items()),
        f"    return {' + '.join(partial) or '0'}",
        "def find(case):",
        f"    if len(case) < {len(facts)}:",  # a fact is missing, so there is no use in trying
        "        return met_get(number(case))",
        "    try:",
        *(f"        {name} = case[{fact!r}]" for fact, name in facts.items()),
        "        pass",
        "    except KeyError:",
        "        return met_get(number(case))",
        f"    return met_get({' + '.join(whole) or '0'})",
    ]
    exec(compile("\n".join(lines), "<cells>", "exec"), bound)  # our own source, from typed expressions
    return cast(Callable[[Case], Cell | None], bound["find"]), cast(Callable[[Case], int], bound["number"])


def _term(feature: Feature, facts: dict[str, str], name: str, stride: int, bound: dict[str, object]) -> str:
    """What a feature whose facts are known adds to the number of a cell; what its source needs is put under `name`."""
    match feature:
        case Labels(fact, classes, other):
            bound[name] = {value: index * stride for value, index in classes.items()}.get
            return f"{name}({facts[fact]}, {other * stride})"
        case Openings(fact):
            laid_out, at = feature.stretches, facts[fact]
            bound |= {name: laid_out.of, f"{name}s": laid_out.starts, f"{name}c": laid_out.classes}
            found = f"({name}f := {name}c[bisect_right({name}s, {at}) - 1])"
            return f"({name}f if {found} >= 0 else {name}({at})) * {stride}"
        case Bounds(number, (bound_at,)):
            value = f"({name} := {number_source(number, facts)})"
            return f"(({value} > {bound_at}) - ({name} < {bound_at}) + 1) * {stride}"
        case Bounds(number, bounds):
            bound[f"{name}b"] = bounds
            value = f"({name} := {number_source(number, facts)})"
            return f"(bisect_left({name}b, {value}) + bisect_right({name}b, {name})) * {stride}"
