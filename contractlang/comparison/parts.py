"""What counts beside decisions: the cap on penalties, targets and what missing them costs, revision, scope.

They are compared by what they make somebody pay as far as the core tells it: formulas that count alike are one, a price
revision is taken relative to the price that it revises, and the scope is what it covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from contractlang.comparison.answers import Answer, Effect, gap_of
from contractlang.comparison.favour import Favour, constant, opposite
from contractlang.comparison.items import plain, plain_formula
from contractlang.comparison.joint import Joint
from contractlang.comparison.matching import Item
from contractlang.core.cases import ASSET
from contractlang.core.duties import TITLES
from contractlang.core.formulas import at_least
from contractlang.core.origins import Origin
from contractlang.core.outcomes import FormulaFact, FormulaNode, FormulaOperation
from contractlang.core.program import Program, Revision, ScopeItem, Shortfall, Target
from contractlang.diagnostics import Message, Text
from contractlang.diagnostics.wording import unit_name
from contractlang.evaluation.sentences import word_text
from contractlang.records import evolve, fields, frozen
from contractlang.values import Unit, percent_of

T = TypeVar("T", Target, Shortfall)

_CAP = Text("plafond des pénalités", "cap on penalties")
_TARGET = Text("objectif : {subject}", "target: {subject}")
_SHORTFALL = Text("pénalité de l'objectif : {subject}", "penalty of the target: {subject}")
_REVISION = Text("révision du prix", "price revision")
_SCOPE = Text("périmètre : {asset}", "scope: {asset}")
_NONE = Text("aucun", "none")
_PERIOD = Text("{amount} par {unit}", "{amount} per {unit}")
_MISSING = Text("{amount} par {step} manquant", "{amount} per {step} missing")
_ON = Text("{share} sur `{calendar}`", "{share} on `{calendar}`")
_BOUNDS = Text("{formula} (plafond {cap}, plancher {floor})", "{formula} (cap {cap}, floor {floor})")
_INCLUDED, _EXCLUDED, _SILENT = (
    Text("inclus", "included"),
    Text("exclu", "excluded"),
    Text("ni inclus ni exclu", "neither included nor excluded"),
)


@frozen
class _Part(Generic[T]):
    """A part as its program has it, and under the names that both have."""

    own: T
    shared: T


_Sides = tuple[_Part[T] | None, _Part[T] | None]


def parts(joint: Joint) -> Iterator[Effect]:
    """The effects that no decision holds."""
    yield _cap(joint)
    yield from _targets(joint)
    yield from _shortfalls(joint)
    yield _revision(joint)
    yield from _scope(joint)


def _answer(words: Message | None, origin: Origin | None, paid: tuple[int, str | None] | None = None) -> Answer:
    return Answer(result=None, words=words or _NONE(), origin=origin, paid=paid)


_NOTHING = Answer(result=None, words=_NONE())


def _cap(joint: Joint) -> Effect:
    effect = Effect(name="cap", area="penalty", title=_CAP())
    one, other = joint.before.cap, joint.after.cap
    shared = [None if cap is None else to.piece(cap) for cap, to in zip((one, other), joint.to, strict=True)]
    if plain(shared[0]) == plain(shared[1]):
        return effect
    answers = [
        _answer(None, None)
        if cap is None
        else _answer(_per(cap.amount.text, cap.period), cap.origin, constant(cap.amount, cap.currency))
        for cap in (one, other)
    ]
    favours: Favour = "unclear"
    first, second = shared
    if first is None or second is None:
        favours = "provider" if first is None else "client"
    elif (first.currency, first.period) == (second.currency, second.period):
        favours = _higher(first.amount.tree, second.amount.tree, "client")
    gap = gap_of(*answers)
    return evolve(effect, state="differs", before=answers[0], after=answers[1], gap=gap, favours=favours)


def _per(amount: object, period: Unit | None) -> Message:
    if period is None:
        return Text("{amount}", "{amount}")(amount=amount)
    return _PERIOD(amount=amount, unit=Text(unit_name(period, "fr"), unit_name(period, "en")))


def _higher(before: FormulaNode, after: FormulaNode, gains: Favour) -> Favour:
    """Whom it favours that a formula comes to more or less, where that is the same for all that it counts."""
    if at_least(after, before, {}):
        return gains
    return opposite(gains) if at_least(before, after, {}) else "unclear"


def _targets(joint: Joint) -> Iterator[Effect]:
    def favour(before: Target | None, after: Target | None) -> Favour:
        if before is None or after is None:
            return "client" if before is None else "provider"
        alike = evolve(before, share=after.share) == after
        return "unclear" if not alike else "client" if after.share > before.share else "provider"

    def words(one: Target) -> Message:
        share = _per(percent_of(one.share), one.period)
        return share if one.calendar is None else _ON(share=share, calendar=one.calendar)

    for key, sides in _keyed(joint, lambda program: program.targets):
        effect = Effect(name=f"target.{key}", area="deadline", title=_TARGET(subject=_subject(sides)))
        yield _told(effect, sides, words, favour)


def _shortfalls(joint: Joint) -> Iterator[Effect]:
    def favour(before: Shortfall | None, after: Shortfall | None) -> Favour:
        if before is None or after is None:
            return "client" if before is None else "provider"
        alike = (before.per, before.currency) == (after.per, after.currency)
        return _higher(before.amount.tree, after.amount.tree, "client") if alike else "unclear"

    def words(one: Shortfall) -> Message:
        return _MISSING(amount=one.amount.text, step=percent_of(one.per))

    for key, sides in _keyed(joint, lambda program: program.shortfalls):
        effect = Effect(name=f"shortfall.{key}", area="penalty", title=_SHORTFALL(subject=_subject(sides)))
        yield _told(effect, sides, words, favour)


def _subject(sides: _Sides[T]) -> Text | str:
    """What a target is about: a milestone, or a group of assets."""
    one = sides[1] or sides[0]
    assert one is not None
    return TITLES.get(one.own.subject, one.own.subject)


def _told(
    effect: Effect,
    sides: _Sides[T],
    words: Callable[[T], Message],
    favour: Callable[[T | None, T | None], Favour],
) -> Effect:
    """The effect of one part of both programs."""
    shared = [None if side is None else side.shared for side in sides]
    if plain(shared[0]) == plain(shared[1]):
        return effect
    before, after = (_NOTHING if side is None else _told_answer(side.own, words) for side in sides)
    gap = gap_of(before, after)
    return evolve(effect, state="differs", before=before, after=after, gap=gap, favours=favour(*shared))


def _told_answer(own: T, words: Callable[[T], Message]) -> Answer:
    paid = constant(own.amount, own.currency) if isinstance(own, Shortfall) else None
    return _answer(words(own), own.origin, paid)


def _keyed(joint: Joint, parts_of: Callable[[Program], Iterable[T]]) -> Iterator[tuple[str, _Sides[T]]]:
    """The parts of both programs side by side, by what they are about."""
    sides: list[dict[tuple[str, int], _Part[T]]] = []
    for program, to in zip(joint.programs, joint.to, strict=True):
        found: dict[tuple[str, int], _Part[T]] = {}
        pairs = [_Part(own, to.piece(own)) for own in parts_of(program)]
        for part in sorted(pairs, key=lambda pair: repr(plain(pair.shared))):
            name = f"{part.shared.kind}.{part.shared.subject}"
            found[name, sum(known == name for known, _ in found)] = part
        sides.append(found)
    for name, number in sorted({*sides[0], *sides[1]}):
        one, other = (side.get((name, number)) for side in sides)
        yield name if not number else f"{name}.{number + 1}", (one, other)


def _revision(joint: Joint) -> Effect:
    effect = Effect(name="revision", area="revision", title=_REVISION())
    own = joint.before.revision, joint.after.revision
    said = [None if one is None else _said(to.piece(one)) for one, to in zip(own, joint.to, strict=True)]
    if said[0] == said[1]:
        return effect
    answers = [_NOTHING if one is None else _answer(_revised(one), one.origin) for one in own]
    return evolve(effect, state="differs", before=answers[0], after=answers[1], favours=_revision_favours(said))


def _said(revision: Revision) -> Mapping[str, Item]:
    """What a revision says, relative to the price that it revises."""
    left = {one.name for one in fields(Revision)} - {"text", "origin", "tree", "base"}
    found = {name: plain(getattr(revision, name)) for name in sorted(left)}
    return {**found, "tree": plain_formula(_relative(revision.tree, revision.base))}


def _relative(tree: FormulaNode, base: FormulaNode | None) -> FormulaNode:
    if base is not None and tree == base:
        return FormulaFact("price")
    if isinstance(tree, FormulaOperation):
        return FormulaOperation(tree.op, _relative(tree.left, base), _relative(tree.right, base))
    return tree


def _revised(revision: Revision) -> Message:
    bounds = [_NONE if bound is None else percent_of(bound) for bound in (revision.cap, revision.floor)]
    return _BOUNDS(formula=revision.text, cap=bounds[0], floor=bounds[1])


def _revision_favours(said: Sequence[Mapping[str, Item] | None]) -> Favour:
    """A bound that lets the price rise more, or fall less, favours the provider, where nothing else is changed."""
    first, second = said
    if first is None or second is None:
        return "unclear"
    changed = {name for name in first if first[name] != second[name]}
    if changed == {"cap"}:
        return _bound(first["cap"], second["cap"], without=1)
    return _bound(first["floor"], second["floor"], without=-1) if changed == {"floor"} else "unclear"


def _bound(before: object, after: object, without: int) -> Favour:
    """`without`: that there is no bound counts as the largest (1) or the smallest."""
    open_end = before is None or after is None
    rises = (after is None) == (without > 0) if open_end else after > before  # type: ignore[operator]
    return "provider" if rises else "client"


def _scope(joint: Joint) -> Iterator[Effect]:
    both = tuple(zip(joint.programs, joint.to, strict=True))
    sides = [_covered((to.word(ASSET, one.asset), one) for one in program.scope) for program, to in both]
    own = [{to.word(ASSET, item.asset): item for item in program.scope} for program, to in both]
    for asset in sorted({*sides[0], *sides[1]}):
        item = own[1].get(asset) or own[0][asset]
        program = joint.after if asset in own[1] else joint.before
        title = _SCOPE(asset=word_text(program, ASSET, item.asset))
        effect = Effect(name=f"scope.{asset}", area="scope", title=title)
        states = [side.get(asset, _SILENT) for side in sides]
        if states[0] is not states[1]:
            answers = [
                _answer(state(), known[asset].origin if asset in known else None)
                for state, known in zip(states, own, strict=True)
            ]
            favours: Favour = (
                "client" if states[1] is _INCLUDED else "provider" if states[0] is _INCLUDED else "unclear"
            )
            effect = evolve(effect, state="differs", before=answers[0], after=answers[1], favours=favours)
        yield effect


def _covered(items: Iterable[tuple[str, ScopeItem]]) -> dict[str, Text]:
    """Whether each asset is covered: what is excluded is not, even if it is included too."""
    found: dict[str, Text] = {}
    for asset, item in items:
        if found.get(asset) is not _EXCLUDED:
            found[asset] = _INCLUDED if item.included else _EXCLUDED
    return found
