"""The commands: exit status, what is printed in which language and form, and that they fit together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from tests.support import BASE, ROOT, complete

REFERENCE = ROOT / "examples" / "reference.infog"
BROKEN = ROOT / "examples" / "broken.infog"
EOKO = ROOT / "examples" / "real" / "eoko.infog"

FACTS = {
    "ouverture": "2026-03-10 10:00",
    "bien": "ordinateur",
    "nature": "curative",
    "gravité": "mineure",
    "canal": "distance",
    "cause": "mauvaise_utilisation",
    "durée": "50 min",
}
# a curative case of more than two hours, treated from a distance: both rules apply, and neither prevails
CONFLICT = """…
article 20 "Facturation" {
  facturation {
    règle A "Curatif" {
      si    nature = curative
      alors inclus
    }
    règle B "À distance" {
      si    canal = distance et durée > 2 h
      alors facturé 60 €/h
    }
    défaut : hors contrat
  }
}
"""


def run(*arguments: object, stdin: str | None = None) -> Result:
    """A command, which ends by its exit status and by nothing else."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def facts(**changed: str | None) -> list[str]:
    """The options for the facts above, some of them changed or left out."""
    given = {**FACTS, **changed}
    return [word for name, value in given.items() if value is not None for word in ("--fact", f"{name}={value}")]


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def to_file(text: str, name: str = "contrat.infog") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


# --- check --------------------------------------------------------------------------------------------------


def test_check_ends_with_0_on_a_sound_contract_and_says_so() -> None:
    result = run("check", REFERENCE)
    assert (result.exit_code, result.output) == (0, "rien à signaler\n")
    assert run("check", REFERENCE, "--lang", "en").output == "nothing to report\n"


def test_check_ends_with_1_on_errors_and_counts_them() -> None:
    result = run("check", BROKEN)
    assert result.exit_code == 1
    found = len(re.findall(r"^erreur\[", result.output, re.MULTILINE))
    assert result.output.endswith(f"\n{found} erreurs\n")


def test_check_ends_with_2_where_a_file_cannot_be_read_even_among_others(tmp_path: Path) -> None:
    assert run("check", tmp_path / "absent.infog").exit_code == 2
    assert run("check", REFERENCE, tmp_path / "absent.infog").exit_code == 2
    assert run("check").exit_code == 2


def test_check_reads_folders() -> None:
    result = run("check", ROOT / "examples")
    assert result.exit_code == 1
    for name in ("broken", "eoko", "isvtec"):
        assert f"{name}.infog:" in result.output
    assert "reference.infog" not in result.output


# the base contract without a clause of advice harms somebody (warning), and may be signed
WARNED = BASE.read_text(encoding="utf-8").replace("conseil {\n    veille : 6 mois\n  }\n", "")


@pytest.mark.parametrize(("level", "status"), [(None, 0), ("error", 0), ("warning", 1), ("note", 1)])
def test_fail_on_is_the_least_severity_that_fails(write, level: str | None, status: int) -> None:  # type: ignore[no-untyped-def]
    options = ["--fail-on", level] if level else []
    result = run("check", write(WARNED), *options)
    assert result.output.endswith("1 avertissement\n")
    assert result.exit_code == status


def test_fail_on_passes_over_nothing_on_a_sound_contract() -> None:
    assert run("check", BASE, "--fail-on", "note").exit_code == 0


def test_findings_in_english_have_no_french_heading() -> None:
    result = run("check", BROKEN, "--lang", "en")
    assert result.exit_code == 1
    assert "error[R501] rule-conflict: " in result.output
    assert not re.search(r"^(erreur|aide|cas)\b", result.output, re.MULTILINE)
    assert len(re.findall(r"^error\[", result.output, re.MULTILINE)) == len(
        re.findall(r"^erreur\[", run("check", BROKEN).output, re.MULTILINE)
    )


def test_findings_as_json_have_exactly_these_keys() -> None:
    result = run("check", BROKEN, EOKO, "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert {one["severity"] for one in found} == {"error", "warning", "note"}
    for one in found:
        keys = {
            "code",
            "name",
            "severity",
            "message",
            "file",
            "start",
            "end",
            "labels",
            "help",
            "case",
            "fix",
            "suppressed",
        }
        assert set(one) == keys
        assert {*one["start"], *one["end"]} == {"line", "column"}
        assert (one["start"]["line"], one["start"]["column"]) <= (one["end"]["line"], one["end"]["column"])
        for label in one["labels"]:
            assert set(label) == {"file", "start", "end", "message"}
    assert json.loads(run("check", REFERENCE, "--format", "json").output) == []


def test_a_finding_as_json_stands_where_its_words_stand(write) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8").replace("secteur : commerce", "secteur : commmerce"))
    (found,) = json.loads(run("check", path, "--format", "json").output)
    line = path.read_text(encoding="utf-8").splitlines()[found["start"]["line"] - 1]
    assert line[found["start"]["column"] - 1 : found["end"]["column"] - 1] == "commmerce"
    assert found["file"] == str(path)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_case_of_a_conflict_can_be_asked_and_is_one(write, lang: str) -> None:  # type: ignore[no-untyped-def]
    path = write(complete(CONFLICT))
    found = json.loads(run("check", path, "--format", "json", "--lang", lang).output)
    (conflict,) = [one for one in found if one["code"] == "R501"]
    assert isinstance(conflict["case"], dict)
    case = write(json.dumps(conflict["case"]), "cas.json")
    answer = run("ask", path, "--case", case, "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.output)["outcome"] == "conflict"


def test_the_case_of_the_broken_example_is_a_conflict_too() -> None:
    found = json.loads(run("check", BROKEN, "--format", "json").output)
    (conflict,) = [one for one in found if one["code"] == "R501"]
    answer = run("ask", BROKEN, "--case", "-", "--json", stdin=json.dumps(conflict["case"]))
    assert json.loads(answer.output)["outcome"] == "conflict"
    # in the reference T1 says `sauf T0`, so that it prevails: there the same case is decided
    mended = json.loads(run("ask", REFERENCE, "--case", "-", "--json", stdin=json.dumps(conflict["case"])).output)
    assert (mended["outcome"], mended["rule"]) == ("billed", "T1")


# --- ask ----------------------------------------------------------------------------------------------------


def test_an_answer_as_json_has_the_keys_of_the_design() -> None:
    result = run("ask", REFERENCE, *facts(), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.output)
    assert set(answer) == {
        "outcome",
        "rule",
        "amount",
        "quantity",
        "priority",
        "milestones",
        "permissions",
        "sanctions",
        "because",
        "unless",
        "possible",
        "ask_next",
        "contract",
    }
    assert (answer["outcome"], answer["rule"]) == ("billed", "T2")
    # 50 minutes are four quarters of an hour started: 1 h at 95 €, and 20 % of VAT
    assert answer["amount"] == {"excl_vat": "95.00", "incl_vat": "114.00", "currency": "EUR"}
    assert answer["quantity"] == "PT1H"
    assert list(answer["milestones"]) == ["acknowledge", "intervene", "restore"]
    for milestone in answer["milestones"].values():
        assert set(milestone) == {"deadline", "met", "late_seconds", "penalty", "termination"}
    # opened on Tuesday at 10:00, 2 h of HO: noon; 5 days of HO: the next Tuesday at 10:00
    assert answer["milestones"]["acknowledge"]["deadline"] == "2026-03-10T12:00:00+01:00"
    assert answer["milestones"]["restore"]["deadline"] == "2026-03-17T10:00:00+01:00"
    # consent is asked unless the case is blocking
    assert answer["permissions"]["remote"] == "prior_approval"
    assert (answer["possible"], answer["ask_next"]) == ([], [])


def test_an_answer_as_text_says_the_rule_the_article_and_the_price() -> None:
    french = run("ask", REFERENCE, *facts())
    english = run("ask", REFERENCE, *facts(), "--lang", "en")
    assert french.exit_code == english.exit_code == 0
    for result, price in ((french, "95,00 €"), (english, "€95.00")):
        text = result.output.replace("\u00a0", " ").replace("\u202f", " ")
        assert price in text
        assert "T2" in text
    assert french.output != english.output


def test_facts_come_from_a_file_from_standard_input_and_from_options_together(write) -> None:  # type: ignore[no-untyped-def]
    expected = run("ask", REFERENCE, *facts(), "--json").output
    case = json.dumps(FACTS)
    assert run("ask", REFERENCE, "--case", write(case, "cas.json"), "--json").output == expected
    assert run("ask", REFERENCE, "--case", "-", "--json", stdin=case).output == expected
    without = json.dumps({name: value for name, value in FACTS.items() if name != "durée"})
    assert run("ask", REFERENCE, "--case", "-", "--fact", "durée=PT50M", "--json", stdin=without).output == expected


REFUSED = {
    "no equals sign": (["--fact", "nature"], None, "écrire NOM=VALEUR"),
    "no name": (["--fact", "=curative"], None, "écrire NOM=VALEUR"),
    "a fact twice": (["--fact", "nature=curative", "--fact", "nature=curative"], None, "donné deux fois"),
    "a fact in both languages": (["--fact", "nature=curative", "--fact", "kind=corrective"], None, "donné deux fois"),
    "a fact twice, from file and option": (
        ["--case", "-", "--fact", "nature=curative"],
        '{"nature": "curative"}',
        "donné deux fois",
    ),
    "an unknown fact": (["--fact", "natur=curative"], None, "`nature`"),
    "no value": (["--fact", "nature="], None, "`nature`"),
    "no JSON": (["--case", "-"], "nature: curative", "n'est pas du JSON"),
    "no object": (["--case", "-"], "[]", "un objet de faits"),
    "nested without end": (["--case", "-"], "[" * 100_000, "n'est pas du JSON"),
    "a value that is none": (["--case", "-"], '{"nature": {"mot": "curative"}}', "`nature`"),
    "no file": (["--case", "absent.json"], None, "ne peut pas être lu"),
    "before the contract starts": (["--at", "2020-01-01"], None, "ne s'applique pas"),
    "no date": (["--at", "demain"], None, "demain"),
}


@pytest.mark.parametrize(("options", "stdin", "words"), REFUSED.values(), ids=REFUSED)
def test_a_malformed_question_is_refused_with_2(options: list[str], stdin: str | None, words: str) -> None:
    result = run("ask", REFERENCE, *options, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


def test_a_missing_fact_is_no_fault_and_is_asked_for() -> None:
    result = run("ask", REFERENCE, *facts(cause=None), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.output)
    assert answer["outcome"] == "undetermined"
    assert answer["rule"] is None
    assert [ask["fact"] for ask in answer["ask_next"]] == ["cause"]
    assert "mauvaise_utilisation" in answer["ask_next"][0]["words"]
    # with the fact that is asked for, the answer is one of those that were possible
    rules = {rule for possible in answer["possible"] for rule in possible["rules"]}
    assert {"T0", "T2"} <= rules
    text = run("ask", REFERENCE, *facts(cause=None))
    assert text.exit_code == 0
    assert "cause" in text.output


def test_a_question_without_facts_is_answered_by_questions() -> None:
    answer = json.loads(run("ask", REFERENCE, "--json").output)
    assert answer["outcome"] == "undetermined"
    assert len(answer["possible"]) > 1
    assert answer["ask_next"]


def test_a_contract_with_errors_is_shown_and_not_asked(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8").replace("secteur : commerce", "secteur : commmerce"))
    result = run("ask", path, "--fact", "nature=curative")
    assert result.exit_code == 1
    assert "erreur[N101]" in result.output
    assert run("ask", tmp_path / "absent.infog").exit_code == 2
    assert run("ask").exit_code == 2


def test_a_file_without_contract_cannot_be_asked() -> None:
    assert run("ask", ROOT / "stdlib_clauses" / "essentiel.infog", "--fact", "nature=curative").exit_code in (1, 2)


# --- test, explain ------------------------------------------------------------------------------------------


def test_test_ends_with_0_where_all_scenarios_pass() -> None:
    result = run("test", REFERENCE)
    assert result.exit_code == 0
    # five of the contract, three of its amendment
    assert result.output.count("réussi: ") == 8
    assert result.output.endswith("essais réussis : 8, échoués : 0\n")


def test_test_ends_with_1_where_one_fails_and_shows_both_values() -> None:
    result = run("test", BROKEN, "--lang", "en")
    assert result.exit_code == 1
    assert result.output.endswith("scenarios passed: 0, failed: 2\n")
    text = result.output.replace("\u00a0", " ")
    assert "€79.17 expected, €95.00 found" in text


def test_test_says_that_there_is_no_scenario() -> None:
    result = run("test", BASE)
    assert result.exit_code == 0
    assert "aucun essai" in result.output


def test_test_ends_with_1_on_errors_of_the_text_and_with_2_on_no_file(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("test", write(BASE.read_text(encoding="utf-8").replace("commerce", "commmerce"))).exit_code == 1
    assert run("test", tmp_path / "absent.infog").exit_code == 2
    assert run("test").exit_code == 2


def test_explain_knows_codes_and_names_and_lists_them_where_it_does_not() -> None:
    assert run("explain", "R501").output == run("explain", "rule-conflict").output == run("explain", "r501").output
    result = run("explain", "R999")
    assert result.exit_code == 2
    assert "R501" in result.stderr
    assert run("explain").exit_code == 2


def test_an_unknown_language_or_command_is_refused() -> None:
    assert run("check", REFERENCE, "--lang", "de").exit_code == 2
    assert run("vérifie", REFERENCE).exit_code == 2


# --- as a process -------------------------------------------------------------------------------------------


def process(*arguments: object, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from contractlang.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_in_a_pipe_there_is_no_colour_and_errors_go_to_standard_error() -> None:
    found = process("check", "examples/broken.infog", "examples/real/eoko.infog")
    assert (found.returncode, found.stderr) == (1, "")
    assert "\033" not in found.stdout
    refused = process("ask", "examples/reference.infog", "--fact", "natur=curative")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("erreur : ")


def test_a_case_is_read_from_a_pipe() -> None:
    answer = process("ask", "examples/reference.infog", "--case", "-", "--json", stdin=json.dumps(FACTS))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["rule"] == "T2"


def test_accents_are_written_whatever_the_locale() -> None:
    for environment in ({"PYTHONIOENCODING": "utf-8"}, {"LC_ALL": "C", "PYTHONUTF8": "1"}):
        result = process("check", "examples/reference.infog", **environment)
        assert (result.returncode, result.stdout) == (0, "rien à signaler\n")


def test_a_terminal_that_has_no_accents_gets_an_answer_all_the_same() -> None:
    result = process("check", "examples/broken.infog", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


# --- packs --------------------------------------------------------------------------------------------------


def test_packs_are_listed_and_shown_rule_by_rule() -> None:
    listed = run("packs", "--lang", "en")
    assert listed.exit_code == 0
    assert re.search(r"^nis2 +3 rules +2024-10-17 +NIS 2: supply chain$", listed.output, re.MULTILINE)
    shown = run("packs", "Travail").output
    assert "attestation_de_vigilance : Attestation de vigilance\n  erreur, source lue, depuis 2012-01-01\n" in shown
    assert "  quand : personnel.transfert\n" in shown
    english = run("packs", "gdpr", "--lang", "en").output
    assert english.startswith("gdpr: GDPR: processing of personal data on behalf of the client\n")
    assert "  when: exists personal_data.country\n" in english
    assert run("packs", "rgpd", "--lang", "en").output == english
    assert re.search(r"^civil_code +13 rules +", listed.output, re.MULTILINE)
    assert "source à confirmer" in run("packs", "anssi").output
    assert "source to be confirmed" in run("packs", "anssi", "--lang", "en").output


def test_packs_as_json_hold_their_rules() -> None:
    found = json.loads(run("packs", "--json").output)
    assert {"name": "indexation", "count": 3, "since": "2011-05-19"}.items() <= next(
        one for one in found if one["name"] == "indexation"
    ).items()
    pack = json.loads(run("packs", "dora", "--json", "--lang", "en").output)
    assert len(pack["rules"]) == pack["count"] == 16
    keys = {"name", "title", "severity", "certainty", "source", "since", "when", "message", "remedy"}
    assert {key for rule in pack["rules"] for key in rule} == keys


def test_an_unknown_pack_is_told_with_those_there_are() -> None:
    refused = run("packs", "dorra", "--lang", "en")
    assert refused.exit_code == 2
    assert "no requirement pack is called `dorra`; there are: anssi, ccag_tic," in refused.output


# --- amendments ---------------------------------------------------------------------------------------------

AMENDMENT = """langue fr

avenant 1 "Préavis" {
  modifie   : "contrat.infog"
  signature : 2026-11-20
  effet     : 2027-01-01

  remplace terme durée.préavis : 4 mois
}
"""


def test_show_prints_the_text_in_force_which_is_itself_a_contract(write) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8"))
    write(AMENDMENT, "avenant.infog")
    before = run("show", path, "--at", "2026-12-31")
    assert (before.exit_code, before.output) == (0, BASE.read_text(encoding="utf-8"))
    after = run("show", path)
    assert after.exit_code == 0
    assert "    # avenant 1, en vigueur depuis le 2027-01-01\n    préavis : 4 mois\n" in after.output
    assert run("check", write(after.output, "consolidé.infog")).exit_code == 0


def test_show_refuses_what_is_not_in_order(write) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8"))
    write(AMENDMENT.replace("durée.préavis", "durée.delai"), "avenant.infog")
    result = run("show", path)
    assert result.exit_code == 1
    assert "A101" in result.output
    assert run("show", path.with_name("rien.infog")).exit_code == 2


def test_a_contract_and_its_amendment_show_a_finding_once(write) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8"))
    amendment = write(AMENDMENT.replace("remplace terme durée.préavis : 4 mois", "supprime clause conseil"), "a.infog")
    result = run("check", path, amendment, "--lang", "en")
    assert result.output.count("M301") == 1
    assert "from Fri 1 Jan 2027 on: " in result.output


def test_a_question_names_the_amendment_in_force(write) -> None:  # type: ignore[no-untyped-def]
    path = write(BASE.read_text(encoding="utf-8"))
    write(AMENDMENT, "avenant.infog")
    asked = ["ask", path, "--fact", "nature=curative", "--fact", "ouverture=2027-03-01 10:00"]
    assert "avenant 1 en vigueur depuis le ven. 1er janv. 2027" in run(*asked).output
    answer = json.loads(run(*asked, "--json").output)
    assert answer["contract"]["amendment"] == {"number": "1", "title": "Préavis", "effect": "2027-01-01"}
    assert json.loads(run(*asked, "--at", "2026-12-01", "--json").output)["contract"]["amendment"] is None
