"""The documentation of what may be wrong with an amendment."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text


def _amendment(changes: str, number: int = 1, effect: str = "2027-01-01") -> str:
    return (
        f'\navenant {number} "Avenant" {{\n  modifie   : "contrat.infog"\n  signature : 2026-11-20\n'
        f"  effet     : {effect}\n{changes}}}\n"
    )


_NIGHT = "  remplace terme audit.préavis : 30 jours\n"
_AUDIT = '…\narticle 20 "Audit" {\n  audit {\n    préavis : 15 jours\n  }\n}\n'

AMENDMENT_TARGET = Page(
    code="A101",
    name="amendment-target",
    severity=Severity.ERROR,
    title=Text("avenant qui vise ce que le contrat n'a pas", "amendment that aims at what the contract does not have"),
    finds=Text(
        "Un avenant qui remplace ou supprime ce que le texte en vigueur ne contient pas, ou contient plusieurs fois ; "
        "qui ajoute ce qu'il contient déjà.",
        "An amendment that replaces or removes what the text in force does not hold, or holds several times; that adds "
        "what it holds already.",
    ),
    harm=Text(
        "Le changement convenu n'a pas lieu, ou pas là où les parties le croient.",
        "The change that was agreed does not take place, or not where the parties believe.",
    ),
    example=_AUDIT + _amendment("  supprime obligation O1\n"),
    mended=_AUDIT + _amendment("  supprime clause audit\n"),
)

AMENDMENT_IDLE = Page(
    code="A102",
    name="amendment-idle",
    severity=Severity.WARNING,
    title=Text("avenant sans effet", "amendment without effect"),
    finds=Text(
        "Un changement qui remplace un texte par le même.",
        "A change that replaces a text by the same.",
    ),
    harm=Text(
        "Les parties croient avoir changé quelque chose ; peut-être visaient-elles autre chose.",
        "The parties believe to have changed something; perhaps they meant something else.",
    ),
    example=_AUDIT + _amendment("  remplace terme audit.préavis : 15 jours\n"),
    mended=_AUDIT + _amendment(_NIGHT),
)

AMENDMENT_CONFLICT = Page(
    code="A103",
    name="amendment-conflict",
    severity=Severity.ERROR,
    title=Text("avenants qui se contredisent", "amendments that contradict each other"),
    finds=Text(
        "Deux avenants qui changent la même chose à la même date, ou un avenant qui prend effet après un autre de "
        "numéro plus élevé et change la même chose que lui.",
        "Two amendments that change the same thing from the same date, or one that takes effect after another of a "
        "higher number and changes the same thing as that does.",
    ),
    harm=Text(
        "Le texte en vigueur dépend de l'ordre dans lequel on les lit.",
        "The text in force depends on the order in which they are read.",
    ),
    example=_AUDIT + _amendment(_NIGHT) + _amendment("  remplace terme audit.préavis : 8 jours\n", 2),
    mended=_AUDIT + _amendment(_NIGHT) + _amendment("  remplace terme audit.préavis : 8 jours\n", 2, "2027-06-01"),
)

AMENDMENT_DATE = Page(
    code="A104",
    name="amendment-date",
    severity=Severity.WARNING,
    title=Text("avenant dont la date étonne", "amendment with a surprising date"),
    finds=Text(
        "Un avenant qui prend effet avant sa signature, avant que le contrat commence ou après qu'il a pris fin.",
        "An amendment that takes effect before its signature, before the contract starts or after it has ended.",
    ),
    harm=Text(
        "Ce qui a déjà été exécuté serait jugé selon un autre texte, ou le changement ne servirait à rien.",
        "What was already carried out would be judged by another text, or the change would be of no use.",
    ),
    example=_AUDIT + _amendment(_NIGHT, effect="2026-10-01"),
    mended=_AUDIT + _amendment(_NIGHT),
)

AMENDMENT_NUMBER = Page(
    code="A105",
    name="amendment-number",
    severity=Severity.ERROR,
    title=Text("deux avenants de même numéro", "two amendments of one number"),
    finds=Text(
        "Deux avenants d'un contrat qui portent le même numéro.", "Two amendments of one contract with the same number."
    ),
    harm=Text("Qui cite l'avenant ne dit pas lequel.", "Whoever cites the amendment does not say which."),
    example=_AUDIT + _amendment(_NIGHT) + _amendment("  supprime clause audit\n", 1, "2027-06-01"),
    mended=_AUDIT + _amendment(_NIGHT) + _amendment("  supprime clause audit\n", 2, "2027-06-01"),
)

AMENDMENT_CONTRACT = Page(
    code="A106",
    name="amendment-contract",
    severity=Severity.ERROR,
    title=Text("avenant qui ne modifie aucun contrat", "amendment that modifies no contract"),
    finds=Text(
        "Un avenant qui ne dit pas quel contrat il modifie, ou dont `modifie` mène à un fichier qui n'existe pas, qui "
        "est hors du projet ou qui n'est pas un contrat.",
        "An amendment that does not say which contract it modifies, or whose `modifie` leads to a file that does not "
        "exist, is outside the project or is no contract.",
    ),
    harm=Text("L'avenant ne s'applique à rien.", "The amendment applies to nothing."),
    example=f"langue fr\n{_amendment(_NIGHT)}",
    mended=_AUDIT + _amendment(_NIGHT),
)

AMENDMENT_PAGES = (
    AMENDMENT_TARGET,
    AMENDMENT_IDLE,
    AMENDMENT_CONFLICT,
    AMENDMENT_DATE,
    AMENDMENT_NUMBER,
    AMENDMENT_CONTRACT,
)
