"""Verdicts on many tickets, one after another through the single evaluator, with plain sums for what is used up.

Tickets are dicts of core facts beside `line` and `ticket`. Expected rows have the names of the engine's columns, money
in cents, instants in epoch seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from contractlang.batch import Agreement, Batch
from contractlang.calendars import to_datetime
from contractlang.core.cases import MILESTONES
from contractlang.core.life import contract_zone, first_date, last_date
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.evaluation import Decided, check_case, verdict
from contractlang.evaluation.milestones import amount_at
from contractlang.evaluation.money import half_up
from contractlang.values import Unit

Ticket = dict[str, Any]
OWN = ("line", "ticket", "contract")


# --- tickets as columns -------------------------------------------------------------------------------------


def chunks(tickets: list[Ticket], program: Program, size: int) -> list[pa.RecordBatch]:
    """Canonical chunks of so many tickets each, with a column for each fact that any ticket has."""
    facts = sorted({fact for ticket in tickets for fact in ticket if fact not in OWN})
    found = []
    for start in range(0, len(tickets), size):
        some = tickets[start : start + size]
        names = [*(name for name in OWN if name in tickets[0]), *facts]
        arrays = [_array([ticket.get(name) for ticket in some], name, program) for name in names]
        found.append(pa.RecordBatch.from_arrays(arrays, names))
    return found


def _array(values: list[Any], name: str, program: Program) -> pa.Array:
    if name in ("ticket", "contract"):
        return pa.array(values, pa.string())
    if name == "line":
        return pa.array(values, pa.int64())
    kind = program.facts[name].type.kind
    if kind in (Kind.WORD, Kind.COUNTRY):
        return pa.array(values, pa.string()).dictionary_encode()
    if kind is Kind.INTERVALS:
        parts = [("start", pa.int64()), ("end", pa.int64()), ("reason", pa.string())]
        lists = [
            None if value is None else [dict(zip(("start", "end", "reason"), one, strict=True)) for one in value]
            for value in values
        ]
        return pa.array(lists, pa.list_(pa.struct(parts)))
    if kind is Kind.TEXT:
        return pa.array(values, pa.string())
    return pa.array(values, pa.bool_() if kind is Kind.TRUTH else pa.int64())


def ran(batch: Batch, given: Iterable[pa.RecordBatch]) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """What the engine says of each line: verdicts and rejects."""
    verdicts: dict[int, dict[str, Any]] = {}
    rejects: dict[int, dict[str, Any]] = {}
    for result in batch.run(given):
        for row in result.verdicts.to_pylist():
            assert row["line"] not in verdicts
            verdicts[row["line"]] = {name: _plain(value) for name, value in row.items()}
        for row in result.rejects.to_pylist():
            assert row["line"] not in rejects
            rejects[row["line"]] = row
    assert not verdicts.keys() & rejects.keys()
    return verdicts, rejects


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value.scaleb(2))
    return int(value.timestamp()) if isinstance(value, datetime) else value


# --- one by one ---------------------------------------------------------------------------------------------


def expected(
    agreement: Agreement, tickets: list[Ticket], *, given: bool
) -> tuple[dict[int, dict[str, Any]], dict[int, str]]:
    """Rows of verdicts by line, and rejects: why, by line. `given`: tickets bring along what was used up before."""
    rows: dict[int, dict[str, Any]] = {}
    rejects: dict[int, str] = {}
    used: dict[tuple[str, int], int] = {}
    signed = agreement.versions[0][1]
    zone = contract_zone(signed)
    for ticket in sorted(tickets, key=lambda one: (one.get("opened") or 0, one["line"])):
        line = ticket["line"]
        case = {fact: value for fact, value in ticket.items() if fact not in OWN and value is not None}
        if "opened" not in case:
            rejects[line] = "opening"
            continue
        day = to_datetime(case["opened"], zone).date()
        start, end = first_date(signed), last_date(agreement.versions[-1][1])
        if (start is not None and day < start) or (end is not None and day >= end):
            rejects[line] = "life"
            continue
        program = next(one for since, one in reversed(agreement.versions) if since is None or since <= day)
        if check_case(program, case):
            rejects[line] = "faulty"
            continue
        if not given:
            for one in program.allowances:
                case[one.consumed] = used.get((one.name, _period(one.period, day)), 0)
        said = verdict(program, case)
        if said.outcome in ("undetermined", "conflict"):
            rejects[line] = said.outcome
            continue
        rows[line] = _row(said, case, ticket, day, used)
        labour = said.results.get("labour")
        for one in program.allowances:
            if isinstance(labour, Decided) and labour.rule.name in one.rules:
                rows[line]["consumed"] = case.get(one.consumed)
                key = (one.name, _period(one.period, day))
                used[key] = used.get(key, 0) + (1 if one.counts else case.get("worked", 0))
    return rows, rejects


def _period(unit: Unit | None, day: date) -> int:
    match unit:
        case None:
            return 0
        case Unit.MONTH:
            return day.year * 12 + day.month - 1
        case Unit.YEAR:
            return day.year
    raise AssertionError(unit)


def _row(said: Any, case: Any, ticket: Ticket, day: date, used: dict[tuple[str, int], int]) -> dict[str, Any]:
    amount, lines = said.amount, said.lines
    notes = [line.note.say("en") for line in lines if line.note]
    notes += [note.say("en") for note in amount.notes] if amount else []
    row = {
        "line": ticket["line"],
        "ticket": ticket.get("ticket"),
        "period": f"{day.year:04d}-{day.month:02d}",
        "opened": case["opened"],
        "severity": case.get("severity"),
        "outcome": said.outcome,
        "rule": said.rule.name if said.rule else None,
        "article": said.rule.origin.article if said.rule else None,
        "reported": lines[0].reported if lines else case.get("worked"),
        "charged": lines[0].charged if lines else None,
        "consumed": None,
        "currency": amount.currency if amount else None,
        "amount_excl": amount.excluded if amount else None,
        "vat": amount.tax if amount else None,
        "amount_incl": amount.included if amount else None,
        "note": "; ".join(notes) or None,
    }
    program = said.program
    by_name = {one.name: one for one in said.milestones}
    for name in MILESTONES:
        one = by_name.get(name)
        penalty = one.penalty if one else None
        row |= {
            f"{name}_deadline": one.deadline if one else None,
            f"{name}_reached": one.reached if one else None,
            f"{name}_met": one.met if one else None,
            f"{name}_late_seconds": one.late_seconds if one else None,
            f"{name}_penalty": penalty.before_cap if penalty else None,
            f"{name}_penalty_due": penalty.before_cap if penalty else None,
        }
        if penalty is None or penalty.before_cap is None or not penalty.counted or program.cap is None:
            continue
        # a cap without period is that of each ticket
        key = ("cap", _period(program.cap.period, day) if program.cap.period else -ticket["line"])
        due = penalty.before_cap
        if program.cap.currency == penalty.currency:
            most = amount_at(program.cap.amount, one.deadline, program, case)
            due = None if most is None else min(due, max(half_up(most) - used.get(key, 0), 0))
        used[key] = used.get(key, 0) + (due or 0)
        row[f"{name}_penalty_due"] = due
    return row
