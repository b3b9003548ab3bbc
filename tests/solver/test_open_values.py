"""Values of open terms that rules, delays, dates and amounts read, against closing the term at each of them.

The oracle knows nothing of how values are found: it writes each value into the text in place of `à négocier`, runs the
whole check, and keeps those of which no finding is heard.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from itertools import product

import pytest

from contractlang.solver import Session
from contractlang.solver.terms import findings
from contractlang.values import Length, Money, Open, Rate, Unit
from contractlang.workspace import read_contract
from tests.support import BASE, over, program_of

BASE_TEXT = BASE.read_text(encoding="utf-8")
_UNITS = {"h": Unit.HOUR, "jours": Unit.DAY, "jours ouvrés": Unit.WORKING_DAY, "mois": Unit.MONTH}
_OPEN = re.compile(r"⟨(.*?)⟩")


def contract(clauses: str) -> str:
    head, found, rest = clauses.rpartition("métiers : infogérance }")
    return over(BASE_TEXT, f'{head}{found}\narticle 900 "E" {{ {rest} }}\n')


@cache
def heard(clauses: str) -> frozenset[str]:
    """The codes of all findings of a contract that matter."""
    return frozenset(one.code for one in read_contract(contract(clauses)).check())


def closed(clauses: str, values: tuple[str, ...]) -> str:
    left = iter(values)
    return _OPEN.sub(lambda _: next(left), clauses)


def opened(clauses: str) -> str:
    return _OPEN.sub(lambda found: found.group(1), clauses)


def levels(*lines: str) -> str:
    return "niveaux de service { " + " ".join(lines) + " }"


def billing(*rules: str) -> str:
    written = (f'règle R{n} "R{n}" {{ {rule} }}' for n, rule in enumerate(rules, 1))
    return "facturation { " + " ".join(written) + " }"


# what is open (in ⟨⟩), the codes that must not be heard, the values tried for each open term
CASES: dict[str, tuple[str, set[str], list[list[str]]]] = {
    "a milestone before the next": (
        levels("gravité bloquante : intervention ⟨à négocier entre 1 h et 9 h⟩, rétablissement 4 h sur HO"),
        {"D401"},
        [[f"{n} h" for n in range(1, 10)]],
    ),
    "a milestone under a condition, on another calendar": (
        levels(
            "gravité bloquante si canal = téléphone :"
            " intervention ⟨à négocier entre 1 h et 30 h⟩ sur HO, rétablissement 90 h sur H24"
        ),
        {"D401"},
        [[f"{n} h" for n in range(1, 31)]],
    ),
    "the later of two milestones": (
        levels("gravité majeure : intervention 8 h sur HO, rétablissement ⟨à négocier au plus 120 h⟩ sur H24"),
        {"D401"},
        [[f"{n} h" for n in range(80, 121)]],
    ),
    "a graver delay": (
        levels(
            "gravité bloquante : rétablissement ⟨à négocier⟩ sur HO",
            "gravité majeure : rétablissement 8 h sur HO",
        ),
        {"D405"},
        [[f"{n} h" for n in range(1, 12)]],
    ),
    "a milder delay on days": (
        levels(
            "gravité bloquante : rétablissement 9 h sur HO",
            "gravité majeure : rétablissement ⟨à négocier au plus 5 jours ouvrés⟩ sur HO",
        ),
        {"D405"},
        [[f"{n} jours ouvrés" for n in range(1, 6)]],
    ),
    "two delays of three": (
        levels(
            "gravité bloquante : rétablissement ⟨à négocier entre 1 h et 8 h⟩ sur HO",
            "gravité majeure : rétablissement ⟨à négocier entre 3 h et 7 h⟩ sur HO",
            "gravité mineure : rétablissement 5 h sur HO",
        ),
        {"D405"},
        [[f"{n} h" for n in range(1, 9)], [f"{n} h" for n in range(3, 8)]],
    ),
    "a price that two rules agree on": (
        "prix { redevance : ⟨à négocier entre 900 € et 920 €⟩ par mois paiement : 30 jours } "
        + billing(
            "si nature = curative alors facturé redevance",
            "si gravité = bloquante alors facturé 905 €",
            "si non (nature = curative) et non (gravité = bloquante) alors inclus",
        ),
        {"R501", "R502"},
        [[f"{n} €" for n in range(900, 921)]],
    ),
    "a threshold between two rules, without a default": (
        "audit { fréquence : 12 mois préavis : ⟨à négocier entre 1 h et 9 h⟩ } "
        + billing(
            "si durée > audit.préavis alors facturé 10 €",
            "si durée ≤ 3 h alors inclus",
        ),
        {"R501", "R502"},
        [[f"{n} h" for n in range(1, 10)]],
    ),
    "a threshold that must not overlap another rule": (
        "audit { fréquence : 12 mois préavis : ⟨à négocier entre 1 h et 9 h⟩ } "
        + billing(
            "si durée ≤ audit.préavis et nature = curative alors facturé 10 €",
            "si durée > 5 h et gravité = bloquante alors inclus",
        )[:-1]
        + " défaut : hors contrat }",
        {"R501"},
        [[f"{n} h" for n in range(1, 10)]],
    ),
    "a tier that goes on where another ends": (
        "audit { fréquence : 12 mois préavis : ⟨à négocier entre 1 h et 9 h⟩ } "
        + billing(
            "si durée > audit.préavis alors facturé 10 €",
            "si durée ≤ 3 h alors inclus",
        )[:-1]
        + " défaut : hors contrat }",
        {"R501", "T204"},
        [[f"{n} h" for n in range(1, 10)]],
    ),
    "the notice of a contract signed late": (
        'contrat "C" { signature : 2028-06-15 métiers : infogérance }'
        " durée { début : 2026-02-01 initiale : 36 mois reconduction : tacite 12 mois"
        " préavis : ⟨à négocier entre 1 mois et 12 mois⟩ }",
        {"D407", "D406"},
        [[f"{n} mois" for n in range(1, 13)]],
    ),
    "the initial period of a contract signed late": (
        'contrat "C" { signature : 2026-06-15 métiers : infogérance }'
        " durée { début : 2025-02-01 initiale : ⟨à négocier au moins 12 mois⟩ reconduction : tacite 12 mois"
        " préavis : 3 mois }",
        {"D407", "D406"},
        [[f"{n} mois" for n in range(12, 40)]],
    ),
    "a subcontractor's restitution": (
        "réversibilité { cas : échéance préavis : 3 mois durée : 6 mois plan : 3 mois restitution : 30 jours"
        " destruction : 60 jours prix : inclus prolongation : oui }"
        ' sous-traitance { régime : accord préalable autorisé Sub "Sub SARL" { objet : hébergement pays : France'
        " restitution : ⟨à négocier entre 20 jours et 40 jours⟩ } }",
        {"D403"},
        [[f"{n} jours" for n in range(20, 41)]],
    ),
    "a penalty under the cap": (
        "prix { redevance : ⟨à négocier entre 500 € et 900 €⟩ par mois paiement : 30 jours retard : 3 fois"
        " taux légal, recouvrement 40 € révision : aucune tva : 20 % }"
        " pénalités { retard rétablissement : 100 € par heure entamée plafond : 15 % de redevance par mois }",
        {"B102"},
        [[f"{n} €" for n in range(500, 901, 10)] + ["666,66 €", "666,67 €"]],
    ),
    "tiers under the cap": (
        "prix { redevance : ⟨à négocier entre 500 € et 1 500 €⟩ par mois paiement : 30 jours retard : 3 fois"
        " taux légal, recouvrement 40 € révision : aucune tva : 20 % }"
        " pénalités { retard rétablissement : 50 €, 150 € au-delà de 2 h, 200 € au-delà de 8 h"
        " plafond : 15 % de redevance par mois }",
        {"B101", "B102"},
        [[f"{n} €" for n in range(500, 1501, 50)] + ["1000,01 €"]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_values_are_those_at_which_nothing_is_heard(name: str) -> None:
    clauses, codes, tried = CASES[name]
    text = contract(opened(clauses))
    assert not codes & {one.code for one in read_contract(text).check()}
    program = program_of(text)
    found = findings(Session(program))
    assert not found.unsettled
    values = ((path, term.value) for path, term in program.terms.items())
    paths = [path for path, value in values if isinstance(value.value if isinstance(value, Rate) else value, Open)]
    assert len(paths) == len(tried)
    fine = [values for values in product(*tried) if not codes & heard(closed(clauses, values))]
    assert not {"S001", "N101", "T201"} & heard(closed(clauses, tuple(one[0] for one in tried)))
    assert fine
    assert len(fine) < len(list(product(*tried)))
    for place, path in enumerate(paths):
        allowed = {values[place] for values in fine}
        assert {value for value in tried[place] if _among(found.values[path], value)} == allowed, path


def _among(values: object, written: str) -> bool:
    number, unit = re.fullmatch(r"([\d,]+) (.*)", written).groups()  # type: ignore[union-attr]
    amount = Decimal(number.replace(",", "."))
    value = Money(amount) if unit == "€" else Length.of(int(amount), _UNITS[unit])
    for one in values.intervals:  # type: ignore[attr-defined]
        places = one.grid.places(value)
        if places is None:
            continue
        (at, _) = places
        low = one.low is None or (at > one.low.number if one.low.strict else at >= one.low.number)
        high = one.high is None or (at < one.high.number if one.high.strict else at <= one.high.number)
        if low and high:
            return True
    return False


def said(clauses: str, code: str = "U902") -> list[str]:
    return [
        one.message.say("fr").replace("\u202f", " ").replace("\xa0", " ")
        for one in read_contract(contract(clauses)).check()
        if one.code == code
    ]


def test_the_cause_of_a_bound_is_named_with_its_place() -> None:
    clauses = levels(
        "gravité bloquante : rétablissement à négocier entre 1 h et 9 h sur HO",
        "gravité majeure : rétablissement 4 h sur HO",
    )
    cause = "niveaux.bloquante.rétablissement ne peut finir après niveaux.majeure.rétablissement, moins grave"
    assert said(clauses) == [
        f"niveaux.bloquante.rétablissement est à négocier, de 1 h à 4 h (au plus 4 h à cause de « {cause} »)"
    ]
    text = contract(clauses)
    (note,) = (one for one in read_contract(text).check() if one.code == "U902")
    assert [text[label.span.start : label.span.end] for label in note.labels] == ["rétablissement 4 h sur HO"]


def test_delays_on_one_calendar_are_as_long_as_the_milder_one_at_most() -> None:
    clauses = levels(
        "gravité bloquante : rétablissement à négocier entre 1 h et 4 h sur HO",
        "gravité majeure : rétablissement 4 h sur HO",
    )
    assert said(clauses) == ["niveaux.bloquante.rétablissement est à négocier, de 1 h à 4 h"]


def test_two_rules_that_no_price_reconciles_are_an_error_as_before() -> None:
    """A rule that bills and one that includes differ at every price, be it zero."""
    rules = billing("si nature = curative alors facturé redevance", "si gravité = bloquante alors inclus")
    price = "prix { redevance : à négocier entre 900 € et 920 € par mois paiement : 30 jours } "
    assert len(said(price + rules, "R501")) == 1
    # neither bound holds the price of the other rule
    rules = billing("si nature = curative alors facturé redevance", "si gravité = bloquante alors facturé 921 €")
    assert len(said(price + rules, "R501")) == 1
    assert said(price + rules.replace("921", "920"), "R501") == []


def test_rules_that_leave_no_threshold_are_the_smallest_set() -> None:
    """Below 9 h there is a gap, beyond 5 h a conflict; either alone leaves values."""
    clauses = "audit { fréquence : 12 mois préavis : à négocier entre 1 h et 9 h } " + billing(
        "si durée ≤ audit.préavis et nature = curative alors facturé 10 €",
        "si durée > 5 h et gravité = bloquante alors inclus",
        "si non (durée ≤ 9 h et nature = curative) et non (durée > 5 h et gravité = bloquante) alors hors contrat",
    )
    (conflict,) = said(clauses, "T206")
    assert "R1" in conflict
    assert "facturation de l'intervention" in conflict
    (note,) = said(clauses)
    assert note.startswith("audit.préavis est à négocier, et aucune valeur ne convient")


def test_an_open_price_is_what_the_other_rule_says() -> None:
    rules = billing(
        "si nature = curative alors facturé redevance",
        "si gravité = bloquante alors facturé 905 €",
        "si non (nature = curative) et non (gravité = bloquante) alors inclus",
    )
    (note,) = said("prix { redevance : à négocier entre 900 € et 920 € par mois paiement : 30 jours } " + rules)
    assert note.startswith("prix.redevance est à négocier, 905,00 € seulement (")
    assert "« `R1` et `R2` ne peuvent se contredire »" in note
