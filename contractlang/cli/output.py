"""What the commands share: languages, exit codes, findings on a stream."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import click

from contractlang.diagnostics import Diagnostic, Lang, Message, Severity, Text

OK, FINDINGS, COULD_NOT_RUN = 0, 1, 2

SEVERITIES = {severity.label: severity for severity in Severity}
_ERROR = Text("erreur : {message}", "error: {message}")
_NOTHING = Text("rien à signaler", "nothing to report")

F = TypeVar("F", bound=Callable[..., Any])


def language_option(function: F) -> F:
    """`--lang fr|en`: the language of what is printed."""
    return click.option(
        "--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="Language of the answer."
    )(function)


def as_lang(name: str) -> Lang:
    """A language that click has checked."""
    return cast(Lang, name)


def exit_code(findings: Iterable[Diagnostic], level: Severity) -> int:
    """2 where a file could not be read, 1 where something is found at the level or above, else 0."""
    found = list(findings)
    if any(finding.name == "unreadable-file" for finding in found):
        return COULD_NOT_RUN
    return FINDINGS if any(finding.severity >= level for finding in found) else OK


def distinct(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that several files led to, such as a contract and its amendment."""
    found: dict[tuple[object, ...], Diagnostic] = {}
    for one in findings:
        found.setdefault((one.code, one.span.source.name, one.span.start, one.message.say("fr")), one)
    return list(found.values())


def print_findings(findings: list[Diagnostic], lang: Lang, *, err: bool = False) -> None:
    """Findings as text, in colour on a terminal; with `err` on the stream of errors."""
    from contractlang.diagnostics.text_writer import write_text

    if not findings:
        click.echo(_NOTHING.say(lang))
        return
    stream = sys.stderr if err else sys.stdout
    click.echo(write_text(findings, lang, color=stream.isatty()).rstrip("\n"), err=err)


def refuse(messages: Iterable[Message], lang: Lang) -> None:
    """Say why a command could not run, and end it."""
    for message in messages:
        click.echo(_ERROR(message=message).say(lang), err=True)
    sys.exit(COULD_NOT_RUN)
