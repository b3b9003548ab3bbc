"""A file in the other language says the same: there and back, and as both are compiled, checked and tested."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from contractlang.compiler import Library, compile_file
from contractlang.compiler.kinds import SAMPLES
from contractlang.compiler.scenarios import _SAMPLES
from contractlang.core.program import Program
from contractlang.core.schema import Kind
from contractlang.diagnostics import Diagnostic, Quoted
from contractlang.formatting.words import number_text
from contractlang.records import evolve
from contractlang.source import Source
from contractlang.syntax import parse_file, parse_value
from contractlang.syntax.tables import load
from contractlang.workspace import Contract, format_source, read_contract
from tests.support import BASE, EXAMPLES, LIBRARY, ROOT, complete

ENGLISH = ROOT / "examples" / "managed_services.infog"
AMENDMENT = ROOT / "examples" / "amendment.infog"
FRENCH = [*(path for path in EXAMPLES if path not in (ENGLISH, AMENDMENT)), BASE]
FILES = [*EXAMPLES, *LIBRARY, BASE, ROOT / "tests" / "syntax" / "forms.infog"]
SHARED = Library()
_NAME_PACKS = {("contract", "requirements"), ("contract", "set_aside")}


def written(text: str, to: str | None = None) -> str:
    result = format_source(Source("test.infog", text), to, library=SHARED).text
    assert result is not None
    return result


def other(text: str) -> str:
    return "fr" if Source("x", text).language == "en" else "en"


def bare(program: Program | None) -> Program | None:
    """A program without the fingerprint of its text."""
    return program and evolve(program, digest="")


def contract(text: str) -> Contract:
    return read_contract(text, library=SHARED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_there_and_back_is_the_same_program(path: Path) -> None:
    text = written(path.read_text(encoding="utf-8"))
    there = written(text, other(text))
    assert Source("x", there).language == other(text)
    assert written(there) == there
    back = written(there, other(there))
    # a word of two that the other language has in one comes back in one (`autorisation_générale`)
    assert back.replace("_", " ") == text.replace("_", " ")
    assert bare(contract(back).program) == bare(contract(text).program)


@pytest.mark.parametrize("path", [*FRENCH, ENGLISH], ids=lambda path: path.name)
def test_both_are_checked_and_tested_alike(path: Path) -> None:
    text = written(path.read_text(encoding="utf-8"))
    one, two = contract(text), contract(written(text, other(text)))
    assert one.findings == two.findings == ()
    assert [finding.code for finding in one.check()] == [finding.code for finding in two.check()]
    assert [finding.case for finding in one.check()] == [finding.case for finding in two.check()]
    assert [result.passed for result in one.test()] == [result.passed for result in two.test()]


@pytest.mark.parametrize("path", [*FRENCH, ENGLISH], ids=lambda path: path.name)
def test_both_have_the_same_terms_and_decisions(path: Path) -> None:
    text = written(path.read_text(encoding="utf-8"))
    one, two = (contract(each).program for each in (text, written(text, other(text))))
    assert one is not None
    assert two is not None
    # what is counted, formulas and names of packs are in the words of each file
    spelled = (Kind.FORMULA, Kind.COUNT, Kind.RATE)
    assert [t.type for t in one.terms.values()] == [t.type for t in two.terms.values()]
    kept = {path: term for path, term in one.terms.items() if path[:2] not in _NAME_PACKS}
    assert list(kept) == [path for path in two.terms if path[:2] not in _NAME_PACKS]
    for path_, term in kept.items():
        if term.type.kind not in spelled:
            assert two.terms[path_].value == term.value
    for name, decision in one.decisions.items():
        assert [rule.guard for rule in decision.rules] == [rule.guard for rule in two.decisions[name].rules]
        assert [len(rule.beats) for rule in decision.rules] == [len(rule.beats) for rule in two.decisions[name].rules]


def found(text: str) -> list[Diagnostic]:
    file, findings = parse_file(Source("x", text))
    return findings if file is None else [*findings, *compile_file(file, SHARED)[1]]


def faulty() -> list[str]:
    """The faulty texts of the tests of the compiler: a French contract each, with faults of names and types."""
    folder = ROOT / "tests" / "compiler" / "errors"
    texts = [(folder / f"{name}.infog").read_text(encoding="utf-8") for name in ("names", "types")]
    chunks = [chunk.removesuffix("\n") for text in texts for chunk in re.split(r"^---\n", text, flags=re.MULTILINE)]
    return [complete(chunk) for chunk in chunks]


# Keywords that are no word of English, nor of what somebody chose in these texts
FOREIGN = {word for words in load().spellings["fr"].values() for word in words}
FOREIGN -= {word for words in load().spellings["en"].values() for word in words} | {"assistance", "personnes", "s"}
QUOTED = re.compile(r"`([^`]*)`")


def test_faults_are_found_in_english_too_and_their_help_is_in_the_words_of_the_file() -> None:
    translated = 0
    for text in faulty():
        result = format_source(Source("x", text), "en", library=SHARED)
        if result.text is None:
            continue  # a fault of syntax
        translated += 1
        before, after = found(text), found(result.text)
        if "redevence" not in text:  # a label that nobody knows is not translated, nor guessed from afar
            assert Counter(one.code for one in before) == Counter(one.code for one in after), text[-600:]
        for one in after:
            for said in (one.help.say("fr"), one.help.say("en")) if one.help else ():
                quoted = [word for part in QUOTED.findall(said) for word in re.split(r"[ .():]+", part)]
                assert not FOREIGN & set(quoted), (said, one.message.say("en"))
    assert translated > 100


def test_samples_are_values_in_their_language() -> None:
    for sample in [*SAMPLES.values(), *_SAMPLES.values()]:
        for lang in ("fr", "en"):
            text = getattr(sample, lang) if isinstance(sample, Quoted) else sample
            assert parse_value(text, lang) is not None, text


# --- words, numbers, order ----------------------------------------------------------------------------------

LINES = {
    "prix { redevance : 1 234,50 € HT par mois }": "price { fee : 1,234.50 € excluding VAT per month }",
    "prix { redevance : 12 € TTC/mois }": "price { fee : 12 € including VAT/month }",
    "audit { fréquence : 1 mois préavis : 30 jours ouvrés }": "audit { frequency : 1 month notice : 30 working days }",
    "audit { fréquence : 1,5 mois préavis : 1 jour franc }": "audit { frequency : 1.5 months notice : 1 clear day }",
    "périmètre { inclus a : 120 ordinateur, 30 smartphone }": "scope { included a : 120 computer, 30 smartphone }",
    "pénalités { retard intervention : 5 € par jour entamé }": "penalties { late intervention : 5 € per started day }",
    "pénalités { retard intervention : 1 € par heure }": "penalties { late intervention : 1 € per hour }",
    "pénalités { plafond : 9 € retard intervention : 1 €, 2 € au-delà de 1 h }": "1 €, 2 € beyond 1 h",
    '"""{durée.début} {niveaux.bloquante.rétablissement} {x."""': "{duration.start} {levels.blocking.restoration} {x.",
    "résiliation { manquement : mise en demeure 30 jours }": "termination { breach : formal notice 30 days }",
}


@pytest.mark.parametrize(("french", "english"), LINES.items(), ids=LINES)
def test_a_phrase_in_both_languages(french: str, english: str) -> None:
    rest = "durée { début : 2026-02-01 } niveaux de service { gravité bloquante : rétablissement 1 h sur HO }"
    calendar = 'calendrier HO { fuseau : "Europe/Paris" lundi : 09:00-12:00 }'
    text = f'langue fr\nimporte stdlib.vocabulaire\n{calendar}\narticle 1 "A" {{\n{french}\n{rest}\n}}\n'
    there = " ".join(written(text, "en").split())
    assert english in there.replace("  ", " ").replace(" :", " :"), there
    assert " ".join(written(text).split()) == " ".join(written(written(text, "en"), "fr").split())


@pytest.mark.parametrize(
    ("text", "own", "to", "expected"),
    [
        ("1234,5", "fr", "en", "1,234.5"),
        ("1 234 567", "fr", "fr", "1 234 567"),
        ("1,234,567.00", "en", "fr", "1 234 567,00"),
        ("999", "fr", "en", "999"),
        ("0012345", "fr", "en", "0012345"),
        ("12 345.5", "en", "en", "12,345.5"),
    ],
)
def test_numbers_are_grouped_and_have_the_point_of_the_language(text: str, own: str, to: str, expected: str) -> None:
    assert number_text(text, own, to) == expected


@pytest.mark.parametrize(
    ("text", "phrases"),
    [("1,234", 1), ("1,234.50", 1), ("1, 234", 2), ("12,34", 2), ("1,2345", 2), ("1 234.5", 1), ("120, 30", 2)],
)
def test_a_comma_groups_only_where_three_digits_follow(text: str, phrases: int) -> None:
    value = parse_value(text, "en")
    assert value is not None
    assert len(value.phrases) == phrases


def test_what_a_file_declares_with_a_translation_changes_places() -> None:
    text = 'langue fr\n\nvocabulaire cause { panne "hardware_failure" }\nfait urgence "urgent" : vrai_faux\n'
    there = written(text, "en")
    assert there == 'language en\n\nvocabulary cause { hardware_failure "panne" }\nfact urgent "urgence" : true_false\n'
    assert written(there, "fr") == text


def test_names_of_the_library_and_of_packs_are_read_in_both_languages() -> None:
    french, english = (BASE.read_text(encoding="utf-8"), written(BASE.read_text(encoding="utf-8"), "en"))
    assert "import stdlib.vocabulary" in english
    assert "requirements : essential" in english
    for text in (french.replace("stdlib.vocabulaire", "stdlib.vocabulary"), english.replace("essential", "essentiel")):
        assert contract(text).check() == []


def test_what_a_template_takes_a_share_of_is_translated_and_so_is_the_contract_among_its_documents() -> None:
    text = (
        'langue fr\n\nimporte stdlib.vocabulaire\n\ncontrat "Essai" {\n  préséance : contrat, annexe\n}\n\n'
        "modèle borné(part : pourcentage) {\n  pénalités {\n    plafond : part de redevance par mois\n  }\n}\n"
    )
    found = written(text, "en")
    assert "precedence : contract, annexe" in found
    assert "cap : part of fee per month" in found
