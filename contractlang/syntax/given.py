"""Facts as people give them, from a command line or a cell of a table."""

from __future__ import annotations

from contractlang.syntax import parse_value


def fact_of(value: object, language: str = "fr") -> object:
    """A fact as it was given, made a value object where it is text that a contract in this language reads."""
    if not isinstance(value, str):
        return value
    read = parse_value(value, language)
    if read is None or read.condition is not None or len(read.phrases) != 1:
        return value
    (phrase,) = read.phrases
    if phrase.measure is None:
        return "_".join(word.text for word in phrase.words)
    if phrase.words or phrase.tail or phrase.measure.value is None:
        return value
    return phrase.measure.value
