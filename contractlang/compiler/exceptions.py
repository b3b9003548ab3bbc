"""Which rule prevails over which: `sauf` and `prime sur`, transitively, without circles."""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.compiler.environment import Environment, keyword_text
from contractlang.compiler.pages import CYCLE
from contractlang.core.program import Exceptional, Rule
from contractlang.diagnostics import Label, Text
from contractlang.model import nodes as m
from contractlang.records import evolve
from contractlang.source import Span
from contractlang.syntax import spelling

_UNKNOWN_RULE = Text("aucune règle ne s'appelle `{word}`", "no rule is called `{word}`")
_CIRCLE = Text("{names} : chacune l'emporte sur la suivante", "{names}: each prevails over the next")
_BREAK = Text("retirer l'un des `{UNLESS}` du cercle", "remove one of the `{UNLESS}` in the circle")
_PART_OF_CIRCLE = Text("fait partie du cercle", "is part of the circle")


def order_rules(
    env: Environment,
    rules: list[Rule],
    groups: Mapping[str, list[str]],
    wanted: list[tuple[str, m.Word]],
    unknown: Text = _UNKNOWN_RULE,
) -> tuple[Rule, ...]:
    """The rules with all that each prevails over, transitively; circles and unknown names are findings."""
    direct: dict[str, set[str]] = {name: set() for name in groups}
    words: dict[tuple[str, str], Span] = {}
    for name, word in wanted:
        if word.text not in groups:
            env.unknown(word, unknown, groups)
            continue
        if word.text == spelling("hotline", env.language):
            env.note(word.span, keyword_text("hotline"))
        direct[name].add(word.text)
        words.setdefault((name, word.text), word.span)
    if circle := _circle(direct):
        spans = [words[step] for step in zip(circle, [*circle[1:], circle[0]], strict=True)]
        names = ", ".join(f"`{name}`" for name in circle)
        labels = tuple(Label(span=span, message=_PART_OF_CIRCLE()) for span in spans[1:])
        env.report(CYCLE, spans[0], _CIRCLE(names=names), help=_BREAK(), labels=labels)
        return tuple(rules)
    closed = {name: _reachable(direct, name) for name in groups}
    group_of = {rule: group for group, members in groups.items() for rule in members}
    return tuple(
        evolve(rule, beats=frozenset(member for other in closed[group_of[rule.name]] for member in groups[other]))
        for rule in rules
    )


def stated_exceptions(
    env: Environment, groups: Mapping[str, list[str]], wanted: list[tuple[str, m.Word]]
) -> tuple[Exceptional, ...]:
    """The exceptions that name a rule, each once, in the order of the text."""
    found = {
        (name, word.text): Exceptional(
            winner=name,
            loser=word.text,
            winners=frozenset(groups[name]),
            losers=frozenset(groups[word.text]),
            origin=env.origin(word.span),
        )
        for name, word in reversed(wanted)
        if groups.get(name) and groups.get(word.text)
    }
    return tuple(reversed(found.values()))


def _reachable(direct: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = sorted(direct[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(sorted(direct[name]))
    return found


def _circle(direct: Mapping[str, set[str]]) -> list[str]:
    """The names of a shortest circle, from its first name in alphabetical order; empty where there is none."""
    best: list[str] = []
    for start in sorted(direct):
        paths = [[start]]
        seen = {start}
        while paths:
            path = paths.pop(0)
            for name in sorted(direct[path[-1]]):
                if name == start:
                    best = path if not best or len(path) < len(best) else best
                    paths = []
                    break
                if name not in seen:
                    seen.add(name)
                    paths.append([*path, name])
    return best
