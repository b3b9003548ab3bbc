"""What must hold of the terms of a contract, and why: the one list that the search for common values reads.

A constraint is a demand on terms (see `core.demands`) with its cause: a requirement in force, a relation of terms, or
the bounds that a draft gives to a term that it leaves open. Requirements that only inform bind nobody. What checks ask
of rules, delays and amounts is one too (`Matter`), wherever these read a term that is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from contractlang.core.demands import holds, read_paths, signed_since
from contractlang.core.origins import Path
from contractlang.core.packs import Demand, Demanded, Requirement, TermCompare, TermComparison
from contractlang.core.program import Program, Term
from contractlang.core.relations import Relation, relations
from contractlang.core.timings import term_value
from contractlang.diagnostics import Label, Message, Severity
from contractlang.records import field, frozen
from contractlang.values import Bound, Open, Rate


@frozen(kw_only=True, eq=False)
class Matter:
    """What a check asks of rules, delays or amounts that read open terms; it is the check's own question.

    `kept` answers it once these terms have values. `changes` are the whole numbers on both sides of each place where
    the answer changes with one term, the others being given; None where it changes at most once. `samples`: values
    of the kinds and units that a term without bounds may have. `told`: the check says itself where no value will do.
    """

    key: tuple[str, ...]
    words: Message
    labels: tuple[Label, ...]
    severity: Severity
    kept: Callable[[Mapping[Path, object]], bool]
    changes: Callable[[Path, Mapping[Path, object]], Iterable[int]] | None = None
    samples: Mapping[Path, tuple[Bound, ...]] = field(factory=dict)
    told: bool = False


Cause = Requirement | Relation | Term | Matter


@frozen(kw_only=True)
class Constraint:
    """What must hold of the terms at the paths that it `reads`; `cause` says why, a `Term` for its own bounds.

    That of a `Matter` is asked by itself, and demands nothing beside it.
    """

    demand: Demanded
    cause: Cause
    reads: frozenset[Path] = field(eq=False)

    @property
    def severity(self) -> Severity:
        """How grave it is where it does not hold."""
        return Severity.ERROR if isinstance(self.cause, Term) else self.cause.severity


def open_terms(program: Program) -> dict[Path, Open]:
    """The terms that the parties have yet to agree on."""
    values = ((path, settled_or_open(term.value)) for path, term in program.terms.items())
    return {path: value for path, value in values if isinstance(value, Open)}


def settled_or_open(value: object) -> object:
    """What a term holds, be it alone or per unit."""
    return value.value if isinstance(value, Rate) else value


def constraints(program: Program) -> tuple[Constraint, ...]:
    """Everything that must hold together, requirements first; those on no term of this contract are left out."""
    unsettled = open_terms(program)
    found = [one for requirement in program.requirements for one in _required(requirement, program, unsettled)]
    for relation in relations(program):
        reads = frozenset((relation.first, relation.second))
        found.append(Constraint(demand=relation.demand(program), cause=relation, reads=reads))
    for path, value in unsettled.items():
        if value.sample is not None:
            term = program.terms[path]
            found.append(
                Constraint(
                    demand=_bounds(term, timed if isinstance(timed := term_value(path, program), Open) else value),
                    cause=term,
                    reads=frozenset((path,)),
                )
            )
    return tuple(found)


def _required(requirement: Requirement, program: Program, unsettled: dict[Path, Open]) -> Iterator[Constraint]:
    if requirement.severity is Severity.NOTE or not signed_since(requirement.since, program):
        return
    demand = requirement.demands
    if requirement.when is not None:
        if not holds(requirement.when, program):
            return
        if any(path in unsettled for path in read_paths(requirement.when, program)):
            demand = Demand("any", (Demand("none", (requirement.when,)), demand))
    yield Constraint(demand=demand, cause=requirement, reads=frozenset(read_paths(demand, program)))


def _bounds(term: Term, value: Open) -> Demanded:
    # on the calendar of the term, if it has one
    bounds = ((TermComparison.GE, value.low), (TermComparison.LE, value.high))
    return Demand("all", tuple(TermCompare(op, term.path, end, term.title) for op, end in bounds if end is not None))
