"""Two contracts with a short life differ exactly if trying every moment and every word finds that they do."""

from __future__ import annotations

from functools import cache
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.calendars import Timing
from contractlang.comparison import compare
from contractlang.core.life import window
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Program
from contractlang.evaluation import Decided, decide
from contractlang.values import Length
from tests.support import BASE, over, program_of

CALENDARS = """
calendrier MATIN "Matins" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 08:30-12:30
  sauf fériés      : FR
}

calendrier BUREAU "Comme HO, en deux parties" {
  fuseau           : "Europe/Paris"
  lundi à jeudi    : 08:30-12:30, 13:30-18:00
  vendredi         : 08:30-12:30, 13:30-18:00
  sauf fériés      : FR
}

calendrier PONT "HO, fermé un jour de mars" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 08:30-12:30, 13:30-18:00
  sauf fériés      : FR
  fermé            : 2027-03-12
}
"""
SEVERITIES = ("bloquante", "majeure", "mineure")
LINES = tuple(product(("4 h", "240 min", "1 jour", "8 h"), ("HO", "MATIN", "BUREAU", "PONT", "H24")))
lines = st.sampled_from(LINES)


def contract(chosen: tuple[tuple[str, str], ...]) -> str:
    """A contract of one month whose restoration is due as chosen, by severity."""
    levels = "\n".join(
        f"    gravité {severity} : rétablissement {length} sur {calendar}"
        for severity, (length, calendar) in zip(SEVERITIES, chosen, strict=True)
    )
    life = "  durée {\n    début        : 2026-03-01\n    initiale     : 1 mois\n    reconduction : aucune\n  }"
    added = f'{CALENDARS}\narticle 1 "Niveaux" {{\n{life}\n  niveaux de service {{\n{levels}\n  }}\n}}\n'
    return over(BASE.read_text(encoding="utf-8"), added)


@cache
def program(chosen: tuple[tuple[str, str], ...]) -> Program:
    return program_of(contract(chosen))


def due(one: Program, severity: str, opened: int) -> int:
    result = decide(one.decisions["commitment.restore"], one, {"severity": severity})
    assert isinstance(result, Decided)
    assert isinstance(result.outcome, Commitment)
    length, calendar = result.outcome.length, result.outcome.calendar
    assert isinstance(length, Length)
    assert calendar is not None
    return Timing(length, one.calendars[calendar]).deadline(opened)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.tuples(lines, lines, lines), st.integers(0, 2), lines)
def test_deadlines_differ_exactly_if_some_moment_tells_them_apart(
    chosen: tuple[tuple[str, str], ...], place: int, other: tuple[str, str]
) -> None:
    before, after = program(chosen), program((*chosen[:place], other, *chosen[place + 1 :]))
    dates = window(before)
    # every quarter of an hour of the life, and the seconds beside it, where a delay jumps over a closing
    moments = (at + beside for at in range(dates.start, dates.end, 900) for beside in (-1, 0, 1))
    within = [at for at in moments if dates.start <= at < dates.end]
    severity = ("blocking", "major", "minor")[place]
    gaps = {due(after, severity, at) - due(before, severity, at) for at in within}
    found = [one for one in compare(before, after).effects if one.name == "commitment.restore"]
    assert [one.state for one in found] == (["same"] if gaps == {0} else ["differs"] * len(found))
    later, sooner = max(gaps) > 0, min(gaps) < 0
    favoured = {one.favours for one in found if one.state == "differs"}
    assert favoured == ({"provider"} if later else set()) | ({"client"} if sooner else set())
    for one in found:
        if one.case is not None and one.gap is not None:
            opened = one.case["opened"]
            assert isinstance(opened, int)
            assert due(after, severity, opened) - due(before, severity, opened) == one.gap.amount
