"""Whom a changed term favours, where the term itself tells: who gains by more of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from contractlang.comparison.favour import Favour, against, opposite
from contractlang.core.cases import MILESTONES
from contractlang.core.origins import Path
from contractlang.core.program import Program
from contractlang.values import Count, Length, Money, Percent, Rate

_EACH = "*"
# Who gains by more: a longer time, a larger sum, more words of a list, a yes
_MORE: dict[str, tuple[str, ...]] = {
    "client": (
        "price.payment price.firm price.volumes price.volumes.tolerance",
        "hotline.allowance credit.*.allowance credit.*.carry_over",
        "provider.insurance provider.certifications subcontracting.*.certifications",
        "interventions.team interventions.channels",
        "services.upkeep services.improvement services.support services.maintenance",
        "liability.cap liability.carve_outs liability.warranty",
        "hosting.isolation hosting.logs remote.gateway remote.leak_protection remote.traceability",
        "termination.provider.notice subcontracting.refusal personal_data.sub_processors.notice personal_data.security",
        "reversibility.term reversibility.support reversibility.restitution.open_formats",
        "reversibility.destruction.certificate reversibility.cases ownership.pre_existing acceptance.verification",
        "penalties.further_damages service_levels.planned_maintenance.notice service_levels.availability.*",
        "advice.warning_duty scope.included.*.*",
    ),
    "provider": (
        "price.fee price.late price.late.recovery_fee price.revision.cap price.revision.floor",
        "hotline.beyond credit.*.beyond",
        "termination.client.notice termination.client.compensation audit.notice",
        "hosting.backup hosting.recovery security.patches security.notification",
        "personal_data.breach_notice personal_data.fate.deletion",
        "reversibility.restitution reversibility.destruction reversibility.plan reversibility.plan.revised",
        "advice.watch advice.committee governance.steering governance.project governance.strategy governance.minutes",
        "penalties.threshold penalties.full_settlement penalties.formal_notice penalties.on_request",
        "penalties.objection staffing.vigilance",
    ),
}
_GAINS: dict[Path, Favour] = {
    tuple(path.split(".")): "client" if party == "client" else "provider"
    for party, lines in _MORE.items()
    for line in lines
    for path in line.split()
}


def term_favours(path: Path, before: object, after: object, program: Program) -> Favour:
    """Whom the second of two values of a term favours; a list or a yes that is not there is an empty one, or a no."""
    more = _more(before, after)
    gains = _gains(path, program)
    return "unclear" if not more else gains if more > 0 else opposite(gains)


def _gains(path: Path, program: Program) -> Favour:
    if path[-1] in MILESTONES:
        return "provider"
    if path[0] == "obligation" and path[-1] == "deadline":
        who = program.terms.get((*path[:2], "who"))
        return opposite(against(None if who is None else str(who.value)))
    known = (gains for known, gains in _GAINS.items() if _fits(known, path))
    return next(known, "unclear")


def _fits(known: Path, path: Path) -> bool:
    return len(known) == len(path) and all(one in (_EACH, other) for one, other in zip(known, path, strict=True))


def _more(before: object, after: object) -> int:
    """Whether the second value is more (1), less (-1), or neither, or not told (0)."""
    if isinstance(before, bool | None) and isinstance(after, bool | None):
        return bool(after) - bool(before)
    if isinstance(before, frozenset | None) and isinstance(after, frozenset | None):
        one, other = before or frozenset(), after or frozenset()
        return (one < other) - (other < one)
    first, second = _size(before), _size(after)
    if first is None or second is None or first[0] != second[0]:
        return 0
    (_, low, high), (_, other_low, other_high) = first, second
    return (other_low > high) - (low > other_high)


def _size(value: object) -> tuple[object, Fraction, Fraction] | None:
    """What a value is counted in, and between which numbers it lies."""
    match value:
        case Length():
            bounds = value.bounds()
            return (value.unit, value.amount, value.amount) if bounds is None else ("time", *bounds)
        case Money(amount=amount, currency=currency, tax=tax):
            return (currency, tax), Fraction(amount), Fraction(amount)
        case Percent(amount=amount):
            return "%", Fraction(amount), Fraction(amount)
        case Count(amount=amount, unit=unit):
            return unit, Fraction(amount), Fraction(amount)
        case Decimal():
            return None, Fraction(value), Fraction(value)
        case Rate(value=inner, per=per):
            size = _size(inner)
            return None if size is None else ((size[0], per), *size[1:])
    return None
