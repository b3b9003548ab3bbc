"""What reading a file of tickets found: rows that were rejected, and a summary of everything that is not silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
from attrs import define, field

from contractlang.diagnostics import Message, Text
from contractlang.records import frozen

_KEPT = 10_000

_AMBIGUOUS = Text(
    "`{column}` : {count} heures existent deux fois, les horloges ayant été retardées ; la première compte",
    "`{column}`: {count} times exist twice because clocks were set back; the first one counts",
)
_SKIPPED = Text(
    "`{column}` : {count} heures n'existent pas, les horloges ayant été avancées ; celle d'avant compte",
    "`{column}`: {count} times do not exist because clocks were set forward; the time before the change counts",
)


@frozen(kw_only=True)
class Reject:
    """A row that is not taken: its line, its ticket (None: unknown), and what is wrong in which column."""

    line: int
    ticket: str | None
    column: str | None
    value: str | None
    reason: Message


@frozen(kw_only=True)
class Rejects:
    """The rejected rows of a chunk, in the order of their lines."""

    rows: tuple[Reject, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Reject]:
        return iter(self.rows)

    def batch(self) -> pa.RecordBatch:
        """As columns: line, ticket, column, value, reason_fr, reason_en."""
        rows = self.rows
        return pa.RecordBatch.from_pydict(
            {
                "line": pa.array([row.line for row in rows], pa.int64()),
                "ticket": pa.array([row.ticket for row in rows], pa.string()),
                "column": pa.array([row.column for row in rows], pa.string()),
                "value": pa.array([row.value for row in rows], pa.string()),
                "reason_fr": pa.array([row.reason.say("fr") for row in rows], pa.string()),
                "reason_en": pa.array([row.reason.say("en") for row in rows], pa.string()),
            }
        )


@frozen(kw_only=True)
class Mapped:
    """A column of the file and the fact that it is; `declared` by a mapping, else it has the name of the fact."""

    column: str
    fact: Text
    declared: bool


@frozen(kw_only=True)
class Unmapped:
    """A value of a column that is no word of its fact, and how many rows hold it; `value` None: those not listed."""

    column: str
    value: str | None
    count: int


@define
class Report:
    """The summary of a run; its numbers grow while the batches are read.

    `read` = `accepted` + `rejected`. `constants`: facts that the mapping gives to all rows. `ignored`: columns that it
    leaves out on purpose; `unknown`: those that nothing speaks of, each with the fact whose name is near.
    """

    mapped: tuple[Mapped, ...] = ()
    ticket: str | None = None
    contract: str | None = None
    constants: tuple[tuple[Text, object], ...] = ()
    ignored: tuple[str, ...] = ()
    unknown: tuple[tuple[str, Text | None], ...] = ()
    remarks: tuple[Message, ...] = ()
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    values: Counter[tuple[str, str | None]] = field(factory=Counter)
    clock_changes: Counter[tuple[str, str]] = field(factory=Counter)
    reasons: Counter[tuple[str | None, Text]] = field(factory=Counter)

    def count_value(self, column: str, value: str, count: int) -> None:
        """Adds to the unmapped values; of very many, only the first ten thousand are told apart."""
        known = (column, value) in self.values or len(self.values) < _KEPT
        self.values[column, value if known else None] += count

    @property
    def unmapped(self) -> tuple[Unmapped, ...]:
        """Unmapped values by column, the most frequent first."""
        order = sorted(self.values.items(), key=lambda one: (one[0][0], -one[1], one[0][1] or ""))
        return tuple(Unmapped(column=column, value=value, count=count) for (column, value), count in order)

    @property
    def notes(self) -> tuple[Message, ...]:
        """How the file was read, and what clock changes did to its times."""
        texts = {"ambiguous": _AMBIGUOUS, "missing": _SKIPPED}
        changes = sorted(self.clock_changes.items())
        return (*self.remarks, *(texts[kind](column=column, count=count) for (column, kind), count in changes if count))
