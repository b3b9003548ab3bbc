"""A graver incident for which more time is given than for a lesser one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from contractlang.calendars import to_datetime
from contractlang.core.claims import Answered
from contractlang.core.program import Delay, Program
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.diagnostics.wording import span_of_time
from contractlang.solver import Session
from contractlang.solver.delays import Pair, Unsettled
from contractlang.solver.findings import delay_label, delay_words, outlasts_claim, undecided
from contractlang.solver.severity import Wrong, scales

PAGE = Page(
    code="D405",
    name="severity-order",
    severity=Severity.WARNING,
    title=Text("plus de temps pour le plus grave", "more time for what is graver"),
    finds=Text(
        "deux délais de la même échéance dont celui de la gravité, ou de la priorité, la plus haute finit après l'autre"
        " à certaines dates, pour le même cas par ailleurs",
        "two delays of one milestone of which that of the higher severity, or priority, ends after the other on some"
        " dates, for a case that is otherwise the same",
    ),
    harm=Text(
        "le client a intérêt à déclarer moins grave ce qui l'arrête",
        "the client had better report as less grave what stops it",
    ),
    source=Text(
        "usage : les délais croissent de la gravité la plus haute à la plus basse",
        "usage: delays grow from the highest severity to the lowest",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 8 h sur HO
    gravité majeure   : rétablissement 4 h sur HO
    gravité mineure   : rétablissement 16 h sur HO
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur HO
    gravité majeure   : rétablissement 8 h sur HO
    gravité mineure   : rétablissement 16 h sur HO
  }
}
""",
)

_MESSAGE = Text(
    "`{graver}` donne plus de temps que `{milder}`, moins grave : ouvert le {opened}, l'un finit le {due} et l'autre le"
    " {limit}, {gap} plus tôt",
    "`{graver}` gives more time than `{milder}`, which is less grave: opened on {opened}, one ends on {due} and the"
    " other on {limit}, {gap} earlier",
)
_NOTHING = Text(
    "`{graver}` ne promet rien, et `{milder}`, moins grave, promet un délai",
    "`{graver}` promises nothing, and `{milder}`, which is less grave, promises a delay",
)
_GIVE = Text(
    "donner à `{graver}` un délai, au plus celui de `{milder}`", "give `{graver}` a delay, at most that of `{milder}`"
)
_HELP = Text(
    "raccourcir le délai de `{graver}`, ou allonger celui de `{milder}`",
    "shorten the delay of `{graver}`, or lengthen that of `{milder}`",
)
_QUESTION = Text(
    "on ne sait pas si {graver} peut finir après {milder}, moins grave",
    "it is not known whether {graver} can end after {milder}, which is less grave",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (the session has the program)
    """Every pair of delays in the wrong order of severity or of priority, each pair once."""
    for scale in scales(session):
        for pair in scale.pairs():
            found = ((graver, milder, scale.wrong(graver, milder)) for graver, milder in permutations(pair))
            graver, milder, first = next((one for one in found if one[2] is not None), (*pair, None))
            match first:
                case Wrong(broken=None):
                    yield _without(graver, milder, first)
                case Wrong():
                    yield _finding(session, graver, milder, first)
                case Unsettled(reason=reason):
                    question = _QUESTION(graver=delay_words(graver), milder=delay_words(milder))
                    labels = (delay_label(graver), delay_label(milder))
                    yield undecided(graver.rule.origin.span, question, reason, labels=labels)


def _without(graver: Delay, milder: Delay, wrong: Wrong) -> Diagnostic:
    names = {"graver": graver.rule.name, "milder": milder.rule.name}
    labels = (delay_label(graver), delay_label(milder))
    span = graver.rule.origin.span
    found = PAGE.finding(span, _NOTHING(**names), labels=labels, help=_GIVE(**names), case=wrong.case)
    return found.claiming(
        Answered(decision=graver.decision, rule=graver.rule),
        Answered(decision=milder.decision, rule=milder.rule, given={wrong.fact: wrong.low}),
    )


def _finding(session: Session, graver: Delay, milder: Delay, wrong: Wrong) -> Diagnostic:
    assert wrong.broken is not None
    excess, zone = wrong.broken.excess, session.window.zone
    names = {"graver": graver.rule.name, "milder": milder.rule.name}
    message = _MESSAGE(
        **names,
        opened=to_datetime(excess.worst_instant, zone),
        due=to_datetime(excess.first_deadline, zone),
        limit=to_datetime(excess.second_deadline, zone),
        gap=Text(span_of_time(excess.excess_seconds, "fr"), span_of_time(excess.excess_seconds, "en")),
    )
    labels = (delay_label(graver), delay_label(milder))
    found = PAGE.finding(graver.rule.origin.span, message, labels=labels, help=_HELP(**names), case=wrong.case)
    return found.claiming(outlasts_claim(Pair(earlier=graver, later=milder), wrong.broken, {wrong.fact: wrong.low}))
