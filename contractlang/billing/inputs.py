"""The files of tickets of a run, read one after the other as one: their rows are numbered through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlang.billing.contracts import Billable
from contractlang.billing.work import fingerprints
from contractlang.diagnostics import Message, Text
from contractlang.records import define, field, frozen
from contractlang.tickets import Tickets, TicketsError, open_tickets
from contractlang.workspace import RefusedError

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".csv", ".parquet", ".xlsx", ".json", ".jsonl", ".ndjson", ".gz", ".tsv")

_NO_SUCH = Text("`{path}` n'existe pas", "`{path}` does not exist")
_NO_FILES = Text(
    "`{path}` ne contient aucun fichier de tickets ({suffixes})", "`{path}` holds no file of tickets ({suffixes})"
)
_UNREADABLE = Text("`{path}` ne peut pas être lu : {reason}", "`{path}` cannot be read: {reason}")
_NO_CONTRACT = Text(
    "`{file}` : plusieurs contrats sont donnés, et aucune colonne ne dit duquel relève un ticket ; la nommer "
    '`contrat`, ou écrire `contract = "colonne"` dans la correspondance',
    "`{file}`: several contracts are given, and no column says which one a ticket is under; call it `contract`, or "
    'write `contract = "column"` in the mapping',
)
_UNKNOWN = Text(
    "`{file}` : la colonne `{column}` n'est pas un fait du contrat ; la nommer dans la correspondance, ou l'écarter : "
    '`ignore = ["{column}"]` (`"*"` : toutes celles qui restent)',
    "`{file}`: column `{column}` is no fact of the contract; name it in the mapping, or leave it out: "
    '`ignore = ["{column}"]` (`"*"`: all that are left)',
)
_NEAR = Text(
    "`{file}` : la colonne `{column}` n'est pas un fait du contrat, sans doute `{near}` ; la renommer, la nommer dans "
    'la correspondance, ou l\'écarter : `ignore = ["{column}"]`',
    "`{file}`: column `{column}` is no fact of the contract, probably `{near}`; rename it, name it in the mapping, or "
    'leave it out: `ignore = ["{column}"]`',
)
_MORE = Text(
    "`{file}` : {count} autres colonnes ne sont pas des faits du contrat",
    "`{file}`: {count} more columns are no facts of the contract",
)
_ELSEWHERE = Text(
    "ce numéro de ticket est déjà dans un autre fichier (ligne {line} de l'ensemble)",
    "this ticket number is in another file already (row {line} of all)",
)
_SHOWN = 5


@frozen(kw_only=True)
class Chunk:
    """Some rows: tickets as columns, those that are none, and how many rows were read so far."""

    tickets: pa.RecordBatch
    rejects: pa.RecordBatch
    done: int


@define(eq=False)
class Inputs:
    """The tickets of a run: their files, and the mapping that says what their columns are.

    `firsts`: the number of the first row of each file, once it is read.
    """

    paths: tuple[Path, ...]
    contracts: tuple[Billable, ...]
    mapping: str | None = None
    firsts: dict[str, int] = field(factory=dict, init=False)
    _opened: dict[Path, Tickets] = field(factory=dict, init=False)

    @property
    def mapping_name(self) -> str | None:
        """The name of the mapping among the fingerprints; None without a file."""
        return Path(self.mapping).name if self.mapping is not None and Path(self.mapping).is_file() else None

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """The SHA-256 of each file; raises RefusedError where one can't be read."""
        mapping = [Path(self.mapping)] if self.mapping_name is not None and self.mapping is not None else []
        try:
            found = fingerprints([*self.paths, *mapping])
        except OSError as error:
            reason = error.strerror or str(error)
            raise RefusedError([_UNREADABLE(path=str(error.filename), reason=reason)]) from error
        return found if self.mapping is None or mapping else {**found, f"--mapping {self.mapping}": ""}

    @property
    def names(self) -> dict[Path, str]:
        """What each file is called: by its name, or by its path where two have one name."""
        names = [path.name for path in self.paths]
        return {path: path.name if names.count(path.name) == 1 else str(path) for path in self.paths}

    def check(self) -> None:
        """Open each file and see what its columns are; raises RefusedError with all that is wrong."""
        problems: list[Message] = []
        programs = {one.billing.reference: one.billing.programs[-1] for one in self.contracts}
        given: Any = next(iter(programs.values())) if len(programs) == 1 else programs
        for path in self.paths:
            try:
                tickets = open_tickets(path, given, self.mapping)
            except TicketsError as error:
                problems += error.messages
                continue
            self._opened[path] = tickets
            problems += self._problems(path, tickets)
        if problems:
            raise RefusedError(list({one.say("en"): one for one in problems}.values()))

    def _problems(self, path: Path, tickets: Tickets) -> Iterator[Message]:
        report, file = tickets.report, self.names[path]
        if len(self.contracts) > 1 and report.contract is None:
            yield _NO_CONTRACT(file=file)
        for column, near in report.unknown[:_SHOWN]:
            yield _UNKNOWN(file=file, column=column) if near is None else _NEAR(file=file, column=column, near=near)
        if len(report.unknown) > _SHOWN:
            yield _MORE(file=file, count=len(report.unknown) - _SHOWN)

    def chunks(self) -> Iterator[Chunk]:
        """All rows of all files; raises RefusedError where a file can't be read on."""
        from contractlang.tickets.duplicates import Seen

        done, seen = 0, Seen()
        alone = self.contracts[0].billing.reference if len(self.contracts) == 1 else None
        self.firsts.clear()
        for path in self.paths:
            tickets, before = self._opened[path], done
            self.firsts[self.names[path]] = before + 1
            try:
                for batch, rejects in tickets.batches():
                    kept, refused = _numbered(batch, before), _numbered(_full(rejects.batch(), alone), before)
                    if len(self.paths) > 1 and tickets.report.ticket is not None:
                        kept, more = _again(kept, seen)
                        refused = _joined(refused, more)
                    done = before + tickets.report.read
                    yield Chunk(tickets=kept, rejects=refused, done=done)
            except TicketsError as error:
                raise RefusedError(error.messages) from error

    @property
    def columns(self) -> dict[str, object]:
        """How each file was read, for the note of the run."""
        found: dict[str, object] = {}
        for path, tickets in self._opened.items():
            report = tickets.report
            found[self.names[path]] = {
                "columns": {one.column: one.fact.en for one in report.mapped},
                "ignored": list(report.ignored),
                "unmapped": [[one.column, one.value, one.count] for one in report.unmapped],
                "notes": {lang: [note.say(lang) for note in report.notes] for lang in ("fr", "en")},
            }
        return found

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is to be said of how the files were read, each thing once."""
        notes = [note for tickets in self._opened.values() for note in tickets.report.notes]
        return tuple({note.say("en"): note for note in notes}.values())


def ticket_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files of tickets among some files and folders, sorted, each once; raises RefusedError."""
    found: dict[Path, None] = {}
    problems: list[Message] = []
    for path in paths:
        if not path.exists():
            problems.append(_NO_SUCH(path=str(path)))
        elif path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file() and one.suffix.lower() in SUFFIXES)
            found.update(dict.fromkeys(inside))
            problems += [] if inside else [_NO_FILES(path=str(path), suffixes=", ".join(SUFFIXES))]
        else:
            found[path] = None
    if problems:
        raise RefusedError(problems)
    return tuple(found)


def _numbered(batch: pa.RecordBatch, before: int) -> pa.RecordBatch:
    """The batch with the rows of earlier files counted too."""
    import pyarrow.compute as pc

    if not before:
        return batch
    place = batch.schema.get_field_index("line")
    return batch.set_column(place, batch.schema.field(place), pc.add(batch.column(place), before))


def _full(rejects: pa.RecordBatch, contract: str | None) -> pa.RecordBatch:
    """Rejects of a file under the columns of those of the engine; they are of the contract if there is only one."""
    import pyarrow as pa

    from contractlang.batch import REJECTS

    named = pa.array([contract] * rejects.num_rows, pa.string())
    columns = [named if one == "contract" else rejects.column(one) for one in REJECTS.names]
    return pa.RecordBatch.from_arrays(columns, schema=REJECTS)


def _again(batch: pa.RecordBatch, seen: Any) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The tickets whose number was in no earlier file, and the others as rejects."""
    import pyarrow as pa

    from contractlang.batch import REJECTS

    numbers = batch.column("ticket")
    before = seen.repeated(numbers, batch.column("line").to_numpy(zero_copy_only=False))
    repeated = pa.array(before > 0)
    again = batch.filter(repeated)
    reasons = [_ELSEWHERE(line=str(line)) for line in before[before > 0]]
    columns = [
        again.column("line"),
        again.column("ticket"),
        again.column("contract") if "contract" in again.schema.names else pa.nulls(again.num_rows, pa.string()),
        pa.nulls(again.num_rows, pa.string()),
        again.column("ticket"),
        pa.array([one.say("fr") for one in reasons], pa.string()),
        pa.array([one.say("en") for one in reasons], pa.string()),
    ]
    return batch.filter(pa.array(before == 0)), pa.RecordBatch.from_arrays(columns, schema=REJECTS)


def _joined(first: pa.RecordBatch, second: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa

    if not second.num_rows:
        return first
    return pa.Table.from_batches([first, second]).combine_chunks().to_batches()[0]
