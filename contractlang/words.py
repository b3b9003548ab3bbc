"""Words as they are compared: without accents, with plain apostrophes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """The word without accents and with plain apostrophes: what two spellings must share to be one word."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFD", word).replace("’", "'").replace("œ", "oe")
    return "".join(char for char in plain if not unicodedata.combining(char))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most like this one, or None where none comes near.

    Ties go to the first in alphabetical order, so that the answer is the same everywhere.
    """
    from difflib import SequenceMatcher

    target = fold(word).casefold()
    best: tuple[float, str] | None = None
    for candidate in sorted(set(known)):
        ratio = SequenceMatcher(None, target, fold(candidate).casefold(), autojunk=False).ratio()
        if ratio >= 0.7 and (best is None or ratio > best[0]):
            best = ratio, candidate
    return best[1] if best else None
