"""Questions to a contract beside the whole verdict: parts of it, dates, prices, rights, and what falls due."""

from contractlang.questions.answers import Answer, Asked, IndexValue
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.questions.table import QUESTIONS, Question, nearest_question, question
from contractlang.questions.writers import answer_json, answer_text

__all__ = [
    "QUESTIONS",
    "Answer",
    "Asked",
    "IndexValue",
    "Question",
    "RefusedQuestionError",
    "answer_json",
    "answer_text",
    "nearest_question",
    "question",
]
