"""What is left of an allowance, given what was consumed of it."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.cases import CONSUMED
from contractlang.core.origins import Path
from contractlang.core.periods import term_value
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Message, Text
from contractlang.diagnostics.wording import unit_name
from contractlang.evaluation.iso import write_duration
from contractlang.evaluation.sentences import both, fact_title, length_text
from contractlang.evaluation.verdict import Ask
from contractlang.questions.answers import Answer, Asked, Lack, grounds_of, table
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.records import frozen
from contractlang.values import Count, Length, Rate, Unit
from contractlang.words import fold

_LEFT = Text("{name} : il reste {left}", "{name}: {left} left")
_OVER = Text("{name} : épuisé, dépassé de {over}", "{name}: used up, exceeded by {over}")
_UNLIMITED = Text("{name} : illimité", "{name}: unlimited")
_OPEN = Text("{name} : il manque `{fact}`", "{name}: `{fact}` is missing")
_SEVERAL = Text("forfaits du contrat", "allowances of the contract")
_NONE = Text("le contrat ne donne pas de forfait", "the contract gives no allowance")
_NO_SUCH = Text("le contrat n'a pas de forfait `{word}` : {known}", "the contract has no allowance `{word}`: {known}")
_HOTLINE = Text("assistance", "hotline")
_BEYOND = Text("au-delà", "beyond")
_USED = Text("consommé", "consumed")
_LEFT_TITLE = Text("reste", "left")
_PER = Text("{amount} par {period}", "{amount} per {period}")
_CARRIED = Text(
    "{name} : ce qui n'est pas consommé se reporte ; `{fact}` compte ce qui l'a été depuis le report",
    "{name}: what is not consumed is carried over; `{fact}` counts what was since then",
)


@frozen(kw_only=True)
class Allowance:
    """An allowance: `whole` in seconds or a count, None where it is unlimited; `fact` says what was consumed of it."""

    name: str
    title: Text
    path: Path
    fact: str
    kind: Kind
    whole: int | None
    period: Unit | None


def allowance_left(asked: Asked) -> Answer:
    """What is left of each allowance, or of the one that is named."""
    program = asked.program
    found = list(allowances(program))
    wanted = [_named(found, word) for word in asked.about] or found
    if not wanted:
        lack = Lack(term=Text("assistance.forfait", "hotline.allowance"))
        return Answer(said=_NONE, data={"allowances": {}}, decided=False, lacks=(lack,))
    said = [_said(one, asked) for one in wanted]
    open_ones = [one for one in wanted if one.whole is not None and one.fact not in asked.case]
    paths = [path for one in wanted for path in (one.path, (*one.path[:-1], "beyond"), (*one.path[:-1], "carry_over"))]
    carried = [one for one in wanted if term_value(program, (*one.path[:-1], "carry_over")) not in (None, False)]
    notes = tuple(_CARRIED(name=one.title, fact=fact_title(program, one.fact)) for one in carried)
    return Answer(
        said=said[0] if len(said) == 1 else _SEVERAL,
        data={"allowances": {one.name: _data(one, asked) for one in wanted}},
        lines=table(*(row for one, words in zip(wanted, said, strict=True) for row in _rows(one, words, asked))),
        decided=not open_ones,
        grounds=grounds_of(program, *paths),
        notes=(*notes, *asked.notes),
        asks=tuple(Ask(fact=one.fact, left=None, serves=()) for one in open_ones),
    )


def allowances(program: Program) -> Iterator[Allowance]:
    """All allowances of a contract: that of the hotline, and those of credits."""
    for path, term in program.terms.items():
        if path[-1] != "allowance" or path[0] not in ("hotline", "credit"):
            continue
        hotline = path[0] == "hotline"
        name = "hotline" if hotline else path[1]
        fact = CONSUMED if hotline else f"{CONSUMED}_{path[1]}"
        value = term.value
        period = value.per if isinstance(value, Rate) and isinstance(value.per, Unit) else None
        counted = value.value if isinstance(value, Rate) else value
        title = _HOTLINE if hotline else Text(path[1], path[1])
        whole: int | None = None
        kind = Kind.LENGTH
        if isinstance(counted, Length) and counted.seconds is not None:
            whole = counted.seconds
        elif isinstance(counted, Count):
            whole, kind = int(counted.amount), Kind.COUNT
        elif value != "unlimited":
            continue
        yield Allowance(name=name, title=title, path=path, fact=fact, kind=kind, whole=whole, period=period)


def _named(found: list[Allowance], word: str) -> Allowance:
    plain = fold(word).casefold()
    for one in found:
        if plain in {fold(name).casefold() for name in (one.name, one.title.fr, one.title.en)}:
            return one
    known = both(lambda lang: ", ".join(one.title.say(lang) for one in found) or "–")
    raise RefusedQuestionError((_NO_SUCH(word=word, known=known),))


def _said(one: Allowance, asked: Asked) -> Message:
    if one.whole is None:
        return _UNLIMITED(name=one.title)
    used = asked.case.get(one.fact)
    if used is None or isinstance(used, str):
        return _OPEN(name=one.title, fact=fact_title(asked.program, one.fact))
    left = one.whole - int(used)
    if left < 0:
        return _OVER(name=one.title, over=_amount(one, -left))
    return _LEFT(name=one.title, left=_amount(one, left))


def _amount(one: Allowance, value: int) -> Text:
    return length_text(value) if one.kind is Kind.LENGTH else Text(str(value), str(value))


def _rows(one: Allowance, said: Message, asked: Asked) -> Iterator[tuple[object, ...]]:
    if one.whole is None:
        yield one.title, said
        return
    whole: Text | Message = _amount(one, one.whole)
    if (period := one.period) is not None:
        whole = _PER(amount=whole, period=both(lambda lang: unit_name(period, lang)))
    yield one.title, whole
    used = asked.case.get(one.fact)
    if used is not None and not isinstance(used, str):
        yield _USED, _amount(one, int(used))
        yield _LEFT_TITLE, _amount(one, max(one.whole - int(used), 0))
    beyond = term_value(asked.program, (*one.path[:-1], "beyond"))
    if isinstance(beyond, Rate):
        yield _BEYOND, beyond


def _data(one: Allowance, asked: Asked) -> dict[str, object]:
    used = asked.case.get(one.fact)
    known = used is not None and not isinstance(used, str) and one.whole is not None
    left = one.whole - int(used) if known and used is not None and one.whole is not None else None
    return {
        "allowance": _plain(one, one.whole),
        "unlimited": one.whole is None,
        "period": one.period.value if one.period is not None else None,
        "consumed": _plain(one, int(used)) if used is not None and not isinstance(used, str) else None,
        "left": None if left is None else _plain(one, max(left, 0)),
        "exceeded_by": None if left is None else _plain(one, max(-left, 0)),
    }


def _plain(one: Allowance, value: int | None) -> object:
    if value is None:
        return None
    return write_duration(value) if one.kind is Kind.LENGTH else value
