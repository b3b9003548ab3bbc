"""Duties and permissions: norms as they are written, and the permissions that clauses imply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment, heading
from contractlang.compiler.levels import lower_penalty
from contractlang.compiler.terms import enter_terms, label_name, wrong_kind
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Permission
from contractlang.core.program import Decision, Kind, Norm, Rule, Term, Type
from contractlang.diagnostics import Text, verbatim
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model.schema import Holds
from contractlang.syntax import spelling
from contractlang.values import Length

_REMOTE = Text("intervention à distance", "remote intervention")
_SUBCONTRACTOR = Text("intervention d'un sous-traitant", "intervention of a subcontractor")
_ANSWERS: Mapping[str, Permission] = {
    "prior": Permission("prior_approval"),
    "prior_approval": Permission("prior_approval"),
    "free": Permission("permitted"),
    "none": Permission("permitted"),
    "forbidden": Permission("prohibited"),
    "prohibited": Permission("prohibited"),
}


def lower_norm(env: Environment, clause: d.Norm) -> Norm | None:
    """A norm, with its terms below its own name."""
    owner = (clause.kind, clause.label.text)
    if owner in env.clauses:
        env.twice(clause.label.text, clause.label.span, env.clauses[owner].span)
        return None
    env.clauses[owner] = env.origin(clause.span)
    enter_terms(env, owner, verbatim(spelling(clause.kind, env.language)), clause.slots, clause.terms)
    length: Length | None = None
    calendar: str | None = None
    for deadline in clause.deadlines:
        value = deadline.length.value
        if not isinstance(value, Length):
            wrong_kind(env, (Holds.LENGTH,), deadline.length)
            continue
        length = value
        calendar = env.calendar(deadline.calendar) if deadline.calendar else None
        path = (*owner, "deadline")
        origin = env.origin(deadline.span)
        env.add_term(Term(path=path, title=env.path_text(path), type=Type(Kind.LENGTH), value=value, origin=origin))
    sanctions = [lower_penalty(env, node) for node in clause.sanctions]
    who, when = env.terms.get((*owner, "who")), env.terms.get((*owner, "when"))
    return Norm(
        kind=clause.kind,  # type: ignore[arg-type]
        name=clause.label.text,
        title=verbatim(clause.title),
        bearer=str(who.value) if who else None,
        trigger=str(when.value) if when else None,
        length=length,
        calendar=calendar,
        sanction=sanctions[0] if sanctions else None,
        origin=env.origin(heading(clause.span)),
    )


def remote_permission(env: Environment, clauses: Iterable[tuple[str | None, c.Remote]]) -> Decision | None:
    """Whether an intervention may be made from a distance: consent is asked under its condition, else it may."""
    for article, clause in clauses:
        env.article = article
        consent = env.terms.get(("remote", "consent"))
        answer = _ANSWERS.get(str(consent.value)) if consent else None
        if consent is None or answer is None:
            return None
        node = next((term for term in clause.terms if label_name(env, term.label.text, {"consent": None})), None)
        if node is None:
            continue  # another clause of this kind gives it
        guard = core.Always(True) if node.value.condition is None else lower_condition(env, node.value.condition)
        if guard is None:
            return None
        name = env.path_text(("remote", "consent")).fr
        rule = Rule(name=name, title=_REMOTE, guard=guard, outcome=answer, origin=consent.origin)
        default = Rule(
            name=spelling("default", env.language),
            title=_REMOTE,
            guard=core.Always(True),
            outcome=Permission("permitted"),
            origin=consent.origin,
        )
        return Decision(
            name=f"{cases.PERMISSION}.remote",
            title=_REMOTE,
            rules=(rule,),
            default=default,
            concerns=core.IsOneOf(cases.CHANNEL, ("remote",)),
        )
    return None


def subcontractor_permission(env: Environment, clause: d.Subcontracting) -> Decision | None:
    """Whether who intervenes may: the parties and the accepted subcontractors, the others under the regime."""
    regime = env.terms.get(("subcontracting", "regime"))
    answer = _ANSWERS.get(str(regime.value)) if regime else None
    if regime is None or answer is None:
        return None
    accepted = [*env.parties, *(node.name.text for node in clause.subcontractors)]
    default = Rule(
        name=env.path_text(("subcontracting", "regime")).fr,
        title=_SUBCONTRACTOR,
        guard=core.Always(True),
        outcome=answer,
        origin=regime.origin,
    )
    rule = Rule(
        name=spelling("authorised", env.language),
        title=_SUBCONTRACTOR,
        guard=core.IsOneOf("performed_by", tuple(accepted)),
        outcome=Permission("permitted"),
        origin=env.origin(clause.keyword.span),
    )
    return Decision(
        name=f"{cases.PERMISSION}.subcontractor",
        title=_SUBCONTRACTOR,
        rules=(rule,),
        default=default,
        concerns=core.IsOneOf("performed_by", tuple(env.vocabularies["performed_by"].words)),
    )
