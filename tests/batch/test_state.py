"""What tickets use up together: figures by hand, and nothing depends on how tickets come in."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from contractlang.batch import Batch
from contractlang.batch.partitions import Partitions
from contractlang.batch.state import order_of
from tests.batch import oracle
from tests.batch.oracle import Ticket
from tests.batch.test_engine import EXAMPLES, agreement_of, random_tickets

REFERENCE = agreement_of(EXAMPLES / "reference.infog")
PROGRAM = REFERENCE.versions[0][1]
HOUR = 3600


def at(text: str) -> int:
    """An instant in Paris."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC).timestamp())


def call(line: int, opened: str, worked: int) -> Ticket:
    facts = {"kind": "corrective", "channel": "telephone", "cause": "failure", "severity": "minor", "asset": "server"}
    return {"line": line, "ticket": str(line), "opened": at(opened), "worked": worked, **facts}


def blocked(line: int, opened: str, restored: str) -> Ticket:
    return {**call(line, opened, 0), "severity": "blocking", "restored": at(restored)}


def decided(tickets: list[Ticket], **options: Any) -> dict[int, dict[str, Any]]:
    verdicts, rejects = oracle.ran(Batch((REFERENCE,), **options), oracle.chunks(tickets, PROGRAM, 2))
    assert not rejects
    return verdicts


def test_a_call_that_crosses_the_allowance_is_split_there() -> None:
    # ten hours a month; beyond, 1.20 EUR a minute
    tickets = [
        call(1, "2026-04-02 10:00", HOUR),
        call(2, "2026-03-20 10:00", 1800),
        call(3, "2026-03-11 10:00", 2 * HOUR),
        call(4, "2026-03-10 10:00", 9 * HOUR),
    ]
    rows = decided(tickets)
    assert [rows[line]["consumed"] for line in (4, 3, 2, 1)] == [0, 9 * HOUR, 11 * HOUR, 0]
    assert [rows[line]["amount_excl"] for line in (4, 3, 2, 1)] == [0, 72_00, 36_00, 0]
    assert [rows[line]["rule"] for line in (4, 3, 2)] == ["assistance", "assistance.passage", "assistance.au-delà"]
    assert rows[3]["charged"] == HOUR


def test_calls_of_one_moment_use_up_in_the_order_of_their_lines() -> None:
    rows = decided([call(2, "2026-03-10 10:00", 6 * HOUR), call(1, "2026-03-10 10:00", 5 * HOUR)])
    assert (rows[1]["consumed"], rows[2]["consumed"]) == (0, 5 * HOUR)


def test_penalties_end_at_the_cap_of_their_month() -> None:
    # 15 % of a fee of 4 800 EUR: 720 EUR a month; 150 EUR for each hour begun after four hours around the clock
    tickets = [
        blocked(1, "2026-03-07 22:00", "2026-03-08 03:10"),  # 1 h 10 late
        blocked(2, "2026-03-09 00:00", "2026-03-09 06:30"),  # 2 h 30 late
        blocked(3, "2026-03-10 00:00", "2026-03-10 04:01"),  # a minute late
        blocked(4, "2026-04-10 00:00", "2026-04-10 04:01"),
    ]
    rows = decided(tickets)
    assert [rows[line]["restore_penalty"] for line in (1, 2, 3, 4)] == [300_00, 450_00, 150_00, 150_00]
    assert [rows[line]["restore_penalty_due"] for line in (1, 2, 3, 4)] == [300_00, 420_00, 0, 150_00]


def test_what_a_month_leaves_serves_in_the_next_twelve() -> None:
    # two hours a month since January 2026, for twelve months
    agreement = agreement_of(EXAMPLES / "real" / "credit_lewebenplus.infog")
    facts = {"quote_accepted": True}
    tickets = [
        {"line": 1, "ticket": "a", "opened": at("2026-02-03 10:00"), "worked": 3 * HOUR, **facts},
        {"line": 2, "ticket": "b", "opened": at("2026-02-10 10:00"), "worked": 2 * HOUR, **facts},
        {"line": 3, "ticket": "c", "opened": at("2026-03-10 10:00"), "worked": 2 * HOUR, **facts},
        {"line": 4, "ticket": "d", "opened": at("2026-06-10 10:00"), "worked": 7 * HOUR, **facts},
    ]
    rows, _ = oracle.ran(Batch((agreement,)), oracle.chunks(tickets, agreement.versions[0][1], 4))
    # January left two hours; February's own two and those hold three, but not five; then nothing is left of them
    assert [rows[line]["consumed"] for line in (1, 2, 3)] == [-2 * HOUR, HOUR, 0]
    assert [rows[line]["rule"] for line in (1, 2, 3)] == ["temps", "temps.passage", "temps"]
    # April and May left two hours each, and June has two of its own: six of seven hours
    assert (rows[4]["consumed"], rows[4]["rule"]) == (-4 * HOUR, "temps.passage")


@pytest.mark.parametrize("given", [True, False])
def test_chunks_blocks_threads_and_order_change_nothing(given: bool) -> None:
    random = Random(5)
    tickets = random_tickets(PROGRAM, 500, random, missing=0.02, consumed=given)
    first = oracle.ran(Batch((REFERENCE,), threads=1), oracle.chunks(tickets, PROGRAM, 500))
    for size, block, threads in ((500, 7, 2), (1, 64, 2), (33, 1000, 1)):
        random.shuffle(tickets)
        again = oracle.ran(Batch((REFERENCE,), block=block, threads=threads), oracle.chunks(tickets, PROGRAM, size))
        assert again == first


def test_partitions_come_back_from_disk_as_they_went() -> None:
    tickets = random_tickets(PROGRAM, 300, Random(8), missing=0.1, consumed=False)
    batches = oracle.chunks(tickets, PROGRAM, 40)
    with Partitions(waiting=10_000) as partitions:
        for place, batch in enumerate(batches):
            partitions.add((0, place % 3), batch)
        assert partitions.all() == [(0, 0), (0, 1), (0, 2)]
        back = {key: partitions.take(key).to_pylist() for key in partitions.all()}
    for place in range(3):
        assert back[0, place] == [row for batch in batches[place::3] for row in batch.to_pylist()]


def test_order_is_that_of_opening_then_of_lines() -> None:
    random = np.random.default_rng(3)
    for spread in (1, 100, 10_000_000):
        opened, line = random.integers(0, spread, 400), np.arange(400)
        order = order_of(opened, line)
        assert order is None or order.tolist() == sorted(range(400), key=lambda row: (opened[row], line[row]))
        assert order is not None or sorted(opened.tolist()) == opened.tolist()
        mixed = random.permutation(line)
        order = order_of(opened, mixed)
        assert order is not None
        assert order.tolist() == sorted(range(400), key=lambda row: (opened[row], mixed[row]))


def test_each_contract_is_chosen_by_its_reference() -> None:
    others = [agreement_of(EXAMPLES / "real" / f"{name}.infog") for name in ("tma_cnc", "isvtec")]
    agreements = (REFERENCE, *others)
    random = Random(4)
    tickets = random_tickets(PROGRAM, 300, random, missing=0.05, consumed=False)
    names = [*(one.reference for one in agreements), "unknown", None]
    for ticket in tickets:
        ticket["contract"] = random.choice(names)
    verdicts, rejects = oracle.ran(Batch(agreements, block=50), oracle.chunks(tickets, PROGRAM, 70))
    assert len(verdicts) + len(rejects) == len(tickets)
    for agreement in agreements:
        mine = [one for one in tickets if one["contract"] == agreement.reference]
        rows, refused = oracle.expected(agreement, mine, given=False)
        for line, row in rows.items():
            assert {name: verdicts[line][name] for name in row} == row
            assert verdicts[line]["contract"] == agreement.reference
        assert refused.keys() == {one["line"] for one in mine} & rejects.keys()
    nobodys = [one for one in tickets if one["contract"] in ("unknown", None)]
    assert all(rejects[one["line"]]["column"] == "contract" for one in nobodys)
    assert "`unknown`" in next(rejects[one["line"]]["reason_en"] for one in nobodys if one["contract"])


def test_the_text_in_force_at_the_opening_answers() -> None:
    # from 2027 on, an hour outside opening hours costs 120 EUR instead of 140, and Saturday morning is within them
    facts = {"asset": "server", "kind": "evolutive", "severity": "major", "channel": "on_site", "cause": "failure"}
    facts |= {"kind": "corrective", "asset": "printing_equipment", "worked": HOUR}
    tickets = [
        {"line": 1, "ticket": "a", "opened": at("2026-12-13 10:00"), **facts},
        {"line": 2, "ticket": "b", "opened": at("2027-01-03 10:00"), **facts},
    ]
    rows = decided(tickets)
    assert [(rows[line]["amount_excl"], rows[line]["amendment"]) for line in (1, 2)] == [(140_00, None), (120_00, "1")]


def test_what_is_no_case_is_told_and_nothing_is_lost() -> None:
    tickets: list[Ticket] = [
        call(1, "2026-03-10 10:00", 10**15),
        {**call(2, "2026-03-10 10:00", 60), "severity": "terrible"},
        {**call(3, "2026-03-10 10:00", 60), "restored": at("2026-03-09 10:00")},
        call(4, "2026-03-10 10:00", -60),
        {"line": 5, "ticket": "5", "kind": "corrective"},
        call(6, "2026-01-31 23:59", 60),
        call(7, "2026-02-01 00:00", 60),
    ]
    verdicts, rejects = oracle.ran(Batch((REFERENCE,)), oracle.chunks(tickets, PROGRAM, 3))
    assert list(verdicts) == [7]
    columns = {line: reject["column"] for line, reject in rejects.items()}
    assert columns == {1: "worked", 2: "severity", 3: "restored", 4: "worked", 5: "opened", 6: "opened"}
    assert rejects[2]["value"] == "terrible"


def test_a_column_of_the_wrong_kind_rejects_whoever_has_it() -> None:
    tickets = [call(1, "2026-03-10 10:00", 60), call(2, "2026-03-10 10:00", 60)]
    (batch,) = oracle.chunks(tickets, PROGRAM, 2)
    place = batch.schema.get_field_index("worked")
    batch = batch.set_column(place, "worked", pa.array(["an hour", None]))
    verdicts, rejects = oracle.ran(Batch((REFERENCE,)), [batch])
    assert not verdicts
    assert rejects[1]["column"] == "worked"
    assert rejects[2]["reason_en"] == "missing: worked"
