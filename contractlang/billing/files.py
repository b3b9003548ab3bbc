"""Tables of a run as Parquet or CSV, written batch by batch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from contractlang.billing.sheets import cell
from contractlang.billing.summary import Row
from contractlang.billing.titles import AMOUNTS, COUNTS, HOURS

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["parquet", "csv"]

# Rows of one group of a Parquet file: what a reader holds at a time
GROUP_ROWS = 131_072


class TableFile:
    """A file of one table; batches are cast to its columns, and their dictionaries left as they are."""

    def __init__(self, path: Path, form: Format | Literal["arrow"], schema: pa.Schema) -> None:
        import pyarrow as pa

        self.form, self.schema = form, _plain_schema(schema) if form == "csv" else schema
        self._writer: Any
        match form:
            case "parquet":
                from pyarrow.parquet import ParquetWriter

                self._writer = ParquetWriter(path, schema, compression="zstd", store_schema=True)
            case "csv":
                from pyarrow.csv import CSVWriter, WriteOptions

                self._writer = CSVWriter(path, self.schema, write_options=WriteOptions(quoting_style="needed"))
            case "arrow":
                self._writer = pa.ipc.new_stream(str(path), schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add a batch of rows."""
        import pyarrow as pa

        if not batch.num_rows:
            return
        table = pa.Table.from_batches([batch])
        match self.form:
            case "csv":
                self._writer.write_table(_readable(table).cast(self.schema))
            case "parquet":
                self._writer.write_table(table.cast(self.schema), row_group_size=GROUP_ROWS)
            case "arrow":
                self._writer.write_batch(batch)

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def summary_table(rows: Iterable[Row]) -> pa.Table:
    """The summary as a table: all groupings one below the other, amounts as decimals, lengths in hours."""
    import pyarrow as pa

    from contractlang.billing.titles import COLUMNS

    known = list(rows)
    columns: dict[str, Any] = {"grouping": pa.array([row.grouping for row in known], pa.string())}
    for name in COLUMNS:
        kind = pa.decimal128(18, 2) if name in AMOUNTS | HOURS else pa.int64() if name in COUNTS else pa.string()
        columns[name] = pa.array([cell(row, name) for row in known], kind)
    return pa.table(columns)


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """A schema without dictionaries, and with instants as text."""
    import pyarrow as pa

    return pa.schema([(one.name, _plain_type(one.type)) for one in schema])


def _plain_type(kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return kind.value_type
    return pa.string() if pa.types.is_timestamp(kind) else kind


def _readable(table: pa.Table) -> pa.Table:
    """Instants as ISO 8601 with the offset of their zone."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, one in enumerate(table.schema):
        if pa.types.is_timestamp(one.type):
            written = pc.strftime(table.column(place), format="%Y-%m-%dT%H:%M:%S%z")
            colon = pc.replace_substring_regex(written, r"([+-]\d\d)(\d\d)$", r"\1:\2")
            table = table.set_column(place, one.name, colon)
    return table
