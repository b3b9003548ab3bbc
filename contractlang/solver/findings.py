"""What several checks say alike: which clauses take part in a finding, on which dates, and that the solver gave up."""

from __future__ import annotations

from datetime import time, timedelta

from contractlang.calendars import Excess, to_datetime
from contractlang.core.cases import OCCURRED, OPENED
from contractlang.core.duties import TITLES
from contractlang.core.life import outlives, window
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Delay, Program, Rule, Term
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Label, Message, Page, Severity, Text
from contractlang.diagnostics.wording import span_of_time
from contractlang.source import Span
from contractlang.values import Length, Unit

UNDECIDED = Page(
    code="U901",
    name="undecided",
    severity=Severity.WARNING,
    title=Text("question restée sans réponse", "question left without an answer"),
    finds=Text(
        "une question qu'un contrôle n'a pu trancher : le solveur a épuisé son budget, ou il manque un terme du contrat"
        " sans lequel on ne peut pas comparer des délais",
        "a question that a check could not settle: the solver used up its budget, or a term of the contract is missing"
        " without which delays can't be compared",
    ),
    harm=Text(
        "un contrôle qui n'a pas répondu n'a rien prouvé : le défaut qu'il cherche peut être dans le contrat",
        "a check that has not answered has proved nothing: the fault that it looks for may be in the contract",
    ),
    example="""…
article 1 "Durée" {
  durée {
    initiale     : 36 mois
    reconduction : tacite 12 mois
    préavis      : 3 mois
  }
}

article 3 "Niveaux de service" {
  niveaux de service {
    gravité majeure : intervention 4 h sur HO, rétablissement 240 h sur H24
  }
}
""",
    mended="""…
article 1 "Durée" {
  durée {
    début        : 2026-02-01
    initiale     : 36 mois
    reconduction : tacite 12 mois
    préavis      : 3 mois
  }
}

article 3 "Niveaux de service" {
  niveaux de service {
    gravité majeure : intervention 4 h sur HO, rétablissement 240 h sur H24
  }
}
""",
)

_UNDECIDED = Text("{question} : {reason}", "{question}: {reason}")
_SIMPLIFY = Text(
    "séparer les conditions en règles plus simples, ou ordonner ces clauses par `{UNLESS}`",
    "split the conditions into simpler rules, or order these clauses by `{UNLESS}`",
)
_BREACH = Text(
    "{start} {worst}, l'un finit le {due} et l'autre le {limit}, {gap} plus tôt"
    " (première fois : {start} {first}{until})",
    "{start} {worst}, one ends on {due} and the other on {limit}, {gap} earlier"
    " (the first time: {start} {first}{until})",
)
_TIE = Text(
    "{start} {worst}, les deux finissent ensemble le {due}{until}",
    "{start} {worst}, both end together on {due}{until}",
)
_STARTS = {OPENED: Text("ouvert le", "opened on"), OCCURRED: Text("survenu le", "occurring on")}
_DAY = timedelta(days=1)
_COUNTED = Text("à partir du", "running from")
_UNTIL = Text(
    " ; dates examinées jusqu'au {until}, le contrat pouvant durer au-delà",
    "; dates looked at until {until}, which the contract may outlast",
)


def undecided(
    span: Span,
    question: Message,
    reason: Message,
    *,
    labels: tuple[Label, ...] = (),
    help: Message | None = None,
) -> Diagnostic:
    """The finding that a question has no answer: `question` says on what (`it is not known whether …`)."""
    message = _UNDECIDED(question=question, reason=reason)
    return UNDECIDED.finding(span, message, labels=labels, help=help or _SIMPLIFY())


def rule_label(rule: Rule) -> Label:
    """The place of a rule, with its name, its article and what it comes to."""
    outcome = outcome_words(rule.outcome)
    if rule.origin.article is None:
        text = Text("`{rule}` : {outcome}", "`{rule}`: {outcome}")
        return Label(span=rule.origin.span, message=text(rule=rule.name, outcome=outcome))
    text = Text("`{rule}`, article {article} : {outcome}", "`{rule}`, article {article}: {outcome}")
    return Label(
        span=rule.origin.span,
        message=text(rule=rule.name, article=rule.origin.article, outcome=outcome),
    )


def delay_label(delay: Delay) -> Label:
    """The place of a delay, with its party, its milestone and its length."""
    text = Text("{delay}", "{delay}")
    return Label(span=delay.rule.origin.span, message=text(delay=delay_words(delay)))


def delay_words(delay: Delay) -> Message:
    """A delay in words: `restore, 4 h on HO (Hébergeo)`."""
    words = Text("{milestone}, {outcome}", "{milestone}, {outcome}")(
        milestone=TITLES.get(delay.milestone, delay.rule.title),
        outcome=outcome_words(delay.rule.outcome),
    )
    if delay.party is None:
        return words
    return Text("{words} (`{party}`)", "{words} (`{party}`)")(words=words, party=delay.party)


def term_words(program: Program, term: Term) -> Message:
    """A delay that a term gives, in words: `personal_data.breach_notice (24 h on HO)`."""
    assert isinstance(term.value, Length)
    calendar = program.terms.get((*term.path, "window"))
    delay = Commitment(length=term.value, calendar=None if calendar is None else str(calendar.value))
    return Text("{term} ({delay})", "{term} ({delay})")(term=term.title, delay=outcome_words(delay))


def breach_words(program: Program, excess: Excess, start: str | None = None) -> Message:
    """On which dates one delay ends after another: the worst, with both deadlines and the gap, and the first.

    `start` is the fact from which both run. Of a contract that may go on, until when dates were compared is said too.
    """
    dates = window(program)
    worst, due, limit, first = (
        to_datetime(instant, dates.zone)
        for instant in (excess.worst_instant, excess.first_deadline, excess.second_deadline, excess.first_instant)
    )
    gap: Length | Text = Text(span_of_time(excess.excess_seconds, "fr"), span_of_time(excess.excess_seconds, "en"))
    until = _UNTIL(until=to_datetime(dates.end, dates.zone).date()) if outlives(program) else Text("", "")
    start_words = _COUNTED if start is None else _STARTS[start]
    words = _BREACH if excess.excess_seconds else _TIE
    if start is None and all(moment.time() == time.min for moment in (worst, due, limit, first)):
        # counted in whole days: a period that ends at midnight ends with the day before
        gap = Length.of((due.date() - limit.date()).days, Unit.DAY)
        ends = {"due": due.date() - _DAY, "limit": limit.date() - _DAY}
        return words(start=start_words, worst=worst.date(), **ends, first=first.date(), gap=gap, until=until)
    return words(start=start_words, worst=worst, due=due, limit=limit, first=first, gap=gap, until=until)
