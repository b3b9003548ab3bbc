"""A subcontractor held to less than the provider: later, elsewhere, with fewer certificates, secret for less time."""

from __future__ import annotations

from collections.abc import Iterator

from contractlang.calendars import Excess
from contractlang.core.origins import Path
from contractlang.core.program import Program, Term
from contractlang.core.relations import SECRECY, WITHIN
from contractlang.diagnostics import Diagnostic, Label, Message, Page, Severity, Text, verbatim
from contractlang.solver import Session
from contractlang.solver.delays import Broken, Pair, Unsettled, compare, outlasts, subcontractor_pairs
from contractlang.solver.findings import (
    breach_words,
    delay_label,
    delay_words,
    outlasts_claim,
    term_words,
    undecided,
)

PAGE = Page(
    code="D403",
    name="flow-down",
    severity=Severity.ERROR,
    title=Text("sous-traitant tenu à moins que le contrat", "subcontractor held to less than the contract"),
    finds=Text(
        "un sous-traitant tenu à moins que le prestataire : un délai, une restitution ou une destruction qui, à quelque"
        " date de la vie du contrat, finit après ce qui est dû au client ; un secret gardé moins longtemps ; un pays"
        " d'où le contrat n'admet pas l'accès aux données personnelles ; quand les exigences sont reportées, une"
        " certification du prestataire absente de celles qu'il annonce",
        "a subcontractor held to less than the provider: a delay, a return or a destruction that on some date of the"
        " contract's life ends after what is owed to the client; secrecy for a shorter time; a country from which the"
        " contract does not let personal data be reached; where requirements flow down, a certification of the provider"
        " that is not among those it states",
    ),
    harm=Text(
        "le prestataire répond envers le client de ce que son sous-traitant peut manquer sans faute",
        "the provider answers to the client for what its subcontractor may miss without being at fault",
    ),
    source=Text(
        "loi du 31 décembre 1975 relative à la sous-traitance, article 1er : le sous-traitant agit sous la"
        " responsabilité de l'entrepreneur principal",
        "French Act of 31 December 1975 on subcontracting, article 1: the subcontractor acts under the responsibility"
        " of the main contractor",
    ),
    example="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur H24
  }
}

article 6 "Sous-traitance" {
  sous-traitance {
    régime : accord préalable
    autorisé Hébergeo "Hébergeo SAS" {
      objet  : hébergement
      pays   : France
      niveaux de service {
        gravité bloquante : rétablissement 4 h sur HO
      }
    }
  }
}
""",
    mended="""…
article 3 "Niveaux de service" {
  niveaux de service {
    gravité bloquante : rétablissement 4 h sur H24
  }
}

article 6 "Sous-traitance" {
  sous-traitance {
    régime : accord préalable
    autorisé Hébergeo "Hébergeo SAS" {
      objet  : hébergement
      pays   : France
      niveaux de service {
        gravité bloquante : rétablissement 3 h sur H24
      }
    }
  }
}
""",
)

_MESSAGE = Text(
    "le sous-traitant `{party}` peut finir après le délai dû au client, « {theirs} » contre « {own} » : {breach}",
    'the subcontractor `{party}` can end after the delay owed to the client, "{theirs}" against "{own}": {breach}',
)
_HELP = Text(
    "reporter sur `{party}` un délai au moins aussi strict, sur le même calendrier",
    "hold `{party}` to a delay at least as strict, on the same calendar",
)
_SHORTER = Text(
    "le sous-traitant `{party}` est tenu au secret moins longtemps que le prestataire : {theirs} contre {own}",
    "the subcontractor `{party}` is bound to secrecy for less time than the provider: {theirs} against {own}",
)
_LONGER = Text("porter {theirs} à la durée de {own}", "bring {theirs} to the length of {own}")
_ELSEWHERE = Text(
    "le sous-traitant `{party}` est en {country}, d'où le contrat n'admet pas l'accès aux données personnelles",
    "the subcontractor `{party}` is in {country}, from which the contract does not let personal data be reached",
)
_ADMIT = Text(
    "ajouter ce pays à {own}, ou écarter `{party}` de ces données", "add that country to {own}, or drop `{party}`"
)
_UNCERTIFIED = Text(
    "les exigences sont reportées, et `{party}` n'annonce pas {missing}, que le prestataire a",
    "requirements flow down, and `{party}` does not state {missing}, which the provider has",
)
_CERTIFY = Text("l'ajouter à {theirs}, ou à défaut l'ôter de {own}", "add it to {theirs}, or else drop it from {own}")
_QUESTION = Text(
    "on ne sait pas si « {theirs} » peut finir après « {own} »",
    'it is not known whether "{theirs}" can end after "{own}"',
)


# `sous-traitance.Hébergeo.pays`
_LENGTH_OF_PATH = 3
_COUNTRIES: Path = ("personal_data", "country")
_CERTIFICATIONS: Path = ("provider", "certifications")
_FLOW_DOWN: Path = ("subcontracting", "flow_down")


def check(program: Program, session: Session) -> Iterator[Diagnostic]:
    """Every delay of a subcontractor that is weaker on some date, but for want of a date (see `undecided`), and its
    terms that are weaker than those of the contract."""
    for pair in subcontractor_pairs(program):
        match compare(session, pair):
            case Broken() as broken:
                yield _broken(program, pair, broken)
            case Unsettled(lacks_start=False, reason=reason, help=help):
                question = _QUESTION(theirs=delay_words(pair.earlier), own=delay_words(pair.later))
                labels = (delay_label(pair.earlier), delay_label(pair.later))
                yield undecided(pair.earlier.rule.origin.span, question, reason, labels=labels, help=help)
    for path, term in program.terms.items():
        if path[0] == "subcontracting" and len(path) == _LENGTH_OF_PATH:
            yield from _term(program, term)


def _term(program: Program, theirs: Term) -> Iterator[Diagnostic]:
    """The finding on a term of a subcontractor."""
    label = theirs.path[-1]
    if label in WITHIN and (own := program.terms.get(WITHIN[label])) is not None:
        yield from _later(program, theirs, own)
    elif label == "confidentiality" and (own := program.terms.get(SECRECY)) is not None:
        yield from _shorter(program, theirs, own)
    elif label == "country" and (own := program.terms.get(_COUNTRIES)) is not None:
        if isinstance(own.value, tuple) and theirs.value not in own.value:
            country = program.vocabularies["country"].words.get(str(theirs.value), verbatim(str(theirs.value)))
            yield _weaker(theirs, own, _ELSEWHERE(party=theirs.path[1], country=country), _ADMIT, Severity.WARNING)
    elif label == "certifications" and (own := program.terms.get(_CERTIFICATIONS)) is not None:
        flow_down = program.terms.get(_FLOW_DOWN)
        missing = [f"`{word}`" for word in _words(own.value) if word not in _words(theirs.value)]
        if missing and flow_down is not None and flow_down.value == "flowed_down":
            message = _UNCERTIFIED(party=theirs.path[1], missing=missing)
            yield _weaker(theirs, own, message, _CERTIFY, Severity.WARNING)


def _words(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _later(program: Program, theirs: Term, own: Term) -> Iterator[Diagnostic]:
    names = {"theirs": theirs.title, "own": own.title}
    match outlasts(program, theirs.value, own.value):
        case Excess() as excess:
            breach = breach_words(program, excess)
            words = {"theirs": term_words(program, theirs), "own": term_words(program, own)}
            yield _weaker(theirs, own, _MESSAGE(**words, party=theirs.path[1], breach=breach), _HELP)
        case Unsettled(reason=reason, help=help):
            yield undecided(theirs.origin.span, _QUESTION(**names), reason, labels=(_label(own),), help=help)


def _shorter(program: Program, theirs: Term, own: Term) -> Iterator[Diagnostic]:
    match outlasts(program, own.value, theirs.value):
        case Excess():
            words = {"theirs": term_words(program, theirs), "own": term_words(program, own)}
            yield _weaker(theirs, own, _SHORTER(**words, party=theirs.path[1]), _LONGER)
        case Unsettled(reason=reason, help=help):
            question = _QUESTION(theirs=own.title, own=theirs.title)
            yield undecided(theirs.origin.span, question, reason, labels=(_label(own),), help=help)


def _weaker(theirs: Term, own: Term, message: Message, help: Text, severity: Severity = PAGE.severity) -> Diagnostic:
    help_ = help(party=theirs.path[1], theirs=theirs.title, own=own.title)
    return PAGE.finding(theirs.origin.span, message, labels=(_label(own),), help=help_, severity=severity)


def _label(own: Term) -> Label:
    return Label(span=own.origin.span)


def _broken(program: Program, pair: Pair, broken: Broken) -> Diagnostic:
    party = pair.earlier.party or ""
    words = {"theirs": delay_words(pair.earlier), "own": delay_words(pair.later)}
    return PAGE.finding(
        pair.earlier.rule.origin.span,
        _MESSAGE(**words, party=party, breach=breach_words(program, broken.excess, broken.start)),
        labels=(delay_label(pair.earlier), delay_label(pair.later)),
        help=_HELP(party=party),
        case=broken.case,
    ).claiming(outlasts_claim(pair, broken))
