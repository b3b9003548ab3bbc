"""What a run writes: its tables agree with one another, with the single evaluator, and with a calculation by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pyarrow import parquet

from contractlang.workspace import open_contract
from tests.billing.support import CONTRACT, TICKETS, files, infog, read, ticket, write

MILESTONES = ("acknowledge", "intervene", "restore")
TABLES = ("verdicts", "rejects", "summary")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the example's tickets as CSV."""
    out = tmp_path_factory.mktemp("run") / "out"
    done = infog("bill", CONTRACT, TICKETS, "-o", out, "--format", "csv")
    assert done.exit_code == 1
    assert "640 lignes lues : 634 acceptées, 6 rejetées" in done.output
    return out


def test_every_row_is_accepted_or_rejected_once(run: Path) -> None:
    lines = [int(row["line"]) for name in ("verdicts", "rejects") for row in read(run / f"{name}.csv")]
    assert sorted(lines) == list(range(1, 641))
    note = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert (note["read"], note["accepted"], note["rejected"]) == (640, 634, 6)


def test_each_grouping_of_the_summary_comes_to_the_verdicts(run: Path) -> None:
    verdicts, summary = read(run / "verdicts.csv"), read(run / "summary.csv")
    net = sum(Decimal(row["amount_excl"] or 0) for row in verdicts)
    vat = sum(Decimal(row["vat"] or 0) for row in verdicts)
    penalties = sum(Decimal(row[f"{name}_penalty_due"] or 0) for row in verdicts for name in MILESTONES)
    late = sum(row[f"{name}_met"] == "false" for row in verdicts for name in MILESTONES)
    for grouping in ("total", "contract", "period", "rule"):
        rows = [row for row in summary if row["grouping"] == grouping]
        assert sum(int(row["tickets"]) for row in rows) == 634
        assert sum(Decimal(row["net"]) for row in rows) == net
        assert sum(Decimal(row["vat_tickets"]) for row in rows) == vat
        assert sum(Decimal(row["penalties_due"]) for row in rows) == penalties
        assert sum(int(row["late"]) for row in rows) == late


def test_a_month_of_the_summary_is_that_of_the_verdicts(run: Path) -> None:
    own = [row for row in read(run / "verdicts.csv") if row["period"] == "2026-05"]
    (row,) = [row for row in read(run / "summary.csv") if row["grouping"] == "period" and row["period"] == "2026-05"]
    assert int(row["tickets"]) == len(own)
    assert Decimal(row["net"]) == sum(Decimal(one["amount_excl"] or 0) for one in own)
    assert Decimal(row["vat"]) == (Decimal(row["net"]) * Decimal("0.2")).quantize(Decimal("0.01"))
    assert Decimal(row["gross"]) == Decimal(row["net"]) + Decimal(row["vat"])
    assert Decimal(row["balance"]) == Decimal(row["net"]) - Decimal(row["penalties_due"])


def test_verdicts_are_those_of_the_single_evaluator(run: Path) -> None:
    contract = open_contract(CONTRACT)
    facts = {row["ticket"]: {name: value for name, value in row.items() if value} for row in read(TICKETS)}
    for row in read(run / "verdicts.csv"):
        case = {name: value for name, value in facts[row["ticket"]].items() if name != "ticket"}
        case |= {"consommé": f"PT{row['consumed']}S"} if row["consumed"] else {}
        if "consommé" not in case and case["canal"] == "téléphone":
            case["consommé"] = "PT0S"  # asked for, though a rule decides that prevails over the hotline
        found = contract.ask(case)
        assert found.outcome == row["outcome"]
        assert (found.rule.name if found.rule else "") == row["rule"]
        amount = found.amount.excluded if found.amount else None
        assert amount == (int(Decimal(row["amount_excl"]) * 100) if row["amount_excl"] else None)
        for one in found.milestones:
            if one.name in MILESTONES:
                assert str(one.met).lower() == row[f"{one.name}_met"]
                assert str(one.late_seconds) == row[f"{one.name}_late_seconds"]
                before = one.penalty.before_cap if one.penalty else None
                assert before == (
                    int(Decimal(row[f"{one.name}_penalty"]) * 100) if row[f"{one.name}_penalty"] else None
                )


def test_tax_is_computed_on_the_sum_of_the_period(tmp_path: Path) -> None:
    # 15 min at 95 €/h are 23.75 €, of which 5.5 % are 1.30625: 1.31 for each of three tickets, 3.92 for 71.25
    contract = tmp_path / "c.infog"
    contract.write_text(
        CONTRACT.read_text(encoding="utf-8").replace("20 %\n    volumes", "5,5 %\n    volumes"), "utf-8"
    )
    rows = [ticket(ticket=name, cause="mauvaise_utilisation", durée="10 min") for name in ("A", "B", "C")]
    done = infog("bill", contract, write(tmp_path / "t.csv", rows), "-o", tmp_path / "out", "--format", "csv")
    assert done.exit_code == 0
    (row,) = [row for row in read(tmp_path / "out" / "summary.csv") if row["grouping"] == "period"]
    assert (row["net"], row["vat_tickets"], row["vat"], row["gross"]) == ("71.25", "3.93", "3.92", "75.17")


def test_an_allowance_is_used_up_by_the_month(run: Path) -> None:
    # ten hours a month: what was used, each month, is the time on the telephone of tickets that no rule prevails over
    rows = [row for row in read(run / "summary.csv") if row["grouping"] == "allowance"]
    assert [row["period"] for row in rows] == sorted({row["period"] for row in read(run / "verdicts.csv")})
    verdicts = [row for row in read(run / "verdicts.csv") if row["rule"].startswith("assistance")]
    worked = {row["ticket"]: row["durée"] for row in read(TICKETS)}
    for row in rows:
        assert (row["rule"], row["limit_hours"]) == ("assistance", "10.00")
        own = [worked[one["ticket"]] for one in verdicts if one["period"] == row["period"]]
        minutes = sum(int(one.split()[0]) * (60 if one.endswith("h") else 1) for one in own)
        assert Decimal(row["allowance_hours"]) == (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def test_parquet_holds_the_same_rows_with_types(run: Path, tmp_path: Path) -> None:
    assert infog("bill", CONTRACT, TICKETS, "-o", tmp_path / "out").exit_code == 1
    for name in TABLES:
        table = parquet.read_table(tmp_path / "out" / f"{name}.parquet")
        assert table.num_rows == len(read(run / f"{name}.csv"))
    verdicts = parquet.read_table(tmp_path / "out" / "verdicts.parquet")
    assert str(verdicts.schema.field("opened").type) == "timestamp[ms, tz=Europe/Paris]"  # Parquet knows no seconds
    assert ["" if value is None else str(value) for value in verdicts["amount_excl"].to_pylist()] == [
        row["amount_excl"] for row in read(run / "verdicts.csv")
    ]
    assert read(run / "verdicts.csv")[0]["opened"] == "2026-02-03T09:23:00+01:00"


def test_the_same_input_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    infog("bill", CONTRACT, TICKETS, "-o", tmp_path / "again", "--format", "csv")
    assert files(tmp_path / "again") == files(run)


def test_a_run_can_be_started_again_on_its_own_outputs(run: Path) -> None:
    before = files(run)
    assert infog("bill", CONTRACT, TICKETS, "-o", run, "--format", "csv").exit_code == 1
    assert files(run) == before


def test_one_month_alone_is_decided_as_within_the_year(run: Path, tmp_path: Path) -> None:
    done = infog("bill", CONTRACT, TICKETS, "-o", tmp_path, "--format", "csv", "--period", "2026-06")
    own = [row for row in read(run / "verdicts.csv") if row["period"] == "2026-06"]
    assert read(tmp_path / "verdicts.csv") == own
    assert "lignes d'autres périodes laissées de côté" in done.output
    note = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert note["read"] + note["aside"] == 640
    assert note["accepted"] + note["rejected"] == note["read"]


def test_a_month_keeps_its_allowance_of_a_year(tmp_path: Path) -> None:
    # six hours of ten for the year are used in March; of five in April one is beyond, at 72 €
    text = CONTRACT.read_text(encoding="utf-8").replace("10 h par mois", "10 h par an")
    contract = tmp_path / "c.infog"
    contract.write_text(text, "utf-8")
    rows = [
        ticket(canal="téléphone", durée="6 h"),
        ticket(ticket="T2", ouverture="2026-04-10 10:00", canal="téléphone", durée="5 h"),
    ]
    out = tmp_path / "out"
    tickets = write(tmp_path / "t.csv", rows)
    infog("bill", contract, tickets, "-o", out, "--format", "csv", "--period", "2026-04")
    (row,) = read(out / "verdicts.csv")
    assert (row["consumed"], row["amount_excl"]) == (str(6 * 3600), "72.00")


def test_the_spreadsheet_holds_numbers_under_titles_in_both_languages(run: Path) -> None:
    book = openpyxl.load_workbook(run / "summary.xlsx")
    assert book.sheetnames == ["Périodes", "Règles", "Forfaits", "Contrats", "Ensemble", "Exécution"]
    sheet = book["Périodes"]
    titles = [cell.value for cell in sheet[1]]
    assert "Montant HT\nNet" in titles
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref is not None
    column = titles.index("Montant HT\nNet")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert all(isinstance(cell.value, int | float) and "0.00" in cell.number_format for cell in cells)
    wanted = [row["net"] for row in read(run / "summary.csv") if row["grouping"] == "period"]
    assert [f"{cell.value:.2f}" for cell in cells] == wanted
    about = "\n".join(str(cell.value) for row in book["Exécution"].iter_rows() for cell in row)
    assert "INF-2026-014" in about
    assert "640 lues = 634 acceptées + 6 rejetées" in about


class _Page(HTMLParser):
    """The tags of a page that are open, its pictures, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.pictures = 0
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.loads += [value for name, value in attrs if name in ("src", "href", "xlink:href") and value]
        self.loads += [tag] if tag in ("script", "link", "img", "iframe") else []
        if tag == "svg" and known.get("role") == "img":
            self.pictures += 1
            self.named += (known.get("aria-labelledby") or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_is_one_page_that_needs_nothing_else(tmp_path: Path, lang: str) -> None:
    infog("bill", CONTRACT, TICKETS, "-o", tmp_path, "--lang", lang)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.loads == []
    assert page.pictures == 3
    for name in page.named:
        assert f'id="{name}"' in text
    assert f'<html lang="{lang}">' in text
    total = Decimal(next(row for row in _rows(tmp_path) if row["grouping"] == "total")["net"])
    shown = f"{total:,.2f}".replace(",", " ").replace(".", ",") if lang == "fr" else f"{total:,.2f}"
    assert shown in text.replace("\u202f", " ")


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for row in parquet.read_table(folder / "summary.parquet").to_pylist():
        yield {name: str(value) for name, value in row.items()}


def test_names_in_the_report_are_text(tmp_path: Path) -> None:
    contract = tmp_path / "c.infog"
    named = CONTRACT.read_text(encoding="utf-8").replace(
        '"Infogérance du système d\'information"', '"<b>Ponant & fils"'
    )
    contract.write_text(named, "utf-8")
    infog("bill", contract, write(tmp_path / "t.csv", [ticket()]), "-o", tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Ponant &amp; fils" in page
    assert "<b>Ponant" not in page


def test_several_contracts_and_files_are_told_apart(tmp_path: Path) -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "a.infog").write_text(text, "utf-8")
    other = text.replace("INF-2026-014", "INF-2026-015").replace("95 €/h", "100 €/h").replace("95,00 €", "100,00 €")
    (tmp_path / "contracts" / "b.infog").write_text(other, "utf-8")
    (tmp_path / "tickets").mkdir()
    head = ("contrat", *("ticket", "ouverture", "bien", "nature", "gravité", "canal", "cause", "durée"))
    sound = ticket(cause="mauvaise_utilisation")
    again = ticket(ticket="T2", cause="mauvaise_utilisation")
    write(tmp_path / "tickets" / "1.csv", [("INF-2026-014", *sound), ("INF-2026-015", *again)], head)
    write(tmp_path / "tickets" / "2.csv", [("INF-2026-999", *ticket(ticket="T3")), ("INF-2026-014", *sound)], head)
    done = infog("bill", tmp_path / "contracts", tmp_path / "tickets", "-o", tmp_path / "out", "--format", "csv")
    assert done.exit_code == 1
    verdicts = read(tmp_path / "out" / "verdicts.csv")
    assert [(row["file"], row["line"], row["contract"], row["amount_excl"]) for row in verdicts] == [
        ("1.csv", "1", "INF-2026-014", "95.00"),
        ("1.csv", "2", "INF-2026-015", "100.00"),
    ]
    rejects = read(tmp_path / "out" / "rejects.csv")
    assert [(row["file"], row["line"]) for row in rejects] == [("2.csv", "1"), ("2.csv", "2")]
    assert "INF-2026-999" in rejects[0]["reason_en"]
    assert "already" in rejects[1]["reason_en"]
