"""What the checks on requirements say alike: what is demanded, by which pack, on which source."""

from __future__ import annotations

from contractlang.core.packs import Certainty, Requirement
from contractlang.diagnostics import Message, Quoted, Text

_MESSAGE = Text("{message} [{pack}, {name}]", "{message} [{pack}, {name}]")
_SOURCED = Text("{message} [{pack}, {name} : {source}]", "{message} [{pack}, {name}: {source}]")

_UNCONFIRMED = Text("{source}, source à confirmer", "{source}, source to be confirmed")
_TO_CONFIRM = Text("source à confirmer", "source to be confirmed")


def demand_message(requirement: Requirement) -> Message:
    """What the requirement says when it is not met, with its pack, its name and its source."""
    message = Text(requirement.message.fr.rstrip("."), requirement.message.en.rstrip("."))
    source: Text | Message | None = requirement.source
    if requirement.certainty is Certainty.TO_CONFIRM:
        source = _UNCONFIRMED(source=source) if source is not None else _TO_CONFIRM()
    pack = Quoted(requirement.pack.fr, requirement.pack.en)
    if source is None:
        return _MESSAGE(message=message, pack=pack, name=requirement.name)
    return _SOURCED(message=message, pack=pack, name=requirement.name, source=source)


def remedy(requirement: Requirement) -> Message | None:
    """What to do about it."""
    if requirement.remedy is None:
        return None
    return Text(requirement.remedy.fr.rstrip("."), requirement.remedy.en.rstrip("."))()
