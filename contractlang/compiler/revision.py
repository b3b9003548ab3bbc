"""Price revision: when, by which formula, within which bounds, and what happens beyond them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import price_formula
from contractlang.compiler.terms import enter_value, joined
from contractlang.core.origins import Path
from contractlang.core.outcomes import FormulaIndex, FormulaNode, FormulaOperation
from contractlang.core.program import Revision, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import verbatim
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.model.clauses import REVISION_PARTS
from contractlang.model.schema import Slot
from contractlang.values import Count, Percent

_PATH: Path = ("price", "revision")
_INDEX: Path = ("price", "index")


def lower_revision(env: Environment, node: d.Revision) -> None:
    """Enter the terms of a revision, and keep its formula for whoever revises the price."""
    rhythm = env.word("revision", joined((node.rhythm,)))
    if rhythm is not None:
        _add(env, _PATH, Type(Kind.WORD, "revision"), rhythm, node)
    tree = price_formula(env, node.formula)
    words = " ".join(node.formula.span.text.split())
    _add(env, (*_PATH, "formula"), Type(Kind.FORMULA), words, node.formula)
    if node.bounds:
        bounds = m.Value(span=node.bounds[0].span.to(node.bounds[-1].span), phrases=node.bounds)
        enter_value(env, _PATH, Slot(parts=REVISION_PARTS), bounds, node.span)
    if rhythm is None or tree is None:
        return
    named = tuple(dict.fromkeys(_indices(tree)))
    if named and _INDEX not in env.terms:
        known = env.vocabularies["price_index"]
        indices = tuple(env.find_word(known, name) or name for name in named)
        title, origin = env.path_text(_INDEX), env.origin(node.formula.span)
        env.add_term(Term(path=_INDEX, title=title, type=Type(Kind.WORD, known.name), value=indices, origin=origin))
    substitute, rounding = _value(env, "substitute"), _value(env, "rounding", "basis")
    decimals = _value(env, "rounding")
    env.revision = Revision(
        rhythm=rhythm,
        text=verbatim(words),
        tree=tree,
        base=_base(env, node.formula),
        cap=_share(env, "cap"),
        floor=_share(env, "floor"),
        renegotiation=_share(env, "renegotiation"),
        substitute=None if substitute is None else str(substitute),
        decimals=int(decimals.amount) if isinstance(decimals, Count) else None,
        rounding=None if rounding is None else str(rounding),
        origin=env.origin(node.span),
    )


def _indices(tree: FormulaNode) -> Iterator[str]:
    """The indices that a formula names, from left to right."""
    match tree:
        case FormulaIndex(name=name):
            yield name
        case FormulaOperation(left=left, right=right):
            yield from _indices(left)
            yield from _indices(right)


def _base(env: Environment, formula: m.Expression) -> FormulaNode | None:
    """The one price that a formula names, or None."""
    named = {".".join(part.text for part in node.parts): node for node in _named(formula)}
    return price_formula(env, next(iter(named.values()))) if len(named) == 1 else None


def _named(node: m.Expression) -> Iterator[m.PathRef]:
    """The amounts that a formula names, from left to right; what a function takes is none."""
    match node:
        case m.PathRef():
            yield node
        case m.Operation(left=left, right=right):
            yield from _named(left)
            yield from _named(right)
        case m.Share(of=of):
            yield from _named(of)


def _add(env: Environment, path: Path, type: Type, value: object, node: m.Node) -> None:
    env.add_term(Term(path=path, title=env.path_text(path), type=type, value=value, origin=env.origin(node.span)))


def _value(env: Environment, *below: str) -> object | None:
    term = env.terms.get((*_PATH, *below))
    return term.value if term else None


def _share(env: Environment, name: str) -> Fraction | None:
    value = _value(env, name)
    return value.fraction if isinstance(value, Percent) else None
