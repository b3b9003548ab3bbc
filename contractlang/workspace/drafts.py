"""A whole contract from a few answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from contractlang.compiler import Library
from contractlang.source import Source
from contractlang.workspace.contracts import RefusedError, read_contract
from contractlang.workspace.texts import format_source

if TYPE_CHECKING:
    from contractlang.drafting import Ask


def new_contract(answers: Mapping[str, str], *, defaults: bool = False, ask: Ask | None = None) -> str:
    """The text of a whole contract, in its layout and its language, from answers by the name of their question.

    `defaults`: the default answers stand in for those that are not given. `ask` gets the others; without it, raises
    RefusedError with all that is missing or wrong.
    """
    from contractlang import drafting

    library = Library()
    try:
        draft = drafting.gather(drafting.questions(library.vocabularies()), answers, defaults=defaults, ask=ask)
    except drafting.MissingError as error:
        raise RefusedError(error.messages) from error
    contract = read_contract(drafting.compose(draft, library), library=library)
    program = contract.readable()
    scenarios = [
        drafting.scenario(case, contract.ask(case.facts), draft)  # what the contract itself says
        for case in drafting.cases(draft)
    ]
    packs = drafting.implied_packs(program)
    text = drafting.compose(draft, library, packs=packs, scenarios=scenarios)
    written = format_source(Source("<new>", text), draft.lang, library=library).text
    assert written is not None
    return written
