"""The revised price at a date, for values of the indices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contractlang.core.outcomes import FormulaIndex
from contractlang.diagnostics import Message, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.evaluation.money import decimal_string
from contractlang.evaluation.revision import NotRevised, needed_indices, revised_price
from contractlang.evaluation.sentences import cents
from contractlang.questions.answers import Answer, Asked, Ground, Lack, grounds_of
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.words import fold, nearest

_NO_DAY = Text(
    "donner le jour auquel le prix est révisé : `--at 2027-02-01`", "give the day of the revision: `--at 2027-02-01`"
)
_UNKNOWN = Text("la formule ne lit pas l'indice `{name}`", "the formula does not read the index `{name}`")
_NEEDED = Text("la formule lit : {indices}", "the formula reads: {indices}")
_PRICE = Text("prix révisé : {amount} hors taxes", "revised price: {amount} excluding tax")
_FORMULA = Text("révision du prix", "price revision")
_TERMS = (
    ("price", "revision", "formula"),
    ("price", "revision", "cap"),
    ("price", "revision", "floor"),
    ("price", "revision", "renegotiation"),
    ("price", "revision", "rounding"),
    ("price", "revision", "substitute"),
    ("price", "firm"),
    ("price", "fee"),
)


def revised(asked: Asked) -> Answer:
    """The price at the day of `--at`, step by step; which values of indices are missing."""
    if asked.day is None:
        raise RefusedQuestionError((_NO_DAY(),))
    program = asked.program
    found = revised_price(program, asked.day, _indices(asked), previous=asked.previous)
    grounds = grounds_of(program, *_TERMS)
    if program.revision is not None:
        grounds = grounds or (Ground(what=_FORMULA, origin=program.revision.origin),)
    if isinstance(found, NotRevised):
        lacks = () if program.revision is not None else (Lack(term=Text("prix.révision", "price.revision")),)
        missing = [{"index": one.name, "at": one.at} for one in found.missing]
        data: dict[str, object] = {"price": None, "missing_indices": missing}
        notes = (*((_needed(asked),) if missing else ()), *asked.notes)
        return Answer(said=found.message, data=data, decided=False, grounds=grounds, lacks=lacks, notes=notes)
    said: Message | Text = _PRICE(amount=_money(found.rounded, found.currency))
    data = {
        "at": asked.day,
        "price": decimal_string(found.rounded),
        "incl_vat": decimal_string(found.included),
        "currency": found.currency,
        "coefficient": found.coefficient,
        "applied_coefficient": found.applied,
        "bound": found.bound,
        "renegotiation": found.renegotiation,
        "due": found.due,
        "substituted": found.substituted,
        "steps": found.steps,
        "missing_indices": [],
    }
    steps = found.steps
    return Answer(
        said=said,
        data=data,
        lines=lambda lang: (step.say(lang) for step in steps),
        grounds=grounds,
        notes=asked.notes,
    )


def _money(value: int, currency: str | None) -> object:
    return cents(value, currency) if currency is not None else Decimal(value).scaleb(-2)


def _indices(asked: Asked) -> dict[FormulaIndex, Decimal]:
    """The values that were given, each under the index that the formula reads; the substitute may stand in."""
    needed = needed_indices(asked.program)
    revision = asked.program.revision
    names = {fold(one.name).casefold(): one.name for one in needed}
    if revision is not None and revision.substitute is not None:
        names.setdefault(fold(revision.substitute).casefold(), revision.substitute)
    found: dict[FormulaIndex, Decimal] = {}
    for given in asked.indices:
        name = names.get(fold(given.name).casefold())
        days = {one.at: None if one.at is None else date.fromisoformat(one.at[:10]) for one in needed}
        at = next((key for key, day in days.items() if day == given.at), "")
        if revision is not None and (name is None or at == ""):
            near = nearest(given.name, names.values()) if name is None else None
            raise RefusedQuestionError(
                (
                    _UNKNOWN(name=given.name if given.at is None else f"{given.name}@{given.at.isoformat()}"),
                    *((MEANT(word=near),) if near else ()),
                    _needed(asked),
                )
            )
        found[FormulaIndex(name or given.name, at or None)] = given.value
    return found


def _needed(asked: Asked) -> Message:
    """How to give each value that the formula reads."""
    shown = [one.name if one.at is None else f"{one.name}@{one.at[:10]}" for one in needed_indices(asked.program)]
    return _NEEDED(indices=[f'--index "{name}=…"' for name in shown])
