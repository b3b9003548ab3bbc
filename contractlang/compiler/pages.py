"""The documentation of what may be wrong with files, names and types."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text
from contractlang.documents.pages import DUPLICATE, FILE, IMPORT, UNKNOWN
from contractlang.documents.pages_amendments import AMENDMENT_PAGES
from contractlang.documents.pages_documents import DOCUMENT_PAGES

_PACK = """langue fr

importe stdlib.vocabulaire

référentiel maison "Règles de la maison" {
  exigence rupture "Préavis de rupture" {
    source    : "Code de commerce, article L442-1, II"
    certitude : à confirmer
    exige     : existe durée.préavis
    sinon     : GRAVITÉ "Le contrat ne donne pas de préavis."
  }
}
"""

LABEL = Page(
    code="N102",
    name="unknown-label",
    severity=Severity.ERROR,
    title=Text("libellé inconnu de la clause", "label unknown to the clause"),
    finds=Text("Un libellé que cette clause n'a pas.", "A label that this clause does not have."),
    harm=Text("Ce terme ne serait ni vérifié ni appliqué.", "This term would be neither checked nor applied."),
    example='…\narticle 20 "Audit" {\n  audit {\n    frequance : 12 mois\n  }\n}\n',
    mended='…\narticle 20 "Audit" {\n  audit {\n    fréquence : 12 mois\n  }\n}\n',
)

CYCLE = Page(
    code="N104",
    name="exception-cycle",
    severity=Severity.ERROR,
    title=Text("règles qui l'emportent l'une sur l'autre", "rules that prevail over one another"),
    finds=Text(
        "Une règle qui, par une suite de `sauf` et de `prime sur`, l'emporte sur elle-même.",
        "A rule that prevails over itself through a chain of `sauf` and `prime sur`.",
    ),
    harm=Text("Aucune des règles du cercle ne peut décider.", "None of the rules in the circle can decide."),
    example=(
        '…\narticle 20 "Facturation" {\n  facturation {\n'
        '    règle A "Curatif" sauf B {\n      si    nature = curative\n      alors inclus\n    }\n'
        '    règle B "Bloquant" sauf A {\n      si    gravité = bloquante\n      alors hors contrat\n    }\n'
        "    défaut : hors contrat\n  }\n}\n"
    ),
    mended=(
        '…\narticle 20 "Facturation" {\n  facturation {\n'
        '    règle A "Curatif" {\n      si    nature = curative\n      alors inclus\n    }\n'
        '    règle B "Bloquant" sauf A {\n      si    gravité = bloquante\n      alors hors contrat\n    }\n'
        "    défaut : hors contrat\n  }\n}\n"
    ),
)

TYPE = Page(
    code="T201",
    name="type-mismatch",
    severity=Severity.ERROR,
    title=Text("valeur d'une autre sorte que celle attendue", "value of another kind than the one expected"),
    finds=Text(
        "Une durée où un montant est dû, un mot où une date est attendue, deux grandeurs qui ne se comparent pas.",
        "A length where money is due, a word where a date is expected, two quantities that cannot be compared.",
    ),
    harm=Text("La clause ne peut pas s'appliquer.", "The clause cannot be applied."),
    example='…\narticle 20 "Prix" {\n  prix {\n    redevance : 9 min\n  }\n}\n',
    mended='…\narticle 20 "Prix" {\n  prix {\n    redevance : 9 € par mois\n  }\n}\n',
)

INCOMPLETE = Page(
    code="T202",
    name="incomplete-term",
    severity=Severity.ERROR,
    title=Text("terme sans lequel un autre n'a pas de sens", "term without which another has no meaning"),
    finds=Text(
        "Un prix par jour sans longueur de journée, un pourcentage de redevance sans redevance, un délai qui ne "
        "nomme pas de calendrier sans plage de service, un calendrier sans fuseau.",
        "A price per day without the length of a day, a percentage of a fee without a fee, a delay that names no "
        "calendar without service hours, a calendar without a time zone.",
    ),
    harm=Text(
        "Le montant ou l'échéance ne peut pas être calculé, et rien n'est supposé.",
        "The amount or the deadline cannot be computed, and nothing is assumed.",
    ),
    example=(
        '…\narticle 20 "Facturation" {\n  facturation {\n'
        '    règle J "Journée" {\n      si    nature = évolutive\n      alors facturé 650 €/jour\n    }\n'
        "    défaut : hors contrat\n  }\n}\n"
    ),
    mended=(
        '…\narticle 20 "Facturation" {\n  prix {\n    redevance : 100 € par mois\n    journée : 7 h\n  }\n'
        "  facturation {\n"
        '    règle J "Journée" {\n      si    nature = évolutive\n      alors facturé 650 €/jour\n    }\n'
        "    défaut : hors contrat\n  }\n}\n"
    ),
)

UNCERTAIN = Page(
    code="L703",
    name="uncertain-error",
    severity=Severity.ERROR,
    title=Text("erreur dont la source reste à confirmer", "error whose source is to be confirmed"),
    finds=Text(
        "Dans un référentiel, une exigence dont la certitude est `à confirmer` et la gravité `erreur`.",
        "In a requirement pack, a requirement whose certainty is `à confirmer` and whose severity is `erreur`.",
    ),
    harm=Text(
        "Un contrat serait refusé au nom d'un texte que personne n'a lu.",
        "A contract would be turned down in the name of a text that nobody has read.",
    ),
    example=_PACK.replace("GRAVITÉ", "erreur"),
    mended=_PACK.replace("GRAVITÉ", "avertissement"),
)

PAGES = (
    *(FILE, IMPORT, UNKNOWN, LABEL, DUPLICATE, CYCLE, TYPE, INCOMPLETE, UNCERTAIN),
    *DOCUMENT_PAGES,
    *AMENDMENT_PAGES,
)
