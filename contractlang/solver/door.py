"""The only door to Z3, opened when the first question needs it.

Conditions go in as SMT-LIB text: parsed in C++ it costs a thirteenth of building the same through Python objects.
Each prover is a new solver, so that an answer never depends on what was asked before; one question asks it many
times, with scopes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

Verdict = Literal["sat", "unsat", "unknown"]


class Prover:
    """A stack of assertions over some declared constants; `budget` is in Z3's resource units, for each check.

    Resource units count Z3's own steps, so that they run out on every machine at the same step.
    """

    def __init__(self, declarations: str, budget: int) -> None:
        self._declarations = declarations
        self._solver = _z3().SimpleSolver()
        self._solver.set("random_seed", 0)
        self.limit(budget)

    def limit(self, budget: int) -> None:
        """Set the budget of the checks to come."""
        self._solver.set("rlimit", budget)

    def add(self, assertions: str) -> None:
        """Assert SMT-LIB text that uses the declared constants."""
        self._solver.add(_z3().parse_smt2_string(self._declarations + assertions))

    def push(self) -> None:
        """Open a scope."""
        self._solver.push()

    def pop(self) -> None:
        """Drop what was asserted since the last `push`."""
        self._solver.pop()

    def check(self) -> Verdict:
        """Whether the assertions can be true together."""
        verdict = str(self._solver.check())
        if verdict == "sat":
            return "sat"
        return "unsat" if verdict == "unsat" else "unknown"

    def values(self, constants: Iterable[str]) -> dict[str, int]:
        """The model's value of some constants of sort Int, after a check that said `sat`."""
        z3 = _z3()
        model = self._solver.model()
        return {name: model.eval(z3.Int(name), model_completion=True).as_long() for name in constants}


@cache
def _z3() -> Any:
    import z3

    return z3
