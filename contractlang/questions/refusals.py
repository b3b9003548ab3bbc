"""A question that cannot be put: what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.diagnostics import Message


class RefusedQuestionError(Exception):
    """`messages` say what is wrong with a question, or what it needs besides."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(message.say("en") for message in self.messages))
