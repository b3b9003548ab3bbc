"""A whole contract from a few answers: questions (`answers`), the templates of the library (`compose`), scenarios."""

from contractlang.drafting.answers import Ask, Draft, MissingError, Question, gather, questions
from contractlang.drafting.compose import compose, implied_packs
from contractlang.drafting.scenarios import cases, scenario

__all__ = [
    "Ask",
    "Draft",
    "MissingError",
    "Question",
    "cases",
    "compose",
    "gather",
    "implied_packs",
    "questions",
    "scenario",
]
