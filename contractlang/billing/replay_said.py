"""A replay for a reader, as JSON, and as a table of the tickets that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from contractlang.billing.files import TableFile
from contractlang.billing.replay import Both, OneSided, Pair, Replay, Side, Why
from contractlang.billing.report import Reject
from contractlang.billing.said import Table
from contractlang.billing.sheets import hours
from contractlang.billing.titles import MILESTONE_TITLES, OUTCOME_TITLES
from contractlang.diagnostics import Lang, Text
from contractlang.diagnostics.wording import money, number
from contractlang.evaluation.money import decimal_string
from contractlang.values import Money

Json = dict[str, object]

_TICKETS = Text(
    "{read} lignes lues, {compared} tickets décidés par les deux textes, dont {differing} autrement",
    "{read} rows read, {compared} tickets decided by both texts, {differing} of them otherwise",
)
_REJECTED = Text("{count} lignes rejetées par les deux", "{count} rows rejected under both")
_ONLY = Text(
    "{count} tickets décidés seulement par {name} (solde {balance}), rejetés par l'autre :",
    "{count} tickets decided only under {name} (balance {balance}), rejected under the other:",
)
_REASON = Text("  {count} × {reason} (ligne {line})", "  {count} × {reason} (row {line})")
_NET = Text("facturé HT", "charged, net")
_PENALTIES = Text("pénalités dues", "penalties due")
_BALANCE = Text("solde HT", "net balance")
_RULES = Text("Par règle", "By rule")
_LATE = Text("Par étape", "By milestone")
_TOP = Text("Les tickets qui pèsent le plus", "The tickets that matter most")
_HEAD = (
    Text("règle", "rule"),
    Text("tickets", "tickets"),
    Text("heures facturées", "hours charged"),
    Text("HT", "net"),
)
_LATE_HEAD = (
    Text("étape", "milestone"),
    Text("manqués", "missed"),
    Text("retard (h)", "late (h)"),
    Text("pénalités", "penalties"),
)
_DIFFERENCE = Text("écart", "difference")
_SAME = Text("Même effet sur ces tickets.", "Same effect on these tickets.")
_CLIENT = Text("Le client paierait {amount} de plus.", "The client would pay {amount} more.")
_PROVIDER = Text("Le client paierait {amount} de moins.", "The client would pay {amount} less.")
_EVEN = Text("Le client paierait autant.", "The client would pay the same.")
_NO_RULE = Text("(aucune règle)", "(no rule)")
_TICKET = Text("{ticket} (ligne {line}) : {amount}", "{ticket} (row {line}): {amount}")
_LATENESS = Text(
    "{milestone} en retard de {hours} h, pénalité {amount}", "{milestone} late by {hours} h, penalty {amount}"
)


def replay_text(found: Replay, lang: Lang) -> str:
    """A replay in lines: totals, rules, milestones, the tickets that matter most, what only one text decides."""
    return "\n".join(_lines(found, lang))


def _lines(found: Replay, lang: Lang) -> Iterator[str]:
    def amount(cents: int) -> str:
        return _amount(cents, found.currency, lang)

    yield f"A = {found.names[0]}"
    yield f"B = {found.names[1]}"
    yield _TICKETS(read=found.read, compared=found.compared, differing=found.differing).say(lang)
    if found.rejected:
        yield _REJECTED(count=found.rejected).say(lang)
        yield from _reasons(found.rejected_reasons, lang)
    for one, name in zip(found.only, "AB", strict=True):
        if one.count:
            yield _ONLY(count=one.count, name=name, balance=amount(one.balance)).say(lang)
            yield from _reasons(one.reasons, lang)
    yield ""
    balances = [net - penalty for net, penalty in zip(found.net, found.penalties, strict=True)]
    rows = [("", "A", "B", _DIFFERENCE.say(lang))]
    for title, (first, second) in ((_NET, found.net), (_PENALTIES, found.penalties), (_BALANCE, balances)):
        difference = _signed(second - first, found.currency, lang)
        rows.append((title.say(lang), amount(first), amount(second), difference))
    yield from Table(rows=tuple(rows)).lines()
    if found.same:
        yield _SAME.say(lang)
        return
    more = found.difference
    text = _EVEN if not more else _CLIENT if more > 0 else _PROVIDER
    yield text(amount=amount(abs(more))).say(lang)
    rules = {name or _NO_RULE.say(lang): one for name, one in found.rules.items()}
    yield from _section(_RULES, _HEAD, rules, found, lang)
    late = {MILESTONE_TITLES[name].say(lang): one for name, one in found.milestones.items()}
    yield from _section(_LATE, _LATE_HEAD, late, found, lang)
    if found.top:
        yield ""
        yield _TOP.say(lang)
        for pair in found.top:
            yield from _pair(pair, found, lang)


def _section(title: Text, head: tuple[Text, ...], rows: dict[str, Both], found: Replay, lang: Lang) -> Iterator[str]:
    """What each rule or milestone comes to under both texts, and the difference."""
    shown = {name: one for name, one in rows.items() if any(one.tickets) or any(one.cents)}
    if not shown:
        return
    yield ""
    yield title.say(lang)
    names = [f"{column.say(lang)} {side}" for column in head[1:] for side in "AB"]
    lines = [(head[0].say(lang), *names, _DIFFERENCE.say(lang))]
    for name, one in shown.items():
        cells = [str(count) for count in one.tickets]
        cells += [number(hours(seconds), lang) for seconds in one.seconds]
        cells += [_amount(cents, found.currency, lang) for cents in one.cents]
        lines.append((name, *cells, _signed(one.cents[1] - one.cents[0], found.currency, lang)))
    yield from Table(rows=tuple(lines)).lines()


def _pair(pair: Pair, found: Replay, lang: Lang) -> Iterator[str]:
    difference = _signed(pair.difference, found.currency, lang)
    yield "  " + _TICKET(ticket=pair.ticket, line=pair.line, amount=difference).say(lang)
    for name, side, why in (("A", pair.before, pair.whys[0]), ("B", pair.after, pair.whys[1])):
        yield f"    {name}  {_verdict(side, why, found.currency, lang)}"
        if why is not None:
            yield f"       {why.sentence.say(lang)}"
        for milestone, late in side.lateness.items():
            if late.met is False and late.penalty:
                words = {"milestone": MILESTONE_TITLES[milestone], "hours": number(hours(late.late_seconds), lang)}
                yield "       " + _LATENESS(**words, amount=_amount(late.penalty, found.currency, lang)).say(lang)


def _verdict(side: Side, why: Why | None, currency: str | None, lang: Lang) -> str:
    outcome = OUTCOME_TITLES[side.outcome].say(lang) if side.outcome in OUTCOME_TITLES else side.outcome
    amount = "" if side.amount is None or side.outcome != "billed" else f" {_amount(side.amount, currency, lang)}"
    title = "" if why is None else f" « {why.title.say(lang)} »" if lang == "fr" else f' "{why.title.say(lang)}"'
    return f"{outcome}{amount}, {side.rule or _NO_RULE.say(lang)}{title}"


def _reasons(reasons: Iterable[Reject], lang: Lang) -> Iterator[str]:
    for one in reasons:
        yield _REASON(count=one.count, reason=one.reason, line=one.line).say(lang)


def _amount(cents: int, currency: str | None, lang: Lang) -> str:
    value = Decimal(cents).scaleb(-2)
    return money(Money(value, currency), lang) if currency else number(value, lang)


def _signed(cents: int, currency: str | None, lang: Lang) -> str:
    return f"+{_amount(cents, currency, lang)}" if cents > 0 else _amount(cents, currency, lang)


# --- as data ------------------------------------------------------------------------------------------------


def replay_json(found: Replay, lang: Lang) -> Json:
    """A replay as JSON: amounts as decimal strings, lengths in seconds."""
    return {
        "under": list(found.names),
        "read": found.read,
        "compared": found.compared,
        "differing": found.differing,
        "rejected_by_both": {"count": found.rejected, "reasons": _reasons_json(found.rejected_reasons)},
        "only_before": _only_json(found.only[0]),
        "only_after": _only_json(found.only[1]),
        "currency": found.currency,
        "net": _decimals(found.net),
        "penalties": _decimals(found.penalties),
        "difference": decimal_string(found.difference),
        "same": found.same,
        "rules": {name: _both_json(one) for name, one in found.rules.items()},
        "milestones": {name: _both_json(one) for name, one in found.milestones.items()},
        "top": [_pair_json(pair, lang) for pair in found.top],
    }


def _decimals(pair: Iterable[int]) -> list[str | None]:
    return [decimal_string(cents) for cents in pair]


def _both_json(one: Both) -> Json:
    return {"tickets": one.tickets, "seconds": one.seconds, "amount": _decimals(one.cents)}


def _only_json(one: OneSided) -> Json:
    return {"count": one.count, "balance": decimal_string(one.balance), "reasons": _reasons_json(one.reasons)}


def _reasons_json(reasons: Iterable[Reject]) -> list[Json]:
    return [{"reason": one.reason, "count": one.count, "line": one.line} for one in reasons]


def _pair_json(pair: Pair, lang: Lang) -> Json:
    return {
        "line": pair.line,
        "ticket": pair.ticket,
        "difference": decimal_string(pair.difference),
        "before": _side_json(pair.before, pair.whys[0], lang),
        "after": _side_json(pair.after, pair.whys[1], lang),
    }


def _side_json(side: Side, why: Why | None, lang: Lang) -> Json:
    return {
        "outcome": side.outcome,
        "rule": side.rule,
        "why": None if why is None else why.sentence.say(lang),
        "amount": decimal_string(side.amount),
        "charged": side.charged,
        "milestones": {
            name: {"met": one.met, "late_seconds": one.late_seconds, "penalty": decimal_string(one.penalty)}
            for name, one in side.lateness.items()
            if one.met is not None
        },
    }


def write_pairs(path: Path, found: Replay) -> None:
    """Write every ticket that differs, with both sides, as Parquet or CSV by the name of the file."""
    import pyarrow as pa

    two = pa.decimal128(18, 2)
    columns = {"line": pa.array([pair.line for pair in found.pairs], pa.int64())}
    columns["ticket"] = pa.array([pair.ticket for pair in found.pairs], pa.string())
    for name, sides in (("a", [pair.before for pair in found.pairs]), ("b", [pair.after for pair in found.pairs])):
        columns[f"{name}_outcome"] = pa.array([side.outcome for side in sides], pa.string())
        columns[f"{name}_rule"] = pa.array([side.rule for side in sides], pa.string())
        columns[f"{name}_amount"] = pa.array([_decimal(side.amount) for side in sides], two)
        columns[f"{name}_late_seconds"] = pa.array(
            [sum(one.late_seconds for one in side.lateness.values()) for side in sides], pa.int64()
        )
        columns[f"{name}_penalties"] = pa.array([_decimal(side.penalties) for side in sides], two)
    columns["difference"] = pa.array([_decimal(pair.difference) for pair in found.pairs], two)
    table = pa.table(columns)
    with TableFile(path, "csv" if path.suffix == ".csv" else "parquet", table.schema) as file:
        for batch in table.to_batches():
            file.write(batch)


def _decimal(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)
