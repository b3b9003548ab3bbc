"""The contracts with real parameters: what `infog check` finds in each is written down, each finding with its reason.

`real/NAME.txt` holds, for `examples/real/NAME.infog`, a line for each finding (code, name, line, message in French) and
before it a line `#` that says why a lawyer would agree with it. A finding that has no reason is not right: what is
mended then is the contract, the pack or the check.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from contractlang.workspace import open_contract
from tests.support import ROOT

CONTRACTS = sorted((ROOT / "examples" / "real").glob("*.infog"))
FOLDER = Path(__file__).with_name("real")


def reviewed(name: str) -> list[tuple[str, str]]:
    """The findings that were looked at, each with its reason."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line]
    if len(told) == 1:  # why there is none
        assert told[0].startswith("# rien : ")
        return []
    assert all(line.startswith("# ") for line in told[::2])
    assert not any(line.startswith("#") for line in told[1::2])
    return list(zip(told[1::2], told[::2], strict=True))


def found(path: Path) -> list[str]:
    contract = open_contract(path)
    return [
        f"{one.code} {one.name} {contract.source.position(one.span.start)[0]} : {one.message.say('fr')}"
        for one in contract.check()
    ]


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_every_finding_was_reviewed(path: Path) -> None:
    assert found(path) == [finding for finding, _ in reviewed(path.stem)]


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_every_finding_has_a_reason_of_its_own(path: Path) -> None:
    reasons = [reason for _, reason in reviewed(path.stem)]
    assert len(set(reasons)) == len(reasons)


def test_every_reviewed_contract_is_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in CONTRACTS}


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_every_contract_is_held_against_the_figures_of_its_source(path: Path) -> None:
    """The scenarios run with those of every example; here, that there are some."""
    assert len(open_contract(path).test()) >= 3


def test_the_headings_say_what_was_found_and_what_was_completed() -> None:
    for path in CONTRACTS:
        heading = path.read_text(encoding="utf-8").split("\n\n")[1]
        words = (
            ("# Found: ", "# Completed for the example: ")
            if path.stem == "infoconcept"
            else ("# Relevés : ", "# Complétés ")
        )
        assert all(word in heading for word in words), path.stem


def test_the_defects_known_of_the_first_contract_are_found() -> None:
    """No reversibility, no data protection, subcontracting without approval (law of 1975), unequal assignment, force
    majeure that is extended, neither interest on late payment nor the 40 €."""
    said = "\n".join(found(ROOT / "examples" / "real" / "isvtec.infog"))
    for name in (
        "essentiel, réversibilité_prévue",
        "rgpd, traitement_encadré",
        "sous_traitance, acceptation",
        "essentiel, cession_égale",
        "code_civil, force_majeure_légale",
        "essentiel, retard_de_paiement",
    ):
        assert f"[{name}" in said, name
