"""One layout for every file, and the same file in the other language.

A file is read as tokens, with what the grammar says of their structure: which blocks there are, and where their items
begin (`reading`). Each token is written anew (`words`), and the tokens are set in lines (`layout`). No rule of the
grammar has a printer of its own, so that a new clause needs nothing here.
"""

from __future__ import annotations

from contractlang.diagnostics import Message, Text
from contractlang.formatting.layout import layout
from contractlang.formatting.reading import Reading, read
from contractlang.formatting.words import Names, Writer
from contractlang.source import Source

__all__ = ["Names", "UnwritableError", "formatted"]

_NOT_THE_SAME = Text(
    "le fichier ne se lirait plus de même : un de ses noms est un mot du langage, ou n'a pas la forme d'un nom",
    "the file would not be read alike: one of its names is a word of the language, or lacks the form of a name",
)


class UnwritableError(Exception):
    """A file that cannot be written anew without a change of its meaning; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.say("en"))


def formatted(source: Source, names: Names, language: str) -> str:
    """A text without faults in the one layout, in its own language or in the other.

    Raises UnwritableError where the result would be read otherwise than the text.
    """
    reading = read(source)
    text = layout(reading, Writer(reading, names, language))
    again = read(Source(source.name, text))
    if not _alike(reading, again):
        raise UnwritableError(_NOT_THE_SAME())
    return text


def _alike(one: Reading, other: Reading) -> bool:
    """Whether two texts were read without a fault, and by the same rules in the same order."""
    return one.sound and other.sound and one.rules == other.rules
