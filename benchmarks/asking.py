"""Questions for Z3 as text, as we put them, beside the same built through its Python objects; scopes beside solvers.

The questions are those of a whole check, also those that never get to Z3 because their alternatives settle them. Both
ways give it the same terms; the objects are built from terms that are there, without any look-up of names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import z3

from benchmarks.cold import SOLVER
from benchmarks.measure import race, show
from contractlang.core.expressions import Condition
from contractlang.solver import Session
from contractlang.solver.domains import Question
from contractlang.solver.encode import Encoding
from contractlang.workspace import open_contract

RUNS = 7


def report() -> None:
    """Measure and print."""
    encodings = [Encoding(question) for question in asked_questions()]
    texts = [(one.declarations(), one.assertions()) for one in encodings]
    parsed = [list(z3.parse_smt2_string(declared + asserted)) for declared, asserted in texts]
    found = race(
        {
            "text: written, parsed, asserted": lambda: [
                _solver(z3.parse_smt2_string(one.declarations() + one.assertions())) for one in encodings
            ],
            "Python objects: built, asserted": lambda: [_solver(list(map(_built, terms))) for terms in parsed],
        },
        runs=RUNS,
    )
    _show("Questions put to Z3", encodings, found)
    scopes = {"one solver, a scope each": _in_scopes(parsed), "a new solver each": _each_new(parsed)}
    _show("Questions answered by Z3", encodings, race(scopes, runs=RUNS))


def asked_questions() -> list[Question]:
    """What a check of the contract asks."""
    program = open_contract(SOLVER).program
    assert program is not None
    asked: list[Question] = []

    class Noting(Session):
        def _question(self, conditions: tuple[Condition, ...]) -> Question:
            asked.append(super()._question(conditions))
            return asked[-1]

    from contractlang.checks import CHECKS

    session = Noting(program)
    for check in CHECKS:
        list(check.check(program, session))
    return asked


def _solver(terms: Any) -> z3.Solver:
    solver = z3.SimpleSolver()
    solver.add(terms)
    return solver


def _built(term: Any) -> Any:
    """A term made anew, node by node, through the Python objects."""
    if z3.is_int_value(term):
        return z3.IntVal(term.as_long())
    return term.decl()(*map(_built, term.children()))


def _in_scopes(questions: list[list[Any]]) -> Callable[[], object]:
    def run() -> list[str]:
        solver = z3.SimpleSolver()
        answers = []
        for terms in questions:
            solver.push()
            solver.add(terms)
            answers.append(str(solver.check()))
            solver.pop()
        return answers

    return run


def _each_new(questions: list[list[Any]]) -> Callable[[], object]:
    return lambda: [str(_solver(terms).check()) for terms in questions]


def _show(title: str, encodings: list[Encoding], found: dict[str, Any]) -> None:
    base = next(iter(found.values())).median
    count = len(encodings)
    rows = [(name, *one.cells(1000 / count, 2), f"{one.median / base:.1f}") for name, one in found.items()]
    notes = (f"ms a question; {count} questions of {SOLVER.name}, {RUNS} runs each in turn",)
    show(title, ("way", "ms", "min–max", "time ÷ first"), rows, notes)


if __name__ == "__main__":
    report()
