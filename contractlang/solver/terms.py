"""Which values the terms of a contract may have together, and the smallest sets of demands that leave none.

Two questions. **Whatever the terms**: can what is demanded hold at all? A contract that meets it all is the proof that
it can, so only what fails is looked into, with all terms that it speaks of taken as unknown. **In this draft**: with
what is settled as it stands, which values do the open terms leave to one another?
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from attrs import define, evolve, field, frozen

from contractlang.core.constraints import Constraint, constraints, open_terms, settled_or_open
from contractlang.core.demands import failures, holds, leaves
from contractlang.core.program import (
    Demand,
    Demanded,
    Exists,
    Kind,
    Path,
    Program,
    Requirement,
    Term,
    TermCompare,
)
from contractlang.core.relations import Relation, relations
from contractlang.solver.choices import Lack, Spread, Unknown, several
from contractlang.solver.grids import Grid, as_bound
from contractlang.solver.puzzle import Puzzle, SpentError, Values
from contractlang.solver.session import Session
from contractlang.values import Bound, Length, Money, Open, Rate, Unit

# A step costs about as much as a hundred of Z3's
_UNITS_A_STEP = 100
# So many words at most are tried together in one term
_MANY_WORDS = 4
_KEY = "values of terms"


@frozen(kw_only=True)
class Findings:
    """What is known of the terms of one program.

    `conflicts`: the smallest sets that can't hold together. `values`: what each open term may be; one that is not there
    may be anything. `impossible`: open terms that no value is left for, with a smallest set that forbids all.
    `unsettled`: terms on which the budget ran out.
    """

    conflicts: tuple[tuple[Constraint, ...], ...] = ()
    values: Mapping[Path, Values] = field(factory=dict)
    impossible: Mapping[Path, tuple[Constraint, ...]] = field(factory=dict)
    unsettled: tuple[Path, ...] = ()


def findings(session: Session) -> Findings:
    """What is known of the terms of the session's program, found once."""
    known = session.indexes.get(_KEY)
    if not isinstance(known, Findings):
        known = session.indexes[_KEY] = _find(session.program, session.budget // _UNITS_A_STEP)
    return known


class _Steps:
    """A budget of steps for one group of terms."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def __call__(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise SpentError


def _find(program: Program, steps: int) -> Findings:
    unsettled = open_terms(program)
    failing = [*_failing(program)]
    if not unsettled and not failing:
        return Findings()
    every = constraints(program)
    found = _Found()
    mixed = _mixed(program, every)
    every = tuple(one for one in every if not isinstance(one.cause, Requirement) or one.reads.isdisjoint(mixed))
    demands = list(_opposable(every))
    for group in _groups(demands, [one for one in demands if one.cause in failing], _touch):
        if len(group) > 1:
            _free(program, group, _Steps(steps), found)
    about = frozenset(unsettled)
    for group in _joined(every, about):
        _drafted(program, about, group, _Steps(steps), found)
    return found.all()


def _failing(program: Program) -> Iterator[Requirement | Relation]:
    for requirement in program.requirements:
        if failures(requirement, program):
            yield requirement
    for relation in relations(program):
        if not holds(relation.demand(program), program):
            yield relation


Touch = Callable[[frozenset[Path], frozenset[Path]], bool]


def _groups(every: list[Constraint], seeds: list[Constraint], touch: Touch) -> Iterator[tuple[Constraint, ...]]:
    """Each constraint with all that it shares a term with, be it through others."""
    seen: set[int] = set()
    for seed in seeds:
        if id(seed) in seen:
            continue
        seen.add(id(seed))
        group = [seed]
        for member in group:
            for one in every:
                if id(one) not in seen and touch(member.reads, one.reads):
                    seen.add(id(one))
                    group.append(one)
        members = set(map(id, group))
        yield tuple(one for one in every if id(one) in members)


def _touch(some: frozenset[Path], others: frozenset[Path]) -> bool:
    """Whether two constraints read one term, or one reads a clause of which the other reads a term."""
    return not some.isdisjoint(others) or _nested(some, others)


def _nested(some: Collection[Path], others: Collection[Path]) -> bool:
    return any(one[: len(other)] == other or other[: len(one)] == one for one in some for other in others)


@define
class _Found:
    """What was found so far; each conflict once."""

    conflicts: list[tuple[Constraint, ...]] = field(factory=list)
    values: dict[Path, Values] = field(factory=dict)
    impossible: dict[Path, tuple[Constraint, ...]] = field(factory=dict)
    unsettled: list[Path] = field(factory=list)

    def add(self, conflict: tuple[Constraint, ...]) -> None:
        """A smallest set; one that holds another, which is smaller in the draft at hand, says nothing more."""
        members = set(map(id, conflict))
        if not any(members >= set(map(id, other)) for other in self.conflicts):
            self.conflicts = [other for other in self.conflicts if not members < set(map(id, other))]
            self.conflicts.append(conflict)

    def all(self) -> Findings:
        """Everything, as it is told."""
        return Findings(
            conflicts=tuple(self.conflicts),
            values=self.values,
            impossible=self.impossible,
            unsettled=tuple(dict.fromkeys(self.unsettled)),
        )


# --- whatever the terms ---------------------------------------------------------------------------------------


def _free(
    program: Program,
    group: tuple[Constraint, ...],
    steps: _Steps,
    found: _Found,
) -> None:
    paths = sorted({path for one in group for path in one.reads})
    grids, words = _free_choices(program, group, paths)
    try:
        unknowns = Spread(_without(program, paths), grids, group, steps).unknowns(words)
        for conflict in Puzzle(_without(program, paths), unknowns, group, steps).conflicts():
            if len(conflict) > 1:
                found.add(conflict)
    except SpentError:
        found.unsettled.extend(path for path in paths if path in program.terms)


def _mixed(program: Program, every: Collection[Constraint]) -> frozenset[Path]:
    """Terms that requirements compare with values of several kinds, of which none is said to exclude another."""
    kinds: dict[Path, set[object]] = {}
    for one in every:
        for leaf in leaves(one.demand, program) if isinstance(one.cause, Requirement) else ():
            if isinstance(leaf, TermCompare) and as_bound(leaf.right) is not None:
                kinds.setdefault(leaf.left, set()).add(_kind(leaf.right))
    return frozenset(path for path, found in kinds.items() if len(found) > 1)


def _opposable(every: Collection[Constraint]) -> Iterator[Constraint]:
    """Constraints that could oppose others whatever the terms: not those that only ask for what none forbids."""
    some = [one for one in every if not isinstance(one.cause, Term)]
    avoidable = _avoidable(some)
    return (one for one in some if _compares_values(one.demand) or _nested(one.reads, avoidable))


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


def _free_choices(
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
                    _note(one, _settled(program, one), grids, words)
                grids[other] += [grid for grid in grids[one] if grid not in grids[other]]
                words[other] += [word for word in words[one] if word not in words[other]]
    avoidable = _avoidable(group)
    chosen: dict[Path, tuple[object, ...]] = {}
    for path in paths:
        valued = bool(grids[path] or words[path])
        lacks = (Lack.ABSENT,) if _nested((path,), avoidable) else ()
        chosen[path] = (*_words(program, path, words[path]), *(() if valued else (Lack.PRESENT,)), *lacks)
    return {path: tuple(some) for path, some in grids.items()}, chosen


def _settled(program: Program, path: Path) -> object:
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
    value = _settled(program, path)
    if isinstance(value, str):
        return (*named, "")
    return (*named, "", *several(named[:_MANY_WORDS]), named)


def _without(program: Program, paths: Collection[Path]) -> Program:
    """A program that has none of some terms, nor what is below them."""

    def kept(path: Path) -> bool:
        return not any(path[: len(one)] == one for one in paths)

    return evolve(
        program,
        terms={path: term for path, term in program.terms.items() if kept(path)},
        clauses={path: origin for path, origin in program.clauses.items() if kept(path)},
        delays=(),
    )


# --- in this draft ----------------------------------------------------------------------------------------------


def _joined(every: Collection[Constraint], about: frozenset[Path]) -> Iterator[tuple[Constraint, ...]]:
    """Constraints on open terms, with all those that share one of them, be it through others."""
    drafted = [one for one in every if one.reads & about]
    return _groups(drafted, drafted, lambda one, other: not about.isdisjoint(one & other))


def _drafted(
    program: Program, about: frozenset[Path], group: tuple[Constraint, ...], steps: _Steps, found: _Found
) -> None:
    paths = [path for path in program.terms if path in about and any(path in one.reads for one in group)]
    try:
        unknowns = _unknowns(program, paths, group, steps)
        alone = Puzzle(program, unknowns, group, steps)
        # what no value of an open term can mend is found by itself, and joins nothing
        kept = [
            one for n, one in enumerate(group) if alone.possible(frozenset((n,))) or not _explained(program, (one,))
        ]
        for part in _joined(kept, about):
            read = {path for one in part for path in one.reads}
            known = {path: one for path, one in unknowns.items() if path in read}
            _puzzled(program, Puzzle(program, known, part, steps), found)
    except SpentError:
        found.unsettled.extend(paths)


def _puzzled(program: Program, puzzle: Puzzle, found: _Found) -> None:
    """The conflicts of a puzzle, or the values of its unknowns."""
    opposed = list(puzzle.conflicts())
    for conflict in opposed:
        if not _explained(program, conflict):
            found.add(conflict)
    for path in puzzle.unknowns:
        reason = next((one for one in opposed if any(path in part.reads for part in one)), None)
        if reason is not None:
            found.impossible[path] = reason
        elif not opposed:
            found.values[path] = puzzle.values(path)


def _explained(program: Program, conflict: tuple[Constraint, ...]) -> bool:
    """Whether a check on one demand finds it by itself: nothing else takes part but bounds of the draft."""
    causes = [one.cause for one in conflict if not isinstance(one.cause, Term)]
    if len(causes) != 1:
        return False
    cause = causes[0]
    if isinstance(cause, Requirement):
        return bool(failures(cause, program))
    return cause.how != "before" and holds(cause.broken(program), program, certainly=True)


def _unknowns(program: Program, paths: list[Path], group: tuple[Constraint, ...], steps: _Steps) -> dict[Path, Unknown]:
    """The open terms of a group whose values can be listed; others stay as open as they are."""
    grids: dict[Path, tuple[Grid, ...]] = {}
    words: dict[Path, tuple[object, ...]] = {}
    for path in paths:
        term = program.terms[path]
        if term.type.kind is Kind.TRUTH:
            words[path] = (False, True)
        elif (vocabulary := program.vocabularies.get(term.type.vocabulary or "")) is not None and _wordy(path, group):
            words[path] = tuple(vocabulary.words)
    numeric = [path for path in paths if path not in words]
    for path in numeric:
        value, timed = program.terms[path].value, (*path, "window") in program.terms
        per = value.per if isinstance(value, Rate) else None
        if samples := _samples(program, path, group):
            grids[path] = tuple(Grid(sample, per, timed) for sample in samples)
    for path in numeric:  # what is compared with such a term is of its kind
        partners = (other for other in grids if path not in grids and _compared(path, other, group))
        if (other := next(partners, None)) is not None:
            grids[path] = grids[other]
    every = {path: grids.get(path, ()) for path in paths if path in grids or path in words}
    return Spread(program, every, group, steps).unknowns(words)


def _compares(path: Path, group: tuple[Constraint, ...]) -> Iterator[object]:
    """What a term is compared with: constants, and paths of other terms."""
    for one in group:
        for leaf in _leaves(one.demand):
            if leaf.left == path:
                yield leaf.right
            elif leaf.right == path:
                yield leaf.left


def _compares_values(demand: Demanded) -> bool:
    return next(_leaves(demand), None) is not None


def _leaves(demand: Demanded) -> Iterator[TermCompare]:
    match demand:
        case Demand(parts=parts):
            for part in parts:
                yield from _leaves(part)
        case TermCompare():
            yield demand
        case Exists():
            return


def _wordy(path: Path, group: tuple[Constraint, ...]) -> bool:
    """Whether a term is compared with words only."""
    return all(as_bound(other) is None for other in _compares(path, group) if not isinstance(other, tuple))


def _compared(path: Path, other: Path, group: tuple[Constraint, ...]) -> bool:
    return any(one == other for one in _compares(path, group))


def _samples(program: Program, path: Path, group: tuple[Constraint, ...]) -> list[Bound]:
    """Values of each kind and unit that an open term may have: its own bounds', else those that it is compared with."""
    own = settled_or_open(program.terms[path].value)
    if isinstance(own, Open) and own.sample is not None:
        return [own.sample]
    found: list[Bound] = []
    for other in _compares(path, group):
        inner = settled_or_open(_settled(program, other) if isinstance(other, tuple) else other)
        bound = as_bound(inner.sample if isinstance(inner, Open) else inner)
        if bound is not None and not any(Grid(one).alike(bound) for one in found):
            found.append(bound)
    return found
