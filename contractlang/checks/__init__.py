"""The checks, in the order in which they run; one file each, and none knows another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from contractlang.checks import (
    billing_monotone,
    bounds_crossed,
    delay_duplicate,
    delay_order,
    delay_unserved,
    destruction_before_return,
    empty_promise,
    exception_idle,
    flow_down,
    index_coefficients,
    index_uncapped,
    missing_clause,
    missing_term,
    notice_too_long,
    open_term,
    out_of_scope_term,
    pack_suggested,
    penalty_cliff,
    penalty_monotone,
    penalty_unreachable,
    prose_mismatch,
    renewal_unrefusable,
    requirement,
    reversibility_too_long,
    rule_conflict,
    rule_dead,
    rule_gap,
    rule_redundant,
    scenario_coverage,
    scenario_failed,
    scope_overlap,
    scope_unserved,
    severity_order,
    terms_unsatisfiable,
    tier_gap,
    tier_overlap,
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
    severity_order,
    notice_too_long,
    renewal_unrefusable,
    reversibility_too_long,
    destruction_before_return,
    scope_overlap,
    scope_unserved,
    out_of_scope_term,
    bounds_crossed,
    terms_unsatisfiable,
    tier_gap,
    tier_overlap,
    penalty_unreachable,
    penalty_cliff,
    penalty_monotone,
    index_uncapped,
    index_coefficients,
    billing_monotone,
    prose_mismatch,
    undecided,
    open_term,
    scenario_failed,
    scenario_coverage,
)

__all__ = ["CHECKS", "Check"]
