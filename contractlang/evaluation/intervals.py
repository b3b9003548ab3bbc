"""Intervals of time as facts: suspensions and cycles, as people, programs and the language write them.

In JSON each interval is an object, `{"start": …, "end": …, "reason": "client_wait"}` (`début`, `fin`, `motif`; of a
cycle `milestone`, `jalon`), or a list of the three in that order. As text it is written as in the language, several
separated by commas: `2026-03-10 10:00 à 2026-03-10 11:30 attente_client`, `depuis 2026-03-10 10:00 observation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from contractlang.calendars import to_datetime
from contractlang.core.cases import (
    CYCLES,
    OPENED,
    REOPENINGS,
    SUSPENSIONS,
    WAITING,
    Case,
    Interval,
    Intervals,
    intervals,
)
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Message, Text, verbatim
from contractlang.evaluation.iso import write_moment
from contractlang.evaluation.sentences import both, fact_title, value_text
from contractlang.records import frozen
from contractlang.words import fold

_START, _END = ("start", "debut", "from", "de"), ("end", "fin", "to", "a", "stop")
_WORD = ("reason", "motif", "milestone", "jalon")
_MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_TEXT = re.compile(
    rf"(?:(?P<start>{_MOMENT})\s*(?:à|a|au|to|/|–)\s*(?P<end>{_MOMENT})|(?:depuis|since)\s+(?P<since>{_MOMENT}))"
    r"(?:\s+\(?(?P<word>[^\W\d][\w’'-]*)\)?)?"
)
_FOREVER = 1 << 62
_SAYS: dict[str, tuple[Text, Text, Text]] = {
    SUSPENSIONS: (Text("début", "start"), Text("fin", "end"), Text("motif", "reason")),
    CYCLES: (Text("début", "start"), Text("fin", "end"), Text("jalon", "milestone")),
}


@frozen
class RawInterval:
    """One interval before its parts are read; `end` None: it has not ended."""

    start: object
    end: object
    word: object


def raw_intervals(value: object) -> tuple[RawInterval, ...] | None:
    """The parts of written intervals, None where the value is not a list of such."""
    if isinstance(value, str):
        found = [_from_text(part) for part in value.split(",")] if value.strip() else []
    elif isinstance(value, Sequence):
        found = [_from_object(part) for part in value]
    else:
        return None
    parts = [part for part in found if part is not None]
    return tuple(parts) if len(parts) == len(found) else None


def _from_text(text: str) -> RawInterval | None:
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        return None
    return RawInterval(match["start"] or match["since"], match["end"], match["word"])


def _from_object(part: object) -> RawInterval | None:
    if isinstance(part, RawInterval):
        return part
    if isinstance(part, str):
        return _from_text(part)
    if isinstance(part, Sequence) and len(part) in (2, 3):
        return RawInterval(part[0], part[1], part[2] if len(part) == 3 else None)
    if not isinstance(part, Mapping):
        return None
    named = {fold(str(name)).casefold().strip(): value for name, value in part.items()}
    known = {role: [name for name in names if name in named] for role, names in enumerate((_START, _END, _WORD))}
    if len(known[0]) != 1 or any(len(names) > 1 for names in known.values()):
        return None
    if len(named) > sum(len(names) for names in known.values()):
        return None
    return RawInterval(*(named[known[role][0]] if known[role] else None for role in range(3)))


def are_intervals(value: object) -> bool:
    """Whether a value of a case is a tuple of intervals."""
    return isinstance(value, tuple) and all(
        isinstance(part, tuple) and len(part) == 3 and _is_interval(*part) for part in value
    )


def _is_interval(start: object, end: object, word: object) -> bool:
    return type(start) is int and (end is None or type(end) is int) and isinstance(word, str)


# --- writing ------------------------------------------------------------------------------------------------


def write_intervals(program: Program, name: str, value: Intervals, lang: Lang) -> list[dict[str, object]]:
    """Intervals for JSON; `raw_intervals` takes them apart again."""
    zone, words = contract_zone(program), [text.say(lang) for text in _SAYS.get(name, _SAYS[SUSPENSIONS])]
    return [
        {
            words[0]: write_moment(start, zone),
            words[1]: None if end is None else write_moment(end, zone),
            words[2]: _spelled(program, name, word).say(lang),
        }
        for start, end, word in value
    ]


def intervals_text(program: Program, name: str, value: Intervals) -> Text:
    """Intervals as the language writes them."""
    return both(lambda lang: ", ".join(_one(program, name, part, lang) for part in value))


def _one(program: Program, name: str, part: Interval, lang: Lang) -> str:
    start, end, word = part
    said = _spelled(program, name, word).say(lang)
    if end is None:
        return f"{'depuis' if lang == 'fr' else 'since'} {_local(program, start)} {said}"
    return f"{_local(program, start)} {'à' if lang == 'fr' else 'to'} {_local(program, end)} {said}"


def _local(program: Program, instant: int) -> str:
    zone = contract_zone(program)
    local = to_datetime(instant, zone)
    if local.fold:  # without its offset, a time that exists twice is the first
        return local.isoformat(" ")
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def _spelled(program: Program, name: str, word: str) -> Text:
    declared = program.facts.get(name)
    vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
    return (vocabulary.words.get(word) if vocabulary else None) or verbatim(word)


# --- checking -----------------------------------------------------------------------------------------------

_BACKWARDS = Text(
    "`{fact}` : un intervalle finit ({end}) avant d'avoir commencé ({start})",
    "`{fact}`: an interval ends ({end}) before it has started ({start})",
)
_TOO_EARLY = Text(
    "`{fact}` : un intervalle commence ({start}) avant `{opened}` ({at})",
    "`{fact}`: an interval starts ({start}) before `{opened}` ({at})",
)
_OVERLAP = Text(
    "`{fact}` : deux cycles du même jalon se chevauchent ({start})",
    "`{fact}`: two cycles of one milestone overlap ({start})",
)
_BOTH = Text(
    "`{fact}` : donner les suspensions, ou leur total, mais pas les deux",
    "`{fact}`: give the suspensions or their total, not both",
)
_CYCLES_OR_COUNT = Text(
    "`{fact}` : {count} réouvertures demandent {cycles} cycles de rétablissement, et non {found}",
    "`{fact}`: {count} reopenings need {cycles} cycles of restoration, not {found}",
)


def interval_faults(program: Program, case: Case) -> Iterator[tuple[str, Message]]:
    """What cannot be true of the intervals of a case, with the fact that says it."""
    for fact in (SUSPENSIONS, CYCLES):
        title = fact_title(program, fact)
        for start, end, _ in intervals(case, fact):
            if end is not None and end < start:
                ends = value_text(program, OPENED, end)
                yield fact, _BACKWARDS(fact=title, end=ends, start=value_text(program, OPENED, start))
            if type(case.get(OPENED)) is int and start < int(case[OPENED]):
                first, at = value_text(program, OPENED, start), value_text(program, OPENED, case[OPENED])
                yield fact, _TOO_EARLY(fact=title, start=first, opened=fact_title(program, OPENED), at=at)
    if SUSPENSIONS in case and WAITING in case:
        yield WAITING, _BOTH(fact=fact_title(program, WAITING))
    yield from _cycle_faults(program, case)


def _cycle_faults(program: Program, case: Case) -> Iterator[tuple[str, Message]]:
    found = intervals(case, CYCLES)
    for milestone in sorted({word for _, _, word in found}):
        own = sorted((start, _FOREVER if end is None else end) for start, end, word in found if word == milestone)
        for (_, end), (start, _) in pairwise(own):
            if start < end:
                yield CYCLES, _OVERLAP(fact=fact_title(program, CYCLES), start=value_text(program, OPENED, start))
    restored = [1 for _, _, word in found if word == "restore"]
    if restored and type(case.get(REOPENINGS)) is int and int(case[REOPENINGS]) + 1 != len(restored):
        count, title = int(case[REOPENINGS]), fact_title(program, REOPENINGS)
        yield REOPENINGS, _CYCLES_OR_COUNT(fact=title, count=count, cycles=count + 1, found=len(restored))
