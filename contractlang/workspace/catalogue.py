"""What there is of findings and of requirement packs, each with its page."""

from __future__ import annotations

from functools import cache

from contractlang import compiler, syntax
from contractlang.compiler import Library
from contractlang.core.packs import Pack
from contractlang.diagnostics import Lang, Page
from contractlang.model.files import File
from contractlang.source import Source
from contractlang.syntax import parse_file
from contractlang.words import fold
from contractlang.workspace.texts import format_source


@cache
def pages() -> dict[str, Page]:
    """The documentation of every kind of finding, by its code, sorted."""
    from contractlang.checks import CHECKS

    found = [*syntax.PAGES, *compiler.PAGES, *(check.PAGE for check in CHECKS)]
    return {page.code: page for page in sorted(found, key=lambda page: page.code)}


@cache
def packs(lang: Lang = "fr") -> tuple[Pack, ...]:
    """Every requirement pack of the library with its requirements, sorted by name; conditions are in a language."""
    library = Library()

    def written(file: File) -> File:
        text = None if file.language == lang else format_source(file.source, lang, library=library).text
        return (text and parse_file(Source(file.source.name, text))[0]) or file

    return tuple(sorted(compiler.library_packs(library, written), key=lambda pack: pack.name.say(lang)))


def pack_of(name: str, lang: Lang = "fr") -> Pack | None:
    """A requirement pack by its name in either language, whatever its accents and its case."""
    wanted = fold(name).casefold()
    return next((p for p in packs(lang) if wanted in (fold(p.name.fr).casefold(), fold(p.name.en).casefold())), None)


def page_of(name: str) -> Page | None:
    """The page of a code or a stable name, whatever its case."""
    wanted = name.casefold()
    return next((page for page in pages().values() if wanted in (page.code.casefold(), page.name)), None)
