"""Which values the terms of a contract may have together, and the smallest sets of demands that leave none.

Two questions. **Whatever the terms**: can what is demanded hold at all? A contract that meets it all is the proof that
it can, so only what fails is looked into, with all terms that it speaks of taken as unknown. **In this draft**: with
what is settled as it stands, which values do the open terms leave to one another?
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from contractlang.core.constraints import Constraint, Matter, constraints, open_terms, settled_or_open
from contractlang.core.demands import failures, holds
from contractlang.core.origins import Path
from contractlang.core.packs import Requirement
from contractlang.core.program import Program, Term
from contractlang.core.relations import Relation, relations
from contractlang.core.schema import Kind
from contractlang.records import define, field, frozen
from contractlang.solver.choices import SpentError, Spread, Unknown
from contractlang.solver.free_terms import comparisons, free_choices, mixed_terms, nested, opposable, settled, without
from contractlang.solver.grids import Grid, as_bound
from contractlang.solver.matters import matters
from contractlang.solver.puzzle import Puzzle, Values
from contractlang.solver.session import Session
from contractlang.values import Bound, Open, Rate

# A step costs about as much as a hundred of Z3's
_UNITS_A_STEP = 100


@frozen(kw_only=True)
class Findings:
    """What is known of the terms of one program.

    `conflicts`: the smallest sets that can't hold together. `values`: what each open term may be; one that is not there
    may be anything. `impossible`: open terms that no value is left for, with a smallest set that forbids all.
    `unsettled`: terms on which the budget ran out. `settled`: matters for which some values of open terms will do.
    """

    conflicts: tuple[tuple[Constraint, ...], ...] = ()
    values: Mapping[Path, Values] = field(factory=dict)
    impossible: Mapping[Path, tuple[Constraint, ...]] = field(factory=dict)
    unsettled: tuple[Path, ...] = ()
    settled: frozenset[tuple[str, ...]] = frozenset()


def findings(session: Session) -> Findings:
    """What is known of the terms of the session's program, found once."""
    return session.once(Findings, lambda: _find(session, session.budget // _UNITS_A_STEP))


def may_be_settled(session: Session, key: tuple[str, ...]) -> bool:
    """Whether a matter reads open terms of which some values settle it, so that there is nothing to mend yet."""
    return bool(open_terms(session.program)) and key in findings(session).settled


class _Steps:
    """A budget of steps for one group of terms."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def __call__(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise SpentError


def _find(session: Session, steps: int) -> Findings:
    program = session.program
    unsettled = open_terms(program)
    failing = [*_failing(program)]
    if not unsettled and not failing:
        return Findings()
    every = constraints(program)
    found = _Found()
    mixed = mixed_terms(program, every)
    every = tuple(one for one in every if not isinstance(one.cause, Requirement) or one.reads.isdisjoint(mixed))
    demands = list(opposable(every))
    for group in _groups(demands, [one for one in demands if one.cause in failing], _touch):
        if len(group) > 1:
            _free(program, group, _Steps(steps), found)
    about = frozenset(unsettled)
    if unsettled:
        every = (*every, *matters(session))
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
    return not some.isdisjoint(others) or nested(some, others)


@define
class _Found:
    """What was found so far; each conflict once."""

    conflicts: list[tuple[Constraint, ...]] = field(factory=list)
    values: dict[Path, Values] = field(factory=dict)
    impossible: dict[Path, tuple[Constraint, ...]] = field(factory=dict)
    unsettled: list[Path] = field(factory=list)
    settled: set[tuple[str, ...]] = field(factory=set)

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
            settled=frozenset(self.settled),
        )


# --- whatever the terms ---------------------------------------------------------------------------------------


def _free(
    program: Program,
    group: tuple[Constraint, ...],
    steps: _Steps,
    found: _Found,
) -> None:
    paths = sorted({path for one in group for path in one.reads})
    grids, words = free_choices(program, group, paths)
    try:
        unknowns = Spread(without(program, paths), grids, group, steps).unknowns(words)
        for conflict in Puzzle(without(program, paths), unknowns, group, steps).conflicts():
            if len(conflict) > 1:
                found.add(conflict)
    except SpentError:
        found.unsettled.extend(path for path in paths if path in program.terms)


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
        # a matter on a term without unit, of which nothing tells one, says nothing yet
        group = tuple(one for one in group if not isinstance(one.cause, Matter) or one.reads <= unknowns.keys())
        alone = Puzzle(program, unknowns, group, steps)
        # what no value of an open term can mend is found by itself, and joins nothing
        kept = [
            one
            for n, one in enumerate(group)
            if alone.possible(_with_bounds(group, n)) or not _explained(program, (one,))
        ]
        found.settled |= {one.cause.key for one in kept if isinstance(one.cause, Matter)}
        for part in _joined(kept, about):
            read = {path for one in part for path in one.reads}
            known = {path: one for path, one in unknowns.items() if path in read}
            _puzzled(program, Puzzle(program, known, part, steps), found)
    except SpentError:
        found.unsettled.extend(paths)


def _with_bounds(group: tuple[Constraint, ...], number: int) -> frozenset[int]:
    """A constraint; a matter with the bounds of the terms that it reads, outside which it says nothing."""
    one = group[number]
    if not isinstance(one.cause, Matter):
        return frozenset((number,))
    bounds = (n for n, other in enumerate(group) if isinstance(other.cause, Term) and other.reads <= one.reads)
    return frozenset((number, *bounds))


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
    if isinstance(cause, Matter):
        return cause.told
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
        for leaf in comparisons(one.demand):
            if leaf.left == path:
                yield leaf.right
            elif leaf.right == path:
                yield leaf.left


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
    for one in group:
        if isinstance(one.cause, Matter):
            found += [
                sample
                for sample in one.cause.samples.get(path, ())
                if not any(Grid(other).alike(sample) for other in found)
            ]
    for other in _compares(path, group):
        inner = settled_or_open(settled(program, other) if isinstance(other, tuple) else other)
        bound = as_bound(inner.sample if isinstance(inner, Open) else inner)
        if bound is not None and not any(Grid(one).alike(bound) for one in found):
            found.append(bound)
    return found
