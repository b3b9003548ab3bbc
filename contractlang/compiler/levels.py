"""Service levels to decisions: within which delay each milestone is due.

Each milestone is a decision of its own (`commitment.restore`), for the provider and for each subcontractor. A
commitment that names no calendar takes that of the next on its line that does, else the service hours of
`interventions`; where there are none either, that is a finding, not an assumption.
"""

from __future__ import annotations

from collections import Counter

from contractlang.compiler.conditions import lower_condition, one_of
from contractlang.compiler.environment import Environment
from contractlang.compiler.kinds import fits, wrong_kind
from contractlang.compiler.open_terms import check_bounds, declare_open
from contractlang.compiler.pages import INCOMPLETE, TYPE
from contractlang.compiler.targets import lower_availability, punctuality
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.origins import Path
from contractlang.core.outcomes import Commitment, TicketShare
from contractlang.core.program import Decision, Delay, Rule, Target, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Text
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model.schema import Holds
from contractlang.records import define, evolve, field
from contractlang.values import Length, Open, Percent, Unit

_TITLES = {
    "acknowledge": Text("délai de prise en charge", "time to acknowledge"),
    "intervene": Text("délai d'intervention", "time to intervene"),
    "restore": Text("délai de rétablissement", "time to restore"),
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
_NO_SHARE = Text("cette part n'est pas entre 0 et 100 %", "this share is not between 0 and 100 %")
_WRITE_SHARE = Text(
    "écrire par exemple `{FOR} 90 % {OF_TICKETS} {PER} {MONTH}`",
    "write for instance `{FOR} 90 % {OF_TICKETS} {PER} {MONTH}`",
)
_NO_PERIOD = Text(
    "rien ne dit sur quelle période cette part se mesure", "nothing says over which period this share is taken"
)
_SAY_PERIOD = Text("ajouter `{PER} {MONTH}`", "add `{PER} {MONTH}`")
_WINDOW = ("interventions", "window")
_DAY_UNITS = (Unit.DAY, Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CALENDAR_DAY)


@define
class Commitments:
    """The rules of one party, by milestone, and the delays that they hold."""

    party: str | None
    rules: dict[str, list[Rule]] = field(factory=lambda: {name: [] for name in cases.MILESTONES})
    defaults: dict[str, Rule] = field(factory=dict)
    delays: list[Delay] = field(factory=list)
    targets: list[Target] = field(factory=list)
    _taken: Counter[tuple[str, str]] = field(factory=Counter)

    def name(self, milestone: str, name: str) -> str:
        """A name of its own for one more rule on a milestone."""
        self._taken[milestone, name] += 1
        count = self._taken[milestone, name]
        return name if count == 1 else f"{name}#{count}"

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


def lower_levels(env: Environment, clause: lv.ServiceLevels, owner: Path, found: Commitments) -> None:
    """Add the commitments of a clause, with their terms below the path `owner`."""
    for level in clause.levels:
        guard, segment, stated = _level_guard(env, level)
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
            rule = Rule(
                name=found.name(node.milestone.text, name),
                title=env.path_text(path),
                guard=guard,
                outcome=outcome,
                origin=env.origin(node.span),
                stated=stated,
            )
            if level.kind == "default":
                found.defaults[node.milestone.text] = rule
                continue
            found.rules[node.milestone.text].append(rule)
            if outcome.share is not None:
                found.targets.append(punctuality(rule, node.milestone.text, outcome.share, calendar))
            decision = found.decision(node.milestone.text)
            found.delays.append(
                Delay(party=found.party, milestone=node.milestone.text, decision=decision, rule=rule, path=path)
            )
    for availability in clause.availabilities:
        target = lower_availability(env, availability, owner)
        found.targets += [target] if target else []


def _level_guard(
    env: Environment, level: lv.Level
) -> tuple[core.Condition | None, str | None, tuple[core.Condition, ...]]:
    """When a level applies, its segment of the path, and the conditions that it states beside its word."""
    condition: core.Condition | None = core.Always(True)
    if level.condition is not None:
        condition = lower_condition(env, level.condition)
    stated = () if condition is None else tuple(core.conjuncts(condition))
    if level.kind == "default":
        return condition, "default", stated
    assert level.name is not None
    if level.kind == "level":
        return condition, level.name.text, stated
    word = env.word(level.kind, level.name)
    if word is None:
        return None, None, ()
    here = one_of(env, level.kind, (word,))
    if level.condition is None:
        return here, word, ()
    return (None if condition is None else core.And((here, condition))), word, stated


def _calendars(env: Environment, level: lv.Level) -> list[str | None]:
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


def _commitment(env: Environment, node: lv.Within, calendar: str | None) -> Commitment | None:
    if node.length is None:
        return Commitment(length=None, calendar=None)
    delay = lower_delay(env, node.length, node.before, calendar)
    share = _ticket_share(env, node.share) if node.share is not None else None
    if delay is None or calendar is None or (node.share is not None and share is None):
        return None
    return evolve(delay, share=share)


def lower_delay(env: Environment, node: m.Literal, before: m.Literal | None, calendar: str | None) -> Commitment | None:
    """A delay on a calendar, brought to a time of the day if one is given; None after a finding."""
    length = node.value
    if isinstance(length, Open) and fits(Holds.LENGTH, length):
        return Commitment(length=length, calendar=calendar) if check_bounds(env, node, length) else None
    if not isinstance(length, Length):
        if length is not None:
            wrong_kind(env, (Holds.LENGTH,), node)
        return None
    if length.seconds is None and length.amount.denominator != 1:
        env.report(TYPE, node.span, _PART_OF_A_DAY(), help=_WRITE_HOURS())
        return None
    by = None
    if before is not None:
        if length.unit not in _DAY_UNITS:
            env.report(TYPE, before.span, _BEFORE_NEEDS_DAYS(), help=_SAMPLE_BEFORE())
            return None
        clock = before.value
        by = None if clock is None else clock.hour * 60 + clock.minute  # type: ignore[attr-defined]
    return Commitment(length=length, calendar=calendar, by=by)


def _ticket_share(env: Environment, node: lv.TicketShare) -> TicketShare | None:
    """The share of tickets for which a delay must be kept, or None after a finding."""
    assert isinstance(node.percent.value, Percent)
    share = node.percent.value.fraction
    if not 0 < share <= 1:
        env.report(TYPE, node.percent.span, _NO_SHARE(), help=_WRITE_SHARE())
        return None
    if node.period is None:
        env.report(INCOMPLETE, node.span, _NO_PERIOD(), help=_SAY_PERIOD())
        return None
    return TicketShare(share, node.period)


def _enter(env: Environment, path: Path, node: lv.Within, outcome: Commitment) -> None:
    """Enter the terms of a commitment; a second one at the same path is left to the check of delays."""
    if path in env.terms or outcome.length is None:
        return
    origin = env.origin(node.span)
    if isinstance(outcome.length, Open):
        declare_open(env, path, Holds.LENGTH, outcome.length)
    env.add_term(
        Term(path=path, title=env.path_text(path), type=Type(Kind.LENGTH), value=outcome.length, origin=origin)
    )
    below = (*path, "window")
    env.add_term(
        Term(path=below, title=env.path_text(below), type=Type(Kind.CALENDAR), value=outcome.calendar, origin=origin)
    )
