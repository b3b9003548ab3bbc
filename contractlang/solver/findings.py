"""What several checks say alike: which clauses take part in a finding, on which dates, and that the solver gave up."""

from __future__ import annotations

from contractlang.calendars import to_datetime
from contractlang.core.cases import OCCURRED, OPENED
from contractlang.core.duties import TITLES
from contractlang.core.program import Delay, Rule
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Label, Message, Page, Severity, Text
from contractlang.diagnostics.wording import span_of_time
from contractlang.solver.delays import Broken
from contractlang.source import Span

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
    "{start} le {opened}, l'un finit le {due} et l'autre le {limit}, {gap} plus tôt (première fois : {start} le"
    " {first}{until})",
    "{start} on {opened}, one ends on {due} and the other on {limit}, {gap} earlier (the first time: {start} on"
    " {first}{until})",
)
_STARTS = {OPENED: Text("ouvert", "opened"), OCCURRED: Text("survenu", "occurring")}
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


def breach_words(broken: Broken) -> Message:
    """On which dates one delay ends after another: the worst, with both deadlines and the gap, and the first."""
    excess = broken.excess
    gap = Text(span_of_time(excess.excess_seconds, "fr"), span_of_time(excess.excess_seconds, "en"))
    return _BREACH(
        start=_STARTS[broken.start],
        opened=to_datetime(excess.worst_instant, broken.zone),
        due=to_datetime(excess.first_deadline, broken.zone),
        limit=to_datetime(excess.second_deadline, broken.zone),
        first=to_datetime(excess.first_instant, broken.zone),
        gap=gap,
        until=Text("", "") if broken.until is None else _UNTIL(until=to_datetime(broken.until, broken.zone).date()),
    )
