"""Records do what attrs does: the same class, made by both, answers every question alike."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from functools import cached_property
from types import SimpleNamespace
from typing import Any, ClassVar

import attrs
import pytest

from contractlang import records
from contractlang.records.writing import evolve as evolve_record
from contractlang.values import Unit
from contractlang.values.lengths import Length
from tests.support import ROOT


def _check(_self: object, _field: object, value: list[str]) -> None:
    if "bad" in value:
        raise ValueError("bad")


def classes(how: Any) -> SimpleNamespace:
    """The same classes, made by attrs or by `records`."""

    @how.frozen
    class Point:
        """Has all kinds of fields."""

        kind: ClassVar[str] = "point"
        x: int
        y: int = 2
        tags: list[str] = how.field(factory=list, eq=False)
        _secret: int = how.field(default=5, repr=False)
        made: list[int] = how.field(factory=list, init=False, eq=False)
        tags_check = tags.validator(_check)

        @cached_property
        def total(self) -> int:
            self.made.append(1)
            return self.x + self.y

        @cached_property
        def broken(self) -> int:
            raise ValueError("broken")

    @how.frozen(kw_only=True)
    class Base:
        name: str
        depth: int = 1

    @how.frozen(kw_only=True)
    class Child(Base):
        size: int
        depth: int = 7

    @how.frozen(kw_only=True)
    class Silent(Base):
        """Adds nothing."""

    @how.frozen(cache_hash=True)
    class Cached:
        parts: tuple[object, ...]

    @how.frozen(eq=False)
    class Same:
        a: int

    @how.frozen
    class Own:
        a: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own) and self.a % 10 == other.a % 10

        def __hash__(self) -> int:
            return self.a % 10

        def __repr__(self) -> str:
            return f"own {self.a}"

    @how.frozen
    class Empty:
        """No field."""

    @how.define
    class Open:
        a: int
        b: list[int] = how.field(factory=list)

    @how.define
    class Ready:
        a: int
        twice: int = 0

        def __attrs_post_init__(self) -> None:
            self.twice = 2 * self.a

    return SimpleNamespace(**{k: v for k, v in locals().items() if isinstance(v, type)})


OURS, THEIRS = classes(records), classes(attrs)

# What is asked of either set of classes: a value that can be compared, or the kind of error
QUESTIONS: dict[str, Callable[[SimpleNamespace, Any], object]] = {
    "by place": lambda c, _: repr(c.Point(1, 3, ["a"], 4)),
    "by name": lambda c, _: repr(c.Point(x=1, secret=4, tags=["b"])),
    "defaults": lambda c, _: repr(c.Point(1)) + str(c.Point(1)._secret),
    "factories give each its own": lambda c, _: c.Point(1).tags is c.Point(1).tags,
    "missing": lambda c, _: c.Point(),
    "too many": lambda c, _: c.Point(1, 2, [], 4, 5),
    "unknown": lambda c, _: c.Point(1, z=3),
    "not by its private name": lambda c, _: c.Point(1, _secret=3),
    "not what is not given": lambda c, _: c.Point(1, made=[]),
    "checked": lambda c, _: c.Point(1, 2, ["bad"]),
    "alike": lambda c, _: [c.Point(1, tags=["a"]) == c.Point(1), c.Point(1) == c.Point(2), c.Point(1) != c.Point(1)],
    "private fields count": lambda c, _: c.Point(1, secret=1) == c.Point(1),
    "hash": lambda c, _: [len({c.Point(1, tags=["a"]), c.Point(1)}), len({c.Point(1), c.Point(2)})],
    "other kinds": lambda c, _: [c.Point(1) == 1, c.Silent(name="a") == c.Base(name="a"), c.Empty() == c.Empty()],
    "frozen": lambda c, _: setattr(c.Point(1), "x", 2),
    "frozen for new names": lambda c, _: setattr(c.Point(1), "new", 2),
    "nothing is taken away": lambda c, _: delattr(c.Point(1), "x"),
    "computed once": lambda c, _: [(p.total, p.total, p.made) for p in [c.Point(1)]],
    "computed badly": lambda c, _: c.Point(1).broken,
    "no such name": lambda c, _: c.Point(1).nothing,
    "not in a dictionary": lambda c, _: c.Point(1).__dict__,
    "class variables": lambda c, _: c.Point.kind,
    "inherited": lambda c, _: repr(c.Child(name="a", size=2)),
    "inherited, all given": lambda c, _: repr(c.Child(depth=1, size=2, name="a")),
    "only by name": lambda c, _: c.Base("a"),
    "no field of its own": lambda c, _: repr(c.Silent(name="a")),
    "cached hash": lambda c, _: [hash(p) == hash(p) == hash(c.Cached((1, 2))) for p in [c.Cached((1, 2))]],
    "cached hash of what has none": lambda c, _: hash(c.Cached(([],))),
    "the same only": lambda c, _: [c.Same(1) == c.Same(1), len({c.Same(1), c.Same(1)})],
    "own methods": lambda c, _: [c.Own(1) == c.Own(11), len({c.Own(1), c.Own(11)}), repr(c.Own(3))],
    "changed": lambda c, _: [(setattr(o, "a", 9), repr(o)) for o in [c.Open(1)]],
    "changed only where it has a place": lambda c, _: setattr(c.Open(1), "z", 9),
    "no hash of what changes": lambda c, _: hash(c.Open(1)),
    "alike, though open": lambda c, _: [c.Open(1) == c.Open(1), c.Open(1) == c.Open(2)],
    "made ready": lambda c, _: repr(c.Ready(3)),
    "match": lambda c, _: [c.Point.__match_args__, c.Child.__match_args__],
    "copied": lambda c, _: repr(copy.copy(c.Point(1, 2, ["t"], 3))),
    "fields": lambda c, how: [(f.name, f.eq, f.repr, f.init, f.kw_only) for f in how.fields(c.Point)],
    "fields, inherited": lambda c, how: [(f.name, f.kw_only) for f in how.fields(c.Child)],
    "has": lambda c, how: [how.has(c.Point), how.has(c.Silent), how.has(int)],
    "evolved": lambda c, how: [(repr(p), p._secret) for p in [how.evolve(c.Point(1, secret=8), y=7)]],
    "evolved by its public name": lambda c, how: how.evolve(c.Point(1), secret=3)._secret,
    "evolved into what it has not": lambda c, how: how.evolve(c.Point(1), z=7),
    "evolved, checked": lambda c, how: how.evolve(c.Point(1), tags=["bad"]),
    "told apart": lambda c, _: [c.Point.__name__, c.Point.__qualname__, c.Point.__module__, c.Point.__doc__],
}


def answer(question: str, made: SimpleNamespace, how: Any) -> object:
    try:
        return QUESTIONS[question](made, how)
    except (TypeError, ValueError, AttributeError) as error:
        kinds = (TypeError, ValueError, AttributeError)
        return next(kind for kind in kinds if isinstance(error, kind))


@pytest.mark.parametrize("question", QUESTIONS)
def test_as_attrs(question: str) -> None:
    ours = answer(question, classes(records), records)
    assert ours == answer(question, classes(attrs), attrs)
    assert answer(question, OURS, records) == answer(question, THEIRS, attrs), "after other calls"


def test_calls_are_named_as_attrs_names_them() -> None:
    for made in (OURS, THEIRS):
        made.Point(1), made.Child(name="a", size=1), made.Open(1)
    for name in ("Point", "Child", "Open"):
        ours, theirs = (list(inspect.signature(getattr(made, name).__init__).parameters) for made in (OURS, THEIRS))
        assert ours == theirs


def test_a_method_is_written_once_and_for_one_class_only() -> None:
    made = classes(records)
    assert repr(made.Child(name="a", size=1)) == "Child(name='a', size=1, depth=7)"
    assert repr(made.Base(name="a")) == "Base(name='a', depth=1)"
    method = vars(made.Base)["__init__"]
    made.Base(name="b")
    assert vars(made.Base)["__init__"] is method


def test_pickled() -> None:
    length = Length(3, Unit.HOUR)
    assert pickle.loads(pickle.dumps(length)) == length
    assert evolve_record(length) == length


def test_every_class_is_one_of_records() -> None:
    for path in (ROOT / "contractlang").rglob("*.py"):
        if path.parent.name != "records":
            text = path.read_text(encoding="utf-8")
            assert "import attrs" not in text, path
            assert "from attrs" not in text, path
