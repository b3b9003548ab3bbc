"""`infog ask`: what does the contract say of this case, or of one question?"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import COULD_NOT_RUN, as_lang, language_option, print_findings, refuse
from contractlang.diagnostics import Lang, Text

if TYPE_CHECKING:
    from contractlang.workspace import Contract

_NO_VALUE = Text("`--fact {fact}` : écrire NOM=VALEUR", "`--fact {fact}`: write NAME=VALUE")
_TWICE = Text("le fait `{name}` est donné deux fois", "the fact `{name}` is given twice")
_NOT_JSON = Text("`{file}` n'est pas du JSON : {reason}", "`{file}` is not JSON: {reason}")
_NOT_FACTS = Text("`{file}` doit contenir un objet de faits", "`{file}` must hold an object of facts")
_UNREADABLE = Text("`{file}` ne peut pas être lu : {reason}", "`{file}` cannot be read: {reason}")
_NO_INDEX = Text(
    "`--index {index}` : écrire NOM=VALEUR, ou NOM@AAAA-MM-JJ=VALEUR",
    "`--index {index}`: write NAME=VALUE, or NAME@YYYY-MM-DD=VALUE",
)
_NO_PRICE = Text(
    "`--current-price {price}` : un montant est attendu", "`--current-price {price}`: an amount is expected"
)
_HALF_WINDOW = Text("`--from` et `--to` vont ensemble", "`--from` and `--to` go together")
_DAY = click.DateTime(["%Y-%m-%d"])


class _WithQuestions(click.Command):
    """A command whose help lists the questions, read only when somebody asks for help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The questions, each with what it asks and needs."""
        from contractlang.questions import QUESTIONS

        rows = [
            (
                f"{one.name.fr}, {one.name.en}" if one.name.fr != one.name.en else one.name.en,
                f"{one.title.en} — needs {one.needs.en}",
            )
            for one in QUESTIONS
        ]
        with formatter.section("Questions"):
            formatter.write_dl(rows)
        super().format_epilog(ctx, formatter)


@click.command(cls=_WithQuestions)
@click.argument("contract")
@click.argument("question", required=False)
@click.argument("about", nargs=-1)
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact of the case; may be repeated.")
@click.option("--case", "case_file", metavar="FILE.json", help="Facts as a JSON object; `-` reads standard input.")
@click.option(
    "--at", type=_DAY, help="The date whose text answers, and of which dates are told (default: the opening)."
)
@click.option("--index", "--indice", "indices", multiple=True, metavar="NAME[@DAY]=VALUE", help="A price index.")
@click.option(
    "--current-price", metavar="AMOUNT", help="The price in force before a revision, if it was revised before."
)
@click.option("--from", "first", type=_DAY, help="The first day of an agenda.")
@click.option("--to", "last", type=_DAY, help="The last day of an agenda.")
@click.option("--interactive", is_flag=True, help="Ask for what is missing, one fact after the other.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@language_option
def ask(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    contract: str,
    question: str | None,
    about: tuple[str, ...],
    facts: tuple[str, ...],
    case_file: str | None,
    at: datetime | None,
    indices: tuple[str, ...],
    current_price: str | None,
    first: datetime | None,
    last: datetime | None,
    interactive: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Ask CONTRACT about one intervention: is it billable, at what price, due by when, at what penalty, and why.

    With a QUESTION only that is answered; words ABOUT what narrow it. A fact that is missing is never guessed: the
    answer then says which are needed, and `--interactive` asks for them. Exit status: 0 an answer (also
    `undetermined`), 1 the contract is not in order, 2 could not run.
    """
    from contractlang.workspace import RefusedError

    language = as_lang(lang)
    opened = in_order(contract, language)
    stated = _facts(facts, case_file, language)
    options = {
        "about": about,
        "indices": [_index(one, language) for one in indices],
        "previous": None if current_price is None else _cents(current_price, language),
        "window": _window(first, last, language),
    }
    day = at.date() if at else None
    try:
        if interactive:
            from contractlang.cli.interview import interview

            stated = interview(opened, question, stated, day, about, language)
        if question is None:
            _verdict(opened, stated, day, language, as_json=as_json)
        else:
            _question(opened, question, stated, day, options, language, as_json=as_json)
    except RefusedError as refused:
        refuse(refused.messages, language)


def in_order(name: str, lang: Lang) -> Contract:
    """A contract without errors; one with errors shows them and ends the command."""
    from contractlang.workspace import open_contract

    opened = open_contract(name)
    if opened.program is None or not opened.in_order:
        print_findings(list(opened.findings), lang)
        unreadable = any(one.name == "unreadable-file" for one in opened.findings)
        sys.exit(COULD_NOT_RUN if unreadable else 1)
    return opened


def _verdict(opened: Contract, facts: Mapping[str, object], at: date | None, lang: Lang, *, as_json: bool) -> None:
    verdict = opened.ask(facts, at=at)
    if as_json:
        from contractlang.evaluation.as_json import verdict_json

        click.echo(json.dumps(verdict_json(verdict, lang), ensure_ascii=False, indent=2))
    else:
        from contractlang.evaluation.as_text import verdict_text

        click.echo(verdict_text(verdict, lang))


def _question(
    opened: Contract,
    name: str,
    facts: Mapping[str, object],
    at: date | None,
    options: Mapping[str, object],
    lang: Lang,
    *,
    as_json: bool,
) -> None:
    from contractlang.questions import answer_json, answer_text
    from contractlang.workspace.asking import answer, find_question

    found, asked = answer(opened, name, facts, at=at, **options)  # type: ignore[arg-type]
    if as_json:
        click.echo(json.dumps(answer_json(found, find_question(name), asked, lang), ensure_ascii=False, indent=2))
    else:
        click.echo(answer_text(found, asked, lang))


def _index(given: str, lang: Lang) -> tuple[str, date | None, Decimal]:
    """The name of an index, its day and its value; what is malformed ends the command."""
    name, equals, value = given.rpartition("=")
    name, _, day = name.partition("@")
    try:
        if not equals or not name.strip():
            raise ValueError
        number = Decimal(value.strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
        if not number.is_finite():
            raise ValueError
        return name.strip(), date.fromisoformat(day.strip()) if day else None, number
    except (InvalidOperation, ValueError):
        refuse([_NO_INDEX(index=given)], lang)
        raise AssertionError from None


def _cents(given: str, lang: Lang) -> int:
    """An amount as a contract writes it, or a number, in cents."""
    from contractlang.values import Money
    from contractlang.workspace import fact_of

    value = fact_of(given)
    try:
        amount = value.amount if isinstance(value, Money) else Decimal(given.replace(" ", "").replace(",", "."))
        scaled = amount.scaleb(2)
        if scaled == scaled.to_integral_value() and scaled > 0:
            return int(scaled)
    except InvalidOperation:
        pass
    refuse([_NO_PRICE(price=given)], lang)
    raise AssertionError


def _window(first: datetime | None, last: datetime | None, lang: Lang) -> tuple[date, date] | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        refuse([_HALF_WINDOW()], lang)
        raise AssertionError
    return first.date(), last.date()


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
