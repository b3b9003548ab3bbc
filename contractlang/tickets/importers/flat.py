"""Nested objects as flat records."""

from __future__ import annotations

from collections.abc import Mapping


def flat(item: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """The fields of an object, those of objects in it under joined names; lists stay as they are."""
    found: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{prefix}{name}."))
        else:
            found[prefix + name] = value
    return found
