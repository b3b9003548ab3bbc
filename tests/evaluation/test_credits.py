"""Credits of a period, by hand: real tiers and caps (A1, A2), V x R / 1000 with its threshold, missed targets."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contractlang.core.program import Program
from contractlang.diagnostics import verbatim
from contractlang.evaluation import read_case
from contractlang.evaluation.availability import Outage
from contractlang.evaluation.credits import Carried, Credit, CreditLine, capped, credit
from contractlang.evaluation.milestones import milestones
from contractlang.evaluation.periods import PeriodKind, period_of
from contractlang.evaluation.punctuality import TicketResult
from contractlang.workspace import open_contract
from tests.evaluation.test_delays_in_contracts import at
from tests.evaluation.test_periods import program
from tests.support import ROOT


def ticket(whole: Program, number: str, **facts: object) -> TicketResult:
    reading = read_case(whole, facts)
    assert not reading.errors, reading.errors
    case = reading.case
    return TicketResult(ticket=number, opened=int(case["opened"]), case=case, milestones=milestones(whole, case))


def of_month(
    whole: Program,
    *rows: TicketResult,
    moment: str = "2026-04-10 10:00",
    outages: tuple[Outage, ...] = (),
    before: Carried | None = None,
    kind: PeriodKind = "month",
) -> Credit:
    return credit(whole, period_of(whole, at(moment), kind), rows, outages, before or Carried())


def amounts(found: Credit) -> list[tuple[int, int]]:
    return [(line.before_cap, line.after_cap) for line in found.lines]


# --- A1: tiers of the monthly fee of 500 €, at most the fee ---------------------------------------------------


def isvtec() -> Program:
    whole = open_contract(ROOT / "examples" / "real" / "isvtec.infog").program
    assert whole is not None
    return whole


def outage(whole: Program, number: str, opened: str, restored: str) -> TicketResult:
    facts = {"option": "premium", "symptôme": "panne_totale", "constat": "PT15M", "cause": "panne", "bien": "serveur"}
    return ticket(whole, number, **facts, nature="curative", ouverture=opened, rétablissement=restored)


@pytest.mark.parametrize(
    ("restored", "share"),
    [
        ("12:00", None),  # the two hours of the option
        ("12:01", 20),
        ("13:00", 20),
        ("13:01", 40),
        ("14:01", 60),
        ("15:01", 80),
        ("16:00", 80),
        ("16:01", 100),
    ],
)
def test_a1_tiers(restored: str, share: int | None) -> None:
    whole = isvtec()
    found = of_month(whole, outage(whole, "1", "2026-04-10 10:00", f"2026-04-10 {restored}"))
    assert found.due == (0 if share is None else 500 * share)


def test_a1_the_cap_of_the_month_is_used_up_in_the_order_of_opening() -> None:
    """60 % + 40 % + 20 % of 500 €: the third finds nothing left; April's tickets do not count in May."""
    whole = isvtec()
    rows = (
        outage(whole, "3", "2026-04-22 10:00", "2026-04-22 12:30"),
        outage(whole, "2", "2026-04-12 10:00", "2026-04-12 13:30"),
        outage(whole, "1", "2026-04-10 10:00", "2026-04-10 14:30"),
        outage(whole, "0", "2026-05-10 10:00", "2026-05-10 12:30"),
    )
    found = of_month(whole, *rows)
    assert [line.ticket for line in found.lines] == ["1", "2", "3"]
    assert amounts(found) == [(30000, 30000), (20000, 20000), (10000, 0)]
    assert (found.cap, found.before_cap, found.due) == (50000, 60000, 50000)
    assert of_month(whole, *rows, moment="2026-05-10 10:00").due == 10000
    assert "by a credit note" in [one.say("en") for one in found.conditions]
    assert found.full_settlement is None
    assert "the contract does not say whether they are the sole remedy" in [one.say("en") for one in found.conditions]


# --- A2: 5 x fee / open hours of the month, per hour; the fee at most, sole remedy, on request ------------------


def test_a2_an_hourly_penalty_and_its_cap() -> None:
    """300 € and 21 days of 7 h: 10.2041 € an hour, and the cap at 29.4 h."""
    calendar_ = "lundi à vendredi : 09:00-12:00, 14:00-18:00"
    whole = program(
        "gravité majeure : intervention 2 h sur SEPT\ndéfaut : intervention sans engagement",
        "retard intervention : 5 * 300 € / heures_ouvertes(SEPT) par heure\nplafond : 300 € par mois\n"
        "libératoire : oui\nsur demande : oui",
        calendars=f'calendrier SEPT "Sept heures" {{\nfuseau : "Europe/Paris"\n{calendar_}\nsauf fériés : FR\n}}\n',
    )
    # April 2026: 22 weekdays less Easter Monday, 147 h; due on Wednesday 1 April at 11:00
    one_hour = ticket(whole, "1", gravité="majeure", ouverture="2026-04-01 09:00", intervention="2026-04-01 12:00")
    found = of_month(whole, one_hour)
    assert found.lines[0].exact == Fraction(5 * 30000, 147)
    assert found.due == 1020
    # 5 h on the first day, three days of 7 h, 3 h to Wednesday 8 April at noon: 29 h; 29.4 h are at 14:24
    for started, due in (("2026-04-08 14:23", 29983), ("2026-04-08 14:24", 30000), ("2026-04-08 15:00", 30000)):
        late = ticket(whole, "2", gravité="majeure", ouverture="2026-04-01 09:00", intervention=started)
        assert of_month(whole, late).due == due
    assert found.full_settlement is True
    said = [one.say("fr") for one in found.conditions]
    assert said == [
        "dues sur demande du client",
        "libératoires : elles réparent tout le dommage",
        "sans TVA : une pénalité ne paie aucune prestation",
    ]


# --- CCAG: V x R / 1000, at most 10 %, none up to 1 000 € in all ------------------------------------------------

CCAG = """
retard rétablissement : valeur / 1 000 par jour calendaire entamé
plafond : 10 % de valeur
seuil : 1 000 €
"""


def late_order(whole: Program, number: str, value: str, restored: str) -> TicketResult:
    """Ordered on 2 March, due thirty days later: on 1 April at 24:00."""
    return ticket(whole, number, ouverture="2026-03-02 10:00", rétablissement=restored, valeur=value)


def test_a_threshold_waives_until_the_whole_contract_exceeds_it() -> None:
    """12 days on 40 000 € are 480 €: waived. 15 more days are 600 €: 1 080 € in all, and the 480 € come back."""
    whole = program("défaut : rétablissement 30 jours calendaires sur H24", CCAG)
    first = of_month(whole, late_order(whole, "1", "40000.00", "2026-04-13 10:00"), moment="2026-03-10 10:00")
    assert (first.after_cap, first.waived, first.due) == (48000, 48000, 0)
    left = first.carried(Carried())
    assert (left.total, left.waived) == (48000, 48000)
    second = late_order(whole, "2", "40000.00", "2026-04-16 10:00")
    both = of_month(whole, second, moment="2026-03-10 10:00", before=left)
    assert (both.after_cap, both.waived, both.recovered, both.due) == (60000, 0, 48000, 108000)
    after = both.carried(left)
    assert (after.total, after.waived) == (108000, 0)
    # nothing is recovered twice
    third = of_month(whole, second, moment="2026-03-10 10:00", before=after)
    assert (third.recovered, third.due) == (0, 60000)


def test_a_threshold_that_is_just_reached_still_waives() -> None:
    whole = program("défaut : rétablissement 30 jours calendaires sur H24", CCAG)
    exactly = of_month(whole, late_order(whole, "1", "100000.00", "2026-04-11 10:00"), moment="2026-03-10 10:00")
    assert (exactly.after_cap, exactly.due) == (100000, 0)  # 10 days x 100 €
    more = of_month(whole, late_order(whole, "1", "100100.00", "2026-04-11 10:00"), moment="2026-03-10 10:00")
    assert more.due == 100100


def test_a_cap_without_period_holds_each_order() -> None:
    """200 days late on 40 000 € would be 8 000 €; the tenth of the order is 4 000 €, for each of two."""
    whole = program("défaut : rétablissement 30 jours calendaires sur H24", CCAG)
    rows = [late_order(whole, number, "40000.00", "2026-10-18 10:00") for number in "12"]
    found = of_month(whole, *rows, moment="2026-03-10 10:00")
    assert (found.cap, found.after_cap, found.due) == (None, 800_000, 800_000)


# --- targets ----------------------------------------------------------------------------------------------------

AVAILABLE = "défaut : intervention sans engagement\ndisponibilité serveurs : 99,5 % par mois sur H24"


def down(minutes: int) -> Outage:
    start = at("2026-04-10 10:00")
    return Outage(start=start, end=start + 60 * minutes, assets=("server",))


@pytest.mark.parametrize(
    ("text", "minutes", "due"),
    [
        # 0.5 % of 43 200 minutes are 216; 0.1 % are 43.2. 1 % of 1 000 € is 10 €
        ("par 0,1 % manquant", 216, 0),
        ("par 0,1 % manquant", 238, 509),  # 22 minutes too many: 22 / 43.2 x 10 € = 5.0926
        ("par 0,1 % manquant entamé", 217, 1000),
        ("par 0,1 % manquant entamé", 259, 1000),  # 43 minutes
        ("par 0,1 % manquant entamé", 260, 2000),  # 44 minutes are more than 43.2
    ],
)
def test_missing_availability_pro_rata_or_by_what_is_started(text: str, minutes: int, due: int) -> None:
    whole = program(
        AVAILABLE, f"indisponibilité serveurs : 1 % de redevance {text}\nplafond : 5 % de redevance par mois"
    )
    found = of_month(whole, outages=(down(minutes),))
    assert found.due == due
    assert found.availability[0].met is (due == 0)


def test_a_missed_target_comes_after_the_tickets_and_finds_what_is_left_of_the_cap() -> None:
    """30 € for a late restoration; 99 % of availability missing costs more than the 20 € that are left."""
    whole = program(
        "gravité majeure : rétablissement 4 h sur H24\ndisponibilité serveurs : 99,5 % par mois sur H24",
        "retard rétablissement : 30 € par heure entamée\nplafond : 50 € par mois\n"
        "indisponibilité serveurs : 1 % de redevance par 0,1 % manquant",
    )
    late = ticket(whole, "1", gravité="majeure", ouverture="2026-04-10 10:00", rétablissement="2026-04-10 14:30")
    found = of_month(whole, late, outages=(down(43200),))
    assert [(line.kind, line.after_cap) for line in found.lines] == [("late", 3000), ("availability", 2000)]
    assert found.lines[1].text.say("en").startswith("serveurs: ")


def test_a_share_of_tickets_that_is_missed_costs_by_level() -> None:
    """Two of twenty late: 5 % missing, 2 % of 1 000 € each: 100 €. One of three major ones late: 90 - 66.67 %."""
    whole = program(
        "gravité bloquante : intervention 1 h pour 95 % des tickets par mois sur H24\n"
        "gravité majeure : intervention 1 h pour 90 % des tickets par mois sur H24\n"
        "défaut : intervention sans engagement",
        "insuffisance intervention si gravité = bloquante : 2 % de redevance par 1 % manquant\n"
        "insuffisance intervention si gravité = majeure : 1 % de redevance par 1 % manquant entamé\n"
        "plafond : 100 % de redevance par mois",
    )
    opened = "2026-04-10 10:00"
    blocking = ["2026-04-10 10:30"] * 18 + ["2026-04-10 11:30"] * 2
    major = ["2026-04-10 10:30"] * 2 + ["2026-04-10 11:30"]
    rows = [
        ticket(whole, f"b{n}", gravité="bloquante", ouverture=opened, intervention=at) for n, at in enumerate(blocking)
    ]
    rows += [ticket(whole, f"m{n}", gravité="majeure", ouverture=opened, intervention=at) for n, at in enumerate(major)]
    found = of_month(whole, *rows)
    # 23.33 % missing are 24 started parts of one per cent, 10 € each
    assert [line.before_cap for line in found.lines] == [10000, 24000]
    assert [(one.counted, one.in_time) for one in found.punctuality] == [(20, 18), (3, 2)]


def test_a_floor_is_the_least_that_is_due_if_anything_is() -> None:
    levels = "gravité majeure : rétablissement 4 h sur H24\ndéfaut : rétablissement sans engagement"
    whole = program(levels, "retard rétablissement : 30 € par heure entamée\nplancher : 50 €\nplafond : 900 € par mois")
    late = ticket(whole, "1", gravité="majeure", ouverture="2026-04-10 10:00", rétablissement="2026-04-10 14:30")
    found = of_month(whole, late)
    assert (found.after_cap, found.floored, found.due) == (3000, 2000, 5000)
    assert of_month(whole).due == 0
    assert of_month(whole).conditions == ()


def test_a_yearly_cap_takes_what_earlier_months_used() -> None:
    levels = "gravité majeure : rétablissement 4 h sur H24\ndéfaut : rétablissement sans engagement"
    whole = program(levels, "retard rétablissement : 30 € par heure entamée\nplafond : 50 € par an")
    late = ticket(whole, "1", gravité="majeure", ouverture="2026-04-10 10:00", rétablissement="2026-04-10 14:30")
    april = of_month(whole, late)
    assert april.due == 3000
    assert "the cap is per 1 year" in april.notes[0].say("en")
    assert of_month(whole, late, before=april.carried(Carried())).due == 2000
    year = of_month(whole, late, kind="year")
    assert (year.due, year.notes) == (3000, ())


def test_what_a_cap_does_not_count_is_not_cut_and_uses_nothing() -> None:
    def line(amount: int, *, counted: bool) -> CreditLine:
        return CreditLine(
            kind="late",
            subject="restore",
            ticket="1",
            text=verbatim("line")(),
            exact=Fraction(amount),
            before_cap=amount,
            after_cap=amount,
            counted=counted,
        )

    lines = [line(70, counted=True), line(500, counted=False), line(70, counted=True)]
    assert [one.after_cap for one in capped(lines, 100)] == [70, 500, 30]
    assert [one.after_cap for one in capped(lines, 100, used=80)] == [20, 500, 0]
    assert [one.after_cap for one in capped(lines, None)] == [70, 500, 70]
