"""From the model of a file to its core program: imports, names, types, lowering.

The passes run in the order in which names become known: words and facts, calendars, parties, the terms of every
clause, decisions on them, requirements about them, and last the scenarios, which read all of it. Each pass reports
what it finds and goes on with the rest, so that one run shows every fault of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TypeVar

from attrs import evolve, frozen

from contractlang.compiler.allowances import allowance_in_tickets, consumed_fact
from contractlang.compiler.billing import lower_labour, lower_parts, lower_travel
from contractlang.compiler.clauses import check_prose, enter_clause
from contractlang.compiler.declarations import (
    declare_calendars,
    declare_facts,
    declare_parties,
    declare_places,
    declare_vocabularies,
)
from contractlang.compiler.environment import Environment, heading
from contractlang.compiler.files import VOCABULARY, Library, imported, imported_name, read_source, source_of
from contractlang.compiler.levels import Commitments, lower_levels
from contractlang.compiler.norm_decisions import lower_norms
from contractlang.compiler.packs import library_packs, lower_packs
from contractlang.compiler.pages import FILE, IMPORT, INCOMPLETE, PAGES
from contractlang.compiler.penalties import Penalties, lower_penalties
from contractlang.compiler.permissions import country_permission, remote_permission, subcontractor_permission
from contractlang.compiler.priorities import lower_priorities
from contractlang.compiler.requirements import lower_pack
from contractlang.compiler.scenarios import lower_scenarios
from contractlang.core import cases
from contractlang.core.duties import Duty, milestone_duties
from contractlang.core.program import Decision, Origin, Program, ScopeItem
from contractlang.diagnostics import Diagnostic, Quoted, Text
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.source import Span
from contractlang.syntax import spelling

__all__ = ["FILE", "PAGES", "Library", "compile_file", "library_packs", "meanings", "read_source", "source_of"]

_NO_CONTRACT = Text("ce fichier a des articles mais pas de contrat", "this file has articles but no contract")
_ADD_CONTRACT = Text('ajouter `{CONTRACT} "…" { … }` au début', 'add `{CONTRACT} "…" { … }` at the start')
_NO_WORDS = Text("le vocabulaire commun n'est pas importé", "the shared vocabulary is not imported")
_IMPORT_WORDS = Text("ajouter `{module}`", "add `{module}`")
_SHARED = Quoted("importe stdlib.vocabulaire", "import stdlib.vocabulary")
C = TypeVar("C")


@frozen(kw_only=True)
class Meanings:
    """How each language writes the names of a file, by their place, and the things that are counted."""

    places: Mapping[Span, Text]
    counted: Mapping[str, Text]


def compile_file(file: f.File, library: Library) -> tuple[Program | None, list[Diagnostic]]:
    """The core program of a contract and every finding of its names and types; None for a file without one."""
    files, findings = imported(file, library)
    env = Environment(language=file.language, findings=findings, dropped=file.dropped)
    return _compiled(env, file, files, library)


def meanings(file: f.File, library: Library) -> Meanings:
    """How each language writes the names of a file that it takes from the language and from vocabularies."""
    files, findings = imported(file, library)
    env = Environment(language=file.language, findings=findings)
    if not any(isinstance(node, f.Contract) for node in file.declarations):
        # names mean something without a heading too: that of nobody's contract
        nobody = f.Contract(span=Span(file.source, 0, 0), title="", terms=())
        file = f.File(source=file.source, language=file.language, declarations=(*file.declarations, nobody))
    _compiled(env, file, files, library)
    for node in file.declarations:
        if isinstance(node, f.Import) and (name := imported_name(node, library)) is not None:
            env.note(node.path.parts[-1].span, name)
        elif isinstance(node, f.Pack):
            lower_pack(env, node)
    counted = env.vocabularies.get("counted")
    return Meanings(places=env.meanings, counted=counted.words if counted else {})


def _compiled(
    env: Environment, file: f.File, files: list[f.File], library: Library
) -> tuple[Program | None, list[Diagnostic]]:
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
    shared, findings = library.load(VOCABULARY)
    env.findings.extend(findings)
    if shared is None or any(shared is other for other in files):
        return files
    if not file.dropped and not any(diagnostic.code == IMPORT.code for diagnostic in env.findings):
        env.report(IMPORT, Span(file.source, 0, 0), _NO_WORDS(), help=_IMPORT_WORDS(module=_SHARED))
    return [shared, *files]


def _lower(env: Environment, file: f.File, contract: f.Contract, files: list[f.File], library: Library) -> Program:
    scope: list[ScopeItem] = []
    priority = lower_priorities(env, _clauses(file, d.Priorities))
    for article, clause in _clauses(file, c.Clause):
        env.article = article
        enter_clause(env, clause, scope)  # type: ignore[arg-type]
    allowance_in_tickets(env, ("hotline",), cases.CONSUMED)
    for _, credit in _clauses(file, d.Credit):
        allowance_in_tickets(env, ("credit", credit.label.text), consumed_fact(credit))
    decisions, commitments, duties, penalties = _decide(env, file)
    decisions += [priority] if priority else []
    for node in file.declarations:
        if isinstance(node, f.Article):
            env.article = node.number
            check_prose(env, node)
    requirements, unnamed = lower_packs(env, files, contract, library)
    reference = env.terms.get(("contract", "reference"))
    named = {decision.name: decision for decision in decisions}
    return Program(
        reference=str(reference.value) if reference else None,
        title=contract.title,
        origin=Origin(span=heading(contract.span)),
        terms=env.terms,
        clauses=env.clauses,
        vocabularies=env.vocabularies,
        facts={name: fact for name, fact in env.facts.items() if name not in env.derived},
        calendars=env.calendars,
        decisions=named,
        duties=(*milestone_duties(named), *duties),
        delays=tuple(delay for one in commitments for delay in one.delays),
        cap=penalties.cap,
        targets=tuple(target for one in commitments for target in one.targets),
        shortfalls=penalties.shortfalls,
        revision=env.revision,
        scope=tuple(scope),
        requirements=requirements,
        unnamed=unnamed,
        digest=sha256("\0".join(one.source.text for one in files).encode()).hexdigest(),
    )


def _clauses(file: f.File, kind: type[C]) -> Iterator[tuple[str | None, C]]:
    for node in file.declarations:
        if isinstance(node, f.Article):
            for clause in node.clauses:
                if isinstance(clause, kind):
                    yield node.number, clause


def _decide(env: Environment, file: f.File) -> tuple[list[Decision], list[Commitments], tuple[Duty, ...], Penalties]:
    decisions: list[Decision | None] = [
        lower_labour(env, _clauses(file, d.Billing), _clauses(file, d.Hotline), _clauses(file, d.Credit)),
        lower_parts(env, _clauses(file, d.Hardware)),
        lower_travel(env, _clauses(file, d.Travel)),
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
    penalties = lower_penalties(env, _clauses(file, d.Penalties), tuple(own.targets))
    decisions += penalties.decisions
    decisions.append(remote_permission(env, _clauses(file, c.Remote)))
    decisions.append(country_permission(env))
    norms, duties = lower_norms(env, _clauses(file, d.Norm))
    decisions += norms
    return [decision for decision in decisions if decision is not None], everyone, duties, penalties
