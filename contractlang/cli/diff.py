"""`infog diff`: what do two texts of a contract decide otherwise?"""

from __future__ import annotations

import json
import sys

import click

from contractlang.cli.output import FINDINGS, OK, as_lang, language_option, refuse


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--favours", type=click.Choice(["client", "provider"]), help="Only differences in favour of this party.")
@language_option
def diff(before: str, after: str, as_json: bool, favours: str | None, lang: str) -> None:
    """Compare contracts A and B by their terms and by their effect.

    B may be an amendment of A: then its text is the one in force from its effect. Exit status: 0 same effect,
    1 something differs or is undecided, 2 could not run.
    """
    from contractlang.comparison import comparison_json, comparison_text
    from contractlang.workspace import RefusedError, compare_contracts, open_contract

    language = as_lang(lang)
    try:
        found = compare_contracts(open_contract(before), open_contract(after))
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    if as_json:
        click.echo(json.dumps(comparison_json(found, language, favours), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison_text(found, language, favours))
    sys.exit(OK if found.same else FINDINGS)
