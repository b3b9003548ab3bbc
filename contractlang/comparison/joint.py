"""One program for the questions on two: facts and vocabularies together, calendars named by their content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
from attrs import evolve

from contractlang.calendars import ServiceCalendar
from contractlang.core.life import Window, window
from contractlang.core.program import Decision, FactType, Program, Vocabulary
from contractlang.solver import Session

T = TypeVar("T")


class DifferentFactsError(Exception):
    """A fact of one text is of another type in the other; `name` is that fact."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def calendar_names(first: Program, second: Program) -> tuple[dict[str, str], dict[str, str]]:
    """For each program a name for each of its calendars, the same one exactly if their content is the same."""
    known: dict[ServiceCalendar, str] = {}
    maps: list[dict[str, str]] = []
    for program in (first, second):
        names = {}
        for name, calendar in sorted(program.calendars.items()):
            content = evolve(calendar, name="")
            names[name] = known.setdefault(content, f"calendar_{len(known)}")
        maps.append(names)
    return maps[0], maps[1]


def renamed(value: T, names: Mapping[str, str]) -> T:
    """A condition or an outcome with its calendars under other names."""
    if isinstance(value, tuple):
        return tuple(renamed(one, names) for one in value)  # type: ignore[return-value]
    if not attrs.has(type(value)) or not type(value).__module__.startswith("contractlang.core."):
        return value
    changes: dict[str, Any] = {}
    cls: Any = type(value)
    for one in attrs.fields(cls):
        old = getattr(value, one.name)
        new = names.get(old, old) if one.name == "calendar" and isinstance(old, str) else renamed(old, names)
        if new != old:
            changes[one.name] = new
    return evolve(value, **changes) if changes else value  # type: ignore[misc]


def renamed_decision(decision: Decision, names: Mapping[str, str]) -> Decision:
    """A decision with its calendars under other names."""
    return renamed(decision, names)


def joint(first: Program, second: Program, names: tuple[Mapping[str, str], Mapping[str, str]]) -> Session:
    """A session over the cases of both programs; raises DifferentFactsError."""
    facts: dict[str, FactType] = {}
    for name in sorted({*first.facts, *second.facts}):
        one, other = first.facts.get(name), second.facts.get(name)
        if one is not None and other is not None and (one.type, one.bounds) != (other.type, other.bounds):
            raise DifferentFactsError(name)
        found = one or other
        assert found is not None
        facts[name] = found
    vocabularies: dict[str, Vocabulary] = dict(first.vocabularies)
    for name, vocabulary in second.vocabularies.items():
        if name in vocabularies:
            words = {**vocabularies[name].words, **vocabulary.words}
            vocabularies[name] = evolve(vocabulary, words=words)
        else:
            vocabularies[name] = vocabulary
    calendars = {
        new: evolve(program.calendars[old], name=new)
        for program, mapping in zip((first, second), names, strict=True)
        for old, new in mapping.items()
    }
    whole = evolve(second, facts=facts, vocabularies=vocabularies, calendars=calendars)
    lives = window(first), window(second)
    both = Window(start=min(one.start for one in lives), end=max(one.end for one in lives), zone=lives[0].zone)
    return Session(whole, window=both)
