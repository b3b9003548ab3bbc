"""What a subcontractor commits to beside what the provider owes: as terms (delays are in `test_delays`)."""

from __future__ import annotations

import pytest

from contractlang.diagnostics import Diagnostic, Severity
from contractlang.workspace import read_contract
from tests.support import complete

# The base contract: secrecy for 5 years, restitution within 30 days, destruction within 60
CONTRACT = """…
prestataire Infogest "Infogest Services SAS" {{
  siren          : "443061841"
  certifications : ISO_27001, ISO_9001
  assurance      : 2 000 000 € par sinistre
}}

article 6 "Sous-traitance" {{
  sous-traitance {{
    régime    : accord préalable
    exigences : {passed_on}
    autorisé Data "Data Exemple SAS" {{
      objet : hébergement
      {term}
    }}
  }}
  données personnelles {{
    objet      : "assistance"
    finalités  : "assistance"
    catégories : identité
    personnes  : salariés
    pays       : France, Belgique
  }}
}}
"""


def found(term: str, passed_on: str = "reportées") -> list[Diagnostic]:
    text = complete(CONTRACT.format(term=term, passed_on=passed_on))
    return [one for one in read_contract(text).check() if one.name == "flow-down"]


@pytest.mark.parametrize(
    ("term", "severity", "own"),
    [
        ("restitution : 31 jours", Severity.ERROR, "restitution : 30 jours"),
        ("restitution : 2 mois", Severity.ERROR, "restitution : 30 jours"),
        ("restitution : 720 h", Severity.ERROR, "restitution : 30 jours"),  # 719 h when clocks go forward
        ("destruction : 61 jours", Severity.ERROR, "destruction : 60 jours"),
        ("confidentialité : 59 mois", Severity.ERROR, "durée : 5 ans"),
        ("confidentialité : 1825 jours", Severity.ERROR, "durée : 5 ans"),  # five years hold a 29 February
        ("pays : Maroc", Severity.WARNING, "pays : France, Belgique"),
        ("certifications : ISO_9001", Severity.WARNING, "certifications : ISO_27001, ISO_9001"),
    ],
)
def test_a_weaker_term_is_shown_beside_that_of_the_contract(term: str, severity: Severity, own: str) -> None:
    (finding,) = found(term)
    assert (finding.severity, finding.span.text) == (severity, term)
    assert [" ".join(label.span.text.split()) for label in finding.labels] == [own]


@pytest.mark.parametrize(
    ("term", "passed_on"),
    [
        ("restitution : 30 jours", "reportées"),
        ("restitution : 719 h", "non_reportées"),
        ("destruction : 1 mois", "reportées"),
        ("confidentialité : 60 mois", "reportées"),
        ("confidentialité : 10 ans", "reportées"),
        ("pays : Belgique", "reportées"),
        ("certifications : ISO_27001, ISO_9001, HDS", "reportées"),
        ("certifications : ISO_9001", "non_reportées"),  # nothing says that it must have them all
        ("montant : 100 €", "reportées"),
    ],
)
def test_a_term_that_is_as_strict_is_left_alone(term: str, passed_on: str) -> None:
    assert found(term, passed_on) == []


def test_what_has_no_counterpart_is_left_alone() -> None:
    text = complete(CONTRACT.format(term="pays : Maroc", passed_on="reportées").replace("France, Belgique", "Maroc"))
    assert [one for one in read_contract(text).check() if one.name == "flow-down"] == []
