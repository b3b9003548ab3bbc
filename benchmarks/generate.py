"""A long contract, the same at every call: varied, and valid in the language as its grammar has it.

Shapes of clauses are those of the reference contract with other names, numbers and orders. The text is for parsing: as
a contract it says the same things many times over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from contractlang.source import Source
from contractlang.syntax import parse_file

LINES = 5000

_HEAD = """langue fr

importe stdlib.vocabulaire

contrat "Contrat de mesure" {
  référence    : "MESURE-5000"
  signature    : 2026-01-15
  métiers      : infogérance, TMA
  référentiels : essentiel
}

client Ponant "Ateliers du Ponant SAS" {
  siren   : "552100554"
  secteur : industrie
}

prestataire Infogest "Infogest Services SAS" {
  certifications : ISO_27001, ISO_9001
  assurance      : 2 000 000 € par sinistre
}
"""
_KINDS = ("préventive", "curative", "évolutive", "adaptative", "administration")
_ASSETS = ("ordinateur", "smartphone", "serveur", "routeur", "réseau_interne", "base_de_données", "messagerie")
_CAUSES = ("panne", "usure", "mauvaise_utilisation", "saturation", "logiciel_client", "inconnue")
_CHANNELS = ("téléphone", "distance", "sur_site", "courriel", "portail")
_SEVERITIES = ("mineure", "majeure", "bloquante")
_CITIES = ("Brest", "Nantes", "Lyon", "Lille", "Strasbourg", "Toulouse")


def contract(lines: int = LINES) -> str:
    """A text of that many lines or a few more; an AssertionError if it does not parse without a finding."""
    random = Random(5000)
    parts = [_HEAD]
    length = _HEAD.count("\n")
    for number, part in enumerate(_declarations(random), start=1):
        parts.append(part.replace("§", str(number)))
        length += part.count("\n") + 1
        if length >= lines:
            break
    text = "\n".join(parts)
    file, findings = parse_file(Source("generated.infog", text))
    assert file is not None, "nothing was read"
    assert not findings, findings[0].message.say("en")
    return text


def _declarations(random: Random) -> Iterator[str]:
    """Without end: a calendar, four articles, a scenario, and again."""
    while True:
        yield _calendar(random)
        for _ in range(4):
            yield _article(random)
        yield _scenario(random)


def _article(random: Random) -> str:
    """An article of two to five clauses; `§` stands for the number of the declaration."""
    clauses = random.sample(_CLAUSES, random.randint(2, 5))
    prose = (
        '  """\n  Le présent article § précise ce que les parties ont entendu.\n  """\n'
        if random.random() < 0.3
        else ""
    )
    body = "".join(_indented(clause(random)) for clause in clauses)
    return f'article § "Dispositions particulières n° §" {{\n{prose}{body}}}\n'


def _indented(clause: str) -> str:
    return "".join(f"  {line}\n" for line in clause.strip("\n").splitlines())


def _calendar(random: Random) -> str:
    opens, closes = random.randint(7, 9), random.randint(17, 20)
    return f"""
calendrier C§ "Horaires de l'équipe §" {{
  fuseau           : "Europe/Paris"
  lundi à vendredi : 0{opens}:30-12:{random.choice(("00", "15", "30"))}, 13:30-{closes}:00
  samedi           : 09:00-12:00
  sauf fériés      : FR
  fermé            : 2026-12-24 au 2027-01-02 "Congés annuels"
}}
"""


def _scenario(random: Random) -> str:
    day, hour = random.randint(1, 28), random.randint(8, 18)
    return f"""
essai "Cas d'espèce n° §" {{
  soit {{
    ouverture : 2026-{random.randint(2, 12):02}-{day:02} {hour:02}:{random.randint(0, 59):02}
    bien      : {random.choice(_ASSETS)}
    nature    : {random.choice(_KINDS)}
    gravité   : {random.choice(_SEVERITIES)}
    canal     : {random.choice(_CHANNELS)}
    cause     : {random.choice(_CAUSES)}
    durée     : {random.randint(5, 300)} min
  }}
  attendu {{
    facturable : {random.choice(("oui", "non"))}
    prix       : {random.randint(20, 900)},{random.randint(0, 99):02} €
    règle      : R§
  }}
}}
"""


def _billing(random: Random) -> str:
    kinds, causes = random.sample(_KINDS, 2), random.sample(_CAUSES, 2)
    return f"""
facturation {{
  règle R§ "Prestation comprise" {{
    si    nature parmi {{{", ".join(kinds)}}} et bien dans périmètre
    alors inclus
  }}
  règle S§ "Hors plage de service" sauf R§ {{
    si    non (ouverture pendant C1) et gravité ≠ {random.choice(_SEVERITIES)}
    alors facturé {random.randint(80, 200)} €/h, minimum 1 h, par tranche de 30 min
  }}
  règle U§ "À la charge du client" sauf R§, S§ {{
    si    cause = {causes[0]} ou (cause = {causes[1]} et consommé + durée > {random.randint(1, 9)} h)
    alors facturé {random.randint(40, 120)},{random.randint(10, 99)} €/h, par tranche de 15 min   # tranche indivisible
  }}
  défaut : hors contrat
}}
"""


def _levels(random: Random) -> str:
    hours = sorted(random.sample(range(1, 24), 3))
    return f"""
niveaux de service {{
  gravité bloquante : prise_en_charge 15 min, intervention {hours[0]} h, rétablissement {hours[1]} h sur C1
  gravité majeure   : prise_en_charge 30 min, intervention {hours[1]} h, rétablissement {hours[2]} h sur C1
  niveau or si canal = {random.choice(_CHANNELS)} et gravité = mineure :
    rétablissement {random.randint(1, 5)} jours ouvrés avant 12:00 sur C1
  disponibilité serveurs : 99,{random.randint(0, 9)} % par mois sur C1
  défaut : rétablissement sans engagement
}}
"""


def _penalties(random: Random) -> str:
    return f"""
pénalités {{
  retard rétablissement si gravité = bloquante : {random.randint(50, 300)} € par heure entamée
  retard intervention                          : {random.randint(1, 4)} % de redevance par jour entamé
  retard prise_en_charge                       : 10 % de redevance,
                                                 20 % de redevance au-delà de 2 h,
                                                 40 % de redevance au-delà de 4 h
  indisponibilité serveurs                     : 1 % de redevance par 0,1 % manquant
  plafond                                      : {random.randint(10, 25)} % de redevance par mois
}}
"""


def _scope(random: Random) -> str:
    first, second, third = random.sample(_ASSETS, 3)
    city = random.choice(_CITIES)
    return f"""
périmètre {{
  site {city} "Établissement de {city}" : France
  inclus postes      : {random.randint(10, 400)} {first}, {random.randint(2, 90)} {second}
  inclus serveurs    : {random.randint(2, 40)} serveur sur {city}
  exclus accessoires : {third}
}}
"""


def _price(random: Random) -> str:
    return f"""
prix {{
  redevance : {random.randint(1, 9)} {random.randint(100, 999)} € par mois
  paiement  : {random.choice((30, 45, 60))} jours date de facture
  retard    : 3 fois taux légal, recouvrement 40 €
  révision  : annuelle selon redevance * (0,15 + 0,85 * indice(Syntec) / indice(Syntec, durée.début)), plafond 3 %
  volumes   : {random.randint(100, 900)} tickets par mois, tolérance 20 %
  tva       : 20 %
}}
"""


def _duration(random: Random) -> str:
    months = random.choice((12, 24, 36, 48))
    return f"""
durée {{
  début        : 2026-0{random.randint(1, 9)}-01
  initiale     : {months} mois
  reconduction : tacite 12 mois
  préavis      : {random.randint(1, 6)} mois
}}
résiliation {{
  client      : préavis 6 mois, indemnité {random.randint(5, 20)} % des redevances restantes
  manquement  : mise en demeure 30 jours
}}
"""


def _interventions(random: Random) -> str:
    return f"""
interventions {{
  plage     : C1
  astreinte : C1 si gravité = {random.choice(_SEVERITIES)}
  équipe    : {random.randint(2, 12)} personnes
  contact   : "support@infogest.example", "+33 2 98 00 00 {random.randint(10, 99)}"
  canaux    : {", ".join(random.sample(_CHANNELS, 3))}
}}
"""


def _subcontracting(random: Random) -> str:
    return f"""
sous-traitance {{
  régime     : accord préalable
  récusation : {random.randint(8, 30)} jours
  recours    : direct
  autorisé Tiers§ "Tiers n° § SAS" {{
    objet : hébergement
    pays  : France
    niveaux de service {{
      gravité bloquante : rétablissement {random.randint(1, 6)} h sur C1
    }}
  }}
}}
"""


def _norm(random: Random) -> str:
    return f"""
obligation O§ "Notification d'une violation de données" {{
  qui    : prestataire
  quand  : violation_de_données
  délai  : {random.randint(24, 72)} h
  défaut : pénalité {random.randint(100, 900)} € par heure entamée
}}
"""


def _protection(random: Random) -> str:
    return f"""
données personnelles {{
  objet          : "exploitation du système d'information"
  finalités      : "assistance", "sauvegarde"
  catégories     : identité, contact, connexion
  sous-traitants : autorisation générale, préavis {random.randint(15, 60)} jours
  sort           : restitution, suppression 30 jours
}}
télémaintenance {{
  usages      : télédiagnostic, télémaintenance
  traçabilité : {random.randint(6, 24)} mois
  accord      : préalable si gravité ≠ {random.choice(_SEVERITIES)}
}}
"""


def _reversibility(random: Random) -> str:
    return f"""
réversibilité {{
  cas         : échéance, résiliation, défaillance
  préavis     : {random.randint(2, 6)} mois
  plan        : 3 mois, révisé 12 mois
  restitution : {random.randint(15, 60)} jours, formats ouverts
  destruction : 60 jours, attestation
}}
"""


_CLAUSES: tuple[Callable[[Random], str], ...] = (
    _billing,
    _levels,
    _penalties,
    _scope,
    _price,
    _duration,
    _interventions,
    _subcontracting,
    _norm,
    _protection,
    _reversibility,
)
