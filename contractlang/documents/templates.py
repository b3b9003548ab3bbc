"""Templates: what they declare, and the clauses that their uses stand for.

A use is read anew: the words of the body that are parameters are replaced by their arguments, written in the language
of the template, and the grammar reads the result. So a parameter may stand wherever a value of its type may, and
what it may not is a finding of the same kind as anywhere. The nodes then get the places of the template's own text, in
a source that knows where the template was used.

Only words in the place of a value are replaced: no label, no keyword, no name that the body declares, no part
of a path.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from contractlang.diagnostics import Diagnostic, Label, Text
from contractlang.diagnostics.diagnostic import relocated
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.imports import Document
from contractlang.documents.pages import DUPLICATE, UNKNOWN
from contractlang.documents.pages_documents import TEMPLATE_CIRCLE, TEMPLATE_SIZE, UNUSED_PARAMETER
from contractlang.documents.parameters import Arguments, Declared, declared
from contractlang.model import deciding as d
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model import templates as t
from contractlang.model.files import Article, File
from contractlang.records import define, field, fields, frozen
from contractlang.source import Source, Span
from contractlang.syntax import parse_body
from contractlang.words import fold, nearest

MAX_DEPTH = 20
MAX_NODES = 200_000
MAX_CHARACTERS = 4_000_000

_UNKNOWN = Text("aucun modèle ne s'appelle `{name}`", "no template is called `{name}`")
_KNOWN = Text("modèles : {names}", "templates: {names}")
_NONE = Text("déclarer ce modèle, ou importer le fichier qui le déclare", "declare it, or import the file that does")
_TWICE = Text("le modèle `{name}` est déjà donné", "the template `{name}` is already given")
_FIRST = Text("donné ici d'abord", "first given here")
_RENAME = Text("donner un autre nom à l'un des deux", "give one of the two another name")
_CIRCLE = Text("ce modèle s'utilise lui-même : {names}", "this template uses itself: {names}")
_CUT = Text("retirer l'un des `{USE}` du cercle", "remove one of the `{USE}` in the circle")
_USES = Text("utilise `{name}`", "uses `{name}`")
_UNUSED = Text("le paramètre `{name}` ne sert à rien", "the parameter `{name}` is not used")
_USE_IT = Text("l'employer dans le modèle, ou le retirer", "use it in the template, or remove it")
_TOO_LARGE = Text("les modèles utilisés donnent un texte démesuré", "the templates used give a text beyond measure")
_TOO_DEEP = Text(
    "plus de {limit} modèles s'utilisent l'un dans l'autre", "more than {limit} templates are used one inside another"
)
_WRITE_OUT = Text("écrire une partie des clauses en toutes lettres", "write some of the clauses out")

# Fields that name what stands there, rather than a value
_NAMING = ("label", "keyword", "operation", "milestone", "function", "template")
_DECLARING = (lv.Site, lv.AssetGroup, d.Subcontractor, d.BillingRule, t.Argument, t.Template)


@define
class Templates:
    """The templates that a contract can use, and what is found of them."""

    findings: list[Diagnostic] = field(factory=list)
    _known: dict[str, Declared] = field(factory=dict)
    _unusable: set[str] = field(factory=set)
    _left: int = MAX_NODES
    _characters: int = MAX_CHARACTERS

    def declare(self, documents: Iterable[Document]) -> None:
        """Enter the templates of every file, and report what is wrong with them whether they are used or not."""
        for document in documents:
            for node in document.file.declarations:
                if isinstance(node, t.Template):
                    self._declare(node)
                    spans = (*document.file.dropped, *document.file.faults)
                    if any(node.span.start <= span.start < node.span.end for span in spans):
                        self._unusable.add(fold(node.name.text))  # its faults are reported once, there
        self._find_circles()

    def _declare(self, node: t.Template) -> None:
        name = fold(node.name.text)
        if name in self._known:
            labels = (Label(span=self._known[name].node.name.span, message=_FIRST()),)
            message = _TWICE(name=node.name.text)
            self.findings.append(DUPLICATE.finding(node.name.span, message, labels=labels, help=_RENAME()))
            return
        self._known[name] = declared(node, self.findings)
        used = {fold(word.span.text) for word in _values(node)}
        for parameter in node.parameters:
            if fold(parameter.name.text) not in used:
                message = _UNUSED(name=parameter.name.text)
                self.findings.append(UNUSED_PARAMETER.finding(parameter.name.span, message, help=_USE_IT()))

    def _find_circles(self) -> None:
        """Report each circle of templates once, with all its links."""
        finished: set[str] = set()
        for root in sorted(self._known):
            path: dict[str, int] = {root: 0} if root not in finished else {}
            links: list[t.Use] = []
            waiting = [iter(self._known[name].node.uses) for name in path]
            while waiting:
                use = next(waiting[-1], None)
                if use is None:
                    waiting.pop()
                    finished.add(path.popitem()[0])
                    del links[-1:]
                    continue
                target = fold(use.template.text)
                if target in path:
                    start = path[target]
                    self._report_circle([*links[start:], use], list(path)[start:])
                elif target in self._known and target not in finished:
                    path[target] = len(path)
                    links.append(use)
                    waiting.append(iter(self._known[target].node.uses))

    def _report_circle(self, links: list[t.Use], names: list[str]) -> None:
        shown = " → ".join([links[-1].template.text, *(use.template.text for use in links)])
        labels = tuple(Label(span=use.span, message=_USES(name=use.template.text)) for use in links[:-1])
        self.findings.append(TEMPLATE_CIRCLE.finding(links[-1].span, _CIRCLE(names=shown), help=_CUT(), labels=labels))
        self._unusable.update(names)

    # --- uses -------------------------------------------------------------------------------------------

    def expanded(self, file: File) -> File:
        """The file with the clauses of its articles' templates in place of their uses."""
        if not any(isinstance(node, Article) and node.uses for node in file.declarations):
            return file
        return m.changed(file, declarations=tuple(self._article(node) for node in file.declarations))

    def _article(self, node: m.Node) -> m.Node:
        if not isinstance(node, Article) or not node.uses:
            return node
        clauses = sorted((*node.clauses, *node.uses), key=lambda item: item.span.start)
        made = [made for item in clauses for made in (self._use(item, 1) if isinstance(item, t.Use) else (item,))]
        return m.changed(node, clauses=tuple(made), uses=())

    def _use(self, use: t.Use, depth: int) -> Iterator[m.Node]:
        found = self._known.get(fold(use.template.text))
        if found is None:
            self._unknown(use)
            return
        arguments = found.arguments(use, self.findings)
        if arguments is None or fold(use.template.text) in self._unusable or self._left < 0:
            return
        if depth > MAX_DEPTH:
            self.findings.append(TEMPLATE_SIZE.finding(use.span, _TOO_DEEP(limit=MAX_DEPTH), help=_WRITE_OUT()))
            return
        for node in self._body(found.node, arguments, use):
            if isinstance(node, t.Use):
                yield from self._use(node, depth + 1)
            else:
                yield node

    def _unknown(self, use: t.Use) -> None:
        names = sorted(known.node.name.text for known in self._known.values())
        meant = nearest(use.template.text, names)
        listed = _KNOWN(names=[f"`{name}`" for name in names]) if names else _NONE()
        help = MEANT(word=meant) if meant else listed
        self.findings.append(UNKNOWN.finding(use.template.span, _UNKNOWN(name=use.template.text), help=help))

    def _body(self, node: t.Template, arguments: Arguments, use: t.Use) -> tuple[m.Node, ...]:
        """The clauses of one use: read anew, at the places of the template."""
        body = _extent(node)
        if body is None:
            return ()
        origin = node.span.source
        words = list(_values(node))
        self._characters -= len(body.text) + sum(len(arguments.get(fold(word.span.text), "")) for word in words)
        if self._characters < 0:
            self._too_large(use)
            return ()
        filled = _Filled(body, words, arguments)
        nodes, faults = parse_body(Source(origin.name, filled.text, origin.language))
        made = _Places(Source(origin.name, origin.text, origin.language, used_at=use.span), filled)
        self.findings.extend(made.diagnostic(fault) for fault in faults)
        moved = tuple(made.node(one) for one in nodes)
        self._left -= made.count
        if self._left < 0:
            self._too_large(use)
        return moved

    def _too_large(self, use: t.Use) -> None:
        """Report once that the text is too long; then nothing is put in place any more."""
        self._left = -1
        self.findings.append(TEMPLATE_SIZE.finding(use.span, _TOO_LARGE(), help=_WRITE_OUT()))


def written_out(node: t.Template, given: Arguments) -> str:
    """The clauses of a template as text, with the values given, else its defaults, in the place of its parameters."""
    body = _extent(node)
    defaults = {fold(one.name.text): one.default.span.text for one in node.parameters if one.default is not None}
    own = {fold(name): value for name, value in given.items()}
    return _Filled(body, _values(node), defaults | own).text if body is not None else ""


def _extent(node: t.Template) -> Span | None:
    """Where the clauses and uses of a template stand; None where it has none."""
    parts = (*node.clauses, *node.uses)
    if not parts:
        return None
    return Span(node.span.source, min(part.span.start for part in parts), max(part.span.end for part in parts))


def _values(node: m.Node) -> Iterator[m.Word]:
    """The words of a template that stand in the place of a value."""
    for one in fields(type(node)):  # type: ignore[arg-type]
        names = one.name in _NAMING or (one.name in ("name", "parameters") and _declares(node))
        if names:
            continue
        value = getattr(node, one.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, m.PathRef) and len(item.parts) > 1:
                continue
            if isinstance(item, m.Word):
                yield item
            elif isinstance(item, m.Node) and not isinstance(item, m.Existence):
                yield from _values(item)


def _declares(node: m.Node) -> bool:
    return isinstance(node, _DECLARING) or (isinstance(node, lv.Level) and node.kind != "severity")


@frozen
class _Piece:
    """A stretch of a filled text, and the stretch of the template that it stands for."""

    start: int
    end: int
    origin: Span
    kept: bool


class _Filled:
    """A body with its parameters replaced, and where each piece of it comes from."""

    def __init__(self, body: Span, words: Iterable[m.Word], arguments: Arguments) -> None:
        self.pieces: list[_Piece] = []
        text: list[str] = []
        at = length = 0
        body_text = body.text
        for word in sorted(words, key=lambda word: word.span.start):
            argument = arguments.get(fold(word.span.text))
            if argument is None or word.span.start < body.start + at:
                continue
            for words_, start, end, kept in (
                (body_text[at : word.span.start - body.start], body.start + at, word.span.start, True),
                (argument, word.span.start, word.span.end, False),
            ):
                self.pieces.append(_Piece(length, length + len(words_), Span(body.source, start, end), kept))
                text.append(words_)
                length += len(words_)
            at = word.span.end - body.start
        rest = body_text[at:]
        self.pieces.append(_Piece(length, length + len(rest), Span(body.source, body.start + at, body.end), True))
        self.text = "".join([*text, rest])
        self._starts = [piece.start for piece in self.pieces]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the template for one of the filled text."""
        first = self._piece(start)
        last = self._piece(max(start, end - 1))
        begin = first.origin.start + (start - first.start if first.kept else 0)
        close = last.origin.start + end - last.start if last.kept else last.origin.end
        return begin, max(begin, close)

    def _piece(self, offset: int) -> _Piece:
        return self.pieces[max(0, bisect_right(self._starts, offset) - 1)]


class _Places:
    """Moves nodes from a filled text to the places of the template; counts them."""

    def __init__(self, source: Source, filled: _Filled) -> None:
        self.source = source
        self.count = 0
        self._filled = filled

    def span(self, span: Span) -> Span:
        return Span(self.source, *self._filled.origin(span.start, span.end))

    def node(self, node: m.Node) -> m.Node:
        self.count += 1
        moved = {
            one.name: self._value(value)
            for one in fields(type(node))  # type: ignore[arg-type]
            if isinstance(value := getattr(node, one.name), m.Node | tuple)
        }
        return m.changed(node, **moved)

    def _value(self, value: object) -> object:
        match value:
            case m.Node():
                return self.node(value)
            case Span():
                return self.span(value)
            case tuple():
                return tuple(self._value(item) for item in value)
        return value

    def diagnostic(self, found: Diagnostic) -> Diagnostic:
        return relocated(found, self.span)
