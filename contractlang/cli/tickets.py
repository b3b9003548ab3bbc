"""`infog tickets`: what would be read of a file of tickets?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import COULD_NOT_RUN, as_lang, language_option, print_findings, refuse
from contractlang.diagnostics import Lang, Text

if TYPE_CHECKING:
    from contractlang.tickets import Report

_COLUMNS = Text("Colonnes", "Columns")
_BY_NAME = Text("par son nom", "by its name")
_BY_MAPPING = Text("par la correspondance", "by the mapping")
_TICKET = Text("numéro de ticket", "ticket number")
_CONTRACT = Text("contrat", "contract")
_CONSTANT = Text("le même pour tous les tickets", "the same for all tickets")
_IGNORED = Text("laissées de côté : {columns}", "left out: {columns}")
_UNKNOWN = Text("`{column}` : n'est pas un fait", "`{column}`: is no fact")
_NEAR = Text("`{column}` : n'est pas un fait ; `{near}` ?", "`{column}`: is no fact; `{near}`?")
_VALUES = Text("Valeurs sans équivalent", "Values without an equivalent")
_OTHERS = Text("(autres valeurs)", "(other values)")
_REJECTS = Text("Rejets", "Rejects")
_ANY = Text("(ligne entière)", "(whole row)")
_EXAMPLE = Text("ligne {line} : {reason}", "row {line}: {reason}")
_READ = Text(
    "{read} lignes lues : {accepted} retenues, {rejected} rejetées",
    "{read} rows read: {accepted} accepted, {rejected} rejected",
)


@click.command()
@click.argument("contract")
@click.argument("file")
@click.option("--mapping", metavar="FILE.toml|TOOL", help="Which column is which fact: a file, or the name of a tool.")
@language_option
def tickets(contract: str, file: str, mapping: str | None, lang: str) -> None:
    """Show what would be read of FILE, tickets of CONTRACT: its columns, values without an equivalent, rejected rows.

    Tools: glpi, itop, jira, servicenow, zammad. Exit status: 0 all rows are accepted, 1 some are rejected, 2 the file
    or its mapping is refused.
    """
    from contractlang.tickets import TicketsError, open_tickets
    from contractlang.workspace import open_contract

    language = as_lang(lang)
    opened = open_contract(contract)
    if opened.program is None or not opened.in_order:
        print_findings(list(opened.findings), language)
        sys.exit(COULD_NOT_RUN)
    examples: dict[tuple[str | None, Text], str] = {}
    try:
        found = open_tickets(file, opened.program, mapping)
        for _, rejects in found.batches():
            for one in rejects:
                said = _EXAMPLE(line=str(one.line), reason=one.reason).say(language)
                examples.setdefault((one.column, one.reason.text), said)
    except TicketsError as error:
        refuse(error.messages, language)
        return
    click.echo("\n".join(_lines(found.report, examples, language)))
    sys.exit(1 if found.report.rejected else 0)


def _lines(report: Report, examples: dict[tuple[str | None, Text], str], lang: Lang) -> Iterator[str]:
    yield _COLUMNS.say(lang)
    for special, what in ((report.ticket, _TICKET), (report.contract, _CONTRACT)):
        if special is not None:
            yield f"  {special} → {what.say(lang)}"
    for one in report.mapped:
        yield f"  {one.column} → {one.fact.say(lang)} ({(_BY_MAPPING if one.declared else _BY_NAME).say(lang)})"
    for fact, value in report.constants:
        yield f"  {fact.say(lang)} = {value} ({_CONSTANT.say(lang)})"
    for column, near in report.unknown:
        message = _NEAR(column=column, near=near) if near else _UNKNOWN(column=column)
        yield f"  {message.say(lang)}"
    if report.ignored:
        yield f"  {_IGNORED(columns=report.ignored).say(lang)}"
    yield from (f"  {note.say(lang)}" for note in report.notes)
    if report.unmapped:
        yield from ("", _VALUES.say(lang))
        for each in report.unmapped:
            yield f"  {each.column} : {each.value or _OTHERS.say(lang)} × {each.count}"
    if report.reasons:
        yield from ("", _REJECTS.say(lang))
        for (where, text), count in sorted(report.reasons.items(), key=lambda one: (-one[1], one[0][0] or "")):
            yield f"  {where or _ANY.say(lang)} × {count}, {examples[where, text]}"
    yield ""
    yield _READ(read=str(report.read), accepted=str(report.accepted), rejected=str(report.rejected)).say(lang)
