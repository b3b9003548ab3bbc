"""Facts: read from what people and programs write, checked, and written back.

Whoever parses text hands in value objects (`Length`, `Money`, `Count`, dates, words, truth values); JSON hands in
strings (`PT50M`, `2026-03-06T17:45`, `95.00`). Both become the whole numbers and shared words of `core.cases`. Names
and words are read in either language, without regard to accents or capitals. What can't be read is an error that names
the fact; nothing is guessed: a bare number is no length, a date alone no instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import cast

from contractlang.calendars import to_instant
from contractlang.core.cases import EVENTS, Case, FactValue, Interval, Intervals, as_value
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind, Vocabulary
from contractlang.diagnostics import Message, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.evaluation.intervals import are_intervals, interval_faults, raw_intervals
from contractlang.evaluation.iso import read_duration, read_moment
from contractlang.evaluation.sentences import fact_title, value_text
from contractlang.records import frozen
from contractlang.values import Count, Length, Money
from contractlang.words import fold, nearest

_UNKNOWN_FACT = Text("aucun fait ne s'appelle `{name}`", "no fact is called `{name}`")
_UNKNOWN_WORD = Text("`{fact}` : le mot `{word}` est inconnu", "`{fact}`: the word `{word}` is unknown")
_TWICE = Text("le fait `{fact}` est donné deux fois", "the fact `{fact}` is given twice")
_WRONG = Text("`{fact}` : {expected}", "`{fact}`: {expected}")
_OUT_OF_BOUNDS = Text(
    "`{fact}` : cette valeur est hors des bornes que le brouillon lui laisse",
    "`{fact}`: this value is not within the bounds that the draft leaves it",
)
_NEGATIVE = Text("`{fact}` : un nombre négatif est impossible", "`{fact}`: a negative number is impossible")
_DAYS = Text(
    "`{fact}` : une durée s'exprime en heures ou en minutes, pas en jours ni en mois",
    "`{fact}`: a length is given in hours or minutes, not in days or months",
)
_FRACTION = Text("`{fact}` : un nombre entier est attendu", "`{fact}`: a whole number is expected")
_CENTS = Text("`{fact}` : pas plus fin que le centime", "`{fact}`: no finer than the cent")
_TAX = Text("`{fact}` : un montant hors taxes est attendu", "`{fact}`: an amount excluding tax is expected")
_ORDER = Text(
    "`{later}` ({later_value}) ne peut pas précéder `{earlier}` ({earlier_value})",
    "`{later}` ({later_value}) can't come before `{earlier}` ({earlier_value})",
)
_RANGE = Text("`{fact}` : l'année doit être entre 1970 et 2099", "`{fact}`: the year must be between 1970 and 2099")
_AMBIGUOUS = Text(
    "`{fact}` : {local} existe deux fois, les horloges ayant été retardées ; la première est retenue",
    "`{fact}`: {local} exists twice because clocks were set back; the first one is taken",
)
_MISSING = Text(
    "`{fact}` : {local} n'existe pas, les horloges ayant été avancées ; {read} est retenu",
    "`{fact}`: {local} does not exist because clocks were set forward; {read} is taken",
)
LATEST = 4102444800  # 2100-01-01T00:00Z: public holidays are known until then
_EXPECTED = {
    Kind.INSTANT: Text("un jour et une heure sont attendus", "a date and a time are expected"),
    Kind.LENGTH: Text("une durée est attendue", "a length of time is expected"),
    Kind.MONEY: Text("un montant est attendu", "an amount of money is expected"),
    Kind.COUNT: Text("un nombre est attendu", "a number is expected"),
    Kind.NUMBER: Text("un nombre est attendu", "a number is expected"),
    Kind.TRUTH: Text("oui ou non est attendu", "yes or no is expected"),
    Kind.WORD: Text("un mot est attendu", "a word is expected"),
    Kind.COUNTRY: Text("un pays est attendu", "a country is expected"),
    Kind.TEXT: Text("un texte est attendu", "a text is expected"),
    Kind.INTERVALS: Text(
        "des intervalles sont attendus, chacun avec son début, sa fin et un mot",
        "intervals are expected, each with its start, its end and a word",
    ),
}
_YES = frozenset({"oui", "vrai", "yes", "true"})
_NO = frozenset({"non", "faux", "no", "false"})


@frozen(kw_only=True)
class FactError:
    """What is wrong with one fact of a case."""

    fact: str
    message: Message
    help: Message | None = None


@frozen(kw_only=True)
class Reading:
    """A fact that was read; `note` says what a clock change did to its local time."""

    fact: str
    value: FactValue
    note: Message | None = None


@frozen(kw_only=True)
class CaseReading:
    """A whole case as read: its facts, notes on local times, and all errors."""

    case: dict[str, FactValue]
    notes: tuple[Message, ...] = ()
    errors: tuple[FactError, ...] = ()


# --- reading ------------------------------------------------------------------------------------------------


def read_case(program: Program, raw: Mapping[str, object], *, core: bool = False) -> CaseReading:
    """All facts of a case under the names that somebody wrote; what can't be read is left out and reported.

    `core` takes bare whole numbers as core values (epoch seconds, seconds, cents), as the compiler and solver write.
    """
    case: dict[str, FactValue] = {}
    notes: list[Message] = []
    errors: list[FactError] = []
    for written, value in raw.items():
        match read_fact(program, written, value, core=core):
            case FactError() as error:
                errors.append(error)
            case Reading(fact=fact) if fact in case:
                errors.append(FactError(fact=fact, message=_TWICE(fact=fact_title(program, fact))))
            case Reading(fact=fact, value=read, note=note):
                case[fact] = read
                notes += [note] if note else []
    errors += check_case(program, case)
    return CaseReading(case=case, notes=tuple(notes), errors=tuple(errors))


def fact_value(program: Program, name: str, value: object) -> FactValue | Message:
    """One fact as a core value, or what is wrong with it."""
    found = read_fact(program, name, value)
    return found.value if isinstance(found, Reading) else found.message


def read_fact(program: Program, name: str, value: object, *, core: bool = False) -> Reading | FactError:
    """One fact under a name in either language, with a note where a clock change touches it."""
    fact = fact_name(program, name)
    if fact is None:
        return _unknown_fact(program, name)
    declared = program.facts[fact]
    if core and isinstance(value, tuple) and declared.type.kind is Kind.INTERVALS:
        return Reading(fact=fact, value=as_value(value))
    if core and isinstance(value, int) and not isinstance(value, bool) and declared.type.kind in _WHOLE:
        return Reading(fact=fact, value=value)
    found = _read(program, declared, value)
    if isinstance(found, Message):
        return FactError(fact=fact, message=found)
    return Reading(fact=fact, value=found) if not isinstance(found, Reading | FactError) else found


_UNSPECIFIED = "unspecified"
_WHOLE = frozenset({Kind.INSTANT, Kind.LENGTH, Kind.MONEY, Kind.COUNT, Kind.NUMBER})


def fact_name(program: Program, written: str) -> str | None:
    """The shared name of a fact, given under that or its French or English name."""
    if written in program.facts:
        return written
    folded = _plain(written)
    for fact in program.facts.values():
        if folded in {_plain(fact.name), _plain(fact.title.fr), _plain(fact.title.en)}:
            return fact.name
    return None


def _plain(word: str) -> str:
    """A word without accents, capitals, and the difference between a space and an underscore."""
    return fold(word).casefold().strip().replace(" ", "_")


def _unknown_fact(program: Program, name: str) -> FactError:
    titles = {title: fact for fact in program.facts.values() for title in (fact.name, fact.title.en, fact.title.fr)}
    near = nearest(name, titles)
    help_text = MEANT(word=fact_title(program, titles[near].name)) if near else None
    return FactError(fact=name, message=_UNKNOWN_FACT(name=name), help=help_text)


def _read(program: Program, fact: FactType, value: object) -> FactValue | Message | Reading | FactError:
    title = fact_title(program, fact.name)
    match fact.type.kind, value:
        case Kind.TRUTH, bool():
            return value
        case Kind.TRUTH, str() if _plain(value) in _YES | _NO:
            return _plain(value) in _YES
        case ((Kind.WORD | Kind.COUNTRY | Kind.TEXT), str()):
            return _word(program, fact, value)
        case Kind.INTERVALS, _:
            return _intervals(program, fact, value)
        case Kind.INSTANT, datetime():
            return _instant(program, fact, value)
        case Kind.INSTANT, str() if (moment := read_moment(value)) is not None:
            return _instant(program, fact, moment)
        case Kind.LENGTH, Length():
            return _DAYS(fact=title) if value.seconds is None else _length(value, title)
        case Kind.LENGTH, str() if (seconds := read_duration(value)) is not None:
            return seconds if seconds >= 0 else _NEGATIVE(fact=title)
        case Kind.MONEY, Money():
            return _cents(value.amount, title) if value.tax == "excluded" else _TAX(fact=title)
        case Kind.MONEY, (Decimal() | str()) if (amount := _decimal(value)) is not None:
            return _cents(amount, title)
        case ((Kind.COUNT | Kind.NUMBER), Count()):
            return _whole(value.amount, title)
        case ((Kind.COUNT | Kind.NUMBER), (Decimal() | int() | str())) if (amount := _decimal(value)) is not None:
            return _whole(amount, title)
    return _WRONG(
        fact=title,
        expected=_EXPECTED.get(fact.type.kind, Text("une autre valeur est attendue", "another value is expected")),
    )


def _length(value: Length, title: Text) -> int | Message:
    if value.amount < 0:
        return _NEGATIVE(fact=title)
    assert value.seconds is not None
    return value.seconds


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _cents(amount: Decimal, title: Text) -> int | Message:
    scaled = amount.scaleb(2)
    if scaled < 0:
        return _NEGATIVE(fact=title)
    return int(scaled) if scaled == scaled.to_integral_value() else _CENTS(fact=title)


def _whole(amount: Decimal, title: Text) -> int | Message:
    if amount < 0:
        return _NEGATIVE(fact=title)
    return int(amount) if amount == amount.to_integral_value() else _FRACTION(fact=title)


def _instant(program: Program, fact: FactType, value: datetime) -> Reading | Message:
    title, zone = fact_title(program, fact.name), contract_zone(program)
    instant, change = to_instant(value, zone)
    if not 0 <= instant < LATEST:
        return _RANGE(fact=title)
    note: Message | None = None
    if change == "ambiguous":
        note = _AMBIGUOUS(fact=title, local=value)
    elif change == "missing":
        note = _MISSING(fact=title, local=value, read=value_text(program, fact.name, instant))
    return Reading(fact=fact.name, value=instant, note=note)


def _intervals(program: Program, fact: FactType, value: object) -> Reading | Message | FactError:
    """Intervals in order; one that says no word is `unspecified`, where the vocabulary has that."""
    wrong = _WRONG(fact=fact_title(program, fact.name), expected=_EXPECTED[Kind.INTERVALS])
    raw = raw_intervals(value)
    if raw is None:
        return wrong
    found: list[Interval] = []
    notes: list[Message] = []
    vocabulary = vocabulary_of(program, fact)
    for part in raw:
        ends: list[int | None] = []
        for moment in (part.start, part.end):
            at = read_moment(moment) if isinstance(moment, str) else moment
            if at is None and moment is None and ends:
                ends.append(None)
                continue
            read = _instant(program, fact, at) if isinstance(at, datetime) else wrong
            if isinstance(read, Message):
                return read
            ends.append(int(read.value))
            notes += [read.note] if read.note else []
        unsaid = _UNSPECIFIED if vocabulary is not None and _UNSPECIFIED in vocabulary.words else None
        written = part.word if part.word is not None else unsaid
        if not isinstance(written, str):
            return wrong
        word = _word(program, fact, written)
        if isinstance(word, FactError):
            return word
        start, end = ends
        assert start is not None
        found.append((start, end, word))
    in_order = sorted(found, key=lambda one: (one[0], one[1] is None, one[1] or 0, one[2]))
    return Reading(fact=fact.name, value=as_value(tuple(in_order)), note=notes[0] if notes else None)


def vocabulary_of(program: Program, fact: FactType) -> Vocabulary | None:
    """The words that a fact may be, None where it may be any."""
    found = program.vocabularies.get(fact.type.vocabulary or "")
    return found if found is not None and found.words else None


def _word(program: Program, fact: FactType, value: str) -> str | FactError:
    vocabulary = vocabulary_of(program, fact)
    if vocabulary is None or value in vocabulary.words:
        return value
    spellings = {value: name for name, text in vocabulary.words.items() for value in (name, text.en, text.fr)}
    folded = _plain(value)
    found = next((name for spelled, name in spellings.items() if _plain(spelled) == folded), None)
    if found is not None:
        return found
    near = nearest(value, spellings)
    return FactError(
        fact=fact.name,
        message=_UNKNOWN_WORD(fact=fact_title(program, fact.name), word=value),
        help=MEANT(word=vocabulary.words[spellings[near]]) if near else None,
    )


# --- checking -----------------------------------------------------------------------------------------------


def check_case(program: Program, case: Case) -> list[FactError]:
    """What is wrong with a case in core form: unknown names and words, types, negative numbers, order of events."""
    errors: list[FactError] = []
    for name, value in case.items():
        declared = program.facts.get(name)
        if declared is None:
            errors.append(_unknown_fact(program, name))
        elif (wrong := _core_error(program, declared, value)) is not None:
            errors.append(wrong)
    faults = [FactError(fact=fact, message=message) for fact, message in interval_faults(program, case)]
    return errors + _disorder(program, case) + faults


def _core_error(program: Program, fact: FactType, value: FactValue) -> FactError | None:
    title, kind = fact_title(program, fact.name), fact.type.kind
    if kind in (Kind.WORD, Kind.COUNTRY, Kind.TEXT) and isinstance(value, str):
        vocabulary = vocabulary_of(program, fact)
        known = vocabulary is None or value in vocabulary.words
        found = None if known else _word(program, fact, value)
        if found is None or isinstance(found, FactError):
            return found
        return FactError(fact=fact.name, message=_UNKNOWN_WORD(fact=title, word=value), help=MEANT(word=found))
    if kind is Kind.INTERVALS and are_intervals(value):
        early = any(not 0 <= at < LATEST for part in cast(Intervals, value) for at in part[:2] if at is not None)
        return FactError(fact=fact.name, message=_RANGE(fact=title)) if early else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if (kind is Kind.TRUTH and isinstance(value, bool)) or (kind in _WHOLE and whole):
        if kind is Kind.INSTANT and not 0 <= int(value) < LATEST:
            return FactError(fact=fact.name, message=_RANGE(fact=title))
        return _outside(fact, title, int(value)) if whole else None
    expected = _EXPECTED.get(kind, Text("une autre valeur est attendue", "another value is expected"))
    return FactError(fact=fact.name, message=_WRONG(fact=title, expected=expected))


def _outside(fact: FactType, title: Text, value: int) -> FactError | None:
    """That a number is not within the limits of its fact."""
    least, most = fact.bounds
    if (least is None or value >= least) and (most is None or value <= most):
        return None
    message = _OUT_OF_BOUNDS if fact.open else _NEGATIVE
    return FactError(fact=fact.name, message=message(fact=title))


def _disorder(program: Program, case: Case) -> list[FactError]:
    errors: list[FactError] = []
    events = [name for name in EVENTS if type(case.get(name)) is int]
    for earlier, later in combinations(events, 2):
        if int(case[later]) < int(case[earlier]):
            message = _ORDER(
                later=fact_title(program, later),
                later_value=value_text(program, later, case[later]),
                earlier=fact_title(program, earlier),
                earlier_value=value_text(program, earlier, case[earlier]),
            )
            errors.append(FactError(fact=later, message=message))
    return errors
