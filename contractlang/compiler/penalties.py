"""What failing costs: penalties for lateness, for missed targets, and the cap on them.

A penalty for lateness is a rule on its milestone. A target that is missed over a period (availability, the share of
tickets in time) costs an amount for each missing share; it concerns no single case.
"""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import currency, lower_formula
from contractlang.compiler.kinds import kind_name, wrong_kind
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.compiler.targets import known_group
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.origins import Path
from contractlang.core.outcomes import Formula, Penalty, Tier
from contractlang.core.program import Cap, Decision, Rule, Shortfall, Target, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Text, verbatim
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model.schema import Holds
from contractlang.records import frozen
from contractlang.syntax import spelling
from contractlang.values import Length, Percent, Unit

_PENALTY_TITLES = {
    "acknowledge": Text("pénalité de prise en charge tardive", "penalty for a late acknowledgement"),
    "intervene": Text("pénalité d'intervention tardive", "penalty for a late intervention"),
    "restore": Text("pénalité de rétablissement tardif", "penalty for a late restoration"),
}
_PENALTY_UNIT = Text(
    "une pénalité de retard se compte par heure, par minute ou par jour",
    "a penalty for lateness is per hour, minute or day",
)
_WRITE_UNIT = Text("écrire par exemple `{PER} {STARTED_HOUR}`", "write for instance `{PER} {STARTED_HOUR}`")
_PART_OF_A_DAY_LATE = Text(
    "une partie de jour de retard ne se mesure pas sur un calendrier",
    "a part of a day late cannot be measured on a calendar",
)
_STARTED_DAYS = Text(
    "écrire `{PER} {STARTED_DAY}`, ou compter par heure", "write `{PER} {STARTED_DAY}`, or count by the hour"
)
_TIER_ORDER = Text(
    "les paliers doivent aller du plus court au plus long", "tiers must go from the shortest to the longest"
)
_SORT_TIERS = Text("ranger les paliers dans l'ordre", "sort the tiers")
_NO_TARGET = Text(
    "le contrat ne promet aucune disponibilité de `{name}`", "the contract promises no availability of `{name}`"
)
_ADD_AVAILABILITY = Text(
    "ajouter `{AVAILABILITY} {name} : … {PER} {MONTH}` aux niveaux de service",
    "add `{AVAILABILITY} {name} : … {PER} {MONTH}` to the service levels",
)
_NO_SHARE_PROMISED = Text(
    "aucun délai de `{name}` ne porte sur une part des tickets", "no delay of `{name}` is about a share of tickets"
)
_ADD_SHARE = Text(
    "ajouter au délai : `{FOR} 90 % {OF_TICKETS} {PER} {MONTH}`",
    "add to the delay: `{FOR} 90 % {OF_TICKETS} {PER} {MONTH}`",
)
_NO_PERIOD = Text(
    "rien ne dit sur quelle période la disponibilité de `{name}` se mesure",
    "nothing says over which period the availability of `{name}` is taken",
)
_SAY_PERIOD = Text("écrire par exemple `99 % {PER} {MONTH}`", "write for instance `99 % {PER} {MONTH}`")
_LATE_DAYS = (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY, Unit.WEEK)
_LATE_UNITS = (Unit.SECOND, Unit.MINUTE, Unit.HOUR, *_LATE_DAYS)


@frozen
class Penalties:
    """What penalties lower to: decisions on lateness by milestone, what missed targets cost, the cap on all of it."""

    decisions: tuple[Decision, ...]
    shortfalls: tuple[Shortfall, ...]
    cap: Cap | None


def lower_penalties(
    env: Environment, clauses: Iterable[tuple[str | None, lv.Penalties]], targets: tuple[Target, ...]
) -> Penalties:
    """Everything that failing costs; `targets` are what shortfalls are measured against."""
    rules: dict[str, list[Rule]] = {name: [] for name in cases.MILESTONES}
    cap: Cap | None = None
    shortfalls: list[Shortfall] = []
    for article, clause in clauses:
        env.article = article
        for node in clause.late:
            guard = core.Always(True) if node.condition is None else lower_condition(env, node.condition)
            penalty = lower_penalty(env, node.amount)
            if guard is None or penalty is None:
                continue
            stated = tuple(core.conjuncts(guard))
            guard = _unless_exempt(env, guard)
            found = rules[node.milestone.text]
            words = f"{spelling('late', env.language)} {spelling(node.milestone.text, env.language)}"
            name = f"{words.replace(' ', '.')}.{len(found) + 1}"
            found.append(
                Rule(
                    name=name,
                    title=verbatim(words),
                    guard=guard,
                    outcome=penalty,
                    origin=env.origin(node.span),
                    stated=stated,
                )
            )
            path = ("penalties", "late", node.milestone.text)
            _enter_formula(env, path if len(found) == 1 else (*path, str(len(found))), node)
        missed: tuple[lv.OutagePenalty | lv.ShortfallPenalty, ...] = (*clause.outages, *clause.shortfalls)
        for node_missed in missed:
            shortfall = _shortfall(env, node_missed, targets)
            shortfalls += [shortfall] if shortfall else []
        for node_cap in clause.caps:
            amount = lower_formula(env, node_cap.amount)
            if cap is not None:
                env.twice(spelling("cap", env.language), node_cap.span, cap.origin.span)
                continue
            if amount is not None:
                cap = Cap(
                    amount=amount, currency=currency(env), period=node_cap.period, origin=env.origin(node_cap.span)
                )
            _enter_formula(env, ("penalties", "cap"), node_cap)
    decisions = tuple(
        Decision(name=f"{cases.PENALTY}.{milestone}", title=_PENALTY_TITLES[milestone], rules=tuple(found))
        for milestone, found in rules.items()
        if found
    )
    return Penalties(decisions, tuple(shortfalls), cap)


def _shortfall(
    env: Environment, node: lv.OutagePenalty | lv.ShortfallPenalty, targets: tuple[Target, ...]
) -> Shortfall | None:
    """What a missed target costs, with its term; a finding where the contract sets no such target."""
    guard: core.Condition | None = core.Always(True)
    if isinstance(node, lv.OutagePenalty):
        kind, subject, segment = "availability", node.group.text, "outage"
        known = known_group(env, node.group)
    else:
        kind, subject, segment, known = "punctuality", node.milestone.text, "shortfall", True
        guard = guard if node.condition is None else lower_condition(env, node.condition)
    amount = lower_formula(env, node.amount)
    path = ("penalties", segment, subject)
    if path not in env.terms:
        _enter_formula(env, path, node)
    share = node.per.value
    if not isinstance(share, Percent) or share.amount <= 0:
        wrong_kind(env, (Holds.PERCENT,), node.per)
        return None
    if guard is None or amount is None or not known:
        return None
    own = [target for target in targets if (target.kind, target.subject) == (kind, subject)]
    if not own:
        message = _NO_TARGET if kind == "availability" else _NO_SHARE_PROMISED
        help_ = _ADD_AVAILABILITY if kind == "availability" else _ADD_SHARE
        shown = subject if kind == "availability" else spelling(subject, env.language)
        env.report(INCOMPLETE, node.span, message(name=shown), help=help_(name=shown))
        return None
    if any(target.period is None for target in own):
        env.report(INCOMPLETE, node.span, _NO_PERIOD(name=subject), help=_SAY_PERIOD())
        return None
    return Shortfall(
        kind=kind,  # type: ignore[arg-type]
        subject=subject,
        guard=guard,
        amount=amount,
        per=share.fraction,
        currency=currency(env),
        origin=env.origin(node.span),
        started=node.started,
    )


def _unless_exempt(env: Environment, guard: core.Condition) -> core.Condition:
    """The guard of a penalty, less the causes that exempt the provider."""
    exemptions = env.terms.get(("penalties", "exemptions"))
    if exemptions is None or not isinstance(exemptions.value, tuple):
        return guard
    exempt = core.Not(core.IsOneOf(cases.CAUSE, exemptions.value))
    return exempt if guard == core.Always(True) else core.And((guard, exempt))


def _enter_formula(env: Environment, path: Path, node: m.Node) -> None:
    words = " ".join(node.span.text.split())
    env.add_term(
        Term(path=path, title=env.path_text(path), type=Type(Kind.FORMULA), value=words, origin=env.origin(node.span))
    )


def lower_penalty(env: Environment, node: lv.PenaltyAmount) -> Penalty | None:
    """What lateness costs, or None after a finding."""
    if node.amount is not None:
        amount = lower_formula(env, node.amount)
        if node.per not in _LATE_UNITS:
            env.report(TYPE, node.span, _PENALTY_UNIT(), help=_WRITE_UNIT())
            return None
        if node.per in _LATE_DAYS and not node.started:
            env.report(TYPE, node.span, _PART_OF_A_DAY_LATE(), help=_STARTED_DAYS())
            return None
        if amount is None:
            return None
        return Penalty(currency=currency(env), amount=amount, per=node.per, started=node.started)
    tiers: list[Tier] = []
    for tier in node.tiers:
        lowered = _tier(env, tier)
        if lowered is None:
            return None
        if tiers and (lowered.beyond.seconds or 0) <= (tiers[-1].beyond.seconds or 0):
            env.report(TYPE, tier.span, _TIER_ORDER(), help=_SORT_TIERS())
            return None
        tiers.append(lowered)
    return Penalty(currency=currency(env), tiers=tuple(tiers))


def _tier(env: Environment, node: lv.PenaltyTier) -> Tier | None:
    amount: Formula | None = lower_formula(env, node.amount)
    beyond = Length.of(0, Unit.HOUR) if node.beyond is None else node.beyond.value
    if not isinstance(beyond, Length) or beyond.seconds is None:
        assert node.beyond is not None
        env.report(TYPE, node.beyond.span, _TIER_LENGTH(found=kind_name(beyond)), help=_SAMPLE_TIER())
        return None
    return None if amount is None else Tier(beyond, amount)


_TIER_LENGTH = Text(
    "un palier se dit en heures ou en minutes, et non par {found}", "a tier is in hours or minutes, not {found}"
)
_SAMPLE_TIER = Text("écrire par exemple `{BEYOND_BY} 2 h`", "write for instance `{BEYOND_BY} 2 h`")
