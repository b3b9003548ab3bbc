"""An agenda as iCalendar (RFC 5545): one all-day event for each date, the same text each time it is written.

The name of an event is made of the contract's digest, the term and the day, so that a calendar which reads the file
again replaces it and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from contractlang.core.life import contract_zone
from contractlang.core.periods import SIGNATURE, START, term_day
from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Text
from contractlang.questions.agenda import Item

_ARTICLE = Text("article {article}, ligne {line}", "article {article}, line {line}")
_LINE = Text("ligne {line}", "line {line}")
_PRODUCT = "-//contractlang//agenda//{lang}"


def calendar_text(program: Program, items: Iterable[Item], lang: Lang, *, stamp: date | None = None) -> str:
    """The agenda of a contract; `stamp` is the day it is dated by, by default that of the signature."""
    from icalendar import Calendar, Event

    dated = stamp or term_day(program, SIGNATURE) or term_day(program, START)
    found = list(items)
    dated = dated or min((item.day for item in found), default=date(1970, 1, 1))
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT.format(lang=lang.upper()))
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", program.title)
    calendar.add("x-wr-timezone", contract_zone(program))
    for item in found:
        event = Event()
        event.add("uid", uid(program, item))
        event.add("dtstamp", datetime.combine(dated, time.min, tzinfo=UTC))
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
        event.add("summary", item.title.say(lang))
        event.add("description", description(program, item, lang))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def uid(program: Program, item: Item) -> str:
    """A name that only this date of this contract has."""
    made = sha256("\0".join((program.digest, item.key, item.day.isoformat())).encode()).hexdigest()
    return f"{made[:32]}@contractlang"


def description(program: Program, item: Item, lang: Lang) -> str:
    """Which contract and which article, by which rule the day was counted."""
    source = item.origin.span.source
    line = source.position(item.origin.span.start)[0]
    place = _LINE(line=str(line)) if item.article is None else _ARTICLE(article=item.article, line=str(line))
    name = program.title if program.reference is None else f"{program.title} ({program.reference})"
    parts = [f"{name}, {place.say(lang)}", item.counting.say(lang)]
    if item.condition is not None:
        parts.append(item.condition.say(lang))
    return "\n".join(parts)
