"""One change of an amendment, made to the model of a contract; and the same change as an edit of its text."""

from __future__ import annotations

from contractlang.diagnostics import Diagnostic, Label, Message, Quoted, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.pages_amendments import AMENDMENT_IDLE, AMENDMENT_TARGET
from contractlang.documents.places import (
    Address,
    Place,
    Step,
    added,
    places,
    replaced,
    shown,
    step_of,
    steps_of_path,
)
from contractlang.model import amendments as a
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.records import frozen
from contractlang.source import Span, heading
from contractlang.words import fold, nearest

_NOT_THERE = Text("le contrat n'a pas de `{what}`", "the contract has no `{what}`")
_NOT_IN_ARTICLE = Text("l'article {article} n'a pas de `{what}`", "article {article} has no `{what}`")
_THERE_ARE = Text("il y a : {names}", "there are: {names}")
_WRITE_ADD = Text("écrire `{ADDS}`, ou viser ce que le contrat contient", "write `{ADDS}`, or aim at what is there")
_EXISTS = Text("le contrat a déjà `{what}`", "the contract has `{what}` already")
_WRITE_REPLACE = Text("écrire `{REPLACES}`", "write `{REPLACES}`")
_IS_HERE = Text("il est ici", "it is here")
_SEVERAL = Text("le contrat a plusieurs `{what}`", "the contract has several `{what}`")
_SAY_WHICH = Text(
    "dire dans quel article : `{TO_ARTICLE} …`, ou remplacer l'article",
    "say in which article: `{TO_ARTICLE} …`, or replace the article",
)
_SAY_WHERE = Text("dire où l'ajouter", "say where to add it")
_IN_ARTICLE = Text("écrire `{ADDS} {TO_ARTICLE} …`, avec son numéro", "write `{ADDS} {TO_ARTICLE} …`, with its number")
_NO_TERM = Text("`{path}` n'est pas le chemin d'un terme", "`{path}` is not the path of a term")
_PATH = Quoted("prix.redevance", "price.fee")
_WRITE_PATH = Text("écrire par exemple `{sample}`", "write for instance `{sample}`")
_SAME = Text("ce texte est déjà celui du contrat", "this text is the contract's already")
_REMOVE = Text("retirer ce changement", "remove this change")
_MOST_NAMES = 12
_NORMS = ("obligation", "permission", "prohibition")


@frozen
class Edit:
    """A change of a text: what stands there, empty where something is added, and what comes in its place."""

    at: Span
    by: Span | None


@frozen
class Outcome:
    """A file after a change: what was touched, as an edit too; where it could not be made, the file is as before."""

    file: f.File
    address: Address | None = None
    edit: Edit | None = None
    finding: Diagnostic | None = None


def apply(file: f.File, change: a.Change) -> Outcome:
    """Make one change."""
    if isinstance(change.subject, a.TermChange):
        return _change_term(file, change, change.subject)
    step = step_of(change.subject)
    assert step is not None
    found = _find(file, (step,), change.article)
    if change.verb == "add":
        return _add(file, change, step, found)
    return _change_found(file, change, (step,), found, None if change.verb == "remove" else change.subject)


def _find(file: f.File, end: Address, article: m.Word | None) -> list[Place]:
    """The places whose address ends so, in an article if one is given."""
    found = (place for place in places(file) if place.address[-len(end) :] == end)
    return [place for place in found if article is None or place.address[0] == ("article", article.text)]


def _change_found(file: f.File, change: a.Change, end: Address, found: list[Place], new: m.Node | None) -> Outcome:
    """Replace or remove the one place that was found."""
    if len(found) != 1:
        return Outcome(file, finding=_not_one(file, change, end, found))
    (place,) = found
    edit = Edit(place.node.span, None if new is None else new.span)
    finding = (
        AMENDMENT_IDLE.finding(_heading(change), _SAME(), help=_REMOVE(), labels=_here(place))
        if (new == place.node)
        else None
    )
    return Outcome(replaced(file, place, new), place.address, edit, finding)


def _add(file: f.File, change: a.Change, step: Step, found: list[Place]) -> Outcome:
    new = change.subject
    if found:
        return Outcome(file, finding=_exists(change, step, found[0]))
    owner: Place | None = None
    if isinstance(new, d.BillingRule):
        owners = _find(file, (("clause", d.Billing.name),), None)
        if len(owners) != 1:
            return Outcome(file, finding=_not_one(file, change, (("clause", d.Billing.name),), owners))
        (owner,) = owners
    elif isinstance(new, c.Clause):
        if change.article is None:
            message, help = _SAY_WHERE(), _IN_ARTICLE()
            return Outcome(file, finding=AMENDMENT_TARGET.finding(_heading(change), message, help=help))
        articles = _find(file, (("article", change.article.text),), None)
        if len(articles) != 1:
            return Outcome(file, finding=_not_one(file, change, (("article", change.article.text),), articles))
        (owner,) = articles
    return _added(file, owner, step, new)


def _added(file: f.File, owner: Place | None, step: Step, new: m.Node) -> Outcome:
    before = owner.address if owner else ()
    end = len(file.source.text) if owner is None else owner.node.span.end - 1
    source = file.source if owner is None else owner.node.span.source
    return Outcome(added(file, owner, new), (*before, step), Edit(Span(source, end, end), new.span))


def _change_term(file: f.File, change: a.Change, subject: a.TermChange) -> Outcome:
    end = steps_of_path(subject.path)
    if end is None:
        message = _NO_TERM(path=subject.path.span.text)
        return Outcome(
            file,
            finding=AMENDMENT_TARGET.finding(subject.path.span, message, help=_WRITE_PATH(sample=_PATH)),
        )
    found = _find(file, end, None)
    new = None
    if subject.value is not None:
        label = subject.path.parts[-1]
        new = m.Term(span=label.span.to(subject.value.span), label=label, value=subject.value)
    if change.verb != "add" or new is None:
        return _change_found(file, change, end, found, new)
    if found:
        return Outcome(file, finding=_exists(change, end[-1], found[0]))
    owners = _find(file, end[:-1], None)
    if len(owners) != 1:
        return Outcome(file, finding=_not_one(file, change, end[:-1], owners))
    return _added(file, owners[0], end[-1], new)


# --- findings -----------------------------------------------------------------------------------------------


def _heading(change: a.Change) -> Span:
    """What is shown of a change: up to its block."""
    return heading(change.span)


def _here(place: Place) -> tuple[Label, ...]:
    return (Label(span=heading(place.node.span), message=_IS_HERE()),)


def _exists(change: a.Change, step: Step, place: Place) -> Diagnostic:
    message = _EXISTS(what=shown(step, change.span.source.language))
    return AMENDMENT_TARGET.finding(_heading(change), message, labels=_here(place), help=_WRITE_REPLACE())


def _not_one(file: f.File, change: a.Change, end: Address, found: list[Place]) -> Diagnostic:
    """What is aimed at is not there, or there more than once."""
    language = change.span.source.language
    what = _shown_all(end, language)
    if found:
        labels = tuple(label for place in found for label in _here(place))
        return AMENDMENT_TARGET.finding(_heading(change), _SEVERAL(what=what), labels=labels, help=_SAY_WHICH())
    if change.article is not None and end[0][0] != "article":
        message = _NOT_IN_ARTICLE(article=change.article.text, what=what)
    else:
        message = _NOT_THERE(what=what)
    return AMENDMENT_TARGET.finding(_heading(change), message, help=_nearest(file, end, language))


def _shown_all(end: Address, language: str) -> str:
    if len(end) == 1:
        return shown(end[0], language)
    owner, term = (shown(step, language).split(" ", 1) for step in end)
    return f"{owner[-1]}.{term[-1]}"


def _nearest(file: f.File, end: Address, language: str) -> Message:
    """The name of the same kind that is written most like it, else those there are."""
    kinds = _NORMS if end[-1][0] in _NORMS else (end[-1][0],)
    same = [place.address[-len(end) :] for place in places(file) if place.address[-1][0] in kinds]
    names = sorted({_shown_all(address, language) for address in same if len(address) == len(end)}, key=fold)
    meant = nearest(_shown_all(end, language), names)
    if meant:
        return MEANT(word=meant)
    return _THERE_ARE(names=[f"`{name}`" for name in names]) if 0 < len(names) <= _MOST_NAMES else _WRITE_ADD()
