"""The page of the requirement packs, written from the packs: `python -m contractlang.cli.requirements_page`."""

from __future__ import annotations

from pathlib import Path

from contractlang.cli.packs import CERTAINTIES
from contractlang.core.packs import Pack, Requirement

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "requirements.md"

_HEAD = """# Requirement packs

<!-- Written by `make requirements` from `stdlib_clauses/`: edit the packs, not this page. -->

A contract names the packs it is under (`requirements`, in French `référentiels`), by their name in either language. A
pack that *concerns* a contract and of which its heading does not speak is suggested by a note, which
`sets aside : pack "reason"` (`écarte`) answers. A rule applies to contracts signed since its date and under its
condition, which is written here as in an English contract. A source *to be confirmed* makes no error. These are our
words for what the sources say; nothing here is legal advice.
"""


def page() -> str:
    """The whole page."""
    from contractlang.workspace import packs

    found = packs("en")
    rows = [_summary(pack) for pack in found]
    table = ["| pack | in French | what it is | rules |", "| --- | --- | --- | --- |", *rows]
    return "\n".join([_HEAD, *table, "", *(_section(pack) for pack in found)])


def _summary(pack: Pack) -> str:
    name = pack.name.en
    return f"| [`{name}`](#{name}) | `{pack.name.fr}` | {pack.title.en} | {len(pack.requirements)} |"


def _section(pack: Pack) -> str:
    said = [f"{pack.title.en}. {pack.title.fr}."]
    said += [f"In force since {pack.since.isoformat()}."] if pack.since else []
    said += [f"Concerns: `{pack.scope}`."] if pack.scope else ["It is never suggested."]
    head = ["| rule | when it is not met | source | when it applies |", "| --- | --- | --- | --- |"]
    return "\n".join(
        [f"## {pack.name.en}", "", " ".join(said), "", *head, *(_row(pack, one) for one in pack.requirements), ""]
    )


def _row(pack: Pack, one: Requirement) -> str:
    source = one.source.en if one.source else "usage"
    if one.certainty is not None:
        source += f" ({CERTAINTIES[one.certainty].en})"
    when = f"`{one.scope}`" if one.scope else "always"
    if one.since is not None and one.since != pack.since:
        when = f"since {one.since.isoformat()}; {when}"
    return f"| `{one.name}` | **{one.severity.label}**: {one.message.en} | {source} | {when} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
