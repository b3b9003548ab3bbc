"""From the model of a file to its core program: imports, names, types, lowering.

The passes run in the order in which names become known: words and facts, calendars, parties, the terms of every
clause, decisions on them, requirements about them, and last the scenarios, which read all of it. Each pass reports
what it finds and goes on with the rest, so that one run shows every fault of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from attrs import evolve

from contractlang.compiler.allowances import allowance_in_tickets, consumed_fact
from contractlang.compiler.amendments import read
from contractlang.compiler.billing import lower_labour, lower_parts, lower_travel
from contractlang.compiler.clauses import check_prose, enter_clause
from contractlang.compiler.declarations import (
    declare_calendars,
    declare_facts,
    declare_parties,
    declare_places,
    declare_vocabularies,
)
from contractlang.compiler.discovery import amendments_of, contract_of, is_contract
from contractlang.compiler.environment import Environment
from contractlang.compiler.levels import Commitments, lower_levels
from contractlang.compiler.loose import loose, note_names
from contractlang.compiler.norm_decisions import lower_norms
from contractlang.compiler.packs import library_packs, lower_packs
from contractlang.compiler.pages import INCOMPLETE, PAGES
from contractlang.compiler.penalties import Penalties, lower_penalties
from contractlang.compiler.permissions import country_permission, remote_permission, subcontractor_permission
from contractlang.compiler.priorities import lower_priorities
from contractlang.compiler.prose import figures
from contractlang.compiler.requirements import lower_pack
from contractlang.compiler.revision import lower_revision
from contractlang.compiler.scenarios import lower_scenarios
from contractlang.compiler.versions import Compiled, Version, compile_versions
from contractlang.core import cases
from contractlang.core.duties import Duty, milestone_duties
from contractlang.core.program import Decision, Delay, Figure, Origin, Program, ScopeItem
from contractlang.diagnostics import Diagnostic, Quoted, Text
from contractlang.documents.consolidate import consolidated
from contractlang.documents.files import VOCABULARY, Library, imported_name, read_source, source_of
from contractlang.documents.imports import Document, imported
from contractlang.documents.in_force import amendments_in
from contractlang.documents.pages import FILE, IMPORT
from contractlang.documents.precedence import settle
from contractlang.documents.project import Project, project_of
from contractlang.documents.templates import Templates, written_out
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import levels as lv
from contractlang.records import frozen
from contractlang.source import Span, heading
from contractlang.syntax import in_file_language, spelling

__all__ = [
    "FILE",
    "PAGES",
    "Compiled",
    "Library",
    "Project",
    "Version",
    "compile_contract",
    "compile_file",
    "consolidated",
    "library_packs",
    "meanings",
    "project_of",
    "read_source",
    "source_of",
    "written_out",
]

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


def compile_contract(file: f.File, library: Library, project: Project | None) -> Compiled | list[Diagnostic]:
    """A contract through time, or findings where a file of amendments leads to none.

    For a file of amendments it is the contract that they modify, to be looked at from the effect of the first of them.
    """
    findings: list[Diagnostic] = []
    own, focus = file, None
    if amendments_in(file) and not is_contract(file):
        path, findings = contract_of(file, project)
        if path is None or project is None:
            return _worded(findings)
        project = Project(entry=Path(project.shown(path)), root=project_of(path).root)
        contract, findings = project.load(path.resolve(), path)
        if contract is None:
            return findings
        own = contract
    found, faults = amendments_of(own, project)
    known = {(node.number.text, other.source.text) for node, other in found}
    if own is not file:
        found += [(node, file) for node in amendments_in(file) if (node.number.text, file.source.text) not in known]
    amendments, more = read(found)
    if own is not file:
        focus = min((one.effect for one in amendments if one.file.source.text == file.source.text), default=None)
    compiled = compile_versions(own, amendments, library, lambda text: compile_file(text, library, project))
    return evolve(compiled, findings=(*_worded([*findings, *faults, *more]), *compiled.findings), focus=focus)


def _worded(findings: list[Diagnostic]) -> list[Diagnostic]:
    """What is found naming keywords as the file that it is about writes them."""
    return [in_file_language(finding) for finding in findings]


@frozen
class _Contract:
    """The documents of a contract (its own file first, annexes in order), and every file it needs, library first."""

    file: f.File
    annexes: tuple[Document, ...]
    everything: list[f.File]

    @property
    def files(self) -> list[f.File]:
        """The files of the project, the contract's own first."""
        return [self.file, *(annex.file for annex in self.annexes)]

    def articles(self) -> Iterator[tuple[str, f.Article]]:
        """Every article with its number; that of an annex names the annex."""
        for document in (Document(self.file), *self.annexes):
            for node in document.file.declarations:
                if isinstance(node, f.Article):
                    yield node.number if document.name is None else f"{node.number} ({document.name})", node

    def clauses(self, env: Environment, kind: type[C]) -> Iterator[tuple[str | None, C]]:
        """Every clause of a kind with its article, where the environment then stands."""
        for number, node in self.articles():
            for clause in node.clauses:
                if isinstance(clause, kind):
                    env.enter(clause, number)
                    yield number, clause


def compile_file(
    file: f.File, library: Library, project: Project | None = None
) -> tuple[Program | None, list[Diagnostic]]:
    """The core program of a contract and every finding of its names and types; None for a file without one.

    `project`: where the files lie that it may import; without one it may import from the library only.
    """
    documents, findings = imported(file, library, project)
    dropped = tuple(span for one in (file, *(document.file for document in documents)) for span in one.dropped)
    env = Environment(language=file.language, findings=findings, dropped=dropped)
    program, found = _compiled(env, file, documents, library)
    return program, _worded(found)


def meanings(file: f.File, library: Library, project: Project | None = None) -> Meanings:
    """How each language writes the names of a file that it takes from the language and from vocabularies."""
    documents, findings = imported(file, library, project)
    env = Environment(language=file.language, findings=findings)
    _compiled(env, loose(file), documents, library)
    for node in file.declarations:
        note_names(env, node)
        if isinstance(node, f.Import) and (name := imported_name(node, library)) is not None:
            env.note(node.path.parts[-1].span, name)
        elif isinstance(node, f.Pack):
            lower_pack(env, node)
    counted = env.vocabularies.get("counted")
    return Meanings(places=env.meanings, counted=counted.words if counted else {})


def _compiled(
    env: Environment, file: f.File, documents: list[Document], library: Library
) -> tuple[Program | None, list[Diagnostic]]:
    whole = _assemble(env, file, documents, library)
    declare_vocabularies(env, whole.everything)
    declare_places(env, whole.everything)
    declare_facts(env, whole.everything)
    declare_calendars(env, whole.files)
    env.language = file.language
    _number_articles(env, whole)
    contract = declare_parties(env, whole.files)
    if contract is None and file.dropped:
        contract = f.Contract(span=Span(file.source, 0, 0), title="", terms=())  # its heading could not be read
    if contract is None:
        first = next((node for node in file.declarations if isinstance(node, f.Article)), None)
        if first is not None:
            env.report(INCOMPLETE, heading(first.span), _NO_CONTRACT(), help=_ADD_CONTRACT())
        for pack in file.declarations:
            if isinstance(pack, f.Pack):
                lower_pack(env, pack)
        return None, env.findings
    program = _lower(env, whole, contract, library)
    return evolve(program, scenarios=lower_scenarios(env, whole.files, program)), env.findings


def _assemble(env: Environment, file: f.File, documents: list[Document], library: Library) -> _Contract:
    """A contract with its templates in place and its documents in order."""
    contract_kinds = f.Contract | f.Party | f.Article | f.Scenario | f.Pack
    shared = [document.file for document in documents if document.name is None]
    if file.dropped or any(isinstance(node, contract_kinds) for node in file.declarations):
        shared = _with_vocabulary(env, file, shared, library)
    templates = Templates(env.findings)
    own = [document for document in documents if document.name is not None]
    templates.declare([*(Document(one) for one in shared), *own, Document(file)])
    annexes = [evolve(one, file=templates.expanded(one.file)) for one in own]
    settled, annexes, findings = settle(templates.expanded(file), annexes)
    env.findings.extend(findings)
    return _Contract(settled, tuple(annexes), [*shared, *(annex.file for annex in annexes), settled])


def _number_articles(env: Environment, whole: _Contract) -> None:
    """Report articles of one number in one document: findings and verdicts cite an article by it."""
    seen: dict[str, Origin] = {}
    for number, node in whole.articles():
        shown = f"{spelling('article', env.language)} {node.number}"
        if env.once(number, heading(node.span), seen, shown):
            seen[number] = env.origin(heading(node.span))


def _with_vocabulary(env: Environment, file: f.File, files: list[f.File], library: Library) -> list[f.File]:
    """The files with the shared vocabulary; where it was not imported that is said once, and it is read anyway."""
    shared, findings = library.load(VOCABULARY)
    env.findings.extend(findings)
    if shared is None or any(shared is other for other in files):
        return files
    if not file.dropped and not any(diagnostic.code == IMPORT.code for diagnostic in env.findings):
        env.report(IMPORT, Span(file.source, 0, 0), _NO_WORDS(), help=_IMPORT_WORDS(module=_SHARED))
    return [shared, *files]


def _lower(env: Environment, whole: _Contract, contract: f.Contract, library: Library) -> Program:
    scope: list[ScopeItem] = []
    priority = lower_priorities(env, whole.clauses(env, lv.Priorities))
    for _, clause in whole.clauses(env, c.Clause):
        enter_clause(env, clause, scope)  # type: ignore[arg-type]
    for _, price in whole.clauses(env, d.Price):
        for revision in price.revisions:  # which may name terms of any clause
            lower_revision(env, revision)
    allowance_in_tickets(env, ("hotline",), cases.CONSUMED)
    for _, credit in whole.clauses(env, d.Credit):
        allowance_in_tickets(env, ("credit", credit.label.text), consumed_fact(credit))
    decisions, commitments, norms, penalties = _decide(env, whole)
    decisions += [priority] if priority else []
    stated: list[Figure] = []
    for number, node in whole.articles():
        env.enter(node, number)
        check_prose(env, node)
        stated += figures(env, node)
    env.enter(contract)
    requirements, unnamed = lower_packs(env, whole.everything, contract, library)
    env.enter(contract)
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
        duties=(*milestone_duties(named), *norms.duties),
        delays=(*(delay for one in commitments for delay in one.delays), *norms.delays),
        cap=penalties.cap,
        allowances=tuple(env.allowances),
        targets=tuple(target for one in commitments for target in one.targets),
        shortfalls=penalties.shortfalls,
        revision=env.revision,
        scope=tuple(scope),
        figures=tuple(stated),
        requirements=requirements,
        unnamed=unnamed,
        parties=env.titles,
        digest=sha256("\0".join(one.source.text for one in whole.everything).encode()).hexdigest(),
    )


class _Duties(NamedTuple):
    """The duties that norms make, and their delays."""

    duties: tuple[Duty, ...]
    delays: tuple[Delay, ...]


def _decide(env: Environment, whole: _Contract) -> tuple[list[Decision], list[Commitments], _Duties, Penalties]:
    decisions: list[Decision | None] = [
        lower_labour(env, whole.clauses(env, d.Billing), whole.clauses(env, d.Hotline), whole.clauses(env, d.Credit)),
        lower_parts(env, whole.clauses(env, d.Hardware)),
        lower_travel(env, whole.clauses(env, d.Travel)),
    ]
    own = Commitments(party=None)
    for _, levels in whole.clauses(env, lv.ServiceLevels):
        lower_levels(env, levels, ("service_levels",), own)
    everyone = [own]
    for _, subcontracting in whole.clauses(env, d.Subcontracting):
        decisions.append(subcontractor_permission(env, subcontracting))
        for accepted in subcontracting.subcontractors:
            theirs = Commitments(party=accepted.name.text)
            for levels in accepted.levels:
                lower_levels(env, levels, ("subcontracting", accepted.name.text, "service_levels"), theirs)
            everyone.append(theirs)
    decisions += [decision for commitments in everyone for decision in commitments.decisions()]
    penalties = lower_penalties(env, whole.clauses(env, lv.Penalties), tuple(own.targets))
    decisions += penalties.decisions
    decisions.append(remote_permission(env, whole.clauses(env, c.Remote)))
    decisions.append(country_permission(env))
    norms, duties, delays = lower_norms(env, whole.clauses(env, d.Norm))
    decisions += norms
    return [decision for decision in decisions if decision is not None], everyone, _Duties(duties, delays), penalties
