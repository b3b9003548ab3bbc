"""The report of a run: one self-contained page with figures, pictures and the table beside each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from contractlang.billing.charts import WIDTH, Commitment, Heat, Months, commitments, heat, months
from contractlang.billing.sheets import hours
from contractlang.billing.summary import Billing, Row
from contractlang.billing.tally import Tally
from contractlang.billing.titles import MILESTONE_TITLES, NOTES, OUTCOME_TITLES
from contractlang.billing.words import WORDS
from contractlang.calendars import ServiceCalendar
from contractlang.core.cases import SEVERITY
from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import money, number
from contractlang.records import evolve, frozen
from contractlang.values import Money

_TEMPLATE = Path(__file__).with_name("report.html")
_WINDOW = ("interventions", "window")


@frozen(kw_only=True)
class Reject:
    """Why rows were rejected, how many, and one of them."""

    reason: str
    count: int
    line: int | None
    value: str | None = None


@frozen(kw_only=True)
class Section:
    """What the page shows of one contract in one currency."""

    contract: Billing
    currency: str
    total: Row
    periods: tuple[Row, ...]
    by_rule: tuple[Row, ...]
    allowances: tuple[Row, ...]
    months: Months
    commitments: tuple[Commitment, ...]
    commitments_height: int
    heat: Heat
    calendar: ServiceCalendar | None
    service: tuple[str, ...]


@frozen(kw_only=True)
class Findings:
    """All that the page is made of; `counts` are rows read, accepted and rejected, `about` says what run it was."""

    rows: tuple[Row, ...]
    tally: Tally
    contracts: tuple[Billing, ...]
    counts: tuple[int, int, int]
    rejects: tuple[Reject, ...]
    about: tuple[tuple[Text, str], ...]


def write_report(path: Path, found: Findings, lang: Lang) -> None:
    """Write the page."""
    from jinja2 import Environment, StrictUndefined

    page = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    ).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    rows, known = found.rows, {one.reference: one for one in found.contracts}
    sections = [
        _section(known[row.contract], row, rows, found.tally, lang)
        for row in rows
        if row.grouping == "contract" and row.contract in known
    ]
    text = page.render(
        lang=lang,
        colon=" : " if lang == "fr" else ": ",
        width=WIDTH,
        sections=sections,
        totals=[row for row in rows if row.grouping == "total"],
        counts=found.counts,
        rejects=found.rejects,
        about=[(title.say(lang), value) for title, value in found.about],
        notes=[note.say(lang) for note in NOTES],
        days=_days(lang),
        outcome=lambda name: OUTCOME_TITLES[name].say(lang) if name in OUTCOME_TITLES else name,
        milestone=lambda name: MILESTONE_TITLES[name].say(lang),
        severity=_severity(known.values(), lang),
        **_wording(lang),
    )
    path.write_text(text, encoding="utf-8")


def _wording(lang: Lang) -> dict[str, Callable[..., str]]:
    """How the page writes words and values."""
    from babel.numbers import format_decimal

    def amount(cents: int | None, currency: str | None) -> str:
        if cents is None:
            return "—"
        value = Decimal(cents).scaleb(-2)
        return money(Money(value, currency), lang) if currency else format_decimal(value, "#,##0.00", locale=lang)

    return {
        "t": lambda name, **values: WORDS[name](**values).say(lang) if values else WORDS[name].say(lang),
        "amount": amount,
        "short": lambda cents: _short(cents, lang),
        "number": lambda value: number(value, lang),
        "hours": lambda seconds: "—" if seconds is None else number(hours(seconds), lang),
        "percent": lambda share: "—" if share is None else f"{round(share * 100)}{' %' if lang == 'fr' else '%'}",
    }


def _short(cents: int, lang: Lang) -> str:
    """An amount on an axis, in thousands where it is round there."""
    whole = Decimal(abs(cents)).scaleb(-2)
    if whole >= 1000 and not abs(cents) % 10000:
        return f"{number((whole / 1000).normalize(), lang)} k"
    return number(whole.normalize() if whole else Decimal(0), lang)


def _section(contract: Billing, total: Row, rows: Sequence[Row], tally: Tally, lang: Lang) -> Section:
    def own(grouping: str) -> tuple[Row, ...]:
        return tuple(
            row
            for row in rows
            if row.grouping == grouping and (row.contract, row.currency) == (total.contract, total.currency)
        )

    periods, reference = own("period"), contract.reference
    counted: dict[tuple[str, str, str], int] = {}
    for (name, severity, milestone, state), value in tally.commitments.items():
        if name == reference:
            counted[severity, milestone, state] = value
    lines, height = commitments(counted, _severities(contract.programs[0], counted))
    calendar = _service(contract.programs[-1])
    return Section(
        contract=contract,
        currency=total.currency or "",
        total=total,
        periods=periods,
        by_rule=_over_periods(own("rule")),
        allowances=own("allowance"),
        months=months(
            [month_name(row.period, lang) for row in periods],
            [row.net for row in periods],
            [row.penalties_due for row in periods],
        ),
        commitments=tuple(lines),
        commitments_height=height,
        heat=heat({(day, hour): n for (name, day, hour), n in tally.openings.items() if name == reference}, calendar),
        calendar=calendar,
        service=tuple(_intervals(calendar, day) for day in range(7)),
    )


def _intervals(calendar: ServiceCalendar | None, day: int) -> str:
    """The opening hours of a day of the week as a contract writes them."""
    intervals = calendar.weekly[day] if calendar is not None else ()
    return ", ".join(f"{_clock(opening)}-{_clock(closing)}" for opening, closing in intervals)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24 if minute > 1440 else minute // 60:02}:{minute % 60:02}"


def _over_periods(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of rules with all periods taken together."""
    found: dict[tuple[str | None, ...], Row] = {}
    for row in rows:
        key = row.rule, row.article, row.outcome
        found[key] = row if key not in found else _together(found[key], row)
    return tuple(found.values())


def _together(one: Row, other: Row) -> Row:
    names = ("tickets", "net", "late", "late_seconds", "penalties", "penalties_due")
    charged = None if one.charged is None or other.charged is None else one.charged + other.charged
    sums = {name: getattr(one, name) + getattr(other, name) for name in names}
    return evolve(one, period=None, charged=charged, **sums)


def _severities(program: Program, counted: Mapping[tuple[str, str, str], int]) -> list[str]:
    """The severities that tickets had, the gravest first where the contract orders them."""
    found = {severity for severity, _, _ in counted}
    declared = program.facts.get(SEVERITY)
    vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
    ordered = [word for word in reversed(list(vocabulary.words)) if word in found] if vocabulary else []
    return [*ordered, *sorted(found - set(ordered))]


def _severity(contracts: Iterable[Billing], lang: Lang) -> Callable[[str], str]:
    words: dict[str, str] = {}
    for contract in contracts:
        for program in contract.programs:
            declared = program.facts.get(SEVERITY)
            vocabulary = program.vocabularies.get(declared.type.vocabulary or "") if declared else None
            if vocabulary is not None:
                words |= {name: text.say(lang).replace("_", " ") for name, text in vocabulary.words.items()}
    return lambda name: words.get(name, name) or "—"


def _service(program: Program) -> ServiceCalendar | None:
    """The calendar of the service: that of interventions, else the first."""
    term = program.terms.get(_WINDOW)
    named = program.calendars.get(str(term.value)) if term is not None else None
    return named or next(iter(program.calendars.values()), None)


def month_name(period: str | None, lang: Lang) -> str:
    """A month in short: `mars 26`."""
    from datetime import date

    from babel.dates import format_date

    if not period:
        return "—"
    year, month = period.split("-")
    return format_date(date(int(year), int(month), 1), "LLL yy", locale=lang)


def _days(lang: Lang) -> list[Any]:
    from babel.dates import get_day_names

    names = get_day_names("abbreviated", locale=lang)
    return [names[day] for day in range(7)]
