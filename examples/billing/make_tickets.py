"""Writes `tickets.csv`: an invented year of tickets for the reference contract, the same on every run.

Nobody's data: every ticket is drawn. A few rows are wrong on purpose, as exports are.
"""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

COLUMNS = ["ticket", "ouverture", "prise_en_charge", "intervention", "rétablissement", "bien", "nature", "gravité",
           "canal", "cause", "durée", "devis_accepté"]  # fmt: skip
START, DAYS, TICKETS = datetime(2026, 2, 1), 365, 640  # noqa: DTZ001 (local times, as desks write them)
KINDS = [("curative", 70), ("préventive", 14), ("évolutive", 16)]
SEVERITIES = [("mineure", 62), ("majeure", 30), ("bloquante", 8)]
CHANNELS = [("distance", 46), ("téléphone", 34), ("sur_site", 20)]
CAUSES = [("panne", 78), ("mauvaise_utilisation", 22)]
ASSETS = [("ordinateur", 52), ("smartphone", 14), ("serveur", 18), ("routeur", 8), ("équipement_d_impression", 8)]
# Minutes until acknowledged, started and restored, for most tickets
PACE = {"bloquante": (8, 35, 170), "majeure": (15, 95, 300), "mineure": (40, 200, 900)}
WRONG = [
    {"ouverture": "?"},
    {"durée": "NS"},
    {"ouverture": "2025-12-30 10:00"},
    {"rétablissement": "2026-01-04 09:00"},
    {"gravité": "urgentissime"},
    {"nature": ""},
]


class Draw(random.Random):
    """Draws that no version of Python changes: all are made of `random()`."""

    def of(self, words: list[tuple[str, int]]) -> str:
        """One of some words, by their weights."""
        left = self.random() * sum(weight for _, weight in words)
        for word, weight in words:
            left -= weight
            if left < 0:
                return word
        return words[-1][0]

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.random() * (most - least + 1))


def opened(draw: Draw) -> datetime:
    """Most tickets come in the hours of a working day."""
    while True:
        day = START + timedelta(days=draw.between(0, DAYS - 1))
        minute = draw.between(0, 1439)
        busy = day.weekday() < 5 and (510 <= minute < 750 or 810 <= minute < 1080)
        if draw.random() < (1 if busy else 0.06):
            return day + timedelta(minutes=minute)


def ticket(draw: Draw) -> dict[str, str]:
    """One ticket as a desk exports it."""
    at, severity, kind = opened(draw), draw.of(SEVERITIES), draw.of(KINDS)
    row = {"ouverture": at, "gravité": severity, "nature": kind, "bien": draw.of(ASSETS), "canal": draw.of(CHANNELS),
           "cause": draw.of(CAUSES)}  # fmt: skip
    slow = 1 if draw.random() < 0.85 else 3 + 9 * draw.random()
    for name, minutes in zip(("prise_en_charge", "intervention", "rétablissement"), PACE[severity], strict=True):
        at += timedelta(minutes=int(minutes * slow * (0.3 + draw.random())))
        row[name] = at
    row["durée"] = f"{draw.between(1, 26) * 10} min" if kind != "évolutive" else f"{draw.between(2, 20)} h"
    row["devis_accepté"] = ("oui" if draw.random() < 0.8 else "non") if kind == "évolutive" else ""
    return {name: f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value for name, value in row.items()}


def main() -> None:
    """Write the file beside this script."""
    draw = Draw(2026)
    rows = sorted((ticket(draw) for _ in range(TICKETS)), key=lambda row: row["ouverture"])
    for place, wrong in enumerate(WRONG):
        rows[50 + 90 * place] |= wrong
    with Path(__file__).with_name("tickets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"ticket": f"T-{line:04d}", **row} for line, row in enumerate(rows, start=1))


if __name__ == "__main__":
    main()
