"""What the unknown terms of some constraints may be: finitely many choices that stand for all values.

Constraints compare terms with one another and with constants, so that whether they hold depends only on where the
values stand among the constants. Between two constants it is enough to try as many values as there are unknowns, from
either end, in each unit. Where two units meet (months and days), the constant of one is brought to the other by
bisection, with the comparison of demands as the only judge: nothing here knows how long a month is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from itertools import combinations, product

from contractlang.calendars import ServiceCalendar, Timing
from contractlang.core.constraints import Constraint, Matter, settled_or_open
from contractlang.core.demands import holds, leaves
from contractlang.core.open_facts import whole
from contractlang.core.origins import Origin, Path
from contractlang.core.packs import TermCompare, TermComparison
from contractlang.core.program import Program, Term
from contractlang.core.schema import Kind, Type
from contractlang.core.timings import term_value
from contractlang.diagnostics import Text
from contractlang.records import evolve, field, frozen
from contractlang.solver.grids import Grid
from contractlang.values import Open


class SpentError(Exception):
    """The budget of steps is used up."""


class Lack(Enum):
    """What a term may be beside a value: not given at all, or given whatever its value."""

    ABSENT = "absent"
    PRESENT = "present"


@frozen
class Choice:
    """One value of a term: a number on a grid, or a word, a truth value, a lack."""

    grid: Grid | None
    number: int = 0
    word: object = None

    @property
    def value(self) -> object:
        """The value itself."""
        return self.word if self.grid is None else self.grid.value(self.number)


@frozen(kw_only=True)
class Unknown:
    """A term whose value is looked for: on its grids, or among some words; `numbers` are tried, by grid.

    `constants` are the numbers that the constraints name.
    """

    path: Path
    words: tuple[object, ...] = ()
    numbers: Mapping[Grid, tuple[int, ...]] = field(factory=dict)
    constants: Mapping[Grid, frozenset[int]] = field(factory=dict)

    def choices(self) -> Iterator[Choice]:
        """Everything that is tried, in order."""
        for grid, numbers in self.numbers.items():
            yield from (Choice(grid, number) for number in numbers)
        yield from (Choice(None, word=word) for word in self.words)


def assigned(program: Program, chosen: Mapping[Path, Choice]) -> Program:
    """The program in which some terms have the chosen values."""
    terms = dict(program.terms)
    for path, choice in chosen.items():
        value = choice.value
        if value is Lack.ABSENT:
            terms.pop(path, None)
        elif (known := terms.get(path)) is not None:
            terms[path] = evolve(known, value=value)
        else:
            terms[path] = _made(path, value, program.origin)
    return evolve(program, terms=terms)


def _made(path: Path, value: object, origin: Origin) -> Term:
    name = ".".join(path)
    return Term(path=path, title=Text(name, name), type=Type(Kind.TEXT), value=value, origin=origin)


_ORDERED = {
    TermComparison.LT: (TermComparison.LT,),
    TermComparison.LE: (TermComparison.LE,),
    TermComparison.GE: (TermComparison.GE,),
    TermComparison.GT: (TermComparison.GT,),
    TermComparison.EQ: (TermComparison.LE, TermComparison.GE),
    TermComparison.NE: (TermComparison.LE, TermComparison.GE),
}


# Steps that it takes to compare two delays on all dates of two calendars
_ON_DATES = 50
# Steps that it takes to put the question of a check once more
TO_ASK = 20


def cost(chosen: Iterable[Choice]) -> int:
    """How many steps it takes to see whether a constraint holds for some values."""
    return _ON_DATES if any(choice.grid is not None and choice.grid.timed for choice in chosen) else 1


class Spread:
    """The choices of some unknowns under some constraints; `spend` counts the steps, and may raise."""

    def __init__(
        self,
        program: Program,
        grids: Mapping[Path, tuple[Grid, ...]],
        constraints: Iterable[Constraint],
        spend: Callable[[int], None],
    ) -> None:
        self._program = program
        self._grids = grids
        self._spend = spend
        constraints = tuple(constraints)
        self._matters = [(one.cause, one.reads) for one in constraints if isinstance(one.cause, Matter)]
        self._leaves = [
            leaf
            for one in constraints
            for leaf in leaves(one.demand, program)
            if isinstance(leaf, TermCompare) and leaf.op in _ORDERED
        ]
        self._numbers: dict[tuple[Path, Grid], set[int]] = {
            (path, grid): set() for path, some in grids.items() for grid in some
        }
        self._carried: set[tuple[Path, Grid, Path, int]] = set()
        self._asked: set[object] = set()
        self._constants: dict[tuple[Path, Grid], set[int]] = {key: set() for key in self._numbers}

    def unknowns(self, words: Mapping[Path, tuple[object, ...]]) -> dict[Path, Unknown]:
        """The unknowns with what is tried for each."""
        around = len(self._grids)
        for leaf in self._leaves:
            self._against_constants(leaf)
        for matter, reads in self._matters:
            if len(reads) == 1:
                self._carry_matter(matter, next(iter(reads)), {})
        for (_, grid), numbers in self._numbers.items():
            if grid.least == 0:
                numbers.add(0)
            elif not numbers:
                numbers.add(max(grid.least, min(grid.most, 0)) or grid.least)
        for _ in range(around):
            self._share()
        for (path, grid), numbers in self._numbers.items():
            # no relation between delays on calendars is strict, and to compare them costs
            far = 1 if grid.timed else around
            near = {number + step for number in numbers for step in range(-far, far + 1)}
            self._numbers[path, grid] = {number for number in near if grid.least <= number <= grid.most}
        return {
            path: Unknown(
                path=path,
                words=words.get(path, ()),
                numbers={grid: tuple(sorted(self._numbers[path, grid])) for grid in some},
                constants={grid: frozenset(self._constants[path, grid]) for grid in some},
            )
            for path, some in self._grids.items()
        }

    def _against_constants(self, leaf: TermCompare) -> None:
        for path, other in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
            if not isinstance(path, tuple) or path not in self._grids or (other in self._grids):
                continue
            fixed = isinstance(other, tuple)
            if fixed and other not in self._program.terms:
                continue
            value = term_value(other, self._program) if fixed else other  # type: ignore[arg-type]
            ends = (value.low, value.high) if isinstance(value, Open) else (value,)
            for grid in self._grids[path]:
                for end in ends:
                    self._place(path, grid, leaf, end)

    def _place(self, path: Path, grid: Grid, leaf: TermCompare, constant: object) -> None:
        """The numbers at which a comparison with a constant may change."""
        numbers = self._numbers[path, grid]
        calendar = constant.calendar if isinstance(constant, Timing) else None
        length = constant.length if isinstance(constant, Timing) else constant
        alike = calendar == self._calendar(path) and not (isinstance(constant, Timing) and constant.by is not None)
        places = grid.places(settled_or_open(length)) if alike else None
        if places is not None:
            numbers.update(places)
            if places[0] == places[1]:
                self._constants[path, grid].add(places[0])
            return
        numbers.update(self._changes(path, grid, leaf, {}))

    def _calendar(self, path: Path) -> ServiceCalendar | None:
        """The calendar on which a term runs."""
        named = self._program.terms.get((*path, "window"))
        return (
            None if named is None or named.type.kind is not Kind.CALENDAR else self._program.calendars[str(named.value)]
        )

    def _changes(self, path: Path, grid: Grid, leaf: TermCompare, others: Mapping[Path, Choice]) -> Iterator[int]:
        """The numbers on both sides of each place where a comparison changes, the other unknowns being given."""
        for op in _ORDERED[leaf.op]:
            compared = evolve(leaf, op=op)
            yield from self._turn(grid, partial(self._holds_at, compared, path, grid, others))

    @staticmethod
    def _turn(grid: Grid, true: Callable[[int], bool]) -> Iterator[int]:
        """The numbers on both sides of the first place where an answer changes; none where it does not."""
        low = grid.least
        first = true(low)
        step = 1
        while (high := min(low + step, grid.most)) > low and true(high) == first:
            low, step = high, 2 * step
        if high == low:
            return
        while high - low > 1:
            middle = (low + high) // 2
            if true(middle) == first:
                low = middle
            else:
                high = middle
        yield from (low, high)

    def _holds_at(self, leaf: TermCompare, path: Path, grid: Grid, others: Mapping[Path, Choice], number: int) -> bool:
        return self._holds(leaf, {**others, path: Choice(grid, number)})

    def _holds(self, leaf: TermCompare, chosen: Mapping[Path, Choice]) -> bool:
        self._spend(cost(chosen.values()))
        return holds(leaf, assigned(self._program, chosen))

    def _share(self) -> None:
        """Numbers of one unknown are numbers of those that it is compared with."""
        for first, second, leaf in self._pairs():
            for one in self._grids[first]:
                for other in self._grids[second]:
                    if one.alike(other.sample) and self._calendar(first) == self._calendar(second):
                        both = self._numbers[first, one] | self._numbers[second, other]
                        self._numbers[first, one], self._numbers[second, other] = set(both), set(both)
                    else:
                        self._carry(first, one, second, other, leaf)
                        self._carry(second, other, first, one, leaf)
        for matter, reads in self._matters:
            if matter.ordered and len(reads) > 1 and self._as_one(reads):
                continue
            for path in sorted(reads) if len(reads) > 1 else ():
                others = [
                    [
                        (other, grid, n)
                        for grid in self._grids.get(other, ())
                        for n in sorted(self._numbers[other, grid])
                    ]
                    for other in sorted(reads - {path})
                ]
                for chosen in product(*others):
                    self._carry_matter(matter, path, {other: Choice(grid, n) for other, grid, n in chosen})

    def _as_one(self, reads: Collection[Path]) -> bool:
        """Give some terms of one unit the numbers of all; not, where their units differ."""
        keys = [(path, grid) for path in sorted(reads) for grid in self._grids.get(path, ())]
        if not all(grid.alike(keys[0][1].sample) for _, grid in keys):
            return False
        numbers = {number for key in keys for number in self._numbers[key]}
        self._numbers.update((key, set(numbers)) for key in keys)
        return True

    def _carry_matter(self, matter: Matter, path: Path, others: Mapping[Path, Choice]) -> None:
        """The numbers of a term at which what a check asks may change, the other terms being given."""
        key = id(matter), path, tuple(others.items())
        if key in self._asked:
            return
        self._asked.add(key)
        given = {other: choice.value for other, choice in others.items()}
        for grid in self._grids.get(path, ()):
            numbers = self._numbers[path, grid]
            if matter.changes is None:
                numbers.update(self._turn(grid, partial(self._kept, matter, path, grid, given)))
            elif unit := whole(grid.bound(1)):
                self._spend(TO_ASK)
                places = {part for place in matter.changes(path, given) for part in (place // unit, -(-place // unit))}
                numbers.update(place for place in places if grid.least <= place <= grid.most)

    def _kept(self, matter: Matter, path: Path, grid: Grid, given: Mapping[Path, object], number: int) -> bool:
        self._spend(TO_ASK)
        return matter.kept({**given, path: grid.value(number)})

    def _carry(self, path: Path, grid: Grid, other: Path, theirs: Grid, leaf: TermCompare) -> None:
        for number in sorted(self._numbers[other, theirs]):
            key = path, grid, other, number
            if key not in self._carried:
                self._carried.add(key)
                self._numbers[path, grid].update(self._changes(path, grid, leaf, {other: Choice(theirs, number)}))

    def _pairs(self) -> Iterator[tuple[Path, Path, TermCompare]]:
        for leaf in self._leaves:
            if isinstance(leaf.right, tuple) and leaf.right in self._grids and leaf.left in self._grids:
                yield leaf.left, leaf.right, leaf


def several(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Several of some words together, for a term that may hold more than one."""
    for size in range(2, len(words) + 1):
        yield from combinations(words, size)
