"""The pipeline as a library: text in, results and findings out; nothing is printed.

    from contractlang.workspace import open_contract

    contract = open_contract("examples/reference.infog")
    for finding in contract.check():
        print(finding.message.say("fr"))
    print(contract.ask({"nature": "curative", "bien": "serveur", "cause": "panne"}).outcome)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from contractlang import compiler, syntax
from contractlang.compiler import Library, compile_file, read_source
from contractlang.core.program import Program
from contractlang.diagnostics import Diagnostic, Lang, Message, Page, Severity, Text
from contractlang.source import Source
from contractlang.syntax import parse_file

if TYPE_CHECKING:
    from contractlang.evaluation import Mismatch, Verdict

SUFFIX = ".infog"


@frozen
class Refusal(Exception):  # noqa: N818 (what is refused is a question; the contract is not at fault)
    """A question that cannot be answered: what is wrong with its facts, or with the contract."""

    messages: tuple[Message, ...]

    def say(self, lang: Lang) -> str:
        """All that is wrong, a line each."""
        return "\n".join(message.say(lang) for message in self.messages)


@frozen(kw_only=True)
class Outcome:
    """A scenario of a contract, and where the verdict is not the expected one."""

    title: str
    mismatches: tuple[Mismatch, ...]
    finding: Diagnostic | None


@frozen(kw_only=True)
class Contract:
    """A contract that was read: its program, and what reading it found."""

    source: Source
    program: Program | None
    findings: tuple[Diagnostic, ...]
    _cache: dict[str, object] = field(factory=dict, eq=False, repr=False)
