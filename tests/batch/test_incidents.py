"""Real incidents: each row is a verdict or a reject, and what the single evaluator says of it."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.batch.oracle import Ticket
from tests.batch.test_engine import EXAMPLES, agreement_of, compare

INCIDENTS = Path(os.environ.get("INFOG_INCIDENTS", "incidents.csv.gz"))
SEVERITY = {"1": "blocking", "2": "major", "3": "minor", "4": "minor"}
CHANNEL = {"Phone": "telephone", "Email": "remote", "Self service": "remote", "Direct opening": "on_site"}
MOVED = 3653 * 86400  # ten years, so that the contract was in force


def tickets() -> Iterator[Ticket]:
    """The incidents as tickets of the reference contract; neither work nor assets are known of them."""
    with gzip.open(INCIDENTS, "rt", encoding="utf-8") as file:
        for line, row in enumerate(csv.DictReader(file), start=1):
            found: Ticket = {
                "line": line,
                "ticket": row["number"],
                "kind": "corrective",
                "cause": "failure",
                "asset": "server",
                "worked": 600 * (1 + int(row["reassignment_count"])),
                "channel": CHANNEL.get(row["contact_type"]),
                "severity": SEVERITY.get(row["priority"]),
                "reopenings": int(row["reopen_count"]),
            }
            for name, fact in (("opened_at", "opened"), ("resolved_at", "restored"), ("closed_at", "closed")):
                if row[name] not in ("", "?"):
                    found[fact] = _instant(row[name])
            yield found


def _instant(text: str) -> int:
    local = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Paris"))
    return int(local.timestamp()) + MOVED


@pytest.mark.skipif(not INCIDENTS.exists(), reason="INFOG_INCIDENTS names no file")
def test_real_incidents() -> None:
    agreement = agreement_of(EXAMPLES / "reference.infog")
    outcomes = compare(agreement, list(tickets())[::5], given=False, size=1000)
    assert "included" in outcomes
    assert "billed" in outcomes
