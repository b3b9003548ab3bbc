"""The dates of a contract, each with the term that gives it and the rule by which it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contractlang.calendars import legal_deadline, legal_start
from contractlang.core.origins import Path
from contractlang.core.periods import INITIAL, START, public_holidays, term_length, term_value
from contractlang.core.program import Program
from contractlang.diagnostics import Message, Text
from contractlang.records import frozen
from contractlang.values import Length

WHOLE_PERIODS = Text(
    "le jour de la prise d'effet compte : la période suivante commence au même quantième, à défaut le dernier jour du"
    " mois (Code de procédure civile, article 641), et la période finit la veille à 24 h",
    "the day of effect counts: the next period starts on the day of the same number, else on the last of the month"
    " (French Code of Civil Procedure, article 641), and the period ends at 24:00 on its eve",
)
NOTICES = Text(
    "le jour où un préavis est donné ne compte pas (Code civil, article 2228) ; il doit être écoulé à 24 h du dernier"
    " jour (article 2229)",
    "the day on which a notice is given does not count (French Civil Code, article 2228); it has to have run out at"
    " 24:00 of the last day (article 2229)",
)
DELAYS = Text(
    "le jour d'où court un délai ne compte pas (Code civil, article 2228 ; Code de procédure civile, article 641) ; il"
    " expire le dernier jour à 24 h (CPC, article 642)",
    "the day from which a delay runs does not count (French Civil Code, article 2228; Code of Civil Procedure, article"
    " 641); it expires at 24:00 of its last day (CPC, article 642)",
)
RENEWALS = Text(
    "un contrat renouvelé est un nouveau contrat, au contenu identique (Code civil, articles 1214 et 1215)",
    "a renewed contract is a new contract of the same content (French Civil Code, articles 1214 and 1215)",
)
NOT_PUT_OFF = Text(
    "une date qui tombe un jour chômé n'est pas reportée : l'article 642 du CPC ne vaut que pour la procédure",
    "a date on a day off is not put off: article 642 CPC holds for procedure only",
)


@frozen(kw_only=True)
class Step:
    """A date of the contract; `paths` are the terms that give it. `key` is stable, for programs."""

    key: str
    title: Text
    paths: tuple[Path, ...]
    day: date
    counting: Text


_TITLES = {
    "asked_by": Text("dernier jour pour demander la réversibilité", "last day to ask for reversibility"),
    "plan_due": Text(
        "plan de réversibilité remis, si elle est demandée ce dernier jour",
        "reversibility plan handed over, if asked for on that last day",
    ),
    "start_by": Text(
        "dernier jour pour commencer une réversibilité qui finisse avec le contrat",
        "last day to start a reversibility that ends with the contract",
    ),
    "end": Text("fin du contrat", "end of the contract"),
    "done_by": Text("fin de la réversibilité", "end of reversibility"),
    "transition": Text("fin de la période de transition", "end of the transition period"),
    "returned_by": Text("restitution des données", "data returned"),
    "retrieved_by": Text("fin de la récupération des données", "end of data retrieval"),
    "documents_returned_by": Text("retour des documents confidentiels", "confidential documents returned"),
    "personal_data_deleted_by": Text("suppression des données personnelles", "personal data deleted"),
    "destroyed_by": Text("destruction des données", "data destroyed"),
    "support": Text("fin de l'assistance après réversibilité", "end of support after reversibility"),
    "logs": Text("fin de conservation des derniers journaux", "end of retention of the last logs"),
    "traces": Text(
        "fin de conservation des dernières traces de télémaintenance",
        "end of retention of the last traces of remote intervention",
    ),
    "confidentiality": Text("fin de la confidentialité", "end of confidentiality"),
}
# What is due some time after the end of the contract, by the term that says how long
_AFTER_END: tuple[tuple[str, Path], ...] = (
    ("transition", ("reversibility", "transition")),
    ("returned_by", ("reversibility", "restitution")),
    ("retrieved_by", ("reversibility", "retrieval")),
    ("documents_returned_by", ("confidentiality", "return")),
    ("personal_data_deleted_by", ("personal_data", "fate", "deletion")),
    ("destroyed_by", ("reversibility", "destruction")),
    ("support", ("reversibility", "support")),
)
# What is kept for some time after the end
_KEPT: tuple[tuple[str, Path], ...] = (
    ("logs", ("hosting", "logs")),
    ("logs", ("security", "logs")),
    ("traces", ("remote", "traceability")),
    ("confidentiality", ("confidentiality", "term")),
)
ASKED, PLAN, TERM = ("reversibility", "notice"), ("reversibility", "plan"), ("reversibility", "term")
_GOES_ON = (("reversibility", "extension"), ("reversibility", "transition"))


def reversibility_steps(program: Program, last: date) -> tuple[Step, ...]:
    """The steps of reversibility around the last day of a contract, in order of date.

    A contract whose reversibility goes on after the end (`extension`, `transition`) has its length run from the end;
    otherwise it has to be over by then.
    """
    steps = [*_before_end(program, last), _step("end", (START, INITIAL), last, WHOLE_PERIODS)]
    if any(term_value(program, path) not in (None, False) for path in _GOES_ON):
        steps += _counted(program, "done_by", TERM, last)
    for key, path in _AFTER_END:
        steps += _counted(program, key, path, last)
    return tuple(sorted(steps, key=lambda step: (step.day, step.key != "end")))


def kept_after(program: Program, last: date) -> tuple[Step, ...]:
    """Until when what the contract has kept is kept: logs, traces, secrets."""
    return tuple(step for key, path in _KEPT for step in _counted(program, key, path, last))


def _before_end(program: Program, last: date) -> Iterator[Step]:
    notice, plan, term = (term_length(program, path) for path in (ASKED, PLAN, TERM))
    ask_by = back(last, notice, program)
    if ask_by is not None:
        yield _step("asked_by", (ASKED,), ask_by, NOTICES)
        if (due := ahead(ask_by, plan, program)) is not None:
            yield _step("plan_due", (PLAN, ASKED), due, DELAYS)
    if not any(term_value(program, path) not in (None, False) for path in _GOES_ON):
        start_by = back(last, term, program)
        if start_by is not None:
            yield _step("start_by", (TERM,), start_by, NOTICES)


def _counted(program: Program, key: str, path: Path, start: date) -> Sequence[Step]:
    day = ahead(start, term_length(program, path), program)
    return () if day is None else (_step(key, (path,), day, DELAYS),)


def _step(key: str, paths: tuple[Path, ...], day: date, counting: Text) -> Step:
    return Step(key=key, title=_TITLES[key], paths=paths, day=day, counting=counting)


def ahead(start: date, length: Length | None, program: Program) -> date | None:
    """The last day of a delay that runs from a day; None without one, and beyond what dates can be counted."""
    if length is None:
        return None
    try:
        return legal_deadline(start, length, public_holidays(program))
    except (ValueError, OverflowError):
        return None


def back(last: date, length: Length | None, program: Program) -> date | None:
    """The last day to start a delay that is over by a day; None without one, and beyond what dates can be counted."""
    if length is None:
        return None
    try:
        return legal_start(last, length, public_holidays(program))
    except (ValueError, OverflowError):
        return None


def counting_of(steps: Sequence[Step], *others: Text) -> tuple[Message, ...]:
    """The rules by which some dates were counted, each once."""
    return (*(text() for text in dict.fromkeys((*others, *(step.counting for step in steps)))), NOT_PUT_OFF())
