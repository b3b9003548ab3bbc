"""What a demand means on a contract: words, several words, each of several, lengths of other units, what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contractlang.calendars import legal_deadline
from contractlang.core.demands import _counted_days, failures
from contractlang.core.packs import Exists, TermCompare
from contractlang.values import Length, Unit
from contractlang.workspace import read_contract
from tests.support import BASE, over, program_of

FIRST, DAYS = date(2024, 1, 1), 365 * 9 + 3
UNITS = (Unit.WORKING_DAY, Unit.BUSINESS_DAY, Unit.CLEAR_DAY)


@pytest.mark.parametrize("region", ["FR", "FR-6AE"])
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.value)
def test_days_that_skip_week_ends_and_holidays_stay_within_their_bounds(unit: Unit, region: str) -> None:
    for count in range(1, 21):
        length = Length.of(count, unit)
        bounds = _counted_days(length)
        assert bounds is not None
        low, high = (bound / 86400 for bound in bounds)
        starts = (FIRST + timedelta(days=day) for day in range(DAYS))
        found = [(legal_deadline(start, length, (region,)) - start).days for start in starts]
        assert low <= min(found) <= max(found) <= high, (count, min(found), max(found))
    assert _counted_days(Length.of(21, unit)) is None


def demands(demand: str, clauses: str, heading: str = "") -> list[str]:
    """The codes of what a house rule finds on a contract with some clauses."""
    pack = f'référentiel maison "M" {{ exigence une "U" {{ exige : {demand} sinon : erreur "Non." }} }}\n'
    contract = f'contrat "C" {{ référentiels : maison {heading} }}\n'
    text = over(BASE.read_text(encoding="utf-8"), f'{pack}{contract}article 900 "E" {{ {clauses} }}\n')
    found = read_contract(text).check()
    assert {one.code for one in found} <= {"L701", "M301", "M302", "L702"}, [one.message.say("fr") for one in found]
    return [one.code for one in found if one.code != "L702"]


TWO = """sous-traitance { régime : accord préalable
  autorisé A "A SAS" { pays : France montant : 500 € }
  autorisé B "B SAS" { pays : Espagne } }"""

MET = {
    "one of several words": ("interventions.canaux = distance", ""),
    "none of several words": ("interventions.canaux ≠ courriel", ""),
    "all of several words": ("interventions.canaux parmi {téléphone, distance, sur_site, portail}", ""),
    "a truth value": ("conseil.mise_en_garde", "conseil { mise en garde : oui }"),
    "as many working days": ("recette.vérification ≤ 14 jours ouvrés", "recette { vérification : 14 jours ouvrés }"),
    "fewer working days": ("recette.vérification < 14 jours ouvrés", "recette { vérification : 13 jours ouvrés }"),
    "working days in days": ("recette.vérification ≤ 30 jours", "recette { vérification : 15 jours ouvrés }"),
    "each of two": ("sous-traitance.autorisé.pays parmi {France, Espagne}", TWO),
    "each of none": ("existe sous-traitance.autorisé.pays", "sous-traitance { régime : libre }"),
    "there are some": ("existe sous-traitance.autorisé", TWO),
    "there are none": ("non existe sous-traitance.autorisé", "sous-traitance { régime : libre }"),
    "each site": ("hébergement.site.pays = France", 'hébergement { site a : "Lyon", France site b : "Lille", France }'),
    "words of a term that holds money": ("réversibilité.prix = inclus", ""),
    "a mention of a grant": (
        "propriété.développements.lieu = monde",
        'propriété { développements : cession client { lieu : monde étendue : "E" } }',
    ),
}
VERIFIED = "recette {{ vérification : {} jours ouvrés }}"
SITES = 'hébergement { site a : "Lyon", France site b : "Oslo", Norvège }'
FAILED = {
    "one of several words": ("interventions.canaux = courriel", "", "L701"),
    "none of several words": ("interventions.canaux ≠ distance", "", "L701"),
    "all of several words": ("interventions.canaux parmi {téléphone, distance}", "", "L701"),
    "a truth value": ("conseil.mise_en_garde", "conseil { mise en garde : non }", "L701"),
    "a truth value that is not given": ("conseil.mise_en_garde", "conseil { veille : 6 mois }", "M302"),
    "more working days": ("recette.vérification ≤ 14 jours ouvrés", VERIFIED.format("15"), "L701"),
    "days that holidays may lengthen": ("recette.vérification ≤ 30 jours", VERIFIED.format("20"), "L701"),
    "one of two": ("sous-traitance.autorisé.pays = France", TWO, "L701"),
    "one of two that is not given": ("existe sous-traitance.autorisé.montant", TWO, "M302"),
    "a comparison with what is not given": ("prix.journée ≤ 8 h", "", "M302"),
    "one site": ("hébergement.site.pays = France", SITES, "L701"),
}


@pytest.mark.parametrize(("demand", "clauses"), MET.values(), ids=MET)
def test_a_demand_is_met(demand: str, clauses: str) -> None:
    assert demands(demand, clauses) == []


@pytest.mark.parametrize(("demand", "clauses", "code"), FAILED.values(), ids=FAILED)
def test_a_demand_is_not_met(demand: str, clauses: str, code: str) -> None:
    assert demands(demand, clauses) == [code]


def test_a_finding_on_one_of_several_names_which() -> None:
    pack = (
        'référentiel maison "M" {\n'
        '  exigence une "U" { exige : existe sous-traitance.autorisé.montant sinon : erreur "Non." }\n'
        '  exigence deux "D" { exige : sous-traitance.autorisé.pays = France sinon : erreur "Non." }\n}\n'
    )
    own = f'{pack}contrat "C" {{ référentiels : maison }}\narticle 900 "E" {{ {TWO} }}\n'
    program = program_of(over(BASE.read_text(encoding="utf-8"), own))
    (amount,), (country,) = (failures(one, program) for one in program.requirements)
    assert isinstance(amount, Exists)
    assert amount.path == ("subcontracting", "B", "amount")
    assert amount.title.fr == "sous-traitance.B.montant"
    assert isinstance(country, TermCompare)
    assert country.left == ("subcontracting", "B", "country")


# --- packs that concern a contract --------------------------------------------------------------------------


def suggested(more: str, heading: str = "référentiels : essentiel", signed: str = "2026-01-15") -> list[str]:
    contract = f'contrat "C" {{ signature : {signed} {heading} }}\n'
    text = over(BASE.read_text(encoding="utf-8"), contract + more)
    notes = [one for one in read_contract(text).check() if one.name == "pack-suggested"]
    return sorted(one.message.say("en").split("`")[1] for one in notes)


ORDINARY = ["code_de_commerce"]
BANK = 'client Banque "Banque SA" { statut : entité_financière }\n'


def clause(text: str) -> str:
    return f'article 900 "E" {{ {text} }}\n'


CONCERNS = {
    "businesses": ("", ORDINARY),
    "a consumer": ('client Lui "Lui" { statut : consommateur }\n', []),
    "a town": ('client Ville "Ville" { acheteur : collectivité }\n', ["commande_publique"]),
    "a bank": (BANK, ["code_de_commerce", "dora"]),
    "the sector of finance": ('client B "B" { secteur : finance }\n', ["code_de_commerce", "dora"]),
    "an essential entity": ('client E "E" { statut : entité_essentielle }\n', ["code_de_commerce", "nis2"]),
    "personal data": (clause("données personnelles { catégories : identité }"), ["code_de_commerce", "rgpd"]),
    "hosted health data": (
        clause("données personnelles { catégories : identité, santé } hébergement { mode : dédié }"),
        ["code_de_commerce", "hds", "rgpd"],
    ),
    "an accepted subcontractor": (clause(TWO), ["code_de_commerce", "sous_traitance"]),
    "subcontracting without one": (clause("sous-traitance { régime : libre }"), ORDINARY),
    "an assignment of software": (
        clause("propriété { développements : cession client }"),
        ["code_de_commerce", "droit_d_auteur"],
    ),
    "Swiss law": (clause("litiges { droit : Suisse }"), []),
    "French law": (clause("litiges { droit : France }"), ORDINARY),
    "an index": (clause("prix { redevance : 9 € par mois indice : Syntec }"), ["code_de_commerce", "indexation"]),
    "a transfer of staff": (clause("personnel { transfert : oui }"), ["code_de_commerce", "travail"]),
    "a reference to general conditions": (
        clause("marché public { CCAG : CCAG_TIC_2021 }"),
        ["ccag_tic", "code_de_commerce"],
    ),
}


@pytest.mark.parametrize(("more", "packs"), CONCERNS.values(), ids=CONCERNS)
def test_the_facts_of_a_contract_bring_packs_into_play(more: str, packs: list[str]) -> None:
    assert suggested(more) == packs


def test_hosting_and_software_as_a_service_are_data_processing_services() -> None:
    for trade in ("hébergement", "SaaS", "ASP"):
        assert suggested("", f"référentiels : essentiel métiers : {trade}") == ["code_de_commerce", "data_act"]
    assert suggested("", "référentiels : essentiel métiers : infogérance, TMA") == ORDINARY


def test_a_pack_that_is_named_or_set_aside_is_not_suggested() -> None:
    assert suggested(BANK, "référentiels : essentiel, dora, code_de_commerce") == []
    assert suggested(BANK, 'référentiels : essentiel écarte : dora "exempté", code_de_commerce "vu"') == []


def test_a_contract_signed_before_a_pack_was_in_force_is_not_told_of_it() -> None:
    assert suggested(BANK, signed="2025-01-17") == ["code_de_commerce", "dora"]
    assert suggested(BANK, signed="2025-01-16") == ["code_de_commerce"]


def test_a_contract_that_names_no_pack_is_told_of_none() -> None:
    assert suggested(BANK, heading="") == []


def test_why_a_pack_is_set_aside_is_a_term() -> None:
    contract = 'contrat "C" { référentiels : essentiel écarte : dora "exempté" }\n'
    program = program_of(over(BASE.read_text(encoding="utf-8"), contract))
    assert program.terms["contract", "set_aside", "dora"].value == "exempté"
    assert program.terms["contract", "set_aside", "dora"].title.fr == "contrat.écarte.dora"


def test_a_source_to_confirm_is_said_in_both_languages() -> None:
    text = over(BASE.read_text(encoding="utf-8"), 'contrat "C" { référentiels : anssi }\n')
    found = [one for one in read_contract(text).check() if one.name != "pack-suggested"]
    assert found
    assert all(one.message.say("fr").endswith(", source à confirmer]") for one in found)
    assert all(one.message.say("en").endswith(", source to be confirmed]") for one in found)
