"""The permissions that clauses imply: from a distance, by a subcontractor, from a country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.terms import label_name
from contractlang.core import cases
from contractlang.core import expressions as core
from contractlang.core.outcomes import Permission
from contractlang.core.program import Decision, Rule
from contractlang.diagnostics import Text
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.syntax import spelling

_REMOTE = Text("intervention à distance", "remote intervention")
_SUBCONTRACTOR = Text("intervention d'un sous-traitant", "intervention of a subcontractor")
_COUNTRY = Text("accès aux données personnelles depuis ce pays", "access to personal data from this country")
ANSWERS: Mapping[str, Permission] = {
    "prior": Permission("prior_approval"),
    "prior_approval": Permission("prior_approval"),
    "free": Permission("permitted"),
    "none": Permission("permitted"),
    "forbidden": Permission("prohibited"),
    "prohibited": Permission("prohibited"),
}


def remote_permission(env: Environment, clauses: Iterable[tuple[str | None, c.Remote]]) -> Decision | None:
    """Whether an intervention may be made from a distance: consent is asked under its condition, else it may."""
    for article, clause in clauses:
        env.article = article
        consent = env.terms.get(("remote", "consent"))
        answer = ANSWERS.get(str(consent.value)) if consent else None
        if consent is None or answer is None:
            return None
        node = next((term for term in clause.terms if label_name(env, term.label, ("consent",))), None)
        if node is None:
            continue  # another clause of this kind gives it
        guard = core.Always(True) if node.value.condition is None else lower_condition(env, node.value.condition)
        if guard is None:
            return None
        name = env.path_words(("remote", "consent"))
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
    answer = ANSWERS.get(str(regime.value)) if regime else None
    if regime is None or answer is None:
        return None
    accepted = [*env.parties, *(node.name.text for node in clause.subcontractors)]
    default = Rule(
        name=env.path_words(("subcontracting", "regime")),
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


def country_permission(env: Environment) -> Decision | None:
    """Whether personal data may be reached from a country: from those that the clause names."""
    countries = env.terms.get(("personal_data", "country"))
    if countries is None or not isinstance(countries.value, tuple):
        return None
    name = env.path_words(countries.path)
    rule = Rule(
        name=name,
        title=_COUNTRY,
        guard=core.IsOneOf(cases.COUNTRY, countries.value),
        outcome=Permission("permitted"),
        origin=countries.origin,
    )
    default = Rule(
        name=spelling("default", env.language),
        title=_COUNTRY,
        guard=core.ALWAYS,
        outcome=Permission("prohibited"),
        origin=countries.origin,
    )
    concerns = core.IsOneOf(cases.COUNTRY, tuple(env.vocabularies["country"].words))
    return Decision(
        name=f"{cases.PERMISSION}.country", title=_COUNTRY, rules=(rule,), default=default, concerns=concerns
    )
