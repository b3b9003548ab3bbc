"""`infog packs`: which requirement packs there are, and what each demands."""

from __future__ import annotations

import json
import textwrap

import click

from contractlang.cli.output import as_lang, language_option, refuse
from contractlang.core.packs import Certainty, Pack, Requirement
from contractlang.diagnostics import Lang, Severity, Text

WIDTH = 100

_UNKNOWN = Text(
    "aucun référentiel ne s'appelle `{name}` ; il y a : {known}",
    "no requirement pack is called `{name}`; there are: {known}",
)
SEVERITIES = {
    Severity.ERROR: Text("erreur", "error"),
    Severity.WARNING: Text("avertissement", "warning"),
    Severity.NOTE: Text("note", "note"),
}
CERTAINTIES = {
    Certainty.READ: Text("source lue", "source read"),
    Certainty.QUOTED: Text("source citée", "source quoted"),
    Certainty.TO_CONFIRM: Text("source à confirmer", "source to be confirmed"),
}
_SOURCE = Text("source", "source")
_SINCE = Text("depuis", "since")
_WHEN = Text("quand", "when")
_CONCERNS = Text("concerne", "concerns")
_RULES = Text("règles", "rules")
_ONE_RULE = Text("règle", "rule")


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@language_option
def packs(name: str | None, as_json: bool, lang: str) -> None:
    """List the requirement packs, or the rules of the pack NAME: source, certainty, date of effect, condition."""
    from contractlang.workspace import pack_of
    from contractlang.workspace import packs as every

    language = as_lang(lang)
    if name is None:
        found = every(language)
        click.echo(_json([_summary(pack, language) for pack in found]) if as_json else _list(found, language))
        return
    pack = pack_of(name, language)
    if pack is None:
        refuse([_UNKNOWN(name=name, known=", ".join(one.name.say(language) for one in every(language)))], language)
        return
    click.echo(_json(_whole(pack, language)) if as_json else pack_text(pack, language))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _list(found: tuple[Pack, ...], lang: Lang) -> str:
    width = max(len(pack.name.say(lang)) for pack in found)
    lines = []
    for pack in found:
        number = len(pack.requirements)
        word = (_ONE_RULE if number == 1 else _RULES).say(lang)
        day = pack.since.isoformat() if pack.since else " " * 10
        lines.append(f"{pack.name.say(lang):<{width}}  {number:>2} {word}  {day}  {pack.title.say(lang)}")
    return "\n".join(lines)


def pack_text(pack: Pack, lang: Lang) -> str:
    """A pack with its rules, as text."""
    head = [_labelled(pack.name, pack.title.say(lang), lang)]
    head += [f"{_SINCE.say(lang)} {pack.since.isoformat()}"] if pack.since else []
    head += [_labelled(_CONCERNS, pack.scope, lang)] if pack.scope else []
    return "\n".join(head) + "".join(f"\n\n{_rule_text(one, lang)}" for one in pack.requirements)


def _rule_text(one: Requirement, lang: Lang) -> str:
    facts = [SEVERITIES[one.severity].say(lang)]
    facts += [CERTAINTIES[one.certainty].say(lang)] if one.certainty else []
    facts += [f"{_SINCE.say(lang)} {one.since.isoformat()}"] if one.since else []
    lines = [f"{one.name}: {one.title.en}" if lang == "en" else f"{one.name} : {one.title.fr}"]
    lines.append(f"  {', '.join(facts)}")
    lines += [f"  {_labelled(_SOURCE, one.source.say(lang), lang)}"] if one.source else []
    lines += [f"  {_labelled(_WHEN, one.scope, lang)}"] if one.scope else []
    lines.append(textwrap.fill(one.message.say(lang), WIDTH, initial_indent="  ", subsequent_indent="  "))
    return "\n".join(lines)


def _labelled(label: Text, value: str, lang: Lang) -> str:
    return f"{label.say(lang)} : {value}" if lang == "fr" else f"{label.say(lang)}: {value}"


def _summary(pack: Pack, lang: Lang) -> dict[str, object]:
    return {
        "name": pack.name.say(lang),
        "title": pack.title.say(lang),
        "count": len(pack.requirements),
        "since": pack.since.isoformat() if pack.since else None,
        "concerns": pack.scope,
    }


def _whole(pack: Pack, lang: Lang) -> dict[str, object]:
    return {**_summary(pack, lang), "rules": [_rule(one, lang) for one in pack.requirements]}


def _rule(one: Requirement, lang: Lang) -> dict[str, object]:
    return {
        "name": one.name,
        "title": one.title.say(lang),
        "severity": one.severity.label,
        "certainty": one.certainty.value if one.certainty else None,
        "source": one.source.say(lang) if one.source else None,
        "since": one.since.isoformat() if one.since else None,
        "when": one.scope,
        "message": one.message.say(lang),
        "remedy": one.remedy.say(lang) if one.remedy else None,
    }
