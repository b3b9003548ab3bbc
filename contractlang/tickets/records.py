"""Sources that give one Python value a cell: XLSX and JSON. Their rows become Arrow columns by the chunk."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define

from contractlang.diagnostics import Message, Text
from contractlang.evaluation.iso import write_duration
from contractlang.tickets.errors import refused
from contractlang.tickets.importers import records_of
from contractlang.tickets.mapping import FileOptions
from contractlang.tickets.sources import UNREADABLE, Broken, Chunk, open_bytes, unique

ROWS = 1 << 14
_WHOLE_DOCUMENT = 1 << 28

_NO_SHEET = Text(
    "`{file}` n'a pas de feuille `{sheet}` ; il a {known}", "`{file}` has no sheet `{sheet}`; it has {known}"
)
_SHEET = Text("feuille lue : `{sheet}` (la première)", "sheet read: `{sheet}` (the first)")
_NOT_JSON = Text("`{file}` n'est pas du JSON : {reason}", "`{file}` is not JSON: {reason}")
_NOT_JSON_LINE = Text("cette ligne n'est pas un objet JSON", "this line is no JSON object")
_NO_RECORDS = Text(
    '`{file}` : la liste des tickets ne se voit pas ; dire où elle est, `[file]` `records = "result"`',
    '`{file}`: it does not show where the list of tickets is; say so, `[file]` `records = "result"`',
)
_TOO_LARGE = Text(
    "`{file}` : un objet JSON aussi grand ne se lit pas par morceaux ; l'exporter en lignes JSON ou en tableau",
    "`{file}`: so large a JSON object can't be read in pieces; export it as JSON lines or as an array",
)

Record = Mapping[str, object]


@define
class RecordSource:
    """Rows from an iterator that can be started anew; `width` columns. A row that is `Broken` is no row."""

    columns: tuple[str, ...]
    repeated: frozenset[str]
    notes: tuple[Message, ...]
    rows: Callable[[], Iterator[Sequence[object] | Record | Broken]]

    def chunks(self, wanted: Sequence[str], few: Collection[str] = ()) -> Iterator[Chunk]:  # noqa: ARG002
        places = [self.columns.index(name) for name in wanted]
        cells: list[list[object]] = [[] for _ in wanted]
        lines: list[int] = []
        broken: list[Broken] = []
        for number, row in enumerate(self.rows(), start=1):
            if isinstance(row, Broken):
                broken.append(row)
            else:
                lines.append(number)
                for column, name, place in zip(cells, wanted, places, strict=True):
                    column.append(
                        row.get(name) if isinstance(row, Mapping) else row[place] if place < len(row) else None
                    )
            if len(lines) + len(broken) == ROWS:
                yield _chunk(wanted, cells, lines, broken)
                cells, lines, broken = [[] for _ in wanted], [], []
        if lines or broken:
            yield _chunk(wanted, cells, lines, broken)


def _chunk(wanted: Sequence[str], cells: list[list[object]], lines: list[int], broken: list[Broken]) -> Chunk:
    if wanted:
        batch = pa.RecordBatch.from_arrays([arrow_column(column) for column in cells], names=list(wanted))
    else:
        batch = pa.RecordBatch.from_struct_array(pa.array([{}] * len(lines), pa.struct([])))
    return Chunk(batch=batch, lines=np.array(lines, np.int64), broken=tuple(broken))


def arrow_column(values: list[object]) -> pa.Array:
    """Values of one column: of one Arrow type where they are of one kind, else as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {datetime} and all(one.tzinfo is None for one in values if isinstance(one, datetime)):
        return pa.array(values, pa.timestamp("us"))
    if kinds == {timedelta}:
        return pa.array(values, pa.duration("us"))
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {list} and all(_are_intervals(value) for value in values if value is not None):
        parts = pa.struct([("start", pa.string()), ("end", pa.string()), ("reason", pa.string())])
        return pa.array(values, pa.list_(parts))
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def _are_intervals(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and set(one) <= {"start", "end", "reason"}
        and all(isinstance(x, str | None) for x in one.values())
        for one in value
    )


def as_text(value: object) -> str:
    """A value of JSON or of a cell as people write it; a time of day is a length (50 minutes are shown as 0:50)."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat()
        case timedelta():
            return write_duration(round(value.total_seconds()))
        case time():
            return write_duration(value.hour * 3600 + value.minute * 60 + value.second)
        case date() | int():
            return str(value)
    return json.dumps(value, ensure_ascii=False)


def open_xlsx(path: Path, options: FileOptions) -> RecordSource:
    """A sheet of a workbook: its first row names the columns."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets anything out: zipfile, XML, KeyError
        raise refused(UNREADABLE, file=str(path), reason=str(error)) from error
    if options.sheet is not None and options.sheet not in book.sheetnames:
        raise refused(_NO_SHEET, file=str(path), sheet=options.sheet, known=book.sheetnames)
    name = options.sheet or book.sheetnames[0]
    header = next(book[name].iter_rows(max_row=1, values_only=True), ())
    columns, repeated = unique([str(cell).strip() if cell is not None else "" for cell in header])
    book.close()

    def rows() -> Iterator[Sequence[object]]:
        again = openpyxl.load_workbook(path, read_only=True, data_only=True)
        found = again[name].iter_rows(min_row=2, values_only=True)
        yield from (row for row in found if any(cell is not None for cell in row))
        again.close()

    return RecordSource(columns, repeated, () if options.sheet else (_SHEET(sheet=name),), rows)


# --- JSON ---------------------------------------------------------------------------------------------------


def open_lines(path: Path, _options: FileOptions, tool: str | None) -> RecordSource:
    """JSON lines: one object a line."""

    def items() -> Iterator[object]:
        with open_bytes(path) as stream:
            for raw in _lines(stream):
                if not raw.strip():
                    continue
                try:
                    yield json.loads(raw, parse_float=Decimal)
                except (ValueError, RecursionError):
                    yield raw.decode("utf-8", "replace")

    return _from_items(items, tool)


def _lines(stream: Any) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(1 << 20):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        yield rest


def open_json(path: Path, options: FileOptions, tool: str | None) -> RecordSource:
    """A JSON array of objects, or an object that holds one (`records` says where), as APIs give it."""
    with open_bytes(path) as stream:
        start = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"[" and options.records is None:
        return _from_items(lambda: _array(path), tool)
    if path.suffix != ".gz" and path.stat().st_size > _WHOLE_DOCUMENT:
        raise refused(_TOO_LARGE, file=str(path))
    with open_bytes(path) as stream:
        try:
            document = json.loads(stream.read(), parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            raise refused(_NOT_JSON, file=str(path), reason=str(error)) from error
    found = document
    for key in (options.records or "").split(".") if options.records else ():
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, dict) and options.records is None:
        found = next(
            (found[key] for key in ("result", "objects", "issues", "tickets", "data", "values") if key in found), None
        )
    if isinstance(found, dict):  # iTop: an object by its key
        found = list(found.values())
    if not isinstance(found, list):
        raise refused(_NO_RECORDS, file=str(path))
    return _from_items(lambda: iter(found), tool)


def _array(path: Path) -> Iterator[object]:
    """The items of a JSON array, read piece by piece."""
    decoder = json.JSONDecoder(parse_float=Decimal)
    with open_bytes(path) as stream:
        text, at, more = _Text(stream, path), 0, True
        buffer = text.read().lstrip()[1:]
        while True:
            at = _skip(buffer, at, " \t\r\n,")
            if at < len(buffer) and buffer[at] == "]":
                return
            try:
                item, at = decoder.raw_decode(buffer, at)
            except ValueError as error:
                block = text.read() if more else ""
                more = bool(block)
                if not more:
                    raise refused(_NOT_JSON, file=str(path), reason=str(error)) from error
                buffer, at = buffer[at:] + block, 0
                continue
            except RecursionError as error:
                raise refused(_NOT_JSON, file=str(path), reason=str(error)) from error
            if isinstance(item, int | Decimal) and at == len(buffer):
                continue
            yield item


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


class _Text:
    """UTF-8 text from a stream of bytes, by the block."""

    def __init__(self, stream: Any, path: Path) -> None:
        import codecs

        self.stream, self.path = stream, path
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def read(self) -> str:
        block = self.stream.read(1 << 20)
        try:
            return self.decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise refused(UNREADABLE, file=str(self.path), reason="UTF-8") from error


def _from_items(items: Callable[[], Iterator[object]], tool: str | None) -> RecordSource:
    """Records as columns: those that any record has, in the order in which they come."""
    names: dict[str, None] = {}
    for record in _records(items(), tool):
        if not isinstance(record, Broken):
            names.update(dict.fromkeys(record))
    return RecordSource(tuple(names), frozenset(), (), lambda: _records(items(), tool))


def _records(items: Iterable[object], tool: str | None) -> Iterator[Record | Broken]:
    line = 0
    for item in items:
        if not isinstance(item, dict):
            line += 1
            yield Broken(line=line, text=as_text(item)[:200], reason=_NOT_JSON_LINE())
            continue
        for record in records_of(tool, item):
            line += 1
            yield record
