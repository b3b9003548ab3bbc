"""Files of tickets: what a value means, what is rejected, that no row is lost."""

# ruff: noqa: DTZ001, E501 (local times are what is tested; samples are shown whole)

from __future__ import annotations

import gzip
import itertools
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contractlang.calendars import to_instant
from contractlang.core.program import Program
from contractlang.evaluation.facts import read_case
from contractlang.syntax.given import fact_of
from contractlang.tickets import Reject, Tickets, TicketsError, open_tickets
from contractlang.tickets import sources as sources_module
from contractlang.tickets.columns import ColumnReader
from contractlang.tickets.dates import form, read_moments
from contractlang.tickets.duplicates import Seen
from contractlang.tickets.plan import LOOKS_MISSING, ColumnPlan
from contractlang.tickets.zones import to_instants
from contractlang.workspace import open_contract, read_contract

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def program() -> Program:
    found = open_contract(str(ROOT / "examples" / "reference.infog")).program
    assert found is not None
    return found


_PROGRAM = open_contract(str(ROOT / "examples" / "reference.infog")).program
assert _PROGRAM is not None
PROGRAM: Program = _PROGRAM


def read(tickets: Tickets) -> tuple[list[dict[str, object]], list[Reject]]:
    """All rows and rejects; every row of the file must be one of them."""
    rows: list[dict[str, object]] = []
    rejects: list[Reject] = []
    for batch, wrong in tickets.batches():
        assert batch.schema == tickets.schema
        rows += batch.to_pylist()
        rejects += wrong
    report = tickets.report
    assert (report.accepted, report.rejected) == (len(rows), len(rejects))
    assert report.read == len(rows) + len(rejects)
    lines = [row["line"] for row in rows] + [one.line for one in rejects]
    assert sorted(lines) == list(range(1, report.read + 1))
    return rows, rejects


def written(folder: Path, text: str, name: str = "tickets.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(error: pytest.ExceptionInfo[TicketsError]) -> str:
    """What is said in both languages, which must differ."""
    said = {lang: "\n".join(one.say(lang) for one in error.value.messages) for lang in ("fr", "en")}  # type: ignore[arg-type]
    assert said["fr"]
    return said["en"]


# --- a value means what it means to `infog ask`


def asked(fact: str, text: str) -> object:
    """The value that `infog ask` reads, None where it refuses it."""
    reading = read_case(PROGRAM, {fact: fact_of(text.strip())})
    return None if reading.errors else reading.case[fact]


WORDS = st.sampled_from(
    ["serveur", "Server", "SERVEUR", "sur site", "on_site", "mineure", "minor", "panne", "pannes", "x", "12", "?"]
)
LENGTHS = st.one_of(
    st.builds("{} {}".format, st.integers(0, 500), st.sampled_from(["min", "h", "s", "minutes", "jours", "heures"])),
    st.builds("PT{}H{}M".format, st.integers(0, 99), st.integers(0, 99)),
    st.sampled_from(
        ["-PT5M", "PT1.5H", "P1D", "PT", "PT0.5S", "P1DT2H", "1,5 h", "1.5 h", "0 min", "-5 min", "1 h 30 min"]
    ),
)
MOMENTS = st.one_of(
    st.datetimes(datetime(1969, 1, 1), datetime(2101, 1, 1)).map(lambda one: one.isoformat(" ", "minutes")),
    st.datetimes(datetime(1969, 1, 1), datetime(2101, 1, 1)).map(lambda one: one.isoformat()),
    st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)).map(
        lambda one: one.isoformat(timespec="milliseconds") + "Z"
    ),
    st.builds(
        "2026-{:02}-{:02}{}{:02}:{:02}{}".format,
        st.integers(0, 13),
        st.integers(0, 32),
        st.sampled_from("T _"),
        st.integers(0, 25),
        st.integers(0, 61),
        st.sampled_from(["", ":30", ":60", "+01:00", "-0330", "Z", ":00.5"]),
    ),
    st.builds("2026-10-25 {:02}:{:02}".format, st.integers(0, 4), st.integers(0, 59)),
    st.builds("2026-03-29 {:02}:{:02}".format, st.integers(0, 4), st.integers(0, 59)),
    st.sampled_from(
        [
            "2026-02-29 10:00",
            "2024-02-29 10:00",
            "2026-03-10",
            "10/03/2026 10:00",
            "2026-03-10 24:00",
            "0000-00-00 00:00:00",
        ]
    ),
)
AMOUNTS = st.one_of(
    st.decimals(0, 10**6, places=2).map(str),
    st.sampled_from(["95", "95,00 €", "95.001", "-1", "1 300 €", "95 € TTC", "1e3", "NaN", "Infinity", "95,00"]),
)
NUMBERS = st.sampled_from(["3", "0", "-1", "2.5", "3.0", "trois", "1 000", "12 tickets"])
TRUTHS = st.sampled_from(["oui", "Non", "true", "FAUX", "1", "peut-être"])
VALUES = st.one_of(
    st.tuples(st.sampled_from(["asset", "channel", "severity", "cause", "site", "performed_by"]), WORDS),
    st.tuples(st.just("worked"), LENGTHS),
    st.tuples(st.sampled_from(["opened", "restored"]), MOMENTS),
    st.tuples(st.just("parts_cost"), AMOUNTS),
    st.tuples(st.just("quantity"), NUMBERS),
    st.tuples(st.just("quote_accepted"), TRUTHS),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=8))
def test_a_value_means_what_it_means_to_ask(values: list[tuple[str, str]]) -> None:
    for fact, group in itertools.groupby(sorted(values), key=lambda one: one[0]):
        texts = [text for _, text in group]
        plan = ColumnPlan(fact=fact, kind=PROGRAM.facts[fact].type.kind, column="c", declared=False)
        column = ColumnReader(PROGRAM, plan).read(pa.array([*texts, None]))
        found = column.array.to_pylist()
        assert found.pop() is None
        for text, value, fault in zip(texts, found, column.faults, strict=False):
            expected = None if text.strip() in LOOKS_MISSING else asked(fact, text)
            assert value == expected, (fact, text)
            assert bool(fault) == (expected is None)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 4102444799), min_size=1, max_size=20),
    st.sampled_from(["Europe/Paris", "UTC", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"]),
)
@example([1774749600 + 60 * one for one in range(-5, 70)], "Europe/Paris")  # 2026-03-29 02:00, read as if in UTC
@example([1792893600 + 60 * one for one in range(-5, 70)], "Europe/Paris")  # 2026-10-25 02:00
def test_local_times_of_a_column_are_those_of_single_ones(local: list[int], zone: str) -> None:
    instants, ambiguous, missing = to_instants(np.array(local), zone)
    for at, seconds in enumerate(local):
        expected, change = to_instant(datetime(1970, 1, 1) + timedelta(seconds=seconds), zone)
        got = "ambiguous" if ambiguous[at] else "missing" if missing[at] else None
        assert (instants[at], got) == (expected, change)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.sampled_from(["", "x", " "]))
def test_declared_forms_read_what_they_write(moment: datetime, spoilt: str) -> None:
    forms = {
        "d/m/yyyy HH:MM": f"{moment.day}/{moment.month}/{moment.year:04} {moment:%H:%M}",
        "dd.mm.yyyy HH:MM:SS": f"{moment:%d.%m.}{moment.year:04} {moment:%H:%M:%S}",
        "m/d/yyyy h:MM AM": f"{moment.month}/{moment.day}/{moment.year:04} {moment.hour % 12 or 12}:{moment:%M} {'PM' if moment.hour > 11 else 'AM'}",
        "yyyymmdd HHMM": f"{moment.year:04}{moment:%m%d %H%M}",
    }
    for name, text in forms.items():
        declared = form(name)
        assert declared is not None
        found = read_moments(pa.array([text, None, text + spoilt]), declared)
        assert found.fits.tolist() == [True, False, not spoilt]
        shown = moment.replace(second=moment.second if "SS" in name else 0, microsecond=0)
        assert datetime(1970, 1, 1) + timedelta(seconds=int(found.local[0])) == shown


def test_forms_that_leave_something_open_are_none() -> None:
    for name in (
        "d/m/yyyy",
        "HH:MM",
        "d/m/yy HH:MM",
        "d/m/yyyy h:MM",
        "d/m/yyyy HH:MM AM",
        "d/d/yyyy HH:MM",
        "jj/mm/aaaa HH:MM",
    ):
        assert form(name) is None


def test_typed_columns_are_read_as_their_values(program: Program, tmp_path: Path) -> None:
    opened = [
        datetime(2026, 3, 6, 17, 45),
        datetime(2026, 10, 25, 2, 30),
        None,
        datetime(2026, 3, 29, 2, 30),
        datetime(1969, 1, 1),
    ]
    table = pa.table(
        {
            "ticket": pa.array([1, 2, 3, 4, 5], pa.int32()),
            "opened": pa.array(opened, pa.timestamp("us")),
            "restored": pa.array(
                [one and one.replace(tzinfo=UTC) for one in opened[:4]] + [None], pa.timestamp("ms", "UTC")
            ),
            "worked": pa.array(
                [timedelta(minutes=50), None, timedelta(0), timedelta(seconds=1), None], pa.duration("ms")
            ),
            "parts_cost": pa.array(
                [Decimal("95.00"), Decimal("0.01"), None, Decimal("12.30"), None], pa.decimal128(8, 2)
            ),
            "quantity": pa.array([1.0, 2.0, None, 3.0, 1.0], pa.float64()),
            "quote_accepted": pa.array([True, False, None, True, True]),
            "severity": pa.array(["mineure", "major", None, "minor", "minor"]).dictionary_encode(),
        }
    )
    path = tmp_path / "t.parquet"
    pa.parquet.write_table(table, path)
    rows, rejects = read(open_tickets(path, program))
    paris = [
        int(datetime(2026, 3, 6, 16, 45, tzinfo=UTC).timestamp()),
        int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()),
    ]
    assert [row["opened"] for row in rows] == [*paris, None, int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp())]
    assert [row["worked"] for row in rows] == [3000, None, 0, 1]
    assert [row["parts_cost"] for row in rows] == [9500, 1, None, 1230]
    assert [row["quantity"] for row in rows] == [1, 2, None, 3]
    assert [row["quote_accepted"] for row in rows] == [True, False, None, True]
    assert [row["severity"] for row in rows] == ["minor", "major", None, "minor"]
    assert [row["ticket"] for row in rows] == ["1", "2", "3", "4"]
    assert [(one.line, one.column) for one in rejects] == [(5, "opened")]
    assert "between 1970 and 2099" in rejects[0].reason.say("en")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62), st.integers(-100, 10**7)), min_size=1, max_size=8),
    st.sampled_from(
        [
            ("quantity", None),
            ("parts_cost", None),
            ("parts_cost", "cents"),
            ("worked", "minutes"),
            ("worked", "milliseconds"),
            ("opened", "seconds"),
        ]
    ),
)
def test_whole_numbers_of_a_column_are_those_of_its_text(
    values: list[int | None], what: tuple[str, str | None]
) -> None:
    fact, unit = what
    plan = ColumnPlan(fact=fact, kind=PROGRAM.facts[fact].type.kind, column="c", declared=True, unit=unit)
    typed = ColumnReader(PROGRAM, plan).read(pa.array(values, pa.int64()))
    text = ColumnReader(PROGRAM, plan).read(
        pa.array([None if one is None else str(one) for one in values], pa.string())
    )
    for one, at in zip(values, range(len(values)), strict=True):
        if one is not None and abs(one) * 3600 >= 2**62:
            continue  # more seconds than a column can hold: text says so by an exception of its own
        assert typed.array[at].as_py() == text.array[at].as_py()
        assert bool(typed.faults[at]) == bool(text.faults[at])


# --- ticket numbers


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.sampled_from(["", "a", "b", "INC0000000001", "INC0000000002", "x" * 40]),
                st.text("aé", max_size=9),
            )
        ),
        max_size=6,
    )
)
def test_repeated_numbers_are_found_over_all_chunks(chunks: list[list[str | None]]) -> None:
    seen, first, line = Seen(), dict[str, int](), 1
    for texts in chunks:
        lines = np.arange(line, line + len(texts))
        expected = []
        for text, at in zip(texts, lines, strict=True):
            expected.append(0 if text is None else first.get(text, 0))
            if text is not None:
                first.setdefault(text, int(at))
        assert seen.repeated(pa.array(texts, pa.string()), lines).tolist() == expected
        line += len(texts)


# --- no row is lost


CELLS = {
    "ticket": ["A1", "A2", "A3", "", "A4", '"A\n5"', "A6", "A7"],
    "opened": ["2026-03-06 17:45", "2026-03-10T10:00", "", "?", "10/03/2026 10:00"],
    "restored": ["2026-03-09 17:45", "", "2026-03-01 00:00", "NS"],
    "severity": ["minor", "majeure", "", "urgent", "?"],
    "worked": ["50 min", "PT1H", "", "50", "-PT5M"],
}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_accepted_and_rejected_are_what_was_read(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(st.sampled_from(sorted(CELLS)), min_size=1, unique=True).filter(lambda one: one != ["ticket"])
    )
    rows = data.draw(
        st.lists(
            st.tuples(*(st.sampled_from(CELLS[name]) for name in names), st.sampled_from(["", ",x", "drop"])),
            max_size=12,
        )
    )
    lines = [
        ",".join(cells[:-1] if odd == "drop" and len(cells) > 1 else cells) + odd.removeprefix("drop")
        for *cells, odd in rows
    ]
    text = "\n".join([",".join(names), *lines])
    with tempfile.TemporaryDirectory() as folder:
        try:
            tickets = open_tickets(written(Path(folder), text), PROGRAM)
        except TicketsError:
            return
        found, _ = read(tickets)
        assert tickets.report.read == sum(1 for line in lines if line)  # a blank line is no row
        for row in found:
            given_case = {
                name: value for name, value in row.items() if name not in ("line", "ticket") and value is not None
            }
            assert not read_case(PROGRAM, given_case, core=True).errors


def test_small_blocks_keep_the_numbers_of_rows(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["ticket,severity,note"]
    bad = {17, 18, 400, 999}
    for at in range(1, 1001):
        lines.append(f"T{at},minor,x,y" if at in bad else f'T{at if at != 700 else 3},minor,"two\nlines"')
    monkeypatch.setattr(sources_module, "CSV_BLOCK", 2000)
    rows, rejects = read(open_tickets(written(tmp_path, "\n".join(lines)), program))
    assert {one.line for one in rejects} == {*bad, 700}
    assert all(row["ticket"] == f"T{row['line']}" for row in rows)
    again = next(one for one in rejects if one.line == 700)
    assert again.reason.say("en") == "this ticket number is already that of row 3"
    assert next(one for one in rejects if one.line == 17).value == "T17,minor,x,y"


# --- forms of files


TABLE: Sequence[Mapping[str, str]] = [
    {"ticket": "A1", "ouverture": "2026-03-06 17:45", "gravité": "majeure", "durée": "50 min"},
    {"ticket": "A2", "ouverture": "2026-03-10T10:00:00+01:00", "gravité": "", "durée": "PT3H"},
]
EXPECTED = [
    {"line": 1, "ticket": "A1", "opened": 1772815500, "severity": "major", "worked": 3000},
    {"line": 2, "ticket": "A2", "opened": 1773133200, "severity": None, "worked": 10800},
]


def as_csv(delimiter: str) -> str:
    rows = [list(TABLE[0]), *(list(one.values()) for one in TABLE)]
    return "\r\n".join(delimiter.join(row) for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_every_form(program: Program, tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows, _ = read(open_tickets(written(tmp_path, as_csv(delimiter), encoding=encoding), program))
    assert rows == EXPECTED


def test_latin_1_is_said_and_not_guessed(program: Program, tmp_path: Path) -> None:
    path = written(tmp_path, as_csv(";"), encoding="latin-1")
    with pytest.raises(TicketsError) as error:
        open_tickets(path, program)
    assert 'is not in UTF-8; write its encoding in the mapping, `[file]` `encoding = "latin-1"`' in refusal(error)
    mapping = written(tmp_path, '[file]\nencoding = "latin-1"', "m.toml")
    rows, _ = read(open_tickets(path, program, mapping))
    assert rows == EXPECTED


def test_gzip_json_lines_an_array_xlsx_and_parquet(program: Program, tmp_path: Path) -> None:
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(as_csv(";").encode()))
    json_rows = [{name: value or None for name, value in one.items()} for one in TABLE]
    lines = written(tmp_path, "\n".join(json.dumps(one) for one in json_rows) + "\n", "t.jsonl")
    array = written(tmp_path, json.dumps(json_rows, indent=2), "t.json")
    book = openpyxl.Workbook()
    book.active.append(list(TABLE[0]))
    book.active.append(["A1", datetime(2026, 3, 6, 17, 45), "majeure", timedelta(minutes=50)])
    book.active.append(["A2", datetime(2026, 3, 10, 10, 0), None, timedelta(hours=3)])
    book.save(tmp_path / "t.xlsx")
    pa.parquet.write_table(pa.Table.from_pylist([dict(one) for one in TABLE]), tmp_path / "t.parquet")
    for path in (packed, lines, array, tmp_path / "t.xlsx", tmp_path / "t.parquet"):
        rows, rejects = read(open_tickets(path, program))
        assert (rows, rejects) == (EXPECTED, []), path


def test_a_long_array_is_read_piece_by_piece(program: Program, tmp_path: Path) -> None:
    items = [{"ticket": f"T{at}", "severity": "minor", "text": "é" * 997, "number": at} for at in range(3000)]
    rows, _ = read(open_tickets(written(tmp_path, json.dumps(items, ensure_ascii=False), "t.json"), program))
    assert [row["ticket"] for row in rows] == [f"T{at}" for at in range(3000)]


def test_a_line_that_is_no_object_is_rejected(program: Program, tmp_path: Path) -> None:
    path = written(tmp_path, '{"ticket": "A", "severity": "minor"}\n{"ticket": \n[1]\n', "t.jsonl")
    rows, rejects = read(open_tickets(path, program))
    assert len(rows) == 1
    assert [one.line for one in rejects] == [2, 3]


# --- refused before any work


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("t.csv", "", "is empty"),
        ("t.csv", "ticket,opened;severity\n", "several possible separators"),
        ("t.csv", "ticket,opened,ouverture\n1,2026-03-10 10:00,2026-03-10 10:00\n", "are all the fact `opened`"),
        (
            "t.csv",
            "ticket,opened,opened\n1,2026-03-10 10:00,2026-03-10 10:00\n",
            "`opened` is in the file more than once",
        ),
        ("t.csv", "a,b\n1,2\n", "no column of the file is a fact"),
        ("t.csv", "ticket,opened\n1,10/03/2026 10:00\n2,11/03/2026 10:00\n", "none of the first 2 values fits"),
        ("t.csv", "ticket,worked\n1,50\n2,60\n", "a number without a unit"),
        ("t.csv", 'ticket,worked\n1,"50 min\n', "a quote stays open"),
        ("t.parquet", "PAR1 nothing more", "truncated"),
        ("t.xlsx", "no zip", "cannot be read"),
        ("t.json", '[{"ticket": 1}, ', "is not JSON"),
        ("t.json", '{"a": 1}', "it does not show where the list of tickets is"),
        ("t.xyz", "a", "does not show its format"),
    ],
)
def test_what_is_refused_before_any_work(program: Program, tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(TicketsError) as error:
        open_tickets(written(tmp_path, text, name), program)
    assert said in refusal(error)


def test_a_truncated_parquet_is_refused(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pa.parquet.write_table(pa.Table.from_pylist([dict(one) for one in TABLE] * 500), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TicketsError, match="truncated"):
        open_tickets(path, program)


# --- what is never silent


def test_unknown_columns_and_values_are_listed(program: Program, tmp_path: Path) -> None:
    text = "ticket,gravite,ouvertur,x\n1,mineure,a,b\n2,urgent,a,b\n3,urgent,a,b\n4,?,a,b\n"
    tickets = open_tickets(written(tmp_path, text), program)
    rows, rejects = read(tickets)
    report = tickets.report
    assert [row["ticket"] for row in rows] == ["1"]
    assert [(name, near and near.fr) for name, near in report.unknown] == [("ouvertur", "ouverture"), ("x", None)]
    assert [(one.column, one.value, one.count) for one in report.unmapped] == [
        ("gravite", "urgent", 2),
        ("gravite", "?", 1),
    ]
    assert [one.value for one in rejects] == ["urgent", "urgent", "?"]


def test_the_order_of_events_and_the_life_of_the_contract(program: Program, tmp_path: Path) -> None:
    text = "ticket,opened,restored\n1,2026-03-10 10:00,2026-03-10 09:59\n2,2026-03-10 10:00,2026-03-10 10:00\n3,2025-12-31 23:59,\n4,2027-01-01 00:00,\n5,2026-01-01 00:00,\n"
    life = (to_instant(datetime(2026, 1, 1), "Europe/Paris")[0], to_instant(datetime(2027, 1, 1), "Europe/Paris")[0])
    rows, rejects = read(open_tickets(written(tmp_path, text), program, life=life))
    assert [row["ticket"] for row in rows] == ["2", "5"]
    assert [(one.ticket, one.column) for one in rejects] == [("1", "restored"), ("3", "opened"), ("4", "opened")]
    assert "outside the life of the contract" in rejects[1].reason.say("en")


def test_times_that_a_clock_change_touches_are_counted(program: Program, tmp_path: Path) -> None:
    text = "ticket,opened\n1,2026-10-25 02:30\n2,2026-03-29 02:30\n3,2026-10-25T02:30+01:00\n4,2026-03-29 03:30\n"
    tickets = open_tickets(written(tmp_path, text), program)
    rows, _ = read(tickets)
    assert [row["opened"] for row in rows] == [1792888200, 1774747800, 1792891800, 1774747800]
    assert dict(tickets.report.clock_changes) == {("opened", "ambiguous"): 1, ("opened", "missing"): 1}


def test_several_contracts_by_a_column(program: Program, tmp_path: Path) -> None:
    text = (
        'langue fr\n\ncontrat "B" réf "B-1" {\n  calendrier NY fuseau "America/New_York" { lun-ven 09:00-17:00 }\n}\n'
    )
    other = read_contract(text).program
    assert other is not None
    path = written(
        tmp_path,
        "ticket,contract,opened,severity\n1,A,2026-03-10 10:00,minor\n2,B,2026-03-10 10:00,minor\n3,C,2026-03-10 10:00,minor\n4,,2026-03-10 10:00,minor\n5,A,2026-03-10 10:00,major\n",
    )
    rows, rejects = read(open_tickets(path, {"A": program, "B": other}))
    zone = next((one.zone for one in other.calendars.values()), "UTC")
    in_b = to_instant(datetime(2026, 3, 10, 10), zone)[0]
    assert [(row["ticket"], row["contract"], row["opened"]) for row in rows] == [
        ("1", "A", 1773133200),
        ("2", "B", in_b),
        ("5", "A", 1773133200),
    ]
    assert [row["severity"] for row in rows] == ["minor", "minor", "major"]
    assert [(one.line, one.column) for one in rejects] == [(3, "contract"), (4, "contract")]


def test_intervals_that_contradict_one_another_are_rejected(program: Program, tmp_path: Path) -> None:
    good = {"start": "2026-03-10T10:00", "end": "2026-03-10T11:00", "reason": "attente_client"}
    rows = [
        {"ticket": "1", "opened": "2026-03-10 09:00", "suspensions": [good]},
        {"ticket": "2", "opened": "2026-03-10 10:30", "suspensions": [good]},
        {"ticket": "3", "opened": "2026-03-10 09:00", "suspensions": None},
    ]
    found, rejects = read(open_tickets(written(tmp_path, json.dumps(rows), "t.json"), program))
    span = {"start": 1773133200, "end": 1773136800, "reason": "client_wait"}
    assert [(row["ticket"], row["suspensions"]) for row in found] == [("1", [span]), ("3", None)]
    assert [(one.ticket, one.column) for one in rejects] == [("2", "suspensions")]
