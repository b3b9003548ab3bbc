"""The documentation of findings is true: each example shows its finding, each mended example does not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from contractlang.cli import main
from contractlang.diagnostics import Page
from contractlang.workspace import page_of, pages
from tests.support import checked

PAGES = list(pages().values())
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)


def codes(text: str) -> set[str]:
    return {finding.code for finding in checked(text)}


@EACH_PAGE
def test_the_example_shows_the_finding(page: Page) -> None:
    assert page.code in codes(page.example)


@EACH_PAGE
def test_the_mended_example_shows_it_no_more_and_nothing_graver_instead(page: Page) -> None:
    found = checked(page.mended)
    assert page.code not in {finding.code for finding in found}
    assert [finding.message.say("fr") for finding in found if finding.severity > page.severity] == []


def test_codes_and_names_are_each_given_once() -> None:
    from contractlang import compiler, syntax
    from contractlang.checks import CHECKS

    every = [*syntax.PAGES, *compiler.PAGES, *(check.PAGE for check in CHECKS)]
    assert len({page.code for page in every}) == len({page.name for page in every}) == len(every) == len(PAGES)


@EACH_PAGE
def test_a_page_is_found_by_code_and_by_name_whatever_the_case(page: Page) -> None:
    assert page_of(page.code) == page_of(page.code.lower()) == page_of(page.name) == page_of(page.name.upper()) == page


@EACH_PAGE
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_command_explains_a_page_in_either_language(page: Page, lang: str) -> None:
    result = CliRunner().invoke(main, ["explain", page.code, "--lang", lang])
    assert result.exit_code == 0
    assert result.output.startswith(f"{page.code} {page.name}\n")
    prose = " ".join(result.output.split()).casefold()
    for words in (page.title, page.finds, page.harm):
        french, english = words.fr.casefold(), words.en.casefold()
        assert (french in prose) == (lang == "fr")
        assert (english in prose) == (lang == "en")
    # the example stands there as it is written, and can be copied
    said = [line.strip() for line in result.output.splitlines()]
    assert all(line.strip() in said for line in page.example.splitlines())
