"""The summary as a spreadsheet: one sheet for each grouping, and one that says what run it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlang.billing.summary import Grouping, Row
from contractlang.billing.titles import (
    AMOUNTS,
    COLUMNS,
    COUNTS,
    GROUPING_TITLES,
    HOURS,
    NOTES,
    OUTCOME_TITLES,
    RUN_TITLE,
    columns_of,
)
from contractlang.diagnostics import Lang, Text

if TYPE_CHECKING:
    import xlsxwriter

_SHEETS: tuple[Grouping, ...] = ("period", "rule", "allowance", "contract", "total")
# The same input gives the same bytes
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a spreadsheet has no zones)


def cell(row: Row, column: str) -> str | int | Decimal | None:
    """What a column of the summary holds: amounts with two decimals, lengths in hours."""
    match column:
        case "charged_hours" | "charged_units":
            value, unit = row.charged, row.unit
        case "allowance_hours" | "allowance_units":
            value, unit = row.allowance, row.unit
        case "limit_hours" | "limit_units":
            value, unit = row.limit, row.unit
        case "late_hours":
            value, unit = row.late_seconds, "s"
        case _ if column in AMOUNTS:
            cents: int | None = getattr(row, column)
            return None if cents is None else Decimal(cents).scaleb(-2)
        case _:
            found: str | int | None = getattr(row, column)
            return found
    if value is None or (unit == "s") != column.endswith("_hours"):
        return None
    return hours(value) if unit == "s" else value


def hours(seconds: int) -> Decimal:
    """Seconds as hours, to the second place."""
    exact = Fraction(seconds, 36)
    return Decimal(round(exact)).scaleb(-2)


def write_sheets(path: Path, rows: Sequence[Row], about: Iterable[tuple[Text, str]], lang: Lang) -> None:
    """Write the summary as XLSX; `about` are the lines of the sheet that says what run it was."""
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE, "title": "infog bill"})
    formats = _formats(book)
    for grouping in _SHEETS:
        _sheet(book, formats, grouping, [row for row in rows if row.grouping == grouping], lang)
    _run(book, formats, about, lang)
    book.close()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1}
    return {
        "head": book.add_format(head),
        "amount": book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"}),
        "hours": book.add_format({"num_format": "#,##0.00"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _sheet(book: Any, formats: dict[str, Any], grouping: Grouping, rows: list[Row], lang: Lang) -> None:
    """One grouping: its titles in both languages, frozen, with a filter; the widths of its columns."""
    sheet = book.add_worksheet(GROUPING_TITLES[grouping].say(lang))
    names = columns_of(grouping)
    for place, name in enumerate(names):
        sheet.write_string(0, place, _both(COLUMNS[name], lang), formats["head"])
        sheet.set_column(place, place, 14 if name in AMOUNTS | HOURS | COUNTS else 18)
    for line, row in enumerate(rows, start=1):
        for place, name in enumerate(names):
            value = cell(row, name)
            if name == "outcome" and isinstance(value, str):
                value = OUTCOME_TITLES[value].say(lang) if value in OUTCOME_TITLES else value
            if isinstance(value, str):
                sheet.write_string(line, place, value, formats["text"])
            elif value is not None:
                form = "amount" if name in AMOUNTS else "hours" if name in HOURS else "count"
                sheet.write_number(line, place, value, formats[form])
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 2 if grouping in ("period", "rule", "allowance") else 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _run(book: Any, formats: dict[str, Any], about: Iterable[tuple[Text, str]], lang: Lang) -> None:
    sheet = book.add_worksheet(RUN_TITLE.say(lang))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 100)
    line = 0
    for title, value in about:
        sheet.write_string(line, 0, _both(title, lang).replace("\n", " / "), formats["head"])
        sheet.write_string(line, 1, value, formats["wrap"])
        line += 1
    for note in NOTES:
        sheet.write_string(line + 1, 1, note.say(lang), formats["wrap"])
        line += 1


def _both(title: Text, lang: Lang) -> str:
    """A title in the language of the reader, and in the other below it."""
    words = dict.fromkeys((title.say(lang), title.say("en" if lang == "fr" else "fr")))
    return "\n".join(words)
