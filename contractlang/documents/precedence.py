"""The order of the documents of a contract: what two of them give is taken from the one that prevails.

The contract and each imported file of the project are documents. What one document gives twice is not settled here:
that is a fault of the document, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contractlang.diagnostics import Diagnostic, Label, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.imports import Document
from contractlang.documents.pages import DUPLICATE, UNKNOWN
from contractlang.documents.pages_documents import CONFLICT, PREVAILS, UNORDERED
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.records import define, evolve, field, fields, frozen
from contractlang.source import Span
from contractlang.syntax import spelling, spellings
from contractlang.words import fold, nearest

_PREVAILS = Text(
    "`{what}` est donné par `{winner}` et par `{loser}` : `{winner}` l'emporte",
    "`{what}` is given by `{winner}` and by `{loser}`: `{winner}` prevails",
)
_REMOVE = Text("retirer ce qui est écarté, s'il n'a pas à rester", "remove what is set aside, if it need not stay")
_LOSES = Text("écarté par la préséance", "set aside by the order of documents")
_CONFLICT = Text(
    "`{what}` est donné par `{first}` et par `{second}`, et la préséance ne dit pas lequel l'emporte",
    "`{what}` is given by `{first}` and by `{second}`, and the order of documents does not say which prevails",
)
_ORDER = Text(
    "n'en garder qu'un, ou ordonner les documents dans l'en-tête : `préséance : {first}, {second}`",
    "keep one, or order the documents in the heading: `préséance : {first}, {second}`",
)
_ALSO = Text("donné ici aussi", "given here too")
_NO_DOCUMENT = Text("aucun document du contrat ne s'appelle `{word}`", "no document of the contract is called `{word}`")
_DOCUMENTS = Text("documents : {words}", "documents: {words}")
_TWICE = Text("`{word}` est déjà dans l'ordre", "`{word}` is in the order already")
_KEEP_ONE = Text("ne le citer qu'une fois", "name it once")
_NOT_LISTED = Text("la préséance ne cite pas `{name}`", "the order of documents does not name `{name}`")
_LIST_IT = Text("y ajouter `{name}` à son rang", "add `{name}` at its rank")


@frozen
class _Given:
    """Something that a document gives: which, the words for it, where, in which document."""

    node: m.Node
    shown: str
    span: Span
    document: int


@define
class _Order:
    """The documents, and their ranks as the heading gives them; the first is the contract."""

    documents: list[Document]
    names: list[str]
    ranks: dict[str, int]
    findings: list[Diagnostic] = field(factory=list)

    def settle(self) -> list[Document]:
        """The documents without what another that prevails gives."""
        given: dict[tuple[str, ...], _Given] = {}
        dropped: set[int] = set()
        for at, document in enumerate(self.documents):
            for key, node, shown, span in _given(document.file):
                here = _Given(node, shown, span, at)
                known = given.setdefault(key, here)
                if known.document == at:
                    continue
                winner, loser = self._decide(known, here)
                given[key] = winner
                dropped.add(id(loser.node))
        return [evolve(one, file=_without(one.file, dropped)) for one in self.documents]

    def _decide(self, first: _Given, second: _Given) -> tuple[_Given, _Given]:
        names = self.names[first.document], self.names[second.document]
        ranks = [self.ranks.get(fold(name)) for name in names]
        if ranks[0] is None or ranks[1] is None or ranks[0] == ranks[1]:
            message = _CONFLICT(what=second.shown, first=names[0], second=names[1])
            labels = (Label(span=first.span, message=_ALSO()),)
            help = _ORDER(first=names[0], second=names[1])
            self.findings.append(CONFLICT.finding(second.span, message, labels=labels, help=help))
            return first, second
        winner, loser = (first, second) if ranks[0] < ranks[1] else (second, first)
        won, lost = self.names[winner.document], self.names[loser.document]
        labels = (Label(span=loser.span, message=_LOSES()),)
        message = _PREVAILS(what=winner.shown, winner=won, loser=lost)
        self.findings.append(PREVAILS.finding(winner.span, message, labels=labels, help=_REMOVE()))
        return winner, loser


def settle(contract: f.File, annexes: list[Document]) -> tuple[f.File, list[Document], list[Diagnostic]]:
    """The contract and its other documents with each thing given once, by the document that prevails."""
    heading = next((node for node in contract.declarations if isinstance(node, f.Contract)), None)
    if heading is None:
        return contract, annexes, []
    own = spelling("contract", contract.language)
    order = _Order([Document(contract, own), *annexes], [own, *(one.name or "" for one in annexes)], {})
    listed = next((term for term in heading.terms if _is_label(term, "precedence", contract.language)), None)
    if listed is not None:
        _rank(order, listed)
    if not annexes:
        return contract, annexes, order.findings
    settled = order.settle()
    return settled[0].file, settled[1:], order.findings


def _is_label(term: m.Term, name: str, language: str) -> bool:
    return fold(term.label.text) in map(fold, spellings(name, language))


def _rank(order: _Order, listed: m.Term) -> None:
    """Read the order of documents, and report names that are none, that come twice, and documents left out."""
    known = {fold(name) for name in order.names}
    for phrase in listed.value.phrases:
        written = "_".join(word.text for word in phrase.words)
        if not written:
            continue  # no word: its type is reported with the other terms
        if fold(written) not in known:
            meant = nearest(written, order.names)
            shown = [f"`{name}`" for name in order.names]
            help = MEANT(word=meant) if meant else _DOCUMENTS(words=shown)
            order.findings.append(UNKNOWN.finding(phrase.span, _NO_DOCUMENT(word=written), help=help))
        elif fold(written) in order.ranks:
            order.findings.append(DUPLICATE.finding(phrase.span, _TWICE(word=written), help=_KEEP_ONE()))
        else:
            order.ranks[fold(written)] = len(order.ranks)
    for document, name in zip(order.documents[1:], order.names[1:], strict=True):
        articles = any(isinstance(node, f.Article) for node in document.file.declarations)
        if articles and fold(name) not in order.ranks:
            order.findings.append(UNORDERED.finding(listed.span, _NOT_LISTED(name=name), help=_LIST_IT(name=name)))


# --- what a document gives ----------------------------------------------------------------------------------

_Item = tuple[tuple[str, ...], m.Node, str, Span]


def _given(file: f.File) -> Iterator[_Item]:
    """All that a document gives once: a key that is the same in every document, the node, its name, its place."""
    for node in file.declarations:
        match node:
            case f.Calendar(name=name):
                yield ("calendar", name.text), node, name.text, name.span
            case f.Party(role=role):
                yield ("party", role), node, spelling(role, file.language), node.span
            case f.Article():
                for clause in node.clauses:
                    yield from _given_by(clause)


def _given_by(clause: c.Clause) -> Iterator[_Item]:
    language = clause.span.source.language
    if isinstance(clause, d.Norm):
        shown = f"{spelling(clause.kind, language)} {clause.label.text}"
        yield ("norm", clause.kind, clause.label.text), clause, shown, clause.label.span
        return
    keyword = spelling(clause.name, language)
    for item in _items(clause):
        key = _key(item, clause.slots, language)
        if key is not None:
            yield (clause.name, *key[0]), item, f"{keyword}.{key[1]}", item.span


def _items(clause: c.Clause) -> Iterator[m.Node]:
    for one in fields(type(clause)):  # type: ignore[arg-type]
        value = getattr(clause, one.name)
        for item in value if isinstance(value, tuple) else ():
            if isinstance(item, m.Node):
                yield item


def _key(item: m.Node, slots: Mapping[str, object], language: str) -> tuple[tuple[str, ...], str] | None:
    """What identifies an item in its clause, and the words for it."""
    match item:
        case m.Term(label=label) | c.Rights(grant=m.Term(label=label)):
            target = fold(label.text)
            known = (name for name in slots if target in map(fold, spellings(name, language)))
            return (next(known, target),), label.text
        case d.Revision():
            return ("revision",), spelling("revision", language)
        case lv.Level(kind=kind, name=name):
            words = fold(name.text) if name else ""
            return ("level", kind, words), name.text if name else spelling("default", language)
        case lv.LatePenalty(milestone=milestone, condition=condition):
            shown = f"{spelling('late', language)} {spelling(milestone.text, language)}"
            return ("late", milestone.text, repr(condition)), shown
        case lv.PenaltyCap():
            return ("cap",), spelling("cap", language)
        case d.DefaultOutcome():
            return ("default",), spelling("default", language)
        case d.HardwareOutcome(operation=operation):
            return (operation.text,), spelling(operation.text, language)
        case (
            lv.Availability(group=word) | lv.OutagePenalty(group=word) | c.Phase(label=word) | c.HostingSite(label=word)
        ):
            return (type(item).__name__, fold(word.text)), word.text
        case lv.Site(name=word) | lv.AssetGroup(name=word) | d.Subcontractor(name=word) | d.BillingRule(name=word):
            return (type(item).__name__, fold(word.text)), word.text
    return None


def _without(file: f.File, dropped: Iterable[int]) -> f.File:
    """A file without the nodes that are set aside."""
    gone = set(dropped)
    if not gone:
        return file
    declarations: list[f.Declaration] = []
    for node in file.declarations:
        if id(node) in gone:
            continue
        if isinstance(node, f.Article):
            clauses = tuple(_thinned(clause, gone) for clause in node.clauses if id(clause) not in gone)
            declarations.append(m.changed(node, clauses=clauses))
        else:
            declarations.append(node)
    return m.changed(file, declarations=tuple(declarations))


def _thinned(clause: f.AnyClause, gone: set[int]) -> f.AnyClause:
    kept: dict[str, object] = {}
    for one in fields(type(clause)):  # type: ignore[arg-type]
        value = getattr(clause, one.name)
        if isinstance(value, tuple) and any(id(item) in gone for item in value):
            kept[one.name] = tuple(item for item in value if id(item) not in gone)
    return m.changed(clause, **kept) if kept else clause
