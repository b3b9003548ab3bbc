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

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence

VOCABULARY = "vocabulary"
# A name by its sort and its spelling
Name = tuple[str, str]
# What is said, as nested tuples and frozensets, with names as `Spoken`
Item = Hashable
_Place = tuple[int, Name]


class Spoken(tuple[str, str]):
    """A name within an item."""

    __slots__ = ()


class _Side:
    """One program: what is said of each name that is to be matched, and the names that an item speaks of beside it."""

    def __init__(self, items: Iterable[Item], names: set[Name]) -> None:
        self.items: dict[Name, list[Item]] = {name: [] for name in names}
        self.beside: dict[Name, set[Name]] = {name: set() for name in names}
        for item in items:
            spoken = _names_in(item) & names
            for name in spoken:
                self.items[name].append(item)
                self.beside[name] |= spoken


def matched(first: Sequence[Item], second: Sequence[Item], names: tuple[set[Name], set[Name]]) -> dict[Name, Name]:
    """From the names of a first program to those of a second that mean the same; those without a match are left out."""
    same = {name: name for name in names[0] & names[1]}
    if names[0] == names[1] and Counter(first) == Counter(second):
        return same
    # where even the items without their names differ, no renaming makes the programs one
    if _shapes(first, names[0]) == _shapes(second, names[1]):
        pure = _Colours(_Side(first, names[0]), _Side(second, names[1])).pairs()
        if Counter(_renamed(item, pure) for item in first) == Counter(second):
            return pure
    left = names[0] - names[1], names[1] - names[0]
    if not left[0] or not left[1]:
        return same
    colours = _Colours(_Side(first, left[0]), _Side(second, left[1]))
    return {**same, **colours.pairs(), **colours.last()}


def _shapes(items: Iterable[Item], names: set[Name]) -> Counter[Item]:
    kinds = {(VOCABULARY, name) for sort, name in names if sort == VOCABULARY}
    return Counter(_shape(item, kinds) for item in items)


def _shape(item: Item, vocabularies: set[Name]) -> Item:
    if isinstance(item, Spoken):
        return "name", _kind((item[0], item[1]), vocabularies)
    if isinstance(item, frozenset):
        return frozenset(Counter(_shape(one, vocabularies) for one in item).items())
    return tuple(_shape(one, vocabularies) for one in item) if isinstance(item, tuple) else item


def _renamed(item: Item, names: Mapping[Name, Name]) -> Item:
    if isinstance(item, Spoken):
        return Spoken(names.get((item[0], item[1]), item))
    if isinstance(item, frozenset):
        return frozenset(_renamed(one, names) for one in item)
    return tuple(_renamed(one, names) for one in item) if isinstance(item, tuple) else item


def _names_in(item: Item) -> set[Name]:
    if isinstance(item, Spoken):
        return {(item[0], item[1])}
    if isinstance(item, tuple | frozenset):
        return set[Name]().union(*map(_names_in, item))
    return set()


def _kind(name: Name, vocabularies: Container[Name]) -> str:
    """The sort of a name; words of vocabularies that have chosen names themselves are of one sort."""
    first, _, vocabulary = name[0].partition(":")
    return first if vocabulary and (VOCABULARY, vocabulary) in vocabularies else name[0]


class _Colours:
    """The colours of the names of two sides, refined until none splits; a place is a side and a name of it."""

    def __init__(self, first: _Side, second: _Side) -> None:
        self._sides = first, second
        self._ids: dict[Hashable, int] = {}
        self._found: dict[Name, Name] = {}
        self._said: dict[_Place, Hashable] = {}
        self._colours = {
            (place, name): self._id(_kind(name, side.items))
            for place, side in enumerate(self._sides)
            for name in side.items
        }
        self._members: dict[int, set[_Place]] = {}
        for place, colour in self._colours.items():
            self._members.setdefault(colour, set()).add(place)

    def pairs(self) -> dict[Name, Name]:
        """All names whose colours are the same, one of each side at a time."""
        self._refine(set(self._colours))
        while True:
            tied = self._take_single()
            if tied is None:
                return self._found
            ones, others = tied
            alike = next((name for name in ones if name in others), None)
            self._found[alike or ones[0]] = alike or others[0]
            self._refine(self._split({(0, alike or ones[0]), (1, alike or others[0])}))

    def last(self) -> dict[Name, Name]:
        """Names that are the only ones left of their sort, if much is said of both alike."""
        left = self._sides[0].items.keys() - self._found.keys(), self._sides[1].items.keys() - {*self._found.values()}
        found = {}
        for kind in sorted({_kind(name, self._sides[0].items) for name in left[0]}):
            ones, others = (
                [name for name in names if _kind(name, side.items) == kind]
                for names, side in zip(left, self._sides, strict=True)
            )
            if len(ones) == len(others) == 1 and self._much_alike(ones[0], others[0]):
                found[ones[0]] = others[0]
        return found

    def _much_alike(self, one: Name, other: Name) -> bool:
        """Whether more than half of what is said of two names is the same."""
        first, second = (
            Counter(self._seen(item, (place, name)) for item in self._sides[place].items[name])
            for place, name in ((0, one), (1, other))
        )
        return 2 * (first & second).total() > max(first.total(), second.total())

    def _take_single(self) -> tuple[list[Name], list[Name]] | None:
        """Match what is alone in its colour on each side; what shares one with others comes back, the fewest first."""
        best: tuple[list[Name], list[Name]] | None = None
        done = {(0, name) for name in self._found} | {(1, name) for name in self._found.values()}
        for members in self._members.values():
            left = members - done
            ones, others = (sorted(name for place, name in left if place == side) for side in (0, 1))
            if len(ones) == len(others) == 1:
                self._found[ones[0]] = others[0]
            elif ones and others and (best is None or (len(ones), ones) < (len(best[0]), best[0])):
                best = ones, others
        return best

    # --- refinement -----------------------------------------------------------------------------------------

    def _id(self, key: Hashable) -> int:
        return self._ids.setdefault(key, len(self._ids))

    def _split(self, places: set[_Place]) -> set[_Place]:
        """Give some places a colour of their own; whatever is said beside them may now be seen otherwise."""
        colour = self._id(("own", len(self._ids)))
        for place in places:
            self._members[self._colours[place]].discard(place)
            self._colours[place] = colour
        self._members[colour] = set(places)
        return {(side, near) for side, name in places for near in self._sides[side].beside[name]}

    def _refine(self, touched: set[_Place]) -> None:
        """Look again at what may be seen otherwise, until no colour splits."""
        while touched:
            for side, name in touched:
                seen = (self._id(self._seen(item, (side, name))) for item in self._sides[side].items[name])
                self._said[side, name] = tuple(sorted(seen))
            groups = [self._groups(colour) for colour in sorted({self._colours[place] for place in touched})]
            touched = set()
            for group in (group for groups_ in groups if len(groups_) > 1 for group in groups_):
                touched |= self._split(group)

    def _groups(self, colour: int) -> list[set[_Place]]:
        """The places of one colour by what is said of them."""
        groups: dict[Hashable, set[_Place]] = {}
        for place in self._members[colour]:
            groups.setdefault(self._said[place], set()).add(place)
        return list(groups.values())

    def _seen(self, item: Item, of: _Place) -> Hashable:
        """An item as it speaks of one name, the others being seen as their colours."""
        if isinstance(item, Spoken):
            name = (item[0], item[1])
            if name == of[1]:
                return ("this",)
            return ("colour", self._colours[of[0], name]) if (of[0], name) in self._colours else name
        if isinstance(item, frozenset):
            return frozenset(Counter(self._seen(one, of) for one in item).items())
        if isinstance(item, tuple):
            return tuple(self._seen(one, of) for one in item)
        return item
