"""Which amendments a contract has, and which contract an amendment modifies.

The amendments of a contract are those in its own file, and in the `.infog` files of its folder and below whose
`modifie` names it. A file is parsed only where its first bytes show an amendment and the contract's name.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from contractlang.compiler.amendments import amends
from contractlang.diagnostics import Diagnostic, Severity, Text
from contractlang.documents.in_force import amendments_in
from contractlang.documents.pages import FILE
from contractlang.documents.pages_amendments import AMENDMENT_CONTRACT
from contractlang.documents.project import HEAD, MAX_ENTRIES, NotFoundError, Project, files_below, regular_bytes
from contractlang.model import amendments as a
from contractlang.model import files as f
from contractlang.source import Source, Span
from contractlang.syntax import languages, spellings

Found = list[tuple[a.Amendment, f.File]]

_NOT_ALL = Text(
    "les avenants n'ont été cherchés que dans {limit} fichiers et dossiers de `{folder}`",
    "amendments were looked for in {limit} files and folders of `{folder}` only",
)
_OWN_FOLDER = Text("mettre le contrat dans un dossier à lui", "put the contract into a folder of its own")
_NO_CONTRACT = Text(
    "l'avenant ne dit pas quel contrat il modifie", "the amendment does not say which contract it modifies"
)
_ADD_AMENDS = Text('ajouter `{AMENDS} : "contrat.infog"`', 'add `{AMENDS} : "contrat.infog"`')
_NOT_THERE = Text("`{path}` n'existe pas", "`{path}` does not exist")
_NOT_A_CONTRACT = Text("`{path}` n'est pas un contrat", "`{path}` is no contract")
_NAME_CONTRACT = Text(
    "donner le fichier qui a l'en-tête `{CONTRACT}`", "give the file that has the heading `{CONTRACT}`"
)
_NO_FOLDER = Text(
    "`{path}` n'est pas lu : ce texte n'est pas dans un dossier", "`{path}` is not read: this text lies in no folder"
)
_SAVE_IT = Text("l'enregistrer dans un fichier", "save it as a file")


@cache
def _opening() -> re.Pattern[bytes]:
    """An amendment at the start of a line, in any language."""
    words = {word for language in languages() for word in spellings("amendment", language)}
    return re.compile(rb"^[ \t]*(?:" + b"|".join(re.escape(word.encode()) for word in sorted(words)) + rb")\s+\d", re.M)


def is_contract(file: f.File) -> bool:
    """Whether a file has the heading of a contract."""
    return any(isinstance(node, f.Contract) for node in file.declarations)


def amendments_of(file: f.File, project: Project | None) -> tuple[Found, list[Diagnostic]]:
    """The amendments of a contract, in its own file and beside it, with the faults of their files."""
    if project is None:
        return [(node, file) for node in amendments_in(file)], []
    contract = project.entry.resolve()
    found, findings = _own(file, project, contract)
    for path in files_below(project.entry.absolute().parent):
        if path is None:
            folder = project.shown(project.entry.absolute().parent)
            message = _NOT_ALL(limit=MAX_ENTRIES, folder=folder)
            nowhere = Span(file.source, 0, 0)
            findings.append(FILE.finding(nowhere, message, help=_OWN_FOLDER(), severity=Severity.WARNING))
        elif (real := _candidate(path, project, contract)) is not None:
            try:
                other, faults = project.load(real, path)
            except NotFoundError as error:
                nowhere = Span(Source(project.shown(path), ""), 0, 0)
                findings.append(FILE.finding(nowhere, error.problem, help=error.help))
                continue
            nodes = [node for node in amendments_in(other) if _target(node, path, project) == contract] if other else []
            if other is None or nodes:
                findings += faults
            found += [(node, other) for node in nodes if other is not None]
    return found, findings


def _own(file: f.File, project: Project, contract: Path) -> tuple[Found, list[Diagnostic]]:
    """The amendments in a contract's own file, unless they name another contract."""
    found: Found = []
    findings: list[Diagnostic] = []
    for node in amendments_in(file):
        text, target = amends(node), _target(node, project.entry, project)
        if text is None or target == contract:
            found.append((node, file))
        elif target is None or not target.exists():
            message = _NOT_THERE(path=str(text.value))
            findings.append(AMENDMENT_CONTRACT.finding(text.span, message, help=_NAME_CONTRACT()))
    return found, findings


def _candidate(path: Path, project: Project, contract: Path) -> Path | None:
    """The real file, if it lies in the project, and its first bytes show an amendment and the contract's name."""
    try:
        real = project.contained(path, str(path))
    except NotFoundError:
        return None
    head = regular_bytes(real, HEAD) or b""
    named = contract.name.encode() in head or project.entry.name.encode() in head
    return real if real != contract and named and _opening().search(head) else None


def contract_of(file: f.File, project: Project | None) -> tuple[Path | None, list[Diagnostic]]:
    """The contract that the amendments of a file modify, or findings that say why there is none."""
    node = amendments_in(file)[0]
    text = amends(node)
    if text is None:
        return None, [AMENDMENT_CONTRACT.finding(node.number.span, _NO_CONTRACT(), help=_ADD_AMENDS())]
    written = str(text.value)
    if project is None:
        return None, [AMENDMENT_CONTRACT.finding(text.span, _NO_FOLDER(path=written), help=_SAVE_IT())]
    try:
        path = _path(written, project.entry, project)
        real = project.contained(path, written)
        contract, _ = project.load(real, path)
    except NotFoundError as error:
        return None, [AMENDMENT_CONTRACT.finding(text.span, error.problem, help=error.help)]
    if contract is not None and not is_contract(contract):
        message = _NOT_A_CONTRACT(path=written)
        return None, [AMENDMENT_CONTRACT.finding(text.span, message, help=_NAME_CONTRACT())]
    return path, []


def _path(written: str, amendment: Path, project: Project) -> Path:
    """The file that `modifie` names: from the amendment's own folder, else from the root."""
    beside = amendment.absolute().parent / written
    try:
        return beside if beside.exists() else project.root / written
    except (OSError, ValueError):
        return beside


def _target(node: a.Amendment, amendment: Path, project: Project) -> Path | None:
    text = amends(node)
    try:
        return _path(str(text.value), amendment, project).resolve() if text else None
    except (OSError, RuntimeError, ValueError):
        return None
