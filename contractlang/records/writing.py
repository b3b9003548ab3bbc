"""How records are made: slots and fields at once, each method when it is first called.

Not for exceptions, and not for classes whose methods say `super()`: like attrs, this makes a second class, which has
slots, out of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from types import CodeType, FunctionType
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

    @property
    def optional(self) -> bool:
        """Whether a call may leave it out; a factory's value stands for `default` there."""
        return self.factory is not None or self.default is not _NOTHING

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
        method = _METHODS[name](cls)
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(*given, **named)

    return first


@cache
def _code(name: str, head: str, lines: tuple[str, ...]) -> CodeType:
    """Compiled once for all classes of one shape, since compiling is what takes the time."""
    scope: dict[str, Any] = {}
    exec("\n    ".join([f"def {name}({head}):", *lines]), scope)
    code: CodeType = scope[name].__code__
    return code


def _method(cls: type, name: str, head: str, lines: Iterable[str], scope: dict[str, Any]) -> FunctionType:
    """A method from its text, where `p0` stands for the first parameter and `f0` for the first field."""
    code = _code(name, head, tuple(lines))
    names = {f"p{place}": one.parameter for place, one in enumerate(fields(cls))}
    names |= {f"f{place}": one.name for place, one in enumerate(fields(cls))}
    variables = tuple(names.get(one, one) for one in code.co_varnames)
    used = tuple(names.get(one, one) for one in code.co_names)
    where = f"<{cls.__module__}.{cls.__qualname__}>"
    return FunctionType(code.replace(co_varnames=variables, co_names=used, co_filename=where), scope, name)


def _init(cls: type) -> FunctionType:
    """Each value goes straight into its slot: a frozen record has no other door."""
    places = {one.name: place for place, one in enumerate(fields(cls))}
    positional = [one for one in fields(cls) if one.init and not one.kw_only]
    keywords = [one for one in fields(cls) if one.init and one.kw_only]
    lines, scope = _assignments(cls)
    head = ["self", *(f"p{places[one.name]}" for one in positional)]
    head += ["*", *(f"p{places[one.name]}" for one in keywords)] if keywords else []
    method = _method(cls, "__init__", ", ".join(head), lines or ["pass"], scope)
    optional = [one.optional for one in positional]
    if optional != sorted(optional):
        raise TypeError(f"{cls.__qualname__}: a field without a default stands behind one that has one")
    method.__defaults__ = tuple(one.default for one in positional if one.optional)
    method.__kwdefaults__ = {one.parameter: one.default for one in keywords if one.optional}
    return method


def _assignments(cls: Any) -> tuple[list[str], dict[str, Any]]:
    lines, checks = list[str](), list[str]()
    scope: dict[str, Any] = {"NOTHING": _NOTHING}
    frozen = cls.__setattr__ is _refuse
    for place, one in enumerate(fields(cls)):
        scope |= {f"make_{place}": one.factory, f"default_{place}": one.default}
        unsaid = f"default_{place}" if one.factory is None else f"make_{place}()"
        value = unsaid if not one.init else f"p{place}"
        if one.init and one.factory is not None:
            value = f"{unsaid} if p{place} is NOTHING else p{place}"
        if frozen:
            scope[f"set_{place}"] = getattr(cls, one.name).__set__
        lines.append(f"set_{place}(self, {value})" if frozen else f"self.f{place} = {value}")
        for number, check in enumerate(one.checks):
            scope |= {f"check_{place}_{number}": check, f"field_{place}": one}
            checks.append(f"check_{place}_{number}(self, field_{place}, self.f{place})")
    if hasattr(cls, _HASH):
        scope["set_hash"] = getattr(cls, _HASH).__set__
        lines.append("set_hash(self, None)")
    then = ["self.__attrs_post_init__()"] if hasattr(cls, "__attrs_post_init__") else []
    return [*lines, *checks, *then], scope


def _eq(cls: type) -> FunctionType:
    alike = " and ".join(f"self.f{place} == other.f{place}" for place, one in enumerate(fields(cls)) if one.eq)
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {alike or True}"]
    return _method(cls, "__eq__", "self, other", lines, {})


def _hash(cls: type) -> FunctionType:
    parts = "".join(f", self.f{place}" for place, one in enumerate(fields(cls)) if one.eq)
    lines = [f"return hash((CLS{parts},))"]
    scope = {"CLS": cls}
    if hasattr(cls, _HASH):
        lines = [f"if self.{_HASH} is None: set_hash(self, hash((CLS{parts},)))", f"return self.{_HASH}"]
        scope["set_hash"] = getattr(cls, _HASH).__set__
    return _method(cls, "__hash__", "self", lines, scope)


_METHODS: Mapping[str, Callable[[type], FunctionType]] = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}
