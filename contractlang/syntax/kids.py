"""What a rule was made of, as its builder takes it apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from contractlang.model.nodes import Word, word_at
from contractlang.source import Source, Span
from contractlang.syntax.lexer import Token, new_tuple

T = TypeVar("T")


class Kids:
    """The values of a rule's symbols: tokens, and nodes that other builders made."""

    __slots__ = ("source", "values")

    def __init__(self, source: Source, values: Sequence[object]) -> None:
        self.source = source
        self.values = values

    def __iter__(self) -> Iterator[object]:
        return iter(self.values)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every node of a class, in order."""
        return tuple([value for value in self.values if isinstance(value, kind)])

    def one(self, kind: type[T]) -> T:
        """The node of a class that the grammar puts here."""
        for value in self.values:
            if isinstance(value, kind):
                return value
        raise LookupError(kind.__name__)

    def maybe(self, kind: type[T]) -> T | None:
        """The node of a class, if there is one."""
        for value in self.values:
            if isinstance(value, kind):
                return value
        return None

    def tokens(self, *types: str) -> list[Token]:
        """Every token of these terminals, in order."""
        return [value for value in self.values if type(value) is Token and value[0] in types]

    def token(self, *types: str) -> Token:
        """The first token of these terminals, or of any."""
        for value in self.values:
            if type(value) is Token and (not types or value[0] in types):
                return value
        raise LookupError(types)

    def has(self, *types: str) -> bool:
        """Whether a token of these terminals is there."""
        return any(type(value) is Token and value[0] in types for value in self.values)

    def word(self, *types: str) -> Word:
        """The first token of these terminals, or of any, as a word."""
        for value in self.values:
            if type(value) is Token and (not types or value[0] in types):
                return self.as_word(value)
        raise LookupError(types)

    def words(self, *types: str) -> tuple[Word, ...]:
        """Every token of these terminals, as words."""
        return tuple([self.as_word(value) for value in self.values if type(value) is Token and value[0] in types])

    def strings(self) -> list[str]:
        """The texts between quotation marks."""
        return [token.text[1:-1] for token in self.tokens("STRING")]

    def as_word(self, token: Token) -> Word:
        """A token as a word."""
        text = token[1]
        if not text.isidentifier():  # a keyword of several words, with what stands between them
            text = " ".join(text.split())
        return word_at(new_tuple(Span, (self.source, token[2], token[3])), text)

    def span(self, token: Token) -> Span:
        """Where a token stands."""
        return Span(self.source, token.start, token.end)
