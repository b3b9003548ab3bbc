"""Requirement packs to demands on terms.

A requirement speaks of terms that the contract may lack, so its paths are resolved against the schema of the
language, not against the contract: `réversibilité.préavis` is a path of every contract, given or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from contractlang.compiler.environment import Environment, path_segment, shared_name
from contractlang.compiler.files import Library
from contractlang.compiler.pages import INCOMPLETE, TYPE, UNKNOWN
from contractlang.core.program import Demand, Demanded, Exists, Origin, Path, Requirement, TermCompare, TermComparison
from contractlang.diagnostics import Severity, Text
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.model.schema import Slot
from contractlang.syntax import spellings
from contractlang.words import fold

_UNKNOWN_PACK = Text("aucun référentiel ne s'appelle `{word}`", "no requirement pack is called `{word}`")
_UNKNOWN_TERM = Text("aucun terme du langage ne s'appelle `{word}`", "no term of the language is called `{word}`")
_NOT_A_DEMAND = Text("une exigence porte sur des termes du contrat", "a requirement is about terms of the contract")
_SAMPLE = Text("écrire par exemple `existe réversibilité`", "write for instance `existe réversibilité`")
_NO_DEMAND = Text("cette exigence n'exige rien", "this requirement demands nothing")
_ADD_DEMAND = Text("ajouter `exige : …` et `sinon : …`", "add `exige : …` and `sinon : …`")

_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}
_OPS = {
    "=": TermComparison.EQ,
    "!=": TermComparison.NE,
    "<": TermComparison.LT,
    "<=": TermComparison.LE,
    ">": TermComparison.GT,
    ">=": TermComparison.GE,
}


@frozen
class _Place:
    """A place in the schema: what is below it, and the vocabulary of its words."""

    below: Mapping[str, _Place]
    vocabulary: str | None = None
    open: bool = False  # whatever is written below it is a path


def _schema() -> dict[str, _Place]:
    """Every path of the language, by its first segment."""
    places: dict[str, _Place] = {"contract": _Place(_places(f.Contract.slots))}
    for role in ("client", "provider"):
        places[role] = _Place(_places(f.Party.slots))
    for clause in _clauses():
        items = {"late": _Place({}), "outage": _Place({}), "cap": _Place({})} if clause is d.Penalties else {}
        if clause is d.Scope:
            items = {"included": _Place({}), "excluded": _Place({}), "site": _Place({})}
        if clause is d.Hardware:
            items = {"repair": _Place({}), "replacement": _Place({})}
        places[clause.name] = _Place({**_places(clause.slots), **items}, open=clause in (d.ServiceLevels, d.Norm))
    return places


def _clauses() -> Iterator[type[c.Clause]]:
    waiting = [c.Clause]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            yield kind


def _places(slots: Mapping[str, Slot]) -> dict[str, _Place]:
    return {name: _place(slot) for name, slot in slots.items()}


def _place(slot: Slot) -> _Place:
    below = _places(slot.parts)
    if slot.lead:
        below["mode"] = _Place({}, slot.lead)
    if slot.tail:
        below["basis"] = _Place({}, slot.tail)
    return _Place(below, slot.vocabulary)


def lower_packs(env: Environment, files: list[f.File], contract: f.Contract, library: Library) -> list[Requirement]:
    """The requirements of the packs that the contract names, in their order."""
    packs = {fold(node.name.text): node for file in files for node in file.declarations if isinstance(node, f.Pack)}
    found: list[Requirement] = []
    for term in contract.terms:
        if fold(term.label.text) not in map(fold, spellings("requirements", env.language)):
            continue
        for phrase in term.value.phrases:
            for word in phrase.words:
                pack = packs.get(fold(word.text)) or _from_library(env, word, library)
                if pack is None:
                    env.unknown(word, _UNKNOWN_PACK, [node.name.text for node in packs.values()] + _pack_names(library))
                    continue
                found += lower_pack(env, pack)
    return found


def lower_pack(env: Environment, pack: f.Pack) -> list[Requirement]:
    """The requirements of a pack; faulty ones are reported and left out."""
    schema = _schema()
    env.enter(pack)
    return [one for node in pack.requirements if (one := _requirement(env, pack, node, schema))]


def _pack_names(library: Library) -> list[str]:
    return [name for name in library.names() if name != "vocabulaire"]


def _from_library(env: Environment, word: m.Word, library: Library) -> f.Pack | None:
    file, findings = library.load(fold(word.text))
    env.findings.extend(findings)
    packs = [node for node in file.declarations if isinstance(node, f.Pack)] if file else []
    return next((pack for pack in packs if fold(pack.name.text) == fold(word.text)), None)


def _requirement(
    env: Environment, pack: f.Pack, node: f.Requirement, schema: Mapping[str, _Place]
) -> Requirement | None:
    if node.demands is None or node.otherwise is None:
        env.report(INCOMPLETE, node.span, _NO_DEMAND(), help=_ADD_DEMAND())
        return None
    when = _demand(env, node.when, schema) if node.when is not None else None
    demands = _demand(env, node.demands, schema)
    if demands is None or (node.when is not None and when is None):
        return None
    return Requirement(
        name=node.name.text,
        pack=shared_name(pack.name, None)[0],
        title=_both(node.title),
        when=when,
        demands=demands,
        severity=_SEVERITIES[node.otherwise.severity],
        message=_both(node.otherwise.text),
        remedy=_both(node.remedy) if node.remedy else None,
        source=_both(node.source) if node.source else None,
        since=_date(node.since),
        origin=Origin(span=node.name.span),
    )


def _date(node: m.Literal | None) -> date | None:
    return node.value if node is not None and isinstance(node.value, date) else None


def _both(node: f.Bilingual) -> Text:
    return Text(node.text, node.english or node.text)


# --- demands ------------------------------------------------------------------------------------------------


def _demand(env: Environment, node: m.Expression, schema: Mapping[str, _Place]) -> Demanded | None:
    match node:
        case m.Conjunction(left=left, right=right) | m.Disjunction(left=left, right=right):
            first, second = _demand(env, left, schema), _demand(env, right, schema)
            how = "all" if isinstance(node, m.Conjunction) else "any"
            return None if first is None or second is None else Demand(how, (first, second))  # type: ignore[arg-type]
        case m.Negation(operand=operand):
            inner = _demand(env, operand, schema)
            return None if inner is None else Demand("none", (inner,))
        case m.Existence(path=path):
            found = _resolve(env, path, schema)
            return None if found is None else Exists(found, _title(found))
        case m.Comparison(op=op, left=m.PathRef() as left, right=right):
            path_found = _resolve(env, left, schema)
            side = None if path_found is None else _side(env, right, schema, path_found)
            return None if path_found is None or side is None else TermCompare(_OPS[op], path_found, side)
        case m.Membership(operand=m.PathRef() as operand, words=words):
            path_found = _resolve(env, operand, schema)
            vocabulary = _vocabulary(schema, path_found) if path_found else None
            if path_found is None or vocabulary is None:
                return None
            names = [env.word(vocabulary, word) for word in words]
            parts = [TermCompare(TermComparison.EQ, path_found, name) for name in names if name]
            return Demand("any", tuple(parts)) if len(parts) == len(words) else None
        case m.Literal(value=None):
            return None  # the reader of the text has reported it
    env.report(TYPE, node.span, _NOT_A_DEMAND(), help=_SAMPLE())
    return None


def _side(env: Environment, node: m.Expression, schema: Mapping[str, _Place], other: Path) -> object | None:
    """The right side of a comparison: a value, a word of the left term's vocabulary, or a path."""
    vocabulary = _vocabulary(schema, other)
    match node:
        case m.Literal(value=value):
            return value
        case m.PathRef(parts=(word,)) if vocabulary is not None:
            return env.word(vocabulary, word)
        case m.PathRef():
            return _resolve(env, node, schema)
    env.report(TYPE, node.span, _NOT_A_DEMAND(), help=_SAMPLE())
    return None


def _vocabulary(schema: Mapping[str, _Place], path: Path) -> str | None:
    place: _Place | None = None
    below = schema
    for segment in path:
        place = below.get(segment)
        below = place.below if place else {}
    return place.vocabulary if place else None


def _resolve(env: Environment, node: m.PathRef, schema: Mapping[str, _Place]) -> Path | None:
    """The shared path that a written one means in the language."""
    below: Mapping[str, _Place] = schema
    found: list[str] = []
    open_ = False
    for part in node.parts:
        name = next((name for name in below if _spells(env, name, part.text)), None)
        if name is None and open_:
            found.append(part.text)
            continue
        if name is None:
            known = [path_segment(known) for known in below]
            env.report(
                UNKNOWN, part.span, _UNKNOWN_TERM(word=part.text), help=env.suggestion(part.text, known, _KNOWN_TERMS)
            )
            return None
        found.append(name)
        below, open_ = below[name].below, below[name].open
    return tuple(found)


_KNOWN_TERMS = Text("termes : {words}", "terms: {words}")


def _spells(env: Environment, name: str, written: str) -> bool:
    spelled = (*spellings(name, env.language), name)
    return fold(written) in (fold(word).replace(" ", "_") for word in spelled)


def _title(path: Path) -> Text:
    return Text(".".join(path_segment(segment) for segment in path), ".".join(path))
