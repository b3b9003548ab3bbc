"""A delay that can run out before its own calendar opens, or before anybody is on duty."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import to_datetime
from contractlang.core.cases import COMMITMENT, MILESTONES, OPENED
from contractlang.core.claims import Due, Unattended, Unopened
from contractlang.core.presence import shifts
from contractlang.core.program import Decision, Program, Rule
from contractlang.core.wording import outcome_words
from contractlang.diagnostics import Diagnostic, Label, Page, Quoted, Severity, Text
from contractlang.solver import GaveUp, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.unserved import Alone, Unserved, unattended, unserved

PAGE = Page(
    code="D404",
    name="delay-unserved",
    severity=Severity.WARNING,
    title=Text("délai que personne ne peut servir", "delay that nobody can serve"),
    finds=Text(
        "un délai (d'intervention ou d'obligation) qui peut courir en entier pendant que son propre calendrier est"
        " fermé : compté en jours calendaires, ouvrables ou en mois, ou ramené à une heure qui précède l'ouverture ; ou"
        " un délai d'intervention du prestataire qui peut courir en entier sans que la plage de service soit ouverte,"
        " ni qu'une astreinte serve le cas",
        "a delay (of an intervention or an obligation) that can run out while its own calendar is closed all along:"
        " counted in calendar days, business days or months, or brought to a time of the day before the opening; or a"
        " delay of the provider's intervention that can run out without the service hours being open, or an on-call"
        " duty serving the case",
    ),
    harm=Text(
        "le débiteur est en retard sans qu'une seule heure lui ait été donnée pour agir",
        "the debtor is late without having had a single hour in which to act",
    ),
    example="""…
article 20 "Personnel" {
  obligation O1 "Compte rendu" {
    qui   : prestataire
    quand : incident_de_sécurité
    délai : 2 jours calendaires sur HO
  }
}
""",
    mended="""…
article 20 "Personnel" {
  obligation O1 "Compte rendu" {
    qui   : prestataire
    quand : incident_de_sécurité
    délai : 2 jours sur HO
  }
}
""",
)

_MESSAGE = Text(
    "{decision} : {delay} (`{rule}`) peut finir sans une heure ouverte ; s'il court du {start}, il finit le {due}",
    "{decision}: {delay} (`{rule}`) can end without an open hour; running from {start}, it ends on {due}",
)
_SAMPLE = Quoted("2 jours sur HO", "2 days on HO")
_NEVER = Text(
    "{decision} : {delay} (`{rule}`) n'a pas d'échéance, car son calendrier n'ouvre jamais pendant le contrat",
    "{decision}: {delay} (`{rule}`) has no deadline, for its calendar never opens during the contract",
)
_ALONE = Text(
    "{decision} : {delay} (`{rule}`) peut finir sans que personne soit de service ; ouvert le {start}, il finit le"
    " {due}",
    "{decision}: {delay} (`{rule}`) can end without anybody on duty; opened on {start}, it ends on {due}",
)
_COVER = Text(
    "étendre `{WINDOW}` ou `{ON_CALL}` à ces cas et à ces heures, ou compter le délai sur `{calendar}`",
    "extend `{WINDOW}` or `{ON_CALL}` to these cases and these hours, or count the delay on `{calendar}`",
)
_HOURS = Text("plage de service : `{calendar}`", "service hours: `{calendar}`")
_DUTY = Text("astreinte : `{calendar}`", "on-call duty: `{calendar}`")
_HELP = Text(
    "compter en heures ou en jours du calendrier (`{sample}`), ou en nommer un autre",
    "count in hours or days of the calendar (`{sample}`), or name another one",
)
_QUESTION = Text(
    "{decision} : on ne sait pas si le calendrier de `{rule}` peut servir son délai",
    "{decision}: it is not known whether the calendar of `{rule}` can serve its delay",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every delay that can't be served, in its earliest case."""
    starts = {duty.commitment: duty.start for duty in program.duties}
    own = {f"{COMMITMENT}.{milestone}" for milestone in MILESTONES}
    for decision in program.decisions.values():
        if decision.name.split(".")[0] == COMMITMENT:
            for rule in (*decision.rules, *((decision.default,) if decision.default else ())):
                start = starts.get(decision.name, OPENED)
                found = unserved(session, decision, rule, start)
                if found is not None:
                    yield _finding(decision, rule, start, found)
                elif decision.name in own and (alone := unattended(session, decision, rule)) is not None:
                    yield _alone(program, decision, rule, alone)


def _finding(decision: Decision, rule: Rule, fact: str, found: Unserved | GaveUp) -> Diagnostic:
    span, labels = rule.origin.span, (rule_label(rule),)
    names = {"decision": decision.title, "rule": rule.name}
    if isinstance(found, GaveUp):
        return undecided(span, _QUESTION(**names), found.reason, labels=labels)
    due_claim = Due(decision=decision.name, rule=rule, start=fact, at=found.due)
    names["delay"] = outcome_words(rule.outcome)
    if found.start is None or found.due is None:
        return PAGE.finding(
            span,
            _NEVER(**names),
            labels=labels,
            help=_HELP(sample=_SAMPLE),
            case=found.case,
        ).claiming(Unopened(delay=due_claim))
    start, due = (to_datetime(instant, found.zone) for instant in (found.start, found.due))
    message = _MESSAGE(**names, start=start, due=due)
    finding = PAGE.finding(span, message, labels=labels, help=_HELP(sample=_SAMPLE), case=found.case)
    return finding.claiming(Unopened(delay=due_claim))


def _alone(program: Program, decision: Decision, rule: Rule, found: Alone | GaveUp) -> Diagnostic:
    span, labels = rule.origin.span, (rule_label(rule),)
    names = {"decision": decision.title, "rule": rule.name}
    if isinstance(found, GaveUp):
        return undecided(span, _QUESTION(**names), found.reason, labels=labels)
    known = shifts(program)
    duty = (
        Label(span=shift.origin.span, message=(_DUTY if shift.on_call else _HOURS)(calendar=shift.calendar))
        for shift in known
    )
    start, due = (to_datetime(instant, found.zone) for instant in (found.start, found.due))
    message = _ALONE(**names, delay=outcome_words(rule.outcome), start=start, due=due)
    help = _COVER(calendar=known[0].calendar)
    claim = Unattended(delay=Due(decision=decision.name, rule=rule, start=OPENED, at=found.due))
    return PAGE.finding(span, message, labels=(*labels, *duty), help=help, case=found.case).claiming(claim)
