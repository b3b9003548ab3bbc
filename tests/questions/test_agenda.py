"""The agenda of a contract, by hand, and as iCalendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from contractlang.questions.agenda import Item, items_due
from contractlang.workspace import Contract, RefusedError, agenda_calendar, answer, open_contract, read_contract
from tests.support import ROOT, complete

REFERENCE = open_contract(ROOT / "examples" / "reference.infog")
DUTIES = complete("""…
article 1 "Durée" {
  durée {
    début        : 2026-02-01
    initiale     : 12 mois
    reconduction : tacite 12 mois
    préavis      : 2 mois
  }
  phases {
    audit : 1 mois
    reprise : 2 mois
  }
}
article 8 "Engagements" {
  obligation A5 "Attestation d'assurance" {
    qui    : prestataire
    objet  : attestation_d_assurance
    quand  : signature, chaque 6 mois
    délai  : 15 jours
  }
  obligation A6 "Bilan de clôture" {
    qui   : prestataire
    quand : fin_de_contrat
    délai : 30 jours
  }
  obligation A7 "Notification" {
    qui   : prestataire
    quand : violation_de_données
    délai : 48 h
  }
}
""")


def due(contract: Contract, first: date, last: date, **options: object) -> tuple[Item, ...]:
    _, asked = answer(contract, "agenda", window=(first, last), **options)  # type: ignore[arg-type]
    return items_due(asked)


def test_what_comes_back_is_due_each_time_its_length_has_run() -> None:
    items = due(REFERENCE, date(2026, 2, 1), date(2027, 1, 31))
    committee = [item.day for item in items if item.key == "advice.committee"]
    assert committee == [date(2026, 5, 1), date(2026, 8, 1), date(2026, 11, 1)]
    assert [item.day for item in items if item.key == "advice.watch"] == [date(2026, 8, 1)]
    # 1 month, 1 month, 3 months, 2 months from 1 February
    phases = [item.day for item in items if item.key.startswith("phases.")]
    assert phases == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 6, 30), date(2026, 8, 31)]
    # what a year brings comes the day after the window
    assert not [item for item in items if item.key in ("audit.frequency", "price.revision")]
    assert [item.day for item in due(REFERENCE, date(2027, 2, 1), date(2027, 2, 1)) if item.key == "audit.frequency"]
    assert [item.day for item in items if item.key == "amendment.1"] == [date(2027, 1, 1)]


def test_obligations_are_due_from_events_that_have_a_date() -> None:
    contract = read_contract(DUTIES)
    items = due(contract, date(2026, 1, 1), date(2027, 12, 31))
    days = {
        name: [item.day.isoformat() for item in items if item.key.startswith(f"obligation.{name}.")]
        for name in ("A5", "A6", "A7")
    }
    # signed on 15 January 2026: 15 days end on the 30th; then every six months
    assert days["A5"] == ["2026-01-30", "2026-07-30", "2027-01-30", "2027-07-30"]
    # the end may be on 31 January 2027 or 2028, of which only the first has its thirty days in the window
    assert days["A6"] == ["2027-03-02"]
    assert days["A7"] == []


def test_what_depends_on_renewal_or_on_the_end_says_so() -> None:
    items = due(read_contract(DUTIES), date(2026, 1, 1), date(2027, 12, 31))
    sure = {item.day for item in items if item.condition is None}
    assert max(sure) == date(2027, 1, 31)
    ends = {item.ends for item in items if item.key.startswith("obligation.A6.")}
    assert ends == {date(2027, 1, 31)}
    refuse = [(item.day, item.renewed) for item in items if item.key == "duration.notice"]
    assert refuse == [(date(2026, 11, 30), False), (date(2027, 11, 30), True)]


def test_windows_side_by_side_hold_what_one_holds() -> None:
    whole = due(REFERENCE, date(2026, 1, 1), date(2031, 12, 31))
    parts = [item for year in range(2026, 2032) for item in due(REFERENCE, date(year, 1, 1), date(year, 12, 31))]
    assert [(item.day, item.key) for item in whole] == [(item.day, item.key) for item in parts]


def test_a_contract_that_is_over_makes_nothing_come_back() -> None:
    text = complete("""…
article 1 "Durée" {
  durée {
    début    : 2026-02-01
    initiale : 6 mois
  }
  conseil {
    comité : 1 mois
  }
}
""")
    days = [
        item.day
        for item in due(read_contract(text), date(2026, 1, 1), date(2030, 1, 1))
        if item.key == "advice.committee"
    ]
    assert days == [date(2026, month, 1) for month in range(3, 8)]


def test_a_window_that_is_missing_or_backwards_or_too_long_is_refused() -> None:
    with pytest.raises(RefusedError):
        answer(REFERENCE, "agenda")
    with pytest.raises(RefusedError):
        answer(REFERENCE, "agenda", window=(date(2027, 1, 1), date(2026, 1, 1)))
    with pytest.raises(RefusedError):
        answer(REFERENCE, "agenda", window=(date(2026, 1, 1), date(9999, 1, 1)))


# --- iCalendar ------------------------------------------------------------------------------------------------


def written(first: date, last: date, lang: str = "fr", **options: object) -> str:
    _, asked = answer(REFERENCE, "agenda", window=(first, last))
    return agenda_calendar(asked, lang, **options)  # type: ignore[arg-type]


def test_the_calendar_reads_back_as_the_agenda() -> None:
    window = date(2026, 2, 1), date(2029, 6, 1)
    events = list(Calendar.from_ical(written(*window)).walk("VEVENT"))
    items = due(REFERENCE, *window)
    assert [event["dtstart"].dt for event in events] == [item.day for item in items]
    assert all(event["dtend"].dt - event["dtstart"].dt == timedelta(days=1) for event in events)
    assert [str(event["summary"]) for event in events] == [item.title.say("fr") for item in items]
    assert all("INF-2026-014" in str(event["description"]) for event in events)
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_an_event_keeps_its_name_whatever_the_window_and_the_language() -> None:
    def names(text: str) -> dict[tuple[date, str], str]:
        events = Calendar.from_ical(text).walk("VEVENT")
        return {(event["dtstart"].dt, str(event["uid"])): str(event["dtstamp"].dt) for event in events}

    wide = names(written(date(2026, 1, 1), date(2029, 12, 31)))
    narrow = names(written(date(2027, 2, 1), date(2027, 2, 28), "en"))
    assert narrow.items() <= wide.items()
    assert set(wide.values()) == {"2026-01-15 00:00:00+00:00"}  # the day of signature
    stamped = names(written(date(2027, 2, 1), date(2027, 2, 28), stamp=date(2026, 12, 1)))
    assert set(stamped) == set(narrow)
    assert set(stamped.values()) == {"2026-12-01 00:00:00+00:00"}


def test_the_calendar_is_the_same_each_time() -> None:
    window = date(2026, 1, 1), date(2029, 12, 31)
    assert written(*window) == written(*window)
