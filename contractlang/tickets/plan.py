"""Which column of a file becomes which fact: its names, its mapping, and what is refused before any ticket is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contractlang.core.program import Program
from contractlang.core.schema import FactType, Kind
from contractlang.diagnostics import Message, Text
from contractlang.evaluation.facts import fact_name, read_case
from contractlang.records import evolve, field, frozen
from contractlang.syntax.given import fact_of
from contractlang.tickets.dates import ISO, Form, form
from contractlang.tickets.errors import WITH_HELP, TicketsError
from contractlang.tickets.mapping import RejectRule, TicketMapping
from contractlang.words import fold, nearest

TICKET, CONTRACT, LINE = "ticket", "contract", "line"
_NONE = TicketMapping(name="")
_TICKET_NAMES, _CONTRACT_NAMES = ("ticket",), ("contract", "contrat")

_NO_FACT = Text("`{file}`, `{where}` : aucun fait ne s'appelle ainsi", "`{file}`, `{where}`: no fact has that name")
_NEAR_FACT = Text(
    "`{file}`, `{where}` : aucun fait ne s'appelle ainsi ; sans doute `{near}`",
    "`{file}`, `{where}`: no fact has that name; probably `{near}`",
)
_NO_COLUMN = Text(
    "`{file}`, `{where}` : le fichier n'a pas de colonne `{column}` ; il a {known}",
    "`{file}`, `{where}`: the file has no column `{column}`; it has {known}",
)
_NEAR_COLUMN = Text(
    "`{file}`, `{where}` : le fichier n'a pas de colonne `{column}` ; sans doute `{near}`",
    "`{file}`, `{where}`: the file has no column `{column}`; probably `{near}`",
)
_NO_COLUMN_SAID = Text(
    '`{file}`, `{where}` : dire de quelle colonne il vient, `column = "…"`',
    '`{file}`, `{where}`: say from which column it comes, `column = "…"`',
)
_BOTH = Text(
    "`{file}` : `{fact}` est à la fois une constante et une colonne ; retirer l'une des deux",
    "`{file}`: `{fact}` is both a constant and a column; take one of them out",
)
_TWO_COLUMNS = Text(
    "les colonnes {columns} sont toutes le fait `{fact}` ; dire laquelle dans la correspondance : "
    '`[facts]` `{fact} = "{first}"`',
    'columns {columns} are all the fact `{fact}`; say which in the mapping: `[facts]` `{fact} = "{first}"`',
)
_REPEATED = Text(
    "la colonne `{column}` figure plusieurs fois dans le fichier ; n'en garder qu'une",
    "column `{column}` is in the file more than once; keep one of them",
)
_BAD_VALUE = Text("`{file}`, `{where}` : {problem}", "`{file}`, `{where}`: {problem}")
_UNIT = Text(
    "`{file}`, `{where}` : l'unité `{unit}` ne va pas avec ce fait ; {expected}",
    "`{file}`, `{where}`: unit `{unit}` does not go with this fact; {expected}",
)
_NO_UNIT = Text("aucune unité n'est possible", "no unit is possible")
_UNITS_OF = Text("les unités possibles sont {known}", "the units are {known}")
_NOTHING = Text(
    "aucune colonne du fichier n'est un fait ; ses colonnes sont {columns} : écrire une correspondance",
    "no column of the file is a fact; its columns are {columns}: write a mapping",
)
_DIFFERENT = Text(
    "le fait `{fact}` n'est pas de la même sorte dans tous les contrats ; les traiter séparément",
    "the fact `{fact}` is not of the same kind in all contracts; take them one by one",
)

_FEW = frozenset({Kind.WORD, Kind.COUNTRY, Kind.TRUTH, Kind.LENGTH, Kind.COUNT})
UNITS_OF: Mapping[Kind, tuple[str, ...]] = {
    Kind.LENGTH: ("milliseconds", "seconds", "minutes", "hours", "since_1970"),
    Kind.INSTANT: ("milliseconds", "seconds"),
    Kind.MONEY: ("cents",),
}
# An open vocabulary takes any word, so that these would pass for one
LOOKS_MISSING = frozenset(
    {"?", "??", "-", "--", "NS", "N/S", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "nan", "NaN"}
)


@frozen(kw_only=True)
class ColumnPlan:
    """How one fact is read: its column, and how values stand there. `form` ISO: as the language and ISO 8601 have it.

    `declared`: whether the mapping says so (else the column has the name of the fact).
    """

    fact: str
    kind: Kind
    column: str
    declared: bool
    form: Form = ISO
    zone: str | None = None
    unit: str | None = None
    missing: frozenset[str] = frozenset({""})
    values: Mapping[str, str] = field(factory=dict)
    unmapped_missing: bool = False
    decimal: str = "."


@frozen(kw_only=True)
class Plan:
    """What of a file is read, and what is not: `ignored` on purpose, `unknown` with the fact whose name is near."""

    ticket: str | None
    contract: str | None
    columns: tuple[ColumnPlan, ...]
    constants: Mapping[str, object]
    rejects: tuple[RejectRule, ...]
    ignored: tuple[str, ...]
    unknown: tuple[tuple[str, Text | None], ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns that are read from the file, each once."""
        names = [
            self.ticket,
            self.contract,
            *(one.column for one in self.columns),
            *(one.column for one in self.rejects),
        ]
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def few(self) -> frozenset[str]:
        """The wanted columns that have few distinct values: words, and lengths of work."""
        many = {self.ticket, self.contract, *(one.column for one in self.columns if one.kind not in _FEW)}
        return frozenset(self.wanted) - many


def make_plan(
    programs: Sequence[Program], mapping: TicketMapping | None, columns: Sequence[str], repeated: frozenset[str]
) -> Plan:
    """What is read of a file that has these columns; raises TicketsError with all that forbids it."""
    return _Planner(programs, mapping, columns, repeated).plan()


class _Planner:
    def __init__(
        self,
        programs: Sequence[Program],
        mapping: TicketMapping | None,
        columns: Sequence[str],
        repeated: frozenset[str],
    ) -> None:
        self.programs = programs
        self.chain = mapping.chain() if mapping else ()
        self.columns = tuple(columns)
        self.repeated = repeated
        self.problems: list[Message] = []
        self.facts: dict[str, FactType] = {}
        for program in programs:
            for name, fact in program.facts.items():
                known = self.facts.setdefault(name, fact)
                if known.type.kind is not fact.type.kind:
                    self.problems.append(_DIFFERENT(fact=known.title))

    def plan(self) -> Plan:
        tables, constants = self.merged()
        found = [one for name, table in tables.items() if (one := self.column(name, table)) is not None]
        mapped = {one.fact for one in found}
        ticket, contract = self.special("ticket", _TICKET_NAMES), self.special("contract", _CONTRACT_NAMES)
        used = {ticket, contract, *(one.column for one in found)}
        found += self.by_name(mapped | set(constants), used)
        rejects = tuple(rule for one in self.chain for rule in one.rejects if rule.column in self.columns)
        self.check_rules()
        used |= {one.column for one in found} | {rule.column for rule in rejects}
        for column in sorted(self.repeated & used):
            self.problems.append(_REPEATED(column=column))
        if not found and not self.problems:
            self.problems.append(_NOTHING(columns=self.columns))
        if self.problems:
            raise TicketsError(self.problems)
        order = {name: place for place, name in enumerate(self.facts)}
        ignore = {name for one in self.chain for name in one.ignore}
        rest = [name for name in dict.fromkeys(self.columns) if name not in used]
        every = "*" in ignore
        return Plan(
            ticket=ticket,
            contract=contract,
            columns=tuple(sorted(found, key=lambda one: order[one.fact])),
            constants=constants,
            rejects=rejects,
            ignored=tuple(name for name in rest if every or name in ignore),
            unknown=tuple((name, self.near(name)) for name in rest if not every and name not in ignore),
        )

    # --- facts of the mapping

    def merged(self) -> tuple[dict[str, dict[str, Any]], dict[str, object]]:
        """The tables and constants under the shared names of facts; what is said last prevails."""
        tables: dict[str, dict[str, Any]] = {}
        constants: dict[str, object] = {}
        for mapping in self.chain:
            own: set[str] = set()
            for written, table in mapping.facts.items():
                if (name := self.fact(mapping, f"facts.{written}", written)) is None:
                    continue
                own.add(name)
                constants.pop(name, None)
                where = {"where": f"facts.{written}", "mapping": mapping}
                known = tables.get(name, {})
                values = {**known.get("values", {}), **table.get("values", {})}
                tables[name] = {**known, **table, **where, "values": values}
            for written, value in mapping.constants.items():
                if (name := self.fact(mapping, f"constants.{written}", written)) is None:
                    continue
                if name in own:
                    self.problems.append(_BOTH(file=mapping.name, fact=self.facts[name].title))
                tables.pop(name, None)
                constants[name] = value
                self.readable(mapping, f"constants.{written}", name, value)
        return tables, constants

    def fact(self, mapping: TicketMapping, where: str, written: str) -> str | None:
        for program in self.programs:
            if (name := fact_name(program, written)) is not None:
                return name
        if mapping.shipped:
            return None
        titles = {title: fact.title for fact in self.facts.values() for title in (fact.title.fr, fact.title.en)}
        near = nearest(written, titles)
        said = {"file": mapping.name, "where": where}
        self.problems.append(_NEAR_FACT(near=titles[near], **said) if near else _NO_FACT(**said))
        return None

    def readable(self, mapping: TicketMapping, where: str, fact: str, value: object) -> None:
        """Notes a value of the mapping that the contracts cannot read."""
        for program in self.programs:
            if fact not in program.facts:
                continue
            given = fact_of(value)
            for error in read_case(program, {fact: given}).errors:
                problem = WITH_HELP(problem=error.message, help=error.help) if error.help else error.message
                self.problems.append(_BAD_VALUE(file=mapping.name, where=where, problem=problem))
            return

    def column(self, name: str, table: dict[str, Any]) -> ColumnPlan | None:
        """The plan of one fact; None where the file of a tool does not have its column."""
        mapping, where, kind = table.get("mapping") or _NONE, table["where"], self.facts[name].type.kind
        named = table.get("column", ())
        if not named:
            self.problems.append(_NO_COLUMN_SAID(file=mapping.name, where=where))
            return None
        column = next((one for one in named if one in self.columns), None)
        if column is None:
            if not mapping.shipped and "column" in mapping.facts[where.removeprefix("facts.")]:
                self.no_column(mapping, where, named[0])
            return None
        unit = table.get("unit")
        if unit is not None and unit not in UNITS_OF.get(kind, ()):
            known = UNITS_OF.get(kind)
            expected = _UNITS_OF(known=known) if known else _NO_UNIT()
            self.problems.append(_UNIT(file=mapping.name, where=where, unit=unit, expected=expected))
        for key, value in table.get("values", {}).items():
            self.readable(mapping, f'{where}.values."{key}"', name, value)
        said = table.get("form") or next((one.dates for one in reversed(self.chain) if one.dates), None)
        missing = {""} | table.get("missing", frozenset()) | {one for each in self.chain for one in each.missing}
        return ColumnPlan(
            fact=name,
            kind=kind,
            column=column,
            declared=True,
            form=(form(said) if said and kind is Kind.INSTANT else None) or ISO,
            zone=table.get("zone") or self.zone(),
            unit=unit,
            missing=frozenset(missing),
            values=table.get("values", {}),
            unmapped_missing=table.get("unmapped") == "missing",
            decimal=table.get("decimal", "."),
        )

    def zone(self) -> str | None:
        return next((one.zone for one in reversed(self.chain) if one.zone), None)

    def no_column(self, mapping: TicketMapping, where: str, column: str) -> None:
        near = nearest(column, self.columns)
        said = {"file": mapping.name, "where": where, "column": column}
        text = _NEAR_COLUMN(near=near, **said) if near else _NO_COLUMN(known=self.columns, **said)
        self.problems.append(text)

    def check_rules(self) -> None:
        for mapping in self.chain:
            for rule in mapping.rejects:
                if rule.column not in self.columns and not mapping.shipped:
                    self.no_column(mapping, f"reject.{rule.column}", rule.column)

    # --- columns by their names

    def special(self, what: str, names: tuple[str, ...]) -> str | None:
        """The column of ticket numbers or of contracts."""
        for mapping in reversed(self.chain):
            said = mapping.ticket if what == "ticket" else mapping.contract
            if not said:
                continue
            column = next((one for one in said if one in self.columns), None)
            if column is not None:
                return column
            if not mapping.shipped:
                self.no_column(mapping, what, said[0])
                return None
        return next((one for one in self.columns if _plain(one) in names), None)

    def by_name(self, taken: set[str], used: set[str | None]) -> list[ColumnPlan]:
        """The columns that are named as facts and that the mapping does not speak of."""
        ignore = {name for one in self.chain for name in one.ignore}
        named: dict[str, list[str]] = {}
        for column in dict.fromkeys(self.columns):
            name = next((known for program in self.programs if (known := fact_name(program, column))), None)
            if name is not None and name not in taken and column not in used and column not in ignore:
                named.setdefault(name, []).append(column)
        found: list[ColumnPlan] = []
        for name, columns in named.items():
            if len(columns) > 1:
                title = self.facts[name].title
                self.problems.append(_TWO_COLUMNS(columns=columns, fact=title, first=columns[0]))
            plan = self.column(name, {"column": (columns[0],), "where": ""})
            if plan is not None:
                found.append(evolve(plan, declared=False))
        return found

    def near(self, column: str) -> Text | None:
        titles = {title: fact.title for fact in self.facts.values() for title in (fact.title.fr, fact.title.en)}
        near = nearest(column, titles)
        return titles[near] if near else None


def _plain(name: str) -> str:
    return fold(name).casefold().strip()
