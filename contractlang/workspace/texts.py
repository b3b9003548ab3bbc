"""A file in the one layout, in its own language or the other."""

from __future__ import annotations

from contractlang.compiler import Library, meanings
from contractlang.diagnostics import Diagnostic
from contractlang.records import frozen
from contractlang.source import Source
from contractlang.syntax import parse_file


@frozen(kw_only=True)
class Formatted:
    """A file as the formatter writes it: its text (None where it could not be read), and what reading it found."""

    source: Source
    text: str | None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the file is not yet written so."""
        return self.text is not None and self.text != self.source.text


def format_source(source: Source, to: str | None = None, *, library: Library | None = None) -> Formatted:
    """A file in the one layout, in its own language or translated; what keeps it from being read is in `findings`.

    Raises UnwritableError (of `contractlang.formatting`) where it cannot be written so without a change of meaning.
    """
    from contractlang.formatting import Names, formatted

    file, findings = parse_file(source)
    if file is None or findings:
        return Formatted(source=source, text=None, findings=tuple(findings))
    names = meanings(file, library or Library())
    places = {(span.start, span.end): text for span, text in names.places.items() if span.source is source}
    return Formatted(source=source, text=formatted(source, Names(places, names.counted), to or source.language))
