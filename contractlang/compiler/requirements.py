"""Requirement packs to demands on terms.

A requirement speaks of terms that the contract may lack, so its paths are resolved against the schema of the
language, not against the contract: `réversibilité.préavis` is a path of every contract, given or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from contractlang.compiler.environment import Environment, segment_text
from contractlang.compiler.kinds import expected_kinds, kind_name
from contractlang.compiler.pages import INCOMPLETE, TYPE, UNCERTAIN
from contractlang.core.origins import Origin, Path
from contractlang.core.packs import (
    EACH,
    Certainty,
    Demand,
    Demanded,
    Exists,
    Pack,
    Requirement,
    TermCompare,
    TermComparison,
)
from contractlang.diagnostics import Lang, Severity, Text
from contractlang.documents.files import pack_name
from contractlang.documents.pages import UNKNOWN
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import levels as lv
from contractlang.model import nodes as m
from contractlang.model.nodes import both_languages
from contractlang.model.schema import COUNTRY, Holds, Slot
from contractlang.records import evolve, frozen
from contractlang.syntax import spellings
from contractlang.values import Count, Length, Money, Percent, Rate
from contractlang.words import fold

_UNKNOWN_TERM = Text("aucun terme du langage ne s'appelle `{word}`", "no term of the language is called `{word}`")
_NOT_A_DEMAND = Text("une exigence porte sur des termes du contrat", "a requirement is about terms of the contract")
_SAMPLE = Text("écrire par exemple `{EXISTS} {REVERSIBILITY}`", "write for instance `{EXISTS} {REVERSIBILITY}`")
_NO_DEMAND = Text("cette exigence n'exige rien", "this requirement demands nothing")
_ADD_DEMAND = Text("ajouter `{DEMANDS} : …` et `{OTHERWISE} : …`", "add `{DEMANDS} : …` and `{OTHERWISE} : …`")

_UNCERTAIN_ERROR = Text(
    "une exigence dont la source reste à confirmer n'est pas une erreur",
    "a requirement whose source is still to be confirmed is no error",
)
_WARN_ONLY = Text("écrire `{WARNING}`, ou confirmer la source", "write `{WARNING}`, or confirm the source")
_OTHER_KIND = Text(
    "`{term}` est {expected}, et se compare ici à {found}", "`{term}` is {expected}, and is compared here with {found}"
)
_NO_ORDER = Text("`{term}` est {expected} : ses valeurs n'ont pas d'ordre", "`{term}` is {expected}: it has no order")
_SAME_KIND = Text("comparer le terme avec {expected}", "compare the term with {expected}")
_EQUAL_ONLY = Text("comparer par `=` ou `≠`", "compare by `=` or `≠`")

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
    """A place in the schema: what is below it, what it may hold, and the vocabulary of its words.

    `path`: its segments, where they are not its own name; `open`: whatever is written below it is a path.
    """

    below: Mapping[str, _Place]
    kinds: tuple[Holds, ...] = ()
    vocabulary: str | None = None
    path: Path | None = None
    open: bool = False


@cache
def _schema() -> Mapping[str, _Place]:
    """Every path of the language, by its first segment."""
    places: dict[str, _Place] = {"contract": _Place(_places(f.Contract.slots))}
    for role in ("client", "provider"):
        places[role] = _Place(_places(f.Party.slots))
    for clause in _clauses():
        below = {**_places(clause.slots), **_items(clause)}
        places[clause.name] = _Place(below, open=clause in (lv.ServiceLevels, d.Credit, d.Travel, lv.Priorities))
    places |= dict.fromkeys(("obligation", "permission", "prohibition"), _Place({}, open=True))
    return places


def _items(clause: type[c.Clause]) -> dict[str, _Place]:
    """What a clause holds beside its labels."""
    names: tuple[str, ...] = ()
    if clause is lv.Penalties:
        names = ("late", "outage", "cap")
    elif clause is lv.Scope:
        names = ("included", "excluded", "site")
    elif clause is d.Hardware:
        names = ("repair", "replacement")
    elif clause is lv.ServiceLevels:
        names = ("availability",)
    elif clause is c.Ownership:
        mentions = _places(c.Rights.slots)
        places = {name: _place(slot) for name, slot in clause.slots.items() if slot.lead == "grant"}
        return {name: evolve(place, below={**place.below, **mentions}) for name, place in places.items()}
    elif clause is d.Subcontracting:
        return {"authorised": _Place(_places(d.Subcontractor.slots), path=(EACH,))}
    elif clause is c.Hosting:
        return {"site": _Place({"country": _place(COUNTRY)}, path=("site", EACH))}
    return {name: _Place({}) for name in names}


def _clauses() -> Iterator[type[c.Clause]]:
    waiting = [c.Clause]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.name:
                yield kind


def _places(slots: Mapping[str, Slot]) -> dict[str, _Place]:
    return {name: _place(slot) for name, slot in slots.items()}


def _place(slot: Slot) -> _Place:
    below = _places(slot.parts)
    if slot.lead:
        below["mode"] = _Place({}, (Holds.WORD,), slot.lead)
    if slot.tail:
        below["basis"] = _Place({}, (Holds.WORD,), slot.tail)
    return _Place(below, slot.kinds, "country" if Holds.COUNTRY in slot.kinds else slot.vocabulary)


def lower_pack(env: Environment, pack: f.Pack, *, head: bool = False) -> Pack:
    """A pack of requirements; faulty ones are reported and left out, and with `head` all are."""
    schema = _schema()
    env.enter(pack)
    concerns = _demand(env, pack.concerns, schema) if pack.concerns is not None else None
    found = () if head else (_requirement(env, pack, node, schema) for node in pack.requirements)
    return Pack(
        name=pack_name(pack),
        title=_both(pack.title),
        since=_date(pack.since),
        concerns=concerns,
        scope=_written(pack.concerns),
        requirements=tuple(one for one in found if one is not None),
    )


def _requirement(
    env: Environment, pack: f.Pack, node: f.Requirement, schema: Mapping[str, _Place]
) -> Requirement | None:
    if node.demands is None or node.otherwise is None:
        env.report(INCOMPLETE, node.span, _NO_DEMAND(), help=_ADD_DEMAND())
        return None
    if node.certainty == Certainty.TO_CONFIRM.value and node.otherwise.severity == "error":
        env.report(UNCERTAIN, node.otherwise.span, _UNCERTAIN_ERROR(), help=_WARN_ONLY())
    when = _demand(env, node.when, schema) if node.when is not None else None
    demands = _demand(env, node.demands, schema)
    if demands is None or (node.when is not None and when is None):
        return None
    return Requirement(
        name=node.name.text,
        pack=pack_name(pack),
        title=_both(node.title),
        when=when,
        scope=_written(node.when),
        demands=demands,
        severity=_SEVERITIES[node.otherwise.severity],
        message=_both(node.otherwise.text),
        remedy=_both(node.remedy) if node.remedy else None,
        source=_both(node.source) if node.source else None,
        certainty=Certainty(node.certainty) if node.certainty else None,
        since=_date(node.since) or _date(pack.since),
        origin=Origin(span=node.name.span),
    )


def _written(node: m.Expression | None) -> str | None:
    return None if node is None else " ".join(node.span.text.split())


def _date(node: m.Literal | None) -> date | None:
    return node.value if node is not None and isinstance(node.value, date) else None


def _both(node: f.Bilingual) -> Text:
    return both_languages(node.span, node.text, node.translation or node.text)


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
            return None if found is None else Exists(found.path, env.path_text(found.path))
        case m.Comparison(op=op, left=m.PathRef() as left, right=right):
            found = _resolve(env, left, schema)
            return None if found is None else _comparison(env, found, op, right, schema)
        case m.Membership(operand=m.PathRef() as operand, words=words):
            found = _resolve(env, operand, schema)
            if found is None or found.place.vocabulary is None:
                if found is not None:
                    _not_a_demand(env, node)
                return None
            names = frozenset(name for word in words if (name := env.word(found.place.vocabulary, word)))
            return TermCompare(TermComparison.IN, found.path, names, env.path_text(found.path))
        case m.PathRef():
            found = _resolve(env, node, schema)
            if found is None or Holds.TRUTH not in found.place.kinds:
                if found is not None:
                    _not_a_demand(env, node)
                return None
            return TermCompare(TermComparison.EQ, found.path, True, env.path_text(found.path))
        case m.Literal(value=None):
            return None  # the reader of the text has reported it
    _not_a_demand(env, node)
    return None


def _not_a_demand(env: Environment, node: m.Node) -> None:
    env.report(TYPE, node.span, _NOT_A_DEMAND(), help=_SAMPLE())


# What is compared with what: lengths with lengths, money with money, also per unit
_MEASURES: Mapping[Holds, str] = {
    Holds.LENGTH: "length",
    Holds.RATE_OF_LENGTH: "length",
    Holds.MONEY: "money",
    Holds.RATE_OF_MONEY: "money",
    Holds.PERCENT: "percent",
    Holds.RATE_OF_PERCENT: "percent",
    Holds.COUNT: "count",
    Holds.RATE_OF_COUNT: "count",
    Holds.DATE: "date",
}
_VALUES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, Holds.TRUTH.value),
    (Length, "length"),
    (Money, "money"),
    (Percent, "percent"),
    ((Count, Decimal), "count"),
    (date, "date"),
    (str, Holds.TEXT.value),
)


def _comparison(
    env: Environment, left: _Found, op: str, right: m.Expression, schema: Mapping[str, _Place]
) -> TermCompare | None:
    """A comparison of a term with a value, with a word of its vocabulary, or with another term."""
    title = env.path_text(left.path)
    own = {_MEASURES.get(kind, kind.value) for kind in left.place.kinds}
    expected = expected_kinds(left.place.kinds)
    if own and op in ("<", "<=", ">", ">=") and not own & set(_MEASURES.values()):
        env.report(TYPE, right.span, _NO_ORDER(term=title, expected=expected), help=_EQUAL_ONLY())
        return None
    vocabulary = left.place.vocabulary
    side: object
    match right:
        case m.Literal(value=side):
            measured = side.value if isinstance(side, Rate) else side
            other = {name for kind, name in _VALUES if isinstance(measured, kind)}
            found = kind_name(side)
        case m.PathRef(parts=(word,)) if vocabulary is not None:
            side, other, found = env.word(vocabulary, word), own, expected
        case m.PathRef():
            term = _resolve(env, right, schema)
            side = None if term is None else term.path
            other = set() if term is None else {_MEASURES.get(kind, kind.value) for kind in term.place.kinds}
            found = expected_kinds(term.place.kinds) if term else expected
        case _:
            _not_a_demand(env, right)
            return None
    if side is None:
        return None
    if own and other and not own & other:
        message = _OTHER_KIND(term=title, expected=expected, found=found)
        env.report(TYPE, right.span, message, help=_SAME_KIND(expected=expected))
        return None
    return TermCompare(_OPS[op], left.path, side, title)


@frozen
class _Found:
    """The shared path that a written one means, and its place in the schema."""

    path: Path
    place: _Place


def _resolve(env: Environment, node: m.PathRef, schema: Mapping[str, _Place]) -> _Found | None:
    place = _Place(schema)
    found: list[str] = []
    written: list[str] = []
    for part in node.parts:
        name = next((name for name in place.below if _spells(name, part)), None)
        written.append(name or part.text)
        if name is not None:
            place = place.below[name]
            found += place.path or (name,)
        elif place.open:
            place = _Place({}, open=True)
            found.append(part.text)
        else:
            known = [segment_text(known).say(_as_lang(part)) for known in place.below]
            help = env.suggestion(part.text, known, _KNOWN_TERMS)
            env.report(UNKNOWN, part.span, _UNKNOWN_TERM(word=part.text), help=help)
            return None
    env.note_path(node.parts, tuple(written))
    return _Found(tuple(found), place)


_KNOWN_TERMS = Text("termes : {words}", "terms: {words}")


def _spells(name: str, part: m.Word) -> bool:
    return fold(part.text) in _spelled(name, part.span.source.language)


@cache
def _spelled(name: str, language: str) -> frozenset[str]:
    """Every way in which a segment may be written, without accents."""
    return frozenset(fold(word).replace(" ", "_") for word in (*spellings(name, language), name))


def _as_lang(part: m.Word) -> Lang:
    return "en" if part.span.source.language == "en" else "fr"
