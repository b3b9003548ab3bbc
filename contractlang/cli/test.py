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
    printed: set[str] = set()
    for file in files:
        contract = open_contract(file)
        if not contract.in_order:
            findings += contract.findings
            continue
        results = contract.test()
        if not results:
            click.echo(_NONE(file=str(file)).say(language))
        for result in results:
            shown = _shown(result, language)
            if shown not in printed:  # a contract and its amendment have the same scenarios
                printed.add(shown)
                click.echo(shown)
                passed, failed = passed + result.passed, failed + (not result.passed)
    if findings:
        print_findings(findings, language)
    click.echo(_SUMMARY(passed=passed, failed=failed).say(language))
    if any(one.name == "unreadable-file" for one in findings):
        sys.exit(COULD_NOT_RUN)
    sys.exit(FINDINGS if failed or findings else OK)


def _shown(result: ScenarioResult, lang: Lang) -> str:
    """One line for a scenario that passes; for one that fails, each difference below it."""
    state = _PASSED if result.passed else _FAILED
    span = result.scenario.origin.span
    line, _ = span.source.position(span.start)
    lines = [f"{span.source.name}:{line}: {state.say(lang)}: {result.scenario.title}"]
    for message in (*(one.message for one in result.mismatches), *(error.message for error in result.errors)):
        lines.append(f"  {message.say(lang)}")
    return "\n".join(lines)
