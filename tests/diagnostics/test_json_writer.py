"""The JSON form of findings, as other programs rely on it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from contractlang.diagnostics import Diagnostic, Edit, Fix, Label, Severity, Text, verbatim
from contractlang.diagnostics.json_writer import as_json, write_json
from contractlang.source import Source, Span

SOURCE = Source("contrat.infog", "règle T1\nrègle T2\n")


def finding(start: int, end: int, **more: object) -> Diagnostic:
    return Diagnostic(
        code="R501",
        name="rule-conflict",
        severity=Severity.ERROR,
        message=Text("deux règles décident autrement", "two rules decide differently")(),
        span=Span(SOURCE, start, end),
        **more,  # type: ignore[arg-type]
    )


def test_a_finding_has_these_members_and_no_others() -> None:
    labels = (Label(span=Span(SOURCE, 15, 17), message=verbatim("ici")()), Label(span=Span(SOURCE, 0, 18)))
    case = {"nature": "curative", "coût": Decimal("95.00"), "accepté": True, "n": 2}
    found = finding(6, 8, labels=labels, help=Text("ordonnez-les", "order them")(), case=case)
    assert as_json([found], "fr") == [
        {
            "code": "R501",
            "name": "rule-conflict",
            "severity": "error",
            "message": "deux règles décident autrement",
            "file": "contrat.infog",
            "start": {"line": 1, "column": 7},
            "end": {"line": 1, "column": 9},
            "labels": [
                {
                    "file": "contrat.infog",
                    "start": {"line": 2, "column": 7},
                    "end": {"line": 2, "column": 9},
                    "message": "ici",
                },
                {
                    "file": "contrat.infog",
                    "start": {"line": 1, "column": 1},
                    "end": {"line": 3, "column": 1},
                    "message": None,
                },
            ],
            "help": "ordonnez-les",
            "case": {"nature": "curative", "coût": "95.00", "accepté": True, "n": 2},
            "fix": None,
            "suppressed": None,
        }
    ]


def test_help_and_case_are_null_where_there_is_none() -> None:
    (found,) = as_json([finding(6, 8)], "en")
    assert found["message"] == "two rules decide differently"
    assert found["help"] is None
    assert found["case"] is None
    assert found["labels"] == []


def test_instants_in_a_case_are_iso_8601_also_within_lists() -> None:
    opened = datetime(2026, 3, 6, 17, 45, tzinfo=UTC)
    (found,) = as_json([finding(6, 8, case={"suspensions": [(opened, None)]})], "fr")
    assert found["case"] == {"suspensions": [["2026-03-06T17:45:00+00:00", None]]}


def test_findings_come_in_the_order_of_their_places_and_accents_stand_as_they_are() -> None:
    written = write_json([finding(15, 17), finding(6, 8)], "fr")
    assert "règles décident" in written
    assert [found["start"]["line"] for found in json.loads(written)] == [1, 2]


def test_nothing_found_is_an_empty_array() -> None:
    assert write_json([], "fr") == "[]\n"


def test_a_fix_is_its_edits_and_whether_they_are_safe() -> None:
    edits = (Edit(span=Span(SOURCE, 6, 8), text="T3"),)
    found = finding(6, 8, fix=Fix(edits=edits, applicability="unsafe"))
    assert as_json([found], "en")[0]["fix"] == {
        "applicability": "unsafe",
        "edits": [
            {
                "file": "contrat.infog",
                "start": {"line": 1, "column": 7},
                "end": {"line": 1, "column": 9},
                "text": "T3",
            }
        ],
    }
