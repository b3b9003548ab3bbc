"""The text of a new contract: its heading, its parties, its calendars, and the clauses of the templates written out.

Lawyers sign text, not uses of templates: each clause stands as the template gives it, below a comment that names the
template, and may be changed without one thinking of the library. The text is French, whatever the language asked for,
save what no translation touches: titles, prose, quoted texts, chosen names. Translating is the formatter's affair.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal

from contractlang.compiler import Library, written_out
from contractlang.core.demands import concerned
from contractlang.core.program import Program
from contractlang.diagnostics import Text
from contractlang.drafting.answers import Draft
from contractlang.drafting.plan import ARTICLES, WORDS, Part, Planned
from contractlang.model.templates import Template

# In every contract under French law
ALWAYS = ("essentiel", "code_civil")

_HEAD = Text(
    "# Écrit par `infog new` : clauses {side} de la bibliothèque, à relire par un juriste avant toute signature.",
    "# Written by `infog new`: {side} clauses of the library, to be read by a lawyer before anything is signed.",
)
_SIDES = {
    "balanced": Text("équilibrées", "balanced"),
    "client": Text("favorables au client", "client-friendly"),
    "provider": Text("favorables au prestataire", "provider-friendly"),
}
_FROM = Text("# modèle : {name}", "# template: {name}")
_ENDINGS = {"balanced": "équilibr", "client": "client", "provider": "prestataire"}
_PROVIDER = Text("Prestataire", "Provider")
_HOURS = Text("HO", "BH")
_TITLES = {
    "office": Text("Heures ouvrées", "Business hours"),
    "extended": Text("Heures étendues", "Extended hours"),
    "always": Text("24 h/24, 7 j/7", "Round the clock"),
}
_OPENINGS = {
    "office": "lundi à vendredi : 08:30-12:30, 13:30-18:00\n  sauf fériés : FR",
    "extended": "lundi à samedi : 07:00-20:00\n  sauf fériés : FR",
    "always": "lundi à dimanche : 00:00-24:00",
}
_SUBJECTS = {"health": "patients", "public": "usagers", "education": "usagers"}

# The notice of non-renewal of the templates, at most, in months: it must be shorter than the term
_LONGEST_NOTICE = 6
# French Public Procurement Code, articles R2192-10 and R2192-11: days within which a public buyer pays at the latest
_PUBLIC_DAYS = {"health_establishment": "50", "public_undertaking": "60"}
WIDTH = 118


def compose(draft: Draft, library: Library, *, packs: Sequence[str] = (), scenarios: Sequence[str] = ()) -> str:
    """The whole text, not yet in its layout; `packs` and `scenarios` are added to what the answers give."""
    templates = {one.name.text: one for found in library.templates().values() for one in found}
    articles = [text for planned in ARTICLES if (text := _article(planned, draft, templates))]
    return "\n\n".join(
        [
            f"langue fr\n\n{_HEAD(side=_SIDES[draft.side]).say(draft.lang)}\n\nimporte stdlib.vocabulaire",
            _heading(draft, library, (*ALWAYS, *packs)),
            _parties(draft, library),
            *_calendars(draft),
            *(f"article {number} {article}" for number, article in enumerate(articles, 1)),
            *scenarios,
            "",
        ]
    )


def implied_packs(program: Program) -> tuple[str, ...]:
    """The packs that a contract comes under and does not name."""
    return tuple(sorted(pack.name.fr for pack in program.unnamed if concerned(pack, program)))


# --- before the articles ------------------------------------------------------------------------------------


def _heading(draft: Draft, library: Library, packs: Sequence[str]) -> str:
    trades = ", ".join(_french(library, "trade", word) for word in draft.trade)
    total = _euros(draft.fee * draft.months)
    return (
        f'contrat "{draft.title}" {{\n  métiers : {trades}\n  référentiels : {", ".join(packs)}\n'
        f"  montant : {total}\n}}"
    )


def _parties(draft: Draft, library: Library) -> str:
    client = f"  secteur : {_french(library, 'sector', draft.sector)}\n"
    if draft.public_buyer is not None:
        client += f"  acheteur : {_french(library, 'public_buyer', draft.public_buyer)}\n"
    insured = f"  assurance : {_euros(draft.insurance)} par sinistre\n"
    return (
        f'client Client "{draft.client}" {{\n{client}}}\n\n'
        f'prestataire {_PROVIDER.say(draft.lang)} "{draft.provider}" {{\n{insured}}}'
    )


def _calendars(draft: Draft) -> list[str]:
    windows = {_hours(draft): draft.window, "H24": "always"}
    return [
        f'calendrier {name} "{_TITLES[window].say(draft.lang)}" {{\n'
        f'  fuseau : "Europe/Paris"\n  {_OPENINGS[window]}\n}}'
        for name, window in windows.items()
    ]


def _hours(draft: Draft) -> str:
    return "H24" if draft.window == "always" else _HOURS.say(draft.lang)


def _french(library: Library, vocabulary: str, word: str) -> str:
    return next(text.fr for text in library.vocabularies()[vocabulary] if text.en == word)


def _euros(amount: Decimal) -> str:
    shown = f"{amount.quantize(Decimal('0.01')):f}".removesuffix(".00")
    return f"{shown.replace('.', ',')} €"


# --- the articles -------------------------------------------------------------------------------------------


def _article(planned: Planned, draft: Draft, templates: Mapping[str, Template]) -> str:
    """An article behind its number; empty where none of its clauses is wanted."""
    parts = [_clause(part, draft, templates) for part in planned.parts if part.wanted(draft)]
    if not parts:
        return ""
    prose = textwrap.fill(
        planned.prose.say(draft.lang), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )
    clauses = "\n".join(parts)
    return f'"{planned.title.say(draft.lang)}" {{\n  """\n{prose}\n  """\n{clauses}\n}}'


def _clause(part: Part, draft: Draft, templates: Mapping[str, Template]) -> str:
    start = f"{part.template}_{part.only or _ENDINGS[draft.side]}"
    template = next(templates[name] for name in sorted(templates) if name.startswith(start))
    text = written_out(template, _arguments(draft))
    if draft.lang == "en":
        for word in WORDS:
            text = re.sub(rf"{re.escape(word.fr)}(?!\w)", word.en, text)
    return f"  {_FROM(name=template.name.text).say(draft.lang)}\n  {text}"


def _arguments(draft: Draft) -> dict[str, str]:
    """What the answers say of the parameters of templates, by their names, which mean the same in all of them."""
    given = {
        "début": draft.start.isoformat(),
        "période": f"{draft.months} mois",
        "horaires": _hours(draft),
        "secours": "H24",
        "somme": _euros(draft.fee),
        "concernés": _SUBJECTS.get(draft.sector, "salariés"),
        "catégorie": "santé" if draft.sector == "health" else "connexion",
        "jours_de_paiement": _PUBLIC_DAYS.get(draft.public_buyer or "", "30"),
    }
    if draft.months <= _LONGEST_NOTICE:
        given["dénonciation"] = "1 mois" if draft.months > 1 else "15 jours"
    if draft.sector == "finance":
        given |= {"contrôle": "oui", "formés": "oui"}
    if draft.health_certificate is not None:
        given["report"] = "reportées"
    texts = {
        "ville": draft.hosting_place,
        "certification": draft.health_certificate,
        "correspondant": draft.health_referent,
    }
    given |= {name: f'"{text}"' for name, text in texts.items() if text is not None}
    if draft.health_validity is not None:
        given["fin"] = draft.health_validity.isoformat()
    return given
