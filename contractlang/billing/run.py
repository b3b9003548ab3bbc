"""One run: tickets divided into parts, each part decided and kept, all of them written, summed up and checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from contractlang.billing.contracts import Billable
from contractlang.billing.engine import Part, decide_part, engine_of
from contractlang.billing.files import Format, TableFile, summary_table
from contractlang.billing.inputs import Inputs
from contractlang.billing.parts import Divider, parts
from contractlang.billing.report import Findings, Reject, write_report
from contractlang.billing.rows import Places, Reasons, with_file
from contractlang.billing.sheets import write_sheets
from contractlang.billing.summary import Row, faults, summarise
from contractlang.billing.tally import Tally
from contractlang.billing.work import FOLDER, RUN, Manifest, Work, run_of, write_whole
from contractlang.diagnostics import Lang, Message, Text
from contractlang.records import define, field, frozen
from contractlang.workspace import RefusedError

Progress = Callable[[Literal["read", "decide", "write"], int, int], None]

_NOT_EMPTY = Text(
    "`{folder}` contient autre chose que cette exécution ({found}) : choisir un autre dossier, ou le vider",
    "`{folder}` holds something else than this run ({found}): choose another folder, or empty it",
)
_OTHER_RUN = Text(
    "`{folder}` contient les résultats d'une autre exécution (autres tickets, autre contrat ou autres options) : "
    "choisir un autre dossier, ou le vider",
    "`{folder}` holds the results of another run (other tickets, another contract or other options): choose another "
    "folder, or empty it",
)
_UNWRITABLE = Text("on ne peut pas écrire dans `{folder}` : {reason}", "`{folder}` can't be written to: {reason}")
_IN_THE_WAY = Text("`{folder}` est un fichier, pas un dossier", "`{folder}` is a file, not a folder")
_INTERNAL = Text(
    "erreur interne, à signaler : les sommes ne concordent pas ({fault}) ; rien n'a été écrit",
    "internal error, to be reported: the sums don't agree ({fault}); nothing was written",
)
_CONTRACT = Text("Contrat", "Contract")
_INPUT = Text("Tickets", "Tickets")
_MAPPING = Text("Correspondance", "Mapping")
_PERIOD = Text("Période", "Period")
_COUNTS = Text("Lignes", "Rows")
_COUNTED = Text(
    "{read} lues = {accepted} acceptées + {rejected} rejetées",
    "{read} read = {accepted} accepted + {rejected} rejected",
)
_ASIDE = Text("Autres périodes", "Other periods")
_ASIDE_ROWS = Text("{aside} lignes laissées de côté", "{aside} rows set aside")
_VERSION = Text("Version", "Version")
_RUN_ID = Text("Empreinte de l'exécution", "Digest of the run")

TOP_REASONS = 12


@frozen(kw_only=True)
class Order:
    """What is to be billed, and where the answer goes."""

    contracts: tuple[Billable, ...]
    inputs: Inputs
    out: Path
    period: str | None = None
    form: Format = "parquet"
    lang: Lang = "fr"
    engine: Literal["columns", "spark"] = "columns"


@frozen(kw_only=True)
class Billed:
    """What a run came to: rows, the summary, why rows were rejected, and the files that were written.

    `aside`: rows of other periods than the one that was asked for.
    """

    read: int
    accepted: int
    rejected: int
    aside: int
    rows: tuple[Row, ...]
    reasons: tuple[Reject, ...]
    files: tuple[str, ...]
    resumed: bool
    discarded: bool
    notes: tuple[Message, ...]


def nothing_to_see(_stage: str, _done: int, _total: int) -> None:
    """No progress is shown."""


def bill(order: Order, progress: Progress = nothing_to_see) -> Billed:
    """Bill some tickets; raises RefusedError before any work where something forbids it."""
    manifest = _manifest(order)
    files = output_names(order.form)
    check_folder(order.out, manifest, files)
    order.inputs.check()
    try:
        work = Work(order.out, manifest)
    except OSError as error:
        raise RefusedError([_UNWRITABLE(folder=str(order.out), reason=error.strerror or str(error))]) from error
    if work.split is None:
        _divide(order, work, progress)
    split = work.split
    assert split is not None
    wanted = parts(split["parts"], [one.billing for one in order.contracts], order.period)  # type: ignore[arg-type]
    todo = [Part(name=name, months=tuple(months), period=order.period) for name, months in wanted.items()]
    _decide(order, work, [part for part in todo if not work.done(part.name).exists()], len(todo), progress)
    return _finish(order, work, manifest, [part.name for part in todo], progress)


def output_names(form: Format) -> tuple[str, ...]:
    """The files that a run writes."""
    tables = (f"verdicts.{form}", f"rejects.{form}", f"summary.{form}")
    return (*tables, "summary.xlsx", "report.html", RUN)


def _manifest(order: Order) -> Manifest:
    return Manifest(
        version=version("contractlang"),
        contracts={one.billing.reference: one.digest for one in order.contracts},
        inputs=order.inputs.fingerprints,
        options={"period": order.period or "", "format": order.form, "lang": order.lang},
    )


def check_folder(out: Path, manifest: Manifest, files: Sequence[str]) -> None:
    """Refuse a folder that holds anything but what this very run has put there, or that can't be written to."""
    if out.exists() and not out.is_dir():
        raise RefusedError([_IN_THE_WAY(folder=str(out))])
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / f"{FOLDER}.probe"
        probe.touch()
        probe.unlink()
        found = sorted(path.name for path in out.iterdir() if path.name != FOLDER)
    except OSError as error:
        raise RefusedError([_UNWRITABLE(folder=str(out), reason=error.strerror or str(error))]) from error
    known = run_of(out)
    if known is not None and known.get("run") != manifest.digest:
        raise RefusedError([_OTHER_RUN(folder=str(out))])
    foreign = [name for name in found if name not in files]
    unfinished = found and known is None and not (out / FOLDER).exists()
    if foreign or unfinished:
        raise RefusedError([_NOT_EMPTY(folder=str(out), found=", ".join((foreign or found)[:3]))])


# --- dividing and deciding ----------------------------------------------------------------------------------


def _divide(order: Order, work: Work, progress: Progress) -> None:
    """Read all tickets once, put each into its part, and keep what could not be read."""
    from contractlang.batch import REJECTS
    from contractlang.billing.engine import TABLES

    folder = work.start_split()
    divider = Divider([one.billing for one in order.contracts], folder)
    rejected = 0
    progress("read", 0, 0)
    with TableFile(folder / TABLES["rejects"], "arrow", REJECTS) as rejects:
        for chunk in order.inputs.chunks():
            divider.add(chunk.tickets)
            rejects.write(chunk.rejects)
            rejected += chunk.rejects.num_rows
            progress("read", chunk.done, 0)
    work.finish_split(
        {
            "parts": divider.counts,
            "rejected": rejected,
            "read": rejected + sum(divider.counts.values()),
            "firsts": order.inputs.firsts,
            "columns": order.inputs.columns,
        }
    )


def _decide(order: Order, work: Work, todo: list[Part], whole: int, progress: Progress) -> None:
    """Decide the parts that are not finished yet."""
    finished = whole - len(todo)
    progress("decide", finished, whole)
    if order.engine == "spark":
        from contractlang.billing.spark import decide_parts

        steps: Iterable[Any] = decide_parts(order.contracts, todo, work.folder)
    else:
        engine = engine_of(order.contracts)
        steps = (decide_part(engine, part, work.folder) for part in todo)
    for done, _ in enumerate(steps, start=finished + 1):
        progress("decide", done, whole)


# --- writing ------------------------------------------------------------------------------------------------


@define
class _Written:
    """What the tables of verdicts and rejects came to."""

    tally: Tally = field(factory=Tally)
    reasons: Reasons = field(factory=Reasons)
    rejected: int = 0


def _finish(order: Order, work: Work, manifest: Manifest, names: list[str], progress: Progress) -> Billed:
    """Write all outputs beside the work, check the sums, then move everything into place."""
    split: Any = work.split
    aside = sum(split["parts"].values()) - sum(_rows_of(work, name) for name in names)
    read, folder = int(split["read"]) - aside, work.folder / "out"
    written = _tables(order, work, names, progress)
    contracts = tuple(one.billing for one in order.contracts)
    rows = tuple(summarise(written.tally, contracts))
    if wrong := faults(rows, written.tally, read=read, rejected=written.rejected):
        raise RefusedError([_INTERNAL(fault=fault) for fault in wrong])
    found = Findings(
        rows=rows,
        tally=written.tally,
        contracts=contracts,
        counts=(read, written.tally.rows, written.rejected),
        rejects=tuple(written.reasons.top(TOP_REASONS)),
        about=tuple(_about(order, manifest, (read, written.tally.rows, written.rejected, aside))),
    )
    table = summary_table(rows)
    with TableFile(folder / f"summary.{order.form}", order.form, table.schema) as file:
        for batch in table.to_batches():
            file.write(batch)
    write_sheets(folder / "summary.xlsx", rows, found.about, order.lang)
    write_report(folder / "report.html", found, order.lang)
    note = {"run": manifest.digest, "aside": aside, "reading": split["columns"]}
    note |= dict(zip(("read", "accepted", "rejected"), found.counts, strict=True))
    write_whole(folder / RUN, json.dumps(manifest.data() | note, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    work.publish(order.out, output_names(order.form))
    return Billed(
        read=read,
        accepted=written.tally.rows,
        rejected=written.rejected,
        aside=aside,
        rows=rows,
        reasons=found.rejects,
        files=output_names(order.form),
        resumed=work.resumed,
        discarded=work.discarded,
        notes=order.inputs.notes,
    )


def _tables(order: Order, work: Work, names: list[str], progress: Progress) -> _Written:
    """Write all verdicts, and all rejects: first those of reading, then those of each part."""
    from contractlang.batch import REJECTS
    from contractlang.billing.engine import stored, verdict_schema_of

    split: Any = work.split
    place = Places(split["firsts"]) if len(order.inputs.paths) > 1 else None
    found, folder, form = _Written(), work.folder / "out", order.form
    schemas = [with_file(schema, place) for schema in (verdict_schema_of(order.contracts), REJECTS)]
    progress("write", 0, len(names))
    with (
        TableFile(folder / f"verdicts.{form}", form, schemas[0]) as accepted,
        TableFile(folder / f"rejects.{form}", form, schemas[1]) as rejected,
    ):
        for done, (kept, name) in enumerate(
            [(work.folder / "tickets", None), *((work.done(one), one) for one in names)]
        ):
            for batch in stored(kept, "verdicts") if name is not None else ():
                found.tally.add(batch)
                accepted.write(batch if place is None else place.of(batch))
            for batch in stored(kept, "rejects"):
                told = batch if place is None else place.of(batch)
                found.rejected += told.num_rows
                found.reasons.add(told, order.lang)
                rejected.write(told)
            progress("write", done, len(names))
    return found


def _rows_of(work: Work, name: str) -> int:
    found = json.loads((work.done(name) / "counts.json").read_text(encoding="utf-8"))
    return int(found["accepted"]) + int(found["rejected"])


def _about(order: Order, manifest: Manifest, counts: tuple[int, int, int, int]) -> Iterator[tuple[Text, str]]:
    """The lines that say what run it was."""
    for one in order.contracts:
        yield _CONTRACT, f"{one.billing.reference} — {one.billing.title} — sha256 {one.digest}"
    for name, digest in manifest.inputs.items():
        yield _MAPPING if name == order.inputs.mapping_name else _INPUT, f"{name} — sha256 {digest}"
    if order.period is not None:
        yield _PERIOD, order.period
        yield _ASIDE, _ASIDE_ROWS(aside=counts[3]).say(order.lang)
    yield _COUNTS, _COUNTED(read=counts[0], accepted=counts[1], rejected=counts[2]).say(order.lang)
    yield _VERSION, f"contractlang {manifest.version}"
    yield _RUN_ID, manifest.digest
