"""What is demanded of terms of which nothing else is known: which demands can be opposed, and over which values."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from contractlang.core.constraints import Constraint
from contractlang.core.demands import leaves
from contractlang.core.origins import Path
from contractlang.core.packs import Demand, Demanded, Exists, Requirement, TermCompare
from contractlang.core.program import Program, Term
from contractlang.records import evolve
from contractlang.solver.choices import Lack, several
from contractlang.solver.grids import Grid, as_bound
from contractlang.values import Length, Money, Rate, Unit

# So many words at most are tried together in one term
_MANY_WORDS = 4


def mixed_terms(program: Program, every: Collection[Constraint]) -> frozenset[Path]:
    """Terms that requirements compare with values of several kinds, of which none is said to exclude another."""
    kinds: dict[Path, set[object]] = {}
    for one in every:
        for leaf in leaves(one.demand, program) if isinstance(one.cause, Requirement) else ():
            if isinstance(leaf, TermCompare) and as_bound(leaf.right) is not None:
                kinds.setdefault(leaf.left, set()).add(_kind(leaf.right))
    return frozenset(path for path, found in kinds.items() if len(found) > 1)


def opposable(every: Collection[Constraint]) -> Iterator[Constraint]:
    """Constraints that could oppose others whatever the terms: not those that only ask for what none forbids."""
    some = [one for one in every if not isinstance(one.cause, Term)]
    avoidable = _avoidable(some)
    return (one for one in some if _compares_values(one.demand) or nested(one.reads, avoidable))


def _avoidable(some: Collection[Constraint]) -> frozenset[Path]:
    """The terms whose lack would meet some requirement, or a part of one."""
    required = (one for one in some if isinstance(one.cause, Requirement))
    return frozenset(path for one in required for path in _negated(one.demand, False))


def _negated(demand: Demanded, inside: bool) -> Iterator[Path]:
    """The paths that a demand reads where it is negated."""
    match demand:
        case Demand(how=how, parts=parts):
            for part in parts:
                yield from _negated(part, inside != (how == "none"))
        case Exists(path=path) if inside:
            yield path
        case TermCompare(left=left, right=right) if inside:
            yield left
            if isinstance(right, tuple):
                yield right


_COUNTED = (Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CLEAR_DAY)


def _kind(value: object) -> object:
    per = value.per if isinstance(value, Rate) else None
    match as_bound(value):
        case Length(unit=unit):
            # days that skip some are only bounded by others, which is too little to oppose them
            return "length", unit if unit in _COUNTED else None, per
        case Money(currency=currency, tax=tax):
            return currency, tax, per
        case bound:
            return type(bound), None, per


def free_choices(
    program: Program, group: tuple[Constraint, ...], paths: list[Path]
) -> tuple[dict[Path, tuple[Grid, ...]], dict[Path, tuple[object, ...]]]:
    """What terms may be of which nothing is known but what is demanded."""
    grids: dict[Path, list[Grid]] = {path: [] for path in paths}
    words: dict[Path, list[object]] = {path: [] for path in paths}
    compared = [leaf for one in group for leaf in leaves(one.demand, program) if isinstance(leaf, TermCompare)]
    for leaf in compared:
        _note(leaf.left, leaf.right, grids, words)
    for leaf in (*compared, *reversed(compared)):
        if isinstance(leaf.right, tuple):  # two terms are of one kind
            for one, other in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
                if not grids[one] and not words[one]:
                    _note(one, settled(program, one), grids, words)
                grids[other] += [grid for grid in grids[one] if grid not in grids[other]]
                words[other] += [word for word in words[one] if word not in words[other]]
    avoidable = _avoidable(group)
    chosen: dict[Path, tuple[object, ...]] = {}
    for path in paths:
        valued = bool(grids[path] or words[path])
        lacks = (Lack.ABSENT,) if nested((path,), avoidable) else ()
        chosen[path] = (*_words(program, path, words[path]), *(() if valued else (Lack.PRESENT,)), *lacks)
    return {path: tuple(some) for path, some in grids.items()}, chosen


def settled(program: Program, path: Path) -> object:
    """The value of a term; None where it is not given."""
    term = program.terms.get(path)
    return None if term is None else term.value


def _note(
    path: Path,
    value: object,
    grids: dict[Path, list[Grid]],
    words: dict[Path, list[object]],
) -> None:
    bound = as_bound(value)
    if bound is not None:
        grid = Grid(bound, value.per if isinstance(value, Rate) else None)
        if not any(one.alike(grid.sample) for one in grids[path]):
            grids[path].append(grid)
    elif isinstance(value, bool):
        words[path] = [True, False]
    elif isinstance(value, frozenset | str):
        named = sorted(value) if isinstance(value, frozenset) else [value]
        words[path] += [word for word in named if word not in words[path]]


def _words(program: Program, path: Path, words: list[object]) -> tuple[object, ...]:
    """Words that a term may be: those that are named, one that is not, and several unless it is known to hold one."""
    named = tuple(word for word in words if isinstance(word, str))
    if not named:
        return tuple(words)
    value = settled(program, path)
    if isinstance(value, str):
        return (*named, "")
    return (*named, "", *several(named[:_MANY_WORDS]), named)


def without(program: Program, paths: Collection[Path]) -> Program:
    """A program that has none of some terms, nor what is below them."""

    def kept(path: Path) -> bool:
        return not any(path[: len(one)] == one for one in paths)

    return evolve(
        program,
        terms={path: term for path, term in program.terms.items() if kept(path)},
        clauses={path: origin for path, origin in program.clauses.items() if kept(path)},
        delays=(),
    )


def _compares_values(demand: Demanded) -> bool:
    return next(comparisons(demand), None) is not None


def comparisons(demand: Demanded) -> Iterator[TermCompare]:
    """The comparisons of a demand as they are written."""
    match demand:
        case Demand(parts=parts):
            for part in parts:
                yield from comparisons(part)
        case TermCompare():
            yield demand
        case Exists():
            return


def nested(some: Collection[Path], others: Collection[Path]) -> bool:
    """Whether some paths are those of others, or stand below or above them."""
    return any(one[: len(other)] == other or other[: len(one)] == one for one in some for other in others)
