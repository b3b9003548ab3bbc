"""Small programs for the tests of the solver and of the checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from contractlang.calendars import ServiceCalendar, always_open
from contractlang.core.duties import milestone_duties
from contractlang.core.expressions import Condition, Divide, IsOneOf, Number, NumberFact, Rounding, Times
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Billed, Commitment, Outcome
from contractlang.core.program import Decision, Delay, Program, Rule, ScopeItem, Term
from contractlang.core.schema import FactType, Kind, Type, Vocabulary
from contractlang.diagnostics import verbatim
from contractlang.source import Source, Span
from contractlang.values import Length, Unit

SOURCE = Source("contract.infog", "x" * 1000)
HO = ServiceCalendar("HO", "Europe/Paris", (((510, 750), (810, 1080)),) * 5 + ((),) * 2, ("FR",))
H24 = always_open("Europe/Paris")
CALENDARS = {"HO": HO, "H24": H24}
WORDS = {
    "kind": ("curative", "preventive", "evolutive"),
    "severity": ("minor", "major", "blocking"),
    "cause": ("failure", "misuse"),
}
FACTS = {
    **{name: Type(Kind.WORD, name) for name in WORDS},
    "country": Type(Kind.COUNTRY),
    "quote_accepted": Type(Kind.TRUTH),
    "on_site": Type(Kind.TRUTH),
    "worked": Type(Kind.LENGTH),
    "quantity": Type(Kind.COUNT),
    "balance": Type(Kind.NUMBER),
    **{name: Type(Kind.INSTANT) for name in ("opened", "acknowledged", "started", "restored", "closed")},
}


def origin(place: int = 0) -> Origin:
    """An origin ten characters long, different for each place."""
    return Origin(span=Span(SOURCE, 10 * place, 10 * place + 10), article="4")


def rule(name: str, guard: Condition, outcome: Outcome, beats: Iterable[str] = (), place: int = 0) -> Rule:
    """A rule whose title is its name."""
    return Rule(
        name=name,
        title=verbatim(name),
        guard=guard,
        outcome=outcome,
        origin=origin(place),
        beats=frozenset(beats),
    )


def decision(name: str, *rules: Rule, default: Rule | None = None, complete: bool = False) -> Decision:
    """A decision whose title is its name."""
    return Decision(name=name, title=verbatim(name), rules=rules, default=default, complete=complete)


def term(path: Path, value: object, kind: Kind, place: int = 0) -> Term:
    """A term at a path."""
    return Term(path=path, title=verbatim(".".join(path)), type=Type(kind), value=value, origin=origin(place))


LIFE = (
    term(("duration", "start"), date(2026, 2, 1), Kind.DATE),
    term(("duration", "initial"), Length(Fraction(36), Unit.MONTH), Kind.LENGTH),
    term(("duration", "renewal"), Length(Fraction(12), Unit.MONTH), Kind.LENGTH),
)


def program(
    *decisions: Decision,
    terms: tuple[Term, ...] = LIFE,
    delays: tuple[Delay, ...] = (),
    scope: tuple[ScopeItem, ...] = (),
    calendars: Mapping[str, ServiceCalendar] = CALENDARS,
) -> Program:
    """A contract of three words a fact, on the calendars HO and H24 unless others are given."""
    return Program(
        reference=None,
        title="test",
        origin=origin(),
        terms={one.path: one for one in terms},
        clauses={},
        vocabularies={
            name: Vocabulary(name=name, title=verbatim(name), words={w: verbatim(w) for w in words})
            for name, words in WORDS.items()
        },
        facts={name: FactType(name=name, title=verbatim(name), type=kind) for name, kind in FACTS.items()},
        calendars=calendars,
        decisions={one.name: one for one in decisions},
        duties=milestone_duties({one.name for one in decisions}),
        delays=delays,
        scope=scope,
    )


def hours(amount: int) -> Length:
    """A length in hours."""
    return Length(Fraction(amount), Unit.HOUR)


def by_the_hour(cents: int, step: int) -> Billed:
    """So many cents an hour, by steps of so many seconds."""
    quantity: Number = Times(Divide(NumberFact("worked"), step, Rounding.UP), step)
    return Billed(
        amount=Divide(Times(quantity, cents), 3600, Rounding.HALF_UP),
        quantity=quantity,
        currency="EUR",
        price=verbatim(f"{cents}/h")(),
    )


def delay(
    milestone: str,
    length: Length,
    calendar: str,
    severity: str = "blocking",
    party: str | None = None,
    place: int = 0,
) -> tuple[Decision, Delay]:
    """A commitment for one severity, with a decision of its own."""
    name = f"commitment.{milestone}" + (f".{party}" if party else "")
    committed = rule(
        severity,
        IsOneOf("severity", (severity,)),
        Commitment(length=length, calendar=calendar),
        place=place,
    )
    path = ((party,) if party else ()) + ("levels", severity, milestone)
    return decision(name, committed), Delay(party=party, milestone=milestone, decision=name, rule=committed, path=path)
