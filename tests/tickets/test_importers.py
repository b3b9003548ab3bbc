"""Exports of service desks, with the canonical rows that they stand for worked out by hand.

All examples tell the same two tickets. The first was opened on Friday 2026-03-06 at 17:45 in Paris (16:45 UTC), taken
up at 17:50, and restored on Monday 2026-03-09 at 11:30. The second was opened on Tuesday 2026-03-10 at 10:00.
"""

# ruff: noqa: E501 (mappings are shown whole)

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contractlang.core.program import Program
from contractlang.tickets import Reject, Report, TicketsError, open_tickets, read_mapping, tool_mapping
from contractlang.tickets.mapping import TOOLS
from contractlang.workspace import open_contract
from tests.tickets.data import shared_data

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "tickets"

OPENED = int(datetime(2026, 3, 6, 16, 45, tzinfo=UTC).timestamp())
TAKEN = int(datetime(2026, 3, 6, 16, 50, tzinfo=UTC).timestamp())
RESTORED = int(datetime(2026, 3, 9, 10, 30, tzinfo=UTC).timestamp())
SECOND = int(datetime(2026, 3, 10, 9, 0, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def program() -> Program:
    found = open_contract(str(ROOT / "examples" / "reference.infog")).program
    assert found is not None
    return found


def read(
    program: Program, name: str, mapping: str | Path | None
) -> tuple[list[dict[str, object]], list[Reject], Report]:
    """Rows (missing facts left out), rejects, and the report."""
    tickets = open_tickets(EXAMPLES / name, program, mapping)
    rows: list[dict[str, object]] = []
    rejects: list[Reject] = []
    for batch, wrong in tickets.batches():
        rows += [{key: value for key, value in row.items() if value is not None} for row in batch.to_pylist()]
        rejects += wrong
    return rows, rejects, tickets.report


def test_glpi_json(program: Program) -> None:
    rows, rejects, _ = read(program, "glpi.json", "glpi")
    first = {"line": 1, "ticket": "101", "opened": OPENED, "acknowledged": TAKEN, "restored": RESTORED}
    # actiontime 10 800 s: three hours; sla_waiting_duration 1 800 s: half an hour
    first |= {"kind": "corrective", "channel": "telephone", "worked": 10800, "waiting": 1800}
    second = {"line": 2, "ticket": "102", "opened": SECOND, "channel": "portal", "waiting": 0}
    assert rows == [first, second]
    assert [(one.ticket, one.column, one.value) for one in rejects] == [("103", "is_deleted", "1")]


def test_glpi_csv(program: Program) -> None:
    rows, rejects, report = read(program, "glpi.csv", "glpi")
    first = {"line": 1, "ticket": "101", "opened": OPENED, "acknowledged": TAKEN, "restored": RESTORED}
    first |= {"kind": "corrective", "channel": "telephone", "worked": 10800}
    assert rows == [first, {"line": 2, "ticket": "102", "opened": SECOND, "channel": "portal"}]
    assert rejects == []
    assert [name for name, _ in report.unknown] == ["Titre"]


def test_servicenow(program: Program) -> None:
    rows, rejects, _ = read(program, "servicenow.json", "servicenow")
    closed = int(datetime(2026, 3, 12, 10, 30, tzinfo=UTC).timestamp())
    first = {"line": 1, "ticket": "INC0010001", "opened": OPENED, "restored": RESTORED, "closed": closed}
    first |= {"channel": "telephone", "worked": 10800, "reopenings": 1}
    assert rows == [first, {"line": 2, "ticket": "INC0010002", "opened": SECOND, "reopenings": 0}]
    assert [(one.ticket, one.column) for one in rejects] == [("INC0010003", "state")]


def test_jira(program: Program) -> None:
    rows, rejects, report = read(program, "jira.jsonl", "jira")
    first = {
        "line": 1,
        "ticket": "SUP-1",
        "opened": OPENED,
        "acknowledged": TAKEN,
        "restored": RESTORED,
        "worked": 10800,
    }
    assert rows == [first, {"line": 2, "ticket": "SUP-2", "opened": SECOND}]
    assert rejects == []
    assert report.unknown == ()


def test_jira_metrics_over_cycles() -> None:
    from contractlang.tickets.importers import records_of

    millis = {"epochMillis": 1772815500000}
    late = {"startTime": {"epochMillis": 1773039600000}, "stopTime": {"epochMillis": 1773052200000}, "breached": True}
    early = {"startTime": millis, "stopTime": {"epochMillis": 1772816400000}, "breached": False}
    early["elapsedTime"] = {"millis": 900000}
    late["elapsedTime"] = {"millis": 5400000}
    (record,) = records_of("jira", {"key": "A", "sla": [{"name": "TTR", "completedCycles": [late, early]}]})
    assert record == {
        "key": "A",
        "sla.TTR.start": "2026-03-06T16:45:00+00:00",
        "sla.TTR.stop": "2026-03-09T10:30:00+00:00",
        "sla.TTR.cycles": 2,
        "sla.TTR.elapsed": 6300000,
        "sla.TTR.breached": True,
        "sla.TTR.paused": False,
    }
    (open_one,) = records_of(
        "jira",
        {"sla": [{"name": "TTR", "completedCycles": [early], "ongoingCycle": {"startTime": millis, "paused": True}}]},
    )
    assert (open_one["sla.TTR.stop"], open_one["sla.TTR.paused"]) == (None, True)


def test_itop(program: Program) -> None:
    rows, rejects, _ = read(program, "itop.json", "itop")
    closed = int(datetime(2026, 3, 10, 8, 0, tzinfo=UTC).timestamp())
    first = {"line": 1, "ticket": "R-000001", "opened": OPENED, "acknowledged": TAKEN, "restored": RESTORED}
    first |= {"closed": closed, "kind": "corrective", "channel": "telephone"}
    assert rows == [first, {"line": 2, "ticket": "R-000002", "opened": SECOND, "channel": "portal"}]
    assert rejects == []


def test_zammad(program: Program) -> None:
    rows, rejects, _ = read(program, "zammad.json", "zammad")
    first = {"line": 1, "ticket": "22001", "opened": OPENED, "acknowledged": TAKEN, "restored": RESTORED}
    # 30.0 units of a minute
    first |= {"closed": RESTORED, "channel": "telephone", "worked": 1800}
    assert rows == [first, {"line": 2, "ticket": "22002", "opened": SECOND, "channel": "email"}]
    assert rejects == []


def test_a_table_with_a_mapping(program: Program) -> None:
    rows, rejects, report = read(program, "desk.csv", EXAMPLES / "desk.toml")
    first = {"line": 1, "ticket": "4711", "opened": OPENED, "restored": RESTORED, "kind": "corrective"}
    first |= {"severity": "major", "channel": "telephone", "worked": 10800}
    second = {"line": 2, "ticket": "4712", "opened": SECOND, "kind": "corrective"}
    second |= {"severity": "minor", "channel": "email", "worked": 3000}
    assert rows == [first, second]
    assert [(one.ticket, one.column, one.value) for one in rejects] == [
        ("4713", "Ouvert le", "2026-03-10 10:00"),
        ("4714", "Urgence", "9"),
    ]
    assert [(one.column, one.value, one.count) for one in report.unmapped] == [("Urgence", "9", 1)]
    assert report.ignored == ("Client",)


def test_a_table_without_a_mapping(program: Program) -> None:
    rows, rejects, _ = read(program, "plain.csv", None)
    assert [(row["ticket"], row["worked"]) for row in rows] == [("T-1", 10800), ("T-2", 3000)]
    assert [(one.ticket, one.column) for one in rejects] == [("T-3", "rétablissement"), ("T-1", "ticket")]


@pytest.mark.parametrize("tool", TOOLS)
def test_the_mapping_of_every_tool_is_well_formed(tool: str) -> None:
    mapping = tool_mapping(tool)
    assert mapping.shipped
    assert mapping.tool == tool


def test_a_mapping_adds_to_that_of_a_tool(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'tool = "glpi"\n[facts]\nseverity = { column = "priority", values = { "5" = "majeure", "2" = "mineure" } }\n'
        '[facts.kind]\nvalues = { "2" = "assistance" }\nmissing = []\n[reject.name]\nvalues = ["Essai"]\nfr = "essai"\nen = "trial"\n',
        encoding="utf-8",
    )
    rows, rejects, _ = read(program, "glpi.json", path)
    assert [(row["severity"], row.get("kind")) for row in rows][1] == ("minor", "assistance")
    assert len(rejects) == 1


# --- mappings with mistakes: where, what, what to do, in both languages


@pytest.mark.parametrize(
    ("text", "fr", "en"),
    [
        ("facts = 3", "`facts` : écrire une table", "`facts`: write a table"),
        ("[fact]\n", "sans doute `facts`", "probably `facts`"),
        ("wibble = 1", "les clés possibles sont", "the keys are"),
        ("zone = 'Paris'", "écrire un fuseau horaire", "write a time zone"),
        ("dates = 'jj/mm/aaaa'", "une forme de date complète", "a complete form of date"),
        ("[facts.opened]\ncolumn = 'a'\nunit = 'days'", "`facts.opened.unit` : écrire l'un de", "write one of"),
        ("[facts.opened]\ncolumn = 'a'\nfrom = 'b'", "`facts.opened.from`", "there is no such key"),
        ("[facts.opened]\nform = 'd/m/yyyy HH:MM'", "dire de quelle colonne", "say from which column"),
        ("[facts]\nopened = 'ouvertur'", "sans doute `ouverture`", "probably `ouverture`"),
        (
            "[facts]\nopenned = 'ouverture'",
            "aucun fait ne s'appelle ainsi ; sans doute `ouverture`",
            "probably `opened`",
        ),
        (
            "[facts]\nseverity = { column = 'gravité', values = { '1' = 'grave' } }",
            "`grave` est inconnu",
            "`grave` is unknown",
        ),
        (
            "[facts]\nseverity = { column = 'gravité', unit = 'hours' }",
            "aucune unité n'est possible",
            "no unit is possible",
        ),
        ("[constants]\nnature = 'curatif'", "vouliez-vous dire `curative`", "did you mean `corrective`"),
        (
            "[constants]\nnature = 'curative'\n[facts]\nnature = 'bien'",
            "à la fois une constante et une colonne",
            "both a constant",
        ),
        ("[reject.x]\nvalues = ['1']\nfr = 'a'\nen = 'b'", "pas de colonne `x`", "no column `x`"),
        ("[reject.x]\nvalues = ['1']", "`reject.x.fr` : écrire un texte", "`reject.x.en`: write a text"),
        ("é = 1", "n'est pas du TOML", "is not TOML"),
        ("[file]\ndelimiter = ';;'", "un seul caractère", "a single character"),
        ("tool = 'otrs'", "l'un de glpi", "one of glpi"),
        ("ticket = 'numéro'", "`ticket` : le fichier n'a pas de colonne `numéro`", "the file has no column `numéro`"),
    ],
)
def test_mistakes_in_a_mapping(program: Program, tmp_path: Path, text: str, fr: str, en: str) -> None:
    mapping, tickets = tmp_path / "m.toml", tmp_path / "t.csv"
    mapping.write_text(text, encoding="utf-8")
    tickets.write_text("ticket,ouverture,gravité,bien\n1,2026-03-10 10:00,mineure,serveur\n", encoding="utf-8")
    with pytest.raises(TicketsError) as error:
        open_tickets(tickets, program, mapping)
    for lang, expected in (("fr", fr), ("en", en)):
        said = "\n".join(one.say(lang) for one in error.value.messages)  # type: ignore[arg-type]
        assert expected in said
        assert str(mapping) in said


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TicketsError, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")


# --- the real incidents


def test_real_incidents_against_a_reading_by_hand(program: Program) -> None:
    """Every row is read; each as plain Python reads it from the text of the file."""
    path = shared_data("incidents.csv.gz")
    tickets = open_tickets(path, program, ROOT / "examples" / "incidents.toml")
    rows = [row for batch, rejects in tickets.batches() if not len(rejects) for row in batch.to_pylist()]
    assert (tickets.report.read, tickets.report.accepted, tickets.report.rejected) == (24918, 24918, 0)
    assert sum(1 for row in rows if row["restored"] is None) == 1556
    severity = {"1": "blocking", "2": "major", "3": "minor", "4": "minor"}
    channel = {"Phone": "telephone", "IVR": "telephone", "Email": "email", "Self service": "portal"}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row, source in zip(rows, csv.DictReader(stream), strict=True):
            assert row["ticket"] == source["number"]
            assert row["severity"] == severity[source["priority"]]
            assert row["channel"] == channel.get(source["contact_type"])
            assert row["kind"] == "corrective"
            for fact, column in (("opened", "opened_at"), ("restored", "resolved_at"), ("closed", "closed_at")):
                assert row[fact] == _paris(source[column]), (fact, source[column])


def _paris(text: str) -> int | None:
    from zoneinfo import ZoneInfo

    if text == "?":
        return None
    local = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Paris"))
    return int(local.timestamp())
