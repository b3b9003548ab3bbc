"""The same tickets under two texts, against a calculation by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.billing.support import CONTRACT, HEAD, TICKETS, infog, read, ticket, write

# A price raised by 5 €/h, a penalty raised by 50 € an hour, a rule under another name, and a draft that starts later
CHANGES = (
    ("95 €/h", "100 €/h"),
    ("95,00 €", "100,00 €"),
    ("150 € par heure", "200 € par heure"),
    ("300 €", "400 €"),
    ("T2", "R2"),
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The draft."""
    text = CONTRACT.read_text(encoding="utf-8")
    for old, new in CHANGES:
        text = text.replace(old, new)
    path = tmp_path / "draft.infog"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    """Three tickets: billed for an hour, blocking and restored 1 h 10 min late, included; and one that is rejected."""
    rows = [
        (*ticket(ticket="billed", cause="mauvaise_utilisation"), ""),
        (*ticket(ticket="late", gravité="bloquante", ouverture="2026-03-07 22:00"), "2026-03-08 03:10"),
        (*ticket(ticket="same"), ""),
        (*ticket(ticket="wrong", durée="NS"), ""),
    ]
    return write(tmp_path / "t.csv", rows, (*HEAD, "rétablissement"))


def test_differences_are_told_by_rule_by_milestone_and_by_ticket(tickets: Path, draft: Path) -> None:
    done = infog("replay", tickets, "--under", CONTRACT, "--under", draft, "--json", "--lang", "en")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["read"], found["compared"], found["differing"]) == (4, 3, 2)
    # 50 min in steps of 15 are an hour: 95 € and 100 €; 1 h 10 min late are two hours begun: 300 € and 400 €
    assert found["net"] == ["95.00", "100.00"]
    assert found["penalties"] == ["300.00", "400.00"]
    assert found["difference"] == "-95.00"
    assert found["rules"]["T2"] == {"tickets": [1, 0], "seconds": [3600, 0], "amount": ["95.00", "0.00"]}
    assert found["rules"]["R2"] == {"tickets": [0, 1], "seconds": [0, 3600], "amount": ["0.00", "100.00"]}
    assert found["milestones"]["restore"]["seconds"] == [4200, 4200]
    assert [(one["ticket"], one["difference"]) for one in found["top"]] == [("late", "-100.00"), ("billed", "5.00")]
    assert found["top"][1]["before"]["rule"] == "T2"
    assert "misuse" in found["top"][1]["after"]["why"]
    assert found["rejected_by_both"]["count"] == 1
    assert "NS" in found["rejected_by_both"]["reasons"][0]["reason"]


def test_the_answer_in_words(tickets: Path, draft: Path) -> None:
    done = infog("replay", tickets, "--under", CONTRACT, "--under", draft)
    assert "4 lignes lues, 3 tickets décidés par les deux textes, dont 2 autrement" in done.output
    assert "Le client paierait 95,00 € de moins." in done.output.replace("\xa0", " ")
    assert "en retard de 1,17 h, pénalité 400,00 €" in done.output.replace("\xa0", " ")
    assert "1 lignes rejetées par les deux" in done.output


def test_a_rule_under_another_name_alone_is_no_difference(tickets: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.infog"
    renamed.write_text(CONTRACT.read_text(encoding="utf-8").replace("T2", "R2"), "utf-8")
    done = infog("replay", tickets, "--under", CONTRACT, "--under", renamed)
    assert done.exit_code == 0
    assert "Même effet" in done.output


def test_what_only_one_text_decides_is_named_and_counted(tickets: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.infog"
    text = CONTRACT.read_text(encoding="utf-8").replace("début        : 2026-02-01", "début        : 2026-03-09")
    later.write_text(text, "utf-8")
    done = infog("replay", tickets, "--under", CONTRACT, "--under", later, "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["compared"], found["differing"]) == (2, 0)
    assert found["only_before"]["count"] == 1
    assert found["only_before"]["balance"] == "-300.00"
    assert "9 mars 2026" in found["only_before"]["reasons"][0]["reason"]
    assert found["only_after"]["count"] == 0


def test_a_year_adds_up(tmp_path: Path, draft: Path) -> None:
    done = infog("replay", TICKETS, "--under", CONTRACT, "--under", draft, "--json", "-o", tmp_path / "pairs.csv")
    found = json.loads(done.output)
    pairs = read(tmp_path / "pairs.csv")
    assert len(pairs) == found["differing"]
    assert len(found["top"]) == 10
    cents = sum(round(float(one["difference"]) * 100) for one in pairs)
    assert cents == round(float(found["difference"]) * 100)
    assert sum(one["tickets"][0] for one in found["rules"].values()) == found["compared"]
    first = sum(round(float(one["amount"][0]) * 100) for one in found["rules"].values())
    assert first == round(float(found["net"][0]) * 100)
    largest = sorted((abs(float(one["difference"])) for one in pairs), reverse=True)[:10]
    assert [abs(float(one["difference"])) for one in found["top"]] == largest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--under", CONTRACT], "deux fois"),
        (["--under", CONTRACT, "--under", "none.infog"], "n'existe pas"),
        (["--under", CONTRACT, "--under", CONTRACT, "-o", "pairs.txt"], ".csv"),
        (["--under", CONTRACT, "--under", CONTRACT, "-o", "/proc/none/pairs.csv"], "écrit"),
    ],
)
def test_what_cannot_be_compared_is_refused(tickets: Path, arguments: list[object], words: str) -> None:
    done = infog("replay", tickets, *arguments)
    assert done.exit_code == 2
    assert words in done.output
