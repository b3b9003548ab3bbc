"""Values of open terms and smallest sets of demands against all values and all sets, tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.checks import terms_unsatisfiable
from contractlang.core.constraints import Constraint, constraints
from contractlang.core.demands import failures, holds, read_paths
from contractlang.core.origins import Origin, Path
from contractlang.core.packs import Demand, Demanded, Requirement, TermCompare, TermComparison
from contractlang.core.program import Program, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Severity, Text
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.solver.choices import Spread
from contractlang.solver.grids import Grid
from contractlang.solver.puzzle import Interval, Puzzle
from contractlang.solver.terms import findings
from contractlang.values import Count, Length, Money, Open, Percent, Unit
from tests.support import BASE, program_of

NAMES = ("x", "y", "z")
TITLE = Text("t", "t")
# The least and the most of each open term, and one more on either side for the constants of the demands
LEAST, MOST = 2, 7
MAKERS: dict[str, Callable[[int], object]] = {
    "days": lambda n: Length.of(n, Unit.DAY),
    "hours": lambda n: Length(Fraction(n, 3600), Unit.HOUR),
    "cents": lambda n: Money(Decimal(n).scaleb(-2)),
    "shares": lambda n: Percent(Decimal(n).scaleb(-2)),
    "counts": lambda n: Count(Decimal(n), "poste"),
    "dates": lambda n: date(2025, 12, 31) + timedelta(days=n),
}


@cache
def base() -> Program:
    return evolve(program_of(BASE.read_text(encoding="utf-8")), requirements=())


def path(name: str) -> Path:
    return ("audit", name)


def requirement(name: str, demand: Demanded, severity: Severity = Severity.ERROR) -> Requirement:
    return Requirement(
        name=name,
        pack=TITLE,
        title=TITLE,
        when=None,
        scope=None,
        demands=demand,
        severity=severity,
        message=TITLE,
        remedy=None,
        source=None,
        certainty=None,
        since=None,
        origin=Origin(span=base().origin.span),
    )


def draft(values: dict[str, object], demands: Iterable[Demanded]) -> Program:
    """The base contract with some terms, and with nothing required but some demands."""
    terms = {
        path(name): Term(
            path=path(name),
            title=Text(name, name),
            type=Type(Kind.COUNT),
            value=value,
            origin=Origin(span=base().origin.span),
        )
        for name, value in values.items()
    }
    required = tuple(requirement(f"r{number}", demand) for number, demand in enumerate(demands))
    return evolve(base(), terms={**base().terms, **terms}, requirements=required)


OPS = st.sampled_from([op for op in TermComparison if op is not TermComparison.IN])


@st.composite
def compared(draw: st.DrawFn, names: tuple[str, ...], made: Callable[[int], object]) -> Demanded:
    left = path(draw(st.sampled_from(names)))
    right = draw(st.one_of(st.integers(LEAST - 1, MOST + 1).map(made), st.sampled_from([path(name) for name in names])))
    return TermCompare(draw(OPS), left, right, TITLE)


@st.composite
def demanded(draw: st.DrawFn, names: tuple[str, ...], made: Callable[[int], object]) -> Demanded:
    how = draw(st.sampled_from(["", "", "", "all", "any", "none"]))
    leaf = compared(names, made)
    if not how:
        return draw(leaf)
    return Demand(how, tuple(draw(st.lists(leaf, min_size=1, max_size=2))))  # type: ignore[arg-type]


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, dict[str, object], list[Demanded]]:
    kind = draw(st.sampled_from(sorted(MAKERS)))
    names = NAMES[: draw(st.integers(1, 3))]
    made = MAKERS[kind]
    values: dict[str, object] = {}
    for name in names:
        low = draw(st.integers(LEAST, MOST))
        values[name] = Open(made(low), made(draw(st.integers(low, MOST))))  # type: ignore[arg-type]
    return kind, values, draw(st.lists(demanded(names, made), min_size=1, max_size=4))


def numbers(kind: str) -> range:
    """Enough numbers for every order of three values around the constants; nothing but dates and shares is below 0."""
    return range(LEAST - 5 if kind in ("dates", "shares") else 0, MOST + 6)


Numbers = tuple[int, ...]


def meeting(program: Program, kind: str, names: tuple[str, ...], demand: Demanded) -> frozenset[Numbers]:
    """Every choice of numbers that meets a demand."""
    read = [name for name in names if path(name) in read_paths(demand, program)]

    def meets(chosen: Numbers) -> bool:
        values = {
            path(name): evolve(program.terms[path(name)], value=MAKERS[kind](n))
            for name, n in zip(read, chosen, strict=True)
        }
        return holds(demand, evolve(program, terms={**program.terms, **values}))

    met = {chosen for chosen in product(numbers(kind), repeat=len(read)) if meets(chosen)}
    places = [names.index(name) for name in read]
    every = product(numbers(kind), repeat=len(names))
    return frozenset(one for one in every if tuple(one[place] for place in places) in met)


def drawn_program(drawn: tuple[str, dict[str, object], list[Demanded]]) -> Program:
    return draft(drawn[1], drawn[2])


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_values_are_those_that_some_numbers_of_the_others_go_with(
    drawn: tuple[str, dict[str, object], list[Demanded]],
) -> None:
    kind, values, _ = drawn
    program, names = drawn_program(drawn), tuple(values)
    found = findings(Session(program))
    assert found.unsettled == ()
    every = [(one, meeting(program, kind, names, one.demand)) for one in constraints(program) if about(one, names)]
    # what nothing meets is a requirement that is not met, and found as such
    every = [(one, met) for one, met in every if met or not failed(one, program)]
    for place, name in enumerate(names):
        solutions = frozenset.intersection(*(met for one, met in every if about(one, joined(name, every))))
        known = found.values.get(path(name))
        if known is not None:
            told = {n for one in known.intervals for n in numbers(kind) if within(kind, one, n)}
            assert told == {solution[place] for solution in solutions}
        assert (known is None) == (not solutions)
        assert path(name) not in found.impossible or not solutions


def failed(one: Constraint, program: Program) -> bool:
    return isinstance(one.cause, Requirement) and bool(failures(one.cause, program))


def joined(name: str, every: list[tuple[Constraint, frozenset[Numbers]]]) -> set[str]:
    """A term and all that it is compared with, be it through others."""
    names = {name}
    while more := {path[-1] for one, _ in every if about(one, names) for path in one.reads} - names:
        names |= more
    return names


def about(one: Constraint, names: Iterable[str]) -> bool:
    return not one.reads.isdisjoint(map(path, names))


def within(kind: str, one: Interval, number: int) -> bool:
    shift = date(2025, 12, 31).toordinal() if kind == "dates" else 0
    place, low, high = number + shift, one.low, one.high
    above = low is None or (place > low.number if low.strict else place >= low.number)
    below = high is None or (place < high.number if high.strict else place <= high.number)
    return above and below


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_every_smallest_set_is_found_and_nothing_else(drawn: tuple[str, dict[str, object], list[Demanded]]) -> None:
    kind, values, _ = drawn
    program, names = drawn_program(drawn), tuple(values)
    every = tuple(one for one in constraints(program) if about(one, names))
    grids = {path(name): (Grid(MAKERS[kind](LEAST)),) for name in names}  # type: ignore[arg-type]
    unknowns = Spread(program, grids, every, lambda _: None).unknowns({})
    puzzle = Puzzle(program, unknowns, every, lambda _: None)
    found = [frozenset(map(every.index, conflict)) for conflict in puzzle.conflicts()]
    assert len(set(found)) == len(found)
    assert set(found) == smallest([meeting(program, kind, names, one.demand) for one in every])


def smallest(met: list[frozenset[Numbers]]) -> set[frozenset[int]]:
    """Every smallest set of demands that no numbers meet, from what meets each: all sets, small ones first."""
    found: set[frozenset[int]] = set()
    for size in range(1, len(met) + 1):
        for some in map(frozenset, combinations(range(len(met)), size)):
            if not any(one <= some for one in found) and not frozenset.intersection(*(met[n] for n in some)):
                found.add(some)
    return found


# --- two units --------------------------------------------------------------------------------------------------

UNITS = {Unit.DAY: range(125), Unit.WEEK: range(18), Unit.MONTH: range(5)}
LENGTHS = st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]).flatmap(
    lambda unit: st.integers(1, len(UNITS[unit]) - 3).map(lambda n: Length.of(n, unit))
)
ORDERS = st.sampled_from([TermComparison.LT, TermComparison.LE, TermComparison.GE, TermComparison.GT])


@st.composite
def of_two_units(draw: st.DrawFn) -> tuple[dict[str, Unit], dict[str, object], list[Demanded]]:
    units = {name: draw(st.sampled_from(sorted(UNITS, key=lambda unit: unit.value))) for name in ("x", "y")}
    values: dict[str, object] = {}
    for name, unit in units.items():
        low = draw(st.integers(0, len(UNITS[unit]) - 2))
        values[name] = Open(Length.of(low, unit), Length.of(draw(st.integers(low, len(UNITS[unit]) - 2)), unit))
    constants = [TermCompare(draw(ORDERS), path(draw(st.sampled_from(("x", "y")))), draw(LENGTHS), TITLE)]
    related = [TermCompare(draw(ORDERS), path("x"), path("y"), TITLE)]
    return units, values, [*constants[: draw(st.integers(0, 1))], *related]


@settings(max_examples=60, deadline=None)
@given(of_two_units())
def test_values_in_two_units_are_those_of_all_numbers(
    drawn: tuple[dict[str, Unit], dict[str, object], list[Demanded]],
) -> None:
    units, values, demands = drawn
    program = draft(values, demands)
    found = findings(Session(program))
    assert found.unsettled == ()
    every = [one.demand for one in constraints(program) if about(one, values)]
    known = {name: found.values.get(path(name)) for name in values}
    kept = [
        pair
        for pair in product(*(UNITS[unit] for unit in units.values()))
        if _all_hold(
            program, every, {path(name): Length.of(n, units[name]) for name, n in zip(units, pair, strict=True)}
        )
    ]
    if any(failures(one, program) for one in program.requirements):
        return  # found as not met, whatever else is
    for place, (name, values_left) in enumerate(known.items()):
        assert (values_left is None) == (not kept)
        if values_left is not None:
            told = {n for one in values_left.intervals for n in UNITS[units[name]] if within("lengths", one, n)}
            assert told == {pair[place] for pair in kept}


def _all_hold(program: Program, demands: list[Demanded], values: dict[Path, object]) -> bool:
    terms = {at: evolve(program.terms[at], value=value) for at, value in values.items()}
    whole = evolve(program, terms={**program.terms, **terms})
    return all(holds(demand, whole) for demand in demands)


def test_a_budget_that_is_used_up_is_said() -> None:
    demand = TermCompare(TermComparison.LE, path("x"), path("y"), TITLE)
    program = draft({"x": Open(Count(Decimal(1)), Count(Decimal(9))), "y": Open()}, [demand])
    assert findings(Session(program)).unsettled == ()
    assert findings(Session(program, budget=500)).unsettled == (path("x"), path("y"))
    said = list(terms_unsatisfiable.check(program, Session(program, budget=500)))
    assert [one.code for one in said] == ["U901"]
