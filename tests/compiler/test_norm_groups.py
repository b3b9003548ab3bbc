"""Obligations that speak of one thing, or that a `sauf` orders, are one duty: against merging them one by one."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from contractlang.compiler.norm_decisions import _Lowering
from contractlang.compiler.norms import Norm

NAMES = tuple("abcdefgh")


def merged(norms: list[Norm], beats: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Every two groups with members that belong together become one, until there are no such two."""

    def belong(one: Norm, other: Norm) -> bool:
        return one.about == other.about or other.name in beats[one.name] or one.name in beats[other.name]

    groups = [[norm] for norm in norms if norm.is_timed]
    while True:
        for one in groups:
            other = next((o for o in groups if o is not one and any(belong(x, y) for x in one for y in o)), None)
            if other is not None:
                groups = [group for group in groups if group is not one and group is not other] + [one + other]
                break
        else:
            return sorted(sorted(norm.name for norm in group) for group in groups)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=len(NAMES), max_size=len(NAMES)),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=6),
)
def test_groups_are_what_merging_them_one_by_one_gives(about: list[tuple[int, bool]], over: list[Any]) -> None:
    norms = cast(
        list[Norm],
        [
            SimpleNamespace(name=name, about=subject, is_timed=timed, kind="obligation", overrides=())
            for name, (subject, timed) in zip(NAMES, about, strict=True)
        ],
    )
    beats = {name: frozenset(low for high, low in over if high == name) for name in NAMES}
    groups = _Lowering(cast(Any, None), norms, beats)._groups()
    found = [[norm.name for norm in group] for group in groups]
    assert sorted(found) == merged(norms, beats)
    # in the order of the text, within a group and by the first of each
    assert all(names == sorted(names) for names in found)
    assert found == sorted(found)
