"""Penalties of which the first unit of lateness reaches the cap."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.caps import first_unit_at_cap, missed_at_cap
from contractlang.core.claims import AtCap
from contractlang.core.formulas import linear
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.solver.lateness import barely_late

PAGE = Page(
    code="B102",
    name="penalty-cliff",
    severity=Severity.WARNING,
    title=Text("plafond atteint dès la première unité", "cap reached at the first unit"),
    finds=Text(
        "une pénalité dont la première unité (heure, jour, palier, part manquante) atteint déjà le plafond",
        "a penalty of which the first unit (an hour, a day, a tier, a missing share) reaches the cap already",
    ),
    harm=Text(
        "passé cette unité, tout retard de plus est gratuit : le prestataire n'a plus de raison de se presser",
        "beyond that unit any further lateness is free: the provider has no more reason to hurry",
    ),
    source=Text(
        "usage : un plafond laisse courir la pénalité assez longtemps pour qu'elle presse",
        "usage: a cap lets the penalty run long enough for it to press",
    ),
    example="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 150 € par heure entamée
    plafond               : 100 € par mois
  }
}
""",
    mended="""…
article 5 "Pénalités" {
  pénalités {
    retard rétablissement : 50 € par heure entamée
    plafond               : 500 € par mois
  }
}
""",
)

_MESSAGE = Text(
    "la première unité, {amount}, atteint déjà le plafond, {cap} : un retard plus long ne coûte rien de plus",
    "the first unit, {amount}, reaches the cap already, {cap}: being later costs nothing more",
)
_CAP = Text("plafond", "cap")
_HELP = Text("relever le plafond, ou abaisser la pénalité", "raise the cap, or lower the penalty")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every penalty under the cap that is as high as the cap from its first unit on."""
    cap = program.cap
    if cap is None or not linear(cap.amount.tree):
        return  # where nothing may be due at all the promise is empty, which is said elsewhere
    labels = (Label(span=cap.origin.span, message=_CAP()),)
    for duty in program.duties:
        decision = program.decisions.get(duty.penalty)
        for rule in decision.rules if decision else ():
            first = first_unit_at_cap(program, rule)
            if first is not None:
                case = barely_late(session, duty, rule, (first, cap.amount))
                message = _MESSAGE(amount=first.text, cap=cap.amount.text)
                found = PAGE.finding(rule.origin.span, message, labels=labels, help=_HELP(), case=case)
                yield found.claiming(AtCap(duty=duty.name, rule=rule))
    for missed in program.shortfalls:
        if missed_at_cap(program, missed):
            message = _MESSAGE(amount=missed.amount.text, cap=cap.amount.text)
            yield PAGE.finding(missed.origin.span, message, labels=labels, help=_HELP())
