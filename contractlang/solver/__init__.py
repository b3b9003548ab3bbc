"""Whether a case exists: questions about the core program, answered by a case or by a proof that there is none."""

from contractlang.solver.answers import Answer, Found, GaveUp, Impossible
from contractlang.solver.session import BUDGET, Session

__all__ = ["BUDGET", "Answer", "Found", "GaveUp", "Impossible", "Session"]
