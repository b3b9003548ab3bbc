"""Values of terms that meet constraints together: whether there are any, which, and the smallest sets that have none.

The choices are few (see `choices`), so they are searched one after the other; the work is counted in steps of its own,
as that of Z3 is, and runs out at the same step on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from contractlang.core.constraints import Constraint, Matter
from contractlang.core.demands import holds
from contractlang.core.origins import Path
from contractlang.core.program import Program, Term
from contractlang.records import field, frozen
from contractlang.solver.choices import TO_ASK, Choice, Unknown, assigned, cost
from contractlang.solver.grids import Grid

Chosen = frozenset[int]


@frozen(kw_only=True)
class Edge:
    """An end of an interval: the last number that is possible, and the constraints that forbid the next one.

    `strict`: the next one is what the constraints name, and is left out.
    """

    number: int
    strict: bool
    because: tuple[Constraint, ...]


@frozen(kw_only=True)
class Interval:
    """Possible numbers of a grid, from `low` to `high`; None where nothing bounds them."""

    grid: Grid
    low: Edge | None
    high: Edge | None


@frozen(kw_only=True)
class Values:
    """What one unknown may be, whatever the others then are; the words that it can't be, with what forbids each."""

    intervals: tuple[Interval, ...] = ()
    words: tuple[object, ...] = ()
    forbidden: tuple[tuple[object, tuple[Constraint, ...]], ...] = field(default=())


def _below(path: Path, reads: Collection[Path]) -> bool:
    return any(path[:size] in reads for size in range(1, len(path) + 1))


class Puzzle:
    """Some constraints on some unknowns of a program; `spend` counts the steps, and raises once they are used up."""

    def __init__(
        self,
        program: Program,
        unknowns: Mapping[Path, Unknown],
        constraints: tuple[Constraint, ...],
        spend: Callable[[int], None],
    ) -> None:
        self._program = program
        self.unknowns = unknowns
        self.constraints = constraints
        self._spend = spend
        self._choices = {path: tuple(one.choices()) for path, one in unknowns.items()}
        # that a clause is given is read off the terms below it, too
        self._reads = [tuple(path for path in unknowns if _below(path, one.reads)) for one in constraints]
        self._truths: dict[tuple[int, tuple[Choice, ...]], bool] = {}
        self._answers: dict[tuple[Chosen, tuple[tuple[Path, Choice], ...]], bool] = {}

    def possible(self, some: Chosen, given: Mapping[Path, Choice] | None = None) -> bool:
        """Whether some of the constraints hold together, for the given values of some unknowns."""
        given = given or {}
        key = some, tuple(given.items())
        if key not in self._answers:
            read = {path for index in some for path in self._reads[index]}
            paths = [path for path in self.unknowns if path in read]
            order = sorted(paths, key=lambda path: 1 if path in given else len(self._choices[path]))
            self._answers[key] = self._search(order, sorted(some), dict(given), {})
        return self._answers[key]

    def _search(
        self, paths: list[Path], some: list[int], given: Mapping[Path, Choice], chosen: dict[Path, Choice]
    ) -> bool:
        if not paths:
            return all(self._true(index, chosen) for index in some if not self._reads[index])
        path, *rest = paths
        known = {*chosen, path}
        settled = [index for index in some if path in self._reads[index] and known.issuperset(self._reads[index])]
        settled.sort(key=lambda index: len(self._reads[index]))
        for choice in (given[path],) if path in given else self._choices[path]:
            now = {**chosen, path: choice}
            if all(self._true(index, now) for index in settled) and self._search(rest, some, given, now):
                return True
        return False

    def _true(self, index: int, chosen: Mapping[Path, Choice]) -> bool:
        key = index, tuple(chosen[path] for path in self._reads[index])
        if key not in self._truths:
            values = dict(zip(self._reads[index], key[1], strict=True))
            cause = self.constraints[index].cause
            if isinstance(cause, Matter):
                self._spend(TO_ASK)
                self._truths[key] = cause.kept({path: choice.value for path, choice in values.items()})
            else:
                self._spend(cost(key[1]))
                self._truths[key] = holds(self.constraints[index].demand, assigned(self._program, values))
        return self._truths[key]

    # --- smallest sets ------------------------------------------------------------------------------------------

    def conflicts(self) -> Iterator[tuple[Constraint, ...]]:
        """Every smallest set of constraints that can't hold together; each as soon as it is found.

        Wherever a set was found, each of the others lacks one of its members: so each is left out in turn (Reiter).
        """
        every = frozenset(range(len(self.constraints)))
        found: list[Chosen] = []
        waiting: list[Chosen] = [frozenset()]
        seen = set(waiting)
        for left_out in waiting:
            self._spend(1)
            rest = every - left_out
            least = next((one for one in found if one <= rest), None)
            if least is None:
                if self.possible(rest):
                    continue
                least = self._least(rest, {})
                found.append(least)
                yield self._named(least)
            for index in sorted(least):
                fewer = left_out | {index}
                if fewer not in seen:
                    seen.add(fewer)
                    waiting.append(fewer)

    def _least(self, some: Chosen, given: Mapping[Path, Choice]) -> Chosen:
        """A smallest part of an impossible set: nothing can be left out of it."""
        for index in sorted(some, reverse=True):
            if not self.possible(some - {index}, given):
                some -= {index}
        return some

    def _named(self, some: Collection[int]) -> tuple[Constraint, ...]:
        return tuple(self.constraints[index] for index in sorted(some))

    # --- values -------------------------------------------------------------------------------------------------

    def values(self, path: Path) -> Values:
        """What an unknown may be so that all constraints hold for some values of the others."""
        unknown = self.unknowns[path]
        words = [Choice(None, word=word) for word in unknown.words]
        forbidden = [choice for choice in words if not self._allows(path, choice)]
        return Values(
            intervals=tuple(one for grid in unknown.numbers for one in self._intervals(unknown, grid)),
            words=tuple(choice.word for choice in words if choice not in forbidden),
            forbidden=tuple((choice.word, self._because(path, choice)) for choice in forbidden),
        )

    def _allows(self, path: Path, choice: Choice) -> bool:
        return self.possible(frozenset(range(len(self.constraints))), {path: choice})

    def _because(self, path: Path, choice: Choice) -> tuple[Constraint, ...]:
        """A smallest set that forbids a value; the bounds of the draft, where they do."""
        every = range(len(self.constraints))
        alone = [index for index in every if not self.possible(frozenset((index,)), {path: choice})]
        own = [index for index in alone if isinstance(self.constraints[index].cause, Term)]
        if alone:
            return self._named((own or alone)[:1])
        return self._named(self._least(frozenset(every), {path: choice}))

    def _intervals(self, unknown: Unknown, grid: Grid) -> Iterator[Interval]:
        low: Edge | None = None
        before: int | None = None
        inside = False
        for number in unknown.numbers[grid]:
            allowed = self._allows(unknown.path, Choice(grid, number))
            if before is None:
                inside = allowed
            elif allowed and not inside:
                low, inside = self._edge(unknown, grid, *self._change(unknown, grid, before, number)[::-1]), True
            elif inside and not allowed:
                high = self._edge(unknown, grid, *self._change(unknown, grid, before, number))
                yield Interval(grid=grid, low=low, high=high)
                inside = False
            before = number
        if inside:
            yield Interval(grid=grid, low=low, high=None)

    def _change(self, unknown: Unknown, grid: Grid, low: int, high: int) -> tuple[int, int]:
        """The two neighbours between which it changes whether a number is possible."""
        first = self._allows(unknown.path, Choice(grid, low))
        while high - low > 1:
            middle = (low + high) // 2
            if self._allows(unknown.path, Choice(grid, middle)) == first:
                low = middle
            else:
                high = middle
        return low, high

    def _edge(self, unknown: Unknown, grid: Grid, last: int, beyond: int) -> Edge:
        named = unknown.constants[grid]
        strict = grid.fine and beyond in named and last not in named
        because = self._because(unknown.path, Choice(grid, beyond))
        return Edge(number=beyond if strict else last, strict=strict, because=because)
