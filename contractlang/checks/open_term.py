"""A term that the parties have yet to agree on."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.constraints import open_terms
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.term_words import cause_labels, causes_of, listed, narrowed, own_words
from contractlang.solver.terms import findings

PAGE = Page(
    code="U902",
    name="open-term",
    severity=Severity.NOTE,
    title=Text("terme encore à négocier", "term still to be agreed"),
    finds=Text(
        "un terme que le projet laisse ouvert par `à négocier`, avec les valeurs qui laissent le contrat cohérent pour"
        " certaines valeurs des autres termes ouverts, et ce qui exclut les autres : exigences, autres termes, règles,"
        " délais, paliers et pénalités",
        "a term that the draft leaves open with `à négocier`, with the values that leave the contract consistent for"
        " some values of the other open terms, and what rules out the others: requirements, other terms, rules, delays,"
        " tiers and penalties",
    ),
    harm=Text(
        "un contrat signé avec un terme ouvert laisse au juge, ou au plus patient, le soin de le fixer",
        "a contract signed with a term left open leaves it to a judge, or to the more patient party, to settle it",
    ),
    example="""…
article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : à négocier entre 15 jours et 30 jours
  }
}
""",
    mended="""…
article 20 "Audit" {
  audit {
    fréquence : 12 mois
    préavis   : 15 jours
  }
}
""",
)

_OPEN = Text("{term} est à négocier", "{term} is to be agreed")
_VALUES = Text("{term} est à négocier, {values}", "{term} is to be agreed, {values}")
_NONE = Text(
    "{term} est à négocier, et aucune valeur ne convient : {reasons}",
    "{term} is to be agreed, and no value will do: {reasons}",
)
_HELP = Text("fixer ce terme avant la signature", "settle this term before signature")
_LOOSEN = Text(
    "assouplir l'une de ces clauses, puis fixer ce terme", "loosen one of these clauses, then settle this term"
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every term that is open, with the values that leave everything consistent."""
    unsettled = open_terms(program)
    known = findings(session) if unsettled else None
    for path, value in unsettled.items():
        assert known is not None
        term = program.terms[path]
        span = term.origin.span
        if (reason := known.impossible.get(path)) is not None:
            message = _NONE(term=term.title, reasons=listed(program, reason))
            yield PAGE.finding(span, message, labels=cause_labels(program, reason), help=_LOOSEN())
            continue
        found = known.values.get(path)
        words = own_words(value) if found is None else narrowed(program, term, found)
        if words is None:
            yield PAGE.finding(span, _OPEN(term=term.title), help=_HELP())
            continue
        causes = () if found is None else causes_of(term, found)
        labels = cause_labels(program, causes, about=path)
        yield PAGE.finding(span, _VALUES(term=term.title, values=words), labels=labels, help=_HELP())
