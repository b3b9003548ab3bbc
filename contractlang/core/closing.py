"""A program once some of its open terms are agreed on, as far as amounts and guards read them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from contractlang.core.expressions import And, Compare, Condition, Not, Number, NumberFact, Or, Plus, Times, Whole
from contractlang.core.open_facts import open_fact, whole
from contractlang.core.origins import Path
from contractlang.core.outcomes import (
    Formula,
    FormulaConstant,
    FormulaFact,
    FormulaNode,
    FormulaOperation,
    Penalty,
)
from contractlang.core.program import Decision, Program, Rule
from contractlang.records import evolve


def with_amounts(program: Program, values: Mapping[Path, object]) -> Program:
    """The program whose terms and amounts hold some values in place of open terms."""
    numbers = {open_fact(path): number for path, value in values.items() if (number := whole(value)) is not None}
    terms = {path: evolve(term, value=values[path]) if path in values else term for path, term in program.terms.items()}
    decisions = {name: _decision(one, numbers) for name, one in program.decisions.items()}
    cap = program.cap
    return evolve(
        program,
        terms=terms,
        decisions=decisions,
        cap=None if cap is None else evolve(cap, amount=_formula(cap.amount, numbers)),
        shortfalls=tuple(evolve(one, amount=_formula(one.amount, numbers)) for one in program.shortfalls),
    )


def _decision(decision: Decision, numbers: Mapping[str, int]) -> Decision:
    if not any(isinstance(rule.outcome, Penalty) for rule in decision.rules):
        return decision
    return evolve(decision, rules=tuple(_rule(rule, numbers) for rule in decision.rules))


def _rule(rule: Rule, numbers: Mapping[str, int]) -> Rule:
    outcome = rule.outcome
    if not isinstance(outcome, Penalty):
        return rule
    amount = None if outcome.amount is None else _formula(outcome.amount, numbers)
    tiers = tuple(evolve(tier, amount=_formula(tier.amount, numbers)) for tier in outcome.tiers)
    return evolve(rule, outcome=evolve(outcome, amount=amount, tiers=tiers))


def _formula(formula: Formula, numbers: Mapping[str, int]) -> Formula:
    return evolve(formula, tree=_tree(formula.tree, numbers))


def _tree(tree: FormulaNode, numbers: Mapping[str, int]) -> FormulaNode:
    match tree:
        case FormulaFact(fact) if fact in numbers:
            return FormulaConstant(*Fraction(numbers[fact]).as_integer_ratio())
        case FormulaOperation(op, left, right):
            return FormulaOperation(op, _tree(left, numbers), _tree(right, numbers))
    return tree


def with_guards(decision: Decision, values: Mapping[Path, object]) -> Decision:
    """A decision whose guards hold some values in place of open terms."""
    numbers = {open_fact(path): number for path, value in values.items() if (number := whole(value)) is not None}
    return evolve(decision, rules=tuple(evolve(rule, guard=_condition(rule.guard, numbers)) for rule in decision.rules))


def _condition(condition: Condition, numbers: Mapping[str, int]) -> Condition:
    match condition:
        case Compare(op, left, right):
            return Compare(op, _number(left, numbers), _number(right, numbers))
        case Not(operand):
            return Not(_condition(operand, numbers))
        case And(operands):
            return And(tuple(_condition(operand, numbers) for operand in operands))
        case Or(operands):
            return Or(tuple(_condition(operand, numbers) for operand in operands))
    return condition


def _number(number: Number, numbers: Mapping[str, int]) -> Number:
    match number:
        case NumberFact(fact) if fact in numbers:
            return Whole(numbers[fact])
        case Plus(operands):
            return Plus(tuple(_number(operand, numbers) for operand in operands))
        case Times(operand, factor):
            return Times(_number(operand, numbers), factor)
    return number
