"""The verdict on one case: facts in; answer, amounts, deadlines and reasons out. Missing facts are asked for."""

from contractlang.evaluation.decide import decide
from contractlang.evaluation.facts import (
    CaseReading,
    FactError,
    check_case,
    fact_name,
    fact_value,
    read_case,
)
from contractlang.evaluation.partial import holds
from contractlang.evaluation.results import Conflict, Decided, NoAnswer, Undetermined
from contractlang.evaluation.scenarios import Mismatch, ScenarioResult, run_scenario, run_scenarios
from contractlang.evaluation.verdict import Ask, Verdict, verdict
from contractlang.evaluation.written import write_case

__all__ = [
    "Ask",
    "CaseReading",
    "Conflict",
    "Decided",
    "FactError",
    "Mismatch",
    "NoAnswer",
    "ScenarioResult",
    "Undetermined",
    "Verdict",
    "check_case",
    "decide",
    "fact_name",
    "fact_value",
    "holds",
    "read_case",
    "run_scenario",
    "run_scenarios",
    "verdict",
    "write_case",
]
