"""A graver incident for which more time is given than for a lesser one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from contractlang.calendars import NeverOpens, Timing, to_datetime, worst_excess
from contractlang.core.cases import PRIORITY, SEVERITY, Case
from contractlang.core.claims import Answered
from contractlang.core.expressions import Always, And, Condition, IsOneOf, Not, Or
from contractlang.core.outcomes import Commitment
from contractlang.core.program import Decision, Delay, Program, Rule
from contractlang.diagnostics import Diagnostic, Page, Severity, Text
from contractlang.diagnostics.wording import span_of_time
from contractlang.records import evolve
from contractlang.solver import Found, Session
from contractlang.solver.delays import Broken, Pair, Unsettled, compare
from contractlang.solver.findings import delay_label, delay_words, outlasts_claim, undecided
from contractlang.solver.overlap import Overlaps, places
from contractlang.solver.rules import answers, rules_of
from contractlang.values import Length

PAGE = Page(
    code="D405",
    name="severity-order",
    severity=Severity.WARNING,
    title=Text("plus de temps pour le plus grave", "more time for what is graver"),
    finds=Text(
        "deux délais de la même échéance dont celui de la gravité, ou de la priorité, la plus haute finit après l'autre"
        " à certaines dates, pour le même cas par ailleurs",
        "two delays of one milestone of which that of the higher severity, or priority, ends after the other on some"
        " dates, for a case that is otherwise the same",
    ),
    harm=Text(
        "le client a intérêt à déclarer moins grave ce qui l'arrête",
        "the client had better report as less grave what stops it",
    ),
    source=Text(
        "usage : les délais croissent de la gravité la plus haute à la plus basse",
        "usage: delays grow from the highest severity to the lowest",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 8 h sur HO
    gravité majeure   : rétablissement 4 h sur HO
    gravité mineure   : rétablissement 16 h sur HO
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur HO
    gravité majeure   : rétablissement 8 h sur HO
    gravité mineure   : rétablissement 16 h sur HO
  }
}
""",
)

_MESSAGE = Text(
    "`{graver}` donne plus de temps que `{milder}`, moins grave : ouvert le {opened}, l'un finit le {due} et l'autre le"
    " {limit}, {gap} plus tôt",
    "`{graver}` gives more time than `{milder}`, which is less grave: opened on {opened}, one ends on {due} and the"
    " other on {limit}, {gap} earlier",
)
_NOTHING = Text(
    "`{graver}` ne promet rien, et `{milder}`, moins grave, promet un délai",
    "`{graver}` promises nothing, and `{milder}`, which is less grave, promises a delay",
)
_GIVE = Text(
    "donner à `{graver}` un délai, au plus celui de `{milder}`", "give `{graver}` a delay, at most that of `{milder}`"
)
_HELP = Text(
    "raccourcir le délai de `{graver}`, ou allonger celui de `{milder}`",
    "shorten the delay of `{graver}`, or lengthen that of `{milder}`",
)
_QUESTION = Text(
    "on ne sait pas si {graver} peut finir après {milder}, moins grave",
    "it is not known whether {graver} can end after {milder}, which is less grave",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every pair of delays in the wrong order of severity or of priority, each pair once."""
    for fact in (SEVERITY, PRIORITY):
        known = program.facts.get(fact)
        scale = program.vocabularies.get(known.type.vocabulary or "") if known else None
        if scale is not None and scale.ordered and any(fact in delay.rule.reads for delay in program.delays):
            yield from _on_scale(program, session, fact, tuple(scale.words))


def _on_scale(program: Program, session: Session, fact: str, words: tuple[str, ...]) -> Iterator[Diagnostic]:
    """The findings on one fact; `words` go from the least to the gravest."""
    held = {word: _given(program, fact, word) for word in words}
    split = Session(
        evolve(
            program,
            decisions={_of(name, word): one for word, known in held.items() for name, one in known.items()},
        )
    )
    for one, other in _comparable(program, fact, words):
        if not _both_win(session, one, other):
            yield from _first(_pair(session, split, fact, pair, words) for pair in permutations((one, other)))


def _comparable(program: Program, fact: str, words: tuple[str, ...]) -> list[tuple[Delay, Delay]]:
    """The pairs of delays on one milestone that may meet on cases that differ in the fact alone, in their order."""
    groups: dict[tuple[str, str | None], list[Delay]] = {}
    for delay in program.delays:
        groups.setdefault((delay.decision, delay.party), []).append(delay)
    pairs = []
    for delays in groups.values():
        if any(fact in delay.rule.reads for delay in delays):
            whatever = [Or(tuple(_condition(delay.rule.guard, fact, word) for word in words)) for delay in delays]
            index = Overlaps(whatever)
            for place, one in enumerate(delays):
                later = places(index.together(place) >> place + 1 << place + 1)
                pairs += [(one, delays[n]) for n in later if fact in {*one.rule.reads, *delays[n].rule.reads}]
    order = {id(delay): place for place, delay in enumerate(program.delays)}
    return sorted(pairs, key=lambda pair: (order[id(pair[0])], order[id(pair[1])]))


def _both_win(session: Session, one: Delay, other: Delay) -> bool:
    """Whether some case has both delays: that is two delays for one milestone, which is said elsewhere."""
    return session.possible(*_answers(session, one), *_answers(session, other)) is True


def _first(found: Iterator[Diagnostic | None]) -> Iterator[Diagnostic]:
    yield from [one for one in found if one is not None][:1]


def _pair(
    session: Session, split: Session, fact: str, pair: tuple[Delay, ...], words: tuple[str, ...]
) -> Diagnostic | None:
    """The finding on a graver and a milder delay, for the first two words for which they are in the wrong order."""
    graver, milder = pair
    seen: set[tuple[Condition, Condition]] = set()
    for low, high in combinations(words, 2):
        upper, lower = _delay(split, graver, high), _delay(split, milder, low)
        guards = (upper.rule.guard, lower.rule.guard)
        if Always(False) in guards or guards in seen:
            continue
        seen.add(guards)
        if _promises_nothing(graver):
            found = split.ask(*_answers(split, upper), *_answers(split, lower))
            if isinstance(found, Found) and not _promises_nothing(milder):
                return _without(graver, milder, {**found.case, fact: high}, {fact: low})
            continue
        if _kept(session, graver, milder):
            return None
        answer = compare(split, Pair(earlier=upper, later=lower))
        labels = (delay_label(graver), delay_label(milder))
        if isinstance(answer, Broken):
            return _finding(session, pair, answer, {fact: high}, {fact: low})
        if isinstance(answer, Unsettled) and not answer.lacks_start:
            question = _QUESTION(graver=delay_words(graver), milder=delay_words(milder))
            return undecided(graver.rule.origin.span, question, answer.reason, labels=labels)
    return None


def _promises_nothing(delay: Delay) -> bool:
    return isinstance(delay.rule.outcome, Commitment) and delay.rule.outcome.length is None


def _answers(session: Session, delay: Delay) -> tuple[Condition, ...]:
    return answers(session, session.program.decisions[delay.decision], delay.rule)


def _without(graver: Delay, milder: Delay, case: Case, low: dict[str, str]) -> Diagnostic:
    names = {"graver": graver.rule.name, "milder": milder.rule.name}
    labels = (delay_label(graver), delay_label(milder))
    found = PAGE.finding(graver.rule.origin.span, _NOTHING(**names), labels=labels, help=_GIVE(**names), case=case)
    return found.claiming(
        Answered(decision=graver.decision, rule=graver.rule),
        Answered(decision=milder.decision, rule=milder.rule, given=low),
    )


def _finding(
    session: Session, pair: tuple[Delay, ...], broken: Broken, word: dict[str, str], low: dict[str, str]
) -> Diagnostic:
    graver, milder = pair
    excess, zone = broken.excess, session.window.zone
    names = {"graver": graver.rule.name, "milder": milder.rule.name}
    message = _MESSAGE(
        **names,
        opened=to_datetime(excess.worst_instant, zone),
        due=to_datetime(excess.first_deadline, zone),
        limit=to_datetime(excess.second_deadline, zone),
        gap=Text(span_of_time(excess.excess_seconds, "fr"), span_of_time(excess.excess_seconds, "en")),
    )
    labels = (delay_label(graver), delay_label(milder))
    case = {**broken.case, **word}
    found = PAGE.finding(graver.rule.origin.span, message, labels=labels, help=_HELP(**names), case=case)
    return found.claiming(outlasts_claim(Pair(earlier=graver, later=milder), broken, low))


def _kept(session: Session, graver: Delay, milder: Delay) -> bool:
    """Whether the order is kept for a plain reason: the graver delay would be no later even on the other's calendar.

    That settles it for open time on a calendar that is open whenever the other one is.
    """
    first, second = graver.rule.outcome, milder.rule.outcome
    if not isinstance(first, Commitment) or not isinstance(second, Commitment):
        return True
    if not isinstance(first.length, Length) or not isinstance(second.length, Length):
        return True  # none, or one still to be agreed
    if first.calendar is None or second.calendar is None or first.by is not None or first.length.seconds is None:
        return False
    either = session.instants(frozenset((first.calendar, second.calendar)))
    if not all(first.calendar in names for names in either.open_in if second.calendar in names):
        return False
    calendar = session.program.calendars[second.calendar]
    moved, other = Timing(first.length, calendar), Timing(second.length, calendar, second.by)
    try:
        return worst_excess(moved, other, (session.window.start, session.window.end)) is None
    except (NeverOpens, ValueError):
        return False


# --- the program at one word of the scale -------------------------------------------------------------------


def _of(decision: str, word: str) -> str:
    return f"{decision}@{word}"


def _delay(session: Session, delay: Delay, word: str) -> Delay:
    decision = session.program.decisions[_of(delay.decision, word)]
    return evolve(delay, decision=decision.name, rule=rules_of(session, decision).named(delay.rule.name))


def _given(program: Program, fact: str, word: str) -> dict[str, Decision]:
    """The decisions on delays once the fact is a word."""
    names = dict.fromkeys(delay.decision for delay in program.delays)
    return {name: _decision_given(program.decisions[name], fact, word) for name in names}


def _decision_given(decision: Decision, fact: str, word: str) -> Decision:
    rules: list[Rule] = [evolve(rule, guard=_condition(rule.guard, fact, word)) for rule in decision.rules]
    return evolve(decision, name=_of(decision.name, word), rules=tuple(rules))


def _condition(condition: Condition, fact: str, word: str) -> Condition:
    """A condition once a fact is a word, as far as that settles it."""
    match condition:
        case IsOneOf(read, words) if read == fact:
            return Always(word in words)
        case Not(operand):
            inner = _condition(operand, fact, word)
            return Always(not inner.value) if isinstance(inner, Always) else Not(inner)
        case And(operands):
            parts = [part for one in operands if (part := _condition(one, fact, word)) != Always(True)]
            return Always(False) if Always(False) in parts else And(tuple(parts)) if parts else Always(True)
        case Or(operands):
            parts = [part for one in operands if (part := _condition(one, fact, word)) != Always(False)]
            return Always(True) if Always(True) in parts else Or(tuple(parts)) if parts else Always(False)
    return condition
