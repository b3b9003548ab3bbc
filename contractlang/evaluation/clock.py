"""The clock of a ticket: when it stood still, by the reasons that the contract admits.

`suspension` in the service levels says which reasons stop the clock. A contract that says nothing stops it for none: a
delay that the parties agreed on gets longer only where they agreed on that too. What a case reports and the contract
does not admit is told.

`waiting` is a total of open time, without its hours (as GLPI keeps it): whoever states it says that the clock stood
still so long. It moves the deadline of the restoration, if the contract stops the clock at all, and no other: nothing
says whether the wait came before an earlier milestone.
"""

from __future__ import annotations

from attrs import field

from contractlang.calendars import ServiceCalendar, Stops, delayed, merged_stops, running_deadline, stopped_time
from contractlang.core.cases import (
    CYCLES,
    OPENED,
    REOPENINGS,
    RESTORED,
    SUSPENSIONS,
    WAITING,
    Case,
    Interval,
    intervals,
)
from contractlang.core.duties import Duty
from contractlang.core.program import Path, Program
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.sentences import length_text, value_text
from contractlang.records import frozen
from contractlang.values import Length

SUSPENSION: Path = ("service_levels", "suspension")

_SILENT = Text(
    "le contrat ne dit d'aucun motif qu'il arrête l'horloge : les suspensions ne sont pas décomptées",
    "the contract says of no reason that it stops the clock: suspensions are not taken off",
)
_NOT_ADMITTED = Text(
    "d'après le contrat, ceci n'arrête pas l'horloge : {reasons}",
    "under the contract this does not stop the clock: {reasons}",
)
_STANDS_STILL = Text(
    "l'horloge est arrêtée depuis {since} : pas d'échéance tant qu'elle l'est",
    "the clock stands still since {since}: no deadline while it does",
)
_STOPPED = Text(
    "l'horloge a été arrêtée {length} de temps ouvert avant l'échéance",
    "the clock stood still for {length} of open time before the deadline",
)
_WAITED = Text(
    "{length} d'attente reportent l'échéance ; rien ne dit quand elle a eu lieu",
    "{length} of waiting move the deadline; nothing says when it took place",
)
_NOT_WHEN = Text(
    "l'attente est un total sans dates : elle ne reporte que l'échéance du rétablissement",
    "the waiting is a total without dates: it moves the deadline of the restoration only",
)
_OF = Text("{duty} : {said}", "{duty}: {said}")
_REOPENED = Text(
    "réouvertures : {count}, sans les dates des cycles ; au-delà de la première échéance, rien ne peut être jugé",
    "reopenings: {count}, without the dates of the cycles; beyond the first deadline nothing can be judged",
)


@frozen(kw_only=True)
class Clock:
    """When the clock of a duty stood still: `stops`, and since `still` up to now; `waiting` open seconds more in all.

    `blurred`: the ticket was reopened, and nothing says when.
    """

    stops: Stops = ()
    still: int | None = None
    waiting: int = 0
    blurred: bool = False
    notes: tuple[Message, ...] = field(default=(), eq=False)

    def deadline(self, start: int, length: Length, calendar: ServiceCalendar, by: int | None) -> int | None:
        """When a length has run; None while the clock stands still. Raises as `running_deadline` does."""
        due = running_deadline(start, length, calendar, self.stops, by)
        if self.waiting:
            due = delayed(due, self.waiting, calendar)
        return None if self.still is not None and self.still < due else due

    def until(self, reached: int) -> Stops:
        """The stops up to an instant, that which lasts on among them."""
        if self.still is None or self.still >= reached:
            return self.stops
        return (*self.stops, (self.still, reached))

    def taken_off(self, start: int, due: int, calendar: ServiceCalendar) -> int:
        """Open seconds for which it stood still before a deadline."""
        return stopped_time(calendar, self.stops, start, due) + self.waiting


RUNNING = Clock()


def standing_still(clock: Clock, program: Program) -> Message:
    """That the clock stands still, so that there is no deadline yet."""
    assert clock.still is not None
    return _STANDS_STILL(since=value_text(program, OPENED, clock.still))


def clock_of(duty: Duty, program: Program, case: Case) -> Clock:
    """The clock of a duty in a case: that of an intervention may stop, that of any other runs on."""
    if duty.start != OPENED or not (SUSPENSIONS in case or WAITING in case or REOPENINGS in case):
        return RUNNING
    term = program.terms.get(SUSPENSION)
    admitted = frozenset(term.value) if term is not None and isinstance(term.value, tuple) else frozenset()
    notes: list[Message] = []
    given = intervals(case, SUSPENSIONS)
    stops, still = _stops(tuple(part for part in given if part[2] in admitted))
    others = sorted({part[2] for part in given if part[2] not in admitted})
    waiting = int(case.get(WAITING, 0))
    if term is None and (given or waiting):
        notes.append(_SILENT())
    elif others:
        notes.append(_NOT_ADMITTED(reasons=[_reason(program, word) for word in others]))
    if term is None or duty.reached != RESTORED:
        notes += [_NOT_WHEN()] if waiting and term is not None else []
        waiting = 0
    count = int(case.get(REOPENINGS, 0))
    blurred = bool(count) and duty.reached == RESTORED and not cycles_of(duty, case)
    if blurred:
        notes.append(_REOPENED(count=count))
    return Clock(stops=stops, still=still, waiting=waiting, blurred=blurred, notes=tuple(notes))


def told(clock: Clock, duty: Duty, off: int) -> tuple[Message, ...]:
    """What is to be said of the clock of a duty; `off`: the open seconds for which it stood still."""
    notes = list(clock.notes)
    if clock.waiting:
        notes.append(_WAITED(length=length_text(clock.waiting)))
    elif off:
        notes.append(_STOPPED(length=length_text(off)))
    return tuple(_OF(duty=duty.title, said=note) for note in notes)


def cycles_of(duty: Duty, case: Case) -> tuple[Interval, ...]:
    """The cycles of a milestone, in order: each from when it was opened, or reopened, to when it was reached."""
    return tuple(part for part in intervals(case, CYCLES) if part[2] == duty.name)


def _stops(found: tuple[Interval, ...]) -> tuple[Stops, int | None]:
    """Stops joined and in order, and since when the clock stands still; what begins after that is part of it."""
    still = min((start for start, end, _ in found if end is None), default=None)
    ended = merged_stops((start, end) for start, end, _ in found if end is not None)
    if still is None:
        return ended, None
    return tuple((first, min(last, still)) for first, last in ended if first < still), still


def _reason(program: Program, word: str) -> Text:
    vocabulary = program.vocabularies.get("suspension")
    return vocabulary.words[word] if vocabulary is not None and word in vocabulary.words else Text(word, word)
