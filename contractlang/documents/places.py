"""What an amendment may change in a contract, and where it stands: addresses, and files with a part replaced.

An address is a path of pairs of kind and name, from the article inward: `(("article", "4"), ("clause", "price"),
("rule", "T1"))`. Two changes touch the same text where one's address begins with the other's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from contractlang.model import amendments as a
from contractlang.model import clauses as c
from contractlang.model import deciding as d
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.records import fields, frozen
from contractlang.syntax import spelling, spellings
from contractlang.words import fold

# The clauses that have a keyword of their own; norms are named like declarations
_CLAUSES: tuple[type[c.Clause], ...] = tuple(kind for kind in get_args(f.AnyClause) if kind is not d.Norm)
Step = tuple[str, str]
Address = tuple[Step, ...]


@frozen
class Place:
    """Something addressable: its address, and the nodes from the declaration down to itself."""

    address: Address
    nodes: tuple[m.Node, ...]

    @property
    def node(self) -> m.Node:
        """What stands there."""
        return self.nodes[-1]


def places(file: f.File) -> Iterator[Place]:
    """Everything in a file that has an address, in the order of the text."""
    for node in file.declarations:
        step = step_of(node)
        if step is None:
            continue
        here = Place((step,), (node,))
        yield here
        if isinstance(node, f.Article):
            for clause in node.clauses:
                yield from _inside(here, clause)
        elif isinstance(node, f.Contract | f.Party):
            yield from _terms(here)


def _inside(article: Place, clause: f.AnyClause) -> Iterator[Place]:
    step = step_of(clause)
    assert step is not None
    here = Place((*article.address, step), (*article.nodes, clause))
    yield here
    yield from _terms(here)
    if isinstance(clause, d.Billing):
        for rule in clause.rules:
            yield Place((*here.address, ("rule", rule.name.text)), (*here.nodes, rule))
    if isinstance(clause, d.Price):
        for revision in clause.revisions:
            yield Place((*here.address, ("term", "revision")), (*here.nodes, revision))


def _terms(owner: Place) -> Iterator[Place]:
    node = owner.node
    assert isinstance(node, f.Contract | f.Party | c.Clause)
    for term in node.terms:
        name = term_name(node, term.label)
        yield Place((*owner.address, ("term", name)), (*owner.nodes, term))


def term_name(owner: m.Node, label: m.Word) -> str:
    """The shared name of a label in what holds it; the label itself where it has no such label."""
    target, language = fold(label.text), label.span.source.language
    slots = owner.slots if isinstance(owner, f.Contract | f.Party | c.Clause) else {}
    return next((name for name in slots if target in map(fold, spellings(name, language))), target)


def step_of(node: m.Node) -> Step | None:
    """The kind and the name of a declaration, a clause or a rule; None for what has no address."""
    match node:
        case f.Article(number=number):
            return "article", number
        case f.Calendar(name=name):
            return "calendar", name.text
        case f.Scenario(title=title):
            return "scenario", title
        case f.Vocabulary(name=name):
            return "vocabulary", name.text
        case f.FactType(name=name):
            return "fact", name.text
        case f.Party(role=role):
            return role, ""
        case f.Contract():
            return "contract", ""
        case d.BillingRule(name=name):
            return "rule", name.text
        case d.Norm(kind=kind, label=label):
            return kind, label.text
        case c.Clause():
            return "clause", node.name
        case a.Named(kind="clause", name=name):
            return "clause", _clause_name(name)
        case a.Named(kind=kind, name=name):
            return kind, name.text
    return None


def _clause_name(name: m.Word) -> str:
    """The shared name of a clause as it is written; what is none stays as it is."""
    target, language = fold(name.text), name.span.source.language
    names = (kind.name for kind in _CLAUSES)
    return next((one for one in names if target in map(fold, spellings(one, language))), name.text)


def steps_of_path(path: m.PathRef) -> Address | None:
    """The last steps of the address of a term; None where a path is none of a term."""
    first, *rest = path.parts
    language = first.span.source.language
    kinds = ("obligation", "permission", "prohibition")
    norm = next((kind for kind in kinds if fold(first.text) in map(fold, spellings(kind, language))), None)
    if norm is not None and len(rest) == 2:
        return (norm, rest[0].text), ("term", term_name_in(d.Norm, rest[1]))
    if len(rest) != 1:
        return None
    for cls, step in _owners():
        names = spellings(step[1] if step[0] == "clause" else step[0], language)
        if fold(first.text).replace("_", " ") in map(fold, names):
            return step, ("term", term_name_in(cls, rest[0]))
    return ("clause", first.text), ("term", fold(rest[0].text))


def _owners() -> Iterator[tuple[type, Step]]:
    """What holds terms, and its step."""
    yield f.Contract, ("contract", "")
    yield f.Party, ("client", "")
    yield f.Party, ("provider", "")
    yield from ((kind, ("clause", kind.name)) for kind in _CLAUSES)


def term_name_in(owner: type, label: m.Word) -> str:
    """The shared name of a label among those of a class."""
    target, language = fold(label.text).replace("_", " "), label.span.source.language
    slots = getattr(owner, "slots", {})
    return next((name for name in slots if target in map(fold, spellings(name, language))), target)


def shown(step: Step, language: str) -> str:
    """A step as the language writes it: `article 4`, `règle T1`, `clause prix`."""
    kind, name = step
    match kind:
        case "clause":
            return f"{spelling('clause', language)} {spelling(name, language)}"
        case "term":
            return f"{spelling('term_named', language)} {spelling(name, language)}"
        case "scenario":
            return f'{spelling("scenario", language)} "{name}"'
    return f"{spelling(kind, language)} {name}".strip()


# --- files with a part replaced -----------------------------------------------------------------------------


def replaced(file: f.File, place: Place, new: m.Node | None) -> f.File:
    """The file with what stands at a place replaced, or removed where there is nothing new."""
    node: m.Node | None = new
    for parent, old in zip(reversed(place.nodes[:-1]), reversed(place.nodes[1:]), strict=True):
        node = _with_child(parent, old, node)
    declarations = _swapped(file.declarations, place.nodes[0], node)
    return m.changed(file, declarations=declarations)


def added(file: f.File, owner: Place | None, new: m.Node) -> f.File:
    """The file with a node at the end of what stands at a place, or of the file."""
    if owner is None:
        return m.changed(file, declarations=(*file.declarations, new))
    field = _field_for(owner.node, new)
    grown = m.changed(owner.node, **{field: (*getattr(owner.node, field), new)})
    return replaced(file, owner, grown)


def _with_child(parent: m.Node, old: m.Node, new: m.Node | None) -> m.Node:
    """A node with one child replaced; a child of another class moves to the field for its class."""
    name = next(one.name for one in fields(type(parent)) if _holds(getattr(parent, one.name), old))  # type: ignore[arg-type]
    if new is not None and (target := _field_for(parent, new)) != name:
        parts = {name: _swapped(getattr(parent, name), old, None), target: (*getattr(parent, target), new)}
        return m.changed(parent, **parts)
    return m.changed(parent, **{name: _swapped(getattr(parent, name), old, new)})


def _holds(value: object, node: m.Node) -> bool:
    return isinstance(value, tuple) and any(item is node for item in value)


def _swapped(items: tuple[m.Node, ...], old: m.Node, new: m.Node | None) -> tuple[m.Node, ...]:
    kept = ((new if item is old else item) for item in items)
    return tuple(item for item in kept if item is not None)


def _field_for(parent: m.Node, new: m.Node) -> str:
    match new:
        case m.Term():
            return "terms"
        case d.BillingRule():
            return "rules"
        case d.Revision():
            return "revisions"
        case _ if isinstance(parent, f.Article):
            return "clauses"
    raise AssertionError(f"{type(parent).__name__} holds no {type(new).__name__}")
