"""What somebody at a terminal sees of a finding: the text above, the report below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contractlang.diagnostics import Diagnostic, Label, Lang, Message, Severity, Text, verbatim
from contractlang.diagnostics.excerpt import MAX_CELLS
from contractlang.diagnostics.text_writer import summary, write_text
from contractlang.source import Source, Span

CLASH = Text("`{a}` et `{b}` décident autrement", "`{a}` and `{b}` decide differently")


def at(source: Source, words: str) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def label(source: Source, words: str, message: str | None = None) -> Label:
    return Label(span=at(source, words), message=verbatim(message)() if message else None)


def finding(
    span: Span,
    *labels: Label,
    help: Message | None = None,
    case: Mapping[str, object] | None = None,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    return Diagnostic(
        code="R501",
        name="rule-conflict",
        severity=severity,
        message=CLASH(a="T1", b="T2"),
        span=span,
        labels=labels,
        help=help,
        case=case,
    )


def report(diagnostic: Diagnostic, lang: Lang = "fr") -> str:
    """The report of one finding without its header, its place and its summary."""
    lines = write_text([diagnostic], lang, color=False).splitlines()
    return "\n" + "\n".join(lines[3:-2]) + "\n"


RULES = Source(
    "contrat.infog",
    """\
facturation {
  règle T1 {
    si nature = curative
    alors inclus
  }
  règle T2 {
    alors facturé 95 €
  }
}
""",
)


def test_a_finding_shows_its_places_a_case_and_a_remedy_in_french() -> None:
    conflict = finding(
        at(RULES, "T1"),
        label(RULES, "inclus", "inclus ici"),
        label(RULES, "T2", "facturé là"),
        help=Text("écrivez `T1 sauf T2`", "write `T1 unless T2`")(),
        case={"nature": "curative", "ouverture": datetime(2026, 3, 6, 17, 45, tzinfo=UTC), "devis_accepté": True},
    )
    assert (
        write_text([conflict], "fr", color=False)
        == """\
erreur[R501] rule-conflict : `T1` et `T2` décident autrement
 --> contrat.infog:2:9
  |
2 |   règle T1 {
  |         ^^
… |
4 |     alors inclus
  |           ------ inclus ici
… |
6 |   règle T2 {
  |         -- facturé là
  |
  cas :
    nature        : curative
    ouverture     : 2026-03-06 17:45
    devis_accepté : oui
  aide : écrivez `T1 sauf T2`

1 erreur
"""
    )


def test_a_finding_is_said_in_english_to_an_english_reader() -> None:
    conflict = finding(
        at(RULES, "T1"),
        severity=Severity.WARNING,
        help=Text("écrivez `T1 sauf T2`", "write `T1 unless T2`")(),
        case={"worked": Decimal("1.50"), "quote_accepted": False},
    )
    assert (
        write_text([conflict], "en", color=False)
        == """\
warning[R501] rule-conflict: `T1` and `T2` decide differently
 --> contrat.infog:2:9
  |
2 |   règle T1 {
  |         ^^
  |
  case:
    worked         : 1.50
    quote_accepted : no
  help: write `T1 unless T2`

1 warning
"""
    )


def test_several_labels_on_one_line_hang_below_it() -> None:
    source = Source("a.infog", "règle T1 sauf T0 { si nature = curative }")
    labels = (label(source, "T0", "perd"), label(source, "curative", "décide"), label(source, "T1", "gagne"))
    assert (
        report(finding(at(source, "T1"), *labels))
        == """
1 | règle T1 sauf T0 { si nature = curative }
  |       ^^      --               -------- décide
  |       |       perd
  |       gagne
"""
    )


def test_labels_that_overlap_or_touch_have_a_row_each() -> None:
    source = Source("a.infog", "si nature = curative")
    labels = (
        label(source, "nature = curative", "toute la condition"),
        label(source, "curative", "un mot"),
        label(source, "nature ", "un fait"),
    )
    assert (
        report(finding(at(source, "="), *labels))
        == """
1 | si nature = curative
  |           ^ -------- un mot
  |    ------- un fait
  |    ----------------- toute la condition
"""
    )


def test_a_span_of_several_lines_shows_its_first_and_its_last() -> None:
    block = at(RULES, RULES.text[RULES.text.index("règle T1") : RULES.text.index("  règle T2")])
    assert (
        report(finding(block, Label(span=block, message=verbatim("cette règle")())))
        == """
2 |   règle T1 {
  |   ^^^^^^^^^^…
… |
5 |   }
  |   ^ cette règle
"""
    )


def test_line_numbers_of_different_widths_are_aligned() -> None:
    source = Source("a.infog", "début\n" + "\n" * 8 + "fin\n")
    assert (
        report(finding(at(source, "fin"), label(source, "début", "ouvert ici")))
        == """
 1 | début
   | ----- ouvert ici
 … |
10 | fin
   | ^^^
"""
    )


@pytest.mark.parametrize(
    ("line", "words", "shown"),
    [
        ("réversibilité x", "x", ["réversibilité x", "              ^"]),
        ("re\u0301versibilite\u0301 x", "x", ["re\u0301versibilite\u0301 x", "              ^"]),
        ("契約 x", "x", ["契約 x", "     ^"]),
        ("a 契約", "契約", ["a 契約", "  ^^^^"]),
        ("🙂 prix", "prix", ["🙂 prix", "   ^^^^"]),
        ("\tprix\tz", "z", ["    prix    z", "            ^"]),
        ("ab\tx", "x", ["ab  x", "    ^"]),
        ("zéro\u200blargeur x", "x", ["zéro\u200blargeur x", "            ^"]),
        ("e\u0301", "\u0301", ["e\u0301", "^"]),
    ],
)
def test_carets_stand_under_the_cells_of_a_terminal(line: str, words: str, shown: list[str]) -> None:
    source = Source("a.infog", line)
    rows = report(finding(at(source, words))).strip("\n").splitlines()
    assert rows == [f"1 | {shown[0]}", f"  | {shown[1]}"]


def test_what_would_deceive_the_reader_is_made_visible() -> None:
    source = Source("a.infog", "prix\u202e 59 €\x1b[2J z")
    assert (
        report(finding(at(source, "z")))
        == """
1 | prix\ufffd 59 €␛[2J z
  |                ^
"""
    )


def test_a_windows_line_end_is_not_shown() -> None:
    source = Source("a.infog", "un\r\ndeux\r\n")
    assert report(finding(at(source, "deux\r\n"))) == "\n2 | deux\n  | ^^^^\n"


@pytest.mark.parametrize(("text", "shown"), [("", "1 |"), ("abc", "1 | abc"), ("abc\n", "2 |")])
def test_the_end_of_a_file_is_a_place(text: str, shown: str) -> None:
    end = Span(Source("a.infog", text), len(text), len(text))
    column = len(shown) - 3 if "abc" in shown else 1
    assert report(finding(end)) == f"\n{shown}\n  | {' ' * (column - 1)}^\n"


def test_a_long_line_is_cut_around_its_places() -> None:
    source = Source("a.infog", "a" * 200 + " ICI " + "b" * 200)
    text, carets = report(finding(at(source, "ICI"))).strip("\n").splitlines()
    assert text == "1 | …" + "a" * 19 + " ICI " + "b" * 76 + "…"
    assert carets.index("^") == text.index("ICI")
    assert carets.count("^") == 3


def test_a_long_line_is_shown_once_for_each_of_two_distant_places() -> None:
    source = Source("a.infog", "DEBUT" + "a" * 300 + "FIN")
    assert report(finding(at(source, "DEBUT"), label(source, "FIN", "là"))) == (
        f"\n1 | DEBUT{'a' * 95}…\n  | ^^^^^\n1 | …{'a' * 97}FIN\n  | {' ' * 98}--- là\n"
    )


def test_a_span_longer_than_the_window_is_cut_with_it() -> None:
    source = Source("a.infog", "a" * 300)
    text, carets = report(finding(at(source, "a" * 300))).strip("\n").splitlines()
    assert text == "1 | " + "a" * MAX_CELLS + "…"
    assert carets == "  | " + "^" * (MAX_CELLS + 1)


def test_a_label_in_another_file_stands_under_the_name_of_that_file() -> None:
    shared = Source("stdlib/natures.infog", "vocabulaire nature {\n  valeurs : curative\n}\n")
    assert (
        report(finding(at(RULES, "curative"), label(shared, "curative", "déclaré ici")))
        == """
3 |     si nature = curative
  |                 ^^^^^^^^
  |
 --> stdlib/natures.infog:2:13
  |
2 |   valeurs : curative
  |             -------- déclaré ici
"""
    )


def test_a_remedy_may_propose_a_clause_of_several_lines() -> None:
    clause = verbatim("ajoutez\nréversibilité {\n  préavis : 3 mois\n}")()
    shown = report(finding(at(RULES, "T1"), help=clause))
    assert shown.endswith(
        """
  aide : ajoutez
         réversibilité {
           préavis : 3 mois
         }
"""
    )


@pytest.mark.parametrize(
    ("errors", "warnings", "notes", "lang", "words"),
    [
        (2, 1, 0, "fr", "2 erreurs, 1 avertissement"),
        (1, 2, 3, "fr", "1 erreur, 2 avertissements, 3 notes"),
        (0, 0, 1, "fr", "1 note"),
        (2, 1, 0, "en", "2 errors, 1 warning"),
        (1, 2, 3, "en", "1 error, 2 warnings, 3 notes"),
    ],
)
def test_the_summary_counts_the_gravest_first(errors: int, warnings: int, notes: int, lang: Lang, words: str) -> None:
    counts = {Severity.NOTE: notes, Severity.WARNING: warnings, Severity.ERROR: errors}
    found = [finding(at(RULES, "T1"), severity=s) for s, count in counts.items() for _ in range(count)]
    assert summary(found, lang) == words
    assert write_text(found, lang, color=False).endswith(f"\n\n{words}\n")


def test_findings_come_in_the_order_of_their_places() -> None:
    found = [finding(at(RULES, "T2")), finding(at(RULES, "T1"))]
    shown = write_text(found, "fr", color=False)
    assert shown.index("contrat.infog:2:9") < shown.index("contrat.infog:6:9")


def test_nothing_found_is_nothing_written() -> None:
    assert write_text([], "fr", color=False) == ""
