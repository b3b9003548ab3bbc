"""Facts are read in either language and form, written back, and refused with their name where something is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.core.cases import EVENTS, FactValue
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang
from contractlang.evaluation import check_case, fact_name, fact_value, read_case, write_case
from contractlang.evaluation.iso import read_duration, write_duration
from contractlang.values import Count, Length, Money, Unit
from tests.evaluation.build import FACTS, VOCABULARIES, paris, program

WHOLE = program()
instants = st.integers(0, 4_000_000_000)
VALUES: dict[Kind, st.SearchStrategy[FactValue]] = {
    Kind.INSTANT: instants,
    Kind.LENGTH: st.integers(0, 10**7),
    Kind.MONEY: st.integers(0, 10**9),
    Kind.COUNT: st.integers(0, 10**6),
    Kind.TRUTH: st.booleans(),
    Kind.COUNTRY: st.sampled_from(["FR", "DE"]),
}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, FactValue]:
    """Well-formed cases."""
    case: dict[str, FactValue] = {}
    for name, (_, kind) in FACTS.items():
        if draw(st.booleans()):
            words = st.sampled_from(list(VOCABULARIES.get(kind.vocabulary or "", ["FR"])))
            case[name] = draw(words if kind.kind is Kind.WORD else VALUES[kind.kind])
    events = [name for name in EVENTS if name in case]
    case.update(zip(events, sorted(int(case[name]) for name in events), strict=True))
    return case


@settings(max_examples=150, deadline=None, derandomize=True)
@given(cases(), st.sampled_from(["fr", "en"]))
def test_a_case_that_is_written_is_read_back(case: dict[str, FactValue], lang: Lang) -> None:
    assert check_case(WHOLE, case) == []
    reading = read_case(WHOLE, write_case(WHOLE, case, lang))
    assert (reading.case, reading.notes, reading.errors) == (case, (), ())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(-(10**8), 10**8))
def test_a_duration_that_is_written_is_read_back(seconds: int) -> None:
    assert read_duration(write_duration(seconds)) == seconds


def test_names_and_words_are_read_in_both_languages_without_accents_or_capitals() -> None:
    for written in ("gravité", "Gravite", "severity", "SEVERITY"):
        assert fact_name(WHOLE, written) == "severity"
    for written in ("devis_accepté", "devis accepte", "quote accepted"):
        assert fact_name(WHOLE, written) == "quote_accepted"
    for written in ("évolutive", "evolutive", "Évolutive"):
        assert fact_value(WHOLE, "nature", written) == "evolutive"
    assert fact_value(WHOLE, "kind", "curative") == "corrective"
    assert fact_value(WHOLE, "cause", "mauvaise utilisation") == "misuse"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("durée", Length(Fraction(50), Unit.MINUTE), 3000),
        ("durée", Length(Fraction(3, 2), Unit.HOUR), 5400),
        ("durée", "PT50M", 3000),
        ("durée", "PT1.5H", 5400),
        ("durée", "P1DT1S", 86401),
        ("coût", Money(Decimal("12.50")), 1250),
        ("coût", "12.50", 1250),
        ("coût", Decimal(12), 1200),
        ("quantité", Count(Decimal(3), "ticket"), 3),
        ("quantité", 3, 3),
        ("sur_place", True, True),
        ("sur_place", "oui", True),
        ("sur_place", "No", False),
        # without zone, in the zone of the contract; with one, in that
        ("ouverture", datetime(2026, 3, 6, 17, 45), paris("2026-03-06T17:45")),  # noqa: DTZ001
        ("ouverture", datetime(2026, 3, 6, 16, 45, tzinfo=UTC), paris("2026-03-06T17:45")),
        ("ouverture", "2026-03-06T17:45", paris("2026-03-06T17:45")),
        ("ouverture", "2026-03-06T16:45:00Z", paris("2026-03-06T17:45")),
    ],
)
def test_values_are_read(name: str, value: object, expected: object) -> None:
    assert fact_value(WHOLE, name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        # a bare number has no unit, a date no time: nothing is guessed
        ("durée", 50, "`durée` : une durée est attendue"),
        ("durée", True, "`durée` : une durée est attendue"),
        ("durée", "50", "`durée` : une durée est attendue"),
        ("ouverture", date(2026, 3, 6), "`ouverture` : un jour et une heure sont attendus"),
        ("ouverture", "2026-03-06", "`ouverture` : un jour et une heure sont attendus"),
        ("ouverture", 1772815500, "`ouverture` : un jour et une heure sont attendus"),
        ("ouverture", datetime(1969, 1, 1), "`ouverture` : l'année doit être entre 1970 et 2099"),  # noqa: DTZ001
        ("durée", Length(Fraction(-1), Unit.HOUR), "`durée` : un nombre négatif est impossible"),
        ("durée", "-PT1H", "`durée` : un nombre négatif est impossible"),
        (
            "durée",
            Length(Fraction(1), Unit.DAY),
            "`durée` : une durée s'exprime en heures ou en minutes, pas en jours ni en mois",
        ),
        ("coût", Money(Decimal("0.001")), "`coût` : pas plus fin que le centime"),
        ("coût", Money(Decimal(1), tax="included"), "`coût` : un montant hors taxes est attendu"),
        ("quantité", Decimal("1.5"), "`quantité` : un nombre entier est attendu"),
        ("sur_place", "peut-être", "`sur place` : oui ou non est attendu"),
        ("nature", 3, "`nature` : un mot est attendu"),
        ("nature", "curatif", "`nature` : le mot `curatif` est inconnu"),
        ("natur", "curative", "aucun fait ne s'appelle `natur`"),
    ],
)
def test_what_is_wrong_names_the_fact(name: str, value: object, message: str) -> None:
    (error,) = read_case(WHOLE, {name: value}).errors
    assert error.message.say("fr") == message
    assert error.message.say("en") != message


@pytest.mark.parametrize(
    ("facts", "nearest"),
    [({"natur": "curative"}, "nature"), ({"nature": "curatif"}, "curative"), ({"gravité": "majeur"}, "majeure")],
)
def test_help_names_the_nearest(facts: dict[str, object], nearest: str) -> None:
    (error,) = read_case(WHOLE, facts).errors
    assert error.help is not None
    assert error.help.say("fr") == f"vouliez-vous dire `{nearest}` ?"


def test_events_come_in_order() -> None:
    facts = {"ouverture": "2026-03-06T17:45", "rétablissement": "2026-03-06T17:00"}
    (error,) = read_case(WHOLE, facts).errors
    assert error.message.say("fr") == (
        "`rétablissement` (ven. 6 mars 2026 17:00) ne peut pas précéder `ouverture` (ven. 6 mars 2026 17:45)"
    )


def test_a_fact_given_in_both_languages_is_given_twice() -> None:
    (error,) = read_case(WHOLE, {"nature": "curative", "kind": "corrective"}).errors
    assert error.message.say("en") == "the fact `kind` is given twice"


def test_a_local_time_that_a_clock_change_touches_is_noted() -> None:
    # on 25 October 2026 02:30 comes twice, on 29 March it does not come
    twice = read_case(WHOLE, {"ouverture": "2026-10-25T02:30"})
    assert twice.case == {"opened": int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())}
    assert "existe deux fois" in twice.notes[0].say("fr")
    never = read_case(WHOLE, {"ouverture": "2026-03-29T02:30"})
    assert never.case == {"opened": int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp())}
    assert "dim. 29 mars 2026 03:30 est retenu" in never.notes[0].say("fr")


@pytest.mark.parametrize(
    ("case", "count"),
    [
        ({"kind": "curative"}, 1),  # the French spelling is no shared word
        ({"kind": 3}, 1),
        ({"worked": -1}, 1),
        ({"worked": True}, 1),
        ({"opened": 10, "restored": 5}, 1),
        ({"unknown": 1, "on_site": "yes"}, 2),
    ],
)
def test_cases_in_core_form_are_checked_too(case: dict[str, FactValue], count: int) -> None:
    assert len(check_case(WHOLE, case)) == count
