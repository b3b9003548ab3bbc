"""The records of this program: classes as attrs makes them, written later and quicker, for a start that people accept.

A start loads some three hundred of them. attrs writes all methods of a class when the module is loaded, and that took
half of the time that imports took. `writing` writes a method when it is first called: `__init__` of classes that a run
makes, `__eq__` and `__hash__` of those that it compares. What holds in attrs of the few options that we use holds here,
which tests compare; to a type checker they are attrs classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import define, evolve, field, fields, frozen, has
else:
    from contractlang.records.writing import define, evolve, field, fields, frozen, has

__all__ = ["define", "evolve", "field", "fields", "frozen", "has"]
