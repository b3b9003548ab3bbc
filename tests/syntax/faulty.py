"""Single faults of `whole.infog`: each a small edit that must be one finding, at its line, alone or among others.

`¦` in what is written instead marks where the finding is (on the line where the edit begins if there is none).
"""

from __future__ import annotations

from pathlib import Path

from contractlang.records import frozen

WHOLE = Path(__file__).with_name("whole.infog").read_text(encoding="utf-8")


@frozen
class Faulty:
    """What stands in the text, what is written instead, and what is said of it: a code and some words."""

    old: str
    new: str
    code: str
    words: str

    @property
    def id(self) -> str:
        """A name for the test."""
        return " ".join(self.new.replace("¦", "").split())[:40]

    @property
    def start(self) -> int:
        """Where the edit begins."""
        assert WHOLE.count(self.old) == 1, self.old
        return WHOLE.index(self.old)

    @property
    def declaration(self) -> int:
        """Where the declaration begins that holds the edit."""
        return max(at for at in DECLARATIONS if at <= self.start)


DECLARATIONS = [0, *(at + 1 for at, sign in enumerate(WHOLE[:-1]) if sign == "\n" and WHOLE[at + 1].isalpha())]


def with_faults(*faults: Faulty) -> tuple[str, list[tuple[int, str]]]:
    """The text with some faults, and the line and the code of each."""
    parts: list[str] = []
    expected = []
    done = 0
    for one in sorted(faults, key=lambda one: one.start):
        parts.append(WHOLE[done : one.start])
        before, mark, after = one.new.rpartition("¦")
        place = "".join(parts) + (before if mark else "")
        expected.append((place.count("\n") + 1, one.code))
        parts.append(before + after)
        done = one.start + len(one.old)
    return "".join([*parts, WHOLE[done:]]), expected


FAULTS = tuple(
    Faulty(*row)
    for row in (
        # --- colons ---
        ("comité        : 3", "comité        3", "S001", "il manque `:` après `comité`"),
        ("mise en garde : oui", "mise en garde oui", "S001", "il manque `:` après `mise en garde`"),
        ("fréquence : 12", "fréquence 12", "S001", "il manque `:` après `fréquence`"),
        ("préavis   : 15 jours", "préavis 15 jours", "S001", "il manque `:` après `préavis`"),
        ("début        : 2026", "début 2026", "S001", "il manque `:` après `début`"),
        ("secteur : commerce", "secteur commerce", "S001", "il manque `:` après `secteur`"),
        ("gravité majeure   : i", "gravité majeure i", "S001", "il manque `:` après `gravité majeure`"),
        ("lundi à vendredi : 08", "lundi à vendredi 08", "S001", "il manque `:` après `lundi à vendredi`"),
        ('fuseau           : "Europe/Paris"\n  lundi à v', 'fuseau "Europe/Paris"\n  lundi à v', "S001", "`:`"),
        ("nature    : curative", "nature curative", "S001", "il manque `:` après `nature`"),
        ("retour : 30 jours", "retour = 30 jours", "S001", "il manque `:` après `retour`"),
        ("durée  : 5 ans", "durée : : 5 ans", "S001", "est écrit deux fois"),
        ("objet : hébergement", "objet= : hébergement", "S001", "il manque `:` après `objet`"),
        ("qui    : prestataire", "qui -> prestataire", "S001", "il manque `:` après `qui`"),
        ("inclus postes      :", "inclus postes", "S001", "il manque `:` après `inclus postes`"),
        ("fait formule :", "fait formule", "S001", "il manque `:` après `fait formule`"),
        # --- words of another language, capitals, spelling ---
        ('contrat "', 'Contrat "', "S001", "`Contrat` s'écrit `contrat`"),
        ("audit {", "Audit {", "S001", "`Audit` s'écrit `audit`"),
        ("H24 si gravité", "H24 SI gravité", "S001", "`SI` s'écrit `si`"),
        ("obligation O1", "Obligation O1", "S001", "`Obligation` s'écrit `obligation`"),
        ("responsabilité {", "responsabilités {", "S001", "inattendu"),
        ("article 10 ", "artcle 10 ", "S001", "`artcle` inattendu"),
        ("calendrier HO", "calendrer HO", "S001", "`calendrer` inattendu"),
        ("  soit {", "  soi {", "S001", "`soi` inattendu"),
        # --- figures ---
        ("99,5 %", "99.5 %", "S001", "`99.5` s'écrit `99,5`"),
        ("1 200,50 €", "1.200,50 €", "S001", "`1.200,50` s'écrit `1 200,50`"),
        ("redevance : 1 200,50 €", "redevance : 1,200.50 €", "S001", "`1,200.50` s'écrit `1 200,50`"),
        ("100 000 € par an", "100.000 € par an", "S001", "`100.000` peut se lire de deux façons"),
        ("1 000 000 € par s", "1'000'000 € par s", "S001", "s'écrit `1 000 000`"),
        ("0,85 * indice", "0.85 * indice", "S001", "`0.85` s'écrit `0,85`"),
        ("signature    : 2026-01-15", "signature : 15/01/2026", "S001", "`15/01/2026` s'écrit `2026-01-15`"),
        ("signature    : 2026-01-15", "signature : 1er février 2026", "S001", "s'écrit `2026-02-01`"),
        ("signature    : 2026-01-15", "signature : 01/02/2026", "S001", "`01/02/2026` peut se lire"),
        ("2026-03-06 17:45", "2026-03-06 17h45", "S001", "`17h45` s'écrit `17:45`"),
        ("08:30-12:30, 13:30-18:00", "8h30-12h30, 13h30-18h", "S001", "s'écrit `08:30-12:30, 13:30-18:00`"),
        ("13:30-18:00", "13:30–18:00", "S001", "`–` s'écrit `-`"),
        ("avant 12:00", "avant 12h00", "S001", "`12h00` s'écrit `12:00`"),
        ("alors facturé 60 €", "alors facturé € 60", "S001", "`€ 60` s'écrit `60 €`"),
        ("pénalité 500 €", "pénalité € 500", "S001", "`€ 500` s'écrit `500 €`"),
        # --- signs ---
        ("gravité = bloquante : 150", "gravité == bloquante : 150", "S001", "`==` s'écrit `=`"),
        ("curative} et bien", "curative} && bien", "S001", "`&&` s'écrit `et`"),
        ("express ou formule", "express || formule", "S001", "`||` s'écrit `ou`"),
        ("si    non (ouv", "si    !(ouv", "S001", "`!` s'écrit `non`"),
        ("cas         : échéance", "// les cas\n    cas : échéance", "S001", "un commentaire commence par `#`"),
        ("plafond : 15 %", "/* un\n plafond */\n    plafond : 15 %", "S001", "un commentaire commence par `#`"),
        ("quand  : violation_de_données", "quand : violation_de_données;", "S001", "aucun signe ne termine"),
        ("gravité ≠ mineure", "gravité <> mineure", "S001", "`<>` s'écrit `≠`"),
        ("express ou formule ≥", "express ou formule =>", "S001", "`=>` s'écrit `>=`"),
        ("téléphone, distance, sur_site", "téléphone; distance, sur_site", "S001", "se séparent par `,`"),
        ("équipe    : 4 personnes", "équipe : 4\u200b personnes", "S001", "un signe invisible"),
        ("récusation : 15 jours", "récusation : \u200f15 jours", "S001", "un signe invisible"),
        ("sous-traitance {", "sous‑traitance {", "S001", "`‑` s'écrit `-`"),
        ("savoir-faire :", "savoir–faire :", "S001", "`–` s'écrit `-`"),
        ("propriété client", "propriété client @", "S001", "le signe `@` n'a pas de sens"),
        ("pays  : France", "pays  : & France", "S001", "`&`"),
        # --- commas ---
        ("120 ordinateur, 30 s", "120 ordinateur 30 s", "S001", "il manque `,` avant `30`"),
        ("{préventive, cur", "{préventive cur", "S001", "il manque `,` avant `curative`"),
        ('.example", "+33', '.example" "+33', "S001", "il manque `,` avant"),
        ("140 €/h, minimum", "140 €/h minimum", "S001", "il manque `,` avant `minimum`"),
        ("légal, recouvrement", "légal recouvrement", "S001", "il manque `,` avant `recouvrement`"),
        ("sauf T0, T1", "sauf T0 T1", "S001", "il manque `,` avant `T1`"),
        ("contact, connexion", "contact, connexion,", "S001", "rien ne suit cette virgule"),
        ("défaillance\n", "défaillance,\n", "S001", "rien ne suit cette virgule"),
        ("standard, confort", "standard,, confort", "S001", "`,` est écrit deux fois"),
        # --- units ---
        ("retour : 30 jours", "retour : 30", "T201", "il manque une unité après `30`"),
        ("paiement  : 30 jours date de facture", "paiement : 30", "T201", "il manque une unité après `30`"),
        ("délai  : 48 h", "délai : 48", "S001", "il manque une unité après `48`"),
        ("facturé 60 €", "facturé 60", "T201", "et non un nombre sans unité"),
        ("récusation : 15 jours", "récusation : 15 jrs", "T201", "`15 jrs` s'écrit `15 jour`"),
        ("journée   : 7 h", "journée : 7hrs", "T201", "`7hrs` s'écrit `7 h`"),
        ("recouvrement 40 €", "recouvrement 40 euros", "T201", "`40 euros` s'écrit `40 €`"),
        ("préavis     : 3 mois\n    durée       : 6", "Préavis : 3 mois\n    durée : 6", "N102", "`Préavis`"),
        # --- texts and prose ---
        ('"Client Exemple SARL"', "“Client Exemple SARL”", "S001", "droits"),
        ('"assistance", "s', '« assistance », "s', "S001", "guillemets droits"),
        ('"FAUTES"', "'FAUTES'", "S001", "guillemets droits"),
        ('règle T2 "Urgence"', "règle T2 “Urgence”", "S001", "guillemets droits"),
        ('12 "Propriété" {', '12 "Propriété {', "S001", "un texte s'ouvre ici"),
        ('13 "Confidentialité" {', '13 Confidentialité" {', "S001", "un texte s'écrit entre"),
        ('14 "Données personnelles" {', "14 Données personnelles {", "S001", "un texte s'écrit entre"),
        ("système d'information\"", "système d'information", "S001", "un texte s'ouvre ici"),
        (
            '"""\n  Le contrat prend effet le {durée.début} pour {durée.initiale}.\n  """',
            '"""\n  Le contrat.',
            "S001",
            "un texte s'ouvre ici",
        ),
        (
            '"""\n  Le client audite le prestataire.\n  """',
            '"""\n  Le client audite.\n',
            "S001",
            "un texte s'ouvre ici",
        ),
        # --- blocks ---
        (
            "confidentialité {\n    durée  : 5 ans\n    retour : 30 jours\n  }",
            "confidentialité {\n    durée : 5 ans",
            "S002",
            "n'est jamais fermé",
        ),
        (
            '12 "Propriété" {\n  propriété {\n    préexistants : licence client 36 mois\n'
            "    savoir-faire : réutilisable\n  }\n}",
            '12 "Propriété" {\n  propriété {\n    savoir-faire : réutilisable\n  }\n',
            "S002",
            "n'est jamais fermé",
        ),
        ("audit {", "audit", "S001", "il manque `{` après `audit`"),
        ('15 "Audit" {', '15 "Audit"', "S001", "il manque `{` après"),
        ('règle T1 "Hors plage" sauf T0 {', 'règle T1 "Hors plage" sauf T0', "S001", "il manque `{` après"),
        ("cas         : échéance", "}\n    cas : échéance", "S001", "ferme un bloc de trop"),
        (
            "comité        : 3 mois\n    mise en garde : oui\n  }\n}",
            "mise en garde : oui\n  }\n  }\n¦}",
            "S001",
            "de trop",
        ),
        ("{préventive, curative}", "{préventive, curative", "S001", "il manque `}` avant `et`"),
        ("(ouverture pendant HO)", "(ouverture pendant HO", "S001", "il manque `)`"),
        # --- two signs too many, or a slip that does not mend it all: still one finding ---
        ("durée       : 6 mois", "durée = = 6 mois", "S001", "inattendu"),
        ("veille        : 6 mois", "veille = : : 6 mois", "S001", "inattendu"),
        # --- what is no slip: the item is lost, and nothing else ---
        ("importe stdlib.vocabulaire", "importe stdlib/vocabulaire", "S001", "`/` inattendu"),
        ("vocabulaire formule ordonné", "vocabulaire 3 formule ordonné", "S001", "`3` inattendu"),
        ('article 16 "', 'article "', "S001", "inattendu"),
        ("calendrier H24 ", "calendrier ", "S001", "inattendu"),
        ("régime     : accord préalable", "régime : + accord préalable", "S001", "`+` inattendu"),
        ("facturable : non", "facturable : / non", "S001", "`/` inattendu"),
        ("retard intervention : 1 %", "retard intervention : %", "S001", "`%` inattendu"),
        ("remplacement : facturé coût", "remplacement : gratuit", "S001", "inattendu"),
        ('essai "', 'essai un "', "S001", "inattendu"),
        ("fait express ", "fait : express ", "S001", "inattendu"),
        ('contrat "', 'contrat nouveau "', "S001", "inattendu"),
    )
)

# The same where the other language is known: a keyword of it in a French file
FOREIGN = tuple(
    Faulty(*row)
    for row in (
        ("si    express ou", "if    express ou", "S001", "`if` se dit ici `si`"),
        ("niveaux de service {", "service levels {", "S001", "`service levels` se dit ici `niveaux de service`"),
        ("    alors inclus", "    then inclus", "S001", "`then` se dit ici `alors`"),
        ("matériels {", "hardware {", "S001", "`hardware` se dit ici `matériels`"),
        ("paiement  : 30 jours", "payment : 30 jours", "N102", "`prix` n'a pas de libellé `payment`"),
    )
)
