"""Whether some case makes conditions true at all, without a case that shows it: most questions of a check are no more.

A condition is taken apart once, for all questions: into what it leaves to each fact apart, as the bits of one number
or as limits, and into choices between alternatives of the same form. A question is then a search in depth: take what
is settled, drop the alternatives that are crossed and the choices that hold anyhow, try what is left one by one. It
ends at the first leaf, where `cubes` and `quick` go through all to find the most ordinary case.

A leaf without choices has a case exactly if each fact has a value left. Not all there is can be said in this form: of
two events that are bound, dates, sums that share a fact or have factors, and comparisons that are no sums it is only
known here that they are impossible. Then nothing is said.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping

from contractlang.core.cases import EVENTS
from contractlang.core.evaluate import holds
from contractlang.core.expressions import Always, And, Compare, Condition, During, Holds, IsOneOf, Not, Or, facts_of
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.records import field, frozen
from contractlang.solver.instants import Instants
from contractlang.solver.linear import CONTRARY, Form, Limits, compared, left_to, reach

# A word fact or a truth by its name, an opening by its instant and calendar, a comparison that is no sum by itself
Subject = str | tuple[str, str] | Compare

_FALSE, _TRUE, _EITHER = 0b01, 0b10, 0b11
# An open list of words has any number of them: all bits, of which the lowest is no word that anything names
_ANY_WORD = -1
_FREE: Limits = (None, None)
# Numbers that are tried: what two prices or two sums leave is seldom away from all of them
_TRIED = (3600, 900, 7200, 10_000, 36_000, 100_000, 1, 0)
# Beyond so many looks at choices it pays to let others look; a branch counts as so many, whatever is left in it
_MOST_LOOKS = 50_000
_BRANCH = 250


@frozen
class Part:
    """What a condition leaves to each subject and each sum, and the choices between parts that it leaves besides."""

    options: tuple[tuple[Subject, int], ...] = ()
    limits: tuple[tuple[Form, int | None, int | None], ...] = ()
    choices: tuple[tuple[Part, ...], ...] = ()


_NOTHING_LEFT_OUT = Part()


class _UnsettledError(Exception):
    """A search takes longer than it pays, or a condition names a word that its list does not have."""


@frozen
class _State:
    """What a branch of the search leaves so far."""

    options: dict[Subject, int] = field(factory=dict)
    limits: dict[Form, Limits] = field(factory=dict)

    def copy(self) -> _State:
        return _State(self.options.copy(), self.limits.copy())


class Existence:
    """The conditions of one program, each taken apart once; `instants` gives the openings of some calendars."""

    def __init__(self, program: Program, instants: Callable[[frozenset[str]], Instants]) -> None:
        self._program = program
        self._instants = instants
        self._parts: dict[tuple[Condition, bool], Part | None] = {}
        self._bits: dict[str, dict[str, int]] = {}
        self._all: dict[Subject, int] = {}
        self._bounds: dict[Form, Limits] = {}
        # subjects and sums of which more is to be said than what is left to each apart
        self._unsure: set[Subject | Form] = set()
        self._openings: dict[frozenset[tuple[str, int]], bool] = {}

    def settled(self, *conditions: Condition) -> bool | None:
        """Whether some well-formed case makes all conditions true; None where that is not known."""
        state: _State = _State()
        choices: list[tuple[Part, ...]] = []
        self._left = _MOST_LOOKS
        try:
            for condition in conditions:
                part = self._part(condition, True)
                if part is None or not self._take(part, state):
                    return False
                choices += part.choices
            return self._search(state, choices)
        except _UnsettledError:
            return None

    # --- conditions taken apart -----------------------------------------------------------------------------

    def _part(self, condition: Condition, wanted: bool) -> Part | None:
        """What a condition of the wanted truth leaves; None where it never has it."""
        key = condition, wanted
        if key not in self._parts:
            self._parts[key] = self._made(condition, wanted)
        return self._parts[key]

    def _made(self, condition: Condition, wanted: bool) -> Part | None:
        match condition:
            case Always(value):
                return _NOTHING_LEFT_OUT if value == wanted else None
            case Not(operand):
                return self._part(operand, not wanted)
            case And(operands) | Or(operands):
                parts = [self._part(operand, wanted) for operand in operands]
                return self._all_of(parts) if isinstance(condition, And) == wanted else _one_of(parts)
            case IsOneOf(fact, words):
                return self._among(fact, words, wanted)
            case Holds(fact):
                return self._one(fact, _TRUE if wanted else _FALSE, _EITHER)
            case During(fact, calendar):
                return self._one((fact, calendar), _TRUE if wanted else _FALSE, _EITHER)
        return self._compared(condition, wanted)

    def _all_of(self, parts: list[Part | None]) -> Part | None:
        """What all of some parts leave."""
        state: _State = _State()
        choices: list[tuple[Part, ...]] = []
        for part in parts:
            if part is None or not self._take(part, state):
                return None
            choices += part.choices
        limits = tuple((form, least, most) for form, (least, most) in state.limits.items())
        return Part(tuple(state.options.items()), limits, tuple(choices))

    def _one(self, subject: Subject, options: int, all: int) -> Part | None:
        """What is left to one subject; None where nothing is."""
        self._all[subject] = all
        return None if not options else _NOTHING_LEFT_OUT if options == all else Part(((subject, options),))

    def _among(self, fact: str, words: tuple[str, ...], wanted: bool) -> Part | None:
        type_ = self._program.facts[fact].type
        closed = self._program.vocabularies.get(type_.vocabulary or "")
        if fact not in self._bits:
            self._bits[fact] = {word: 1 << place for place, word in enumerate(closed.words if closed else ())}
        bits = self._bits[fact]
        if closed is None:
            for word in words:
                bits.setdefault(word, 2 << len(bits))
        elif not bits.keys() >= set(words):
            raise _UnsettledError  # to who names it, it is one word more
        all = _ANY_WORD if closed is None else (1 << len(bits)) - 1
        named = sum({bits[word] for word in words})
        return self._one(fact, named if wanted else all & ~named, all)

    def _compared(self, comparison: Compare, wanted: bool) -> Part | None:
        op = comparison.op if wanted else CONTRARY[comparison.op]
        sums = compared(op, comparison.left, comparison.right)
        if sums is None:
            self._unsure.add(comparison)
            return self._one(comparison, _TRUE if wanted else _FALSE, _EITHER)
        form, parts = sums
        if not form:
            true = any((least is None or least <= 0) and (most is None or most >= 0) for least, most in parts)
            return _NOTHING_LEFT_OUT if true else None
        if form not in self._bounds:
            self._bounds[form] = self._bounds_of(form)
        return _one_of([None if _crossed(*limits) else Part(limits=((form, *limits),)) for limits in parts])

    def _bounds_of(self, form: Form) -> Limits:
        """The limits of a sum that those of its facts give it."""
        facts = [self._program.facts[fact] for fact, _ in form]
        if any(fact.type.kind is Kind.INSTANT for fact in facts):
            self._unsure.add(form)
            return _FREE
        if any(abs(factor) != 1 for _, factor in form):
            self._unsure.add(form)
        return reach(form, {fact.name: fact.bounds for fact in facts})

    # --- the search -----------------------------------------------------------------------------------------

    def _take(self, part: Part, state: _State) -> bool:
        """Narrow a state to a part, but for its choices; False where nothing is left."""
        for subject, some in part.options:
            left = state.options.get(subject, some) & some
            if not left:
                return False
            state.options[subject] = left
        for form, least, most in part.limits:
            low, high = state.limits.get(form) or self._bounds[form]
            low = least if low is None else low if least is None else max(low, least)
            high = most if high is None else high if most is None else min(high, most)
            if _crossed(low, high):
                return False
            state.limits[form] = low, high
        return True

    def _adds(self, part: Part, state: _State) -> bool | None:
        """Whether a part leaves less than a state does; None where together they leave nothing."""
        adds = bool(part.choices)
        for subject, some in part.options:
            left = state.options.get(subject)
            if left is None:
                adds = True
            elif not left & some:
                return None
            elif left & ~some:
                adds = True
        for form, least, most in part.limits:
            low, high = state.limits.get(form) or self._bounds[form]
            if (least is not None and high is not None and least > high) or (
                most is not None and low is not None and most < low
            ):
                return None
            if (least is not None and (low is None or low < least)) or (
                most is not None and (high is None or high > most)
            ):
                adds = True
        return adds

    def _search(self, state: _State, choices: list[tuple[Part, ...]], *, is_first: bool = True) -> bool | None:
        """Whether a state has a case that makes one part of each choice true."""
        while True:
            self._left -= len(choices)
            if self._left < 0:
                raise _UnsettledError
            waiting: list[tuple[Part, ...]] = []
            taken = False
            for choice in choices:
                open_ = self._open(choice, state)
                if open_ is None:
                    continue
                if not open_:
                    return False
                if len(open_) > 1:
                    waiting.append(open_)
                elif not self._take(open_[0], state):
                    return False
                else:
                    waiting += open_[0].choices
                    taken = True
            choices = waiting
            if not taken:
                break
        found = self._has_a_case(state)
        if not choices or found is False:
            return found
        shared = Counter(id(part) for choice in choices for part in choice)
        return (is_first and self._dive(state, choices, shared)) or self._try(state, choices, shared)

    def _open(self, choice: tuple[Part, ...], state: _State) -> tuple[Part, ...] | None:
        """The parts of a choice that a state does not cross; None where one of them holds in all of it."""
        kept = []
        for part in choice:
            adds = self._adds(part, state)
            if adds is False:
                return None
            if adds:
                kept.append(part)
        return tuple(kept)

    def _dive(self, state: _State, choices: list[tuple[Part, ...]], shared: Counter[int]) -> bool:
        """Whether a case is met at once, where each choice takes the part that most of them have."""
        branch, waiting = state.copy(), deque(choices)
        while waiting:
            open_ = self._open(waiting.popleft(), branch)
            if open_ is not None:
                part = max(open_, key=lambda one: shared[id(one)], default=None)
                if part is None or not self._take(part, branch):
                    return False
                waiting += part.choices
        return self._has_a_case(branch) is True

    def _try(self, state: _State, choices: list[tuple[Part, ...]], shared: Counter[int]) -> bool | None:
        """The part that most choices have and its contrary, or each part of its choice in its turn."""
        choice = max(choices, key=lambda one: (max(shared[id(part)] for part in one), -len(one)))
        part = max(choice, key=lambda one: shared[id(one)])
        contrary = self._contrary(part)
        if contrary is None:
            choices = [one for one in choices if one is not choice]
        answer: bool | None = False
        for tried in choice if contrary is None else (part, contrary):
            self._left -= _BRANCH
            branch = state.copy()
            if not self._take(tried, branch):
                continue
            found = self._search(branch, [*tried.choices, *choices], is_first=False)
            if found:
                return True
            answer = answer if found is False else None
        return answer

    def _contrary(self, part: Part) -> Part | None:
        """What is left where a part is not true; None where that is no part."""
        match part:
            case Part(((subject, options),), (), ()):
                return Part(((subject, self._all[subject] & ~options),))
            case Part((), ((form, int(least), None),), ()):
                return Part(limits=((form, None, least - 1),))
            case Part((), ((form, None, int(most)),), ()):
                return Part(limits=((form, most + 1, None),))
        return None

    def _has_a_case(self, state: _State) -> bool | None:
        """Whether a state without choices has a case; None where that is not known."""
        opened: dict[str, set[tuple[str, int]]] = {}
        for subject, some in state.options.items():
            if isinstance(subject, tuple):
                opened.setdefault(subject[0], set()).add((subject[1], some))
        for openings in opened.values():
            if not self._occur(frozenset(openings)):
                return False
        if state.limits and self._sums_are_crossed(state.limits):
            return False
        if len(opened) > 1 and len(opened.keys() & set(EVENTS)) > 1:
            return None
        summed = [fact for form in state.limits if len(form) > 1 for fact, _ in form]
        apart = self._unsure.isdisjoint(state.options) and self._unsure.isdisjoint(state.limits)
        if apart and len(summed) == len(set(summed)):
            return True
        return self._has_numbers(state) or None

    def _has_numbers(self, state: _State) -> bool:
        """Whether some numbers, all alike as far as their limits let them, make true what is said of several."""
        bound = [subject for subject in state.options if isinstance(subject, Compare)]
        names = {fact for one in bound for fact in facts_of(one)} | {fact for form in state.limits for fact, _ in form}
        facts = [self._program.facts[name] for name in sorted(names)]
        if any(fact.type.kind is Kind.INSTANT for fact in facts):
            return False
        alone = {fact.name: state.limits.get(((fact.name, 1),)) or fact.bounds for fact in facts}
        sums = {form: limits for form, limits in state.limits.items() if len(form) > 1}
        for tried in _TRIED:
            case = {name: _nearest(tried, *limits) for name, limits in alone.items()}
            for form, within in sums.items():
                _fit(case, form, within, alone)
            if all(_within(_total(form, case), *limits) for form, limits in sums.items()) and all(
                holds(one, case, self._program.calendars) == (state.options[one] == _TRUE) for one in bound
            ):
                return True
        return False

    def _sums_are_crossed(self, limits: Mapping[Form, Limits]) -> bool:
        """Whether the limits of the facts leave some sum no value."""
        for form, (least, most) in limits.items():
            if len(form) > 1:
                alone = {fact: limits.get(((fact, 1),)) or self._program.facts[fact].bounds for fact, _ in form}
                low, high = reach(form, alone)
                if (least is not None and high is not None and least > high) or (
                    most is not None and low is not None and most < low
                ):
                    return True
        return False

    def _occur(self, openings: frozenset[tuple[str, int]]) -> bool:
        """Whether at some instant of the window some calendars are open, and others closed."""
        if openings not in self._openings:
            named = frozenset(calendar for calendar, _ in openings)
            opened = frozenset(calendar for calendar, some in openings if some == _TRUE)
            instants = self._instants(named)
            self._openings[openings] = any(one & named == opened for one in instants.open_in)
        return self._openings[openings]


def _one_of(parts: list[Part | None]) -> Part | None:
    """What any of some parts leaves, as a choice between them."""
    left = tuple(part for part in parts if part is not None)
    if not left:
        return None
    if len(left) == 1:
        return left[0]
    return _NOTHING_LEFT_OUT if _NOTHING_LEFT_OUT in left else Part(choices=(left,))


def _crossed(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most


def _within(number: int, least: int | None, most: int | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def _nearest(number: int, least: int | None, most: int | None) -> int:
    number = number if least is None else max(number, least)
    return number if most is None else min(number, most)


def _total(form: Form, case: Mapping[str, int]) -> int:
    return sum(factor * case[fact] for fact, factor in form)


def _fit(case: dict[str, int], form: Form, within: Limits, alone: Mapping[str, Limits]) -> None:
    """Change one number of a case so that a sum comes within its limits, if that will do."""
    if not _within(_total(form, case), *within):
        for fact, _ in form:
            low, high = left_to(fact, form, within, case)
            value = _nearest(_nearest(case[fact], low, high), *alone[fact])
            if _within(value, low, high):
                case[fact] = value
                return
