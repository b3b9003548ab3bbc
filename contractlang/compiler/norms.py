"""Norms as they are written: who must, may or must not do what, on which event, within which delay, at what cost.

Each norm enters its terms below its own name (`obligation.O1.délai`). What it decides is lowered in `norm_decisions`.
"""

from __future__ import annotations

from typing import Literal, cast

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.formulas import currency
from contractlang.compiler.levels import lower_delay
from contractlang.compiler.pages import INCOMPLETE, LABEL, TYPE
from contractlang.compiler.penalties import lower_penalty
from contractlang.compiler.permissions import ANSWERS
from contractlang.compiler.terms import enter_terms, label_name
from contractlang.core import expressions as core
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Commitment, Penalty, Permission
from contractlang.core.program import Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Text, verbatim
from contractlang.model import deciding as d
from contractlang.model import nodes as m
from contractlang.records import evolve, frozen
from contractlang.source import heading
from contractlang.syntax import spelling
from contractlang.values import Length, Unit

NormKind = Literal["obligation", "permission", "prohibition"]
# The word of `event` for a duty that comes back: the last time that it was done, or the start of the contract.
RECURRENCE = "recurrence"

_KINDS = {
    "obligation": Text("une obligation", "an obligation"),
    "permission": Text("une permission", "a permission"),
    "prohibition": Text("une interdiction", "a prohibition"),
}
_NOT_FOR_KIND = Text("{kind} n'a pas de `{label}`", "{kind} has no `{label}`")
_REMOVE = Text("retirer ce terme, ou écrire une autre norme", "remove this term, or write another norm")
_NO_BEARER = Text("cette norme ne dit pas qui elle lie", "this norm does not say whom it binds")
_ADD_BEARER = Text("ajouter par exemple `{WHO} : {PROVIDER}`", "add for instance `{WHO} : {PROVIDER}`")
_NO_EVENT = Text("ce délai ne dit pas d'où il court", "this delay does not say what it runs from")
_ADD_EVENT = Text("ajouter par exemple `{WHEN} : signature`", "add for instance `{WHEN} : signature`")
_PERIOD_IS_DELAY = Text("`{EVERY}` donne déjà le délai", "`{EVERY}` already gives the delay")
_NAME_FIRST = Text(
    "retirer `{DEADLINE}`, ou ajouter l'événement d'où il court : `{WHEN} : signature, {EVERY} 6 {MONTH}`",
    "remove `{DEADLINE}`, or add the event that it runs from: `{WHEN} : signature, {EVERY} 6 {MONTH}`",
)
_NO_CALENDAR = Text(
    "les jours ouvrés et ouvrables se comptent sur un calendrier",
    "working and business days are counted on a calendar",
)
_NAME_CALENDAR = Text("ajouter par exemple `{ON} HO`", "add for instance `{ON} HO`")
_NOTHING_LATE = Text(
    "sans délai rien n'est en retard : la sanction est un seul montant",
    "without a delay nothing is late: the sanction is a single amount",
)
_ONE_AMOUNT = Text("écrire par exemple `{PENALTY} 500 €`", "write for instance `{PENALTY} 500 €`")
_NEED_CALENDAR = (Unit.WORKING_DAY, Unit.BUSINESS_DAY)


@frozen(kw_only=True)
class Norm:
    """A norm read: `condition` is its `si`, `timed` what is due on its events, `act` the word of what it is about.

    `bearer` names roles and subcontractors. `about` tells which obligations speak of one thing. `sanctions` pair the
    condition of each amount (None: termination) with what it costs.
    """

    kind: NormKind
    name: str
    title: Text
    bearer: tuple[str, ...]
    act: str | None
    about: object
    events: tuple[str, ...]
    condition: core.Condition
    commitment: Commitment | None
    every: Commitment | None
    outcome: Permission
    sanctions: tuple[tuple[core.Condition, Penalty], ...]
    overrides: tuple[m.Word, ...]
    origin: Origin

    @property
    def is_timed(self) -> bool:
        """Whether it is due by a date that a calendar gives."""
        return self.commitment is not None or self.every is not None

    @property
    def path(self) -> str:
        """Its name in decisions: `obligation.O1`."""
        return f"{self.kind}.{self.name}"


def read_norm(env: Environment, clause: d.Norm, taken: dict[str, Origin]) -> Norm | None:
    """A norm, with its terms below its own name; None after a finding."""
    name, owner = clause.label.text, (clause.kind, clause.label.text)
    if not env.once(name, clause.label.span, taken):
        return None
    taken[name] = env.clauses[owner] = env.origin(clause.label.span)
    before = len(env.findings)
    enter_terms(env, owner, verbatim(spelling(clause.kind, env.language)), clause.slots, clause.terms)
    _check_kind(env, clause)
    conditions = [lower_condition(env, node) for node in clause.conditions]
    every = _every(env, owner)
    events = _words(env, (*owner, "when"))
    commitment = _commitment(env, clause, owner, events, every)
    bearer = _bearer(env, clause, owner)
    sanctions = _sanctions(env, clause, owner, timed=commitment is not None or every is not None)
    # what a text that was not wholly read lacks is not reported, and so is no norm either
    lacking = not bearer or None in conditions or (commitment is not None and not events)
    if lacking or len(env.findings) > before:
        return None
    purpose, consent = env.terms.get((*owner, "purpose")), env.terms.get((*owner, "consent"))
    act = str(purpose.value) if purpose is not None and purpose.type.kind is Kind.WORD else None
    answers: dict[str, Permission] = {
        "obligation": Permission("required"),
        "permission": ANSWERS[str(consent.value)] if consent is not None else Permission("permitted"),
        "prohibition": Permission("prohibited"),
    }
    return Norm(
        kind=cast(NormKind, clause.kind),
        name=name,
        title=verbatim(clause.title),
        bearer=bearer,
        act=act,
        about=(bearer, purpose.value if purpose is not None else name),
        events=events,
        condition=all_of(*(condition for condition in conditions if condition is not None)),
        commitment=commitment,
        every=every,
        outcome=answers[clause.kind],
        sanctions=sanctions,
        overrides=clause.overrides,
        origin=env.origin(heading(clause.span)),
    )


def all_of(*conditions: core.Condition) -> core.Condition:
    """All conditions, without those that always hold."""
    kept = tuple(condition for condition in conditions if condition != core.ALWAYS)
    return kept[0] if len(kept) == 1 else core.And(kept) if kept else core.ALWAYS


def _words(env: Environment, path: Path) -> tuple[str, ...]:
    term = env.terms.get(path)
    return tuple(map(str, term.value)) if term is not None and isinstance(term.value, tuple) else ()


def _bearer(env: Environment, clause: d.Norm, owner: Path) -> tuple[str, ...]:
    who = env.terms.get((*owner, "who"))
    if who is None:
        if (*owner, "who") not in env.faulty_terms:
            env.report(INCOMPLETE, clause.label.span, _NO_BEARER(), help=_ADD_BEARER())
        return ()
    return ("client", "provider") if who.value == "both" else (str(who.value),)


def _check_kind(env: Environment, clause: d.Norm) -> None:
    """Report what means nothing in this kind of norm."""
    has_delay = clause.kind == "obligation"
    found: list[tuple[str, m.Node]] = []
    if not has_delay:
        found += [("deadline", node) for node in clause.deadlines]
        found += [("every", part) for part in _term(env, clause, "when", measured=True)]
    if not has_delay:
        found += [("capped", term) for term in _term(env, clause, "capped")]
    if clause.kind != "permission":
        found += [("consent", term) for term in _term(env, clause, "consent")]
    else:
        found += [("default", node) for node in clause.sanctions]
    for label, node in found:
        words = spelling(label, env.language)
        env.report(LABEL, node.span, _NOT_FOR_KIND(kind=_KINDS[clause.kind], label=words), help=_REMOVE())


def _term(env: Environment, clause: d.Norm, name: str, *, measured: bool = False) -> list[m.Node]:
    """The terms of a label; with `measured`, the phrases of them that hold a measure."""
    terms = [term for term in clause.terms if label_name(env, term.label, clause.slots) == name]
    if not measured:
        return list(terms)
    return [phrase for term in terms for phrase in term.value.phrases if phrase.measure is not None]


# --- delays -------------------------------------------------------------------------------------------------


def _every(env: Environment, owner: Path) -> Commitment | None:
    """What a duty that comes back commits to: it is due again when the period has run since the last time."""
    path = (*owner, "when", "every")
    term = env.terms.get(path)
    if term is None or not isinstance(term.value, Length):
        return None
    node = m.Literal(span=term.origin.span, value=term.value)
    return _counted(env, Commitment(length=term.value, calendar=None), node)


def _commitment(
    env: Environment, clause: d.Norm, owner: Path, events: tuple[str, ...], every: Commitment | None
) -> Commitment | None:
    found: Commitment | None = None
    for node in clause.deadlines:
        calendar = env.calendar(node.calendar) if node.calendar is not None else None
        delay = lower_delay(env, node.length, node.before, calendar)
        found = None if delay is None else _counted(env, evolve(delay, notice=node.notice), node)
        if found is not None:
            _enter_delay(env, (*owner, "deadline"), node, found)
    if clause.kind != "obligation":
        return None
    written = (*owner, "when") in env.faulty_terms or (*owner, "when") in env.terms
    if found is not None and not events and every is not None:
        env.report(TYPE, clause.deadlines[0].span, _PERIOD_IS_DELAY(), help=_NAME_FIRST())
    elif found is not None and not events and not written:
        env.report(INCOMPLETE, clause.deadlines[0].span, _NO_EVENT(), help=_ADD_EVENT())
    return found


def _counted(env: Environment, commitment: Commitment, node: m.Node) -> Commitment | None:
    """A commitment that names no calendar runs on the clock; that knows no working days."""
    length = commitment.length
    if commitment.calendar is None and isinstance(length, Length) and length.unit in _NEED_CALENDAR:
        env.report(INCOMPLETE, node.span, _NO_CALENDAR(), help=_NAME_CALENDAR())
        return None
    return commitment


def _enter_delay(env: Environment, path: Path, node: m.Node, found: Commitment) -> None:
    origin = env.origin(node.span)
    title = env.path_text(path)
    env.add_term(Term(path=path, title=title, type=Type(Kind.LENGTH), value=found.length, origin=origin))
    below = (*path, "window")
    if found.calendar is not None and below not in env.terms:
        title = env.path_text(below)
        env.add_term(Term(path=below, title=title, type=Type(Kind.CALENDAR), value=found.calendar, origin=origin))


# --- sanctions ----------------------------------------------------------------------------------------------


def _sanctions(
    env: Environment, clause: d.Norm, owner: Path, *, timed: bool
) -> tuple[tuple[core.Condition, Penalty], ...]:
    """What failing costs, each with its condition: a right to terminate adds to the amounts that it meets."""
    capped = env.terms.get((*owner, "capped"))
    amounts: list[tuple[core.Condition, Penalty]] = []
    ending: list[core.Condition] = []
    for place, node in enumerate(clause.sanctions):
        condition = core.ALWAYS if node.condition is None else lower_condition(env, node.condition)
        penalty = None if node.amount is None else lower_penalty(env, node.amount)
        if penalty is not None and not timed and (penalty.per is not None or len(penalty.tiers) > 1):
            env.report(TYPE, node.span, _NOTHING_LATE(), help=_ONE_AMOUNT())
        path = (*owner, "penalty", *([str(place + 1)] if place else []))
        words = " ".join(node.span.text.partition(":")[2].split())
        title, origin = env.path_text(path), env.origin(node.span)
        env.add_term(Term(path=path, title=title, type=Type(Kind.FORMULA), value=words, origin=origin))
        if condition is None or (node.amount is not None and penalty is None):
            continue
        if penalty is None:
            ending.append(condition)
        else:
            amounts.append((condition, evolve(penalty, capped=capped is not None and capped.value is True)))
    return tuple(_with_ending(amounts, ending, Penalty(currency=currency(env), capped=False, termination=True)))


def _with_ending(
    amounts: list[tuple[core.Condition, Penalty]], ending: list[core.Condition], alone: Penalty
) -> list[tuple[core.Condition, Penalty]]:
    if not ending:
        return amounts
    ends = core.ALWAYS if core.ALWAYS in ending else core.Or(tuple(ending))
    found: list[tuple[core.Condition, Penalty]] = []
    for condition, penalty in amounts:
        found.append((all_of(condition, ends), evolve(penalty, termination=True)))
        if ends != core.ALWAYS:
            found.append((all_of(condition, core.negate(ends)), penalty))
    if all(condition != core.ALWAYS for condition, _ in amounts):
        found.append((all_of(ends, *(core.negate(condition) for condition, _ in amounts)), alone))
    return found
