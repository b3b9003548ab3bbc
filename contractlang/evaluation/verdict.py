"""The verdict on one case: what it costs, what was due when, what is permitted, and why.

The outcome is that of the billing decisions: labour, and parts where the case reports any. Milestones and permissions
are decided beside them, each for itself; that one of them is open does not make the outcome so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from attrs import evolve, field

from contractlang.core.cases import LABOUR, OPENED, PENALTY, PERMISSION, PRIORITY, Case, is_intervention
from contractlang.core.outcomes import Billed, Included, Permission, PermissionName
from contractlang.core.program import AmendmentRef, Decision, Program, Rule
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.decide import decide, decide_if_raised
from contractlang.evaluation.explore import fact_order
from contractlang.evaluation.milestones import Milestone, PenaltyDue, milestones, sanction
from contractlang.evaluation.money import Amount, Line, bill_line, billing_decisions, total
from contractlang.evaluation.nearest import Unless, nearest_other
from contractlang.evaluation.results import Conflict, Decided, Possibility, Result, Step, Undetermined
from contractlang.evaluation.trace import explain, note
from contractlang.records import frozen

OutcomeName = Literal["included", "billed", "out_of_contract", "undetermined", "conflict", "no_intervention"]

_NO_BILLING = Text("le contrat ne contient aucune règle de facturation", "the contract contains no billing rules")


@frozen(kw_only=True)
class PermissionAnswer:
    """What the contract says of something one may want to do; `sanction` is what doing it, or failing to, costs."""

    decision: Decision
    result: Result
    sanction: PenaltyDue | None = None

    @property
    def name(self) -> str:
        """The name of what may be done, without that of the kind of decision."""
        return self.decision.name.removeprefix(f"{PERMISSION}.")

    @property
    def answer(self) -> PermissionName | None:
        """The permission; None where it is not decided."""
        outcome = self.result.outcome if isinstance(self.result, Decided) else None
        return outcome.answer if isinstance(outcome, Permission) else None


@frozen(kw_only=True)
class Ask:
    """A missing fact to ask for, and the decisions that need it.

    `left`: the most outcomes that billing can still have once the fact is known; None where billing does not need it.
    """

    fact: str
    left: int | None
    serves: tuple[str, ...]


@frozen(kw_only=True)
class Possible:
    """An answer that a billing decision may still come to."""

    decision: str
    possibility: Possibility


@frozen(kw_only=True)
class ContractId:
    """Which text gave an answer, so that it can be reproduced; `amendment` is the last one in force."""

    reference: str | None
    title: str
    digest: str
    amendment: AmendmentRef | None = None


@frozen(kw_only=True)
class Verdict:
    """Everything that a contract says of one case; the same value from every reader's side.

    `results` holds what each billing decision came to. `amount` is None where nothing can be said of it. `priority`
    is what the contract's matrix gives, None where it has none. `notes` are what reading the case noted: local times
    that a clock change touches. Reasons, and what else is possible, are worked out when they are read.
    """

    outcome: OutcomeName
    rule: Rule | None
    amount: Amount | None
    lines: tuple[Line, ...]
    priority: Result | None
    milestones: tuple[Milestone, ...]
    permissions: tuple[PermissionAnswer, ...]
    results: Mapping[str, Result] = field(repr=False)
    program: Program = field(eq=False, repr=False)
    case: Case = field(repr=False)
    notes: tuple[Message, ...] = ()

    @property
    def billable(self) -> bool | None:
        """Whether anything is to be paid for beside the fee; a refused quote is not, open or not asked is None."""
        if self.outcome in ("undetermined", "conflict", "no_intervention"):
            return None
        decided = (result for result in self.results.values() if isinstance(result, Decided))
        return any(isinstance(result.outcome, Billed) and not result.refused for result in decided)

    @property
    def conflict(self) -> Conflict | None:
        """The two rules that contradict each other on the price, where some do."""
        return next((result for result in self.results.values() if isinstance(result, Conflict)), None)

    @cached_property
    def because(self) -> tuple[Step, ...]:
        """Each rule tried, in order, with what became of it."""
        return _because(self)

    @cached_property
    def unless(self) -> Unless | None:
        """The nearest case that would be decided otherwise."""
        return nearest_other(dict(self.results) or _raised(self), self.program, self.case)

    @cached_property
    def possible(self) -> tuple[Possible, ...]:
        """What the decisions that are open may still come to."""
        return tuple(
            Possible(decision=name, possibility=possibility)
            for name, result in {**self.results, **_raised(self)}.items()
            if isinstance(result, Undetermined)
            for possibility in result.possible
        )

    @cached_property
    def ask_next(self) -> tuple[Ask, ...]:
        """The missing facts that can change the answer, the one that narrows most first."""
        return _ask_next(self)

    @cached_property
    def contract(self) -> ContractId:
        """Which text gave the answer."""
        amendments = self.program.amendments
        return ContractId(
            reference=self.program.reference,
            title=self.program.title,
            digest=self.program.digest,
            amendment=amendments[-1] if amendments else None,
        )


def verdict(program: Program, case: Case, *, notes: tuple[Message, ...] = ()) -> Verdict:
    """The verdict on a well-formed case (`facts.check_case`); `notes` are what reading it noted."""
    bills = is_intervention(case)
    names = billing_decisions(program, case) if bills else ()
    results = {name: decide(program.decisions[name], program, case, quotes=True) for name in names}
    lines = tuple(line for name in names if (line := bill_line(name, results[name], program, case)) is not None)
    matrix = program.decisions.get(PRIORITY)
    outcome, rule = outcome_of(results) if bills else ("no_intervention", None)
    return Verdict(
        outcome=outcome,
        rule=rule,
        amount=total(lines, tuple(results.values()), program),
        lines=lines,
        priority=None if matrix is None else decide(matrix, program, case),
        milestones=milestones(program, case),
        permissions=_permissions(program, case),
        results=results,
        program=program,
        case=case,
        notes=notes,
    )


def outcome_of(results: Mapping[str, Result]) -> tuple[OutcomeName, Rule | None]:
    """The outcome of the billing decisions together: what is billed counts most, then what labour says."""
    if any(isinstance(result, Conflict) for result in results.values()):
        return "conflict", None
    decided = [result for result in results.values() if isinstance(result, Decided)]
    if not decided or len(decided) < len(results):
        return "undetermined", None
    billed = next((result for result in decided if isinstance(result.outcome, Billed)), None)
    if billed is not None:
        return "billed", billed.rule
    first = decided[0]
    return "included" if isinstance(first.outcome, Included) else "out_of_contract", first.rule


def _permissions(program: Program, case: Case) -> tuple[PermissionAnswer, ...]:
    """The permissions that the case raises: an intervention from a distance, by a named person."""
    found: list[PermissionAnswer] = []
    for decision in program.decisions_of(PERMISSION):
        result = decide_if_raised(decision, program, case)
        if result is not None:
            found.append(_permission(decision, result, program, case))
    return tuple(found)


def _permission(decision: Decision, result: Result, program: Program, case: Case) -> PermissionAnswer:
    answer = PermissionAnswer(decision=decision, result=result)
    costly = answer.answer in ("prohibited", "required")
    return evolve(answer, sanction=sanction(f"{PENALTY}.{answer.name}", program, case)) if costly else answer


def _raised(given: Verdict) -> dict[str, Result]:
    """What the decisions came to that only a case which raises them asks for."""
    duties = {one.duty.commitment: one.commitment for one in given.milestones if one.duty.start != OPENED}
    return {**duties, **{one.decision.name: one.result for one in given.permissions}}


def _because(given: Verdict) -> tuple[Step, ...]:
    program, case = given.program, given.case
    steps = [note(message) for message in given.notes]
    if LABOUR not in program.decisions and is_intervention(case):
        steps.append(note(_NO_BILLING()))
    for name, result in given.results.items():
        steps += explain(program.decisions[name], result, program, case, quotes=True)
    for name, result in _beside(given):
        steps += explain(program.decisions[name], result, program, case)
    steps += [note(message) for milestone in given.milestones for message in milestone.clock]
    if given.priority is not None:
        steps += explain(program.decisions[PRIORITY], given.priority, program, case)
    steps += [note(line.note) for line in given.lines if line.note is not None]
    steps += [note(message) for message in (given.amount.notes if given.amount is not None else ())]
    return tuple(steps)


def _beside(given: Verdict) -> Iterator[tuple[str, Result]]:
    """What each decision beside billing came to: duties, what lateness costs, permissions and their sanctions."""
    for milestone in given.milestones:
        yield milestone.duty.commitment, milestone.commitment
        if milestone.penalty is not None:
            yield milestone.duty.penalty, milestone.penalty.result
    for permission in given.permissions:
        yield permission.decision.name, permission.result
        if permission.sanction is not None:
            yield f"{PENALTY}.{permission.name}", permission.sanction.result


def _ask_next(given: Verdict) -> tuple[Ask, ...]:
    """Missing facts that billing needs, then those that amounts need, then those of milestones and permissions."""
    asked: dict[str, Ask] = {}
    for name, result in given.results.items():
        _ask(asked, name, result, billing=True)
    ranked = sorted(asked.values(), key=lambda ask: (ask.left, fact_order(given.program, ask.fact)))
    asked = {ask.fact: ask for ask in ranked}
    for line in given.lines:
        for fact in line.missing:
            _add(asked, line.decision, fact, None)
    for milestone in given.milestones:
        name = milestone.duty.commitment
        _ask(asked, name, milestone.commitment, billing=False)
        for fact in milestone.missing:
            _add(asked, name, fact, None)
        if milestone.penalty is not None:
            _ask_penalty(asked, milestone.duty.penalty, milestone.penalty)
    for permission in given.permissions:
        _ask(asked, permission.decision.name, permission.result, billing=False)
        if permission.sanction is not None:
            _ask_penalty(asked, f"{PENALTY}.{permission.name}", permission.sanction)
    return tuple(asked.values())


def _ask_penalty(asked: dict[str, Ask], name: str, due: PenaltyDue) -> None:
    _ask(asked, name, due.result, billing=False)
    for fact in due.missing:
        _add(asked, name, fact, None)


def _ask(asked: dict[str, Ask], name: str, result: Result, *, billing: bool) -> None:
    if isinstance(result, Undetermined):
        for need in result.needed:
            _add(asked, name, need.fact, need.left if billing else None)


def _add(asked: dict[str, Ask], decision: str, fact: str, left: int | None) -> None:
    known = asked.get(fact)
    if known is None:
        asked[fact] = Ask(fact=fact, left=left, serves=(decision,))
    elif decision not in known.serves:
        best = left if known.left is None else known.left if left is None else min(left, known.left)
        asked[fact] = Ask(fact=fact, left=best, serves=(*known.serves, decision))
