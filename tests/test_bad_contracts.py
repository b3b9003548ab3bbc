"""Contracts that are read and make no sense: a finding or a bounded answer, whatever they hold much of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from contractlang.checks import CHECKS
from contractlang.diagnostics import Diagnostic
from contractlang.diagnostics.text_writer import write_text
from contractlang.solver import Session
from contractlang.workspace import open_contract, read_contract
from tests.support import BASE, ROOT

SOUND = BASE.read_text(encoding="utf-8")


def instead(old: str, new: str, text: str = SOUND) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def rules(count: int, of: Callable[[int], str]) -> str:
    """The base contract with more billing rules."""
    return instead("défaut :", "\n    ".join([*map(of, range(count)), "défaut :"]))


def found(text: str) -> list[Diagnostic]:
    """What is found, which can be shown in both languages."""
    findings = read_contract(text).check()
    for lang in ("fr", "en"):
        write_text(findings[:20], lang, color=False)
    return findings


def codes(text: str) -> Counter[str]:
    return Counter(one.code for one in found(text))


# --- calendars ----------------------------------------------------------------------------------------------

HOURS = "lundi à vendredi : 08:30-12:30, 13:30-18:00"
HOLIDAYS = "  sauf fériés      : FR\n"
# What `HO` says, whether that is a fault of the calendar or of the four delays that it carries
CALENDARS = {
    "without hours": (f"  {HOURS}\n", "", {"T201": 1}),
    "hours of no length": (HOURS, "lundi : 08:00-08:00", {"T201": 1}),
    "hours given twice": (HOURS, f"{HOURS}\n  lundi : 09:00-10:00", {"T201": 1}),
    "closed backwards": (HOLIDAYS, f"{HOLIDAYS}  fermé : 2031-01-01 au 2030-12-31\n", {"T201": 1}),
    "closed for good": (HOLIDAYS, f"{HOLIDAYS}  fermé : 2020-01-01 au 2060-12-31\n", {"D404": 4}),
    "closed as long as the contract lasts": (
        HOLIDAYS,
        f"{HOLIDAYS}  fermé : 2026-01-01 au 2031-12-31\n",
        {"D404": 4},
    ),
    "open on the last day of it only": (HOLIDAYS, f"{HOLIDAYS}  fermé : 2026-01-01 au 2029-01-30\n", {}),
    "overnight": (HOURS, "lundi : 18:00-08:00", {}),
    "one minute a week": (HOURS, "lundi : 08:00-08:01", {}),
}


@pytest.mark.parametrize(("old", "new", "expected"), CALENDARS.values(), ids=CALENDARS)
def test_a_calendar_that_contradicts_itself(old: str, new: str, expected: dict[str, int]) -> None:
    assert codes(instead(old, new)) == expected


def test_calendars_that_are_never_open_together_make_a_rule_without_effect() -> None:
    night = 'calendrier NUIT "Nuit" {\n  fuseau : "Europe/Paris"\n  lundi à vendredi : 20:00-22:00\n}\n'
    text = rules(1, lambda _: 'règle X "X" { si ouverture pendant HO et ouverture pendant NUIT alors hors contrat }')
    assert codes(instead("client Client", f"{night}client Client", text)) == {"R503": 1}


def test_sixty_calendars_in_one_condition() -> None:
    calendars = "".join(
        f'calendrier K{n} "K" {{\n fuseau : "Europe/Paris"\n lundi à vendredi : 0{n % 10}:00-1{n % 9}:{n}\n}}\n'
        for n in range(10, 60)
    )
    open_in_all = " et ".join(f"ouverture pendant K{n}" for n in range(10, 60))
    text = rules(1, lambda _: f'règle X "X" sauf T0 {{ si {open_in_all} alors hors contrat }}')
    # most say nothing, once the latest to open and the first to close are there
    assert codes(instead("client Client", f"{calendars}client Client", text)) == {"R504": 1}


# --- vocabularies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["{ }", "{\n}", "{}", "ordonné { }"])
def test_an_empty_vocabulary_is_one_finding(words: str) -> None:
    (finding,) = found(instead("client Client", f"vocabulaire couleur {words}\n\nclient Client"))
    assert finding.code == "S001"
    assert finding.span.text == "}"


def test_a_vocabulary_of_one_word_makes_conditions_that_say_nothing() -> None:
    words = "vocabulaire couleur { rouge }\nfait teinte : mot couleur\n"
    text = rules(1, lambda _: 'règle X "X" sauf T0 { si nature = curative et teinte = rouge alors hors contrat }')
    assert "R504" in codes(instead("client Client", f"{words}client Client", text))


# --- a thousand of them -------------------------------------------------------------------------------------


def billed(n: int, guard: str, unless: str) -> str:
    return f'règle X{n} "Règle {n}" sauf {unless} {{ si {guard} alors facturé {n + 1} €/h }}'


def test_a_thousand_rules_in_a_chain_of_exceptions() -> None:
    text = rules(1000, lambda n: billed(n, "nature = curative", f"X{n - 1}" if n else "T0"))
    findings = found(text)
    # each prevails over all before it: the last decides, and those before it never do
    assert [one.code for one in findings] == ["R503"] * 999


def test_a_thousand_rules_that_contradict_one_another() -> None:
    counted = codes(rules(1000, lambda n: billed(n, "nature = curative", "T0")))
    # half a million pairs: 5,000 are shown, and that there are more
    assert counted == {"R501": 5000, "U901": 1}


def test_a_thousand_rules_that_never_meet() -> None:
    assert codes(rules(1000, lambda n: billed(n, f"durée > {n} h et durée ≤ {n + 1} h", "T0"))) == {}


def test_one_conflict_among_a_thousand_rules() -> None:
    text = rules(1000, lambda n: billed(n, f"durée > {n} h et durée ≤ {n + 1 + (n == 500)} h", "T0"))
    (finding,) = found(text)
    assert finding.code == "R501"
    assert finding.case is not None
    # the hours between 501 and 502, where `X500` and `X501` meet
    assert 501 * 3600 < int(str(finding.case["worked"])) <= 502 * 3600


def test_ten_thousand_scenarios() -> None:
    tried = (
        f'essai "E{n}" {{\n  soit {{\n    nature : curative\n  }}\n  attendu {{\n    facturable : oui\n  }}\n}}\n'
        for n in range(10_000)
    )
    assert codes(SOUND + "".join(tried)) == {"E801": 10_000}


DEEP = {
    "parentheses in parentheses": "(" * 1000 + "nature = curative" + ")" * 1000,
    "or": " ou ".join(["nature = curative"] * 5000),
    "or, of numbers": " ou ".join(f"durée = {n} h" for n in range(5000)),
    "and in or in and": "".join(f"(durée > {n} h et (nature = curative ou " for n in range(400))
    + "durée < 3 h"
    + "))" * 400,
}


@pytest.mark.parametrize("condition", DEEP.values(), ids=DEEP)
def test_conditions_without_measure(condition: str) -> None:
    text = rules(1, lambda _: f'règle X "X" sauf T0 {{ si {condition} alors hors contrat }}')
    assert set(codes(text)) <= {"S003", "R504"}


# --- figures and dates --------------------------------------------------------------------------------------

TERM = "initiale     : 36 mois"
FIGURES = {
    "a price of 10 to the 30": ("1 000 € par mois", f"1{'0' * 30} € par mois", {"S003"}),
    "a billion hours": ("rétablissement 8 h sur HO", "rétablissement 1000000000 h sur HO", {"S003"}),
    "a million percent": ("20 %", "1000000 %", set[str]()),
    "no month": (TERM, "initiale : 0 mois", {"L701"}),
    "no day": (TERM, "initiale : 0 jours", {"L701"}),
    "a term shorter than its notice": (TERM, "initiale : 1 jour", {"L701"}),
    "a renewal of no length": ("tacite 12 mois", "tacite 0 mois", {"D406"}),
    "an end that is no label": (TERM, "fin : 2025-01-01", {"N102"}),
    "signed after its end": ("signature    : 2026-01-15", "signature : 2099-01-15", {"D407"}),
    "the year 9999": ("2026-02-01", "9999-01-01", {"S003"}),
    "no delay": ("rétablissement 8 h sur HO", "rétablissement 0 h sur HO", {"D401", "D405"}),
}


@pytest.mark.parametrize(("old", "new", "expected"), FIGURES.values(), ids=FIGURES)
def test_figures_and_dates_at_their_limits(old: str, new: str, expected: set[str]) -> None:
    assert set(codes(instead(old, new))) == expected


@pytest.mark.parametrize("text", ["langue fr\n", 'langue fr\nimporte stdlib.vocabulaire\ncontrat "Rien" {\n}\n'])
def test_a_contract_with_nothing_in_it(text: str) -> None:
    assert found(text) == []


# --- what the solver gives up -------------------------------------------------------------------------------


def test_what_is_not_known_names_its_rules_and_what_would_help() -> None:
    program = open_contract(ROOT / "examples" / "real" / "isvtec.infog").program
    assert program is not None
    session = Session(program, budget=1, use_quick=False)
    unknown = [one for check in CHECKS for one in check.check(program, session) if one.code == "U901"]
    assert len(unknown) > 20
    for one in unknown:
        said, help = one.message.say("fr"), one.help and one.help.say("fr")
        if "exigences sur" in said:  # a question on terms, which it names
            assert re.search(r"\w\.\w", said)
            assert help == "fixer l'un des termes à négocier"
            continue
        assert re.search("`[^`]+`", said) or one.labels, "neither a rule nor what it is about"
        assert "(1 unités) est épuisé" in said
        assert help
        assert "règles plus simples" in help
