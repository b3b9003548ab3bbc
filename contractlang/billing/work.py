"""The work folder of a run: tickets by contract and month, finished parts, and what run they belong to.

A run that was stopped at any moment goes on from its finished parts. Everything is written under another name first
and then put in its place at once, so that what is there is whole. What belongs to another run (other tickets, another
text of a contract, other options, another version of the engine) is never taken up: the work starts anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from contractlang.records import frozen

FOLDER = ".infog-work"
# The names of what a run writes into its folder; `RUN` is put there last
RUN = "run.json"
_MANIFEST = "manifest.json"
_SPLIT = "split.json"


@frozen(kw_only=True)
class Manifest:
    """What a run is of: anything in it that changes makes it another run."""

    version: str
    contracts: Mapping[str, str]
    inputs: Mapping[str, str]
    options: Mapping[str, str]

    def data(self) -> dict[str, object]:
        """The manifest for JSON."""
        return {
            "version": self.version,
            "contracts": dict(sorted(self.contracts.items())),
            "inputs": dict(sorted(self.inputs.items())),
            "options": dict(sorted(self.options.items())),
        }

    @property
    def digest(self) -> str:
        """One name for the whole run."""
        return sha256(json.dumps(self.data(), sort_keys=True).encode()).hexdigest()


def fingerprints(paths: Iterable[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by its name; where two have one name, by their paths."""
    from hashlib import file_digest

    known = sorted(paths)
    names = [path.name for path in known]
    found = {}
    for path in known:
        with path.open("rb") as file:
            name = path.name if names.count(path.name) == 1 else str(path)
            found[name] = file_digest(file, "sha256").hexdigest()
    return found


class Work:
    """The work folder of one run, below the folder of its outputs.

    `resumed`: that finished work of the same run was found; `discarded`: that unfinished work of another one was.
    """

    def __init__(self, out: Path, manifest: Manifest) -> None:
        self.folder = out / FOLDER
        self.resumed = self.discarded = False
        known = _read(self.folder / _MANIFEST)
        if known is not None and known == manifest.data():
            self.resumed = self.split is not None
        elif self.folder.exists():
            self.discarded = True
            shutil.rmtree(self.folder)
        for name in ("tickets", "done", "out"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        if known is None or self.discarded:
            write_whole(self.folder / _MANIFEST, json.dumps(manifest.data(), sort_keys=True))

    @property
    def split(self) -> dict[str, object] | None:
        """What dividing the tickets came to: its parts and counts; None while that is not finished."""
        return _read(self.folder / _SPLIT)

    def start_split(self) -> Path:
        """An empty folder for the tickets by part."""
        folder = self.folder / "tickets"
        shutil.rmtree(folder)
        folder.mkdir()
        return folder

    def finish_split(self, found: Mapping[str, object]) -> None:
        """Note that the tickets are divided, and what that came to."""
        write_whole(self.folder / _SPLIT, json.dumps(found, sort_keys=True))

    def tickets(self, part: str) -> Path:
        """Where the tickets of a part are."""
        return self.folder / "tickets" / f"{part}.arrow"

    def done(self, part: str) -> Path:
        """Where the verdicts and rejects of a part are once it is finished."""
        return self.folder / "done" / part

    def publish(self, out: Path, names: Iterable[str]) -> None:
        """Move finished outputs into their place, the note of the run last, and drop the work."""
        for name in sorted(names, key=lambda one: (one == RUN, one)):
            os.replace(self.folder / "out" / name, out / name)
        shutil.rmtree(self.folder)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


def make_whole(path: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder so that it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    fill(unfinished)
    shutil.rmtree(path, ignore_errors=True)
    os.replace(unfinished, path)


def run_of(out: Path) -> dict[str, object] | None:
    """The note of the run whose outputs a folder holds."""
    return _read(out / RUN)


def _read(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
