"""Revised prices, by hand: a real invoice of a school, the rounding of a public contract, bounds, a lost index."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from contractlang.core.outcomes import FormulaIndex
from contractlang.core.program import Program
from contractlang.evaluation.revision import NotRevised, RevisedPrice, needed_indices, revised_price
from contractlang.workspace import read_contract
from tests.support import complete

ON = date(2027, 6, 1)
START = "2026-02-01"  # that of the base contract


def contract(fee: str, revision: str, more: str = "") -> Program:
    items = (f"redevance : {fee} par mois", f"révision : {revision}", "tva : 20 %", more)
    price = "prix {{\n{}\n}}".format("\n".join(items))
    found = read_contract(complete(f'…\narticle 20 "Prix" {{\n{price}\n}}\n'))
    assert found.program is not None, found.findings
    return found.program


def given(latest: str, at_start: str, name: str = "Syntec_révisé") -> dict[FormulaIndex, Decimal]:
    return {FormulaIndex(name): Decimal(latest), FormulaIndex(name, START): Decimal(at_start)}


def revised(program: Program, indices: dict[FormulaIndex, Decimal], **more: int) -> RevisedPrice:
    found = revised_price(program, ON, indices, **more)
    assert isinstance(found, RevisedPrice), found
    return found


RATIO = "indice(Syntec_révisé) / indice(Syntec_révisé, durée.début)"
SCHOOL = contract("1 767 €", f"annuelle selon redevance * (0,15 + 0,85 * {RATIO})")


def test_the_invoice_of_a_school() -> None:
    """265.05 + 1501.95 x 294.6 / 280 = 1845.3159: 1845.32 net, 2214.38 with 20 % of tax."""
    found = revised(SCHOOL, given("294.6", "280"))
    assert found.exact == Fraction(26505) + Fraction(150195) * Fraction(2946, 2800)
    assert (found.rounded, found.included) == (184532, 221438)
    assert (found.bound, found.renegotiation, found.due) == (None, False, True)
    assert [step.say("en") for step in found.steps] == [
        "index Syntec_révisé: 294.6",
        "index Syntec_révisé on Sun 1 Feb 2026: 280",
        "price to be revised: €1,767.00",
        "coefficient: 1.044321",
        "the contract does not say how the coefficient is rounded: it is not",
        "revised price: €1,845.32 excluding tax",
    ]
    assert all(step.say("fr") for step in found.steps)


@pytest.mark.parametrize(
    ("rounding", "coefficient"),
    [
        # 0.15 + 0.85 x 130.5 / 121.2 = 1.065223: usage rounds up to the thousandth, a firm rounded to 1.07
        ("arrondi 3 décimales supérieur", Fraction(1066, 1000)),
        ("arrondi 3 décimales inférieur", Fraction(1065, 1000)),
        ("arrondi 3 décimales proche", Fraction(1065, 1000)),
        ("arrondi 2 décimales supérieur", Fraction(107, 100)),
    ],
)
def test_the_coefficient_is_rounded_as_the_contract_says(rounding: str, coefficient: Fraction) -> None:
    program = contract("1 000 €", f"annuelle selon redevance * (0,15 + 0,85 * {RATIO}), {rounding}")
    found = revised(program, given("130.5", "121.2"))
    assert found.applied == coefficient
    assert found.rounded == 100_000 * coefficient
    assert found.coefficient == Fraction(15, 100) + Fraction(85, 100) * Fraction(1305, 1212)


BOUNDED = contract("1 000 €", f"annuelle selon redevance * {RATIO}, plafond 3 %, plancher 0 %, renégociation 5 %")


@pytest.mark.parametrize(
    ("latest", "rounded", "bound", "renegotiation"),
    [
        ("102", 102_000, None, False),
        ("103", 103_000, None, False),  # the cap is reached, not exceeded
        ("104", 103_000, "cap", False),
        ("105", 103_000, "cap", False),  # five per cent are not more than five
        ("105.01", 103_000, "cap", True),
        ("100", 100_000, None, False),
        ("99", 100_000, "floor", False),
    ],
)
def test_bounds_and_renegotiation(latest: str, rounded: int, bound: str | None, renegotiation: bool) -> None:
    found = revised(BOUNDED, given(latest, "100"))
    assert (found.rounded, found.bound, found.renegotiation) == (rounded, bound, renegotiation)


def test_bounds_hold_one_revision_against_the_price_in_force() -> None:
    """1 080 is more than 3 % over 1 000, and less than 3 % over 1 050, which was in force."""
    again = revised_price(BOUNDED, date(2028, 2, 1), given("108", "100"))
    assert isinstance(again, RevisedPrice)
    assert again.rounded == 103_000
    assert any("price in force" in step.say("en") for step in again.steps)
    known = revised_price(BOUNDED, date(2028, 2, 1), given("108", "100"), previous=105_000)
    assert isinstance(known, RevisedPrice)
    assert (known.rounded, known.bound) == (108_000, None)
    assert not any("price in force" in step.say("en") for step in known.steps)


def test_a_floor_of_five_per_cent_is_the_greater_of_both() -> None:
    """P0 x MAX(1.05; S1 / S0)."""
    program = contract("1 000 €", f"annuelle selon redevance * {RATIO}, plancher 5 %")
    assert revised(program, given("101", "100")).rounded == 105_000
    assert revised(program, given("107", "100")).rounded == 107_000


def test_an_index_that_is_lost_gives_way_in_the_whole_formula() -> None:
    program = contract("1 000 €", f"annuelle selon redevance * {RATIO}, substitut Syntec")
    mixed = {FormulaIndex("Syntec"): Decimal(110), FormulaIndex("Syntec_révisé", START): Decimal(100)}
    assert isinstance(revised_price(program, ON, mixed), NotRevised)
    found = revised(program, given("220", "200", "Syntec"))
    assert (found.rounded, found.substituted) == (110_000, ("Syntec_révisé",))
    # the series that is given whole is the one that counts
    both = {**given("220", "200", "Syntec"), **given("104", "100")}
    assert revised(program, both).rounded == 104_000


def test_what_is_missing_is_named() -> None:
    found = revised_price(SCHOOL, ON, {FormulaIndex("Syntec_revise"): Decimal("294.6")})
    assert isinstance(found, NotRevised)
    assert found.missing == (FormulaIndex("Syntec_révisé", START),)
    assert "1 Feb 2026" in found.message.say("en")
    assert needed_indices(SCHOOL) == (FormulaIndex("Syntec_révisé"), FormulaIndex("Syntec_révisé", START))


def test_an_index_of_nothing_is_refused() -> None:
    assert isinstance(revised_price(SCHOOL, ON, given("294.6", "0")), NotRevised)


def test_before_the_first_revision_the_price_stands() -> None:
    """Yearly from 1 February 2026: nothing moves before 1 February 2027, or before a firm price ends."""
    found = revised_price(SCHOOL, date(2027, 1, 31), {})
    assert isinstance(found, RevisedPrice)
    assert (found.rounded, found.included, found.due) == (176_700, 212_040, False)
    firm = contract("1 767 €", f"annuelle selon redevance * {RATIO}", "ferme : 24 mois")
    still = revised_price(firm, ON, given("294.6", "280"))
    assert isinstance(still, RevisedPrice)
    assert not still.due
    assert isinstance(revised_price(firm, date(2028, 2, 1), given("294.6", "280")), RevisedPrice)


def test_a_contract_without_formula_has_no_revised_price() -> None:
    found = revised_price(contract("1 767 €", "aucune"), ON, {})
    assert isinstance(found, NotRevised)
    assert not found.missing
