"""The amendments of a contract: their dates, their order, which contract they modify."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contractlang.compiler.environment import Environment
from contractlang.compiler.pages import INCOMPLETE
from contractlang.compiler.terms import enter_terms, label_name
from contractlang.diagnostics import Diagnostic, Label, Text, verbatim
from contractlang.documents.in_force import Amended
from contractlang.documents.pages_amendments import AMENDMENT_DATE, AMENDMENT_NUMBER
from contractlang.model import amendments as a
from contractlang.model import files as f
from contractlang.model import nodes as m
from contractlang.source import Span, heading
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
