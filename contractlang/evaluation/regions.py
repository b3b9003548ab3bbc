"""Finite partitions of what a missing fact may be, fine enough for the conditions that read it.

Two values of a fact on which all the conditions of a decision agree lead to the same answer, so one value of each
class stands for all of them:

- **words**: the vocabulary, classed by the conditions. Where a fact has no vocabulary, the words that the conditions
  name and one more that stands for all others;
- **truth values**: both;
- **numbers**: a linear comparison changes its truth at one threshold; between thresholds nothing changes. Lengths,
  amounts and counts start at zero, an open term keeps its bounds. Where missing numbers are compared with one
  another, see `projection`;
- **instants**: thresholds as for numbers, and between them the openings and closings of the calendars over one
  representative period, not before the events that must come first nor after those that come later. Combinations of
  calendars that no instant of the period has are left out. The period is 400 days, so that each public holiday occurs
  in it; a combination that needs a holiday on another day of the week than in that period is not seen.

Each class of instants is represented by its earliest one. That keeps the partition exact for several missing events,
provided that they are split in the order in which they happen: the earliest instant leaves the most room to what
comes after. Where nothing bounds an event from below, its window starts two periods early for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from contractlang.calendars import breakpoints
from contractlang.core.cases import EVENTS, Case, FactValue
from contractlang.core.expressions import Atom, Compare, During, IsOneOf, facts_of
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.evaluation.moments import reference_instant
from contractlang.evaluation.partial import compared, less, truth
from contractlang.evaluation.projection import Form
from contractlang.records import evolve, field, frozen

PERIOD = 400 * 86400
NEAR = 8 * 86400
OTHER_WORD = "…"  # a word that no condition names, of a fact without vocabulary


@frozen(kw_only=True)
class Region:
    """A class of values of one fact, and one of them.

    `words` hold all words of the class; `low` and `high` (both included, None without bound) an interval of numbers.
    For instants, and for numbers that are compared with other missing ones (`related`), `signature` says which
    conditions are true of the class.
    """

    fact: str
    kind: Kind
    signature: tuple[tuple[Atom, bool], ...]
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    related: bool = False
    witness: FactValue = field(eq=False)


def fact_kind(program: Program, fact: str, atoms: tuple[Atom, ...] = ()) -> Kind:
    """The kind of a fact; for one that is not declared, that which the conditions imply."""
    if fact in program.facts:
        return program.facts[fact].type.kind
    match next(iter(atoms), None):
        case IsOneOf():
            return Kind.WORD
        case During():
            return Kind.INSTANT
        case Compare():
            return Kind.NUMBER
    return Kind.TRUTH


def number_bounds(program: Program, fact: str) -> tuple[int | None, int | None]:
    """The least and the greatest number that a fact can be; none for one that is not declared."""
    declared = program.facts.get(fact)
    return declared.bounds if declared else (None, None)


def partition(
    fact: str, atoms: tuple[Atom, ...], program: Program, case: Case, start: Case, forms: Sequence[Form] = ()
) -> tuple[Region, ...]:
    """The classes of a missing fact under some conditions; `forms` are those of `projection`, for a number.

    `case` holds the known facts (`start`) and a value for each missing one that was split before.
    """
    kind = fact_kind(program, fact, atoms)
    match kind:
        case Kind.WORD | Kind.COUNTRY | Kind.TEXT:
            return _word_regions(fact, kind, atoms, program)
        case Kind.TRUTH:
            return tuple(
                Region(fact=fact, kind=kind, signature=signature(fact, value, atoms, program, case), witness=value)
                for value in (True, False)
            )
        case Kind.INSTANT:
            return _instant_regions(fact, atoms, program, case)
    return _number_regions(fact, kind, atoms, program, case, start, forms)


def signature(
    fact: str, value: FactValue, atoms: tuple[Atom, ...], program: Program, case: Case
) -> tuple[tuple[Atom, bool], ...]:
    """Which conditions are true when the fact has this value; those that wait for other facts are left out."""
    full = {**case, fact: value}
    states = ((atom, _truth(atom, full, program)) for atom in atoms)
    return tuple((atom, state) for atom, state in states if state is not None)


def _truth(atom: Atom, case: Case, program: Program) -> bool | None:
    return truth(atom, case, program.calendars, lambda comparison: compared(comparison, case))


def _word_regions(fact: str, kind: Kind, atoms: tuple[Atom, ...], program: Program) -> tuple[Region, ...]:
    classes: dict[tuple[tuple[Atom, bool], ...], list[str]] = {}
    for word in words_of(fact, atoms, program):
        classes.setdefault(signature(fact, word, atoms, program, {}), []).append(word)
    return tuple(
        Region(fact=fact, kind=kind, signature=found, words=tuple(words), witness=words[0])
        for found, words in classes.items()
    )


def words_of(fact: str, atoms: tuple[Atom, ...], program: Program) -> tuple[str, ...]:
    """What a word can be: its vocabulary, else the words that conditions name and one that stands for the others."""
    declared = program.facts.get(fact)
    vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
    if vocabulary is not None and vocabulary.words:
        return tuple(vocabulary.words)
    named = {word: None for atom in atoms if isinstance(atom, IsOneOf) for word in atom.words}
    return (*named, OTHER_WORD)


def thresholds(fact: str, atoms: tuple[Atom, ...], case: Case) -> list[int]:
    """Whole numbers at which a linear comparison of this fact may change its truth, in order."""
    others = {name: value for name, value in case.items() if name != fact}
    cuts: set[int] = set()
    for atom in atoms:
        form = less(atom, others) if isinstance(atom, Compare) else None
        if form is None or set(form[1]) != {fact}:
            continue
        whole, rest = divmod(-form[0], form[1][fact])
        cuts.update({whole + 1} if rest else {whole, whole + 1})
    return sorted(cuts)


def _number_regions(
    fact: str,
    kind: Kind,
    atoms: tuple[Atom, ...],
    program: Program,
    case: Case,
    start: Case,
    forms: Sequence[Form],
) -> tuple[Region, ...]:
    """Intervals between cuts; neighbours on which all conditions agree are one, unless later facts need them apart."""
    least, most = number_bounds(program, fact)
    end = None if most is None else most + 1
    found_cuts = {cut for form in forms for cut in form.cuts(fact, case)}
    cuts = sorted(cut for cut in found_cuts if (least is None or cut > least) and (end is None or cut < end))
    apart = any(form.derived for form in forms)
    regions: list[Region] = []
    for begin, following in pairwise([least, *cuts, end]):
        witness = begin if begin is not None else following - 1 if following is not None else 0
        found = signature(fact, witness, atoms, program, case)
        low = begin
        if regions and not apart and regions[-1].signature == found:
            joined = regions.pop()
            low, witness = joined.low, int(joined.witness)
        high = None if following is None else following - 1
        regions.append(Region(fact=fact, kind=kind, signature=found, low=low, high=high, witness=witness))
    read = {name for region in regions for atom, _ in region.signature for name in facts_of(atom)}
    if apart or all(name == fact or name in start for name in read):
        return tuple(regions)
    related = {region.signature: evolve(region, low=None, high=None, related=True) for region in reversed(regions)}
    return tuple(reversed(related.values()))


def _instant_regions(fact: str, atoms: tuple[Atom, ...], program: Program, case: Case) -> tuple[Region, ...]:
    classes: dict[tuple[tuple[Atom, bool], ...], int] = {}
    for instant in instants(fact, atoms, program, case):
        classes.setdefault(signature(fact, instant, atoms, program, case), instant)
    return tuple(
        Region(fact=fact, kind=Kind.INSTANT, signature=found, witness=witness) for found, witness in classes.items()
    )


def instants(
    fact: str,
    atoms: tuple[Atom, ...],
    program: Program,
    case: Case,
    near: int | None = None,
    within: int = NEAR,
) -> Iterator[int]:
    """Instants at which a condition on this event may change, in order; `near` looks `within` so much of one only."""
    low, high = event_bounds(fact, case)
    cuts = thresholds(fact, atoms, case)
    if near is not None:
        windows = [(near - within if low is None else max(near - within, low), near + within)]
    else:
        windows = _windows(low, high, cuts, reference_instant(program, case))
    calendars = sorted({atom.calendar for atom in atoms if isinstance(atom, During)})
    points: set[int] = {cut for cut in cuts if low is None or cut >= low}
    for start, end in windows:
        points.add(start)
        for name in calendars:
            points.update(breakpoints(program.calendars[name], start, end))
    if high is not None:
        points.add(high)
    yield from sorted(point for point in points if high is None or point <= high)


def _windows(low: int | None, high: int | None, cuts: list[int], reference: int) -> list[tuple[int, int]]:
    """Stretches that show all combinations: one period after each threshold and after the lower bound."""
    first = min([*cuts, *([high] if high is not None else [])], default=reference + 2 * PERIOD)
    start = low if low is not None else first - 2 * PERIOD
    starts = [start, *(cut for cut in cuts if cut > start)]
    lengths = [2 * PERIOD if low is None and begin == start else PERIOD for begin in starts]
    ends = [*starts[1:], high if high is not None else starts[-1] + 2 * PERIOD]
    return [
        (begin, min(begin + length, end))
        for begin, length, end in zip(starts, lengths, ends, strict=True)
        if begin < end
    ]


def event_bounds(fact: str, case: Mapping[str, FactValue]) -> tuple[int | None, int | None]:
    """The latest known event that comes before, and the earliest known one that comes after."""
    if fact not in EVENTS:
        return None, None
    place = EVENTS.index(fact)
    before = [int(case[name]) for name in EVENTS[:place] if name in case]
    after = [int(case[name]) for name in EVENTS[place + 1 :] if name in case]
    return max(before, default=None), min(after, default=None)
