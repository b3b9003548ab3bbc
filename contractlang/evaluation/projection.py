"""Where to cut the numbers of several missing facts that are compared with one another.

`consumed + worked <= 10 h`, both unknown, can't be read off classes of `consumed` alone. Facts are split in a fixed
order. When the last fact of a comparison is split the others have values, and its threshold is a number. What is left
is to choose the values of the earlier facts so that each way in which the thresholds of the later ones can lie to one
another is met. Thresholds trade places where two of them coincide, and eliminating the later fact from the two
comparisons says where that is: a comparison of the earlier facts alone. Doing so for all pairs, from the last fact to
the first, is the projection of Fourier and Motzkin, with equalities in place of inequalities; that a length or an
amount is at least zero, or an open term within its bounds, is one more comparison.

Numbers are whole: a comparison changes its truth at its threshold and just after, so eliminated pairs are cut one unit
to each side as well. With factors of 1 and -1, the only ones that a guard can have, this makes the classes exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import gcd

from contractlang.core.cases import FactValue
from contractlang.evaluation.partial import Linear
from contractlang.records import frozen

MOST_FORMS = 200
Bounds = tuple[int | None, int | None]  # the least and the greatest number, both included


class TooManyCasesError(Exception):
    """More cases than the budget of the evaluation allows."""


@frozen
class Form:
    """A linear expression in missing facts that is compared with zero; `derived` from two others by elimination."""

    constant: int
    factors: tuple[tuple[str, int], ...]
    derived: bool = False

    def cuts(self, fact: str, case: Mapping[str, FactValue]) -> set[int]:
        """Whole numbers from which on a comparison of the form may be otherwise; none if other facts are missing."""
        constant, own = self.constant, 0
        for name, factor in self.factors:
            if name == fact:
                own = factor
            elif name in case:
                constant += factor * int(case[name])
            else:
                return set()
        if not own:
            return set()
        whole, rest = divmod(-constant, own)
        if self.derived:
            return set(range(whole - 1, whole + 4))
        return {whole + 1} if rest else {whole, whole + 1}


def project(given: Iterable[Linear], order: Sequence[str], bounds: Mapping[str, Bounds]) -> dict[str, list[Form]]:
    """The forms to cut each fact at, given the order in which facts are split and the limits of each.

    Raises TooManyCasesError when elimination makes too many forms.
    """
    forms: dict[str, dict[Form, None]] = {fact: {} for fact in order}
    for constant, factors in given:
        _add(forms, order, Form(constant, _sorted(factors)))
    for fact in reversed(order):
        if any(len(form.factors) > 1 for form in forms[fact]):
            forms[fact].update({Form(-bound, ((fact, 1),)): None for bound in bounds[fact] if bound is not None})
        for first, second in combinations(list(forms[fact]), 2):
            _add(forms, order, _eliminated(first, second, fact))
        if sum(len(found) for found in forms.values()) > MOST_FORMS:
            raise TooManyCasesError
    return {fact: list(found) for fact, found in forms.items()}


def _add(forms: dict[str, dict[Form, None]], order: Sequence[str], form: Form) -> None:
    names = {name for name, _ in form.factors}
    last = next((fact for fact in reversed(order) if fact in names), None)
    if last is not None:
        forms[last][form] = None


def _eliminated(first: Form, second: Form, fact: str) -> Form:
    one, other = dict(first.factors), dict(second.factors)
    mine, its = one[fact], other[fact]
    constant = first.constant * its - second.constant * mine
    factors = {name: one.get(name, 0) * its - other.get(name, 0) * mine for name in (*one, *other)}
    common = gcd(constant, *factors.values()) or 1
    return Form(constant // common, _sorted({name: factor // common for name, factor in factors.items()}), derived=True)


def _sorted(factors: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, factor) for name, factor in factors.items() if factor))
