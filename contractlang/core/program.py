"""The core program: what a contract means, without its text.

A program is a table of terms, a schema of facts, service calendars, and decisions. A decision is a set of rules
with exceptions over typed facts; whatever selects something in a contract is one: what labour costs, within
which delay, at what penalty, whether it is permitted. The solver, the evaluator and the batch read this and
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import Case
from contractlang.core.expressions import ALWAYS, Condition, facts_of
from contractlang.core.outcomes import Formula, Outcome, Penalty
from contractlang.diagnostics import Severity, Text
from contractlang.source import Span
from contractlang.values import Length, Unit

Path = tuple[str, ...]


class Kind(Enum):
    """What a fact or a term is."""

    INSTANT = "instant"
    LENGTH = "length"
    MONEY = "money"
    RATE = "rate"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    WORD = "word"
    TRUTH = "truth"
    DATE = "date"
    TEXT = "text"
    CALENDAR = "calendar"
    COUNTRY = "country"
    FORMULA = "formula"


@frozen
class Type:
    """A kind, and for words the vocabulary they come from."""

    kind: Kind
    vocabulary: str | None = None


@frozen(kw_only=True)
class Origin:
    """Where a piece of the program stands in the contract."""

    span: Span = field(eq=False, repr=False)
    article: str | None = None


@frozen(kw_only=True)
class Vocabulary:
    """A closed list of words, each with its spelling in both languages; ordered from least to most if `ordered`."""

    name: str
    title: Text
    words: Mapping[str, Text]
    ordered: bool = False


@frozen(kw_only=True)
class FactType:
    """A fact that a case may hold."""

    name: str
    title: Text
    type: Type


@frozen(kw_only=True)
class Term:
    """A value at a path; `value` is a value object, a word, a tuple of such, or None where the text cannot be typed."""

    path: Path
    title: Text
    type: Type
    value: object
    origin: Origin


@frozen(kw_only=True)
class Rule:
    """`guard` implies `outcome`, unless a rule that beats it applies too; `beats` is transitively closed."""

    name: str
    title: Text
    guard: Condition
    outcome: Outcome
    origin: Origin
    beats: frozenset[str] = frozenset()

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts that the guard reads, each once, from left to right."""
        return tuple(dict.fromkeys(facts_of(self.guard)))


@frozen(kw_only=True)
class Decision:
    """Rules that answer one question.

    `complete` says that a case without an answer is a fault of the contract. `concerns` tells in which cases the
    question arises at all; a case that does not say so does not raise it.
    """

    name: str
    title: Text
    rules: tuple[Rule, ...]
    default: Rule | None = None
    complete: bool = False
    concerns: Condition = ALWAYS


@frozen(kw_only=True)
class Delay:
    """A commitment of one party on one milestone, as the comparison of delays sees it."""

    party: str | None
    milestone: str
    decision: str
    rule: Rule
    path: Path


@frozen(kw_only=True)
class Cap:
    """The most that penalties may come to in a period."""

    amount: Formula
    currency: str
    period: Unit | None
    origin: Origin


@frozen(kw_only=True)
class Norm:
    """A duty, a permission or a prohibition: who, what, on which event, within which delay, at what cost."""

    kind: Literal["obligation", "permission", "prohibition"]
    name: str
    title: Text
    bearer: str | None
    trigger: str | None
    length: Length | None
    calendar: str | None
    sanction: Penalty | None
    origin: Origin


@frozen(kw_only=True)
class ScopeItem:
    """An asset type that a clause includes or excludes."""

    asset: str
    included: bool
    origin: Origin


class TermComparison(Enum):
    """How a requirement compares two terms."""

    LT = "<"
    LE = "≤"
    EQ = "="
    NE = "≠"
    GE = "≥"
    GT = ">"


@frozen
class Exists:
    """The contract holds this clause or term."""

    path: Path
    title: Text


@frozen
class TermCompare:
    """Two terms, or a term and a constant, compared; `left` and `right` are paths or values."""

    op: TermComparison
    left: Path | object
    right: Path | object


@frozen
class Demand:
    """A condition over terms: all, any, none of its parts."""

    how: Literal["all", "any", "none"]
    parts: tuple[Demanded, ...]


Demanded = Exists | TermCompare | Demand


@frozen(kw_only=True)
class Requirement:
    """What a requirement pack asks of a contract, with its source in law and the date from which that is in force."""

    name: str
    pack: str
    title: Text
    when: Demanded | None
    demands: Demanded
    severity: Severity
    message: Text
    remedy: Text | None
    source: Text | None
    since: date | None
    origin: Origin


@frozen(kw_only=True)
class Expectation:
    """One expected part of a verdict."""

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
class AmendmentRef:
    """An amendment in force."""

    number: str
    title: str
    effect: date


@frozen(kw_only=True)
class Program:
    """A whole contract as its readers see it."""

    reference: str | None
    title: str
    origin: Origin
    terms: Mapping[Path, Term]
    clauses: Mapping[Path, Origin]
    vocabularies: Mapping[str, Vocabulary]
    facts: Mapping[str, FactType]
    calendars: Mapping[str, ServiceCalendar]
    decisions: Mapping[str, Decision]
    delays: tuple[Delay, ...] = ()
    norms: tuple[Norm, ...] = ()
    cap: Cap | None = None
    scope: tuple[ScopeItem, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    digest: str = ""
    amendments: tuple[AmendmentRef, ...] = ()
