"""The templates of the library: each kind of clause in three versions, and each version in a sound contract."""

from __future__ import annotations

from typing import get_args

import pytest

from contractlang.compiler import Library
from contractlang.diagnostics import Severity
from contractlang.model.files import AnyClause
from contractlang.model.templates import Template
from contractlang.workspace import read_contract
from tests.support import BASE, over

TEMPLATES = {
    template.name.text: (file, template) for file, found in Library().templates().items() for template in found
}
SIDES = ("équilibr", "client", "prestataire")

# Who is on duty, and what is promised for those hours, go together: one side's version of both
TOGETHER = {"interventions_prestataire": "niveaux_prestataire", "niveaux_client": "interventions_client"}

# What stands in for a parameter without a default
SAMPLES = {
    "calendrier": {"horaires": "HO", "secours": "H24"},
    "date": {"début": "2026-02-01", "fin": "2028-12-31"},
    "montant": {"somme": "1 000 €"},
    "texte": {"ville": '"Lyon"', "certification": '"HDS, activités 1 à 5"', "correspondant": '"Dr Exemple"'},
}


def use(template: Template) -> str:
    """A use of a template with its defaults, and a sample for what has none."""
    given = [
        f"{one.name.text} = {SAMPLES[one.type.text][one.name.text]}"
        for one in template.parameters
        if one.default is None
    ]
    return f"utilise {template.name.text}({', '.join(given)})"


def contract_with(file: str, template: Template) -> str:
    """The base contract with the template in the place of the clause of its kind, and with those that go with it."""
    assert template.clauses
    placed = BASE.read_text(encoding="utf-8")
    other = TOGETHER.get(template.name.text)
    for number, one in enumerate((template, *((TEMPLATES[other][1],) if other else ()))):
        placed = over(placed, template_body(one, number)).replace(one.span.text, "")
    return placed.replace("importe stdlib.vocabulaire", f"importe stdlib.vocabulaire\nimporte stdlib.{file}", 1)


def template_body(template: Template, number: int) -> str:
    """A template as a declaration beside an article that uses it: `over` drops the base's clauses of its kinds."""
    return f'{template.span.text}\n\narticle {200 + number} "Modèle" {{\n  {use(template)}\n}}\n'


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_with_its_defaults_makes_a_sound_contract(name: str) -> None:
    file, template = TEMPLATES[name]
    found = read_contract(contract_with(file, template)).check()
    # a note may suggest the pack that the clause brings into play
    assert [one for one in found if one.severity >= Severity.WARNING or one.name != "pack-suggested"] == []


def kinds() -> dict[str, dict[str, list[Template]]]:
    """The templates of each kind of clause, by side."""
    found: dict[str, dict[str, list[Template]]] = {kind.__name__: {} for kind in get_args(AnyClause)}
    for _, template in TEMPLATES.values():
        side = next((one for one in SIDES if template.name.text.rsplit("_", 1)[-1].startswith(one)), "other")
        for kind in {type(clause).__name__ for clause in template.clauses}:
            found[kind].setdefault(side, []).append(template)
    return found


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_kind_of_clause_has_a_version_for_each_side(kind: str) -> None:
    assert set(SIDES) <= set(kinds()[kind])


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_says_in_both_languages_what_it_does(name: str) -> None:
    _, template = TEMPLATES[name]
    said = template.documentation
    assert said is not None
    assert said.translation
    side = name.rsplit("_", 1)[-1]
    words = {"client": ("Favorable", "Favours the"), "prestataire": ("Favorable", "Favours the")}
    french, english = words.get(side, ("quilibré", "alanced")) if side.startswith(SIDES) else ("", "")
    assert french in said.text
    assert english in said.translation


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_versions_of_a_kind_differ(kind: str) -> None:
    versions = [templates[0] for side, templates in kinds()[kind].items() if side in SIDES]
    written = {
        " ".join([*(clause.span.text for clause in one.clauses), *(each.span.text for each in one.parameters)])
        for one in versions
    }
    assert len(written) == len(versions)
