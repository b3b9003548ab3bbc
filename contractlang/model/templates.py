"""Templates: clauses with parameters, and where they are used."""

from __future__ import annotations

from contractlang.model.clauses import Clause
from contractlang.model.nodes import Node, Phrase, Word, node


@node
class Parameter(Node):
    """What a use of a template gives: its name, its type, and what it is where the use gives nothing."""

    name: Word
    type: Word
    default: Phrase | None


@node
class Argument(Node):
    """The value of one parameter, in one use."""

    name: Word
    value: Phrase


@node
class Use(Node):
    """A template used, with its arguments."""

    template: Word
    arguments: tuple[Argument, ...]


@node
class Documentation(Node):
    """The prose that opens a template, without its common indentation, and the same in the other language."""

    text: str
    translation: str | None


@node
class Template(Node):
    """Clauses with parameters, and what they are for."""

    name: Word
    parameters: tuple[Parameter, ...]
    documentation: Documentation | None
    clauses: tuple[Clause, ...]
    uses: tuple[Use, ...]
