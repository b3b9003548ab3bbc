"""The pages of what is found about comments that silence findings."""

from __future__ import annotations

from contractlang.diagnostics import Page, Severity, Text

_UNTRIED = """…
article 4 "Prix et facturation" {{
  facturation {{
    # infog: ignorer {directive}
    règle T1 "Maintenance" {{
      si    nature parmi {{préventive, curative}}
      alors inclus
    }}
{default}  }}
}}
"""
_REASON = "parce que le reste fait l'objet de devis"

UNREASONED = Page(
    code="I101",
    name="suppression-without-reason",
    severity=Severity.WARNING,
    title=Text("constat ignoré sans raison", "finding ignored without a reason"),
    finds=Text(
        "un commentaire `# infog: ignorer …` qui ne dit pas pourquoi ; le constat reste alors",
        "a comment `# infog: ignore …` that does not say why; the finding then stays",
    ),
    harm=Text(
        "qui relit le contrat ne peut savoir si le défaut a été accepté ou seulement caché",
        "who reads the contract again can't know whether the fault was accepted or only hidden",
    ),
    example=_UNTRIED.format(directive="rule-gap", default=""),
    mended=_UNTRIED.format(directive=f"rule-gap {_REASON}", default=""),
)

UNUSED = Page(
    code="I102",
    name="suppression-unused",
    severity=Severity.WARNING,
    title=Text("commentaire qui n'ignore rien", "comment that ignores nothing"),
    finds=Text(
        "un commentaire `# infog: ignorer …` sur une clause où ce contrôle ne trouve rien",
        "a comment `# infog: ignore …` on a clause in which that check finds nothing",
    ),
    harm=Text(
        "le jour où le défaut apparaîtra pour une autre raison, le commentaire le cachera",
        "the day the fault appears for another reason, the comment will hide it",
    ),
    example=_UNTRIED.format(directive=f"rule-gap {_REASON}", default="    défaut : hors contrat\n"),
    mended=_UNTRIED.format(directive=f"rule-gap {_REASON}", default=""),
)

UNKNOWN_SUPPRESSION = Page(
    code="I103",
    name="suppression-unknown",
    severity=Severity.WARNING,
    title=Text("commentaire qui ignore ce qui n'existe pas", "comment that ignores what does not exist"),
    finds=Text(
        "un commentaire `# infog: ignorer …` qui ne nomme aucun contrôle, ou un constat qui ne s'ignore pas : une faute"
        " qui empêche de lire le texte, ou une remarque sur un tel commentaire",
        "a comment `# infog: ignore …` that names no check, or a finding that cannot be ignored: a fault that keeps the"
        " text from being read, or a remark on such a comment",
    ),
    harm=Text(
        "le constat que l'on croyait avoir accepté reste, ou un autre sera caché à sa place",
        "the finding that one meant to accept stays, or another one will be hidden in its place",
    ),
    example=_UNTRIED.format(directive=f"regle-trou {_REASON}", default="    défaut : hors contrat\n"),
    mended=_UNTRIED.format(directive=f"rule-gap {_REASON}", default=""),
)

SUPPRESSION_PAGES = (UNREASONED, UNUSED, UNKNOWN_SUPPRESSION)
