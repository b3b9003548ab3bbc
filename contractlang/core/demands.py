"""Whether a contract meets what a requirement demands of its terms.

A demand must hold on every date: lengths that only bounds can compare (3 months against 90 days) meet it if their
bounds do, and delays of which one runs on a calendar are compared on every date of the contract's life. A comparison
with a term that the contract does not give is not met; a requirement says by `quand` when it is about such a term. A
duty of the provider may give a delay in place of the term (see `core.timings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contractlang.calendars import Excess, NeverOpens, Timing
from contractlang.core.origins import Path
from contractlang.core.packs import EACH, Demand, Demanded, Exists, Pack, Requirement, TermCompare, TermComparison
from contractlang.core.program import Delay, Program
from contractlang.core.timings import duties_of, duty_timing, outlasting, term_value
from contractlang.diagnostics import Text
from contractlang.values import Count, Length, Money, Open, Percent, Rate, Unit

_SIGNATURE = ("contract", "signature")


def failures(requirement: Requirement, program: Program) -> tuple[Exists | TermCompare, ...]:
    """The parts of a requirement that the contract fails; empty where it is met or is not about this contract."""
    if not applies(requirement, program) or holds(requirement.demands, program):
        return ()
    return tuple(_failing(requirement.demands, program))


def applies(requirement: Requirement, program: Program) -> bool:
    """Whether a requirement is about this contract: signed once its source was in force, and under its condition."""
    in_force = signed_since(requirement.since, program)
    return in_force and (requirement.when is None or holds(requirement.when, program))


def signed_since(day: date | None, program: Program) -> bool:
    """Whether a contract was signed on a date or after it; one without a date of signature is still to be signed."""
    signature = program.terms.get(_SIGNATURE)
    return day is None or signature is None or not isinstance(signature.value, date) or signature.value >= day


def concerned(pack: Pack, program: Program) -> bool:
    """Whether a pack in force at signature is for this contract."""
    return pack.concerns is not None and signed_since(pack.since, program) and holds(pack.concerns, program)


def given(path: Path, program: Program) -> bool:
    """Whether the contract holds a clause or a term at a path, or below it, or a duty that gives that term."""
    return path in program.clauses or path in program.owners or bool(duties_of(path, program))


def compared(demand: Demanded, program: Program) -> tuple[Path, ...]:
    """The paths of the terms that a demand reads and that the contract gives, each once, in order."""
    paths = [
        side
        for leaf in leaves(demand, program)
        for side in ((leaf.path,) if isinstance(leaf, Exists) else (leaf.left, leaf.right))
        if isinstance(side, tuple) and side in program.terms
    ]
    return tuple(dict.fromkeys(paths))


def read_paths(demand: Demanded, program: Program) -> tuple[Path, ...]:
    """The paths of all terms and clauses that a demand reads, given or not, each once, in order."""
    sides = (
        side
        for leaf in leaves(demand, program)
        for side in ((leaf.path,) if isinstance(leaf, Exists) else (leaf.left, leaf.right))
    )
    return tuple(dict.fromkeys(side for side in sides if isinstance(side, tuple)))


def holds(demand: Demanded, program: Program, *, certainly: bool = False) -> bool:
    """Whether the contract meets a demand; one on each of several (`EACH`) is met where there is none of them.

    A term that is to be agreed meets it if one of its values does; `certainly` asks that all of them do.
    """
    match demand:
        case Demand(how="all", parts=parts):
            return all(holds(part, program, certainly=certainly) for part in parts)
        case Demand(how="any", parts=parts):
            return any(holds(part, program, certainly=certainly) for part in parts)
        case Demand(parts=parts):
            return not any(holds(part, program, certainly=not certainly) for part in parts)
        case Exists(path=path) if path[-1] == EACH:
            return bool(_several(demand, program))
        case Exists() | TermCompare():
            return all(_leaf_holds(leaf, program, certainly) for leaf in _several(demand, program))


def _leaf_holds(leaf: Exists | TermCompare, program: Program, certainly: bool) -> bool:
    if isinstance(leaf, Exists):
        return given(leaf.path, program)
    lefts, rights = _values(leaf.left, program), _values(leaf.right, program)
    if not lefts or not rights:
        return False
    return all(_pair_holds(leaf.op, left, right, program, certainly) for left in lefts for right in rights)


def _pair_holds(op: TermComparison, left: object, right: object, program: Program, certainly: bool) -> bool:
    first, second = _open(left), _open(right)
    if first is None and second is None:
        return _compare(op, left, right, program)
    one, other = first or Open(left, left), second or Open(right, right)  # type: ignore[arg-type]
    return _open_compares(op, one, other, program, certainly)


def _compare(op: TermComparison, left: object, right: object, program: Program) -> bool:
    if isinstance(left, Timing) and isinstance(right, Timing) and _run_alike(left, right):
        left, right = left.length, right.length
    on_dates = isinstance(left, Timing) or isinstance(right, Timing)
    return _on_dates(op, left, right, program) if on_dates else _compares(op, left, right)


def _run_alike(left: Timing, right: Timing) -> bool:
    """Whether the lengths of two delays order their ends on every date: units of one kind, on one calendar."""
    alike = left.length.unit is right.length.unit
    return alike and left.calendar == right.calendar and left.by is None and right.by is None


def _on_dates(op: TermComparison, left: object, right: object, program: Program) -> bool:
    """Whether two delays, of which one runs on a calendar, compare so on every date; not, if one of them has no end."""
    if not isinstance(left, Timing | Length) or not isinstance(right, Timing | Length):
        return False
    try:
        match op:
            case TermComparison.LE | TermComparison.LT:
                return outlasting(left, right, program, least=_LEAST[op]) is None
            case TermComparison.GE | TermComparison.GT:
                return outlasting(right, left, program, least=_LEAST[op]) is None
            case TermComparison.EQ:
                return outlasting(left, right, program) is None and outlasting(right, left, program) is None
            case TermComparison.NE:
                return not _on_dates(TermComparison.EQ, left, right, program)
    except (NeverOpens, ValueError):
        pass
    return False


def excess(part: TermCompare, program: Program) -> Excess | None:
    """On which dates a failed comparison of delays fails, one of which runs on a calendar; None where none can be told.

    Lengths that need no dates have none.
    """
    for left in _values(part.left, program) if part.op in _LEAST else ():
        for right in _values(part.right, program):
            first, second = (left, right) if part.op in _BELOW else (right, left)
            if not isinstance(first, Timing | Length) or not isinstance(second, Timing | Length):
                continue
            if isinstance(first, Length) and isinstance(second, Length):
                continue
            try:
                found = outlasting(first, second, program, least=_LEAST[part.op])
            except (NeverOpens, ValueError):
                continue
            if found is not None:
                return found
    return None


def failing_duties(part: TermCompare, program: Program) -> tuple[Delay, ...]:
    """The duties that give the delay which fails a comparison, in place of a term."""
    if part.left in program.terms:
        return ()
    rights = _values(part.right, program)
    return tuple(
        duty
        for duty in duties_of(part.left, program)
        if (left := duty_timing(duty, program)) is not None
        and not all(_pair_holds(part.op, left, right, program, certainly=False) for right in rights)
    )


def _open(value: object) -> Open | None:
    """The value to be agreed on that a term holds, be it alone or per unit."""
    inner = value.value if isinstance(value, Rate) else value
    return inner if isinstance(inner, Open) else None


# By how many seconds one delay must outlast the other at least to break an order
_LEAST = {TermComparison.LE: 1, TermComparison.LT: 0, TermComparison.GE: 1, TermComparison.GT: 0}
_BELOW = (TermComparison.LE, TermComparison.LT)
_ABOVE = (TermComparison.GE, TermComparison.GT)


def _open_compares(op: TermComparison, left: Open, right: Open, program: Program, certainly: bool) -> bool:
    """Whether some values within the bounds compare so; `certainly`, whether all do."""
    if op in _ABOVE:
        mirrored = TermComparison.LE if op is TermComparison.GE else TermComparison.LT
        return _open_compares(mirrored, right, left, program, certainly)
    if op in _BELOW:
        nearest = (left.high, right.low) if certainly else (left.low, right.high)
        return not certainly if None in nearest else _compare(op, *nearest, program)
    apart = any(_open_compares(TermComparison.LT, *pair, program, True) for pair in ((left, right), (right, left)))
    if op is TermComparison.NE:
        return apart if certainly else True
    return not certainly and not apart


def _several(leaf: Exists | TermCompare, program: Program) -> tuple[Exists | TermCompare, ...]:
    """A demand on each of several as one demand on each of them; any other, as it is."""
    path = leaf.path if isinstance(leaf, Exists) else leaf.left
    if EACH not in path:
        return (leaf,)
    at = path.index(EACH)
    names = [other[at] for other in program.clauses if len(other) == at + 1 and other[:at] == path[:at]]
    return tuple(_one_of(leaf, (*path[:at], name, *path[at + 1 :]), name) for name in names)


def _one_of(leaf: Exists | TermCompare, path: Path, name: str) -> Exists | TermCompare:
    title = Text(leaf.title.fr.replace(EACH, name), leaf.title.en.replace(EACH, name))
    return Exists(path, title) if isinstance(leaf, Exists) else TermCompare(leaf.op, path, leaf.right, title)


def _failing(demand: Demanded, program: Program) -> Iterator[Exists | TermCompare]:
    """What fails: a comparison with a term that the contract does not give, as the lack of that term."""
    match demand:
        case Demand(how="none"):
            yield from leaves(demand, program)
        case Demand(parts=parts):
            for part in parts:
                if not holds(part, program):
                    yield from _failing(part, program)
        case Exists() | TermCompare():
            for leaf in _several(demand, program) or (demand,):
                if isinstance(leaf, TermCompare) and not given(leaf.left, program):
                    yield Exists(leaf.left, leaf.title)
                elif not _leaf_holds(leaf, program, certainly=False):
                    yield leaf


def leaves(demand: Demanded, program: Program) -> Iterator[Exists | TermCompare]:
    """What a demand asks, one by one; of each of several, one for each of them."""
    match demand:
        case Demand(parts=parts):
            for part in parts:
                yield from leaves(part, program)
        case Exists() | TermCompare():
            yield from _several(demand, program)


def _values(side: object, program: Program) -> tuple[object, ...]:
    """The values of a side: itself, or that of a term, by its path; those of its duties where the term is not given."""
    if not isinstance(side, tuple):
        return () if side is None else (side,)
    if side not in program.terms:
        delays = (duty_timing(duty, program) for duty in duties_of(side, program))
        return tuple(delay for delay in delays if delay is not None)
    value = term_value(side, program)
    return () if value is None else (value,)


def _compares(op: TermComparison, left: object, right: object) -> bool:
    if isinstance(left, tuple) or op is TermComparison.IN:
        return _of_words(op, left if isinstance(left, tuple) else (left,), right)
    if isinstance(left, Length) and isinstance(right, Length) and left.unit is right.unit:
        left, right = left.amount, right.amount  # as many working days as others, wherever they fall
    first, second = _bounds(left), _bounds(right)
    if first is None or second is None or first[0] != second[0]:
        return (
            op is TermComparison.NE
            if left != right
            else op in (TermComparison.EQ, TermComparison.LE, TermComparison.GE)
        )
    (_, low, high), (_, other_low, other_high) = first, second
    match op:
        case TermComparison.LE:
            return high <= other_low or left == right
        case TermComparison.LT:
            return high < other_low
        case TermComparison.GE:
            return low >= other_high or left == right
        case TermComparison.GT:
            return low > other_high
        case TermComparison.EQ:
            return left == right or low == high == other_low == other_high
        case TermComparison.NE:
            return high < other_low or other_high < low


def _of_words(op: TermComparison, words: tuple[object, ...], right: object) -> bool:
    """A term of several words is one of the words, is none of them, or all of it is among some."""
    match op:
        case TermComparison.EQ:
            return right in words or right == words
        case TermComparison.NE:
            return right not in words and right != words
        case TermComparison.IN:
            return isinstance(right, frozenset) and all(word in right for word in words)
    return False


# Days that no week-end holds: how many calendar days n of them last at most, before public holidays
_WEEKS = {
    Unit.WORKING_DAY: (Fraction(7, 5), 2),
    Unit.BUSINESS_DAY: (Fraction(7, 6), 1),
    Unit.CLEAR_DAY: (Fraction(1), 1),
}
# Within the weeks that so many days may span, public holidays add six days at most (Good Friday to Whit Monday)
_MOST_DAYS, _HOLIDAYS = 20, 6


def _counted_days(value: Length) -> tuple[Fraction, Fraction] | None:
    """Bounds in seconds of a short length in working, business or clear days; None for others."""
    if value.unit not in _WEEKS or value.amount > _MOST_DAYS:
        return None
    per_day, more = _WEEKS[value.unit]
    return value.amount * 86400, (value.amount * per_day + more + _HOLIDAYS) * 86400


def _bounds(value: object) -> tuple[str, Fraction, Fraction] | None:
    """What a value measures, and the least and the most that it can be; None where it has no measure."""
    match value:
        case Length():
            bounds = value.bounds() or _counted_days(value)
            return None if bounds is None else ("length", *bounds)
        case Money(amount=amount, currency=currency):
            return currency, Fraction(amount), Fraction(amount)
        case Percent(amount=amount):
            return "percent", Fraction(amount), Fraction(amount)
        case Count(amount=amount) | (Decimal() | Fraction() as amount):
            return "count", Fraction(amount), Fraction(amount)
        case Rate(value=inner):
            return _bounds(inner)
        case date():
            return "date", Fraction(value.toordinal()), Fraction(value.toordinal())
    return None
