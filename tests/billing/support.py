"""What the tests of billing share: the example's tickets, a run of the command, and its tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from contractlang.cli import main
from tests.support import ROOT

CONTRACT = ROOT / "examples" / "reference.infog"
TICKETS = ROOT / "examples" / "billing" / "tickets.csv"
HEAD = ("ticket", "ouverture", "bien", "nature", "gravité", "canal", "cause", "durée")
# Included, and sound in every column
SOUND = ("T1", "2026-03-10 10:00", "ordinateur", "curative", "mineure", "distance", "panne", "50 min")


def infog(*arguments: object) -> Result:
    """What a command prints, and its exit code; a traceback fails the test."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[Iterable[object]], head: Iterable[str] = HEAD) -> Path:
    """A CSV file of some rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(list(head))
        writer.writerows(list(row) for row in rows)
    return path


def ticket(**changed: str) -> tuple[str, ...]:
    """A sound ticket with some cells changed."""
    known = dict(zip(HEAD, SOUND, strict=True)) | changed
    return tuple(known[name] for name in HEAD)


def many(path: Path, times: int) -> Path:
    """The example's tickets several times over, under numbers of their own."""
    rows = read(TICKETS)
    again = [{**row, "ticket": f"{row['ticket']}-{time}"} for time in range(times) for row in rows]
    return write(path, (row.values() for row in again), rows[0].keys())


def files(folder: Path) -> Mapping[str, bytes]:
    """The contents of the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
