"""The verdict on one case: what it costs, what was due when, what is permitted, and why.

The outcome is that of the billing decisions: labour, and parts where the case reports any. Milestones and permissions
are decided beside them, each for itself; that one of them is open does not make the outcome so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from contractlang.core.cases import LABOUR, OPENED, PENALTY, PERMISSION, PRIORITY, Case, is_intervention
from contractlang.core.outcomes import Billed, Included, Permission, PermissionName
from contractlang.core.program import AmendmentRef, Decision, Program, Rule
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.decide import Conflict, Decided, Possibility, Result, Undetermined, decide, holds
from contractlang.evaluation.explore import fact_order
from contractlang.evaluation.milestones import Milestone, PenaltyDue, milestones, sanction
from contractlang.evaluation.money import Amount, Line, bill_line, billing_decisions, total
from contractlang.evaluation.nearest import Unless, nearest_other
from contractlang.evaluation.trace import Step, explain, note
from contractlang.records import evolve, field, frozen

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
    is what the contract's matrix gives, None where it has none.
    """

    outcome: OutcomeName
    rule: Rule | None
    amount: Amount | None
    lines: tuple[Line, ...]
    priority: Result | None
    milestones: tuple[Milestone, ...]
    permissions: tuple[PermissionAnswer, ...]
    because: tuple[Step, ...]
    unless: Unless | None
    possible: tuple[Possible, ...]
    ask_next: tuple[Ask, ...]
    conflict: Conflict | None
    contract: ContractId
    program: Program = field(eq=False, repr=False)
    case: Case = field(repr=False)
    results: Mapping[str, Result] = field(repr=False)

    @property
    def billable(self) -> bool | None:
        """Whether anything is to be paid for beside the fee; a refused quote is not, open or not asked is None."""
        if self.outcome in ("undetermined", "conflict", "no_intervention"):
            return None
        decided = (result for result in self.results.values() if isinstance(result, Decided))
        return any(isinstance(result.outcome, Billed) and not result.refused for result in decided)


def verdict(program: Program, case: Case, *, notes: tuple[Message, ...] = (), nearest: bool = True) -> Verdict:
    """The verdict on a well-formed case (`facts.check_case`).

    `notes` are put into the explanation (local times that a clock change touches); without `nearest` the nearest other
    case is not looked for.
    """
    names = billing_decisions(program, case) if is_intervention(case) else ()
    results = {name: decide(program.decisions[name], program, case, quotes=True) for name in names}
    lines = tuple(line for name in names if (line := bill_line(name, results[name], program, case)) is not None)
    amount = total(lines, tuple(results.values()), program)
    matrix = program.decisions.get(PRIORITY)
    priority = None if matrix is None else decide(matrix, program, case)
    found = milestones(program, case)
    allowed = _permissions(program, case)
    outcome, rule = _outcome(results) if is_intervention(case) else ("no_intervention", None)
    raised = results or _raised(found, allowed)
    graded = () if matrix is None or priority is None else tuple(explain(matrix, priority, program, case))
    steps = (*(note(message) for message in notes), *_because(program, case, results, found, allowed), *graded)
    return Verdict(
        outcome=outcome,
        rule=rule,
        amount=amount,
        lines=lines,
        priority=priority,
        milestones=found,
        permissions=allowed,
        because=(*steps, *_money_notes(lines, amount)),
        unless=nearest_other(raised, program, case) if nearest else None,
        possible=_possible({**results, **_raised(found, allowed)}),
        ask_next=_ask_next(results, lines, found, allowed, program),
        conflict=next((result for result in results.values() if isinstance(result, Conflict)), None),
        contract=ContractId(
            reference=program.reference,
            title=program.title,
            digest=program.digest,
            amendment=program.amendments[-1] if program.amendments else None,
        ),
        program=program,
        case=case,
        results=results,
    )


def _outcome(results: Mapping[str, Result]) -> tuple[OutcomeName, Rule | None]:
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
    asked = (program.decisions[name] for name in sorted(program.decisions) if name.startswith(f"{PERMISSION}."))
    raised = (decision for decision in asked if holds(decision.concerns, program, case))
    return tuple(_permission(decision, program, case) for decision in raised)


def _permission(decision: Decision, program: Program, case: Case) -> PermissionAnswer:
    answer = PermissionAnswer(decision=decision, result=decide(decision, program, case))
    costly = answer.answer in ("prohibited", "required")
    return evolve(answer, sanction=sanction(f"{PENALTY}.{answer.name}", program, case)) if costly else answer


def _raised(found: tuple[Milestone, ...], allowed: tuple[PermissionAnswer, ...]) -> dict[str, Result]:
    """What the decisions came to that only a case which raises them asks for."""
    duties = {one.duty.commitment: one.commitment for one in found if one.duty.start != OPENED}
    return {**duties, **{one.decision.name: one.result for one in allowed}}


def _because(
    program: Program,
    case: Case,
    results: Mapping[str, Result],
    found: tuple[Milestone, ...],
    allowed: tuple[PermissionAnswer, ...],
) -> Iterator[Step]:
    if LABOUR not in program.decisions and is_intervention(case):
        yield note(_NO_BILLING())
    for name, result in results.items():
        yield from explain(program.decisions[name], result, program, case)
    for milestone in found:
        decision = program.decisions[milestone.duty.commitment]
        yield from explain(decision, milestone.commitment, program, case)
        if milestone.penalty is not None:
            penalty = program.decisions[milestone.duty.penalty]
            yield from explain(penalty, milestone.penalty.result, program, case)
    for permission in allowed:
        yield from explain(permission.decision, permission.result, program, case)
        if permission.sanction is not None:
            penalty = program.decisions[f"{PENALTY}.{permission.name}"]
            yield from explain(penalty, permission.sanction.result, program, case)


def _money_notes(lines: tuple[Line, ...], amount: Amount | None) -> Iterator[Step]:
    yield from (note(line.note) for line in lines if line.note is not None)
    if amount is not None:
        yield from (note(message) for message in amount.notes)


def _possible(results: Mapping[str, Result]) -> tuple[Possible, ...]:
    return tuple(
        Possible(decision=name, possibility=possibility)
        for name, result in results.items()
        if isinstance(result, Undetermined)
        for possibility in result.possible
    )


def _ask_next(
    results: Mapping[str, Result],
    lines: tuple[Line, ...],
    found: tuple[Milestone, ...],
    allowed: tuple[PermissionAnswer, ...],
    program: Program,
) -> tuple[Ask, ...]:
    """Missing facts that billing needs, then those that amounts need, then those of milestones and permissions."""
    asked: dict[str, Ask] = {}
    for name, result in results.items():
        _ask(asked, name, result, billing=True)
    ranked = sorted(asked.values(), key=lambda ask: (ask.left, fact_order(program, ask.fact)))
    asked = {ask.fact: ask for ask in ranked}
    for line in lines:
        for fact in line.missing:
            _add(asked, line.decision, fact, None)
    for milestone in found:
        name = milestone.duty.commitment
        _ask(asked, name, milestone.commitment, billing=False)
        for fact in milestone.missing:
            _add(asked, name, fact, None)
        if milestone.penalty is not None:
            _ask(asked, milestone.duty.penalty, milestone.penalty.result, billing=False)
            for fact in milestone.penalty.missing:
                _add(asked, milestone.duty.penalty, fact, None)
    for permission in allowed:
        _ask(asked, permission.decision.name, permission.result, billing=False)
        if permission.sanction is not None:
            _ask(asked, f"{PENALTY}.{permission.name}", permission.sanction.result, billing=False)
            for fact in permission.sanction.missing:
                _add(asked, f"{PENALTY}.{permission.name}", fact, None)
    return tuple(asked.values())


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
