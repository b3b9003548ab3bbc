"""Files of tickets as chunks of Arrow columns: CSV, Parquet, XLSX, JSON lines, a JSON array; also gzipped.

A chunk holds some rows of the wanted columns, with the number of each row in the file (from 1), and the rows that
could not be taken apart at all. At no time is more than a few chunks in memory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from attrs import define

from contractlang.diagnostics import Message, Text
from contractlang.records import frozen
from contractlang.tickets.errors import TicketsError, refused
from contractlang.tickets.mapping import FORMATS, FileOptions

Array = np.ndarray[Any, Any]

CSV_BLOCK = 1 << 22
PARQUET_ROWS = 1 << 16

UNREADABLE = Text("`{file}` ne peut pas être lu : {reason}", "`{file}` cannot be read: {reason}")
_NO_FORMAT = Text(
    "`{file}` : le format ne se voit pas au nom du fichier ; l'écrire dans la correspondance, "
    '`[file]` `format = "csv"` (ou {known})',
    '`{file}`: the name of the file does not show its format; write it in the mapping, `[file]` `format = "csv"` '
    "(or {known})",
)
_EMPTY = Text("`{file}` est vide", "`{file}` is empty")
_NO_DELIMITER = Text(
    "`{file}` : la première ligne contient plusieurs séparateurs possibles ({found}) ; écrire lequel dans la "
    'correspondance, `[file]` `delimiter = "{first}"`',
    "`{file}`: the first line holds several possible separators ({found}); write which in the mapping, `[file]` "
    '`delimiter = "{first}"`',
)
_NOT_ENCODED = Text(
    '`{file}` n\'est pas en {encoding} ; écrire son codage dans la correspondance, `[file]` `encoding = "latin-1"`',
    '`{file}` is not in {encoding}; write its encoding in the mapping, `[file]` `encoding = "latin-1"`',
)
_READ_AS = Text(
    "CSV lu en {encoding}, séparateur `{delimiter}`", "CSV read in {encoding}, with separator `{delimiter}`"
)
_CELLS = Text(
    "cette ligne a {actual} cellules, l'en-tête en a {expected}",
    "this row has {actual} cells, the header has {expected}",
)
_BROKEN_CSV = Text(
    "`{file}` n'est pas un CSV lisible (un guillemet resté ouvert, peut-être) : {reason}",
    "`{file}` is not a readable CSV (a quote that stays open, perhaps): {reason}",
)
_OPEN_QUOTE = Text(
    "`{file}` : un guillemet reste ouvert jusqu'à la fin du fichier, qui est peut-être tronqué",
    "`{file}`: a quote stays open to the end of the file, which is perhaps truncated",
)
_END = "end of the file"
_BROKEN_PARQUET = Text(
    "`{file}` n'est pas un fichier Parquet complet (tronqué, peut-être) : {reason}",
    "`{file}` is not a complete Parquet file (truncated, perhaps): {reason}",
)
_DELIMITERS = ";,\t|"


@frozen(kw_only=True)
class Broken:
    """A row that could not be taken apart, as far as it could be read."""

    line: int
    text: str
    reason: Message


@frozen(kw_only=True)
class Chunk:
    """Some rows: their columns, their numbers in the file, and those that are no rows."""

    batch: pa.RecordBatch
    lines: Array
    broken: tuple[Broken, ...] = ()


class Source(Protocol):
    """A file that was opened: its columns (a repeated name once more with its place), notes on how it is read."""

    columns: tuple[str, ...]
    repeated: frozenset[str]
    notes: tuple[Message, ...]

    def chunks(self, wanted: Sequence[str], few: Collection[str] = ()) -> Iterator[Chunk]:
        """All rows of the wanted columns, `few` of which repeat their values; raises TicketsError where it is cut."""
        ...


@define
class CsvSource:
    """A CSV, read block by block."""

    path: Path
    columns: tuple[str, ...]
    repeated: frozenset[str]
    notes: tuple[Message, ...]
    delimiter: str
    encoding: str
    little: bool

    def chunks(self, wanted: Sequence[str], few: Collection[str] = ()) -> Iterator[Chunk]:
        broken: list[Broken] = []
        reader = self._open(wanted, few, broken)
        line = 1
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                break
            except pa.ArrowInvalid as error:
                raise self._refusal(error) from error
            lines, mine, line = _numbered(batch.num_rows, line, broken)
            if not batch.num_rows and not mine:
                continue
            yield Chunk(batch=batch, lines=lines, broken=mine)
        # the row that was put behind the last one is not seen where a quote is open
        if not broken or broken.pop().text != self._last_row():
            raise refused(_OPEN_QUOTE, file=str(self.path))
        if broken:
            yield Chunk(batch=_no_rows(wanted), lines=np.zeros(0, np.int64), broken=tuple(broken))

    def _open(self, wanted: Sequence[str], few: Collection[str], broken: list[Broken]) -> Any:
        def skip(row: Any) -> str:
            cells = _CELLS(actual=row.actual_columns, expected=row.expected_columns)
            broken.append(Broken(line=row.number - 1, text=row.text, reason=cells))
            return "skip"

        from pyarrow import csv as arrow_csv

        words = pa.dictionary(pa.int32(), pa.string())

        try:
            return arrow_csv.open_csv(
                pa.PythonFile(_Followed(open_bytes(self.path), self._end()), "r"),
                read_options=arrow_csv.ReadOptions(
                    block_size=CSV_BLOCK,
                    column_names=list(self.columns),
                    skip_rows_after_names=1,
                    encoding=self.encoding,
                    use_threads=False,  # rows then have their numbers
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=skip
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: words if name in few else pa.string() for name in self.columns},
                    include_columns=list(wanted),
                    strings_can_be_null=False,
                ),
            )
        except StopIteration:
            return pa.RecordBatchReader.from_batches(_no_rows(wanted).schema, [])
        except pa.ArrowInvalid as error:
            raise self._refusal(error) from error

    def _last_row(self) -> str:
        """A row of another number of cells than the header has."""
        return _END if len(self.columns) > 1 else _END + self.delimiter + _END

    def _end(self) -> bytes:
        encoding = "utf-16-le" if self.encoding == "utf-16" and self.little else self.encoding
        return f"\n{self._last_row()}\n".encode("utf-16-be" if encoding == "utf-16" else encoding)

    def _refusal(self, error: Exception) -> TicketsError:
        if "UTF8" in str(error) or "decode" in str(error):
            return refused(_NOT_ENCODED, file=str(self.path), encoding=self.encoding)
        if "Empty CSV" in str(error):
            return refused(_EMPTY, file=str(self.path))
        return refused(_BROKEN_CSV, file=str(self.path), reason=str(error)[:200])


class _Followed:
    """A stream of bytes, and some more behind its end."""

    closed = False

    def __init__(self, stream: Any, end: bytes) -> None:
        self.stream, self.end = stream, end

    def read(self, size: int) -> bytes:
        found: bytes = self.stream.read(size)
        if not found:
            found, self.end = self.end, b""
        return found

    def close(self) -> None:
        self.stream.close()


def _no_rows(wanted: Sequence[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in wanted], names=list(wanted))


def _numbered(count: int, first: int, broken: list[Broken]) -> tuple[Array, tuple[Broken, ...], int]:
    """Numbers of `count` rows from `first` on, which leave out those of broken rows; takes these from the list."""
    mine = []
    end = first + count
    while broken and broken[0].line < end:
        mine.append(broken.pop(0))
        end += 1
    lines = np.arange(first, end, dtype=np.int64)
    if mine:
        lines = np.delete(lines, [one.line - first for one in mine])
    return lines, tuple(mine), end


def open_bytes(path: Path) -> Any:
    """The bytes of a file, unpacked where it is gzipped; raises TicketsError."""
    try:
        return pa.input_stream(str(path), compression="gzip" if path.suffix == ".gz" else None)
    except OSError as error:
        raise refused(UNREADABLE, file=str(path), reason=error.strerror or str(error)) from error


def _open_csv(path: Path, options: FileOptions) -> CsvSource:
    with open_bytes(path) as stream:
        try:
            head = stream.read(1 << 20)
        except OSError as error:
            raise refused(UNREADABLE, file=str(path), reason=str(error)) from error
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = options.encoding or ("utf-16" if utf16 else "utf-8")
    try:
        # the last character may be cut in two
        text = head.decode(
            "utf-8-sig" if encoding == "utf-8" else encoding, "strict" if len(head) < 1 << 20 else "ignore"
        )
        if len(head) == 1 << 20 and encoding == "utf-8":
            head[: len(head) - 4].decode("utf-8", "surrogateescape").encode("utf-8")
    except UnicodeError as error:
        raise refused(_NOT_ENCODED, file=str(path), encoding=encoding.upper()) from error
    if not text.strip():
        raise refused(_EMPTY, file=str(path))
    delimiter = options.delimiter or _delimiter(path, text)
    names = next(row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    columns, repeated = unique([name.strip() for name in names])
    note = _READ_AS(encoding=encoding.upper(), delimiter="TAB" if delimiter == "\t" else delimiter)
    return CsvSource(path, columns, repeated, (note,), delimiter, encoding, head[:2] == b"\xff\xfe")


def _delimiter(path: Path, text: str) -> str:
    """The one possible separator that stands in the header outside quotes; a header of one column has any."""
    line: list[str] = []
    quoted = False
    for character in text:
        quoted ^= character == '"'
        if character in "\r\n" and not quoted and "".join(line).strip():
            break
        if not quoted:
            line.append(character)
    found = [one for one in _DELIMITERS if one in line]
    if len(found) > 1:
        raise refused(_NO_DELIMITER, file=str(path), found=[f"`{one}`" for one in found], first=found[0])
    return found[0] if found else ","


def unique(names: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Names of columns, each once: a second `a` becomes `a (2)`; and those that were repeated."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found), frozenset(name for name, count in seen.items() if count > 1)


@define
class ParquetSource:
    """A Parquet file, read by groups of rows."""

    path: Path
    columns: tuple[str, ...]
    repeated: frozenset[str]
    notes: tuple[Message, ...] = ()

    def chunks(self, wanted: Sequence[str], few: Collection[str] = ()) -> Iterator[Chunk]:  # noqa: ARG002
        line = 1
        try:
            with pa.parquet.ParquetFile(self.path, memory_map=True) as file:
                for batch in file.iter_batches(batch_size=PARQUET_ROWS, columns=list(wanted)):
                    lines = np.arange(line, line + batch.num_rows, dtype=np.int64)
                    line += batch.num_rows
                    yield Chunk(batch=batch.select(list(wanted)), lines=lines)
        except (pa.ArrowInvalid, OSError) as error:
            raise refused(_BROKEN_PARQUET, file=str(self.path), reason=str(error)[:200]) from error


def _open_parquet(path: Path, _options: FileOptions) -> ParquetSource:
    try:
        with pa.parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
    except (pa.ArrowInvalid, OSError) as error:
        raise refused(_BROKEN_PARQUET, file=str(path), reason=str(error)[:200]) from error
    columns, repeated = unique(names)
    return ParquetSource(path, columns, repeated)


def open_source(path: str | Path, options: FileOptions, tool: str | None) -> Source:
    """The file, opened as what it is; raises TicketsError where it cannot be read."""
    from contractlang.tickets.records import open_json, open_lines, open_xlsx

    path = Path(path)
    if path.is_dir() or not path.exists():
        reason = (
            Text("ce n'est pas un fichier", "it is no file")
            if path.is_dir()
            else Text("il n'existe pas", "it does not exist")
        )
        raise refused(UNREADABLE, file=str(path), reason=reason)
    suffixes = [suffix for suffix in path.suffixes if suffix != ".gz"]
    said = options.format or _SUFFIXES.get(suffixes[-1].lower() if suffixes else "")
    if said is None:
        raise refused(_NO_FORMAT, file=str(path), known=FORMATS)
    if said == "json":
        return open_json(path, options, tool)
    if said == "jsonl":
        return open_lines(path, options, tool)
    openers: dict[str, Callable[[Path, FileOptions], Source]] = {
        "csv": _open_csv,
        "parquet": _open_parquet,
        "xlsx": open_xlsx,
    }
    return openers[said](path, options)


_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
