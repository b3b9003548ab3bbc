"""Allowances: the hotline, and credits of any other work.

An allowance lowers to rules under its own condition (for the hotline, `canal = téléphone`): work that it covers, work
that crosses its end (only what is beyond is charged), work that comes after it. They are named after their clause
(`assistance`, or the name of the credit), so that `sauf assistance` and `prime sur` order all of them. What a period
has used up already is a fact of the case, one for each allowance (`consommé`, `consommé_admin`).
"""

from __future__ import annotations

from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import currency, net_cents
from contractlang.compiler.prices import charge, seconds_per
from contractlang.compiler.terms import label_name
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core import program as pr
from contractlang.core.open_facts import open_fact
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Billed, Included, Outcome
from contractlang.core.program import Rule
from contractlang.core.schema import FactType, Kind, Type
from contractlang.diagnostics import Text
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.records import evolve, frozen
from contractlang.syntax import spelling
from contractlang.values import Count, Length, Money, Open, Rate, Unit
from contractlang.words import fold

_PRICE = Text("{price}", "{price}")
_ON_QUOTE = Text("sur devis", "on quote")
_WITHIN = Text("Assistance dans le forfait", "Hotline within its allowance")
_CROSSING = Text("Assistance à cheval sur le forfait", "Hotline across the end of its allowance")
_AFTER = Text("Assistance au-delà du forfait", "Hotline beyond its allowance")
BY_PHONE = core.IsOneOf(cases.CHANNEL, ("telephone",))


@frozen(kw_only=True)
class Allowance:
    """One allowance: where its terms stand, what its rules are called, what it covers, what was used of it."""

    owner: Path
    name: str
    titles: tuple[Text, Text, Text]
    guard: core.Condition | None
    consumed: str
    origin: Origin
    node: m.Node


def hotline(env: Environment, clause: d.Hotline, name: str) -> Allowance:
    """The allowance of the hotline."""
    return Allowance(
        owner=("hotline",),
        name=name,
        titles=(_WITHIN, _CROSSING, _AFTER),
        guard=BY_PHONE,
        consumed=cases.CONSUMED,
        origin=env.origin(clause.keyword.span),
        node=clause,
    )


def credit(env: Environment, clause: d.Credit, guard: core.Condition | None) -> Allowance:
    """The allowance of a credit of work."""
    title = clause.title
    return Allowance(
        owner=("credit", clause.label.text),
        name=clause.label.text,
        titles=(
            Text(f"{title} : compris", f"{title}: included"),
            Text(f"{title} : à cheval", f"{title}: across the end"),
            Text(f"{title} : au-delà", f"{title}: beyond"),
        ),
        guard=guard,
        consumed=consumed_fact(clause),
        origin=env.origin(clause.keyword.span),
        node=clause,
    )


def consumed_fact(clause: d.Credit) -> str:
    """The fact that says how much of a credit was used already."""
    return f"{cases.CONSUMED}_{clause.label.text}"


def declare_consumed(env: Environment, clause: d.Credit) -> None:
    """Enter the fact that says how much of a credit was used already."""
    name = consumed_fact(clause)
    spelled = env.facts[cases.CONSUMED].title if cases.CONSUMED in env.facts else Text("consommé", "consumed")
    title = Text(f"{spelled.fr}_{clause.label.text}", f"{spelled.en}_{clause.label.text}")
    env.facts[name] = FactType(name=name, title=title, type=Type(Kind.LENGTH), own=True)
    for written in (name, title.fr, title.en):
        env.fact_names[fold(written)] = name


def allowance_in_tickets(env: Environment, owner: Path, consumed: str) -> None:
    """Where an allowance counts tickets, what was consumed of it is a count and not a length."""
    allowance = env.terms.get((*owner, "allowance"))
    value = allowance.value if allowance is not None else None
    counted = value.value if isinstance(value, Rate) else value
    if isinstance(counted, Open):
        counted = counted.sample
    if isinstance(counted, Count) and consumed in env.facts:
        env.facts[consumed] = evolve(env.facts[consumed], type=Type(Kind.COUNT))


def prevails_over(env: Environment, terms: tuple[m.Term, ...]) -> list[m.Word]:
    """The rules over which a clause says that its own prevail."""
    named = [term for term in terms if label_name(env, term.label, ("prevails_over",))]
    return [name for term in named for phrase in term.value.phrases for name in phrase.words]


def lower_allowance(env: Environment, one: Allowance) -> list[Rule]:
    """The rules of one allowance; none where the clause gives no allowance."""
    term = env.terms.get((*one.owner, "allowance"))
    value = term.value if term is not None else None
    counted = value.value if isinstance(value, Rate) else value
    if value == "unlimited":
        return [_rule(env, one, None, 0, Included())]
    if isinstance(counted, Length) and counted.seconds is not None:
        return _by_time(env, one, core.Whole(counted.seconds))
    if isinstance(counted, Count):
        return _by_count(env, one, core.Whole(int(counted.amount)))
    unknown = env.facts.get(open_fact((*one.owner, "allowance")))
    if unknown is not None and unknown.open:
        limit = core.NumberFact(unknown.name)
        return _by_time(env, one, limit) if unknown.type.kind is Kind.LENGTH else _by_count(env, one, limit)
    return []


def drawn_on(env: Environment, one: Allowance, rules: list[Rule]) -> pr.Allowance | None:
    """What readers that add up cases must know of an allowance; None where nothing of it can be used up."""
    term = env.terms.get((*one.owner, "allowance"))
    value = term.value if term is not None else None
    counted = value.value if isinstance(value, Rate) else value
    consumed = env.facts.get(one.consumed)
    limit = (
        counted.seconds if isinstance(counted, Length) else int(counted.amount) if isinstance(counted, Count) else None
    )
    if value == "unlimited" or not rules:
        return None
    carried = env.terms.get((*one.owner, "carry_over"))
    over = carried.value if carried is not None else None
    return pr.Allowance(
        name=one.name,
        consumed=one.consumed,
        counts=consumed is not None and consumed.type.kind is Kind.COUNT,
        limit=limit,
        period=value.per if isinstance(value, Rate) and isinstance(value.per, Unit) else None,
        rules=frozenset(rule.name for rule in rules),
        origin=one.origin,
        carries=over is True or isinstance(over, Length),
        carried=over if isinstance(over, Length) else None,
    )


def _rule(
    env: Environment, one: Allowance, part: str | None, title: int, outcome: Outcome, *guards: core.Condition
) -> Rule:
    name = one.name if part is None else f"{one.name}.{spelling(part, env.language)}"
    conditions = (*((one.guard,) if one.guard is not None else ()), *guards)
    guard = conditions[0] if len(conditions) == 1 else core.And(conditions)
    return Rule(name=name, title=one.titles[title], guard=guard, outcome=outcome, origin=one.origin)


def _by_time(env: Environment, one: Allowance, limit: core.Number) -> list[Rule]:
    used, worked = core.NumberFact(one.consumed), core.NumberFact(cases.WORKED)
    after = core.Plus((used, worked))
    rules = [_rule(env, one, None, 0, Included(), core.Compare(core.Comparison.LE, after, limit))]
    split = _beyond(env, one, core.Plus((after, _negative(limit))))
    whole = _beyond(env, one, worked)
    if split and whole:
        open_ = core.Compare(core.Comparison.LT, used, limit)
        crossing = core.Compare(core.Comparison.GT, after, limit)
        spent = core.Compare(core.Comparison.GE, used, limit)
        rules.append(_rule(env, one, "crossing", 1, split, open_, crossing))
        rules.append(_rule(env, one, "beyond", 2, whole, spent, crossing))
    return rules


def _negative(number: core.Number) -> core.Number:
    return core.Whole(-number.value) if isinstance(number, core.Whole) else core.Times(number, -1)


def _by_count(env: Environment, one: Allowance, limit: core.Number) -> list[Rule]:
    used = core.NumberFact(one.consumed)
    rules = [_rule(env, one, None, 0, Included(), core.Compare(core.Comparison.LT, used, limit))]
    if whole := _beyond(env, one, core.NumberFact(cases.WORKED)):
        rules.append(_rule(env, one, "beyond", 2, whole, core.Compare(core.Comparison.GE, used, limit)))
    return rules


def _beyond(env: Environment, one: Allowance, quantity: core.Number) -> Billed | None:
    """The price of what an allowance does not cover; None where the clause gives none."""
    term = env.terms.get((*one.owner, "beyond"))
    rate = term.value if term is not None else None
    if rate == "on_quote":
        return Billed(amount=None, quantity=None, currency=currency(env), price=_ON_QUOTE(), needs_quote=True)
    if not isinstance(rate, Rate) or not isinstance(rate.value, Money):
        return None
    net = net_cents(env, one.node, rate.value)
    if net is None:
        return None
    if isinstance(rate.per, str):  # per ticket: the call is one
        price = _PRICE(price=rate)
        return Billed(amount=charge(core.Whole(1), net), quantity=None, currency=rate.value.currency, price=price)
    per = seconds_per(env, one.node, rate.per)
    if per is None:
        return None
    amount = charge(quantity, net / per)
    return Billed(amount=amount, quantity=quantity, currency=rate.value.currency, price=_PRICE(price=rate))
