"""Bad input: one clear finding, exit status 1 or 2, no traceback, within bounds of time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from contractlang.cli import main
from contractlang.compiler import Library
from contractlang.diagnostics import Diagnostic
from contractlang.diagnostics.json_writer import write_json
from contractlang.diagnostics.text_writer import write_text
from contractlang.workspace import open_contract, read_contract
from tests.support import BASE, ROOT

SOUND = BASE.read_text(encoding="utf-8")


def check(path: Path) -> Result:
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def only(findings: list[Diagnostic]) -> Diagnostic:
    """The one finding; its place lies in its text."""
    (found,) = findings
    assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)
    return found


def rule(condition: str) -> str:
    """The base contract with a further billing rule, which prevails over the other."""
    added = f'règle X "Condition" sauf T0 {{ si {condition} alors hors contrat }}\n    défaut :'
    assert SOUND.count("défaut :") == 1
    return SOUND.replace("défaut :", added)


# --- files --------------------------------------------------------------------------------------------------


UNREADABLE = {
    "empty": (b"", "ce fichier est vide"),
    "blank": (b"\n \t\r\n", "ce fichier est vide"),
    "only a byte order mark": (b"\xef\xbb\xbf", "ce fichier est vide"),
    "latin 1": ("langue fr\n# é".encode("latin-1"), "UTF-8 (octet 12)"),
    "utf 16": (SOUND.encode("utf-16"), "octets nuls"),
    "null bytes": (b"langue fr\n\0\0\0", "octets nuls"),
    "a program": (Path(sys.executable).resolve().read_bytes()[:4000], "octets nuls"),
}


@pytest.mark.parametrize(("data", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_text_is_not_read(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "contrat.infog"
    path.write_bytes(data)
    found = only(open_contract(path).check())
    assert (found.code, found.span.source.name) == ("F001", str(path))
    assert words in found.message.say("fr")
    assert found.help is not None
    assert check(path).exit_code == 2


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "absent.infog"
    assert only(open_contract(path).check()).message.say("fr") == "ce fichier n'existe pas"
    assert check(path).exit_code == 2


def test_a_folder_is_no_contract_and_an_empty_one_holds_none(tmp_path: Path) -> None:
    assert only(open_contract(tmp_path).check()).message.say("fr") == "c'est un dossier, et non un fichier"
    result = check(tmp_path)
    assert result.exit_code == 2
    assert "aucun fichier `.infog`" in result.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_forbidden_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(SOUND, encoding="utf-8")
    path.chmod(0)
    assert "ne peut pas être lu" in only(open_contract(path).check()).message.say("fr")
    assert check(path).exit_code == 2


def test_a_file_that_the_system_refuses_is_said_to_be_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text(SOUND, encoding="utf-8")

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert only(open_contract(path).check()).message.say("fr") == "ce fichier ne peut pas être lu : Permission denied"


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert only(open_contract(f"{tmp_path}/con\0trat.infog").check()).code == "F001"
    assert only(open_contract(tmp_path / ("x" * 5000)).check()).code == "F001"


MEMORY = """
import resource, sys
from contractlang.cli import main
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    main(["check", sys.argv[1]])
except SystemExit as end:
    print("exit", end.code)
print("grown", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_ten_megabytes_are_refused_and_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_bytes(b"langue fr\n" + b"# commentaire\n" * 750_000)
    assert path.stat().st_size > 10_000_000
    run = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )
    assert run.stderr == ""
    assert "ce fichier dépasse 8 Mo" in run.stdout
    assert "exit 2" in run.stdout
    grown = int(run.stdout.rpartition("grown ")[2])  # kilobytes
    assert grown < 60_000  # what the program itself takes to say so; the text as str alone would take 10,000 more


# --- texts that are hard to read ----------------------------------------------------------------------------


def test_only_comments_do_not_say_their_language(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_text("# un commentaire\n# un autre\n", encoding="utf-8")
    assert only(open_contract(path).check()).code == "S004"
    assert check(path).exit_code == 1


DEEP = {
    "parentheses": rule(f"{'(' * 20_000}nature = curative{')' * 20_000}"),
    "a small tower of parentheses": rule(f"{'(' * 150}nature = curative{')' * 150}"),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_parentheses_change_nothing_however_many(text: str) -> None:
    contract = read_contract(text)
    assert contract.findings == ()
    assert contract.program is not None
    plain = read_contract(rule("nature = curative")).program
    assert plain is not None
    guards = [rule.guard for program in (contract.program, plain) for rule in program.decisions["labour"].rules]
    assert guards[0] == guards[len(guards) // 2]


@pytest.mark.parametrize(
    "condition",
    [f"{'non ' * 20_000}devis_accepté", " et ".join(["nature = curative"] * 5_000), f"coût{' + 1 €' * 5_000} > 3 €"],
    ids=["20,000 times not", "5,000 terms joined by and", "5,000 sums"],
)
def test_an_expression_nested_without_measure_is_one_finding(condition: str, tmp_path: Path) -> None:
    found = only(read_contract(rule(condition)).check())
    assert found.code == "S003"
    assert found.message.say("fr") == "cette expression est trop imbriquée"
    path = tmp_path / "contrat.infog"
    path.write_text(rule(condition), encoding="utf-8")
    assert check(path).exit_code == 1


def test_a_hundred_terms_are_not_too_many() -> None:
    assert read_contract(rule(" et ".join(["nature = curative"] * 100))).findings == ()


@pytest.mark.parametrize("text", ["langue fr\n" + "{\n" * 20_000, "langue fr\n" + "{" * 20_000], ids=["lines", "line"])
def test_braces_that_open_nothing_are_one_finding(text: str) -> None:
    found = only(read_contract(text).check())
    assert (found.code, found.span.source.position(found.span.start)) == ("S001", (2, 1))


def test_clauses_that_are_never_closed_are_few_findings() -> None:
    found = read_contract("langue fr\n" + 'article 1 "A" {\n' * 20_000).check()
    assert len(found) == 101
    assert found[-1].message.say("fr") == "plus de 100 fautes : la lecture s'arrête ici"
    assert {one.code for one in found} == {"S001", "S002"}


def test_one_line_of_a_megabyte_is_read() -> None:
    line = f'article 1 "A" {{ conseil {{ {("veille : 6 mois" + " " * 85) * 10_000} }} }}'
    assert len(line) > 900_000
    found = read_contract(f'langue fr importe stdlib.vocabulaire contrat "C" {{ }} {line}').check()
    assert {one.code for one in found} == {"N103"}  # the same term again and again


def test_one_text_of_a_megabyte_is_read() -> None:
    assert read_contract(SOUND.replace("Client Exemple SARL", "x" * 1_000_000)).findings == ()


MANY_DIGITS = "9" * 1_000_000
BEYOND = {
    "a million digits of months": ("36 mois", f"{MANY_DIGITS} mois"),
    "a million digits of euros": ("1 000 € par mois", f"{MANY_DIGITS} € par mois"),
    "a million decimals": ("20 %", f"0,{MANY_DIGITS} %"),
    "a penalty": ("100 € par heure", f"{MANY_DIGITS} € par heure"),
    "a factor": ("facturé coût + 8 %", f"facturé coût * {MANY_DIGITS}"),
    "more digits than Python reads": ("36 mois", f"{'9' * 5_000} mois"),
    "a term of aeons": ("initiale     : 36 mois", "initiale : 999999999999999999 ans"),
    "a notice of aeons": ("préavis      : 3 mois", "préavis : 999999999999999999 jours"),
    "a delay of aeons": ("rétablissement 8 h sur HO", "rétablissement 999999999999 h sur HO"),
    "working days": ("rétablissement 8 h sur HO", "rétablissement 99999999 jours ouvrés sur HO"),
    "the last day": ("2026-02-01", "9999-12-31"),
    "the first day": ("2026-02-01", "0001-01-01"),
}


@pytest.mark.parametrize(("old", "new"), BEYOND.values(), ids=BEYOND)
def test_figures_beyond_all_measure_are_one_finding(old: str, new: str) -> None:
    assert old in SOUND
    found = only(read_contract(SOUND.replace(old, new, 1)).check())
    assert found.code == "S003"


@pytest.mark.parametrize("length", ["100 ans", "1 200 mois", "5 200 semaines", "36 500 jours", "870 000 h"])
def test_the_longest_lengths_are_counted(length: str) -> None:
    text = SOUND.replace("rétablissement 8 h sur HO", f"rétablissement {length} sur HO")
    contract = read_contract(text.replace("initiale     : 36 mois", "initiale : 100 ans"))
    assert contract.findings == ()
    contract.ask({"nature": "curative", "bien": "serveur", "gravité": "majeure", "ouverture": "2026-03-06 17:45"})
    contract.check()


OPENINGS = ["{", "{\n", "(", '"', '"""', "/*", ".", ":", ",", "à ", "<", "\u202e", "\u200d", "1", "-"]


@pytest.mark.parametrize("sign", OPENINGS)
@pytest.mark.parametrize(
    "before", ["", 'article 1 "A" ', 'article 1 "A" { audit { préavis : '], ids=["file", "article", "term"]
)
def test_a_sign_without_end_is_few_findings(before: str, sign: str) -> None:
    found = read_contract(f"langue fr\n{before}{sign * 100_000}").check()
    assert 1 <= len(found) <= 3
    write_text(found, "fr", color=False)


@pytest.mark.parametrize("seed", range(4))
def test_random_texts_are_reported_and_never_raised_over(seed: int) -> None:
    random = Random(f"bytes/{seed}")
    for _ in range(60):
        size = random.choice((3, 40, 2_000))
        noise = bytes(random.randrange(256) for _ in range(size))
        signs = "".join(chr(random.choice((random.randrange(128), random.randrange(0x3000)))) for _ in range(size))
        for data in (noise, b"langue fr\n" + noise.replace(b"\0", b""), f"langue fr\n{signs}".encode()):
            found = read_contract(data).check()
            write_text(found, "fr", color=False)
            write_json(found, "en")


# --- imports ------------------------------------------------------------------------------------------------


def library(folder: Path, **files: str) -> Library:
    for name, imports in files.items():
        lines = [f"importe stdlib.{other}" for other in imports.split()]
        (folder / f"{name}.infog").write_text("\n".join(["langue fr", *lines]) + "\n", encoding="utf-8")
    return Library(folder)


def test_a_circle_of_imports_is_shown_link_by_link(tmp_path: Path) -> None:
    shared = library(tmp_path, vocabulaire="", a="b", b="c", c="a")
    found = only(read_contract("langue fr\nimporte stdlib.a\n", library=shared).check())
    assert found.code == "F002"
    assert found.message.say("fr") == "import circulaire : a → b → c → a"
    # the finding stands at the import that closes the circle; the labels are those before it
    assert (found.span.source.name, found.span.text) == ("stdlib_clauses/c.infog", "stdlib.a")
    assert [label.span.text for label in found.labels] == ["stdlib.a", "stdlib.b", "stdlib.c"]


def test_a_file_that_imports_itself_is_a_circle(tmp_path: Path) -> None:
    found = only(read_contract("langue fr\nimporte stdlib.a\n", library=library(tmp_path, a="a")).check())
    assert found.message.say("en") == "circular import: a → a"


def test_a_file_that_two_others_import_is_no_circle(tmp_path: Path) -> None:
    shared = library(tmp_path, vocabulaire="", a="c", b="c", c="")
    assert read_contract("langue fr\nimporte stdlib.a\nimporte stdlib.b\n", library=shared).check() == []


def test_an_unknown_import_gets_the_nearest_name() -> None:
    found = only(read_contract("langue fr\nimporte stdlib.vocabulairre\n").check())
    assert found.code == "F002"
    assert found.help is not None
    assert found.help.say("fr") == "vouliez-vous dire `stdlib.vocabulaire` ?"


@pytest.mark.parametrize("path", ["stdlib", "vocabulaire", "tarifs.annexe", "stdlib.vocabulaire.mots"])
def test_nothing_is_imported_from_elsewhere(path: str) -> None:
    found = only(read_contract(f"langue fr\nimporte {path}\n").check())
    assert (found.code, found.span.text) == ("F002", path)


# --- the same text, otherwise written -----------------------------------------------------------------------


def plain(text: str) -> str:
    """A text without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


SAME = {
    "as it is": SOUND,
    "carriage returns": SOUND.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + SOUND,
    "decomposed accents": unicodedata.normalize("NFD", SOUND),
    "no accents": plain(SOUND),
    "narrow spaces": SOUND.replace(" €", "\u202f€").replace(" %", "\u202f%").replace("1 000", "1\u202f000"),
    "non-breaking spaces": SOUND.replace(" :", "\u00a0:").replace("1 000", "1\u00a0000"),
    "one line": " ".join(SOUND.split()),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_same_contract_otherwise_written_is_read_alike(text: str, tmp_path: Path) -> None:
    contract, reference = read_contract(text), read_contract(SOUND)
    assert contract.check() == []
    assert contract.program is not None
    assert reference.program is not None
    values = {path: term.value for path, term in reference.program.terms.items()}
    found = {path: term.value for path, term in contract.program.terms.items()}
    # names that the contract itself gives (a group of assets, a site) are kept as they are written
    assert {plain(".".join(path)) for path in found} == {plain(".".join(path)) for path in values}
    assert found[("price", "fee")] == values[("price", "fee")]
    assert found[("reversibility", "cases")] == values[("reversibility", "cases")]
    case = {"nature": "curative", "bien": "serveur", "gravité": "majeure", "ouverture": "2026-03-06 17:45"}
    verdict, expected = contract.ask(case), reference.ask(case)
    assert verdict.outcome == expected.outcome == "included"
    deadlines = [one.deadline for one in expected.milestones]
    assert deadlines.count(None) < len(deadlines)
    assert [one.deadline for one in verdict.milestones] == deadlines
    path = tmp_path / "contrat.infog"
    path.write_bytes(text.encode())
    assert check(path).exit_code == 0


def test_a_carriage_return_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "contrat.infog"
    path.write_bytes(SOUND.replace("secteur : commerce", "secteur : commmerce").replace("\n", "\r\n").encode())
    result = check(path)
    assert "secteur : commmerce\n" in result.output
    assert "\r" not in result.output


def test_emoji_count_as_one_column_of_the_text() -> None:
    before = 'client Client "🦊" { secteur : '
    text = f"langue fr\nimporte stdlib.vocabulaire\n{before}commmerce }}\n"
    found = only(read_contract(text).check())
    assert found.code == "N101"
    assert found.span.source.position(found.span.start) == (3, len(before) + 1)
    assert found.span.text == "commmerce"


def test_an_emoji_where_a_name_is_due_is_one_finding() -> None:
    found = only(read_contract(SOUND.replace("secteur : commerce", "secteur : 🦊")).check())
    assert (found.code, found.message.say("fr")) == ("S001", "le signe `🦊` n'a pas de sens ici")


def test_half_a_character_is_no_text() -> None:
    found = only(read_contract("langue fr\n# \udce9\n").check())
    assert found.code == "F001"
    assert "UTF-8" in found.message.say("fr")


def test_a_fact_that_holds_half_a_character_is_refused_in_words() -> None:
    result = CliRunner().invoke(main, ["ask", str(BASE), "--fact", "nature=\udce9"])
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_many_blanks_before_a_text_without_language_cost_no_time() -> None:
    # a reader that tries again would try 2 to the power of the number of these blanks
    found = only(read_contract(f"{' ' * 100_000}contrat").check())
    assert found.code == "S004"


@pytest.mark.parametrize("separator", [" ", "\n", " " * 50 + "\n"], ids=["one line", "lines", "indented lines"])
def test_a_fault_before_a_megabyte_of_text_is_passed_over(separator: str) -> None:
    text = f"langue fr{separator}article {{ " + f"mot{separator}" * (1_000_000 // (3 + len(separator)))
    found = read_contract(text).check()
    assert [one.code for one in found] == ["S001"]
