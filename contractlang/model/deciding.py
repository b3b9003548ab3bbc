"""Clauses that lower to rules on prices and duties: price, billing, hardware, hotline, travel, norms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from contractlang.model.clauses import PRICE_SLOTS, Clause
from contractlang.model.levels import PenaltyAmount, ServiceLevels
from contractlang.model.nodes import Expression, Literal, Node, Phrase, Term, Word, node
from contractlang.model.schema import CALENDAR, COUNTRY, LENGTH, MONEY, TRUTH, Holds, Slot, word, words

# --- price and billing --------------------------------------------------------------------------------------


@node
class Revision(Node):
    """How the price is revised: when, by which formula, within which bounds."""

    rhythm: Word
    formula: Expression
    bounds: tuple[Phrase, ...]


@node
class Price(Clause):
    """The fee, its payment and its revision."""

    name = "price"
    slots = PRICE_SLOTS
    revisions: tuple[Revision, ...] = ()


@node
class IncludedOutcome(Node):
    """Covered by the fee."""


@node
class OutOfContractOutcome(Node):
    """Not covered by the contract."""


@node
class FirstPart(Node):
    """A first length of work that has a price of its own, due whole."""

    length: Literal
    price: Literal


@node
class BilledOutcome(Node):
    """Billed: at a price, with a minimum, by steps, on a quote; `price` None leaves it to the quote."""

    price: Expression | None
    minimum: Literal | None = None
    step: Literal | None = None
    first: FirstPart | None = None
    on_quote: bool = False


OutcomeNode = IncludedOutcome | OutOfContractOutcome | BilledOutcome


@node
class BillingRule(Node):
    """A guarded outcome, and the rules over which it prevails."""

    name: Word
    title: str
    overrides: tuple[Word, ...]
    condition: Expression
    outcome: OutcomeNode


@node
class Surcharge(Node):
    """A percentage on top of prices per time, under a condition; on the rules named, else on all of them."""

    name: Word
    title: str
    targets: tuple[Word, ...]
    overrides: tuple[Word, ...]
    condition: Expression
    percent: Literal


@node
class DefaultOutcome(Node):
    """What holds where no rule applies."""

    outcome: OutcomeNode


@node
class Billing(Clause):
    """What is billed beside the fee."""

    name = "billing"
    rules: tuple[BillingRule, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    defaults: tuple[DefaultOutcome, ...] = ()


@node
class HardwareOutcome(Node):
    """What the repair or the replacement of a part costs."""

    operation: Word
    outcome: OutcomeNode


@node
class Hardware(Clause):
    """Who owns the hardware, and who pays for its repair and replacement."""

    name = "hardware"
    slots = {"regime": word("hardware_regime"), "ageing": LENGTH}
    outcomes: tuple[HardwareOutcome, ...] = ()


_ALLOWANCE: Mapping[str, Slot] = {
    "allowance": Slot(
        (Holds.RATE_OF_LENGTH, Holds.LENGTH, Holds.RATE_OF_COUNT, Holds.COUNT, Holds.WORD),
        vocabulary="allowance",
        lead="allowance",
    ),
    "beyond": Slot((Holds.RATE_OF_MONEY, Holds.WORD), vocabulary="cover"),
    "carry_over": Slot((Holds.TRUTH, Holds.LENGTH)),
    "validity": LENGTH,
    "prevails_over": Slot((Holds.RULE,), many=True),
}


@node
class Hotline(Clause):
    """Assistance by telephone: what the fee covers, and the price beyond."""

    name = "hotline"
    slots = {"window": CALENDAR, **_ALLOWANCE}


@node
class Credit(Clause):
    """Work that is paid in advance or comes with the fee, up to an allowance, and the price beyond."""

    name = "credit"
    slots = _ALLOWANCE
    label: Word
    title: str
    condition: Expression | None = None


@node
class Zone(Node):
    """What travel to a zone costs."""

    name: Word
    title: str | None
    condition: Expression | None
    outcome: OutcomeNode


@node
class NoShow(Node):
    """What it costs that nobody was there, or that a visit was cancelled too late."""

    condition: Expression | None
    outcome: OutcomeNode


@node
class Travel(Clause):
    """What it costs to come to the site."""

    name = "travel"
    zones: tuple[Zone, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
    defaults: tuple[DefaultOutcome, ...] = ()


# --- subcontracting, norms ----------------------------------------------------------------------------------


@node
class Subcontractor(Node):
    """A subcontractor whom the client has accepted, and what it commits to."""

    slots: ClassVar[Mapping[str, Slot]] = {
        "purpose": word("purpose"),
        "country": COUNTRY,
        "certifications": words("certification"),
        "amount": MONEY,
        "confidentiality": LENGTH,
        "restitution": LENGTH,
        "destruction": LENGTH,
    }
    name: Word
    title: str
    terms: tuple[Term, ...]
    levels: tuple[ServiceLevels, ...]


@node
class Subcontracting(Clause):
    """Whether and under which conditions the provider may subcontract."""

    name = "subcontracting"
    slots = {
        "regime": word("consent"),
        "refusal": LENGTH,
        "flow_down": word("flow_down"),
        "recourse": word("recourse"),
        "payment_terms": word("approval"),
        "direct_payment": Slot((Holds.TRUTH,), parts={"threshold": MONEY}),
        "payment_security": word("payment_security"),
        "direct_action": word("direct_action"),
        "disclosure": TRUTH,
    }
    subcontractors: tuple[Subcontractor, ...] = ()


@node
class NormDeadline(Node):
    """Within which delay after the event, or so long before it (`notice`), on which calendar."""

    length: Literal
    before: Literal | None = None
    calendar: Word | None = None
    notice: bool = False


@node
class Sanction(Node):
    """What failing costs, under its own condition; `amount` None: the other party may terminate the contract."""

    amount: PenaltyAmount | None
    condition: Expression | None = None


@node
class Norm(Clause):
    """An obligation, a permission or a prohibition; `conditions` are those that stand behind any of its terms."""

    name = "norm"
    slots = {
        "who": Slot((Holds.PARTY,)),
        "towards": Slot((Holds.PARTY,)),
        "when": words("event", parts={"every": LENGTH}),
        "purpose": Slot((Holds.TEXT, Holds.WORD), vocabulary="act"),
        "consent": word("consent"),
        "capped": TRUTH,
    }
    kind: str
    label: Word
    title: str
    overrides: tuple[Word, ...] = ()
    conditions: tuple[Expression, ...] = ()
    deadlines: tuple[NormDeadline, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
