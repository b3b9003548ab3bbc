"""What a run came to, in some lines for whoever started it."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.billing.run import Billed
from contractlang.billing.summary import Row
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import money
from contractlang.evaluation.money import decimal_string
from contractlang.records import frozen
from contractlang.values import Money

_READ = Text(
    "{read} lignes lues : {accepted} acceptées, {rejected} rejetées",
    "{read} rows read: {accepted} accepted, {rejected} rejected",
)
_ASIDE = Text("{aside} lignes d'autres périodes laissées de côté", "{aside} rows of other periods set aside")
_REASON = Text("  {count} × {reason} (ligne {line})", "  {count} × {reason} (row {line})")
_RESUMED = Text("exécution reprise où elle s'était arrêtée", "the run was taken up where it had stopped")
_DISCARDED = Text(
    "une exécution inachevée d'autres tickets, d'un autre contrat ou d'autres options était là : tout a été recommencé",
    "an unfinished run of other tickets, another contract or other options was there: everything was started anew",
)
_TOTAL = Text("Total", "Total")
_TITLES = (
    Text("période", "period"),
    Text("tickets", "tickets"),
    Text("HT", "net"),
    Text("TVA", "VAT"),
    Text("TTC", "gross"),
    Text("pénalités", "penalties"),
)
_ALSO = Text(
    "dont {unpriced} facturés sans montant connu (quantité manquante, ou devis)",
    "of which {unpriced} billed without a known amount (no quantity, or a quote)",
)
_WRITTEN = Text("écrit dans {folder} : {files}", "written to {folder}: {files}")


@frozen(kw_only=True)
class Table:
    """Rows of cells, the first row the titles."""

    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> Iterator[str]:
        """Columns side by side, the first to the left and the others to the right."""
        widths = [max(len(row[place]) for row in self.rows) for place in range(len(self.rows[0]))]
        for row in self.rows:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
            yield "  " + "  ".join(cells)


def billed_text(found: Billed, folder: str, lang: Lang) -> str:
    """How many rows were read, why some were rejected, what each period comes to, and where it was written."""
    return "\n".join(_lines(found, folder, lang))


def _lines(found: Billed, folder: str, lang: Lang) -> Iterator[str]:
    if found.resumed:
        yield _RESUMED.say(lang)
    if found.discarded:
        yield _DISCARDED.say(lang)
    yield _READ(read=found.read, accepted=found.accepted, rejected=found.rejected).say(lang)
    for one in found.reasons:
        yield _REASON(count=one.count, reason=one.reason, line=one.line).say(lang)
    if found.aside:
        yield _ASIDE(aside=found.aside).say(lang)
    for note in found.notes:
        yield note.say(lang)
    totals = [row for row in found.rows if row.grouping == "contract"]
    for total in totals:
        yield ""
        yield f"{total.contract} ({total.currency})" if total.currency else str(total.contract)
        own = [
            row
            for row in found.rows
            if row.grouping == "period" and (row.contract, row.currency) == (total.contract, total.currency)
        ]
        head = tuple(title.say(lang) for title in _TITLES)
        rows = [head, *(_cells(row, row.period or "—", lang) for row in own), _cells(total, _TOTAL.say(lang), lang)]
        yield from Table(rows=tuple(rows)).lines()
        if total.unpriced:
            yield "  " + _ALSO(unpriced=total.unpriced).say(lang)
    yield ""
    yield _WRITTEN(folder=folder, files=", ".join(found.files)).say(lang)


def _cells(row: Row, title: str, lang: Lang) -> tuple[str, ...]:
    amounts = (row.net, row.vat, row.gross, row.penalties_due)
    return title, str(row.tickets), *(_amount(amount, row.currency, lang) for amount in amounts)


def _amount(cents: int | None, currency: str | None, lang: Lang) -> str:
    from decimal import Decimal

    if cents is None:
        return "—"
    if currency is None:
        return decimal_string(cents) or ""
    return money(Money(Decimal(cents).scaleb(-2), currency), lang)
