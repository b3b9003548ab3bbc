"""`infog replay`: what would the same tickets have cost under another text?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from contractlang.cli.bill import Shown
from contractlang.cli.output import COULD_NOT_RUN, FINDINGS, OK, as_lang, language_option, print_findings, refuse
from contractlang.diagnostics import Text

_TWO = Text("donner `--under` deux fois : un texte et l'autre", "give `--under` twice: one text and the other")
_FORM = Text(
    "`-o {file}` : le nom se termine par `.csv` ou `.parquet`", "`-o {file}`: the name ends in `.csv` or `.parquet`"
)
_ONE = Text("`--under {file}` : un seul contrat est attendu", "`--under {file}`: one contract is expected")
_UNWRITABLE = Text("`{file}` ne peut pas être écrit : {reason}", "`{file}` can't be written: {reason}")


@click.command()
@click.argument("tickets", metavar="TICKETS")
@click.option("--under", multiple=True, metavar="CONTRACT", help="A text; twice: before and after.")
@click.option("--mapping", metavar="FILE.toml|TOOL", help="What the columns of the tickets are.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("-o", "--out", metavar="FILE", help="Write all tickets that differ to FILE.csv or FILE.parquet.")
@language_option
def replay(
    tickets: str, under: tuple[str, ...], mapping: str | None, as_json: bool, out: str | None, lang: str
) -> None:
    """Replay TICKETS (a file, or a folder of files) under two texts and say what differs, rule by rule.

    Exit status: 0 same effect, 1 something differs, 2 could not run.
    """
    from contractlang.billing.contracts import Billable, FaultyError, open_billable
    from contractlang.billing.inputs import Inputs, ticket_files
    from contractlang.billing.replay import replay as run
    from contractlang.billing.replay_said import replay_json, replay_text, write_pairs
    from contractlang.workspace import RefusedError

    language = as_lang(lang)
    if len(under) != 2:
        refuse([_TWO()], language)
    if out is not None and Path(out).suffix not in (".csv", ".parquet"):
        refuse([_FORM(file=out)], language)
    try:
        known = [open_billable([Path(name)]) for name in under]
        for name, found in zip(under, known, strict=True):
            if len(found) != 1:
                raise RefusedError([_ONE(file=name)])
        paths = ticket_files([Path(tickets)])

        def inputs(contract: Billable) -> Inputs:
            return Inputs(paths=paths, contracts=(contract,), mapping=mapping)

        with Shown(language) as shown:
            compared = run(known[0][0], known[1][0], inputs, language, shown.progress)
        if out is not None:
            write_pairs(Path(out), compared)
    except FaultyError as error:
        print_findings(list(error.findings), language, err=True)
        sys.exit(COULD_NOT_RUN)
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    except OSError as error:
        refuse([_UNWRITABLE(file=out or str(error.filename), reason=error.strerror or str(error))], language)
        return
    if as_json:
        click.echo(json.dumps(replay_json(compared, language), ensure_ascii=False, indent=2))
    else:
        click.echo(replay_text(compared, language))
    sys.exit(OK if compared.same else FINDINGS)
