"""The order of two delays in a contract, against trying every minute of its life: guards, holidays, clock changes.

Contracts of three weeks are drawn with two calendars and two delays; each may hold only while one of the calendars is
open, or closed. The judge counts minutes (`tests.calendars.oracle`), and the conditions are read off them too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.calendars import Excess, ServiceCalendar, to_instant
from contractlang.core.expressions import And, Condition, During, Not
from contractlang.core.outcomes import Commitment
from contractlang.core.schema import Kind
from contractlang.records import evolve
from contractlang.solver import Session
from contractlang.solver.delays import Broken, Pair, compare, ordered_pairs
from contractlang.values import Length, Unit
from tests.calendars.oracle import Oracle, utc
from tests.calendars.test_against_oracle import SETTINGS, calendars
from tests.calendars.test_weeks import DAY, delays
from tests.solver.build import delay, hours, program, term

STARTS = ("2026-03-16", "2026-10-19", "2028-02-14")
ZONE = "Europe/Paris"

# By which of the two calendars a delay is conditional, if by any, and whether it must be open
guards = st.one_of(st.none(), st.tuples(st.sampled_from(("ONE", "OTHER")), st.booleans()))
Guard = tuple[str, bool] | None


def condition(guard: Guard) -> Condition:
    if guard is None:
        return And(())
    name, is_open = guard
    return During("opened", name) if is_open else Not(During("opened", name))


@settings(SETTINGS, max_examples=10)
@given(st.data(), st.sampled_from(STARTS), delays, delays, guards, guards)
def test_the_order_of_a_contract_is_that_of_every_minute_of_its_life(
    data: st.DataObject,
    start_text: str,
    first: tuple[Length, int | None],
    second: tuple[Length, int | None],
    first_guard: Guard,
    second_guard: Guard,
) -> None:
    near = utc(start_text)
    named = {name: evolve(data.draw(calendars(near)), name=name, zone=ZONE) for name in ("ONE", "OTHER")}
    judges = {name: Oracle(calendar, near - 2 * DAY, near + 75 * DAY) for name, calendar in named.items()}
    opened = {name: set(judge.open_minutes) for name, judge in judges.items()}
    first_ends, second_ends = judges["ONE"].deadlines(*first), judges["OTHER"].deadlines(*second)
    start = to_instant(datetime.fromisoformat(start_text), ZONE)[0]
    end = to_instant(datetime.fromtimestamp(near + 21 * DAY, UTC).replace(tzinfo=None), ZONE)[0]

    def holds(minute: int) -> bool:
        return all((minute in opened[guard[0]]) is guard[1] for guard in (first_guard, second_guard) if guard)

    broken, worst, worst_instant = None, 0, 0
    for begin in (minute for minute in range(start, end, 60) if holds(minute)):
        tried = [(trigger, first_ends(trigger) - second_ends(trigger)) for trigger in (begin, begin + 1, begin + 59)]
        if broken is None and any(size > 0 for _, size in tried):
            broken = next(t for t in range(begin, begin + 60) if first_ends(t) > second_ends(t))
        for trigger, size in tried:
            if size > worst:
                worst, worst_instant = size, trigger
    found = ordered(named, date.fromisoformat(start_text), (first, first_guard), (second, second_guard))
    if broken is None:
        assert found is None
        return
    assert isinstance(found, Broken)
    assert found.case["opened"] == worst_instant
    assert found.excess == Excess(broken, worst_instant, first_ends(worst_instant), second_ends(worst_instant), worst)


def ordered(
    named: dict[str, ServiceCalendar],
    start: date,
    first: tuple[tuple[Length, int | None], Guard],
    second: tuple[tuple[Length, int | None], Guard],
) -> object:
    """What the comparison says of an intervention within the first delay and a restoration within the second."""
    decisions, found = [], []
    for milestone, name, ((length, by), guard) in (("intervene", "ONE", first), ("restore", "OTHER", second)):
        decision, one = delay(milestone, hours(1), name)
        outcome = Commitment(length=length, calendar=name, by=by)
        rule = evolve(one.rule, guard=And((one.rule.guard, condition(guard))), outcome=outcome)
        decisions.append(evolve(decision, rules=(rule,)))
        found.append(evolve(one, rule=rule))
    terms = (
        term(("duration", "start"), start, Kind.DATE),
        term(("duration", "initial"), Length(Fraction(3), Unit.WEEK), Kind.LENGTH),
    )
    asked = program(*decisions, terms=terms, delays=tuple(found), calendars=named)
    session = Session(asked)
    (pair,) = ordered_pairs(session)
    assert pair == Pair(earlier=found[0], later=found[1])
    return compare(session, pair)
