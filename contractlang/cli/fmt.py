"""`infog fmt`: write contracts in the one layout, or in the other language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import COULD_NOT_RUN, FINDINGS, OK, as_lang, language_option, print_findings
from contractlang.diagnostics import Diagnostic, Lang, Text

if TYPE_CHECKING:
    from contractlang.workspace import Formatted

_PIPE = "-"
_WOULD_CHANGE = Text("{file} : serait remis en forme", "{file}: would be rewritten")
_CHANGED = Text("{file} : remis en forme", "{file}: rewritten")
_UNWRITABLE = Text("{file} : {reason}", "{file}: {reason}")
_LEFT = Text("erreur : {message}, le fichier reste tel quel", "error: {message}; the file is left as it is")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--to", type=click.Choice(["fr", "en"]), help="Translate the language's words and numbers.")
@language_option
def fmt(paths: tuple[str, ...], check: bool, to: str | None, lang: str) -> None:
    """Write contracts in the one layout, in place.

    PATH is a file, a folder of .infog files, or `-` for standard input to standard output. Titles, prose, texts and
    the names that somebody chose stay. A file with errors of syntax is left as it is. Exit status: 0 all is well
    formed, 1 with --check some files would change, 2 some file could not be read or written.
    """
    from contractlang.workspace import contract_files

    files, findings = contract_files(paths)
    failed = bool(findings)
    changed = False
    for file in files:
        result = _formatted(file, to, as_lang(lang), findings)
        if result is None or result.text is None:
            failed = True
        elif check:
            changed |= result.changed
            if result.changed:
                click.echo(_WOULD_CHANGE(file=str(file)).say(as_lang(lang)))
        else:
            failed |= not _write(file, result, as_lang(lang))
    if findings:
        print_findings(findings, as_lang(lang), err=True)
    sys.exit(COULD_NOT_RUN if failed else FINDINGS if changed else OK)


def _formatted(file: Path, to: str | None, lang: Lang, findings: list[Diagnostic]) -> Formatted | None:
    """A file in its new form; None, and why, where it has none."""
    from contractlang.compiler import read_source, source_of
    from contractlang.formatting import UnwritableError
    from contractlang.workspace import format_source

    source, found = source_of(sys.stdin.buffer.read(), _PIPE) if str(file) == _PIPE else read_source(file)
    findings += found
    if source is None:
        return None
    try:
        result = format_source(source, to)
    except UnwritableError as error:
        reason = _UNWRITABLE(file=source.name, reason=error.message)
        click.echo(_LEFT(message=reason).say(lang), err=True)
        return None
    findings += result.findings
    return result


def _write(file: Path, result: Formatted, lang: Lang) -> bool:
    """Write a file that changes, or whatever came through the pipe; whether that was possible."""
    assert result.text is not None
    if str(file) == _PIPE:
        click.echo(result.text.encode(), nl=False)
    elif result.changed:
        try:
            file.write_bytes(result.text.encode())
        except OSError as error:
            reason = _UNWRITABLE(file=str(file), reason=error.strerror or str(error))
            click.echo(_LEFT(message=reason).say(lang), err=True)
            return False
        click.echo(_CHANGED(file=str(file)).say(lang))
    return True
