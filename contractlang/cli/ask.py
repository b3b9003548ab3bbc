"""`infog ask`: what does the contract say of this case?"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click

from contractlang.cli.output import COULD_NOT_RUN, as_lang, language_option, print_findings, refuse
from contractlang.diagnostics import Lang, Text

_NO_VALUE = Text("`--fact {fact}` : écrire NOM=VALEUR", "`--fact {fact}`: write NAME=VALUE")
_TWICE = Text("le fait `{name}` est donné deux fois", "the fact `{name}` is given twice")
_NOT_JSON = Text("`{file}` n'est pas du JSON : {reason}", "`{file}` is not JSON: {reason}")
_NOT_FACTS = Text("`{file}` doit contenir un objet de faits", "`{file}` must hold an object of facts")
_UNREADABLE = Text("`{file}` ne peut pas être lu : {reason}", "`{file}` cannot be read: {reason}")


@click.command()
@click.argument("contract")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact of the case; may be repeated.")
@click.option("--case", "case_file", metavar="FILE.json", help="Facts as a JSON object; `-` reads standard input.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The date whose text answers (default: the opening).")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@language_option
def ask(
    contract: str, facts: tuple[str, ...], case_file: str | None, at: datetime | None, as_json: bool, lang: str
) -> None:
    """Ask CONTRACT about one intervention: is it billable, at what price, due by when, at what penalty, and why.

    A fact that is missing is never guessed: the answer then says which are needed. Exit status: 0 an answer (also
    `undetermined`), 1 the contract is not in order, 2 could not run.
    """
    from contractlang.workspace import RefusedError, open_contract

    language = as_lang(lang)
    opened = open_contract(contract)
    if opened.program is None or not opened.in_order:
        print_findings(list(opened.findings), language)
        unreadable = any(one.name == "unreadable-file" for one in opened.findings)
        sys.exit(COULD_NOT_RUN if unreadable else 1)
    stated = _facts(facts, case_file, language)
    try:
        verdict = opened.ask(stated, at=at.date() if at else None)
    except RefusedError as refused:
        refuse(refused.messages, language)
        return
    if as_json:
        from contractlang.evaluation.as_json import verdict_json

        click.echo(json.dumps(verdict_json(verdict, language), ensure_ascii=False, indent=2))
    else:
        from contractlang.evaluation.as_text import verdict_text

        click.echo(verdict_text(verdict, language))


def _facts(stated: tuple[str, ...], case_file: str | None, lang: Lang) -> dict[str, object]:
    """The facts of the file and of the command line; what is malformed ends the command."""
    found: dict[str, object] = dict(_case_file(case_file, lang)) if case_file else {}
    for fact in stated:
        name, equals, value = fact.partition("=")
        if not equals or not name.strip():
            refuse([_NO_VALUE(fact=fact)], lang)
        if name.strip() in found:
            refuse([_TWICE(name=name.strip())], lang)
        found[name.strip()] = value.strip()
    return found


def _case_file(name: str, lang: Lang) -> Mapping[str, object]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        refuse([_UNREADABLE(file=name, reason=getattr(error, "strerror", None) or "UTF-8")], lang)
    except (ValueError, RecursionError) as error:
        refuse([_NOT_JSON(file=name, reason=str(error))], lang)
    else:
        if isinstance(found, dict):
            return found
        refuse([_NOT_FACTS(file=name)], lang)
    return {}
