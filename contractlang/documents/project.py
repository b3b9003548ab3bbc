"""The files of a project: below one root, regular, of bounded number and size; nothing outside is ever read.

The root is the folder with `infog.toml`, looked for upward from the entry file, else the entry file's own folder. What
is read is the file behind all symbolic links, and it too must lie below the real root.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from contractlang.diagnostics import Diagnostic, Message, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.files import MAX_BYTES, read_source, source_of
from contractlang.model.files import File
from contractlang.records import define, field
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.words import nearest

MARKER = "infog.toml"
SUFFIX = ".infog"
MAX_FILES = 256
MAX_TOTAL = 4 * MAX_BYTES
# Entries of folders looked at for amendments, and the first bytes of a file that are looked at
MAX_ENTRIES = 20_000
HEAD = 65_536
_MOST_NAMES = 500

_NOT_THERE = Text("`{path}` n'existe pas dans le projet", "`{path}` does not exist in the project")
_OUTSIDE = Text("`{path}` mène hors du projet", "`{path}` leads out of the project")
_NOT_REGULAR = Text("`{path}` n'est pas un fichier ordinaire", "`{path}` is no regular file")
_IS_FOLDER = Text("`{path}` est un dossier, et non un fichier", "`{path}` is a folder, not a file")
_UNREADABLE = Text("`{path}` ne peut pas être lu : {reason}", "`{path}` cannot be read: {reason}")
_TOO_MUCH = Text(
    "`{path}` n'est plus lu : les fichiers importés dépassent {limit} Mo",
    "`{path}` is not read any more: the imported files exceed {limit} MB",
)
_PUT_BELOW = Text("le placer sous le dossier `{root}`", "put it below the folder `{root}`")
_CHECK = Text("vérifier le chemin, depuis le dossier `{root}`", "check the path, from the folder `{root}`")
_SPLIT = Text("importer moins de fichiers, ou de plus petits", "import fewer files, or smaller ones")


class NotFoundError(Exception):
    """A file of the project that cannot be had: why, and what to do."""

    def __init__(self, problem: Message, help: Message) -> None:
        self.problem, self.help = problem, help
        super().__init__(problem.say("en"))


@define
class Project:
    """The files below one root, each read once."""

    entry: Path
    root: Path
    bytes_read: int = 0
    _files: dict[Path, tuple[File | None, list[Diagnostic]]] = field(factory=dict)
    _folders: dict[Path, dict[str, str]] = field(factory=dict)

    def real(self) -> Path:
        """The root behind all symbolic links."""
        return self.root.resolve()

    def shown(self, path: Path) -> str:
        """A file as findings name it: as the entry was given, from the working folder or from the top."""
        return str(path) if self.entry.is_absolute() else os.path.relpath(path)

    def locate(self, parts: list[str]) -> Path:
        """The file that a path of names means, below the root; raises NotFoundError."""
        folder = self.root
        written = ".".join(parts)
        for at, part in enumerate(parts):
            last = at == len(parts) - 1
            names = self._names(folder)
            wanted = unicodedata.normalize("NFC", part + SUFFIX if last else part)
            if wanted not in names:
                raise self._missing(written, parts[:at], part, last, names)
            folder = folder / names[wanted]
        return self.contained(folder, written)

    def contained(self, path: Path, written: str) -> Path:
        """The real file of a path, if it is a regular one below the real root; raises NotFoundError."""
        check = _CHECK(root=self.shown(self.root))
        try:
            real = path.resolve(strict=True)
            mode = real.stat().st_mode
        except FileNotFoundError:
            raise NotFoundError(_NOT_THERE(path=written), check) from None
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: symbolic links in a circle
            reason = getattr(error, "strerror", None) or str(error)
            raise NotFoundError(_UNREADABLE(path=written, reason=reason), check) from None
        if not real.is_relative_to(self.real()):
            raise NotFoundError(_OUTSIDE(path=written), _PUT_BELOW(root=self.shown(self.root)))
        if stat.S_ISDIR(mode):
            raise NotFoundError(_IS_FOLDER(path=written), check)
        if not stat.S_ISREG(mode):
            raise NotFoundError(_NOT_REGULAR(path=written), check)
        return real

    def load(self, real: Path, shown: Path) -> tuple[File | None, list[Diagnostic]]:
        """The model of a contained file, and its faults the first time; raises NotFoundError once too much is read."""
        if real in self._files:
            return self._files[real][0], []
        size = real.stat().st_size
        if self.bytes_read + size > MAX_TOTAL:
            raise NotFoundError(_TOO_MUCH(path=self.shown(shown), limit=MAX_TOTAL // 1_000_000), _SPLIT())
        self.bytes_read += size
        source, findings = self._read(real, shown)
        file = None
        if source is not None:
            file, findings = parse_file(source)
        self._files[real] = file, findings
        return file, findings

    def _read(self, real: Path, shown: Path) -> tuple[Source | None, list[Diagnostic]]:
        if real.stat().st_size > MAX_BYTES:
            return read_source(real, self.shown(shown))
        data = regular_bytes(real, MAX_BYTES + 1)
        return source_of(data, self.shown(shown)) if data is not None else read_source(real, self.shown(shown))

    def _names(self, folder: Path) -> dict[str, str]:
        """The entries of a folder below the root, by their composed spelling; none where it cannot be read."""
        if folder not in self._folders:
            try:
                inside = folder.resolve().is_relative_to(self.real())
                names = sorted(os.listdir(folder)) if inside else []
            except (OSError, RuntimeError):
                names = []
            self._folders[folder] = {unicodedata.normalize("NFC", name): name for name in names}
        return self._folders[folder]

    def _missing(self, written: str, before: list[str], part: str, last: bool, names: dict[str, str]) -> NotFoundError:
        known = [name.removesuffix(SUFFIX) for name in names if not last or name.endswith(SUFFIX)]
        meant = nearest(part, sorted(known)[:_MOST_NAMES])
        help = MEANT(word=".".join([*before, meant])) if meant else _CHECK(root=self.shown(self.root))
        return NotFoundError(_NOT_THERE(path=written), help)


def project_of(entry: Path) -> Project:
    """The project that a file belongs to."""
    folder = entry.absolute().parent
    root = next((place for place in (folder, *folder.parents) if (place / MARKER).is_file()), folder)
    return Project(entry=entry, root=root)


def regular_bytes(path: Path, limit: int) -> bytes | None:
    """The first bytes of a regular file; None for what is no such file, which is never waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    with os.fdopen(handle, "rb") as stream:
        try:
            return stream.read(limit) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else None
        except OSError:
            return None


def files_below(folder: Path) -> Iterator[Path | None]:
    """What is called `….infog` in a folder and below, sorted, no link followed; ends with None if cut short."""
    left = MAX_ENTRIES
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                entries = sorted(islice(listing, left + 1), key=lambda entry: entry.name)
        except OSError:
            continue
        left -= len(entries)
        if left < 0:
            yield None
            return
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                yield Path(entry.path)
        folders = [entry for entry in entries if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)]
        waiting.extend(Path(entry.path) for entry in reversed(folders))
