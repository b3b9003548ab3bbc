"""Verdicts as columns, made one ticket at a time by the single evaluator: what billing is tested on, and against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from contractlang.calendars import to_datetime
from contractlang.core.cases import MILESTONES
from contractlang.core.life import contract_zone
from contractlang.workspace import Contract, RefusedError

WORDS = pa.dictionary(pa.int32(), pa.string())
MONEY = pa.decimal128(18, 2)


def schema(zone: str) -> pa.Schema:
    """The columns of verdicts."""
    moment = pa.timestamp("s", tz=zone)
    fields: list[tuple[str, Any]] = [
        ("line", pa.int64()),
        ("ticket", pa.string()),
        *((name, WORDS) for name in ("contract", "amendment", "period")),
        ("opened", moment),
        *((name, WORDS) for name in ("severity", "outcome", "rule", "article")),
        *((name, pa.int64()) for name in ("reported", "charged", "consumed")),
        ("currency", WORDS),
        *((name, MONEY) for name in ("amount_excl", "vat", "amount_incl")),
    ]
    for name in MILESTONES:
        fields += [
            (f"{name}_deadline", moment),
            (f"{name}_reached", moment),
            (f"{name}_met", pa.bool_()),
            (f"{name}_late_seconds", pa.int64()),
            (f"{name}_penalty", MONEY),
            (f"{name}_penalty_due", MONEY),
        ]
    return pa.schema([*fields, ("note", pa.string())])


def verdicts(contract: Contract, cases: Iterable[Mapping[str, object]]) -> tuple[pa.RecordBatch, int]:
    """The verdicts on some cases as one batch, and how many cases have none."""
    assert contract.program is not None
    zone = contract_zone(contract.program)
    rows, rejected = [], 0
    for line, case in enumerate(cases, start=1):
        row = _row(contract, case, line, zone)
        rejected += row is None
        rows += [] if row is None else [row]
    return pa.RecordBatch.from_pylist(rows, schema(zone)), rejected


def _row(contract: Contract, case: Mapping[str, object], line: int, zone: str) -> dict[str, object] | None:
    try:
        found = contract.ask(case)
    except RefusedError:
        return None
    if found.outcome in ("undetermined", "conflict"):
        return None
    opened = int(found.case["opened"])
    amount, first = found.amount, next(iter(found.lines), None)
    row: dict[str, object] = {
        "line": line,
        "ticket": f"T{line}",
        "contract": found.contract.reference,
        "amendment": found.contract.amendment.number if found.contract.amendment else None,
        "period": f"{to_datetime(opened, zone):%Y-%m}",
        "opened": moment(opened, zone),
        "severity": found.case.get("severity"),
        "outcome": found.outcome,
        "rule": found.rule.name if found.rule else None,
        "article": found.rule.origin.article if found.rule else None,
        "reported": first.reported if first else None,
        "charged": first.charged if first else None,
        "consumed": None,
        "currency": amount.currency if amount else None,
        "amount_excl": money(amount.excluded) if amount else None,
        "vat": money(amount.tax) if amount else None,
        "amount_incl": money(amount.included) if amount else None,
        "note": None,
    }
    for one in found.milestones:
        if one.name in MILESTONES:
            row |= {
                f"{one.name}_deadline": moment(one.deadline, zone),
                f"{one.name}_reached": moment(one.reached, zone),
                f"{one.name}_met": one.met,
                f"{one.name}_late_seconds": one.late_seconds,
                f"{one.name}_penalty": money(one.penalty.before_cap) if one.penalty else None,
                f"{one.name}_penalty_due": money(one.penalty.after_cap) if one.penalty else None,
            }
    return row


def moment(instant: int | None, zone: str) -> datetime | None:
    """An instant in its zone."""
    return None if instant is None else to_datetime(instant, zone)


def money(cents: int | None) -> Decimal | None:
    """Cents as an amount."""
    return None if cents is None else Decimal(cents).scaleb(-2)
