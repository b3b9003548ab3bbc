"""From text to model: parsing with recovery, and the spelling of keywords. The only door to Lark."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from contractlang.diagnostics import Diagnostic, Text
from contractlang.model.files import File
from contractlang.model.nodes import Node, Value
from contractlang.records import evolve
from contractlang.source import FIRST_LINE, Source, Span
from contractlang.syntax.build_files import FileBuilder
from contractlang.syntax.faults import fault, problem
from contractlang.syntax.lexer import Token
from contractlang.syntax.pages import LANGUAGE, PAGES
from contractlang.syntax.parser import Builder, Parser
from contractlang.syntax.site import foreign, known
from contractlang.syntax.tables import Production, load
from contractlang.words import fold

__all__ = [
    "PAGES",
    "Parser",
    "Production",
    "Token",
    "in_file_language",
    "is_keyword",
    "languages",
    "marks",
    "parse_body",
    "parse_file",
    "parse_value",
    "respelled",
    "rule_names",
    "spelling",
    "spellings",
]

_UNKNOWN_LANGUAGE = Text("la langue `{name}` n'est pas disponible", "the language `{name}` is not available")
_OTHER_WORD = Text("`{word}` n'ouvre pas un fichier `{name}`", "`{word}` does not open a file in `{name}`")
_NO_LANGUAGE = Text("le fichier ne dit pas sa langue", "the file does not say its language")
_SAY_LANGUAGE = Text(
    "écrire `langue fr` ou `language en` sur la première ligne",
    "write `langue fr` or `language en` on the first line",
)


def parse_file(source: Source) -> tuple[File | None, list[Diagnostic]]:
    """The model of a file and every fault of its text; None where nothing could be read."""
    opening = FIRST_LINE.match(source.text)
    if opening is None:
        return None, [LANGUAGE.finding(Span(source, 0, 0), _NO_LANGUAGE(), help=_SAY_LANGUAGE())]
    word, name = opening.groups()
    if name not in load().languages:
        span = Span(source, *opening.span(2))
        return None, [LANGUAGE.finding(span, _UNKNOWN_LANGUAGE(name=name), help=_SAY_LANGUAGE())]
    if word != spelling("language", name):
        message = _OTHER_WORD(word=word, name=name)
        return None, [LANGUAGE.finding(Span(source, *opening.span(1)), message, help=_SAY_LANGUAGE())]
    result, findings = _parse(source, "start")
    return (result if isinstance(result, File) else None), findings


def parse_value(text: str, language: str = "fr") -> Value | None:
    """A value alone (`50 min`, `2026-03-10 10:00`), or None where the text is none."""
    result, findings = _parse(Source("", text, language), "value_start")
    return result if isinstance(result, Value) and not findings else None


def parse_body(source: Source) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """The clauses that a text consists of, and every fault of it."""
    result, findings = _parse(source, "body_start")
    return (result if isinstance(result, tuple) else ()), findings


def _parse(source: Source, start: str) -> tuple[object, list[Diagnostic]]:
    builder = FileBuilder(source)
    parser = Parser(source, _Builders(builder))
    with _collector_at_rest():
        result = parser.parse(start)
    findings = [fault(source, found) for found in parser.faults if found.kind != "label"]
    # what was read again after a slip was noted twice
    findings += [problem(kind, span) for kind, span in dict.fromkeys(builder.problems)]
    if isinstance(result, File):
        result = File(
            source=source,
            language=result.language,
            declarations=result.declarations,
            dropped=tuple(parser.dropped),
            faults=tuple(finding.span for finding in findings),
        )
    return result, [in_file_language(finding) for finding in findings]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for circles meanwhile: a model holds none, and the search would walk it again and again as it grows.

    Nor right afterwards: what was built counts as old, by way of the frozen objects, unless the process has some.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if gc.get_freeze_count() == 0:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _Builders(dict[str, Builder]):
    """Each rule's builder, found when needed: the method of its name (`import` being a word of Python's, `import_`)."""

    def __init__(self, builder: FileBuilder) -> None:
        super().__init__()
        self._builder = builder

    def __missing__(self, name: str) -> Builder:
        method: Builder = getattr(self._builder, "import_" if name == "import" else name)
        self[name] = method
        return method


def rule_names() -> set[str]:
    """The rules of the grammar for which something is built."""
    return {p.name for p in load().productions if not p.inline and not p.origin.startswith("__")}


@cache
def marks() -> dict[str, str]:
    """The one sign of each terminal that is a sign: `≤`, not `<=`."""
    signs = load().punctuation
    return {name: max(sign for sign, other in signs.items() if other == name) for name in signs.values()}


def in_file_language(finding: Diagnostic) -> Diagnostic:
    """A finding whose sentences name keywords and samples in the language of the file that it is about."""
    language = finding.span.source.language

    def spell(name: str) -> str:
        return spelling(name, language)

    return evolve(
        finding,
        message=finding.message.in_file(language, spell),
        help=finding.help and finding.help.in_file(language, spell),
        labels=tuple(
            evolve(label, message=label.message and label.message.in_file(language, spell)) for label in finding.labels
        ),
    )


def languages() -> tuple[str, ...]:
    """The languages in which a file may be written."""
    return tuple(sorted(load().spellings))


@cache
def spellings(terminal: str, language: str) -> tuple[str, ...]:
    """How a keyword may be written, by its shared name (`duration`); the first is the one that is shown."""
    return tuple(load().spellings[language].get(terminal.upper(), (terminal,)))


def is_keyword(name: str) -> bool:
    """Whether a shared name is that of a keyword."""
    return name.upper() in load().spellings["fr"]


def spelling(terminal: str, language: str) -> str:
    """How a keyword is written."""
    return spellings(terminal, language)[0]


def respelled(word: str, language: str) -> str | None:
    """A keyword with wrong capitals or of another language, as this language writes it; None for any other word."""
    target = fold(word).casefold()
    return known(language).get(target) or foreign(language).get(target)
