"""What terms and facts may be: kinds, types, vocabularies, and the facts that a case may hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property

from contractlang.diagnostics import Text
from contractlang.records import frozen
from contractlang.words import fold


class Kind(Enum):
    """What a fact or a term is."""

    INSTANT = "instant"
    LENGTH = "length"
    MONEY = "money"
    RATE = "rate"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    WORD = "word"
    TRUTH = "truth"
    DATE = "date"
    TEXT = "text"
    CALENDAR = "calendar"
    COUNTRY = "country"
    INTERVALS = "intervals"
    FORMULA = "formula"


_FROM_ZERO = frozenset({Kind.LENGTH, Kind.MONEY, Kind.COUNT})


@frozen
class Type:
    """A kind, and for words the vocabulary they come from."""

    kind: Kind
    vocabulary: str | None = None


@frozen(kw_only=True)
class Vocabulary:
    """A closed list of words, each with its spelling in both languages; ordered from least to most if `ordered`.

    `own` are the words that the contract itself declares: names that somebody chose.
    """

    name: str
    title: Text
    words: Mapping[str, Text]
    ordered: bool = False
    own: frozenset[str] = frozenset()

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """The shared name of each word as either language spells it, without accents; the first where two do."""
        names = [(fold(spelling), name) for name, text in self.words.items() for spelling in (text.fr, text.en)]
        return dict(reversed(names))


@frozen(kw_only=True)
class FactType:
    """A fact that a case may hold.

    `least` and `most` bound a number (both included, in the whole units of cases); lengths, amounts and counts are
    never negative. `open`: no fact of the case, but a term that the parties have yet to agree on. `own`: a fact
    that the contract itself declares.
    """

    name: str
    title: Text
    type: Type
    least: int | None = None
    most: int | None = None
    open: bool = False
    own: bool = False

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the greatest number that it can be."""
        never_below = 0 if self.type.kind in _FROM_ZERO else None
        return never_below if self.least is None else self.least, self.most
