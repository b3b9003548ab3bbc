"""How a token is written: keywords in their first spelling, names as the compiler understood them, numbers grouped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from contractlang.diagnostics import Text
from contractlang.formatting.reading import Gap, Reading
from contractlang.records import field, frozen
from contractlang.syntax import Token, is_keyword, marks, spelling, spellings
from contractlang.syntax.directives import respelled_comment
from contractlang.values import Unit
from contractlang.words import fold

# Keywords that agree with what stands beside them: in their own language they stay as they were chosen
_UNITS = frozenset(unit.name for unit in Unit)
_AGREEING = frozenset({*_UNITS, "TO", "OF"})


@frozen
class Names:
    """What names mean: the words of each language by their place, and those of what is counted by their spelling."""

    places: Mapping[tuple[int, int], Text] = field(factory=dict)
    counted: Mapping[str, Text] = field(factory=dict)


@frozen
class Piece:
    """A token as it is to be written, with the number of tokens that it stands for."""

    type: str
    text: str
    size: int = 1


class Writer:
    """Writes the tokens of one text in one language."""

    def __init__(self, reading: Reading, names: Names, language: str) -> None:
        self._reading = reading
        self._language = language
        self._own = reading.source.language
        self._tokens = reading.tokens
        self._counted = {fold(spelled): text for text in names.counted.values() for spelled in (text.fr, text.en)}
        self._meanings: dict[int, tuple[int, Text]] = {}
        for (start, end), text in sorted(names.places.items()):
            self._meanings[start] = end, text  # the longest that begins here
        self._inside = sorted(names.places.items())
        self._exchanged = self._exchanges() if language != self._own else {}

    def piece(self, index: int) -> Piece:
        """The token at an index; names of several words are one piece."""
        token = self._tokens[index]
        if token.start in self._exchanged:
            return Piece(token.type, self._exchanged[token.start])
        if index == 1:
            return Piece(token.type, self._language)
        if token.type in ("NAME", "LABEL"):
            return self._name(index)
        return Piece(token.type, self._text(index))

    def gap(self, index: int) -> Gap:
        """What stands before a token, with the comments that speak to the checks in the language that is written."""
        gap = self._reading.gaps[index]
        lines = tuple(respelled_comment(line, self._language) for line in gap.lines)
        return Gap(lines, gap.trailing and respelled_comment(gap.trailing, self._language))

    def keyword(self, name: str) -> str:
        """A keyword in the language that is written."""
        return spelling(name, self._language)

    def _text(self, index: int) -> str:
        token = self._tokens[index]
        match token.type:
            case "NUMBER":
                return self._number(index)
            case "TIME":
                return token.text.zfill(5)
            case "MONEY_PER":
                return self._money_per(token.text)
            case "PROSE":
                return self._prose(token)
            case name if name in marks():
                return marks()[name]
            case name if is_keyword(name):
                return self._keyword(index)
        return token.text

    # --- keywords ---------------------------------------------------------------------------------------

    def _keyword(self, index: int) -> str:
        token = self._tokens[index]
        if token.type not in _AGREEING:
            return self.keyword(token.type)
        forms = spellings(token.type, self._language)
        if self._language == self._own or (token.type in _UNITS and token.text in forms):
            written = fold(" ".join(token.text.split()))
            return next((form for form in forms if fold(form) == written), forms[0])
        before = self._tokens[index - 1]
        if token.type in _UNITS:
            return _unit(forms, self._plural(before))
        # `lundi à vendredi`, `2026-12-24 au 2027-01-02`
        return forms[-1] if token.type == "TO" and before.type == "DATE" else forms[0]

    def _plural(self, before: Token) -> bool:
        """Whether what is counted is more than one: from two in French, and all but one in English."""
        if before.type != "NUMBER":
            return False
        amount = number_value(before.text, self._own)
        return amount >= 2 if self._language == "fr" else amount != 1

    def _money_per(self, text: str) -> str:
        words = text.rstrip("/").split()
        mark = re.match(r"[A-Z]{3}|[€$£]", words[0])
        assert mark is not None
        currency, tax = mark.group(), " ".join([words[0][mark.end() :], *words[1:]]).strip()
        for name in ("TAX_EXCLUDED", "TAX_INCLUDED"):
            if tax in spellings(name, self._own):
                return f"{currency} {self.keyword(name)}/"
        return f"{currency}/"

    # --- names ------------------------------------------------------------------------------------------

    def _name(self, index: int) -> Piece:
        token = self._tokens[index]
        if (found := self._meanings.get(token.start)) is not None:
            end, text = found
            size = 1
            while self._tokens[index + size - 1].end < end:
                size += 1
            words = self._say(text)
            if size == 1 or not any(self._commented(index + number) for number in range(1, size)):
                return Piece(token.type, words.replace("_", " ") if size > 1 else words, size)
        before = self._tokens[index - 1].type
        if before in ("NUMBER", "PER", "MONEY_PER") and (text_found := self._counted.get(fold(token.text))) is not None:
            return Piece(token.type, self._say(text_found))
        return Piece(token.type, token.text)

    def _commented(self, index: int) -> bool:
        gap = self._reading.gaps[index]
        return gap.trailing is not None or any(gap.lines)

    def _say(self, text: Text) -> str:
        return text.say("en" if self._language == "en" else "fr")

    def _prose(self, token: Token) -> str:
        """Prose with the paths of its placeholders in the language that is written."""
        parts, done = [], token.start
        for (start, end), text in self._inside:
            if token.start < start and end <= token.end and start >= done:
                parts += [self._reading.source.text[done:start], self._say(text)]
                done = end
        return "".join([*parts, self._reading.source.text[done : token.end]])

    # --- numbers ----------------------------------------------------------------------------------------

    def _number(self, index: int) -> str:
        token = self._tokens[index]
        # the number of an article is a name: `article 1000 "Prix"`
        if self._tokens[index - 1].type == "ARTICLE" or self._tokens[index + 1].type == "STRING":
            return token.text
        return number_text(token.text, self._own, self._language)

    # --- what is said in both languages -----------------------------------------------------------------

    def _exchanges(self) -> dict[int, str]:
        """The text of each token that changes places with its translation."""
        written = {token.start: token for token in self._tokens}
        found = {}
        for one, other in self._reading.pairs.items():
            found[one], found[other] = _exchange(written[one], written[other])
        return found


def _exchange(one: Token, other: Token) -> tuple[str, str]:
    if one.type == other.type:
        return other.text, one.text
    return "_".join(other.text.strip('"').split()), f'"{one.text}"'  # a name and a text


def _unit(forms: Iterable[str], plural: bool) -> str:
    """The long form of a unit of time in the number asked for; `mois` has but one."""
    known = list(forms)
    for form in known:
        for several in (f"{form}s", " ".join(f"{word}s" for word in form.split())):
            if several in known:
                return several if plural else form
    return known[0]


# --- numbers ------------------------------------------------------------------------------------------------

_GROUP = {"fr": " ", "en": ","}
_POINT = {"fr": ",", "en": "."}


def number_value(text: str, language: str) -> Decimal:
    """The number that a token writes in a language."""
    digits = "".join(text.split())
    return Decimal(digits.replace(",", ".") if language == "fr" else digits.replace(",", ""))


def number_text(text: str, own: str, language: str) -> str:
    """A number written in one language, with its digits in groups of three, as another language writes it."""
    whole, _, decimals = "".join(text.split()).replace("" if own == "fr" else ",", "").partition(_POINT[own])
    if len(whole) > 3 and not whole.startswith("0"):
        first = len(whole) % 3
        groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
        whole = _GROUP[language].join(group for group in groups if group)
    return whole + _POINT[language] + decimals if decimals else whole
