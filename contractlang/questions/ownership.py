"""Who owns a deliverable, and which rights on it the other party has."""

from __future__ import annotations

from datetime import date, timedelta

from contractlang.core.origins import Path
from contractlang.core.periods import START, term_day, term_length, term_value
from contractlang.core.program import Program
from contractlang.diagnostics import Message, Text
from contractlang.questions.answers import Answer, Asked, Lack, grounds_of, table
from contractlang.questions.calendar import WHOLE_PERIODS, ahead
from contractlang.questions.refusals import RefusedQuestionError
from contractlang.values import Open
from contractlang.words import fold

CATEGORIES: dict[str, Text] = {
    "developments": Text("développements", "developments"),
    "pre_existing": Text("préexistants", "pre-existing"),
    "know_how": Text("savoir-faire", "know-how"),
}
_MENTIONS = {
    "rights": Text("droits", "rights"),
    "extent": Text("étendue", "extent"),
    "destination": Text("destination", "destination"),
    "place": Text("lieu", "place"),
    "term": Text("durée", "term"),
}
# Who owns what a word of `grant` or `reuse` says, and what the client gets
_OWNERS = {"assigned_to_client": "client", "licensed_to_client": "provider", "provider": "provider"}
_SAYINGS = {
    "assigned_to_client": Text("au client, par cession", "the client's, by assignment"),
    "licensed_to_client": Text("au prestataire ; le client a une licence", "the provider's; the client has a licence"),
    "provider": Text("au prestataire", "the provider's"),
    "reusable": Text("réutilisable par le prestataire", "reusable by the provider"),
    "reserved": Text("réservé", "reserved"),
}
_SAID = Text("{category} : {owner}", "{category}: {owner}")
_UNSAID = Text("le contrat ne dit rien de {categories}", "the contract says nothing of {categories}")
_BY_LAW = Text(
    "sans clause, les droits restent à l'auteur : une cession se prouve par écrit, chaque droit étant nommé et borné en"
    " étendue, destination, lieu et durée (Code de la propriété intellectuelle, articles L111-1, L131-2 et L131-3)",
    "without a clause the rights stay with the author: an assignment is proved in writing, each right being named and"
    " bounded in extent, destination, place and term (French Intellectual Property Code, articles L111-1, L131-2 and"
    " L131-3)",
)
_UNKNOWN = Text("`{word}` n'est pas une catégorie : {known}", "`{word}` is no category: {known}")
_UNTIL = Text("jusqu'au {day}", "until {day}")
_FROM_EFFECT = Text(
    "la durée d'une licence est comptée de la prise d'effet du contrat, qui ne dit pas d'où elle court",
    "the term of a licence is counted from the effect of the contract, which does not say where it starts",
)


def owner(asked: Asked) -> Answer:
    """Who owns each category of deliverables, or the one that is named, and the rights that go with it."""
    program = asked.program
    wanted = [_category(word) for word in asked.about] or list(CATEGORIES)
    rows: list[tuple[object, ...]] = []
    data: dict[str, object] = {}
    said: list[Message] = []
    unsaid: list[str] = []
    paths: list[Path] = []
    dated = False
    for name in wanted:
        path: Path = ("ownership", name)
        word = _grant(program, path)
        if word is None:
            unsaid.append(name)
            continue
        said.append(_SAID(category=CATEGORIES[name], owner=_SAYINGS[word]))
        until = _until(program, path)
        dated = dated or until is not None
        mentions = _mentions(program, path)
        rows.append((CATEGORIES[name], _SAYINGS[word], None if until is None else _UNTIL(day=until)))
        rows += [("", title, value) for title, value in mentions.values()]
        data[name] = {
            "owner": _OWNERS.get(word),
            "grant": word,
            "until": until,
            **{mention: term_value(program, (*path, mention)) for mention in _MENTIONS},
        }
        paths += [path, (*path, "mode"), *((*path, mention) for mention in _MENTIONS)]
    lacks = tuple(Lack(term=_path_text(name)) for name in unsaid if asked.about or not data)
    headline = said[0] if len(said) == 1 else Text("propriété des livrables", "ownership of deliverables")
    if not said:
        headline = _UNSAID(categories=[CATEGORIES[name] for name in unsaid])
    return Answer(
        said=headline,
        data={"ownership": data},
        lines=table(*rows),
        decided=bool(said) and not lacks,
        grounds=grounds_of(program, *paths),
        counting=(WHOLE_PERIODS(), _FROM_EFFECT()) if dated else (),
        notes=(*((_BY_LAW(),) if lacks else ()), *asked.notes),
        lacks=lacks,
    )


def _category(word: str) -> str:
    plain = _plain(word)
    for name, title in CATEGORIES.items():
        if plain in {_plain(name), _plain(title.fr), _plain(title.en)}:
            return name
    known = Text(", ".join(one.fr for one in CATEGORIES.values()), ", ".join(one.en for one in CATEGORIES.values()))
    raise RefusedQuestionError((_UNKNOWN(word=word, known=known),))


def _plain(word: str) -> str:
    return fold(word).casefold().strip().replace("-", "_").replace(" ", "_")


def _grant(program: Program, path: Path) -> str | None:
    """The word of the grant, which stands before the length of a licence."""
    value = term_value(program, (*path, "mode")) or term_value(program, path)
    return value if isinstance(value, str) and value in _SAYINGS else None


def _until(program: Program, path: Path) -> date | None:
    """The last day of a licence of some length, or of rights that are granted for one."""
    start = term_day(program, START)
    length = term_length(program, path) or term_length(program, (*path, "term"))
    following = ahead(start, length, program) if start is not None else None
    return None if following is None else following - timedelta(days=1)


def _mentions(program: Program, path: Path) -> dict[str, tuple[Text, object]]:
    found = {name: _shown(program, (*path, name)) for name in _MENTIONS}
    return {name: (_MENTIONS[name], value) for name, value in found.items() if value is not None}


def _shown(program: Program, path: Path) -> object:
    """A value as it is said: words in both languages."""
    term = program.terms.get(path)
    if term is None or isinstance(term.value, Open):
        return None
    vocabulary = program.vocabularies.get(term.type.vocabulary or "")
    words = vocabulary.words if vocabulary is not None else {}
    if isinstance(term.value, tuple):
        return [words.get(str(one), one) for one in term.value]
    return words.get(term.value, term.value) if isinstance(term.value, str) else term.value


def _path_text(name: str) -> Text:
    title = CATEGORIES[name]
    return Text(f"propriété.{title.fr}", f"ownership.{title.en}")
