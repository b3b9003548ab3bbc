"""One decision, and one whole verdict, on the reference contract, beside zen-engine on the same rules.

Before anything is timed, both answer the same random cases of 2026: the rule, and the amount to the cent.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from itertools import cycle
from random import Random
from typing import Any

from benchmarks import rules
from benchmarks.cold import REFERENCE
from benchmarks.measure import race, show
from contractlang.core.cases import LABOUR
from contractlang.core.evaluate import holds
from contractlang.core.program import Decision, Program, Rule
from contractlang.evaluation import Decided, decide, read_case, verdict
from contractlang.evaluation.cells import cells
from contractlang.evaluation.verdict import Verdict
from contractlang.workspace import open_contract

RUNS = 7
SECONDS = 0.3
CHECKED = 2000
TIMED = 256

Values = dict[str, Any]


def report() -> None:
    """Check that both give the same answers, measure and print."""
    program = open_contract(REFERENCE).program
    assert program is not None
    decision = program.decisions[LABOUR]
    cases = random_cases(program, CHECKED)
    _check(program, decision, cases)
    _report_decision(program, decision, cases[:TIMED])
    _report_verdict(program)


def random_cases(program: Program, count: int) -> list[Values]:
    """Full cases: every fact that labour reads is known, each word as likely as another; half telephone allowance."""
    random = Random(2026)
    start, end = 1767225600, 1798758000  # 2026 in Paris, but for its first and last hours

    def word(fact: str) -> str:
        return random.choice(list(program.vocabularies[fact].words))

    return [
        {
            "opened": random.randrange(start, end, 60),
            **{fact: word(fact) for fact in ("asset", "kind", "severity", "channel", "cause")},
            "worked": random.randrange(0, 6 * 3600, 60),
            "consumed": random.randrange(0, 15 * 3600, 60),
            "quote_accepted": True,
        }
        for _ in range(count)
    ]


def walk(program: Program, decision: Decision, case: Values) -> Rule | None:
    """The rule that wins a full case by the core's own meaning, without missing facts or reasons."""
    applies = [rule for rule in decision.rules if holds(rule.guard, case, program.calendars)]
    beaten = {name for rule in applies for name in rule.beats}
    return next((rule for rule in applies if rule.name not in beaten), decision.default)


def _check(program: Program, decision: Decision, cases: list[Values]) -> None:
    table, priced, expression = rules.engine(), rules.engine(prices=True), rules.expression()
    answers = set()
    for case in cases:
        result = decide(decision, program, case)
        assert isinstance(result, Decided), case
        name = result.rule.name
        walked = walk(program, decision, case)
        assert walked is not None
        got = (walked.name, table(case)["rule"], expression(case))
        assert got == (name, name, name), (name, got, case)
        amount = verdict(program, case).amount
        ours = (name, 0, 0) if amount is None else (name, amount.excluded, amount.included)
        theirs = priced(case)
        assert ours == (theirs["rule"], theirs["excluded"], theirs["included"]), (ours, theirs, case)
        answers.add(name)
    assert answers == {name for name, _, _ in rules.RULES}, answers


def _report_decision(program: Program, decision: Decision, cases: list[Values]) -> None:
    table, expression, met = rules.engine(), rules.expression(), cells(decision, program)
    found = race(
        {
            "ours: the cell of a case, with its kept answer": _over(cases, lambda c: met.of(c).answer),
            "ours: decide, which finds the cells first": _over(cases, lambda c: decide(decision, program, c)),
            "ours: core.evaluate.holds over every rule": _over(cases, lambda c: walk(program, decision, c)),
            "zen-engine: JSON decision table": _over(cases, table),
            "zen-engine: one compiled expression": _over(cases, expression),
        },
        runs=RUNS,
        seconds=SECONDS,
    )
    base = next(iter(found.values())).median
    rows = [(name, *one.cells(1e6, 1), f"{one.median / base:.2f}") for name, one in found.items()]
    notes = (
        f"mean over {TIMED} random full cases, {RUNS} runs of {SECONDS} s each in turn",
        f"checked first on {CHECKED:,} random cases, every rule among the answers: all name the same rule",
        f"ours keeps the answers of {len(met.met):,} cells of cases that the rules cannot tell apart",
        f"zen-engine {version('zen-engine')} reads full cases only, and stops at the first row that holds",
    )
    show("One labour decision (eight rules)", ("decision", "µs", "min–max", "time ÷ ours"), rows, notes)


def _report_verdict(program: Program) -> None:
    case: Values = dict(read_case(program, program.scenarios[1].case, core=True).case)
    priced, traced = rules.engine(prices=True), rules.engine(prices=True, trace=True)
    full = {"consumed": 0, **case}
    found = race(
        {
            "ours: the verdict": lambda: verdict(program, case),
            "ours: with the reasons for each of its parts": lambda: verdict(program, case).because,
            "ours: with the nearest other case too": lambda: _read(verdict(program, case)),
            "zen-engine, less: rule, price, tax": lambda: priced(full),
            "zen-engine, less: the same with its trace": lambda: traced(full),
        },
        runs=RUNS,
        seconds=SECONDS,
    )
    base = next(iter(found.values())).median
    rows = [(name, *one.cells(1e6), f"{one.median / base:.2f}") for name, one in found.items()]
    notes = (
        "ours: rule, price and tax, three deadlines on service calendars, permissions, the reasons for each",
        "zen-engine does less: it has no delays in open hours, no reasons in words, no nearest other case",
        f"checked first on {CHECKED:,} random cases: the same rule, amount and tax to the cent",
    )
    title = "One verdict (second scenario of the reference)"
    show(title, ("verdict", "µs", "min–max", "time ÷ ours"), rows, notes)


def _read(given: Verdict) -> object:
    return given.because, given.unless


def _over(cases: list[Values], call: Callable[[Values], object]) -> Callable[[], object]:
    """A call that takes the next case each time."""
    following = cycle(cases).__next__
    return lambda: call(following())
