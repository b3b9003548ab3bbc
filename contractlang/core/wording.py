"""Outcomes in words, as findings and explanations name them."""

from __future__ import annotations

from contractlang.core.outcomes import (
    Billed,
    Classified,
    Commitment,
    Included,
    Outcome,
    OutOfContract,
    Penalty,
    Permission,
    Tier,
)
from contractlang.core.program import Program
from contractlang.diagnostics import Message, Text
from contractlang.diagnostics.wording import unit_name
from contractlang.records import evolve
from contractlang.values import Length, Open, Unit, percent_of

PERMISSIONS: dict[object, Text] = {
    "permitted": Text("permis", "permitted"),
    "prior_approval": Text("soumis à accord préalable", "subject to prior approval"),
    "prohibited": Text("interdit", "prohibited"),
    "required": Text("exigé", "required"),
}


def asset_words(program: Program, asset: str) -> Text | str:
    """An asset type as people of each language write it."""
    known = program.vocabularies.get("asset")
    return known.words.get(asset, asset) if known is not None else asset


def outcome_words(outcome: Outcome) -> Message:
    """What a decision comes to, in a few words without an article: `140 €/h, on quote`, `4 h on HO`."""
    match outcome:
        case Included():
            return Text("inclus", "included")()
        case OutOfContract():
            return Text("hors contrat", "out of contract")()
        case Billed(amount=None, price=price):
            return price
        case Billed(price=price, needs_quote=True):
            return Text("{price}, sur devis", "{price}, on quote")(price=price)
        case Billed(price=price):
            return price
        case Commitment(length=None):
            return Text("sans engagement", "no commitment")()
        case Commitment(length=Length() | Open() as length):
            return _commitment(length, outcome)
        case Classified(title=title):
            return title()
        case Penalty(amount=None, tiers=(), termination=True):
            return _TERMINATION()
        case Penalty(amount=None, tiers=()):
            return Text("aucune pénalité", "no penalty")()
        case Penalty(termination=True):
            return Text("{penalty}, {termination}", "{penalty}, {termination}")(
                penalty=outcome_words(evolve(outcome, termination=False)), termination=_TERMINATION
            )
        case Penalty(amount=None, tiers=(Tier(beyond=beyond, amount=amount),)) if not beyond.amount:
            return Text("{amount}", "{amount}")(amount=amount.text)
        case Penalty(amount=None):
            return Text("un montant par paliers", "an amount by tiers")()
        case Penalty():
            return _penalty(outcome)
        case Permission(answer):
            return PERMISSIONS[answer]()
    raise AssertionError(outcome)


_TERMINATION = Text("résiliation possible", "termination possible")
# units of lateness in full; the three that are not days are feminine in French
_UNITS = {
    Unit.SECOND: Text("seconde", "second"),
    Unit.MINUTE: Text("minute", "minute"),
    Unit.HOUR: Text("heure", "hour"),
}


def _commitment(length: Length | Open, outcome: Commitment) -> Message:
    shown = Text("un délai à négocier", "a delay to be agreed") if isinstance(length, Open) else length
    words = Text("{length}", "{length}")(length=shown)
    if outcome.by is not None:
        hour, minute = divmod(outcome.by, 60)
        words = Text("{words} avant {time}", "{words} before {time}")(words=words, time=f"{hour:02}:{minute:02}")
    if outcome.share is not None:
        kept = percent_of(outcome.share.share)
        words = Text("{words} pour {share} des tickets", "{words} for {share} of tickets")(words=words, share=kept)
    if outcome.notice:
        words = Text("au moins {words} avant", "at least {words} before")(words=words)
    if outcome.calendar is not None:
        words = Text("{words} sur `{calendar}`", "{words} on `{calendar}`")(words=words, calendar=outcome.calendar)
    return words


def _penalty(outcome: Penalty) -> Message:
    assert outcome.amount is not None
    if outcome.per is None:
        return Text("{amount}", "{amount}")(amount=outcome.amount.text)
    unit = _UNITS.get(outcome.per) or Text(unit_name(outcome.per, "fr"), unit_name(outcome.per, "en"))
    if not outcome.started:
        return Text("{amount} par {unit}", "{amount} per {unit}")(amount=outcome.amount.text, unit=unit)
    started = Text("entamée" if outcome.per in _UNITS else "entamé", "started")
    words = Text("{amount} par {unit} {started}", "{amount} per {unit} {started}")
    return words(amount=outcome.amount.text, unit=unit, started=started)
