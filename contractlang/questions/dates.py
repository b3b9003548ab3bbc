"""Questions on the dates of a contract: its end, its renewal, its notices, the calendar of its reversibility."""

from __future__ import annotations

from datetime import date, timedelta

from contractlang.calendars import to_datetime
from contractlang.core.life import contract_zone
from contractlang.core.origins import Path
from contractlang.core.periods import (
    ENDING,
    INITIAL,
    MAXIMUM,
    MODE,
    NOTICE,
    RENEWAL,
    SIGNATURE,
    START,
    Period,
    period_at,
    periods,
    term_day,
    term_length,
    term_value,
)
from contractlang.core.program import Program
from contractlang.diagnostics import Message, Text
from contractlang.questions.answers import Answer, Asked, Lack, grounds_of, table
from contractlang.questions.calendar import (
    ASKED,
    NOTICES,
    PLAN,
    RENEWALS,
    TERM,
    WHOLE_PERIODS,
    ahead,
    counting_of,
    reversibility_steps,
)
from contractlang.values import Length

_TERM_NAMES: dict[Path, Text] = {
    START: Text("durée.début", "duration.start"),
    INITIAL: Text("durée.initiale", "duration.initial"),
    RENEWAL: Text("durée.reconduction", "duration.renewal"),
    NOTICE: Text("durée.préavis", "duration.notice"),
    ASKED: Text("réversibilité.préavis", "reversibility.notice"),
    TERM: Text("réversibilité.durée", "reversibility.term"),
    PLAN: Text("réversibilité.plan", "reversibility.plan"),
    ("reversibility", "restitution"): Text("réversibilité.restitution", "reversibility.restitution"),
}
_UNKNOWN = Text(
    "le contrat ne permet pas de le dire : il manque {terms}", "the contract does not tell: {terms} is missing"
)
_OPEN_ENDED = Text(
    "le contrat est à durée indéterminée : chaque partie peut y mettre fin, avec un préavis",
    "the contract has no term: each party may end it, with notice",
)
_OPEN_ENDED_RULE = Text("Code civil, article 1211", "French Civil Code, article 1211")
_ENDS = Text("le contrat finit le {day} à 24 h", "the contract ends on {day} at 24:00")
_ENDS_UNLESS = Text(
    "la période en cours finit le {day} à 24 h, et le contrat se renouvelle si personne ne le refuse",
    "the current period ends on {day} at 24:00, and the contract is renewed unless it is refused",
)
_ENDS_EXPRESS = Text(
    "le contrat finit le {day} à 24 h, sauf si les parties le renouvellent expressément",
    "the contract ends on {day} at 24:00, unless the parties expressly renew it",
)
_ENDED = Text("le contrat a pris fin le {day} à 24 h", "the contract ended on {day} at 24:00")
_REFUSE_BY = Text("dernier jour pour refuser la reconduction : {day}", "last day to refuse the renewal: {day}")
_TOO_LATE = Text(
    "il est trop tard pour refuser la reconduction du {following} (dernier jour : {day}) ; prochain dernier jour :"
    " {next}",
    "it is too late to refuse the renewal of {following} (last day: {day}); next last day: {next}",
)
_TOO_LATE_AT_ALL = Text(
    "il est trop tard pour refuser la reconduction du {following} (dernier jour : {day}), la dernière du contrat",
    "it is too late to refuse the renewal of {following} (last day: {day}), the last of the contract",
)
_NO_RENEWAL = Text(
    "le contrat ne se renouvelle pas de lui-même : il n'y a rien à refuser",
    "the contract is not renewed by itself: there is nothing to refuse",
)
_LAST_PERIOD = Text(
    "la période en cours est la dernière : il n'y a plus rien à refuser",
    "the current period is the last: there is nothing left to refuse",
)
_NO_LENGTH = Text(
    "la durée de la reconduction n'est pas dite : le contrat renouvelé serait à durée indéterminée (Code civil,"
    " articles 1214 et 1215)",
    "the renewal has no stated length: the renewed contract would have no term (French Civil Code, articles 1214 and"
    " 1215)",
)
_NO_DAY = Text(
    "sans `--at`, c'est la période initiale qui est regardée", "without `--at` it is the initial period that is told"
)
_BEFORE = Text("le contrat prend effet le {day}", "the contract takes effect on {day}")
_NO_NOTICE = Text("le contrat ne dit aucun préavis", "the contract states no notice")
_NOTICES = Text("préavis du contrat", "notices of the contract")
_GIVEN = Text("préavis donnés le {day}", "notices given on {day}")
_NO_GIVEN = Text(
    "`--at` donne le jour où le préavis serait donné", "`--at` gives the day on which notice would be given"
)
_NO_REVERSIBILITY = Text("le contrat ne dit rien de la réversibilité", "the contract says nothing of reversibility")
_CALENDAR = Text("réversibilité d'un contrat qui finit le {day}", "reversibility of a contract that ends on {day}")
_OTHER_END = Text(
    'pour une autre fin : `--fact survenance="2027-06-30 12:00"`',
    'for another end: `--fact occurred="2027-06-30 12:00"`',
)
_ALL = Text("dates du contrat", "dates of the contract")
_NOTICE_TERMS: tuple[tuple[str, Path, Text], ...] = (
    ("client", ("termination", "client", "notice"), Text("résiliation par le client", "termination by the client")),
    (
        "provider",
        ("termination", "provider", "notice"),
        Text("résiliation par le prestataire", "termination by the provider"),
    ),
    ("breach", ("termination", "breach"), Text("manquement, après mise en demeure", "breach, after formal notice")),
    ("force_majeure", ("termination", "force_majeure"), Text("force majeure qui dure", "lasting force majeure")),
)
_REFUSAL = Text("refus de la reconduction", "refusal of the renewal")
_ONE_DAY = timedelta(days=1)


# --- end and renewal ------------------------------------------------------------------------------------------


def end(asked: Asked) -> Answer:
    """When the contract, or its current period, ends."""
    program = asked.program
    found = _period(asked)
    if isinstance(found, Answer):
        return found
    mode = term_value(program, MODE)
    ended = asked.day is not None and asked.day > found.last
    text = _ENDED if ended else _ENDS_UNLESS if found.renewed else _ENDS_EXPRESS if mode == "express" else _ENDS
    start, maximum = term_day(program, START), term_length(program, MAXIMUM)
    limit = ahead(start, maximum, program) if start is not None else None
    longest = None if limit is None else limit - _ONE_DAY
    rows = () if longest is None else ((Text("au plus tard, renouvellements compris", "at the latest"), longest),)
    return Answer(
        said=text(day=found.last),
        data={"end": found.last, "renewed": found.renewed, "open_ended": False, "latest": longest},
        lines=table(*rows),
        grounds=grounds_of(program, START, INITIAL, MODE, RENEWAL, MAXIMUM),
        counting=(WHOLE_PERIODS(), *((RENEWALS(),) if found.renewed else ())),
        notes=_dated(asked),
    )


def renewal(asked: Asked) -> Answer:
    """Which period is current, and the last day to refuse the renewal that follows it."""
    program = asked.program
    found = _period(asked)
    if isinstance(found, Answer):
        return found
    lacks: list[Lack] = []
    following = _following(program, found)
    passed = asked.day is not None and found.refuse_by is not None and asked.day > found.refuse_by
    said = _renewal_said(found, following, passed=passed)
    tacit = term_value(program, MODE) == "tacit"
    if tacit and term_length(program, RENEWAL) is None:
        lacks.append(Lack(term=_TERM_NAMES[RENEWAL]))
    if found.renewed and found.refuse_by is None:
        lacks.append(Lack(term=_TERM_NAMES[NOTICE]))
    data = {
        "mode": term_value(program, MODE),
        "period": _period_data(found),
        "last_day_to_refuse": found.refuse_by,
        "passed": passed if asked.day is not None and found.refuse_by is not None else None,
        "next_period": _period_data(following) if following is not None else None,
        "next_last_day_to_refuse": following.refuse_by if passed and following is not None else None,
    }
    rows = [
        (Text("période en cours", "current period"), found.start, found.last),
        *([(Text("période suivante", "next period"), following.start, following.last)] if following else []),
    ]
    return Answer(
        said=said,
        data=data,
        lines=table(*rows),
        decided=not lacks,
        grounds=grounds_of(program, START, INITIAL, MODE, RENEWAL, NOTICE, MAXIMUM),
        counting=(WHOLE_PERIODS(), *((NOTICES(), RENEWALS()) if found.renewed else ())),
        notes=(*((_NO_LENGTH(),) if tacit and not found.renewed and lacks else ()), *_dated(asked)),
        lacks=tuple(lacks),
    )


def _renewal_said(found: Period, following: Period | None, *, passed: bool) -> Text | Message:
    if not found.renewed:
        return _LAST_PERIOD if found.number else _NO_RENEWAL
    if found.refuse_by is None:
        return _UNKNOWN(terms=_TERM_NAMES[NOTICE])
    if not passed:
        return _REFUSE_BY(day=found.refuse_by)
    begins = found.last + _ONE_DAY
    if following is None or following.refuse_by is None:
        return _TOO_LATE_AT_ALL(following=begins, day=found.refuse_by)
    return _TOO_LATE(following=begins, day=found.refuse_by, next=following.refuse_by)


def _following(program: Program, period: Period) -> Period | None:
    if not period.renewed:
        return None
    return next((one for one in periods(program) if one.number == period.number + 1), None)


def _period_data(period: Period) -> dict[str, object]:
    return {"number": period.number, "start": period.start, "last": period.last}


def _period(asked: Asked) -> Period | Answer:
    """The period of the day that is asked about, else the answer that says what is missing."""
    program = asked.program
    start, initial = term_day(program, START), term_length(program, INITIAL)
    endless = term_value(program, ENDING) in ("open_ended", "perpetual")
    if endless and initial is None:
        return Answer(
            said=_OPEN_ENDED,
            data={"end": None, "renewed": False, "open_ended": True, "latest": None},
            grounds=grounds_of(program, START, ENDING),
            counting=(_OPEN_ENDED_RULE(),),
        )
    found = period_at(program, asked.day or start) if start is not None else None
    if found is not None:
        return found
    missing = [path for path, value in ((START, start), (INITIAL, initial)) if value is None]
    names = [_TERM_NAMES[path] for path in missing] or [_TERM_NAMES[INITIAL]]
    return Answer(
        said=_UNKNOWN(terms=names),
        data={"end": None, "renewed": None, "open_ended": None, "latest": None},
        decided=False,
        grounds=grounds_of(program, START, INITIAL),
        lacks=tuple(Lack(term=name) for name in names),
    )


def _dated(asked: Asked) -> tuple[Message, ...]:
    start = term_day(asked.program, START)
    if asked.day is None:
        return (_NO_DAY(), *asked.notes) if term_value(asked.program, MODE) == "tacit" else asked.notes
    return (_BEFORE(day=start), *asked.notes) if start is not None and asked.day < start else asked.notes


# --- notices --------------------------------------------------------------------------------------------------


def notice(asked: Asked) -> Answer:
    """How long each notice is, when it takes effect if given on a day, and when a renewal is refused at the latest."""
    program = asked.program
    rows: list[tuple[object, ...]] = []
    found: dict[str, object] = {}
    paths: list[Path] = []
    for name, path, title in _NOTICE_TERMS:
        value = term_value(program, path)
        if isinstance(value, Length):
            ends = ahead(asked.day, term_length(program, path), program) if asked.day is not None else None
            rows.append((title, value, ends))
            found[name] = {"length": value, "given": asked.day, "ends": ends}
            paths.append(path)
    refusal = term_value(program, NOTICE)
    period = _period(asked)
    if isinstance(refusal, Length):
        last = period.refuse_by if isinstance(period, Period) else None
        rows.append((_REFUSAL, refusal, last))
        found["non_renewal"] = {"length": refusal, "last_day": last}
        paths += [NOTICE, START, INITIAL]
    said: Text | Message = _NO_NOTICE
    if rows:
        said = _NOTICES if asked.day is None else _GIVEN(day=asked.day)
    return Answer(
        said=said,
        data={"notices": found},
        lines=table(*rows),
        decided=bool(rows),
        grounds=grounds_of(program, *paths),
        counting=(NOTICES(),) if rows else (),
        notes=asked.notes if asked.day is not None else (_NO_GIVEN(), *asked.notes),
        lacks=() if rows else (Lack(term=Text("résiliation", "termination")),),
    )


# --- reversibility --------------------------------------------------------------------------------------------


def reversibility(asked: Asked) -> Answer:
    """Each step of the reversibility with its date, for the end of the current period or another end."""
    program = asked.program
    last = _other_end(asked)
    if last is None:
        period = _period(asked)
        if isinstance(period, Answer):
            return period
        last = period.last
    if not any(path[:1] == ("reversibility",) for path in program.terms):
        lack = Lack(term=Text("réversibilité", "reversibility"))
        return Answer(said=_NO_REVERSIBILITY, data={"end": last, "steps": []}, decided=False, lacks=(lack,))
    steps = reversibility_steps(program, last)
    wanted = (ASKED, TERM, PLAN, ("reversibility", "restitution"))
    missing = [path for path in wanted if term_length(program, path) is None]
    rows = [(step.day, step.title) for step in steps]
    data = [{"step": step.key, "day": step.day, "title": step.title} for step in steps]
    return Answer(
        said=_CALENDAR(day=last),
        data={"end": last, "steps": data},
        lines=table(*rows),
        decided=not missing,
        grounds=grounds_of(program, *(path for step in steps for path in step.paths)),
        counting=counting_of(steps),
        notes=(_OTHER_END(), *asked.notes) if _other_end(asked) is None else asked.notes,
        lacks=tuple(Lack(term=_TERM_NAMES[path]) for path in missing),
    )


def _other_end(asked: Asked) -> date | None:
    """The day of an end that the case states."""
    occurred = asked.case.get("occurred")
    if isinstance(occurred, bool) or not isinstance(occurred, int):
        return None
    return to_datetime(occurred, contract_zone(asked.program)).date()


# --- all ------------------------------------------------------------------------------------------------------


def dates(asked: Asked) -> Answer:
    """All dates of the contract together."""
    program = asked.program
    period = _period(asked)
    if isinstance(period, Answer):
        return period
    start = term_day(program, START)
    limit = ahead(start, term_length(program, MAXIMUM), program) if start is not None else None
    steps = reversibility_steps(program, period.last)
    known: list[tuple[str, Text, date | None]] = [
        ("signature", Text("signature", "signature"), term_day(program, SIGNATURE)),
        ("start", Text("prise d'effet", "effect"), start),
        ("period_start", Text("début de la période en cours", "start of the current period"), period.start),
        (
            "last_day_to_refuse",
            Text("dernier jour pour refuser la reconduction", "last day to refuse the renewal"),
            period.refuse_by,
        ),
        ("end", Text("fin de la période en cours", "end of the current period"), period.last),
        ("latest", Text("fin au plus tard", "end at the latest"), None if limit is None else limit - _ONE_DAY),
    ]
    found = [(key, title, day) for key, title, day in known if day is not None]
    found += [(step.key, step.title, step.day) for step in steps if step.key != "end" and step.day is not None]
    ordered = sorted(found, key=lambda one: one[2] or date.max)
    paths = (SIGNATURE, START, INITIAL, MODE, RENEWAL, NOTICE, MAXIMUM, *(path for one in steps for path in one.paths))
    return Answer(
        said=_ALL,
        data={"dates": {key: day for key, _, day in ordered}},
        lines=table(*((day, title) for _, title, day in ordered)),
        grounds=grounds_of(program, *paths),
        counting=counting_of(steps, WHOLE_PERIODS, NOTICES),
        notes=_dated(asked),
    )
