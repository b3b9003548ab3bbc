"""Templates: what a use stands for, hygiene, and what is wrong with one."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.compiler import Library
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic
from tests.support import compiled, complete, opened, program_of


def article(text: str) -> str:
    return f'article 20 "Article" {{\n{text}\n}}\n'


def whole(*parts: str) -> str:
    return complete("…\n" + "\n".join(parts))


def findings(*parts: str) -> list[Diagnostic]:
    return compiled("langue fr\n\nimporte stdlib.vocabulaire\n\n" + "\n".join(parts))[1]


def meaning(program: Program) -> object:
    """What a program says, wherever it stands."""
    return (
        {path: term.value for path, term in program.terms.items() if term.type.kind.value != "formula"},
        {name: (one.rules, one.default) for name, one in program.decisions.items()},
        program.duties,
        program.cap.amount.tree if program.cap else None,
    )


# A template whose parameters stand in every place where a value may, and the same with the values written in
TEMPLATE = """
modèle tout(
  n : entier, part : pourcentage, délai : durée, taux : montant, g : mot, cal : calendrier, jour : date, t : texte,
  accepté : vrai_faux, facteur : nombre
) {
  durée {
    début    : jour
    initiale : n ans
  }
  résiliation {
    client : préavis délai, indemnité n % des redevances restantes
  }
  phases {
    audit : délai
    essai : n mois
  }
  interventions {
    plage     : cal
    astreinte : H24 si gravité = g
    contact   : t, "autre"
    équipe    : n personnes
  }
  niveaux de service {
    gravité g       : intervention n h sur cal, rétablissement n jours sur cal
    gravité mineure : intervention n jours avant 12:00 sur cal, rétablissement n jours sur cal
    défaut          : intervention sans engagement, rétablissement sans engagement
    disponibilité serveurs : n % par mois sur cal
  }
  pénalités {
    retard intervention      : facteur * taux par heure entamée
    retard rétablissement si gravité = g : part de redevance, n % de redevance au-delà de n h
    indisponibilité serveurs : part de redevance par part manquant
    plafond                  : part de redevance par mois
    libératoire              : accepté
  }
  prix {
    redevance : 1 000 € par mois
    tva       : part
  }
  facturation {
    règle T0 "Courte" {
      si    durée ≤ n min et gravité parmi {g, mineure} et ouverture pendant cal
      alors facturé taux par heure, minimum n min, par tranche de n min
    }
    règle T1 "Chère" sauf T0 {
      si    coût > taux et coût < n €
      alors facturé n €/h
    }
    défaut : hors contrat
  }
  obligation O1 "Notification" {
    qui    : prestataire
    quand  : incident_de_sécurité
    délai  : n h
    défaut : pénalité taux par heure entamée
  }
}
"""
VALUES = {
    "n": "4",
    "part": "12,5 %",
    "délai": "3 mois",
    "taux": "95,50 €",
    "g": "bloquante",
    "cal": "HO",
    "jour": "2026-03-01",
    "t": '"contact@example.com"',
    "accepté": "oui",
    "facteur": "1,5",
}


def written_out(template: str, values: dict[str, str]) -> str:
    """The body with each parameter replaced where it is no label: what a person would write."""
    body = template.split(") {\n", 1)[1].rstrip().removesuffix("}")
    if "g" in values:  # a severity may stand before a colon, and no label is called `g`
        body = re.sub(r"(?<!\w)g(?!\w)", values["g"], body)
    for name, value in values.items():
        body = re.sub(rf"(?<![\w.]){name}(?![\w]|\s*:|\s+\")", value, body)
    return body


def test_a_use_means_what_its_clauses_mean_with_the_values_written_in() -> None:
    arguments = ", ".join(f"{name} = {value}" for name, value in VALUES.items())
    used = program_of(whole(TEMPLATE, article(f"utilise tout({arguments})")))
    direct = program_of(whole(article(written_out(TEMPLATE, VALUES))))
    assert meaning(used) == meaning(direct)
    assert ("termination", "client", "compensation", "basis") in used.terms


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 99), st.integers(1, 60), st.decimals("0.01", "9999", places=2))
def test_any_values_do(n: int, months: int, amount: Decimal) -> None:
    values = {**VALUES, "n": str(n), "délai": f"{months} mois", "taux": f"{amount} €".replace(".", ",")}
    arguments = ", ".join(f"{name} = {value}" for name, value in values.items())
    used, faults = compiled(whole(TEMPLATE, article(f"utilise tout({arguments})")))
    direct, others = compiled(whole(article(written_out(TEMPLATE, values))))
    assert [one.code for one in faults] == [one.code for one in others]
    assert used is not None
    assert direct is not None
    assert meaning(used) == meaning(direct)


def test_defaults_hold_where_a_use_gives_nothing_and_order_is_free() -> None:
    template = "modèle secret(a : entier = 5, r : durée = 30 jours) { confidentialité { durée : a ans\nretour : r } }"
    for arguments, years, days in (("", 5, 30), ("a = 3", 3, 30), ("r = 8 jours, a = 2", 2, 8)):
        terms = program_of(whole(template, article(f"utilise secret({arguments})"))).terms
        assert int(terms["confidentiality", "term"].value.amount) == years  # type: ignore[attr-defined]
        assert int(terms["confidentiality", "return"].value.amount) == days  # type: ignore[attr-defined]


def test_a_template_may_use_others_and_hand_its_parameters_on() -> None:
    inner = "modèle interne(d : durée) { audit { préavis : d } }"
    outer = "modèle externe(x : durée = 8 jours) { utilise interne(d = x) conseil { veille : x } }"
    terms = program_of(whole(outer, inner, article("utilise externe(x = 15 jours)"))).terms
    assert terms["audit", "notice"].value == terms["advice", "watch"].value
    assert int(terms["audit", "notice"].value.amount) == 15  # type: ignore[attr-defined]


# --- hygiene ------------------------------------------------------------------------------------------------


def test_a_parameter_captures_no_label_no_keyword_and_no_path() -> None:
    # each parameter is called like a label, a keyword or a segment of a path in the body
    template = """modèle m(préavis : durée, audit : durée, prix : mot, sauf : mot) {
      audit { préavis : préavis
              fréquence : audit }
      facturation {
        règle prix "prix" { si gravité = prix et coût > 3 € alors facturé 15 % de prix.redevance }
        règle autre "autre" sauf prix { si gravité = sauf alors inclus }
        défaut : hors contrat
      }
    }"""
    text = whole(template, article("utilise m(préavis = 8 jours, audit = 12 mois, prix = majeure, sauf = mineure)"))
    program, found = compiled(text)
    # `sauf prix` names a rule, which is a value of the kind `mot`: it is replaced, and no rule is called `majeure`
    assert [(one.code, one.span.text) for one in found] == [("N101", "prix")]
    assert program is not None
    assert int(program.terms["audit", "notice"].value.amount) == 8  # type: ignore[attr-defined]
    assert int(program.terms["audit", "frequency"].value.amount) == 12  # type: ignore[attr-defined]


def test_a_parameter_shadows_nothing_outside_and_an_argument_is_read_in_the_contract() -> None:
    template = "modèle m(HO : calendrier, g : mot) { interventions { plage : HO\nastreinte : HO si gravité = g } }"
    # the argument `g` is a word of the contract, not the parameter of that name; HO is the parameter inside, only
    text = whole(
        "vocabulaire gravité { g }",
        template,
        article("utilise m(HO = H24, g = g)"),
    )
    terms = program_of(text).terms
    assert terms["interventions", "window"].value == "H24"
    assert program_of(whole(article("interventions { plage : HO }"))).terms["interventions", "window"].value == "HO"


def test_names_that_are_no_parameters_mean_what_they_mean_in_the_contract() -> None:
    template = "modèle m(d : durée) { niveaux de service { gravité mineure : rétablissement d sur NUIT } }"
    calendar = 'calendrier NUIT { fuseau : "Europe/Paris" lundi à vendredi : 22:00-06:00 }'
    assert compiled(whole(calendar, template, article("utilise m(d = 4 h)")))[1] == []
    (one,) = compiled(whole(template, article("utilise m(d = 4 h)")))[1]
    assert (one.code, one.span.text) == ("N101", "NUIT")


# --- findings -----------------------------------------------------------------------------------------------


def test_a_fault_inside_is_shown_in_the_template_and_where_it_is_used() -> None:
    inner = "modèle interne(g : mot) { niveaux de service { gravité g : intervention 1 h sur HO } }"
    outer = "modèle externe(x : mot) { utilise interne(g = x) }"
    (one,) = compiled(whole(inner, outer, article("utilise externe(x = blocante)")))[1]
    assert one.code == "N101"
    assert one.span.text == "g"
    assert one.span.source.text.count("modèle interne") == 1  # the text of the file, not that of an expansion
    assert [label.span.text for label in one.labels] == ["utilise interne(g = x)", "utilise externe(x = blocante)"]
    assert [label.message.say("en") for label in one.labels if label.message] == ["template used here"] * 2


def test_a_fault_of_form_that_a_value_makes_is_shown_there_too() -> None:
    template = "modèle m(d : durée) { confidentialité { durée : d ans } }"
    (one,) = compiled(whole(template, article("utilise m(d = 3 ans)")))[1]
    assert one.labels[-1].span.text == "utilise m(d = 3 ans)"
    assert one.severity.label == "error"


M = "modèle m(a : entier, b : durée = 3 jours) { conseil { veille : a mois\ncomité : b } }"
FAULTS = {
    "missing": (M, "utilise m()", "G101", "`m` demande `a`"),
    "of another type": (M, "utilise m(a = 3 jours)", "G101", "`a` doit être un nombre entier"),
    "a fraction": (M, "utilise m(a = 3,5)", "G101", "`a` doit être un nombre entier"),
    "a word": (M, "utilise m(a = trois)", "G101", "`a` doit être un nombre entier"),
    "unknown": (M, "utilise m(a = 3, c = 4)", "N101", "`m` n'a pas de paramètre `c`"),
    "given twice": (M, "utilise m(a = 3, a = 4)", "N103", "`a` est déjà donné"),
    "unknown template": (M, "utilise mm(a = 3)", "N101", "aucun modèle ne s'appelle `mm`"),
    "default of another type": (
        "modèle m(a : entier = oui) { conseil { veille : a mois } }",
        "",
        "G101",
        "`a` doit être",
    ),
    "unknown type": (
        "modèle m(a : entié) { conseil { veille : a mois } }",
        "",
        "N101",
        "n'est pas une sorte de paramètre",
    ),
    "parameter twice": (
        "modèle m(a : entier, a : entier) { conseil { veille : a mois } }",
        "",
        "N103",
        "est déjà donné",
    ),
    "template twice": (f"{M}\n{M}", "utilise m(a = 3)", "N103", "le modèle `m` est déjà donné"),
    "unused": ("modèle m(a : entier) { conseil { veille : 3 mois } }", "", "G103", "`a` ne sert à rien"),
    "itself": ("modèle m() { utilise m() }", "utilise m()", "G102", "m → m"),
    "a circle": (
        "modèle a() { utilise b() }\nmodèle b() { utilise c() }\nmodèle c() { utilise b() }",
        "utilise a()",
        "G102",
        "b → c → b",
    ),
}


@pytest.mark.parametrize(("templates", "use", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_once_with_a_remedy(templates: str, use: str, code: str, words: str) -> None:
    (one,) = compiled(whole(templates, article(use)))[1]
    assert one.code == code
    assert words in one.message.say("fr")
    assert one.help is not None
    assert one.help.say("en")


def test_a_name_in_the_place_of_a_value_is_a_finding_outside_a_template() -> None:
    body = written_out(TEMPLATE, {})
    _, found = compiled(whole(article(body)))
    assert len([one for one in found if one.code == "S003"]) >= 15
    assert {one.code for one in found} <= {"S003", "T201", "T202", "N101"}


def test_a_faulty_body_is_reported_once_and_its_uses_are_left_alone() -> None:
    template = "modèle m() { conseil { veille : : 3 mois } }"
    _, found = compiled(whole(template, article("utilise m()\nutilise m()")))
    assert [one.code for one in found] == ["S001"]


# --- bounds -------------------------------------------------------------------------------------------------


def test_templates_that_double_are_cut_short() -> None:
    bomb = "".join(f"modèle m{n}() {{ utilise m{n + 1}()\nutilise m{n + 1}() }}\n" for n in range(15))
    last = "modèle m15() { conseil { veille : 3 mois\ncomité : 3 mois } }"
    _, found = compiled(whole(bomb, last, article("utilise m0()")))
    assert "G104" in {one.code for one in found}


def test_a_long_argument_in_many_places_is_cut_short() -> None:
    places = "\n".join("interventions { contact : t }" for _ in range(500))
    template = f"modèle m(t : texte) {{ {places} }}"
    text = article(f'utilise m(t = "{"x" * 100_000}")')
    found = [one for one in findings(template, 'contrat "C" { }', text) if one.code == "G104"]
    assert len(found) == 1


def test_a_deep_chain_is_cut_short_and_a_thousand_templates_are_no_trouble() -> None:
    chain = "".join(f"modèle m{n}() {{ utilise m{n + 1}() }}\n" for n in range(1_000))
    (one,) = findings(
        chain, "modèle m1000() { conseil { veille : 3 mois } }", 'contrat "C" { }', article("utilise m0()")
    )
    assert one.code == "G104"
    circle = "".join(f"modèle m{n}() {{ utilise m{(n + 1) % 1_000}() }}\n" for n in range(1_000))
    (one,) = findings(circle)
    assert one.code == "G102"
    assert len(one.labels) == 999


# --- the library --------------------------------------------------------------------------------------------


def test_prose_that_opens_the_body_documents_a_template(tmp_path: Path) -> None:
    prose = '  """\n  Un titre.\n\n    En retrait.\n  """\n'
    text = f"langue fr\nmodèle m(a : entier = 3) {{\n{prose}  audit {{ préavis : a jours }}\n}}\n"
    (tmp_path / "clauses.infog").write_text(text, encoding="utf-8")
    (tmp_path / "rien.infog").write_text("langue fr\n", encoding="utf-8")
    library = Library(tmp_path)
    ((name, (template,)),) = library.templates().items()
    assert (name, template.name.text) == ("clauses", "m")
    assert template.documentation is not None
    assert template.documentation.text == "Un titre.\n\n  En retrait."
    assert template.documentation.translation is None
    (parameter,) = template.parameters
    assert (parameter.name.text, parameter.type.text) == ("a", "entier")
    assert parameter.default is not None
    assert parameter.default.span.text == "3"


def test_a_template_of_an_imported_file_is_used_like_ones_own(tmp_path: Path) -> None:
    (tmp_path / "modèles.infog").write_text("langue fr\nmodèle m(d : durée) { audit { préavis : d } }\n", "utf-8")
    text = whole(article("utilise m(d = 8 jours)"))
    contract = opened(
        text.replace("importe stdlib.vocabulaire", "importe stdlib.vocabulaire\nimporte modèles"), tmp_path
    )
    assert contract.findings == ()
    assert contract.program is not None
    assert contract.program.terms["audit", "notice"].origin.article == "20"
