"""A file or a mapping that is refused before any ticket is read."""

from __future__ import annotations

from collections.abc import Iterable

from contractlang.diagnostics import Message, Text

WITH_HELP = Text("{problem} ; {help}", "{problem}; {help}")


class TicketsError(Exception):
    """What is wrong with a file of tickets or with its mapping, and what to do: `messages`, in both languages."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(message.say("en") for message in self.messages))


def refused(text: Text, **args: object) -> TicketsError:
    """A refusal with one message."""
    return TicketsError([text(**args)])
