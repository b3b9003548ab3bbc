"""Every case that a finding shows is evaluated again, and must come to what the finding says of it.

Over the examples, the pages of the checks, the examples of the docs, faulty texts, and random decisions. That a replay
can fail is tested, too: claims that are a little wrong are refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given

from contractlang import checks
from contractlang.checks import CHECKS, rule_gap
from contractlang.cli import main
from contractlang.core.claims import Answered, Cheaper, Clash, Due, Outlasts, OutOfScope, Unattended, Unopened
from contractlang.core.program import Decision, Program
from contractlang.diagnostics import Claim, Diagnostic
from contractlang.evaluation.replay import replay
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.workspace import Contract, open_contract, pages, read_contract
from tests.compiler.test_errors import CHUNKS
from tests.doc_pages import blocks
from tests.solver.build import program
from tests.solver.test_agreement import SETTINGS, decisions
from tests.support import EXAMPLES, complete, opened, texts

_COMPANION = re.compile(r"^# --- ", re.MULTILINE)


def found(whole: Program) -> Iterator[Diagnostic]:
    """What every check finds in a program."""
    session = Session(whole)
    for check in CHECKS:
        yield from check.check(whole, session)


def replayed(contract: Contract) -> list[str]:
    """The names of the findings with a case, once each is confirmed."""
    seen: list[str] = []
    if contract.in_order:
        for version in contract.versions:
            for finding in found(version.program) if version.program is not None else ():
                assert version.program is not None
                assert [message.say("en") for message in replay(version.program, finding)] == []
                seen += [finding.name] if finding.case is not None else []
    return seen


def replayed_text(text: str) -> list[str]:
    if not _COMPANION.search(text):
        return replayed(read_contract(complete(text)))
    with TemporaryDirectory() as folder:
        return replayed(opened(text, Path(folder)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_cases_of_the_examples_replay(path: Path) -> None:
    seen = set(replayed(open_contract(path)))
    if path.name == "broken.infog":
        assert seen == {"rule-conflict", "delay-order", "flow-down", "scenario-failed"}


# What shows a case in the example of its page; of the others no single case says anything
WITH_CASE = {
    *("rule-conflict", "rule-gap", "delay-order", "delay-duplicate", "delay-unserved", "flow-down", "severity-order"),
    *("penalty-unreachable", "penalty-cliff", "billing-monotone", "scope-unserved", "out-of-scope-term", "tier-gap"),
    "scenario-failed",
}


def test_the_cases_of_every_page_replay() -> None:
    seen: set[str] = set()
    for page in pages().values():
        replayed_text(page.mended)
        names = replayed_text(page.example)
        seen |= {page.name} & set(names)
    assert seen >= WITH_CASE


def test_the_cases_of_the_docs_replay() -> None:
    for block in blocks("infog"):
        replayed_text(block.text)


def test_the_cases_of_texts_that_were_faulty_replay() -> None:
    """Most faulty texts have no program; those that have one are checked all the same."""
    for chunk in CHUNKS:
        for text in texts(chunk.values[0]).values():  # type: ignore[attr-defined]
            replayed(read_contract(text))


@SETTINGS
@given(decisions())
def test_the_cases_of_random_decisions_replay(asked: Decision) -> None:
    whole = program(asked)
    for finding in found(whole):
        assert [message.say("en") for message in replay(whole, finding)] == []


# --- a replay can fail --------------------------------------------------------------------------------------


def one(page_code: str) -> tuple[Program, Diagnostic]:
    """The finding with a case on the example of a page."""
    contract = read_contract(complete(pages()[page_code].example))
    assert contract.program is not None
    return contract.program, next(
        one for one in found(contract.program) if one.code == page_code and one.case is not None
    )


def disagreements(whole: Program, finding: Diagnostic) -> int:
    return len(list(replay(whole, finding)))


@pytest.mark.parametrize("name", sorted(WITH_CASE - {"scenario-failed"}))
def test_the_mended_page_no_longer_confirms_what_was_found(name: str) -> None:
    """The same case, evaluated on the mended text, is not what the finding said of the faulty one."""
    page = next(page for page in pages().values() if page.name == name)
    whole, finding = one(page.code)
    assert disagreements(whole, finding) == 0
    mended = read_contract(complete(page.mended)).program
    assert mended is not None
    assert disagreements(mended, finding) > 0


def wrong(claim: Claim) -> Iterator[Claim]:
    """Claims that are a little off."""
    match claim:
        case Clash(first=first, second=second):
            yield evolve(claim, second=first)
            yield evolve(claim, first=second)
        case Outlasts(earlier=earlier, later=later):
            yield Outlasts(earlier=later, later=earlier)
            yield Outlasts(earlier=evolve(earlier, at=(earlier.at or 0) + 60), later=later)
            yield Outlasts(earlier=earlier, later=evolve(later, at=(later.at or 0) - 60))
            yield Outlasts(earlier=evolve(earlier, rule=later.rule), later=later)
        case Unopened(delay=Due() as delay):
            yield Unopened(delay=evolve(delay, at=(delay.at or 0) + 1))
        case Unattended(delay=Due() as delay):
            yield Unattended(delay=evolve(delay, at=(delay.at or 0) + 1))
            yield Unopened(delay=delay)
        case Cheaper(cheap=cheap, dear=dear):
            yield Cheaper(cheap=dear, dear=cheap)
            yield Cheaper(cheap=evolve(cheap, amount=cheap.amount - 1), dear=dear)
            yield Cheaper(cheap=cheap, dear=evolve(dear, amount=dear.amount + 1))
        case Answered(rule=rule):
            yield evolve(claim, rule=evolve(rule, name="another"))
        case OutOfScope():
            yield OutOfScope(asset="another")


@pytest.mark.parametrize("name", sorted(WITH_CASE))
def test_a_claim_that_is_a_little_wrong_is_refuted(name: str) -> None:
    page = next(page for page in pages().values() if page.name == name)
    whole, finding = one(page.code)
    for number, claim in enumerate(finding.claims):
        for other in wrong(claim):
            claims = (*finding.claims[:number], other, *finding.claims[number + 1 :])
            assert disagreements(whole, evolve(finding, claims=claims)) == 1, other


def test_a_case_of_which_nothing_is_claimed_and_one_that_is_impossible_are_told() -> None:
    whole, finding = one("R502")
    assert disagreements(whole, evolve(finding, claims=())) == 1
    assert disagreements(whole, evolve(finding, case={"severity": "unheard_of"})) > 0


# --- the switch ---------------------------------------------------------------------------------------------


def run(tmp_path: Path, debug: str | None) -> tuple[int, str, str]:
    path = tmp_path / "contrat.infog"
    path.write_text(complete(pages()["R502"].example), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--lang", "en"], env={"INFOG_DEBUG": debug})
    return result.exit_code, result.stdout, result.stderr


def lying(whole: Program, session: Session) -> Iterator[Diagnostic]:
    """A check whose case does not show what it says."""
    for finding in rule_gap.check(whole, session):
        yield evolve(finding, case={"kind": "corrective"})


def raving(whole: Program, session: Session) -> Iterator[Diagnostic]:
    """A check whose case holds a word that there is not."""
    for finding in rule_gap.check(whole, session):
        yield evolve(finding, case={"kind": "unheard_of"})


def test_with_the_switch_a_case_that_does_not_show_it_is_an_internal_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, out, err = run(tmp_path, "1")
    assert (code, err) == (1, "")
    assert "R502" in out
    monkeypatch.setattr(checks, "CHECKS", (SimpleNamespace(PAGE=rule_gap.PAGE, check=lying),))
    code, out, err = run(tmp_path, "1")
    assert code == 2
    assert "R502" in out  # the finding is told all the same
    assert err.startswith("internal error: R502 rule-gap: evaluating the case shown does not confirm “Uncovered(")
    assert "report it" in err
    monkeypatch.setattr(checks, "CHECKS", (SimpleNamespace(PAGE=rule_gap.PAGE, check=raving),))
    code, out, err = run(tmp_path, "1")
    assert code == 2
    assert "unheard_of" in out
    assert "its case is impossible, `kind`: the word `unheard_of` is unknown" in err
    code, _, err = run(tmp_path, None)
    assert (code, err) == (1, "")
