"""Reading files: what is not text of a bounded size never reaches the parser."""

from __future__ import annotations

import re
from pathlib import Path

from contractlang.diagnostics import Diagnostic, Text
from contractlang.documents.pages import FILE
from contractlang.model.files import File, Import, Pack, Vocabulary
from contractlang.model.nodes import both_languages
from contractlang.model.templates import Template
from contractlang.resources import stdlib_path
from contractlang.source import Source, Span
from contractlang.syntax import parse_file
from contractlang.words import fold

MAX_BYTES = 8_000_000
VOCABULARY = "vocabulaire"
_LIBRARY = "stdlib_clauses"
_A_TEMPLATE = re.compile(r"^\s*(mod[eè]le|template)\b", re.MULTILINE)
_FIRST_REQUIREMENT = re.compile(r"^\s*exigence\b", re.MULTILINE)

_MISSING = Text("ce fichier n'existe pas", "this file does not exist")
_UNREADABLE = Text("ce fichier ne peut pas être lu : {reason}", "this file cannot be read: {reason}")
_FOLDER = Text("c'est un dossier, et non un fichier", "this is a folder, not a file")
_TOO_LARGE = Text("ce fichier dépasse {limit} Mo", "this file is larger than {limit} MB")
_SPLIT = Text("partager le contrat en plusieurs fichiers", "split the contract into several files")
_NOT_UTF8 = Text("ce fichier n'est pas du texte UTF-8 (octet {offset})", "this file is not UTF-8 text (byte {offset})")
_SAVE_UTF8 = Text("l'enregistrer en UTF-8", "save it as UTF-8")
_NULLS = Text("ce fichier contient des octets nuls", "this file holds null bytes")
_NOT_TEXT = Text("ce n'est pas un texte : vérifier le fichier", "it is no text: check the file")
_EMPTY = Text("ce fichier est vide", "this file is empty")
_START_WITH = Text(
    'commencer par `langue fr`, puis `contrat "…" { }`', 'start with `langue fr`, then `contrat "…" { }`'
)
_CHECK_PATH = Text("vérifier le chemin", "check the path")


def read_source(path: Path, name: str | None = None) -> tuple[Source | None, list[Diagnostic]]:
    """The text of a file, or one finding that says why there is none."""
    shown = name or str(path)
    nowhere = Span(Source(shown, ""), 0, 0)
    try:
        if path.is_dir():
            return None, [FILE.finding(nowhere, _FOLDER(), help=_CHECK_PATH())]
        if path.stat().st_size > MAX_BYTES:
            return None, [FILE.finding(nowhere, _TOO_LARGE(limit=MAX_BYTES // 1_000_000), help=_SPLIT())]
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None, [FILE.finding(nowhere, _MISSING(), help=_CHECK_PATH())]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [FILE.finding(nowhere, _UNREADABLE(reason=reason), help=_CHECK_PATH())]
    return source_of(data, shown)


def source_of(data: bytes, name: str) -> tuple[Source | None, list[Diagnostic]]:
    """The text that some bytes are, or one finding that says why they are none."""
    nowhere = Span(Source(name, ""), 0, 0)
    if len(data) > MAX_BYTES:
        return None, [FILE.finding(nowhere, _TOO_LARGE(limit=MAX_BYTES // 1_000_000), help=_SPLIT())]
    if b"\0" in data:
        return None, [FILE.finding(nowhere, _NULLS(), help=_NOT_TEXT())]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [FILE.finding(nowhere, _NOT_UTF8(offset=error.start), help=_SAVE_UTF8())]
    if not text.strip("\ufeff \t\r\n"):
        return None, [FILE.finding(nowhere, _EMPTY(), help=_START_WITH())]
    return Source(name, text), []


# What is no pack cannot say its English name itself
_ENGLISH = {
    "modeles_prix": "templates_price",
    "modeles_protection": "templates_protection",
    "modeles_service": "templates_service",
    "modeles_vie": "templates_life",
    "vocabulaire": "vocabulary",
}


def pack_name(pack: Pack) -> Text:
    """The name of a pack in both languages."""
    return both_languages(pack.name.span, pack.name.text, (pack.translation or pack.name).text)


def of_library(source: Source) -> bool:
    """Whether a text is one of the shared library."""
    return source.name.startswith(f"{_LIBRARY}/")


class Library:
    """The shared clauses: files that any contract may import by name."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or stdlib_path()
        self._files: dict[str, File | None] = {}
        self._heads: dict[str, Pack | None] = {}

    def names(self) -> list[str]:
        """The names that can be imported, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.infog"))

    def title(self, name: str) -> Text:
        """The name of a file of the library in each language: a pack says its English name itself."""
        file, _ = self.load(name)
        packs = [node for node in file.declarations if isinstance(node, Pack)] if file else []
        names = [pack_name(pack) for pack in packs]
        return next((text for text in names if fold(text.fr) == name), Text(name, _ENGLISH.get(name, name)))

    def file_name(self, name: str) -> str:
        """The name of the file that goes by a French or an English name."""
        if (self.folder / f"{name}.infog").is_file():
            return name
        # only a file that holds the word is worth being read
        for known in self.names():
            text = (self.folder / f"{known}.infog").read_text(encoding="utf-8", errors="replace")
            if (_ENGLISH.get(known) == name or name in text) and self.title(known).en == name:
                return known
        return name

    def load(self, name: str) -> tuple[File | None, list[Diagnostic]]:
        """A file of the library and its faults, by its name in either language, read once; None where there is none."""
        name = self.file_name(name)
        if name in self._files:
            return self._files[name], []
        if name not in self.names():
            return None, []
        source, findings = read_source(self.folder / f"{name}.infog", f"{_LIBRARY}/{name}.infog")
        file = None
        if source is not None:
            file, findings = parse_file(source)
        self._files[name] = file
        return file, findings

    def pack_head(self, name: str) -> Pack | None:
        """The pack of a library file without its requirements, which are not read; None where it declares none.

        Every contract is held against every head, and reading all the requirements there are would take longer than
        the rest of a check.
        """
        if name not in self._heads:
            whole = self._files.get(name)
            self._heads[name] = whole.pack(name) if whole else self._read_head(name)
        return self._heads[name]

    def _read_head(self, name: str) -> Pack | None:
        source, _ = read_source(self.folder / f"{name}.infog", name)
        first = _FIRST_REQUIREMENT.search(source.text) if source else None
        if source is None or first is None:
            return None
        file, _ = parse_file(Source(source.name, source.text[: first.start()] + "}\n"))
        return file.pack(name) if file else None

    def vocabularies(self) -> dict[str, tuple[Text, ...]]:
        """The words of each shared vocabulary in both languages, by its shared name."""
        file, _ = self.load(VOCABULARY)
        nodes = [node for node in file.declarations if isinstance(node, Vocabulary)] if file else []
        return {
            node.translation or node.name.text: tuple(
                Text(one.word.text, one.translation or one.word.text) for one in node.words
            )
            for node in nodes
        }

    def templates(self) -> dict[str, tuple[Template, ...]]:
        """The templates of each file of the library that has some: names, parameters with types, documentation."""
        found = {}
        for name in self.names():
            source, _ = read_source(self.folder / f"{name}.infog", name)
            if source is None or not _A_TEMPLATE.search(source.text):
                continue  # most files are packs, which take long to read
            file, _ = self.load(name)
            nodes = tuple(node for node in file.declarations if isinstance(node, Template)) if file else ()
            found.update({name: nodes} if nodes else {})
        return found


def imported_name(declaration: Import, library: Library) -> Text | None:
    """The name of an imported file of the library in both languages, None where there is none."""
    name = library_name(declaration, library)
    return library.title(name) if name in library.names() else None


def library_name(declaration: Import, library: Library) -> str:
    """The name of the file of the library that is imported, empty where it lies elsewhere."""
    first, *rest = (part.text for part in declaration.path.parts)
    return library.file_name(fold(".".join(rest))) if first == "stdlib" else ""
