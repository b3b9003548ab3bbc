"""Billing rules, surcharges, allowances, hardware and travel to decisions: what an intervention costs.

A surcharge lowers to one more rule beside each rule that it raises: the same condition and that of the surcharge, the
price raised, prevailing over what the rule prevails over and over the rule itself. It belongs to the group of the
rule, so that whatever prevails over the rule prevails over its raised form too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from attrs import define, evolve, field

from contractlang.compiler.allowances import Allowance, credit, drawn_on, hotline, lower_allowance, prevails_over
from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.exceptions import order_rules, stated_exceptions
from contractlang.compiler.pages import TYPE
from contractlang.compiler.prices import lower_outcome
from contractlang.compiler.terms import kind_name
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Outcome
from contractlang.core.program import Decision, Rule
from contractlang.diagnostics import Text, verbatim
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.source import Span, heading
from contractlang.syntax import spelling
from contractlang.values import Percent, Rate

_LABOUR = Text("facturation de l'intervention", "billing of the intervention")
_PARTS = Text("prix des pièces", "price of parts")
_TRAVEL = Text("prix du déplacement", "price of travel")
_DEFAULT = Text("Par défaut", "By default")
_NOT_A_PERCENTAGE = Text(
    "une majoration est un pourcentage, et non {found}", "a surcharge is a percentage, not {found}"
)
_SAMPLE_SURCHARGE = Text("écrire par exemple `{THEN} 50 %`", "write for instance `{THEN} 50 %`")
_UNKNOWN_TARGET = Text(
    "aucune règle à prix par unité ne s'appelle `{word}`", "no rule with a price per unit is called `{word}`"
)
_NOTHING_RAISED = Text("cette majoration n'augmente aucun prix", "this surcharge raises no price")
_GIVE_A_RATE = Text(
    "facturer au moins une règle à un prix par unité : `140 €/h`",
    "bill at least one rule at a price per unit: `140 €/h`",
)

T = TypeVar("T")
Clauses = Iterable[tuple[str | None, T]]


@define
class _Labour:
    """The rules on labour while their clauses are read."""

    rules: list[Rule] = field(factory=list)
    nodes: dict[str, d.BillingRule] = field(factory=dict)
    groups: dict[str, list[str]] = field(factory=dict)
    places: dict[str, Span] = field(factory=dict)  # where each group is named
    wanted: list[tuple[str, m.Word]] = field(factory=list)  # (rule, the rule it prevails over)
    raised: list[tuple[str, str, str]] = field(factory=list)  # (raised rule, its rule, the surcharge)
    default: Rule | None = None
    seen: bool = False


def lower_labour(
    env: Environment, billings: Clauses[d.Billing], hotlines: Clauses[d.Hotline], credits: Clauses[d.Credit]
) -> Decision | None:
    """The decision on labour: billing rules and allowances together, ordered by their exceptions."""
    found = _Labour()
    clauses = list(billings)
    for article, clause in clauses:
        found.seen = True
        env.enter(clause, article)
        _rules(env, found, clause)
    for article, clause in clauses:
        env.enter(clause, article)
        for node in clause.surcharges:
            _surcharge(env, found, node)
    for article, phone in hotlines:
        env.article = article
        _allowance(env, found, hotline(env, phone, spelling("hotline", env.language)), phone.terms)
    for article, work in credits:
        env.article = article
        if env.clauses["credit", work.label.text].span != work.label.span:
            continue  # the second of one name
        guard = None if work.condition is None else lower_condition(env, work.condition)
        if work.condition is None or guard is not None:
            _allowance(env, found, credit(env, work, guard), work.terms)
    if not found.seen:
        return None
    ordered = _above_their_own(order_rules(env, found.rules, found.groups, found.wanted), found)
    return Decision(
        name=cases.LABOUR,
        title=_LABOUR,
        rules=ordered,
        default=found.default,
        complete=True,
        exceptions=stated_exceptions(env, found.groups | _raised(found), found.wanted),
    )


def _rules(env: Environment, found: _Labour, clause: d.Billing) -> None:
    for node in clause.rules:
        first = found.nodes.get(node.name.text)
        if first is not None:
            env.twice(node.name.text, node.name.span, first.name.span)
            continue
        found.nodes[node.name.text] = node
        found.groups[node.name.text] = [node.name.text]
        found.places[node.name.text] = node.name.span
        found.wanted += [(node.name.text, word) for word in node.overrides]
        rule = _rule(env, node)
        if rule is None:
            env.faulty_rules.add(node.name.text)
        found.rules += [rule] if rule else []
    for chosen in clause.defaults:
        if found.default is not None:
            env.twice(spelling("default", env.language), chosen.span, found.default.origin.span)
        outcome = lower_outcome(env, chosen.outcome)
        if outcome is not None:
            found.default = _always(env, chosen.span, outcome)


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
        stated=tuple(core.conjuncts(guard)),
    )


def _always(env: Environment, span: Span, outcome: Outcome) -> Rule:
    name = spelling("default", env.language)
    return Rule(name=name, title=_DEFAULT, guard=core.Always(True), outcome=outcome, origin=env.origin(span))


def _allowance(env: Environment, found: _Labour, one: Allowance, terms: tuple[m.Term, ...]) -> None:
    found.seen = True
    if one.name in found.groups:
        env.twice(one.name, one.origin.span, found.places[one.name])
        return
    rules = lower_allowance(env, one)
    drawn = drawn_on(env, one, rules)
    env.allowances += [drawn] if drawn else []
    found.groups[one.name] = [rule.name for rule in rules]
    found.places[one.name] = one.origin.span
    found.rules += rules
    found.wanted += [(one.name, word) for word in prevails_over(env, terms)]


# --- surcharges ---------------------------------------------------------------------------------------------


def _surcharge(env: Environment, found: _Labour, node: d.Surcharge) -> None:
    """Add the raised form of each rule that a surcharge is about."""
    if node.name.text in found.groups:
        env.twice(node.name.text, node.name.span, found.places[node.name.text])
        return
    found.groups[node.name.text] = []
    found.places[node.name.text] = node.name.span
    found.wanted += [(node.name.text, word) for word in node.overrides]
    percent = node.percent.value
    guard = lower_condition(env, node.condition)
    if not isinstance(percent, Percent):
        env.report(TYPE, node.percent.span, _NOT_A_PERCENTAGE(found=kind_name(percent)), help=_SAMPLE_SURCHARGE())
        return
    targets = list(_targets(env, found, node))
    if not targets and not node.targets:
        env.report(TYPE, node.name.span, _NOTHING_RAISED(), help=_GIVE_A_RATE())
    lowered = {rule.name: rule for rule in found.rules}
    for target in targets:
        rule = lowered.get(target.name.text)
        outcome = lower_outcome(env, target.outcome, percent)
        if rule is None or guard is None or outcome is None:
            continue
        name = f"{rule.name}.{node.name.text}"
        title = Text(f"{rule.title.fr} + {node.title}", f"{rule.title.en} + {node.title}")
        raised = Rule(
            name=name,
            title=title,
            guard=core.And((rule.guard, guard)),
            outcome=outcome,
            origin=env.origin(heading(node.span)),
        )
        found.rules.append(raised)
        found.groups[rule.name].append(name)
        found.raised.append((name, rule.name, node.name.text))


def _targets(env: Environment, found: _Labour, node: d.Surcharge) -> Iterator[d.BillingRule]:
    """The rules that a surcharge raises: those it names, else every rule with a price per unit."""
    raisable = {name: rule for name, rule in found.nodes.items() if _by_unit(rule.outcome)}
    if not node.targets:
        yield from raisable.values()
    for word in node.targets:
        if word.text in raisable:
            yield raisable[word.text]
        else:
            env.unknown(word, _UNKNOWN_TARGET, raisable)


def _by_unit(outcome: d.OutcomeNode) -> bool:
    match outcome:
        case d.BilledOutcome(price=m.Literal(value=Rate())):
            return True
    return False


def _raised(found: _Labour) -> dict[str, list[str]]:
    """What each surcharge makes of the rules that it raises."""
    groups: dict[str, list[str]] = {}
    for name, _, surcharge in found.raised:
        groups.setdefault(surcharge, []).append(name)
    return groups


def _above_their_own(rules: tuple[Rule, ...], found: _Labour) -> tuple[Rule, ...]:
    """Raised rules prevail over the rule that they raise, and over what lesser surcharges make of it."""
    beaten = {rule.name: set(rule.beats) for rule in rules}
    surcharges = {surcharge for _, _, surcharge in found.raised}
    lesser = {
        surcharge: {word.text for name, word in found.wanted if name == surcharge and word.text in surcharges}
        for surcharge in surcharges
    }
    for name, rule, surcharge in found.raised:
        beaten[name].add(rule)
        beaten[name] |= {other for other, same, less in found.raised if same == rule and less in lesser[surcharge]}
    return tuple(evolve(rule, beats=frozenset(beaten[rule.name])) for rule in rules)


# --- parts and travel ---------------------------------------------------------------------------------------


def lower_parts(env: Environment, clauses: Clauses[d.Hardware]) -> Decision | None:
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


def lower_travel(env: Environment, clauses: Clauses[d.Travel]) -> Decision | None:
    """The decision on travel: what coming to the site costs by zone, and what nobody being there does."""
    rules: list[Rule] = []
    missed: list[Rule] = []
    default: Rule | None = None
    for article, clause in clauses:
        env.article = article
        for zone in clause.zones:
            name = f"{spelling('zone', env.language)}.{zone.name.text}"
            own = core.IsOneOf(cases.ZONE, (zone.name.text,))
            rule = _travel_rule(env, name, verbatim(zone.title or zone.name.text), zone, own)
            if rule is not None and env.once(name, zone.name.span, {one.name: one.origin for one in rules}):
                rules.append(rule)
        for no_show in clause.no_shows:
            name = spelling("no_show", env.language)
            rule = _travel_rule(env, name, verbatim(name), no_show, None)
            if rule is not None and env.once(name, no_show.span, {one.name: one.origin for one in missed}):
                missed.append(evolve(rule, guard=core.And((core.Holds(cases.NO_SHOW), rule.guard))))
        for chosen in clause.defaults:
            outcome = lower_outcome(env, chosen.outcome)
            default = _always(env, chosen.span, outcome) if outcome is not None else default
    if not rules and not missed and default is None:
        return None
    beaten = frozenset(rule.name for rule in rules)
    ordered = (*(evolve(rule, beats=beaten) for rule in missed), *rules)
    by_hand = core.IsOneOf(cases.CHANNEL, ("on_site",))
    return Decision(name=cases.TRAVEL, title=_TRAVEL, rules=ordered, default=default, complete=True, concerns=by_hand)


def _travel_rule(
    env: Environment, name: str, title: Text, node: d.Zone | d.NoShow, own: core.Condition | None
) -> Rule | None:
    """One rule of travel; a zone that gives no condition is where the case says that the visit was."""
    guard = own or core.Always(True)
    stated: tuple[core.Condition, ...] = ()
    if node.condition is not None:
        lowered = lower_condition(env, node.condition)
        if lowered is None:
            return None
        guard, stated = lowered, tuple(core.conjuncts(lowered))
    outcome = lower_outcome(env, node.outcome)
    if outcome is None:
        return None
    return Rule(name=name, title=title, guard=guard, outcome=outcome, origin=env.origin(node.span), stated=stated)
