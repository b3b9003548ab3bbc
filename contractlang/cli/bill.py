"""`infog bill`: what do the tickets of a month, a year or a portfolio come to?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import COULD_NOT_RUN, FINDINGS, OK, as_lang, language_option, print_findings, refuse
from contractlang.diagnostics import Lang, Text

if TYPE_CHECKING:
    from contractlang.billing.run import Progress

_PERIOD = Text("`--period {given}` : écrire un mois, `2026-03`", "`--period {given}`: write a month, `2026-03`")
_STOPPED = Text(
    "`{file}` : {reason} ; lancée de nouveau, l'exécution reprendra où elle s'est arrêtée",
    "`{file}`: {reason}; started again, the run will go on where it stopped",
)
_READING = Text("lecture : {done} lignes", "reading: {done} rows")
_STAGES = {"decide": Text("décision", "deciding"), "write": Text("écriture", "writing")}


@click.command()
@click.argument("contracts", metavar="CONTRACT...", nargs=-1, required=True)
@click.argument("tickets", metavar="TICKETS")
@click.option("-o", "--out", required=True, metavar="DIR", help="The folder of the outputs; it must be empty.")
@click.option("--mapping", metavar="FILE.toml|TOOL", help="What the columns of the tickets are.")
@click.option("--period", metavar="YYYY-MM", help="Only tickets opened in this month.")
@click.option("--format", "form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@click.option("--engine", type=click.Choice(["columns", "spark"]), default="columns", show_default=True)
@language_option
def bill(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    contracts: tuple[str, ...],
    tickets: str,
    out: str,
    mapping: str | None,
    period: str | None,
    form: str,
    engine: str,
    lang: str,
) -> None:
    """Bill TICKETS (a file, or a folder of files) under one CONTRACT or several (files or folders).

    Writes verdicts, rejects with their reasons, a summary and a report into DIR. A run that was stopped goes on where
    it was when it is started again. Exit status: 0 all rows accepted, 1 some rejected, 2 could not run.
    """
    from contractlang.billing.contracts import FaultyError, open_billable
    from contractlang.billing.inputs import Inputs, ticket_files
    from contractlang.billing.run import Order
    from contractlang.billing.run import bill as run
    from contractlang.billing.said import billed_text
    from contractlang.workspace import RefusedError

    language = as_lang(lang)
    if period is not None and not _is_month(period):
        refuse([_PERIOD(given=period)], language)
    try:
        known = tuple(open_billable(map(Path, contracts)))
        inputs = Inputs(paths=ticket_files([Path(tickets)]), contracts=known, mapping=mapping)
        order = Order(
            contracts=known,
            inputs=inputs,
            out=Path(out),
            period=period,
            form="csv" if form == "csv" else "parquet",
            lang=language,
            engine="spark" if engine == "spark" else "columns",
        )
        with Shown(language) as shown:
            found = run(order, shown.progress)
    except FaultyError as error:
        print_findings(list(error.findings), language, err=True)
        sys.exit(COULD_NOT_RUN)
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    except OSError as error:  # a full disk, a folder that was taken away
        refuse([_STOPPED(file=str(error.filename or out), reason=error.strerror or str(error))], language)
        return
    click.echo(billed_text(found, out, language))
    sys.exit(FINDINGS if found.rejected else OK)


def _is_month(given: str) -> bool:
    year, dash, month = given.partition("-")
    return len(year) == 4 and dash == "-" and len(month) == 2 and (year + month).isdecimal() and 1 <= int(month) <= 12


class Shown:
    """How far a run is, on the stream of errors where that is a terminal; nothing elsewhere."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.terminal = sys.stderr.isatty()

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        if self.terminal:
            click.echo("\r\x1b[K", nl=False, err=True)

    @property
    def progress(self) -> Progress:
        """What a run calls as it goes on."""
        return self._show

    def _show(self, stage: str, done: int, total: int) -> None:
        if not self.terminal:
            return
        if stage == "read":
            line = _READING(done=done).say(self.lang)
        else:
            filled = 30 * done // max(total, 1)
            line = f"{_STAGES[stage].say(self.lang):10} [{'#' * filled}{'-' * (30 - filled)}] {done}/{total}"
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)
