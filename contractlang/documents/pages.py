"""The documentation of what may be wrong with files and with what they name."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text

FILE = Page(
    code="F001",
    name="unreadable-file",
    severity=Severity.ERROR,
    title=Text("fichier illisible", "unreadable file"),
    finds=Text(
        "Un fichier absent, interdit, trop grand, vide, qui n'est pas du texte UTF-8 ou qui contient des octets nuls.",
        "A file that is missing, forbidden, too large, empty, not UTF-8 text, or holds null bytes.",
    ),
    harm=Text("Rien n'est vérifié tant que le fichier n'est pas lu.", "Nothing is checked until the file is read."),
    example="",
    mended="langue fr\n",
)

IMPORT = Page(
    code="F002",
    name="unresolved-import",
    severity=Severity.ERROR,
    title=Text("import introuvable ou circulaire", "import that is not found or circular"),
    finds=Text(
        "`importe` d'un fichier de la bibliothèque ou du projet qui n'existe pas, qui mène hors du projet, ou qui "
        "s'importe lui-même par d'autres.",
        "`importe` of a file of the library or the project that does not exist, that leads out of the project, or "
        "that imports itself through others.",
    ),
    harm=Text("Les mots que le fichier devait apporter manquent.", "The words that the file was to bring are missing."),
    example="langue fr\n\nimporte stdlib.vocabulair\n",
    mended="langue fr\n\nimporte stdlib.vocabulaire\n",
)

UNKNOWN = Page(
    code="N101",
    name="unknown-name",
    severity=Severity.ERROR,
    title=Text("nom inconnu", "unknown name"),
    finds=Text(
        "Un mot qui n'est dans aucun vocabulaire, un calendrier, une règle, un site, un fait ou un terme que personne "
        "ne déclare. Le nom connu le plus proche est proposé.",
        "A word that is in no vocabulary; a calendar, a rule, a site, a fact or a term that nobody declares. The "
        "nearest known name is offered.",
    ),
    harm=Text(
        "Une garde sur une gravité inconnue n'est jamais vraie ; un délai sur un calendrier inconnu ne se compte pas.",
        "A guard on an unknown severity is never true; a delay on an unknown calendar cannot be counted.",
    ),
    example='…\narticle 20 "Interventions" {\n  interventions {\n    plage : HOO\n  }\n}\n',
    mended='…\narticle 20 "Interventions" {\n  interventions {\n    plage : HO\n  }\n}\n',
)

DUPLICATE = Page(
    code="N103",
    name="duplicate-name",
    severity=Severity.ERROR,
    title=Text("nom ou terme donné deux fois", "name or term given twice"),
    finds=Text(
        "Deux calendriers, deux règles, deux parties du même nom, ou un terme donné deux fois.",
        "Two calendars, two rules or two parties of one name, or a term given twice.",
    ),
    harm=Text("Rien ne dit lequel des deux l'emporte.", "Nothing says which of the two prevails."),
    example='…\narticle 20 "Audit" {\n  audit {\n    préavis : 15 jours\n    préavis : 30 jours\n  }\n}\n',
    mended='…\narticle 20 "Audit" {\n  audit {\n    préavis : 15 jours\n  }\n}\n',
)
