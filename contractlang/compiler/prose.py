"""What the prose of an article says beside its clauses: the figures in it, and the terms that they are about.

A figure is about a term where the words right next to it name that term (`a notice of 3 months`, `3 months of notice`)
with nothing in between but words that say nothing. Whatever else stands there (`at least`, `not`, a comma) may change
the meaning, and so does a condition in the sentence: then the figure is about nothing that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import frozen

from contractlang.compiler.environment import Environment
from contractlang.core.program import Figure, Origin, Path, Term
from contractlang.model import files as f
from contractlang.source import Span
from contractlang.syntax import is_keyword, parse_value, spellings
from contractlang.words import fold

# Between a name and its figure, these change nothing: `le préavis est fixé à 3 mois`
_EMPTY = {
    "fr": "a au d de des du egal egale egaux est et fixe fixee fixes l la le les s eleve sera sont soit un une".split(),
    "en": "a an at be equal equals fixed is of s set shall the to will".split(),
}
# In a sentence with one of these, a figure may hold for some cases only, or no more
_RESTRICTING = {
    "fr": "autrement cas excepte hormis lorsqu lorsque quand sauf selon si sinon toutefois".split(),
    "en": "but case except however if otherwise unless when where".split(),
}
_NUMBERS = {
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze".split(),
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
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
class _Found:
    """A value in a sentence, and where it stands there."""

    value: object
    start: int
    end: int


def figures(env: Environment, article: f.Article) -> Iterator[Figure]:
    """The figures of an article's prose that the words next to them tie to a term of it."""
    own = [term for term in env.terms.values() if term.origin.article == env.article]
    if not own:
        return
    names = _Names(env, own)
    for prose in article.prose:
        for sentence in _SENTENCE.finditer(prose.span.text, 3, len(prose.span.text) - 3):
            text = sentence.group()
            if not re.search(_WORD, text) or _restricted(text, env.language):
                continue
            for found in _values(text, env.language):
                named = names.of(text, found)
                if named:
                    start = prose.span.start + sentence.start()
                    span = Span(prose.span.source, start + found.start, start + found.end)
                    paths = tuple(term.path for term in own if names.fits(term.path, named))
                    same = tuple(term.path for term in env.terms.values() if names.fits(term.path, named))
                    if paths:
                        origin = Origin(span=span, article=env.article)
                        yield Figure(value=found.value, terms=paths, namesakes=same, origin=origin)


def _restricted(sentence: str, language: str) -> bool:
    words = {fold(word).casefold() for word in re.findall(_WORD, sentence)}
    return not words.isdisjoint(_RESTRICTING[language])


def _values(sentence: str, language: str) -> Iterator[_Found]:
    """The values with a unit that a sentence states, in figures or in words (`trois (3) mois`)."""
    at = 0
    while (match := _FIGURE.search(sentence, at)) is not None:
        number = _number(match, language)
        found = None if number is None else _value(match, number, language)
        if found is not None:
            yield found
        at = found.end if found is not None else match.start() + _first_word(match)


def _first_word(match: re.Match[str]) -> int:
    """How far to go on where no value begins: past the first word only, since the next may be a number."""
    first = _TOKEN.match(match.group().lstrip())
    return max(1, len(match.group()) - len(match.group().lstrip()) + (len(first.group()) if first else 1))


def _number(match: re.Match[str], language: str) -> str | None:
    """The number of a value as digits; None where there is none, or words and digits that differ."""
    words, digits = match["words"], match["digits"]
    table = {word: index for index, word in enumerate(_NUMBERS[language], 1)} | _MORE[language]
    spelled = table.get(fold(words).casefold()) if words else None
    if digits is None:
        return None if spelled is None else str(spelled)
    if spelled is not None and re.sub(r"\D", "", digits) != str(spelled):
        return None
    return digits.strip()


def _value(match: re.Match[str], number: str, language: str) -> _Found | None:
    """The longest value that can be read at a number."""
    words = match["words"]
    spelled = words is not None and fold(words).casefold() in {*_NUMBERS[language], *_MORE[language]}
    start = match.start("words") if spelled else match.start("digits")
    unit, per = match["unit"], match["per"]
    first = unit.split()[0]
    choices = [(unit + per, match.end("per"))] if per else []
    choices += [(unit, match.end("unit")), (first, match.start("unit") + len(first))]
    for written, end in choices:
        read = parse_value(f"{number} {' '.join(written.split())}", language)
        if read is None or read.condition is not None or len(read.phrases) != 1:
            continue
        phrase = read.phrases[0]
        if phrase.measure is None or phrase.words or phrase.tail:
            continue
        if phrase.measure.value is not None and not isinstance(phrase.measure.value, Decimal):
            return _Found(phrase.measure.value, start, end)
    return None


class _Names:
    """The words by which prose names the terms of a contract: labels and clauses, as the file's language has them."""

    def __init__(self, env: Environment, own: Iterable[Term]) -> None:
        self._language = env.language
        segments = {segment for term in own for segment in term.path} | {path[0] for path in env.clauses}
        self._segments: dict[str, set[str]] = {}
        for segment in segments:
            for word in self._spelled(env, segment):
                self._segments.setdefault(word, set()).add(segment)

    def _spelled(self, env: Environment, segment: str) -> Iterator[str]:
        written = spellings(segment, self._language) if is_keyword(segment) else (segment,)
        for word in written:
            yield " ".join(re.findall(_WORD, fold(word).casefold()))

    def of(self, sentence: str, found: _Found) -> tuple[frozenset[str], ...]:
        """The names right before a value, else those right after it, each as the segments that it may stand for."""
        before = [fold(word).casefold() for word in _TOKEN.findall(sentence[: found.start])]
        after = [fold(word).casefold() for word in _TOKEN.findall(sentence[found.end :])]
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
