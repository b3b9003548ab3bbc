"""Sums of verdicts, taken batch by batch, so that a run of any size is summed up in little memory.

Amounts are whole cents, times whole seconds. Sums are exact, so that their order does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from contractlang.core.cases import MILESTONES
from contractlang.records import define, field, fields, frozen

if TYPE_CHECKING:
    import pyarrow as pa

OUTCOMES = ("included", "billed", "out_of_contract", "no_intervention")
STATES = ("met", "missed", "pending")


@frozen(kw_only=True)
class Group:
    """What verdicts are summed by, from the widest to the narrowest; None where a verdict has none."""

    contract: str | None
    period: str | None
    amendment: str | None
    currency: str | None
    outcome: str
    rule: str | None
    article: str | None

    @property
    def sort_key(self) -> tuple[str, ...]:
        """The order in which groups are shown."""
        return tuple(str(getattr(self, one.name) or "") for one in fields(type(self)))


@define(kw_only=True)
class Sums:
    """What a group of verdicts comes to: tickets, cents excluding and including tax, seconds, penalties in cents."""

    tickets: int = 0
    priced: int = 0
    charged: int = 0
    net: int = 0
    vat: int = 0
    gross: int = 0
    late: int = 0
    late_seconds: int = 0
    penalties: int = 0
    penalties_due: int = 0

    def add(self, other: Sums) -> None:
        """Add what another group comes to."""
        for one in fields(type(self)):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@define
class Tally:
    """All that a summary and a report are made of.

    `commitments`: by contract, severity and milestone, how many were met, missed, or not reached. `openings`: by
    contract, day of the week (Monday 0) and hour. `consumed`: by contract, period and rule, the most that was used of
    an allowance with the last ticket, were it counted in seconds, or in tickets. `rows` and what follows are taken from
    the columns alone, to check the groups by.
    """

    groups: dict[Group, Sums] = field(factory=lambda: defaultdict(Sums))
    commitments: Counter[tuple[str, str, str, str]] = field(factory=Counter)
    openings: Counter[tuple[str, int, int]] = field(factory=Counter)
    consumed: dict[tuple[str, str, str], tuple[int, int]] = field(factory=dict)
    rows: int = 0
    net: int = 0
    vat: int = 0
    penalties_due: int = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch of verdicts."""
        import pyarrow as pa

        if not batch.num_rows:
            return
        table = pa.table({name: _plain(batch.column(name)) for name in batch.schema.names})
        self.rows += table.num_rows
        self.net += _sum(table["amount_excl"])
        self.vat += _sum(table["vat"])
        self.penalties_due += sum(_sum(table[f"{name}_penalty_due"]) for name in MILESTONES)
        self._sums(table)
        self._commitments(table)
        self._openings(table)
        self._consumed(table)

    def _sums(self, table: pa.Table) -> None:
        keys = [one.name for one in fields(Group)]
        found = table.select([*keys, "charged", "amount_excl", "vat", "amount_incl"])
        for name, column in _of_milestones(table):
            found = found.append_column(name, column)
        measures = [name for name in found.column_names if name not in keys]
        grouped = found.group_by(keys).aggregate(
            [([], "count_all"), ("amount_excl", "count"), *((name, "sum") for name in measures)]
        )
        for row in grouped.to_pylist():
            group = Group(**{name: row[name] for name in keys})
            totals = {name: row[f"{name}_sum"] for name in measures}
            self.groups[group].add(
                Sums(
                    tickets=row["count_all"],
                    priced=row["amount_excl_count"],
                    charged=totals["charged"] or 0,
                    net=cents(totals["amount_excl"]),
                    vat=cents(totals["vat"]),
                    gross=cents(totals["amount_incl"]),
                    late=sum(int(totals[f"{name}_late"] or 0) for name in MILESTONES),
                    late_seconds=sum(int(totals[f"{name}_late_seconds"] or 0) for name in MILESTONES),
                    penalties=sum(cents(totals[f"{name}_penalty"]) for name in MILESTONES),
                    penalties_due=sum(cents(totals[f"{name}_penalty_due"]) for name in MILESTONES),
                )
            )

    def _commitments(self, table: pa.Table) -> None:
        import pyarrow.compute as pc

        for name in MILESTONES:
            due = table.filter(pc.is_valid(table[f"{name}_deadline"]))
            counted = due.group_by(["contract", "severity", f"{name}_met"]).aggregate([([], "count_all")])
            for row in counted.to_pylist():
                state = STATES[{True: 0, False: 1, None: 2}[row[f"{name}_met"]]]
                self.commitments[row["contract"] or "", row["severity"] or "", name, state] += row["count_all"]

    def _openings(self, table: pa.Table) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        known = table.filter(pc.is_valid(table["opened"]))
        opened = known["opened"]
        places = pa.table({"contract": known["contract"], "day": pc.day_of_week(opened), "hour": pc.hour(opened)})
        for row in places.group_by(["contract", "day", "hour"]).aggregate([([], "count_all")]).to_pylist():
            self.openings[row["contract"] or "", row["day"], row["hour"]] += row["count_all"]

    def _consumed(self, table: pa.Table) -> None:
        import pyarrow.compute as pc

        known = table.filter(pc.is_valid(table["consumed"]))
        used = pc.add(known["consumed"], pc.fill_null(known["reported"], 0))
        grouped = known.select(["contract", "period", "rule", "consumed"]).append_column("used", used)
        keys = ["contract", "period", "rule"]
        for row in grouped.group_by(keys).aggregate([("used", "max"), ("consumed", "max")]).to_pylist():
            key = row["contract"] or "", row["period"] or "", row["rule"] or ""
            seconds, tickets = self.consumed.get(key, (0, 0))
            self.consumed[key] = max(seconds, row["used_max"]), max(tickets, row["consumed_max"] + 1)

    def total(self, **wanted: str | None) -> Sums:
        """What all groups with these values come to together."""
        found = Sums()
        for _, sums in self.where(wanted):
            found.add(sums)
        return found

    def where(self, wanted: Mapping[str, str | None]) -> Iterator[tuple[Group, Sums]]:
        """The groups with these values, in order."""
        for group in sorted(self.groups, key=lambda one: one.sort_key):
            if all(getattr(group, name) == value for name, value in wanted.items()):
                yield group, self.groups[group]


def cents(amount: Decimal | None) -> int:
    """An amount with two decimals as whole cents; nothing is 0."""
    return 0 if amount is None else int(amount.scaleb(2))


def _sum(column: Any) -> int:
    """The sum of a column of amounts, in cents."""
    import pyarrow.compute as pc

    return cents(pc.sum(column).as_py())


def _plain(column: Any) -> Any:
    """A column without dictionary, since batches come with dictionaries of their own."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _of_milestones(table: pa.Table) -> Iterator[tuple[str, Any]]:
    """The columns of milestones that are summed: missed or not, lateness, penalty before and after the cap."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in MILESTONES:
        yield f"{name}_late", pc.equal(table[f"{name}_met"], False).cast(pa.int64())
        for measure in ("late_seconds", "penalty", "penalty_due"):
            yield f"{name}_{measure}", table[f"{name}_{measure}"]
