"""The mapping file: which column is which fact, and how its values are written (`docs/tickets.md` has the schema)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from contractlang.calendars import is_zone
from contractlang.diagnostics import Message, Text
from contractlang.records import evolve, field, frozen
from contractlang.tickets.dates import form
from contractlang.tickets.errors import TicketsError, refused
from contractlang.words import nearest

TOOLS = ("glpi", "itop", "jira", "servicenow", "zammad")
FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx")
UNITS = ("milliseconds", "seconds", "minutes", "hours", "since_1970", "cents")

_UNREADABLE = Text(
    "la correspondance `{file}` n'est pas lisible : {reason}", "mapping `{file}` cannot be read: {reason}"
)
_NOT_TOML = Text(
    "`{file}` n'est pas du TOML : {reason} (entre guillemets, tout nom avec un accent ou un espace)",
    "mapping `{file}` is not TOML: {reason} (a name with an accent or a blank goes in quotes)",
)
_UNKNOWN_KEY = Text(
    "`{file}`, `{where}` : cette clé n'existe pas ; les clés possibles sont {known}",
    "`{file}`, `{where}`: there is no such key; the keys are {known}",
)
_NEAR_KEY = Text(
    "`{file}`, `{where}` : cette clé n'existe pas ; sans doute `{near}`",
    "`{file}`, `{where}`: there is no such key; probably `{near}`",
)
_WRONG = Text("`{file}`, `{where}` : écrire {expected}", "`{file}`, `{where}`: write {expected}")
_TEXT = Text("un texte entre guillemets", "a text in quotes")
_TEXTS = Text('une liste de textes, `["?", "NS"]`', 'a list of texts, `["?", "NS"]`')
_NAMES = Text("un nom de colonne, ou une liste de noms", "the name of a column, or a list of names")
_TABLE = Text("une table", "a table")
_VALUES = Text('une table de textes, `{{ "1" = "bloquante" }}`', 'a table of texts, `{{ "1" = "blocking" }}`')
_FORM = Text(
    "une forme de date complète, `d/m/yyyy HH:MM` (jour, mois, année, heure, minute ; `h` va avec `AM`)",
    "a complete form of date, `d/m/yyyy HH:MM` (day, month, year, hour, minute; `h` goes with `AM`)",
)
_ZONE = Text("un fuseau horaire, `Europe/Paris`", "a time zone, `Europe/Paris`")
_ONE_OF = Text("l'un de {known}", "one of {known}")
_ONE_CHARACTER = Text("un seul caractère", "a single character")


@frozen(kw_only=True)
class RejectRule:
    """Rows that are no tickets to be billed: those whose `column` holds one of `values`; `reason` says why."""

    column: str
    values: frozenset[str]
    reason: Text


@frozen(kw_only=True)
class FileOptions:
    """How the file is written; None where that is seen from the file itself."""

    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    records: str | None = None


@frozen(kw_only=True)
class TicketMapping:
    """A mapping that was read and found well-formed; the names of facts in it are still as written.

    `shipped`: it is that of a tool, whose columns an export need not all have. `facts`: for each, its table
    with `column` (a tuple of names), and whichever of `form`, `zone`, `unit`, `missing`,
    `values`, `unmapped`, `decimal` is said. `base`: the mapping of the tool, which this one adds to and prevails over.
    """

    name: str
    tool: str | None = None
    shipped: bool = False
    base: TicketMapping | None = None
    file: FileOptions = FileOptions()
    ticket: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    zone: str | None = None
    dates: str | None = None
    missing: frozenset[str] = frozenset()
    facts: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    constants: Mapping[str, object] = field(factory=dict)
    ignore: tuple[str, ...] = ()
    rejects: tuple[RejectRule, ...] = ()

    def chain(self) -> tuple[TicketMapping, ...]:
        """The mapping of the tool, then this one."""
        return (*(self.base.chain() if self.base else ()), self)


def read_mapping(path: str | Path) -> TicketMapping:
    """The mapping in a file; raises TicketsError with all that is wrong."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise refused(_UNREADABLE, file=str(path), reason=error.strerror or str(error)) from error
    return _mapping(str(path), raw)


def tool_mapping(tool: str) -> TicketMapping:
    """The mapping for the export of a tool (one of `TOOLS`)."""
    if tool not in TOOLS:
        raise refused(_WRONG, file="", where="tool", expected=_ONE_OF(known=TOOLS))
    raw = (files("contractlang.tickets") / "mappings" / f"{tool}.toml").read_bytes()
    return evolve(_mapping(f"{tool}.toml", raw), tool=tool, shipped=True)


def _mapping(name: str, raw: bytes) -> TicketMapping:
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise refused(_UNREADABLE, file=name, reason="UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise refused(_NOT_TOML, file=name, reason=str(error)) from error
    reader = _Reader(name)
    found = reader.mapping(table)
    if reader.problems:
        raise TicketsError(reader.problems)
    return found


Check = Callable[["_Reader", str, object], Any]


class _Reader:
    """Takes the tables of a mapping apart, and notes whatever is wrong in them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Message] = []

    def mapping(self, table: dict[str, object]) -> TicketMapping:
        read = self.table("", table, _TOP)
        tool = read.pop("tool", None)
        facts = {name: self.fact(name, one) for name, one in read.pop("facts", {}).items()}
        rules = [self.rule(column, one) for column, one in read.pop("reject", {}).items()]
        options = self.table("file.", read.pop("file", {}), _FILE)
        base = tool_mapping(tool) if tool and tool in TOOLS else None
        return TicketMapping(
            name=self.file,
            tool=tool,
            base=base,
            file=FileOptions(**options),
            facts=facts,
            rejects=tuple(rule for rule in rules if rule),
            **read,
        )

    def fact(self, name: str, given: object) -> dict[str, Any]:
        if isinstance(given, str | list):
            given = {"column": given}
        where = f"facts.{name}"
        return self.table(f"{where}.", given, _FACT) if isinstance(given, dict) else self.wrong(where, _TABLE()) or {}

    def rule(self, column: str, given: object) -> RejectRule | None:
        where = f"reject.{column}"
        if not isinstance(given, dict):
            self.wrong(where, _TABLE())
            return None
        read = self.table(f"{where}.", given, {"values": _texts, "fr": _text, "en": _text})
        for key in ("values", "fr", "en"):
            if key not in given:
                self.wrong(f"{where}.{key}", (_TEXTS if key == "values" else _TEXT)())
        if len(read) < 3:
            return None
        return RejectRule(column=column, values=frozenset(read["values"]), reason=Text(read["fr"], read["en"]))

    def table(self, prefix: str, given: Mapping[str, object], known: Mapping[str, Check]) -> dict[str, Any]:
        """The entries of a table that are as they should be."""
        found: dict[str, Any] = {}
        for key, value in given.items():
            if (check := known.get(key)) is None:
                near = nearest(key, known)
                said = {"file": self.file, "where": prefix + key}
                self.problems.append(
                    _NEAR_KEY(near=near, **said) if near else _UNKNOWN_KEY(known=sorted(known), **said)
                )
            elif (read := check(self, prefix + key, value)) is not None:
                found[key] = read
        return found

    def wrong(self, where: str, expected: Message) -> Any:
        """Notes what is to be written at a place; its value is None."""
        self.problems.append(_WRONG(file=self.file, where=where, expected=expected))


def _text(reader: _Reader, where: str, value: object) -> str | None:
    return value if isinstance(value, str) else reader.wrong(where, _TEXT())


def _texts(reader: _Reader, where: str, value: object) -> frozenset[str] | None:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return frozenset(value) if fits and isinstance(value, list) else reader.wrong(where, _TEXTS())


def _names(reader: _Reader, where: str, value: object) -> tuple[str, ...] | None:
    names = [value] if isinstance(value, str) else value
    fits = isinstance(names, list) and names and all(isinstance(one, str) for one in names)
    return tuple(names) if fits and isinstance(names, list) else reader.wrong(where, _NAMES())


def _any_names(reader: _Reader, where: str, value: object) -> tuple[str, ...] | None:
    return () if value == [] else _names(reader, where, value)


def _subtable(reader: _Reader, where: str, value: object) -> dict[str, object] | None:
    return value if isinstance(value, dict) else reader.wrong(where, _TABLE())


def _values(reader: _Reader, where: str, value: object) -> dict[str, str] | None:
    fits = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return value if fits and isinstance(value, dict) else reader.wrong(where, _VALUES())


def _form(reader: _Reader, where: str, value: object) -> str | None:
    return value if isinstance(value, str) and form(value) else reader.wrong(where, _FORM())


def _zone(reader: _Reader, where: str, value: object) -> str | None:
    return value if isinstance(value, str) and is_zone(value) else reader.wrong(where, _ZONE())


def _one_of(*known: str) -> Check:
    def check(reader: _Reader, where: str, value: object) -> str | None:
        return value if isinstance(value, str) and value in known else reader.wrong(where, _ONE_OF(known=known))

    return check


def _character(reader: _Reader, where: str, value: object) -> str | None:
    return value if isinstance(value, str) and len(value) == 1 else reader.wrong(where, _ONE_CHARACTER())


_TOP: Mapping[str, Check] = {
    "tool": _one_of(*TOOLS),
    "file": _subtable,
    "ticket": _names,
    "contract": _names,
    "zone": _zone,
    "dates": _form,
    "missing": _texts,
    "facts": _subtable,
    "constants": _subtable,
    "ignore": _any_names,
    "reject": _subtable,
}
_FILE: Mapping[str, Check] = {
    "format": _one_of(*FORMATS),
    "delimiter": _character,
    "encoding": _one_of("utf-8", "latin-1", "cp1252", "utf-16"),
    "sheet": _text,
    "records": _text,
}
_FACT: Mapping[str, Check] = {
    "column": _names,
    "form": _form,
    "zone": _zone,
    "unit": _one_of(*UNITS),
    "missing": _texts,
    "values": _values,
    "unmapped": _one_of("reject", "missing"),
    "decimal": _one_of(",", "."),
}
