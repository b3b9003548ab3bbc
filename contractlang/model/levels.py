"""Clauses on what is served and how well: scope, priorities, service levels, penalties."""

from __future__ import annotations

from contractlang.model.clauses import Clause
from contractlang.model.nodes import Expression, Literal, Node, Value, Word, node
from contractlang.model.schema import CALENDAR, LENGTH, MONEY, TRUTH, Holds, Slot, word, words
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
class PriorityCell(Node):
    """The priority of one place of the matrix; `column` None stands for the whole row, `row` None for all the rest."""

    row: Word | None
    column: Word | None
    priority: Word


@node
class Priorities(Clause):
    """The matrix that gives the priority from one or two facts."""

    name = "priorities"
    axes: tuple[Word, ...] = ()
    cells: tuple[PriorityCell, ...] = ()


@node
class TicketShare(Node):
    """The share of tickets of a period for which a delay must be kept."""

    percent: Literal
    period: Unit | None


@node
class Within(Node):
    """A delay on one milestone; `length` None says that there is no commitment."""

    milestone: Word
    length: Literal | None
    before: Literal | None = None
    share: TicketShare | None = None
    calendar: Word | None = None


@node
class Level(Node):
    """Commitments of one severity, one priority, one named level, or of all the rest (`name` None)."""

    kind: str  # "severity", "priority", "level", "default"
    name: Word | None
    condition: Expression | None
    commitments: tuple[Within, ...]


@node
class Availability(Node):
    """The share of time during which a group of assets must work."""

    group: Word
    measure: Literal
    calendar: Word | None = None
    excluded: tuple[Word, ...] = ()


@node
class ServiceLevels(Clause):
    """What the provider commits to."""

    name = "service_levels"
    slots = {
        "planned_maintenance": Slot(
            parts={"notice": LENGTH, "quota": Slot((Holds.RATE_OF_LENGTH,)), "window": CALENDAR},
        ),
        "suspension": words("suspension"),
    }
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
    """What missing availability costs, per missing share, or per each that is started."""

    group: Word
    amount: Expression
    per: Literal
    started: bool = False


@node
class ShortfallPenalty(Node):
    """What it costs to keep a delay for too small a share of tickets, per missing share, or each that is started."""

    milestone: Word
    condition: Expression | None
    amount: Expression
    per: Literal
    started: bool = False


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
        "threshold": MONEY,
        "floor": MONEY,
        "moderation": word("moderation"),
        "further_damages": TRUTH,
        "objection": LENGTH,
        "offset": word("offset"),
    }
    late: tuple[LatePenalty, ...] = ()
    outages: tuple[OutagePenalty, ...] = ()
    shortfalls: tuple[ShortfallPenalty, ...] = ()
    caps: tuple[PenaltyCap, ...] = ()
