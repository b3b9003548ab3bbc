"""A small contract in two languages for the tests of evaluation; facts, words and titles as a real one has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from contractlang.calendars import ServiceCalendar, always_open
from contractlang.core.duties import milestone_duties
from contractlang.core.expressions import (
    Always,
    Condition,
    Divide,
    Largest,
    Number,
    NumberFact,
    Rounding,
    Times,
    Whole,
)
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Billed, Commitment, Formula, FormulaConstant, FormulaNode, Outcome
from contractlang.core.program import Cap, Decision, Program, Rule, Scenario, Term
from contractlang.core.schema import FactType, Kind, Type, Vocabulary
from contractlang.diagnostics import Text, verbatim
from contractlang.source import Source, Span
from contractlang.values import Length, Money, Percent, Rate, Unit

SOURCE = Source("contrat.infog", "\n" * 200)
DAY_OFF: tuple[tuple[int, int], ...] = ()
# Monday to Friday 9-12 and 14-18: seven hours a day (contract A2)
HO = ServiceCalendar("HO", "Europe/Paris", (((540, 720), (840, 1080)),) * 5 + (DAY_OFF,) * 2)
SATURDAY = ServiceCalendar("samedi", "Europe/Paris", (DAY_OFF,) * 5 + (((540, 720),), DAY_OFF))
H24 = always_open("Europe/Paris")
CALENDARS = {"HO": HO, "samedi": SATURDAY, "H24": H24}

VOCABULARIES: dict[str, dict[str, Text]] = {
    "kind": {
        "preventive": Text("préventive", "preventive"),
        "corrective": Text("curative", "corrective"),
        "evolutive": Text("évolutive", "evolutive"),
    },
    "severity": {
        "minor": Text("mineure", "minor"),
        "major": Text("majeure", "major"),
        "blocking": Text("bloquante", "blocking"),
    },
    "cause": {
        "failure": Text("panne", "failure"),
        "misuse": Text("mauvaise_utilisation", "misuse"),
    },
    "operation": {"repair": Text("réparation", "repair"), "replacement": Text("remplacement", "replacement")},
}
FACTS: dict[str, tuple[Text, Type]] = {
    "opened": (Text("ouverture", "opened"), Type(Kind.INSTANT)),
    "acknowledged": (Text("prise_en_charge", "acknowledged"), Type(Kind.INSTANT)),
    "started": (Text("intervention", "started"), Type(Kind.INSTANT)),
    "restored": (Text("rétablissement", "restored"), Type(Kind.INSTANT)),
    "closed": (Text("clôture", "closed"), Type(Kind.INSTANT)),
    "kind": (Text("nature", "kind"), Type(Kind.WORD, "kind")),
    "severity": (Text("gravité", "severity"), Type(Kind.WORD, "severity")),
    "cause": (Text("cause", "cause"), Type(Kind.WORD, "cause")),
    "operation": (Text("opération", "operation"), Type(Kind.WORD, "operation")),
    "country": (Text("pays", "country"), Type(Kind.COUNTRY)),
    "worked": (Text("durée", "worked"), Type(Kind.LENGTH)),
    "consumed": (Text("consommé", "consumed"), Type(Kind.LENGTH)),
    "quantity": (Text("quantité", "quantity"), Type(Kind.COUNT)),
    "parts_cost": (Text("coût", "parts_cost"), Type(Kind.MONEY)),
    "quote_accepted": (Text("devis_accepté", "quote_accepted"), Type(Kind.TRUTH)),
    "on_site": (Text("sur_place", "on_site"), Type(Kind.TRUTH)),
}


def origin(line: int = 1) -> Origin:
    """An origin on a line of article 4."""
    return Origin(span=Span(SOURCE, line - 1, line), article="4")


def rule(
    name: str, guard: Condition, outcome: Outcome, beats: Iterable[str] = (), line: int = 1, title: str = ""
) -> Rule:
    """A rule."""
    return Rule(
        name=name,
        title=verbatim(title or name),
        guard=guard,
        outcome=outcome,
        origin=origin(line),
        beats=frozenset(beats),
    )


def decision(name: str, *rules: Rule, default: Outcome | None = None, title: Text | None = None) -> Decision:
    """A decision; its default rule is called `défaut`."""
    fallback = None if default is None else rule("défaut", Always(True), default, line=99)
    return Decision(name=name, title=title or verbatim(name), rules=rules, default=fallback)


def term(path: Path, value: object, kind: Kind) -> Term:
    """A term at a path."""
    return Term(path=path, title=verbatim(".".join(path)), type=Type(kind), value=value, origin=origin())


FEE = term(("price", "fee"), Rate(Money(Decimal(4800)), Unit.MONTH), Kind.RATE)
VAT = term(("price", "vat"), Percent(Decimal(20)), Kind.PERCENT)


def program(
    *decisions: Decision,
    terms: tuple[Term, ...] = (FEE, VAT),
    cap: Cap | None = None,
    calendars: Mapping[str, ServiceCalendar] = CALENDARS,
    scenarios: tuple[Scenario, ...] = (),
) -> Program:
    """A contract."""
    return Program(
        reference="INF-1",
        title="Infogérance",
        origin=origin(),
        terms={one.path: one for one in terms},
        clauses={},
        vocabularies={
            name: Vocabulary(name=name, title=verbatim(name), words=words) for name, words in VOCABULARIES.items()
        },
        facts={name: FactType(name=name, title=title, type=kind) for name, (title, kind) in FACTS.items()},
        calendars=calendars,
        decisions={one.name: one for one in decisions},
        duties=milestone_duties({one.name for one in decisions}),
        cap=cap,
        scenarios=scenarios,
        digest="0123456789abcdef",
    )


def length(amount: int, unit: Unit = Unit.HOUR) -> Length:
    """A length of time, in hours unless a unit is given."""
    return Length(Fraction(amount), unit)


def hourly(cents: int, *, step: int = 1, minimum: int = 0, quote: bool = False) -> Billed:
    """So many cents an hour, by steps and with a minimum in minutes."""
    quantity: Number = NumberFact("worked")
    if step > 1:
        quantity = Times(Divide(quantity, step * 60, Rounding.UP), step * 60)
    if minimum:
        quantity = Largest((quantity, Whole(minimum * 60)))
    return Billed(
        amount=Divide(Times(quantity, cents), 3600, Rounding.HALF_UP),
        quantity=quantity,
        currency="EUR",
        price=Text("{price}", "{price}")(price=Rate(Money(Decimal(cents) / 100), Unit.HOUR)),
        minimum=length(minimum, Unit.MINUTE) if minimum else None,
        step=length(step, Unit.MINUTE) if step > 1 else None,
        needs_quote=quote,
    )


def commitment(milestone: str, hours: int, calendar: str = "HO") -> Decision:
    """One commitment, whatever the case."""
    return decision(
        f"commitment.{milestone}",
        rule(f"{milestone}.1", Always(True), Commitment(length=length(hours), calendar=calendar)),
    )


def formula(tree: FormulaNode) -> Formula:
    """A formula without words."""
    return Formula(verbatim("formule"), tree)


def constant(cents: int) -> Formula:
    """A formula that is an amount of cents."""
    return formula(FormulaConstant(cents, 1))


def capped(cents: int) -> Cap:
    """A cap per month."""
    return Cap(amount=constant(cents), currency="EUR", period=Unit.MONTH, origin=origin())


def paris(text: str) -> int:
    """Epoch seconds of a local time in Paris."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC).timestamp())
