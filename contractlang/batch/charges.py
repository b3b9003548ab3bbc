"""What tickets cost, over columns: the lines and the tax of `evaluation.money`.

Tickets to which the billing decisions give the same answers, and that lack the same facts, are one group: what is said
of it in words (rule, currency, notes) is said by the single evaluator of one of its tickets, and numbers are computed
for all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import define, evolve, field, frozen

from contractlang.batch.classes import any_missing
from contractlang.batch.deciding import Decider, Truth, decider, truth
from contractlang.batch.numbers import fits, half_up, values_of
from contractlang.batch.rows import Bools, Ints, Places, Rows
from contractlang.core.cases import LABOUR, OPERATION, PARTS, PARTS_COST, TRAVEL, WORKED
from contractlang.core.outcomes import Billed
from contractlang.core.program import Program
from contractlang.evaluation.money import Amount, bill_line, taxed, total
from contractlang.evaluation.results import Decided, Result
from contractlang.evaluation.verdict import OutcomeName, outcome_of

_FEW = 24


@frozen
class Said:
    """What is the same for many tickets; `labour` names the rule under which their labour falls."""

    outcome: OutcomeName
    rule: str | None
    article: str | None
    labour: str | None
    currency: str | None = None
    note: str | None = None


@frozen
class Refused:
    """Tickets to which the contract gives no single answer, and what the billing decisions came to."""

    rows: Places
    outcome: OutcomeName
    results: Mapping[str, Result]


@define(eq=False)
class Charges:
    """The charge of each ticket: a place in `said`, and numbers, each with a mark where it is known.

    Money is in the smallest unit. `rule` of tickets that were refused means nothing.
    """

    said: list[Said]
    place: Places
    reported: Ints
    reported_known: Bools
    charged: Ints
    charged_known: Bools
    excluded: Ints
    excluded_known: Bools
    tax: Ints
    tax_known: Bools
    refused: list[Refused] = field(factory=list)
    one_by_one: int = 0
    _places: dict[Said, int] = field(factory=dict)

    @classmethod
    def empty(cls, count: int) -> Charges:
        """Nothing known of anyone."""
        numbers = [np.zeros(count, np.int64) for _ in range(4)]
        known = [np.zeros(count, np.bool_) for _ in range(4)]
        pairs = [one for pair in zip(numbers, known, strict=True) for one in pair]
        return cls([], np.zeros(count, np.intp), *pairs)  # type: ignore[arg-type]

    def say(self, said: Said) -> int:
        """The place of what is said."""
        place = self._places.get(said)
        if place is None:
            place = self._places[said] = len(self.said)
            self.said.append(said)
        return place


@define(eq=False)
class Billing:
    """The billing decisions of a program, over columns."""

    program: Program
    labour: Decider | None
    parts: Decider | None
    travel: Decider | None
    travels: Truth | None

    @classmethod
    def of(cls, program: Program) -> Billing:
        """Those of a program."""
        labour, parts, travel = (
            decider(found, program, quotes=True) if (found := program.decisions.get(name)) is not None else None
            for name in (LABOUR, PARTS, TRAVEL)
        )
        travels = None if travel is None else truth(travel.decision.concerns, program)
        return cls(program, labour, parts, travel, travels)

    def charges(self, rows: Rows) -> Charges:
        """What each ticket costs."""
        found = Charges.empty(rows.count)
        worked = rows.column(WORKED)
        if worked is not None:
            found.reported = worked.values.copy()
            found.reported_known = np.ones(rows.count, np.bool_) if worked.missing is None else ~worked.missing
        for results, places in self._groups(rows, found):
            outcome, rule = outcome_of(results)
            if outcome in ("undetermined", "conflict"):
                found.refused.append(Refused(places, outcome, results))
                continue
            labour = results.get(LABOUR)
            said = Said(
                outcome=outcome,
                rule=rule.name if rule else None,
                article=rule.origin.article if rule else None,
                labour=labour.rule.name if isinstance(labour, Decided) else None,
            )
            for some in _alike(results, rows, places):
                self._charge(found, rows, some, results, said)
        return found

    def _groups(self, rows: Rows, found: Charges) -> Iterator[tuple[dict[str, Result], Places]]:
        """Tickets with the same answers."""
        asked = [
            (LABOUR, self.labour, None),
            (PARTS, self.parts, _parts(rows)),
            (TRAVEL, self.travel, self._travel(rows)),
        ]
        code, size = np.zeros(rows.count, np.intp), 1
        answers: list[tuple[str, list[Result], int, int]] = []
        for name, one, who in asked:
            if one is None or (who is not None and not who.any()):
                continue
            if who is None:
                decided = one.decide(rows)
                code += (decided.places + 1) * size
            else:
                some = np.flatnonzero(who)
                decided = one.decide(rows.take(some))
                code[some] += (decided.places + 1) * size
            found.one_by_one += decided.one_by_one
            answers.append((name, decided.results, size, len(decided.results) + 1))
            size *= len(decided.results) + 1
        for value, places in groups(code, size):
            which = ((name, results, value // stride % many - 1) for name, results, stride, many in answers)
            yield {name: results[place] for name, results, place in which if place >= 0}, places

    def _travel(self, rows: Rows) -> Bools:
        if self.travels is None:
            return np.zeros(rows.count, np.bool_)
        found = self.travels.holds(rows)
        return np.ones(rows.count, np.bool_) if found is None else found

    def _charge(self, found: Charges, rows: Rows, places: Places, results: Mapping[str, Result], said: Said) -> None:
        """The charge of tickets with the same answers that lack the same facts."""
        case = rows.case(int(places[0]))
        lines = [one for name in results if (one := bill_line(name, results[name], self.program, case)) is not None]
        amount = total(tuple(lines), tuple(results.values()), self.program)
        notes = [line.note.say("en") for line in lines if line.note is not None]
        priced = [result for result in results.values() if isinstance(result, Decided)]
        charged = [(one.outcome, one.refused) for one in priced if isinstance(one.outcome, Billed)]
        some = rows if len(places) == rows.count else rows.take(places)
        if lines:
            self._quantities(found, some, places, charged[0][0], lines[0].charged is not None)
        if amount is None or (lines and amount.currency is None):
            more = [note.say("en") for note in amount.notes] if amount is not None else []
            found.place[places] = found.say(evolve(said, note=_noted(notes + more)))
            return
        excluded: Ints | None = np.zeros(len(places), np.int64)
        for line, (billed, refused) in zip(lines, charged, strict=True):
            if line.amount is None or excluded is None:
                excluded = None
            elif not refused and billed.amount is not None:
                excluded = excluded + values_of(billed.amount, some)
        if excluded is None:
            found.place[places] = found.say(evolve(said, currency=amount.currency, note=_noted(notes, amount)))
            return
        found.excluded[places], found.excluded_known[places] = excluded, True
        self._tax(found, places, excluded, evolve(said, currency=amount.currency, note=_noted(notes)))

    def _quantities(self, found: Charges, some: Rows, places: Places, billed: Billed, charged: bool) -> None:
        main = billed.measure
        column = None if main is None else some.column(main)
        found.reported[places] = 0 if column is None else column.values
        missing = None if column is None else column.missing
        found.reported_known[places] = column is not None if missing is None else ~missing
        if charged and billed.quantity is not None:
            found.charged[places], found.charged_known[places] = values_of(billed.quantity, some), True

    def _tax(self, found: Charges, places: Places, excluded: Ints, said: Said) -> None:
        """Tax as `money.taxed` has it; where the contract sets no rate there is none but on nothing."""
        currency = said.currency or ""
        sample = taxed(1, currency, self.program)
        if sample.rate is None:
            zero = excluded == 0
            nothing = taxed(0, currency, self.program)
            found.tax_known[places] = zero
            found.place[places] = np.where(
                zero,
                found.say(evolve(said, note=_noted([said.note], nothing))),
                found.say(evolve(said, note=_noted([said.note], sample))),
            )
            return
        share = sample.rate.fraction
        most = int(np.abs(excluded).max()) if len(excluded) else 0
        wide = excluded if fits((2 * most + 1) * share.numerator + share.denominator) else excluded.astype(object)
        found.tax[places], found.tax_known[places] = half_up(wide * share.numerator, share.denominator), True
        found.place[places] = found.say(said)


def _noted(notes: list[str | None] | list[str], amount: Amount | None = None) -> str | None:
    every = [note for note in notes if note]
    every += [note.say("en") for note in amount.notes] if amount is not None else []
    return "; ".join(every) or None


def _parts(rows: Rows) -> Bools:
    """Which tickets speak of parts: an operation on hardware, or a cost."""
    found = np.zeros(rows.count, np.bool_)
    for fact in (OPERATION, PARTS_COST):
        missing = rows.missing(fact)
        found |= True if missing is None else ~missing
    return found


def _alike(results: Mapping[str, Result], rows: Rows, places: Places) -> Iterator[Places]:
    """Tickets that lack the same facts of those that their prices read."""
    read = dict.fromkeys(
        fact
        for result in results.values()
        if isinstance(result, Decided) and isinstance(result.outcome, Billed)
        for fact in result.outcome.reads
    )
    if not read or any_missing(rows, tuple(read)) is None:
        yield places
        return
    pattern = np.zeros(len(places), np.intp)
    for bit, fact in enumerate(read):
        missing = rows.missing(fact)
        if missing is not None:
            pattern += missing[places].astype(np.intp) << bit
    for value in np.unique(pattern):
        yield places[pattern == value]


def groups(code: Places, size: int) -> Iterator[tuple[int, Places]]:
    """The rows of each number that occurs."""
    if not len(code):
        return
    occurs = np.flatnonzero(np.bincount(code, minlength=1)) if size <= 1 << 22 else np.unique(code)
    if len(occurs) == 1:
        yield int(occurs[0]), np.arange(len(code))
    elif len(occurs) <= _FEW:
        for value in occurs.tolist():
            yield value, np.flatnonzero(code == value)
    else:
        order = np.argsort(code, kind="stable")
        starts = np.searchsorted(code[order], occurs)
        for value, places in zip(occurs.tolist(), np.split(order, starts[1:]), strict=True):
            yield value, places
