"""Questions to a contract by their name, and its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.workspace.contracts import Contract, RefusedError

if TYPE_CHECKING:
    from contractlang.questions import Answer, Asked, Question

_UNKNOWN = Text("aucune question ne s'appelle `{name}`", "no question is called `{name}`")
_KNOWN = Text("questions : {names}", "questions: {names}")
_ALONE = Text(
    "la question `{name}` ne se restreint pas : {words} en trop", "the question `{name}` takes no more words: {words}"
)


def find_question(name: str) -> Question:
    """The question of a name in either language; raises RefusedError with the nearest name and all of them."""
    from contractlang.questions import QUESTIONS, nearest_question, question

    found = question(name)
    if found is not None:
        return found
    near = nearest_question(name)
    names = Text(", ".join(one.name.fr for one in QUESTIONS), ", ".join(one.name.en for one in QUESTIONS))
    raise RefusedError(
        (_UNKNOWN(name=name), *((MEANT(word=near.name),) if near is not None else ()), _KNOWN(names=names))
    )


def answer(  # noqa: PLR0913 (one parameter for each thing that some question needs)
    contract: Contract,
    name: str,
    facts: Mapping[str, object] | None = None,
    *,
    at: date | None = None,
    about: Iterable[str] = (),
    indices: Iterable[tuple[str, date | None, Decimal]] = (),
    previous: int | None = None,
    window: tuple[date, date] | None = None,
) -> tuple[Answer, Asked]:
    """The answer to a question, and what it was put to.

    `about` narrows it; `indices` are names of price indices with the day (None: the last) and the value, `previous` the
    price in force in cents; `window` the first and the last day of an agenda. Raises RefusedError.
    """
    from contractlang.questions import Asked, IndexValue, RefusedQuestionError

    question = find_question(name)
    narrowed = tuple(about)
    if narrowed and question.about is None:
        raise RefusedError([_ALONE(name=question.name, words=list(narrowed))])
    found = contract.consider(facts or {}, at=at, in_force=question.of_case)
    versions = contract.compiled.versions if contract.compiled is not None else ()
    asked = Asked(
        program=found.program,
        case=found.case,
        day=at,
        about=narrowed,
        indices=tuple(IndexValue(name=index, at=day, value=value) for index, day, value in indices),
        previous=previous,
        window=window,
        texts=tuple((one.since, one.program) for one in versions if one.program is not None),
        notes=found.notes,
    )
    try:
        return question.answer(asked), asked
    except RefusedQuestionError as refused:
        raise RefusedError(refused.messages) from refused


def agenda_calendar(asked: Asked, lang: Lang, *, stamp: date | None = None) -> str:
    """The agenda of a window as iCalendar."""
    from contractlang.questions.agenda import items_due
    from contractlang.questions.ics import calendar_text

    return calendar_text(asked.program, items_due(asked), lang, stamp=stamp)
