"""`infog agenda`: what a contract makes due in a window of days."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from contractlang.cli.ask import in_order
from contractlang.cli.output import as_lang, language_option, refuse
from contractlang.diagnostics import Text

_UNWRITABLE = Text("`{file}` ne peut pas être écrit : {reason}", "`{file}` cannot be written: {reason}")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("contract")
@click.option("--from", "first", type=_DAY, required=True, help="The first day of the window.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day of the window.")
@click.option("--at", type=_DAY, help="The date whose text answers (default: the text in force on each day).")
@click.option("--ics", metavar="FILE", help="Write iCalendar to FILE; `-` prints it.")
@click.option("--stamp", type=_DAY, help="The day by which the iCalendar is dated (default: the signature).")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@language_option
def agenda(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    contract: str,
    first: datetime,
    last: datetime,
    at: datetime | None,
    ics: str | None,
    stamp: datetime | None,
    as_json: bool,
    lang: str,
) -> None:
    """List what CONTRACT makes due in a window: its dates, committees, audits, revisions, obligations, exit.

    Exit status: 0 an answer, 1 the contract is not in order, 2 could not run.
    """
    from contractlang.questions import answer_json, answer_text
    from contractlang.workspace import RefusedError, agenda_calendar, answer
    from contractlang.workspace.asking import find_question

    language = as_lang(lang)
    opened = in_order(contract, language)
    window = first.date(), last.date()
    try:
        found, asked = answer(opened, "agenda", at=at.date() if at else None, window=window)
        text = agenda_calendar(asked, language, stamp=stamp.date() if stamp else None) if ics else ""
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    if ics == "-":
        click.echo(text.encode(), nl=False)
        return
    if ics:
        try:
            Path(ics).write_bytes(text.encode())
        except OSError as error:
            refuse([_UNWRITABLE(file=ics, reason=error.strerror or "")], language)
    if as_json:
        shown = answer_json(found, find_question("agenda"), asked, language)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo(answer_text(found, asked, language))
