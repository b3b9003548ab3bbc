"""Every fault is reported once, where it stands: the expected findings are in the margin of the faulty texts.

`errors/*.infog` hold texts separated by lines `---`. A comment `# ! CODE words` says that this line has one finding of
this code whose French message holds these words; a second `!` in the comment announces a second finding. What no
margin announces must not be found.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from contractlang.diagnostics import Diagnostic, Severity
from tests.support import compiled, complete

FOLDER = Path(__file__).with_name("errors")
MARGIN = re.compile(r"#\s*! (.*)$", re.MULTILINE)

# Findings for which no remedy can be named, and why
WITHOUT_HELP: dict[str, str] = {}


class Expected(NamedTuple):
    """A finding announced in the margin."""

    line: int
    code: str
    words: str


def chunks() -> list[object]:
    """Every faulty text, named after its file and its first margin."""
    found = []
    for path in sorted(FOLDER.glob("*.infog")):
        for number, text in enumerate(re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE), 1):
            found.append(pytest.param(text.removesuffix("\n"), id=f"{path.stem}-{number}"))
    return found


def announced(text: str) -> list[Expected]:
    """The findings in the margins of a text, in the order of its lines."""
    found = []
    for margin in MARGIN.finditer(text):
        line = text.count("\n", 0, margin.start()) + 1
        for one in re.split(r"\s!\s", margin.group(1)):
            code, _, words = one.strip().partition(" ")
            found.append(Expected(line, code, words))
    return found


def line_of(finding: Diagnostic) -> int:
    return finding.span.source.position(finding.span.start)[0]


CHUNKS = chunks()


@pytest.mark.parametrize("chunk", CHUNKS)
def test_what_the_margins_announce_is_found_and_nothing_else(chunk: str) -> None:
    text = complete(chunk)
    wanted = announced(text)
    assert wanted, "a faulty text without a margin"
    _, found = compiled(text)
    assert sorted((one.line, one.code) for one in wanted) == sorted((line_of(one), one.code) for one in found), [
        f"{line_of(one)}: {one.code} {one.message.say('fr')}" for one in found
    ]
    for one in wanted:
        said = [other.message.say("fr") for other in found if (line_of(other), other.code) == (one.line, one.code)]
        assert any(one.words in message for message in said), said


@pytest.mark.parametrize("chunk", CHUNKS)
def test_every_finding_is_a_sentence_in_both_languages_and_says_what_to_do(chunk: str) -> None:
    _, found = compiled(complete(chunk))
    for one in found:
        assert one.severity is Severity.ERROR
        for said in (one.message, one.help):
            if said is None:
                assert one.code in WITHOUT_HELP
                continue
            french, english = said.say("fr"), said.say("en")
            for sentence in (french, english):
                assert re.match(r"[a-zàâéèêëîïôûç`«\d]", sentence), sentence
                assert not sentence.endswith((".", " ", ":")), sentence
                assert "{" not in re.sub(r"`[^`]*`", "", sentence), sentence
        for label in one.labels:
            assert label.span.source.text[label.span.start : label.span.end]


def test_there_are_enough_texts_and_every_code_up_to_the_program_is_among_them() -> None:
    codes = {one.code for chunk in CHUNKS for one in announced(chunk.values[0])}  # type: ignore[attr-defined]
    assert len(CHUNKS) >= 60
    assert codes == {"S001", "S002", "S003", "S004", "N101", "N102", "N103", "N104", "T201", "T202", "F002", "L703"}


def clause(text: str) -> str:
    return f'…\narticle 20 "Article" {{\n{text}\n}}\n'


NEAREST = [
    (clause("niveaux de service { gravité blocante : intervention 1 h sur HO }"), "bloquante"),
    (clause("interventions { plage : HOO }"), "HO"),
    (clause("audit { frequance : 12 mois }"), "fréquence"),
    (clause("auditt { fréquence : 12 mois }"), "audit"),
    (clause("périmètre { inclus postes : ordinatteur }"), "ordinateur"),
    (clause('"""Le contrat dure {durée.initialle}."""'), "durée.initiale"),
    ('…\nessai "E" { soit { graviter : mineure } attendu { } }\n', "gravité"),
    ('…\nessai "E" { soit { gravité : mineur } attendu { } }\n', "mineure"),
    ('…\ncalendrier C { fuseau : "Europe/Pari" lundi : 09:00-12:00 }\n', "Europe/Paris"),
    ("langue fr\nimporte stdlib.vocabulair\n", "stdlib.vocabulaire"),
]


@pytest.mark.parametrize(("text", "meant"), NEAREST, ids=[meant for _, meant in NEAREST])
def test_a_misspelt_name_gets_the_nearest_one_as_help(text: str, meant: str) -> None:
    _, (found,) = compiled(complete(text))
    assert found.help is not None
    assert found.help.say("fr") == f"vouliez-vous dire `{meant}` ?"
    assert found.help.say("en") == f"did you mean `{meant}`?"


TWICE = {
    "a term": clause("audit { préavis : 15 jours\npréavis : 30 jours }"),
    "a fact of the library": "…\nfait gravité : mot gravité\n",
    "a word of the library": "…\nvocabulaire gravité { mineure }\n",
    "a calendar": '…\ncalendrier C { fuseau : "Europe/Paris" lundi : 09:00-12:00 }\n'
    'calendrier C { fuseau : "Europe/Paris" lundi : 14:00-18:00 }\n',
}


@pytest.mark.parametrize("text", TWICE.values(), ids=TWICE)
def test_what_is_given_twice_is_shown_in_both_places(text: str) -> None:
    _, (found,) = compiled(complete(text))
    (first,) = found.labels
    assert found.code == "N103"
    assert first.message is not None
    assert first.message.say("fr") == "donné ici d'abord"
    assert (first.span.source.name, first.span.start) != (found.span.source.name, found.span.start)
    # both places hold the same name
    assert first.span.text.split()[0] == found.span.text.split()[0]


@pytest.mark.parametrize("before", ["", "préavis : 15 jours"], ids=["first of its clause", "after another term"])
def test_a_forgotten_colon_is_asked_for_where_it_belongs(before: str) -> None:
    _, (found,) = compiled(complete(clause(f"audit {{\n{before}\nfréquence 12 mois\n}}")))
    assert found.code == "S001"
    assert found.span.source.line(line_of(found)) == "fréquence 12 mois"
    assert found.help is not None
    assert found.help.say("fr") == "ajouter `:` après `fréquence`"
