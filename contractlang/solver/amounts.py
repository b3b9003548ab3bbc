"""What the checks on penalties ask, as constraints on the open amounts that penalties and their cap read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from contractlang.core.caps import (
    CAP,
    EXEMPT_UP_TO,
    LEAST_PENALTY,
    cheaper_tier,
    first_unit_at_cap,
    floor_above_cap,
    missed_at_cap,
    threshold_at_cap,
    tier_beyond_cap,
)
from contractlang.core.closing import with_amounts
from contractlang.core.constraints import Matter
from contractlang.core.formulas import formula_facts
from contractlang.core.open_facts import open_fact
from contractlang.core.origins import Path
from contractlang.core.outcomes import Formula, Penalty
from contractlang.core.program import Decision, Program, Rule
from contractlang.diagnostics import Label, Message, Severity, Text
from contractlang.source import Span
from contractlang.values import Open

_BELOW = Text("{first} reste sous le plafond des pénalités", "{first} stays below the cap on penalties")
_RISING = Text("les paliers de `{rule}` coûtent de plus en plus", "the tiers of `{rule}` cost more and more")
_UNIT = Text("la première unité de `{rule}`", "the first unit of `{rule}`")
_TIERS = Text("ce qui précède le dernier palier de `{rule}`", "what comes before the last tier of `{rule}`")
_MISSED = Text("la première part manquante de « {subject} »", 'the first missing part of "{subject}"')
_THRESHOLD = Text("le seuil des pénalités", "the threshold of penalties")
_FLOOR = Text("le minimum des pénalités", "the least penalty")

Matters = Iterator[tuple[Matter, Iterable[Path]]]
Kept = Callable[[Program], bool]


def amount_matters(program: Program, unsettled: Mapping[Path, Open]) -> Matters:
    """What has to hold of amounts that read open terms, each with the terms that it reads."""
    facts = {open_fact(path): path for path in unsettled if open_fact(path) in program.facts}
    own = [path for path in (EXEMPT_UP_TO, LEAST_PENALTY) if path in unsettled]
    if facts or own:
        reader = _Reader(program, facts)
        for decision in program.decisions.values():
            for rule in decision.rules:
                if isinstance(rule.outcome, Penalty):
                    yield from reader.penalty(decision, rule)
        yield from reader.cap()


class _Reader:
    """The matters of one program; `facts` are the terms of its open facts."""

    def __init__(self, program: Program, facts: Mapping[str, Path]) -> None:
        self._program = program
        self._facts = facts
        self._capped = () if program.cap is None else (program.cap.amount,)

    def penalty(self, decision: Decision, rule: Rule) -> Matters:
        """The matters on one penalty."""
        assert isinstance(rule.outcome, Penalty)
        amounts = tuple(tier.amount for tier in rule.outcome.tiers)
        first = amounts[:1] or ((rule.outcome.amount,) if rule.outcome.amount is not None else ())
        key, span = (decision.name, rule.name), rule.origin.span

        def asked(question: Callable[[Program, Rule], object]) -> Kept:
            return lambda program: not question(program, _named(program.decisions[decision.name], rule.name))

        if any(duty.penalty == decision.name for duty in self._program.duties):
            words = _BELOW(first=_UNIT(rule=rule.name))
            reads = self._reads((*first, *self._capped))
            yield self._matter(("cliff", *key), words, span, asked(first_unit_at_cap)), reads
        if len(amounts) > 1:
            words = _BELOW(first=_TIERS(rule=rule.name))
            reads = self._reads((*amounts[:-1], *self._capped))
            yield self._matter(("tier", *key), words, span, asked(tier_beyond_cap)), reads
            words = _RISING(rule=rule.name)
            yield self._matter(("rising", *key), words, span, asked(cheaper_tier)), self._reads(amounts)

    def cap(self) -> Matters:
        """The matters on the cap and on what is due at least."""
        cap = self._program.cap
        if cap is None:
            return
        for number, missed in enumerate(self._program.shortfalls):
            words = _BELOW(first=_MISSED(subject=missed.subject))
            reads = self._reads((missed.amount, *self._capped))
            kept = _missed(number)
            yield self._matter(("missed", str(number)), words, missed.origin.span, kept), reads
        pairs = ((EXEMPT_UP_TO, _THRESHOLD, threshold_at_cap), (LEAST_PENALTY, _FLOOR, floor_above_cap))
        for path, title, broken in pairs:
            reads = (*self._reads(self._capped), *((path,) if path in self._facts.values() else ()))
            severity = Severity.ERROR if path == LEAST_PENALTY else Severity.WARNING
            told = path not in reads  # the checks take what an amount may come to, but no open threshold
            matter = self._matter(path, _BELOW(first=title()), cap.origin.span, _unless(broken), severity, told)
            if path in self._program.terms:
                yield matter, reads

    def _reads(self, amounts: Iterable[Formula]) -> tuple[Path, ...]:
        read = (self._facts[fact] for one in amounts for fact in formula_facts(one.tree) if fact in self._facts)
        return tuple(dict.fromkeys(read))

    def _matter(
        self,
        key: tuple[str, ...],
        words: Message,
        span: Span,
        kept: Kept,
        severity: Severity = Severity.WARNING,
        told: bool = True,
    ) -> Matter:
        labels = [Label(span=span)]
        if self._program.cap is not None and CAP in self._program.terms:
            labels.append(Label(span=self._program.cap.origin.span))
        program = self._program
        return Matter(
            key=("amount", *key),
            words=words,
            labels=tuple(labels),
            severity=severity,
            kept=lambda given: kept(with_amounts(program, given)),
            told=told,
        )


def _named(decision: Decision, name: str) -> Rule:
    return next(rule for rule in decision.rules if rule.name == name)


def _missed(number: int) -> Kept:
    return lambda program: not missed_at_cap(program, program.shortfalls[number])


def _unless(broken: Callable[[Program], bool]) -> Kept:
    return lambda program: not broken(program)
