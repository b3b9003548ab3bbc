"""One program for the questions on two: the names of the first as the second has them, calendars by what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from contractlang.calendars import ServiceCalendar, breakpoints
from contractlang.comparison.items import common_names
from contractlang.comparison.matching import Name
from contractlang.comparison.names import CALENDAR, Renamer
from contractlang.core.cases import Case
from contractlang.core.life import Window, window
from contractlang.core.program import Decision, Program
from contractlang.core.schema import FactType, Vocabulary
from contractlang.records import evolve, field, frozen
from contractlang.solver import Session

# Delays that start at the end of a contract's life run on after it
_AFTER = 366 * 86_400


@frozen(kw_only=True)
class Pair:
    """A decision of one program, as it has it and under the names that both have."""

    own: Decision
    shared: Decision


@frozen(kw_only=True)
class Joint:
    """Two programs under one set of names: those of the second; `to` renames each of them, `names` the first."""

    before: Program
    after: Program
    names: Mapping[Name, str] = field(eq=False)
    to: tuple[Renamer, Renamer]
    window: Window

    @property
    def programs(self) -> tuple[Program, Program]:
        """Both programs."""
        return self.before, self.after

    @cached_property
    def clashing(self) -> frozenset[str]:
        """The facts that are of another type, or have other bounds, in the other program."""
        first, second = (to.facts() for to in self.to)
        return frozenset(
            name
            for name in first.keys() & second.keys()
            if (first[name].type, first[name].bounds) != (second[name].type, second[name].bounds)
        )

    @cached_property
    def session(self) -> Session:
        """A session over the cases of both programs, in the lives of both."""
        facts: dict[str, FactType] = {}
        vocabularies: dict[str, Vocabulary] = {}
        calendars: dict[str, ServiceCalendar] = {}
        for program, to in zip(self.programs, self.to, strict=True):
            facts = to.facts() | facts
            for name, vocabulary in to.vocabularies().items():
                known = vocabularies.setdefault(name, vocabulary)
                vocabularies[name] = evolve(known, words={**known.words, **vocabulary.words})
            for name, calendar in program.calendars.items():
                calendars.setdefault(to.calendar(name), evolve(calendar, name=to.calendar(name)))
        whole = evolve(self.after, facts=facts, vocabularies=vocabularies, calendars=calendars)
        return Session(whole, window=self.window)

    @cached_property
    def decisions(self) -> tuple[Mapping[str, Pair], Mapping[str, Pair]]:
        """The decisions of each program, by the name that both have."""
        first, second = (
            {to.decision_name(name): Pair(own=one, shared=to.decision(one)) for name, one in program.decisions.items()}
            for program, to in zip(self.programs, self.to, strict=True)
        )
        return first, second

    def own_case(self, side: int, case: Case) -> Case:
        """A case in the names of one program, without the facts that it does not know."""
        program, to = self.programs[side], self.to[side]
        found = {}
        for name, fact in program.facts.items():
            value = case.get(to.fact(name))
            if isinstance(value, str):
                known = program.vocabularies.get(fact.type.vocabulary or "")
                words = known.words if known is not None else ()
                value = next((word for word in words if to.word(name, word) == value), value)
            if value is not None:
                found[name] = value
        return found

    def strange(self, side: int, case: Case) -> tuple[str, ...]:
        """The facts of a case whose word one program does not have."""
        program, own = self.programs[side], self.own_case(side, case)
        vocabularies = {fact: program.vocabularies.get(program.facts[fact].type.vocabulary or "") for fact in own}
        return tuple(
            self.to[side].fact(fact)
            for fact, known in vocabularies.items()
            if known is not None and isinstance(own[fact], str) and own[fact] not in known.words
        )

    def same_openings(self, first: str, second: str) -> bool:
        """Whether a calendar of each program is open at the same instants of both lives."""
        one, other = self.before.calendars[first], self.after.calendars[second]
        return _open_alike(one, other, self.window.start, self.window.end)


def joined(before: Program, after: Program) -> Joint:
    """Find the names that two programs have in common."""
    lives = window(before), window(after)
    both = Window(start=min(one.start for one in lives), end=max(one.end for one in lives), zone=lives[0].zone)
    calendars = calendar_names(before, after, both)
    names = common_names(before, after, calendars)

    def first(sort: str, name: str) -> str:
        return calendars[0].get(name, name) if sort == CALENDAR else names.get((sort, name), name)

    def second(sort: str, name: str) -> str:
        return calendars[1].get(name, name) if sort == CALENDAR else name

    to = Renamer(before, first), Renamer(after, second)
    return Joint(before=before, after=after, names=names, to=to, window=both)


def calendar_names(first: Program, second: Program, within: Window) -> tuple[dict[str, str], dict[str, str]]:
    """For each program a name for each of its calendars, the same one exactly if they do the same within some dates."""
    known: list[tuple[ServiceCalendar, str]] = []
    maps: list[dict[str, str]] = []
    for program in (first, second):
        names = {}
        for name, calendar in sorted(program.calendars.items()):
            found = next((named for other, named in known if _alike(calendar, other, within)), None)
            names[name] = found or f"calendar_{len(known)}"
            if found is None:
                known.append((calendar, names[name]))
        maps.append(names)
    return maps[0], maps[1]


def _alike(one: ServiceCalendar, other: ServiceCalendar, within: Window) -> bool:
    """Whether every delay that starts within some dates ends alike on two calendars."""
    if evolve(one, name="") == evolve(other, name=""):
        return True
    if one.zone != other.zone or set(one.holidays) != set(other.holidays):
        return False
    return _open_alike(one, other, within.start - 1, within.end + _AFTER)


def _open_alike(one: ServiceCalendar, other: ServiceCalendar, start: int, end: int) -> bool:
    try:
        same = breakpoints(one, start, end) == breakpoints(other, start, end)
        return same and one.opens(start) == other.opens(start)
    except ValueError:  # public holidays are not known for so long
        return False
