"""A figure in the prose that contradicts a term of its article."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.core.program import Figure, Program
from contractlang.diagnostics import Diagnostic, Label, Page, Severity, Text
from contractlang.solver import Session
from contractlang.values import Count, Length, Money, Percent, Rate

PAGE = Page(
    code="X101",
    name="prose-mismatch",
    severity=Severity.ERROR,
    title=Text("prose qui contredit un terme", "prose that contradicts a term"),
    finds=Text(
        "un chiffre de la prose, juste à côté du nom d'un terme du même article, qui n'est la valeur ni de ce terme ni"
        " d'un autre de l'article",
        "a figure of the prose, right beside the name of a term of the same article, that is the value neither of that"
        " term nor of another of the article",
    ),
    harm=Text(
        "le contrat dit deux choses du même terme, et chaque partie lira celle qui l'arrange",
        "the contract says two things of one term, and each party will read the one that suits it",
    ),
    source=Text("Code civil, articles 1188 à 1192 (interprétation)", "French Civil Code, articles 1188 to 1192"),
    example='''…
article 20 "Audit" {
  """Le client peut faire auditer le service, avec un préavis de 30 jours."""
  audit {
    fréquence : 12 mois
    préavis   : 15 jours
  }
}
''',
    mended='''…
article 20 "Audit" {
  """Le client peut faire auditer le service, avec un préavis de {audit.préavis}."""
  audit {
    fréquence : 12 mois
    préavis   : 15 jours
  }
}
''',
)

_MESSAGE = Text(
    "la prose dit {stated}, et le terme {term} vaut {value}", "the prose says {stated}, and the term {term} is {value}"
)
_TERM = Text("{term} : {value}", "{term}: {value}")
_HELP = Text(
    "écrire `{place}` dans la prose à la place du chiffre, ou corriger le terme",
    "write `{place}` in the prose in place of the figure, or mend the term",
)


def check(program: Program, session: Session) -> Iterator[Diagnostic]:  # noqa: ARG001 (no question for the solver)
    """Every figure that is not the value of the term that it is about."""
    for figure in program.figures:
        yield from _mismatch(program, figure)


def _mismatch(program: Program, figure: Figure) -> Iterator[Diagnostic]:
    article = [term for term in program.terms.values() if term.origin.article == figure.origin.article]
    namesakes = [program.terms[path] for path in figure.namesakes]
    if any(_measure(term.value) == _measure(figure.value) for term in (*article, *namesakes)):
        return
    about = [term for path in figure.terms if _alike((term := program.terms[path]).value, figure.value)]
    if not about:
        return
    labels = tuple(Label(span=term.origin.span, message=_TERM(term=term.title, value=term.value)) for term in about)
    first = about[0]
    place = Text(f"{{{first.title.fr}}}", f"{{{first.title.fr}}}")
    message = _MESSAGE(stated=figure.value, term=first.title, value=first.value)
    yield PAGE.finding(figure.origin.span, message, labels=labels, help=_HELP(place=place))


def _alike(first: object, second: object) -> bool:
    """Whether two values are of one kind and one unit, so that they can only be equal or contradict each other."""
    one, other = _measure(first), _measure(second)
    return one is not None and other is not None and one[:-1] == other[:-1]


def _measure(value: object) -> tuple[object, ...] | None:
    """What a value measures, in which unit, and how much; None where it measures nothing."""
    match value:
        case Length():
            if value.seconds is not None:
                return "length", "second", value.seconds
            return (
                ("length", "month", value.months) if value.months is not None else ("length", value.unit, value.amount)
            )
        case Money(amount=amount, currency=currency, tax=tax):
            return "money", currency, tax, amount
        case Percent(amount=amount):
            return "percent", amount
        case Count(amount=amount, unit=unit):
            return "count", unit, amount
        case Rate(value=inner, per=per):
            measure = _measure(inner)
            return None if measure is None else ("rate", per, *measure)
    return None
