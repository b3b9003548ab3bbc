"""The contract over columns: verdicts on tickets by the million, each equal to that of the single evaluator."""

from contractlang.batch.engine import Agreement, Batch, Result
from contractlang.batch.output import REJECTS, verdict_schema
from contractlang.batch.state import State

__all__ = ["REJECTS", "Agreement", "Batch", "Result", "State", "verdict_schema"]
