"""Service levels and penalties to decisions: within which delay, and at what cost.

Each milestone is a decision of its own (`commitment.restore`), for the provider and for each subcontractor. A
commitment that names no calendar takes that of the next on its line that does, else the service hours of
`interventions`; where there are none either, that is a finding, not an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import currency, lower_formula
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.compiler.terms import kind_name, wrong_kind
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Commitment, Formula, Penalty, Tier
from contractlang.core.program import Cap, Decision, Delay, Kind, Path, Rule, Term, Type
from contractlang.diagnostics import Text, verbatim
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.model.schema import Holds
from contractlang.syntax import spelling
from contractlang.values import Length, Percent, Rate, Unit

_TITLES = {
    "acknowledge": Text("délai de prise en charge", "time to acknowledge"),
    "intervene": Text("délai d'intervention", "time to intervene"),
    "restore": Text("délai de rétablissement", "time to restore"),
}
_PENALTY_TITLES = {
    "acknowledge": Text("pénalité de prise en charge tardive", "penalty for a late acknowledgement"),
    "intervene": Text("pénalité d'intervention tardive", "penalty for a late intervention"),
    "restore": Text("pénalité de rétablissement tardif", "penalty for a late restoration"),
}
_NO_CALENDAR = Text("ce délai ne nomme aucun calendrier", "this delay names no calendar")
_NAME_CALENDAR = Text(
    "ajouter `{ON} HO`, ou `{WINDOW}` à la clause `{INTERVENTIONS}`",
    "add `{ON} HO`, or a `{WINDOW}` to the `{INTERVENTIONS}` clause",
)
_PART_OF_A_DAY = Text(
    "une partie de jour n'a pas de fin sur un calendrier qui s'interrompt",
    "a part of a day has no end on a calendar that takes breaks",
)
_WRITE_HOURS = Text("écrire des heures : `4 h {ON} HO`", "write hours: `4 h {ON} HO`")
_BEFORE_NEEDS_DAYS = Text("`{BEFORE}` ne va qu'avec un délai en jours", "`{BEFORE}` goes only with a delay in days")
_SAMPLE_BEFORE = Text(
    "écrire par exemple `1 {DAY} {BEFORE} 12:00 {ON} HO`", "write for instance `1 {DAY} {BEFORE} 12:00 {ON} HO`"
)
_UNKNOWN_GROUP = Text("le périmètre n'a pas de groupe `{word}`", "the scope has no group `{word}`")
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
_WINDOW = ("interventions", "window")
_DAY_UNITS = (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY)
_LATE_UNITS = (Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.DAY)


@define
class Commitments:
    """The rules of one party, by milestone, and the delays that they hold."""

    party: str | None
    rules: dict[str, list[Rule]] = field(factory=lambda: {name: [] for name in cases.MILESTONES})
    defaults: dict[str, Rule] = field(factory=dict)
    delays: list[Delay] = field(factory=list)

    def decision(self, milestone: str) -> str:
        """The name of the decision on a milestone."""
        name = f"{cases.COMMITMENT}.{milestone}"
        return name if self.party is None else f"{name}.{self.party}"

    def decisions(self) -> list[Decision]:
        """One decision for each milestone that has a rule or a default."""
        return [
            Decision(
                name=self.decision(milestone),
                title=_TITLES[milestone],
                rules=tuple(rules),
                default=self.defaults.get(milestone),
                complete=self.party is None,
            )
            for milestone, rules in self.rules.items()
            if rules or milestone in self.defaults
        ]


def lower_levels(env: Environment, clause: d.ServiceLevels, owner: Path, found: Commitments) -> None:
    """Add the commitments of a clause, with their terms below the path `owner`."""
    for level in clause.levels:
        guard, segment = _level_guard(env, level)
        calendars = _calendars(env, level)
        if segment is None:
            continue
        for node, calendar in zip(level.commitments, calendars, strict=True):
            outcome = _commitment(env, node, calendar)
            path = (*owner, segment, node.milestone.text)
            if outcome is None or guard is None:
                continue
            _enter(env, path, node, outcome)
            name = ".".join(env.path_words((segment, node.milestone.text)).split())
            taken = sum(1 for rule in found.rules[node.milestone.text] if rule.name.split("#")[0] == name)
            rule = Rule(
                name=f"{name}#{taken + 1}" if taken else name,
                title=env.path_text(path),
                guard=guard,
                outcome=outcome,
                origin=env.origin(node.span),
            )
            if level.kind == "default":
                found.defaults[node.milestone.text] = rule
                continue
            found.rules[node.milestone.text].append(rule)
            decision = found.decision(node.milestone.text)
            found.delays.append(
                Delay(party=found.party, milestone=node.milestone.text, decision=decision, rule=rule, path=path)
            )
    for availability in clause.availabilities:
        _availability(env, availability, owner)


def _level_guard(env: Environment, level: d.Level) -> tuple[core.Condition | None, str | None]:
    """When a level applies, and its segment of the path."""
    condition: core.Condition | None = core.Always(True)
    if level.condition is not None:
        condition = lower_condition(env, level.condition)
    if level.kind == "default":
        return condition, "default"
    assert level.name is not None
    if level.kind == "level":
        return condition, level.name.text
    severity = env.word("severity", level.name)
    if severity is None:
        return None, None
    here = core.IsOneOf(cases.SEVERITY, (severity,))
    if level.condition is None:
        return here, severity
    return (None if condition is None else core.And((here, condition))), severity


def _calendars(env: Environment, level: d.Level) -> list[str | None]:
    """The calendar of each commitment on a line: its own, the next one's, or the service hours."""
    window = env.terms.get(_WINDOW)
    inherited = str(window.value) if window is not None else None
    result: list[str | None] = []
    for node in reversed(level.commitments):
        if node.calendar is not None:
            inherited = env.calendar(node.calendar)
        elif inherited is None and node.length is not None and _WINDOW not in env.faulty_terms:
            env.report(INCOMPLETE, node.span, _NO_CALENDAR(), help=_NAME_CALENDAR())
        result.append(inherited)
    return result[::-1]


def _commitment(env: Environment, node: d.Within, calendar: str | None) -> Commitment | None:
    if node.length is None:
        return Commitment(length=None, calendar=None)
    length = node.length.value
    if not isinstance(length, Length):
        if length is not None:
            wrong_kind(env, (Holds.LENGTH,), node.length)
        return None
    if calendar is None:
        return None
    if length.seconds is None and length.amount.denominator != 1:
        env.report(TYPE, node.length.span, _PART_OF_A_DAY(), help=_WRITE_HOURS())
        return None
    by = None
    if node.before is not None:
        if length.unit not in _DAY_UNITS:
            env.report(TYPE, node.before.span, _BEFORE_NEEDS_DAYS(), help=_SAMPLE_BEFORE())
            return None
        clock = node.before.value
        by = None if clock is None else clock.hour * 60 + clock.minute  # type: ignore[attr-defined]
    return Commitment(length=length, calendar=calendar, by=by)


def _enter(env: Environment, path: Path, node: d.Within, outcome: Commitment) -> None:
    """Enter the terms of a commitment; a second one at the same path is left to the check of delays."""
    if path in env.terms or outcome.length is None:
        return
    origin = env.origin(node.span)
    env.add_term(
        Term(path=path, title=env.path_text(path), type=Type(Kind.LENGTH), value=outcome.length, origin=origin)
    )
    below = (*path, "window")
    env.add_term(
        Term(path=below, title=env.path_text(below), type=Type(Kind.CALENDAR), value=outcome.calendar, origin=origin)
    )


def _availability(env: Environment, node: d.Availability, owner: Path) -> None:
    if node.calendar is not None:
        env.calendar(node.calendar)
    _group(env, node.group)
    value = node.measure.value
    if not isinstance(value, Percent | Rate) or (isinstance(value, Rate) and not isinstance(value.value, Percent)):
        if value is not None:
            wrong_kind(env, (Holds.PERCENT, Holds.RATE_OF_PERCENT), node.measure)
        return
    path = (*owner, "availability", node.group.text)
    kind = Kind.PERCENT if isinstance(value, Percent) else Kind.RATE
    env.add_term(Term(path=path, title=env.path_text(path), type=Type(kind), value=value, origin=env.origin(node.span)))


def _group(env: Environment, word: m.Word) -> None:
    groups = [path[2] for path in env.terms if path[:2] in (("scope", "included"), ("scope", "excluded"))]
    if word.text not in groups:
        env.unknown(word, _UNKNOWN_GROUP, groups)


# --- penalties ----------------------------------------------------------------------------------------------


def lower_penalties(
    env: Environment, clauses: Iterable[tuple[str | None, d.Penalties]]
) -> tuple[list[Decision], Cap | None]:
    """The decisions on what lateness costs, by milestone, and the cap on all of it."""
    rules: dict[str, list[Rule]] = {name: [] for name in cases.MILESTONES}
    cap: Cap | None = None
    for article, clause in clauses:
        env.article = article
        for node in clause.late:
            guard = core.Always(True) if node.condition is None else lower_condition(env, node.condition)
            penalty = lower_penalty(env, node.amount)
            if guard is None or penalty is None:
                continue
            guard = _unless_exempt(env, guard)
            found = rules[node.milestone.text]
            words = f"{spelling('late', env.language)} {spelling(node.milestone.text, env.language)}"
            name = f"{words.replace(' ', '.')}.{len(found) + 1}"
            found.append(
                Rule(name=name, title=verbatim(words), guard=guard, outcome=penalty, origin=env.origin(node.span))
            )
            path = ("penalties", "late", node.milestone.text)
            _enter_formula(env, path if len(found) == 1 else (*path, str(len(found))), node)
        for outage in clause.outages:
            _group(env, outage.group)
            lower_formula(env, outage.amount)
            _enter_formula(env, ("penalties", "outage", outage.group.text), outage)
        for node_cap in clause.caps:
            if cap is not None:
                env.twice(spelling("cap", env.language), node_cap.span, cap.origin.span)
                continue
            amount = lower_formula(env, node_cap.amount)
            if amount is not None:
                cap = Cap(
                    amount=amount, currency=currency(env), period=node_cap.period, origin=env.origin(node_cap.span)
                )
            _enter_formula(env, ("penalties", "cap"), node_cap)
    decisions = [
        Decision(name=f"{cases.PENALTY}.{milestone}", title=_PENALTY_TITLES[milestone], rules=tuple(found))
        for milestone, found in rules.items()
        if found
    ]
    return decisions, cap


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


def lower_penalty(env: Environment, node: d.PenaltyAmount) -> Penalty | None:
    """What lateness costs, or None after a finding."""
    if node.amount is not None:
        amount = lower_formula(env, node.amount)
        if node.per not in _LATE_UNITS:
            env.report(TYPE, node.span, _PENALTY_UNIT(), help=_WRITE_UNIT())
            return None
        if node.per is Unit.DAY and not node.started:
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


def _tier(env: Environment, node: d.PenaltyTier) -> Tier | None:
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
