"""Every single fault is one finding at its line, and so is each of ten in one text; safe fixes mend what they claim."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from contractlang.diagnostics import Diagnostic
from contractlang.diagnostics.fixes import apply_safe_fixes
from contractlang.syntax import site, tables
from tests.support import compiled
from tests.syntax.faulty import FAULTS, FOREIGN, WHOLE, Faulty, with_faults


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The keywords of another language, where the tables hold none."""
    few = {"IF": "if", "THEN": "then", "SERVICE_LEVELS": "service levels", "HARDWARE": "hardware", "PAYMENT": "payment"}
    table = tables.load().spellings
    if "en" not in table:
        monkeypatch.setitem(table, "en", {name: (word,) for name, word in few.items()})
    site.foreign.cache_clear()
    yield
    site.foreign.cache_clear()


def places(findings: list[Diagnostic]) -> list[tuple[int, str]]:
    """The line and the code of each finding, in the order of the text."""
    found = sorted(findings, key=lambda one: one.sort_key)
    return [(one.span.source.position(one.span.start)[0], one.code) for one in found]


def test_the_text_is_in_order_and_there_are_many_ways_to_spoil_it() -> None:
    assert compiled(WHOLE)[1] == []
    assert len(FAULTS) >= 80
    assert len({one.declaration for one in FAULTS}) >= 20


@pytest.mark.parametrize("fault", [*FAULTS, *FOREIGN], ids=lambda fault: fault.id)
def test_a_single_fault_is_one_finding_at_its_line(fault: Faulty) -> None:
    text, expected = with_faults(fault)
    program, found = compiled(text)
    assert places(found) == expected, [one.message.say("fr") for one in found]
    assert fault.words in found[0].message.say("fr")
    assert found[0].help is not None
    assert program is not None  # names and types of all the rest are read


def ten_faults(random: Random, faults: tuple[Faulty, ...] = (*FAULTS, *FOREIGN)) -> list[Faulty]:
    """Ten faults in ten declarations."""
    chosen: dict[int, Faulty] = {}
    for fault in random.sample(faults, len(faults)):
        chosen.setdefault(fault.declaration, fault)
    return random.sample([chosen[at] for at in sorted(chosen)], 10)


@pytest.mark.parametrize("seed", range(10))
def test_ten_faults_in_ten_places_are_ten_findings(seed: int) -> None:
    for number in range(25):
        faults = ten_faults(Random(f"ten/{seed}/{number}"))
        text, expected = with_faults(*faults)
        _, found = compiled(text)
        assert places(found) == expected, ([one.new for one in faults], [one.message.say("fr") for one in found])


def test_faults_of_names_and_types_are_found_beside_faults_of_form() -> None:
    # those that lose no item: a word may be declared in what was lost
    slips = tuple(one for one in FAULTS if not one.words.endswith("inattendu"))
    faults = ten_faults(Random("names"), slips)
    text, expected = with_faults(*faults)
    wrong = 'essai "Autre" {\n  soit {\n    gravité : blocante\n  }\n  attendu {\n    facturable : 3 mois\n  }\n}\n'
    line = text.count("\n") + 1
    _, found = compiled(text + wrong)
    assert places(found)[:-2] == expected
    assert [code for _, code in places(found)[-2:]] == ["N101", "T201"]
    assert [at for at, _ in places(found)[-2:]] == [line + 2, line + 5]


@pytest.mark.parametrize("fault", [*FAULTS, *FOREIGN], ids=lambda fault: fault.id)
def test_a_safe_fix_mends_its_finding_and_adds_none(fault: Faulty) -> None:
    text, _ = with_faults(fault)
    _, found = compiled(text)
    mended = apply_safe_fixes(text, found)
    if found[0].fix is None or found[0].fix.applicability != "safe":
        assert mended == text
    else:
        assert mended != text
        assert compiled(mended)[1] == []


@pytest.mark.parametrize("seed", range(10))
def test_the_safe_fixes_of_several_findings_are_applied_at_once(seed: int) -> None:
    text, _ = with_faults(*ten_faults(Random(f"fixes/{seed}")))
    _, found = compiled(text)
    kept = [one.message.say("fr") for one in found if one.fix is None or one.fix.applicability != "safe"]
    assert [one.message.say("fr") for one in compiled(apply_safe_fixes(text, found))[1]] == kept
