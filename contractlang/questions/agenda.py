"""What a contract makes due in a window of days: dates of its life, periodic duties, obligations, reversibility.

A duty that comes back (`comité : 3 mois`) is due at the latest when so much time has run since the day of effect, then
since each time it was due; all of them are counted from the day of effect, so that none drifts. Each text through time
gives what falls due while it is in force. What only a renewal brings says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from contractlang.calendars import legal_deadline, to_datetime, to_instant
from contractlang.core.cases import Case
from contractlang.core.duties import Duty
from contractlang.core.life import contract_zone
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Commitment
from contractlang.core.periods import (
    INITIAL,
    NOTICE,
    RENEWAL,
    SIGNATURE,
    START,
    Period,
    period_at,
    periods,
    public_holidays,
    term_day,
    term_length,
    term_value,
)
from contractlang.core.program import Program, Rule
from contractlang.diagnostics import Message, Text, verbatim
from contractlang.evaluation.milestones import milestones
from contractlang.evaluation.results import Decided
from contractlang.questions.answers import Answer, Asked, Ground, distinct, table
from contractlang.questions.calendar import DELAYS, NOTICES, WHOLE_PERIODS, kept_after, reversibility_steps
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.records import evolve, frozen
from contractlang.values import Length, Unit

MOST_ITEMS = 5000

_NO_WINDOW = Text(
    "donner la fenêtre : `--from 2026-02-01 --to 2026-12-31`", "give the window: `--from 2026-02-01 --to 2026-12-31`"
)
_BACKWARDS = Text(
    "la fenêtre finit ({last}) avant de commencer ({first})", "the window ends ({last}) before it starts ({first})"
)
_TOO_MANY = Text(
    "plus de {most} échéances : choisir une fenêtre plus courte", "more than {most} dates: choose a shorter window"
)
_SAID = Text("agenda du {first} au {last} : {count} échéances", "agenda from {first} to {last}: {count} dates")
_IF_RENEWED = Text("si le contrat est reconduit", "if the contract is renewed")
_IF_ENDED = Text("si le contrat finit le {day}", "if the contract ends on {day}")
_NO_START = Text(
    "sans `durée.début`, les échéances qui en dépendent ne sont pas dans l'agenda",
    "without `duration.start` the dates that depend on it are not in the agenda",
)
_UNDATED = Text(
    "ne sont pas datés : les obligations qui attendent un événement, et celles dont le délai dépend d'autres faits",
    "not dated: obligations that wait for an event, and those whose delay depends on other facts",
)
_EVERY = Text("{what}, tous les {length}", "{what}, every {length}")
# Duties that come back, by the term that says how often
_PERIODIC: dict[Path, Text] = {
    ("advice", "watch"): Text("compte rendu de veille", "technology watch report"),
    ("advice", "committee"): Text("comité de conseil", "advice committee"),
    ("governance", "steering"): Text("comité de pilotage", "steering committee"),
    ("governance", "project"): Text("comité de projet", "project committee"),
    ("governance", "strategy"): Text("comité stratégique", "strategy committee"),
    ("governance", "indicators"): Text("indicateurs de service", "service indicators"),
    ("audit", "frequency"): Text("audit", "audit"),
    ("continuity", "tests"): Text("test de continuité", "continuity test"),
    ("staffing", "vigilance"): Text("attestation de vigilance", "certificate of vigilance"),
    ("reversibility", "plan", "revised"): Text("révision du plan de réversibilité", "review of the reversibility plan"),
    ("reversibility", "plan", "tested"): Text("test du plan de réversibilité", "test of the reversibility plan"),
    ("benchmark", "frequency"): Text("étalonnage du prix", "benchmark of the price"),
}
_REVISIONS = {"yearly": Length(Fraction(1), Unit.YEAR), "quarterly": Length(Fraction(3), Unit.MONTH)}
_REVISION: Path = ("price", "revision")
_TITLES = {
    "signature": Text("signature du contrat", "signature of the contract"),
    "start": Text("prise d'effet du contrat", "the contract takes effect"),
    "refuse_by": Text("dernier jour pour refuser la reconduction", "last day to refuse the renewal"),
    "period_end": Text("fin de la période en cours", "end of the current period"),
    "contract_end": Text("fin du contrat", "end of the contract"),
    "renewal": Text("le contrat est reconduit", "the contract is renewed"),
    "revision": Text("révision du prix", "price revision"),
    "validity": Text("fin de validité du certificat d'hébergement", "the hosting certificate expires"),
    "amendment": Text("l'avenant {number} prend effet", "amendment {number} takes effect"),
    "phase": Text("fin de la phase « {name} »", "end of the phase “{name}”"),
}
_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Item:
    """Something due on a day. `key` and the day tell it from all others of the contract, whatever the window.

    `renewed`: only a renewal brings it. `ends`: it is due if the contract ends on that day and is not renewed.
    """

    day: date
    key: str
    what: Text
    title: Text | Message
    origin: Origin
    counting: Text
    renewed: bool = False
    ends: date | None = None

    @property
    def condition(self) -> Text | Message | None:
        """What it depends on: that the contract is renewed, or that it ends on a day and is not."""
        if self.ends is not None:
            return _IF_ENDED(day=self.ends)
        return _IF_RENEWED if self.renewed else None

    @property
    def article(self) -> str | None:
        """The article that makes it due."""
        return self.origin.article


def agenda(asked: Asked) -> Answer:
    """All that is due in the window, in order of date."""
    first, last = window_of(asked)
    items = items_due(asked)
    rows = [(item.day, item.title, _place(item), item.condition) for item in items]
    counting = (text() for text in dict.fromkeys(item.counting for item in items))
    return Answer(
        said=_SAID(first=first, last=last, count=len(items)),
        data={
            "from": first,
            "to": last,
            "items": [
                {
                    "day": item.day,
                    "key": item.key,
                    "title": item.title,
                    "article": item.article,
                    "if_renewed": item.renewed and item.ends is None,
                    "if_ended": item.ends,
                }
                for item in items
            ],
        },
        lines=table(*rows),
        grounds=distinct(Ground(what=item.what, origin=item.origin) for item in items),
        counting=tuple(counting),
        notes=(*(() if term_day(asked.program, START) else (_NO_START(),)), _UNDATED()),
    )


def window_of(asked: Asked) -> tuple[date, date]:
    """The window, both days included."""
    if asked.window is None:
        raise RefusedQuestionError((_NO_WINDOW(),))
    first, last = asked.window
    if last < first:
        raise RefusedQuestionError((_BACKWARDS(first=first, last=last),))
    return first, last


def items_due(asked: Asked) -> tuple[Item, ...]:
    """What is due in the window, by the text in force on the day on which it is due, or that of `day` if given."""
    first, last = window_of(asked)
    texts = asked.texts if asked.day is None and asked.texts else ((None, asked.program),)
    found: dict[tuple[date, str], Item] = {}
    for place, (since, program) in enumerate(texts):
        until = texts[place + 1][0] if place + 1 < len(texts) else None
        begin = first if since is None else max(first, since)
        close = last if until is None else min(last, until - _ONE_DAY)
        for item in _of_text(program, begin, close, asked.day or first):
            found.setdefault((item.day, item.key), item)
            if len(found) > MOST_ITEMS:
                raise RefusedQuestionError((_TOO_MANY(most=MOST_ITEMS),))
    return tuple(sorted(found.values(), key=lambda item: (item.day, item.origin.span.start, item.key)))


def _of_text(program: Program, first: date, last: date, known: date) -> Iterator[Item]:
    """What one text makes due on some days; a period that starts after the one of `known` is not certain."""
    if last < first:
        return
    start = term_day(program, START)
    sure = period_at(program, known)
    end = _end(program)
    for maker in _MAKERS:
        for item in maker(program, start, min(last, date.max if end is None or maker in _ENDED else end)):
            if first <= item.day <= last:
                late = sure is not None and sure.renewed and item.day > sure.last
                yield evolve(item, renewed=late or item.renewed)


def _end(program: Program) -> date | None:
    """The last day of a contract that is not renewed for ever; None where it may go on."""
    found = None
    for period in periods(program):
        found = period
        if period.number > 400:
            return None
    return None if found is None or found.renewed else found.last


def _item(program: Program, day: date, key: str, path: Path, counting: Text, title: Text | Message) -> Item:
    term = program.terms.get(path)
    what, origin = (verbatim(".".join(path)), program.origin) if term is None else (term.title, term.origin)
    return Item(day=day, key=key, what=what, title=title, origin=origin, counting=counting)


# --- the life of the contract ---------------------------------------------------------------------------------


def _life(program: Program, start: date | None, last: date) -> Iterator[Item]:
    if (signed := term_day(program, SIGNATURE)) is not None:
        yield _item(program, signed, "signature", SIGNATURE, WHOLE_PERIODS, _TITLES["signature"])
    if start is not None:
        yield _item(program, start, "duration.start", START, WHOLE_PERIODS, _TITLES["start"])
    for amendment in program.amendments:
        title_of = _TITLES["amendment"](number=amendment.number)
        yield _item(program, amendment.effect, f"amendment.{amendment.number}", START, WHOLE_PERIODS, title_of)
    for period in periods(program):
        path = INITIAL if period.number == 0 else RENEWAL
        if period.number:
            yield _item(program, period.start, "duration.renewal", RENEWAL, WHOLE_PERIODS, _TITLES["renewal"])
        title = _TITLES["period_end" if period.renewed else "contract_end"]
        yield _item(program, period.last, "duration.end", path, WHOLE_PERIODS, title)
        if period.refuse_by is not None:
            yield _item(program, period.refuse_by, "duration.notice", NOTICE, NOTICES, _TITLES["refuse_by"])
        if period.last > last:
            return


def _after_end(program: Program, start: date | None, last: date) -> Iterator[Item]:  # noqa: ARG001
    """The reversibility around each end that a period may have, and what is kept after it."""
    for period in periods(program):
        for step in (*reversibility_steps(program, period.last), *kept_after(program, period.last)):
            if step.key != "end":
                path = step.paths[0]
                key = f"{'.'.join(path)}.{step.key}#{period.last.isoformat()}"
                found = _item(program, step.day, key, path, step.counting, step.title)
                yield evolve(found, ends=period.last if period.renewed else None)
        if period.start > last:
            return


# --- what comes back ------------------------------------------------------------------------------------------


def _repeated(program: Program, start: date | None, last: date) -> Iterator[Item]:
    for path, title in _PERIODIC.items():
        length = term_length(program, path)
        if start is not None and length is not None:
            for day in _times(start, length, last, program):
                said = _EVERY(what=title, length=length)
                yield _item(program, day, ".".join(path), path, DELAYS, said)


def _times(start: date, length: Length, last: date, program: Program) -> Iterator[date]:
    """The days on which a length has run once, twice, … since a day."""
    for count in range(1, MOST_ITEMS + 2):
        try:
            day = legal_deadline(start, Length(length.amount * count, length.unit), public_holidays(program))
        except (ValueError, OverflowError):
            return
        if day > last or day <= start:
            return
        yield day


def _revisions(program: Program, start: date | None, last: date) -> Iterator[Item]:
    rhythm = _REVISIONS.get(str(term_value(program, _REVISION)))
    firm = term_length(program, ("price", "firm"))
    if start is None or rhythm is None:
        return
    held = legal_deadline(start, firm) if firm is not None else start
    for day in _times(start, rhythm, last, program):
        if day >= held:
            yield _item(program, day, "price.revision", _REVISION, DELAYS, _TITLES["revision"])


def _phases(program: Program, start: date | None, last: date) -> Iterator[Item]:  # noqa: ARG001
    """The ends of the phases, one after the other from the day of effect."""
    following = start
    for path in program.terms:
        length = term_length(program, path)
        if path[0] != "phases" or following is None or length is None:
            continue
        following = legal_deadline(following, length)
        title = _TITLES["phase"](name=path[-1].replace("_", " "))
        yield _item(program, following - _ONE_DAY, ".".join(path), path, WHOLE_PERIODS, title)


def _fixed(program: Program, start: date | None, last: date) -> Iterator[Item]:  # noqa: ARG001
    path = ("hosting", "validity")
    if (day := term_day(program, path)) is not None:
        yield _item(program, day, "hosting.validity", path, WHOLE_PERIODS, _TITLES["validity"])


# --- obligations ----------------------------------------------------------------------------------------------


def _obligations(program: Program, start: date | None, last: date) -> Iterator[Item]:
    """Norms whose event has a date: the signature, the day of effect, the end, and what comes back since."""
    signed = term_day(program, SIGNATURE)
    events = [(event, day) for event, day in (("signature", signed), ("start_of_contract", start)) if day is not None]
    first_due: dict[str, date] = {}
    for event, day in events:
        for duty, rule, due in _due(program, event, day):
            first_due.setdefault(duty.name, due)
            yield _of_duty(rule, due, f"{duty.name}.{event}", duty.title)
    for period in _until(program, last):
        for duty, rule, due in _due(program, "end_of_contract", period.last):
            found = _of_duty(rule, due, f"{duty.name}.end_of_contract#{period.last.isoformat()}", duty.title)
            yield evolve(found, ends=period.last if period.renewed else None)
    if start is not None:
        yield from _recurring(program, start, first_due, last)


def _until(program: Program, last: date) -> Iterator[Period]:
    for period in periods(program):
        yield period
        if period.start > last:
            return


def _of_duty(rule: Rule, day: date, key: str, title: Text | Message) -> Item:
    return Item(day=day, key=key, what=verbatim(rule.name), title=title, origin=rule.origin, counting=DELAYS)


def _due(program: Program, event: str, day: date) -> Iterator[tuple[Duty, Rule, date]]:
    """The duties that an event on a day sets running, each with its rule and its last day."""
    zone = contract_zone(program)
    case: Case = {"event": event, "occurred": to_instant(datetime.combine(day, time(12)), zone)[0]}
    for milestone in milestones(program, case):
        if isinstance(milestone.commitment, Decided) and milestone.deadline is not None:
            # a period that ends at 24:00 ends on the day before that midnight
            due = to_datetime(milestone.deadline - 1, milestone.zone).date()
            yield milestone.duty, milestone.commitment.rule, due


def _recurring(program: Program, start: date, first_due: dict[str, date], last: date) -> Iterator[Item]:
    zone = contract_zone(program)
    case: Case = {"event": "recurrence", "occurred": to_instant(datetime.combine(start, time(12)), zone)[0]}
    for milestone in milestones(program, case):
        if not isinstance(milestone.commitment, Decided):
            continue
        outcome, rule = milestone.commitment.outcome, milestone.commitment.rule
        assert isinstance(outcome, Commitment)
        if not isinstance(outcome.length, Length) or outcome.length.seconds is not None:
            continue
        length = outcome.length
        title = _EVERY(what=milestone.duty.title, length=length)
        for day in _times(first_due.get(milestone.name, start), length, last, program):
            yield _of_duty(rule, day, f"{milestone.name}.recurrence", title)


_ENDED = (_life, _after_end)
_MAKERS = (*_ENDED, _repeated, _revisions, _phases, _obligations, _fixed)


def _place(item: Item) -> Text | None:
    return None if item.article is None else Text(f"article {item.article}", f"article {item.article}")
