"""Whatever the engine says of a ticket is what the single evaluator says of it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from contractlang.batch import Agreement, Batch
from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.workspace import open_contract
from tests.batch import oracle
from tests.batch.oracle import Ticket

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CONTRACTS = [EXAMPLES / "reference.infog", *sorted((EXAMPLES / "real").glob("*.infog"))]

# Facts that are no part of an intervention, or that open terms stand for
_ASIDE = ("event", "act", "norm", "actor", "occurred", "performed")
_LATER = ("acknowledged", "started", "restored", "closed")


def agreement_of(path: Path) -> Agreement:
    """A contract with all its texts."""
    contract = open_contract(path)
    versions = tuple((one.since, one.program) for one in contract.versions if one.program is not None)
    return Agreement(reference=path.stem, versions=versions)


def random_tickets(program: Program, count: int, random: Random, *, missing: float, consumed: bool) -> list[Ticket]:
    """Tickets with some facts; some come before the contract, some have their events in disorder."""
    start, end = 1767225600, 1767225600 + 500 * 86400
    names = [
        fact
        for fact in program.facts.values()
        if fact.name not in _ASIDE and (consumed or not fact.name.startswith("consumed"))
    ]
    return [_ticket(line, program, names, (start, end), random, missing) for line in range(1, count + 1)]


def _ticket(
    line: int, program: Program, facts: list[FactType], span: tuple[int, int], random: Random, missing: float
) -> Ticket:
    ticket: Ticket = {"line": line, "ticket": f"T{line}"}
    at = random.randrange(*span, 60)
    for fact in facts:
        if fact.name in ("operation", "parts_cost", "zone", "distance", "no_show"):
            if random.random() < 0.1:
                ticket[fact.name] = _value(fact, program, random)
        elif fact.name == "opened":
            if random.random() > missing / 10:
                ticket["opened"] = at
        elif fact.name in _LATER:
            at += random.choice((0, 900, 3600, 30000, 400000)) if random.random() > 0.01 else -60
            if random.random() > missing:
                ticket[fact.name] = at
        elif fact.type.kind is Kind.INTERVALS or fact.name in ("waiting", "reopenings"):
            if random.random() < 0.15:
                ticket[fact.name] = _stops(fact, program, ticket.get("opened", at), random)
        elif random.random() > missing:
            value = _value(fact, program, random)
            if value is not None:
                ticket[fact.name] = value
    return ticket


def _stops(fact: FactType, program: Program, opened: int, random: Random) -> Any:
    """Suspensions or cycles, mostly in order; or how long a ticket waited, how often it was reopened."""
    if fact.type.kind is not Kind.INTERVALS:
        return random.choice((0, 0, 1, 3600))
    words = list(program.vocabularies[fact.type.vocabulary or ""].words)
    found, at = [], opened
    for _ in range(random.randrange(3)):
        start = at + random.randrange(0, 20000)
        at = start + random.randrange(60, 90000)
        found.append((start, at, random.choice(words)))
    return tuple(found)


def _value(fact: FactType, program: Program, random: Random) -> Any:
    match fact.type.kind:
        case Kind.WORD:
            vocabulary = program.vocabularies.get(fact.type.vocabulary or "")
            words = list(vocabulary.words) if vocabulary else []
            return random.choice(words) if words else random.choice(("a", "b"))
        case Kind.COUNTRY:
            return random.choice(("FR", "US"))
        case Kind.TRUTH:
            return random.random() < 0.5
        case Kind.LENGTH:
            return random.choice((0, 60, 900, 3000, 3600, 5000, 30000, 40000))
        case Kind.MONEY | Kind.COUNT | Kind.NUMBER:
            return random.choice((0, 1, 3, 50, 12345))
        case Kind.INSTANT:
            return random.randrange(1767225600, 1800000000)
        case Kind.TEXT:
            return random.choice(("x", "y"))
    return None


def compare(agreement: Agreement, tickets: list[Ticket], *, given: bool, size: int, threads: int = 2) -> set[str]:
    """Run both, and tell which outcomes occurred."""
    program = agreement.versions[0][1]
    batch = Batch((agreement,), block=97, threads=threads)
    verdicts, rejects = oracle.ran(batch, oracle.chunks(tickets, program, size))
    rows, refused = oracle.expected(agreement, tickets, given=given)
    assert rejects.keys() == refused.keys()
    assert verdicts.keys() == rows.keys()
    for line, row in rows.items():
        got = {name: verdicts[line][name] for name in row}
        assert got == row, {name: (got[name], row[name]) for name in row if got[name] != row[name]}
    for line, why in refused.items():
        assert rejects[line]["reason_fr"], (line, why)
        assert rejects[line]["reason_en"]
    return {row["outcome"] for row in rows.values()} | set(refused.values())


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("given", [True, False], ids=["consumed given", "consumed counted"])
def test_examples(path: Path, given: bool) -> None:
    agreement = agreement_of(path)
    program = agreement.versions[0][1]
    for missing, count in ((0.0, 400), (0.08, 300)):
        tickets = random_tickets(program, count, Random(f"{path.stem}{missing}"), missing=missing, consumed=given)
        compare(agreement, tickets, given=given, size=150)
