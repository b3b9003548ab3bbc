"""Each fault put into a sound contract is found, and each harmless edit is left alone."""

from __future__ import annotations

import pytest

from tests.mutations.edits import BASES, NEW, Edit, base_text, known, outcome, places, read, summary

FAULTS = read("faults")
HARMLESS = read("harmless")
EVERY = FAULTS + HARMLESS


def each(edits: list[Edit]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("edit", edits, ids=[edit.name for edit in edits])


@pytest.mark.parametrize("base", [*BASES, NEW])
def test_a_base_is_sound(base: str) -> None:
    assert {one.code for one in known(base)} <= {"E802", "L702", "U902"}


@each(EVERY)
def test_an_edit_is_in_one_place_and_changes_something(edit: Edit) -> None:
    text = base_text(edit.base)
    assert [len(places(text, old)) for old, _ in edit.hunks] == [1] * len(edit.hunks)
    assert all(old != new for old, new in edit.hunks)
    assert edit.why
    assert edit.hunks or edit.renamed


def test_edits_are_as_many_as_is_said_and_each_has_its_own_name() -> None:
    assert len({edit.name for edit in EVERY}) == len(EVERY)
    assert len(FAULTS) > 350  # as docs/checks.md says
    assert len(HARMLESS) > 130
    assert all(edit.code for edit in FAULTS)
    assert not any(edit.code or edit.also for edit in HARMLESS)


@each(FAULTS)
def test_a_fault_is_found(edit: Edit) -> None:
    result = outcome(edit)
    assert result.caught, f"{edit.code} {edit.names} expected: {edit.why}\nfound: {result}"
    assert result.codes == {edit.code} | edit.also, f"{edit.why}\nfound: {result}"


@each(HARMLESS)
def test_a_harmless_edit_is_left_alone(edit: Edit) -> None:
    result = outcome(edit)
    assert not result.found, f"{edit.why}\nfound: {result}"


def test_recall_and_false_alarms() -> None:
    result = summary()
    assert (result.found, result.alarms, result.unasked) == (result.faults, 0, 0)
