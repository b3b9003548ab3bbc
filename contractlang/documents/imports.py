"""Following imports: into the library (`stdlib.…`), and to files below the root of the project."""

from __future__ import annotations

from pathlib import Path

from contractlang.diagnostics import Diagnostic, Label, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.files import Library, library_name
from contractlang.documents.pages import IMPORT
from contractlang.documents.project import MAX_FILES, NotFoundError, Project
from contractlang.model.amendments import Amendment
from contractlang.model.files import Contract, File, Import
from contractlang.records import define, frozen
from contractlang.words import nearest

_NO_IMPORT = Text("`{path}` n'existe pas dans la bibliothèque", "`{path}` does not exist in the library")
_LIBRARY = Text("la bibliothèque a : {names}", "the library has: {names}")
_NO_ROOT = Text(
    "`{path}` ne s'importe pas : ce texte n'est pas dans un dossier",
    "`{path}` cannot be imported: this text lies in no folder",
)
_ONLY_LIBRARY = Text(
    "l'enregistrer dans un fichier, ou n'importer que `stdlib.…`", "save it as a file, or import `stdlib.…` only"
)
_CIRCULAR = Text("import circulaire : {chain}", "circular import: {chain}")
_CUT = Text("retirer l'un des imports du cercle", "remove one of the imports in the circle")
_ALSO = Text("importé ici", "imported here")
_TOO_MANY = Text("plus de {limit} fichiers importés", "more than {limit} imported files")
_MERGE = Text("réunir des fichiers", "bring files together")
_SECOND_CONTRACT = Text("un fichier importé ne peut pas être un contrat", "an imported file cannot be a contract")
_ONE_HEADING = Text("ne garder qu'un en-tête `{CONTRACT}`", "keep one heading `{CONTRACT}`")
_NO_AMENDMENT = Text("un avenant ne s'importe pas", "an amendment is not imported")
_SAY_AMENDS = Text(
    "le laisser dans son fichier : `{AMENDS}` suffit à ce qu'il soit trouvé",
    "leave it in its file: `{AMENDS}` is enough for it to be found",
)


@frozen
class Document:
    """A file that a contract consists of; `name` is what the order of documents calls it, None in the library."""

    file: File
    name: str | None = None


# What was followed, and the import that led there
_Chain = tuple[tuple[str | Path, Import | None], ...]


@define
class _Walk:
    library: Library
    project: Project | None
    documents: list[Document]
    findings: list[Diagnostic]
    done: set[str | Path]
    count: int = 0

    def follow(self, current: File, chain: _Chain, *, inside: bool) -> None:
        """Read what a file imports; `inside`: the file is one of the project."""
        for declaration in current.declarations:
            if not isinstance(declaration, Import):
                continue
            self.count += 1
            if self.count > MAX_FILES:
                if self.count == MAX_FILES + 1:
                    self._report(declaration, _TOO_MANY(limit=MAX_FILES), _MERGE())
                return
            try:
                key, load = self._target(declaration, inside)
            except NotFoundError as error:
                self._report(declaration, error.problem, error.help)
                continue
            keys = [step for step, _ in chain]
            if key in keys:
                self._circle(key, declaration, chain[keys.index(key) :])
            elif key not in self.done:
                self._read(key, load, declaration, chain)

    def _target(self, declaration: Import, inside: bool) -> tuple[str | Path, Path | None]:
        """What identifies the file, and its place in the project (None in the library)."""
        parts = [part.text for part in declaration.path.parts]
        written = ".".join(parts)
        if name := library_name(declaration, self.library):
            if name not in self.library.names():
                raise self._not_in_library(written, declaration)
            return name, None
        if not inside:
            raise self._not_in_library(written, declaration)
        if self.project is None:
            raise NotFoundError(_NO_ROOT(path=written), _ONLY_LIBRARY())
        real = self.project.locate(parts)
        return real, self.project.root.joinpath(*parts[:-1], f"{parts[-1]}.infog")

    def _not_in_library(self, written: str, declaration: Import) -> NotFoundError:
        titles = [self.library.title(name) for name in self.library.names()]
        english = declaration.span.source.language == "en"
        names = [f"stdlib.{title.en if english else title.fr}" for title in titles]
        meant = nearest(written, names)
        help = MEANT(word=meant) if meant else _LIBRARY(names=[f"`{name}`" for name in names])
        return NotFoundError(_NO_IMPORT(path=written), help)

    def _read(self, key: str | Path, shown: Path | None, declaration: Import, chain: _Chain) -> None:
        inside = isinstance(key, Path)
        if isinstance(key, Path):
            assert self.project is not None
            assert shown is not None
            try:
                file, faults = self.project.load(key, shown)
            except NotFoundError as error:
                self._report(declaration, error.problem, error.help)
                return
        else:
            file, faults = self.library.load(key)
        self.findings.extend(faults)
        self.done.add(key)
        if file is None:
            return
        self.follow(file, (*chain, (key, declaration)), inside=inside)
        if inside:
            self._check(file)
        self.documents.append(Document(file, declaration.path.parts[-1].text if inside else None))

    def _check(self, file: File) -> None:
        """Report what an imported file of the project must not hold."""
        for node in file.declarations:
            if isinstance(node, Contract):
                self.findings.append(IMPORT.finding(node.span, _SECOND_CONTRACT(), help=_ONE_HEADING()))
            elif isinstance(node, Amendment):
                self.findings.append(IMPORT.finding(node.span, _NO_AMENDMENT(), help=_SAY_AMENDS()))

    def _report(self, declaration: Import, problem: object, help: object) -> None:
        found = IMPORT.finding(declaration.path.span, problem, help=help)  # type: ignore[arg-type]
        self.findings.append(found)

    def _circle(self, key: str | Path, last: Import, chain: _Chain) -> None:
        steps = [*(step for step, _ in chain), key]
        names = " → ".join(step.stem if isinstance(step, Path) else step for step in steps)
        labels = tuple(Label(span=step.path.span, message=_ALSO()) for _, step in chain if step is not None)
        self.findings.append(IMPORT.finding(last.path.span, _CIRCULAR(chain=names), help=_CUT(), labels=labels))


def imported(file: File, library: Library, project: Project | None) -> tuple[list[Document], list[Diagnostic]]:
    """Every file that a file needs, each once, imported ones first; unknown and circular imports are findings."""
    walk = _Walk(library=library, project=project, documents=[], findings=[], done=set())
    # the entry itself opens the chain, so that a file that imports it closes a circle
    entry: _Chain = ((project.entry.resolve(), None),) if project is not None else ()
    walk.follow(file, entry, inside=True)
    return walk.documents, walk.findings
