"""The core program: what a contract means, without its text.

A program is a table of terms, a schema of facts, service calendars, and decisions. A decision is a set of rules
with exceptions over typed facts; whatever selects something in a contract is one: what labour costs, within
which delay, at what penalty, whether it is permitted. The solver, the evaluator and the batch read this and
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import OPENED, Case
from contractlang.core.duties import Duty
from contractlang.core.expressions import ALWAYS, Condition, facts_of
from contractlang.core.origins import Origin, Path
from contractlang.core.outcomes import Formula, FormulaNode, Outcome
from contractlang.core.packs import Pack, Requirement
from contractlang.core.schema import FactType, Type, Vocabulary
from contractlang.diagnostics import Text
from contractlang.records import field, frozen
from contractlang.values import Length, Unit


@frozen(kw_only=True)
class Term:
    """A value at a path; `value` is a value object, a word, a tuple of such, or None where the text cannot be typed.

    `means` is the condition that a text stands for which no decision holds.
    """

    path: Path
    title: Text
    type: Type
    value: object
    origin: Origin
    means: Condition | None = None


@frozen(kw_only=True)
class Rule:
    """`guard` implies `outcome`, unless a rule that beats it applies too; `beats` is transitively closed.

    `stated` are the conditions that its text gives, each of which could be left out of the text by itself.
    """

    name: str
    title: Text
    guard: Condition
    outcome: Outcome
    origin: Origin
    beats: frozenset[str] = frozenset()
    stated: tuple[Condition, ...] = field(default=(), eq=False)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts that the guard reads, each once, from left to right."""
        return tuple(dict.fromkeys(facts_of(self.guard)))


@frozen(kw_only=True)
class Exceptional:
    """What the text says of two rules: that one prevails; `winners` and `losers` are what either is lowered to."""

    winner: str
    loser: str
    winners: frozenset[str]
    losers: frozenset[str]
    origin: Origin


@frozen(kw_only=True)
class Decision:
    """Rules that answer one question.

    `complete` says that a case without an answer is a fault of the contract. `concerns` tells in which cases the
    question arises at all; a case that does not say so does not raise it. `exceptions` are those of the text, from
    which `beats` of the rules follows.
    """

    name: str
    title: Text
    rules: tuple[Rule, ...]
    default: Rule | None = None
    complete: bool = False
    concerns: Condition = ALWAYS
    exceptions: tuple[Exceptional, ...] = ()

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules, the default last."""
        return self.rules if self.default is None else (*self.rules, self.default)

    @cached_property
    def beaters(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that beat each rule, by its name."""
        found: dict[str, list[Rule]] = {rule.name: [] for rule in self.rules}
        for rule in self.rules:
            for name in rule.beats:
                if name in found:
                    found[name].append(rule)
        return {name: tuple(rules) for name, rules in found.items()}


@frozen(kw_only=True)
class Delay:
    """A commitment of one party, as the comparison of delays sees it: what is due within some time after a fact.

    `party` is None for the provider. `milestone` names what is due (see `Duty`), `start` the fact that sets its time
    running. The duty of a norm is to do an `act`, where a word says which, after each of some `events`.
    """

    party: str | None
    milestone: str
    decision: str
    rule: Rule
    path: Path
    start: str = OPENED
    act: str | None = None
    events: tuple[str, ...] = ()


@frozen(kw_only=True)
class Target:
    """A share to be kept over a period: of time, for a group of assets; of tickets, for a milestone.

    `excluded`: causes whose time or tickets do not count. `period` None: the text does not say over what it is taken.
    """

    kind: Literal["availability", "punctuality"]
    subject: str
    guard: Condition
    share: Fraction
    period: Unit | None
    calendar: str | None
    excluded: tuple[str, ...]
    origin: Origin


@frozen(kw_only=True)
class Shortfall:
    """What it costs to miss a target, for each `per` that is missing (a fraction of one).

    It is due pro rata, or for each that is `started`.
    """

    kind: Literal["availability", "punctuality"]
    subject: str
    guard: Condition
    amount: Formula
    per: Fraction
    currency: str
    origin: Origin
    started: bool = False


@frozen(kw_only=True)
class Revision:
    """How the price is revised: by which formula, and within which bounds; a fraction of one each, None where unsaid.

    `tree` is the revised price in the smallest unit, `base` the price that it revises (None where it names no price, or
    several). `decimals` and `rounding` say how the coefficient is rounded.
    """

    rhythm: str
    text: Text
    tree: FormulaNode
    base: FormulaNode | None
    cap: Fraction | None
    floor: Fraction | None
    renegotiation: Fraction | None
    substitute: str | None
    decimals: int | None
    rounding: str | None
    origin: Origin


@frozen(kw_only=True)
class Cap:
    """The most that penalties may come to in a period."""

    amount: Formula
    currency: str
    period: Unit | None
    origin: Origin


@frozen(kw_only=True)
class Allowance:
    """Work that comes with the fee or was paid in advance, up to a limit; cases use it up in order.

    `consumed` is the fact that says how much of it was used before a case: a length, or a count of cases where
    `counts`. A case uses it up where one of `rules` wins. `limit` is in seconds or cases (None: still to be agreed),
    for each `period` (None: once, for as long as the contract lasts). What a period leaves serves in the next ones
    where it `carries`, for as long as `carried` says (None: for good).
    """

    name: str
    consumed: str
    counts: bool
    limit: int | None
    period: Unit | None
    rules: frozenset[str]
    origin: Origin
    carries: bool = False
    carried: Length | None = None


@frozen(kw_only=True)
class ScopeItem:
    """An asset type that a clause includes or excludes."""

    asset: str
    included: bool
    origin: Origin


@frozen
class Settled:
    """Expected: some answer, whatever it is, and no contradiction."""


@frozen
class NotAfter:
    """Expected: a deadline that is not after another, that of a milestone or of a norm."""

    other: str


@frozen(kw_only=True)
class Expectation:
    """One expected part of a verdict: its value, `Settled`, or `NotAfter`."""

    name: str
    value: object
    origin: Origin


@frozen(kw_only=True)
class Scenario:
    """A case and the verdict that the parties expect."""

    title: str
    case: Case
    expected: tuple[Expectation, ...]
    origin: Origin


@frozen(kw_only=True)
class Figure:
    """A value that the prose of an article states of some terms of that article.

    `namesakes`: every term of the contract that the same words may mean.
    """

    value: object
    terms: tuple[Path, ...]
    namesakes: tuple[Path, ...]
    origin: Origin


@frozen(kw_only=True)
class AmendmentRef:
    """An amendment in force."""

    number: str
    title: str
    effect: date


@frozen(kw_only=True)
class Program:
    """A whole contract as its readers see it; `parties` are the legal names of parties and subcontractors, by path."""

    reference: str | None
    title: str
    origin: Origin
    terms: Mapping[Path, Term]
    clauses: Mapping[Path, Origin]
    vocabularies: Mapping[str, Vocabulary]
    facts: Mapping[str, FactType]
    calendars: Mapping[str, ServiceCalendar]
    decisions: Mapping[str, Decision]
    duties: tuple[Duty, ...] = ()
    delays: tuple[Delay, ...] = ()
    cap: Cap | None = None
    allowances: tuple[Allowance, ...] = ()
    targets: tuple[Target, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    revision: Revision | None = None
    scope: tuple[ScopeItem, ...] = ()
    figures: tuple[Figure, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    unnamed: tuple[Pack, ...] = ()  # packs that the contract neither names nor sets aside
    scenarios: tuple[Scenario, ...] = ()
    digest: str = ""
    amendments: tuple[AmendmentRef, ...] = ()
    parties: Mapping[Path, str] = field(factory=dict)
    kept: dict[int, Any] = field(factory=dict, init=False, eq=False, repr=False)  # what readers derive once

    @cached_property
    def owners(self) -> frozenset[Path]:
        """The paths of all terms, and those that have a term below them."""
        return frozenset(path[:size] for path in self.terms for size in range(1, len(path) + 1))

    def decisions_of(self, kind: str) -> tuple[Decision, ...]:
        """The decisions of a kind (`permission`), by name."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Decision, ...]]:
        kinds: dict[str, list[Decision]] = {}
        for name in sorted(self.decisions):
            kinds.setdefault(name.split(".")[0], []).append(self.decisions[name])
        return {kind: tuple(found) for kind, found in kinds.items()}

    def value(self, path: Path) -> object:
        """The value of the term at a path; None where the contract has none."""
        term = self.terms.get(path)
        return None if term is None else term.value

    @property
    def most(self) -> dict[str, int]:
        """The greatest number that each bounded fact can be: an amount that is still to be agreed, among others."""
        return {name: fact.most for name, fact in self.facts.items() if fact.most is not None}
