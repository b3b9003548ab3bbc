"""`infog check --write-scenarios FILE`: the cases of the findings as scenarios, which fail until it is mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import click

from contractlang.cli.output import print_findings, refuse
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Lang, Text
from contractlang.model.files import File, Import
from contractlang.source import Source
from contractlang.workspace import Contract

Found = tuple[Program, Diagnostic]

_UNWRITABLE = Text("`{file}` ne peut pas être écrit : {reason}", "`{file}` cannot be written: {reason}")
_FAULTY = Text("`{file}` ne peut pas être lu jusqu'au bout", "`{file}` cannot be read to its end")
_NONE = Text("aucun essai à ajouter à {file}", "no scenario to add to {file}")
_ONE = Text("1 essai ajouté à {file}", "1 scenario added to {file}")
_SEVERAL = Text("{number} essais ajoutés à {file}", "{number} scenarios added to {file}")
_IMPORT = Text("pour qu'ils comptent, ajouter `{line}` à {contract}", "for them to count, add `{line}` to {contract}")


def write_scenarios(
    contract: Contract, found: Iterable[Found], told: Collection[Diagnostic], path: str, lang: Lang
) -> None:
    """Append the scenarios of the findings that are told; say on the stream of errors what was written."""
    from contractlang.drafting.proposals import proposal, text_of

    into, exists = _file(Path(path), contract.source, lang)
    places = {(one.code, one.span) for one in told}
    proposals = [proposal(program, one) for program, one in found if (one.code, one.span) in places]
    texts = text_of([one for one in proposals if one is not None], into)
    if texts:
        _append(Path(path), into.source.text if exists else "", "" if exists else into.source.text, texts, lang)
    message = _NONE if not texts else _ONE if len(texts) == 1 else _SEVERAL
    click.echo(message(file=path, number=len(texts)).say(lang), err=True)
    if texts and (line := _missing_import(contract, into)):
        click.echo(_IMPORT(line=line, contract=contract.source.name).say(lang), err=True)


def _file(path: Path, contract: Source, lang: Lang) -> tuple[File, bool]:
    """The file to write to as it is, or as it will begin; ends the command where it cannot be read."""
    from contractlang.compiler import read_source
    from contractlang.syntax import parse_file, spelling

    exists = path.exists()
    language = contract.language
    head = f"{spelling('language', language)} {language}\n\n{_VOCABULARY[language]}\n"
    source, findings = read_source(path) if exists else (Source(str(path), head), [])
    file = None
    if source is not None:
        file, findings = parse_file(source)
    if file is None or findings:
        print_findings(list(findings), lang, err=True)
        refuse([_FAULTY(file=str(path))], lang)
    assert file is not None
    return file, exists


_VOCABULARY = {"fr": "importe stdlib.vocabulaire", "en": "import stdlib.vocabulary"}


def _append(path: Path, before: str, head: str, texts: list[str], lang: Lang) -> None:
    joint = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    added = joint + head + ("\n" if head else "") + "\n".join(texts)
    newline = "\r\n" if "\r\n" in before else "\n"
    try:
        with path.open("ab") as file:
            file.write(added.replace("\n", newline).encode())
    except OSError as error:
        refuse([_UNWRITABLE(file=str(path), reason=error.strerror or str(error))], lang)


def _missing_import(contract: Contract, into: File) -> str | None:
    """The import without which the contract does not know the file; None where it is known, or lies elsewhere."""
    from contractlang.syntax import spelling

    target = Path(into.source.name)
    if contract.compiled is None or target.resolve() == Path(contract.source.name).resolve():
        return None
    amended = {Path(one.file.source.name).resolve() for one in contract.compiled.amendments}
    imports = [node for node in contract.compiled.signed.declarations if isinstance(node, Import)]
    if target.resolve() in amended or any(node.path.parts[-1].text == target.stem for node in imports):
        return None
    try:
        parts = target.resolve().relative_to(Path(contract.source.name).resolve().parent).with_suffix("").parts
    except ValueError:
        return None
    return f"{spelling('import', contract.source.language)} {'.'.join(parts)}"
