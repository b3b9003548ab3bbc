"""Files of tickets as canonical columns, for the batch: CSV, Parquet, XLSX, JSON; exports of service desks.

tickets = open_tickets("export.csv", contract.program, mapping="desk.toml")
for batch, rejects in tickets.batches():
    ...
print(tickets.report.accepted, tickets.report.rejected)

A batch has, for each accepted row, `line` (int64, row of the file from 1), `ticket` (string), `contract` (string, where
the file has such a column), and a column for each fact that the file or a constant gives, by its shared name: words as
dictionary<int32, string> of shared names, instants int64 epoch seconds, lengths int64 seconds, money int64 in the
smallest unit, counts and numbers int64, truth bool, text string, intervals list<struct<start, end, reason>>; null is a
missing fact. All batches of a file have one schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define

from contractlang.core.program import Program
from contractlang.diagnostics import Text
from contractlang.evaluation.sentences import fact_title
from contractlang.tickets.errors import TicketsError
from contractlang.tickets.mapping import FileOptions, TicketMapping, read_mapping, tool_mapping
from contractlang.tickets.plan import Plan, make_plan
from contractlang.tickets.reading import Life, Run
from contractlang.tickets.report import Mapped, Reject, Rejects, Report, Unmapped
from contractlang.tickets.sources import Source, open_source

_NO_TICKET = Text(
    "aucune colonne n'est le numéro de ticket : la ligne en tient lieu, et un ticket présent deux fois ne se voit pas "
    '(correspondance : `ticket = "colonne"`)',
    "no column is the ticket number: the row stands for it, and a ticket that is there twice is not seen "
    '(mapping: `ticket = "column"`)',
)


@define
class Tickets:
    """A file of tickets that is ready to be read. `report` is that of the last run of `batches`."""

    source: Source
    plan: Plan
    programs: Mapping[str | None, Program]
    life: Life
    report: Report

    def batches(self) -> Iterator[tuple[Any, Rejects]]:
        """The accepted rows of each chunk as a RecordBatch, and its rejected rows; every row of the file is in one.

        Raises TicketsError where the file cannot be read on (it was cut, or its encoding changes).
        """
        self.report = _report(self.source, self.plan, self.programs)
        run = Run(self.plan, self.programs, self.life, self.report)
        for chunk in self.source.chunks(self.plan.wanted, self.plan.few):
            yield run.chunk(chunk)

    @property
    def schema(self) -> Any:
        """The Arrow schema of the batches."""
        return Run(self.plan, self.programs, self.life, Report()).schema


def open_tickets(
    path: str | Path,
    programs: Program | Mapping[str, Program],
    mapping: TicketMapping | str | Path | None = None,
    *,
    life: tuple[int, int] | Mapping[str, tuple[int, int]] | None = None,
) -> Tickets:
    """A file of tickets, seen to be readable; raises TicketsError with all that is wrong with it or its mapping.

    `programs`: the contract, or contracts by the name that the column `contract` gives them. `mapping`: a mapping, its
    file, or the name of a tool; without it, columns are those named as facts. `life`: for the contract or for each, the
    epoch seconds from which (included) until which (excluded) tickets may be opened; others are rejected.
    """
    chosen = _mapping(mapping)
    options = chosen.file if chosen else FileOptions()
    if chosen and chosen.base and options == FileOptions():
        options = chosen.base.file
    source = open_source(path, options, chosen.tool if chosen else None)
    named: dict[str | None, Program] = {None: programs} if isinstance(programs, Program) else dict(programs.items())
    plan = make_plan(tuple(named.values()), chosen, source.columns, source.repeated)
    if isinstance(programs, Program) and plan.contract is not None and programs.reference is not None:
        named = {programs.reference: programs}
    lives: Life = {} if life is None else {None: life} if isinstance(life, tuple) else dict(life.items())
    report = _report(source, plan, named)
    Run(plan, named, lives, Report()).preview(source.chunks(plan.wanted, plan.few))
    return Tickets(source, plan, named, lives, report)


def _mapping(given: TicketMapping | str | Path | None) -> TicketMapping | None:
    from contractlang.tickets.mapping import TOOLS

    if given is None or isinstance(given, TicketMapping):
        return given
    return tool_mapping(given) if isinstance(given, str) and given in TOOLS else read_mapping(given)


def _report(source: Source, plan: Plan, programs: Mapping[str | None, Program]) -> Report:
    def title(fact: str) -> Text:
        return next(fact_title(program, fact) for program in programs.values() if fact in program.facts)

    mapped = [Mapped(column=one.column, fact=title(one.fact), declared=one.declared) for one in plan.columns]
    return Report(
        mapped=tuple(mapped),
        ticket=plan.ticket,
        contract=plan.contract,
        constants=tuple((title(name), value) for name, value in plan.constants.items()),
        ignored=plan.ignored,
        unknown=plan.unknown,
        remarks=(*source.notes, *(() if plan.ticket else (_NO_TICKET(),))),
    )


__all__ = [
    "FileOptions",
    "Mapped",
    "Reject",
    "Rejects",
    "Report",
    "TicketMapping",
    "Tickets",
    "TicketsError",
    "Unmapped",
    "open_tickets",
    "read_mapping",
    "tool_mapping",
]
