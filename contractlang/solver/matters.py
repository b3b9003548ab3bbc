"""What checks ask of rules, delays and amounts that read open terms, as constraints on these terms.

Each is the question of a check, put once more with values for the open terms: no rule is decided here in another way.
A contract without open terms has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from contractlang.calendars import Timing
from contractlang.core.closing import with_amounts, with_guards
from contractlang.core.constraints import Constraint, Matter, open_terms
from contractlang.core.expressions import Compare, Comparison, Condition, NumberFact, Whole, atoms, facts_of, negate
from contractlang.core.life import INITIAL, MODE, START
from contractlang.core.open_facts import open_fact, whole
from contractlang.core.origins import Path
from contractlang.core.outcomes import Billed, Commitment
from contractlang.core.packs import Demand
from contractlang.core.program import Decision, Delay, Program, Rule
from contractlang.core.renewals import REFUSAL, SIGNATURE, first_refusal
from contractlang.core.timings import alike, duty_timing, term_value, twice_given
from contractlang.diagnostics import Label, Message, Severity, Text
from contractlang.records import evolve
from contractlang.solver.amounts import amount_matters
from contractlang.solver.answers import GaveUp
from contractlang.solver.choices import SpentError
from contractlang.solver.delays import Broken, Pair, compare, ordered_pairs, subcontractor_pairs
from contractlang.solver.findings import rule_label
from contractlang.solver.grids import as_bound
from contractlang.solver.open_rules import forbidden
from contractlang.solver.rules import disputes, rules_of, uncovered
from contractlang.solver.session import Session
from contractlang.solver.severity import Scale, Wrong, scales
from contractlang.solver.tiers import holes
from contractlang.values import Bound, Length, Open, Unit

_ORDER = Text("{first} ne peut finir après {second}", "{first} can't end after {second}")
_GRAVER = Text(
    "{first} ne peut finir après {second}, moins grave", "{first} can't end after {second}, which is less grave"
)
_CLASH = Text("{first} et {second} ne peuvent se contredire", "{first} and {second} can't contradict each other")
_COVERED = Text("{decision} : chaque cas relève d'une règle", "{decision}: each case falls under a rule")
_CONTIGUOUS = Text("{decision} : aucun trou entre deux paliers", "{decision}: no gap between two tiers")
_REFUSABLE = Text(
    "la première reconduction peut être refusée à la signature", "the first renewal can be refused at signature"
)
_ONE_DELAY = Text("{duty} et {term} donnent un même délai", "{duty} and {term} give one delay")
_RULE = Text("`{rule}`", "`{rule}`")
Given = Mapping[Path, object]


def matters(session: Session) -> tuple[Constraint, ...]:
    """All of them, in the order of their checks."""
    unsettled = open_terms(session.program)
    found = [
        *_rules(session, unsettled),
        *_orders(session, unsettled),
        *_severities(session, unsettled),
        *_tiers(session, unsettled),
        *amount_matters(session.program, unsettled),
        *_renewal(session.program, unsettled),
        *_duties(session.program, unsettled),
    ]
    every = Demand("all", ())
    return tuple(Constraint(demand=every, cause=matter, reads=frozenset(reads)) for matter, reads in found if reads)


Found = Iterator[tuple[Matter, Iterable[Path]]]


# --- rules ------------------------------------------------------------------------------------------------------


def clash_key(decision: Decision, first: Rule, second: Rule) -> tuple[str, ...]:
    """The key of the matter that two rules do not contradict each other."""
    return "clash", decision.name, first.name, second.name


def gap_key(decision: Decision) -> tuple[str, ...]:
    """The key of the matter that a decision leaves no case without an answer."""
    return "gap", decision.name


def _rules(session: Session, unsettled: Mapping[Path, Open]) -> Found:
    facts = {open_fact(path): path for path in unsettled if open_fact(path) in session.program.facts}
    if not facts:
        return
    for decision in session.program.decisions.values():
        if not any(fact in facts for rule in decision.rules for fact in _reads(rule)):
            continue
        rules = rules_of(session, decision)
        for first, second, difference in disputes(session, decision):
            against = (negate(other.guard) for other in rules.against(first, second))
            asked = tuple(dict.fromkeys((first.guard, second.guard, difference, *against)))
            names = {"first": _RULE(rule=first.name), "second": _RULE(rule=second.name)}
            labels: tuple[Label, ...] = (rule_label(first), rule_label(second))
            yield _on_rules(session, facts, asked, clash_key(decision, first, second), _CLASH(**names), labels)
        asked_gap = uncovered(decision)
        if asked_gap is not None:
            labels = tuple(rule_label(rule) for rule in decision.rules if any(one in facts for one in _reads(rule)))
            words = _COVERED(decision=decision.title)
            yield _on_rules(session, facts, asked_gap, gap_key(decision), words, labels)


def _reads(rule: Rule) -> Iterator[str]:
    yield from rule.reads
    if isinstance(rule.outcome, Billed) and rule.outcome.amount is not None:
        yield from facts_of(rule.outcome.amount)


def _on_rules(
    session: Session,
    facts: Mapping[str, Path],
    asked: tuple[Condition, ...],
    key: tuple[str, ...],
    words: Message,
    labels: tuple[Label, ...],
) -> tuple[Matter, Iterable[Path]]:
    """That no case makes some conditions true, for the values of the open facts that they read."""
    read = dict.fromkeys(facts[fact] for one in asked for fact in facts_of(one) if fact in facts)

    def settled(given: Given) -> tuple[Condition, ...]:
        numbers = ((path, whole(value)) for path, value in given.items() if path in read)
        return tuple(
            Compare(Comparison.EQ, NumberFact(open_fact(path)), Whole(value))
            for path, value in numbers
            if value is not None
        )

    def kept(given: Given) -> bool:
        answer = session.possible(*asked, *settled(given))
        if isinstance(answer, GaveUp):
            raise SpentError
        return not answer

    def changes(path: Path, given: Given) -> Iterator[int]:
        for low, high in forbidden(session, (*asked, *settled(given)), open_fact(path)):
            yield from (low - 1, low, high, high + 1)

    matter = Matter(key=key, words=words, labels=labels, severity=Severity.ERROR, kept=kept, changes=changes, told=True)
    return matter, read


# --- delays -----------------------------------------------------------------------------------------------------


def _orders(session: Session, unsettled: Mapping[Path, Open]) -> Found:
    for pair in (*ordered_pairs(session), *subcontractor_pairs(session)):
        if (known := _open_delays(session.program, unsettled, (pair.earlier, pair.later))) is not None:
            yield _on_delays(
                "order",
                _ORDER,
                (pair.earlier, pair.later),
                known,
                lambda one, other: not isinstance(compare(session, Pair(earlier=one, later=other)), Broken),
                Severity.ERROR,
            )


def _severities(session: Session, unsettled: Mapping[Path, Open]) -> Found:
    if not any(isinstance(_length(delay), Open) for delay in session.program.delays):
        return
    for scale in scales(session):
        for one, other in scale.pairs():
            known = _open_delays(session.program, unsettled, (one, other))
            if known is not None:
                for pair in ((one, other), (other, one)):
                    yield _on_delays(f"graver {scale.fact}", _GRAVER, pair, known, _ranked(scale), Severity.WARNING)


def _ranked(scale: Scale) -> Callable[[Delay, Delay], bool]:
    return lambda graver, milder: not isinstance(scale.wrong(graver, milder), Wrong)


def _length(delay: Delay) -> object:
    return delay.rule.outcome.length if isinstance(delay.rule.outcome, Commitment) else None


def _open_delays(
    program: Program, unsettled: Mapping[Path, Open], delays: tuple[Delay, ...]
) -> dict[Path, Delay] | None:
    """The open ones of some delays by their terms; None where none is open, or one of them is no term."""
    unknown = [delay for delay in delays if isinstance(_length(delay), Open)]
    known = {
        delay.path: delay
        for delay in unknown
        if delay.path in unsettled and program.terms[delay.path].origin.span == delay.rule.origin.span
    }
    return known if unknown and len(known) == len(unknown) else None


def _on_delays(
    kind: str,
    text: Text,
    pair: tuple[Delay, Delay],
    known: Mapping[Path, Delay],
    in_order: Callable[[Delay, Delay], bool],
    severity: Severity,
) -> tuple[Matter, Iterable[Path]]:
    """That a first delay does not end after a second one, for the values of the open ones."""
    first, second = pair

    def kept(given: Given) -> bool:
        return in_order(_settled(first, given), _settled(second, given))

    lengths = (
        *map(_length, pair),
        *(end for value in map(_length, pair) if isinstance(value, Open) for end in _ends(value)),
    )
    samples: tuple[Bound, ...] = tuple(one for one in lengths if isinstance(one, Length))
    labels = tuple(Label(span=delay.rule.origin.span) for delay in pair if delay.path not in known)
    words = text(first=first.rule.title, second=second.rule.title)
    matter = Matter(
        key=(kind, *map(repr, (first.path, second.path))),
        words=words,
        labels=labels,
        severity=severity,
        kept=kept,
        samples=dict.fromkeys(known, samples),
        ordered=len({_calendar(delay) for delay in pair}) == 1,
    )
    return matter, known


def _calendar(delay: Delay) -> tuple[object, ...]:
    outcome = delay.rule.outcome
    return (outcome.calendar, outcome.by) if isinstance(outcome, Commitment) else ()


def _ends(value: Open) -> Iterator[Bound]:
    yield from (end for end in (value.low, value.high) if end is not None)


def _settled(delay: Delay, given: Given) -> Delay:
    """A delay once its length is agreed on."""
    outcome, length = delay.rule.outcome, given.get(delay.path)
    if not isinstance(outcome, Commitment) or not isinstance(outcome.length, Open) or not isinstance(length, Length):
        return delay
    return evolve(delay, rule=evolve(delay.rule, outcome=evolve(outcome, length=length)))


# --- tiers, and the first renewal -------------------------------------------------------------------------------


def _tiers(session: Session, unsettled: Mapping[Path, Open]) -> Found:
    """That the tiers of a decision leave no values out."""
    program = session.program
    facts = {open_fact(path): path for path in unsettled if open_fact(path) in program.facts}
    for decision in program.decisions.values():
        read = dict.fromkeys(facts[fact] for rule in decision.rules for fact in rule.reads if fact in facts)
        if not read or (decision.complete and decision.default is None):
            continue
        labels = tuple(rule_label(rule) for rule in decision.rules if any(fact in facts for fact in rule.reads))
        matter = Matter(
            key=("tiers", decision.name),
            words=_CONTIGUOUS(decision=decision.title),
            labels=labels,
            severity=Severity.WARNING,
            kept=partial(_contiguous, session, decision),
            changes=partial(_steps, decision),
        )
        yield matter, read


def _contiguous(session: Session, decision: Decision, given: Given) -> bool:
    closed = with_guards(decision, given)
    asked = Session(evolve(session.program, decisions={decision.name: closed}), budget=session.budget)
    return next(holes(asked, closed), None) is None


def _steps(decision: Decision, path: Path, given: Given) -> Iterator[int]:
    """The numbers around those that guards name: tiers meet or part there."""
    for rule in with_guards(decision, {one: value for one, value in given.items() if one != path}).rules:
        for atom in atoms(rule.guard):
            for side in (atom.left, atom.right) if isinstance(atom, Compare) else ():
                if isinstance(side, Whole):
                    yield from range(side.value - 2, side.value + 3)


def _renewal(program: Program, unsettled: Mapping[Path, Open]) -> Found:
    """That the first renewal can be refused when the contract is signed."""
    read = [path for path in (SIGNATURE, START, INITIAL, REFUSAL) if path in unsettled]
    lengths = [term_sample(program, path) for path in (INITIAL, REFUSAL)]
    dates = [term_sample(program, path) for path in (SIGNATURE, START)]
    samples = {path: tuple(one for one in (lengths if path in (INITIAL, REFUSAL) else dates) if one) for path in read}

    def kept(given: Given) -> bool:
        refusal = first_refusal(with_amounts(program, given))
        return refusal is None or not refusal.too_late

    matter = Matter(
        key=("renewal",), words=_REFUSABLE(), labels=(), severity=Severity.WARNING, kept=kept, samples=samples
    )
    if all(path in program.terms for path in (SIGNATURE, START, INITIAL, REFUSAL, MODE)):
        yield matter, read


def _duties(program: Program, unsettled: Mapping[Path, Open]) -> Found:
    """That a term and a duty give one delay to the same notification; in seconds, where both have so many."""
    for path, delay in twice_given(program):
        timing = duty_timing(delay, program)
        length = timing.length if isinstance(timing, Timing) else timing
        if path not in unsettled or length is None or (seconds := _seconds(length)) is None:
            continue
        sample = term_sample(program, path)
        if sample is not None and not (isinstance(sample, Length) and sample.seconds):
            continue
        matter = Matter(
            key=("duty", *path, delay.rule.name),
            words=_ONE_DELAY(duty=delay.rule.title, term=program.terms[path].title),
            labels=(Label(span=delay.rule.origin.span),),
            severity=Severity.ERROR,
            kept=partial(_one_delay, program, path, delay),
            changes=partial(_around, seconds),
            samples={path: (Length.of(1, Unit.HOUR),)},
        )
        yield matter, (path,)


def _seconds(length: Length) -> int | None:
    bounds = length.bounds()
    exact = bounds is not None and bounds[0] == bounds[1] and bounds[0].denominator == 1
    return int(bounds[0]) if exact and bounds is not None else None


def _one_delay(program: Program, path: Path, delay: Delay, given: Given) -> bool:
    return alike(term_value(path, with_amounts(program, given)), duty_timing(delay, program))


def _around(number: int, path: Path, given: Given) -> Iterator[int]:  # noqa: ARG001 (one number, whatever the others)
    yield from (number - 1, number, number + 1)


def term_sample(program: Program, path: Path) -> Bound | None:
    """A value of the kind and unit of a term, its own or one of its bounds."""
    value = program.terms[path].value if path in program.terms else None
    return value.sample if isinstance(value, Open) else as_bound(value)
