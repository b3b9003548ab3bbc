"""Billing rules, hotline and hardware to decisions: what labour and parts cost.

The hotline lowers to three rules on `canal = téléphone`: a call that the allowance covers, one that crosses its
end (only what is beyond is charged), one that comes after it. They are named after their clause (`assistance`),
so that `sauf assistance` and `prime sur` order all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment, heading, keyword_text
from contractlang.compiler.formulas import currency, net_cents, price_number
from contractlang.compiler.pages import CYCLE, INCOMPLETE, TYPE
from contractlang.compiler.terms import kind_name, label_name
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Billed, Included, Outcome, OutOfContract
from contractlang.core.program import Decision, Rule
from contractlang.diagnostics import Label, Text, verbatim
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.source import Span
from contractlang.syntax import spelling
from contractlang.values import Count, Length, Money, Rate, Unit

_LABOUR = Text("facturation de l'intervention", "billing of the intervention")
_PARTS = Text("prix des pièces", "price of parts")
_PRICE = Text("{price}", "{price}")
_ON_QUOTE = Text("sur devis", "on quote")
_NO_DAY_LENGTH = Text("un prix par jour sans longueur de journée", "a price per day without the length of a day")
_ADD_DAY_LENGTH = Text(
    "ajouter `{DAY_LENGTH} : 7 h` à la clause `{PRICE}`", "add `{DAY_LENGTH} : 7 h` to the `{PRICE}` clause"
)
_NO_TIME = Text("{found} ne se compte pas dans ce prix", "{found} does not count in this price")
_USE_HOURS = Text("écrire des heures ou des minutes", "write hours or minutes")
_ZERO_STEP = Text("une tranche doit avoir une longueur", "a step must have a length")
_UNKNOWN_RULE = Text("aucune règle ne s'appelle `{word}`", "no rule is called `{word}`")
_CIRCLE = Text("{names} : chacune l'emporte sur la suivante", "{names}: each prevails over the next")
_BREAK = Text("retirer l'un des `{UNLESS}` du cercle", "remove one of the `{UNLESS}` in the circle")
_PART_OF_CIRCLE = Text("fait partie du cercle", "is part of the circle")
_WITHIN = Text("Assistance dans le forfait", "Hotline within its allowance")
_CROSSING = Text("Assistance à cheval sur le forfait", "Hotline across the end of its allowance")
_AFTER = Text("Assistance au-delà du forfait", "Hotline beyond its allowance")
_DEFAULT = Text("Par défaut", "By default")

_SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}


def lower_labour(
    env: Environment, billings: Iterable[tuple[str | None, d.Billing]], hotlines: Iterable[tuple[str | None, d.Hotline]]
) -> Decision | None:
    """The decision on labour: billing rules and hotline together, ordered by their exceptions."""
    rules: list[Rule] = []
    wanted: list[tuple[str, m.Word]] = []  # (rule, the rule it prevails over)
    groups: dict[str, list[str]] = {}
    default: Rule | None = None
    seen = False
    for article, clause in billings:
        seen, env.article = True, article
        for node in clause.rules:
            first = next((rule for rule in rules if rule.name == node.name.text), None)
            if first is not None:
                env.twice(node.name.text, node.name.span, first.origin.span)
                continue
            groups[node.name.text] = [node.name.text]
            wanted += [(node.name.text, word) for word in node.overrides]
            rule = _rule(env, node)
            if rule is None:
                env.faulty_rules.add(node.name.text)
            rules += [rule] if rule else []
        for chosen in clause.defaults:
            if default is not None:
                env.twice(spelling("default", env.language), chosen.span, default.origin.span)
            outcome = lower_outcome(env, chosen.outcome)
            if outcome is not None:
                default = _always(env, chosen.span, outcome)
    for article, hotline in hotlines:
        seen, env.article = True, article
        name = spelling("hotline", env.language)
        lowered = _hotline(env, hotline, name)
        groups[name] = [rule.name for rule in lowered]
        rules += lowered
        wanted += [(name, word) for word in _prevails_over(hotline, env)]
    if not seen:
        return None
    ordered = order_rules(env, rules, groups, wanted)
    return Decision(name=cases.LABOUR, title=_LABOUR, rules=ordered, default=default, complete=True)


def lower_parts(env: Environment, clauses: Iterable[tuple[str | None, d.Hardware]]) -> Decision | None:
    """The decision on parts: what a repair and a replacement cost."""
    rules: list[Rule] = []
    for article, clause in clauses:
        env.article = article
        for node in clause.outcomes:
            outcome = lower_outcome(env, node.outcome)
            name = spelling(node.operation.text, env.language)
            if outcome is not None:
                guard = core.IsOneOf(cases.OPERATION, (node.operation.text,))
                rules.append(
                    Rule(name=name, title=verbatim(name), guard=guard, outcome=outcome, origin=env.origin(node.span))
                )
    return Decision(name=cases.PARTS, title=_PARTS, rules=tuple(rules)) if rules else None


def _rule(env: Environment, node: d.BillingRule) -> Rule | None:
    guard = lower_condition(env, node.condition)
    outcome = lower_outcome(env, node.outcome)
    if guard is None or outcome is None:
        return None
    return Rule(
        name=node.name.text,
        title=verbatim(node.title),
        guard=guard,
        outcome=outcome,
        origin=env.origin(heading(node.span)),
    )


def _always(env: Environment, span: Span, outcome: Outcome) -> Rule:
    name = spelling("default", env.language)
    return Rule(name=name, title=_DEFAULT, guard=core.Always(True), outcome=outcome, origin=env.origin(span))


# --- outcomes -----------------------------------------------------------------------------------------------


def lower_outcome(env: Environment, node: d.OutcomeNode) -> Outcome | None:
    """What an outcome means, or None after a finding."""
    match node:
        case d.IncludedOutcome():
            return Included()
        case d.OutOfContractOutcome():
            return OutOfContract()
        case d.BilledOutcome(price=None):
            return Billed(amount=None, quantity=None, currency=currency(env), price=_ON_QUOTE(), needs_quote=True)
        case d.BilledOutcome(price=m.Literal(value=Rate() as rate) as price):
            return _by_rate(env, node, price, rate)
        case d.BilledOutcome(price=price):
            assert price is not None
            _no_rounding(env, node)
            amount = price_number(env, price)
            if amount is None:
                return None
            shown = _PRICE(price=" ".join(price.span.text.split()))
            return Billed(amount=amount, quantity=None, currency=currency(env), price=shown, needs_quote=node.on_quote)


def _by_rate(env: Environment, node: d.BilledOutcome, price: m.Literal, rate: Rate) -> Outcome | None:
    if not isinstance(rate.value, Money):
        env.report(TYPE, price.span, _NOT_A_PRICE(found=kind_name(rate)), help=_SAMPLE_PRICE())
        return None
    net = net_cents(env, price, rate.value)
    if net is None:
        return None
    minimum, step = _seconds(env, node.minimum), _seconds(env, node.step)
    if node.step is not None and step == 0:
        env.report(TYPE, node.step.span, _ZERO_STEP(), help=_USE_HOURS())
        return None
    if isinstance(rate.per, str):
        _no_rounding(env, node)
        quantity: core.Number = core.NumberFact(cases.QUANTITY)
        per: int | None = 1
    else:
        quantity = _rounded(core.NumberFact(cases.WORKED), minimum, step)
        per = seconds_per(env, price, rate.per)
    if per is None:
        return None
    return Billed(
        amount=charge(quantity, net / per),
        quantity=quantity,
        currency=rate.value.currency,
        price=_PRICE(price=rate),
        minimum=_length(node.minimum),
        step=_length(node.step),
        needs_quote=node.on_quote,
    )


def _no_rounding(env: Environment, node: d.BilledOutcome) -> None:
    """Report a minimum or a step of time on a price that time does not make."""
    for part in (node.minimum, node.step):
        if part is not None:
            env.report(TYPE, part.span, _NOT_BY_TIME(), help=_BY_TIME())


_NOT_BY_TIME = Text("ce prix ne dépend pas du temps passé", "this price does not depend on the time spent")
_BY_TIME = Text("retirer le minimum ou la tranche, ou écrire un prix par heure", "remove it, or write a price per hour")
_NOT_A_PRICE = Text("un prix est attendu ici, et non {found}", "a price is expected here, not {found}")
_SAMPLE_PRICE = Text("écrire par exemple `140 €/h`", "write for instance `140 €/h`")


def charge(quantity: core.Number, per_unit: Fraction) -> core.Number:
    """Quantity times an exact price in the smallest unit, rounded half up."""
    total = core.Times(quantity, per_unit.numerator)
    if per_unit.denominator == 1:
        return total
    return core.Divide(total, per_unit.denominator, core.Rounding.HALF_UP)


def _rounded(quantity: core.Number, minimum: int | None, step: int | None) -> core.Number:
    """The quantity brought up to the next step, then to the minimum."""
    if step:
        quantity = core.Times(core.Divide(quantity, step, core.Rounding.UP), step)
    return core.Largest((quantity, core.Whole(minimum))) if minimum else quantity


def seconds_per(env: Environment, node: m.Node, unit: Unit) -> int | None:
    """Seconds of work in one unit; a day is as long as the `prix` clause says, and a finding where it does not."""
    if unit in _SECONDS:
        return _SECONDS[unit]
    if unit in (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY):
        term = env.terms.get(("price", "day_length"))
        if term is not None and isinstance(term.value, Length) and term.value.seconds:
            return term.value.seconds
        if ("price", "day_length") not in env.faulty_terms:
            env.report(INCOMPLETE, node.span, _NO_DAY_LENGTH(), help=_ADD_DAY_LENGTH())
        return None
    env.report(TYPE, node.span, _NO_TIME(found=Text("cette unité", "this unit")), help=_USE_HOURS())
    return None


def _seconds(env: Environment, node: m.Literal | None) -> int | None:
    if node is None:
        return None
    if isinstance(node.value, Length) and node.value.seconds is not None:
        return node.value.seconds
    env.report(TYPE, node.span, _NO_TIME(found=kind_name(node.value)), help=_USE_HOURS())
    return None


def _length(node: m.Literal | None) -> Length | None:
    return node.value if node is not None and isinstance(node.value, Length) else None


# --- hotline ------------------------------------------------------------------------------------------------


def _prevails_over(clause: d.Hotline, env: Environment) -> list[m.Word]:
    terms = [term for term in clause.terms if label_name(env, term.label, ("prevails_over",))]
    return [name for term in terms for phrase in term.value.phrases for name in phrase.words]


def _hotline(env: Environment, clause: d.Hotline, name: str) -> list[Rule]:
    allowance = env.terms.get(("hotline", "allowance"))
    if allowance is None:
        return []
    by_phone = core.IsOneOf(cases.CHANNEL, ("telephone",))
    origin = env.origin(clause.keyword.span)
    beyond = env.terms.get(("hotline", "beyond"))
    rate = beyond.value if beyond is not None and isinstance(beyond.value, Rate) else None

    def rule(suffix: str, title: Text, outcome: Outcome, *guards: core.Condition) -> Rule:
        guard = core.And((by_phone, *guards)) if guards else by_phone
        return Rule(
            name=f"{name}.{spelling(suffix, env.language)}" if suffix else name,
            title=title,
            guard=guard,
            outcome=outcome,
            origin=origin,
        )

    used, worked = core.NumberFact(cases.CONSUMED), core.NumberFact(cases.WORKED)
    match allowance.value:
        case "unlimited":
            return [rule("", _WITHIN, Included())]
        case Rate(value=Length() as length) if length.seconds is not None:
            limit = core.Whole(length.seconds)
            after = core.Plus((used, worked))
            rules = [rule("", _WITHIN, Included(), core.Compare(core.Comparison.LE, after, limit))]
            if rate is None:
                return rules
            open_ = core.Compare(core.Comparison.LT, used, limit)
            crossing = core.Compare(core.Comparison.GT, after, limit)
            spent = core.Compare(core.Comparison.GE, used, limit)
            excess = core.Plus((after, core.Whole(-length.seconds)))
            split = _beyond(env, clause, rate, excess)
            whole = _beyond(env, clause, rate, worked)
            if split and whole:
                some = core.Compare(core.Comparison.GT, worked, core.Whole(0))
                rules.append(rule("crossing", _CROSSING, split, open_, crossing))
                rules.append(rule("beyond", _AFTER, whole, spent, some))
            return rules
        case Count(amount=amount):
            limit = core.Whole(int(amount))
            rules = [rule("", _WITHIN, Included(), core.Compare(core.Comparison.LT, used, limit))]
            whole = _beyond(env, clause, rate, worked) if rate else None
            if whole:
                rules.append(rule("beyond", _AFTER, whole, core.Compare(core.Comparison.GE, used, limit)))
            return rules
    return []


def _beyond(env: Environment, clause: d.Hotline, rate: Rate, quantity: core.Number) -> Billed | None:
    net = net_cents(env, clause, rate.value) if isinstance(rate.value, Money) else None
    if net is None or not isinstance(rate.value, Money):
        return None
    if isinstance(rate.per, str):  # per ticket: the call is one
        return Billed(
            amount=charge(core.Whole(1), net),
            quantity=None,
            currency=rate.value.currency,
            price=_PRICE(price=rate),
        )
    per = seconds_per(env, clause, rate.per)
    if per is None:
        return None
    amount = charge(quantity, net / per)
    return Billed(amount=amount, quantity=quantity, currency=rate.value.currency, price=_PRICE(price=rate))


# --- exceptions ---------------------------------------------------------------------------------------------


def order_rules(
    env: Environment, rules: list[Rule], groups: Mapping[str, list[str]], wanted: list[tuple[str, m.Word]]
) -> tuple[Rule, ...]:
    """The rules with all that each prevails over, transitively; circles and unknown names are findings."""
    direct: dict[str, set[str]] = {name: set() for name in groups}
    words: dict[tuple[str, str], Span] = {}
    for name, word in wanted:
        if word.text not in groups:
            env.unknown(word, _UNKNOWN_RULE, groups)
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
