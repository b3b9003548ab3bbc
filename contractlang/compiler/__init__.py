"""From the model of a file to its core program: imports, names, types, lowering.

The passes run in the order in which names become known: words and facts, calendars, parties, the terms of every
clause, decisions on them, requirements about them, and last the scenarios, which read all of it. Each pass reports
what it finds and goes on with the rest, so that one run shows every fault of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TypeVar

from attrs import evolve

from contractlang.compiler.billing import lower_labour, lower_parts
from contractlang.compiler.clauses import check_prose, enter_clause
from contractlang.compiler.declarations import (
    declare_calendars,
    declare_facts,
    declare_parties,
    declare_places,
    declare_vocabularies,
)
from contractlang.compiler.environment import Environment, heading
from contractlang.compiler.files import Library, imported, read_source, source_of
from contractlang.compiler.levels import Commitments, lower_levels, lower_penalties
from contractlang.compiler.norms import lower_norm, remote_permission, subcontractor_permission
from contractlang.compiler.pages import FILE, IMPORT, INCOMPLETE, PAGES
from contractlang.compiler.requirements import lower_pack, lower_packs
from contractlang.compiler.scenarios import lower_scenarios
from contractlang.core.program import Cap, Decision, Delay, Kind, Norm, Origin, Program, Requirement, ScopeItem, Type
from contractlang.diagnostics import Diagnostic, Text
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.source import Span
from contractlang.syntax import spelling
from contractlang.values import Count

__all__ = ["FILE", "PAGES", "Library", "compile_file", "read_source", "source_of"]

_NO_CONTRACT = Text("ce fichier a des articles mais pas de contrat", "this file has articles but no contract")
_ADD_CONTRACT = Text('ajouter `contrat "…" { … }` au début', 'add `contrat "…" { … }` at the start')
_NO_WORDS = Text("le vocabulaire commun n'est pas importé", "the shared vocabulary is not imported")
_IMPORT_WORDS = Text("ajouter `importe stdlib.vocabulaire`", "add `importe stdlib.vocabulaire`")
_VOCABULARY = "vocabulaire"
C = TypeVar("C")


def compile_file(file: f.File, library: Library) -> tuple[Program | None, list[Diagnostic]]:
    """The core program of a contract and every finding of its names and types; None for a file without one."""
    files, findings = imported(file, library)
    env = Environment(language=file.language, findings=findings, dropped=file.dropped)
    articles = [node for node in file.declarations if isinstance(node, f.Article)]
    if any(isinstance(node, f.Contract | f.Party | f.Article | f.Scenario | f.Pack) for node in file.declarations):
        files = _with_vocabulary(env, file, files, library)
    everything = [*files, file]
    declare_vocabularies(env, everything)
    declare_places(env, everything)
    declare_facts(env, everything)
    declare_calendars(env, file)
    _number_articles(env, articles)
    contract = declare_parties(env, file)
    if contract is None and file.dropped:
        contract = f.Contract(span=Span(file.source, 0, 0), title="", terms=())  # its heading could not be read
    if contract is None:
        if articles:
            env.report(INCOMPLETE, heading(articles[0].span), _NO_CONTRACT(), help=_ADD_CONTRACT())
        for pack in file.declarations:
            if isinstance(pack, f.Pack):
                lower_pack(env, pack)
        return None, env.findings
    program = _lower(env, file, contract, everything, library)
    return evolve(program, scenarios=lower_scenarios(env, file, program)), env.findings


def _number_articles(env: Environment, articles: list[f.Article]) -> None:
    """Report articles of one number: findings and verdicts cite an article by it."""
    seen: dict[str, Origin] = {}
    for node in articles:
        shown = f"{spelling('article', env.language)} {node.number}"
        if env.once(node.number, heading(node.span), seen, shown):
            seen[node.number] = env.origin(heading(node.span))


def _with_vocabulary(env: Environment, file: f.File, files: list[f.File], library: Library) -> list[f.File]:
    """The files with the shared vocabulary; where it was not imported that is said once, and it is read anyway."""
    shared, findings = library.load(_VOCABULARY)
    env.findings.extend(findings)
    if shared is None or any(shared is other for other in files):
        return files
    if not file.dropped and not any(diagnostic.code == IMPORT.code for diagnostic in env.findings):
        env.report(IMPORT, Span(file.source, 0, 0), _NO_WORDS(), help=_IMPORT_WORDS())
    return [shared, *files]


def _lower(env: Environment, file: f.File, contract: f.Contract, files: list[f.File], library: Library) -> Program:
    scope: list[ScopeItem] = []
    for article, clause in _clauses(file, c.Clause):
        env.article = article
        enter_clause(env, clause, scope)  # type: ignore[arg-type]
    _allowance_in_tickets(env)
    decisions, delays, norms, cap = _decide(env, file)
    for node in file.declarations:
        if isinstance(node, f.Article):
            env.article = node.number
            check_prose(env, node)
    requirements: list[Requirement] = lower_packs(env, files, contract, library)
    reference = env.terms.get(("contract", "reference"))
    return Program(
        reference=str(reference.value) if reference else None,
        title=contract.title,
        origin=Origin(span=heading(contract.span)),
        terms=env.terms,
        clauses=env.clauses,
        vocabularies=env.vocabularies,
        facts=env.facts,
        calendars=env.calendars,
        decisions={decision.name: decision for decision in decisions},
        delays=tuple(delays),
        norms=tuple(norms),
        cap=cap,
        scope=tuple(scope),
        requirements=tuple(requirements),
        digest=sha256("\0".join(one.source.text for one in files).encode()).hexdigest(),
    )


def _clauses(file: f.File, kind: type[C]) -> Iterator[tuple[str | None, C]]:
    for node in file.declarations:
        if isinstance(node, f.Article):
            for clause in node.clauses:
                if isinstance(clause, kind):
                    yield node.number, clause


def _allowance_in_tickets(env: Environment) -> None:
    """Where the hotline's allowance counts tickets, what was consumed of it is a count and not a length."""
    allowance = env.terms.get(("hotline", "allowance"))
    if allowance is not None and isinstance(allowance.value, Count) and "consumed" in env.facts:
        env.facts["consumed"] = evolve(env.facts["consumed"], type=Type(Kind.COUNT))


def _decide(env: Environment, file: f.File) -> tuple[list[Decision], list[Delay], list[Norm], Cap | None]:
    decisions: list[Decision | None] = [
        lower_labour(env, list(_clauses(file, d.Billing)), list(_clauses(file, d.Hotline))),
        lower_parts(env, _clauses(file, d.Hardware)),
    ]
    own = Commitments(party=None)
    for article, levels in _clauses(file, d.ServiceLevels):
        env.article = article
        lower_levels(env, levels, ("service_levels",), own)
    everyone = [own]
    for article, subcontracting in _clauses(file, d.Subcontracting):
        env.article = article
        decisions.append(subcontractor_permission(env, subcontracting))
        for accepted in subcontracting.subcontractors:
            theirs = Commitments(party=accepted.name.text)
            for levels in accepted.levels:
                lower_levels(env, levels, ("subcontracting", accepted.name.text, "service_levels"), theirs)
            everyone.append(theirs)
    decisions += [decision for commitments in everyone for decision in commitments.decisions()]
    penalties, cap = lower_penalties(env, _clauses(file, d.Penalties))
    decisions += penalties
    decisions.append(remote_permission(env, _clauses(file, c.Remote)))
    norms: list[Norm] = []
    for article, node in _clauses(file, d.Norm):
        env.article = article
        norm = lower_norm(env, node)
        norms += [norm] if norm else []
    delays = [delay for commitments in everyone for delay in commitments.delays]
    return [decision for decision in decisions if decision is not None], delays, norms, cap
