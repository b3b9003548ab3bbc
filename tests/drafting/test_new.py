"""New contracts: whatever is answered, the text checks clean, its scenarios pass, and it is in its layout."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal

import pytest

from contractlang.compiler import Library
from contractlang.diagnostics import Lang, Message
from contractlang.drafting import Question, questions
from contractlang.drafting.plan import ARTICLES
from contractlang.source import Source
from contractlang.workspace import RefusedError, format_source, new_contract, read_contract
from tests.support import program_of

WORDS = Library().vocabularies()
SECTORS = [word.en for word in WORDS["sector"]]
BUYERS = [word.en for word in WORDS["public_buyer"]]
SIDES = ("balanced", "client", "provider")
LANGUAGES = ("fr", "en")

GIVEN = {
    "client": "Ateliers du Ponant SAS",
    "provider": "Infogest Services SAS",
    "sector": "industry",
    "start": "2026-02-01",
    "fee": "4800",
}
HEALTH = {"health_certificate": "HDS 1-5", "health_validity": "2028-12-31", "health_referent": "Dr Example"}


def draft(**answers: str) -> str:
    return new_contract({**GIVEN, **answers}, defaults=True)


def whole(sector: str, **answers: str) -> str:
    """A contract of a sector, with what only some sectors are asked."""
    more = {"public_buyer": "local_authority"} if sector == "public" else {}
    more |= {"hosting_place": "Lyon"} if sector == "finance" else {}
    return draft(sector=sector, **(more | answers))


def assert_sound(text: str) -> None:
    contract = read_contract(text)
    assert [finding.message.say("en") for finding in contract.check()] == []
    results = contract.test()
    assert len(results) == 2
    assert all(not result.mismatches and not result.errors for result in results)
    assert not format_source(Source("<new>", text)).changed


@pytest.mark.parametrize(("lang", "side", "sector"), list(itertools.product(LANGUAGES, SIDES, SECTORS)))
def test_every_side_language_and_sector_gives_a_sound_contract(lang: str, side: str, sector: str) -> None:
    text = whole(sector, lang=lang, side=side)
    assert text.startswith(f"language {lang}\n" if lang == "en" else "langue fr\n")
    assert_sound(text)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("sector", ["health", "finance", "services"])
def test_a_cloud_service_is_sound_too(side: str, sector: str) -> None:
    more = HEALTH if sector == "health" else {}
    text = whole(sector, side=side, trade="hosting, saas", hosting_place="Lyon", window="always", **more)
    assert_sound(text)
    named = text[text.index("référentiels") : text.index("montant")]
    assert "data_act" in named
    assert ("hds" in named) == (sector == "health")
    assert ("dora" in named) == (sector == "finance")


@pytest.mark.parametrize(("buyer", "side"), list(zip(BUYERS, itertools.cycle(SIDES), strict=False)))
def test_a_public_buyer_pays_as_its_code_has_it(buyer: str, side: str) -> None:
    text = whole("public", public_buyer=buyer, side=side)
    assert_sound(text)
    days = {"health_establishment": "50 jours", "public_undertaking": "60 jours"}.get(buyer, "30 jours")
    assert f": {days} réception de facture" in text
    assert "8 points taux BCE" in text
    assert "code_de_commerce" not in text


@pytest.mark.parametrize(("window", "side"), [("extended", "balanced"), ("always", "client"), ("always", "provider")])
def test_every_service_window_is_sound(window: str, side: str) -> None:
    assert_sound(draft(window=window, side=side, personal_data="no"))


@pytest.mark.parametrize("months", ["1", "2", "6", "7", "120"])
def test_every_length_is_sound(months: str) -> None:
    assert_sound(draft(months=months, side="provider"))  # whose notice is the longest


@pytest.mark.parametrize("start", ["2000-01-01", "2024-02-29", "2026-12-25", "2089-12-31"])
def test_every_date_of_effect_is_sound(start: str) -> None:
    assert_sound(draft(start=start, side="provider"))


def test_the_contract_says_what_was_answered() -> None:
    text = draft(
        title="Contrat « Été »", fee="1 200,50 €", months="24", insurance="750000", trade="TMA", start="2026-09-01"
    )
    program = program_of(text)
    assert program.title == "Contrat « Été »"
    said = {"/".join(path): term.value for path, term in program.terms.items()}
    assert said["duration/start"] == date(2026, 9, 1)
    assert str(said["contract/amount"]).count("28812")  # 24 × 1 200,50 €
    assert said["contract/activities"] == ("application_maintenance",)
    assert said["client/sector"] == "industry"
    assert "1 200,50 € par mois" in text
    assert "750 000 € par sinistre" in text
    assert 'client Client "Ateliers du Ponant SAS"' in text


def test_the_scenarios_are_right_by_hand() -> None:
    # 2026-02-10 is a Tuesday; opened at 10:00, blocking: the balanced version promises 1 h and 4 h round the clock
    balanced = draft()
    assert "ouverture : 2026-02-10 10:00" in balanced
    assert "intervention   : 2026-02-10 11:00" in balanced
    assert "rétablissement : 2026-02-10 14:00" in balanced
    assert "220,00 €" in balanced  # two hours at 110 €
    # the provider's promises 4 h and 8 h of service: 10:00-12:30 and 13:30-15:00; 7 h up to 18:00, 1 h from 8:30 on
    provider = draft(side="provider")
    assert "intervention   : 2026-02-10 15:00" in provider
    assert "rétablissement : 2026-02-11 09:30" in provider
    assert "240,00 €" in provider  # two hours at 120 €


def test_without_personal_data_the_contract_does_not_speak_of_them() -> None:
    text = draft(personal_data="no")
    assert "données personnelles {" not in text
    assert "rgpd" not in text


def test_an_english_contract_has_no_french_left_but_names_of_templates_and_of_the_law() -> None:
    kept = re.compile(r"^\s*# template: .*$|Syntec_révisé|^.*(requirements|trade).*$", re.MULTILINE)
    accents = re.compile(r"[àâçéèêëîïôûù]")
    for side, trade in itertools.product(SIDES, ("managed_services", "hosting")):
        text = draft(lang="en", side=side, trade=trade, hosting_place="Lille", client="Harbour Ltd")
        assert accents.findall(kept.sub("", text)) == []
        french = re.compile(r"\b(du|de|des|et|client et|postes|serveurs|aucune|tous)\b")
        assert french.findall(kept.sub("", text)) == []


def test_each_clause_stands_below_the_name_of_its_template() -> None:
    text = draft(side="client")
    names = re.findall(r"# modèle : (\S+)", text)
    known = {one.name.text for found in Library().templates().values() for one in found}
    assert set(names) <= known
    assert len(names) == len(set(names))
    assert {name.rsplit("_", 1)[-1] for name in names} == {"client", "équilibré"}  # staff: the same for all sides
    parts = [part for article in ARTICLES for part in article.parts]
    assert len(names) == sum(part.only in (None, "équilibré") for part in parts) - 2  # no hosting, no cloud


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"start": "2026-02-30"}, "`2026-02-30` is no date"),
        ({"start": "20260201"}, "is no date"),
        ({"start": "1026-02-01"}, "not between 2000 and 2089"),
        ({"fee": "-5"}, "no amount"),
        ({"fee": "0"}, "not between"),
        ({"fee": "4 800,005 €"}, "not between"),
        ({"fee": "4 800 € TTC"}, "no amount"),
        ({"fee": "30 jours"}, "no amount"),
        ({"fee": "4 800 $"}, "no amount"),
        ({"months": "0"}, "whole number of months"),
        ({"months": "1,5"}, "whole number of months"),
        ({"months": "121"}, "whole number of months"),
        ({"sector": "indusrie"}, "did you mean `industrie`"),
        ({"trade": "TMA, SaS"}, "did you mean `SaaS`"),
        ({"side": "juge"}, "answers: `balanced`, `client`, `provider`"),
        ({"client": 'Le "Bon"'}, "straight quotes"),
        ({"client": "  "}, "an answer is needed"),
        ({"title": "a\x00b"}, "control characters"),
        ({"sector": "public"}, "missing: `--public-buyer`"),
        ({"sector": "finance"}, "missing: `--hosting-place`"),
        ({"lang": "de"}, "`--lang`"),
    ],
)
def test_a_bad_answer_is_refused_with_what_would_do(answers: dict[str, str], words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        draft(**answers)
    assert words in " ".join(message.say("en") for message in refused.value.messages)


def test_amounts_are_read_in_the_language_of_the_contract() -> None:
    assert ": 4,800.50 € per month" in draft(lang="en", fee="4,800.50 €")
    assert ": 4 800,50 € par mois" in draft(lang="fr", fee="4 800,50")
    # four euros eighty, or a thousand misread: not guessed
    with pytest.raises(RefusedError):
        draft(lang="fr", fee="4,800")


def test_everything_missing_is_said_at_once() -> None:
    with pytest.raises(RefusedError) as refused:
        new_contract({})
    (message,) = refused.value.messages
    always = [one.option for one in questions(WORDS) if one.needed({})]
    assert all(f"`{option}`" in message.say("en") for option in always)


def test_what_is_asked_is_asked_until_it_is_answered() -> None:
    waiting = {
        "sector": ["indusrie", "public"],
        "public_buyer": ["", "État"],
        "start": ["demain", "2026-02-29", "2026-03-01"],
    }
    asked: list[tuple[str, bool]] = []

    def ask(question: Question, _default: str | None, problem: Message | None, _lang: Lang) -> str:
        name = question.name
        asked.append((name, problem is not None))
        return waiting[name].pop(0)

    given = {name: text for name, text in GIVEN.items() if name not in waiting}
    text = new_contract(given, defaults=True, ask=ask)
    assert asked == [
        ("sector", False),
        ("sector", True),
        ("public_buyer", False),
        ("public_buyer", True),
        ("start", False),
        ("start", True),
        ("start", True),
    ]
    assert "acheteur : État" in text
    assert_sound(text)


def test_the_amount_of_the_contract_brings_the_labour_code_in() -> None:
    # 36 months at 138 € are 4 968 €, at 139 € they are 5 004 €: vigilance is due from 5 000 € on
    assert "travail" not in draft(fee="138").partition("client Client")[0]
    assert "travail" in draft(fee="139").partition("client Client")[0]
    assert Decimal(139) * 36 >= 5000 > Decimal(138) * 36
