"""The real incidents: every figure of `docs/incidents.md` is read from the data here."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from tests.billing.support import CONTRACT, infog, read
from tests.support import ROOT
from tests.tickets.data import shared_data

PAGE = ROOT / "docs" / "incidents.md"


@pytest.fixture(scope="module")
def data() -> Path:
    """The file of the incidents."""
    return shared_data("incidents.csv.gz")


@pytest.fixture(scope="module")
def incidents(data: Path) -> dict[str, dict[str, str]]:
    """The incidents by their numbers."""
    with gzip.open(data, "rt", encoding="utf-8", newline="") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference contract, ten years earlier."""
    text = CONTRACT.read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("contract") / "reference_2016.infog"
    path.write_text(text.replace("2026-01-15", "2016-01-15").replace("2026-02-01", "2016-02-01"), "utf-8")
    return path


@pytest.fixture(scope="module")
def deadlines(data: Path, contract: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The verdicts of the incidents read for their deadlines."""
    out = tmp_path_factory.mktemp("deadlines") / "out"
    mapping = ROOT / "examples" / "incidents_deadlines.toml"
    done = infog("bill", contract, data, "--mapping", mapping, "-o", out, "--format", "csv")
    assert done.exit_code == 0
    found = {row["ticket"]: row for row in read(out / "verdicts.csv")}
    assert len(found) == 24_918
    return found


def tables() -> list[list[list[str]]]:
    """The tables of the page, cell by cell."""
    found: list[list[list[str]]] = []
    inside = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            found += [] if inside else [[]]
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        inside = line.startswith("|")
    return [table[2:] for table in found]


def numbers(cells: list[str]) -> list[int]:
    """The whole numbers of some cells."""
    return [int(cell.replace(",", "")) for cell in cells]


def test_what_the_mapping_of_the_incidents_comes_to(data: Path, contract: Path, tmp_path: Path) -> None:
    done = infog(
        "bill",
        contract,
        data,
        "--mapping",
        ROOT / "examples" / "incidents.toml",
        "-o",
        tmp_path,
        "--lang",
        "en",
        "--format",
        "csv",
    )
    assert done.exit_code == 1
    assert "24,918 rows read: 0 accepted, 24,918 rejected" in done.output
    reasons = Counter(row["reason_en"] for row in read(tmp_path / "rejects.csv"))
    assert reasons == {f"missing: {cells[0]}": numbers(cells[1:])[0] for cells in tables()[0]}


def test_the_figures_of_the_comparison(
    incidents: dict[str, dict[str, str]], deadlines: dict[str, dict[str, str]]
) -> None:
    counted: Counter[tuple[str, str, str]] = Counter()
    for number, row in deadlines.items():
        one = incidents[number]
        counted[one["priority"], one["made_sla"], row["restore_met"]] += 1
    table = tables()[1]
    for cells in table[:-1]:
        priority = cells[0][0]
        wanted = [counted[priority, own, ours] for own in ("true", "false") for ours in ("true", "false", "")]
        assert numbers(cells[1:7]) == wanted
        judged = wanted[:2] + wanted[3:5]
        assert cells[7] == f"{100 * (judged[0] + judged[3]) / sum(judged):.1f}%"
    assert numbers(table[-1][1:7]) == [
        sum(column) for column in zip(*(numbers(cells[1:7]) for cells in table[:-1]), strict=True)
    ]
    judged = numbers(table[-1][1:7])[:2] + numbers(table[-1][1:7])[3:5]
    assert table[-1][7] == f"{100 * (judged[0] + judged[3]) / sum(judged):.1f}%"
    assert sum(numbers(table[-1][1:7])) == 24_918


def test_unresolved_incidents_are_neither_met_nor_missed(
    incidents: dict[str, dict[str, str]], deadlines: dict[str, dict[str, str]]
) -> None:
    unresolved = [number for number, row in incidents.items() if row["resolved_at"] == "?"]
    assert len(unresolved) == 1_556
    for number in unresolved:
        row = deadlines[number]
        assert (row["restore_met"], row["restore_late_seconds"], row["restore_penalty"]) == ("", "", "")
        assert row["restore_deadline"]
    own = Counter(incidents[number]["made_sla"] for number in unresolved)
    assert (own["true"], own["false"]) == (1_371, 185)


def test_the_figures_of_the_text(incidents: dict[str, dict[str, str]], deadlines: dict[str, dict[str, str]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    reopened = [number for number, row in incidents.items() if row["reopen_count"] != "0"]
    agree = Counter(
        (incidents[number]["made_sla"] == deadlines[number]["restore_met"])
        for number in reopened
        if deadlines[number]["restore_met"]
    )
    assert f"{len(reopened)} incidents were reopened" in page
    assert f"agree on {agree[True]} of the {agree.total()}" in page
    outside = sum(row["rule"] == "T1" for row in deadlines.values())
    assert f"({outside:,}\nof them are billed" in page
    kept = [row for row in incidents.values() if row["priority"] == "2" and row["made_sla"] == "false"]
    quick = [row for row in kept if row["resolved_at"] != "?" and _minutes(row) < 10]
    assert quick  # of priority 2, some were resolved within minutes and are still not kept


def _minutes(row: dict[str, str]) -> float:
    form = "%d/%m/%Y %H:%M"
    opened, resolved = (datetime.strptime(row[name], form) for name in ("opened_at", "resolved_at"))  # noqa: DTZ007
    return (resolved - opened).total_seconds() / 60
