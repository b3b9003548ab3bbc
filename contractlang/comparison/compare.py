"""What differs between two programs: terms, clauses, and the cases that a decision answers otherwise.

A decision **differs** on a case if some outcome wins on one side and no equal outcome wins on the other. So each rule
of each side is asked about once: it wins, and no rule of the other side wins with an equal outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import evolve, frozen

from contractlang.comparison.favour import Favour, Gap, favour_of, gap_of
from contractlang.comparison.joint import DifferentFactsError, calendar_names, joint, renamed, renamed_decision
from contractlang.core.cases import Case
from contractlang.core.expressions import And, Condition, Not, Or, facts_of, negate
from contractlang.core.outcomes import Billed, Outcome, differ
from contractlang.core.program import Decision, Kind, Origin, Path, Program, Rule, Term
from contractlang.diagnostics import Message, Text
from contractlang.evaluation import decide
from contractlang.evaluation.decide import Result
from contractlang.solver import Found, GaveUp, Session
from contractlang.solver.rules import wins

State = Literal["same", "differs", "undecided"]

_OTHER_FACTS = Text(
    "le fait `{name}` n'est pas du même type dans les deux textes",
    "`{name}` is of another type in the other text",
)
# what a program holds beside its decisions, and counts in what is due
_PARTS = {
    "cap": Text("plafond des pénalités", "cap on penalties"),
    "targets": Text("objectifs", "targets"),
    "shortfalls": Text("pénalités des objectifs", "penalties of targets"),
    "revision": Text("révision du prix", "price revision"),
    "scope": Text("périmètre", "scope"),
}


@frozen(kw_only=True)
class TermChange:
    """A term with another value; None on the side that has no such term."""

    path: Path
    before: Term | None
    after: Term | None


@frozen(kw_only=True)
class Effect:
    """What the two texts come to for one decision; `case` is one that is decided otherwise, with both results."""

    name: str
    title: Message
    state: State
    case: Case | None = None
    before: Result | None = None
    after: Result | None = None
    gap: Gap | None = None
    favours: Favour = "unclear"
    reason: Message | None = None


@frozen(kw_only=True)
class Comparison:
    """Two programs compared."""

    before: Program
    after: Program
    terms: tuple[TermChange, ...]
    added: Mapping[Path, Origin]
    removed: Mapping[Path, Origin]
    effects: tuple[Effect, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs, and that is proved."""
        return not self.terms and all(effect.state == "same" for effect in self.effects)


def compare(before: Program, after: Program) -> Comparison:
    """Compare two programs."""
    names = calendar_names(before, after)
    return Comparison(
        before=before,
        after=after,
        terms=tuple(_terms(before, after, names)),
        added={path: after.clauses[path] for path in sorted(after.clauses.keys() - before.clauses.keys())},
        removed={path: before.clauses[path] for path in sorted(before.clauses.keys() - after.clauses.keys())},
        effects=(*_effects(before, after, names), *_parts(before, after, names)),
    )


def _terms(before: Program, after: Program, names: tuple[dict[str, str], dict[str, str]]) -> Iterator[TermChange]:
    for path in sorted({*before.terms, *after.terms}):
        one, other = before.terms.get(path), after.terms.get(path)
        if _value(one, names[0]) != _value(other, names[1]):
            yield TermChange(path=path, before=one, after=other)


def _value(term: Term | None, calendars: Mapping[str, str]) -> object:
    """What a term says: a formula's text and the names of rules are compared by their effect instead."""
    if term is None or term.type.kind is Kind.FORMULA or term.path[-1] == "prevails_over":
        return None
    if term.type.kind is Kind.CALENDAR and isinstance(term.value, str):
        return calendars.get(term.value, term.value)
    return term.value


def _effects(before: Program, after: Program, names: tuple[dict[str, str], dict[str, str]]) -> Iterator[Effect]:
    try:
        session = joint(before, after, names)
    except DifferentFactsError as error:
        reason = _OTHER_FACTS(name=error.name)
        for name in sorted({*before.decisions, *after.decisions}):
            yield Effect(name=name, title=_title(before, after, name), state="undecided", reason=reason)
        return
    for name in sorted({*before.decisions, *after.decisions}):
        pair = _decision(before, name), _decision(after, name)
        effect = Effect(name=name, title=_title(before, after, name), state="same")
        sides = renamed_decision(pair[0], names[0]), renamed_decision(pair[1], names[1])
        if _plain(sides[0]) != _plain(sides[1]):
            effect = _compared(session, effect, pair, sides, (before, after))
        yield effect


def _title(before: Program, after: Program, name: str) -> Message:
    return (after.decisions.get(name) or before.decisions[name]).title()


def _decision(program: Program, name: str) -> Decision:
    """A decision, or one that answers nothing where a program has none."""
    return program.decisions.get(name) or Decision(name=name, title=Text(name, name), rules=())


def _plain(decision: Decision) -> object:
    """A decision without names, places and order."""
    key = {rule.name: (rule.guard, _paid(rule.outcome)) for rule in decision.rules}
    beats = {rule.name: frozenset(key[one] for one in rule.beats if one in key) for rule in decision.rules}
    rules = frozenset((key[name], beats[name]) for name in key)
    default = decision.default and (decision.default.guard, _paid(decision.default.outcome))
    return rules, len(decision.rules), default, decision.concerns


def _paid(outcome: Outcome) -> object:
    """An outcome by what somebody pays, whatever the words for its price."""
    if isinstance(outcome, Billed) and outcome.amount is not None:
        return outcome.amount, outcome.currency, outcome.needs_quote
    return outcome


def _all(decision: Decision) -> tuple[Rule, ...]:
    return decision.rules if decision.default is None else (*decision.rules, decision.default)


def _wins(decision: Decision, rule: Rule) -> tuple[Condition, ...]:
    return (decision.concerns, *wins(decision, rule))


def _compared(
    session: Session,
    effect: Effect,
    pair: tuple[Decision, Decision],
    sides: tuple[Decision, Decision],
    programs: tuple[Program, Program],
) -> Effect:
    """The most ordinary case that two decisions answer otherwise."""
    found: list[Case] = []
    gave_up: Message | None = None
    for own, other in (sides, sides[::-1]):
        for rule in _all(own):
            unlike = (
                Or((*(negate(one) for one in _wins(other, against)), differ(rule.outcome, against.outcome)))
                for against in _all(other)
            )
            answer = session.ask(*_wins(own, rule), *unlike)
            if isinstance(answer, Found):
                found.append(answer.case)
            elif isinstance(answer, GaveUp):
                gave_up = gave_up or answer.reason
    for case in sorted(found, key=lambda one: (len(one), sorted(map(str, one.items())))):
        shown = _whole(session, sides, case)
        before, after = (decide(one, program, shown) for one, program in zip(pair, programs, strict=True))
        return evolve(
            effect,
            state="differs",
            case=shown,
            before=before,
            after=after,
            gap=gap_of(before, after, shown, programs),
            favours=favour_of(before, after, shown, programs),
        )
    return evolve(effect, state="same") if gave_up is None else evolve(effect, state="undecided", reason=gave_up)


def _whole(session: Session, sides: tuple[Decision, Decision], case: Case) -> Case:
    """A case with every fact that either decision reads, its own facts as they are."""
    from contractlang.comparison.cases import fixed

    guards = [one for side in sides for one in (side.concerns, *(rule.guard for rule in _all(side)))]
    if {fact for one in guards for fact in facts_of(one)} <= set(case):
        return case
    either = (Or((one, Not(one))) for one in guards)
    answer = session.ask(And(tuple(fixed(case))), *either)
    return answer.case if isinstance(answer, Found) else case


def _parts(before: Program, after: Program, names: tuple[dict[str, str], dict[str, str]]) -> Iterator[Effect]:
    """What counts beside decisions; what is not equal there is said to differ, without a case."""
    for name, title in _PARTS.items():
        one, other = (_bare(renamed(getattr(program, name), names[n])) for n, program in enumerate((before, after)))
        yield Effect(name=name, title=title(), state="same" if one == other else "differs")


def _bare(value: object) -> object:
    """A part of a program without its places and the words of its formulas."""
    if isinstance(value, tuple):
        return frozenset(map(_bare, value))
    if value is None:
        return None
    import attrs

    left = {one.name for one in attrs.fields(type(value))} - {"origin", "text"}  # type: ignore[arg-type]
    return type(value).__name__, tuple((name, getattr(value, name)) for name in sorted(left))
