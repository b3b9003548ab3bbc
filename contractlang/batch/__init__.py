"""The contract over columns: verdicts on tickets by the million, each equal to that of the single evaluator."""

from contractlang.batch.contracts import Agreement, Result
from contractlang.batch.engine import Batch
from contractlang.batch.output import REJECTS, verdict_schema
from contractlang.batch.state import State

__all__ = ["REJECTS", "Agreement", "Batch", "Result", "State", "verdict_schema"]
