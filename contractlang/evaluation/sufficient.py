"""Which facts of a case its answer rests on: those that would still settle it if nothing else were known.

Facts are left out one after the other as long as the answer stays certain and the same. More facts never make a certain
answer uncertain, so what is left can lose no fact, nor any set of them: no smaller set of these facts is enough. It is
one such set, the first in the program's order; another may be as small. Which facts to ask for can't be chosen so: a
fact that can change the answer when it is asked for may turn out not to matter once the next one is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from contractlang.core.cases import Case
from contractlang.core.expressions import Always
from contractlang.core.outcomes import differ
from contractlang.core.program import Program
from contractlang.evaluation.decide import decide
from contractlang.evaluation.explore import fact_order
from contractlang.evaluation.results import Conflict, Decided, NoAnswer, Result


def settling(
    results: Mapping[str, Result], program: Program, case: Case, among: Collection[str] | None = None
) -> tuple[str, ...]:
    """The facts without which the results of some billing decisions would not be certain.

    Only facts of `among` (by default all) are left out. Where a result is open there is no such set, and all are given.
    """
    asked = [name for name in case if among is None or name in among]
    ordered = sorted(asked, key=lambda name: fact_order(program, name))
    left = dict(case)
    for name in reversed(ordered):
        without = {fact: value for fact, value in left.items() if fact != name}
        found = {one: decide(program.decisions[one], program, without, quotes=True) for one in results}
        if all(_alike(results[one], other) for one, other in found.items()):
            left = without
    return tuple(name for name in ordered if name in left)


def _alike(first: Result, second: Result) -> bool:
    match first, second:
        case Decided(), Decided():
            return first.refused == second.refused and differ(first.outcome, second.outcome) == Always(False)
        case Conflict(), Conflict():
            return (first.first.name, first.second.name) == (second.first.name, second.second.name)
    return isinstance(first, NoAnswer) and isinstance(second, NoAnswer)
