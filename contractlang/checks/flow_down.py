"""A subcontractor's delay can end after the provider's own on the same milestone."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.delays import Broken, Pair, Unsettled, compare, subcontractor_pairs
from contractlang.solver.findings import breach_words, delay_label, delay_words, undecided

PAGE = Page(
    code="D403",
    name="flow-down",
    severity=Severity.ERROR,
    title=Text("sous-traitant tenu à moins que le contrat", "subcontractor held to less than the contract"),
    finds=Text(
        "un délai d'un sous-traitant qui, à quelque date de la vie du contrat, finit après celui que le prestataire"
        " doit au client pour la même échéance",
        "a subcontractor's delay that on some date of the contract's life ends after the one which the provider owes"
        " the client for the same milestone",
    ),
    harm=Text(
        "le prestataire répond d'un délai que son sous-traitant peut tenir sans faute et dépasser pourtant",
        "the provider answers for a delay that its subcontractor may miss without being at fault",
    ),
    source=Text(
        "loi du 31 décembre 1975 relative à la sous-traitance, article 1er : le sous-traitant agit sous la"
        " responsabilité de l'entrepreneur principal",
        "French Act of 31 December 1975 on subcontracting, article 1: the subcontractor acts under the responsibility"
        " of the main contractor",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur H24
  }
}

article 6 "Sous-traitance" {
  sous-traitance {
    régime : accord préalable
    autorisé Hébergeo "Hébergeo SAS" {
      objet  : hébergement
      pays   : France
      niveaux de service {
        gravité bloquante : rétablissement 4 h sur HO
      }
    }
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur H24
  }
}

article 6 "Sous-traitance" {
  sous-traitance {
    régime : accord préalable
    autorisé Hébergeo "Hébergeo SAS" {
      objet  : hébergement
      pays   : France
      niveaux de service {
        gravité bloquante : rétablissement 3 h sur H24
      }
    }
  }
}
""",
)

_MESSAGE = Text(
    "le sous-traitant `{party}` peut finir après le délai dû au client, « {theirs} » contre « {own} » : {breach}",
    'the subcontractor `{party}` can end after the delay owed to the client, "{theirs}" against "{own}": {breach}',
)
_HELP = Text(
    "reporter sur `{party}` un délai au moins aussi strict, sur le même calendrier",
    "hold `{party}` to a delay at least as strict, on the same calendar",
)
_QUESTION = Text(
    "on ne sait pas si « {theirs} » peut finir après « {own} »",
    'it is not known whether "{theirs}" can end after "{own}"',
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every delay of a subcontractor that is weaker on some date, but for want of a date (see `undecided`)."""
    for pair in subcontractor_pairs(program):
        match compare(session, pair):
            case Broken() as broken:
                yield _broken(program, pair, broken)
            case Unsettled(lacks_start=False, reason=reason, help=help):
                question = _QUESTION(theirs=delay_words(pair.earlier), own=delay_words(pair.later))
                labels = (delay_label(pair.earlier), delay_label(pair.later))
                yield undecided(pair.earlier.rule.origin.span, question, reason, labels=labels, help=help)


def _broken(program: Program, pair: Pair, broken: Broken) -> Diagnostic:
    party = pair.earlier.party or ""
    words = {"theirs": delay_words(pair.earlier), "own": delay_words(pair.later)}
    return PAGE.finding(
        pair.earlier.rule.origin.span,
        _MESSAGE(**words, party=party, breach=breach_words(program, broken.excess, broken.start)),
        labels=(delay_label(pair.earlier), delay_label(pair.later)),
        help=_HELP(party=party),
        case=broken.case,
    )
