"""The page of the clause templates, written from the templates: `python -m contractlang.cli.templates_page`."""

from __future__ import annotations

from pathlib import Path

from contractlang.compiler import Library
from contractlang.model.deciding import Norm
from contractlang.model.templates import Template

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "templates.md"

_HEAD = """# Clause templates

<!-- Written by `make templates` from `stdlib_clauses/modeles_*.infog`: edit the templates, not this page. -->

The library has each kind of clause in versions that favour one side or neither; the last word of a name says which.
`importe stdlib.modèles_vie` and `utilise durée_client(début = 2026-02-01)` put one into a contract (see
[Templates](language/documents.md#templates)); `infog new` writes a whole contract from them. A parameter with `=`
may be left out. Every template is checked in a whole contract by the tests; nothing here is legal advice.
"""

_SIDES = {"client": "the client", "prestataire": "the provider"}


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_family(name, found) for name, found in Library().templates().items())])


def _family(name: str, templates: tuple[Template, ...]) -> str:
    kinds: dict[str, list[Template]] = {}
    for template in templates:
        kinds.setdefault(_kind(template), []).append(template)
    sections = (_section(kind, found) for kind, found in kinds.items())
    return "\n".join([f"## stdlib.{name}", "", *sections])


def _kind(template: Template) -> str:
    """The first clause as the language spells it, and its shared name."""
    clause = template.clauses[0]
    if isinstance(clause, Norm):
        return f"`{clause.keyword.text}` ({template.name.text.rsplit('_', 1)[0].replace('_', ' ')})"
    return f"`{clause.keyword.text}` ({clause.name.replace('_', ' ')})"


def _section(kind: str, templates: list[Template]) -> str:
    head = ["| template | favours | parameters | what it does |", "| --- | --- | --- | --- |"]
    return "\n".join([f"### {kind}", "", *head, *(_row(template) for template in templates), ""])


def _row(template: Template) -> str:
    said = template.documentation
    texts = [text.replace("\n", " ") for text in (said.translation, said.text) if text] if said else []
    parameters = "<br>".join(f"`{' '.join(one.span.text.split())}`" for one in template.parameters) or "none"
    return f"| `{template.name.text}` | {_side(template)} | {parameters} | {'<br>'.join(texts)} |"


def _side(template: Template) -> str:
    last = template.name.text.rsplit("_", 1)[-1]
    return "neither" if last.startswith("équilibr") else _SIDES.get(last, "as the law has it")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
