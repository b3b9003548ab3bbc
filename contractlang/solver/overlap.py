"""Which of many conditions may hold together, told from the values that each leaves to each fact apart.

The index is a filter: conditions that it holds apart are never true of one case, others may be. Each condition is
put into a **box** (for each word, truth value or opening the values that it allows, for each number or sum the
limits), and each value knows the conditions that allow it as the bits of one whole number. So the companions of one
among a thousand are a few bit operations, and only they need a question of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import or_

from contractlang.core.expressions import (
    Always,
    And,
    Atom,
    Condition,
    During,
    Holds,
    IsOneOf,
    Not,
    Or,
    atoms,
)
from contractlang.records import field, frozen
from contractlang.solver.linear import CONTRARY, Form, Limits, compared

# Bits of a truth value, and of a word that no condition names
_FALSE, _TRUE, _UNNAMED = 1, 2, 1

# A word fact or a truth by its name; an opening by its instant and its calendar
Subject = str | tuple[str, str]


@frozen
class _Box:
    """What a condition leaves to each subject apart; a subject that it leaves free is not there."""

    options: Mapping[Subject, int] = field(factory=dict)
    limits: Mapping[Form, Limits] = field(factory=dict)


class _Ladder:
    """The conditions up to each of some numbers."""

    def __init__(self, ends: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(ends)
        self._ends = [end for end, _ in ordered]
        self._up_to = list(accumulate((1 << place for _, place in ordered), or_, initial=0))

    def up_to(self, end: int) -> int:
        """Those whose number is not above one."""
        return self._up_to[bisect_right(self._ends, end)]

    def above(self, end: int) -> int:
        """Those whose number is above one."""
        return self._up_to[-1] & ~self.up_to(end)


class Overlaps:
    """An index of conditions; each is known by its place."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._bits: dict[str, dict[str, int]] = {}
        for condition in conditions:
            for atom in atoms(condition):
                if isinstance(atom, IsOneOf):
                    bits = self._bits.setdefault(atom.fact, {})
                    for word in atom.words:
                        bits.setdefault(word, _UNNAMED << len(bits) + 1)
        self._boxes = [self._box(condition, True) for condition in conditions]
        self._all = sum(1 << place for place, box in enumerate(self._boxes) if box is not None)
        self._allowing = self._index_options()
        self._lows, self._highs = self._index_limits()
        self._together: dict[int, int] = {}

    def together(self, place: int) -> int:
        """The conditions that may hold together with one (itself among them), as bits by their place."""
        if place not in self._together:
            box = self._boxes[place]
            self._together[place] = 0 if box is None else self._meeting(box)
        return self._together[place]

    def _meeting(self, box: _Box) -> int:
        found = self._all
        for subject, options in box.options.items():
            allowing = self._allowing.get(subject)
            if allowing is not None:
                found &= _any(allowing.get(bit, allowing[0]) for bit in _bits(options))
        for form, (least, most) in box.limits.items():
            if most is not None:
                found &= ~self._lows[form].above(most)
            if least is not None:
                found &= ~self._highs[form].up_to(least - 1)
        return found

    def _index_options(self) -> dict[Subject, dict[int, int]]:
        """For each subject and each bit, the conditions that allow it; under 0, those that leave the subject free."""
        allowing: dict[Subject, dict[int, int]] = {}
        limited: dict[Subject, int] = {}
        for place, box in enumerate(self._boxes):
            for subject, options in box.options.items() if box else ():
                limited[subject] = limited.get(subject, 0) | 1 << place
                by_bit = allowing.setdefault(subject, {})
                for bit in _bits(options):
                    by_bit[bit] = by_bit.get(bit, 0) | 1 << place
        return {
            subject: {0: self._all & ~limited[subject]}
            | {bit: found | self._all & ~limited[subject] for bit, found in by_bit.items()}
            for subject, by_bit in allowing.items()
        }

    def _index_limits(self) -> tuple[dict[Form, _Ladder], dict[Form, _Ladder]]:
        lows: dict[Form, list[tuple[int, int]]] = {}
        highs: dict[Form, list[tuple[int, int]]] = {}
        for place, box in enumerate(self._boxes):
            for form, (least, most) in box.limits.items() if box else ():
                lows.setdefault(form, []).extend([] if least is None else [(least, place)])
                highs.setdefault(form, []).extend([] if most is None else [(most, place)])
        return (
            {form: _Ladder(ends) for form, ends in lows.items()},
            {form: _Ladder(ends) for form, ends in highs.items()},
        )

    # --- boxes ----------------------------------------------------------------------------------------------

    def _box(self, condition: Condition, wanted: bool) -> _Box | None:
        """What a condition leaves where it has the wanted truth; None where it never has."""
        match condition:
            case Always(value):
                return _Box() if value == wanted else None
            case Not(operand):
                return self._box(operand, not wanted)
            case And(operands) | Or(operands):
                boxes = (self._box(operand, wanted) for operand in operands)
                return _meet(boxes) if isinstance(condition, And) == wanted else _join(boxes)
        return self._literal(condition, wanted)

    def _literal(self, atom: Atom, wanted: bool) -> _Box | None:
        match atom:
            case IsOneOf(fact, words):
                bits = self._bits.get(fact, {})
                named = sum({bits[word] for word in words})
                options = named if wanted else (_UNNAMED << len(bits) + 1) - 1 & ~named
                return _Box({fact: options}) if options else None
            case Holds(fact):
                return _Box({fact: _TRUE if wanted else _FALSE})
            case During(fact, calendar):
                return _Box({(fact, calendar): _TRUE if wanted else _FALSE})
        sums = compared(atom.op if wanted else CONTRARY[atom.op], atom.left, atom.right)
        if sums is None:
            return _Box()
        form, parts = sums
        if not form:
            true = any((least is None or least <= 0) and (most is None or most >= 0) for least, most in parts)
            return _Box() if true else None
        return _join(_within(form, limits) for limits in parts)


def _within(form: Form, limits: Limits) -> _Box | None:
    return None if _crossed(limits) else _Box(limits={form: limits})


def _crossed(limits: Limits) -> bool:
    least, most = limits
    return least is not None and most is not None and least > most


def _meet(boxes: Iterable[_Box | None]) -> _Box | None:
    """What all of some boxes leave."""
    options: dict[Subject, int] = {}
    limits: dict[Form, Limits] = {}
    for box in boxes:
        if box is None:
            return None
        for subject, some in box.options.items():
            options[subject] = options.get(subject, some) & some
            if not options[subject]:
                return None
        for form, (least, most) in box.limits.items():
            low, high = limits.get(form, (None, None))
            low = least if low is None else low if least is None else max(low, least)
            high = most if high is None else high if most is None else min(high, most)
            limits[form] = low, high
            if _crossed(limits[form]):
                return None
    return _Box(options, limits)


def _join(boxes: Iterable[_Box | None]) -> _Box | None:
    """What any of some boxes leaves, for each subject apart."""
    left = [box for box in boxes if box is not None]
    if not left:
        return None
    first, *others = left
    options = {
        subject: _any((some, *(box.options[subject] for box in others)))
        for subject, some in first.options.items()
        if all(subject in box.options for box in others)
    }
    limits: dict[Form, Limits] = {}
    for form in first.limits:
        if all(form in box.limits for box in others):
            lows, highs = zip(*(box.limits[form] for box in left), strict=True)
            least = None if None in lows else min(low for low in lows if low is not None)
            most = None if None in highs else max(high for high in highs if high is not None)
            limits[form] = least, most
    return _Box(options, limits)


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _bits(mask: int) -> Iterator[int]:
    """The single bits of a mask, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def places(mask: int) -> Iterator[int]:
    """The places that the bits of a mask stand for, in order."""
    return (bit.bit_length() - 1 for bit in _bits(mask))
