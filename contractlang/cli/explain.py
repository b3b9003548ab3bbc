"""`infog explain`: what a finding means."""

from __future__ import annotations

import textwrap

import click

from contractlang.cli.output import as_lang, language_option, refuse
from contractlang.diagnostics import Lang, Page, Severity, Text

WIDTH = 100

_UNKNOWN = Text(
    "aucune constatation ne s'appelle `{code}` ; il y a : {known}", "no finding is called `{code}`; there are: {known}"
)
_SEVERITY = {
    Severity.ERROR: Text("erreur : ne doit pas être signé", "error: must not be signed"),
    Severity.WARNING: Text("avertissement : lèse quelqu'un", "warning: harms somebody"),
    Severity.NOTE: Text("note", "note"),
}
_FINDS = Text("Ce qui est trouvé", "What it finds")
_HARM = Text("Pourquoi cela nuit", "Why it harms")
_EXAMPLE = Text("Exemple", "Example")
_MENDED = Text("Corrigé", "Mended")
_SOURCE = Text("Source", "Source")


@click.command()
@click.argument("code")
@language_option
def explain(code: str, lang: str) -> None:
    """Explain a finding by its CODE (R501) or its name (rule-conflict)."""
    from contractlang.workspace import page_of, pages

    language = as_lang(lang)
    page = page_of(code)
    if page is None:
        refuse([_UNKNOWN(code=code, known=", ".join(pages()))], language)
        return
    click.echo(page_text(page, language))


def page_text(page: Page, lang: Lang) -> str:
    """A page as text."""
    parts = [
        f"{page.code} {page.name}\n{_sentence(page.title.say(lang))}\n{_sentence(_SEVERITY[page.severity].say(lang))}",
        f"{_FINDS.say(lang)}\n{_paragraph(page.finds.say(lang))}",
        f"{_HARM.say(lang)}\n{_paragraph(page.harm.say(lang))}",
    ]
    if page.example:
        parts.append(f"{_EXAMPLE.say(lang)}\n{_indented(page.example)}")
        parts.append(f"{_MENDED.say(lang)}\n{_indented(page.mended)}")
    if page.source:
        parts.append(f"{_SOURCE.say(lang)}\n{_paragraph(page.source.say(lang))}")
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _paragraph(text: str) -> str:
    return textwrap.fill(_sentence(text), WIDTH, initial_indent="  ", subsequent_indent="  ")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())
