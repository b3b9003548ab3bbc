"""A contract of so many clauses that is in order: every check runs on it, and none finds anything.

The reference contract, and for each of many applications: levels of service, billing rules, an obligation, a permission
and a prohibition. Each names its application, so that a thousand of them never meet; that they don't is what the checks
must prove. The hours of every tenth application have a calendar of their own, open whenever that of the contract is:
work outside it costs more. Whoever is on call serves the applications at any hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "examples" / "reference.infog"

# What one application adds, and how many clauses that is
_CLAUSES = 5
_APPLICATION = """
article {article} "Application {n}" {{
  niveaux de service {{
    niveau bloquante_{n} si application = appli_{n} et gravité = bloquante :
      prise_en_charge {a} min, intervention {b} h, rétablissement {c} h sur H24
    niveau autre_{n} si application = appli_{n} et gravité ≠ bloquante :
      prise_en_charge {b} h, intervention {c} h, rétablissement {d} jours sur {calendar}
  }}
  facturation {{
    règle E{n} "Évolution de l'application {n}" sauf T0, T1, T2, T3 {{
      si    application = appli_{n} et non incident et consommé + durée > {c} h
      alors facturé {price} €/h, par tranche de 30 min
    }}
    règle F{n} "Petite évolution de l'application {n}" sauf T0, T1, T2, T3 {{
      si    application = appli_{n} et non incident et consommé + durée ≤ {c} h et non (ouverture pendant {calendar})
      alors facturé {lower} €/h, par tranche de 15 min
    }}
  }}
  obligation O{n}a "Compte rendu de l'application {n}" {{
    qui    : prestataire
    quand  : incident_de_sécurité
    objet  : "compte rendu sur l'application {n}"
    délai  : {b} jours ouvrés sur {calendar}
    défaut : pénalité {price} € par jour entamé
  }}
  permission P{n} "Accès de l'application {n}" {{
    qui   : client
    objet : "consulter les journaux de l'application {n}"
  }}
  interdiction I{n} "Données de l'application {n}" {{
    qui   : prestataire
    objet : "copier les données de l'application {n}"
  }}
}}
"""
_CALENDAR = """
calendrier C{n} "Heures de l'application {n}" {{
  fuseau           : "Europe/Paris"
  lundi à vendredi : 0{hour}:00-18:00
  sauf fériés      : FR
}}
"""


def clean(clauses: int) -> str:
    """The text of a contract with that many clauses or a few more."""
    head = REFERENCE.read_text(encoding="utf-8").partition("\nessai ")[0]
    own = head.count("\n  }\n")
    count = max(1, -(-(clauses - own) // _CLAUSES))
    names = ", ".join(["aucune", *(f"appli_{n}" for n in range(count))])
    words = f"vocabulaire application {{ {names} }}\nfait application : mot application\nfait incident : vrai_faux\n"
    head = head.replace("\nimporte stdlib.vocabulaire\n", f"\nimporte stdlib.vocabulaire\n\n{words}", 1)
    for severity in ("bloquante", "majeure", "mineure"):
        head = head.replace(f"    gravité {severity} ", f"    gravité {severity} si application = aucune ", 1)
    served = "astreinte : H24 si gravité = bloquante"
    assert served in head
    head = head.replace(served, f"{served} ou application ≠ aucune", 1)
    return "".join((head, *_applications(count)))


def _applications(count: int) -> Iterator[str]:
    for n in range(count):
        group = n // 10 * 10
        calendar = f"C{group}"
        if n == group:
            yield _CALENDAR.format(n=n, hour=6 + n // 10 % 3)
        b = 1 + n % 3
        yield _APPLICATION.format(
            n=n,
            article=100 + n,
            a=15 * (1 + n % 4),
            b=b,
            c=b + 4,
            d=3 + n % 5,
            price=80 + n % 60,
            lower=100 + n % 15,
            calendar=calendar,
        )
