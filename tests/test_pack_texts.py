"""What the texts of requirement packs quote is written as a contract in their language writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from contractlang.compiler import Library
from contractlang.core.packs import Pack
from contractlang.diagnostics import Lang, Text
from contractlang.model import clauses as c
from contractlang.model import files as f
from contractlang.syntax import spelling, spellings
from contractlang.syntax.tables import load
from contractlang.words import fold
from contractlang.workspace import pack_of, packs, read_contract

LANGUAGES: tuple[Lang, Lang] = ("fr", "en")
QUOTED = re.compile(r"`([^`]*)`")
BETWEEN = re.compile(r"[ _.,:;(){}'’]+")
# Digits in groups and decimals as the other language writes them
NUMBERS = {"fr": re.compile(r"\d\.\d|\d,\d{3}\b"), "en": re.compile(r"\d[ \u00a0\u202f]\d{3}\b|\d,\d{1,2}\b")}


def words_of(lang: Lang) -> set[str]:
    """Every word of the keywords, the vocabularies and the names of packs of a language."""
    phrases = [spelled for several in load().spellings[lang].values() for spelled in several]
    phrases += [pack.name.say(lang) for pack in packs()]
    shared = Library().load("vocabulaire")[0]
    assert shared is not None
    for node in shared.declarations:
        if isinstance(node, f.Vocabulary):
            for word in node.words:
                phrases.append(word.word.text if lang == "fr" else word.translation or word.word.text)
    return {fold(word) for phrase in phrases for word in BETWEEN.split(phrase)}


WORDS = {lang: words_of(lang) for lang in LANGUAGES}
FOREIGN = {"fr": WORDS["en"] - WORDS["fr"], "en": WORDS["fr"] - WORDS["en"]}


def texts() -> Iterator[tuple[str, Text]]:
    """Every text of every pack, with where it stands."""
    for pack in packs():
        yield pack.name.fr, pack.title
        for one in pack.requirements:
            for text in (one.title, one.message, one.remedy, one.source):
                if text is not None:
                    yield f"{pack.name.fr}.{one.name}", text


def quotes(lang: Lang) -> list[tuple[str, str]]:
    """What the texts quote in a language, with where it stands."""
    return [(where, quote) for where, text in texts() for quote in QUOTED.findall(text.say(lang))]


def test_the_words_that_are_only_of_one_language_are_known() -> None:
    assert {"clause", "reversibilite", "jours", "hebergement", "rgpd", "prealable"} & FOREIGN["fr"] == set()
    assert {"reversibilite", "jours", "hebergement", "rgpd", "prealable", "aucune"} <= FOREIGN["en"]
    assert {"reversibility", "days", "hosting", "gdpr", "approval", "notice"} <= FOREIGN["fr"]
    assert {"audit", "client", "notification"} & (FOREIGN["fr"] | FOREIGN["en"]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_quote_no_word_of_the_other_language_only(lang: Lang) -> None:
    assert len(quotes(lang)) > 150
    for where, quote in quotes(lang):
        assert not FOREIGN[lang] & {fold(word) for word in BETWEEN.split(quote)}, (where, quote)
        assert not NUMBERS[lang].search(quote), (where, quote)


# A contract with the names that the texts take for granted: a party, a calendar, an asset
HEADS = {
    "fr": """langue fr
importe stdlib.vocabulaire
contrat "A" { signature : 2026-01-15 }
client Client "C" { secteur : commerce }
calendrier HO { fuseau : "Europe/Paris" lundi : 09:00-12:00 }
article 9 "P" { périmètre { inclus serveurs : serveur } }
""",
    "en": """language en
import stdlib.vocabulary
contract "A" { signature : 2026-01-15 }
client Client "C" { sector : finance }
calendar HO { timezone : "Europe/Paris" monday : 09:00-12:00 }
article 9 "P" { scope { included servers : server } }
""",
}
RIGHTS = {
    "fr": "propriété { développements : cession_client { ",
    "en": "ownership { developments : assigned_to_client { ",
}
SHARED = Library()


def clauses() -> Iterator[type[c.Clause]]:
    """Every clause that there is."""
    waiting: list[type[c.Clause]] = [c.Clause]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.name:
                yield kind


def places(lang: Lang, term: str) -> Iterator[str]:
    """Where a term may stand: in the clauses that have its label, else in any clause or declaration."""
    label = term.split(":", maxsplit=1)[0].strip()
    having = [kind for kind in clauses() if any(label in spellings(slot, lang) for slot in kind.slots)]
    for kind in having or clauses():
        yield f'article 1 "A" {{ {spelling(kind.name, lang)} {{ {term} }} }}'
    yield f'article 1 "A" {{ {term} }}'
    yield f'article 1 "A" {{ {RIGHTS[lang]} {term} }} }} }}'
    yield f'client Other "B" {{ {term} }}'


def readable(lang: Lang, declaration: str) -> bool:
    """Whether a declaration holds no fault of syntax, no unknown name and no value of another kind."""
    found = read_contract(f"{HEADS[lang]}{declaration}\n", library=SHARED).findings
    return not any(one.code.startswith(("S", "N101", "N102", "T201")) for one in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terms_that_texts_quote_can_be_written_in_a_contract(lang: Lang) -> None:
    found = sorted({quote for _, quote in quotes(lang) if ":" in quote})
    assert len(found) > 70
    for quote in found:
        term = quote.replace("'", '"').replace("année-mois-jour", "2026-01-01").replace("year-month-day", "2026-01-01")
        assert any(readable(lang, place) for place in places(lang, term)), quote
    assert not readable(lang, next(places(lang, {"fr": "fréquence : souvent", "en": "frequency : often"}[lang])))


# --- English names ------------------------------------------------------------------------------------------

ENGLISH_NAMES = {
    "code_civil": "civil_code",
    "code_de_commerce": "commercial_code",
    "commande_publique": "public_procurement",
    "droit_d_auteur": "copyright",
    "essentiel": "essential",
    "rgpd": "gdpr",
    "sous_traitance": "subcontracting_act",
    "travail": "labour",
}


def test_packs_have_english_names_and_are_found_by_either() -> None:
    names = {pack.name.fr: pack.name.en for pack in packs("en")}
    assert {french: english for french, english in names.items() if french != english} == ENGLISH_NAMES
    assert [pack.name.en for pack in packs("en")] == sorted(names.values())
    for french, english in names.items():
        for lang in LANGUAGES:
            assert pack_of(french, lang) == pack_of(english.upper(), lang) is not None


def test_conditions_are_in_the_language_that_is_asked_for() -> None:
    scopes = {lang: [one for pack in packs(lang) for one in (pack.scope, *_scopes(pack)) if one] for lang in LANGUAGES}
    assert len(scopes["fr"]) == len(scopes["en"]) > 100
    for lang in LANGUAGES:
        for scope in scopes[lang]:
            assert not FOREIGN[lang] & {fold(word) for word in BETWEEN.split(scope)}, scope
    pack = pack_of("gdpr", "en")
    assert pack is not None
    assert pack.scope == "exists personal_data"


def _scopes(pack: Pack) -> list[str | None]:
    return [one.scope for one in pack.requirements]


def found(heading: str) -> list[str]:
    """What is found in a contract of a bank, in English: the message and the help."""
    contract = f'language en\nimport stdlib.vocabulary\ncontract "A" {{ signature : 2026-01-15 {heading} }}\n'
    bank = 'client Bank "Bank" { status : financial_entity }\nprovider P "P" { }\n'
    data = 'article 1 "D" { personal data { categories : identity } }\n'
    read = read_contract(contract + bank + data, library=SHARED)
    assert read.in_order
    return [f"{one.message.say('en')} | {one.help.say('en') if one.help else ''}" for one in read.check()]


def test_an_english_contract_names_packs_in_english() -> None:
    lines = found('requirements : essential, gdpr sets aside : commercial_code "seen", copyright "none"')
    assert any("[essential, " in line for line in lines)
    assert any("[gdpr, " in line and "Add `instructions : documented` to the `personal data`" in line for line in lines)
    assert not any("commercial_code" in line or "essentiel" in line or "rgpd" in line for line in lines)
    assert any('| add `dora` to `requirements`, or write `sets aside : dora "reason"`' in line for line in lines)
    assert any("| add `gdpr` to `requirements`" in line for line in found("requirements : essential"))


def test_what_is_set_aside_is_one_term_in_both_languages() -> None:
    texts = ('langue fr\nimporte stdlib.vocabulaire\ncontrat "A" { écarte : rgpd "r" }\n',)
    texts += ('language en\nimport stdlib.vocabulary\ncontract "A" { sets aside : gdpr "r" }\n',)
    for text, title in zip(texts, ("contrat.écarte.rgpd", "contract.sets_aside.gdpr"), strict=True):
        program = read_contract(text, library=SHARED).program
        assert program is not None
        assert program.terms["contract", "set_aside", "gdpr"].title.fr == title
