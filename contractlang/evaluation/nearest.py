"""The nearest case that would be decided otherwise: what a desk would have to change to get another answer.

Facts are changed one at a time, then two at a time, in the program's order; each takes one value of every other class
of `regions`, the one nearest to what it is (instants within eight days). The first case in which billing comes to
another outcome is the answer, so it has the fewest changes, up to two. At most `MOST_CASES` are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from contractlang.core.cases import EVENTS, QUOTE_ACCEPTED, Case, FactValue
from contractlang.core.expressions import Always, Atom, Compare, Holds, atoms, facts_of
from contractlang.core.outcomes import Billed, differ
from contractlang.core.program import Decision, Kind, Program
from contractlang.evaluation.decide import decide
from contractlang.evaluation.explore import split_order
from contractlang.evaluation.partial import less
from contractlang.evaluation.projection import Form
from contractlang.evaluation.regions import Region, fact_kind, instants, partition, signature
from contractlang.evaluation.results import Decided, Result
from contractlang.records import frozen

MOST_CASES = 400


@frozen(kw_only=True)
class Change:
    """A fact with the value that it has and the one that would change the answer."""

    fact: str
    value: FactValue
    instead: FactValue


@frozen(kw_only=True)
class Unless:
    """The fewest changes found that lead to another answer, and that answer, by decision."""

    changes: tuple[Change, ...]
    results: tuple[tuple[str, Decided], ...]


def nearest_other(results: dict[str, Result], program: Program, case: Case) -> Unless | None:
    """The nearest case that billing decides otherwise; None where none is found, or the case is not decided."""
    decided = {name: result for name, result in results.items() if isinstance(result, Decided)}
    if not decided or len(decided) < len(results):
        return None
    decisions = [program.decisions[name] for name in decided]
    others = _alternatives(decisions, program, case)
    for tried, changed in enumerate(_changed(others)):
        if tried >= MOST_CASES:
            return None
        near = {**case, **changed}
        if not _in_order(near):
            continue
        found = {one.name: decide(one, program, near, quotes=True) for one in decisions}
        other = tuple((name, result) for name, result in found.items() if isinstance(result, Decided))
        if len(other) == len(found) and any(_differs(decided[name], result) for name, result in other):
            changes = tuple(Change(fact=fact, value=case[fact], instead=value) for fact, value in changed.items())
            return Unless(changes=changes, results=other)
    return None


def _differs(first: Decided, second: Decided) -> bool:
    return first.refused != second.refused or differ(first.outcome, second.outcome) != Always(False)


def _changed(others: dict[str, tuple[FactValue, ...]]) -> Iterator[dict[str, FactValue]]:
    for fact, values in others.items():
        for value in values:
            yield {fact: value}
    for first, second in combinations(others, 2):
        for one, other in product(others[first], others[second]):
            yield {first: one, second: other}


def _alternatives(decisions: list[Decision], program: Program, case: Case) -> dict[str, tuple[FactValue, ...]]:
    """For each known fact that the decisions read, a value of every class but its own."""
    read: dict[str, dict[Atom, None]] = {}
    for rule in (rule for decision in decisions for rule in decision.all_rules):
        for atom in atoms(rule.guard):
            for fact in facts_of(atom):
                read.setdefault(fact, {})[atom] = None
        if isinstance(rule.outcome, Billed) and rule.outcome.needs_quote:
            read.setdefault(QUOTE_ACCEPTED, {})[Holds(QUOTE_ACCEPTED)] = None
    known = sorted((fact for fact in read if fact in case), key=lambda fact: split_order(program, fact))
    return {fact: tuple(_values(fact, tuple(read[fact]), program, case)) for fact in known}


def _values(fact: str, atoms_of: tuple[Atom, ...], program: Program, case: Case) -> Iterator[FactValue]:
    rest = {name: value for name, value in case.items() if name != fact}
    own = signature(fact, case[fact], atoms_of, program, rest)
    if fact_kind(program, fact, atoms_of) is Kind.INSTANT:
        yield from _near_instants(fact, atoms_of, program, case)
        return
    linear = [form for atom in atoms_of if isinstance(atom, Compare) and (form := less(atom, rest)) is not None]
    forms = [Form(constant, tuple(factors.items())) for constant, factors in linear]
    for region in partition(fact, atoms_of, program, rest, rest, forms):
        if region.signature != own:
            yield _nearest_value(region, case[fact])


def _nearest_value(region: Region, value: FactValue) -> FactValue:
    """The value of an interval that is nearest to one outside it; any of the others."""
    if isinstance(value, str | bool):
        return region.witness
    if region.high is not None and value > region.high:
        return region.high
    return region.witness if region.low is None else region.low


def _near_instants(fact: str, atoms_of: tuple[Atom, ...], program: Program, case: Case) -> Iterator[int]:
    """The nearest instant of each other class, on a whole minute where the class holds one."""
    current = int(case[fact])
    rest = {name: value for name, value in case.items() if name != fact}
    own = signature(fact, current, atoms_of, program, rest)
    points = [*instants(fact, atoms_of, program, rest, near=current)]
    best: dict[object, int] = {}
    for start, following in zip(points, [*points[1:], None], strict=True):
        found = signature(fact, start, atoms_of, program, rest)
        if found == own:
            continue
        instant = start
        if following is not None and following <= current:
            instant = max(start, (following - 1) // 60 * 60)
        if found not in best or abs(instant - current) < abs(best[found] - current):
            best[found] = instant
    yield from sorted(best.values(), key=lambda instant: (abs(instant - current), instant))


def _in_order(case: Case) -> bool:
    events = [int(case[name]) for name in EVENTS if name in case]
    return events == sorted(events)
