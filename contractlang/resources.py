"""Where the grammar and the shared clauses lie: in the installed package, else beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def grammar_path() -> Path:
    """The folder of the `.lark` files; raises FileNotFoundError where the installation is broken."""
    return _folder("grammar")


def stdlib_path() -> Path:
    """The folder of the shared `.infog` files; raises FileNotFoundError where the installation is broken."""
    return _folder("stdlib_clauses")


def _folder(name: str) -> Path:
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the folder `{name}` is missing: contractlang is not fully installed")
