"""The text in force at a date, and amendments that contradict each other.

It is made in one place: `in_force` takes the model of the contract as signed, and makes the changes of every amendment
that has taken effect, in the order of effect, then of number. What is replaced points to the amendment's own text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contractlang.diagnostics import Diagnostic, Label, Text
from contractlang.documents.changes import apply
from contractlang.documents.pages_amendments import AMENDMENT_CONFLICT
from contractlang.documents.places import Address, shown
from contractlang.model import amendments as a
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.records import field, frozen
from contractlang.source import heading
from contractlang.syntax import in_file_language

_SAME_DAY = Text(
    "les avenants {first} et {second} changent `{what}` à la même date",
    "the amendments {first} and {second} change `{what}` from the same date",
)
_OVERTAKEN = Text(
    "l'avenant {first} prend effet après l'avenant {second}, et change `{what}` comme lui",
    "the amendment {first} takes effect after the amendment {second}, and changes `{what}` as that does",
)
_OTHER = Text("changé ici aussi", "changed here too")
_SETTLE = Text(
    "réunir les deux changements dans le dernier avenant", "bring both changes together in the last amendment"
)


@frozen
class Amended:
    """An amendment with its dates; `file` is where it stands."""

    node: a.Amendment
    file: f.File
    effect: date
    signature: date | None

    @property
    def order(self) -> tuple[date, int]:
        """Its place among the others: by effect, then by number."""
        return self.effect, int("".join(self.node.number.text.split()).partition(",")[0] or 0)


# What was changed, by which amendment, in which of its changes
_Touch = tuple[Address, Amended, a.Change]


@frozen
class InForce:
    """The text in force: the contract with the amendments that made it so, the last one last."""

    file: f.File
    amendments: tuple[Amended, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    touched: tuple[_Touch, ...] = field(default=(), repr=False)


def amendments_in(file: f.File) -> list[a.Amendment]:
    """The amendments that a file holds."""
    return [node for node in file.declarations if isinstance(node, a.Amendment)]


def in_force(file: f.File, amendments: Iterable[Amended], day: date | None) -> InForce:
    """The text of a contract in force on a day; on none, as it was signed. `amendments` are in order of effect."""
    text = m.changed(file, declarations=tuple(node for node in file.declarations if not isinstance(node, a.Amendment)))
    made: list[Amended] = []
    findings: list[Diagnostic] = []
    touched: list[_Touch] = []
    for amendment in amendments:
        if day is None or amendment.effect > day:
            break
        made.append(amendment)
        text = _with_imports(text, amendment.file)
        for change in amendment.node.changes:
            outcome = apply(text, change)
            text = outcome.file
            findings += [in_file_language(outcome.finding)] if outcome.finding else []
            touched += [(outcome.address, amendment, change)] if outcome.address else []
    return InForce(text, tuple(made), tuple(findings), tuple(touched))


def _with_imports(text: f.File, other: f.File) -> f.File:
    """The text with what the amendment's own file imports; what could not be read of that file is not known."""
    if other.source is text.source:
        return text
    declarations = (*missing_imports(text, other), *text.declarations)
    return m.changed(text, declarations=declarations, dropped=(*text.dropped, *other.dropped))


def missing_imports(text: f.File, other: f.File) -> list[f.Import]:
    """What a file imports and a text does not."""

    def imports(file: f.File) -> dict[tuple[str, ...], f.Import]:
        nodes = (node for node in file.declarations if isinstance(node, f.Import))
        return {tuple(part.text for part in node.path.parts): node for node in nodes}

    known = imports(text)
    return [node for path, node in imports(other).items() if path not in known]


def contradictions(text: InForce) -> list[Diagnostic]:
    """Changes of one thing by two amendments from one date, or by an earlier one that takes effect later."""
    found: list[Diagnostic] = []
    seen: set[tuple[str, str]] = set()
    at: dict[Address, list[_Touch]] = {}  # what was changed at an address
    below: dict[Address, list[_Touch]] = {}  # and below it
    for touch in text.touched:
        address = touch[0]
        prefixes = [address[:length] for length in range(1, len(address) + 1)]
        others = [*(other for prefix in prefixes for other in at.get(prefix, ())), *below.get(address, ())]
        for other in others:
            pair = other[1].node.number.text, touch[1].node.number.text
            finding = _contradiction(other, touch) if pair not in seen else None
            if finding is not None:
                seen.add(pair)
                found.append(finding)
        at.setdefault(address, []).append(touch)
        for prefix in prefixes[:-1]:
            below.setdefault(prefix, []).append(touch)
    return found


def _contradiction(earlier: _Touch, later: _Touch) -> Diagnostic | None:
    """What is wrong with two changes of one thing, of which the second is made on the first."""
    first, second = earlier[1], later[1]
    longer = max(earlier[0], later[0], key=len)
    what = shown(longer[-1], later[2].span.source.language)
    if first is second:
        return None
    if first.effect == second.effect:
        message = _SAME_DAY(first=first.node.number.text, second=second.node.number.text, what=what)
    elif first.order[1] > second.order[1]:
        message = _OVERTAKEN(first=second.node.number.text, second=first.node.number.text, what=what)
    else:
        return None
    labels = (Label(span=heading(earlier[2].span), message=_OTHER()),)
    return AMENDMENT_CONFLICT.finding(heading(later[2].span), message, labels=labels, help=_SETTLE())
