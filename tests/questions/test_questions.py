"""Parts of the verdict, rights, what is left, the revised price: each against figures counted by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from contractlang.questions import QUESTIONS, answer_json, answer_text, question
from contractlang.workspace import RefusedError, answer, open_contract, read_contract
from tests.support import EXAMPLES, ROOT

REFERENCE = open_contract(ROOT / "examples" / "reference.infog")
PATH = ROOT / "examples" / "reference.infog"
MISUSE = {
    "ouverture": "2026-03-10 10:00",
    "bien": "ordinateur",
    "nature": "curative",
    "gravité": "mineure",
    "canal": "distance",
    "cause": "mauvaise_utilisation",
    "durée": "50 min",
}
LATE = {"ouverture": "2026-03-07 22:00", "gravité": "bloquante", "rétablissement": "2026-03-08 03:10"}


def run(*arguments: object, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(one) for one in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def facts(given: dict[str, str]) -> list[str]:
    return [word for name, value in given.items() for word in ("--fact", f"{name}={value}")]


# --- the table ------------------------------------------------------------------------------------------------


def test_each_question_has_two_names_and_no_name_two_questions() -> None:
    names = [name for one in QUESTIONS for name in {one.name.fr, one.name.en}]
    assert len(names) == len(set(names))
    for one in QUESTIONS:
        assert question(one.name.fr) is one
        assert question(one.name.en.upper()) is one
    assert question("PRIX RÉVISE") is question("revised-price")
    assert question("météo") is None


def test_help_lists_the_questions() -> None:
    shown = run("ask", "--help").output
    assert all(one.name.fr in shown for one in QUESTIONS)


OPTIONS = {
    "agenda": {"window": (date(2026, 1, 1), date(2030, 12, 31))},
    "revised_price": {"at": date(2028, 1, 1)},
}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_question_can_be_put_to_every_example(path: Path) -> None:
    contract = open_contract(path)
    if not contract.in_order:
        return
    for one in QUESTIONS:
        for given in ({}, {"ouverture": "2026-06-10 10:00", "gravité": "majeure", "canal": "distance"}):
            try:
                found, asked = answer(contract, one.name.en, given, **OPTIONS.get(one.key, {}))  # type: ignore[arg-type]
            except RefusedError:
                continue
            for lang in ("fr", "en"):
                assert json.dumps(answer_json(found, one, asked, lang))
                assert answer_text(found, asked, lang).strip()
            assert found.decided or found.lacks or found.asks or found.notes or found.data.get("missing_indices")


def test_a_term_that_is_still_to_be_agreed_is_said_to_be() -> None:
    text = PATH.read_text(encoding="utf-8").replace("préavis      : 3 mois", "préavis      : à négocier")
    text = text.replace("durée       : légale", "durée       : à négocier").replace(
        "durée       : 6 mois", "durée       : à négocier"
    )
    draft = read_contract(text)
    for name in ("reconduction", "réversibilité", "propriétaire", "dates", "préavis"):
        found, asked = answer(draft, name)
        for lang in ("fr", "en"):
            assert answer_text(found, asked, lang)
    renewal, asked = answer(draft, "reconduction")
    assert "`durée.préavis`, encore à négocier" in answer_text(renewal, asked, "fr")


# --- parts of the verdict -------------------------------------------------------------------------------------


def test_billable_and_price() -> None:
    billable, _ = answer(REFERENCE, "facturable", MISUSE)
    assert billable.data == {"billable": True, "outcome": "billed", "rule": "T2"}
    assert [ground.origin.article for ground in billable.grounds] == ["4"]
    price, _ = answer(REFERENCE, "price", MISUSE)
    assert price.data["amount"] == {"excl_vat": "95.00", "incl_vat": "114.00", "currency": "EUR"}
    assert price.decided


def test_a_part_asks_only_for_what_it_needs() -> None:
    known = {name: value for name, value in MISUSE.items() if name not in ("gravité", "durée")}
    billable, _ = answer(REFERENCE, "billable", known)
    assert billable.decided
    assert billable.asks == ()
    deadlines, _ = answer(REFERENCE, "deadlines", known)
    assert not deadlines.decided
    assert [ask.fact for ask in deadlines.asks] == ["severity"]
    price, _ = answer(REFERENCE, "price", known)
    assert [ask.fact for ask in price.asks] == ["worked"]


def test_deadlines_and_penalty() -> None:
    deadlines, _ = answer(REFERENCE, "délais", LATE)
    found = deadlines.data["milestones"]
    assert isinstance(found, dict)
    assert found["restore"]["deadline"] == "2026-03-08T02:00:00+01:00"
    penalty, _ = answer(REFERENCE, "pénalité", LATE)
    assert (penalty.data["penalty"], penalty.data["currency"]) == ("300.00", "EUR")  # two started hours of 150 €
    assert {ground.origin.article for ground in penalty.grounds} == {"3"}
    waiting, _ = answer(REFERENCE, "pénalité", {name: LATE[name] for name in ("ouverture", "gravité")})
    assert (waiting.decided, waiting.data["not_reached"]) == (False, ["restore"])


def test_covered_tells_fee_price_and_scope() -> None:
    inside, _ = answer(REFERENCE, "couvert", {**MISUSE, "cause": "panne"})
    assert inside.data == {"covered": True, "outcome": "included", "scope": "included"}
    outside, _ = answer(REFERENCE, "covered", {**MISUSE, "cause": "panne", "bien": "équipement_d_impression"})
    assert outside.data == {"covered": False, "outcome": "out_of_contract", "scope": "excluded"}
    unnamed, _ = answer(REFERENCE, "covered", {**MISUSE, "cause": "panne", "bien": "tablette"})
    assert unnamed.data["scope"] == "not_named"


@pytest.mark.parametrize(
    ("about", "given", "name", "expected"),
    [
        ("distance", {"gravité": "majeure"}, "remote", "prior_approval"),
        ("distance", {"gravité": "bloquante"}, "remote", "permitted"),
        ("Hébergeo", {}, "subcontractor", "permitted"),
        ("autre", {}, "subcontractor", "prior_approval"),
        ("France", {}, "country", "permitted"),
        ("Inde", {}, "country", "prohibited"),
    ],
)
def test_permitted(about: str, given: dict[str, str], name: str, expected: str) -> None:
    found, _ = answer(REFERENCE, "permis", given, about=(about,))
    permissions = found.data["permissions"]
    assert isinstance(permissions, dict)
    assert permissions[name]["answer"] == expected
    assert found.grounds


def test_permitted_needs_a_subject_that_the_contract_speaks_of() -> None:
    for about in ((), ("météo",)):
        with pytest.raises(RefusedError) as refused:
            answer(REFERENCE, "permis", about=about)
        assert len(refused.value.messages) == 2


# --- rights ---------------------------------------------------------------------------------------------------


def test_owner_of_each_category() -> None:
    found, _ = answer(REFERENCE, "propriétaire")
    data = found.data["ownership"]
    assert isinstance(data, dict)
    assert {name: one["owner"] for name, one in data.items()} == {
        "developments": "client",
        "pre_existing": "provider",
        "know_how": None,
    }
    assert data["developments"]["rights"] == ("reproduction", "representation", "adaptation")
    assert data["developments"]["place"] == "world"
    # a licence of 36 months from 1 February 2026
    assert data["pre_existing"]["until"] == date(2029, 1, 31)
    one, _ = answer(REFERENCE, "owner", about=("développements",))
    assert list(one.data["ownership"]) == ["developments"]  # type: ignore[call-overload]
    assert {ground.origin.article for ground in one.grounds} == {"7"}


def test_a_contract_silent_on_ownership_says_what_the_law_does() -> None:
    silent, _ = answer(open_contract(ROOT / "examples" / "real" / "isvtec.infog"), "owner", about=("savoir-faire",))
    assert not silent.decided
    assert [one.term.fr for one in silent.lacks] == ["propriété.savoir-faire"]
    assert "L131-3" in silent.notes[0].say("fr")
    with pytest.raises(RefusedError):
        answer(REFERENCE, "owner", about=("meubles",))


# --- what is left ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consumed", "left", "exceeded"),
    [("3 h", "PT7H", "PT0S"), ("10 h", "PT0S", "PT0S"), ("PT11H30M", "PT0S", "PT1H30M")],
)
def test_what_is_left_of_an_allowance(consumed: str, left: str, exceeded: str) -> None:
    found, _ = answer(REFERENCE, "reste", {"consommé": consumed})
    allowances = found.data["allowances"]
    assert isinstance(allowances, dict)
    assert (allowances["hotline"]["left"], allowances["hotline"]["exceeded_by"]) == (left, exceeded)
    assert allowances["hotline"]["period"] == "month"


def test_an_allowance_without_its_fact_asks_for_it() -> None:
    found, _ = answer(REFERENCE, "left")
    assert not found.decided
    assert [ask.fact for ask in found.asks] == ["consumed"]
    unlimited, _ = answer(open_contract(ROOT / "examples" / "real" / "isvtec.infog"), "left", about=("assistance",))
    assert unlimited.decided
    with pytest.raises(RefusedError):
        answer(REFERENCE, "left", about=("carnet",))


# --- revised price --------------------------------------------------------------------------------------------

# 4 800 × (0.15 + 0.85 × 294.6 / 280): 5 012.74, held at 3 %: 4 944
INDICES = [("Syntec_révisé", None, Decimal("294.6")), ("syntec_revise", date(2026, 2, 1), Decimal(280))]


def test_the_revised_price() -> None:
    alone = read_contract(PATH.read_text(encoding="utf-8"))
    found, _ = answer(alone, "prix_révisé", at=date(2027, 2, 1), indices=INDICES)
    assert (found.data["price"], found.data["bound"]) == ("4944.00", "cap")
    # by the amendment in force since 1 January 2027 the fee is 5 300
    amended, _ = answer(REFERENCE, "revised_price", at=date(2027, 2, 1), indices=INDICES)
    assert amended.data["price"] == "5459.00"
    previous, _ = answer(alone, "revised_price", at=date(2028, 2, 1), indices=INDICES, previous=494_400)
    assert previous.data["price"] == "5012.74"


def test_a_missing_index_is_named() -> None:
    found, _ = answer(REFERENCE, "revised_price", at=date(2027, 2, 1), indices=INDICES[:1])
    assert not found.decided
    assert found.data["missing_indices"] == [{"index": "Syntec_révisé", "at": "2026-02-01"}]


def test_an_index_that_the_formula_does_not_read_is_refused() -> None:
    for wrong in (("Syntec", None, Decimal(1)), ("Syntec_révisé", date(2026, 3, 1), Decimal(1))):
        with pytest.raises(RefusedError) as refused:
            answer(REFERENCE, "revised_price", at=date(2027, 2, 1), indices=[wrong])
        assert "Syntec_révisé@2026-02-01" in refused.value.messages[-1].say("fr")
    with pytest.raises(RefusedError):
        answer(REFERENCE, "revised_price", indices=INDICES)


# --- commands -------------------------------------------------------------------------------------------------


def test_the_command_answers_a_question_as_json() -> None:
    result = run("ask", PATH, "billable", *facts(MISUSE), "--json", "--lang", "en")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert (data["question"], data["answer"]["billable"], data["sources"][0]["line"]) == ("billable", True, 123)


@pytest.mark.parametrize(
    "arguments",
    [
        ("facturabl",),
        ("fin", "vite"),
        ("prix_révisé", "--at", "2027-02-01", "--index", "Syntec_révisé"),
        ("prix_révisé", "--at", "2027-02-01", "--index", "Syntec_révisé=cher"),
        ("prix_révisé", "--at", "2027-02-01", "--index", "Syntec_révisé@demain=3"),
        ("prix_révisé", "--at", "2027-02-01", "--current-price", "beaucoup"),
        ("agenda", "--from", "2026-01-01"),
        ("agenda",),
        ("permis",),
        ("prix", "--fact", "gravité=grave"),
    ],
)
def test_what_cannot_be_asked_exits_2_without_an_answer(arguments: tuple[str, ...]) -> None:
    result = run("ask", PATH, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "erreur" in result.stderr


def test_the_price_in_force_is_read_as_an_amount_or_a_number() -> None:
    given = ("--at", "2028-02-01", "--index", "Syntec_révisé=294,6", "--index", "Syntec_révisé@2026-02-01=280")
    prices = [
        json.loads(run("ask", PATH, "revised_price", *given, "--current-price", price, "--json").stdout)["answer"][
            "price"
        ]
        for price in ("5 459 €", "5459,00", "5459")
    ]
    assert len(set(prices)) == 1


def test_the_agenda_command_writes_a_calendar(tmp_path: Path) -> None:
    window = ("--from", "2026-02-01", "--to", "2026-12-31")
    target = tmp_path / "contrat.ics"
    assert run("agenda", PATH, *window, "--ics", target).exit_code == 0
    printed = run("agenda", PATH, *window, "--ics", "-").stdout_bytes
    assert target.read_bytes() == printed
    assert printed.startswith(b"BEGIN:VCALENDAR\r\n")
    refused = run("agenda", PATH, *window, "--ics", tmp_path / "none" / "x.ics")
    assert refused.exit_code == 2
    asked = json.loads(run("ask", PATH, "agenda", *window, "--json").stdout)
    assert asked["answer"] == json.loads(run("agenda", PATH, *window, "--json").stdout)["answer"]


# --- interactive ----------------------------------------------------------------------------------------------


def interview(stdin: str, *arguments: object) -> Result:
    return run("ask", PATH, *arguments, "--interactive", stdin=stdin)


def test_what_is_answered_is_the_verdict_of_the_full_case() -> None:
    known = {name: value for name, value in MISUSE.items() if name != "cause"}
    result = interview("mauvaise_utilisation\n", "facturable", *facts(known))
    assert result.stdout == run("ask", PATH, "facturable", *facts(MISUSE)).stdout
    assert "cause" in result.stderr
    assert "Ont décidé de la facturation : cause" in result.stderr


def test_an_answer_that_cannot_be_read_is_explained_and_asked_for_again() -> None:
    known = {name: value for name, value in MISUSE.items() if name != "cause"}
    result = interview("mauvaise utilisatio\nmauvaise utilisation\n", "facturable", *facts(known))
    assert "est inconnu ; vouliez-vous dire `mauvaise_utilisation`" in result.stderr
    assert result.stderr.count("cause (panne") == 2
    assert result.stdout.startswith("Oui")


@pytest.mark.parametrize("unknown", ["?", ""])
def test_what_is_not_known_is_not_asked_again_and_the_rest_is(unknown: str) -> None:
    result = interview("\n".join([unknown] * 12) + "\n", "facturable", "--fact", "cause=panne")
    assert result.exit_code == 0
    assert result.stdout.startswith("Indéterminé")
    prompts = [line for line in result.stderr.split(" : ") if "(" in line]
    assert len(prompts) == len(set(prompts)) > 3


def test_the_end_of_the_input_ends_the_questions() -> None:
    result = interview("", "--lang", "en")
    assert result.exit_code == 0
    assert result.stdout.startswith("UNDETERMINED")
    # the whole verdict: what is asked for first is what narrows most
    full = interview(
        "corrective\ntelephone\nPT1H\nPT20M\nminor\n2026-03-10 10:00\n", "--fact", "cause=panne", "--lang", "en"
    )
    assert full.stdout.startswith("INCLUDED")
