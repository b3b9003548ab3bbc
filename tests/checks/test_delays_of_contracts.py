"""Delays of whole contracts: who tells whom in time, what the law demands, what remains after notice, and until when.

Expected dates are worked out by hand from the base contract: HO is 08:30-12:30, 13:30-18:00 from Monday to Friday but
for French holidays, H24 never closes, and the contract runs from 1 February 2026.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from contractlang.calendars import to_instant
from contractlang.core.life import Window, life, outlives, window
from contractlang.diagnostics import Diagnostic
from contractlang.evaluation import verdict
from contractlang.workspace import read_contract
from tests.support import BASE, complete, program_of

SUBCONTRACTOR = """sous-traitance {
  régime : accord préalable
  autorisé Hébergeo "Hébergeo SAS" { objet : hébergement pays : France }
}
"""


def contract(*clauses: str) -> str:
    return complete('…\narticle 20 "Délais" {\n' + "\n".join(clauses) + "\n}\n")


def duty(name: str, who: str, delay: str, act: str = "notification", event: str = "violation_de_données") -> str:
    return f'obligation {name} "Devoir {name}" {{ qui : {who} objet : {act} quand : {event} délai : {delay} }}'


def found(*clauses: str) -> list[Diagnostic]:
    return list(read_contract(contract(*clauses)).check())


def codes(*clauses: str) -> list[str]:
    return [one.code for one in found(*clauses)]


def instant(text: str) -> int:
    return to_instant(datetime.fromisoformat(text), "Europe/Paris")[0]


# --- who tells whom -----------------------------------------------------------------------------------------


def test_the_provider_tells_the_client_before_the_client_has_to_tell() -> None:
    (finding,) = found(duty("O1", "prestataire", "8 h sur HO"), duty("O2", "client", "24 h"))
    assert finding.code == "D401"
    # 8 h from half an hour and a second after the opening leave one second for the next open day. It is furthest after
    # a Friday before a Monday that is a holiday, with the clocks set back in between: All Saints' Day of 2027
    assert finding.message.say("fr") == (
        "« Devoir O1, 8 h sur `HO` » peut finir après « Devoir O2, 24 h (`client`) » : survenu le ven. 29 oct. 2027"
        " 09:00:01, l'un finit le mar. 2 nov. 2027 08:30:01 et l'autre le sam. 30 oct. 2027 09:00:01, 72 h 30 min plus"
        " tôt (première fois : survenu le dim. 1er févr. 2026 00:00 ; dates examinées jusqu'au ven. 1er févr. 2030,"
        " le contrat pouvant durer au-delà)"
    )


def test_the_case_of_a_late_warning_replays() -> None:
    text = contract(duty("O1", "prestataire", "8 h sur HO"), duty("O2", "client", "24 h"))
    (finding,) = read_contract(text).check()
    assert finding.case is not None
    case = {name: value for name, value in finding.case.items() if isinstance(value, str | int)}
    due = [milestone.deadline for milestone in verdict(program_of(text), case).milestones]
    assert due == [instant("2027-11-02 08:30:01"), instant("2027-10-30 09:00:01")]


@pytest.mark.parametrize(
    ("provider", "client", "event", "act"),
    [
        ("23 h sur H24", "24 h", "violation_de_données", "notification"),
        ("24 h", "24 h", "violation_de_données", "notification"),
        ("8 h sur HO", "24 h", "incident_de_sécurité", "notification"),
        ("8 h sur HO", "24 h", "violation_de_données", "communication_à_un_tiers"),
    ],
)
def test_who_tells_in_time_of_another_event_or_does_something_else_is_left_alone(
    provider: str, client: str, event: str, act: str
) -> None:
    assert codes(duty("O1", "prestataire", provider), duty("O2", "client", client, act, event)) == []


def test_days_and_hours_differ_when_clocks_change() -> None:
    (finding,) = found(duty("O1", "prestataire", "3 jours"), duty("O2", "client", "72 h"))
    # three days to the second pass of 02:00-03:00 and after hold 73 hours
    assert "survenu le jeu. 22 oct. 2026 03:00, l'un finit le dim. 25 oct. 2026 03:00" in finding.message.say("fr")
    assert "1 h plus tôt" in finding.message.say("fr")


def test_a_subcontractor_passes_on_in_time() -> None:
    late = duty("O1", "Hébergeo", "48 h"), duty("O2", "prestataire", "24 h")
    assert codes(SUBCONTRACTOR, *late) == ["D403"]
    assert codes(SUBCONTRACTOR, late[0].replace("48 h", "12 h"), late[1]) == []
    deleted = [duty("O1", "Hébergeo", "60 jours", "suppression_des_données", "fin_de_contrat")]
    deleted += [duty("O2", "prestataire", "45 jours", "suppression_des_données", "fin_de_contrat")]
    assert codes(SUBCONTRACTOR, *deleted) == ["D403"]
    # each shows its own certificate
    own = [one.replace("suppression_des_données", "attestation_d_assurance") for one in deleted]
    assert codes(SUBCONTRACTOR, *own) == []


# --- the law ------------------------------------------------------------------------------------------------

PACKS = (
    BASE.read_text(encoding="utf-8")
    .replace('rgpd "essais", ', "")
    .replace("référentiels : essentiel", "référentiels : essentiel, rgpd, nis2")
)


def demanded(breach: str, incident: str, *norms: str) -> list[Diagnostic]:
    """What the packs say of the delays for telling of a breach of data, and of an incident."""
    clauses = f"données personnelles {{ {breach} }} sécurité {{ {incident} }}"
    text = f'{PACKS}\narticle 20 "Protection" {{ {clauses} {" ".join(norms)} }}\n'
    names = ("violation_en_moins_de_72_h", "incident_notifié_en_24_h", "rapport_en_un_mois")
    return [one for one in read_contract(text).check() if any(name in one.message.say("fr") for name in names)]


@pytest.mark.parametrize("breach", ["72 h", "72 h sur HO", "24 h sur HO", "1 jour sur HO", "72 h sur H24", "3 jours"])
def test_a_breach_told_too_late_for_the_controller_is_found(breach: str) -> None:
    (finding,) = demanded(f"violation : {breach}", "notification : 12 h")
    assert finding.code == "L701"
    assert [label.span.text for label in finding.labels] == [f"violation : {breach}"]


def test_the_finding_shows_on_which_date_the_law_is_broken() -> None:
    (finding,) = demanded("violation : 8 h sur HO", "notification : 12 h")
    # as above: from the Friday before All Saints' Day of 2027, against 72 h (of which one comes twice)
    assert finding.message.say("fr").endswith(
        "; à partir du ven. 29 oct. 2027 09:00:01, l'un finit le mar. 2 nov. 2027 08:30:01 et l'autre le lun. 1er nov."
        " 2027 08:00:01, 24 h 30 min plus tôt (première fois : à partir du ven. 3 avr. 2026 09:00:01 ; dates examinées"
        " jusqu'au ven. 1er févr. 2030, le contrat pouvant durer au-delà)"
    )


def test_a_delay_that_ends_with_that_of_the_law_is_no_sooner() -> None:
    (finding,) = demanded("violation : 72 h sur H24", "notification : 12 h")
    assert "les deux finissent ensemble" in finding.message.say("fr")
    assert "both end together" in finding.message.say("en")


@pytest.mark.parametrize("breach", ["71 h", "71 h sur H24", "24 h"])
def test_a_breach_told_in_time_is_left_alone(breach: str) -> None:
    assert demanded(f"violation : {breach}", "notification : 12 h") == []


def test_an_open_delay_is_left_what_the_law_allows() -> None:
    (finding,) = demanded("violation : à négocier entre 24 h et 96 h", "notification : 12 h")
    assert finding.code == "U902"
    assert "au moins 24 h et moins de 72 h" in finding.message.say("fr")


def test_early_warnings_and_reports_run_on_calendars_too() -> None:
    assert demanded("violation : 24 h", "notification : 23 h sur H24 rapport : 15 jours sur H24") == []
    assert len(demanded("violation : 24 h", "notification : 4 h sur HO")) == 1
    assert len(demanded("violation : 24 h", "notification : 12 h rapport : 25 jours sur HO")) == 1
    assert len(demanded("violation : à négocier entre 8 h et 71 h sur HO", "notification : 12 h")) == 1


def test_an_obligation_gives_the_delay_in_place_of_the_term() -> None:
    assert demanded("", "notification : 12 h", duty("O1", "prestataire", "24 h")) == []
    (finding,) = demanded("", "notification : 12 h", duty("O1", "prestataire", "72 h sur HO"))
    assert finding.code == "L701"
    assert [label.span.text for label in finding.labels] == ['obligation O1 "Devoir O1"']
    # what another party owes, or another act, is not that notification
    assert [one.code for one in demanded("", "notification : 12 h", duty("O1", "client", "24 h"))] == ["M302"]


@pytest.mark.parametrize(
    ("term", "delay", "code"),
    [
        ("24 h", "48 h", ["D402"]),
        ("24 h", "24 h sur HO", ["D402"]),
        ("24 h", "24 h", []),
        ("24 h", "1 jour", []),
        ("24 h sur H24", "24 h sur H24", []),
        ("à négocier", "48 h", ["U902"]),
    ],
)
def test_a_term_and_an_obligation_give_one_delay(term: str, delay: str, code: list[str]) -> None:
    assert codes(f"données personnelles {{ violation : {term} }}", duty("O1", "prestataire", delay)) == code


def test_an_obligation_for_some_cases_is_an_exception_to_the_term() -> None:
    stricter = duty("O1", "prestataire", "4 h").replace("délai", "si gravité = bloquante délai")
    assert codes("données personnelles { violation : 24 h }", stricter) == []


# --- the end of the contract --------------------------------------------------------------------------------


def reversibility(**terms: str) -> str:
    given = {"préavis": "3 mois", "durée": "6 mois", "plan": "3 mois", "restitution": "30 jours"}
    given |= {"destruction": "60 jours"} | terms
    lines = " ".join(f"{name} : {value}" for name, value in given.items())
    return f"réversibilité {{ cas : échéance, résiliation {lines} prix : inclus }}"


@pytest.mark.parametrize(
    ("restitution", "destruction", "late"),
    [
        ("30 jours", "30 jours", False),
        ("31 jours", "30 jours", True),
        ("2 mois", "62 jours", False),
        ("2 mois", "61 jours", True),  # July and August
        ("2 ans", "24 mois", False),
        # ten working days span 19 days at most: from 30 April 2026, with three holidays within, and week-ends
        ("10 jours ouvrés", "19 jours", False),
        ("10 jours ouvrés", "18 jours", True),
        # days end at midnight, and 720 h from late in the evening an hour later where the clocks are set forward
        ("720 h", "30 jours", True),
        ("719 h", "30 jours", False),
    ],
)
def test_data_are_returned_before_they_are_destroyed(restitution: str, destruction: str, late: bool) -> None:
    clause = reversibility(restitution=restitution, destruction=destruction)
    assert codes(clause) == (["D411"] if late else [])


def test_the_last_days_of_periods_are_shown() -> None:
    (finding,) = found(reversibility(restitution="10 jours ouvrés", destruction="15 jours"))
    # 29 April 2026 and on: 1 and 8 May are holidays, and so is the 14th; at Easter one Monday is
    assert (
        "à partir du mer. 29 avr. 2026, l'un finit le lun. 18 mai 2026 et l'autre le jeu. 14 mai 2026, 4 jours plus tôt"
        " (première fois : à partir du ven. 27 mars 2026 ;" in finding.message.say("fr")
    )


def test_personal_data_and_a_duty_to_delete_are_destructions_too() -> None:
    data = "données personnelles { sort : restitution, suppression 20 jours }"
    assert codes(reversibility(), data) == ["D411"]
    assert codes(reversibility(), data.replace("20", "30")) == []
    deletion = duty("O1", "prestataire", "15 jours", "suppression_des_données", "fin_de_contrat")
    assert codes(reversibility(), deletion) == ["D411"]
    assert codes(reversibility(), deletion.replace("15", "90")) == []
    assert codes(reversibility(), deletion.replace("fin_de_contrat", "demande_du_client")) == []


def test_the_plan_is_there_before_the_notice_has_run() -> None:
    assert codes(reversibility(plan="4 mois")) == ["D401"]
    assert codes(reversibility(plan="90 jours")) == ["D401"]  # three months from February hold 89 days
    assert codes(reversibility(plan="89 jours")) == []


def ending(*clauses: str) -> str:
    return "résiliation { " + " ".join(clauses) + " manquement : mise en demeure 30 jours }"


def test_a_reversibility_fits_into_what_remains_after_notice() -> None:
    assert codes(ending("client : préavis 6 mois"), reversibility()) == []
    assert codes(ending("client : préavis 5 mois"), reversibility()) == ["D410"]
    assert codes(ending("client : préavis 6 mois", "prestataire : préavis 5 mois"), reversibility()) == ["D410"]
    # the length, and the time that it has to be asked for ahead
    assert codes(ending("client : préavis 6 mois", "prestataire : préavis 2 mois"), reversibility()) == ["D410", "D410"]
    assert codes(ending("client : préavis 6 mois", "prestataire : préavis 12 mois"), reversibility()) == []


@pytest.mark.parametrize(
    "clause",
    [
        reversibility(prolongation="oui"),
        reversibility(transition="30 jours, service maintenu"),
        reversibility().replace("échéance, résiliation", "échéance"),
    ],
)
def test_what_follows_the_end_may_be_settled(clause: str) -> None:
    assert codes(ending("client : préavis 5 mois"), clause) == []


# --- how far dates are looked at ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "end", "goes_on"),
    [
        ("initiale : 36 mois reconduction : aucune", "2029-02-01", False),
        ("initiale : 36 mois reconduction : expresse 12 mois", "2030-02-01", False),
        ("initiale : 36 mois reconduction : tacite 24 mois", "2031-02-01", True),
        ("initiale : 12 mois reconduction : tacite 12 mois", "2030-02-01", True),
        ("initiale : 24 mois reconduction : tacite 12 mois maximale : 60 mois", "2031-02-01", False),
        ("terme : indéterminé", "2030-02-01", True),
        ("initiale : 6 semaines reconduction : aucune", "2026-03-15", False),
        ("initiale : 0 mois reconduction : aucune", "2030-02-01", False),
        ("initiale : 80 ans reconduction : aucune", "2056-02-01", True),
    ],
)
def test_the_life_of_a_contract(duration: str, end: str, goes_on: bool) -> None:
    program = program_of(contract(f"durée {{ début : 2026-02-01 {duration} préavis : 1 mois }}"))
    assert life(program) == Window(start=instant("2026-02-01"), end=instant(end), zone="Europe/Paris")
    assert outlives(program) is goes_on


@pytest.mark.parametrize(("start", "end"), [("2090-01-01", "2100-12-31"), ("1950-01-01", "1980-01-01")])
def test_a_life_ends_where_holidays_are_no_longer_known(start: str, end: str) -> None:
    program = program_of(contract(f"durée {{ début : {start} initiale : 40 ans reconduction : aucune }}"))
    dates = life(program)
    assert dates is not None
    assert (dates.start, dates.end) == (instant(start), instant(end))


def test_dates_whose_holidays_nobody_knows_leave_the_order_open() -> None:
    later = "durée { début : 2150-01-01 initiale : 36 mois reconduction : aucune }"
    program = program_of(contract(later))
    assert life(program) is None
    assert window(program).start == instant("2026-01-01")
    levels = "niveaux de service { gravité mineure : intervention 4 h sur HO, rétablissement 8 h sur H24 }"
    questions = [one for one in found(later, levels) if one.code == "U901"]
    assert ["jours fériés" in one.message.say("fr") for one in questions] == [True]
    assert questions[0].help is not None
    assert "début" not in questions[0].help.say("fr")


def test_a_contract_that_ends_says_nothing_of_until_when() -> None:
    levels = "niveaux de service { gravité mineure : intervention 4 h sur HO, rétablissement 8 h sur H24 }"
    ended = "durée { début : 2026-02-01 initiale : 36 mois reconduction : aucune }"
    (finding,) = (one for one in found(ended, levels) if one.code == "D401")
    assert "examinées" not in finding.message.say("fr")


# --- special lengths and odd contracts ----------------------------------------------------------------------


def order(*clauses: str) -> list[str]:
    return [one.message.say("fr") for one in found(*clauses) if one.code == "D401"]


def test_four_hours_else_the_next_working_day_before_noon() -> None:
    inside = "gravité bloquante si ouverture pendant HO : intervention 4 h sur HO, rétablissement %s"
    outside = inside.replace("si ", "si non ").replace("4 h", "1 jour ouvré avant 12:00")
    both = f"niveaux de service {{ {inside} {outside} }}"
    # both end within the next working day, whatever lies before it
    assert order(both % ("8 h sur HO", "2 jours ouvrés sur HO")) == []
    (said,) = order(both % ("8 h sur HO", "1 jour ouvré avant 11:00 sur HO"))
    # the contract starts on a Sunday; Monday is the next working day
    assert "ouvert le dim. 1er févr. 2026 00:00, l'un finit le lun. 2 févr. 2026 12:00 et l'autre le" in said
    assert "lun. 2 févr. 2026 11:00, 1 h plus tôt" in said


def test_a_month_and_thirty_days() -> None:
    line = "niveaux de service { gravité bloquante : intervention %s sur H24, rétablissement %s sur H24 }"
    assert order(line % ("1 mois", "31 jours calendaires")) == []
    (said,) = order(line % ("1 mois", "30 jours calendaires"))
    # from 1 March a month ends on 1 April, and thirty days on 31 March; February has none but 28
    assert "première fois : ouvert le dim. 1er mars 2026 00:00" in said
    assert order(line % ("28 jours calendaires", "1 mois")) == []
    (said,) = order(line % ("29 jours calendaires", "1 mois"))
    assert "première fois : ouvert le dim. 1er févr. 2026 00:00" in said


@pytest.mark.parametrize("long", ["10 ans", "100 ans", "87 600 h", "3 650 jours", "30 000 jours ouvrés"])
def test_a_delay_of_years_has_an_answer(long: str) -> None:
    line = f"niveaux de service {{ gravité bloquante : intervention {long} sur HO, rétablissement 8 h sur HO }}"
    assert {one.code for one in found(line)} & {"D401", "U901"}


def test_a_calendar_that_never_opens_again_is_said_to_be_the_cause() -> None:
    never = 'calendrier JAMAIS { fuseau : "Europe/Paris" lundi : 09:00-12:00 fermé : 2020-01-01 au 2199-12-31 }'
    line = "niveaux de service { gravité bloquante : intervention 1 h sur JAMAIS, rétablissement 4 h sur H24 }"
    text = f"{contract(line)}\n{never}\n"
    assert {"D404", "U901"} <= {one.code for one in read_contract(text).check()}
