"""Amendments: what they change in a contract, and from which date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from typing import Literal as OneOf

from contractlang.model.nodes import Node, PathRef, Term, Value, Word, node
from contractlang.model.schema import DATE, TEXT, Slot


@node
class Named(Node):
    """Something of a contract, by its kind (`article`, `calendar`, `rule`, `clause` …) and its name."""

    kind: str
    name: Word


@node
class TermChange(Node):
    """A term by its path, and its new value; without one where it is removed."""

    path: PathRef
    value: Value | None


@node
class Change(Node):
    """One change; `subject` is the new text, or what is removed; `article` is the number of the article it is in."""

    verb: OneOf["replace", "add", "remove"]
    subject: Node
    article: Word | None


@node
class Amendment(Node):
    """An amendment: its number, its title, what it modifies and when, and its changes."""

    name: ClassVar[str] = "amendment"
    slots: ClassVar[Mapping[str, Slot]] = {"amends": TEXT, "signature": DATE, "effect": DATE}

    number: Word
    title: str
    terms: tuple[Term, ...]
    changes: tuple[Change, ...]
