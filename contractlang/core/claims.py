"""What a finding says of its case: claims that an evaluation of the case confirms or refutes.

A check writes them beside its case in the terms of the core program; `evaluation.replay` decides them, by another way
than the one on which they were found.
"""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.core.cases import FactValue
from contractlang.core.expressions import Condition
from contractlang.core.program import Rule, Scenario
from contractlang.diagnostics import Claim
from contractlang.records import field, frozen

Given = Mapping[str, FactValue]


@frozen(kw_only=True)
class Clash(Claim):
    """Two rules of a decision both answer, neither prevails, and they say something else."""

    decision: str
    first: Rule
    second: Rule


@frozen(kw_only=True)
class Uncovered(Claim):
    """No rule of a decision applies, so that it has no answer, or (`default`) at most its default answers."""

    decision: str
    default: bool = False


@frozen(kw_only=True)
class Answered(Claim):
    """A rule gives the answer of a decision, once `given` facts replace those of the case."""

    decision: str
    rule: Rule
    given: Given = field(factory=dict)


@frozen(kw_only=True)
class Due(Claim):
    """A delay, given by a rule of a decision, runs from a fact of the case to an instant (None: it never ends)."""

    decision: str
    rule: Rule
    start: str
    at: int | None
    given: Given = field(factory=dict)


@frozen(kw_only=True)
class Outlasts(Claim):
    """One delay ends after another."""

    earlier: Due
    later: Due


@frozen(kw_only=True)
class Unopened(Claim):
    """A delay holds no open time of its own calendar, or never ends."""

    delay: Due


@frozen(kw_only=True)
class Unattended(Claim):
    """A delay starts while its calendar is open, and ends before anybody is on duty for the case."""

    delay: Due


@frozen(kw_only=True)
class Unpromised(Claim):
    """Nothing is due by a date for a milestone: no delay, or one that a single late ticket does not break."""

    milestone: str


@frozen(kw_only=True)
class Uncommitted(Claim):
    """Nothing serves the case: no delay is promised for any milestone, and no price is given for labour."""


@frozen(kw_only=True)
class OutOfScope(Claim):
    """The asset of the case is none that the scope includes."""

    asset: str


@frozen(kw_only=True)
class Holding(Claim):
    """All conditions hold."""

    conditions: tuple[Condition, ...]


@frozen(kw_only=True)
class Charged(Claim):
    """Labour costs an amount, in the smallest unit, by a rule, once `given` facts replace those of the case."""

    rule: Rule
    amount: int
    given: Given = field(factory=dict)


@frozen(kw_only=True)
class Cheaper(Claim):
    """One charge is lower than another."""

    cheap: Charged
    dear: Charged


@frozen(kw_only=True)
class AtCap(Claim):
    """What lateness of a duty costs, by a rule, is as much as any longer lateness would cost."""

    duty: str
    rule: Rule


@frozen(kw_only=True)
class Failing(Claim):
    """A scenario does not come out as expected."""

    scenario: Scenario = field(eq=False)
