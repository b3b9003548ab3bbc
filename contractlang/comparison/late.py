"""A penalty in money: the case in which a duty is just so late that two texts make it cost something else."""

from __future__ import annotations

from contractlang.comparison.answers import Effect, by_fact, gap_of
from contractlang.comparison.cases import fixed
from contractlang.comparison.favour import Favour, opposite
from contractlang.comparison.joint import Joint
from contractlang.core.cases import Case
from contractlang.core.duties import Duty
from contractlang.core.expressions import Not, Or
from contractlang.evaluation.fulfilment import Milestone
from contractlang.evaluation.milestones import milestones
from contractlang.records import evolve
from contractlang.solver import Found

# How late a duty is, after both deadlines: the first of these that tells the texts apart, in seconds
_LATE = (60, 3_600, 4 * 3_600, 86_400, 3 * 86_400, 10 * 86_400, 40 * 86_400)


def late_effect(joint: Joint, effect: Effect, more: Favour) -> Effect:
    """The effect on a penalty, in money where both texts have the duty; `more`: whom a higher penalty favours."""
    duties = [
        next((one for one in program.duties if to.decision_name(one.penalty) == effect.name), None)
        for program, to in zip(joint.programs, joint.to, strict=True)
    ]
    before, after = duties
    if before is None or after is None or effect.case is None or after.start not in effect.case:
        return effect
    case = _with_delay(joint, effect.case, joint.to[1].decision_name(after.commitment))
    reached = [_milestone(joint, side, duty, case) for side, duty in enumerate((before, after))]
    dues = [one.deadline for one in reached if one is not None and one.deadline is not None]
    for late in _LATE if len(dues) == 2 else ():
        shown = _at_cost(joint, effect, (before, after), {**case, after.reached: max(dues) + late})
        if shown is not None and shown.gap is not None and shown.gap.amount:
            return evolve(shown, favours=more if shown.gap.amount > 0 else opposite(more))
    return effect


def _with_delay(joint: Joint, case: Case, commitment: str) -> Case:
    """A case that says too what the delay of the duty depends on."""
    promised = [known[commitment] for known in joint.decisions if commitment in known]
    read = {fact: atom for pair in promised for fact, atom in by_fact(pair.shared) if fact not in case}
    answer = joint.session.ask(*fixed(case), *(Or((atom, Not(atom))) for atom in read.values()))
    return {**answer.case, **case} if isinstance(answer, Found) else case


def _at_cost(joint: Joint, effect: Effect, duties: tuple[Duty, Duty], case: Case) -> Effect | None:
    """The effect for a late case, with both penalties after the cap; None where one can't be told."""
    answers = []
    for side, (duty, answer) in enumerate(zip(duties, (effect.before, effect.after), strict=True)):
        reached = _milestone(joint, side, duty, case)
        penalty = reached.penalty if reached is not None else None
        if answer is None or (penalty is not None and penalty.after_cap is None):
            return None
        paid = (0, None) if penalty is None else (penalty.after_cap or 0, penalty.currency)
        answers.append(evolve(answer, due=None, paid=paid))
    before, after = answers
    return evolve(effect, case=case, before=before, after=after, gap=gap_of(before, after))


def _milestone(joint: Joint, side: int, duty: Duty, case: Case) -> Milestone | None:
    found = milestones(joint.programs[side], joint.own_case(side, case))
    return next((one for one in found if one.name == duty.name), None)
