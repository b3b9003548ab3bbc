"""A notice as long as the period that it ends."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import compared, failures, holds
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.core.relations import Relation, notices
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="D406",
    name="notice-too-long",
    severity=Severity.ERROR,
    title=Text("préavis aussi long que la période qu'il clôt", "notice as long as the period that it ends"),
    finds=Text(
        "un préavis de non-reconduction qui n'est pas plus court que la période qui se renouvelle, ou un préavis de"
        " résiliation qui n'est pas plus court qu'un contrat sans reconduction",
        "a notice of non-renewal that is not shorter than the period that is renewed, or a notice of termination that"
        " is not shorter than a contract that is not renewed",
    ),
    harm=Text(
        "personne ne peut donner ce préavis à temps : le droit qu'il devait ouvrir ne sert jamais",
        "nobody can give this notice in time: the right that it should open is of no use",
    ),
    source=Text(
        "Code civil, articles 1210 et 1215 (engagements perpétuels, tacite reconduction)",
        "French Civil Code, articles 1210 and 1215 (perpetual undertakings, tacit renewal)",
    ),
    example="""…
article 1 "Durée" {
  durée {
    début        : 2026-02-01
    initiale     : 36 mois
    reconduction : tacite 6 mois
    préavis      : 6 mois
  }
}
""",
    mended="""…
article 1 "Durée" {
  durée {
    début        : 2026-02-01
    initiale     : 36 mois
    reconduction : tacite 6 mois
    préavis      : 3 mois
  }
}
""",
)

_RENEWAL = Text(
    "{notice} ({length}) n'est pas plus court que {period} ({whole}) : la reconduction ne peut être refusée à temps",
    "{notice} ({length}) is not shorter than {period} ({whole}): the renewal can no longer be refused in time",
)
_TERMINATION = Text(
    "{notice} ({length}) n'est pas plus court que {period} ({whole}) : le contrat finit avant que la résiliation prenne"
    " effet",
    "{notice} ({length}) is not shorter than {period} ({whole}): the contract ends before the termination takes effect",
)
_NOTICE, _PERIOD = Text("préavis", "notice"), Text("période", "period")
_HELP = Text("raccourcir le préavis, ou allonger la période", "shorten the notice, or lengthen the period")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every notice that leaves no day on which to give it, unless a requirement in force says so already."""
    for relation in notices(program):
        yield from _finding(program, relation)


def _finding(program: Program, relation: Relation) -> Iterator[Diagnostic]:
    first, second = program.terms.get(relation.first), program.terms.get(relation.second)
    if first is None or second is None or _required(program, {relation.first, relation.second}):
        return
    if holds(relation.broken(program), program, certainly=True):
        labels = (
            Label(span=first.origin.span, message=_NOTICE()),
            Label(span=second.origin.span, message=_PERIOD()),
        )
        text = _RENEWAL if relation.first[0] == "duration" else _TERMINATION
        message = text(notice=first.title, length=first.value, period=second.title, whole=second.value)
        yield PAGE.finding(first.origin.span, message, labels=labels, help=_HELP())


def _required(program: Program, paths: set[Path]) -> bool:
    """Whether a requirement that compares these two terms is not met, which is a finding of its own."""
    return any(set(compared(one.demands, program)) == paths and failures(one, program) for one in program.requirements)
