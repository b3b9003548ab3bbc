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
class Template(Node):
    """Clauses with parameters; `documentation` is the prose that opens the body, without its common indentation."""

    name: Word
    parameters: tuple[Parameter, ...]
    documentation: str | None
    clauses: tuple[Clause, ...]
    uses: tuple[Use, ...]
