"""The documentation of what may be wrong with templates and with the documents of a contract."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text

TEMPLATE = Page(
    code="G101",
    name="template-argument",
    severity=Severity.ERROR,
    title=Text("modèle et argument qui ne vont pas ensemble", "template and argument that do not fit"),
    finds=Text(
        "Un argument qui manque à l'emploi d'un modèle, ou qui n'est pas de la sorte que le paramètre demande.",
        "An argument that the use of a template lacks, or that is not of the kind its parameter asks for.",
    ),
    harm=Text("La clause que le modèle devait donner manque.", "The clause that the template was to give is missing."),
    example=(
        "…\nmodèle secret(années : entier) {\n  confidentialité {\n    durée : années ans\n  }\n}\n\n"
        'article 20 "Confidentialité" {\n  utilise secret(années = 30 jours)\n}\n'
    ),
    mended=(
        "…\nmodèle secret(années : entier) {\n  confidentialité {\n    durée : années ans\n  }\n}\n\n"
        'article 20 "Confidentialité" {\n  utilise secret(années = 3)\n}\n'
    ),
)

TEMPLATE_CIRCLE = Page(
    code="G102",
    name="template-circle",
    severity=Severity.ERROR,
    title=Text("modèle qui s'utilise lui-même", "template that uses itself"),
    finds=Text(
        "Un modèle qui, directement ou par d'autres, s'utilise lui-même.",
        "A template that uses itself, at once or through others.",
    ),
    harm=Text("Le texte qu'il devrait donner n'a pas de fin.", "The text that it would give has no end."),
    example="langue fr\n\nmodèle a() {\n  utilise b()\n}\n\nmodèle b() {\n  utilise a()\n}\n",
    mended="langue fr\n\nmodèle a() {\n  utilise b()\n}\n\nmodèle b() {\n  audit {\n    préavis : 8 jours\n  }\n}\n",
)

UNUSED_PARAMETER = Page(
    code="G103",
    name="unused-parameter",
    severity=Severity.WARNING,
    title=Text("paramètre sans emploi", "parameter without use"),
    finds=Text(
        "Un paramètre qui ne tient lieu d'aucune valeur dans son modèle.",
        "A parameter that stands for no value in its template.",
    ),
    harm=Text(
        "Qui l'emploie croit fixer une valeur, et n'en fixe aucune.",
        "Whoever uses it believes to set a value, and sets none.",
    ),
    example="langue fr\n\nmodèle contrôle(délai : durée) {\n  audit {\n    préavis : 8 jours\n  }\n}\n",
    mended="langue fr\n\nmodèle contrôle(délai : durée) {\n  audit {\n    préavis : délai\n  }\n}\n",
)

_DOUBLING = "".join(f"modèle m{n}() {{\n  utilise m{n + 1}()\n  utilise m{n + 1}()\n}}\n\n" for n in range(20))
TEMPLATE_SIZE = Page(
    code="G104",
    name="template-size",
    severity=Severity.ERROR,
    title=Text("modèles qui donnent un texte démesuré", "templates that give a text beyond measure"),
    finds=Text(
        "Des modèles employés l'un dans l'autre sans mesure : trop profondément, ou pour un texte trop long.",
        "Templates used one inside another beyond measure: too deep, or for too long a text.",
    ),
    harm=Text("Personne ne pourrait lire le contrat qui en résulte.", "Nobody could read the contract that results."),
    example=(
        f"…\n{_DOUBLING}modèle m20() {{\n  audit {{\n    préavis : 8 jours\n  }}\n}}\n\n"
        'article 20 "Audit" {\n  utilise m0()\n}\n'
    ),
    mended='…\nmodèle m() {\n  audit {\n    préavis : 8 jours\n  }\n}\n\narticle 20 "Audit" {\n  utilise m()\n}\n',
)

_ANNEX = '# --- annexe.infog\nlangue fr\n\narticle 1 "Audit" {\n  audit {\n    préavis : 8 jours\n  }\n}\n'
_CONTRACT = (
    "langue fr\n\nimporte stdlib.vocabulaire\nimporte annexe\n\n"
    'contrat "Infogérance" {{\n  signature : 2026-01-15\n{precedence}}}\n\n'
    'article 1 "Audit" {{\n  audit {{\n    préavis : 15 jours\n  }}\n}}\n'
)

CONFLICT = Page(
    code="C101",
    name="document-conflict",
    severity=Severity.ERROR,
    title=Text("documents qui se contredisent", "documents that contradict each other"),
    finds=Text(
        "Un terme, une règle, un calendrier que deux documents du contrat donnent, sans que `préséance` dise lequel "
        "l'emporte.",
        "A term, a rule, a calendar that two documents of the contract give, without `préséance` saying which "
        "prevails.",
    ),
    harm=Text(
        "Chaque partie invoquera le document qui l'arrange.", "Each party will invoke the document that suits it."
    ),
    example=_CONTRACT.format(precedence="") + _ANNEX,
    mended=_CONTRACT.format(precedence="  préséance : contrat, annexe\n") + _ANNEX,
)

PREVAILS = Page(
    code="C102",
    name="document-prevails",
    severity=Severity.NOTE,
    title=Text("document qui l'emporte sur un autre", "document that prevails over another"),
    finds=Text(
        "Un terme, une règle, un calendrier que deux documents donnent, et que `préséance` départage.",
        "A term, a rule, a calendar that two documents give, and between which `préséance` decides.",
    ),
    harm=Text(
        "Qui ne lit que l'autre document y trouve une règle qui ne vaut pas.",
        "Whoever reads the other document alone finds a rule there that does not hold.",
    ),
    example=_CONTRACT.format(precedence="  préséance : contrat, annexe\n") + _ANNEX,
    mended=_CONTRACT.format(precedence="  préséance : contrat, annexe\n")
    + '# --- annexe.infog\nlangue fr\n\narticle 1 "Conseil" {\n  conseil {\n    veille : 6 mois\n  }\n}\n',
)

UNORDERED = Page(
    code="C103",
    name="document-unordered",
    severity=Severity.WARNING,
    title=Text("document absent de l'ordre de préséance", "document missing from the order of precedence"),
    finds=Text(
        "Un document importé qui a des articles, et que la `préséance` du contrat ne cite pas.",
        "An imported document that has articles, and that the contract's `préséance` does not name.",
    ),
    harm=Text(
        "S'il contredit un jour un autre document, rien ne dira lequel l'emporte.",
        "If it comes to contradict another document, nothing will say which prevails.",
    ),
    example=_CONTRACT.format(precedence="  préséance : contrat\n")
    + '# --- annexe.infog\nlangue fr\n\narticle 1 "Conseil" {\n  conseil {\n    veille : 6 mois\n  }\n}\n',
    mended=_CONTRACT.format(precedence="  préséance : contrat, annexe\n")
    + '# --- annexe.infog\nlangue fr\n\narticle 1 "Conseil" {\n  conseil {\n    veille : 6 mois\n  }\n}\n',
)

DOCUMENT_PAGES = (TEMPLATE, TEMPLATE_CIRCLE, UNUSED_PARAMETER, TEMPLATE_SIZE, CONFLICT, PREVAILS, UNORDERED)
