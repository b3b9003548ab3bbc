"""A requirement pack that the contract's own terms bring into play, and that it neither names nor sets aside."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.demands import compared, concerned, given
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Label, Page, Quoted, Severity, Text
from contractlang.solver import Session

_EXAMPLE = """…
contrat "Infogérance d'une banque" {
  signature    : 2026-01-15
  référentiels : essentiel
  écarte       : code_de_commerce "vérifié par l'avocat"ASIDE
}

client Banque "Banque Exemple SA" {
  statut : entité_financière
}
"""

PAGE = Page(
    code="L702",
    name="pack-suggested",
    severity=Severity.NOTE,
    title=Text("référentiel que le contrat ne nomme pas", "requirement pack that the contract does not name"),
    finds=Text(
        "un référentiel en vigueur à la signature, que les parties, les métiers ou les clauses du contrat mettent en"
        " jeu, et que son en-tête ne nomme ni n'écarte",
        "a requirement pack in force at signature, which the parties, the trades or the clauses of the contract bring"
        " into play, and which its heading neither names nor sets aside",
    ),
    harm=Text(
        "ce que ce texte exige n'est pas vérifié, et l'absence de constatation ne veut rien dire",
        "what this text demands is not checked, and that nothing was found means nothing",
    ),
    example=_EXAMPLE.replace("ASIDE", ""),
    mended=_EXAMPLE.replace("ASIDE", ', dora "client exempté par l\'article 2(3)"'),
)

_SUGGESTED = Text(
    "ce contrat relève du référentiel `{pack}` ({title}) et ne le nomme pas",
    "this contract comes under the requirement pack `{pack}` ({title}) and does not name it",
)
_NAME_IT = Text(
    'ajouter `{pack}` à `{REQUIREMENTS}`, ou écrire `{SET_ASIDE} : {pack} "{reason}"`',
    'add `{pack}` to `{REQUIREMENTS}`, or write `{SET_ASIDE} : {pack} "{reason}"`',
)
_REASON = Quoted("raison", "reason")
_GIVEN_HERE = Text("`{term}` est donné ici", "`{term}` is given here")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every pack that is for this contract and of which it does not speak; a contract that names none asks for none."""
    if not given(("contract", "requirements"), program):
        return
    for pack in program.unnamed:
        if pack.concerns is None or not concerned(pack, program):
            continue
        terms = [program.terms[path] for path in compared(pack.concerns, program)]
        name = Quoted(pack.name.fr, pack.name.en)
        yield PAGE.finding(
            program.origin.span,
            _SUGGESTED(pack=name, title=pack.title),
            labels=tuple(Label(span=term.origin.span, message=_GIVEN_HERE(term=term.title)) for term in terms),
            help=_NAME_IT(pack=name, reason=_REASON),
        )
