"""What the checks on requirements say alike: what is demanded, by which pack, on which source."""

from __future__ import annotations

from contractlang.core.program import Requirement
from contractlang.diagnostics import Message, Text

_MESSAGE = Text("{message} [{pack}, {name}]", "{message} [{pack}, {name}]")
_SOURCED = Text("{message} [{pack}, {name} : {source}]", "{message} [{pack}, {name}: {source}]")


def demand_message(requirement: Requirement) -> Message:
    """What the requirement says when it is not met, with its pack, its name and its source."""
    message = Text(requirement.message.fr.rstrip("."), requirement.message.en.rstrip("."))
    if requirement.source is None:
        return _MESSAGE(message=message, pack=requirement.pack, name=requirement.name)
    return _SOURCED(message=message, pack=requirement.pack, name=requirement.name, source=requirement.source)


def remedy(requirement: Requirement) -> Message | None:
    """What to do about it."""
    if requirement.remedy is None:
        return None
    return Text(requirement.remedy.fr.rstrip("."), requirement.remedy.en.rstrip("."))()
