"""Findings that the text says to ignore (`syntax.directives`), and what is wrong with saying so.

A comment is about what begins on the next line, or on its own line if it stands behind something: a declaration, a
clause, a rule, a term. It silences a finding that stands there, or in a template that is used there; that a finding has
other places, too, does not count, for they take part in findings on other clauses as well.

What keeps the text from being read is never silenced, nor is what is found here. Everything else may be, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from contractlang.diagnostics import Diagnostic, Label, Message, Page, Quoted, Severity, Suppression, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.documents.pages_suppression import SUPPRESSION_PAGES, UNKNOWN_SUPPRESSION, UNREASONED, UNUSED
from contractlang.model.files import File
from contractlang.model.nodes import Node
from contractlang.records import evolve, fields, frozen
from contractlang.source import Source, Span
from contractlang.syntax import in_file_language, parse_file
from contractlang.syntax.directives import Directive, directives
from contractlang.words import nearest

_NO_REASON = Text(
    "ce commentaire ne dit pas pourquoi ignorer {names}", "this comment does not say why to ignore {names}"
)
_SAY_WHY = Text("ajouter la raison : `{sample}`", "add the reason: `{sample}`")
_SAMPLE = Quoted("# infog: ignorer rule-gap parce que …", "# infog: ignore rule-gap because …")
_UNKNOWN = Text("aucun contrôle ne s'appelle `{name}`", "no check is called `{name}`")
_LIST = Text(
    "`infog check` donne le nom de chaque constat après son code", "`infog check` gives each name after its code"
)
_NEVER = Text("`{name}` ne s'ignore pas", "`{name}` cannot be ignored")
_MEND = Text("corriger ce qui est signalé, et retirer ce commentaire", "mend what is reported, and remove this comment")
_NONE_NAMED = Text("ce commentaire ne nomme aucun contrôle", "this comment names no check")
_MISSPELT = Text(
    "`{word}` n'est pas compris dans un commentaire `infog`", "`{word}` is not understood in an `infog` comment"
)
_IGNORE = Quoted("ignorer", "ignore")
_UNUSED = Text(
    "`{name}` ne trouve rien ici : ce commentaire n'ignore rien", "`{name}` finds nothing here: nothing is ignored"
)
_NOTHING_BELOW = Text(
    "ce commentaire n'est au-dessus d'aucune clause : il n'ignore rien",
    "this comment is above no clause: it ignores nothing",
)
_REMOVE = Text("retirer `{name}` de ce commentaire", "remove `{name}` from this comment")
_ABOVE = Text(
    "l'écrire juste au-dessus de la clause, ou au bout de sa première ligne",
    "write it right above the clause, or at the end of its first line",
)
_THERE = Text("l'écrire là où `{name}` est trouvé", "write it where `{name}` is found")
_FOUND_HERE = Text("trouvé ici", "found here")
_BLANKS = "\ufeff \t\r"


@frozen(kw_only=True)
class _Order:
    """One name that a directive gives for good reason: the check that it silences, and where."""

    directive: Directive
    name: Span
    code: str
    place: Span | None  # what it is about; None where nothing stands below it
    reason: str

    def covers(self, finding: Diagnostic) -> bool:
        return (
            finding.code == self.code
            and self.place is not None
            and any(_within(span, self.place) for span in _spots(finding))
        )


def silence(
    findings: Iterable[Diagnostic],
    sources: Iterable[Source],
    pages: Mapping[str, Page],
    never: Collection[str],
    *,
    complete: bool,
) -> list[Diagnostic]:
    """The findings, those that the texts say to ignore marked so, and what is wrong with the comments that say so.

    `pages`: those of everything that may be found, by code; `never`: the codes of what can't be ignored. `complete`:
    every check has run, so that a comment which silences nothing is known to be idle.
    """
    orders: list[_Order] = []
    more: list[Diagnostic] = []
    for source in {(source.name, source.text): source for source in sources}.values():
        for directive in directives(source):
            given, faults = _orders(directive, pages, never)
            orders += given
            more += faults
    if not orders and not more:
        return list(findings)
    marked = []
    used: set[Span] = set()
    for finding in findings:
        covering = [order for order in orders if order.covers(finding)]
        used.update(order.name for order in covering)
        said = [Suppression(span=order.directive.span, reason=order.reason) for order in covering]
        marked.append(evolve(finding, suppressed=said[0]) if said else finding)
    if complete:
        more += [_idle(order, pages, marked) for order in orders if order.name not in used]
    return sorted([*marked, *map(in_file_language, more)], key=lambda one: one.sort_key)


def never_silenced(pages: Iterable[Page], checks: Collection[str]) -> set[str]:
    """The codes of what can't be ignored: errors that reading finds (`checks` are the codes of those that check)."""
    own = {page.code for page in SUPPRESSION_PAGES}
    read = {page.code for page in pages if page.severity is Severity.ERROR and page.code not in checks}
    return own | read


def _orders(
    directive: Directive, pages: Mapping[str, Page], never: Collection[str]
) -> tuple[list[_Order], list[Diagnostic]]:
    """What a directive silences, and what is wrong with it."""
    if not directive.known:
        message = _MISSPELT(word=directive.word)
        return [], [UNKNOWN_SUPPRESSION.finding(directive.span, message, help=MEANT(word=_IGNORE))]
    if not directive.names:
        return [], [UNKNOWN_SUPPRESSION.finding(directive.span, _NONE_NAMED(), help=_SAY_WHY(sample=_SAMPLE))]
    faults: list[Diagnostic] = []
    known: list[tuple[Span, str]] = []
    for name in directive.names:
        page = next((one for one in pages.values() if name.text.casefold() in (one.name, one.code.casefold())), None)
        if page is None:
            near = nearest(name.text, (one.name for one in pages.values()))
            help = MEANT(word=near) if near else _LIST()
            faults.append(UNKNOWN_SUPPRESSION.finding(name, _UNKNOWN(name=name.text), help=help))
        elif page.code in never:
            faults.append(UNKNOWN_SUPPRESSION.finding(name, _NEVER(name=page.name), help=_MEND()))
        else:
            known.append((name, page.code))
    if directive.reason is None:
        names = [f"`{name.text}`" for name in directive.names]
        faults.append(UNREASONED.finding(directive.span, _NO_REASON(names=names), help=_SAY_WHY(sample=_SAMPLE)))
        return [], faults
    place = _place(directive)
    given = (
        _Order(directive=directive, name=name, code=code, place=place, reason=directive.reason) for name, code in known
    )
    return list(given), faults


def _idle(order: _Order, pages: Mapping[str, Page], found: Iterable[Diagnostic]) -> Diagnostic:
    if order.place is None:
        return UNUSED.finding(order.directive.span, _NOTHING_BELOW(), help=_ABOVE())
    name = pages[order.code].name
    elsewhere = [one.span for one in found if one.code == order.code and one.suppressed is None]
    here = [span for span in elsewhere if _same(span.source, order.name.source)]
    labels = tuple(Label(span=span, message=_FOUND_HERE()) for span in dict.fromkeys(here))
    help: Message = _THERE(name=name) if labels else _REMOVE(name=name)
    return UNUSED.finding(order.name, _UNUSED(name=name), labels=labels, help=help)


# --- places -------------------------------------------------------------------------------------------------


def _place(directive: Directive) -> Span | None:
    """What a directive is about: the largest thing that begins where the next line does, or its own."""
    source = directive.span.source
    start = _start(directive)
    if start is None:
        return None
    file, _ = parse_file(source)
    ends = [node.span.end for node in _nodes(file) if node.span.start == start] if file else []
    line_end = source.text.find("\n", start)
    return Span(source, start, max([*ends, len(source.text) if line_end < 0 else line_end]))


def _start(directive: Directive) -> int | None:
    """Where the words begin that a directive is about."""
    text = directive.span.source.text
    line = text.rfind("\n", 0, directive.span.start) + 1
    while directive.heads:  # other comments may stand between
        line = text.find("\n", line) + 1
        if not line:
            return None
        if not text[line:].lstrip(_BLANKS).startswith("#"):
            break
    start = len(text) - len(text[line:].lstrip(_BLANKS))
    return None if text[start : start + 1] in ("", "\n", "}") else start


def _nodes(file: File) -> Iterator[Node]:
    """Every node of a file, in no order."""
    left: list[object] = [file]
    while left:
        value = left.pop()
        for field in fields(type(value)):  # type: ignore[arg-type]
            inner = getattr(value, field.name)
            nodes = [one for one in (inner if isinstance(inner, tuple) else (inner,)) if isinstance(one, Node)]
            yield from nodes
            left += nodes


def _spots(finding: Diagnostic) -> Iterator[Span]:
    """Where a finding stands: its own place, and the uses of the templates around it."""
    span: Span | None = finding.span
    while span is not None:
        yield span
        span = span.source.used_at


def _within(span: Span, place: Span) -> bool:
    return _same(span.source, place.source) and place.start <= span.start < place.end


def _same(one: Source, other: Source) -> bool:
    """Whether two sources are one text: a use of a template has its own."""
    return one is other or (one.name == other.name and one.text == other.text)
