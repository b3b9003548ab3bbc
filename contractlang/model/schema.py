"""What a label of a clause may hold: the schema that a clause class carries, read by the name and type passes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from contractlang.records import field, frozen


class Holds(Enum):
    """The kinds of value a label may hold."""

    LENGTH = "length"
    MONEY = "money"
    RATE_OF_MONEY = "money per unit"
    RATE_OF_LENGTH = "length per unit"
    RATE_OF_COUNT = "count per unit"
    RATE_OF_PERCENT = "percentage per unit"
    PERCENT = "percentage"
    COUNT = "count"
    DATE = "date"
    TEXT = "text"
    TRUTH = "truth value"
    WORD = "word"
    CALENDAR = "calendar"
    COUNTRY = "country"
    PARTY = "party"
    RULE = "rule"
    CURRENCY = "currency"


@frozen
class Slot:
    """What stands behind one label.

    `kinds`: the values it may hold; empty where only its `parts` hold any. `vocabulary`: where its words come
    from. `many`: several, separated by commas. `lead` and `tail`: vocabularies of the words before and after a
    measure (`tacite 12 mois`, `30 jours date de facture`), which become terms of their own, `mode` and `basis`.
    `parts`: values with a name of their own inside the value (`préavis 6 mois`). `conditional`: may end in `si`.
    `timed`: a delay, which may say on which calendar it runs (`24 h sur HO`); that becomes the term `window`.
    """

    kinds: tuple[Holds, ...] = ()
    vocabulary: str | None = None
    many: bool = False
    lead: str | None = None
    tail: str | None = None
    parts: Mapping[str, Slot] = field(factory=dict)
    conditional: bool = False
    timed: bool = False


LENGTH = Slot((Holds.LENGTH,))
DELAY = Slot((Holds.LENGTH,), timed=True)
MONEY = Slot((Holds.MONEY,))
PERCENT = Slot((Holds.PERCENT,))
DATE = Slot((Holds.DATE,))
TEXT = Slot((Holds.TEXT,))
TEXTS = Slot((Holds.TEXT,), many=True)
TRUTH = Slot((Holds.TRUTH,))
COUNT = Slot((Holds.COUNT,))
CALENDAR = Slot((Holds.CALENDAR,))
COUNTRY = Slot((Holds.COUNTRY,))


def word(vocabulary: str, *, conditional: bool = False, parts: Mapping[str, Slot] | None = None) -> Slot:
    """One word of a vocabulary."""
    return Slot((Holds.WORD,), vocabulary=vocabulary, conditional=conditional, parts=parts or {})


def words(vocabulary: str, *, parts: Mapping[str, Slot] | None = None) -> Slot:
    """Some words of a vocabulary."""
    return Slot((Holds.WORD,), vocabulary=vocabulary, many=True, parts=parts or {})
