"""A delay that can end after one that it must not outlast."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Path, Program, Term
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.delays import Broken, Pair, Unsettled, compare, may_exceed, ordered_pairs
from contractlang.solver.findings import breach_words, delay_label, delay_words, undecided
from contractlang.values import Length

PAGE = Page(
    code="D401",
    name="delay-order",
    severity=Severity.ERROR,
    title=Text("délais dans un ordre impossible", "delays in an impossible order"),
    finds=Text(
        "un délai qui peut finir après celui qu'il précède par nature : prise en charge, puis intervention, puis"
        " rétablissement ; restitution avant destruction ; plan de réversibilité avant la fin du préavis. Les échéances"
        " sont comparées à chaque instant de la vie du contrat, jours fériés et changements d'heure compris",
        "a delay that can end after one which it precedes by nature: acknowledge, then intervene, then restore;"
        " restitution before destruction; reversibility plan before the end of notice. Deadlines are compared at every"
        " instant of the contract's life, holidays and clock changes included",
    ),
    harm=Text(
        "le système serait à rétablir avant que le prestataire ne soit tenu d'intervenir, ou les données détruites"
        " avant d'être rendues : l'un des deux engagements ne vaut rien",
        "the system would have to be restored before the provider has to intervene, or the data be destroyed before"
        " they are returned: one of the two commitments is worth nothing",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité majeure : intervention 4 h sur HO, rétablissement 8 h sur H24
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité majeure : intervention 4 h sur HO, rétablissement 8 h sur HO
  }
}
""",
)

# Terms of which the first must not last longer than the second.
_TERMS: tuple[tuple[Path, Path], ...] = (
    (("reversibility", "restitution"), ("reversibility", "destruction")),
    (("reversibility", "plan"), ("reversibility", "notice")),
)

_MESSAGE = Text(
    "« {earlier} » peut finir après « {later} » : {breach}",
    '"{earlier}" can end after "{later}": {breach}',
)
_HELP = Text(
    "mettre les deux délais sur le même calendrier, ou raccourcir le premier",
    "put both delays on the same calendar, or shorten the first",
)
_QUESTION = Text(
    "on ne sait pas si « {earlier} » peut finir après « {later} »",
    'it is not known whether "{earlier}" can end after "{later}"',
)
_TERM_MESSAGE = Text(
    "{first} ({one}) peut durer plus que {second} ({other})",
    "{first} ({one}) can last longer than {second} ({other})",
)
_TERM_HELP = Text("raccourcir le premier délai ou allonger le second", "shorten the first delay or lengthen the second")
_TERM_QUESTION = Text(
    "on ne sait pas si {first} ({one}) peut durer plus que {second} ({other})",
    "it is not known whether {first} ({one}) can last longer than {second} ({other})",
)
_UNITS = Text(
    "ces unités de temps ne se comparent que date par date",
    "these units of time can only be compared date by date",
)
_SAME_UNIT = Text("donner les deux délais dans la même unité", "give both delays in the same unit")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of delays whose order is broken on some date, but for want of a date (see `undecided`)."""
    for pair in ordered_pairs(program):
        match compare(session, pair):
            case Broken() as broken:
                yield _broken(program, pair, broken)
            case Unsettled(lacks_start=False) as unsettled:
                yield _unsettled(pair, unsettled)
    for first, second in _TERMS:
        if first in program.terms and second in program.terms:
            yield from _terms(program.terms[first], program.terms[second])


def _broken(program: Program, pair: Pair, broken: Broken) -> Diagnostic:
    names = {"earlier": delay_words(pair.earlier), "later": delay_words(pair.later)}
    return PAGE.finding(
        pair.earlier.rule.origin.span,
        _MESSAGE(**names, breach=breach_words(program, broken.excess, broken.start)),
        labels=(delay_label(pair.earlier), delay_label(pair.later)),
        help=_HELP(),
        case=broken.case,
    )


def _unsettled(pair: Pair, unsettled: Unsettled) -> Diagnostic:
    question = _QUESTION(earlier=delay_words(pair.earlier), later=delay_words(pair.later))
    labels = (delay_label(pair.earlier), delay_label(pair.later))
    return undecided(pair.earlier.rule.origin.span, question, unsettled.reason, labels=labels)


def _terms(first: Term, second: Term) -> Iterator[Diagnostic]:
    """Two lengths of the contract compared by their bounds."""
    if not isinstance(first.value, Length) or not isinstance(second.value, Length):
        return
    names = {"first": first.title, "one": first.value, "second": second.title, "other": second.value}
    labels = (Label(span=first.origin.span), Label(span=second.origin.span))
    match may_exceed(first.value, second.value):
        case True:
            yield PAGE.finding(first.origin.span, _TERM_MESSAGE(**names), labels=labels, help=_TERM_HELP())
        case None:
            question = _TERM_QUESTION(**names)
            yield undecided(first.origin.span, question, _UNITS(), labels=labels, help=_SAME_UNIT())
