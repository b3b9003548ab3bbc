"""`infog diff`: what do two texts of a contract decide otherwise?"""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from contractlang.cli.output import COULD_NOT_RUN, FINDINGS, OK, as_lang, language_option, print_findings, refuse


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--favours", type=click.Choice(["client", "provider"]), help="Only differences in favour of this party.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The date whose texts are compared (default: the last).")
@language_option
def diff(before: str, after: str, as_json: bool, favours: str | None, at: datetime | None, lang: str) -> None:
    """Compare contracts A and B by their terms and by their effect.

    B may be an amendment of A: then A is compared as it stands before the amendment takes effect, and as amended. Exit
    status: 0 same effect, 1 something differs or is undecided, 2 could not run.
    """
    from contractlang.comparison import comparison_json, comparison_text
    from contractlang.workspace import RefusedError, compare_contracts, open_contract

    language = as_lang(lang)
    contracts = [open_contract(path) for path in (before, after)]
    faulty = [one for contract in contracts if not contract.in_order for one in contract.findings]
    if faulty:
        print_findings(faulty, language, err=True)
        sys.exit(COULD_NOT_RUN)
    try:
        found = compare_contracts(*contracts, at=at.date() if at else None)
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    if as_json:
        click.echo(json.dumps(comparison_json(found, language, favours), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison_text(found, language, favours))
    sys.exit(OK if found.same else FINDINGS)
