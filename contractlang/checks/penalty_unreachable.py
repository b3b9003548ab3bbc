"""A penalty, or a tier of one, that can never be due."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.caps import EXEMPT_UP_TO, threshold_at_cap, tier_beyond_cap
from contractlang.core.cases import COMMITMENT, MILESTONES, PENALTY
from contractlang.core.claims import Answered, Unpromised
from contractlang.core.duties import TITLES
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Found, GaveUp, Impossible, Session
from contractlang.solver.findings import rule_label, undecided
from contractlang.solver.rules import answers, wins

PAGE = Page(
    code="B101",
    name="penalty-unreachable",
    severity=Severity.WARNING,
    title=Text("pénalité jamais due", "penalty that is never due"),
    finds=Text(
        "une pénalité de retard dont aucun délai ne vaut dans les cas qu'elle vise, un palier qui commence alors que le"
        " plafond est déjà atteint, un seuil d'exonération qui n'est pas sous le plafond",
        "a penalty for lateness of cases for which no delay holds, a tier that begins where the cap is reached already,"
        " a threshold of exemption that is not below the cap",
    ),
    harm=Text(
        "le client croit que le retard est sanctionné, et rien ne sera jamais dû",
        "the client believes that lateness is sanctioned, and nothing will ever be due",
    ),
    source=Text(
        "Code civil, article 1231-5 (la pénalité sanctionne un manquement)",
        "French Civil Code, article 1231-5 (a penalty sanctions a breach)",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    défaut : intervention 4 h sur HO
  }
  pénalités {
    retard rétablissement : 150 € par heure entamée
    plafond               : 15 % de redevance par mois
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    défaut : intervention 4 h sur HO
  }
  pénalités {
    retard intervention : 15 € par heure entamée
    plafond             : 15 % de redevance par mois
  }
}
""",
)

_NO_DELAY = Text(
    "cette pénalité n'est jamais due : aucun délai ne vaut pour « {milestone} » dans les cas qu'elle vise",
    "this penalty is never due: no delay holds for “{milestone}” in the cases that it is about",
)
_OF_TICKETS = Text(
    "cette pénalité n'est jamais due : dans les cas qu'elle vise, « {milestone} » ne se tient que pour une part des"
    " tickets, et un ticket en retard n'y manque pas",
    "this penalty is never due: in the cases that it is about, “{milestone}” is kept for a share of tickets only, and"
    " one late ticket breaks nothing",
)
_TIER = Text(
    "le palier au-delà de {beyond} ne change rien : le précédent atteint déjà le plafond",
    "the tier beyond {beyond} changes nothing: the one before reaches the cap already",
)
_THRESHOLD = Text(
    "aucune pénalité n'est jamais due : le seuil en dessous duquel elles ne le sont pas atteint leur plafond",
    "no penalty is ever due: the threshold below which none is reaches the cap on them",
)
_CAP = Text("plafond", "cap")
_GIVE_DELAY = Text(
    "promettre ce délai dans `{SERVICE_LEVELS}`, ou retirer la pénalité",
    "promise this delay in `{SERVICE_LEVELS}`, or remove the penalty",
)
_GIVE_SHARE = Text(
    "sanctionner la part manquante : `{SHORTFALL} …`, ou promettre le délai pour chaque ticket",
    "sanction the missing share: `{SHORTFALL} …`, or promise the delay for every ticket",
)
_RAISE = Text("relever le plafond, ou retirer le palier", "raise the cap, or remove the tier")
_LOWER = Text("relever le plafond, ou abaisser le seuil", "raise the cap, or lower the threshold")
_QUESTION = Text(
    "on ne sait pas si la pénalité `{rule}` peut être due", "it is not known whether the penalty `{rule}` can be due"
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every penalty and every tier that no case leads to."""
    for milestone in MILESTONES:
        decision = program.decisions.get(f"{PENALTY}.{milestone}")
        for rule in decision.rules if decision else ():
            yield from _without_delay(program, session, milestone, decision, rule)  # type: ignore[arg-type]
    yield from _beyond_the_cap(program)
    yield from _exempt(program)


def _without_delay(
    program: Program, session: Session, milestone: str, decision: Decision, rule: Rule
) -> Iterator[Diagnostic]:
    """A penalty on a milestone, where no rule on its delay can win together with it."""
    promised = program.decisions.get(f"{COMMITMENT}.{milestone}")
    delays = (*promised.rules, *((promised.default,) if promised.default else ())) if promised else ()
    shared: list[Rule] = []
    for delay in delays:
        assert promised is not None
        if not isinstance(delay.outcome, Commitment) or delay.outcome.length is None:
            continue
        answer = session.ask(*dict.fromkeys((*wins(session, decision, rule), *wins(session, promised, delay))))
        if isinstance(answer, GaveUp):
            yield undecided(rule.origin.span, _QUESTION(rule=rule.name), answer.reason, labels=(rule_label(delay),))
            return
        if isinstance(answer, Found) and delay.outcome.share is None:
            return
        shared += [delay] if isinstance(answer, Found) else []
    alone = session.ask(*answers(session, decision, rule))
    if isinstance(alone, Impossible):
        return  # it never applies, whatever the delays: a dead rule
    case = alone.case if isinstance(alone, Found) else None
    message, help = (_OF_TICKETS, _GIVE_SHARE) if shared else (_NO_DELAY, _GIVE_DELAY)
    labels = tuple(rule_label(delay) for delay in shared)
    found = PAGE.finding(rule.origin.span, message(milestone=TITLES[milestone]), labels=labels, help=help(), case=case)
    yield found.claiming(Answered(decision=decision.name, rule=rule), Unpromised(milestone=milestone))


def _beyond_the_cap(program: Program) -> Iterator[Diagnostic]:
    """The first tier of each penalty that begins where the cap is reached already."""
    for decision in program.decisions.values():
        for rule in decision.rules:
            tier = tier_beyond_cap(program, rule)
            if tier is not None and program.cap is not None:
                labels = (Label(span=program.cap.origin.span, message=_CAP()),)
                yield PAGE.finding(rule.origin.span, _TIER(beyond=tier.beyond), labels=labels, help=_RAISE())


def _exempt(program: Program) -> Iterator[Diagnostic]:
    """A threshold that penalties never exceed, since the cap on all of them does not."""
    if threshold_at_cap(program) and program.cap is not None:
        labels = (Label(span=program.cap.origin.span, message=_CAP()),)
        yield PAGE.finding(program.terms[EXEMPT_UP_TO].origin.span, _THRESHOLD(), labels=labels, help=_LOWER())
