"""A file read for its names alone: what templates and amendments hold stands as if it were a contract's own.

Nobody's contract, so that names mean something where there is no heading; findings on it are nobody's either.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from contractlang.compiler.environment import Environment, keyword_text
from contractlang.compiler.terms import enter_value, label_name
from contractlang.diagnostics import Text
from contractlang.documents.places import steps_of_path
from contractlang.model import amendments as a
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.model import templates as t
from contractlang.model.clauses import Clause
from contractlang.source import Span
from contractlang.syntax import spellings
from contractlang.words import fold

_CLAUSES: dict[str, type[Clause]] = {kind.name: kind for kind in get_args(f.AnyClause)}


def loose(file: f.File) -> f.File:
    """The file with everything that it holds in articles of a contract."""
    nodes: list[f.Declaration] = list(file.declarations)
    for node in file.declarations:
        if isinstance(node, t.Template):
            nodes.append(_article(node, node.clauses))
        elif isinstance(node, a.Amendment):
            nodes += _changed(node)
    if not any(isinstance(node, f.Contract) for node in nodes):
        nodes.append(f.Contract(span=Span(file.source, 0, 0), title="", terms=()))
    return f.File(source=file.source, language=file.language, declarations=tuple(nodes))


def _changed(node: a.Amendment) -> Iterator[f.Declaration]:
    for change in node.changes:
        match change.subject:
            case f.Calendar() | f.Article() | f.Scenario() | f.Party() | f.Vocabulary() | f.FactType() as declaration:
                yield declaration
            case d.BillingRule() as rule:
                yield _article(rule, (d.Billing(span=rule.span, keyword=rule.name, rules=(rule,)),))
            case Clause() as clause:
                yield _article(clause, (clause,))


def _article(node: m.Node, clauses: tuple[Clause, ...]) -> f.Article:
    return f.Article(span=node.span, number="", title="", prose=(), clauses=clauses)  # type: ignore[arg-type]


def note_names(env: Environment, node: m.Node) -> None:
    """Keep what the names that stand outside clauses mean: documents, labels of an amendment, paths of terms, types."""
    match node:
        case f.Contract(terms=terms):
            order = (term for term in terms if label_name(env, term.label, ("precedence",)) is not None)
            for phrase in (phrase for term in order for phrase in term.value.phrases):
                for word in phrase.words[:1]:
                    label_name(env, word, ("contract",))  # the contract's own file, among the documents
        case t.Template(parameters=parameters, clauses=clauses):
            for parameter in parameters:
                label_name(env, parameter.type, _TYPES)
            for clause in clauses:
                for term in clause.terms:
                    _note_units(env, term.value)
        case a.Amendment(terms=terms, changes=changes):
            for term in terms:
                label_name(env, term.label, a.Amendment.slots)
            for change in changes:
                _note_subject(env, change.subject)


_TYPES = (
    *("type_integer", "type_count", "type_length", "type_money", "type_percent", "type_date", "type_text"),
    *("type_word", "type_calendar", "type_truth"),
)


def _note_units(env: Environment, value: m.Value) -> None:
    """Keep what the unit behind a parameter means (`n ans`), which only its use makes a unit."""
    for phrase in value.phrases:
        for before, word in pairwise(phrase.words):
            own = env.language_of(word)
            one = before.text in spellings("per", own)  # `95 € par heure`
            for name in _UNITS:
                if word.text in spellings(name, own):
                    forms = {language: _form(name, language, word.text, one) for language in ("fr", "en")}
                    env.note(word.span, Text(**{**forms, own: word.text}))


def _form(name: str, language: str, written: str, one: bool) -> str:
    """A unit in another language: as short, or in the same number, as it is written."""
    forms = spellings(name, language)
    if len(written) == 1 or written == "min":
        return written if written in forms else forms[-1]
    several = written.endswith("s") and not one
    return next((form for form in forms if (form[:-1] if several else f"{form}s") in forms), forms[0])


_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")


def _note_subject(env: Environment, subject: m.Node) -> None:
    if isinstance(subject, a.Named) and subject.kind == "clause":
        target, language = fold(subject.name.text), env.language_of(subject.name)
        spelled = {fold(keyword_text(name).say("en" if language == "en" else "fr")): name for name in _CLAUSES}
        if (name := spelled.get(target)) is not None:
            env.note(subject.name.span, keyword_text(name))
    elif isinstance(subject, a.TermChange) and (steps := steps_of_path(subject.path)) is not None:
        (kind, owner), (_, label) = steps
        names = (owner, label) if kind == "clause" else (kind, label)
        if len(subject.path.parts) == 2:
            env.note_path(subject.path.parts, names)
        slot = _CLAUSES[owner].slots.get(label) if kind == "clause" and owner in _CLAUSES else None
        if slot is not None and subject.value is not None:
            enter_value(env, ("amendment", label), slot, subject.value, subject.span)
