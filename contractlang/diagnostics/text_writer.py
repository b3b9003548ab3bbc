"""Findings for somebody at a terminal: what is wrong, the lines it concerns, a case, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from contractlang.diagnostics.cells import printable, width_of
from contractlang.diagnostics.diagnostic import Diagnostic, Severity
from contractlang.diagnostics.excerpt import Mark, Paint, Style, excerpt, inside, last_line
from contractlang.diagnostics.fixes import mended_line
from contractlang.diagnostics.text import Message, Text
from contractlang.diagnostics.wording import Lang, say
from contractlang.source import Source

# ECMA-48, select graphic rendition
_RESET = "\033[0m"
_BOLD = "\033[1m"
_BLUE = "\033[1;34m"
_GRAVITY = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m", Severity.NOTE: "\033[1;36m"}

# One, and several
_SEVERITIES = {
    Severity.ERROR: (Text("erreur", "error"), Text("erreurs", "errors")),
    Severity.WARNING: (Text("avertissement", "warning"), Text("avertissements", "warnings")),
    Severity.NOTE: (Text("note", "note"), Text("notes", "notes")),
}
_COLON = Text(" : ", ": ")
_CASE = Text("cas :", "case:")
_HELP = Text("aide : ", "help: ")
_FIX = {
    "safe": Text("correction :", "fix:"),
    "unsafe": Text("correction à vérifier :", "fix to be checked:"),
    "display": Text("écriture possible :", "one way to write it:"),
}


def write_text(diagnostics: Iterable[Diagnostic], lang: Lang, *, color: bool) -> str:
    """The findings in the order of their files and places, then how many there are of each severity.

    Ends with a line end; empty where nothing was found. `color` adds ANSI codes and changes nothing else.
    """
    found = sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)
    if not found:
        return ""
    blocks = ["\n".join(_block(diagnostic, lang, _painter(diagnostic.severity, color))) for diagnostic in found]
    return "\n\n".join([*blocks, summary(found, lang)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic], lang: Lang) -> str:
    """How many findings there are of each severity, the gravest first: `2 erreurs, 1 avertissement`."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    parts = []
    for severity in sorted(counts, reverse=True):
        one, several = _SEVERITIES[severity]
        parts.append(f"{counts[severity]} {(several if counts[severity] > 1 else one).say(lang)}")
    return ", ".join(parts)


def _painter(severity: Severity, color: bool) -> Paint:
    codes: dict[Style, str] = {
        "primary": _GRAVITY[severity],
        "secondary": _BLUE,
        "gutter": _BLUE,
        "strong": _BOLD,
    }

    def paint(text: str, style: Style) -> str:
        return f"{codes[style]}{text}{_RESET}" if color else text

    return paint


def _block(diagnostic: Diagnostic, lang: Lang, paint: Paint) -> Iterator[str]:
    word = _SEVERITIES[diagnostic.severity][0].say(lang)
    kind = f"{_COLON.say(lang)}{printable(diagnostic.message.say(lang))}"
    yield paint(f"{word}[{diagnostic.code}]", "primary") + paint(f" {diagnostic.name}{kind}", "strong")
    groups = _by_source(_marks(diagnostic, lang))
    gutter = len(str(max(last_line(marks) for _, marks in groups)))
    bar = paint(f"{'':{gutter}} |", "gutter")
    for at, (source, marks) in enumerate(groups):
        if at:
            yield bar
        line, column = source.position(inside(marks[0].span).start)
        yield f"{'':{gutter}}{paint('-->', 'gutter')} {printable(source.name)}:{line}:{column}"
        yield bar
        yield from excerpt(source, marks, gutter, paint)
    if diagnostic.case or diagnostic.help or diagnostic.fix:
        yield bar
    if diagnostic.case:
        yield from _case(diagnostic.case, lang, paint)
    if diagnostic.help:
        yield from _help(diagnostic.help, lang, paint)
    if diagnostic.fix:
        words = f" {printable(mended_line(diagnostic.fix))}".rstrip()
        yield "  " + paint(_FIX[diagnostic.fix.applicability].say(lang), "strong") + words


def _marks(diagnostic: Diagnostic, lang: Lang) -> list[Mark]:
    """The finding's own place, with the words of a label that stands on the same span, then its other places."""
    own: str | None = None
    others = []
    for label in diagnostic.labels:
        words = label.message.say(lang).strip() if label.message else None
        if own is None and label.span == diagnostic.span:
            own = words
        else:
            others.append(Mark(span=label.span, words=words, primary=False))
    return [Mark(span=diagnostic.span, words=own, primary=True), *others]


def _by_source(marks: list[Mark]) -> list[tuple[Source, list[Mark]]]:
    """The marks of each source, in the order in which the sources come up: the finding's own first."""
    groups: dict[Source, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.span.source, []).append(mark)
    return list(groups.items())


def _case(case: Mapping[str, object], lang: Lang, paint: Paint) -> Iterator[str]:
    yield "  " + paint(_CASE.say(lang), "strong")
    widest = max(width_of(name) for name in case)
    for name, value in case.items():
        yield f"    {name}{'':{widest - width_of(name)}} : {printable(_fact(value, lang))}"


def _fact(value: object, lang: Lang) -> str:
    """A fact as the language reads it, so that a case can be pasted into an `essai`."""
    match value:
        case Decimal():
            return f"{value:f}".replace(".", "," if lang == "fr" else ".")
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case bool():
            return say(value, lang)
        case int():
            return str(value)
    return say(value, lang)


def _help(help: Message, lang: Lang, paint: Paint) -> Iterator[str]:
    """The remedy; its own line ends are kept, since it may propose a clause."""
    first, *rest = help.say(lang).splitlines() or [""]
    yield "  " + paint(_HELP.say(lang).rstrip(), "strong") + " " + printable(first)
    for line in rest:
        yield f"{'':{2 + len(_HELP.say(lang))}}{printable(line)}".rstrip()
