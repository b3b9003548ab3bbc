"""How values of terms and what forbids others are told: in the contract's words, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contractlang.core.constraints import Cause, Constraint, Matter, settled_or_open
from contractlang.core.origins import Path
from contractlang.core.packs import Requirement
from contractlang.core.program import Program, Term
from contractlang.core.relations import Relation
from contractlang.diagnostics import Label, Message, Quoted, Text
from contractlang.solver.puzzle import Edge, Interval, Values
from contractlang.values import Open

SPENT = Text(
    "trop de valeurs de trop de termes sont à comparer", "too many values of too many terms have to be compared"
)
FEWER = Text("fixer l'un des termes à négocier", "settle one of the terms that are to be agreed")

_FROM_TO = Text("de {low} à {high}", "from {low} to {high}")
_ONLY = Text("{low} seulement", "{low} only")
_AT_LEAST, _ABOVE = Text("au moins {end}", "at least {end}"), Text("plus de {end}", "more than {end}")
_AT_MOST, _BELOW = Text("au plus {end}", "at most {end}"), Text("moins de {end}", "less than {end}")
_AND = Text("{low} et {high}", "{low} and {high}")
_OR = Text("{one} ou {other}", "{one} or {other}")
_WORDS = Text("{words} seulement", "{words} only")
_ITEM = Text("{one}", "{one}")
_NEXT = Text("{one} ; {other}", "{one}; {other}")
_WITH = Text("{values} ({reasons})", "{values} ({reasons})")
_BECAUSE = Text("{end} à cause de {causes}", "{end} because of {causes}")
_FORBIDDEN = Text("pas {words}, à cause de {causes}", "not {words}, because of {causes}")
_DEMAND = Text("`{name}` [{pack}]", "`{name}` [{pack}]")
_RELATION = Text("« {relation} »", '"{relation}"')
_BOUNDS = Text("bornes de {term}", "bounds of {term}")
_DEMAND_HERE = Text("`{name}` [{pack}] : {title}", "`{name}` [{pack}]: {title}")
_SETTLED = Text("{term} : {value}", "{term}: {value}")
_GIVEN = Text("{term}", "{term}")
_OPEN = Text("{term} est à négocier", "{term} is to be agreed")


def own_words(value: Open) -> Message | None:
    """The bounds that the draft gives to a term; None where it gives none."""
    if value.low is not None and value.high is not None:
        return _FROM_TO(low=value.low, high=value.high)
    if value.low is not None:
        return _AT_LEAST(end=value.low)
    return None if value.high is None else _AT_MOST(end=value.high)


def values_words(program: Program, term: Term, found: Values) -> Message | None:
    """What a term may be; None where it may be anything."""
    if found.words or found.forbidden:
        words = [word_text(program, term, word) for word in found.words]
        return _WORDS(words=_either(words)) if found.forbidden else None
    bounded = [one for one in found.intervals if one.low is not None or one.high is not None]
    return _either([_interval(one) for one in bounded]) if bounded == list(found.intervals) else None


def word_text(program: Program, term: Term, word: object) -> object:
    """A word of the term's vocabulary, or a truth value, as it is said."""
    known = program.vocabularies.get(term.type.vocabulary or "")
    return known.words[word] if known is not None and isinstance(word, str) and word in known.words else word


def _either(some: Sequence[object]) -> Message:
    first = _ITEM(one=some[0])
    for other in some[1:]:
        first = _OR(one=first, other=other)
    return first


def _interval(one: Interval) -> Message:
    low, high = one.low, one.high
    if low is not None and high is not None and not low.strict and not high.strict:
        text = _ONLY if low.number == high.number else _FROM_TO
        return text(low=_end(one, low), high=_end(one, high))
    if low is None or high is None:
        return _low(one, low) if low is not None else _high(one, high)
    return _AND(low=_low(one, low), high=_high(one, high))


def _low(one: Interval, edge: Edge) -> Message:
    return (_ABOVE if edge.strict else _AT_LEAST)(end=_end(one, edge))


def _high(one: Interval, edge: Edge | None) -> Message:
    assert edge is not None
    return (_BELOW if edge.strict else _AT_MOST)(end=_end(one, edge))


def _end(one: Interval, edge: Edge) -> object:
    return one.grid.bound(edge.number)


# --- why ------------------------------------------------------------------------------------------------------


def _reasons(term: Term, found: Values) -> Iterator[tuple[Message, tuple[Constraint, ...]]]:
    """Each end or word with what forbids more; not those that the draft gives itself."""
    for one in found.intervals:
        if one.low is not None and not _own(term, one.low.because):
            yield _low(one, one.low), one.low.because
        if one.high is not None and not _own(term, one.high.because):
            yield _high(one, one.high), one.high.because


def _own(term: Term, because: tuple[Constraint, ...]) -> bool:
    return [one.cause for one in because] == [term]


def causes_of(term: Term, found: Values) -> list[Constraint]:
    """All constraints that narrow a term further than the draft does, each once."""
    because = [edge.because for one in found.intervals for edge in (one.low, one.high) if edge is not None]
    because += [causes for _, causes in found.forbidden]
    every = [one for some in because if not _own(term, some) for one in some]
    return list({id(one): one for one in every}.values())


def narrowed(program: Program, term: Term, found: Values) -> Message | None:
    """What a term may be, and why no more; None where it may be anything."""
    values = values_words(program, term, found)
    ends = list(_reasons(term, found))
    said = [_BECAUSE(end=end, causes=listed(program, causes)) for end, causes in ends]
    together: dict[tuple[int, ...], list[object]] = {}
    for word, causes in found.forbidden:
        together.setdefault(tuple(map(id, causes)), []).append(word_text(program, term, word))
    by_key = {tuple(map(id, causes)): causes for _, causes in found.forbidden}
    said += [_FORBIDDEN(words=words, causes=listed(program, by_key[key])) for key, words in together.items()]
    if values is None or not said:
        return values
    only_end = len(found.intervals) == len(ends) == 1 and None in (found.intervals[0].low, found.intervals[0].high)
    return said[0] if only_end else _WITH(values=values, reasons=_chain(said))


def listed(program: Program, because: Iterable[Constraint]) -> object:
    """The names of some causes."""
    return [cause_words(program, one.cause) for one in because]


def _chain(some: list[Message]) -> Message:
    first = some[0]
    for other in some[1:]:
        first = _NEXT(one=first, other=other)
    return first


def cause_words(program: Program, cause: Cause) -> Message:
    """The name of a cause."""
    match cause:
        case Requirement(name=name, pack=pack):
            return _DEMAND(name=name, pack=Quoted(pack.fr, pack.en))
        case Relation():
            return _RELATION(relation=cause.words(program))
        case Matter(words=words):
            return _RELATION(relation=words)
        case Term(title=title):
            return _BOUNDS(term=title)


def cause_labels(program: Program, because: Iterable[Constraint], about: Path | None = None) -> tuple[Label, ...]:
    """The clauses that take part in some causes, each once: requirements, and the terms that are read."""
    labels: dict[object, Label] = {}
    for one in because:
        if isinstance(one.cause, Requirement):
            pack = one.cause.pack
            words = _DEMAND_HERE(name=one.cause.name, pack=Quoted(pack.fr, pack.en), title=one.cause.title)
            labels.setdefault(one.cause.origin.span, Label(span=one.cause.origin.span, message=words))
        for label in one.cause.labels if isinstance(one.cause, Matter) else ():
            labels.setdefault(label.span, label)
        for path in sorted(one.reads):
            term = program.terms.get(path)
            if term is not None and path != about:
                labels.setdefault(term.origin.span, Label(span=term.origin.span, message=_term(program, term)))
    return tuple(labels.values())


def _term(program: Program, term: Term) -> Message:
    inner = settled_or_open(term.value)
    if isinstance(inner, Open):
        words = own_words(inner)
        return _OPEN(term=term.title) if words is None else _SETTLED(term=term.title, value=words)
    if isinstance(inner, str):
        return _SETTLED(term=term.title, value=word_text(program, term, inner))
    plain = not isinstance(inner, tuple | None)
    return _SETTLED(term=term.title, value=term.value) if plain else _GIVEN(term=term.title)
