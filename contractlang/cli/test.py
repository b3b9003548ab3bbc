"""`infog test`: do the contract's own scenarios come out as the parties expect?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from contractlang.cli.output import COULD_NOT_RUN, FINDINGS, OK, as_lang, language_option, print_findings
from contractlang.diagnostics import Lang, Text

if TYPE_CHECKING:
    from contractlang.evaluation import ScenarioResult

_PASSED = Text("réussi", "passed")
_FAILED = Text("échoué", "failed")
_NONE = Text("{file} : aucun essai", "{file}: no scenario")
_SUMMARY = Text("essais réussis : {passed}, échoués : {failed}", "scenarios passed: {passed}, failed: {failed}")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@language_option
def test(paths: tuple[str, ...], lang: str) -> None:
    """Run the scenarios (`essai`) of contracts, and show expected against got.

    PATH is a file or a folder of .infog files. Exit status: 0 all pass, 1 some fail or a contract has errors, 2 could
    not run.
    """
    from contractlang.workspace import contract_files, open_contract

    language = as_lang(lang)
    files, findings = contract_files(paths)
    passed = failed = 0
    for file in files:
        contract = open_contract(file)
        if not contract.in_order:
            findings += contract.findings
            continue
        results = contract.test()
        if not results:
            click.echo(_NONE(file=str(file)).say(language))
        for result in results:
            _show(str(file), result, language)
            passed, failed = passed + result.passed, failed + (not result.passed)
    if findings:
        print_findings(findings, language)
    click.echo(_SUMMARY(passed=passed, failed=failed).say(language))
    if any(one.name == "unreadable-file" for one in findings):
        sys.exit(COULD_NOT_RUN)
    sys.exit(FINDINGS if failed or findings else OK)


def _show(file: str, result: ScenarioResult, lang: Lang) -> None:
    """One line for a scenario that passes; for one that fails, each difference below it."""
    state = _PASSED if result.passed else _FAILED
    line, _ = result.scenario.origin.span.source.position(result.scenario.origin.span.start)
    click.echo(f"{file}:{line}: {state.say(lang)}: {result.scenario.title}")
    for message in (*(one.message for one in result.mismatches), *(error.message for error in result.errors)):
        click.echo(f"  {message.say(lang)}")
