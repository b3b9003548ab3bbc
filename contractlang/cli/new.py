"""`infog new`: a whole contract from a few answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import OK, refuse
from contractlang.diagnostics import Lang, Message, Text

if TYPE_CHECKING:
    from contractlang.drafting import Question

_PIPE = "-"
_EXISTS = Text("`{file}` existe déjà ; `--force` le remplace", "`{file}` is already there; `--force` replaces it")
_UNWRITABLE = Text("`{file}` ne peut pas être écrit : {reason}", "`{file}` cannot be written: {reason}")
_WRITTEN = Text(
    "{file} : contrat écrit ; `infog check {file}` le vérifie",
    "{file}: contract written; `infog check {file}` checks it",
)
_AMONG = Text("{question} ({words})", "{question} ({words})")


@click.command()
@click.argument("file", default=_PIPE)
@click.option("--lang", help="Language of the contract and of the questions: fr or en.")
@click.option("--title", help="Title of the contract.")
@click.option("--client", help="Name of the client.")
@click.option("--provider", help="Name of the provider.")
@click.option("--sector", help="Sector of the client, a word of the vocabulary.")
@click.option("--public-buyer", help="Kind of public buyer, where the client is one.")
@click.option("--trade", "trades", multiple=True, help="A trade of the contract; may be given several times.")
@click.option("--side", help="Whom the clauses favour: balanced, client or provider.")
@click.option("--personal-data/--no-personal-data", default=None, help="Whether personal data are processed.")
@click.option("--start", help="Date of effect, as 2026-02-01.")
@click.option("--months", help="Length in months.")
@click.option("--fee", help="Fee per month in euros, before tax.")
@click.option("--window", help="Service hours: office, extended or always.")
@click.option("--insurance", help="The provider's insurance, per claim.")
@click.option("--hosting-place", help="Town of hosting, in France.")
@click.option("--health-certificate", help="The host's HDS certificate, and its scope.")
@click.option("--health-validity", help="End of validity of that certificate.")
@click.option("--health-referent", help="Person to reach upon an incident.")
@click.option("--yes", "defaults", is_flag=True, help="Take the default answers to what is not given.")
@click.option("--force", is_flag=True, help="Replace FILE if it is already there.")
def new(
    file: str, trades: tuple[str, ...], personal_data: bool | None, defaults: bool, force: bool, **answers: str | None
) -> None:
    """Write a whole contract to FILE (default: standard output) from the clause templates.

    What no option says is asked on a terminal; elsewhere everything must be given, or `--yes`. Each clause is written
    out below a comment that names its template. Exit status: 0 written, 2 not.
    """
    from contractlang.workspace import RefusedError, new_contract

    given = {name: text for name, text in answers.items() if text is not None}
    given |= {"trade": ",".join(trades)} if trades else {}
    given |= {"personal_data": "yes" if personal_data else "no"} if personal_data is not None else {}
    lang: Lang = "en" if given.get("lang") == "en" else "fr"
    if file != _PIPE and not force and Path(file).exists():
        refuse([_EXISTS(file=file)], lang)
    try:
        text = new_contract(given, defaults=defaults, ask=_ask if sys.stdin.isatty() else None)
    except RefusedError as refused:
        refuse(refused.messages, lang)
        return
    _write(file, text, lang, force=force)
    sys.exit(OK)


def _ask(question: Question, default: str | None, problem: Message | None, lang: Lang) -> str:
    """Put a question on the stream of errors, so that the contract alone is on the other."""
    if problem is not None:
        click.echo(problem.say(lang), err=True)
    shown = question.text.say(lang)
    if question.choices:
        shown = _AMONG(question=question.text, words=", ".join(word.say(lang) for word in question.choices)).say(lang)
    answer = click.prompt(shown, default=default or "", show_default=default is not None, err=True)
    return str(answer)


def _write(file: str, text: str, lang: Lang, *, force: bool) -> None:
    """Write the contract, never over a file unless that is wanted; ends the command where it cannot be written."""
    if file == _PIPE:
        click.echo(text.encode(), nl=False)
        return
    try:
        with Path(file).open("wb" if force else "xb") as stream:
            stream.write(text.encode())
    except FileExistsError:
        refuse([_EXISTS(file=file)], lang)
    except OSError as error:
        refuse([_UNWRITABLE(file=file, reason=error.strerror or str(error))], lang)
    click.echo(_WRITTEN(file=file).say(lang), err=True)
