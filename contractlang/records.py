"""attrs' `frozen`, for a quick start: one text form for all classes, where attrs would write each its own.

Writing methods is what the start of a program of many small classes spends its time on, and `repr` is a third of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import frozen
else:
    import attrs

    def frozen(cls=None, **options):
        """As `attrs.frozen`."""

        def made(cls):
            own = "__repr__" in cls.__dict__
            cls = attrs.frozen(cls, repr=False, **options)
            if not own:
                cls.__repr__ = _written
            return cls

        return made if cls is None else made(cls)

    def _written(self):
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in attrs.fields(type(self)) if one.repr)
        return f"{type(self).__name__}({shown})"


__all__ = ["frozen"]
