"""Dates of contracts, counted by hand."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlang.calendars import legal_deadline, legal_start
from contractlang.core.periods import period_at, periods
from contractlang.questions import Answer, answer_json, answer_text, question
from contractlang.questions.answers import plain
from contractlang.values import Length, Unit
from contractlang.workspace import RefusedError, answer, open_contract, read_contract
from tests.support import ROOT, complete, program_of

REFERENCE = open_contract(ROOT / "examples" / "reference.infog")


def life(*lines: str) -> str:
    return complete('…\narticle 1 "Durée" {\n  durée {\n' + "".join(f"    {line}\n" for line in lines) + "  }\n}\n")


def ask(text: str, name: str, **options: object) -> dict[str, object]:
    found, _ = answer(read_contract(text), name, **options)  # type: ignore[arg-type]
    data = plain(found.data, "en")
    assert isinstance(data, dict)
    return data


def found(text: str, name: str, **options: object) -> Answer:
    return answer(read_contract(text), name, **options)[0]  # type: ignore[arg-type]


TACIT = life("début : 2026-02-01", "initiale : 36 mois", "reconduction : tacite 12 mois", "préavis : 3 mois")


# 36 months from 1 February 2026 end on 31 January 2029; three months that end by then start by 31 October
@pytest.mark.parametrize(
    ("at", "period", "refuse", "following"),
    [
        (None, (0, "2026-02-01", "2029-01-31"), "2028-10-31", None),
        (date(2028, 10, 31), (0, "2026-02-01", "2029-01-31"), "2028-10-31", None),
        (date(2028, 11, 1), (0, "2026-02-01", "2029-01-31"), "2028-10-31", "2029-10-31"),
        (date(2029, 1, 31), (0, "2026-02-01", "2029-01-31"), "2028-10-31", "2029-10-31"),
        (date(2029, 2, 1), (1, "2029-02-01", "2030-01-31"), "2029-10-31", None),
        (date(2034, 7, 14), (6, "2034-02-01", "2035-01-31"), "2034-10-31", None),
    ],
)
def test_the_current_period_and_the_last_day_to_refuse(
    at: date | None, period: tuple[int, str, str], refuse: str, following: str | None
) -> None:
    data = ask(TACIT, "reconduction", at=at)
    assert data["period"] == {"number": period[0], "start": period[1], "last": period[2]}
    assert data["last_day_to_refuse"] == refuse
    assert data["next_last_day_to_refuse"] == following
    assert data["passed"] == (None if at is None else following is not None)


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (("début : 2026-02-01", "initiale : 12 mois"), "2027-01-31"),
        (("début : 2027-03-01", "initiale : 1 an"), "2028-02-29"),  # the eve of 1 March 2028, a leap year
        (("début : 2026-01-31", "initiale : 1 mois"), "2026-02-27"),  # the next would start on the 28th
        (("début : 2026-12-31", "initiale : 2 mois"), "2027-02-27"),
        (("début : 2026-02-01", "initiale : 90 jours"), "2026-05-01"),  # 28 + 31 + 30 days, and one more
        (("début : 2026-02-01", "initiale : 6 semaines"), "2026-03-14"),
    ],
)
def test_a_period_counts_its_first_day(lines: tuple[str, ...], last: str) -> None:
    assert ask(life(*lines), "fin")["end"] == last


def test_periods_of_months_do_not_drift() -> None:
    text = life("début : 2026-01-31", "initiale : 1 mois", "reconduction : tacite 1 mois", "préavis : 5 jours")
    starts = [period.start for period, _ in zip(periods(program_of(text)), range(4), strict=False)]
    assert starts == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_longest_duration_ends_the_renewals() -> None:
    text = life(
        "début : 2026-02-02",
        "initiale : 24 mois",
        "reconduction : tacite 12 mois",
        "préavis : 3 mois",
        "maximale : 48 mois",
    )
    assert [period.last for period in periods(program_of(text))] == [
        date(2028, 2, 1),
        date(2029, 2, 1),
        date(2030, 2, 1),
    ]
    data = ask(text, "fin", at=date(2029, 6, 1))
    assert (data["end"], data["renewed"], data["latest"]) == ("2030-02-01", False, "2030-02-01")
    assert found(text, "reconduction", at=date(2029, 6, 1)).said.say("en").startswith("the current period is the last")
    # long after, it is still the last period that is told
    assert "ended on" in found(text, "fin", at=date(2040, 1, 1)).said.say("en")


def test_the_day_before_the_start_is_in_the_first_period() -> None:
    period = period_at(program_of(TACIT), date(2025, 12, 1))
    assert period is not None
    assert period.number == 0
    assert ask(TACIT, "fin", at=date(2025, 12, 1))["end"] == "2029-01-31"


def test_an_express_renewal_needs_no_refusal() -> None:
    text = life("début : 2026-02-01", "initiale : 36 mois", "reconduction : expresse 12 mois")
    data = ask(text, "renewal")
    assert (data["mode"], data["last_day_to_refuse"], data["next_period"]) == ("express", None, None)
    assert "expressly" in found(text, "end").said.say("en")


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        (("initiale : 36 mois",), ["duration.start"]),
        (("début : 2026-02-01",), ["duration.initial"]),
    ],
)
def test_a_contract_that_lacks_a_term_says_which(lines: tuple[str, ...], lacking: list[str]) -> None:
    for name in ("fin", "reconduction", "dates", "réversibilité"):
        got = found(life(*lines), name)
        assert not got.decided
        assert [one.term.en for one in got.lacks] == lacking


def test_a_tacit_renewal_without_notice_says_what_is_missing() -> None:
    got = found(life("début : 2026-02-01", "initiale : 36 mois", "reconduction : tacite 12 mois"), "renewal")
    assert [one.term.fr for one in got.lacks] == ["durée.préavis"]


def test_an_indefinite_contract_has_no_end() -> None:
    got = found(life("début : 2026-02-01", "terme : indéterminé"), "end")
    assert got.decided
    assert plain(got.data, "en") == {"end": None, "renewed": False, "open_ended": True, "latest": None}
    assert "1211" in got.counting[0].say("fr")


# notice given on 31 January 2027: six months end on 31 July, twelve on 31 January, thirty days on 2 March
def test_notices_end_when_they_have_run() -> None:
    data = answer(REFERENCE, "notice", at=date(2027, 1, 31))[0].data["notices"]
    assert isinstance(data, dict)
    ends = {name: one["ends"] for name, one in data.items() if "ends" in one}
    assert ends == {"client": date(2027, 7, 31), "provider": date(2028, 1, 31), "breach": date(2027, 3, 2)}
    assert data["non_renewal"]["last_day"] == date(2028, 10, 31)


def test_the_calendar_of_reversibility() -> None:
    found, _ = answer(REFERENCE, "reversibility")
    steps = {step["step"]: step["day"] for step in found.data["steps"]}  # type: ignore[attr-defined]
    assert steps == {
        "start_by": date(2028, 7, 31),  # six months that end on 31 January
        "asked_by": date(2028, 10, 31),
        "plan_due": date(2029, 1, 31),
        "end": date(2029, 1, 31),
        "returned_by": date(2029, 3, 2),  # thirty days after
        "documents_returned_by": date(2029, 3, 2),
        "personal_data_deleted_by": date(2029, 3, 2),
        "destroyed_by": date(2029, 4, 1),  # sixty
    }
    # all grounds are terms with a line
    assert all(ground.line > 1 for ground in found.grounds)


def test_reversibility_of_another_end() -> None:
    found, _ = answer(REFERENCE, "reversibility", {"survenance": "2027-06-30 18:00"})
    assert found.data["end"] == date(2027, 6, 30)
    assert {step["day"] for step in found.data["steps"] if step["step"] == "returned_by"} == {  # type: ignore[attr-defined]
        date(2027, 7, 30)
    }


def test_a_contract_without_reversibility_says_so() -> None:
    got = answer(open_contract(ROOT / "examples" / "real" / "isvtec.infog"), "réversibilité")[0]
    assert (got.decided, [one.term.fr for one in got.lacks]) == (False, ["réversibilité"])


# three months that end on 31 March are given on 31 December at the latest
@pytest.mark.parametrize(("signed", "too_late"), [("2025-12-31", False), ("2026-01-01", True)])
def test_the_check_of_renewals_counts_to_the_same_day(signed: str, too_late: bool) -> None:
    text = life("début : 2025-07-01", "initiale : 9 mois", "reconduction : tacite 12 mois", "préavis : 3 mois")
    assert ask(text, "renewal")["last_day_to_refuse"] == "2025-12-31"
    contract = read_contract(re.sub(r"signature( *): [0-9-]+", rf"signature\1: {signed}", text))
    assert ("D407" in {one.code for one in contract.check()}) == too_late


# --- counting back --------------------------------------------------------------------------------------------

UNITS = (
    Unit.DAY,
    Unit.CALENDAR_DAY,
    Unit.CLEAR_DAY,
    Unit.WEEK,
    Unit.MONTH,
    Unit.YEAR,
    Unit.WORKING_DAY,
    Unit.BUSINESS_DAY,
)


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(1, 40), st.sampled_from(UNITS))
def test_counting_back_is_the_last_day_that_counts_forward_in_time(last: date, amount: int, unit: Unit) -> None:
    length = Length.of(amount if unit is not Unit.YEAR else amount % 3 + 1, unit)
    start = legal_start(last, length, ("FR",))
    assert legal_deadline(start, length, ("FR",)) <= last
    assert legal_deadline(date.fromordinal(start.toordinal() + 1), length, ("FR",)) > last


# --- all answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dates", "fin", "reconduction", "préavis", "réversibilité", "propriétaire", "reste"])
def test_answers_are_text_in_both_languages_and_json_with_the_same_keys(name: str) -> None:
    got, asked = answer(REFERENCE, name)
    asked_question = question(name)
    assert asked_question is not None
    for lang in ("fr", "en"):
        data = answer_json(got, asked_question, asked, lang)
        assert json.loads(json.dumps(data)) == data
        assert list(data) == [
            "question",
            "decided",
            "answer",
            "text",
            "missing_terms",
            "possible",
            "ask_next",
            "sources",
            "counting",
            "notes",
            "at",
            "contract",
        ]
        assert data["sources"]
        text = answer_text(got, asked, lang)
        assert ("Selon" if lang == "fr" else "According to") in text


def test_an_amendment_answers_from_its_effect() -> None:
    before, _ = answer(REFERENCE, "reste", at=date(2026, 12, 31))
    after, asked = answer(REFERENCE, "reste", at=date(2027, 1, 1))
    assert before.data == after.data
    assert asked.program.amendments[-1].number == "1"


def test_a_wrong_question_names_the_nearest_and_all() -> None:
    with pytest.raises(RefusedError) as refused:
        answer(REFERENCE, "facturabl")
    said = [message.say("fr") for message in refused.value.messages]
    assert "facturable" in said[1]
    assert "réversibilité" in said[2]
