"""Jira Service Management: an issue with its `fields`, and beside them the answer of `…/request/{id}/sla`.

`/rest/servicedeskapi/request/{id}/sla` answers `{"values": [{"name", "completedCycles": […], "ongoingCycle": {…}}]}`.
An export puts it into each issue as `sla`. Each metric then gives, under its name (`sla.Time to resolution`):
`.start` of the first cycle and `.stop` of the last one (none while one is going on), `.cycles` (how
many were completed), `.elapsed` (milliseconds that Jira counted over all cycles, by its own calendar), `.breached`,
and `.paused` of the cycle that is going on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from contractlang.tickets.importers.flat import flat

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def records(item: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """One issue with what its metrics say."""
    found = flat({name: value for name, value in item.items() if name != "sla"})
    sla = item.get("sla")
    metrics = sla.get("values") if isinstance(sla, Mapping) else sla
    for metric in metrics if isinstance(metrics, list) else ():
        if isinstance(metric, Mapping) and isinstance(metric.get("name"), str):
            found.update({f"sla.{metric['name']}.{key}": value for key, value in _metric(metric).items()})
    yield found


def _metric(metric: Mapping[str, object]) -> dict[str, object]:
    completed, ongoing = metric.get("completedCycles"), metric.get("ongoingCycle")
    cycles = [one for one in completed if isinstance(one, Mapping)] if isinstance(completed, list) else []
    cycles.sort(key=lambda one: _millis(one, "startTime") or 0)
    running = ongoing if isinstance(ongoing, Mapping) else None
    every = [*cycles, *([running] if running else [])]
    return {
        "start": _moment(every[0], "startTime") if every else None,
        "stop": _moment(cycles[-1], "stopTime") if cycles and running is None else None,
        "cycles": len(cycles),
        "elapsed": sum(_millis(one, "elapsedTime") or 0 for one in every),
        "breached": any(one.get("breached") is True for one in every),
        "paused": running.get("paused") is True if running else False,
    }


def _millis(cycle: Mapping[str, object], name: str) -> int | None:
    part = cycle.get(name)
    value = part.get("epochMillis", part.get("millis")) if isinstance(part, Mapping) else None
    return value if isinstance(value, int) else None


def _moment(cycle: Mapping[str, object], name: str) -> str | None:
    """ISO 8601 in UTC, from the milliseconds, which say no more than Jira's own text but are always there."""
    millis = _millis(cycle, name)
    return None if millis is None else (_EPOCH + timedelta(milliseconds=millis)).isoformat()
