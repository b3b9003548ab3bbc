"""The priority matrix: one or two facts to a priority.

The matrix is a decision of its own, so that a missing cell is a gap and two cells for one case are a conflict. Where
there is one, nobody states the priority of a case: a guard that speaks of it (`priorité = P1`) becomes the cells that
give it, so that every reader sees conditions on the facts that are known.
"""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.compiler.environment import Environment
from contractlang.compiler.pages import TYPE
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Classified
from contractlang.core.program import Decision, Rule, Term
from contractlang.core.schema import FactType, Kind, Type
from contractlang.diagnostics import Text
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.syntax import spelling

_TITLE = Text("priorité", "priority")
_NOT_WORDS = Text("`{name}` n'a pas de mots : une ligne ne peut pas en porter", "`{name}` has no words to make rows of")
_WORD_FACT = Text(
    "nommer un fait qui prend ses mots dans un vocabulaire, comme `impact`",
    "name a fact whose words come from a vocabulary, like `impact`",
)
_UNKNOWN_AXIS = Text("aucun fait ne s'appelle `{word}`", "no fact is called `{word}`")
_ONE_AXIS = Text(
    "la matrice n'a qu'un axe : une case n'a pas de colonne", "the matrix has one axis: no cell has a column"
)
_PRIORITY_ONLY = Text("n'écrire que la priorité : `I1 : P1`", "write the priority alone: `I1 : P1`")


def lower_priorities(env: Environment, clauses: Iterable[tuple[str | None, lv.Priorities]]) -> Decision | None:
    """The decision on the priority; guards that read `priority` from now on read its cells."""
    found: Decision | None = None
    for article, clause in clauses:
        env.article = article
        if found is not None:
            env.twice(spelling("priorities", env.language), clause.keyword.span, found.rules[0].origin.span)
            continue
        axes = [_axis(env, word) for word in clause.axes]
        if None in axes:
            continue
        found = _matrix(env, clause, [axis for axis in axes if axis is not None])
        if found is not None:
            env.derived[cases.PRIORITY] = _by_word(found)
    return found


def _axis(env: Environment, word: m.Word) -> FactType | None:
    fact = env.fact(word)
    if fact is None:
        env.unknown(word, _UNKNOWN_AXIS, [env.said(one.title) for one in env.facts.values() if one.type.vocabulary])
    elif fact.type.vocabulary is None:
        env.report(TYPE, word.span, _NOT_WORDS(name=fact.title), help=_WORD_FACT())
        return None
    return fact


def _matrix(env: Environment, clause: lv.Priorities, axes: list[FactType]) -> Decision | None:
    rules: list[Rule] = []
    default: Rule | None = None
    for cell in clause.cells:
        rule = _cell(env, cell, axes)
        if rule is None:
            continue
        if cell.row is None:
            default = rule
        elif env.once(rule.name, cell.span, {known.name: known.origin for known in rules}):
            rules.append(rule)
    if not rules:
        return None
    return Decision(name=cases.PRIORITY, title=_TITLE, rules=tuple(rules), default=default, complete=True)


def _cell(env: Environment, cell: lv.PriorityCell, axes: list[FactType]) -> Rule | None:
    """The rule of one cell, with its term."""
    priority = env.word("priority", cell.priority)
    places: list[str] = []
    guards: list[core.Condition] = []
    for axis, word in zip(axes, (cell.row, cell.column), strict=False):
        if word is None:
            continue
        found = env.word(axis.type.vocabulary or "", word)
        if found is None:
            return None
        places.append(found)
        guards.append(core.IsOneOf(axis.name, (found,)))
    if len(axes) == 1 and cell.column is not None:
        env.report(TYPE, cell.span, _ONE_AXIS(), help=_PRIORITY_ONLY())
        return None
    if priority is None:
        return None
    path = ("priorities", *(places or ["default"]))
    origin = env.origin(cell.span)
    if path not in env.terms:
        type_ = Type(Kind.WORD, "priority")
        env.add_term(Term(path=path, title=env.path_text(path), type=type_, value=priority, origin=origin))
    guard = guards[0] if len(guards) == 1 else core.And(tuple(guards)) if guards else core.Always(True)
    words = env.vocabularies["priority"].words[priority]
    return Rule(
        name=env.path_words(path),
        title=env.path_text(path),
        guard=guard,
        outcome=Classified(priority, words),
        origin=origin,
    )


def _by_word(decision: Decision) -> dict[str, core.Condition]:
    """When each priority is given."""
    found: dict[str, list[core.Condition]] = {}
    for rule in decision.rules:
        assert isinstance(rule.outcome, Classified)
        found.setdefault(rule.outcome.word, []).append(rule.guard)
    if decision.default is not None:
        assert isinstance(decision.default.outcome, Classified)
        elsewhere = core.Not(core.Or(tuple(rule.guard for rule in decision.rules)))
        found.setdefault(decision.default.outcome.word, []).append(elsewhere)
    return {word: guards[0] if len(guards) == 1 else core.Or(tuple(guards)) for word, guards in found.items()}
