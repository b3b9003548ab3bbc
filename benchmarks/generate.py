"""A long contract for the parser: every kind of clause, many times, the same on every machine."""

from __future__ import annotations

from random import Random

HEAD = """langue fr

importe stdlib.vocabulaire

contrat "Contrat long" {
  référence : "LONG"
  signature : 2026-01-15
  métiers   : infogérance, TMA
}
"""

CLAUSES = (
    """  audit {
    fréquence : {n} mois
    préavis   : {m} jours
  }
""",
    """  niveaux de service {
    gravité bloquante : prise_en_charge {m} min, intervention {n} h, rétablissement {p} h sur H24
    gravité majeure   : intervention {n} h, rétablissement {p} h sur HO
    disponibilité serveurs : 99,{n} % par mois sur HO
  }
""",
    """  facturation {
    règle A{k} "Maintenance incluse" {
      si    nature parmi {preventive, curative} et bien dans périmètre et non (ouverture pendant HO)
      alors inclus
    }
    règle B{k} "Hors plage" sauf A{k} {
      si    cause = mauvaise_utilisation ou gravité ≠ bloquante et durée > {m} min
      alors facturé {p} €/h, minimum 1 h, par tranche de {m} min
    }
    défaut : hors contrat
  }
""",
    """  prix {
    redevance : {p} 800 € par mois
    paiement  : {m} jours date de facture
    révision  : annuelle selon redevance * (0,15 + 0,85 * indice(Syntec) / indice(Syntec, durée.début)), plafond {n} %
  }
""",
    """  pénalités {
    retard rétablissement si gravité = bloquante : {p} € par heure entamée
    retard intervention : 20 % de redevance, 40 % de redevance au-delà de {n} h
    plafond : 15 % de redevance par mois
  }
""",
    """  réversibilité {
    cas         : échéance, résiliation, défaillance
    plan        : {n} mois, révisé {m} mois
    restitution : {m} jours, formats ouverts
    prix        : inclus
  }
""",
    """  obligation O{k} "Notification d'un incident" {
    qui    : prestataire
    quand  : violation_de_données
    délai  : {m} h
    défaut : pénalité {p} € par heure entamée
  }
""",
)


def long_contract(lines: int) -> str:
    """A contract of about so many lines, without a fault of syntax."""
    random = Random(2026)
    parts = [HEAD]
    written = HEAD.count("\n")
    number = 0
    while written < lines:
        number += 1
        chosen = [random.choice(CLAUSES) for _ in range(random.randint(1, 4))]
        filled = "".join(_filled(clause, random, number * 10 + k) for k, clause in enumerate(chosen))
        article = f'\narticle {number} "Article {number}" {{\n  """Prose de l\'article {number}."""\n{filled}}}\n'
        parts.append(article)
        written += article.count("\n")
    return "".join(parts)


def _filled(clause: str, random: Random, key: int) -> str:
    values = {"n": random.randint(1, 9), "m": random.randint(10, 59), "p": random.randint(60, 150), "k": key}
    for name, value in values.items():
        clause = clause.replace(f"{{{name}}}", str(value))
    return clause
