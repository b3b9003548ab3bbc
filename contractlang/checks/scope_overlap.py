"""An asset type is both included and excluded."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Program, ScopeItem
from contractlang.core.wording import asset_words
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session

PAGE = Page(
    code="P601",
    name="scope-overlap",
    severity=Severity.ERROR,
    title=Text("matériel inclus et exclu", "asset included and excluded"),
    finds=Text(
        "un type de matériel qu'une clause du périmètre inclut et qu'une autre exclut",
        "an asset type that one clause of the scope includes and another excludes",
    ),
    harm=Text(
        "le client croit ce matériel couvert par la redevance, le prestataire refusera d'y intervenir",
        "the client believes that the fee covers this asset, the provider will refuse to work on it",
    ),
    example="""…
article 2 "Périmètre" {
  périmètre {
    inclus postes     : 120 ordinateur, équipement_d_impression
    inclus serveurs   : 8 serveur
    exclus impression : équipement_d_impression
  }
}
""",
    mended="""…
article 2 "Périmètre" {
  périmètre {
    inclus postes     : 120 ordinateur
    inclus serveurs   : 8 serveur
    exclus impression : équipement_d_impression
  }
}
""",
)

_MESSAGE = Text("`{asset}` est à la fois inclus et exclu", "`{asset}` is both included and excluded")
_INCLUDED = Text("inclus ici", "included here")
_EXCLUDED = Text("exclu ici", "excluded here")
_INCLUDED_IN = Text("inclus à l'article {article}", "included in article {article}")
_EXCLUDED_IN = Text("exclu à l'article {article}", "excluded in article {article}")
_HELP = Text("ôter `{asset}` de l'une des deux listes", "take `{asset}` off one of the two lists")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (all checks take a session)
    """Every asset type on both lists, by name."""
    included = {item.asset for item in program.scope if item.included}
    excluded = {item.asset for item in program.scope if not item.included}
    for asset in sorted(included & excluded):
        items = [item for item in program.scope if item.asset == asset]
        last = next(item for item in reversed(items) if not item.included)
        words = asset_words(program, asset)
        yield PAGE.finding(
            last.origin.span,
            _MESSAGE(asset=words),
            labels=tuple(_label(item) for item in items),
            help=_HELP(asset=words),
        )


def _label(item: ScopeItem) -> Label:
    article = item.origin.article
    if article is None:
        return Label(span=item.origin.span, message=(_INCLUDED if item.included else _EXCLUDED)())
    return Label(span=item.origin.span, message=(_INCLUDED_IN if item.included else _EXCLUDED_IN)(article=article))
