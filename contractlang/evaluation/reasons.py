"""What leads to each answer of a decision diagram, in as few words as possible.

For each answer a path with the fewest facts is taken from the diagram. Then each of its conditions is dropped, if what
is left still allows no other answer, else widened by further classes as long as that holds. What remains is a prime
implicant of the answer: nothing in it is there for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from contractlang.core.expressions import Compare
from contractlang.evaluation.explore import Leaf, Node, branches, leaves
from contractlang.evaluation.regions import Region
from contractlang.records import evolve, frozen

Label = Region | bool
Variable = str | Compare


@frozen
class Choice:
    """A condition on one missing fact, that it is in one of some classes; or a comparison of several, true or false.

    `every` are all classes that the fact has.
    """

    variable: Variable
    among: tuple[Label, ...]
    every: tuple[Label, ...]


Path = tuple[Choice, ...]


def reasons(root: Node) -> dict[Leaf, Path]:
    """For each answer a short list of choices that lead to it and to no other."""
    labels = every_label(root)
    shortest = _shortest(root, labels, {})
    return {leaf: _prime(root, leaf, shortest[leaf]) for leaf in leaves(root)}


def every_label(root: Node) -> dict[Variable, tuple[Label, ...]]:
    """All classes of each variable of a diagram."""
    found: dict[Variable, dict[Label, None]] = {}
    for branch in branches(root):
        for labels, _ in branch.edges:
            found.setdefault(branch.variable, {}).update(dict.fromkeys(labels))
    return {variable: tuple(labels) for variable, labels in found.items()}


def within(root: Node, allowed: Mapping[Variable, frozenset[Label]]) -> frozenset[Leaf]:
    """The answers that are left when some variables are in some of their classes."""
    return _within(root, allowed, {})


def _within(
    node: Node, allowed: Mapping[Variable, frozenset[Label]], known: dict[int, frozenset[Leaf]]
) -> frozenset[Leaf]:
    if isinstance(node, Leaf):
        return frozenset((node,))
    if id(node) not in known:
        only = allowed.get(node.variable)
        follow = [child for labels, child in node.edges if only is None or not only.isdisjoint(labels)]
        known[id(node)] = frozenset[Leaf]().union(*(_within(child, allowed, known) for child in follow))
    return known[id(node)]


def _shortest(
    node: Node, labels: Mapping[Variable, tuple[Label, ...]], known: dict[int, dict[Leaf, Path]]
) -> dict[Leaf, Path]:
    """For each answer below a node a path with the fewest facts, the first of equals."""
    if isinstance(node, Leaf):
        return {node: ()}
    if id(node) not in known:
        best: dict[Leaf, Path] = {}
        for among, child in node.edges:
            for leaf, path in _shortest(child, labels, known).items():
                if leaf not in best or len(path) + 1 < len(best[leaf]):
                    best[leaf] = (Choice(node.variable, among, labels[node.variable]), *path)
        known[id(node)] = best
    return known[id(node)]


def _prime(root: Node, leaf: Leaf, path: Path) -> Path:
    """A path without conditions that it does not need, each of the others as wide as it can be."""
    choices = list(path)
    for choice in path:
        without = [other for other in choices if other is not choice]
        if _implies(root, without, leaf):
            choices = without
    for place, choice in enumerate(choices):
        for label in choice.every:
            alone = evolve(choice, among=(label,))
            # a class that the other conditions exclude leads nowhere, and is not added
            if label not in choice.among and _implies(root, [*choices[:place], alone, *choices[place + 1 :]], leaf):
                choices[place] = evolve(choices[place], among=(*choices[place].among, label))
    return tuple(choices)


def _implies(root: Node, choices: list[Choice], leaf: Leaf) -> bool:
    return within(root, {choice.variable: frozenset(choice.among) for choice in choices}) == {leaf}
