"""A contract that was read: what is wrong with it, what it answers, how it is written in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from contractlang import compiler
from contractlang.compiler import (
    Compiled,
    Library,
    Project,
    Version,
    compile_contract,
    consolidated,
    project_of,
    read_source,
    source_of,
)
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Lang, Message, Severity, Text
from contractlang.records import frozen
from contractlang.source import Source, Span
from contractlang.syntax import in_file_language, parse_file
from contractlang.syntax.given import fact_of

if TYPE_CHECKING:
    from contractlang.evaluation import ScenarioResult, Verdict

SUFFIX = ".infog"

_NO_FILES = Text("ce dossier ne contient aucun fichier `.infog`", "this folder holds no `.infog` file")
_GIVE_FILES = Text("donner un fichier, ou un dossier qui en contient", "give a file, or a folder that holds some")
NOT_IN_ORDER = Text(
    "le contrat contient des erreurs : `infog check {file}` les montre",
    "the contract has errors: `infog check {file}` shows them",
)
_NO_CONTRACT = Text("`{file}` ne contient pas de contrat", "`{file}` holds no contract")
_NOT_YET = Text(
    "le contrat ne s'applique pas le {day} : il prend effet le {start}",
    "the contract does not apply on {day}: it takes effect on {start}",
)
_FROM = Text("à partir du {day} : {finding}", "from {day} on: {finding}")
_NO_DATE = Text(
    "sans date d'ouverture, c'est le contrat tel que signé qui répond, et non ses avenants",
    "without a date of opening it is the contract as signed that answers, and not its amendments",
)
_MIXED = Text(
    "`{file}` et un de ses avenants ne sont pas dans la même langue : un seul texte ne peut pas les réunir",
    "`{file}` and one of its amendments are not in one language: no single text can bring them together",
)
_WITH_HELP = Text("{problem} ; {help}", "{problem}; {help}")


class RefusedError(Exception):
    """A question that cannot be answered: `messages` say what is wrong with its facts or with the contract."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(message.say("en") for message in self.messages))


@frozen(kw_only=True)
class Contract:
    """A contract that was read: its program (None where its text cannot be followed), and what reading it found.

    `compiled` holds its text through time, as its amendments change it; `program` is the first of its `versions`.
    """

    source: Source
    program: Program | None
    findings: tuple[Diagnostic, ...]
    compiled: Compiled | None = None

    @property
    def in_order(self) -> bool:
        """Whether its text could be read without an error, so that questions have an answer."""
        return self.program is not None and all(one.severity < Severity.ERROR for one in self.findings)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The texts to look at: all, or the one in force from the effect of the amendment that was asked for."""
        if self.compiled is None:
            return ()
        return self.compiled.versions if self.compiled.focus is None else (self.compiled.at(self.compiled.focus),)

    def check(self) -> list[Diagnostic]:
        """Every finding but those that the text says to ignore, in the order of the text."""
        return [finding for finding in self.review() if finding.suppressed is None]

    def review(self, made: list[tuple[Program, Diagnostic]] | None = None) -> list[Diagnostic]:
        """Every finding, in the order of the text; checks run once the text itself is without error.

        What stands in several versions is found once; what only exists from an amendment on says from which date.
        What the text says to ignore is marked so (`suppressed`). `made` gets each finding of a check, with the program
        on which it was made.
        """
        found = list(self.findings)
        if self.in_order:
            from contractlang.checks import CHECKS
            from contractlang.solver import Session

            for version in self.versions:
                if version.program is not None:
                    session = Session(version.program)
                    more = [in_file_language(one) for check in CHECKS for one in check.check(version.program, session)]
                    found = _joined(found, more, version)
                    if made is not None:
                        made += [(version.program, one) for one in more]
        return _silenced(self, sorted(found, key=lambda one: one.sort_key))

    def ask(self, facts: Mapping[str, object], *, at: date | None = None) -> Verdict:
        """The verdict on a case, by the text in force at its opening, or at a date.

        `facts`: by their name in either language; a value is a value object, a datetime, a truth value, a Decimal, or
        text as a contract writes it (`50 min`, `2026-03-10 10:00`) or as JSON does (`PT50M`). `at`: the date whose
        text answers, by default that of the opening. Raises RefusedError with all that is wrong.
        """
        from contractlang.evaluation import read_case, verdict

        given = {name: fact_of(value) for name, value in facts.items()}
        program = self.readable()
        day = at or _opening_day(program, given)
        if self.compiled is not None:
            program = self.compiled.at(day).program or program
        reading = read_case(program, given)
        problems = [
            _WITH_HELP(problem=error.message, help=error.help) if error.help else error.message
            for error in reading.errors
        ]
        problems += self._not_in_force(program, day)
        if problems:
            raise RefusedError(problems)
        amended = self.compiled is not None and self.compiled.amendments
        undated = (_NO_DATE(),) if day is None and amended else ()
        return verdict(program, reading.case, notes=(*reading.notes, *undated))

    def test(self) -> tuple[ScenarioResult, ...]:
        """The contract's own scenarios, each with what was expected and got; raises RefusedError as `ask` does.

        Each is tried on the text in force at its opening; one without an opening on every version that holds it.
        """
        from contractlang.evaluation import run_scenarios

        self.readable()
        versions = self.compiled.versions if self.compiled is not None else ()
        programs = [version.program for version in versions if version.program is not None]
        return tuple(result for program in programs for result in run_scenarios(program))

    def text(self, at: date | None = None) -> str:
        """The consolidated text, as in force on a date (by default after the last amendment); raises RefusedError."""
        if self.compiled is None or not self.in_order:
            raise RefusedError([NOT_IN_ORDER(file=self.source.name)])
        day = at or max((one.effect for one in self.compiled.amendments), default=None)
        text = consolidated(self.compiled.signed, self.compiled.amendments, day)
        if text is None:
            raise RefusedError([_MIXED(file=self.source.name)])
        return text

    def readable(self) -> Program:
        if self.program is None or not self.in_order:
            message = _NO_CONTRACT if self.program is None and not self.findings else NOT_IN_ORDER
            raise RefusedError([message(file=self.source.name)])
        return self.program

    def _not_in_force(self, program: Program, day: date | None) -> list[Message]:
        start = program.terms.get(("duration", "start"))
        if start is None or not isinstance(start.value, date) or day is None or day >= start.value:
            return []
        return [_NOT_YET(day=day, start=start.value)]


def _opening_day(program: Program, given: Mapping[str, object]) -> date | None:
    """The day on which a case is opened, in the zone of the contract."""
    from contractlang.calendars import to_datetime
    from contractlang.core.life import contract_zone
    from contractlang.evaluation import read_case

    opened = read_case(program, given).case.get("opened")
    return to_datetime(opened, contract_zone(program)).date() if isinstance(opened, int) else None


def _silenced(contract: Contract, found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings, marked where a text of the project says to ignore them, with what is wrong with its comments."""
    from contractlang.syntax.directives import directs

    sources = [source for source in dict.fromkeys(_texts(contract)) if directs(source)]
    if not sources:
        return found
    from contractlang.checks import CHECKS
    from contractlang.documents.suppression import never_silenced, silence
    from contractlang.workspace.catalogue import pages

    never = never_silenced(pages().values(), {check.PAGE.code for check in CHECKS})
    complete = contract.in_order and contract.compiled is not None and contract.compiled.focus is None
    return silence(found, sources, pages(), never, complete=complete)


def _texts(contract: Contract) -> Iterator[Source]:
    """The texts of a contract: its own file, its amendments, and all files that give it a clause, a term or a rule."""
    yield contract.source
    if contract.compiled is None:
        return
    yield from (amended.file.source for amended in contract.compiled.amendments)
    for version in contract.versions:
        program = version.program
        if program is not None:
            rules = (rule.origin for decision in program.decisions.values() for rule in decision.rules)
            terms = (term.origin for term in program.terms.values())
            yield from (origin.span.source for origin in (*program.clauses.values(), *terms, *rules))


def _joined(found: list[Diagnostic], more: Iterable[Diagnostic], version: Version) -> list[Diagnostic]:
    """The findings with those of one more version that are not among them, which say from when they are true."""
    known = {_identity(one) for one in found}
    new = [one for one in more if _identity(one) not in known]
    if version.since is None:
        return [*found, *new]
    return [*found, *(evolve(one, message=_FROM(day=version.since, finding=one.message)) for one in new)]


def _identity(finding: Diagnostic) -> tuple[object, ...]:
    """What makes findings of two versions the same."""
    message = finding.message
    if message.text is _FROM and isinstance(inner := message.args["finding"], Message):
        message = inner
    return finding.code, finding.span, message.say("fr")


def open_contract(path: str | Path, *, library: Library | None = None) -> Contract:
    """Read and compile a file; what is wrong with it is in `findings`, and nothing is raised.

    The amendments that lie beside it are read too; of a file of amendments, the contract that they modify.
    """
    source, findings = read_source(Path(path))
    if source is None:
        return Contract(source=findings[0].span.source, program=None, findings=tuple(findings))
    return compile_source(source, library=library, project=project_of(Path(path)))


def read_contract(text: str | bytes, name: str = "<text>", *, library: Library | None = None) -> Contract:
    """Compile a text that is no file, or not yet."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    source, findings = source_of(data, name)
    if source is None:
        return Contract(source=Source(name, ""), program=None, findings=tuple(findings))
    return compile_source(source, library=library)


def compile_source(source: Source, *, library: Library | None = None, project: Project | None = None) -> Contract:
    """Parse and compile a source; `project` is where the files lie that belong to it."""
    file, findings = parse_file(source)
    if file is None:
        return Contract(source=source, program=None, findings=tuple(findings))
    compiled = compile_contract(file, library or Library(), project)
    if not isinstance(compiled, Compiled):
        return Contract(source=source, program=None, findings=(*findings, *compiled))
    found = [*findings, *compiled.findings]
    contract = Contract(source=source, program=None, findings=(), compiled=compiled)
    for version in contract.versions:
        found = _joined(found, version.findings, version)
    return evolve(contract, program=contract.versions[0].program, findings=tuple(found))


def contract_files(paths: Iterable[str | Path]) -> tuple[list[Path], list[Diagnostic]]:
    """The files to read: those named, and the `.infog` files of the folders named, sorted, each once."""
    found: dict[Path, None] = {}
    findings: list[Diagnostic] = []
    for path in map(Path, paths):
        if not path.is_dir():
            found[path] = None
            continue
        inside = sorted(path.rglob(f"*{SUFFIX}"))
        found.update(dict.fromkeys(inside))
        if not inside:
            nowhere = Span(Source(str(path), ""), 0, 0)
            findings.append(compiler.FILE.finding(nowhere, _NO_FILES(), help=_GIVE_FILES()))
    return list(found), findings


def with_case(finding: Diagnostic, contract: Contract, lang: Lang, *, as_json: bool) -> Diagnostic:
    """A finding whose case is written for its reader: as JSON that `ask` reads, or as a scenario of the file is."""
    program = contract.versions[-1].program if contract.versions else None
    if finding.case is None or program is None:
        return finding
    from contractlang.evaluation import write_case
    from contractlang.evaluation.literals import literal_case

    if as_json:
        return evolve(finding, case=write_case(program, finding.case, lang))
    own: Lang = "en" if contract.source.language == "en" else "fr"
    return evolve(finding, case=literal_case(program, finding.case, own))
