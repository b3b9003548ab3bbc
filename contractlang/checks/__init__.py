"""The checks, in the order in which they run; one file each, and none knows another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from contractlang.checks import (
    delay_duplicate,
    delay_order,
    delay_unserved,
    empty_promise,
    exception_idle,
    flow_down,
    missing_clause,
    missing_term,
    open_term,
    pack_suggested,
    requirement,
    rule_conflict,
    rule_dead,
    rule_gap,
    rule_redundant,
    scenario_failed,
    scope_overlap,
    unannounced_maintenance,
    undecided,
)
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Page
from contractlang.solver import Session


class Check(Protocol):
    """What the module of a check exports: the page that documents it, and the check itself.

    A check that gets no answer from the solver yields an `undecided` finding in its place.
    """

    PAGE: Page

    def check(self, program: Program, session: Session) -> Iterator[Diagnostic]:
        """The findings on one program; `session` is on the same program."""


CHECKS: tuple[Check, ...] = (
    missing_clause,
    missing_term,
    unannounced_maintenance,
    requirement,
    empty_promise,
    pack_suggested,
    rule_conflict,
    rule_gap,
    rule_dead,
    rule_redundant,
    exception_idle,
    delay_order,
    delay_duplicate,
    delay_unserved,
    flow_down,
    scope_overlap,
    undecided,
    open_term,
    scenario_failed,
)

__all__ = ["CHECKS", "Check"]
