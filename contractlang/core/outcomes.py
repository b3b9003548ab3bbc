"""What a decision may come to."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Literal

from attrs import field

from contractlang.core.cases import DISTANCE, QUANTITY, WORKED
from contractlang.core.expressions import Always, Compare, Comparison, Condition, Number, facts_of
from contractlang.diagnostics import Message, Text
from contractlang.records import frozen
from contractlang.values import Count, Length, Open, Unit


@frozen
class Included:
    """Covered by the fee: nothing more is due."""


@frozen
class OutOfContract:
    """Not covered: the contract gives neither a duty nor a price."""


@frozen(kw_only=True)
class Billed:
    """Billed beside the fee.

    `quantity` is what is charged (seconds, or a count), with its step and minimum; `amount` is the charge in
    the smallest unit of `currency`. Both are None where a quote alone fixes the price. `price`, `minimum` and
    `step` say the same in words, for the explanation. `needs_quote` bills only once the quote is accepted.
    """

    amount: Number | None
    quantity: Number | None
    currency: str
    price: Message
    minimum: Length | Count | None = None
    step: Length | Count | None = None
    needs_quote: bool = False

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts that its quantity and its amount read, each once, from left to right."""
        numbers = [number for number in (self.quantity, self.amount) if number is not None]
        return tuple(dict.fromkeys(fact for number in numbers for fact in facts_of(number)))

    @cached_property
    def measure(self) -> str | None:
        """The fact that says how much is charged, None where nothing is counted."""
        return next((fact for fact in (WORKED, QUANTITY, DISTANCE, *self.reads) if fact in self.reads), None)


@frozen
class Classified:
    """A word that a decision gives to a case: its priority."""

    word: str
    title: Text = field(eq=False)


@frozen
class TicketShare:
    """For which share of the tickets of a period a delay must be kept."""

    share: Fraction
    period: Unit


@frozen(kw_only=True)
class Commitment:
    """The delay within which a milestone is due.

    `length` None: no commitment, said expressly; Open: one that is still to be agreed. `by` (minutes after local
    midnight) brings the deadline to that time of the day reached by `length` (`the next working day before 12:00`).
    `notice`: due so long *before* the event that starts the clock (`planned maintenance is announced 7 days before`).
    With a `share` a single late ticket breaks nothing: the share of those in time is what counts.
    """

    length: Length | Open | None
    calendar: str | None
    by: int | None = None
    notice: bool = False
    share: TicketShare | None = None


@frozen
class Formula:
    """An exact amount of money, read from the terms once lateness is known (see `core.formulas`).

    Two formulas are equal if they count alike, however they are spelt.
    """

    text: Text = field(eq=False)
    tree: FormulaNode


@frozen
class FormulaConstant:
    """A constant, as numerator and denominator; money is in the smallest unit."""

    numerator: int
    denominator: int


@frozen
class FormulaOpenHours:
    """Open hours of a calendar in the local calendar month of the deadline."""

    calendar: str


@frozen
class FormulaIndex:
    """The value of a price index: the last one, or at a date (ISO 8601)."""

    name: str
    at: str | None = None


@frozen
class FormulaFact:
    """An amount that the case states, in the smallest unit: the value of an order."""

    fact: str


@frozen
class FormulaOperation:
    """An arithmetic operation on two formulas."""

    op: Literal["+", "-", "*", "/"]
    left: FormulaNode
    right: FormulaNode


FormulaNode = FormulaConstant | FormulaOpenHours | FormulaFact | FormulaIndex | FormulaOperation


@frozen
class Tier:
    """From more than `beyond` seconds late, `amount` is due instead of the tier below."""

    beyond: Length
    amount: Formula


@frozen(kw_only=True)
class Penalty:
    """What lateness costs: an amount per unit (each started unit, or pro rata), or one amount by tier; else nothing.

    `capped`: the cap on penalties counts it. `termination`: the other party may end the contract.
    """

    currency: str
    amount: Formula | None = None
    per: Unit | None = None
    started: bool = False
    tiers: tuple[Tier, ...] = ()
    capped: bool = True
    termination: bool = False


PermissionName = Literal["permitted", "prior_approval", "prohibited", "required"]


@frozen
class Permission:
    """Whether something may be done, or must be."""

    answer: PermissionName


Outcome = Included | OutOfContract | Billed | Commitment | Penalty | Permission | Classified


def differ(first: Outcome, second: Outcome) -> Condition:
    """Where two outcomes of one decision make somebody pay, or do, something else.

    Amounts are compared for all quantities, not by spelling: `2 EUR/min` by steps of a minute and `120 EUR/h` by
    steps of a minute are one price.
    """
    match first, second:
        case Billed(amount=left), Billed(amount=right) if left is not None and right is not None:
            if first.currency != second.currency or first.needs_quote != second.needs_quote:
                return Always(True)
            return Always(False) if left == right else Compare(Comparison.NE, left, right)
    return Always(first != second)


def alike(outcome: Outcome) -> object | None:
    """A key that only outcomes that never differ share; None for one that has no such key."""
    match outcome:
        case Billed(amount=None):
            return None
        case Billed():
            return outcome.amount, outcome.currency, outcome.needs_quote
    return outcome
