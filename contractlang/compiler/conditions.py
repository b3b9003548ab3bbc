"""From guards to core conditions: names are resolved, types checked, and every fault reported once.

A guard speaks of facts. A word beside a fact is looked up in that fact's vocabulary; a comparison on an ordered
vocabulary becomes the words above or below; lengths become seconds, money the smallest unit, dates instants. A
faulty part lowers to None, and so does what holds it: the rule is left out, the finding stays.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from contractlang.calendars import to_instant
from contractlang.compiler.environment import Environment
from contractlang.compiler.kinds import kind_name
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.core import expressions as core
from contractlang.core.open_facts import open_fact
from contractlang.core.schema import FactType, Kind
from contractlang.diagnostics import Quoted, Text
from contractlang.model import nodes as m
from contractlang.values import Count, Length, Money, Open

_UNKNOWN_FACT = Text("aucun fait ne s'appelle `{word}`", "no fact is called `{word}`")
_NOT_TRUTH = Text("`{name}` n'est ni vrai ni faux à lui seul", "`{name}` is neither true nor false by itself")
_COMPARE_IT = Text("le comparer : `{name} = …`", "compare it: `{name} = …`")
_NOT_A_FACT = Text("un fait est attendu ici", "a fact is expected here")
_NAME_A_FACT = Text(
    "écrire le nom d'un fait : `{kind}`, `{severity}`, `{asset}`…",
    "write a fact's name: `{kind}`, `{severity}`, `{asset}`…",
)
_FACTS = {"kind": Quoted("nature", "kind"), "severity": Quoted("gravité", "severity"), "asset": Quoted("bien", "asset")}
_NOT_COMPARABLE = Text("{left} ne se compare pas à {right}", "{left} cannot be compared with {right}")
_SAME_KIND = Text("comparer deux valeurs de même sorte", "compare two values of one kind")
_NOT_ORDERED = Text("les mots de `{vocabulary}` n'ont pas d'ordre", "the words of `{vocabulary}` have no order")
_USE_EQUAL = Text("utiliser `=`, `≠` ou `{IN}`", "use `=`, `≠` or `{IN}`")
_NOT_AN_INSTANT = Text("`{name}` n'est pas un instant", "`{name}` is not an instant")
_NO_SCOPE = Text("le contrat n'a pas de clause `{SCOPE}`", "the contract has no `{SCOPE}` clause")
_ADD_SCOPE = Text("ajouter une clause `{SCOPE}`", "add a `{SCOPE}` clause")
_ASSET_OR_SITE = Text(
    "seuls `{asset}` et `site` sont dans le périmètre", "only `{asset}` and `site` are within the scope"
)
_NOT_A_CONDITION = Text("une condition est attendue ici", "a condition is expected here")
_DAYS_TO_HOURS = Text(
    "une durée d'intervention se compte en heures ou en minutes", "the length of an intervention is in hours or minutes"
)
_NO_ZONE = Text(
    "cette date n'a pas de fuseau : aucun calendrier n'est déclaré", "this date has no zone: no calendar is declared"
)
_DECLARE_CALENDAR = Text("déclarer un calendrier", "declare a calendar")

_OPS = {
    "=": core.Comparison.EQ,
    "!=": core.Comparison.NE,
    "<": core.Comparison.LT,
    "<=": core.Comparison.LE,
    ">": core.Comparison.GT,
    ">=": core.Comparison.GE,
}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def lower_condition(env: Environment, node: m.Expression) -> core.Condition | None:
    """The core condition that a guard means, or None after a finding."""
    match node:
        case m.Conjunction(left=left, right=right):
            first, second = lower_condition(env, left), lower_condition(env, right)
            return None if first is None or second is None else core.And((*_flat(first, core.And), second))
        case m.Disjunction(left=left, right=right):
            first, second = lower_condition(env, left), lower_condition(env, right)
            return None if first is None or second is None else core.Or((*_flat(first, core.Or), second))
        case m.Negation(operand=operand):
            inner = lower_condition(env, operand)
            return None if inner is None else core.negate(inner)
        case m.Comparison():
            return _comparison(env, node)
        case m.Membership(operand=operand, words=words):
            fact = _word_fact(env, operand)
            found = [env.word(fact.type.vocabulary or "", word) for word in words] if fact else [None]
            names = tuple(name for name in found if name is not None)
            return one_of(env, fact.name, names) if fact and len(names) == len(words) else None
        case m.WithinCalendar(operand=operand, calendar=word):
            fact = _fact(env, operand)
            calendar = env.calendar(word)
            if fact is not None and fact.type.kind is not Kind.INSTANT:
                env.report(TYPE, operand.span, _NOT_AN_INSTANT(name=fact.title), help=_NAME_A_FACT(**_FACTS))
                return None
            return core.During(fact.name, calendar) if fact and calendar else None
        case m.WithinScope(operand=operand):
            return _within_scope(env, operand)
        case m.PathRef():
            return _truth(env, node)
        case m.Existence(path=path):
            return core.Always(env.resolve_path(path.parts) is not None)
        case m.Literal(value=None):
            return None  # the reader of the text has reported it
        case m.Literal() | m.Operation() | m.Share() | m.Call():
            env.report(TYPE, node.span, _NOT_A_CONDITION(), help=_SAME_KIND())
            return None
        case _:
            assert_never(node)


def _flat(condition: core.Condition, kind: type[core.And] | type[core.Or]) -> tuple[core.Condition, ...]:
    return condition.operands if isinstance(condition, core.And | core.Or) and type(condition) is kind else (condition,)


# --- facts --------------------------------------------------------------------------------------------------


def _fact(env: Environment, node: m.Expression) -> FactType | None:
    if isinstance(node, m.Literal) and node.value is None:
        return None
    if not isinstance(node, m.PathRef) or len(node.parts) != 1:
        env.report(TYPE, node.span, _NOT_A_FACT(), help=_NAME_A_FACT(**_FACTS))
        return None
    fact = env.fact(node.parts[0])
    if fact is None:
        env.unknown(node.parts[0], _UNKNOWN_FACT, [env.said(known.title) for known in env.facts.values()])
    return fact


def _word_fact(env: Environment, node: m.Expression) -> FactType | None:
    fact = _fact(env, node)
    if fact is not None and fact.type.vocabulary is None:
        message = _NOT_COMPARABLE(left=Text(f"`{fact.title.fr}`", f"`{fact.title.en}`"), right=_WORDS)
        env.report(TYPE, node.span, message, help=_SAME_KIND())
        return None
    return fact


def _truth(env: Environment, node: m.PathRef) -> core.Condition | None:
    fact = _fact(env, node)
    if fact is None:
        return None
    if fact.type.kind is not Kind.TRUTH:
        env.report(TYPE, node.span, _NOT_TRUTH(name=fact.title), help=_COMPARE_IT(name=env.said(fact.title)))
        return None
    return core.Holds(fact.name)


def _within_scope(env: Environment, operand: m.Expression) -> core.Condition | None:
    fact = _fact(env, operand)
    if fact is None:
        return None
    if ("scope",) not in env.clauses:
        env.report(INCOMPLETE, operand.span, _NO_SCOPE(), help=_ADD_SCOPE())
        return None
    match fact.name:
        case "asset":
            return core.IsOneOf("asset", tuple(name for name in env.included if name not in env.excluded))
        case "site":
            return core.IsOneOf("site", tuple(env.vocabularies["site"].words))
    env.report(TYPE, operand.span, _ASSET_OR_SITE(asset=_FACTS["asset"]), help=_NAME_A_FACT(**_FACTS))
    return None


# --- comparisons --------------------------------------------------------------------------------------------

_WORDS = Text("un mot", "a word")
Side = tuple[core.Number, Kind]


def _comparison(env: Environment, node: m.Comparison) -> core.Condition | None:
    left, op, right = node.left, node.op, node.right
    if _is_word_fact(env, right) and not _is_word_fact(env, left):
        left, op, right = right, _MIRROR[op], left
    if _is_word_fact(env, left):
        return _word_comparison(env, node, left, op, right)
    first = lower_number(env, left)
    if first is None and isinstance(right, m.PathRef):
        return None  # what a word beside an unknown fact means, nobody can say
    second = lower_number(env, right)
    if first is None or second is None:
        return None
    if first[1] is not second[1]:
        message = _NOT_COMPARABLE(left=_side_name(env, left, first[1]), right=_side_name(env, right, second[1]))
        env.report(TYPE, node.span, message, help=_SAME_KIND())
        return None
    return core.Compare(_OPS[op], first[0], second[0])


def _is_word_fact(env: Environment, node: m.Expression) -> bool:
    if not isinstance(node, m.PathRef) or len(node.parts) != 1:
        return False
    fact = env.fact(node.parts[0])
    return fact is not None and fact.type.vocabulary is not None


def _word_comparison(
    env: Environment, node: m.Comparison, left: m.Expression, op: str, right: m.Expression
) -> core.Condition | None:
    fact = _word_fact(env, left)
    if fact is None or fact.type.vocabulary is None:
        return None
    if not isinstance(right, m.PathRef) or len(right.parts) != 1:
        found = kind_name(right.value) if isinstance(right, m.Literal) else Text("une expression", "an expression")
        message = _NOT_COMPARABLE(left=Text(f"`{fact.title.fr}`", f"`{fact.title.en}`"), right=found)
        env.report(TYPE, node.span, message, help=_SAME_KIND())
        return None
    word = env.word(fact.type.vocabulary, right.parts[0])
    if word is None:
        return None
    if op == "=":
        return one_of(env, fact.name, (word,))
    if op == "!=":
        return core.negate(one_of(env, fact.name, (word,)))
    vocabulary = env.vocabularies[fact.type.vocabulary]
    if not vocabulary.ordered:
        env.report(TYPE, node.span, _NOT_ORDERED(vocabulary=vocabulary.title), help=_USE_EQUAL())
        return None
    order = list(vocabulary.words)
    place = order.index(word)
    kept = {"<": order[:place], "<=": order[: place + 1], ">": order[place + 1 :], ">=": order[place:]}[op]
    return one_of(env, fact.name, tuple(kept))


def one_of(env: Environment, fact: str, words: tuple[str, ...]) -> core.Condition:
    """A fact is one of some words; of a fact that a decision gives, whatever makes it give one of them."""
    derived = env.derived.get(fact)
    if derived is None:
        return core.IsOneOf(fact, words)
    given = [derived[word] for word in words if word in derived]
    return given[0] if len(given) == 1 else core.Or(tuple(given))


def lower_number(env: Environment, node: m.Expression) -> Side | None:
    """A number of a guard with its kind, or None after a finding."""
    match node:
        case m.Literal():
            return _constant(env, node)
        case m.PathRef() if len(node.parts) == 1 and (fact := env.fact(node.parts[0])) is not None:
            if fact.type.kind in (Kind.INSTANT, Kind.LENGTH, Kind.MONEY, Kind.COUNT):
                return core.NumberFact(fact.name), fact.type.kind
            message = _NOT_COMPARABLE(left=Text(f"`{fact.title.fr}`", f"`{fact.title.en}`"), right=_A_NUMBER)
            env.report(TYPE, node.span, message, help=_SAME_KIND())
            return None
        case m.PathRef():
            path = env.resolve_path(node.parts)
            term = env.terms.get(path) if path else None
            if path in env.faulty_terms:
                return None
            if term is None:
                word = m.Word(span=node.span, text=".".join(part.text for part in node.parts))
                known = [env.said(fact.title) for fact in env.facts.values()]
                env.unknown(word, _UNKNOWN_FACT, [*known, *(env.said(term.title) for term in env.terms.values())])
                return None
            if path is not None and isinstance(term.value, Open) and (unknown := env.facts.get(open_fact(path))):
                return core.NumberFact(unknown.name), unknown.type.kind
            return _constant(env, m.Literal(span=node.span, value=term.value))
        case m.Operation(op="+" | "-" as op, left=left, right=right):
            first, second = lower_number(env, left), lower_number(env, right)
            if first is None or second is None:
                return None
            if first[1] is not second[1]:
                message = _NOT_COMPARABLE(left=_side_name(env, left, first[1]), right=_side_name(env, right, second[1]))
                env.report(TYPE, node.span, message, help=_SAME_KIND())
                return None
            added = second[0] if op == "+" else core.Times(second[0], -1)
            return core.Plus((first[0], added)), first[1]
    env.report(TYPE, node.span, _NOT_A_FACT(), help=_NAME_A_FACT(**_FACTS))
    return None


_A_NUMBER = Text("une grandeur", "a quantity")
_KIND_NAMES = {
    Kind.INSTANT: Text("un instant", "an instant"),
    Kind.LENGTH: Text("une durée", "a length of time"),
    Kind.MONEY: Text("un montant", "an amount of money"),
    Kind.COUNT: Text("un nombre", "a count"),
}


def _side_name(env: Environment, node: m.Expression, kind: Kind) -> Text:
    if isinstance(node, m.PathRef) and (fact := env.fact(node.parts[0])) is not None:
        return Text(f"`{fact.title.fr}` ({_KIND_NAMES[kind].fr})", f"`{fact.title.en}` ({_KIND_NAMES[kind].en})")
    return _KIND_NAMES[kind]


def _constant(env: Environment, node: m.Literal) -> Side | None:
    match node.value:
        case Length() as length:
            if length.seconds is None:
                env.report(TYPE, node.span, _NOT_COMPARABLE(left=length, right=_HOURS), help=_DAYS_TO_HOURS())
                return None
            return core.Whole(length.seconds), Kind.LENGTH
        case Money(amount):
            return _whole(env, node, amount * 100, Kind.MONEY)
        case Count(amount) | (Decimal() as amount):
            return _whole(env, node, amount, Kind.COUNT)
        case datetime() | date() as moment:
            if not env.calendars:
                env.report(INCOMPLETE, node.span, _NO_ZONE(), help=_DECLARE_CALENDAR())
                return None
            zone = next(iter(env.calendars.values())).zone
            at = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 (local to the zone beside it)
            return core.Whole(to_instant(at, zone)[0]), Kind.INSTANT
        case None:
            return None
    env.report(TYPE, node.span, _NOT_COMPARABLE(left=kind_name(node.value), right=_A_NUMBER), help=_SAME_KIND())
    return None


def _whole(env: Environment, node: m.Literal, amount: Decimal, kind: Kind) -> Side | None:
    if amount != amount.to_integral_value():
        env.report(TYPE, node.span, _TOO_FINE(), help=_ROUND_IT())
        return None
    return core.Whole(int(amount)), kind


_TOO_FINE = Text("cette valeur est plus fine que l'unité comptée", "this value is finer than the unit that is counted")
_ROUND_IT = Text("l'arrondir au centime ou à l'unité", "round it to the cent or to the unit")
_HOURS = Text("une durée en heures", "a length in hours")
