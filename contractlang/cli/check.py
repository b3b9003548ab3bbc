"""`infog check`: is the contract consistent?"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import (
    COULD_NOT_RUN,
    SEVERITIES,
    as_lang,
    distinct,
    exit_code,
    language_option,
    print_findings,
    refuse,
)
from contractlang.diagnostics import Diagnostic, Lang, Message, Text

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from contractlang.core.program import Program


_IGNORED = Text("{number} constat ignoré par le texte :", "{number} finding ignored by the text:")
_SEVERAL_IGNORED = Text("{number} constats ignorés par le texte :", "{number} findings ignored by the text:")
_REASON = Text("  {place} : {code} {name} ({reason})", "  {place}: {code} {name} ({reason})")

_INTERNAL = Text(
    "erreur interne : {message}. Merci de la signaler avec le contrat, ou ce que vous pouvez en montrer",
    "internal error: {message}. Please report it with the contract, or what you may show of it",
)
_ONE_CONTRACT = Text(
    "`--write-scenarios` s'emploie avec un seul contrat", "`--write-scenarios` takes one contract at a time"
)
# Set to 1, every case shown is evaluated again
_DEBUG = "INFOG_DEBUG"
# How many objects are made before the collector of garbage looks for cycles: a check makes many, and next to no cycles
_OBJECTS = 100_000


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(list(SEVERITIES)),
    default="error",
    show_default=True,
    help="The least severity that makes the command fail.",
)
@click.option(
    "--write-scenarios",
    "scenarios",
    metavar="FILE",
    help="Append the cases found to FILE, as scenarios that fail until the contract is mended.",
)
@language_option
def check(paths: tuple[str, ...], form: str, fail_on: str, scenarios: str | None, lang: str) -> None:
    """Prove contracts consistent, or show why they are not.

    PATH is a file or a folder of .infog files. Exit status: 0 nothing found at that level, 1 findings, 2 could not run.
    With INFOG_DEBUG=1 in the environment each case shown is evaluated again; one that disagrees is exit status 2.
    """
    from contractlang.workspace import contract_files, open_contract, with_case

    gc.set_threshold(_OBJECTS)
    files, findings = contract_files(paths)
    if scenarios is not None and len(files) != 1:
        refuse([_ONE_CONTRACT()], as_lang(lang))
    disagreements: list[Message] = []
    with _progress(len(files)) as bar:
        for file in files:
            contract = open_contract(file)
            seen: list[tuple[Program, Diagnostic]] = []
            found = contract.review(seen)
            if os.environ.get(_DEBUG) == "1":
                from contractlang.evaluation.replay import replay

                disagreements += [message for program, one in seen for message in replay(program, one)]
            if scenarios is not None:
                from contractlang.cli.write_scenarios import write_scenarios

                told = [one for one in found if one.suppressed is None]
                write_scenarios(contract, seen, told, scenarios, as_lang(lang))
            findings += [with_case(one, contract, as_lang(lang), as_json=form == "json") for one in found]
            bar.update(1)
    findings = distinct(findings)
    told = [one for one in findings if one.suppressed is None]
    if form == "json":
        from contractlang.diagnostics.json_writer import write_json

        click.echo(write_json(findings, as_lang(lang)).rstrip("\n"))
    else:
        print_findings(told, as_lang(lang))
        _print_suppressed([one for one in findings if one.suppressed is not None], as_lang(lang))
    for message in disagreements:
        click.echo(_INTERNAL(message=message).say(as_lang(lang)), err=True)
    sys.exit(COULD_NOT_RUN if disagreements else exit_code(told, SEVERITIES[fail_on]))


def _print_suppressed(findings: list[Diagnostic], lang: Lang) -> None:
    """How many findings the texts say to ignore, and each with its reason."""
    if not findings:
        return
    click.echo((_IGNORED if len(findings) == 1 else _SEVERAL_IGNORED)(number=len(findings)).say(lang))
    for one in sorted(findings, key=lambda one: one.sort_key):
        assert one.suppressed is not None
        line, _ = one.span.source.position(one.span.start)
        place = f"{one.span.source.name}:{line}"
        click.echo(_REASON(place=place, code=one.code, name=one.name, reason=one.suppressed.reason).say(lang))


def _progress(length: int) -> AbstractContextManager[ProgressBar[int]]:
    """A bar on the terminal for several files; nothing in a pipe."""
    hidden = length < 2 or not sys.stderr.isatty()
    return click.progressbar(length=length, file=sys.stderr, hidden=hidden)
