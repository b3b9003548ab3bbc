"""Terms that are to be agreed and demands on terms, against hand calculation, in contracts written in the language."""

from __future__ import annotations

import pytest

from contractlang.diagnostics import Diagnostic, Lang
from contractlang.workspace import read_contract
from tests.support import BASE, over


def found(clauses: str, *demands: str) -> list[Diagnostic]:
    """The findings on the base contract with some clauses, under house rules `r1`, `r2`, …"""
    rules = "".join(
        f'exigence r{number} "R{number}" {{ {demand if "exige" in demand else "exige : " + demand}'
        f' sinon : erreur "Non {number}." }}\n'
        for number, demand in enumerate(demands, 1)
    )
    pack = f'référentiel maison "M" {{\n{rules}}}\ncontrat "C" {{ référentiels : maison }}\n' if demands else ""
    text = over(BASE.read_text(encoding="utf-8"), f'{pack}article 900 "E" {{ {clauses} }}\n')
    return [one for one in read_contract(text).check() if one.code not in ("L702", "E802")]


def said(clauses: str, *demands: str, code: str = "U902", lang: Lang = "fr") -> list[str]:
    return [
        one.message.say(lang).replace("\u202f", " ").replace("\xa0", " ")
        for one in found(clauses, *demands)
        if one.code == code
    ]


def audit(notice: str) -> str:
    return f"audit {{ fréquence : 12 mois préavis : {notice} }}"


R1, R2 = "`r1` [maison]", "`r2` [maison]"

# What is open, what is demanded, and what is left by hand
LEFT = {
    "nothing is demanded": ("à négocier", [], "audit.préavis est à négocier"),
    "nothing but the draft's bounds": (
        "à négocier entre 15 jours et 30 jours",
        [],
        "audit.préavis est à négocier, de 15 jours à 30 jours",
    ),
    "a demand within the bounds": (
        "à négocier entre 15 jours et 30 jours",
        ["audit.préavis ≤ 20 jours"],
        f"audit.préavis est à négocier, de 15 jours à 20 jours (au plus 20 jours à cause de {R1})",
    ),
    "a demand that the bounds meet anyway": (
        "à négocier entre 15 jours et 30 jours",
        ["audit.préavis ≤ 30 jours"],
        "audit.préavis est à négocier, de 15 jours à 30 jours",
    ),
    "a strict demand on whole days": (
        "à négocier au moins 15 jours",
        ["audit.préavis < 20 jours"],
        f"audit.préavis est à négocier, de 15 jours à 19 jours (au plus 19 jours à cause de {R1})",
    ),
    "a strict demand on hours, of which there are parts": (
        "à négocier au plus 48 h",
        ["audit.préavis > 24 h"],
        f"audit.préavis est à négocier, plus de 24 h et au plus 48 h (plus de 24 h à cause de {R1})",
    ),
    "one end": ("à négocier", ["audit.préavis ≥ 24 h"], f"audit.préavis est à négocier, au moins 24 h à cause de {R1}"),
    "one value": (
        "à négocier",
        ["audit.préavis = 3 jours"],
        "audit.préavis est à négocier, 3 jours seulement"
        f" (au moins 3 jours à cause de {R1} ; au plus 3 jours à cause de {R1})",
    ),
    "two stretches": (
        "à négocier entre 1 jours et 40 jours",
        ["audit.préavis ≤ 5 jours ou audit.préavis ≥ 30 jours"],
        "audit.préavis est à négocier, de 1 jour à 5 jours ou de 30 jours à 40 jours"
        f" (au plus 5 jours à cause de {R1} ; au moins 30 jours à cause de {R1})",
    ),
    # 2 months last 59 days at least, and 3 months 89 at least: 2 months may last 62
    "days under months": (
        "à négocier au moins 30 jours",
        ["audit.préavis ≤ 2 mois"],
        f"audit.préavis est à négocier, de 30 jours à 59 jours (au plus 59 jours à cause de {R1})",
    ),
    "months under days": (
        "à négocier au moins 1 mois",
        ["audit.préavis ≤ 92 jours"],
        f"audit.préavis est à négocier, de 1 mois à 3 mois (au plus 3 mois à cause de {R1})",
    ),
    "months under one day less": (
        "à négocier au moins 1 mois",
        ["audit.préavis ≤ 91 jours"],
        f"audit.préavis est à négocier, de 1 mois à 2 mois (au plus 2 mois à cause de {R1})",
    ),
    "a demand under a condition that it meets itself": (
        "à négocier au plus 40 jours",
        ["quand : audit.préavis > 10 jours exige : audit.préavis ≥ 30 jours"],
        "audit.préavis est à négocier, au plus 10 jours ou de 30 jours à 40 jours"
        f" (au plus 10 jours à cause de {R1} ; au moins 30 jours à cause de {R1})",
    ),
}


@pytest.mark.parametrize(("notice", "demands", "words"), LEFT.values(), ids=LEFT)
def test_what_is_left_of_an_open_term(notice: str, demands: list[str], words: str) -> None:
    assert said(audit(notice), *demands) == [words]
    assert said(audit(notice), *demands, code="T206") == []


def price(fee: str) -> str:
    late = "retard : 3 fois taux légal, recouvrement 40 €"
    return f"prix {{ redevance : {fee} paiement : 30 jours date de facture {late} révision : aucune }}"


OTHERS = {
    "money, to the cent": (
        price("à négocier entre 1 000 € et 2 000 € par mois"),
        ["prix.redevance < 1 500 €"],
        "prix.redevance est à négocier, au moins 1 000,00 € et moins de 1 500,00 € (moins de 1 500,00 €"
        f" à cause de {R1})",
    ),
    "a truth value": (
        "conseil { mise en garde : à négocier veille : 6 mois }",
        ["conseil.mise_en_garde"],
        f"conseil.mise_en_garde est à négocier, oui seulement (pas non, à cause de {R1})",
    ),
    "words": (
        "sous-traitance { régime : à négocier }",
        ["sous-traitance.régime parmi {libre, interdite, aucun}", "sous-traitance.régime ≠ libre"],
        "sous-traitance.régime est à négocier, interdite ou aucun seulement"
        f" (pas accord_préalable, préalable, interdit, à cause de {R1} ; pas libre, à cause de {R2})",
    ),
    "a date": (
        "durée { début : à négocier initiale : 36 mois reconduction : aucune }",
        ["durée.début ≥ 2026-03-01"],
        f"durée.début est à négocier, au moins dim. 1er mars 2026 à cause de {R1}",
    ),
}


@pytest.mark.parametrize(("clauses", "demands", "words"), OTHERS.values(), ids=OTHERS)
def test_what_is_left_of_other_kinds_of_terms(clauses: str, demands: list[str], words: str) -> None:
    assert said(clauses, *demands) == [words]


def test_open_terms_leave_one_another_what_goes_with_some_value_of_each() -> None:
    notice = "durée.préavis doit être plus court que durée.reconduction"
    clauses = (
        "durée { début : 2026-02-01 initiale : 36 mois reconduction : tacite à négocier au plus 12 mois"
        " préavis : à négocier au moins 3 mois }"
    )
    # the notice leaves the renewal more than 3 months, and the renewal leaves the notice less than 12
    assert said(clauses) == [
        "durée.reconduction est à négocier, de 4 mois à 12 mois"
        f" (au moins 4 mois à cause de « {notice} », bornes de durée.préavis)",
        "durée.préavis est à négocier, de 3 mois à 11 mois"
        f" (au plus 11 mois à cause de « {notice} », bornes de durée.reconduction)",
    ]


def test_in_english_too() -> None:
    clauses = audit("à négocier entre 15 jours et 30 jours")
    assert said(clauses, "audit.préavis ≤ 20 jours", lang="en") == [
        f"audit.notice is to be agreed, from 15 days to 20 days (at most 20 days because of {R1})"
    ]
    assert said(audit("2 jours"), "audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h", code="T206", lang="en") == [
        f"no values meet all of these: {R1}, {R2}"
    ]


def test_each_bound_shows_the_clause_that_sets_it() -> None:
    (one,) = found(audit("à négocier entre 15 jours et 30 jours"), "audit.préavis ≤ 20 jours")
    assert [label.span.text for label in one.labels] == ["r1"]


def test_an_open_delay_on_a_calendar_stays_within_the_next_milestone() -> None:
    levels = """niveaux de service {
      gravité bloquante : intervention à négocier sur HO, rétablissement 4 h sur HO
      gravité majeure   : intervention 4 h, rétablissement 8 h sur HO
      gravité mineure   : intervention 8 h, rétablissement 16 h sur HO
    }"""
    cause = "niveaux.bloquante.intervention ne peut finir après niveaux.bloquante.rétablissement"
    assert said(levels) == [f"niveaux.bloquante.intervention est à négocier, au plus 4 h à cause de « {cause} »"]


# --- demands that can't hold together ---------------------------------------------------------------------------

OPPOSED = {
    "two requirements on one term": (
        audit("36 h"),
        ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h"],
        [f"{R1}, {R2}"],
    ),
    "the term meets one of them": (
        audit("24 h"),
        ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h"],
        [f"{R1}, {R2}"],
    ),
    "the term is not given": (
        "audit { fréquence : 12 mois }",
        ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h"],
        [f"{R1}, {R2}"],
    ),
    "the term is open": (audit("à négocier"), ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h"], [f"{R1}, {R2}"]),
    "other units: 30 days may be less than a month, and more": (
        audit("30 jours"),
        ["audit.préavis ≥ 30 jours", "audit.préavis ≤ 1 mois"],
        [f"{R1}, {R2}"],
    ),
    "they meet in one value": (audit("36 h"), ["audit.préavis ≤ 24 h", "audit.préavis ≥ 24 h"], []),
    "a value of one unit meets both": (audit("2 mois"), ["audit.préavis ≥ 30 jours", "audit.préavis ≤ 31 jours"], []),
    "two sets on two terms": (
        "audit { fréquence : 12 mois préavis : 36 h } conseil { veille : 6 mois }",
        ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h", "conseil.veille ≤ 3 mois", "conseil.veille > 3 mois"],
        [f"{R1}, {R2}", "`r3` [maison], `r4` [maison]"],
    ),
    "two sets that share a requirement": (
        audit("36 h"),
        ["audit.préavis ≤ 24 h", "audit.préavis ≥ 48 h", "audit.préavis ≥ 72 h"],
        [f"{R1}, {R2}", f"{R1}, `r3` [maison]"],
    ),
    "three that only together can't hold": (
        "audit { fréquence : 30 jours préavis : 30 jours }",
        ["audit.préavis ≥ 20 jours", "audit.fréquence ≤ 10 jours", "audit.préavis ≤ audit.fréquence"],
        [f"{R1}, {R2}, `r3` [maison]"],
    ),
    "a relation of terms takes part": (
        "durée { début : 2026-02-01 initiale : 36 mois reconduction : tacite 6 mois préavis : 8 mois }",
        ["durée.préavis ≥ 6 mois", "durée.reconduction ≤ 6 mois"],
        [f"{R1}, {R2}, « durée.préavis doit être plus court que durée.reconduction »"],
    ),
    "words": (
        "sous-traitance { régime : libre }",
        ["sous-traitance.régime = interdite", "sous-traitance.régime parmi {libre, accord_préalable}"],
        [f"{R1}, {R2}"],
    ),
    "words that leave one": (
        "sous-traitance { régime : libre }",
        ["sous-traitance.régime parmi {interdite, accord_préalable}", "sous-traitance.régime ≠ interdite"],
        [],
    ),
    "words of a term that may hold several": (
        "interventions { plage : HO canaux : courriel }",
        ["interventions.canaux = téléphone", "interventions.canaux = distance"],
        [],
    ),
    "asked for, and forbidden": (
        audit("30 jours"),
        ["existe audit.préavis", "non existe audit.préavis"],
        [f"{R1}, {R2}"],
    ),
    "asked for by a value, and forbidden": (
        audit("30 jours"),
        ["audit.préavis ≥ 1 jours", "non existe audit"],
        [f"{R1}, {R2}"],
    ),
    "an alternative is left": (
        audit("36 h"),
        ["audit.préavis ≤ 24 h ou existe audit.rapport", "audit.préavis ≥ 48 h"],
        [],
    ),
    "money and a share, of which neither is said to exclude the other": (
        "responsabilité { plafond : 100 000 € par an }",
        ["responsabilité.plafond ≥ 200 000 €", "responsabilité.plafond ≥ 100 %"],
        [],
    ),
    "working days against days: their bounds are too wide to oppose them": (
        "recette { vérification : 5 jours ouvrés }",
        ["recette.vérification ≤ 10 jours ouvrés", "recette.vérification ≥ 12 jours"],
        [],
    ),
    "the same of an open term": (
        "recette { vérification : à négocier }",
        ["recette.vérification ≤ 10 jours ouvrés", "recette.vérification ≥ 12 jours"],
        [],
    ),
    "one requirement on one fixed term": (audit("36 h"), ["audit.préavis ≤ 24 h"], []),
    "one requirement against the bounds of a draft, which is not met": (
        audit("à négocier entre 30 jours et 40 jours"),
        ["audit.préavis ≤ 20 jours"],
        [],
    ),
}


@pytest.mark.parametrize(("clauses", "demands", "sets"), OPPOSED.values(), ids=OPPOSED)
def test_smallest_sets_of_demands(clauses: str, demands: list[str], sets: list[str]) -> None:
    start = "aucune valeur ne respecte à la fois : "
    assert said(clauses, *demands, code="T206") == [start + one for one in sets]


def test_an_open_term_for_which_nothing_is_left_says_why() -> None:
    clauses = audit("à négocier entre 30 jours et 40 jours")
    assert said(clauses, "audit.préavis ≤ 20 jours") == [
        f"audit.préavis est à négocier, et aucune valeur ne convient : {R1}, bornes de audit.préavis"
    ]
    assert [one.code for one in found(clauses, "audit.préavis ≤ 20 jours")] == ["L701", "U902"]


def test_a_note_of_a_pack_bounds_nothing() -> None:
    text = 'référentiel maison "M" { exigence r1 "R" { exige : audit.préavis ≤ 20 jours sinon : note "Non." } }\n'
    text += 'contrat "C" { référentiels : maison }\n'
    text += f'article 900 "E" {{ {audit("à négocier au plus 30 jours")} }}\n'
    (one,) = (one for one in read_contract(over(BASE.read_text(encoding="utf-8"), text)).check() if one.code == "U902")
    assert one.message.say("fr") == "audit.préavis est à négocier, au plus 30 jours"


def test_the_least_grave_of_the_demands_says_how_grave_a_set_is() -> None:
    pack = (
        'référentiel maison "M" { exigence r1 "R" { exige : audit.préavis ≤ 1 jours sinon : erreur "Non." }\n'
        'exigence r2 "R" { exige : audit.préavis ≥ 2 jours sinon : avertissement "Non." } }\n'
        'contrat "C" { référentiels : maison }\n'
    )
    text = over(BASE.read_text(encoding="utf-8"), f'{pack}article 900 "E" {{ {audit("1 jours")} }}\n')
    assert [one.severity.label for one in read_contract(text).check() if one.code == "T206"] == ["warning"]
