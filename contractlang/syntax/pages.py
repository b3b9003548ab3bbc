"""The documentation of what may be wrong with a text before its names are looked at."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text

SYNTAX = Page(
    code="S001",
    name="syntax-error",
    severity=Severity.ERROR,
    title=Text("texte qui n'a pas la forme attendue", "text that is not of the expected form"),
    finds=Text(
        "Un mot ou un signe à une place où la grammaire attend autre chose. L'élément fautif est écarté, la suite du "
        "fichier est lue : toutes les fautes d'un fichier sont montrées à la fois.",
        "A word or a sign where the grammar expects something else. The faulty item is set aside and the rest of the "
        "file is read: all the faults of a file are shown at once.",
    ),
    harm=Text(
        "Ce qui n'est pas lu n'engage personne : la clause manquerait au contrat exécuté.",
        "What is not read binds nobody: the clause would be missing from the contract that is executed.",
    ),
    example='…\narticle 20 "Audit" {\n  audit {\n    fréquence : : 12 mois\n  }\n}\n',
    mended='…\narticle 20 "Audit" {\n  audit {\n    fréquence : 12 mois\n  }\n}\n',
)

UNCLOSED = Page(
    code="S002",
    name="unclosed-block",
    severity=Severity.ERROR,
    title=Text("bloc ouvert et jamais fermé", "block opened and never closed"),
    finds=Text(
        "Une accolade ouvrante sans accolade fermante avant la déclaration suivante ou la fin du fichier.",
        "An opening brace without a closing one before the next declaration or the end of the file.",
    ),
    harm=Text(
        "Les clauses qui suivent passeraient pour une partie du bloc resté ouvert.",
        "The clauses that follow would pass for a part of the block left open.",
    ),
    example='…\narticle 20 "Audit" {\n  audit {\n    fréquence : 12 mois\n}\n',
    mended='…\narticle 20 "Audit" {\n  audit {\n    fréquence : 12 mois\n  }\n}\n',
)

NOT_A_VALUE = Page(
    code="S003",
    name="impossible-value",
    severity=Severity.ERROR,
    title=Text("valeur bien écrite mais impossible", "value well written but impossible"),
    finds=Text(
        "Une date ou une heure qui n'existe pas, des jours à l'envers, une expression imbriquée sans mesure, une "
        "mention donnée deux fois.",
        "A date or a time that does not exist, days in reverse, an expression nested without measure, a mention "
        "given twice.",
    ),
    harm=Text(
        "Un délai qui part d'un jour inexistant ne court pas.",
        "A delay that starts on a day that is none does not run.",
    ),
    example='…\nessai "Jour inexistant" {\n  soit {\n    ouverture : 2026-02-30 10:00\n  }\n  attendu {\n  }\n}\n',
    mended='…\nessai "Jour existant" {\n  soit {\n    ouverture : 2026-02-27 10:00\n  }\n  attendu {\n  }\n}\n',
)

LANGUAGE = Page(
    code="S004",
    name="unknown-language",
    severity=Severity.ERROR,
    title=Text("langue absente ou inconnue", "language missing or unknown"),
    finds=Text(
        "Un fichier dont la première ligne ne dit ni `langue fr` ni `language en`.",
        "A file whose first line says neither `langue fr` nor `language en`.",
    ),
    harm=Text(
        "Les mots-clés et la forme des nombres dépendent de la langue : sans elle rien n'est lu.",
        "Keywords and the form of numbers depend on the language: without it nothing is read.",
    ),
    example='contrat "Sans langue" {\n}\n',
    mended="langue fr\n",
)

PAGES = (SYNTAX, UNCLOSED, NOT_A_VALUE, LANGUAGE)
