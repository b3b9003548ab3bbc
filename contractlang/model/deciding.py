"""Clauses that lower to rules: scope, service levels, penalties, price, billing, hardware, hotline, norms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from contractlang.model.clauses import PRICE_SLOTS, Clause
from contractlang.model.nodes import Expression, Literal, Node, Phrase, Term, Value, Word, node
from contractlang.model.schema import CALENDAR, COUNTRY, LENGTH, MONEY, TRUTH, Holds, Slot, word, words
from contractlang.values import Unit

# --- scope --------------------------------------------------------------------------------------------------


@node
class Site(Node):
    """A place where assets stand."""

    name: Word
    title: str | None
    country: Value


@node
class Asset(Node):
    """An asset type, how many there are, and where."""

    type: Word
    count: Literal | None = None
    site: Word | None = None


@node
class AssetGroup(Node):
    """Asset types that the scope includes or excludes under one name."""

    name: Word
    included: bool
    assets: tuple[Asset, ...]


@node
class Scope(Clause):
    """Which assets are served, and where."""

    name = "scope"
    sites: tuple[Site, ...] = ()
    groups: tuple[AssetGroup, ...] = ()


# --- service levels and penalties ---------------------------------------------------------------------------


@node
class Within(Node):
    """A delay on one milestone; `length` None says that there is no commitment."""

    milestone: Word
    length: Literal | None
    before: Literal | None = None
    calendar: Word | None = None


@node
class Level(Node):
    """Commitments of one severity, of one named level, or of all the rest (`name` None)."""

    kind: str  # "severity", "level", "default"
    name: Word | None
    condition: Expression | None
    commitments: tuple[Within, ...]


@node
class Availability(Node):
    """The share of time during which a group of assets must work."""

    group: Word
    measure: Literal
    calendar: Word | None = None


@node
class ServiceLevels(Clause):
    """What the provider commits to."""

    name = "service_levels"
    levels: tuple[Level, ...] = ()
    availabilities: tuple[Availability, ...] = ()


@node
class PenaltyTier(Node):
    """An amount due from a lateness on; `beyond` None is the first tier."""

    amount: Expression
    beyond: Literal | None = None


@node
class PenaltyAmount(Node):
    """An amount per unit of lateness, or amounts by tier."""

    amount: Expression | None = None
    per: Unit | None = None
    started: bool = False
    tiers: tuple[PenaltyTier, ...] = ()


@node
class LatePenalty(Node):
    """What a late milestone costs."""

    milestone: Word
    condition: Expression | None
    amount: PenaltyAmount


@node
class OutagePenalty(Node):
    """What missing availability costs, per missing share."""

    group: Word
    amount: Expression
    per: Literal


@node
class PenaltyCap(Node):
    """The most that penalties come to, per period."""

    amount: Expression
    period: Unit | None


@node
class Penalties(Clause):
    """What the provider owes when it fails."""

    name = "penalties"
    slots = {
        "full_settlement": TRUTH,
        "formal_notice": TRUTH,
        "on_request": TRUTH,
        "exemptions": words("cause"),
        "moderation": word("moderation"),
        "further_damages": TRUTH,
        "penalty_floor": MONEY,
        "objection": LENGTH,
    }
    late: tuple[LatePenalty, ...] = ()
    outages: tuple[OutagePenalty, ...] = ()
    caps: tuple[PenaltyCap, ...] = ()


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
class BilledOutcome(Node):
    """Billed: at a price, with a minimum, by steps, on a quote; `price` None leaves it to the quote."""

    price: Expression | None
    minimum: Literal | None = None
    step: Literal | None = None
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
class DefaultOutcome(Node):
    """What holds where no rule applies."""

    outcome: OutcomeNode


@node
class Billing(Clause):
    """What is billed beside the fee."""

    name = "billing"
    rules: tuple[BillingRule, ...] = ()
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


@node
class Hotline(Clause):
    """Assistance by telephone: what the fee covers, and the price beyond."""

    name = "hotline"
    slots = {
        "window": CALENDAR,
        "allowance": Slot((Holds.RATE_OF_LENGTH, Holds.COUNT, Holds.WORD), vocabulary="allowance", lead="allowance"),
        "beyond": Slot((Holds.RATE_OF_MONEY,)),
        "prevails_over": Slot((Holds.RULE,), many=True),
    }


# --- subcontracting, norms ----------------------------------------------------------------------------------


@node
class Subcontractor(Node):
    """A subcontractor whom the client has accepted, and what it commits to."""

    slots: ClassVar[Mapping[str, Slot]] = {
        "purpose": word("purpose"),
        "country": COUNTRY,
        "certifications": words("certification"),
        "amount": MONEY,
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
        "direct_payment": TRUTH,
        "payment_security": word("payment_security"),
        "direct_action": word("direct_action"),
        "disclosure": TRUTH,
    }
    subcontractors: tuple[Subcontractor, ...] = ()


@node
class NormDeadline(Node):
    """Within which delay, on which calendar."""

    length: Literal
    calendar: Word | None = None


@node
class Norm(Clause):
    """An obligation, a permission or a prohibition."""

    name = "norm"
    slots = {
        "who": Slot((Holds.PARTY,)),
        "when": word("event"),
        "purpose": Slot((Holds.TEXT, Holds.WORD), vocabulary="purpose"),
    }
    kind: str
    label: Word
    title: str
    deadlines: tuple[NormDeadline, ...] = ()
    sanctions: tuple[PenaltyAmount, ...] = ()
