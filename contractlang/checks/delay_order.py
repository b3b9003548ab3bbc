"""A delay that can end after one that it must not outlast."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import Excess
from contractlang.core.program import Program
from contractlang.core.relations import PLAN
from contractlang.core.timings import term_value
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.delays import Broken, Pair, Unsettled, compare, ordered_pairs, outlasts
from contractlang.solver.findings import breach_words, delay_label, delay_words, outlasts_claim, term_words, undecided

PAGE = Page(
    code="D401",
    name="delay-order",
    severity=Severity.ERROR,
    title=Text("délais dans un ordre impossible", "delays in an impossible order"),
    finds=Text(
        "un délai qui peut finir après celui qu'il précède par nature : prise en charge, puis intervention, puis"
        " rétablissement ; notification du prestataire au client avant celle que le client doit faire du même"
        " événement ; plan de réversibilité avant la fin du préavis. Les échéances sont comparées à chaque instant"
        " de la vie du contrat, jours fériés et changements d'heure compris",
        "a delay that can end after one which it precedes by nature: acknowledge, then intervene, then restore; the"
        " provider's notification before that which the client owes of the same event; the reversibility plan"
        " before the end of notice. Deadlines are compared at every instant of the contract's life, holidays and"
        " clock changes included",
    ),
    harm=Text(
        "le système serait à rétablir avant que le prestataire ne soit tenu d'intervenir, ou le client averti"
        " trop tard pour avertir à son tour : l'un des deux engagements ne vaut rien",
        "the system would have to be restored before the provider has to intervene, or the client be told too late"
        " to tell others in its turn: one of the two commitments is worth nothing",
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
_TERM_MESSAGE = Text("{first} peut finir après {second} : {breach}", "{first} can end after {second}: {breach}")
_TERM_HELP = Text("raccourcir le premier délai ou allonger le second", "shorten the first delay or lengthen the second")
_TERM_QUESTION = Text(
    "on ne sait pas si {first} peut finir après {second}", "it is not known whether {first} can end after {second}"
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of delays whose order is broken on some date, but for want of a date (see `undecided`)."""
    for pair in ordered_pairs(session):
        match compare(session, pair):
            case Broken() as broken:
                yield _broken(program, pair, broken)
            case Unsettled(lacks_start=False) as unsettled:
                yield _unsettled(pair, unsettled)
    if PLAN.first in program.terms and PLAN.second in program.terms:
        yield from _plan(program)


def _broken(program: Program, pair: Pair, broken: Broken) -> Diagnostic:
    names = {"earlier": delay_words(pair.earlier), "later": delay_words(pair.later)}
    return PAGE.finding(
        pair.earlier.rule.origin.span,
        _MESSAGE(**names, breach=breach_words(program, broken.excess, broken.start)),
        labels=(delay_label(pair.earlier), delay_label(pair.later)),
        help=_HELP(),
        case=broken.case,
    ).claiming(outlasts_claim(pair, broken))


def _unsettled(pair: Pair, unsettled: Unsettled) -> Diagnostic:
    question = _QUESTION(earlier=delay_words(pair.earlier), later=delay_words(pair.later))
    labels = (delay_label(pair.earlier), delay_label(pair.later))
    return undecided(pair.earlier.rule.origin.span, question, unsettled.reason, labels=labels, help=unsettled.help)


def _plan(program: Program) -> Iterator[Diagnostic]:
    """The plan of the reversibility, and the notice with which it is asked for."""
    first, second = program.terms[PLAN.first], program.terms[PLAN.second]
    match outlasts(program, term_value(PLAN.first, program), term_value(PLAN.second, program)):
        case Excess() as excess:
            names = {"first": term_words(program, first), "second": term_words(program, second)}
            message = _TERM_MESSAGE(**names, breach=breach_words(program, excess))
            labels = (Label(span=first.origin.span), Label(span=second.origin.span))
            yield PAGE.finding(first.origin.span, message, labels=labels, help=_TERM_HELP())
        case Unsettled(reason=reason, help=help):
            names = {"first": term_words(program, first), "second": term_words(program, second)}
            yield undecided(first.origin.span, _TERM_QUESTION(**names), reason, help=help)
