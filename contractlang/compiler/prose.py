"""What the prose of an article says beside its clauses: the figures in it, and the terms that they are about.

A figure is about a term where the words right next to it name that term (`a notice of 3 months`, `3 months of notice`)
with nothing in between but words that say nothing. Whatever else stands there (`at least`, `not`, a comma) may change
the meaning, and so does a condition in the sentence: then the figure is about nothing that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from contractlang.compiler.environment import Environment
from contractlang.core.origins import Origin, Path
from contractlang.core.program import Figure
from contractlang.model import files as f
from contractlang.records import frozen
from contractlang.source import Span
from contractlang.syntax import is_keyword, parse_value, spellings
from contractlang.words import fold

# Between a name and its figure, these change nothing: `le préavis est fixé à 3 mois`
_EMPTY = {
    "fr": [
        "a",
        "au",
        "d",
        "de",
        "des",
        "du",
        "egal",
        "egale",
        "egaux",
        "est",
        "et",
        "fixe",
        "fixee",
        "fixes",
        "l",
        "la",
        "le",
        "les",
        "s",
        "eleve",
        "sera",
        "sont",
        "soit",
        "un",
        "une",
    ],
    "en": [
        "a",
        "an",
        "at",
        "be",
        "equal",
        "equals",
        "fixed",
        "is",
        "of",
        "period",
        "s",
        "set",
        "shall",
        "the",
        "to",
        "will",
    ],
}
# In a sentence with one of these, a figure may hold for some cases only, or no more
_RESTRICTING = {
    "fr": [
        "autrement",
        "cas",
        "excepte",
        "hormis",
        "lorsqu",
        "lorsque",
        "quand",
        "sauf",
        "selon",
        "si",
        "sinon",
        "toutefois",
    ],
    "en": ["but", "case", "except", "however", "if", "otherwise", "unless", "when", "where"],
}
_NUMBERS = {
    "fr": ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"],
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_MORE = {
    "fr": {"une": 1, "quinze": 15, "vingt": 20, "trente": 30, "quarante-huit": 48, "soixante": 60},
    "en": {"fifteen": 15, "twenty": 20, "thirty": 30, "forty-eight": 48, "sixty": 60},
}
_SENTENCE = re.compile(r"(?:[^.;!?\n]|[.](?=\S)|\n(?!\s*\n))+")
_DIGITS = r"\d[\d \u00a0\u202f]*+(?:[.,]\d+)?"
_WORD = r"[^\W\d_]+"
_FIGURE = re.compile(
    rf"(?<![\w.,{{-])(?:(?P<words>{_WORD}(?:-{_WORD})?)\s*)?(?:\(?(?P<digits>(?<![\w.,]){_DIGITS})\)?\s*)?"
    rf"(?P<unit>(?:€|%|{_WORD})(?:\s+{_WORD})?)(?P<per>\s*(?:/|\bpar\b|\bper\b)\s*{_WORD})?"
)
_TOKEN = re.compile(rf"{_WORD}|\S")
_LONGEST_NAME = 3
# What may part words that say nothing: `d'une`, `3 months'`, `notice: 3 months`
_SIGNS = frozenset("'’:=")


@frozen
class _Place:
    """A number in a sentence, where it begins, and the units that it may have, the longest first, with their ends."""

    number: str
    start: int
    ends: tuple[tuple[str, int], ...]


@frozen
class _Stated:
    """A value, where it ends, and the terms that the words next to it name: of the article, and of the contract."""

    value: object
    end: int
    terms: tuple[Path, ...]
    namesakes: tuple[Path, ...]


def figures(env: Environment, article: f.Article) -> Iterator[Figure]:
    """The figures of an article's prose that the words next to them tie to a term of it."""
    names: _Names | None = None
    for prose in article.prose:
        for sentence in _SENTENCE.finditer(prose.span.text, 3, len(prose.span.text) - 3):
            text = sentence.group()
            places = [] if _restricted(text, env.language) else list(_places(text, env.language))
            names = names or (_Names(env) if places else None)
            start = prose.span.start + sentence.start()
            for place in places:
                assert names is not None
                if (found := _stated(names, text, place, env.language)) is not None:
                    span = Span(prose.span.source, start + place.start, start + found.end)
                    origin = Origin(span=span, article=env.article)
                    yield Figure(value=found.value, terms=found.terms, namesakes=found.namesakes, origin=origin)


def _restricted(sentence: str, language: str) -> bool:
    words = {fold(word).casefold() for word in re.findall(_WORD, sentence)}
    return not words.isdisjoint(_RESTRICTING[language])


def _places(sentence: str, language: str) -> Iterator[_Place]:
    """Where a sentence may state a value with a unit, in figures or in words (`trois (3) mois`)."""
    at = 0
    while (match := _FIGURE.search(sentence, at)) is not None:
        spelled = _spelled(match["words"], language)
        digits = match["digits"]
        at = match.start() + len(match["words"] or match.group())
        if spelled is not None and (digits is None or re.sub(r"\D", "", digits) == spelled):
            yield _place(match, "words", spelled)
        elif spelled is None and digits is not None:
            yield _place(match, "digits", digits.strip())
        else:
            continue
        at = match.start("unit")


def _spelled(words: str | None, language: str) -> str | None:
    """A number in words, as digits; None where the words are none."""
    table = {word: number for number, word in enumerate(_NUMBERS[language], 1)} | _MORE[language]
    number = table.get(fold(words).casefold()) if words else None
    return None if number is None else str(number)


def _place(match: re.Match[str], begins: str, number: str) -> _Place:
    unit, per = match["unit"], match["per"]
    first = unit.split()[0]
    ends = [(unit + per, match.end("per"))] if per else []
    ends += [(unit, match.end("unit"))]
    ends += [(first, match.start("unit") + len(first))] if first != unit else []
    return _Place(number, match.start(begins), tuple(ends))


def _stated(names: _Names, sentence: str, place: _Place, language: str) -> _Stated | None:
    """The longest value that can be read at a place, with the terms that the words next to it name."""
    for unit, end in place.ends:
        named = names.beside(sentence, place.start, end)
        terms = tuple(term.path for term in names.own if names.fits(term.path, named))
        value = _read(f"{place.number} {' '.join(unit.split())}", language) if terms else None
        if value is not None:
            return _Stated(value, end, terms, tuple(term.path for term in names.all if names.fits(term.path, named)))
    return None


def _read(text: str, language: str) -> object | None:
    """A value with a unit, or None where the text is none."""
    read = parse_value(text, language)
    if read is None or read.condition is not None or len(read.phrases) != 1:
        return None
    (phrase,) = read.phrases
    if phrase.measure is None or phrase.words or phrase.tail or isinstance(phrase.measure.value, Decimal):
        return None
    return phrase.measure.value


class _Names:
    """The words by which prose names the terms of a contract: labels and clauses, as the file's language has them."""

    def __init__(self, env: Environment) -> None:
        self._language = env.language
        self.all = tuple(env.terms.values())
        self.own = tuple(term for term in self.all if term.origin.article == env.article)
        segments = {segment for term in self.own for segment in term.path} | {path[0] for path in env.clauses}
        self._segments: dict[str, set[str]] = {}
        for segment in segments:
            for word in self._spelled(segment):
                self._segments.setdefault(word, set()).add(segment)

    def _spelled(self, segment: str) -> Iterator[str]:
        written = spellings(segment, self._language) if is_keyword(segment) else (segment,)
        for word in written:
            yield " ".join(re.findall(_WORD, fold(word).casefold()))

    def beside(self, sentence: str, start: int, end: int) -> tuple[frozenset[str], ...]:
        """The names right before a value, else those right after it, each as the segments that it may stand for."""
        before = [fold(word).casefold() for word in _TOKEN.findall(sentence[:start])]
        after = [fold(word).casefold() for word in _TOKEN.findall(sentence[end:])]
        return self._chain(before, backward=True) or self._chain(after, backward=False)

    def _chain(self, words: list[str], *, backward: bool) -> tuple[frozenset[str], ...]:
        """The names that follow one another from one end of some words, across words that say nothing."""
        chain: list[frozenset[str]] = []
        while words:
            name = self._name(words, backward)
            if name is not None:
                chain.append(name[0])
                words = words[: -name[1]] if backward else words[name[1] :]
                continue
            word = words[-1] if backward else words[0]
            if word not in _EMPTY[self._language] and word not in _SIGNS:
                break
            words = words[:-1] if backward else words[1:]
        return tuple(chain)

    def _name(self, words: list[str], backward: bool) -> tuple[frozenset[str], int] | None:
        """The longest name at one end of some words, and of how many words it is."""
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
            segments = self._segments.get(" ".join(words[-size:] if backward else words[:size]))
            if segments:
                return frozenset(segments), size
        return None

    def fits(self, path: Path, named: tuple[frozenset[str], ...]) -> bool:
        """Whether a term is called so: its own label is among the names, and all of them are of its path."""
        return any(path[-1] in name for name in named) and all(not name.isdisjoint(path) for name in named)
