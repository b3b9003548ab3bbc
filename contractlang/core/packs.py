"""Packs of requirements: what one asks of the terms of a contract."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal

from contractlang.core.origins import Origin, Path
from contractlang.diagnostics import Severity, Text
from contractlang.records import frozen


class TermComparison(Enum):
    """How a requirement compares two terms."""

    LT = "<"
    LE = "≤"
    EQ = "="
    NE = "≠"
    GE = "≥"
    GT = ">"
    IN = "∈"


# A segment of a path that stands for each accepted subcontractor, or for each place of hosting
EACH = "*"


@frozen
class Exists:
    """The contract holds this clause or term."""

    path: Path
    title: Text


@frozen
class TermCompare:
    """A term compared with another, with a value, or (`IN`) with a frozenset of words; `title` names the term."""

    op: TermComparison
    left: Path
    right: Path | object
    title: Text


@frozen
class Demand:
    """A condition over terms: all, any, none of its parts."""

    how: Literal["all", "any", "none"]
    parts: tuple[Demanded, ...]


Demanded = Exists | TermCompare | Demand


class Certainty(Enum):
    """How well the source of a requirement is known: read, read in a quotation, or still to be confirmed."""

    READ = "read"
    QUOTED = "quoted"
    TO_CONFIRM = "to_confirm"


@frozen(kw_only=True)
class Requirement:
    """What a requirement pack asks of a contract, with its source in law and the date from which that is in force.

    `scope` is `when` as the pack writes it.
    """

    name: str
    pack: Text
    title: Text
    when: Demanded | None
    scope: str | None
    demands: Demanded
    severity: Severity
    message: Text
    remedy: Text | None
    source: Text | None
    certainty: Certainty | None
    since: date | None
    origin: Origin


@frozen(kw_only=True)
class Pack:
    """A pack of requirements, from when it is in force, and the contracts that it is for (`scope` in its words)."""

    name: Text
    title: Text
    since: date | None
    concerns: Demanded | None
    scope: str | None
    requirements: tuple[Requirement, ...] = ()
