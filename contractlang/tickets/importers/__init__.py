"""One module for each tool that gives JSON of its own shape: from one of its objects to flat records.

What the fields mean stands in `mappings/*.toml`; here is only where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlang.tickets.importers import itop, jira, servicenow
from contractlang.tickets.importers.flat import flat

_TOOLS = {"itop": itop.records, "jira": jira.records, "servicenow": servicenow.records}


def records_of(tool: str | None, item: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The records of one object of an export; nested names are joined by dots (`fields.priority.name`)."""
    read = _TOOLS.get(tool or "")
    return read(item) if read else iter((flat(item),))
