"""Amendments: read, put in order, and the text in force at a date.

The text in force is made in one place: `in_force` takes the model of the contract as signed, and makes the changes of
every amendment that has taken effect, in the order of effect, then of number. What is replaced points to the
amendment's own text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from contractlang.compiler.changes import apply
from contractlang.compiler.environment import Environment, heading
from contractlang.compiler.pages import (
    AMENDMENT_CONFLICT,
    AMENDMENT_DATE,
    AMENDMENT_NUMBER,
    INCOMPLETE,
)
from contractlang.compiler.places import Address, shown
from contractlang.compiler.terms import enter_terms, label_name
from contractlang.diagnostics import Diagnostic, Label, Text, verbatim
from contractlang.model import amendments as a
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.source import Span
from contractlang.syntax import spelling

_NO_EFFECT = Text("l'avenant ne dit pas quand il prend effet", "the amendment does not say when it takes effect")
_ADD_EFFECT = Text("ajouter `effet : 2027-01-01`", "add `effet : 2027-01-01`")
_TWICE = Text("deux avenants portent le numéro {number}", "two amendments have the number {number}")
_FIRST = Text("donné ici d'abord", "first given here")
_RENUMBER = Text("numéroter les avenants dans leur ordre", "number the amendments in their order")
_BACK = Text(
    "l'avenant prend effet le {effect}, avant sa signature le {signature}",
    "the amendment takes effect on {effect}, before its signature on {signature}",
)
_SIGN_FIRST = Text("revoir l'une des deux dates", "review one of the two dates")
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


def amends(node: a.Amendment) -> m.Literal | None:
    """The text that says which contract an amendment modifies."""
    env = Environment(language=node.span.source.language)
    for term in node.terms:
        measure = term.value.phrases[0].measure if term.value.phrases else None
        text = measure is not None and isinstance(measure.value, str)
        if text and label_name(env, term.label, ("amends",)) is not None:
            return measure
    return None


def read(nodes: Iterable[tuple[a.Amendment, f.File]]) -> tuple[list[Amended], list[Diagnostic]]:
    """The amendments of a contract in the order in which they take effect; what is wrong with one leaves it out."""
    found: list[Amended] = []
    findings: list[Diagnostic] = []
    numbers: dict[str, Span] = {}
    for node, file in nodes:
        env = Environment(language=node.span.source.language, findings=findings, dropped=file.dropped)
        clause = verbatim(spelling("amendment", env.language))
        enter_terms(env, ("amendment",), clause, a.Amendment.slots, node.terms)
        effect, signature = (
            term.value if (term := env.terms.get(("amendment", name))) else None for name in ("effect", "signature")
        )
        if node.number.text in numbers:
            labels = (Label(span=numbers[node.number.text], message=_FIRST()),)
            message = _TWICE(number=node.number.text)
            findings.append(AMENDMENT_NUMBER.finding(heading(node.span), message, labels=labels, help=_RENUMBER()))
        numbers.setdefault(node.number.text, heading(node.span))
        if not isinstance(effect, date):
            if ("amendment", "effect") not in env.faulty_terms:
                env.report(INCOMPLETE, heading(node.span), _NO_EFFECT(), help=_ADD_EFFECT())
            continue
        signed = signature if isinstance(signature, date) else None
        if signed is not None and effect < signed:
            message = _BACK(effect=effect, signature=signed)
            findings.append(AMENDMENT_DATE.finding(heading(node.span), message, help=_SIGN_FIRST()))
        found.append(Amended(node, file, effect, signed))
    return sorted(found, key=lambda one: one.order), findings


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
            findings += [outcome.finding] if outcome.finding else []
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
