"""The summary of a run: what each rule, period and contract comes to, and all of them together.

Tax is computed once on the sum of a period for each rate, rounded half up; that is what is invoiced, and it may differ
by some cents from the sum of the tax of single tickets (`vat_tickets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from contractlang.billing.tally import Sums, Tally
from contractlang.core.program import Program
from contractlang.evaluation.money import VAT, half_up
from contractlang.evaluation.sentences import contract_currency
from contractlang.records import evolve, frozen
from contractlang.values import Percent

Grouping = Literal["total", "contract", "period", "rule", "allowance"]
# Those that hold each ticket once; an allowance holds those that use it
GROUPINGS: tuple[Grouping, ...] = ("total", "contract", "period", "rule")


@frozen(kw_only=True)
class Billing:
    """What the summary has to know of one contract: its name, the tax rate under each amendment, its currency.

    `rates`: by the number of the last amendment in force (None: as signed); None where the contract sets no rate.
    """

    reference: str
    title: str
    digest: str
    currency: str | None
    rates: Mapping[str | None, Fraction | None]
    programs: tuple[Program, ...]


@frozen(kw_only=True)
class Row:
    """One line of the summary; amounts in cents, lengths in seconds.

    `charged` is what is charged for, `allowance` what was used of an allowance up to the end of the period and `limit`
    what there is of it, in seconds or as a count (`unit`). `unpriced`: billed tickets whose amount is not
    known. `vat` and `gross` are those of the period's sum, None where a rate is missing and for a single rule.
    """

    grouping: Grouping
    contract: str | None = None
    period: str | None = None
    rule: str | None = None
    article: str | None = None
    outcome: str | None = None
    currency: str | None = None
    tickets: int
    included: int
    billed: int
    outside: int
    unpriced: int
    charged: int | None
    unit: str | None
    allowance: int | None = None
    limit: int | None = None
    net: int
    vat: int | None
    gross: int | None
    vat_tickets: int
    late: int
    late_seconds: int
    penalties: int
    penalties_due: int

    @property
    def balance(self) -> int:
        """What the client owes less what the provider owes, excluding tax, in cents."""
        return self.net - self.penalties_due


def billing_of(reference: str, programs: Iterable[Program]) -> Billing:
    """What the summary reads of a contract through time; the first program is the contract as signed."""
    known = tuple(programs)
    rates: dict[str | None, Fraction | None] = {}
    for program in known:
        term = program.terms.get(VAT)
        rate = term.value.fraction if term is not None and isinstance(term.value, Percent) else None
        rates[program.amendments[-1].number if program.amendments else None] = rate
    signed = known[0]
    return Billing(
        reference=reference,
        title=signed.title,
        digest=known[-1].digest,
        currency=contract_currency(signed),
        rates=rates,
        programs=known,
    )


def summarise(tally: Tally, contracts: Iterable[Billing]) -> list[Row]:
    """All rows, the widest grouping first, in order of contract, period and rule."""
    known = {one.reference: one for one in contracts}
    found = _Summary(tally, known)
    return [*(row for grouping in GROUPINGS for row in found.rows(grouping)), *found.allowances()]


Key = tuple[str | None, ...]
# By what each grouping tells groups apart
_KEYS: dict[Grouping, tuple[str, ...]] = {
    "total": ("currency",),
    "contract": ("contract", "currency"),
    "period": ("contract", "period", "currency"),
    "rule": ("contract", "period", "rule", "article", "outcome", "currency"),
}


class _Summary:
    def __init__(self, tally: Tally, contracts: Mapping[str, Billing]) -> None:
        self.tally, self.contracts = tally, contracts
        self.groups = [
            (evolve(group, currency=group.currency or self._currency(group.contract)), sums)
            for group, sums in sorted(tally.groups.items(), key=lambda item: item[0].sort_key)
        ]
        self.taxes = dict(self._taxes())

    def _currency(self, contract: str | None) -> str | None:
        known = self.contracts.get(contract or "")
        return known.currency if known is not None else None

    def _taxes(self) -> Iterator[tuple[Key, int | None]]:
        """The tax of each contract, period and currency, on the sum of each rate."""
        sums: dict[Key, dict[Fraction | None, int]] = {}
        for group, one in self.groups:
            known = self.contracts.get(group.contract or "")
            rate = known.rates.get(group.amendment) if known is not None else None
            of_period = sums.setdefault((group.contract, group.period, group.currency), {})
            of_period[rate] = of_period.get(rate, 0) + one.net
        for key, nets in sums.items():
            untaxed = nets.pop(None, 0)
            yield key, None if untaxed else sum(half_up(net * rate) for rate, net in nets.items() if rate is not None)

    def rows(self, grouping: Grouping) -> Iterator[Row]:
        names = _KEYS[grouping]
        found: dict[Key, list[int]] = {}
        for place, (group, _) in enumerate(self.groups):
            found.setdefault(tuple(getattr(group, name) for name in names), []).append(place)
        for key in sorted(found, key=lambda one: tuple(value or "" for value in one)):
            yield self._row(grouping, dict(zip(names, key, strict=True)), found[key])

    def _row(self, grouping: Grouping, key: dict[str, str | None], places: list[int]) -> Row:
        total, outcomes, unpriced = Sums(), {"included": 0, "billed": 0}, 0
        for place in places:
            group, sums = self.groups[place]
            total.add(sums)
            outcomes[group.outcome] = outcomes.get(group.outcome, 0) + sums.tickets
            unpriced += sums.tickets - sums.priced if group.outcome == "billed" else 0
        vat = None if grouping in ("rule", "allowance") else self._vat(key)
        unit = self._unit(key) if grouping == "rule" else None
        return Row(
            grouping=grouping,
            contract=key.get("contract"),
            period=key.get("period"),
            rule=key.get("rule"),
            article=key.get("article"),
            outcome=key.get("outcome"),
            currency=key.get("currency"),
            tickets=total.tickets,
            included=outcomes["included"],
            billed=outcomes["billed"],
            outside=total.tickets - outcomes["included"] - outcomes["billed"],
            unpriced=unpriced,
            charged=total.charged if unit is not None else None,
            unit=unit,
            net=total.net,
            vat=vat,
            gross=None if vat is None else total.net + vat,
            vat_tickets=total.vat,
            late=total.late,
            late_seconds=total.late_seconds,
            penalties=total.penalties,
            penalties_due=total.penalties_due,
        )

    def _vat(self, key: Mapping[str, str | None]) -> int | None:
        """The tax of all periods that a row holds."""
        names = _KEYS["period"]
        wanted = [(place, key[name]) for place, name in enumerate(names) if name in key]
        found = [tax for known, tax in self.taxes.items() if all(known[place] == value for place, value in wanted)]
        return None if None in found else sum(tax for tax in found if tax is not None)

    def _unit(self, key: Mapping[str, str | None]) -> str | None:
        known = self.contracts.get(key["contract"] or "")
        return unit_of(known, key["rule"]) if known is not None and key["outcome"] == "billed" else None

    def allowances(self) -> Iterator[Row]:
        """What was used of each allowance by the end of each period in which tickets used it."""
        by_rule = [row for row in self.rows("rule") if row.period]
        for contract in sorted(self.contracts.values(), key=lambda one: one.reference):
            known = {one.name: one for program in contract.programs for one in program.allowances}
            own = [row for row in by_rule if row.contract == contract.reference]
            for name, period in sorted({(name, row.period or "") for name in known for row in own}):
                allowance = known[name]
                rows = [row for row in own if row.period == period and row.rule in allowance.rules]
                used = [self.tally.consumed.get((contract.reference, period, row.rule or "")) for row in rows]
                places = [
                    place
                    for place, (group, _) in enumerate(self.groups)
                    if (group.contract, group.period) == (contract.reference, period) and group.rule in allowance.rules
                ]
                if not rows or used.count(None) == len(used):
                    continue
                key: dict[str, str | None] = {"contract": contract.reference, "period": period, "rule": name}
                key["currency"] = rows[0].currency
                counted = [sums[allowance.counts] for sums in used if sums is not None]
                yield evolve(
                    self._row("allowance", key, places),
                    unit="1" if allowance.counts else "s",
                    allowance=max(counted),
                    limit=allowance.limit,
                )


def unit_of(contract: Billing, rule: str | None) -> str | None:
    """What a rule charges for, `s` or `1`; None where it charges an amount alone, or is not known."""
    from contractlang.core.cases import QUANTITY, WORKED
    from contractlang.core.outcomes import Billed

    for program in contract.programs:
        for decision in program.decisions.values():
            for one in decision.all_rules:
                if one.name == rule and isinstance(one.outcome, Billed) and one.outcome.quantity is not None:
                    return "s" if WORKED in one.outcome.reads and QUANTITY not in one.outcome.reads else "1"
    return None


def faults(rows: Iterable[Row], tally: Tally, *, read: int, rejected: int) -> list[str]:
    """What does not add up: each grouping must come to the sums of the verdicts, and no row may be lost."""
    found = [] if tally.rows + rejected == read else [f"{tally.rows} accepted + {rejected} rejected, {read} read"]
    known = list(rows)
    for grouping in GROUPINGS:
        of = [row for row in known if row.grouping == grouping]
        for name, wanted in (
            ("tickets", tally.rows),
            ("net", tally.net),
            ("penalties_due", tally.penalties_due),
            ("vat_tickets", tally.vat),
        ):
            got = sum(getattr(row, name) for row in of)
            found += [] if got == wanted else [f"{grouping}: {name} {got}, {wanted} in the verdicts"]
    return found
