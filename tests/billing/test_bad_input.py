"""What is wrong with an order or with tickets: refused before any work, or rejected with its reason; never a zero."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.billing.support import CONTRACT, HEAD, TICKETS, infog, read, ticket, write
from tests.support import ROOT


def billed(folder: Path, tickets: Path, *more: object, contract: Path = CONTRACT) -> tuple[int, str]:
    """The exit code and all that is said of a run below a folder."""
    done = infog("bill", contract, tickets, "-o", folder / "out", "--format", "csv", *more)
    return done.exit_code, done.output


def rejected(folder: Path) -> dict[str, tuple[str, str]]:
    """Why each ticket was rejected, in French and in English."""
    return {row["ticket"]: (row["reason_fr"], row["reason_en"]) for row in read(folder / "out" / "rejects.csv")}


def refused(folder: Path, tickets: Path, french: str, english: str, *more: object, contract: Path = CONTRACT) -> None:
    """A run is refused in both languages, and nothing is written."""
    for lang, words in (("fr", french), ("en", english)):
        code, said = billed(folder, tickets, *more, "--lang", lang, contract=contract)
        assert code == 2
        assert words in said
    assert not any((folder / "out").glob("*"))


ROWS = {
    "unknown date": (ticket(ouverture="?"), "`?`", "`?`"),
    "another form of date": (ticket(ouverture="10/03/2026 10:00"), "ouverture", "opened"),
    "a length that is none": (ticket(durée="NS"), "NS", "NS"),
    "a negative length": (ticket(durée="-5 min"), "une durée est attendue", "a length of time is expected"),
    "a bare number": (ticket(durée="50"), "unité", "unit"),
    "an unknown word": (ticket(gravité="urgentissime"), "urgentissime", "urgentissime"),
    "before the contract": (ticket(ouverture="2025-12-30 10:00"), "2026", "2026"),
    "a missing fact": (ticket(nature=""), "nature", "kind"),
    "no opening": (ticket(ouverture=""), "ouvert", "open"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_cannot_be_billed_is_rejected_with_its_reason(tmp_path: Path, name: str) -> None:
    row, french, english = ROWS[name]
    tickets = write(tmp_path / "t.csv", [ticket(ticket="good"), ("bad", *row[1:])])
    code, said = billed(tmp_path, tickets)
    assert code == 1
    assert "2 lignes lues : 1 acceptées, 1 rejetées" in said
    reasons = rejected(tmp_path)
    assert french in reasons["bad"][0]
    assert english in reasons["bad"][1]
    assert [row["ticket"] for row in read(tmp_path / "out" / "verdicts.csv")] == ["good"]


def test_events_in_an_impossible_order_are_rejected(tmp_path: Path) -> None:
    rows = [(*ticket(), "2026-03-10 11:00"), (*ticket(ticket="bad"), "2026-03-09 11:00")]
    code, _ = billed(tmp_path, write(tmp_path / "t.csv", rows, (*HEAD, "rétablissement")))
    assert code == 1
    assert "ne peut pas précéder" in rejected(tmp_path)["bad"][0]


def test_a_ticket_number_that_comes_again_is_rejected(tmp_path: Path) -> None:
    code, _ = billed(tmp_path, write(tmp_path / "t.csv", [ticket(), ticket()]))
    assert code == 1
    assert len(read(tmp_path / "out" / "verdicts.csv")) == 1
    assert "déjà" in rejected(tmp_path)["T1"][0]


def test_a_row_of_another_length_is_rejected(tmp_path: Path) -> None:
    tickets = write(tmp_path / "t.csv", [ticket(), (*ticket(ticket="bad"), "more")])
    code, said = billed(tmp_path, tickets)
    assert code == 1
    assert "2 lignes lues : 1 acceptées, 1 rejetées" in said


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    head = [name if name != "durée" else "duré" for name in HEAD]
    refused(tmp_path, write(tmp_path / "t.csv", [ticket()], head), "sans doute `durée`", "probably `worked`")


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    head = [name if name != "cause" else "bien" for name in HEAD]
    refused(tmp_path, write(tmp_path / "t.csv", [ticket()], head), "plusieurs fois", "more than once")


def test_two_columns_of_one_fact_are_refused(tmp_path: Path) -> None:
    head = [name if name != "cause" else "asset" for name in HEAD]
    refused(tmp_path, write(tmp_path / "t.csv", [ticket()], head), "dire laquelle", "say which")


def test_a_file_in_which_nothing_is_a_fact_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, write(tmp_path / "t.csv", [("a", "b")], ("x", "y")), "correspondance", "mapping")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"")
    refused(tmp_path, tmp_path / "t.csv", "est vide", "is empty")


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    infog("bill", CONTRACT, TICKETS, "-o", tmp_path / "whole")
    data = (tmp_path / "whole" / "verdicts.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(data[: len(data) // 2])
    refused(tmp_path, tmp_path / "t.parquet", "tronqué", "truncated")


def test_a_date_form_is_never_guessed(tmp_path: Path) -> None:
    rows = [ticket(ticket=f"T{day}", ouverture=f"0{day}/03/2026 10:00") for day in range(1, 5)]
    refused(tmp_path, write(tmp_path / "t.csv", rows), "ouverture", "ouverture")


def test_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, tmp_path / "none.csv", "n'existe pas", "does not exist")
    tickets = write(tmp_path / "t.csv", [ticket()])
    refused(tmp_path, tickets, "n'existe pas", "does not exist", contract=tmp_path / "none.infog")
    refused(tmp_path, tickets, "la correspondance `", "mapping `", "--mapping", tmp_path / "none.toml")


def test_a_folder_without_contracts_or_tickets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    tickets = write(tmp_path / "t.csv", [ticket()])
    refused(tmp_path, tickets, "aucun fichier", "no `.infog` file", contract=tmp_path / "empty")
    refused(tmp_path, tmp_path / "empty", "aucun fichier de tickets", "no file of tickets")


def test_a_contract_that_is_not_in_order_is_refused(tmp_path: Path) -> None:
    contract = tmp_path / "c.infog"
    contract.write_text(
        CONTRACT.read_text(encoding="utf-8").replace("redevance : 4 800 €", "redevance : 4 800 pommes"), "utf-8"
    )
    code, said = billed(tmp_path, TICKETS, contract=contract)
    assert code == 2
    assert "pommes" in said
    assert not (tmp_path / "out").exists()


def test_two_contracts_of_one_reference_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.infog").write_bytes(CONTRACT.read_bytes())
    refused(tmp_path, TICKETS, "la même référence", "the same reference", contract=folder)


def test_several_contracts_need_a_column_that_says_which(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "a.infog").write_bytes(CONTRACT.read_bytes())
    (folder / "b.infog").write_text(CONTRACT.read_text(encoding="utf-8").replace("2026-014", "2026-015"), "utf-8")
    refused(tmp_path, TICKETS, "aucune colonne ne dit", "no column says", contract=folder)


def test_a_month_that_is_none_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, TICKETS, "écrire un mois", "write a month", "--period", "2026-13")


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("keep me", "utf-8")
    code, said = billed(tmp_path, TICKETS)
    assert code == 2
    assert "letter.txt" in said
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_the_outputs_of_another_run_are_not_written_over(tmp_path: Path) -> None:
    assert billed(tmp_path, write(tmp_path / "t.csv", [ticket()]))[0] == 0
    before = (tmp_path / "out" / "verdicts.csv").read_bytes()
    code, said = billed(tmp_path, TICKETS)
    assert code == 2
    assert "autre exécution" in said
    assert (tmp_path / "out" / "verdicts.csv").read_bytes() == before


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    code, said = billed(tmp_path, TICKETS)
    assert code == 2
    assert "est un fichier" in said
    done = infog("bill", CONTRACT, TICKETS, "-o", "/proc/none/out")
    assert done.exit_code == 2
    assert "on ne peut pas écrire" in done.output


@pytest.mark.parametrize("argument", ["--format", "--engine"])
def test_an_unknown_choice_is_refused_by_the_command_line(tmp_path: Path, argument: str) -> None:
    assert billed(tmp_path, TICKETS, argument, "none")[0] == 2


def test_an_agreed_mapping_of_a_tool_must_exist(tmp_path: Path) -> None:
    code, said = billed(tmp_path, ROOT / "examples" / "billing" / "tickets.csv", "--mapping", "remedy")
    assert code == 2
    assert "remedy" in said
