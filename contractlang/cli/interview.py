"""`infog ask --interactive`: the missing facts, asked for one after the other.

Prompts go to the stream of errors, so that the answer on the standard output can be piped.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date

import click

from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Lang, Text
from contractlang.evaluation.regions import words_of
from contractlang.evaluation.sentences import fact_title, word_text
from contractlang.evaluation.sufficient import settling
from contractlang.evaluation.verdict import Ask
from contractlang.workspace import Contract, RefusedError, answer

_HOW = Text(
    "Répondre à chaque question ; `?` ou rien si l'on ne sait pas.",
    "Answer each question; `?` or nothing if you do not know.",
)
_PROMPT = Text("{fact} ({form}) : ", "{fact} ({form}): ")
_SETTLED = Text("Ont décidé de la facturation : {facts}", "What decided on billing: {facts}")
_AGAIN = Text("  {problem}", "  {problem}")
_FORMS = {
    Kind.TRUTH: Text("oui, non", "yes, no"),
    Kind.INSTANT: Text("AAAA-MM-JJ HH:MM", "YYYY-MM-DD HH:MM"),
    Kind.LENGTH: Text("par exemple 50 min", "for instance 50 min"),
    Kind.MONEY: Text("par exemple 95,00 €", "for instance €95.00"),
    Kind.COUNT: Text("un nombre", "a number"),
    Kind.NUMBER: Text("un nombre", "a number"),
    Kind.COUNTRY: Text("un pays", "a country"),
}
_ANY = Text("une valeur", "a value")
UNKNOWN = frozenset({"", "?"})


def interview(
    contract: Contract,
    question: str | None,
    facts: Mapping[str, object],
    at: date | None,
    about: tuple[str, ...],
    lang: Lang,
) -> dict[str, object]:
    """The facts with those that somebody answered; stops where none that is missing can change the answer.

    A fact that is not known is not asked for again; the end of the input means that no other is known.
    """
    known, unknown = dict(facts), set[str]()
    click.echo(_HOW.say(lang), err=True)
    while True:
        program, asks = _missing(contract, question, known, at, about)
        ask = next((one for one in asks if one.fact not in unknown), None)
        if ask is None:
            _tell(contract, known, set(known) - set(facts), at, lang)
            return known
        value = _answered(contract, program, ask, known, at, lang)
        if value is None:
            return known
        if value in UNKNOWN:
            unknown.add(ask.fact)
        else:
            known[ask.fact] = value


def _tell(contract: Contract, known: Mapping[str, object], asked: set[str], at: date | None, lang: Lang) -> None:
    """Which of the answers decided on billing, once that is certain."""
    verdict = contract.ask(known, at=at)
    names = [
        fact_title(verdict.program, fact) for fact in settling(verdict.results, verdict.program, verdict.case, asked)
    ]
    if names and verdict.billable is not None:
        click.echo(_SETTLED(facts=names).say(lang), err=True)


def _missing(
    contract: Contract,
    question: str | None,
    facts: Mapping[str, object],
    at: date | None,
    about: tuple[str, ...],
) -> tuple[Program, tuple[Ask, ...]]:
    """What can still change the answer, the fact that narrows it most first."""
    if question is None:
        verdict = contract.ask(facts, at=at)
        return verdict.program, verdict.ask_next
    found, asked = answer(contract, question, facts, at=at, about=about)
    return asked.program, found.asks


def _answered(
    contract: Contract, program: Program, ask: Ask, known: Mapping[str, object], at: date | None, lang: Lang
) -> str | None:
    """What somebody answers, once it can be read; None at the end of the input."""
    prompt = _PROMPT(fact=fact_title(program, ask.fact), form=_form(program, ask.fact)).say(lang)
    while True:
        click.echo(prompt, nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo("", err=True)
            return None
        given = line.strip()
        if given in UNKNOWN:
            return given
        try:
            contract.consider({**known, ask.fact: given}, at=at)
        except RefusedError as refused:
            for message in refused.messages:
                click.echo(_AGAIN(problem=message).say(lang), err=True)
        else:
            return given


def _form(program: Program, fact: str) -> Text:
    """The words that a fact may be, else how its values look."""
    declared = program.facts.get(fact)
    if declared is not None and declared.type.kind is Kind.WORD:
        words = [word_text(program, fact, word) for word in words_of(fact, (), program)]
        return Text(", ".join(one.fr for one in words), ", ".join(one.en for one in words))
    return _FORMS.get(declared.type.kind, _ANY) if declared is not None else _ANY
