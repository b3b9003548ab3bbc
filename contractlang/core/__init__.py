"""The core program: one meaning of a contract, read by the solver, the evaluator and the batch."""
