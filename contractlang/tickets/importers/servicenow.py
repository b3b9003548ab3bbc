"""ServiceNow: the Table API answers `{"result": [{…}]}`; a field is text, or `{"value", "display_value", "link"}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.tickets.importers.flat import flat


def records(item: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """One row of a table: the stored value of each field under its name, what is shown beside it."""
    found: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, Mapping) and "value" in value:
            found[name] = value["value"]
            found.update({f"{name}.{key}": one for key, one in value.items() if key == "display_value"})
        elif isinstance(value, Mapping):
            found.update(flat(value, f"{name}."))
        else:
            found[name] = value
    yield found
