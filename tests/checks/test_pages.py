"""Every check has a page of its own, in both languages, and the order of checks is complete."""

from __future__ import annotations

from pathlib import Path

import contractlang.checks
from contractlang.checks import CHECKS


def test_every_file_is_a_check_and_every_check_has_its_own_code_and_name() -> None:
    files = {path.stem for path in Path(contractlang.checks.__file__).parent.glob("*.py")} - {"__init__"}
    assert {check.__name__.split(".")[-1] for check in CHECKS} == files  # type: ignore[attr-defined]
    assert len({check.PAGE.code for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        module = check.__name__.split(".")[-1]  # type: ignore[attr-defined]
        assert check.PAGE.name == module.replace("_", "-")


def test_pages_say_everything_in_both_languages() -> None:
    for check in CHECKS:
        page = check.PAGE
        for words in (page.title, page.finds, page.harm, page.source):
            if words is not None:
                assert words.fr
                assert words.en
                assert words.fr != words.en
                assert not words.fr.endswith(".")
                assert not words.en.endswith(".")
        for text in (page.example, page.mended):
            assert text.startswith(("…\n", "langue fr\n"))
        assert page.example != page.mended
