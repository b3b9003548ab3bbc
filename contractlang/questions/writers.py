"""An answer as text and as JSON, in the same form for all questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Message, Text
from contractlang.evaluation.as_json import ask_json, contract_json, possible_json
from contractlang.evaluation.as_text import ask_lines, contract_line, possible_lines
from contractlang.evaluation.verdict import contract_id
from contractlang.questions.answers import Answer, Asked, Ground, Json, Lack, plain
from contractlang.questions.table import Question
from contractlang.values import Open

_LACKS = Text("Ce que le contrat ne dit pas", "What the contract does not say")
_ABSENT = Text("`{term}`", "`{term}`")
_TO_BE_AGREED = Text("`{term}`, encore à négocier", "`{term}`, still to be agreed")
_POSSIBLE = Text("Réponses encore possibles", "Answers still possible")
_ASKS = Text("Ce qu'il faut savoir, dans l'ordre", "What to find out, in this order")
_GROUNDS = Text("Selon", "According to")
_COUNTED = Text("Compté ainsi", "Counted so")
_NOTES = Text("À noter", "Note")
_MOST_GROUNDS = 12
_MORE = Text("… et {count} autres", "… and {count} more")


def answer_text(answer: Answer, asked: Asked, lang: Lang) -> str:
    """The answer as plain text in one language, ending with a line break."""
    program = asked.program
    parts = [
        [_first_up(answer.said.say(lang)), *(f"  {line}" for line in answer.lines(lang))],
        _section(_LACKS, (_lack(one, program).say(lang) for one in answer.lacks), lang),
        _section(_POSSIBLE, possible_lines(asked.verdict, answer.possible, lang) if answer.possible else (), lang),
        _section(_ASKS, ask_lines(answer.asks, program, lang), lang),
        _section(_GROUNDS, _ground_lines(answer.grounds, program, lang), lang),
        _section(_COUNTED, (f"- {one.say(lang)}" for one in answer.counting), lang),
        _section(_NOTES, (f"* {one.say(lang)}" for one in answer.notes), lang),
        [contract_line(contract_id(program), lang)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def answer_json(answer: Answer, question: Question, asked: Asked, lang: Lang) -> Json:
    """The answer for programs: the same keys for all questions, and those of the question below `answer`."""
    program = asked.program
    return {
        "question": question.key,
        "decided": answer.decided,
        "answer": plain(answer.data, lang),
        "text": answer.said.say(lang),
        "missing_terms": [one.term.say(lang) for one in answer.lacks],
        "possible": [possible_json(one, program, lang) for one in answer.possible],
        "ask_next": [ask_json(one, program, lang) for one in answer.asks],
        "sources": [_ground_json(one, lang) for one in answer.grounds],
        "counting": [one.say(lang) for one in answer.counting],
        "notes": [one.say(lang) for one in answer.notes],
        "at": asked.day.isoformat() if asked.day is not None else None,
        "contract": contract_json(contract_id(program)),
    }


def _lack(one: Lack, program: Program) -> Message:
    """A term that is missing, or still to be agreed."""
    drafted = any(term.title.fr == one.term.fr and isinstance(term.value, Open) for term in program.terms.values())
    return (_TO_BE_AGREED if drafted else _ABSENT)(term=one.term)


def _section(title: Text, lines: Iterable[str], lang: Lang) -> list[str]:
    found = list(lines)
    return [title.say(lang), *(f"  {line}" for line in found)] if found else []


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ground_lines(grounds: tuple[Ground, ...], program: Program, lang: Lang) -> Iterator[str]:
    """`article 1, ligne 43 : durée.début`, those of one line together; the file where it is another one."""
    places: dict[str, list[str]] = {}
    for ground in grounds:
        source = ground.origin.span.source
        line = Text(f"ligne {ground.line}", f"line {ground.line}").say(lang)
        article = f"article {ground.origin.article}, " if ground.origin.article is not None else ""
        file = f", {source.name}" if source.name != program.origin.span.source.name else ""
        places.setdefault(f"{article}{line}{file}", []).append(ground.what.say(lang))
    for place, names in list(places.items())[:_MOST_GROUNDS]:
        yield f"{place}{Text(' : ', ': ').say(lang)}{', '.join(dict.fromkeys(names))}"
    if len(places) > _MOST_GROUNDS:
        yield _MORE(count=len(places) - _MOST_GROUNDS).say(lang)


def _ground_json(ground: Ground, lang: Lang) -> Json:
    return {
        "what": ground.what.say(lang),
        "article": ground.origin.article,
        "line": ground.line,
        "file": ground.origin.span.source.name,
    }
