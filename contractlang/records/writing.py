"""How records are made: slots and fields at once, each method when it is first called.

Not for exceptions, and not for classes whose methods say `super()`: like attrs, this makes a second class, which has
slots, out of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

_NOTHING: Any = object()
_HASH = "_hash"


class Field:
    """What a class says of one of its fields; `checks` are called with the record, the field and its value."""

    __slots__ = ("checks", "default", "eq", "factory", "init", "kw_only", "name", "repr")

    def __init__(self, default: object, factory: Callable[[], object] | None, eq: bool, repr: bool, init: bool) -> None:
        self.default, self.factory = default, factory
        self.eq, self.repr, self.init = eq, repr, init
        self.checks: list[Callable[[Any, Field, Any], None]] = []
        self.name, self.kw_only = "", False

    @property
    def parameter(self) -> str:
        """Its name in a call."""
        return self.name.lstrip("_")

    def validator(self, check: Callable[[Any, Field, Any], None]) -> Callable[[Any, Field, Any], None]:
        """Decorates a method that is called with a new record: it raises where the value of the field can't be."""
        self.checks.append(check)
        return check


def field(
    *,
    default: object = _NOTHING,
    factory: Callable[[], object] | None = None,
    eq: bool = True,
    repr: bool = True,
    init: bool = True,
) -> Any:
    """As `attrs.field`."""
    return Field(default, factory, eq, repr, init)


def frozen(cls: type | None = None, **options: bool) -> Any:
    """As `attrs.frozen`, with its options `kw_only`, `eq` and `cache_hash`."""
    return _record(cls, True, **options) if cls else lambda cls: _record(cls, True, **options)


def define(cls: type | None = None, **options: bool) -> Any:
    """As `attrs.define`, with its options `kw_only` and `eq`."""
    return _record(cls, False, **options) if cls else lambda cls: _record(cls, False, **options)


def fields(cls: type) -> tuple[Field, ...]:
    """As `attrs.fields`: inherited ones first; raises AttributeError for a class that is no record."""
    known: tuple[Field, ...] = cls.__fields__  # type: ignore[attr-defined]
    return known


def has(cls: type) -> bool:
    """As `attrs.has`: whether it is a record."""
    return hasattr(cls, "__fields__")


def evolve(record: T, /, **changes: object) -> T:
    """As `attrs.evolve`: the same record with other values."""
    return type(record)(**{**_given(record), **changes})


def _given(record: object) -> dict[str, object]:
    """The call that would make a record."""
    return {one.parameter: getattr(record, one.name) for one in fields(type(record)) if one.init}


# --- classes ------------------------------------------------------------------------------------------------


def _record(cls: type, frozen: bool, kw_only: bool = False, eq: bool = True, cache_hash: bool = False) -> type:
    known = {one.name: one for base in reversed(cls.__bases__) for one in getattr(base, "__fields__", ())}
    own = {one.name: one for one in _declared(cls, kw_only)}
    body = {name: value for name, value in vars(cls).items() if name not in own and name not in _BARE}
    computed = {name: body.pop(name).func for name, value in vars(cls).items() if type(value) is cached_property}
    body["__slots__"] = (*(name for name in own if name not in known), *computed, *([_HASH] if cache_hash else ()))
    body["__fields__"] = every = (*(one for one in known.values() if one.name not in own), *own.values())
    body["__match_args__"] = tuple(one.name for one in every if one.init and not one.kw_only)
    body["__qualname__"], body["__reduce__"] = cls.__qualname__, _reduce
    if computed:
        body["__computed__"], body["__getattr__"] = {**getattr(cls, "__computed__", {}), **computed}, _compute
    if not has(cls) and "__repr__" not in body:
        body["__repr__"] = _repr
    if frozen:
        body["__setattr__"] = body["__delattr__"] = _refuse
    later = ["__init__"] if "__init__" not in body else []
    if eq and "__eq__" not in body:
        later.append("__eq__")
        body["__hash__"] = None
        if frozen:
            later.append("__hash__")
    made = type(cls)(cls.__name__, cls.__bases__, body)
    for name in later:
        setattr(made, name, _later(made, name))
    return made


_BARE = ("__dict__", "__weakref__")


def _declared(cls: type, kw_only: bool) -> Iterator[Field]:
    for name, annotation in vars(cls).get("__annotations__", {}).items():
        if not annotation.startswith("ClassVar"):
            said = vars(cls).get(name, _NOTHING)
            one = said if type(said) is Field else Field(said, None, True, True, True)
            one.name, one.kw_only = name, kw_only
            yield one


# --- what all records have in common ------------------------------------------------------------------------


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen: {name} can't be changed")


def _compute(self: Any, name: str) -> object:
    """The value of a cached property, which is then in its slot."""
    how = type(self).__computed__.get(name)
    if how is None:
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")
    value = how(self)
    object.__setattr__(self, name, value)
    return value


def _repr(self: object) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(type(self)) if one.repr)
    return f"{type(self).__name__}({shown})"


def _reduce(self: object) -> tuple[object, ...]:
    """For pickle and copy: made again from what it was made of."""
    return _made, (type(self), _given(self))


def _made(cls: type[T], given: Mapping[str, object]) -> T:
    return cls(**given)


# --- methods of their own -----------------------------------------------------------------------------------


def _later(cls: type, name: str) -> Callable[..., object]:
    """Stands for a method until it is called."""

    def first(*given: object, **named: object) -> object:
        method = _written(cls, name, *_TEXTS[name](cls))
        setattr(cls, name, method)
        return method(*given, **named)

    return first


def _written(cls: type, name: str, head: str, lines: Iterable[str], scope: dict[str, object]) -> Callable[..., object]:
    text = "\n    ".join([f"def {name}({head}):", *lines])
    exec(compile(text, f"<{cls.__module__}.{cls.__qualname__}.{name}>", "exec"), scope)
    method: Callable[..., object] = scope[name]  # type: ignore[assignment]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    return method


def _init(cls: Any) -> tuple[str, list[str], dict[str, object]]:
    """Each value goes straight into its slot: a frozen record has no other door."""
    scope: dict[str, object] = {"NOTHING": _NOTHING}
    positional, keywords, lines, checks = ["self"], list[str](), list[str](), list[str]()
    frozen = cls.__setattr__ is _refuse
    for one in fields(cls):
        name, value = one.name, one.parameter
        default = ""
        if one.factory is not None:
            scope[f"make_{name}"] = one.factory
            value, default = f"make_{name}() if {value} is NOTHING else {value}", "=NOTHING"
        elif one.default is not _NOTHING:
            scope[f"default_{name}"] = one.default
            default = f"=default_{name}"
        if one.init:
            (keywords if one.kw_only else positional).append(one.parameter + default)
        else:
            value = f"make_{name}()" if one.factory is not None else f"default_{name}"
        if frozen:
            scope[f"set_{name}"] = getattr(cls, name).__set__
        lines.append(f"set_{name}(self, {value})" if frozen else f"self.{name} = {value}")
        for place, check in enumerate(one.checks):
            scope |= {f"check_{name}_{place}": check, f"field_{name}": one}
            checks.append(f"check_{name}_{place}(self, field_{name}, self.{name})")
    if hasattr(cls, _HASH):
        scope["set_hash"] = getattr(cls, _HASH).__set__
        lines.append("set_hash(self, None)")
    head = ", ".join([*positional, *(["*", *keywords] if keywords else [])])
    return head, [*lines, *checks] or ["pass"], scope


def _eq(cls: type) -> tuple[str, list[str], dict[str, object]]:
    alike = " and ".join(f"self.{one.name} == other.{one.name}" for one in fields(cls) if one.eq)
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {alike or True}"]
    return "self, other", lines, {}


def _hash(cls: type) -> tuple[str, list[str], dict[str, object]]:
    parts = "".join(f", self.{one.name}" for one in fields(cls) if one.eq)
    if not hasattr(cls, _HASH):
        return "self", [f"return hash((CLS{parts}))" if parts else "return hash(CLS)"], {"CLS": cls}
    lines = [f"if self.{_HASH} is None: set_hash(self, hash((CLS{parts})))", f"return self.{_HASH}"]
    return "self", lines, {"CLS": cls, "set_hash": getattr(cls, _HASH).__set__}


_TEXTS: Mapping[str, Callable[[type], tuple[str, list[str], dict[str, object]]]] = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
}
