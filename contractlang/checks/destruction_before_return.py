"""Data that may be destroyed before they are returned."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import Excess
from contractlang.core.program import Program, Term
from contractlang.core.relations import RETURNS
from contractlang.core.timings import duty_timing, term_value
from contractlang.diagnostics import Diagnostic, Label, Message, Page, Severity, Text
from contractlang.records import frozen
from contractlang.solver import Session
from contractlang.solver.delays import Unsettled, outlasts
from contractlang.solver.findings import breach_words, delay_label, delay_words, term_words, undecided

PAGE = Page(
    code="D411",
    name="destruction-before-return",
    severity=Severity.ERROR,
    title=Text("données détruites avant d'être rendues", "data destroyed before they are returned"),
    finds=Text(
        "une restitution qui, comptée du même jour, peut finir après la destruction des données : celle de la"
        " réversibilité, la suppression des données personnelles, ou celle que le prestataire doit à la fin du"
        " contrat. Les deux échéances sont comparées à chaque date de la vie du contrat",
        "a return that, counted from the same day, can end after the data are destroyed: by the reversibility"
        " clause, by the deletion of personal data, or by the provider's duty to delete at the end of the contract."
        " Both deadlines are compared on every date of the contract's life",
    ),
    harm=Text(
        "le client perd les données que le prestataire doit lui rendre",
        "the client loses the data that the provider has to return",
    ),
    source=Text(
        "Règlement (UE) 2016/679, article 28(3)(g), pour les données personnelles",
        "Regulation (EU) 2016/679, Article 28(3)(g), for personal data",
    ),
    example="""…
article 7 "Réversibilité" {
  réversibilité {
    cas         : échéance, résiliation, défaillance
    préavis     : 3 mois
    durée       : 6 mois
    plan        : 3 mois
    restitution : 2 mois
    destruction : 60 jours
    prix        : inclus
  }
}
""",
    mended="""…
article 7 "Réversibilité" {
  réversibilité {
    cas         : échéance, résiliation, défaillance
    préavis     : 3 mois
    durée       : 6 mois
    plan        : 3 mois
    restitution : 2 mois
    destruction : 3 mois
    prix        : inclus
  }
}
""",
)

_DELETION, _END = "data_deletion", "end_of_contract"

_MESSAGE = Text("{returned} peut finir après {destroyed} : {breach}", "{returned} can end after {destroyed}: {breach}")
_HELP = Text("ne détruire qu'après avoir rendu : allonger le second délai", "lengthen the second delay")
_QUESTION = Text(
    "on ne sait pas si {returned} peut finir après {destroyed}",
    "it is not known whether {returned} can end after {destroyed}",
)


@frozen(kw_only=True)
class _Destruction:
    """A delay within which data are destroyed, in words, and where it stands."""

    delay: object
    words: Message
    label: Label


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every destruction of data that their return can outlast."""
    path = RETURNS[0].first
    returned = program.terms.get(path)
    for destroyed in _destructions(program) if returned is not None else ():
        assert returned is not None
        match outlasts(program, term_value(path, program), destroyed.delay):
            case Excess() as excess:
                yield _finding(program, returned, destroyed, excess)
            case Unsettled(reason=reason, help=help):
                question = _QUESTION(returned=term_words(program, returned), destroyed=destroyed.words)
                yield undecided(returned.origin.span, question, reason, labels=(destroyed.label,), help=help)


def _destructions(program: Program) -> Iterator[_Destruction]:
    for path in (relation.second for relation in RETURNS):
        term = program.terms.get(path)
        if term is not None:
            label = Label(span=term.origin.span)
            yield _Destruction(delay=term_value(path, program), words=term_words(program, term), label=label)
    for delay in program.delays:
        if delay.party is None and delay.act == _DELETION and _END in delay.events:
            timing = duty_timing(delay, program)
            yield _Destruction(delay=timing, words=delay_words(delay), label=delay_label(delay))


def _finding(program: Program, returned: Term, destroyed: _Destruction, excess: Excess) -> Diagnostic:
    breach = breach_words(program, excess)
    message = _MESSAGE(returned=term_words(program, returned), destroyed=destroyed.words, breach=breach)
    labels = (Label(span=returned.origin.span), destroyed.label)
    return PAGE.finding(returned.origin.span, message, labels=labels, help=_HELP())
