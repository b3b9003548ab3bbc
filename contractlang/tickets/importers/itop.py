"""iTop: `core/get` answers `{"objects": {"UserRequest::12": {"fields": {…}}}}`, its CSV is flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.tickets.importers.flat import flat


def records(item: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The fields of one object, with its class."""
    fields = item.get("fields")
    if isinstance(fields, Mapping):
        yield {"class": item.get("class"), **flat(fields)}
    else:
        yield flat(item)
