"""Which name of one program is which of another, told from what is said of them and not from their spelling.

This is the refinement of colours that tests graphs for isomorphism. A program is taken apart into items (a term, a
rule, a target), each of which speaks of some names. At first all names of one sort have one colour; then the colour of
a name is what all its items say of it, other names being seen as their colours; and so on until no colour splits any
more. Names with a colour that only they have on each side are the same. Where several share one, one is picked on each
side (those of one spelling first), and the colours are refined again.

That finds every pure renaming. Where the programs differ in more, names that both have are matched first, because
whatever differs gives other colours to all that is linked with it; then the others by colour, and at last a single name
that is left of its sort with the other single one, if more than half of what is said of them is the same. The result is
a renaming, one to one, and only that: whether the programs are the same under it is for the comparison to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from attrs import define, field

VOCABULARY = "vocabulary"
# A name by its sort and its spelling
Name = tuple[str, str]
# What is said, as nested tuples and frozensets, with names as `Spoken`
Item = Hashable


class Spoken(tuple[str, str]):
    """A name within an item."""

    __slots__ = ()


@define
class _Side:
    """One program: what is said of each name, and the colours of names so far."""

    items: dict[Name, list[Item]]
    colours: dict[Name, int] = field(factory=dict)


def matched(first: Sequence[Item], second: Sequence[Item], names: tuple[set[Name], set[Name]]) -> dict[Name, Name]:
    """From the names of a first program to those of a second that mean the same; those without a match are left out."""
    if names[0] == names[1] and Counter(first) == Counter(second):
        return {name: name for name in names[0]}
    sides = tuple(_Side(_by_name(items, own)) for items, own in zip((first, second), names, strict=True))
    pure = _by_colour(sides, {})
    whole = len(pure) == len(names[0]) == len(names[1])
    if whole and Counter(_renamed(item, pure) for item in first) == Counter(second):
        return pure
    return _with_last(sides, _by_colour(sides, {name: name for name in names[0] & names[1]}))


def _by_colour(sides: Sequence[_Side], fixed: dict[Name, Name]) -> dict[Name, Name]:
    """Some pairs, and all others whose colours are the same."""
    known: dict[Hashable, int] = {}
    found = dict(fixed)
    _refine(sides, found, known)
    while pair := _next(sides, found):
        found[pair[0]] = pair[1]
        if pair[2]:
            _refine(sides, found, known)
    return found


def _renamed(item: Item, names: Mapping[Name, Name]) -> Item:
    if isinstance(item, Spoken):
        return Spoken(names.get((item[0], item[1]), item))
    if isinstance(item, frozenset):
        return frozenset(_renamed(one, names) for one in item)
    return tuple(_renamed(one, names) for one in item) if isinstance(item, tuple) else item


def _by_name(items: Iterable[Item], names: set[Name]) -> dict[Name, list[Item]]:
    found: dict[Name, list[Item]] = {name: [] for name in names}
    for item in items:
        for name in _names_in(item):
            if name in found:
                found[name].append(item)
    return found


def _names_in(item: Item) -> set[Name]:
    if isinstance(item, Spoken):
        return {(item[0], item[1])}
    if isinstance(item, tuple | frozenset):
        return set[Name]().union(*map(_names_in, item))
    return set()


def _refine(sides: Sequence[_Side], fixed: Mapping[Name, Name], known: dict[Hashable, int]) -> None:
    """Colour the names of both sides until no colour splits; a pair that is matched has a colour of its own."""
    starts: list[dict[Name, Hashable]] = [{}, {}]
    for side, start, pairs in zip(sides, starts, (fixed, {new: new for new in fixed.values()}), strict=True):
        for name in side.items:
            start[name] = ("fixed", pairs[name]) if name in pairs else ("sort", _kind(name, side))
        side.colours = {name: known.setdefault(key, len(known)) for name, key in start.items()}
    count = 0
    while (now := len({colour for side in sides for colour in side.colours.values()})) > count:
        count = now
        for side in sides:
            said = {
                name: tuple(sorted(known.setdefault(_seen(item, name, side.colours), len(known)) for item in items))
                for name, items in side.items.items()
            }
            side.colours = {name: known.setdefault((side.colours[name], said[name]), len(known)) for name in side.items}


def _kind(name: Name, side: _Side) -> str:
    """The sort of a name; words of vocabularies that have chosen names themselves are of one sort."""
    first, _, vocabulary = name[0].partition(":")
    return first if vocabulary and (VOCABULARY, vocabulary) in side.items else name[0]


def _seen(item: Item, of: Name, colours: Mapping[Name, int]) -> Hashable:
    """An item as it speaks of one name, the others being seen as their colours."""
    if isinstance(item, Spoken):
        name = (item[0], item[1])
        return ("this",) if name == of else ("colour", colours[name]) if name in colours else name
    if isinstance(item, frozenset):
        return frozenset(Counter(_seen(one, of, colours) for one in item).items())
    if isinstance(item, tuple):
        return tuple(_seen(one, of, colours) for one in item)
    return item


def _next(sides: Sequence[_Side], found: Mapping[Name, Name]) -> tuple[Name, Name, bool] | None:
    """Two names of one colour to be matched next, and whether others have that colour too."""
    taken = set(found.values())
    classes: dict[int, tuple[list[Name], list[Name]]] = defaultdict(lambda: ([], []))
    for place, (side, done) in enumerate(zip(sides, (found.keys(), taken), strict=True)):
        for name in sorted(side.items.keys() - done):
            classes[side.colours[name]][place].append(name)
    both = [pair for pair in classes.values() if pair[0] and pair[1]]
    if not both:
        return None
    firsts, seconds = min(both, key=lambda pair: (len(pair[0]), pair[0]))
    alike = [name for name in firsts if name in seconds]
    tied = len(firsts) > 1 or len(seconds) > 1
    return (alike[0], alike[0], tied) if alike else (firsts[0], seconds[0], tied)


def _with_last(sides: Sequence[_Side], found: dict[Name, Name]) -> dict[Name, Name]:
    """The pairs, and those that are the only ones left of their sort, if much is said of both alike."""
    left = sides[0].items.keys() - found.keys(), sides[1].items.keys() - set(found.values())
    for kind in sorted({_kind(name, sides[0]) for name in left[0]}):
        ones, others = (
            [name for name in names if _kind(name, side) == kind] for names, side in zip(left, sides, strict=True)
        )
        if len(ones) == len(others) == 1 and _much_alike(sides, ones[0], others[0]):
            found[ones[0]] = others[0]
    return found


def _much_alike(sides: Sequence[_Side], one: Name, other: Name) -> bool:
    """Whether more than half of what is said of two names is the same."""
    first, second = (
        Counter(_seen(item, name, side.colours) for item in side.items[name])
        for side, name in zip(sides, (one, other), strict=True)
    )
    return 2 * (first & second).total() > max(first.total(), second.total())
