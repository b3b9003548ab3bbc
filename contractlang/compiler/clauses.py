"""The terms of every clause, entered before anything is decided, so that rules may name any of them."""

from __future__ import annotations

import re
from typing import assert_never

from contractlang.compiler.allowances import declare_consumed
from contractlang.compiler.conditions import lower_condition
from contractlang.compiler.environment import Environment
from contractlang.compiler.kinds import wrong_kind
from contractlang.compiler.pages import TYPE
from contractlang.compiler.terms import enter_terms, enter_value, joined, label_name
from contractlang.core.expressions import Condition
from contractlang.core.origins import Origin, Path
from contractlang.core.program import ScopeItem, Term
from contractlang.core.schema import Kind, Type
from contractlang.diagnostics import Text, verbatim
from contractlang.documents.pages import UNKNOWN
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model import plain as p
from contractlang.model.schema import COUNTRY, Holds, Slot
from contractlang.source import Span
from contractlang.syntax import spelling
from contractlang.values import Length

_UNKNOWN_SITE = Text("aucun site ne s'appelle `{word}`", "no site is called `{word}`")
_UNKNOWN_PLACEHOLDER = Text(
    "la prose nomme `{word}`, que le contrat ne donne pas", "the prose names `{word}`, which the contract does not give"
)
_NO_RIGHTS = Text("ce terme n'est pas une concession de droits", "this term grants no rights")
_REMOVE_MENTIONS = Text(
    "retirer les mentions, ou les donner à `{DEVELOPMENTS}` ou à `{PRE_EXISTING}`",
    "remove the mentions, or give them to `{DEVELOPMENTS}` or to `{PRE_EXISTING}`",
)
_HOSTING_SITE = Slot((Holds.TEXT, Holds.COUNTRY), many=True)


def enter_clause(env: Environment, clause: f.AnyClause, scope: list[ScopeItem]) -> None:
    """Enter the terms of one clause; what the scope includes and excludes is added to `scope`."""
    if isinstance(clause, d.Norm):
        return  # a norm's terms stand below its own name: `compiler.norms`
    owner: Path = (clause.name,)
    env.clauses.setdefault(owner, env.origin(clause.keyword.span))
    if isinstance(clause, d.Credit):
        owner = (*owner, clause.label.text)
        if not env.once(clause.label.text, clause.label.span, {path[-1]: at for path, at in _below(env, owner)}):
            return
        env.clauses[owner] = env.origin(clause.label.span)
        declare_consumed(env, clause)
    enter_terms(env, owner, verbatim(spelling(clause.name, env.language)), clause.slots, clause.terms)
    _enter_items(env, clause, scope)


def _enter_items(env: Environment, clause: f.AnyClause, scope: list[ScopeItem]) -> None:
    """Enter what a clause holds beside its labelled terms."""
    match clause:
        case c.Phases(phases=phases):
            _phases(env, phases)
        case c.Ownership(rights=rights):
            for node in rights:
                _rights(env, node)
        case c.Hosting(sites=places):
            _hosting_sites(env, places)
        case lv.Scope():
            _scope(env, clause, scope)
        case d.Subcontracting(subcontractors=accepted):
            _subcontractors(env, accepted)
        case d.Hardware(outcomes=outcomes):
            _hardware(env, outcomes)
        case c.Interventions() | c.Remote():
            _conditions(env, clause)
        case (
            c.Duration()
            | c.Termination()
            | c.Assignment()
            | c.Services()
            | c.Advice()
            | c.Confidentiality()
            | c.PersonalData()
            | c.Audit()
            | c.Liability()
            | c.Reversibility()
            | lv.Priorities()
            | lv.ServiceLevels()
            | lv.Penalties()
            | d.Billing()
            | d.Hotline()
            | d.Credit()
            | d.Travel()
            | d.Price()
            | d.Norm()
            | p.PlainClause()
        ):
            pass
        case _:
            assert_never(clause)


def _below(env: Environment, owner: Path) -> list[tuple[Path, Origin]]:
    return [(path, origin) for path, origin in env.clauses.items() if path == owner]


def _add(env: Environment, path: Path, type: Type, value: object, span: Span) -> None:
    env.add_term(Term(path=path, title=env.path_text(path), type=type, value=value, origin=env.origin(span)))


def _text_term(env: Environment, path: Path, node: m.Node, means: Condition | None = None) -> None:
    """Enter a formula as its text; `means` is what it says where no decision does."""
    text = " ".join(node.span.text.split())
    title, origin = env.path_text(path), env.origin(node.span)
    env.add_term(Term(path=path, title=title, type=Type(Kind.FORMULA), value=text, origin=origin, means=means))


def _phases(env: Environment, nodes: tuple[c.Phase, ...]) -> None:
    for node in nodes:
        if isinstance(node.length.value, Length):
            path = ("phases", "_".join(node.label.text.split()))
            _add(env, path, Type(Kind.LENGTH), node.length.value, node.span)
        else:
            wrong_kind(env, (Holds.LENGTH,), node.length)


def _hosting_sites(env: Environment, nodes: tuple[c.HostingSite, ...]) -> None:
    for node in nodes:
        path = ("hosting", "site", node.label.text)
        enter_value(env, path, _HOSTING_SITE, node.value, node.span)
        env.clauses.setdefault(path, env.origin(node.span))
        for phrase in node.value.phrases:
            if phrase.words and (country := env.find_word(env.vocabularies["country"], joined(phrase.words).text)):
                _add(env, (*path, "country"), Type(Kind.COUNTRY), country, phrase.span)


def _hardware(env: Environment, nodes: tuple[d.HardwareOutcome, ...]) -> None:
    for node in nodes:
        _text_term(env, ("hardware", node.operation.text), node)


def _conditions(env: Environment, clause: c.Interventions | c.Remote) -> None:
    """Check the condition of a term, and keep its words."""
    for term in clause.terms:
        name = label_name(env, term.label, clause.slots)
        if term.value.condition is None or name is None or not clause.slots[name].conditional:
            continue
        # `remote.consent` is lowered to a permission, which reports its own faults
        means = lower_condition(env, term.value.condition) if isinstance(clause, c.Interventions) else None
        _text_term(env, (clause.name, name, "condition"), term.value.condition, means)


def _rights(env: Environment, node: c.Rights) -> None:
    name = label_name(env, node.grant.label, c.Ownership.slots)
    clause = verbatim(spelling("ownership", env.language))
    enter_terms(env, ("ownership",), clause, c.Ownership.slots, (node.grant,))
    if name in ("developments", "pre_existing"):
        label = verbatim(node.grant.label.text)
        enter_terms(env, ("ownership", name), label, node.slots, node.mentions)
    elif name is not None:
        env.report(TYPE, node.grant.span, _NO_RIGHTS(), help=_REMOVE_MENTIONS())


# --- scope --------------------------------------------------------------------------------------------------


def _scope(env: Environment, clause: lv.Scope, scope: list[ScopeItem]) -> None:
    sites: dict[str, Span] = {}
    for site in clause.sites:
        if site.name.text in sites:
            env.twice(site.name.text, site.name.span, sites[site.name.text])
            continue
        sites[site.name.text] = site.name.span
        enter_value(env, ("scope", "site", site.name.text), COUNTRY, site.country, site.span)
    for group in clause.groups:
        kind = "included" if group.included else "excluded"
        names: list[str] = []
        for asset in group.assets:
            name = env.word("asset", asset.type)
            if asset.site is not None and asset.site.text not in sites:
                env.unknown(asset.site, _UNKNOWN_SITE, sites)
            if name is None:
                continue
            names.append(name)
            origin = env.origin(asset.span)
            scope.append(ScopeItem(asset=name, included=group.included, origin=origin))
            (env.included if group.included else env.excluded).setdefault(name, origin)
            if asset.count is not None:
                path = ("scope", kind, group.name.text, name)
                _add(env, path, Type(Kind.COUNT), asset.count.value, asset.span)
        _add(env, ("scope", kind, group.name.text), Type(Kind.WORD, "asset"), tuple(names), group.span)


def _subcontractors(env: Environment, nodes: tuple[d.Subcontractor, ...]) -> None:
    for node in nodes:
        owner = ("subcontracting", node.name.text)
        if owner in env.clauses:
            env.twice(node.name.text, node.name.span, env.clauses[owner].span)
            continue
        env.clauses[owner] = env.origin(node.name.span)
        env.titles[owner] = node.title
        enter_terms(env, owner, verbatim(spelling("authorised", env.language)), node.slots, node.terms)


# --- prose --------------------------------------------------------------------------------------------------


def check_prose(env: Environment, article: f.Article) -> None:
    """Report the placeholders of an article's prose that name no term."""
    for prose in article.prose:
        start = prose.span.text.find("{")
        while start >= 0:
            end = prose.span.text.find("}", start)
            if end < 0:
                break
            written = prose.span.text[start + 1 : end].strip()
            span = Span(prose.span.source, prose.span.start + start, prose.span.start + end + 1)
            path = env.resolve_path(_placed(span))
            if path is None or (path not in env.terms and path not in env.faulty_terms):
                known = [env.said(term.title) for term in env.terms.values()]
                help = env.suggestion(written, known, _KNOWN)
                env.report(UNKNOWN, span, _UNKNOWN_PLACEHOLDER(word=written), help=help)
            start = prose.span.text.find("{", end)


def _placed(placeholder: Span) -> tuple[m.Word, ...]:
    """The segments of the path in a placeholder, each where it stands."""
    found = re.finditer(r"[^.]+", placeholder.text[1:-1])
    places = [(part.group(), placeholder.start + 1 + part.start()) for part in found]
    return tuple(
        m.Word(
            span=Span(placeholder.source, at + len(text) - len(text.lstrip()), at + len(text.rstrip())),
            text=text.strip(),
        )
        for text, at in places
    )


_KNOWN = Text("termes : {words}", "terms: {words}")
