"""The credit of a period: every penalty in order, what missed targets cost, cap, floor, threshold, what is due.

1. Penalties for lateness come in the order in which tickets were opened (then by number, and by milestone), then what
   missed targets cost, in the order of the contract. Each line is exact and rounded half up to the cent once.
2. The cap of the period is used up in that order: a line gets what is left of it. A cap without period is the affair of
   each ticket, whose penalty stands after it. What the cap does not count is not cut, and uses nothing of it.
3. `plancher` raises the sum to the least that is due, if anything is.
4. `seuil` exempts the provider as long as the penalties of the whole contract together do not exceed it (CCAG-TIC 2021,
   article 14); once they do, those of earlier periods that were waived are due as well. `before` says what they were.

No VAT: a penalty pays for no supply (CGI, article 256; CCAG-TIC 2021, article 14). What must happen before it is
due, and whether it settles everything, is told beside it (`conditions`). Amounts are whole cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import Literal

from contractlang.core.formulas import formula_facts
from contractlang.core.outcomes import Formula
from contractlang.core.program import Program, Shortfall
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.availability import Availability, Outage, availability
from contractlang.evaluation.milestones import amount_at
from contractlang.evaluation.money import half_up
from contractlang.evaluation.periods import Period, kind_of
from contractlang.evaluation.punctuality import Punctuality, TicketResult, punctuality
from contractlang.evaluation.sentences import contract_currency
from contractlang.records import evolve, frozen
from contractlang.values import Length, Money, percent_of

_LATE = Text("{ticket} : {duty} en retard", "{ticket}: {duty} late")
_SHORT = Text("{subject} : {share} pour {target} promis", "{subject}: {share} of the {target} promised")
_NOT_KNOWN = Text(
    "{ticket} : la pénalité n'est pas connue ; elle manque à l'avoir",
    "{ticket}: the penalty is not known; the credit lacks it",
)
_NO_FACTS = Text(
    "{subject} : le montant dépend d'un fait d'un ticket ; il manque à l'avoir",
    "{subject}: the amount depends on a fact of a ticket; the credit lacks it",
)
_OTHER_PERIOD = Text(
    "le plafond vaut par {unit} : ce qui en a été pris ailleurs n'est pas connu",
    "the cap is per {unit}: what was taken of it elsewhere is not known",
)
_FULL = Text("libératoires : elles réparent tout le dommage", "sole remedy: they settle the whole damage")
_NOT_FULL = Text(
    "non libératoires : le dommage au-delà reste dû", "no sole remedy: damage beyond them is still to be made good"
)
_SETTLEMENT_UNSAID = Text(
    "le contrat ne dit pas si elles sont libératoires", "the contract does not say whether they are the sole remedy"
)
_ON_REQUEST = Text("dues sur demande du client", "due on the client's request")
_NOTICE = Text("dues après mise en demeure", "due after formal notice")
_OBJECTION = Text("dues après {length} pour des observations", "due after {length} for objections")
_OFFSET = {
    "credit_note": Text("par un avoir", "by a credit note"),
    "next_invoice": Text("déduites de la facture suivante", "deducted from the next invoice"),
}
_NO_VAT = Text("sans TVA : une pénalité ne paie aucune prestation", "without VAT: a penalty pays for no supply")
_VARIATION = Text(
    "CCAG de 2009, article 14 : la formule de variation des prix s'applique aux pénalités ; elle ne l'est pas ici",
    "CCAG of 2009, article 14: the formula of price variation applies to penalties; here it is not applied",
)

LineKind = Literal["late", "availability", "punctuality"]


@frozen(kw_only=True)
class CreditLine:
    """One penalty: `exact` in fractions of a cent, the other amounts in cents; `ticket` is None for a target."""

    kind: LineKind
    subject: str
    ticket: str | None
    text: Message
    exact: Fraction
    before_cap: int
    after_cap: int
    counted: bool = True


@frozen(kw_only=True)
class Carried:
    """What earlier periods leave to this one, in cents: penalties of the contract so far, those of them waived.

    `used`: what the cap's own period has used up before this one began (a yearly cap, months).
    """

    total: int = 0
    waived: int = 0
    used: int = 0


@frozen(kw_only=True)
class Credit:
    """What the provider owes for a period, in cents.

    `before_cap` and `after_cap` are sums of lines; `floored` is what the floor adds; `waived` what the threshold spares
    for now, `recovered` what it spared before and is due now. `due` is after_cap + floored - waived + recovered.
    """

    period: Period
    currency: str | None
    lines: tuple[CreditLine, ...]
    availability: tuple[Availability, ...]
    punctuality: tuple[Punctuality, ...]
    cap: int | None
    before_cap: int
    after_cap: int
    floored: int
    waived: int
    recovered: int
    due: int
    full_settlement: bool | None
    conditions: tuple[Message, ...]
    notes: tuple[Message, ...]

    def carried(self, before: Carried) -> Carried:
        """What is left to the next period; whoever begins a new period of the cap sets `used` to 0."""
        return Carried(
            total=before.total + self.after_cap + self.floored,
            waived=before.waived + self.waived - self.recovered,
            used=before.used + sum(line.after_cap for line in self.lines if line.counted),
        )


def credit(
    program: Program,
    period: Period,
    tickets: Iterable[TicketResult],
    outages: Sequence[Outage] = (),
    before: Carried = Carried(),  # noqa: B008 (it never changes)
) -> Credit:
    """The credit of one period; tickets that were opened in another are passed over."""
    own = sorted((one for one in tickets if period.holds(one.opened)), key=lambda one: (one.opened, one.ticket))
    notes: list[Message] = []
    lines = list(_late(own, notes, capped=program.cap is not None and program.cap.period is None))
    available = tuple(availability(t, program, period, outages) for t in program.targets if t.kind == "availability")
    in_time = tuple(punctuality(t, program, period, own) for t in program.targets if t.kind == "punctuality")
    for shortfall in program.shortfalls:
        lines += _shortfall_lines(shortfall, program, period, available, own, notes)
    most = _cap(program, period, notes)
    lines = capped(lines, most, before.used)
    after = sum(line.after_cap for line in lines)
    floored = _floored(program, after)
    waived, recovered = threshold(program, after + floored, before)
    return Credit(
        period=period,
        currency=program.cap.currency if program.cap else contract_currency(program),
        lines=tuple(lines),
        availability=available,
        punctuality=in_time,
        cap=most,
        before_cap=sum(line.before_cap for line in lines),
        after_cap=after,
        floored=floored,
        waived=waived,
        recovered=recovered,
        due=after + floored - waived + recovered,
        full_settlement=_truth(program, "full_settlement"),
        conditions=_conditions(program) if lines else (),
        notes=tuple(notes),
    )


# --- lines --------------------------------------------------------------------------------------------------


def _late(own: Sequence[TicketResult], notes: list[Message], *, capped: bool) -> Iterable[CreditLine]:
    """Penalties for lateness; `capped`: after the cap that holds within each ticket."""
    for ticket in own:
        for milestone in ticket.milestones:
            penalty = milestone.penalty
            if penalty is None:
                continue
            amount = penalty.after_cap if capped else penalty.before_cap
            if amount is None or penalty.exact is None:
                notes.append(_NOT_KNOWN(ticket=ticket.ticket))
                continue
            yield CreditLine(
                kind="late",
                subject=milestone.name,
                ticket=ticket.ticket,
                text=_LATE(ticket=ticket.ticket, duty=milestone.duty.title),
                exact=penalty.exact,
                before_cap=amount,
                after_cap=amount,
                counted=penalty.counted,
            )


def _shortfall_lines(
    shortfall: Shortfall,
    program: Program,
    period: Period,
    available: tuple[Availability, ...],
    own: Sequence[TicketResult],
    notes: list[Message],
) -> Iterable[CreditLine]:
    """What one clause on missed targets costs: a line for each target that it speaks of and that is missed."""
    measured: list[Availability | Punctuality] = [
        one for one in available if (one.target.kind, one.target.subject) == (shortfall.kind, shortfall.subject)
    ]
    measured += [
        punctuality(target, program, period, own, of=shortfall.guard)
        for target in program.targets
        if target.kind == "punctuality" == shortfall.kind and target.subject == shortfall.subject
    ]
    for result in measured:
        if not result.missing or result.share is None:
            continue
        exact = shortfall_amount(shortfall, program, period, result.missing)
        if exact is None:
            notes.append(_NO_FACTS(subject=shortfall.subject))
            continue
        shown = _SHORT(
            subject=shortfall.subject, share=percent_of(_shown(result.share)), target=percent_of(result.target.share)
        )
        yield CreditLine(
            kind=shortfall.kind,
            subject=shortfall.subject,
            ticket=None,
            text=shown,
            exact=exact,
            before_cap=half_up(exact),
            after_cap=half_up(exact),
        )


def shortfall_amount(shortfall: Shortfall, program: Program, period: Period, missing: Fraction) -> Fraction | None:
    """What a missing share costs, exact and in cents: pro rata, or for each share that is started.

    None where the amount depends on a fact of a ticket, or divides by no open hour.
    """
    if _reads_facts(shortfall.amount):
        return None
    one = amount_at(shortfall.amount, period.start, program, {})
    if one is None:
        return None
    parts = missing / shortfall.per
    return one * (ceil(parts) if shortfall.started else parts)


def _reads_facts(amount: Formula) -> bool:
    return next(formula_facts(amount.tree), None) is not None


def _shown(share: Fraction) -> Fraction:
    """A share to a hundredth of one per cent, cut off, so that one which is missed never looks as if it were met."""
    return Fraction(int(share * 10000), 10000)


# --- cap, floor, threshold ----------------------------------------------------------------------------------


def capped(lines: Iterable[CreditLine], most: int | None, used: int = 0) -> list[CreditLine]:
    """Lines with what is left of the cap for each, in their order; `used`: what was taken of it before."""
    found: list[CreditLine] = []
    for line in lines:
        if most is None or not line.counted:
            found.append(line)
            continue
        after = min(line.before_cap, max(most - used, 0))
        used += after
        found.append(evolve(line, after_cap=after))
    return found


def _cap(program: Program, period: Period, notes: list[Message]) -> int | None:
    """The cap of the period in cents; None where there is none, or where each ticket has its own."""
    cap = program.cap
    if cap is None or cap.period is None:
        return None
    if _reads_facts(cap.amount):
        notes.append(_NO_FACTS(subject="cap"))
        return None
    if (kind := kind_of(cap.period)) is not None and kind != period.kind.removeprefix("contract_"):
        notes.append(_OTHER_PERIOD(unit=Length(Fraction(1), cap.period)))
    amount = amount_at(cap.amount, period.start, program, {})
    return None if amount is None else half_up(amount)


def _floored(program: Program, total: int) -> int:
    """What the floor adds to a sum that is due."""
    least = _amount(program, "floor")
    return max(least - total, 0) if least is not None and total else 0


def threshold(program: Program, total: int, before: Carried) -> tuple[int, int]:
    """What the threshold of exemption waives of the penalties of a period, and what it waived before and is due now."""
    limit = _amount(program, "threshold")
    if limit is None:
        return 0, 0
    if before.total + total <= limit:
        return total, 0
    return 0, before.waived


# --- what the contract says of it ---------------------------------------------------------------------------


def _conditions(program: Program) -> tuple[Message, ...]:
    """What must happen before penalties are due, how they are paid, and what they settle."""
    found: list[Message] = []
    if (offset := _term(program, "offset")) in _OFFSET:
        found.append(_OFFSET[str(offset)]())
    found += [_ON_REQUEST()] if _truth(program, "on_request") else []
    found += [_NOTICE()] if _truth(program, "formal_notice") else []
    if isinstance(objection := _term(program, "objection"), Length):
        found.append(_OBJECTION(length=objection))
    settled = _truth(program, "full_settlement")
    found.append(_SETTLEMENT_UNSAID() if settled is None else _FULL() if settled else _NOT_FULL())
    found.append(_NO_VAT())
    ccag = program.terms.get(("public_contract", "ccag"))
    if ccag is not None and ccag.value == "ccag_tic_2009":
        found.append(_VARIATION())
    return tuple(found)


def _term(program: Program, name: str) -> object:
    return program.value(("penalties", name))


def _truth(program: Program, name: str) -> bool | None:
    value = _term(program, name)
    return value if isinstance(value, bool) else None


def _amount(program: Program, name: str) -> int | None:
    value = _term(program, name)
    return half_up(Fraction(value.amount) * 100) if isinstance(value, Money) else None
