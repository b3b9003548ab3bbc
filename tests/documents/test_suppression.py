"""Comments that ignore findings: what they silence, what they do not, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from contractlang.cli import main
from contractlang.diagnostics import Diagnostic
from contractlang.source import Source
from contractlang.syntax.directives import directives, respelled_comment
from contractlang.workspace import format_source, open_contract, read_contract
from tests.support import BASE, complete, opened_files, over

WHY = "parce que le reste fait l'objet de devis"


def gap(*, article: str = "", billing: str = "", rule: str = "", behind: str = "", then: str = "") -> str:
    """A contract whose first rule has a gap, with a comment somewhere."""
    lines = [
        "…",
        article,
        'article 4 "Prix et facturation" {',
        billing and f"  {billing}",
        "  facturation {",
        rule and f"    {rule}",
        f'    règle T1 "Maintenance" {{  {behind}'.rstrip(),
        then and f"      {then}",
        "      si    nature parmi {préventive, curative}",
        "      alors inclus",
        "    }",
        "  }",
        "}",
        "",
    ]
    return complete("\n".join(line for line in lines if line))


def review(text: str) -> list[Diagnostic]:
    return read_contract(text).review()


def told(text: str) -> list[str]:
    """The codes that are told, and in parentheses those that are ignored."""
    return sorted(one.code if one.suppressed is None else f"({one.code})" for one in review(text))


PLACES = {
    "above the rule": {"rule": f"# infog: ignorer rule-gap {WHY}"},
    "above the clause": {"billing": f"# infog: ignorer rule-gap {WHY}"},
    "above the article": {"article": f"# infog: ignorer rule-gap {WHY}"},
    "behind its first line": {"behind": f"# infog: ignorer rule-gap {WHY}"},
    "by its code": {"rule": f"# infog: ignorer R502 {WHY}"},
    "in small letters": {"rule": f"# infog: ignorer r502 {WHY}"},
    "above another comment": {"rule": f"# infog: ignorer rule-gap {WHY}\n    # on en a parlé le 3 mai"},
    "below another comment": {"rule": f"# on en a parlé le 3 mai\n    # infog: ignorer rule-gap {WHY}"},
    "in English": {"rule": "# infog: ignore rule-gap because the rest is quoted"},
    "with spaces": {"rule": f"#infog : ignorer  rule-gap   {WHY}"},
    "with an elision": {"rule": "# infog: ignorer rule-gap parce qu'il y a un devis"},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_comment_on_a_clause_silences_what_stands_in_it(place: dict[str, str]) -> None:
    assert told(gap()) == ["R502"]
    assert told(gap(**place)) == ["(R502)"]


ELSEWHERE = {
    "above another clause": {"then": f"# infog: ignorer rule-gap {WHY}"},
    "a blank line between": {"rule": f"# infog: ignorer rule-gap {WHY}\n"},
    "another check": {"rule": f"# infog: ignorer rule-dead {WHY}"},
}


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_comment_that_silences_nothing_is_told_and_the_finding_stays(place: dict[str, str]) -> None:
    text = gap(**place)
    assert told(text) == ["I102", "R502"]
    (idle,) = [one for one in review(text) if one.code == "I102"]
    assert idle.span.text in ("rule-gap", "rule-dead") or idle.span.text.startswith("# infog")


def test_an_idle_comment_shows_where_the_check_does_find_something() -> None:
    (idle, gap_found) = review(gap(then=f"# infog: ignorer rule-gap {WHY}"))[-2:]
    if idle.code != "I102":
        idle, gap_found = gap_found, idle
    assert [label.span for label in idle.labels] == [gap_found.span]
    assert idle.help is not None
    assert idle.help.say("fr") == "l'écrire là où `rule-gap` est trouvé"


def test_at_the_end_of_a_file_nothing_stands_below() -> None:
    text = gap() + f"# infog: ignorer rule-gap {WHY}\n"
    assert told(text) == ["I102", "R502"]
    assert any(one.message.say("en").startswith("this comment is above no clause") for one in review(text))


WITHOUT_REASON = [
    "# infog: ignorer rule-gap",
    "# infog: ignorer rule-gap parce que",
    "# infog: ignore rule-gap because  ",
]


@pytest.mark.parametrize("comment", WITHOUT_REASON)
def test_without_a_reason_nothing_is_silenced(comment: str) -> None:
    assert told(gap(rule=comment)) == ["I101", "R502"]


UNKNOWN = [
    (f"# infog: ignorer rule-gapp {WHY}", "vouliez-vous dire `rule-gap` ?"),
    (f"# infog: ignorer trou {WHY}", "`infog check` donne le nom de chaque constat après son code"),
    (f"# infog: ignorez rule-gap {WHY}", "vouliez-vous dire `ignorer` ?"),
    ("# infog: ignorer parce que je le veux", "ajouter la raison : `# infog: ignorer rule-gap parce que …`"),
]


@pytest.mark.parametrize(("comment", "help"), UNKNOWN)
def test_what_is_not_understood_is_told_with_what_may_be_meant(comment: str, help: str) -> None:
    text = gap(rule=comment)
    assert told(text) == ["I103", "R502"]
    (one,) = [one for one in review(text) if one.code == "I103"]
    assert one.help is not None
    assert one.help.say("fr") == help


@pytest.mark.parametrize("name", ["syntax-error", "unknown-name", "type-mismatch", "I102", "unresolved-import"])
def test_what_keeps_the_text_from_being_read_cannot_be_ignored(name: str) -> None:
    text = gap(rule=f"# infog: ignorer {name} {WHY}")
    assert told(text) == ["I103", "R502"]
    assert any("ne s'ignore pas" in one.message.say("fr") for one in review(text))


def test_a_fault_of_the_text_stays_whatever_a_comment_says() -> None:
    text = gap(rule=f"# infog: ignorer N101, rule-gap {WHY}").replace("curative", "curatife")
    found = told(text)
    assert "N101" in found
    assert "I103" in found
    assert "I102" not in found  # the checks did not run: nobody knows whether it is idle


def test_several_names_are_each_silenced_and_each_told_if_idle() -> None:
    text = gap(rule=f"# infog: ignorer rule-gap, rule-dead {WHY}")
    assert told(text) == ["(R502)", "I102"]
    (idle,) = [one for one in review(text) if one.code == "I102"]
    assert idle.span.text == "rule-dead"


NOT_FOR_CHECKS = {
    "a comment for people": {"rule": "# infog: voir le courriel du 3 mai"},
    "a comment about the tool": {"rule": "# le contrôle infog ignore rule-gap"},
    "in prose": {"billing": f'"""\n# infog: ignorer rule-gap {WHY}\n"""'},
}


@pytest.mark.parametrize("place", NOT_FOR_CHECKS.values(), ids=NOT_FOR_CHECKS)
def test_what_only_looks_like_it_is_left_alone(place: dict[str, str]) -> None:
    assert told(gap(**place)) == ["R502"]


def test_a_text_in_quotes_holds_no_comment() -> None:
    text = gap().replace('"Maintenance"', f'"# infog: ignorer rule-gap {WHY}"')
    assert told(text) == ["R502"]


CLASH = """…
article 4 "Prix et facturation" {
  facturation {
ONE    règle T1 "Hors plage" {
      si    non (ouverture pendant HO)
      alors facturé 140 €/h
    }
TWO    règle T2 "Usage" {
      si    cause = mauvaise_utilisation
      alors facturé 95 €/h
    }
    défaut : inclus
  }
}
"""


def test_only_the_place_of_a_finding_counts_and_not_the_others_that_it_shows() -> None:
    """A conflict stands at the second rule: the first may contradict others, too, which nobody accepted."""
    comment = "    # infog: ignorer rule-conflict parce que les parties en discutent\n"
    assert "(R501)" in told(complete(CLASH.replace("ONE", "").replace("TWO", comment)))
    found = told(complete(CLASH.replace("TWO", "").replace("ONE", comment)))
    assert "R501" in found
    assert "I102" in found


# --- several files ------------------------------------------------------------------------------------------


def codes(contract_files: dict[str, str], folder: Path) -> list[str]:
    return sorted(
        one.code if one.suppressed is None else f"({one.code})" for one in opened_files(contract_files, folder).review()
    )


TEMPLATE = """langue fr

importe stdlib.vocabulaire

modèle tarif() {
  facturation {
RULE    règle T1 "Maintenance" {
      si    nature = curative
      alors inclus
    }
  }
}
"""
USES = """importe tarifs

article 4 "Prix" {
USE  utilise tarif()
}
"""


def base(added: str) -> str:
    return over(BASE.read_text(encoding="utf-8"), added, without={"facturation"})


def test_in_a_template_a_comment_holds_for_every_use_and_at_a_use_for_that_one(tmp_path: Path) -> None:
    comment = f"# infog: ignorer rule-gap {WHY}\n"
    plain = {"contrat.infog": base(USES.replace("USE", "")), "tarifs.infog": TEMPLATE.replace("RULE", "")}
    found = codes(plain, tmp_path)
    assert "R502" in found
    inside = {**plain, "tarifs.infog": TEMPLATE.replace("RULE", f"    {comment}")}
    assert codes(inside, tmp_path) == sorted({*found, "(R502)"} - {"R502"})
    at_use = {**plain, "contrat.infog": base(USES.replace("USE", f"  {comment}"))}
    assert codes(at_use, tmp_path) == sorted({*found, "(R502)"} - {"R502"})


RULES = """  facturation {
RULE    règle T1 "Maintenance" {
      si    nature = curative
      alors inclus
    }
DEFAULT  }
"""
ANNEX = f'langue fr\n\nimporte stdlib.vocabulaire\n\narticle 4 "Prix" {{\n{RULES.replace("DEFAULT", "")}}}\n'


def test_in_an_annex_a_comment_is_about_what_stands_there(tmp_path: Path) -> None:
    files = {"contrat.infog": base("importe annexe\n"), "annexe.infog": ANNEX.replace("RULE", "")}
    before = codes(files, tmp_path)
    assert "R502" in before
    comment = f"    # infog: ignorer rule-gap {WHY}\n"
    after = codes({**files, "annexe.infog": ANNEX.replace("RULE", comment)}, tmp_path)
    assert after == sorted({*before, "(R502)"} - {"R502"})
    elsewhere = f"    # infog: ignorer rule-dead {WHY}\n"
    assert codes({**files, "annexe.infog": ANNEX.replace("RULE", elsewhere)}, tmp_path) == sorted({*before, "I102"})


AMENDMENT = """langue fr

avenant 1 "Sans défaut" {
  modifie : "contrat.infog"
  effet   : 2027-01-01

NEW  remplace facturation {
    règle T1 "Maintenance" {
      si    nature = curative
      alors inclus
    }
  }
}
"""


def test_in_an_amendment_a_comment_is_about_what_it_brings(tmp_path: Path) -> None:
    default = RULES.replace("RULE", "").replace("DEFAULT", "    défaut : hors contrat\n")
    signed = base(f'article 4 "Prix" {{\n{default}}}\n')
    comment = f"  # infog: ignorer rule-gap {WHY}\n"
    files = {"contrat.infog": signed, "avenant.infog": AMENDMENT.replace("NEW", "")}
    before = codes(files, tmp_path)
    assert "R502" in before
    after = codes({**files, "avenant.infog": AMENDMENT.replace("NEW", comment)}, tmp_path)
    assert after == sorted({*before, "(R502)"} - {"R502"})
    # the same comment on what was signed is idle: the gap comes with the amendment
    idle = signed.replace("  facturation {", f"{comment}  facturation {{")
    assert codes({**files, "contrat.infog": idle}, tmp_path) == sorted({*before, "I102"})


# --- what is said of it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_ignored_is_counted_and_told_with_its_reason(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(gap(rule=f"# infog: ignorer rule-gap {WHY}"), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--lang", lang])
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()
    assert first == ("rien à signaler" if lang == "fr" else "nothing to report")
    assert second == ("1 constat ignoré par le texte :" if lang == "fr" else "1 finding ignored by the text:")
    assert third.endswith("R502 rule-gap (le reste fait l'objet de devis)")


def test_as_json_it_is_listed_with_the_reason_and_the_place_of_the_comment(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(gap(rule=f"# infog: ignorer rule-gap {WHY}"), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--format", "json"])
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)
    assert found["suppressed"]["reason"] == "le reste fait l'objet de devis"
    assert found["suppressed"]["start"]["line"] == found["start"]["line"] - 1


# --- formatting and translation -----------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_it_survives_the_formatter_and_translation(place: dict[str, str]) -> None:
    text = gap(**place)
    french = format_source(Source("x", text), "fr").text
    assert french is not None
    english = format_source(Source("x", french), "en").text
    assert english is not None
    assert told(french) == told(english) == ["(R502)"]
    assert "# infog: ignorer" in french
    assert "# infog: ignore " in english
    assert "because" in english
    assert "parce" not in english.split("# infog", 1)[1].split("\n", 1)[0]
    back = format_source(Source("x", english), "fr").text
    assert back == french


COMMENTS = [
    ("# infog: ignorer a, b parce qu'il le faut", "# infog: ignore a, b because il le faut"),
    ("# infog: ignorer a parce que le reste suit", "# infog: ignore a because le reste suit"),
    ("# infog: ignorer a", "# infog: ignore a"),
    ("# infog: ignorer a parce que", "# infog: ignore a"),
    ("# autre chose", "# autre chose"),
    ("# infog: voir ailleurs", "# infog: voir ailleurs"),
    ("# infog: ignorez a parce que oui", "# infog: ignorez a parce que oui"),
]


@pytest.mark.parametrize(("french", "english"), COMMENTS)
def test_a_comment_is_written_in_the_language_of_the_file(french: str, english: str) -> None:
    assert respelled_comment(french, "en") == english


NAMES = st.lists(st.sampled_from(["rule-gap", "R501", "rien"]), min_size=1, max_size=3)
REASONS = st.text(st.characters(blacklist_categories=("C", "Z"), blacklist_characters="\n"), min_size=1).map(str.strip)


@given(NAMES, REASONS.filter(bool), st.sampled_from(["fr", "en"]))
def test_there_and_back_a_comment_says_the_same(names: list[str], reason: str, language: str) -> None:
    said = respelled_comment(f"# infog: ignore {', '.join(names)} because {reason}", language)
    (one,) = directives(Source("x", said))
    assert [span.text for span in one.names] == names
    assert one.reason == reason
    assert respelled_comment(said, language) == said
    other = respelled_comment(said, "en" if language == "fr" else "fr")
    assert respelled_comment(other, language) == said


def test_open_contract_of_a_single_file_marks_what_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(gap(rule=f"# infog: ignorer rule-gap {WHY}"), encoding="utf-8")
    contract = open_contract(path)
    assert contract.check() == []
    (silenced,) = contract.review()
    assert silenced.suppressed is not None
