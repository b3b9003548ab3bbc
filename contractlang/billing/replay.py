"""The same tickets under two texts: what a year would have cost under a draft, rule by rule and ticket by ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from contractlang.billing.contracts import Billable
from contractlang.billing.engine import Part, decide_part, engine_of, stored
from contractlang.billing.inputs import Inputs
from contractlang.billing.parts import Divider, parts, read_part
from contractlang.billing.report import Reject
from contractlang.billing.rows import Reasons
from contractlang.billing.run import Progress, nothing_to_see
from contractlang.billing.summary import unit_of
from contractlang.billing.tally import cents
from contractlang.calendars import to_datetime
from contractlang.core.cases import MILESTONES, OPENED, Case
from contractlang.core.life import contract_zone
from contractlang.core.program import Program
from contractlang.diagnostics import Lang, Message, Text
from contractlang.records import define, evolve, field, frozen
from contractlang.workspace import RefusedError

if TYPE_CHECKING:
    import pyarrow as pa

TOP = 10
# Columns of tickets that are no facts
_BESIDE = frozenset({"ticket", "contract"})

_CURRENCIES = Text(
    "les deux textes ne facturent pas dans la même monnaie ({first}, {second}) : rien à comparer",
    "the two texts don't charge in one currency ({first}, {second}): nothing to compare",
)


@frozen(kw_only=True)
class Lateness:
    """How late a milestone was reached, in seconds, and what that costs, in cents."""

    met: bool | None
    late_seconds: int
    penalty: int


@frozen(kw_only=True)
class Side:
    """What one text says of a ticket; amounts in cents, excluding tax. `amount` None: not known, or none."""

    outcome: str
    rule: str | None
    amount: int | None
    charged: int | None
    unit: str | None
    consumed: int | None
    lateness: Mapping[str, Lateness]

    @property
    def penalties(self) -> int:
        """What lateness costs in all."""
        return sum(one.penalty for one in self.lateness.values())

    @property
    def balance(self) -> int:
        """What the client pays for the ticket, less penalties."""
        return (self.amount or 0) - self.penalties

    @property
    def effect(self) -> object:
        """All that makes a difference to the parties: not the name of the rule, nor what was used before."""
        return evolve(self, rule=None, consumed=None)


@frozen(kw_only=True)
class Why:
    """The title of the rule that won, and the sentence that says why it did."""

    title: Text
    sentence: Message


@frozen(kw_only=True)
class Pair:
    """One ticket under both texts; `whys`: why each decides as it does."""

    line: int
    ticket: str
    before: Side
    after: Side
    whys: tuple[Why | None, Why | None] = (None, None)

    @property
    def difference(self) -> int:
        """What the client pays more, in cents."""
        return self.after.balance - self.before.balance


@define(kw_only=True)
class Both:
    """Sums of one rule or milestone under both texts: tickets, seconds, cents."""

    tickets: list[int] = field(factory=lambda: [0, 0])
    seconds: list[int] = field(factory=lambda: [0, 0])
    cents: list[int] = field(factory=lambda: [0, 0])


@frozen(kw_only=True)
class OneSided:
    """Tickets that only one text decides: how many, what they come to there, and why the other rejects them."""

    count: int
    balance: int
    reasons: tuple[Reject, ...]


@frozen(kw_only=True)
class Replay:
    """Two texts compared on the tickets that both decide.

    `only`: what is decided under the first, or the second, alone. `rejected` counts rows that neither decides. `pairs`
    are the tickets whose verdicts differ.
    """

    names: tuple[str, str]
    read: int
    compared: int
    differing: int
    currency: str | None
    rules: Mapping[str, Both]
    milestones: Mapping[str, Both]
    net: tuple[int, int]
    penalties: tuple[int, int]
    top: tuple[Pair, ...]
    only: tuple[OneSided, OneSided]
    rejected: int
    rejected_reasons: tuple[Reject, ...]
    pairs: tuple[Pair, ...]

    @property
    def same(self) -> bool:
        """Whether both texts have the same effect on these tickets."""
        return not self.differing and not self.only[0].count and not self.only[1].count

    @property
    def difference(self) -> int:
        """What the client pays more under the second text, in cents, excluding tax."""
        return (self.net[1] - self.penalties[1]) - (self.net[0] - self.penalties[0])


@define(eq=False)
class _Decided:
    """What one text says of all tickets."""

    contract: Billable
    sides: dict[int, Side] = field(factory=dict)
    tickets: dict[int, str] = field(factory=dict)
    rejected: set[int] = field(factory=set)
    rejects: list[pa.RecordBatch] = field(factory=list)
    read: int = 0


def replay(
    first: Billable,
    second: Billable,
    inputs: Callable[[Billable], Inputs],
    lang: Lang,
    progress: Progress = nothing_to_see,
) -> Replay:
    """Decide all tickets under both texts and compare; raises RefusedError."""
    currencies = [one.billing.currency for one in (first, second)]
    if None not in currencies and currencies[0] != currencies[1]:
        raise RefusedError([_CURRENCIES(first=currencies[0], second=currencies[1])])
    readers = [inputs(one) for one in (first, second)]
    for one in readers:
        one.check()
    with TemporaryDirectory(prefix="infog-") as folder:
        works = [Path(folder) / name for name in ("a", "b")]
        sides = [
            _decide(contract, reader, work, progress)
            for contract, reader, work in zip((first, second), readers, works, strict=True)
        ]
        found = _compare(sides[0], sides[1], currencies[0] or currencies[1], lang)
        return evolve(found, top=tuple(_explained(found.top, (first, second), works)))


def _decide(contract: Billable, inputs: Inputs, work: Path, progress: Progress) -> _Decided:
    """All verdicts of one text, in memory."""
    (work / "tickets").mkdir(parents=True)
    divider = Divider([contract.billing], work / "tickets")
    found = _Decided(contract)
    for chunk in inputs.chunks():
        divider.add(chunk.tickets)
        _rejects(found, chunk.rejects)
        found.read = chunk.done
        progress("read", chunk.done, 0)
    engine = engine_of([contract])
    wanted = parts(divider.counts, [contract.billing])
    units = _Units(contract)
    for done, (name, months) in enumerate(wanted.items(), start=1):
        decide_part(engine, Part(name=name, months=tuple(months)), work)
        for batch in stored(work / "done" / name, "verdicts"):
            _verdicts(found, batch, units)
        for batch in stored(work / "done" / name, "rejects"):
            _rejects(found, batch)
        progress("decide", done, len(wanted))
    return found


class _Units(dict[str | None, str | None]):
    """What each rule charges for, looked up once."""

    def __init__(self, contract: Billable) -> None:
        super().__init__()
        self.contract = contract

    def __missing__(self, rule: str | None) -> str | None:
        self[rule] = unit_of(self.contract.billing, rule)
        return self[rule]


def _verdicts(found: _Decided, batch: pa.RecordBatch, units: Mapping[str | None, str | None]) -> None:
    columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    for place, line in enumerate(columns["line"]):
        at = {name: column[place] for name, column in columns.items()}
        found.tickets[line] = at["ticket"] or str(line)
        found.sides[line] = Side(
            outcome=at["outcome"],
            rule=at["rule"],
            amount=None if at["amount_excl"] is None else cents(at["amount_excl"]),
            charged=at["charged"],
            unit=units[at["rule"]] if at["outcome"] == "billed" else None,
            consumed=at["consumed"],
            lateness={
                name: Lateness(
                    met=at[f"{name}_met"],
                    late_seconds=at[f"{name}_late_seconds"] or 0,
                    penalty=cents(at[f"{name}_penalty_due"]),
                )
                for name in MILESTONES
            },
        )


def _rejects(found: _Decided, batch: pa.RecordBatch) -> None:
    if batch.num_rows:
        found.rejects.append(batch)
        found.rejected.update(batch.column("line").to_pylist())


# --- comparing ----------------------------------------------------------------------------------------------


def _compare(first: _Decided, second: _Decided, currency: str | None, lang: Lang) -> Replay:
    both = sorted(first.sides.keys() & second.sides.keys())
    pairs = [
        Pair(line=line, ticket=first.tickets[line], before=first.sides[line], after=second.sides[line]) for line in both
    ]
    differing = [pair for pair in pairs if pair.before.effect != pair.after.effect]
    rules: dict[str, Both] = {}
    milestones: dict[str, Both] = {}
    for pair in pairs:
        for place, side in enumerate((pair.before, pair.after)):
            _count_rule(rules.setdefault(side.rule or "", Both()), side, place)
            for name, late in side.lateness.items():
                _count_late(milestones.setdefault(name, Both()), late, place)
    sides = [[pair.before for pair in pairs], [pair.after for pair in pairs]]
    ranked = sorted(differing, key=lambda pair: (-abs(pair.difference), pair.line))
    neither = first.rejected & second.rejected
    return Replay(
        names=(str(first.contract.path), str(second.contract.path)),
        read=first.read,
        compared=len(pairs),
        differing=len(differing),
        currency=currency,
        rules=dict(sorted(rules.items())),
        milestones={name: milestones[name] for name in MILESTONES if name in milestones},
        net=(sum(side.amount or 0 for side in sides[0]), sum(side.amount or 0 for side in sides[1])),
        penalties=(sum(side.penalties for side in sides[0]), sum(side.penalties for side in sides[1])),
        top=tuple(ranked[:TOP]),
        only=(_only(first, second, lang), _only(second, first, lang)),
        rejected=len(neither),
        rejected_reasons=_reasons(first, neither, lang),
        pairs=tuple(differing),
    )


def _count_rule(sums: Both, side: Side, place: int) -> None:
    sums.tickets[place] += 1
    sums.seconds[place] += side.charged or 0 if side.unit == "s" else 0
    sums.cents[place] += side.amount or 0


def _count_late(sums: Both, late: Lateness, place: int) -> None:
    sums.tickets[place] += late.met is False
    sums.seconds[place] += late.late_seconds
    sums.cents[place] += late.penalty


def _only(one: _Decided, other: _Decided, lang: Lang) -> OneSided:
    """The tickets that one text decides and the other does not."""
    lines = one.sides.keys() - other.sides.keys()
    balance = sum(one.sides[line].balance for line in lines)
    return OneSided(count=len(lines), balance=balance, reasons=_reasons(other, lines, lang))


def _reasons(found: _Decided, lines: Set[int], lang: Lang) -> tuple[Reject, ...]:
    """Why some rows are rejected."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted, counted = pa.array(sorted(lines), pa.int64()), Reasons()
    for batch in found.rejects:
        counted.add(batch.filter(pc.is_in(batch.column("line"), wanted)), lang)
    return tuple(counted.top(TOP))


# --- why ----------------------------------------------------------------------------------------------------


def _explained(pairs: Iterable[Pair], contracts: tuple[Billable, Billable], works: list[Path]) -> Iterator[Pair]:
    """The pairs with what the single evaluator says of why each text decides as it does."""
    known = list(pairs)
    lines = {pair.line for pair in known}
    cases = [_cases(work, lines) for work in works]
    for pair in known:
        sides = ((contracts[0], cases[0], pair.before), (contracts[1], cases[1], pair.after))
        whys = [_why(contract, found[pair.line], side) for contract, found, side in sides]
        yield evolve(pair, whys=(whys[0], whys[1]))


def _cases(work: Path, lines: Set[int]) -> dict[int, Case]:
    """The facts of some tickets, as they were read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[int, Case] = {}
    wanted = pa.array(sorted(lines), pa.int64())
    for path in sorted((work / "tickets").glob("*.arrow")):
        for batch in read_part(work / "tickets", [path.stem]):
            for row in batch.filter(pc.is_in(batch.column("line"), wanted)).to_pylist():
                facts = {name: value for name, value in row.items() if value is not None}
                found[facts.pop("line")] = {name: _core(value) for name, value in facts.items() if name not in _BESIDE}
    return found


def _core(value: Any) -> Any:
    """A value of a column as a case holds it."""
    return tuple(tuple(one.values()) for one in value) if isinstance(value, list) else value


def _why(contract: Billable, case: Case, side: Side) -> Why | None:
    """Why the rule of a ticket won, by the text in force at its opening."""
    from contractlang.evaluation import verdict
    from contractlang.evaluation.trace import sentence

    program = _in_force(contract, case)
    used = {one.consumed: side.consumed for one in program.allowances if side.consumed is not None}
    full = {**{name: used_up for name, used_up in used.items() if name not in case}, **case}
    found = verdict(program, full)
    step = next((one for one in found.because if one.state in ("won", "same") and one.rule is found.rule), None)
    if found.rule is None or step is None:
        return None
    return Why(title=found.rule.title, sentence=sentence(step, program, full))


def _in_force(contract: Billable, case: Case) -> Program:
    compiled, signed = contract.contract.compiled, contract.billing.programs[0]
    assert compiled is not None
    day = to_datetime(int(case[OPENED]), contract_zone(signed)).date()
    return compiled.at(day).program or signed
