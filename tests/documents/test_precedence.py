"""The order of the documents of a contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from contractlang.diagnostics import Severity
from contractlang.workspace import Contract
from tests.support import opened

CONTRACT = (
    "langue fr\n\nimporte stdlib.vocabulaire\n{imports}\n"
    'contrat "C" {{\n  signature : 2026-01-15\n{order}}}\n\n{body}\n'
)


def whole(body: str, order: str | None, **annexes: str) -> str:
    """A contract with annexes, in an order if one is given."""
    imports = "".join(f"importe {name}\n" for name in annexes)
    heading = "" if order is None else f"  préséance : {order}\n"
    files = "".join(f"# --- {name}.infog\nlangue fr\n\n{text}\n" for name, text in annexes.items())
    return CONTRACT.format(imports=imports, order=heading, body=body) + files


def audit(days: int, number: int = 1) -> str:
    return f'article {number} "Audit" {{\n  audit {{\n    préavis : {days} jours\n  }}\n}}'


def notice(contract: Contract) -> int:
    assert contract.program is not None
    return int(contract.program.terms["audit", "notice"].value.amount)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("order", "days"), [("contrat, a", 15), ("a, contrat", 8)])
def test_the_document_that_comes_first_prevails_and_a_note_shows_both(tmp_path: Path, order: str, days: int) -> None:
    contract = opened(whole(audit(15), order, a=audit(8)), tmp_path)
    (note,) = contract.findings
    assert (note.code, note.severity) == ("C102", Severity.NOTE)
    assert notice(contract) == days
    (loser,) = note.labels
    assert note.span.text == f"préavis : {days} jours"
    assert loser.span.text == f"préavis : {23 - days} jours"
    winner = order.split(", ", maxsplit=1)[0]
    assert note.message.say("en").endswith(f"`{winner}` prevails")
    assert contract.in_order


@pytest.mark.parametrize("order", [None, "contrat", "contrat, b"])
def test_an_order_that_does_not_decide_leaves_a_conflict(tmp_path: Path, order: str | None) -> None:
    found = opened(whole(audit(15), order, a=audit(8), b="# vide"), tmp_path).findings
    conflict = next(one for one in found if one.code == "C101")
    assert conflict.severity is Severity.ERROR
    assert [conflict.span.text, *(label.span.text for label in conflict.labels)] == [
        "préavis : 8 jours",
        "préavis : 15 jours",
    ]


def test_of_three_documents_the_first_that_speaks_prevails(tmp_path: Path) -> None:
    contract = opened(whole("", "a, b, contrat", a=audit(1), b=audit(2), c=audit(3)), tmp_path)
    assert notice(contract) == 1
    # c is in no order: it conflicts, and is missing from the list
    assert sorted(one.code for one in contract.findings) == ["C101", "C102", "C103"]


RULES = (
    'article 2 "Facturation" {{\n  facturation {{\n    règle T0 "{title}" {{\n      si    nature = curative\n'
    "      alors {outcome}\n    }}\n    défaut : {default}\n  }}\n}}"
)
CALENDAR = 'calendrier HO {{\n  fuseau : "Europe/Paris"\n  lundi à vendredi : {hours}\n}}'


def test_rules_defaults_and_calendars_are_settled_too(tmp_path: Path) -> None:
    own = RULES.format(title="Du contrat", outcome="facturé 60 €", default="hors contrat")
    theirs = RULES.format(title="De l'annexe", outcome="inclus", default="inclus")
    text = whole(
        own + "\n" + CALENDAR.format(hours="09:00-18:00"),
        "a, contrat",
        a=theirs + "\n" + CALENDAR.format(hours="08:00-20:00"),
    )
    contract = opened(text, tmp_path)
    assert [one.code for one in contract.findings] == ["C102"] * 3
    assert contract.program is not None
    (rule,) = contract.program.decisions["labour"].rules
    assert rule.title.fr == "De l'annexe"
    assert contract.program.calendars["HO"].weekly[0] == ((480, 1200),)
    assert contract.ask({"nature": "évolutive"}).outcome == "included"


def test_one_document_that_gives_a_term_twice_is_at_fault_whatever_the_order(tmp_path: Path) -> None:
    found = opened(whole(audit(15) + "\n" + audit(16, 2), "contrat, a", a="# vide"), tmp_path).findings
    assert [one.code for one in found] == ["N103"]


def test_different_terms_of_one_clause_complete_each_other(tmp_path: Path) -> None:
    other = 'article 1 "Audit" {\n  audit {\n    fréquence : 12 mois\n  }\n}'
    contract = opened(whole(audit(15), "contrat, a", a=other), tmp_path)
    assert contract.findings == ()
    assert contract.program is not None
    assert set(contract.program.terms) >= {("audit", "notice"), ("audit", "frequency")}


FAULTS = {
    "unknown": ("contrat, annex", "N101", "aucun document du contrat ne s'appelle `annex`"),
    "twice": ("contrat, annexe, contrat", "N103", "`contrat` est déjà dans l'ordre"),
    "missing": ("contrat", "C103", "la préséance ne cite pas `annexe`"),
}


@pytest.mark.parametrize(("order", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_an_order(tmp_path: Path, order: str, code: str, words: str) -> None:
    found = [one for one in opened(whole("", order, annexe=audit(8)), tmp_path).findings if one.code == code]
    assert [words in one.message.say("fr") for one in found] == [True]
    assert found[0].help is not None


def test_a_document_without_articles_need_not_be_listed(tmp_path: Path) -> None:
    assert opened(whole("", "contrat", a=CALENDAR.format(hours="09:00-18:00")), tmp_path).findings == ()
