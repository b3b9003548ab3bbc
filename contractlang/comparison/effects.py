"""What two texts come to, decision by decision: proved the same, or a case that they decide otherwise.

Both results of a case come from the evaluation, of each text under its own names. If they agree, the solver and the
evaluation contradict each other: that is a fault of the program, and is raised as such.
"""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.comparison.answers import Answer, Area, Effect, by_fact, gap_of
from contractlang.comparison.cases import fixed
from contractlang.comparison.favour import (
    Favour,
    against,
    by_freedom,
    by_penalty,
    cents_of,
    due_of,
    opposite,
    outcome_of,
)
from contractlang.comparison.items import plain, plain_decision
from contractlang.comparison.joint import Joint, Pair
from contractlang.comparison.late import late_effect
from contractlang.comparison.outcomes import Differing, Side, differing
from contractlang.core.cases import COMMITMENT, LABOUR, NORM, OPENED, PARTS, PENALTY, PERMISSION, PRIORITY, TRAVEL, Case
from contractlang.core.expressions import (
    Compare,
    Comparison,
    Condition,
    Not,
    NumberFact,
    Or,
    Whole,
    facts_of,
)
from contractlang.core.formulas import formula_facts
from contractlang.core.outcomes import Billed, Commitment, Formula, Penalty, Permission
from contractlang.core.program import Decision, Rule
from contractlang.diagnostics import Message, Text
from contractlang.evaluation import Conflict, Decided, NoAnswer, decide, holds
from contractlang.evaluation.answers import answer_text
from contractlang.evaluation.results import Result
from contractlang.evaluation.sentences import fact_title, word_text
from contractlang.records import evolve
from contractlang.solver import Found

_AREAS: dict[str, Area] = {
    LABOUR: "billing",
    PARTS: "amount",
    TRAVEL: "amount",
    COMMITMENT: "deadline",
    PENALTY: "penalty",
    PERMISSION: "permission",
    PRIORITY: "priority",
}
_NORMS = ("obligation", "permission", "prohibition")
_CLASH = Text(
    "le fait {fact} n'est pas du même type dans les deux textes", "the fact {fact} is of another type in the other text"
)
_BEYOND = Text("trop de cas à examiner", "too many cases to look at")
_STRANGE = Text(
    "`{word}` n'est pas un mot du texte {side}, qui n'en dit donc rien de particulier",
    "`{word}` is not a word of the text {side}, which says nothing in particular about it",
)
# So many cases are looked at for one in favour of each party
_MOST_SHOWN = 24
_SIDES = (Text("d'avant", "before"), Text("d'après", "after"))


class DisagreementError(Exception):
    """The evaluation decides alike a case that the solver says is decided otherwise: a fault of the program."""

    def __init__(self, decision: str, case: Case) -> None:
        self.decision, self.case = decision, case
        super().__init__(f"{decision}: {dict(case)}")


def effects(joint: Joint) -> Iterator[Effect]:
    """The effects of each decision, sorted by name."""
    for name in sorted({*joint.decisions[0], *joint.decisions[1]}):
        pairs = [known.get(name) or _empty(name) for known in joint.decisions]
        effect = Effect(name=name, area=_area(name), title=_title(*pairs))
        if joint.clashing or plain_decision(pairs[0].shared) != plain_decision(pairs[1].shared):
            yield from _Comparison(joint, name, (pairs[0], pairs[1])).compared(effect)
        else:
            yield effect


def _empty(name: str) -> Pair:
    """A decision that answers nothing, where a program has none."""
    none = Decision(name=name, title=Text(name, name), rules=())
    return Pair(own=none, shared=none)


def _title(before: Pair, after: Pair) -> Message:
    return (after if after.own.rules or after.own.default else before).own.title()


def _area(name: str) -> Area:
    first, _, rest = name.partition(".")
    if first == PERMISSION and rest.startswith("obligation."):
        return "duty"
    return _AREAS.get(first, "permission")


class _Comparison:
    """One decision of both programs, whose plain forms differ."""

    def __init__(self, joint: Joint, name: str, pairs: tuple[Pair, Pair]) -> None:
        self._joint = joint
        self._name = name
        self._pairs = pairs
        self._prefix, _, self._about = name.partition(".")
        self._start = self._starts() if self._prefix in (COMMITMENT, PENALTY) else None

    def _starts(self) -> str | None:
        """The fact that sets a delay running."""
        for program, to in zip(self._joint.programs, self._joint.to, strict=True):
            for duty in program.duties:
                if to.decision_name(duty.commitment) == f"{COMMITMENT}.{self._about}":
                    return duty.start
        return OPENED if self._prefix == COMMITMENT else None

    def compared(self, effect: Effect) -> Iterator[Effect]:
        """The most ordinary case that is decided otherwise in favour of each, or the proof that there is none."""
        if clash := self._clash():
            title = fact_title(self._joint.after, clash)
            yield evolve(effect, state="undecided", reason=_CLASH(fact=title))
            return
        sides = Side(self._pairs[0].shared), Side(self._pairs[1].shared)
        start = self._start if self._prefix == COMMITMENT else None
        found = list(differing(self._joint.session, *sides, start))
        cases = sorted((one.case for one in found if isinstance(one, Differing)), key=_ordinary)
        gave_up = [one.reason for one in found if not isinstance(one, Differing)]
        shown: dict[Favour, Effect] = {}
        for case in cases[:_MOST_SHOWN]:
            one = self._shown(effect, case)
            shown.setdefault(one.favours, one)
        told = [one for favours, one in shown.items() if favours != "unclear" or len(shown) == 1]
        if told:
            yield from told
        else:
            yield evolve(effect, state="undecided", reason=gave_up[0]) if gave_up else effect

    def _clash(self) -> str | None:
        if not self._joint.clashing:
            return None
        read = (fact for pair in self._pairs for fact in self._facts(pair.shared))
        return next((fact for fact in read if fact in self._joint.clashing), None)

    @staticmethod
    def _facts(decision: Decision) -> Iterator[str]:
        yield from facts_of(decision.concerns)
        for rule in _all(decision):
            yield from rule.reads
            yield from _priced(rule.outcome)

    # --- a case shown ---------------------------------------------------------------------------------------

    def _shown(self, effect: Effect, case: Case) -> Effect:
        """Both results of a case, as the evaluation gives them."""
        case = self._whole(case)
        results = [self._decided(side, case) for side in (0, 1)]
        if any(not isinstance(one, Decided | Conflict | NoAnswer) for one in results):
            return evolve(effect, state="undecided", reason=_BEYOND())
        answers = [self._answer(side, case, result) for side, result in enumerate(results)]
        if self._alike(*answers):
            if notes := tuple(self._notes(case)):
                return evolve(effect, state="undecided", reason=notes[0])
            raise DisagreementError(self._name, case)
        effect = evolve(
            effect,
            state="differs",
            case=case,
            before=answers[0],
            after=answers[1],
            gap=gap_of(*answers),
            notes=tuple(self._notes(case)),
        )
        effect = evolve(effect, favours=self._favours(effect))
        return late_effect(self._joint, effect, against(self._debtor)) if self._prefix == PENALTY else effect

    def _decided(self, side: int, case: Case) -> Result:
        program = self._joint.programs[side]
        own, decision = self._joint.own_case(side, case), self._pairs[side].own
        # a word that a text does not know is read by its rules as any other
        raised = self._joint.strange(side, case) or holds(decision.concerns, program, own) is not False
        return decide(decision, program, own) if raised else NoAnswer()

    def _answer(self, side: int, case: Case, result: Result) -> Answer:
        program, own = self._joint.programs[side], self._joint.own_case(side, case)
        origin = result.rule.origin if isinstance(result, Decided) else None
        assert isinstance(result, Decided | Conflict | NoAnswer)
        due = due_of(outcome_of(result), own, self._start or OPENED, program)
        told = isinstance(result, Decided) or self._prefix == PENALTY
        timeless = self._prefix in (COMMITMENT, PERMISSION, PRIORITY)
        paid = cents_of(outcome_of(result), own) if told and not timeless else None
        return Answer(result=result, words=answer_text(result)(), due=due, paid=paid, origin=origin)

    def _alike(self, before: Answer, after: Answer) -> bool:
        """Whether two results say the same, for what can be told of the case."""
        if isinstance(before.result, NoAnswer) and isinstance(after.result, NoAnswer):
            return True
        one, other = outcome_of(before.result), outcome_of(after.result)
        if one is None or other is None:
            return False  # rules in conflict may hide a third
        if before.due is not None and after.due is not None and self._prefix == COMMITMENT:
            return before.due == after.due and _share(one) == _share(other)
        return plain(self._joint.to[0].piece(one)) == plain(self._joint.to[1].piece(other))

    def _notes(self, case: Case) -> Iterator[Message]:
        for side in (0, 1):
            for fact in (one for one in self._joint.strange(side, case) if one != NORM):
                program = self._joint.programs[1 - side]
                named = next(name for name in program.facts if self._joint.to[1 - side].fact(name) == fact)
                word = word_text(program, named, str(self._joint.own_case(1 - side, case)[named]))
                yield _STRANGE(word=word, side=_SIDES[side])

    def _whole(self, case: Case) -> Case:
        """A case with every fact that either decision reads, its own facts as they are."""
        session = self._joint.session
        missing: dict[str, Condition] = {}
        for pair in self._pairs:
            for fact, atom in by_fact(pair.shared):
                if fact not in case:
                    missing.setdefault(fact, Or((atom, Not(atom))))
        asked = (*fixed(case), *missing.values())
        priced = [fact for pair in self._pairs for rule in _all(pair.shared) for fact in _priced(rule.outcome)]
        priced = [fact for fact in (*priced, *filter(None, (self._start,))) if fact not in case]
        positive = (Compare(Comparison.GT, NumberFact(fact), Whole(0)) for fact in dict.fromkeys(priced))
        for conditions in ((*asked, *positive), asked):
            answer = session.ask(*dict.fromkeys(conditions))
            if isinstance(answer, Found):
                return {**answer.case, **case}
        return case

    # --- how far apart, and in whose favour -----------------------------------------------------------------

    @property
    def _debtor(self) -> str | None:
        """The party that owes what the decision is about."""
        for pair, program in zip(self._pairs, self._joint.programs, strict=True):
            kind, _, norm = pair.own.name.partition(".")[2].partition(".")
            who = program.terms.get((kind, norm, "who"))
            if kind in _NORMS and who is not None:
                return str(who.value)
        return "provider" if self._about.partition(".")[0] not in (*_NORMS, "act") else self._actor

    @property
    def _actor(self) -> str | None:
        """Whom all norms on an act bind."""
        whos = {
            str(program.terms[kind, rule.name.partition("#")[0], "who"].value)
            for pair, program in zip(self._pairs, self._joint.programs, strict=True)
            for rule in pair.own.rules
            for kind in _NORMS
            if (kind, rule.name.partition("#")[0], "who") in program.terms
        }
        return whos.pop() if len(whos) == 1 else None

    def _favours(self, effect: Effect) -> Favour:
        """Whom the second text favours in the case."""
        assert effect.before is not None
        assert effect.after is not None
        one, other = outcome_of(effect.before.result), outcome_of(effect.after.result)
        if isinstance(effect.before.result, Conflict) or isinstance(effect.after.result, Conflict):
            return "unclear"
        more = against(self._debtor)
        match self._prefix:
            case "commitment":
                kept = [isinstance(each, Commitment) and each.length is not None for each in (one, other)]
                if kept[0] != kept[1]:
                    return more if kept[1] else opposite(more)
                apart = effect.gap.amount if effect.gap is not None else 0
                return "unclear" if not apart else opposite(more) if apart > 0 else more
            case "penalty":
                return by_penalty(one, other, self._debtor)
            case "permission" if isinstance(one or other, Permission):
                return by_freedom(one, other, effect.case or {}, self._debtor)
        if effect.gap is not None and effect.gap.amount:
            return "provider" if effect.gap.amount > 0 else "client"
        paying = [isinstance(each, Billed) for each in (one, other)]
        included = [each is not None and type(each).__name__ == "Included" for each in (one, other)]
        if paying[1] and included[0]:
            return "provider"
        return "client" if paying[0] and included[1] else "unclear"


def _ordinary(case: Case) -> tuple[int, list[str]]:
    """Cases with few facts come first."""
    return len(case), sorted(map(str, case.items()))


def _all(decision: Decision) -> Iterator[Rule]:
    yield from decision.rules
    if decision.default is not None:
        yield decision.default


def _priced(outcome: object) -> Iterator[str]:
    """The facts from which an outcome takes its amount."""
    match outcome:
        case Billed(amount=amount) if amount is not None:
            yield from facts_of(amount)
        case Penalty(amount=amount, tiers=tiers):
            formulas: tuple[Formula, ...] = (*((amount,) if amount else ()), *(tier.amount for tier in tiers))
            for formula in formulas:
                yield from formula_facts(formula.tree)


def _share(outcome: object) -> object:
    return outcome.share if isinstance(outcome, Commitment) else None
