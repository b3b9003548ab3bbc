"""Norms to decisions: what is due by when, what an act is, and at what cost.

- An obligation with a delay is a duty: a commitment that starts when its event occurs, and a penalty. Its delay is
  compared with others like that of a milestone. Obligations of
  one bearer about one thing are one decision, so that two delays on it are a conflict; so are those that `sauf` orders.
- Permissions and prohibitions on one act (a word of `acte`) are one decision, in which an obligation to do the act
  permits it: what must be done may be done. So an obligation that meets a prohibition is a conflict of rules.
- A norm that neither an event with a delay nor an act raises (its object is prose) is a decision of its own, which a
  case raises by naming it (`norme`).

A permission or prohibition that prevails over an obligation takes its delay away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contractlang.compiler.environment import Environment
from contractlang.compiler.exceptions import order_rules, stated_exceptions
from contractlang.compiler.norms import RECURRENCE, Norm, all_of, read_norm
from contractlang.compiler.pages import TYPE
from contractlang.core import expressions as core
from contractlang.core.cases import ACT, ACTOR, COMMITMENT, EVENT, NORM, OCCURRED, PENALTY, PERFORMED, PERMISSION
from contractlang.core.duties import Duty
from contractlang.core.origins import Origin
from contractlang.core.outcomes import Commitment, Outcome, Permission
from contractlang.core.program import Decision, Delay, Exceptional, Rule
from contractlang.diagnostics import Text
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.records import evolve
from contractlang.values import Length

_UNKNOWN_NORM = Text("aucune norme ne s'appelle `{word}`", "no norm is called `{word}`")
_APART = Text(
    "`{name}` et `{other}` ne décident pas de la même chose : aucune ne l'emporte",
    "`{name}` and `{other}` do not decide the same thing: neither prevails",
)
_SAME_ACT = Text(
    "donner aux deux le même acte pour `{PURPOSE}`, ou retirer `{UNLESS} {other}`",
    "give both the same act as `{PURPOSE}`, or remove `{UNLESS} {other}`",
)
_BOTH_PARTIES = Text("les deux parties", "both parties")


def lower_norms(
    env: Environment, clauses: Iterable[tuple[str | None, d.Norm]]
) -> tuple[list[Decision], tuple[Duty, ...], tuple[Delay, ...]]:
    """The decisions that norms make, the duties among them, and the delays of these."""
    taken: dict[str, Origin] = {}
    read: list[Norm] = []
    names: dict[str, list[str]] = {}
    wanted: list[tuple[str, m.Word]] = []
    for article, clause in clauses:
        env.article = article
        names[clause.label.text] = [clause.label.text]
        wanted += [(clause.label.text, word) for word in clause.overrides]
        norm = read_norm(env, clause, taken)
        read += [norm] if norm is not None else []
    plain = [_rule(norm, norm.condition, norm.outcome) for norm in read]
    beats = {rule.name: rule.beats for rule in order_rules(env, plain, names, wanted, unknown=_UNKNOWN_NORM)}
    lowering = _Lowering(env, read, beats)
    decisions, duties = lowering.all()
    _check_together(env, read, decisions)
    return decisions, duties, tuple(_delays(read, decisions))


def _rule(norm: Norm, guard: core.Condition, outcome: Outcome, suffix: str = "") -> Rule:
    return Rule(name=f"{norm.name}{suffix}", title=norm.title, guard=guard, outcome=outcome, origin=norm.origin)


def _delays(read: list[Norm], decisions: list[Decision]) -> Iterator[Delay]:
    """The delay of each obligation after its events, once for each party that it binds."""
    rules = {rule.name: (one.name, rule) for one in decisions if one.name.startswith(COMMITMENT) for rule in one.rules}
    for norm in read:
        commitment = norm.commitment
        if commitment is None or commitment.notice or not isinstance(commitment.length, Length):
            continue
        decision, rule = rules[norm.name]
        for bearer in norm.bearer:
            yield Delay(
                party=None if bearer == "provider" else bearer,
                milestone=decision.removeprefix(f"{COMMITMENT}."),
                decision=decision,
                rule=rule,
                path=(norm.kind, norm.name, "deadline"),
                start=OCCURRED,
                act=norm.act,
                events=norm.events,
            )


def _check_together(env: Environment, read: list[Norm], decisions: list[Decision]) -> None:
    """Report `sauf` between norms that no decision holds together."""
    known = {norm.name for norm in read}
    together = [{rule.name.split(".")[0] for rule in decision.rules} for decision in decisions]
    for norm in read:
        for word in norm.overrides:
            if word.text in known and not any({norm.name, word.text} <= names for names in together):
                message = _APART(name=norm.name, other=word.text)
                env.report(TYPE, word.span, message, help=_SAME_ACT(other=word.text))


class _Lowering:
    """Norms read, with all that each prevails over."""

    def __init__(self, env: Environment, norms: list[Norm], beats: Mapping[str, frozenset[str]]) -> None:
        self._env = env
        self._norms = norms
        self._beats = beats
        # of many norms few say that they prevail over another
        self._overriding = [(norm.name, word) for norm in norms for word in norm.overrides]
        self._waiving = [norm for norm in norms if norm.kind != "obligation" and beats[norm.name]]

    def all(self) -> tuple[list[Decision], tuple[Duty, ...]]:
        """Every decision, and the duties in the order of the text."""
        decisions: list[Decision] = []
        duties: list[Duty] = []
        for group in self._groups():
            duty = self._duty(group)
            duties.append(duty)
            decisions += self._timed(duty, group)
        acts = dict.fromkeys(norm.act for norm in self._norms if norm.kind != "obligation" and norm.act is not None)
        for act in acts:
            decisions += self._act(act)
        for norm in self._norms:
            if not norm.is_timed and (norm.act is None or norm.kind == "obligation"):
                decisions += self._alone(norm)
        return decisions, tuple(duties)

    def _exceptions(self, rules: list[Rule]) -> tuple[Exceptional, ...]:
        """The exceptions of the text between the norms of which a decision holds rules."""
        groups: dict[str, list[str]] = {}
        for rule in rules:
            groups.setdefault(rule.name.split(".")[0].split("#")[0], []).append(rule.name)
        wanted = [(name, word) for name, word in self._overriding if name in groups]
        return stated_exceptions(self._env, groups, wanted)

    # --- obligations with a delay ---------------------------------------------------------------------------

    def _groups(self) -> list[list[Norm]]:
        """Obligations with a delay, those about one thing together, and those that one `sauf` holds together."""
        timed = {norm.name: norm for norm in self._norms if norm.is_timed}
        heads = {name: name for name in timed}

        def head(name: str) -> str:
            while heads[name] != name:
                heads[name] = name = heads[heads[name]]
            return name

        first_about: dict[object, str] = {}
        for name, norm in timed.items():
            for other in (first_about.setdefault(norm.about, name), *sorted(self._beats[name] & timed.keys())):
                heads[head(other)] = head(name)
        groups: dict[str, list[Norm]] = {}
        for name, norm in timed.items():
            groups.setdefault(head(name), []).append(norm)
        return list(groups.values())

    def _duty(self, group: list[Norm]) -> Duty:
        first = group[0]
        people = self._people(first.bearer)
        title = Text(f"{first.title.fr} ({people.fr})", f"{first.title.en} ({people.en})")
        return Duty(name=first.path, title=title, start=OCCURRED, reached=PERFORMED)

    def _people(self, bearer: tuple[str, ...]) -> Text:
        if len(bearer) > 1:
            return _BOTH_PARTIES
        return self._env.vocabularies["party"].words[bearer[0]]

    def _timed(self, duty: Duty, group: list[Norm]) -> list[Decision]:
        """The commitment of a duty, and what lateness costs if any norm of the group says so."""
        names = frozenset(norm.name for norm in group)
        members = {norm.name: self._due(norm) for norm in group}
        all_rules = {name: {rule.name for rule in rules} for name, rules in members.items()}
        rules = [evolve(rule, beats=self._among(norm, all_rules)) for norm in group for rule in members[norm.name]]
        for norm in self._waivers(names):
            waived = _rule(norm, self._raised(norm), Commitment(length=None, calendar=None))
            rules.append(evolve(waived, beats=self._among(norm, all_rules)))
        events = dict.fromkeys(event for norm in group for event in self._events(norm))
        concerns = core.IsOneOf(EVENT, tuple(events))
        title = Text(f"délai de « {duty.title.fr} »", f"time for “{duty.title.en}”")
        commitment = Decision(
            name=duty.commitment,
            title=title,
            rules=tuple(rules),
            concerns=concerns,
            exceptions=self._exceptions(rules),
        )
        costs = [
            rule
            for norm in group
            for rule in self._costs(norm, core.Or(tuple(one.guard for one in members[norm.name])), rules)
        ]
        return [commitment, *self._penalty(duty.penalty, duty.title, costs, concerns)]

    def _events(self, norm: Norm) -> tuple[str, ...]:
        return (*norm.events, *((RECURRENCE,) if norm.every is not None else ()))

    def _due(self, norm: Norm) -> list[Rule]:
        """The delay of a norm after each of its events, and after the last time for one that comes back."""
        found = []
        if norm.commitment is not None:
            guard = all_of(core.IsOneOf(EVENT, norm.events), norm.condition)
            found.append(_rule(norm, guard, norm.commitment))
        if norm.every is not None:
            guard = all_of(core.IsOneOf(EVENT, (RECURRENCE,)), norm.condition)
            found.append(_rule(norm, guard, norm.every, ".chaque" if found else ""))
        return found

    def _among(self, norm: Norm, rules: Mapping[str, set[str]]) -> frozenset[str]:
        """The rules of other norms over which one prevails."""
        return frozenset(rule for name in self._beats[norm.name] for rule in rules.get(name, ()))

    def _waivers(self, names: frozenset[str]) -> list[Norm]:
        """The permissions and prohibitions that prevail over some obligations."""
        return [norm for norm in self._waiving if names & self._beats[norm.name]]

    def _raised(self, norm: Norm) -> core.Condition:
        return all_of(*((core.IsOneOf(EVENT, norm.events),) if norm.events else ()), norm.condition)

    # --- sanctions ------------------------------------------------------------------------------------------

    def _costs(self, norm: Norm, guard: core.Condition, rules: Iterable[Rule]) -> list[Rule]:
        """What failing a norm costs where it applies and none that prevails over it does."""
        guard = guard.operands[0] if isinstance(guard, core.Or) and len(guard.operands) == 1 else guard
        above = (core.negate(rule.guard) for rule in rules if any(one.split(".")[0] == norm.name for one in rule.beats))
        base = all_of(guard, *above)
        return [
            _rule(norm, all_of(base, condition), penalty, f"#{place}" if place > 1 else "")
            for place, (condition, penalty) in enumerate(norm.sanctions, start=1)
        ]

    def _penalty(self, name: str, title: Text, rules: list[Rule], concerns: core.Condition) -> list[Decision]:
        if not rules:
            return []
        shown = Text(f"sanction de « {title.fr} »", f"sanction of “{title.en}”")
        return [Decision(name=name, title=shown, rules=tuple(rules), concerns=concerns)]

    # --- acts, and norms asked about by their name ----------------------------------------------------------

    def _act(self, act: str) -> list[Decision]:
        """Whether an act may be done: by permissions and prohibitions, and by the obligations to do it."""
        norms = [norm for norm in self._norms if norm.act == act]
        names = frozenset(norm.name for norm in norms)
        done = core.IsOneOf(ACT, (act,))
        rules = []
        for norm in norms:
            guard = all_of(done, core.IsOneOf(ACTOR, norm.bearer), self._raised_by_any(norm), norm.condition)
            outcome = Permission("permitted") if norm.kind == "obligation" else norm.outcome
            rules.append(evolve(_rule(norm, guard, outcome), beats=self._beats[norm.name] & names))
        word = self._env.vocabularies["act"].words[act]
        title = Text(word.fr.replace("_", " "), word.en.replace("_", " "))
        name = f"act.{act}"
        decision = Decision(
            name=f"{PERMISSION}.{name}",
            title=title,
            rules=tuple(rules),
            concerns=done,
            exceptions=self._exceptions(rules),
        )
        bans = [(norm, rule) for norm, rule in zip(norms, rules, strict=True) if norm.kind == "prohibition"]
        costs = [cost for norm, rule in bans for cost in self._costs(norm, rule.guard, rules)]
        return [decision, *self._penalty(f"{PENALTY}.{name}", title, costs, done)]

    def _raised_by_any(self, norm: Norm) -> core.Condition:
        events = self._events(norm)
        return core.IsOneOf(EVENT, events) if events else core.ALWAYS

    def _alone(self, norm: Norm) -> list[Decision]:
        """A norm of which only its name, or its event, tells that a case is about it."""
        named = core.IsOneOf(NORM, (norm.name,))
        concerns = core.Or((named, core.IsOneOf(EVENT, norm.events))) if norm.events else named
        rules = [_rule(norm, self._raised(norm), norm.outcome)]
        if norm.kind == "obligation":
            for other in self._waivers(frozenset((norm.name,))):
                waived = _rule(other, self._raised(other), other.outcome)
                rules.append(evolve(waived, beats=frozenset((norm.name,))))
        decision = Decision(
            name=f"{PERMISSION}.{norm.path}",
            title=norm.title,
            rules=tuple(rules),
            concerns=concerns,
            exceptions=self._exceptions(rules),
        )
        costs = self._costs(norm, rules[0].guard, rules)
        return [decision, *self._penalty(f"{PENALTY}.{norm.path}", norm.title, costs, concerns)]
