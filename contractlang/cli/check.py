"""`infog check`: is the contract consistent?"""

from __future__ import annotations

import gc
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import SEVERITIES, as_lang, distinct, exit_code, language_option, print_findings

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

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
@language_option
def check(paths: tuple[str, ...], form: str, fail_on: str, lang: str) -> None:
    """Prove contracts consistent, or show why they are not.

    PATH is a file or a folder of .infog files. Exit status: 0 nothing found at that level, 1 findings, 2 could not run.
    """
    from contractlang.workspace import contract_files, open_contract, with_case

    gc.set_threshold(_OBJECTS)
    files, findings = contract_files(paths)
    with _progress(len(files)) as bar:
        for file in files:
            contract = open_contract(file)
            found = contract.check()
            findings += [with_case(one, contract, as_lang(lang), as_json=form == "json") for one in found]
            bar.update(1)
    findings = distinct(findings)
    if form == "json":
        from contractlang.diagnostics.json_writer import write_json

        click.echo(write_json(findings, as_lang(lang)).rstrip("\n"))
    else:
        print_findings(findings, as_lang(lang))
    sys.exit(exit_code(findings, SEVERITIES[fail_on]))


def _progress(length: int) -> AbstractContextManager[ProgressBar[int]]:
    """A bar on the terminal for several files; nothing in a pipe."""
    hidden = length < 2 or not sys.stderr.isatty()
    return click.progressbar(length=length, file=sys.stderr, hidden=hidden)
