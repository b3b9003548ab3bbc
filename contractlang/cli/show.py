"""`infog show`: the consolidated text of a contract."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from contractlang.cli.output import COULD_NOT_RUN, as_lang, language_option, print_findings, refuse


@click.command()
@click.argument("contract")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The date whose text is shown (default: the last).")
@language_option
def show(contract: str, at: datetime | None, lang: str) -> None:
    """Print the text of CONTRACT with its amendments in place.

    What an amendment changed stands below a comment that names it; everything else is as it was written. The output is
    itself a contract. Exit status: 0 printed, 1 the contract is not in order, 2 could not run.
    """
    from contractlang.workspace import RefusedError, open_contract

    language = as_lang(lang)
    opened = open_contract(contract)
    if not opened.in_order:
        print_findings(list(opened.findings), language)
        unreadable = any(one.name == "unreadable-file" for one in opened.findings)
        sys.exit(COULD_NOT_RUN if unreadable else 1)
    try:
        text = opened.text(at.date() if at else None)
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    click.echo(text, nl=False)
