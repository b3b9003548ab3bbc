"""Delays that run out while nobody is on duty.

Expected dates are worked out by hand from the base contract: HO is 08:30-12:30, 13:30-18:00 from Monday to Friday but
for French holidays, H24 never closes, and the contract runs from Sunday 1 February 2026. Easter Monday of 2026 is
6 April, the first holiday of its life that falls on a working day.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.diagnostics import Diagnostic
from contractlang.evaluation.replay import replay
from contractlang.workspace import read_contract
from tests.support import complete

CALENDARS = """
calendrier GARDE "Quand les autres ne travaillent pas" {
  fuseau             : "Europe/Paris"
  lundi à vendredi   : 00:00-08:30, 18:00-24:00
  samedi à dimanche  : 00:00-24:00
}
calendrier PAUSE "La même, et la pause de midi" {
  fuseau             : "Europe/Paris"
  lundi à vendredi   : 00:00-08:30, 12:30-13:30, 18:00-24:00
  samedi à dimanche  : 00:00-24:00
}
calendrier SEMAINE "Six jours" {
  fuseau         : "Europe/Paris"
  lundi à samedi : 00:00-24:00
}
calendrier ETENDU "Du matin au soir" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 07:00-20:00
}
calendrier OUVRES "Du lundi au vendredi" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 08:30-18:00
}
calendrier MATIN "Le matin" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 09:00-12:00
  sauf fériés      : FR
}
calendrier MEMES "Les mêmes heures sous un autre nom" {
  fuseau           : "Europe/Paris"
  lundi à vendredi : 08:30-12:30, 13:30-18:00
  sauf fériés      : FR
}
calendrier SAMEDI "Le samedi matin" {
  fuseau : "Europe/Paris"
  samedi : 10:00-12:00
}
fait astreinte_demandée : vrai_faux
"""


def found(levels: str, on_call: str | None = None, *more: str, window: str = "plage : HO") -> list[Diagnostic]:
    """What D404 says of some levels of service, on-call and other clauses over the base; its cases replay."""
    duty = f"astreinte : {on_call}" if on_call else ""
    clauses = f"interventions {{ {window} {duty} canaux : téléphone }} niveaux de service {{ {levels} }}"
    text = complete(f'…\narticle 20 "Service" {{\n{clauses}\n{" ".join(more)}\n}}\n{CALENDARS}')
    contract = read_contract(text)
    assert contract.program is not None, contract.findings
    findings = [one for one in contract.check() if one.code in ("D404", "U901")]
    assert [text.say("en") for one in findings for text in replay(contract.program, one)] == []
    return findings


def dates(finding: Diagnostic) -> tuple[str, str]:
    """When the delay of the case starts, and when it ends."""
    assert finding.code == "D404"
    start, due = (finding.message.args[name] for name in ("start", "due"))
    return f"{start:%Y-%m-%d %H:%M}", f"{due:%Y-%m-%d %H:%M}"


ROUND_THE_CLOCK = "gravité bloquante : intervention 1 h sur H24"


@pytest.mark.parametrize(
    ("on_call", "start", "due"),
    [
        (None, "2026-02-01 00:00", "2026-02-01 01:00"),
        ("H24 si gravité = mineure", "2026-02-01 00:00", "2026-02-01 01:00"),
        ("HO si gravité = bloquante", "2026-02-01 00:00", "2026-02-01 01:00"),
        ("MEMES si gravité = bloquante", "2026-02-01 00:00", "2026-02-01 01:00"),
        ("SEMAINE si gravité = bloquante", "2026-02-01 00:00", "2026-02-01 01:00"),
        # somebody is there until Monday, and nobody at noon: the hour ends when the others come back
        ("GARDE si gravité = bloquante", "2026-02-02 12:30", "2026-02-02 13:30"),
        # whoever is on call for working days doesn't think of holidays
        ("PAUSE si gravité = bloquante", "2026-04-06 08:30", "2026-04-06 09:30"),
    ],
)
def test_nobody_is_on_duty(on_call: str | None, start: str, due: str) -> None:
    (finding,) = found(ROUND_THE_CLOCK, on_call)
    assert dates(finding) == (start, due)
    labels = [label.span.text for label in finding.labels]
    assert labels == ["intervention 1 h sur H24", "plage : HO", *([f"astreinte : {on_call}"] if on_call else [])]


def test_it_is_said_in_both_languages() -> None:
    (finding,) = found(ROUND_THE_CLOCK)
    assert finding.message.say("fr") == (
        "délai d'intervention : 1 h sur `H24` (`bloquante.intervention`) peut finir sans que personne soit de service ;"
        " ouvert le dim. 1er févr. 2026 00:00, il finit le dim. 1er févr. 2026 01:00"
    )
    assert finding.message.say("en") == (
        "time to intervene: 1 h on `H24` (`bloquante.intervention`) can end without anybody on duty; opened on Sun"
        " 1 Feb 2026 00:00, it ends on Sun 1 Feb 2026 01:00"
    )


@pytest.mark.parametrize(
    "on_call", ["H24", "H24 si gravité = bloquante", "H24 si gravité ≥ majeure", "H24 si non (ouverture pendant HO)"]
)
def test_somebody_is_on_duty(on_call: str) -> None:
    assert found(ROUND_THE_CLOCK, on_call) == []


@pytest.mark.parametrize(
    ("length", "start"),
    [
        # on Easter Monday somebody is there at noon only: four hours of the morning, four and a half of the afternoon
        ("240 min", "2026-04-06 08:30"),
        ("241 min", "2026-04-06 13:30"),
        ("270 min", "2026-04-06 13:30"),
        ("271 min", None),
    ],
)
def test_a_gap_as_long_as_the_delay(length: str, start: str | None) -> None:
    findings = found(f"gravité bloquante : intervention {length} sur H24", "PAUSE si gravité = bloquante")
    assert [dates(one)[0] for one in findings] == ([start] if start else [])


@pytest.mark.parametrize(
    ("length", "start", "window"),
    [
        # from Friday evening to Monday morning: 62 h and a half, the clocks apart
        ("62 h", "2026-02-06 18:00", "plage : OUVRES"),
        ("63 h", "2026-10-23 18:00", "plage : OUVRES"),
        ("72 h", None, "plage : OUVRES"),
        # and to Tuesday morning, where Monday is a holiday
        ("72 h", "2026-04-03 18:00", "plage : HO"),
        ("86 h", "2026-04-03 18:00", "plage : HO"),
        # All Saints' Day of 2027, with the clocks set back on the Sunday before
        ("87 h", "2027-10-29 18:00", "plage : HO"),
        ("5250 min", "2027-10-29 18:00", "plage : HO"),
        ("5251 min", None, "plage : HO"),
    ],
)
def test_what_is_served_late_is_served(length: str, start: str | None, window: str) -> None:
    findings = found(f"gravité bloquante : rétablissement {length} sur H24", window=window)
    assert [dates(one)[0] for one in findings] == ([start] if start else [])


@pytest.mark.parametrize(
    ("length", "start", "due"),
    [
        ("1 h", "2026-02-02 07:00", "2026-02-02 08:00"),
        ("90 min", "2026-02-02 07:00", "2026-02-02 08:30"),
        # two hours of the evening, and an hour and a half of the morning
        ("91 min", "2026-02-02 18:00", "2026-02-02 19:31"),
        ("210 min", "2026-02-02 18:00", "2026-02-03 08:30"),
        # with Easter Monday between: two, thirteen, and an hour and a half
        ("4 h", "2026-04-03 18:00", "2026-04-06 09:00"),
        ("990 min", "2026-04-03 18:00", "2026-04-07 08:30"),
        ("991 min", None, None),
    ],
)
def test_a_calendar_that_is_open_longer_than_anybody_is_there(length: str, start: str | None, due: str | None) -> None:
    findings = found(f"gravité majeure : intervention {length} sur ETENDU", "H24 si gravité = bloquante")
    assert [dates(one) for one in findings] == ([(start, due)] if start else [])


@pytest.mark.parametrize(
    ("level", "start"),
    [
        ("niveau n si non (ouverture pendant HO) : intervention 1 h sur H24", "2026-02-01 00:00"),
        ("niveau n si ouverture pendant HO : intervention 1 h sur H24", None),
        ("niveau n si ouverture pendant SAMEDI : intervention 1 h sur H24", "2026-02-07 10:00"),
        ("niveau n si ouverture pendant ETENDU : intervention 4 h sur H24", "2026-02-02 18:00"),
        ("niveau n si ouverture pendant ETENDU et gravité = majeure : intervention 1 h sur H24", "2026-02-02 07:00"),
        ("niveau n si ouverture ≥ 2026-03-01 15:00 : intervention 1 h sur H24", "2026-03-01 15:00"),
        ("niveau n si ouverture > 2026-03-06 : intervention 1 h sur H24", "2026-03-06 00:00"),
        ("niveau n si ouverture < 2026-02-01 : intervention 1 h sur H24", None),
        ("niveau n si gravité = bloquante : intervention 1 h sur H24", None),
        ("défaut : intervention 48 h sur H24", "2026-02-06 18:00"),
        ("défaut : intervention 1 jour calendaire sur H24", "2026-02-06 18:00"),
        # H24 knows no holidays: its working day after Good Friday is the Monday
        ("défaut : intervention 1 jour ouvré sur H24", "2026-04-03 18:00"),
        ("défaut : intervention 2 jours ouvrés sur H24", None),
    ],
)
def test_what_limits_the_opening_counts(level: str, start: str | None) -> None:
    findings = found(level, "H24 si gravité = bloquante")
    assert [dates(one)[0] for one in findings] == ([start] if start else [])


def test_the_case_says_that_nobody_was_asked_to_be_on_call() -> None:
    (finding,) = found(ROUND_THE_CLOCK, "H24 si astreinte_demandée")
    assert finding.case is not None
    assert (finding.case["severity"], finding.case["astreinte_demandée"]) == ("blocking", False)


def test_every_milestone_is_looked_at() -> None:
    findings = found("gravité bloquante : prise_en_charge 15 min, intervention 1 h, rétablissement 4 h sur H24")
    assert [dates(one)[1] for one in findings] == ["2026-02-01 00:15", "2026-02-01 01:00", "2026-02-01 04:00"]


@pytest.mark.parametrize(
    "levels",
    [
        "gravité bloquante : intervention 1 h sur HO",
        "gravité bloquante : intervention 1 h sur MEMES",
        "gravité bloquante : intervention 1 h sur MATIN",
        "gravité bloquante : intervention 1 h",
        "gravité bloquante : intervention sans engagement",
        "gravité bloquante : intervention à négocier sur H24",
        "gravité bloquante : intervention 1 h sur H24 pour 90 % des tickets par mois",
    ],
)
def test_what_can_be_served_or_is_not_promised_is_left_alone(levels: str) -> None:
    assert found(levels) == []


def test_without_service_hours_nothing_is_known_of_duty() -> None:
    assert found(ROUND_THE_CLOCK, window="") == []
    assert found(ROUND_THE_CLOCK, "SEMAINE", window="") == []


def test_service_hours_round_the_clock_serve_everything() -> None:
    assert found(ROUND_THE_CLOCK, window="plage : H24") == []


def test_subcontractors_and_obligations_have_people_of_their_own() -> None:
    accepted = """sous-traitance {
      régime : accord préalable
      autorisé Hébergeo "Hébergeo SAS" {
        objet : hébergement
        pays  : France
        niveaux de service { gravité bloquante : rétablissement 3 h sur H24 }
      }
    }"""
    duty = 'obligation O1 "Alerte" { qui : prestataire quand : incident_de_sécurité délai : 2 h sur H24 }'
    assert found("gravité bloquante : intervention 1 h sur HO", None, accepted, duty) == []


# --- against every half-hour --------------------------------------------------------------------------------

Week = list[list[int] | None]

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SLOTS = 48
START = date(2026, 2, 2)  # a Monday
WEEKS = 3

# From which half-hour to which a day is open, if it is
hours = st.one_of(
    st.none(), st.tuples(st.integers(0, SLOTS - 1), st.integers(1, SLOTS)).map(sorted).filter(lambda x: x[0] < x[1])
)
weeks = st.lists(hours, min_size=7, max_size=7).filter(any)


def clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def calendar(name: str, week: Week) -> str:
    lines = [f"{day} : {clock(one[0])}-{clock(one[1])}" for day, one in zip(DAYS, week, strict=True) if one]
    return f'calendrier {name} {{\nfuseau : "UTC"\n' + "\n".join(lines) + "\n}\n"


def opens(week: Week, slot: int) -> bool:
    one = week[slot // SLOTS % 7]
    return one is not None and one[0] <= slot % SLOTS < one[1]


def first_unserved(own: Week, duty: list[Week], length: int) -> tuple[int, int] | None:
    """The first half-hour from which a delay runs out before anybody is there, and that after its last, by counting."""
    for start in range(WEEKS * 7 * SLOTS):
        slot, left = start, length
        while left and opens(own, start) and not any(opens(one, slot) for one in duty):
            left -= opens(own, slot)
            slot += 1
        if not left and slot <= WEEKS * 7 * SLOTS:
            return start, slot
    return None


@settings(max_examples=60, deadline=None)
@given(weeks, weeks, st.one_of(st.none(), weeks), st.integers(1, 60))
def test_the_first_date_is_that_of_counting(own: Week, window: Week, on_call: Week | None, length: int) -> None:
    calendars = calendar("K", own) + calendar("P", window) + (calendar("A", on_call) if on_call else "")
    duty = "astreinte : A si gravité = bloquante" if on_call else ""
    life = f"durée {{ début : {START} initiale : {WEEKS} semaines reconduction : aucune }}"
    levels = f"gravité bloquante : intervention {length * 30} min sur K"
    clauses = f"{life} interventions {{ plage : P {duty} canaux : téléphone }} niveaux de service {{ {levels} }}"
    text = complete(f'…\narticle 20 "Service" {{\n{clauses}\n}}\n{calendars}').replace("Europe/Paris", "UTC")
    findings = [one for one in read_contract(text).check() if one.code == "D404"]
    expected = first_unserved(own, [window, *([on_call] if on_call else [])], length)
    if expected is None:
        assert findings == []
    else:
        start, due = (f"{START + timedelta(days=slot // SLOTS)} {clock(slot % SLOTS)}" for slot in expected)
        assert [dates(one) for one in findings] == [(start, due)]
